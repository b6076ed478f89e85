/* Lists of a JSON object a line that point into recordings: WeNet's raw list, NeMo's manifest, Whisper-Finetune's list.
 */
#include "base/messages.h"
#include "dataset/internal.h"

#include <string.h>

static void end_line(struct fy_json_writer *json)
{
    fy_json_object_end(json);
    fy_buffer_putc(json->out, '\n');
}

/* WeNet: tools/make_raw_list.py. `end` is wanted with `start`. */
static void wenet_row(struct fy_buffer *out, const struct fy_row *row)
{
    struct fy_json_writer json = { .out = out };
    const bool cut = row->clip[0] != '\0';
    fy_json_object(&json, NULL);
    fy_json_text(&json, "key", row->utterance->id);
    fy_json_text(&json, "wav", cut ? row->clip : row->source->path);
    fy_json_text(&json, "txt", row->text);
    if (!cut) {
        fy_json_number(&json, "start", row->start);
        fy_json_number(&json, "end", (double)row->utterance->end / 1e6);
    }
    fy_json_text(&json, "speaker", row->utterance->speaker_id);
    fy_json_text(&json, "dialect", row->dialect);
    end_line(&json);
}

const struct fy_target fy_target_wenet = {
    .info = { .name = "wenet",
              .help = N_("WeNet's raw list: data.list"),
              .cannot = N_("the standard language, other tiers"),
              .shortest = 0.1,
              .longest = 102.4,
              .tokens = 200 },
    .files = { "data.list" },
    .channels = FY_CHANNELS_NONE,
    .can_cut = true,
    .row = wenet_row,
};

/* NeMo: never sampling_rate together with offset, which its Lhotse reader takes for the length of the recording. */
static void nemo_row(struct fy_buffer *out, const struct fy_row *row)
{
    struct fy_json_writer json = { .out = out };
    const bool cut = row->clip[0] != '\0';
    fy_json_object(&json, NULL);
    fy_json_text(&json, "audio_filepath", cut ? row->clip : row->source->path);
    if (!cut)
        fy_json_number(&json, "offset", row->start);
    fy_json_number(&json, "duration", cut ? (double)row->samples / row->rate : row->seconds);
    fy_json_text(&json, "text", row->text);
    fy_json_text(&json, "lang", row->language);
    fy_json_text(&json, "speaker", row->utterance->speaker_id);
    fy_json_text(&json, "dialect", row->dialect);
    fy_json_text(&json, "id", row->utterance->id);
    end_line(&json);
}

const struct fy_target fy_target_nemo = {
    .info = { .name = "nemo",
              .help = N_("NVIDIA NeMo's manifest: manifest.json"),
              .cannot = N_("the standard language, other tiers"),
              .shortest = 0.1,
              .longest = 16.7 },
    .files = { "manifest.json" },
    .channels = FY_CHANNELS_NONE,
    .can_cut = true,
    .row = nemo_row,
};

/* yeyupiaoling/Whisper-Finetune, utils/reader.py. */
static void whisper_row(struct fy_buffer *out, const struct fy_row *row)
{
    struct fy_json_writer json = { .out = out };
    const bool cut = row->clip[0] != '\0';
    fy_json_object(&json, NULL);
    fy_json_object(&json, "audio");
    fy_json_text(&json, "path", cut ? row->clip : row->source->path);
    if (!cut) {
        fy_json_number(&json, "start_time", row->start);
        fy_json_number(&json, "end_time", (double)row->utterance->end / 1e6);
    }
    fy_json_object_end(&json);
    fy_json_text(&json, "sentence", row->text);
    fy_json_array(&json, "sentences");
    fy_json_object(&json, NULL);
    fy_json_number(&json, "start", 0);
    fy_json_number(&json, "end", row->seconds);
    fy_json_text(&json, "text", row->text);
    fy_json_object_end(&json);
    fy_json_array_end(&json);
    fy_json_text(&json, "language", strcmp(row->tag, "yue") == 0 ? "Cantonese" : "Chinese");
    fy_json_number(&json, "duration", row->seconds);
    end_line(&json);
}

/* A label has 448 tokens at most; a rare character is three of them. */
const struct fy_target fy_target_whisper = {
    .info = { .name = "whisper",
              .help = N_("Whisper-Finetune: data.json"),
              .cannot = N_("dialects but Chinese and Cantonese, speakers, other tiers"),
              .shortest = 0.5,
              .longest = 30,
              .tokens = 149,
              .map = "whisper",
              .fallback = "zh" },
    .files = { "data.json" },
    .channels = FY_CHANNELS_NONE,
    .can_cut = true,
    .row = whisper_row,
};

/* Lhotse's manifests of recordings and supervisions (lhotse/audio/recording.py, lhotse/supervision.py): a supervision
 * ends within its recording, and its channel is one of that. */
#include "base/messages.h"
#include "dataset/internal.h"

#include <string.h>

enum { RECORDINGS, SUPERVISIONS };

static void put_row(struct fy_buffer *out, const struct fy_row *row)
{
    const struct fy_utterance *utterance = row->utterance;
    struct fy_json_writer json = { .out = &out[SUPERVISIONS] };
    fy_json_object(&json, NULL);
    fy_json_text(&json, "id", utterance->id);
    fy_json_text(&json, "recording_id", row->source->id);
    fy_json_number(&json, "start", row->start);
    fy_json_number(&json, "duration", row->seconds);
    fy_json_count(&json, "channel", row->source->channel > 0 ? (size_t)row->source->channel : 0);
    fy_json_text(&json, "text", row->text);
    fy_json_text(&json, "language", row->language);
    fy_json_text(&json, "speaker", utterance->speaker_id);
    if (utterance->gender == 'f' || utterance->gender == 'm')
        fy_json_text(&json, "gender", utterance->gender == 'f' ? "F" : "M");
    fy_json_object(&json, "custom");
    fy_json_text(&json, "dialect", row->dialect);
    if (row->std[0] != '\0')
        fy_json_text(&json, "text_std", row->std);
    if (row->rom[0] != '\0')
        fy_json_text(&json, "text_rom", row->rom);
    fy_json_object_end(&json);
    if (fy_json_size(row->words) > 0) {
        fy_json_object(&json, "alignment");
        fy_json_array(&json, "word");
        for (size_t i = 0; i < fy_json_size(row->words); i++) {
            const struct fy_json *word = fy_json_at(row->words, i);
            double start = 0, duration = 0;
            (void)fy_json_number_of(fy_json_at(word, 0), &start);
            (void)fy_json_number_of(fy_json_at(word, 1), &duration);
            fy_json_array(&json, NULL);
            fy_json_text(&json, NULL, fy_json_text_of(fy_json_at(word, 2)));
            fy_json_number(&json, NULL, start);
            fy_json_number(&json, NULL, duration);
            fy_json_array_end(&json);
        }
        fy_json_array_end(&json);
        fy_json_object_end(&json);
    }
    fy_json_object_end(&json);
    fy_buffer_putc(json.out, '\n');
}

static void put_channels(struct fy_json_writer *json, const char *name, int channels)
{
    fy_json_array(json, name);
    for (int i = 0; i < channels; i++)
        fy_json_count(json, NULL, (size_t)i);
    fy_json_array_end(json);
}

static void put_source(struct fy_buffer *out, const struct fy_source *source)
{
    struct fy_json_writer json = { .out = &out[RECORDINGS] };
    fy_json_object(&json, NULL);
    fy_json_text(&json, "id", source->id);
    fy_json_array(&json, "sources");
    fy_json_object(&json, NULL);
    fy_json_text(&json, "type", "file");
    put_channels(&json, "channels", source->channels);
    fy_json_text(&json, "source", source->path);
    fy_json_object_end(&json);
    fy_json_array_end(&json);
    fy_json_count(&json, "sampling_rate", (size_t)source->rate);
    fy_json_number(&json, "num_samples", (double)source->frames);
    fy_json_number(&json, "duration", (double)source->frames / source->rate);
    put_channels(&json, "channel_ids", source->channels);
    fy_json_object_end(&json);
    fy_buffer_putc(json.out, '\n');
}

const struct fy_target fy_target_lhotse = {
    .info = { .name = "lhotse",
              .help = N_("Lhotse and icefall: recordings.jsonl.gz supervisions.jsonl.gz"),
              .cannot = N_("nothing that is exported; icefall's own filter is 1 to 12 s"),
              .shortest = 0.1 },
    .files = { "recordings.jsonl.gz", "supervisions.jsonl.gz" },
    .channels = FY_CHANNELS_ONE,
    .row = put_row,
    .source = put_source,
};

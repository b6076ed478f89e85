/* Hugging Face's AudioFolder: clips and metadata.jsonl together in the folder of each split (a list above the splits'
 * folders is not found), the same columns in all of them. */
#include "base/messages.h"
#include "dataset/internal.h"

static void put_row(struct fy_buffer *out, const struct fy_row *row)
{
    struct fy_json_writer json = { .out = out };
    const char gender[2] = { row->utterance->gender, '\0' };
    fy_json_object(&json, NULL);
    fy_json_text(&json, "file_name", row->clip_here);
    fy_json_text(&json, "id", row->utterance->id);
    fy_json_text(&json, "text", row->text);
    fy_json_text(&json, "text_std", row->std);
    fy_json_text(&json, "text_rom", row->rom);
    fy_json_text(&json, "dialect", row->dialect);
    fy_json_text(&json, "language", row->language);
    fy_json_text(&json, "speaker", row->utterance->speaker_id);
    fy_json_text(&json, "gender", gender);
    /* A whole number in one split would make another column type of it. */
    fy_json_text(&json, "recording", row->source->id);
    fy_buffer_printf(out, ",\"duration\":%.6f", (double)row->samples / row->rate);
    fy_json_object_end(&json);
    fy_buffer_putc(out, '\n');
}

const struct fy_target fy_target_audiofolder = {
    .info = { .name = "audiofolder",
              .help = N_("Hugging Face AudioFolder: train/metadata.jsonl and clips beside it"),
              .cannot = N_("words with times"),
              .shortest = 0.1,
              .longest = 30,
              .clips = true },
    .files = { "metadata.jsonl" },
    .folder = "train",
    .link_clips = true,
    .row = put_row,
};

/* A data directory of Kaldi, which ESPnet reads too: lists whose lines begin with an id, sorted by its bytes.
 *
 * Rules are those of Kaldi's utils/validate_data_dir.sh: the same utterances in text, segments, utt2spk and utt2lang;
 * the same recordings in segments and wav.scp; utt2spk sorted by speaker as well; <s>, </s> and #0 nowhere in the text.
 * Kaldi itself reads WAV of 16 bit samples only, and takes one channel: other recordings are given as a command. */
#include "base/messages.h"
#include "dataset/internal.h"

#include <string.h>

enum { WAV, SEGMENTS, TEXT, UTT2SPK, SPK2UTT, UTT2LANG };

static void quote(struct fy_buffer *out, const char *path)
{
    fy_buffer_putc(out, '\'');
    for (; *path; path++) {
        if (*path == '\'')
            fy_buffer_puts(out, "'\\''");
        else
            fy_buffer_putc(out, *path);
    }
    fy_buffer_putc(out, '\'');
}

/* A path that ends in '|' would be a command, and blanks at its end are cut off. */
static bool is_plain(const char *path)
{
    const size_t size = strlen(path);
    return path[0] == '/' && path[size - 1] != '|' && path[size - 1] != ' ' && path[size - 1] != '\t';
}

static void write_source(struct fy_buffer *out, const struct fy_source *source)
{
    const bool readable = source->pcm16 && source->channels == 1;
    out += WAV;
    fy_buffer_printf(out, "%s ", source->id);
    if (readable && is_plain(source->path)) {
        fy_buffer_puts(out, source->path);
    } else {
        fy_buffer_puts(out, readable ? "cat " : "sox -D ");
        quote(out, source->path);
        if (readable)
            fy_buffer_puts(out, " |");
        else if (source->channels > 1 && source->channel >= 0)
            fy_buffer_printf(out, " -t wav -b 16 - remix %d |", source->channel + 1);
        else
            fy_buffer_puts(out, " -t wav -b 16 -c 1 - |");
    }
    fy_buffer_putc(out, '\n');
}

static void write_time(struct fy_buffer *out, int64_t microseconds)
{
    fy_buffer_printf(out, " %lld.%06lld", (long long)(microseconds / 1000000), (long long)(microseconds % 1000000));
}

static void write_row(struct fy_buffer *out, const struct fy_row *row)
{
    const struct fy_utterance *utterance = row->utterance;
    fy_buffer_printf(&out[SEGMENTS], "%s %s", utterance->id, row->source->id);
    write_time(&out[SEGMENTS], utterance->start);
    write_time(&out[SEGMENTS], utterance->end);
    fy_buffer_putc(&out[SEGMENTS], '\n');
    fy_buffer_printf(&out[TEXT], "%s %s\n", utterance->id, row->text);
    fy_buffer_printf(&out[UTT2SPK], "%s %s\n", utterance->id, utterance->speaker_id);
    fy_buffer_printf(&out[UTT2LANG], "%s %s\n", utterance->id, row->language);
    if (row->new_speaker)
        fy_buffer_printf(&out[SPK2UTT], "%s%s", row->first ? "" : "\n", utterance->speaker_id);
    fy_buffer_printf(&out[SPK2UTT], " %s", utterance->id);
}

static void write_end(struct fy_buffer *out, const struct fy_dataset *dataset)
{
    (void)dataset;
    fy_buffer_putc(&out[SPK2UTT], '\n');
}

static const char *const reserved[] = { "<s>", "</s>", "#0", NULL };

const struct fy_target fy_target_kaldi = {
    .info = { .name = "kaldi",
              .help = N_("Kaldi and ESPnet: wav.scp segments text utt2spk spk2utt utt2lang"),
              .cannot = N_("dialects (their language only), other tiers"),
              .shortest = 0.1 },
    .files = { "wav.scp", "segments", "text", "utt2spk", "spk2utt", "utt2lang" },
    .reserved = reserved,
    .row = write_row,
    .source = write_source,
    .end = write_end,
};

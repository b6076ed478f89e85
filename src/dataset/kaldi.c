/* A data directory of Kaldi, which ESPnet reads too: lists whose lines begin with an id, sorted by its bytes.
 *
 * Rules are those of Kaldi's utils/validate_data_dir.sh: the same utterances in text, segments and utt2spk; the same
 * recordings in segments and wav.scp; utt2spk sorted by speaker as well; <s>, </s> and #0 nowhere in the text. Kaldi
 * itself reads WAV of 16 bit samples only, and takes one channel: other recordings are given as a command. */
#include "base/messages.h"
#include "dataset/internal.h"

#include <fangyin/memory.h>
#include <stdlib.h>
#include <string.h>

enum { WAV, SEGMENTS, TEXT, UTT2SPK, SPK2UTT, FILE_COUNT };

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
    fy_buffer_printf(out, "%s ", source->id);
    if (readable && is_plain(source->path)) {
        fy_buffer_puts(out, source->path);
    } else {
        fy_buffer_puts(out, readable ? "cat " : "sox -D ");
        quote(out, source->path);
        fy_buffer_puts(out, readable ? " |" : " -t wav -b 16 -c 1 - |");
    }
    fy_buffer_putc(out, '\n');
}

static int by_id(const void *x, const void *y)
{
    return strcmp((*(const struct fy_source *const *)x)->id, (*(const struct fy_source *const *)y)->id);
}

static enum fy_status write_sources(struct fy_buffer *out, const struct fy_dataset *dataset)
{
    const struct fy_source **sorted = fy_calloc(dataset->source_count + 1, sizeof *sorted);
    size_t count = 0;
    if (!sorted)
        return FY_NO_MEMORY;
    for (size_t i = 0; i < dataset->source_count; i++) {
        if (dataset->sources[i].used)
            sorted[count++] = &dataset->sources[i];
    }
    if (count > 1)
        qsort(sorted, count, sizeof *sorted, by_id);
    for (size_t i = 0; i < count; i++)
        write_source(out, sorted[i]);
    fy_free(sorted);
    return FY_OK;
}

static void write_time(struct fy_buffer *out, int64_t microseconds)
{
    fy_buffer_printf(out, " %lld.%06lld", (long long)(microseconds / 1000000), (long long)(microseconds % 1000000));
}

static enum fy_status write_files(const struct fy_dataset *dataset, struct fy_dataset_files *files,
                                  struct fy_error *error)
{
    static const char *const names[] = { "wav.scp", "segments", "text", "utt2spk", "spk2utt" };
    struct fy_dataset_file *file = files->items;
    (void)error;
    for (files->count = 0; files->count < FILE_COUNT; files->count++)
        file[files->count] = (struct fy_dataset_file){ names[files->count], FY_BUFFER_EMPTY };
    for (size_t i = 0; i < dataset->count; i++) {
        const struct fy_utterance *utterance = &dataset->utterances[i];
        const bool new_speaker = i == 0 || strcmp(utterance->speaker_id, utterance[-1].speaker_id) != 0;
        fy_buffer_printf(&file[SEGMENTS].content, "%s %s", utterance->id, dataset->sources[utterance->recording].id);
        write_time(&file[SEGMENTS].content, utterance->start);
        write_time(&file[SEGMENTS].content, utterance->end);
        fy_buffer_putc(&file[SEGMENTS].content, '\n');
        fy_buffer_printf(&file[TEXT].content, "%s %s\n", utterance->id, utterance->text);
        fy_buffer_printf(&file[UTT2SPK].content, "%s %s\n", utterance->id, utterance->speaker_id);
        if (new_speaker)
            fy_buffer_printf(&file[SPK2UTT].content, "%s%s", i == 0 ? "" : "\n", utterance->speaker_id);
        fy_buffer_printf(&file[SPK2UTT].content, " %s", utterance->id);
    }
    if (dataset->count > 0)
        fy_buffer_putc(&file[SPK2UTT].content, '\n');
    return write_sources(&file[WAV].content, dataset);
}

static const char *const reserved[] = { "<s>", "</s>", "#0", NULL };

const struct fy_dataset_writer fy_dataset_kaldi = { "kaldi",
                                                    N_("Kaldi and ESPnet: wav.scp segments text utt2spk spk2utt"),
                                                    reserved, write_files };

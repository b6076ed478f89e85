/* The formats, and what is done the same for all of them. */
#include "base/messages.h"
#include "dataset/internal.h"

#include <string.h>

static const struct fy_dataset_writer *const writers[] = { &fy_dataset_kaldi };

const char *fy_dataset_format(size_t n, const char **help)
{
    if (n >= sizeof writers / sizeof *writers)
        return NULL;
    *help = fy_message(writers[n]->help);
    return writers[n]->name;
}

const char *fy_left_out_text(enum fy_left_out reason)
{
    static const char *const texts[] = {
        [FY_LEFT_EMPTY] = N_("no text"),
        [FY_LEFT_PAUSE] = N_("a pause"),
        [FY_LEFT_INVALID] = N_("flagged invalid"),
        [FY_LEFT_OUTSIDE] = N_("outside the recording"),
        [FY_LEFT_SHORT] = N_("too short"),
        [FY_LEFT_DOUBLE] = N_("same speaker and span as another"),
        [FY_LEFT_WORDS] = N_("has words the format keeps for itself"),
        [FY_LEFT_COUNT] = "",
    };
    return fy_message(texts[reason]);
}

static bool holds(const char *text, const char *const *words)
{
    for (; *words; words++) {
        if (strstr(text, *words))
            return true;
    }
    return false;
}

/* Keep what the format can hold, each id once. */
static void leave_out(struct fy_dataset *dataset, const struct fy_dataset_writer *writer)
{
    size_t kept = 0;
    for (size_t i = 0; i < dataset->count; i++) {
        struct fy_utterance *utterance = &dataset->utterances[i];
        const bool words = holds(utterance->text, writer->reserved);
        if (words || (kept > 0 && strcmp(utterance->id, dataset->utterances[kept - 1].id) == 0)) {
            dataset->counts.left_out[words ? FY_LEFT_WORDS : FY_LEFT_DOUBLE]++;
            fy_utterance_free(utterance);
        } else {
            dataset->utterances[kept++] = *utterance;
        }
    }
    dataset->count = kept;
}

/* Utterances of one speaker stand together; those of one recording need not. */
static void count(struct fy_dataset *dataset)
{
    struct fy_dataset_counts *counts = &dataset->counts;
    counts->segments = dataset->count;
    counts->recordings = counts->speakers = 0;
    counts->seconds = 0;
    for (size_t i = 0; i < dataset->source_count; i++)
        dataset->sources[i].used = false;
    for (size_t i = 0; i < dataset->count; i++) {
        const struct fy_utterance *utterance = &dataset->utterances[i];
        struct fy_source *source = &dataset->sources[utterance->recording];
        counts->seconds += (double)(utterance->end - utterance->start) / 1e6;
        counts->speakers += i == 0 || strcmp(utterance->speaker_id, utterance[-1].speaker_id) != 0;
        counts->recordings += !source->used;
        source->used = true;
    }
}

enum fy_status fy_dataset_write(struct fy_dataset *dataset, const char *format, struct fy_dataset_files *files,
                                struct fy_error *error)
{
    const struct fy_dataset_writer *writer = NULL;
    memset(files, 0, sizeof *files);
    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
        if (strcmp(writers[i]->name, format) == 0)
            writer = writers[i];
    }
    if (!writer)
        return fy_fail(error, FY_UNSUPPORTED, _("There is no format \"%.100s\"."), format);
    enum fy_status status = fy_ids_assign(dataset, error);
    if (status == FY_OK) {
        leave_out(dataset, writer);
        count(dataset);
        status = writer->write(dataset, files, error);
    }
    for (size_t i = 0; i < files->count; i++)
        status = status == FY_OK && files->items[i].content.failed ? FY_NO_MEMORY : status;
    if (status != FY_OK)
        fy_dataset_files_free(files);
    return status == FY_NO_MEMORY ? fy_fail(error, status, "%s", fy_status_text(status)) : status;
}

void fy_dataset_files_free(struct fy_dataset_files *files)
{
    for (size_t i = 0; i < files->count; i++)
        fy_buffer_free(&files->items[i].content);
    files->count = 0;
}

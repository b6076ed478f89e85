/* Which segments of a grid are chosen. */
#include "base/messages.h"
#include "dataset/internal.h"

#include <fangyin/memory.h>
#include <fangyin/sisters.h>
#include <math.h>
#include <string.h>

static const double overshoot = 0.5; /* seconds; what Kaldi's extract-segments forgives too */

void fy_utterance_free(struct fy_utterance *utterance)
{
    fy_free(utterance->text);
    fy_free(utterance->speaker);
    fy_free(utterance->speaker_id);
    fy_free(utterance->id);
}

static void source_free(struct fy_source *source)
{
    fy_free(source->name);
    fy_free(source->path);
    fy_free(source->id);
}

struct fy_dataset *fy_dataset_new(const struct fy_dataset_selection *selection)
{
    struct fy_dataset *dataset = fy_calloc(1, sizeof *dataset);
    if (!dataset)
        return NULL;
    dataset->selection = *selection;
    dataset->tier = fy_strdup(selection->tier);
    dataset->selection.tier = dataset->tier;
    if (!dataset->tier) {
        fy_free(dataset);
        return NULL;
    }
    return dataset;
}

void fy_dataset_free(struct fy_dataset *dataset)
{
    if (!dataset)
        return;
    for (size_t i = 0; i < dataset->count; i++)
        fy_utterance_free(&dataset->utterances[i]);
    for (size_t i = 0; i < dataset->source_count; i++)
        source_free(&dataset->sources[i]);
    fy_free(dataset->utterances);
    fy_free(dataset->sources);
    fy_free(dataset->tier);
    fy_free(dataset);
}

const struct fy_dataset_counts *fy_dataset_counts(const struct fy_dataset *dataset)
{
    return &dataset->counts;
}

/* Cut to the recording, in microseconds: both ends are rounded alike, so that neighbours never overlap. FY_LEFT_COUNT
 * where nothing is wrong. */
static enum fy_left_out cut(struct fy_utterance *utterance, const struct fy_interval *interval,
                            const struct fy_dataset_recording *recording, double shortest)
{
    const double length = (double)recording->frames / recording->rate;
    if (interval->xmin < -overshoot || interval->xmax > length + overshoot || interval->xmin >= length ||
        interval->xmax <= 0)
        return FY_LEFT_OUTSIDE;
    const int64_t whole = recording->frames / recording->rate * 1000000;
    const int64_t last = whole + recording->frames % recording->rate * 1000000 / recording->rate;
    const int64_t start = llround(interval->xmin * 1e6), end = llround(interval->xmax * 1e6);
    utterance->start = start < 0 ? 0 : start;
    utterance->end = end > last ? last : end;
    const int64_t least = llround(shortest * 1e6);
    return utterance->end - utterance->start < (least > 1 ? least : 1) ? FY_LEFT_SHORT : FY_LEFT_COUNT;
}

static enum fy_left_out judge(const struct fy_grid *grid, size_t tier, size_t index)
{
    if (fy_label_has_code(fy_sister_label(grid, tier, index, "event"), "pause"))
        return FY_LEFT_PAUSE;
    if (fy_label_has_code(fy_sister_label(grid, tier, index, "flag"), "invalid") ||
        fy_label_has_code(fy_sister_label(grid, tier, index, "status"), "invalid"))
        return FY_LEFT_INVALID;
    return FY_LEFT_COUNT;
}

/* A line out of a label, the caller's; NULL when out of memory. Labels are UTF-8. */
static char *line_of(const char *label)
{
    struct fy_buffer line = FY_BUFFER_EMPTY;
    char *text = fy_text_line(&line, label) == FY_OK ? fy_strdup(fy_buffer_text(&line)) : NULL;
    fy_buffer_free(&line);
    return text;
}

static bool find_speaker(struct fy_utterance *utterance, const struct fy_grid *grid, size_t tier, size_t index)
{
    const char *suffix = fy_name_speaker(fy_tier_name(grid, tier));
    utterance->speaker = line_of(fy_sister_label(grid, tier, index, "speaker"));
    if (!utterance->speaker)
        return false;
    utterance->scope = FY_SPEAKER_EVERYWHERE;
    if (utterance->speaker[0] != '\0')
        return true;
    utterance->scope = suffix && *suffix ? FY_SPEAKER_HERE : FY_SPEAKER_NONE;
    fy_free(utterance->speaker);
    utterance->speaker = fy_strdup(suffix ? suffix : "");
    return utterance->speaker != NULL;
}

/* The segment, if it is chosen; its reason otherwise. */
static enum fy_status choose(struct fy_dataset *dataset, const struct fy_dataset_recording *recording,
                             const struct fy_grid *grid, size_t tier, size_t index)
{
    const struct fy_interval *interval = &fy_tier_intervals(grid, tier)[index];
    struct fy_utterance utterance = { .recording = dataset->source_count };
    utterance.text = line_of(interval->text);
    if (!utterance.text)
        return FY_NO_MEMORY;
    enum fy_left_out reason = utterance.text[0] == '\0' ? FY_LEFT_EMPTY : judge(grid, tier, index);
    if (reason == FY_LEFT_COUNT)
        reason = cut(&utterance, interval, recording, dataset->selection.shortest);
    if (reason != FY_LEFT_COUNT) {
        dataset->counts.left_out[reason]++;
        fy_utterance_free(&utterance);
        return FY_OK;
    }
    struct fy_utterance *grown =
        fy_grow(dataset->utterances, &dataset->capacity, dataset->count + 1, sizeof *dataset->utterances);
    if (grown)
        dataset->utterances = grown;
    if (!grown || !find_speaker(&utterance, grid, tier, index)) {
        fy_utterance_free(&utterance);
        return FY_NO_MEMORY;
    }
    grown[dataset->count++] = utterance;
    return FY_OK;
}

static bool is_chosen_tier(const struct fy_dataset *dataset, const struct fy_grid *grid, size_t tier)
{
    const char *name = fy_tier_name(grid, tier);
    const size_t size = strlen(dataset->tier);
    return fy_tier_kind(grid, tier) == FY_INTERVAL_TIER && strncmp(name, dataset->tier, size) == 0 &&
           (name[size] == '\0' || (name[size] == '@' && !fy_name_speaker(dataset->tier)));
}

static enum fy_status choose_all(struct fy_dataset *dataset, const struct fy_dataset_recording *recording,
                                 const struct fy_grid *grid, struct fy_error *error)
{
    bool found = false;
    for (size_t tier = 0; tier < fy_grid_tier_count(grid); tier++) {
        if (!is_chosen_tier(dataset, grid, tier))
            continue;
        found = true;
        for (size_t i = 0; i < fy_tier_size(grid, tier); i++) {
            if (choose(dataset, recording, grid, tier, i) != FY_OK)
                return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
        }
    }
    return found ? FY_OK
                 : fy_fail(error, FY_NOT_FOUND, _("This grid has no interval tier named \"%.100s\"."), dataset->tier);
}

static enum fy_status add_source(struct fy_dataset *dataset, const struct fy_dataset_recording *recording)
{
    struct fy_source *grown =
        fy_grow(dataset->sources, &dataset->source_capacity, dataset->source_count + 1, sizeof *dataset->sources);
    if (!grown)
        return FY_NO_MEMORY;
    dataset->sources = grown;
    struct fy_source source = { fy_strdup(recording->name), fy_strdup(recording->path), NULL,
                                recording->channels,        recording->pcm16,           false };
    if (!source.name || !source.path) {
        source_free(&source);
        return FY_NO_MEMORY;
    }
    grown[dataset->source_count++] = source;
    return FY_OK;
}

enum fy_status fy_dataset_add(struct fy_dataset *dataset, const struct fy_dataset_recording *recording,
                              const struct fy_grid *grid, struct fy_error *error)
{
    if (recording->rate <= 0 || recording->frames < 0)
        return fy_fail(error, FY_INVALID, _("This recording has no sampling rate."));
    if (strpbrk(recording->path, "\r\n"))
        return fy_fail(
            error, FY_UNSUPPORTED,
            _("The path of this recording has a line break, which no list of files can hold. Please rename it."));
    const size_t count = dataset->count;
    const struct fy_dataset_counts counts = dataset->counts;
    enum fy_status status = choose_all(dataset, recording, grid, error);
    if (status == FY_OK && add_source(dataset, recording) != FY_OK)
        status = fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    if (status != FY_OK) {
        while (dataset->count > count)
            fy_utterance_free(&dataset->utterances[--dataset->count]);
        dataset->counts = counts;
    }
    return status;
}

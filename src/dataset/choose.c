/* Which segments of a grid are chosen, and what is known of them. */
#include "dataset/internal.h"

#include <fangyin/markers.h>
#include <fangyin/memory.h>
#include <fangyin/sisters.h>
#include <fangyin/speakers.h>
#include <fangyin/text.h>
#include <math.h>
#include <string.h>

static const double overshoot = 0.5; /* seconds; what Kaldi's extract-segments forgives too */

void fy_segment_free(struct fy_segment *segment)
{
    fy_free(segment->text);
    fy_free(segment->std);
    fy_free(segment->rom);
    fy_free(segment->draft);
    fy_free(segment->speaker);
}

/* Cut to the recording, in microseconds: both ends are rounded alike, so that neighbours never overlap. FY_LEFT_COUNT
 * where nothing is wrong. */
static enum fy_left_out cut(const struct fy_unit *unit, const struct fy_interval *interval, struct fy_segment *segment)
{
    const double length = (double)unit->frames / unit->rate;
    const struct fy_target_info *info = &unit->target->info;
    const double shortest = unit->options->shortest >= 0 ? unit->options->shortest : info->shortest;
    const double longest = unit->options->longest >= 0 ? unit->options->longest : info->longest;
    if (interval->xmin < -overshoot || interval->xmax > length + overshoot || interval->xmin >= length ||
        interval->xmax <= 0)
        return FY_LEFT_OUTSIDE;
    const int64_t whole = unit->frames / unit->rate * 1000000;
    const int64_t last = whole + unit->frames % unit->rate * 1000000 / unit->rate;
    const int64_t start = llround(interval->xmin * 1e6), end = llround(interval->xmax * 1e6);
    segment->start = start < 0 ? 0 : start;
    segment->end = end > last ? last : end;
    const int64_t least = llround(shortest * 1e6), size = segment->end - segment->start;
    if (size < (least > 1 ? least : 1))
        return FY_LEFT_SHORT;
    return longest > 0 && size > llround(longest * 1e6) ? FY_LEFT_LONG : FY_LEFT_COUNT;
}

static bool has_status(enum fy_status_rule rule, const char *label)
{
    return rule == FY_STATUS_ANY || fy_label_has_code(label, "accepted") ||
           (rule == FY_STATUS_DONE && fy_label_has_code(label, "done"));
}

static bool has_status_tier(const struct fy_grid *grid, size_t tier)
{
    for (size_t i = 0; i < fy_grid_tier_count(grid); i++) {
        if (fy_tier_kind(grid, i) == FY_INTERVAL_TIER &&
            fy_name_is_sister(fy_tier_name(grid, i), "status", fy_tier_name(grid, tier)))
            return true;
    }
    return false;
}

static enum fy_left_out judge_workflow(const struct fy_unit *unit, struct fy_segment *segment)
{
    const char *status = fy_sister_label(unit->grid, segment->tier, segment->index, "status");
    if (fy_label_has_code(fy_sister_label(unit->grid, segment->tier, segment->index, "event"), "pause"))
        return FY_LEFT_PAUSE;
    if (fy_label_has_code(fy_sister_label(unit->grid, segment->tier, segment->index, "flag"), "invalid") ||
        fy_label_has_code(status, "invalid"))
        return FY_LEFT_INVALID;
    segment->has_status = has_status_tier(unit->grid, segment->tier);
    return segment->has_status && !has_status(unit->options->status, status) ? FY_LEFT_STATUS : FY_LEFT_COUNT;
}

/* ---- dialect ---- */

static bool is_below(const struct fy_dialects *dialects, size_t index, size_t top)
{
    while (index != FY_NONE && index != top)
        index = fy_dialects_at(dialects, index)->parent;
    return index == top;
}

/* The node above (or itself) of that level; itself where none is. */
static size_t roll_up(const struct fy_dialects *dialects, size_t index, const char *level)
{
    for (size_t at = index; level && at != FY_NONE; at = fy_dialects_at(dialects, at)->parent) {
        if (strcmp(fy_dialects_at(dialects, at)->level, level) == 0)
            return at;
    }
    return index;
}

static enum fy_left_out judge_dialect(const struct fy_unit *unit, struct fy_segment *segment)
{
    const struct fy_dialects *dialects = fy_project_dialects(unit->project);
    const char *wanted = unit->options->dialect;
    struct fy_dialect_part part;
    size_t at = 0, first = FY_NONE;
    segment->label = fy_sister_label(unit->grid, segment->tier, segment->index, "dialect");
    if (fy_label_empty(segment->label))
        segment->label = fy_project_dialect(unit->project, unit->name);
    bool fits = !wanted;
    while (fy_dialects_label_next(dialects, segment->label, &at, &part) && part.size > 0) {
        first = first == FY_NONE ? part.dialect : first;
        if (wanted && part.dialect != FY_NONE)
            fits |= is_below(dialects, part.dialect, fy_dialects_find(dialects, wanted, strlen(wanted)));
    }
    segment->dialect =
        first == FY_NONE ? "" : fy_dialects_at(dialects, roll_up(dialects, first, unit->options->level))->code;
    return fits ? FY_LEFT_COUNT : FY_LEFT_DIALECT;
}

/* ---- speaker ---- */

static bool is_yes(const struct fy_unit *unit, const char *section)
{
    const char *value = fy_project_value(unit->project, section, "consent");
    return value && strcmp(value, "yes") == 0;
}

/* A speaker's own word counts; where speakers.tsv does not tell, the recording's or the project's in fangyin.ini. */
static bool consents(const struct fy_unit *unit, const struct fy_speaker *speaker)
{
    char section[512];
    if (speaker && speaker->consent != FY_CONSENT_UNKNOWN)
        return speaker->consent == FY_CONSENT_YES;
    snprintf(section, sizeof section, "recording %s", unit->name);
    const char *own = fy_project_value(unit->project, section, "consent");
    return own ? is_yes(unit, section) : is_yes(unit, "project");
}

static enum fy_status judge_speaker(const struct fy_unit *unit, struct fy_segment *segment, enum fy_left_out *reason)
{
    const struct fy_speakers *speakers = fy_project_speakers(unit->project);
    const char *suffix = fy_name_speaker(fy_tier_name(unit->grid, segment->tier));
    const char *label = fy_sister_label(unit->grid, segment->tier, segment->index, "speaker");
    const bool labelled = !fy_label_empty(label);
    segment->speaker = fy_line_of(labelled ? label : suffix ? suffix : "");
    if (!segment->speaker)
        return FY_NO_MEMORY;
    const char *id = segment->speaker;
    const struct fy_speaker *speaker = speakers && *id ? fy_speakers_find(speakers, id, strlen(id)) : NULL;
    segment->scope = labelled || speaker ? FY_SPEAKER_EVERYWHERE : *id ? FY_SPEAKER_HERE : FY_SPEAKER_NONE;
    segment->gender = speaker ? speaker->gender : 0;
    if (unit->options->speaker && strcmp(unit->options->speaker, id) != 0)
        *reason = FY_LEFT_SPEAKER;
    else if (!unit->options->without_consent && !consents(unit, speaker))
        *reason = FY_LEFT_CONSENT;
    return FY_OK;
}

/* ---- words ---- */

static bool holds(const char *text, const char *const *words)
{
    for (; words && *words; words++) {
        if (strstr(text, *words))
            return true;
    }
    return false;
}

/* A sister tier's label as the target gets it; "text" is the segment itself. */
static enum fy_status words_of(const struct fy_unit *unit, const struct fy_segment *segment, const char *tier,
                               char **line, char event[32], bool *marked)
{
    struct fy_buffer treated = FY_BUFFER_EMPTY;
    const char *own = strcmp(tier, "text") == 0 ? fy_tier_intervals(unit->grid, segment->tier)[segment->index].text
                                                : fy_sister_label(unit->grid, segment->tier, segment->index, tier);
    const enum fy_status status = fy_marks_apply(unit->options->markers, own, &treated, event, marked);
    *line = status == FY_OK ? fy_strdup(fy_buffer_text(&treated)) : NULL;
    fy_buffer_free(&treated);
    return *line ? FY_OK : FY_NO_MEMORY;
}

static bool is_private(const struct fy_unit *unit, const struct fy_segment *segment)
{
    for (size_t i = 0; i < fy_grid_tier_count(unit->grid); i++) {
        const char *name = fy_tier_name(unit->grid, i);
        if (fy_tier_kind(unit->grid, i) != FY_INTERVAL_TIER || strncmp(name, "content", 7) != 0 ||
            (name[7] != '\0' && name[7] != '@'))
            continue;
        for (size_t k = 0; k < fy_tier_size(unit->grid, i); k++) {
            const struct fy_interval *interval = &fy_tier_intervals(unit->grid, i)[k];
            if (fy_label_has_code(interval->text, "private") && llround(interval->xmin * 1e6) < segment->end &&
                llround(interval->xmax * 1e6) > segment->start)
                return true;
        }
    }
    return false;
}

static enum fy_status judge_words(const struct fy_unit *unit, struct fy_segment *segment, enum fy_left_out *reason)
{
    char ignored[32];
    bool marked = false, other = false;
    enum fy_status status = words_of(unit, segment, unit->options->text_tier, &segment->text, segment->event, &marked);
    if (status == FY_OK)
        status = words_of(unit, segment, "std", &segment->std, ignored, &other);
    if (status == FY_OK)
        status = words_of(unit, segment, "rom", &segment->rom, ignored, &other);
    if (status == FY_OK)
        status = words_of(unit, segment, "draft", &segment->draft, ignored, &other);
    if (status != FY_OK)
        return status;
    const size_t size = strlen(segment->text);
    if (size == 0)
        *reason = FY_LEFT_EMPTY;
    else if (marked && unit->options->markers == FY_MARKERS_EXCLUDE)
        *reason = FY_LEFT_MARKERS;
    else if (unit->target->info.tokens > 0 &&
             fy_grapheme_count(segment->text, size) > (size_t)unit->target->info.tokens)
        *reason = FY_LEFT_TOKENS;
    else if (holds(segment->text, unit->target->reserved))
        *reason = FY_LEFT_WORDS;
    const char *needs = unit->target->needs;
    if (*reason == FY_LEFT_COUNT && needs &&
        ((strcmp(needs, "std") == 0 && segment->std[0] == '\0') ||
         (strcmp(needs, "draft") == 0 && (segment->draft[0] == '\0' || strcmp(segment->draft, segment->text) == 0))))
        *reason = FY_LEFT_LACKING;
    return FY_OK;
}

/* Its words are gone from every text where its sound is. */
static enum fy_status hide(struct fy_segment *segment)
{
    char **texts[] = { &segment->text, &segment->std, &segment->rom, &segment->draft };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char *hidden = fy_strdup((*texts[i])[0] != '\0' ? "<private>" : "");
        if (!hidden)
            return FY_NO_MEMORY;
        fy_free(*texts[i]);
        *texts[i] = hidden;
    }
    return FY_OK;
}

/* Whether it is known which channel is meant, and the target can be told. */
static bool has_channel(const struct fy_unit *unit)
{
    const int channel = unit->options->channel;
    if (channel >= unit->channels)
        return false;
    if (unit->channels == 1)
        return true;
    if (channel == -1)
        return false;
    return fy_target_cuts(unit->target, unit->options) || unit->target->channels == FY_CHANNELS_ANY ||
           (unit->target->channels == FY_CHANNELS_ONE && channel >= 0);
}

enum fy_status fy_segment_choose(const struct fy_unit *unit, size_t tier, size_t index, struct fy_segment *segment,
                                 enum fy_left_out *reason)
{
    const struct fy_interval *interval = &fy_tier_intervals(unit->grid, tier)[index];
    *segment = (struct fy_segment){ .tier = tier, .index = index, .label = "", .dialect = "", .emotion = "" };
    *reason = fy_label_empty(interval->text) ? FY_LEFT_EMPTY : judge_workflow(unit, segment);
    if (*reason == FY_LEFT_COUNT)
        *reason = judge_dialect(unit, segment);
    enum fy_status status = *reason == FY_LEFT_COUNT ? judge_speaker(unit, segment, reason) : FY_OK;
    if (status == FY_OK && *reason == FY_LEFT_COUNT)
        *reason = cut(unit, interval, segment);
    if (status == FY_OK && *reason == FY_LEFT_COUNT)
        status = judge_words(unit, segment, reason);
    if (status == FY_OK && *reason == FY_LEFT_COUNT && is_private(unit, segment)) {
        if (unit->options->privacy == FY_PRIVATE_LEAVE_OUT || !fy_target_cuts(unit->target, unit->options))
            *reason = FY_LEFT_PRIVATE;
        else
            status = hide(segment);
    }
    if (*reason == FY_LEFT_COUNT && !has_channel(unit))
        *reason = FY_LEFT_CHANNEL;
    segment->emotion = fy_sister_label(unit->grid, tier, index, "emotion");
    if (segment->event[0] == '\0') {
        const char *event = fy_sister_label(unit->grid, tier, index, "event");
        snprintf(segment->event, sizeof segment->event, "%.*s", (int)(strcspn(event, "+") % 31), event);
    }
    return status;
}

bool fy_tier_is_chosen(const struct fy_dataset_options *options, const struct fy_grid *grid, size_t tier)
{
    const char *name = fy_tier_name(grid, tier), *wanted = options->tier;
    const size_t size = strlen(wanted);
    return fy_tier_kind(grid, tier) == FY_INTERVAL_TIER && strncmp(name, wanted, size) == 0 &&
           (name[size] == '\0' || (name[size] == '@' && !fy_name_speaker(wanted)));
}

#include "commands/segment.h"

#include <fangyin/memory.h>
#include <fangyin/soundings.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1 << 15, SMOOTH = 2 /* levels on each side */ };
#define LEVELS_PER_SECOND 100.0
#define SNAP 0.1 /* seconds that a boundary moves at most */
#define NEAR 1.0 /* seconds of pause over which short speech is joined to its neighbour */

/* ---- listening ---- */

static void add_levels(struct fy_segment_plan *plan, const float *samples, int64_t at, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const size_t level = (size_t)((double)(at + (int64_t)i) * LEVELS_PER_SECOND / plan->rate);
        if (level < plan->level_count)
            plan->levels[level] += samples[i] * samples[i];
    }
}

static enum fy_status keep_speech(struct fy_segment_plan *plan, struct fy_speech_finder *finder,
                                  struct fy_soundings *soundings)
{
    const struct fy_stretch *stretches = NULL;
    const struct fy_sounding *intervals = NULL;
    size_t count = 0;
    const enum fy_status status = finder != NULL ? fy_speech_finder_finish(finder, &stretches, &count)
                                                 : fy_soundings_finish(soundings, &intervals, &count);
    if (status != FY_OK)
        return status;
    plan->speech = fy_malloc((count + 1) * sizeof *plan->speech);
    if (plan->speech == NULL)
        return FY_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        if (stretches != NULL)
            plan->speech[plan->speech_count++] = stretches[i];
        else if (intervals[i].sounding)
            plan->speech[plan->speech_count++] = (struct fy_stretch){ (int64_t)floor(intervals[i].from * plan->rate),
                                                                      (int64_t)ceil(intervals[i].to * plan->rate) };
    }
    return FY_OK;
}

static enum fy_status listen(struct fy_segment_plan *plan, struct fy_recording *recording,
                             struct fy_speech_finder *finder, struct fy_soundings *soundings)
{
    enum fy_status status = FY_OK;
    float *samples = fy_malloc(BLOCK * sizeof *samples);
    plan->level_count = (size_t)((double)plan->frames * LEVELS_PER_SECOND / plan->rate) + 1;
    plan->levels = fy_calloc(plan->level_count, sizeof *plan->levels);
    if (samples == NULL || plan->levels == NULL)
        status = FY_NO_MEMORY;
    for (int64_t at = 0; status == FY_OK && at < plan->frames; at += BLOCK) {
        const size_t count = plan->frames - at < BLOCK ? (size_t)(plan->frames - at) : BLOCK;
        const float *const rows[] = { samples };
        const struct fy_sound piece = { .channels = rows, .channel_count = 1, .from = at, .count = (int64_t)count };
        fy_recording_read_mono(recording, at, -1, samples, count);
        add_levels(plan, samples, at, count);
        if (finder != NULL)
            status = fy_speech_finder_feed(finder, samples, count);
        else
            fy_soundings_feed(soundings, &piece);
    }
    fy_free(samples);
    return status == FY_OK ? keep_speech(plan, finder, soundings) : status;
}

enum fy_status fy_segment_listen(struct fy_segment_plan *plan, struct fy_recording *recording, bool praat,
                                 struct fy_error *error)
{
    struct fy_speech_finder *finder = NULL;
    struct fy_soundings *soundings = NULL;
    enum fy_status status;
    *plan = (struct fy_segment_plan){ .rate = fy_recording_rate(recording), .frames = fy_recording_frames(recording) };
    if (praat) {
        const struct fy_soundings_settings settings = fy_soundings_usual(plan->rate, 1, plan->frames);
        status = fy_soundings_new(&soundings, &settings, error);
    } else {
        status = fy_speech_finder_new(&finder, plan->rate, error);
    }
    if (status != FY_OK)
        return status;
    status = listen(plan, recording, finder, soundings);
    fy_speech_finder_free(finder);
    fy_soundings_free(soundings);
    return status == FY_OK ? status : fy_fail(error, status, "%s", fy_status_text(status));
}

void fy_segment_plan_free(struct fy_segment_plan *plan)
{
    fy_free(plan->speech);
    fy_free(plan->levels);
    *plan = (struct fy_segment_plan){ 0 };
}

/* ---- cutting ---- */

/* Power around a level, smoothed so that one period of a low voice is no valley. */
static double smooth(const struct fy_segment_plan *plan, int64_t level)
{
    double sum = 0;
    int count = 0;
    for (int64_t i = level - SMOOTH; i <= level + SMOOTH; i++) {
        if (i >= 0 && i < (int64_t)plan->level_count) {
            sum += (double)plan->levels[i];
            count++;
        }
    }
    return count > 0 ? sum / count : 0;
}

/* The quietest place in [from, to], among equals the one nearest `wanted`; all in frames. */
static int64_t quietest(const struct fy_segment_plan *plan, int64_t from, int64_t to, int64_t wanted)
{
    const double per = plan->rate / LEVELS_PER_SECOND;
    double best_power = (double)INFINITY;
    int64_t best = wanted;
    for (int64_t level = (int64_t)ceil((double)from / per - 0.5); ((double)level + 0.5) * per <= (double)to; level++) {
        const int64_t at = (int64_t)(((double)level + 0.5) * per);
        const double power = smooth(plan, level);
        if (at < from)
            continue;
        if (power < best_power || (!(power > best_power) && llabs(at - wanted) < llabs(best - wanted))) {
            best_power = power;
            best = at;
        }
    }
    return best;
}

/* The speech around a boundary must stay where it is: [*from, *to] shrinks to what is pause. */
static void between_speech(const struct fy_segment_plan *plan, int64_t at, int64_t *from, int64_t *to)
{
    size_t low = 0, high = plan->speech_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (plan->speech[middle].from < at)
            low = middle + 1;
        else
            high = middle;
    }
    if (low > 0 && plan->speech[low - 1].to > *from)
        *from = plan->speech[low - 1].to < at ? plan->speech[low - 1].to : at;
    if (low < plan->speech_count && plan->speech[low].from < *to)
        *to = plan->speech[low].from;
}

static void snap(const struct fy_segment_plan *plan, struct fy_cut *cuts, size_t count, double padding)
{
    const int64_t reach = (int64_t)(fmin(padding / 2, SNAP) * plan->rate);
    for (size_t i = 1; i < count; i++) {
        int64_t from = cuts[i].from - reach, to = cuts[i].from + reach;
        between_speech(plan, cuts[i].from, &from, &to);
        from = from > cuts[i - 1].from + 1 ? from : cuts[i - 1].from + 1;
        to = to < cuts[i].to - 1 ? to : cuts[i].to - 1;
        if (from < to)
            cuts[i].from = cuts[i - 1].to = quietest(plan, from, to, cuts[i].from);
    }
}

static void take_out(struct fy_cut *cuts, size_t *count, size_t first, size_t last)
{
    cuts[first].to = cuts[last].to;
    cuts[first].speech = 1;
    memmove(cuts + first + 1, cuts + last + 1, (*count - last - 1) * sizeof *cuts);
    *count -= last - first;
}

/* Where the next speech on one side is and how far, in pieces; 0 where none is near enough to make one of both. */
static size_t neighbour(const struct fy_cut *cuts, size_t count, size_t at, int step, int64_t near, int64_t longest,
                        int64_t *gap)
{
    for (size_t far = 1; far <= 2; far++) {
        if (step < 0 ? at < far : at + far >= count)
            return 0;
        const struct fy_cut *other = step < 0 ? &cuts[at - far] : &cuts[at + far];
        if (!other->speech)
            continue;
        *gap = step < 0 ? cuts[at].from - other->to : other->from - cuts[at].to;
        const int64_t length = step < 0 ? cuts[at].to - other->from : other->to - cuts[at].from;
        return *gap <= near && length <= longest ? far : 0;
    }
    return 0;
}

/* Speech shorter than allowed becomes a part of its nearer neighbour, or stays: it is never thrown away. */
static void join_short(struct fy_cut *cuts, size_t *count, int64_t shortest, int64_t longest, int64_t near)
{
    for (size_t i = 0; i < *count;) {
        int64_t before = 0, after = 0;
        if (!cuts[i].speech || cuts[i].to - cuts[i].from >= shortest) {
            i++;
            continue;
        }
        const size_t left = neighbour(cuts, *count, i, -1, near, longest, &before);
        const size_t right = neighbour(cuts, *count, i, 1, near, longest, &after);
        if (left > 0 && (right == 0 || before <= after))
            take_out(cuts, count, i - left, i);
        else if (right > 0)
            take_out(cuts, count, i, i + right);
        else
            i++;
    }
}

/* Cut what is longer than allowed into the fewest pieces, each at its quietest place in the last half of what may be. */
static enum fy_status cut_long(const struct fy_segment_plan *plan, struct fy_cut **cuts, size_t *count, int64_t longest,
                               int64_t shortest, size_t *inside)
{
    struct fy_cut *made = NULL;
    size_t made_count = 0, capacity = 0;
    for (size_t i = 0; i < *count; i++) {
        struct fy_cut rest = (*cuts)[i];
        for (bool more = true; more;) {
            struct fy_cut *grown = fy_grow(made, &capacity, made_count + 1, sizeof *made);
            if (grown == NULL) {
                fy_free(made);
                return FY_NO_MEMORY;
            }
            made = grown;
            more = rest.speech && longest > 1 && rest.to - rest.from > longest;
            made[made_count++] = rest;
            if (!more)
                break;
            const int64_t least = rest.from + (longest / 2 > 0 ? longest / 2 : 1);
            int64_t most = rest.from + longest;
            if (rest.to - most < shortest && rest.to - shortest > least)
                most = rest.to - shortest;
            rest.from = made[made_count - 1].to = quietest(plan, least, most, most);
            (*inside)++;
        }
    }
    fy_free(*cuts);
    *cuts = made;
    *count = made_count;
    return FY_OK;
}

enum fy_status fy_segment_cut(const struct fy_segment_plan *plan, int64_t from, int64_t to,
                              const struct fy_segment_options *options, struct fy_cut **cuts, size_t *count,
                              size_t *inside)
{
    const struct fy_cut_settings settings = { plan->rate, options->pause, options->longest, options->padding };
    const int64_t longest = (int64_t)fmin(options->longest * plan->rate, 1e15);
    const int64_t shortest = (int64_t)fmin(options->shortest * plan->rate, 1e15);
    const enum fy_status status = fy_cut_at_pauses(plan->speech, plan->speech_count, from, to, &settings, cuts, count);
    if (status != FY_OK || *count == 0)
        return status;
    join_short(*cuts, count, shortest, longest, (int64_t)(NEAR * plan->rate));
    snap(plan, *cuts, *count, options->padding);
    return cut_long(plan, cuts, count, longest, shortest, inside);
}

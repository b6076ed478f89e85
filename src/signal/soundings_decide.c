#include "signal/soundings_internal.h"

#include <fangyin/memory.h>
#include <math.h>
#include <stdbool.h>

/* The maximum, by a parabola through each local one. */
static double highest(const float *db, int64_t count)
{
    double best = fmax((double)db[0], (double)db[count - 1]);
    for (int64_t i = 1; i + 1 < count; i++) {
        if (!(db[i] > db[i - 1] && db[i] >= db[i + 1]))
            continue;
        const double slope = 0.5 * ((double)db[i + 1] - (double)db[i - 1]);
        const double bend = 2.0 * (double)db[i] - (double)db[i - 1] - (double)db[i + 1];
        best = fmax(best, (double)db[i] + 0.5 * slope * slope / bend);
    }
    return best;
}

/* An interval that is too short goes to its left neighbour, the first one to its right. */
static size_t drop_short(struct fy_sounding *intervals, size_t count, int sounding, double shortest)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const bool wanted = intervals[i].sounding != sounding || !(intervals[i].to - intervals[i].from < shortest);
        if (wanted || count == 1)
            intervals[kept++] = intervals[i];
        else if (kept > 0)
            intervals[kept - 1].to = intervals[i].to;
        else if (i + 1 < count)
            intervals[i + 1].from = intervals[i].from;
        else
            intervals[kept++] = intervals[i];
    }
    return kept;
}

static size_t merge_equal(struct fy_sounding *intervals, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && intervals[kept - 1].sounding == intervals[i].sounding)
            intervals[kept - 1].to = intervals[i].to;
        else
            intervals[kept++] = intervals[i];
    }
    return kept;
}

enum fy_status fy_soundings_decide(const struct fy_soundings_settings *settings, const struct fy_frames *frames,
                                   double duration, const float *db, struct fy_sounding **result, size_t *count)
{
    const double threshold = highest(db, frames->count) + settings->threshold;
    const bool possible = settings->silent <= duration;
    size_t changes = 0, used = 1;

    for (int64_t i = 1; i < frames->count; i++)
        changes += ((double)db[i] < threshold) != ((double)db[i - 1] < threshold);
    struct fy_sounding *const intervals = fy_malloc((changes + 1) * sizeof *intervals);
    if (intervals == NULL)
        return FY_NO_MEMORY;
    intervals[0] = (struct fy_sounding){ 0.0, duration, !possible || !((double)db[0] < threshold) };
    for (int64_t i = 1; i < frames->count && possible; i++) {
        const int sounding = !((double)db[i] < threshold);
        if (sounding == intervals[used - 1].sounding)
            continue;
        intervals[used - 1].to = fy_frames_time(frames, i);
        intervals[used++] = (struct fy_sounding){ fy_frames_time(frames, i), duration, sounding };
    }
    /* Short soundings first, so that two silences around a click become one. */
    used = merge_equal(intervals, drop_short(intervals, used, 1, settings->sounding));
    used = merge_equal(intervals, drop_short(intervals, used, 0, settings->silent));
    *result = intervals;
    *count = used;
    return FY_OK;
}

#include "signal/pitch_internal.h"

#include <fangyin/memory.h>
#include <math.h>
#include <string.h>

enum { MOST_HELD = 4000 };

/* What the path needs of a frame. */
struct held {
    int count;
    struct fy_pitch_candidate candidates[FY_PITCH_CANDIDATES];
    unsigned char from[FY_PITCH_CANDIDATES]; /* the best place in the frame before */
};

struct fy_pitch_path {
    double silence_threshold, voicing_threshold, octave_cost, ceiling;
    double jump_cost, change_cost;       /* for this step */
    double sums[FY_PITCH_CANDIDATES];    /* of the best path to each candidate of the last frame */
    double octaves[FY_PITCH_CANDIDATES]; /* log2 of its frequency; NaN where unvoiced */
    size_t count;                        /* frames held; the first `decided` of them have been given out */
    size_t decided;
    struct held *frames; /* [MOST_HELD] */
};

enum fy_status fy_pitch_path_new(struct fy_pitch_path **result, const struct fy_pitch_settings *settings)
{
    struct fy_pitch_sizes sizes;

    *result = NULL;
    if (fy_pitch_find_sizes(&sizes, settings) != FY_OK)
        return FY_INVALID;
    struct fy_pitch_path *const path = fy_calloc(1, sizeof *path);
    if (path == NULL)
        return FY_NO_MEMORY;
    path->frames = fy_malloc(MOST_HELD * sizeof *path->frames);
    if (path->frames == NULL) {
        fy_free(path);
        return FY_NO_MEMORY;
    }
    path->silence_threshold = settings->silence_threshold;
    path->voicing_threshold = settings->voicing_threshold;
    path->octave_cost = settings->octave_cost;
    path->ceiling = fmin(settings->ceiling, 0.5 * settings->sampling_rate);
    path->jump_cost = settings->octave_jump_cost * 0.01 / sizes.step;
    path->change_cost = settings->voiced_unvoiced_cost * 0.01 / sizes.step;
    *result = path;
    return FY_OK;
}

void fy_pitch_path_free(struct fy_pitch_path *path)
{
    if (path == NULL)
        return;
    fy_free(path->frames);
    fy_free(path);
}

static bool voiced(const struct fy_pitch_path *path, double frequency)
{
    return frequency > 0.0 && frequency < path->ceiling;
}

static double unvoiced_strength(const struct fy_pitch_path *path, double intensity)
{
    double quiet = 0.0;
    if (path->silence_threshold > 0.0)
        quiet = 2.0 - intensity / (path->silence_threshold / (1.0 + path->voicing_threshold));
    return path->voicing_threshold + fmax(quiet, 0.0);
}

static double step_cost(const struct fy_pitch_path *path, double before, double now)
{
    if (isnan(before) || isnan(now))
        return isnan(before) && isnan(now) ? 0.0 : path->change_cost;
    return path->jump_cost * fabs(before - now);
}

/* Go back from a place of frame `last` and write the values of frames decided .. last. */
static size_t give_out(struct fy_pitch_path *path, size_t last, size_t place, struct fy_pitch_value *values)
{
    const size_t count = last + 1 - path->decided;
    for (size_t i = count; i-- > 0;) {
        const struct held *const frame = &path->frames[path->decided + i];
        const struct fy_pitch_candidate *const best = &frame->candidates[place];
        values[i] =
            (struct fy_pitch_value){ voiced(path, (double)best->frequency) ? best->frequency : 0.0F, best->strength };
        place = frame->from[place];
    }
    path->decided = last + 1;
    return count;
}

static size_t best_place(const struct fy_pitch_path *path)
{
    size_t best = 0;
    for (size_t i = 1; i < (size_t)path->frames[path->count - 1].count; i++)
        if (path->sums[i] > path->sums[best])
            best = i;
    return best;
}

/* The last frame that all paths pass at one place; false where there is none that is not given out yet. */
static bool find_meeting(const struct fy_pitch_path *path, size_t *frame, size_t *place)
{
    bool reached[FY_PITCH_CANDIDATES] = { false };
    for (int i = 0; i < path->frames[path->count - 1].count; i++)
        reached[i] = true;
    for (size_t at = path->count; at-- > path->decided;) {
        bool before[FY_PITCH_CANDIDATES] = { false };
        size_t places = 0;
        for (size_t i = 0; i < (size_t)path->frames[at].count; i++) {
            if (!reached[i])
                continue;
            places++;
            *place = i;
            before[path->frames[at].from[i]] = true;
        }
        *frame = at;
        if (places == 1)
            return true;
        memcpy(reached, before, sizeof reached);
    }
    return false;
}

/* Drop what was given out but the last frame, which the next one follows. */
static void forget(struct fy_pitch_path *path)
{
    if (path->decided < 2)
        return;
    const size_t gone = path->decided - 1;
    memmove(path->frames, path->frames + gone, (path->count - gone) * sizeof *path->frames);
    path->count -= gone;
    path->decided = 1;
}

size_t fy_pitch_path_feed(struct fy_pitch_path *path, const struct fy_pitch_frame *frame, struct fy_pitch_value *values)
{
    struct held *const now = &path->frames[path->count];
    double sums[FY_PITCH_CANDIDATES] = { 0.0 }, octaves[FY_PITCH_CANDIDATES] = { 0.0 };
    const double unvoiced = unvoiced_strength(path, (double)frame->intensity);
    const int before = path->count > 0 ? path->frames[path->count - 1].count : 0;

    now->count = frame->count;
    memcpy(now->candidates, frame->candidates, (size_t)frame->count * sizeof *now->candidates);
    for (int i = 0; i < frame->count; i++) {
        const double frequency = (double)frame->candidates[i].frequency;
        octaves[i] = voiced(path, frequency) ? log2(frequency) : (double)NAN;
        const double own = isnan(octaves[i]) ? unvoiced
                                             : (double)frame->candidates[i].strength -
                                                   path->octave_cost * (log2(path->ceiling) - octaves[i]);
        double best = before > 0 ? -1e30 : 0.0;
        now->from[i] = 0;
        for (int j = 0; j < before; j++) {
            const double sum = path->sums[j] - step_cost(path, path->octaves[j], octaves[i]);
            if (sum > best) {
                best = sum;
                now->from[i] = (unsigned char)j;
            }
        }
        sums[i] = best + own;
    }
    memcpy(path->sums, sums, sizeof sums);
    memcpy(path->octaves, octaves, sizeof octaves);
    path->count++;

    size_t given = 0, at, place;
    if (now->count == 1) {
        given = give_out(path, path->count - 1, 0, values);
    } else if (path->count == MOST_HELD) {
        if (find_meeting(path, &at, &place) && at > 0)
            given = give_out(path, at, place, values);
        else
            given = give_out(path, path->count - 1, best_place(path), values);
    }
    if (path->count == MOST_HELD || given > 0)
        forget(path);
    return given;
}

size_t fy_pitch_path_finish(struct fy_pitch_path *path, struct fy_pitch_value *values)
{
    size_t given = 0;
    if (path->decided < path->count)
        given = give_out(path, path->count - 1, best_place(path), values);
    path->count = path->decided = 0;
    return given;
}

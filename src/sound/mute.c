#include "sound/mute.h"

#include <stdbool.h>
#include <string.h>

enum { SLOPES_PER_SECOND = 1000 };

/* Keep the stretches in order and apart while another one comes in. */
static void insert(struct fy_mute *mute, struct fy_muted added)
{
    size_t first = 0, behind;
    while (first < mute->count && mute->stretches[first].to < added.from)
        first++;
    for (behind = first; behind < mute->count && mute->stretches[behind].from <= added.to; behind++) {
        const struct fy_muted *met = &mute->stretches[behind];
        added.from = met->from < added.from ? met->from : added.from;
        added.to = met->to > added.to ? met->to : added.to;
    }
    if (behind == first && mute->count == FY_MUTED_MOST) {
        struct fy_muted *last = &mute->stretches[FY_MUTED_MOST - 1];
        last->from = added.from < last->from ? added.from : last->from;
        last->to = added.to > last->to ? added.to : last->to;
        return;
    }
    memmove(mute->stretches + first + 1, mute->stretches + behind, (mute->count - behind) * sizeof added);
    mute->count = mute->count - (behind - first) + 1;
    mute->stretches[first] = added;
}

void fy_mute_set(struct fy_mute *mute, const struct fy_muted *stretches, size_t count)
{
    mute->count = 0;
    for (size_t i = 0; i < count; i++)
        if (stretches[i].from < stretches[i].to)
            insert(mute, stretches[i]);
}

static bool is_muted(const struct fy_mute *mute, int64_t frame, int64_t margin)
{
    for (size_t i = 0; i < mute->count; i++)
        if (frame >= mute->stretches[i].from && frame < mute->stretches[i].to - margin)
            return true;
    return false;
}

void fy_mute_begin(struct fy_mute *mute, int64_t frame, int rate)
{
    mute->slope = rate / SLOPES_PER_SECOND + 1;
    mute->gain = is_muted(mute, frame, 0) ? 0 : 1;
}

static bool touches(const struct fy_mute *mute, int64_t from, int64_t to)
{
    for (size_t i = 0; i < mute->count; i++)
        if (from < mute->stretches[i].to && to > mute->stretches[i].from)
            return true;
    return false;
}

void fy_mute_run(struct fy_mute *mute, int64_t frame, float *frames, size_t count, size_t channels)
{
    if (mute->gain >= 1 && !touches(mute, frame, frame + (int64_t)count))
        return;
    const float step = 1 / (float)mute->slope;
    for (size_t i = 0; i < count; i++) {
        if (is_muted(mute, frame + (int64_t)i, mute->slope))
            mute->gain = mute->gain > step ? mute->gain - step : 0;
        else
            mute->gain = mute->gain < 1 - step ? mute->gain + step : 1;
        for (size_t c = 0; c < channels; c++)
            *frames++ *= mute->gain;
    }
}

#include "signal/samples.h"

#include "signal/vector.h"
#include <math.h>
#include <string.h>

bool fy_above_zero(double value)
{
    return isfinite(value) && value > 0.0;
}

struct fy_frames fy_frames_fit(double sampling_rate, int64_t samples, double window, double step)
{
    struct fy_frames frames = { 0.0, step, 0 };
    if (!fy_above_zero(sampling_rate) || !fy_above_zero(window) || !fy_above_zero(step) || samples <= 0) {
        frames.step = 1.0;
        return frames;
    }
    const double dx = 1.0 / sampling_rate, duration = dx * (double)samples;
    const double count = floor((duration - window) / step) + 1.0;
    if (window > duration || !(count < 9e15))
        return frames;
    frames.count = (int64_t)count;
    frames.first = 0.5 * duration - 0.5 * count * step + 0.5 * step;
    return frames;
}

int64_t fy_frames_between(const struct fy_frames *frames, double from, double to, int64_t *first)
{
    const double last = (double)frames->count;
    const double start = fmin(fmax(ceil((from - frames->first) / frames->step), 0.0), last);
    const double end = fmin(fmax(ceil((to - frames->first) / frames->step), start), last);
    *first = (int64_t)start;
    return (int64_t)(end - start);
}

int64_t fy_sample_before(double time, double sampling_rate)
{
    const double dx = 1.0 / sampling_rate;
    return (int64_t)floor((time - 0.5 * dx) / dx + 1.0) - 1;
}

void fy_sound_copy(const struct fy_sound *sound, size_t channel, int64_t at, size_t count, float *to)
{
    const int64_t start = at > sound->from ? at : sound->from;
    const int64_t end =
        at + (int64_t)count < sound->from + sound->count ? at + (int64_t)count : sound->from + sound->count;
    if (end <= start) {
        memset(to, 0, count * sizeof *to);
        return;
    }
    const size_t before = (size_t)(start - at), there = (size_t)(end - start);
    const float *const from = sound->channels[channel] + (start - sound->from);
    float *const place = to + before;
    size_t i = 0;
    memset(to, 0, before * sizeof *to);
    for (; i + FY_LANES <= there; i += FY_LANES)
        fy_store(place + i, fy_usable(fy_load(from + i)));
    for (; i < there; i++)
        place[i] = fy_usable_sample(from[i]);
    memset(place + there, 0, (count - before - there) * sizeof *to);
}

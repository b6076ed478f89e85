#include "ui/event.h"

#include <fangyin/memory.h>
#include <math.h>

bool fy_loudness_measure(const struct fy_loudness *loudness, double xmin, double xmax, struct fy_check_sound *sound)
{
    if (loudness->count == 0)
        return false;
    const double from = floor(xmin / loudness->step), to = ceil(xmax / loudness->step) + 1;
    const size_t first = from > 0 ? (size_t)from : 0;
    const size_t end = to < (double)loudness->count ? (size_t)to : loudness->count;
    if (first >= end)
        return false;
    float *levels = fy_must_malloc((end - first) * sizeof *levels);
    for (size_t i = first; i < end; i++)
        levels[i - first] = (float)loudness->centibels[i] / 100;
    const double offset = (double)first * loudness->step;
    fy_check_measure(sound, levels, end - first, loudness->step, loudness->floor, xmin - offset, xmax - offset);
    sound->pause_at += offset;
    fy_free(levels);
    return true;
}

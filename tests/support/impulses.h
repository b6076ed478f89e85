/* Sound in which places can be found again after any coding: quiet but for impulses. */
#ifndef TESTS_SUPPORT_IMPULSES_H
#define TESTS_SUPPORT_IMPULSES_H

#include <fangyin/recording.h>
#include <math.h>
#include <stdlib.h>

#define IMPULSES 5
#define IMPULSE_SECONDS 12

/* Frames of the impulses, at uneven places. */
static inline int64_t impulse_frame(int i, int rate)
{
    static const double seconds[IMPULSES] = { 0.25, 1.37, 4.9, 8.013, 10.75 };
    return (int64_t)(seconds[i] * rate);
}

static inline float *impulses_make(int rate)
{
    float *samples = calloc((size_t)(IMPULSE_SECONDS * rate), sizeof *samples);
    for (int i = 0; samples && i < IMPULSES; i++)
        samples[impulse_frame(i, rate)] = 0.9f;
    return samples;
}

/* Where the loudest frame is between `from` and `from + count`. */
static inline int64_t loudest_frame(struct fy_recording *recording, int64_t from, size_t count)
{
    float *samples = calloc(count, sizeof *samples), highest = 0;
    int64_t at = -1;
    fy_recording_read_mono(recording, from, 0, samples, count);
    for (size_t i = 0; i < count; i++) {
        if (fabsf(samples[i]) > highest) {
            highest = fabsf(samples[i]);
            at = from + (int64_t)i;
        }
    }
    free(samples);
    return at;
}

#endif

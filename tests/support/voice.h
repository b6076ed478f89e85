/* A voice made for tests: pulses through two resonances, and what such a signal's pitch is. */
#ifndef TESTS_SUPPORT_VOICE_H
#define TESTS_SUPPORT_VOICE_H

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define VOICE_PI 3.14159265358979323846

static inline void voice_resonate(float *samples, size_t count, double rate, double hertz, double width)
{
    const double radius = exp(-VOICE_PI * width / rate), turn = 2 * radius * cos(2 * VOICE_PI * hertz / rate);
    double one = 0, two = 0;
    for (size_t i = 0; i < count; i++) {
        const double value = (double)samples[i] + turn * one - radius * radius * two;
        two = one;
        one = value;
        samples[i] = (float)value;
    }
}

/* The voice's F0 at that second: it goes up and down between 100 and 240 Hz. */
static inline double voice_hertz(double second)
{
    return 155 * pow(1.55, sin(2 * VOICE_PI * second / 1.7));
}

/* `count` samples of it with a highest peak of 0.7. */
static inline void voice_make(float *samples, size_t count, double rate)
{
    double phase = 0;
    memset(samples, 0, count * sizeof *samples);
    for (size_t i = 0; i < count; i++) {
        phase += voice_hertz((double)i / rate) / rate;
        if (phase >= 1) {
            phase -= 1;
            samples[i] = 1;
        }
    }
    voice_resonate(samples, count, rate, 650, 90);
    voice_resonate(samples, count, rate, 1300, 120);
    float peak = 0;
    for (size_t i = 0; i < count; i++)
        peak = fmaxf(peak, fabsf(samples[i]));
    for (size_t i = 0; i < count; i++)
        samples[i] *= 0.7f / peak;
}

static inline double voice_likeness(const float *a, const float *b, size_t count)
{
    double ab = 0, aa = 1e-12, bb = 1e-12;
    for (size_t i = 0; i < count; i++) {
        ab += (double)a[i] * (double)b[i];
        aa += (double)a[i] * (double)a[i];
        bb += (double)b[i] * (double)b[i];
    }
    return ab / sqrt(aa * bb);
}

/* F0 around the middle of `count` samples by normalised autocorrelation, between 70 and 350 Hz; 0 if there is none.
 * The shortest lag that is nearly as good as the best one counts, with a parabola through its neighbours. */
static inline double voice_pitch(const float *samples, size_t count, double rate)
{
    const size_t low = (size_t)(rate / 350), high = (size_t)(rate / 70) + 1;
    if (count < 2 * high + 2)
        return 0;
    double likeness[2048], best = 0;
    if (high + 2 > sizeof likeness / sizeof *likeness)
        return 0;
    const size_t width = count - high - 1;
    for (size_t lag = low - 1; lag <= high + 1; lag++) {
        likeness[lag] = voice_likeness(samples, samples + lag, width);
        if (lag >= low && lag <= high && likeness[lag] > best)
            best = likeness[lag];
    }
    if (best < 0.75)
        return 0;
    for (size_t lag = low; lag <= high; lag++) {
        const double before = likeness[lag - 1], here = likeness[lag], after = likeness[lag + 1];
        if (here < 0.93 * best || here < before || here < after)
            continue;
        const double bend = before - 2 * here + after;
        return rate / ((double)lag + (bend < 0 ? (before - after) / (2 * bend) : 0));
    }
    return 0;
}

static inline double voice_semitones(double a, double b)
{
    return fabs(12 * log2(a / b));
}

#endif

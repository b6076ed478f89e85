#include <fangyin/intensity.h>

#include "base/messages.h"
#include "signal/samples.h"
#include "signal/vector.h"
#include <fangyin/memory.h>
#include <math.h>

#define LONGEST_WINDOW 4194304.0 /* samples */

enum { GROUP = 16 }; /* frames taken in at once */

static const double pi = 3.14159265358979323846;

struct fy_intensity {
    double sampling_rate;
    double duration; /* s, of a window */
    double step;     /* s */
    int keep_mean;
    size_t half;    /* samples on each side of the middle one */
    float *weights; /* [2 half + 1]; sum 1 */
    float *sound;   /* [room] */
    size_t room;
};

/* The modified Bessel function of order 0, by its series. */
static double bessel_i0(double x)
{
    double term = 1.0, sum = 1.0;
    for (int k = 1; k < 200 && term > 1e-17 * sum; k++) {
        term *= x / (2.0 * k) * (x / (2.0 * k));
        sum += term;
    }
    return sum;
}

static void make_window(struct fy_intensity *intensity)
{
    const size_t n = 2 * intensity->half + 1;
    double sum = 0.0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < n; i++) {
            const double x =
                ((double)i - (double)intensity->half) / intensity->sampling_rate / (0.5 * intensity->duration);
            const double weight = bessel_i0((2.0 * pi * pi + 0.5) * sqrt(fmax(1.0 - x * x, 0.0)));
            if (pass == 0)
                sum += weight;
            else
                intensity->weights[i] = (float)(weight / sum);
        }
}

enum fy_status fy_intensity_new(struct fy_intensity **result, const struct fy_intensity_settings *settings,
                                struct fy_error *error)
{
    const double duration = 6.4 / settings->lowest_pitch;
    const double step = settings->time_step > 0.0 ? settings->time_step : 0.125 * duration;
    const double half = floor(0.5 * duration * settings->sampling_rate);

    *result = NULL;
    if (!fy_above_zero(settings->sampling_rate) || !fy_above_zero(settings->lowest_pitch) || !fy_above_zero(step) ||
        !(settings->time_step >= 0.0) || !(half >= 1.0) || 2.0 * half > LONGEST_WINDOW ||
        !(step * settings->sampling_rate * GROUP <= 4.0 * LONGEST_WINDOW))
        return fy_fail(error, FY_INVALID,
                       _("No intensity fits a lowest pitch of %g Hz at a sampling rate of %g Hz. "
                         "Choose a lowest pitch of 40 to 400 Hz."),
                       settings->lowest_pitch, settings->sampling_rate);
    struct fy_intensity *const intensity = fy_calloc(1, sizeof *intensity);
    if (intensity == NULL)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    intensity->sampling_rate = settings->sampling_rate;
    intensity->duration = duration;
    intensity->step = step;
    intensity->keep_mean = settings->keep_mean;
    intensity->half = (size_t)half;
    intensity->room = 2 * intensity->half + 1 + (size_t)ceil(step * settings->sampling_rate * (GROUP - 1)) + 2;
    intensity->weights = fy_malloc((2 * intensity->half + 1) * sizeof *intensity->weights);
    intensity->sound = fy_malloc(intensity->room * sizeof *intensity->sound);
    if (intensity->weights == NULL || intensity->sound == NULL) {
        fy_intensity_free(intensity);
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    }
    make_window(intensity);
    *result = intensity;
    return FY_OK;
}

void fy_intensity_free(struct fy_intensity *intensity)
{
    if (intensity == NULL)
        return;
    fy_free(intensity->sound);
    fy_free(intensity->weights);
    fy_free(intensity);
}

struct fy_frames fy_intensity_frames(const struct fy_intensity *intensity, int64_t samples)
{
    return fy_frames_fit(intensity->sampling_rate, samples, intensity->duration, intensity->step);
}

/* The sample nearest to a frame's centre. */
static int64_t middle_of(const struct fy_intensity *intensity, const struct fy_frames *frames, int64_t frame)
{
    const double dx = 1.0 / intensity->sampling_rate;
    return (int64_t)floor((fy_frames_time(frames, frame) - 0.5 * dx) / dx + 1.0 + 0.5) - 1;
}

void fy_intensity_reach(const struct fy_intensity *intensity, const struct fy_frames *frames, int64_t first,
                        int64_t count, int64_t *from, int64_t *to)
{
    *from = middle_of(intensity, frames, first) - (int64_t)intensity->half;
    *to = middle_of(intensity, frames, first + count - 1) + (int64_t)intensity->half + 1;
}

/* Sums from the first sample on, so that direct current comes out as exactly that. */
static float mean_of(const float *samples, size_t count)
{
    const fy_floats base = fy_all(samples[0]);
    fy_floats sums[4] = { { 0.0F }, { 0.0F }, { 0.0F }, { 0.0F } };
    size_t i = 0;
    for (; i + 4 * FY_LANES <= count; i += 4 * FY_LANES)
        for (size_t k = 0; k < 4; k++)
            sums[k] += fy_load(samples + i + k * FY_LANES) - base;
    float rest = 0.0F;
    for (; i < count; i++)
        rest += samples[i] - samples[0];
    return samples[0] + (fy_sum(sums[0] + sums[1] + sums[2] + sums[3]) + rest) / (float)count;
}

static float weighted_square(const float *samples, const float *weights, size_t count, float mean)
{
    const fy_floats base = fy_all(mean);
    fy_floats sums[4] = { { 0.0F }, { 0.0F }, { 0.0F }, { 0.0F } };
    size_t i = 0;
    for (; i + 4 * FY_LANES <= count; i += 4 * FY_LANES)
        for (size_t k = 0; k < 4; k++) {
            const fy_floats value = fy_load(samples + i + k * FY_LANES) - base;
            sums[k] += value * value * fy_load(weights + i + k * FY_LANES);
        }
    float rest = 0.0F;
    for (; i < count; i++)
        rest += (samples[i] - mean) * (samples[i] - mean) * weights[i];
    return fy_sum(sums[0] + sums[1] + sums[2] + sums[3]) + rest;
}

static double sum_of(const float *values, size_t count)
{
    double sum = 0.0;
    for (size_t i = 0; i < count; i++)
        sum += (double)values[i];
    return sum;
}

static float decibels(double power)
{
    const double reference = 4e-10; /* (20 micropascal)^2 */
    return power / reference < 1e-30 ? -300.0F : (float)(10.0 * log10(power / reference));
}

void fy_intensity_run(struct fy_intensity *intensity, const struct fy_sound *sound, const struct fy_frames *frames,
                      int64_t first, int64_t count, float *db)
{
    const int64_t last = sound->from + sound->count - 1, half = (int64_t)intensity->half;
    double powers[GROUP], weight[GROUP];

    for (int64_t at = 0; at < count; at += GROUP) {
        const int64_t now = count - at < GROUP ? count - at : GROUP;
        int64_t from, to;
        fy_intensity_reach(intensity, frames, first + at, now, &from, &to);
        for (size_t c = 0; c < sound->channel_count; c++) {
            fy_sound_copy(sound, c, from, (size_t)(to - from), intensity->sound);
            for (int64_t i = 0; i < now; i++) {
                /* At the recording's ends a window may miss a sample. */
                const int64_t middle = middle_of(intensity, frames, first + at + i);
                const int64_t start = middle - half > sound->from ? middle - half : sound->from;
                const int64_t end = middle + half < last ? middle + half : last;
                powers[i] = c == 0 ? 0.0 : powers[i];
                weight[i] = 1.0;
                if (start > end)
                    continue;
                const float *const samples = intensity->sound + (start - from);
                const float *const weights = intensity->weights + (start - (middle - half));
                const size_t n = (size_t)(end - start + 1);
                const float mean = intensity->keep_mean ? 0.0F : mean_of(samples, n);
                powers[i] += (double)weighted_square(samples, weights, n, mean);
                if (n < 2 * intensity->half + 1)
                    weight[i] = sum_of(weights, n);
            }
        }
        for (int64_t i = 0; i < now; i++)
            db[at + i] = decibels(powers[i] / weight[i] / (double)sound->channel_count);
    }
}

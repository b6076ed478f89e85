#include "terminal/slicer.h"

#include "base/monotonic.h"

#include <fangyin/memory.h>
#include <stdlib.h>
#include <string.h>

#define SUB_COLUMNS 4 /* spectra in a column of level 2 */

struct fy_slicer {
    struct fy_spectrogram *spectrogram;
    struct fy_slice_settings settings;
    int rate;
    float *samples;
    size_t capacity;
    double *power; /* [bins] */
};

enum fy_status fy_slicer_new(struct fy_slicer **out, const struct fy_recording *recording,
                             const struct fy_slice_settings *settings, struct fy_error *error)
{
    struct fy_slicer *slicer = fy_must_calloc(1, sizeof *slicer);
    slicer->settings = *settings;
    slicer->rate = fy_recording_rate(recording);
    const struct fy_spectrogram_settings wanted = { slicer->rate, settings->window_length, FY_LEVELS_HIGHEST,
                                                    FY_SPECTROGRAM_FREQUENCY_STEP };
    const enum fy_status status = fy_spectrogram_new(&slicer->spectrogram, &wanted, error);
    if (status != FY_OK) {
        fy_free(slicer);
        slicer = NULL;
    } else {
        slicer->power = fy_must_calloc(fy_spectrogram_bins(slicer->spectrogram), sizeof *slicer->power);
    }
    *out = slicer;
    return status;
}

void fy_slicer_free(struct fy_slicer *slicer)
{
    if (!slicer)
        return;
    fy_spectrogram_free(slicer->spectrogram);
    fy_free(slicer->samples);
    fy_free(slicer->power);
    fy_free(slicer);
}

const struct fy_spectrogram *fy_slicer_spectrogram(const struct fy_slicer *slicer)
{
    return slicer->spectrogram;
}

int64_t fy_level_frames(int rate, int level)
{
    const int64_t unit = rate >= 2000 ? (rate + 500) / 1000 : 1;
    return unit << (2 * level);
}

static const float *read_samples(struct fy_slicer *slicer, struct fy_recording *recording, int64_t from, size_t count)
{
    if (count > slicer->capacity) {
        slicer->samples = fy_must_realloc(slicer->samples, count * sizeof *slicer->samples);
        slicer->capacity = count;
    }
    fy_recording_read_mono(recording, from, slicer->settings.channel, slicer->samples, count);
    return slicer->samples;
}

void fy_slicer_columns(struct fy_slicer *slicer, struct fy_recording *recording, int level, int64_t first, size_t count,
                       double *power)
{
    const size_t window = fy_spectrogram_window(slicer->spectrogram), bins = fy_spectrogram_bins(slicer->spectrogram);
    const int64_t step = fy_level_frames(slicer->rate, level), from = first * step - (int64_t)(window / 2);
    const float *samples = read_samples(slicer, recording, from, count * (size_t)step + window);
    const int64_t spectra = level < 2 ? 1 : SUB_COLUMNS;
    for (size_t column = 0; column < count; column++) {
        double *sum = power + column * bins;
        for (int64_t i = 0; i < spectra; i++) {
            const int64_t centre = (int64_t)column * step + step * (2 * i + 1) / (2 * spectra);
            fy_spectrogram_frame(slicer->spectrogram, samples + centre, i == 0 ? sum : slicer->power);
            for (size_t bin = 0; i > 0 && bin < bins; bin++)
                sum[bin] += slicer->power[bin];
        }
        for (size_t bin = 0; spectra > 1 && bin < bins; bin++)
            sum[bin] /= (double)spectra;
    }
}

void fy_slicer_spot(struct fy_slicer *slicer, struct fy_recording *recording, int64_t from, int64_t to, double *power)
{
    const size_t window = fy_spectrogram_window(slicer->spectrogram);
    const int64_t start = from + (to - from) / 2 - (int64_t)(window / 2);
    fy_spectrogram_frame(slicer->spectrogram, read_samples(slicer, recording, start, window), power);
}

static int by_size(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

float fy_slicer_black(struct fy_slicer *slicer, struct fy_recording *recording, size_t spots, double seconds)
{
    const double until = fy_monotonic() + seconds;
    const int64_t frames = fy_recording_frames(recording);
    const double first = fy_spectrogram_first(slicer->spectrogram), step = fy_spectrogram_step(slicer->spectrogram);
    const size_t bins = fy_spectrogram_bins(slicer->spectrogram);
    float *levels = fy_must_calloc(spots, sizeof *levels);
    double *power = fy_must_calloc(bins, sizeof *power);
    size_t count = 0;
    /* In an order that is spread over the recording wherever it is broken off: multiples of the golden section. */
    for (size_t i = 0; i < spots && (i < 8 || seconds <= 0 || fy_monotonic() < until); i++) {
        const double place = (double)i * 0.6180339887498949;
        const int64_t at = (int64_t)((place - (double)(int64_t)place) * (double)frames);
        fy_slicer_spot(slicer, recording, at, at, power);
        double most = -1000;
        for (size_t bin = 0; bin < bins; bin++) {
            const double db = power[bin] > 0 ? fy_spectrogram_db(power[bin], first + step * (double)bin) : -1000;
            most = db > most ? db : most;
        }
        levels[count++] = (float)most;
    }
    qsort(levels, count, sizeof *levels, by_size);
    float black = count ? levels[(count - 1) * 99 / 100] : 0;
    const float loudest = count ? levels[count - 1] : 0;
    black = black < loudest - 30 ? loudest - 30 : black;
    fy_free(levels);
    fy_free(power);
    return black < 20 ? 20 : black;
}

#include <fangyin/fingerprint.h>

#include "signal/transform.h"

#include <fangyin/memory.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Bands of telephone speech, whose edges no codec in use cuts off; a window of some syllables' parts, so that half a step
 * of shift changes little; differences over a tenth of a second, long enough to be more than noise. */
#define LOWEST 200.0
#define HIGHEST 2000.0
#define WINDOW 0.25
#define QUIET 30.0 /* dB under the loud frames */
#define LOUD 0.9   /* the share of frames that the loud ones are above */
enum { BITS = 32, BANDS = BITS + 1, BACK = 5 };
#define FY_PI 3.14159265358979323846

struct levels {
    float (*bands)[BANDS]; /* natural logarithms of power */
    float *whole;
    size_t count;
};

/* Power of a band with edges inside bins shared out. */
static double band_power(const float *lines, double from, double to)
{
    double sum = 0;
    for (size_t bin = (size_t)(from + 0.5); (double)bin - 0.5 < to; bin++) {
        const double low = fmax((double)bin - 0.5, from), high = fmin((double)bin + 0.5, to);
        const double re = (double)lines[2 * bin], im = (double)lines[2 * bin + 1];
        sum += high > low ? (high - low) * (re * re + im * im) : 0;
    }
    return sum / (to - from);
}

static void take_frame(struct fy_real_transform *transform, const float *window, size_t size, const float *samples,
                       size_t count, double at)
{
    const int64_t from = (int64_t)floor(at + 0.5) - (int64_t)(size / 2);
    memset(transform->samples, 0, transform->length * sizeof(float));
    for (size_t i = 0; i < size; i++) {
        const int64_t place = from + (int64_t)i;
        const float value = place >= 0 && place < (int64_t)count ? samples[place] : 0.0F;
        transform->samples[i] = isfinite(value) ? value * window[i] : 0.0F;
    }
}

static void measure(struct levels *levels, struct fy_real_transform *transform, const float *window, size_t size,
                    const float *samples, size_t count, double rate)
{
    const double top = fmin(HIGHEST, rate * 0.45), per_bin = rate / (double)transform->length;
    for (size_t n = 0; n < levels->count; n++) {
        double whole = 0;
        take_frame(transform, window, size, samples, count, (double)n * FY_FINGERPRINT_STEP * rate);
        fy_real_transform_forward(transform);
        for (size_t b = 0; b < BANDS; b++) {
            const double from = (LOWEST + (top - LOWEST) * (double)b / BANDS) / per_bin;
            const double to = (LOWEST + (top - LOWEST) * (double)(b + 1) / BANDS) / per_bin;
            const double power = band_power(transform->lines, from, to);
            levels->bands[n][b] = (float)log(power + 1e-12);
            whole += power * (to - from);
        }
        levels->whole[n] = (float)(10 * log10(whole + 1e-12));
    }
}

static int by_value(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static enum fy_status mark_loud(const struct levels *levels, struct fy_fingerprint *made)
{
    float *sorted = fy_malloc((levels->count + 1) * sizeof *sorted);
    if (sorted == NULL)
        return FY_NO_MEMORY;
    memcpy(sorted, levels->whole, levels->count * sizeof *sorted);
    qsort(sorted, levels->count, sizeof *sorted, by_value);
    const double loud = (double)sorted[(size_t)((double)(levels->count - 1) * LOUD)];
    fy_free(sorted);
    for (size_t n = BACK; n < levels->count; n++) {
        made->loud[n] = loud > -60 && (double)levels->whole[n] > loud - QUIET;
        made->loud_count += made->loud[n];
    }
    return FY_OK;
}

static enum fy_status fill(struct fy_fingerprint *made, const struct levels *levels)
{
    made->count = levels->count;
    for (size_t n = BACK; n < levels->count; n++) {
        const float *now = levels->bands[n], *then = levels->bands[n - BACK];
        for (size_t b = 0; b < BITS; b++)
            made->words[n] |= (uint32_t)(now[b] - now[b + 1] > then[b] - then[b + 1]) << b;
    }
    return mark_loud(levels, made);
}

enum fy_status fy_fingerprint_make(const float *samples, size_t count, double rate, struct fy_fingerprint *made)
{
    *made = (struct fy_fingerprint){ NULL, NULL, 0, 0 };
    if (!(rate >= 4000) || !(rate <= 1e7))
        return FY_INVALID;
    if ((double)count < rate / 2)
        return FY_OK;
    const size_t size = (size_t)(WINDOW * rate);
    struct levels levels = { .count = (size_t)((double)count / rate / FY_FINGERPRINT_STEP) + 1 };
    struct fy_real_transform transform;
    enum fy_status status = fy_real_transform_open(&transform, fy_transform_length((double)size));
    if (status != FY_OK)
        return status;
    float *window = fy_malloc(size * sizeof *window);
    levels.bands = fy_malloc(levels.count * sizeof *levels.bands);
    levels.whole = fy_malloc(levels.count * sizeof *levels.whole);
    made->words = fy_calloc(levels.count, sizeof *made->words);
    made->loud = fy_calloc(levels.count, sizeof *made->loud);
    if (window != NULL && levels.bands != NULL && levels.whole != NULL && made->words != NULL && made->loud != NULL) {
        for (size_t i = 0; i < size; i++)
            window[i] = (float)((0.5 - 0.5 * cos(2 * FY_PI * ((double)i + 0.5) / (double)size)) / sqrt((double)size));
        measure(&levels, &transform, window, size, samples, count, rate);
        status = fill(made, &levels);
    } else {
        status = FY_NO_MEMORY;
    }
    fy_real_transform_close(&transform);
    fy_free(window);
    fy_free(levels.bands);
    fy_free(levels.whole);
    if (status != FY_OK)
        fy_fingerprint_clear(made);
    return status;
}

void fy_fingerprint_clear(struct fy_fingerprint *fingerprint)
{
    fy_free(fingerprint->words);
    fy_free(fingerprint->loud);
    *fingerprint = (struct fy_fingerprint){ NULL, NULL, 0, 0 };
}

/* Spectrogram frames against closed forms. test_spectrogram_praat.c compares them with Praat itself. */
#include <fangyin/memory.h>
#include <fangyin/spectrogram.h>

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/near.h"

static const double pi = 3.14159265358979323846;

static struct fy_spectrogram *make(double rate, double window, double highest, double step)
{
    const struct fy_spectrogram_settings settings = { rate, window, highest, step };
    struct fy_spectrogram *spectrogram = NULL;
    struct fy_error error;
    assert_int_equal(fy_spectrogram_new(&spectrogram, &settings, &error), FY_OK);
    assert_non_null(spectrogram);
    return spectrogram;
}

/* Deterministic noise, uniform in -0.5 .. 0.5. */
static double noise(uint64_t *state)
{
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (double)(*state >> 11) / 9007199254740992.0 - 0.5;
}

/* Praat's Gaussian for 2 * window seconds, in double: the reference for sums over the window. */
static double weight(size_t i, size_t n, double physical)
{
    const double phase = ((double)(i + 1) - 0.5 * (double)(n + 1)) / physical;
    return (exp(-48.0 * phase * phase) - exp(-12.0)) / (1.0 - exp(-12.0));
}

static void sizes_are_praats(void **state)
{
    (void)state;
    struct fy_spectrogram *s = make(16000.0, 0.005, 5000.0, 20.0);
    assert_int_equal(fy_spectrogram_window(s), 158);
    assert_int_equal(fy_spectrogram_bins(s), 160);
    assert_near(fy_spectrogram_step(s), 31.25, 1e-12);
    assert_near(fy_spectrogram_first(s), 0.0, 1e-12);
    fy_spectrogram_free(s);

    /* Several FFT lines in one bin. */
    s = make(16000.0, 0.03, 5000.0, 50.0);
    assert_int_equal(fy_spectrogram_window(s), 958);
    assert_near(fy_spectrogram_step(s), 3.0 * 15.625, 1e-12);
    assert_near(fy_spectrogram_first(s), 15.625, 1e-12);
    assert_int_equal(fy_spectrogram_bins(s), 106);
    fy_spectrogram_free(s);

    /* The highest frequency ends at half the sampling rate. */
    s = make(8000.0, 0.005, 20000.0, 20.0);
    assert_true(fy_spectrogram_first(s) + (double)fy_spectrogram_bins(s) * fy_spectrogram_step(s) <= 4000.0 + 1e-9);
    fy_spectrogram_free(s);
}

/* A sine in the middle of a line: |X| = A/2 * sum of weights. */
static void sine_has_its_power(void **state)
{
    (void)state;
    struct fy_spectrogram *s = make(16000.0, 0.03, 5000.0, 20.0);
    const size_t n = fy_spectrogram_window(s), bins = fy_spectrogram_bins(s);
    const size_t bin = 64;
    const double frequency = fy_spectrogram_first(s) + (double)bin * fy_spectrogram_step(s);
    const double amplitude = 0.25;
    float *samples = calloc(n, sizeof *samples);
    double *power = calloc(bins, sizeof *power);
    double sum = 0.0, squares = 0.0;
    for (size_t i = 0; i < n; i++) {
        const double w = weight(i, n, 960.0);
        sum += w;
        squares += w * w;
        samples[i] = (float)(amplitude * sin(2.0 * pi * frequency * (double)i / 16000.0 + 0.3));
    }
    fy_spectrogram_frame(s, samples, power);
    const double expected = amplitude * amplitude * sum * sum / 4.0 / squares;
    assert_near(power[bin] / expected, 1.0, 1e-4);
    for (size_t b = 0; b < bins; b++)
        if (b + 12 < bin || b > bin + 12)
            assert_true(power[b] < expected * 1e-8);
    free(power);
    free(samples);
    fy_spectrogram_free(s);
}

/* An impulse is flat: A^2 w^2 / sum of squares in every bin, whatever the lines per bin. */
static void impulse_is_flat(void **state)
{
    (void)state;
    static const double steps[] = { 20.0, 100.0 };
    for (size_t k = 0; k < 2; k++) {
        struct fy_spectrogram *s = make(16000.0, 0.01, 5000.0, steps[k]);
        const size_t n = fy_spectrogram_window(s), bins = fy_spectrogram_bins(s), place = n / 2 + 5;
        float *samples = calloc(n, sizeof *samples);
        double *power = calloc(bins, sizeof *power);
        double squares = 0.0;
        for (size_t i = 0; i < n; i++)
            squares += weight(i, n, 320.0) * weight(i, n, 320.0);
        samples[place] = 0.5F;
        fy_spectrogram_frame(s, samples, power);
        const double expected = 0.25 * weight(place, n, 320.0) * weight(place, n, 320.0) / squares;
        for (size_t b = 0; b < bins; b++)
            assert_near(power[b] / expected, 1.0, 1e-5);
        free(power);
        free(samples);
        fy_spectrogram_free(s);
    }
}

/* White noise of standard deviation 0.1 has power 0.0100 at every sampling rate. */
static void white_noise_has_its_variance(void **state)
{
    (void)state;
    static const double rates[] = { 16000.0, 44100.0 };
    for (size_t k = 0; k < 2; k++) {
        struct fy_spectrogram *s = make(rates[k], 0.005, 5000.0, 20.0);
        const size_t n = fy_spectrogram_window(s), bins = fy_spectrogram_bins(s), frames = 2000;
        float *samples = calloc(n, sizeof *samples);
        double *power = calloc(bins, sizeof *power);
        uint64_t random = 7;
        double sum = 0.0;
        for (size_t f = 0; f < frames; f++) {
            for (size_t i = 0; i < n; i++)
                samples[i] = (float)(0.1 * sqrt(12.0) * noise(&random));
            fy_spectrogram_frame(s, samples, power);
            for (size_t b = 4; b < bins; b++)
                sum += power[b];
        }
        assert_near(sum / (double)(frames * (bins - 4)), 0.0100, 0.0001);
        free(power);
        free(samples);
        fy_spectrogram_free(s);
    }
}

/* Silence is power 0 and a finite dB; DC stays in the lowest bins; what is no number counts as silence. */
static void odd_input_is_defined(void **state)
{
    (void)state;
    struct fy_spectrogram *s = make(16000.0, 0.005, 5000.0, 20.0);
    const size_t n = fy_spectrogram_window(s), bins = fy_spectrogram_bins(s);
    float *samples = calloc(n, sizeof *samples);
    double *power = calloc(bins, sizeof *power), *clean = calloc(bins, sizeof *clean);

    memset(power, 0xff, bins * sizeof *power);
    fy_spectrogram_frame(s, samples, power);
    for (size_t b = 0; b < bins; b++) {
        assert_true(power[b] == 0.0);
        assert_true(isfinite(fy_spectrogram_db(power[b], (double)b * 31.25)));
    }

    for (size_t i = 0; i < n; i++)
        samples[i] = 0.5F;
    fy_spectrogram_frame(s, samples, power);
    for (size_t b = 0; b + 1 < bins; b++) {
        assert_true(b > 8 || power[b] >= power[b + 1]);
        assert_true(b < 30 || power[b] < power[0] * 1e-11);
    }

    for (size_t i = 0; i < n; i++)
        samples[i] = (i % 7 == 0) ? 0.0F : 0.1F;
    fy_spectrogram_frame(s, samples, clean);
    static const float strange[] = { NAN, INFINITY, -INFINITY, FLT_MAX, -FLT_MAX };
    for (size_t i = 0; i < n; i += 7)
        samples[i] = strange[(i / 7) % 5];
    fy_spectrogram_frame(s, samples, power);
    assert_memory_equal(power, clean, bins * sizeof *power);

    for (size_t i = 0; i < n; i++)
        samples[i] = (i % 2 == 0) ? 1e15F : -1e15F;
    fy_spectrogram_frame(s, samples, power);
    for (size_t b = 0; b < bins; b++)
        assert_true(isfinite(power[b]) && power[b] >= 0.0);
    free(clean);
    free(power);
    free(samples);
    fy_spectrogram_free(s);
}

static void db_is_what_praat_shows(void **state)
{
    (void)state;
    assert_near(fy_spectrogram_db(4e-10, 1000.0), 0.0, 1e-12);
    assert_near(fy_spectrogram_db(4e-9, 1000.0), 10.0, 1e-12);
    assert_near(fy_spectrogram_db(4e-10, 4000.0), 12.0, 1e-12);
    assert_near(fy_spectrogram_db(4e-10, 500.0), -6.0, 1e-12);
    assert_true(isfinite(fy_spectrogram_db(0.0, 0.0)));
    assert_true(isfinite(fy_spectrogram_db(-1.0, -1.0)));
}

static void impossible_settings_are_refused(void **state)
{
    (void)state;
    static const struct fy_spectrogram_settings bad[] = {
        { 0.0, 0.005, 5000.0, 20.0 },       { -16000.0, 0.005, 5000.0, 20.0 }, { (double)NAN, 0.005, 5000.0, 20.0 },
        { 16000.0, 0.0, 5000.0, 20.0 },     { 16000.0, 0.0001, 5000.0, 20.0 }, { 16000.0, (double)INFINITY, 5000.0, 20.0 },
        { 16000.0, 0.005, 0.0, 20.0 },      { 16000.0, 0.005, 1.0, 20.0 },     { 16000.0, 0.005, 5000.0, (double)NAN },
        { 192000.0, 1e6, 5000.0, 20.0 },    { 16000.0, 0.005, 5000.0, 6000.0 },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct fy_spectrogram *s = NULL;
        struct fy_error error = { 0 };
        assert_int_equal(fy_spectrogram_new(&s, &bad[i], &error), FY_INVALID);
        assert_null(s);
        assert_int_equal(error.status, FY_INVALID);
        assert_true(error.sentence[0] != '\0');
    }
    fy_spectrogram_free(NULL);
}

static void out_of_memory_leaves_nothing(void **state)
{
    (void)state;
    const struct fy_spectrogram_settings settings = { 16000.0, 0.005, 5000.0, 20.0 };
    enum fy_status status = FY_NO_MEMORY;
    long count = 0;
    for (; status != FY_OK && count < 20; count++) {
        struct fy_spectrogram *s = NULL;
        fy_memory_fail_after(count);
        status = fy_spectrogram_new(&s, &settings, NULL);
        fy_memory_fail_after(-1);
        assert_true(status == FY_OK || (status == FY_NO_MEMORY && s == NULL));
        fy_spectrogram_free(s);
    }
    assert_int_equal(status, FY_OK);
    assert_true(count > 3);
}

/* Wide bands are the mean of their bins, narrow ones lie between two; both at the level of their own frequency. */
static void bands_are_means_or_lie_between(void **state)
{
    (void)state;
    struct fy_spectrogram *s = make(16000, 0.005, 5000, 20);
    const size_t bins = fy_spectrogram_bins(s);
    const double first = fy_spectrogram_first(s), step = fy_spectrogram_step(s);
    double *power = calloc(bins, sizeof *power);
    float wide[5], narrow[500];
    for (size_t i = 0; i < bins; i++)
        power[i] = (double)(i + 1);
    fy_spectrogram_rows(s, power, 5000, 5, wide);
    double sum = 0;
    size_t count = 0;
    for (size_t i = 0; i < bins; i++) {
        const double frequency = first + step * (double)i;
        if (frequency >= 1000 && frequency < 2000) {
            sum += power[i];
            count++;
        }
    }
    assert_true(count > 10);
    assert_near((double)wide[1], fy_spectrogram_db(sum / (double)count, 1500), 1e-4);
    fy_spectrogram_rows(s, power, 5000, 500, narrow);
    /* Powers grow by one a bin, so between two bins they grow in proportion. */
    for (size_t row = 50; row < 400; row += 50) {
        const double frequency = 10 * (double)row + 5;
        assert_near((double)narrow[row], fy_spectrogram_db((frequency - first) / step + 1, frequency), 1e-4);
    }
    free(power);
    fy_spectrogram_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bands_are_means_or_lie_between),
        cmocka_unit_test(sizes_are_praats),
        cmocka_unit_test(sine_has_its_power),
        cmocka_unit_test(impulse_is_flat),
        cmocka_unit_test(white_noise_has_its_variance),
        cmocka_unit_test(odd_input_is_defined),
        cmocka_unit_test(db_is_what_praat_shows),
        cmocka_unit_test(impossible_settings_are_refused),
        cmocka_unit_test(out_of_memory_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Intensity and formants of what is no ordinary speech: every result is a number, and the one to expect. */
#include <fangyin/formant.h>
#include <fangyin/intensity.h>
#include <fangyin/memory.h>

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/near.h"

static const double pi = 3.14159265358979323846;

enum { MOST = 200000, CHANNELS = 64 };

static float samples[MOST];
static const float *rows[CHANNELS];

static struct fy_sound sound_of(int64_t count, size_t channels)
{
    for (size_t c = 0; c < CHANNELS; c++)
        rows[c] = samples;
    return (struct fy_sound){ rows, channels, 0, count };
}

enum kind { SILENCE, DIRECT_CURRENT, CLICK, NO_NUMBER, INFINITE, HUGE, CLIPPED, TONE, KINDS };

static void make(enum kind kind, double rate)
{
    for (size_t i = 0; i < MOST; i++) {
        const double wave = sin(2.0 * pi * 300.0 * (double)i / rate);
        const float values[KINDS] = { 0.0F,
                                      0.5F,
                                      i == 5000 ? 1.0F : 0.0F,
                                      NAN,
                                      i % 2 ? INFINITY : -INFINITY,
                                      i % 3 ? FLT_MAX : -FLT_MAX,
                                      wave > 0.0 ? 1.0F : -1.0F,
                                      (float)(0.1 * wave) };
        samples[i] = values[kind];
    }
}

static void intensity_of_odd_sounds(void **state)
{
    (void)state;
    static const double expected[KINDS] = { -300, -300, 0, -300, -300, -300, 93.979, 70.969 };
    static const double rates[] = { 8000, 16000, 192000 };
    static float db[1000];
    for (size_t r = 0; r < 3; r++)
        for (enum kind kind = SILENCE; kind < KINDS; kind++)
            for (size_t channels = 1; channels <= CHANNELS; channels *= 64) {
                const struct fy_intensity_settings settings = { rates[r], 100.0, 0.0, 0 };
                struct fy_intensity *intensity;
                make(kind, rates[r]);
                const struct fy_sound sound = sound_of((int64_t)rates[r], channels);
                assert_int_equal(fy_intensity_new(&intensity, &settings, NULL), FY_OK);
                const struct fy_frames frames = fy_intensity_frames(intensity, sound.count);
                assert_in_range(frames.count, 117, 118);
                fy_intensity_run(intensity, &sound, &frames, 0, frames.count, db);
                for (int64_t i = 0; i < frames.count; i++) {
                    assert_true(isfinite(db[i]));
                    if (kind != CLICK)
                        assert_near((double)db[i], expected[kind], 0.15);
                }
                fy_intensity_free(intensity);
            }
}

static void formants_of_odd_sounds(void **state)
{
    (void)state;
    static const double rates[] = { 8000, 11000, 16000, 192000 };
    static struct fy_formant_frame found[1000];
    for (size_t r = 0; r < 4; r++)
        for (enum kind kind = SILENCE; kind < KINDS; kind++)
            for (size_t channels = 1; channels <= CHANNELS; channels *= 64) {
                const struct fy_formant_settings settings = fy_formant_usual(rates[r]);
                struct fy_formant *formant;
                make(kind, rates[r]);
                const struct fy_sound sound = sound_of((int64_t)(0.5 * rates[r]), channels);
                assert_int_equal(fy_formant_new(&formant, &settings, NULL), FY_OK);
                const struct fy_frames frames = fy_formant_frames(formant, sound.count);
                assert_in_range(frames.count, 60, 80);
                fy_formant_run(formant, &sound, &frames, 0, frames.count, found);
                for (int64_t i = 0; i < frames.count; i++) {
                    assert_in_range(found[i].count, 0, 5);
                    if (kind == SILENCE || kind == NO_NUMBER || kind == INFINITE || kind == HUGE)
                        assert_int_equal(found[i].count, 0);
                    for (int k = 0; k < found[i].count; k++) {
                        assert_true(found[i].frequency[k] >= 50.0F && found[i].frequency[k] <= 5450.0F);
                        assert_true(k == 0 || found[i].frequency[k] >= found[i].frequency[k - 1]);
                        assert_true(found[i].bandwidth[k] >= 0.0F);
                    }
                }
                fy_formant_free(formant);
            }
}

static void a_single_sample_has_no_frame(void **state)
{
    (void)state;
    const struct fy_intensity_settings settings = { 16000.0, 100.0, 0.0, 0 };
    const struct fy_formant_settings usual = fy_formant_usual(16000.0);
    const struct fy_sound sound = sound_of(1, 1);
    const struct fy_frames asked = { 3.0, 0.01, 1 };
    struct fy_intensity *intensity;
    struct fy_formant *formant;
    struct fy_formant_frame frame = { .count = 1 };
    float db = 0.0F;
    make(TONE, 16000.0);
    assert_int_equal(fy_intensity_new(&intensity, &settings, NULL), FY_OK);
    assert_int_equal(fy_formant_new(&formant, &usual, NULL), FY_OK);
    assert_int_equal(fy_intensity_frames(intensity, 1).count, 0);
    assert_int_equal(fy_formant_frames(formant, 1).count, 0);
    assert_int_equal(fy_formant_frames(formant, 0).count, 0);
    fy_intensity_run(intensity, &sound, &asked, 0, 1, &db);
    fy_formant_run(formant, &sound, &asked, 0, 1, &frame);
    assert_near((double)db, -300.0, 0.0);
    assert_int_equal(frame.count, 0);
    fy_intensity_free(intensity);
    fy_formant_free(formant);
}

static double nearest(const struct fy_formant_frame *frame, double frequency)
{
    double distance = 1e9;
    for (int i = 0; i < frame->count; i++)
        distance = fmin(distance, fabs((double)frame->frequency[i] - frequency));
    return distance;
}

/* Two resonances excited by pulses, found near where they are; from pieces the same as at once. */
static void resonances_are_found(void **state)
{
    (void)state;
    static const double centres[] = { 700.0, 1800.0 };
    const struct fy_formant_settings settings = { 16000.0, 0.0, 5.0, 5000.0, 0.025, 50.0, 0 };
    static struct fy_formant_frame whole[20000], piece[10];
    double state1[2][2] = { { 0 } };
    struct fy_formant *formant;
    for (size_t i = 0; i < MOST; i++) {
        double value = i % 320 == 0 ? 0.3 : 0.0;
        for (size_t k = 0; k < 2; k++) {
            const double radius = exp(-pi * 80.0 / 16000.0);
            const double out = value + 2.0 * radius * cos(2.0 * pi * centres[k] / 16000.0) * state1[k][0] -
                               radius * radius * state1[k][1];
            state1[k][1] = state1[k][0];
            state1[k][0] = value = out;
        }
        samples[i] = (float)(0.05 * value);
    }
    const struct fy_sound sound = sound_of(MOST, 1);
    assert_int_equal(fy_formant_new(&formant, &settings, NULL), FY_OK);
    const struct fy_frames frames = fy_formant_frames(formant, MOST);
    assert_true(frames.count < 20000);
    fy_formant_run(formant, &sound, &frames, 0, frames.count, whole);
    for (int64_t i = 10; i + 20 < frames.count; i += 97) {
        int64_t from, to;
        fy_formant_reach(formant, &frames, i, 10, &from, &to);
        from = from > 0 ? from : 0;
        to = to < MOST ? to : MOST;
        const float *const part[] = { samples + from };
        const struct fy_sound stretch = { part, 1, from, to - from };
        fy_formant_run(formant, &stretch, &frames, i, 10, piece);
        for (size_t k = 0; k < 10; k++) {
            const struct fy_formant_frame *const again = &whole[(size_t)i + k];
            for (size_t c = 0; c < 2; c++)
                assert_true(nearest(&piece[k], centres[c]) < 60.0);
            assert_int_equal(piece[k].count, again->count);
            for (size_t c = 0; c < 2; c++)
                assert_near(nearest(&piece[k], centres[c]), nearest(again, centres[c]), 5.0);
        }
    }
    fy_formant_free(formant);
}

static void impossible_settings_are_refused(void **state)
{
    (void)state;
    struct fy_error error;
    struct fy_intensity *intensity;
    struct fy_formant *formant;
    const struct fy_intensity_settings bad[] = { { 0.0, 100.0, 0.0, 0 },           { 16000.0, 0.0, 0.0, 0 },
                                                 { 16000.0, 100.0, -1.0, 0 },      { (double)NAN, 100.0, 0.0, 0 },
                                                 { 16000.0, (double)NAN, 0.0, 0 }, { 100.0, 1e6, 0.0, 0 } };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(fy_intensity_new(&intensity, &bad[i], &error), FY_INVALID);
        assert_true(intensity == NULL && error.sentence[0] != '\0');
    }
    struct fy_formant_settings worse[7];
    for (size_t i = 0; i < 7; i++)
        worse[i] = fy_formant_usual(16000.0);
    worse[0].sampling_rate = -1.0;
    worse[1].ceiling = 0.0;
    worse[2].formants = 13.0;
    worse[3].window_length = 1e-4;
    worse[4].window_length = (double)INFINITY;
    worse[5].pre_emphasis = (double)NAN;
    worse[6].time_step = -0.1;
    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(fy_formant_new(&formant, &worse[i], &error), FY_INVALID);
        assert_true(formant == NULL && error.sentence[0] != '\0');
    }
}

static void out_of_memory_leaves_nothing(void **state)
{
    (void)state;
    const struct fy_intensity_settings settings = { 16000.0, 100.0, 0.0, 0 };
    const struct fy_formant_settings usual = fy_formant_usual(16000.0);
    for (long n = 0; n < 3; n++) {
        struct fy_intensity *intensity;
        fy_memory_fail_after(n);
        assert_int_equal(fy_intensity_new(&intensity, &settings, NULL), FY_NO_MEMORY);
        fy_memory_fail_after(-1);
        assert_null(intensity);
    }
    for (long n = 0; n < 5; n++) {
        struct fy_formant *formant;
        fy_memory_fail_after(n);
        assert_int_equal(fy_formant_new(&formant, &usual, NULL), FY_NO_MEMORY);
        fy_memory_fail_after(-1);
        assert_null(formant);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intensity_of_odd_sounds),         cmocka_unit_test(formants_of_odd_sounds),
        cmocka_unit_test(a_single_sample_has_no_frame),    cmocka_unit_test(resonances_are_found),
        cmocka_unit_test(impossible_settings_are_refused), cmocka_unit_test(out_of_memory_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

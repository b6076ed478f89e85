/* Praat's silences on made sound. */
#include <fangyin/memory.h>
#include <fangyin/soundings.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/near.h"

enum { MOST = 192000 * 2, CHANNELS = 64 };

static float samples[MOST];
static const float *rows[CHANNELS];

static struct fy_soundings *run(const struct fy_soundings_settings *settings, int64_t given,
                                const struct fy_sounding **intervals, size_t *count)
{
    struct fy_soundings *soundings;
    for (size_t c = 0; c < CHANNELS; c++)
        rows[c] = samples;
    const struct fy_sound piece = { rows, settings->channel_count, 0, given };
    assert_int_equal(fy_soundings_new(&soundings, settings, NULL), FY_OK);
    fy_soundings_feed(soundings, &piece);
    assert_int_equal(fy_soundings_finish(soundings, intervals, count), FY_OK);
    return soundings;
}

/* A tone with a pause of 0.5 s and one that is too short, a click that is too short. */
static void words_are_found_at_any_rate_and_number_of_channels(void **state)
{
    (void)state;
    static const double rates[] = { 8000.0, 16000.0, 44100.0, 192000.0 };
    for (size_t r = 0; r < 4; r++)
        for (size_t channels = 1; channels <= CHANNELS; channels *= 8) {
            const double rate = rates[r];
            const int64_t total = (int64_t)(2.0 * rate);
            const struct fy_soundings_settings settings = fy_soundings_usual(rate, channels, total);
            const struct fy_sounding *intervals;
            size_t count;
            for (int64_t i = 0; i < total; i++) {
                const double t = (double)i / rate;
                const int on =
                    (t > 0.3 && t < 0.7) || (t > 1.2 && t < 1.5) || (t > 1.53 && t < 1.7) || (t > 0.95 && t < 0.96);
                samples[i] = on ? (float)(0.3 * sin(1885.0 * t)) : 0.0F;
            }
            struct fy_soundings *soundings = run(&settings, total, &intervals, &count);
            static const double ends[] = { 0.3, 0.7, 1.2, 1.7, 2.0 };
            assert_int_equal(count, 5);
            for (size_t i = 0; i < 5; i++) {
                assert_int_equal(intervals[i].sounding, i % 2);
                assert_near(intervals[i].to, ends[i], i < 4 ? 0.03 : 1e-9);
                assert_near(intervals[i].from, i > 0 ? intervals[i - 1].to : 0.0, 0.0);
            }
            fy_soundings_free(soundings);
        }
}

static void what_is_even_is_one_interval(void **state)
{
    (void)state;
    const struct fy_soundings_settings settings = fy_soundings_usual(16000.0, 1, 32000);
    const float values[] = { 0.0F, 0.5F, NAN, INFINITY };
    const struct fy_sounding *intervals;
    size_t count;
    for (size_t k = 0; k < 4; k++) {
        for (size_t i = 0; i < 32000; i++)
            samples[i] = values[k];
        struct fy_soundings *soundings = run(&settings, 32000, &intervals, &count);
        assert_true(count >= 1);
        assert_near(intervals[0].from, 0.0, 0.0);
        assert_near(intervals[count - 1].to, 2.0, 1e-9);
        if (k != 1) { /* direct current has a step at both ends */
            assert_int_equal(count, 1);
            assert_int_equal(intervals[0].sounding, 1);
        }
        fy_soundings_free(soundings);
    }
    /* Less than was promised: the rest is silent. */
    for (size_t i = 0; i < 32000; i++)
        samples[i] = (float)sin((double)i / 5.0);
    struct fy_soundings *soundings = run(&settings, 16000, &intervals, &count);
    assert_int_equal(count, 2);
    assert_near(intervals[0].to, 1.0, 0.03);
    fy_soundings_free(soundings);
}

static void impossible_settings_are_refused(void **state)
{
    (void)state;
    struct fy_soundings *soundings;
    struct fy_error error;
    struct fy_soundings_settings bad[6];
    for (size_t i = 0; i < 6; i++)
        bad[i] = fy_soundings_usual(16000.0, 1, 32000);
    bad[0].samples = 1;
    bad[1].threshold = 0.0;
    bad[2].silent = -1.0;
    bad[3].sounding = (double)NAN;
    bad[4].channel_count = 0;
    bad[5].sampling_rate = 0.0;
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(fy_soundings_new(&soundings, &bad[i], &error), FY_INVALID);
        assert_true(soundings == NULL && error.sentence[0] != '\0');
    }
}

static void out_of_memory_leaves_nothing(void **state)
{
    (void)state;
    const struct fy_soundings_settings settings = fy_soundings_usual(16000.0, 2, 32000);
    struct fy_soundings *soundings = NULL;
    const struct fy_sounding *intervals;
    size_t count;
    long n = 0;
    for (enum fy_status status = FY_NO_MEMORY; status != FY_OK; n++) {
        fy_memory_fail_after(n);
        status = fy_soundings_new(&soundings, &settings, NULL);
        fy_memory_fail_after(-1);
        assert_true(status == FY_OK || (status == FY_NO_MEMORY && soundings == NULL));
    }
    assert_true(n > 8);
    fy_memory_fail_after(0);
    assert_int_equal(fy_soundings_finish(soundings, &intervals, &count), FY_NO_MEMORY);
    fy_memory_fail_after(-1);
    assert_null(intervals);
    assert_int_equal(fy_soundings_finish(soundings, &intervals, &count), FY_OK);
    assert_int_equal(count, 1);
    fy_soundings_free(soundings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_found_at_any_rate_and_number_of_channels),
        cmocka_unit_test(what_is_even_is_one_interval),
        cmocka_unit_test(impossible_settings_are_refused),
        cmocka_unit_test(out_of_memory_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Pitch of made sound. */
#include <fangyin/memory.h>
#include <fangyin/pitch.h>

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

enum { MOST = 200000 };

static float samples[MOST];
static const float *const rows[] = { samples, samples };

static struct fy_sound sound_of(int64_t count)
{
    return (struct fy_sound){ rows, 1, 0, count };
}

static struct fy_pitch *make(const struct fy_pitch_settings *settings, size_t channels)
{
    struct fy_pitch *pitch;
    assert_int_equal(fy_pitch_new(&pitch, settings, channels, NULL), FY_OK);
    return pitch;
}

static double peak_of(struct fy_pitch *pitch, const struct fy_sound *sound)
{
    struct fy_pitch_peak *peak;
    assert_int_equal(fy_pitch_peak_new(&peak, sound->channel_count), FY_OK);
    fy_pitch_peak_add(peak, pitch, sound, sound->from, sound->from + sound->count);
    const double value = fy_pitch_peak_value(peak);
    fy_pitch_peak_free(peak);
    return value;
}

/* The whole sound's pitch; the caller frees it. */
static struct fy_pitch_value *track(struct fy_pitch *pitch, const struct fy_sound *sound, struct fy_frames *frames)
{
    *frames = fy_pitch_frames(pitch, sound->count);
    struct fy_pitch_value *const values = calloc((size_t)frames->count + 1, sizeof *values);
    assert_non_null(values);
    fy_pitch_track(pitch, sound, frames, 0, frames->count, peak_of(pitch, sound), values);
    return values;
}

static void make_tone(int64_t count, double rate, double hertz)
{
    for (int64_t i = 0; i < count; i++) {
        const double t = 2.0 * pi * hertz * ((double)i + 0.5) / rate;
        samples[i] = (float)(0.2 * (sin(t) + 0.6 * sin(2.0 * t) + 0.4 * sin(3.0 * t)));
    }
}

static void a_tone_has_its_frequency(void **state)
{
    (void)state;
    static const double rates[] = { 8000.0, 16000.0, 44100.0, 192000.0 }, tones[] = { 90.0, 151.3, 440.0 };
    for (size_t r = 0; r < 4; r++)
        for (size_t t = 0; t < 3; t++)
            for (int filtered = 0; filtered < 2; filtered++) {
                const struct fy_pitch_settings settings =
                    filtered ? fy_pitch_filtered(rates[r]) : fy_pitch_raw(rates[r]);
                struct fy_pitch *pitch = make(&settings, 1);
                struct fy_frames frames;
                const struct fy_sound sound = sound_of((int64_t)(rates[r] * 0.4));
                make_tone(sound.count, rates[r], tones[t]);
                struct fy_pitch_value *values = track(pitch, &sound, &frames);
                assert_true(frames.count > 20);
                for (int64_t i = 0; i < frames.count; i++) {
                    assert_near((double)values[i].frequency, tones[t], 0.0005 * tones[t]);
                    assert_true(values[i].strength > 0.9F && values[i].strength <= 1.0F);
                }
                free(values);
                fy_pitch_free(pitch);
            }
}

static void what_has_no_pitch_is_unvoiced(void **state)
{
    (void)state;
    static const char *const what[] = { "silence", "direct current", "a click", "no number", "infinite", "noise" };
    for (size_t k = 0; k < sizeof what / sizeof *what; k++) {
        const struct fy_pitch_settings settings = fy_pitch_raw(16000.0);
        struct fy_pitch *pitch = make(&settings, 1);
        struct fy_frames frames;
        uint32_t random = 1;
        for (size_t i = 0; i < 16000; i++) {
            random = random * 1664525U + 1013904223U;
            const float noise = (float)(random >> 8) / 8388608.0F - 1.0F;
            const float kinds[] = { 0.0F, 0.7F, i == 8000 ? 1.0F : 0.0F, NAN, i % 2 ? INFINITY : -INFINITY, noise };
            samples[i] = kinds[k];
        }
        const struct fy_sound sound = sound_of(16000);
        struct fy_pitch_value *values = track(pitch, &sound, &frames);
        for (int64_t i = 0; i < frames.count; i++) {
            if (values[i].frequency != 0.0F)
                print_error("%s: %g Hz\n", what[k], (double)values[i].frequency);
            assert_true(values[i].frequency == 0.0F && values[i].strength == 0.0F);
        }
        free(values);
        fy_pitch_free(pitch);
    }
}

static void bad_samples_count_as_silence(void **state)
{
    (void)state;
    const struct fy_pitch_settings settings = fy_pitch_raw(16000.0);
    struct fy_pitch *pitch = make(&settings, 1);
    struct fy_frames frames;
    make_tone(16000, 16000.0, 200.0);
    samples[5000] = NAN;
    samples[5001] = INFINITY;
    samples[5002] = -FLT_MAX;
    const struct fy_sound sound = sound_of(16000);
    struct fy_pitch_value *values = track(pitch, &sound, &frames);
    for (int64_t i = 0; i < frames.count; i++)
        assert_near((double)values[i].frequency, 200.0, 0.5);
    free(values);
    fy_pitch_free(pitch);
}

static void a_sound_shorter_than_the_window_has_no_frame(void **state)
{
    (void)state;
    const struct fy_pitch_settings settings = fy_pitch_raw(16000.0);
    struct fy_pitch *pitch = make(&settings, 1);
    struct fy_pitch_value value = { 1.0F, 1.0F };
    const struct fy_sound sound = sound_of(1);
    for (int64_t count = -1; count < 640; count += 213)
        assert_int_equal(fy_pitch_frames(pitch, count).count, 0);
    assert_int_equal(fy_pitch_frames(pitch, 641).count, 1);
    /* Frames that a caller asks for anyway are made of silence. */
    const struct fy_frames frames = { 100.0, 0.01, 1 };
    fy_pitch_track(pitch, &sound, &frames, 0, 1, peak_of(pitch, &sound), &value);
    assert_true(value.frequency == 0.0F);
    fy_pitch_free(pitch);
}

/* Two equal channels, and 64, have the pitch of one. */
static void channels_are_measured_together(void **state)
{
    (void)state;
    const struct fy_pitch_settings settings = fy_pitch_raw(16000.0);
    const float *many[64];
    struct fy_frames frames;
    make_tone(16000, 16000.0, 123.0);
    for (size_t c = 0; c < 64; c++)
        many[c] = samples;
    for (size_t channels = 1; channels <= 64; channels *= 4) {
        struct fy_pitch *pitch = make(&settings, channels);
        const struct fy_sound sound = { many, channels, 0, 16000 };
        struct fy_pitch_value *values = track(pitch, &sound, &frames);
        for (int64_t i = 0; i < frames.count; i++)
            assert_near((double)values[i].frequency, 123.0, 0.1);
        free(values);
        fy_pitch_free(pitch);
    }
}

/* A sound that glides, falls silent and comes back, in frames shared out and joined by the path: the same values (but
 * for rounding) as at once, and from any stretch that holds what the frames reach. */
static void pieces_give_the_same_as_the_whole(void **state)
{
    (void)state;
    const struct fy_pitch_settings settings = fy_pitch_filtered(16000.0);
    struct fy_pitch *pitch = make(&settings, 1);
    struct fy_pitch_path *path;
    struct fy_frames frames;
    double phase = 0.0;
    for (size_t i = 0; i < MOST; i++) {
        phase += 2.0 * pi * (150.0 + 60.0 * sin((double)i / 9000.0)) / 16000.0;
        samples[i] = i / 16000 % 4 == 3 ? 0.0F : (float)(0.3 * sin(phase) + 0.1 * sin(2.0 * phase));
    }
    const struct fy_sound sound = sound_of(MOST);
    struct fy_pitch_value *whole = track(pitch, &sound, &frames);
    struct fy_pitch_value *out = malloc(FY_PITCH_PATH_ROOM * sizeof *out);
    struct fy_pitch_frame *candidates = malloc(7 * sizeof *candidates);
    assert_int_equal(fy_pitch_path_new(&path, &settings), FY_OK);
    const double peak = peak_of(pitch, &sound);
    int64_t decided = 0;
    for (int64_t at = 0; at < frames.count; at += 7) {
        const int64_t now = frames.count - at < 7 ? frames.count - at : 7;
        int64_t from, to;
        fy_pitch_reach(pitch, &frames, at, now, &from, &to);
        if (from < 0)
            from = 0;
        if (to > MOST)
            to = MOST;
        const float *const part[] = { samples + from };
        const struct fy_sound piece = { part, 1, from, to - from };
        fy_pitch_candidates(pitch, &piece, &frames, at, now, peak, candidates);
        for (int64_t i = 0; i <= now; i++) {
            const bool last = i == now;
            if (last && at + now < frames.count)
                break;
            const size_t count = last ? fy_pitch_path_finish(path, out) : fy_pitch_path_feed(path, &candidates[i], out);
            for (size_t k = 0; k < count; k++, decided++) {
                assert_true(out[k].frequency > 0.0F || whole[decided].frequency == 0.0F);
                assert_near((double)out[k].frequency, (double)whole[decided].frequency, 0.01);
            }
        }
    }
    assert_int_equal(decided, frames.count);
    fy_pitch_path_free(path);
    free(candidates);
    free(out);
    free(whole);
    fy_pitch_free(pitch);
}

/* More frames than a path holds, none of them silent. */
static void a_long_voiced_stretch_is_decided_on_the_way(void **state)
{
    (void)state;
    const struct fy_pitch_settings settings = fy_pitch_raw(16000.0);
    struct fy_pitch_path *path;
    struct fy_pitch_value *out = malloc(FY_PITCH_PATH_ROOM * sizeof *out);
    struct fy_pitch_frame frame = { .intensity = 1.0F, .count = 3 };
    size_t decided = 0;
    assert_int_equal(fy_pitch_path_new(&path, &settings), FY_OK);
    for (int i = 0; i <= 20000; i++) {
        frame.candidates[1] = (struct fy_pitch_candidate){ 100.0F + (float)(i % 50), 0.9F };
        frame.candidates[2] = (struct fy_pitch_candidate){ 2.0F * frame.candidates[1].frequency, 0.9F };
        const size_t count = i < 20000 ? fy_pitch_path_feed(path, &frame, out) : fy_pitch_path_finish(path, out);
        for (size_t k = 0; k < count; k++, decided++)
            assert_near((double)out[k].frequency, 2.0 * (100.0 + (double)(decided % 50)), 1e-3);
    }
    assert_int_equal(decided, 20000);
    fy_pitch_path_free(path);
    free(out);
}

static void impossible_settings_are_refused(void **state)
{
    (void)state;
    struct fy_pitch *pitch;
    struct fy_pitch_settings bad[10];
    struct fy_error error;
    for (size_t i = 0; i < 10; i++)
        bad[i] = fy_pitch_raw(16000.0);
    bad[0].sampling_rate = (double)NAN;
    bad[1].sampling_rate = 100.0;
    bad[2].floor = 0.0;
    bad[3].ceiling = 70.0;
    bad[4].ceiling = (double)INFINITY;
    bad[5].periods = -1.0;
    bad[6].candidates = 1;
    bad[7].time_step = -0.01;
    bad[8].attenuation = 1.0;
    bad[9].floor = 1.0;
    for (size_t i = 0; i < 10; i++) {
        assert_int_equal(fy_pitch_new(&pitch, &bad[i], 1, &error), FY_INVALID);
        assert_null(pitch);
        assert_true(error.sentence[0] != '\0');
    }
    const struct fy_pitch_settings good = fy_pitch_raw(16000.0);
    assert_int_equal(fy_pitch_new(&pitch, &good, 0, NULL), FY_INVALID);
}

static void out_of_memory_leaves_nothing(void **state)
{
    (void)state;
    const struct fy_pitch_settings settings = fy_pitch_filtered(16000.0);
    struct fy_pitch *pitch = NULL;
    long n = 0;
    for (enum fy_status status = FY_NO_MEMORY; status != FY_OK; n++) {
        fy_memory_fail_after(n);
        status = fy_pitch_new(&pitch, &settings, 2, NULL);
        fy_memory_fail_after(-1);
        assert_true(status == FY_OK || (status == FY_NO_MEMORY && pitch == NULL));
    }
    assert_true(n > 10);
    fy_pitch_free(pitch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tone_has_its_frequency),
        cmocka_unit_test(what_has_no_pitch_is_unvoiced),
        cmocka_unit_test(bad_samples_count_as_silence),
        cmocka_unit_test(a_sound_shorter_than_the_window_has_no_frame),
        cmocka_unit_test(channels_are_measured_together),
        cmocka_unit_test(pieces_give_the_same_as_the_whole),
        cmocka_unit_test(a_long_voiced_stretch_is_decided_on_the_way),
        cmocka_unit_test(impossible_settings_are_refused),
        cmocka_unit_test(out_of_memory_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

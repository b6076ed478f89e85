/* Tone on five levels: ranges, T values, curves of syllables, Chao's digits; on glides, and on espeak-ng's ma1 to ma4.
 */
#include <fangyin/memory.h>
#include <fangyin/tone.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/near.h"

static const double pi = 3.14159265358979323846;

static void t_values_are_logarithmic(void **state)
{
    (void)state;
    const struct fy_tone_range range = { 100.0, 400.0 };
    assert_near(fy_tone_value(&range, 100.0), 0.0, 1e-12);
    assert_near(fy_tone_value(&range, 200.0), 2.5, 1e-12);
    assert_near(fy_tone_value(&range, 400.0), 5.0, 1e-12);
    assert_near(fy_tone_value(&range, 50.0), -2.5, 1e-12);
    assert_true(isnan(fy_tone_value(&range, 0.0)) && isnan(fy_tone_value(&range, (double)NAN)));
}

static void levels_are_chaos_points(void **state)
{
    (void)state;
    static const struct {
        double value;
        int level;
    } cases[] = { { -3.0, 1 }, { 0.0, 1 },  { 0.62, 1 }, { 0.63, 2 }, { 1.87, 2 }, { 1.88, 3 }, { 3.12, 3 },
                  { 3.13, 4 }, { 4.37, 4 }, { 4.38, 5 }, { 5.0, 5 },  { 9.0, 5 },  { 1e300, 5 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(fy_tone_level(cases[i].value), cases[i].level);
    assert_int_equal(fy_tone_level((double)NAN), 0);
}

static void a_range_is_robust(void **state)
{
    (void)state;
    struct fy_tone_speaker *speaker;
    struct fy_tone_range range = { 1.0, 2.0 };
    assert_int_equal(fy_tone_speaker_new(&speaker), FY_OK);
    for (int i = 0; i < FY_TONE_FEWEST - 1; i++)
        fy_tone_speaker_add(speaker, 100.0 + i);
    assert_false(fy_tone_speaker_range(speaker, &range));
    assert_near(range.highest, 2.0, 0.0);
    for (int i = 0; i <= 10000; i++)
        fy_tone_speaker_add(speaker, 100.0 * exp2((double)i / 10000.0));
    /* One value in a hundred is an octave off, or no pitch at all. */
    for (int i = 0; i < 100; i++) {
        const double wrong[] = { 45.0, 590.0, 0.0, (double)NAN, -200.0, (double)INFINITY, 1e-300, 19000.0 };
        fy_tone_speaker_add(speaker, wrong[i % 8]);
    }
    assert_true(fy_tone_speaker_range(speaker, &range));
    assert_in_range(fy_tone_speaker_count(speaker), 10034, 10036);
    assert_near(range.lowest, 101.4, 0.3);
    assert_near(range.highest, 197.2, 0.5);
    fy_tone_speaker_free(speaker);
}

static void a_monotone_has_no_range(void **state)
{
    (void)state;
    struct fy_tone_speaker *speaker;
    struct fy_tone_range range;
    assert_int_equal(fy_tone_speaker_new(&speaker), FY_OK);
    for (int i = 0; i < 1000; i++)
        fy_tone_speaker_add(speaker, 150.0);
    assert_false(fy_tone_speaker_range(speaker, &range));
    fy_tone_speaker_free(speaker);
}

static void a_contour_is_the_longest_voiced_part(void **state)
{
    (void)state;
    struct fy_pitch_value values[60] = { { 0.0F, 0.0F } };
    const struct fy_frames frames = { 0.005, 0.01, 60 };
    double hz[5], start, end;
    values[3].frequency = 300.0F; /* alone */
    for (int i = 20; i <= 40; i++)
        values[i].frequency = (float)(100.0 * exp2((double)(i - 20) / 20.0));
    values[30].frequency = values[31].frequency = 0.0F; /* bridged */
    assert_true(fy_tone_contour(values, &frames, 0, 60, 0.0, 0.6, 5, hz, &start, &end));
    assert_near(start, 0.205, 1e-9);
    assert_near(end, 0.405, 1e-9);
    for (int i = 0; i < 5; i++)
        assert_near(hz[i], 100.0 * exp2((double)i / 4.0), 1e-3);
    /* The stretch cuts it off; frames may be some of the recording's. */
    assert_true(fy_tone_contour(values + 10, &frames, 10, 40, 0.2, 0.3, 1, hz, &start, &end));
    assert_near(hz[0], 100.0 * exp2(4.5 / 20.0), 1e-3);
    assert_false(fy_tone_contour(values, &frames, 0, 60, 0.0, 0.1, 5, hz, &start, &end));
    assert_false(fy_tone_contour(values, &frames, 0, 60, 0.2, 0.22, 5, hz, &start, &end));
    assert_false(fy_tone_contour(values, &frames, 0, 60, 5.0, 6.0, 5, hz, &start, &end));
    assert_false(fy_tone_contour(values, &frames, 0, 60, 0.3, 0.1, 5, hz, &start, &end));
}

static void chao_describes_the_curve(void **state)
{
    (void)state;
    static const struct {
        double values[10];
        const char *chao;
    } cases[] = {
        { { 4.8, 4.9, 5.0, 4.8, 4.7, 4.8, 4.9, 4.8, 4.9, 4.7 }, "55" },
        { { 2.4, 2.3, 2.3, 2.5, 2.9, 3.3, 3.8, 4.3, 4.8, 5.0 }, "35" },
        { { 1.5, 1.0, 0.6, 0.3, 0.1, 0.2, 0.9, 2.0, 3.2, 3.6 }, "214" },
        { { 5.0, 5.1, 4.9, 4.2, 3.4, 2.6, 1.8, 1.1, 0.5, 0.1 }, "51" },
        { { 0.2, 0.3, 0.1, 0.0, 0.2, 0.1, 0.2, 0.0, 0.1, 0.2 }, "11" },
        { { 2.4, 2.4, 2.6, 4.2, 4.8, 4.5, 3.8, 3.0, 2.5, 2.4 }, "353" },
        { { 2.6, 2.5, 2.4, 2.6, 2.7, 2.5, 2.4, 2.5, 2.6, 2.5 }, "33" },
    };
    char chao[4], letters[16];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fy_tone_chao(cases[i].values, 10, chao);
        assert_string_equal(chao, cases[i].chao);
    }
    fy_tone_chao(cases[3].values, 1, chao);
    assert_string_equal(chao, "55");
    fy_tone_chao(cases[0].values, 0, chao);
    assert_string_equal(chao, "");
    const double broken[] = { 1.0, (double)NAN, 3.0 };
    fy_tone_chao(broken, 3, chao);
    assert_string_equal(chao, "");
    assert_int_equal(fy_tone_letters("214", letters, sizeof letters), 6);
    assert_string_equal(letters, "˨˩˦");
    assert_int_equal(fy_tone_letters("5-3", letters, sizeof letters), 5);
    assert_string_equal(letters, "˥-˧");
    assert_int_equal(fy_tone_letters("55", letters, 4), 2);
}

/* ---- from sound to digits ---- */

enum { SYLLABLES = 4, POINTS = 10, MOST = 40000 };

struct syllable {
    float samples[MOST];
    int64_t count;
    double rate;
};

static struct syllable syllables[SYLLABLES];

/* The Chao notation of each syllable, in the range of all of them. */
static void notate(char chao[SYLLABLES][4])
{
    struct fy_tone_speaker *speaker;
    struct fy_tone_range range;
    double hz[SYLLABLES][POINTS], start, end;
    assert_int_equal(fy_tone_speaker_new(&speaker), FY_OK);
    for (size_t s = 0; s < SYLLABLES; s++) {
        const struct fy_pitch_settings settings = fy_pitch_raw(syllables[s].rate);
        const float *const rows[] = { syllables[s].samples };
        const struct fy_sound sound = { rows, 1, 0, syllables[s].count };
        struct fy_pitch *pitch;
        struct fy_pitch_peak *peak;
        assert_int_equal(fy_pitch_new(&pitch, &settings, 1, NULL), FY_OK);
        assert_int_equal(fy_pitch_peak_new(&peak, 1), FY_OK);
        fy_pitch_peak_add(peak, pitch, &sound, 0, sound.count);
        const struct fy_frames frames = fy_pitch_frames(pitch, sound.count);
        struct fy_pitch_value *values = calloc((size_t)frames.count, sizeof *values);
        fy_pitch_track(pitch, &sound, &frames, 0, frames.count, fy_pitch_peak_value(peak), values);
        for (int64_t i = 0; i < frames.count; i++)
            fy_tone_speaker_add(speaker, (double)values[i].frequency);
        assert_true(fy_tone_contour(values, &frames, 0, frames.count, 0.0, 10.0, POINTS, hz[s], &start, &end));
        free(values);
        fy_pitch_peak_free(peak);
        fy_pitch_free(pitch);
    }
    assert_true(fy_tone_speaker_range(speaker, &range));
    for (size_t s = 0; s < SYLLABLES; s++) {
        for (size_t i = 0; i < POINTS; i++)
            hz[s][i] = fy_tone_value(&range, hz[s][i]);
        fy_tone_chao(hz[s], POINTS, chao[s]);
    }
    fy_tone_speaker_free(speaker);
}

static void expect_mandarin(char chao[SYLLABLES][4])
{
    static const char *const tones[SYLLABLES] = { "55", "35", "214", "51" };
    for (size_t s = 0; s < SYLLABLES; s++) {
        print_message("  %s for %s\n", chao[s], tones[s]);
        assert_int_equal(strlen(chao[s]), strlen(tones[s]));
        for (size_t i = 0; chao[s][i] != '\0'; i++)
            assert_in_range(chao[s][i], tones[s][i] - 1, tones[s][i] + 1);
    }
}

/* The four tones of Mandarin as glides of a voice between 100 and 200 Hz. */
static void glides_have_their_notation(void **state)
{
    (void)state;
    static const double curves[SYLLABLES][3] = { { 5, 5, 5 }, { 3, 4, 5 }, { 2, 1, 4 }, { 5, 3, 1 } };
    char chao[SYLLABLES][4];
    for (size_t s = 0; s < SYLLABLES; s++) {
        double phase = 0.0;
        syllables[s].rate = 16000.0;
        syllables[s].count = 8000;
        for (int64_t i = 0; i < 8000; i++) {
            const double part = ((double)i / 8000.0 - 0.1) / 0.8;
            const double place = fmin(fmax(part * 2.0, 0.0), 1.999);
            const double *const from = curves[s] + (size_t)place;
            const double level = from[0] + (from[1] - from[0]) * (place - floor(place));
            phase += 2.0 * pi * 100.0 * exp2((level - 1.0) / 4.0) / 16000.0;
            const double loud = part > 0.0 && part < 1.0 ? 0.2 : 0.0;
            syllables[s].samples[i] = (float)(loud * (sin(phase) + 0.5 * sin(2.0 * phase) + 0.3 * sin(3.0 * phase)));
        }
    }
    notate(chao);
    expect_mandarin(chao);
}

/* A WAV file of 16 bits as espeak-ng writes it; false if it cannot be read. */
static bool read_wav(const char *path, struct syllable *syllable)
{
    unsigned char bytes[2 * MOST + 44];
    FILE *const file = fopen(path, "rb");
    if (file == NULL)
        return false;
    const size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    if (size < 44 || memcmp(bytes + 36, "data", 4) != 0)
        return false;
    syllable->rate = bytes[24] + 256.0 * bytes[25] + 65536.0 * bytes[26];
    syllable->count = (int64_t)(size - 44) / 2;
    for (int64_t i = 0; i < syllable->count; i++) {
        int16_t value;
        memcpy(&value, bytes + 44 + 2 * i, 2);
        syllable->samples[i] = (float)value / 32768.0F;
    }
    return true;
}

static void espeaks_mandarin_is_within_a_level(void **state)
{
    (void)state;
    char folder[] = "/tmp/fangyin-tone-XXXXXX", path[64], command[256], chao[SYLLABLES][4];
    if (system("espeak-ng --voices=cmn 2>/dev/null | grep -q cmn-latn-pinyin") != 0) {
        print_message("skipped: espeak-ng is not installed\n");
        skip();
    }
    assert_non_null(mkdtemp(folder));
    for (size_t s = 0; s < SYLLABLES; s++) {
        snprintf(path, sizeof path, "%s/ma.wav", folder);
        snprintf(command, sizeof command, "espeak-ng -v cmn-latn-pinyin -w '%s' ma%zu", path, s + 1);
        assert_int_equal(system(command), 0);
        assert_true(read_wav(path, &syllables[s]));
        unlink(path);
    }
    rmdir(folder);
    notate(chao);
    expect_mandarin(chao);
}

static void out_of_memory_is_told(void **state)
{
    (void)state;
    struct fy_tone_speaker *speaker;
    fy_memory_fail_after(0);
    assert_int_equal(fy_tone_speaker_new(&speaker), FY_NO_MEMORY);
    fy_memory_fail_after(-1);
    assert_null(speaker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(t_values_are_logarithmic),
        cmocka_unit_test(levels_are_chaos_points),
        cmocka_unit_test(a_range_is_robust),
        cmocka_unit_test(a_monotone_has_no_range),
        cmocka_unit_test(a_contour_is_the_longest_voiced_part),
        cmocka_unit_test(chao_describes_the_curve),
        cmocka_unit_test(glides_have_their_notation),
        cmocka_unit_test(espeaks_mandarin_is_within_a_level),
        cmocka_unit_test(out_of_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The speech finder on made sound with known borders. */
#include <fangyin/memory.h>
#include <fangyin/silences.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const double pi = 3.14159265358979323846;

struct burst {
    double from, to; /* seconds */
};

struct sound {
    double rate;
    size_t count;
    float *samples;
    uint64_t random;
};

/* Uniform noise of variance 1. */
static double noise(uint64_t *state)
{
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return ((double)(*state >> 11) / 9007199254740992.0 - 0.5) * sqrt(12.0);
}

static struct sound sound_new(double rate, double seconds, double noise_rms)
{
    struct sound sound = { rate, (size_t)(seconds * rate), NULL, 11 };
    sound.samples = calloc(sound.count, sizeof *sound.samples);
    assert_non_null(sound.samples);
    for (size_t i = 0; i < sound.count; i++)
        sound.samples[i] = (float)(noise_rms * noise(&sound.random));
    return sound;
}

/* A burst of noise, or of a tone where hertz > 0, of the given rms. */
static void sound_burst(struct sound *sound, struct burst burst, double rms, double hertz)
{
    for (size_t i = (size_t)(burst.from * sound->rate); i < (size_t)(burst.to * sound->rate) && i < sound->count; i++) {
        const double tone = sqrt(2.0) * sin(2.0 * pi * hertz * (double)i / sound->rate);
        sound->samples[i] += (float)(rms * (hertz > 0.0 ? tone : noise(&sound->random)));
    }
}

static struct fy_speech_finder *feed(const struct sound *sound, size_t chunk, const struct fy_stretch **speech, size_t *count)
{
    struct fy_speech_finder *finder;
    assert_int_equal(fy_speech_finder_new(&finder, sound->rate, NULL), FY_OK);
    for (size_t at = 0; at < sound->count; at += chunk) {
        const size_t now = sound->count - at < chunk ? sound->count - at : chunk;
        assert_int_equal(fy_speech_finder_feed(finder, sound->samples + at, now), FY_OK);
    }
    assert_int_equal(fy_speech_finder_finish(finder, speech, count), FY_OK);
    return finder;
}

/* Found exactly these, each border within `tolerance` seconds. */
static void expect(const struct sound *sound, const struct burst *bursts, size_t bursts_count, double tolerance)
{
    const struct fy_stretch *speech;
    size_t count;
    struct fy_speech_finder *finder = feed(sound, 4096, &speech, &count);
    assert_int_equal(count, bursts_count);
    for (size_t i = 0; i < count; i++) {
        const double from = (double)speech[i].from / sound->rate, to = (double)speech[i].to / sound->rate;
        if (fabs(from - bursts[i].from) > tolerance || fabs(to - bursts[i].to) > tolerance) {
            print_error("burst %zu: %g .. %g, expected %g .. %g\n", i, from, to, bursts[i].from, bursts[i].to);
            fail();
        }
    }
    fy_speech_finder_free(finder);
}

static const struct burst words[] = { { 0.80, 1.30 }, { 1.90, 3.10 }, { 4.00, 4.21 }, { 6.50, 8.00 }, { 9.00, 9.40 } };
enum { WORDS = sizeof words / sizeof *words };

static void bursts_are_found_at_any_noise(void **state)
{
    (void)state;
    static const double snr[] = { 60.0, 40.0, 20.0, 12.0 };
    for (size_t k = 0; k < sizeof snr / sizeof *snr; k++)
        for (int tone = 0; tone < 2; tone++) {
            struct sound sound = sound_new(16000.0, 10.0, 0.1 * pow(10.0, -snr[k] / 20.0));
            for (size_t i = 0; i < WORDS; i++)
                sound_burst(&sound, words[i], 0.1, tone ? 300.0 : 0.0);
            expect(&sound, words, WORDS, 0.0211);
            free(sound.samples);
        }
}

static void bursts_are_found_at_any_rate(void **state)
{
    (void)state;
    static const double rates[] = { 8000.0, 11025.0, 22050.0, 44100.0, 48000.0 };
    for (size_t k = 0; k < sizeof rates / sizeof *rates; k++) {
        struct sound sound = sound_new(rates[k], 10.0, 0.003);
        for (size_t i = 0; i < WORDS; i++)
            sound_burst(&sound, words[i], 0.1, 0.0);
        expect(&sound, words, WORDS, 0.0211);
        free(sound.samples);
    }
}

/* Digital silence between words, as speech synthesis and noise gates leave it. */
static void digital_silence_is_a_pause(void **state)
{
    (void)state;
    struct sound sound = sound_new(16000.0, 10.0, 0.0);
    for (size_t i = 0; i < WORDS; i++)
        sound_burst(&sound, words[i], 0.1, 0.0);
    expect(&sound, words, WORDS, 0.0211);
    free(sound.samples);
}

/* A word list: one syllable in ten seconds. */
static void one_syllable_alone_is_found(void **state)
{
    (void)state;
    static const struct burst syllables[] = { { 5.0, 5.25 }, { 15.0, 15.25 }, { 25.0, 25.25 } };
    struct sound sound = sound_new(16000.0, 30.0, 0.002);
    for (size_t i = 0; i < 3; i++)
        sound_burst(&sound, syllables[i], 0.1, 0.0);
    expect(&sound, syllables, 3, 0.0211);
    free(sound.samples);
}

/* The floor follows: quiet speech in a quiet room, then loud speech beside an engine. */
static void a_louder_room_is_followed(void **state)
{
    (void)state;
    static const struct burst quiet[] = { { 3.0, 4.0 }, { 6.0, 7.0 } }, loud[] = { { 23.0, 24.0 }, { 27.0, 28.0 } };
    struct sound sound = sound_new(16000.0, 32.0, 0.0005);
    sound_burst(&sound, (struct burst){ 14.0, 32.0 }, 0.02, 0.0);
    for (size_t i = 0; i < 2; i++) {
        sound_burst(&sound, quiet[i], 0.01, 0.0);
        sound_burst(&sound, loud[i], 0.2, 0.0);
    }
    const struct fy_stretch *speech;
    size_t count;
    struct fy_speech_finder *finder = feed(&sound, 1000, &speech, &count);
    /* The engine's start itself may be taken for speech until the floor has followed. */
    assert_true(count >= 4);
    for (size_t i = 0; i < 2; i++) {
        assert_true(fabs((double)speech[i].from / 16000.0 - quiet[i].from) < 0.022);
        assert_true(fabs((double)speech[i].to / 16000.0 - quiet[i].to) < 0.022);
        const struct fy_stretch last = speech[count - 2 + i];
        assert_true(fabs((double)last.from / 16000.0 - loud[i].from) < 0.022);
        assert_true(fabs((double)last.to / 16000.0 - loud[i].to) < 0.022);
    }
    fy_speech_finder_free(finder);
    free(sound.samples);
}

static void rumble_is_no_speech(void **state)
{
    (void)state;
    struct sound sound = sound_new(16000.0, 10.0, 0.002);
    for (size_t i = 0; i < WORDS; i++)
        sound_burst(&sound, words[i], 0.02, 20.0);
    expect(&sound, words, 0, 0.0);
    free(sound.samples);
}

static void short_gaps_are_bridged_and_clicks_dropped(void **state)
{
    (void)state;
    static const struct burst parts[] = { { 2.0, 2.4 }, { 2.5, 3.0 }, { 5.0, 5.3 }, { 5.6, 6.0 } };
    static const struct burst found[] = { { 2.0, 3.0 }, { 5.0, 5.3 }, { 5.6, 6.0 } };
    struct sound sound = sound_new(16000.0, 10.0, 0.001);
    for (size_t i = 0; i < 4; i++)
        sound_burst(&sound, parts[i], 0.1, 0.0);
    sound_burst(&sound, (struct burst){ 8.0, 8.002 }, 0.3, 0.0);
    expect(&sound, found, 3, 0.0211);
    free(sound.samples);
}

static void nothing_is_found_in_nothing(void **state)
{
    (void)state;
    static const struct burst all[] = { { 0.0, 10.0 } };
    struct sound sound = sound_new(16000.0, 10.0, 0.0);
    expect(&sound, all, 0, 0.0); /* silence */
    sound.count = 100;
    expect(&sound, all, 0, 0.0); /* shorter than a frame */
    sound.count = 0;
    expect(&sound, all, 0, 0.0); /* no sample */
    free(sound.samples);
    sound = sound_new(16000.0, 20.0, 0.1);
    expect(&sound, all, 0, 0.0); /* even noise */
    for (size_t i = 0; i < sound.count; i++)
        sound.samples[i] = 0.7F;
    sound.samples[0] = 0.0F;
    sound.count = 160000;
    const struct fy_stretch *speech;
    size_t count;
    struct fy_speech_finder *finder = feed(&sound, 160000, &speech, &count);
    for (size_t i = 0; i < count; i++)
        assert_true(speech[i].to < 1600); /* DC: at most the step at its start */
    fy_speech_finder_free(finder);
    free(sound.samples);
}

static void speech_may_touch_both_ends(void **state)
{
    (void)state;
    static const struct burst ends[] = { { 0.0, 1.0 }, { 2.0, 3.0 } };
    struct sound sound = sound_new(22050.0, 3.0, 0.001);
    for (size_t i = 0; i < 2; i++)
        sound_burst(&sound, ends[i], 0.1, 0.0);
    const struct fy_stretch *speech;
    size_t count;
    struct fy_speech_finder *finder = feed(&sound, 777, &speech, &count);
    assert_int_equal(count, 2);
    assert_int_equal(speech[0].from, 0);
    assert_int_equal(speech[1].to, sound.count);
    fy_speech_finder_free(finder);
    free(sound.samples);
}

static void the_size_of_pieces_does_not_matter(void **state)
{
    (void)state;
    static const size_t chunks[] = { 1, 7, 160, 1000, 1 << 20 };
    struct sound sound = sound_new(11025.0, 10.0, 0.003);
    for (size_t i = 0; i < WORDS; i++)
        sound_burst(&sound, words[i], 0.1, 0.0);
    const struct fy_stretch *first, *speech;
    size_t first_count, count;
    struct fy_speech_finder *reference = feed(&sound, sound.count, &first, &first_count);
    for (size_t k = 0; k < sizeof chunks / sizeof *chunks; k++) {
        struct fy_speech_finder *finder = feed(&sound, chunks[k], &speech, &count);
        assert_int_equal(count, first_count);
        assert_memory_equal(speech, first, count * sizeof *speech);
        fy_speech_finder_free(finder);
    }
    fy_speech_finder_free(reference);
    free(sound.samples);
}

/* NaN and infinities must not spoil what comes after them. */
static void odd_samples_count_as_zero(void **state)
{
    (void)state;
    struct sound sound = sound_new(16000.0, 10.0, 0.001);
    for (size_t i = 0; i < WORDS; i++)
        sound_burst(&sound, words[i], 0.1, 0.0);
    sound.samples[3000] = NAN;
    sound.samples[3001] = INFINITY;
    sound.samples[3002] = -3e38F;
    expect(&sound, words, WORDS, 0.0211);
    free(sound.samples);
}

static void wrong_use_is_refused(void **state)
{
    (void)state;
    static const double rates[] = { 0.0, -1.0, 999.0, 1e9, (double)NAN, (double)INFINITY };
    struct fy_speech_finder *finder;
    struct fy_error error;
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        assert_int_equal(fy_speech_finder_new(&finder, rates[i], &error), FY_INVALID);
        assert_null(finder);
    }
    const float zero = 0.0F;
    const struct fy_stretch *speech;
    size_t count;
    assert_int_equal(fy_speech_finder_new(&finder, 16000.0, &error), FY_OK);
    assert_int_equal(fy_speech_finder_finish(finder, &speech, &count), FY_OK);
    assert_int_equal(fy_speech_finder_feed(finder, &zero, 1), FY_INVALID);
    assert_int_equal(fy_speech_finder_finish(finder, &speech, &count), FY_OK);
    fy_speech_finder_free(finder);
    fy_speech_finder_free(NULL);
}

/* After each failed allocation, trying again gives the whole result. */
static void out_of_memory_loses_nothing(void **state)
{
    (void)state;
    struct sound sound = sound_new(16000.0, 10.0, 0.001);
    for (size_t i = 0; i < WORDS; i++)
        sound_burst(&sound, words[i], 0.1, 0.0);
    int failures = 0;
    for (long n = 0; n < 12; n++) {
        struct fy_speech_finder *finder;
        const struct fy_stretch *speech;
        size_t count;
        fy_memory_fail_after(n);
        while (fy_speech_finder_new(&finder, 16000.0, NULL) != FY_OK)
            failures++;
        for (size_t at = 0; at < sound.count; at += 1600)
            while (fy_speech_finder_feed(finder, sound.samples + at, 1600) != FY_OK)
                failures++;
        while (fy_speech_finder_finish(finder, &speech, &count) != FY_OK)
            failures++;
        fy_memory_fail_after(-1);
        assert_int_equal(count, WORDS);
        fy_speech_finder_free(finder);
    }
    assert_true(failures >= 5);
    free(sound.samples);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bursts_are_found_at_any_noise),
        cmocka_unit_test(bursts_are_found_at_any_rate),
        cmocka_unit_test(digital_silence_is_a_pause),
        cmocka_unit_test(one_syllable_alone_is_found),
        cmocka_unit_test(a_louder_room_is_followed),
        cmocka_unit_test(rumble_is_no_speech),
        cmocka_unit_test(short_gaps_are_bridged_and_clicks_dropped),
        cmocka_unit_test(nothing_is_found_in_nothing),
        cmocka_unit_test(speech_may_touch_both_ends),
        cmocka_unit_test(the_size_of_pieces_does_not_matter),
        cmocka_unit_test(odd_samples_count_as_zero),
        cmocka_unit_test(wrong_use_is_refused),
        cmocka_unit_test(out_of_memory_loses_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

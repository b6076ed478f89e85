#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "sound/tempo.h"

#include <fangyin/memory.h>

#include "support/voice.h"

#include <stdbool.h>
#include <stdint.h>

/* What came out, with the input frame that each frame of it is. */
struct heard {
    float *frames;
    double *at;
    size_t count, room;
    size_t input; /* that all of it stands for */
};

static void heard_free(struct heard *heard)
{
    free(heard->frames);
    free(heard->at);
}

static void hear(struct heard *heard, const struct fy_tempo_piece *piece, size_t channels)
{
    if (piece->count == 0)
        return;
    if (heard->count + piece->count > heard->room) {
        heard->room = 2 * (heard->count + piece->count);
        heard->frames = realloc(heard->frames, heard->room * channels * sizeof *heard->frames);
        heard->at = realloc(heard->at, heard->room * sizeof *heard->at);
        assert_non_null(heard->frames);
        assert_non_null(heard->at);
    }
    memcpy(heard->frames + heard->count * channels, piece->frames, piece->count * channels * sizeof *piece->frames);
    for (size_t i = 0; i < piece->count; i++)
        heard->at[heard->count + i] =
            (double)heard->input + (double)i * (double)piece->input / (double)piece->count;
    heard->count += piece->count;
    heard->input += piece->input;
}

static void feed(struct fy_tempo *tempo, struct heard *heard, const float *in, size_t count, size_t channels)
{
    struct fy_tempo_piece piece;
    for (size_t taken = 0; taken < count;) {
        const size_t part = count - taken < 300 ? count - taken : 300;
        taken += fy_tempo_put(tempo, in + taken * channels, part, &piece);
        assert_true(piece.count <= fy_tempo_most(tempo));
        hear(heard, &piece, channels);
    }
}

static void finish(struct fy_tempo *tempo, struct heard *heard, size_t channels)
{
    struct fy_tempo_piece piece;
    while (fy_tempo_finish(tempo, &piece))
        hear(heard, &piece, channels);
}

static void drain(struct fy_tempo *tempo, struct heard *heard, size_t channels)
{
    struct fy_tempo_piece piece;
    while (fy_tempo_drain(tempo, &piece))
        hear(heard, &piece, channels);
}

static struct fy_tempo *make(int rate, size_t channels)
{
    struct fy_tempo *tempo;
    assert_int_equal(fy_tempo_new(&tempo, rate, channels), FY_OK);
    return tempo;
}

static void every_frame_that_goes_in_is_accounted_for(void **state)
{
    (void)state;
    static float voice[2 * 40000];
    for (size_t channels = 1; channels <= 2; channels++) {
        voice_make(voice, 40000 * channels, 16000);
        struct fy_tempo *tempo = make(16000, channels);
        for (int percent = 25; percent <= 200; percent += 5) {
            if (percent == 100)
                continue;
            static const size_t lengths[] = { 1, 3, 491, 492, 493, 1000, 40000 };
            for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
                struct heard heard = { 0 };
                fy_tempo_begin(tempo, percent / 100.0);
                feed(tempo, &heard, voice, lengths[i], channels);
                finish(tempo, &heard, channels);
                assert_int_equal(heard.input, lengths[i]);
                /* The speed is kept to within what libsonic rounds away, and a period. */
                const double wanted = (double)lengths[i] * 100 / percent;
                if (fabs((double)heard.count - wanted) > wanted * 0.03 + 16000 / 65)
                    fail_msg("%zu frames at %d %% became %zu", lengths[i], percent, heard.count);
                heard_free(&heard);
            }
        }
        fy_tempo_free(tempo);
    }
}

/* Waves that are each a little higher than the one before say by their height which they are. */
static void the_place_is_right_to_a_period_at_every_speed(void **state)
{
    (void)state;
    enum { RATE = 16000, PERIOD = 128, COUNT = 8 * RATE };
    static float waves[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        const double turn = 2 * VOICE_PI * (double)(i % PERIOD) / PERIOD;
        waves[i] = (float)((0.1 + 0.8 * (double)i / COUNT) * (cos(turn) + cos(2 * turn) + cos(3 * turn)) / 3);
    }
    struct fy_tempo *tempo = make(RATE, 1);
    for (int percent = 25; percent <= 200; percent += 5) {
        if (percent == 100)
            continue;
        struct heard heard = { 0 };
        fy_tempo_begin(tempo, percent / 100.0);
        feed(tempo, &heard, waves, COUNT, 1);
        finish(tempo, &heard, 1);
        size_t seen = 0;
        for (size_t i = PERIOD; i + PERIOD < heard.count && heard.at[i] < COUNT - 3 * PERIOD; i++) {
            const float *here = heard.frames + i;
            bool highest = true;
            for (int k = -PERIOD / 2; k < PERIOD / 2 && highest; k++)
                highest = here[k] <= here[0];
            if (!highest)
                continue;
            const double wave = ((double)here[0] - 0.1) / 0.8 * COUNT;
            if (fabs(wave - heard.at[i]) > PERIOD + 8)
                fail_msg("at %d %% frame %zu is said to be %.0f, and is %.0f", percent, i, heard.at[i], wave);
            seen++;
        }
        if (seen < heard.count / PERIOD * 9 / 10)
            fail_msg("at %d %% there are %zu waves in %zu frames", percent, seen, heard.count);
        heard_free(&heard);
    }
    fy_tempo_free(tempo);
}

/* Noise is like itself at one place only. */
static void the_place_is_right_in_noise(void **state)
{
    (void)state;
    enum { RATE = 16000, COUNT = 3 * RATE, LONGEST = RATE / 65, WIDTH = 48 };
    static float noise[COUNT];
    uint32_t random = 1;
    for (size_t i = 0; i < COUNT; i++)
        noise[i] = (float)((random = random * 1664525u + 1013904223u) >> 8) / 16777216.0f - 0.5f;
    struct fy_tempo *tempo = make(RATE, 1);
    static const double speeds[] = { 0.25, 0.5, 0.7, 0.95, 1.05, 1.35, 2.0 };
    for (size_t s = 0; s < sizeof speeds / sizeof *speeds; s++) {
        struct heard heard = { 0 };
        size_t seen = 0;
        fy_tempo_begin(tempo, speeds[s]);
        feed(tempo, &heard, noise, COUNT, 1);
        finish(tempo, &heard, 1);
        for (size_t i = 0; i + WIDTH < heard.count; i += 97) {
            const size_t middle = (size_t)heard.at[i];
            size_t best = 0;
            double most = 0;
            for (size_t k = middle > 800 ? middle - 800 : 0; k + WIDTH < COUNT && k < middle + 800; k++) {
                const double like = voice_likeness(heard.frames + i, noise + k, WIDTH);
                if (like > most) {
                    most = like;
                    best = k;
                }
            }
            if (most < 0.98)
                continue;
            seen++;
            if (fabs((double)best - heard.at[i]) > LONGEST + 1)
                fail_msg("at speed %g frame %zu is said to be %.0f, and is %zu", speeds[s], i, heard.at[i], best);
        }
        if (speeds[s] < 1.5)
            assert_true(seen > 20);
        heard_free(&heard);
    }
    fy_tempo_free(tempo);
}

static void the_pitch_is_kept_at_half_the_speed(void **state)
{
    (void)state;
    enum { RATE = 16000, COUNT = 6 * RATE, WIDTH = RATE / 20 };
    static float voice[COUNT];
    voice_make(voice, COUNT, RATE);
    struct heard heard = { 0 };
    struct fy_tempo *tempo = make(RATE, 1);
    fy_tempo_begin(tempo, 0.5);
    feed(tempo, &heard, voice, COUNT, 1);
    finish(tempo, &heard, 1);
    size_t all = 0;
    double squares = 0;
    for (size_t i = RATE / 5; i + RATE / 5 < heard.count; i += RATE / 100) {
        const double hertz = voice_pitch(heard.frames + i - WIDTH / 2, WIDTH, RATE);
        const double wanted = voice_hertz(heard.at[i] / RATE);
        if (!(hertz > 0))
            continue;
        all++;
        squares += voice_semitones(hertz, wanted) * voice_semitones(hertz, wanted);
        if (voice_semitones(hertz, wanted) > 0.5)
            fail_msg("at %.2f s the voice has %.1f Hz instead of %.1f", heard.at[i] / RATE, hertz, wanted);
    }
    assert_true(all > heard.count / (RATE / 100) * 8 / 10);
    print_message("# off by %.3f semitones (root of the mean square) in %zu places\n", sqrt(squares / (double)all), all);
    heard_free(&heard);
    fy_tempo_free(tempo);
}

/* A sine has no step that the sine itself has not. */
static void changes_of_speed_do_not_click(void **state)
{
    (void)state;
    enum { RATE = 16000, COUNT = 4 * RATE, PART = 3000 };
    static float sine[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        sine[i] = 0.5f * sinf((float)(2 * VOICE_PI * 125 / RATE) * (float)(i % 128));
    static const double speeds[] = { 0.5, 0.25, 2.0, 0.95, 1.05, 0.7, 1.35 };
    struct heard heard = { 0 };
    struct fy_tempo *tempo = make(RATE, 1);
    for (size_t part = 0; (part + 1) * PART < COUNT; part++) {
        const double speed = speeds[part % (sizeof speeds / sizeof *speeds)];
        fy_tempo_begin(tempo, speed);
        feed(tempo, &heard, sine + part * PART, PART, 1);
        drain(tempo, &heard, 1);
        assert_int_equal(heard.input, (part + 1) * PART);
    }
    for (size_t i = 1; i < heard.count; i++)
        if (fabsf(heard.frames[i] - heard.frames[i - 1]) > 0.5f * 2 * (float)VOICE_PI * 125 / RATE * 1.2f)
            fail_msg("a step of %g at %zu (input %.0f)", (double)(heard.frames[i] - heard.frames[i - 1]), i, heard.at[i]);
    heard_free(&heard);
    fy_tempo_free(tempo);
}

static void one_time_sounds_like_the_other(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    static float voice[COUNT];
    struct heard heard[3] = { 0 };
    voice_make(voice, COUNT, 44100);
    struct fy_tempo *tempo = make(44100, 1);
    for (size_t time = 0; time < 3; time++) {
        fy_tempo_begin(tempo, 0.95);
        feed(tempo, &heard[time], voice, COUNT, 1);
        if (time < 2)
            finish(tempo, &heard[time], 1);
        else
            drain(tempo, &heard[time], 1);
        assert_int_equal(heard[time].input, COUNT);
    }
    assert_int_equal(heard[0].count, heard[1].count);
    assert_memory_equal(heard[0].frames, heard[1].frames, heard[0].count * sizeof(float));
    for (size_t time = 0; time < 3; time++)
        heard_free(&heard[time]);
    fy_tempo_free(tempo);
}

static void odd_rates_and_want_of_memory(void **state)
{
    (void)state;
    static float voice[30000];
    static const int rates[] = { 100, 1000, 4000, 192000 };
    struct fy_tempo *tempo;
    voice_make(voice, 30000, 16000);
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        struct heard heard = { 0 };
        tempo = make(rates[i], 1);
        fy_tempo_begin(tempo, 0.6);
        feed(tempo, &heard, voice, 30000, 1);
        finish(tempo, &heard, 1);
        assert_int_equal(heard.input, 30000);
        heard_free(&heard);
        fy_tempo_free(tempo);
    }
    assert_int_equal(fy_tempo_new(&tempo, 16000, 3), FY_INVALID);
    for (long n = 0;; n++) {
        fy_memory_fail_after(n);
        const enum fy_status status = fy_tempo_new(&tempo, 16000, 1);
        fy_memory_fail_after(-1);
        if (status == FY_OK)
            break;
        assert_null(tempo);
    }
    fy_tempo_free(tempo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_frame_that_goes_in_is_accounted_for),
        cmocka_unit_test(the_place_is_right_to_a_period_at_every_speed),
        cmocka_unit_test(the_place_is_right_in_noise),
        cmocka_unit_test(the_pitch_is_kept_at_half_the_speed),
        cmocka_unit_test(changes_of_speed_do_not_click),
        cmocka_unit_test(one_time_sounds_like_the_other),
        cmocka_unit_test(odd_rates_and_want_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

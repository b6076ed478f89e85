#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <fangyin/memory.h>

#include "support/near.h"
#include "support/reel.h"
#include "support/voice.h"

enum { RATE = 16000, FRAMES = 60000, ROOM = 400000 };

static float heard[2 * ROOM];

static void expect_file(const float *samples, int64_t from, int64_t to, int channels)
{
    for (int64_t i = 0; i < (to - from) * channels; i++)
        if (samples[i] != sound_value(from + i / channels, (int)(i % channels)))
            fail_msg("sample %lld is not that of frame %lld", (long long)i, (long long)(from + i / channels));
}

static void as_it_is_every_sample_is_the_files(void **state)
{
    (void)state;
    for (int channels = 1; channels <= 2; channels++) {
        reel_of(SF_FORMAT_FLAC | SF_FORMAT_PCM_16, RATE, channels, FRAMES);
        static const int64_t ranges[][2] = { { 0, FRAMES }, { 12345, 23456 }, { FRAMES - 1, FRAMES }, { 4095, 4097 } };
        for (size_t i = 0; i < 4; i++) {
            const int64_t from = ranges[i][0], to = ranges[i][1];
            const struct fy_play play = reel_play(from, to);
            assert_int_equal(reel_hear(&play, RATE, (unsigned)channels, heard, ROOM), to - from);
            expect_file(heard, from, to, channels);
            assert_int_equal(fy_reel_position(reel, -5), from);
            assert_int_equal(fy_reel_position(reel, 0), from);
            assert_int_equal(fy_reel_position(reel, (to - from) / 2), from + (to - from) / 2);
            assert_int_equal(fy_reel_position(reel, to - from), to);
            assert_int_equal(fy_reel_position(reel, to - from + 100), to);
        }
        assert_int_equal(fy_reel_unread(reel), 0);
        fy_reel_free(reel);
        reel = NULL;
    }
}

static void ranges_are_cut_to_the_recording(void **state)
{
    (void)state;
    reel_of(SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, 5000);
    struct fy_play play = reel_play(-700, 900);
    assert_int_equal(reel_hear(&play, RATE, 1, heard, ROOM), 900);
    play = reel_play(4000, INT64_MAX);
    assert_int_equal(reel_hear(&play, RATE, 1, heard, ROOM), 1000);
    expect_file(heard, 4000, 5000, 1);
    play = reel_play(300, 200);
    play.times = 0;
    assert_int_equal(reel_hear(&play, RATE, 1, heard, ROOM), 0);
    assert_int_equal(fy_reel_position(reel, 10), 300);
    play = reel_play(INT64_MIN, INT64_MIN + 4);
    assert_int_equal(reel_hear(&play, RATE, 1, heard, ROOM), 0);
    assert_int_equal(fy_reel_start(reel, &play, 0, 1), FY_INVALID);
    assert_int_equal(fy_reel_start(reel, &play, RATE, 3), FY_INVALID);
}

static void the_end_is_known_with_the_last_frame(void **state)
{
    (void)state;
    reel_of(SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, FRAMES);
    struct fy_play play = reel_play(0, 5000);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(fy_reel_start(reel, &play, i == 0 ? RATE : 48000, 1), FY_OK);
        while (!fy_reel_ended(reel)) {
            fy_reel_wait(reel, 1);
            const size_t got = fy_reel_read(reel, heard, 100);
            if (got == 0)
                assert_false(fy_reel_ended(reel));
        }
    }
}

static void both_ends_are_softened_inside_the_range(void **state)
{
    (void)state;
    enum { EDGE = RATE / 500 };
    reel_of(SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, FRAMES);
    struct fy_play play = reel_play(1000, 3000);
    play.hearing.edges = true;
    assert_int_equal(reel_hear(&play, RATE, 1, heard, ROOM), 2000);
    expect_file(heard + EDGE, 1000 + EDGE, 3000 - EDGE, 1);
    float last = 0;
    for (int i = 0; i < EDGE; i++) {
        const float first = heard[i] / sound_value(1000 + i, 0), end = heard[1999 - i] / sound_value(2999 - i, 0);
        assert_true(first > last && first < 1);
        assert_near((double)first, (double)end, 1e-4);
        last = first;
    }
    /* Of a very short one the middle is heard. */
    play = reel_play(1000, 1008);
    play.hearing.edges = true;
    assert_int_equal(reel_hear(&play, RATE, 1, heard, ROOM), 8);
    expect_file(heard + 2, 1002, 1006, 1);
}

static void rounds_are_all_the_same_with_silence_between_them(void **state)
{
    (void)state;
    reel_of(SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, FRAMES);
    struct fy_play play = reel_play(5000, 9001);
    play.times = 3;
    play.gap = 0.1;
    assert_int_equal(reel_hear(&play, RATE, 1, heard, ROOM), 3 * 4001 + 2 * 1600);
    for (int64_t time = 0; time < 3; time++) {
        const int64_t at = time * (4001 + 1600);
        expect_file(heard + at, 5000, 9001, 1);
        for (int64_t i = 0; i < 1600 && time < 2; i++)
            assert_true(heard[at + 4001 + i] == 0.0f);
        assert_int_equal(fy_reel_position(reel, at), 5000);
        assert_int_equal(fy_reel_position(reel, at + 4000), 9000);
        assert_int_equal(fy_reel_position(reel, at + 4001 + 900), 9001);
    }
    /* Without a gap, longer than what is read ahead at once, and without an end. */
    play = reel_play(100, 50100);
    play.times = 0;
    assert_int_equal(fy_reel_start(reel, &play, RATE, 1), FY_OK);
    assert_int_equal(reel_read(heard, 120000, 1), 120000);
    assert_false(fy_reel_ended(reel));
    expect_file(heard, 100, 50100, 1);
    expect_file(heard + 50000, 100, 50100, 1);
    expect_file(heard + 100000, 100, 20100, 1);
    assert_int_equal(fy_reel_position(reel, 49999), 50099);
    assert_int_equal(fy_reel_position(reel, 50000), 100);
}

static void what_is_longer_than_memory_is_read_round_and_round(void **state)
{
    (void)state;
    static float many[2 * 16000 * 30];
    reel_of(SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, RATE * 20);
    struct fy_play play = reel_play(50, RATE * 20 - 50);
    play.times = 2;
    assert_int_equal(reel_hear(&play, RATE, 1, many, 2 * 16000 * 30), 2 * (RATE * 20 - 100));
    expect_file(many, 50, RATE * 20 - 50, 1);
    expect_file(many + RATE * 20 - 100, 50, RATE * 20 - 50, 1);
}

static void channels_are_chosen(void **state)
{
    (void)state;
    static const struct {
        int file, channel;
        unsigned heard;
        int left, right; /* channel of the file, or -1 for the mean */
    } cases[] = {
        { 1, FY_CHANNELS_ALL, 2, 0, 0 },  { 2, FY_CHANNELS_ALL, 2, 0, 1 },    { 2, 0, 2, 0, 0 },
        { 2, 1, 2, 1, 1 },                { 2, FY_CHANNELS_MIXED, 2, -1, -1 }, { 2, FY_CHANNELS_ALL, 1, -1, 0 },
        { 2, 1, 1, 1, 0 },                { 5, FY_CHANNELS_ALL, 2, -1, -1 },  { 5, 3, 2, 3, 3 },
        { 5, 7, 1, -1, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        reel_of(SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, cases[i].file, 3000);
        struct fy_play play = reel_play(0, 3000);
        play.hearing.channel = cases[i].channel;
        const unsigned channels = cases[i].heard;
        assert_int_equal(reel_hear(&play, RATE, channels, heard, ROOM), 3000);
        for (int64_t frame = 0; frame < 3000; frame++)
            for (unsigned c = 0; c < channels; c++) {
                const int from = c == 0 ? cases[i].left : cases[i].right;
                double wanted = 0;
                for (int k = 0; k < cases[i].file; k++)
                    wanted += (double)sound_value(frame, k) / cases[i].file;
                if (from >= 0)
                    assert_true(heard[frame * channels + c] == sound_value(frame, from));
                else
                    assert_near((double)heard[frame * channels + c], wanted, 1e-6);
            }
        fy_reel_free(reel);
        reel = NULL;
    }
}

/* A low sine in both channels, of different phase. */
static void sines(float *samples, int64_t frames, float height)
{
    for (int64_t i = 0; i < frames; i++)
        for (int c = 0; c < 2; c++)
            samples[2 * i + c] = height * sinf((float)(2 * VOICE_PI * 100 / RATE) * (float)(i % 160) + (float)c);
}

/* Changes of everything, again and again, in a sine of 0.2: no step may be greater than the loudest sine's own, but by
 * what a slope of 5 ms adds. */
static void changes_while_it_plays_do_not_click(void **state)
{
    (void)state;
    enum { ALL = 100000 };
    static float wave[2 * ALL];
    sines(wave, ALL, 0.2f);
    reel_of_values(wave, RATE, 2, ALL);
    static const struct fy_hearing hearings[] = {
        { 1, 1, FY_CHANNELS_ALL, false },   { 0.5, 1, FY_CHANNELS_ALL, false }, { 0.7, 2, 0, false },
        { 2, 0.5, 1, false },               { 1, 4, FY_CHANNELS_MIXED, true },  { 1, 0, 0, false },
        { 0.25, 1, FY_CHANNELS_ALL, true }, { 1.05, 3, 1, false },
    };
    struct fy_play play = reel_play(0, ALL);
    assert_int_equal(fy_reel_start(reel, &play, RATE, 2), FY_OK);
    size_t count = 0;
    for (size_t i = 0; !fy_reel_ended(reel) && count + 3000 < ROOM; i++) {
        fy_reel_change(reel, &hearings[i % (sizeof hearings / sizeof *hearings)]);
        count += reel_read(heard + 2 * count, 2500, 2);
    }
    assert_true(fy_reel_ended(reel));
    const float own = 0.8f * (float)(2 * VOICE_PI) * 100 / RATE, slope = 0.8f * 200 / RATE;
    for (size_t i = 1; i < count; i++)
        for (size_t c = 0; c < 2; c++)
            if (fabsf(heard[2 * i + c] - heard[2 * i - 2 + c]) > 1.3f * (own + slope))
                fail_msg("a step of %g at %zu", (double)(heard[2 * i + c] - heard[2 * i - 2 + c]), i);
}

static void back_at_speed_1_samples_are_the_files_again(void **state)
{
    (void)state;
    static float voice[FRAMES];
    voice_make(voice, FRAMES, RATE);
    reel_of_values(voice, RATE, 1, FRAMES);
    struct fy_play play = reel_play(0, FRAMES);
    struct fy_hearing hearing = fy_hearing_plain();
    assert_int_equal(fy_reel_start(reel, &play, RATE, 1), FY_OK);
    size_t count = reel_read(heard, 3000, 1);
    hearing.speed = 0.6;
    fy_reel_change(reel, &hearing);
    count += reel_read(heard + count, 20000, 1);
    hearing.speed = 1;
    fy_reel_change(reel, &hearing);
    const size_t changed = count + 3000;
    count += reel_read(heard + count, ROOM - count, 1);
    assert_true(count > FRAMES);
    for (size_t i = changed; i < count; i++) {
        const int64_t at = fy_reel_position(reel, (int64_t)i);
        assert_int_equal(at, FRAMES - (int64_t)(count - i));
        assert_true(heard[i] == voice[at]);
    }
}

static void no_gain_goes_beyond_full_scale(void **state)
{
    (void)state;
    static const double gains[] = { 1.5, 4, 100, 1e9 };
    static const double speeds[] = { 1, 0.5 };
    static float loud[2 * 40000];
    for (int64_t i = 0; i < 2 * 40000; i++)
        loud[i] = sound_value(i / 2, (int)(i % 2)) * 2 * (i / 2 % 8000 < 2000 ? 1.5f : 0.02f);
    reel_of_values(loud, RATE, 2, 40000);
    for (size_t s = 0; s < 4; s++)
        for (size_t g = 0; g < 4; g++) {
            struct fy_play play = reel_play(0, 40000);
            play.hearing.speed = speeds[s % 2];
            play.hearing.gain = gains[g];
            const size_t count = reel_hear(&play, s < 2 ? RATE : 44100, 2, heard, ROOM);
            float peak = 0;
            for (size_t i = 0; i < 2 * count; i++)
                peak = fmaxf(peak, fabsf(heard[i]));
            if (!(peak <= 1 && peak > 0.9f))
                fail_msg("the peak is %g", (double)peak);
        }
}

static void quiet_sound_gets_its_gain_exactly(void **state)
{
    (void)state;
    reel_of(SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, 5000);
    struct fy_play play = reel_play(0, 5000);
    play.hearing.gain = 1.5;
    assert_int_equal(reel_hear(&play, RATE, 1, heard, ROOM), 5000);
    for (int64_t i = 0; i < 5000; i++)
        assert_true(heard[i] == sound_value(i, 0) * 1.5f);
}

static void muted_stretches_are_silent_and_nothing_else_is(void **state)
{
    (void)state;
    enum { SLOPE = RATE / 1000 + 1 };
    reel_of(SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, FRAMES);
    static const struct fy_muted muted[] = { { 9000, 9500 }, { 2000, 5000 }, { 4000, 6000 }, { 30, 20 } };
    struct fy_play play = reel_play(1000, 12000);
    fy_reel_mute(reel, muted, 4);
    assert_int_equal(reel_hear(&play, RATE, 1, heard, ROOM), 11000);
    expect_file(heard, 1000, 2000, 1);
    expect_file(heard + 5000, 6000, 9000, 1);
    expect_file(heard + 8500, 9500, 12000, 1);
    for (int i = 2000 + SLOPE; i < 6000 - SLOPE; i++)
        assert_true(heard[i - 1000] == 0.0f);
    for (int i = 9000 + SLOPE; i < 9500 - SLOPE; i++)
        assert_true(heard[i - 1000] == 0.0f);
    fy_reel_mute(reel, NULL, 0);
    assert_int_equal(reel_hear(&play, RATE, 1, heard, ROOM), 11000);
    expect_file(heard, 1000, 12000, 1);
    /* While it plays. */
    assert_int_equal(fy_reel_start(reel, &play, RATE, 1), FY_OK);
    assert_int_equal(reel_read(heard, 1500, 1), 1500);
    fy_reel_mute(reel, &(struct fy_muted){ 0, FRAMES }, 1);
    assert_int_equal(reel_read(heard, ROOM, 1), 9500);
    for (int i = 2000; i < 9500; i++)
        assert_true(heard[i] == 0.0f);
    /* Nothing is lost of more stretches than there is room for. */
    static struct fy_muted many[FY_MUTED_MOST + 9];
    for (int i = 0; i < FY_MUTED_MOST + 9; i++)
        many[i] = (struct fy_muted){ 1000 + 200 * i, 1100 + 200 * i };
    fy_reel_mute(reel, many, FY_MUTED_MOST + 9);
    assert_int_equal(reel_hear(&play, RATE, 1, heard, ROOM), 11000);
    for (int i = 0; i < FY_MUTED_MOST + 9; i++)
        assert_true(heard[200 * i + 50] == 0.0f);
}

static void at_another_rate_everything_keeps_its_place(void **state)
{
    (void)state;
    static const unsigned rates[] = { 8000, 44100, 48000, 192000 };
    static float impulses[FRAMES];
    memset(impulses, 0, sizeof impulses);
    for (int i = 5000; i < FRAMES; i += 7001)
        impulses[i] = 0.9f;
    reel_of_values(impulses, RATE, 1, FRAMES);
    for (size_t r = 0; r < sizeof rates / sizeof *rates; r++) {
        struct fy_play play = reel_play(1000, 30000);
        play.times = 2;
        play.gap = 0.05;
        static float wide[2 * 30000 * 12];
        const double ratio = rates[r] / (double)RATE;
        const size_t count = reel_hear(&play, rates[r], 1, wide, sizeof wide / sizeof *wide);
        assert_near((double)count, (2 * 29000 + 800) * ratio, 1);
        for (int time = 0; time < 2; time++)
            for (int i = 5000; i < 30000; i += 7001) {
                const double wanted = (time * 29800 + i - 1000) * ratio;
                size_t best = (size_t)wanted > 60 ? (size_t)wanted - 60 : 0;
                for (size_t k = best; k < (size_t)wanted + 60; k++)
                    best = fabsf(wide[k]) > fabsf(wide[best]) ? k : best;
                assert_near((double)best, wanted, 1);
                assert_near((double)fy_reel_position(reel, (int64_t)best), i, 1 + 1 / ratio);
            }
    }
}

static void at_every_speed_it_ends_where_it_should(void **state)
{
    (void)state;
    static float voice[FRAMES];
    voice_make(voice, FRAMES, RATE);
    reel_of_values(voice, RATE, 1, FRAMES);
    for (int percent = 25; percent <= 200; percent += 5) {
        struct fy_play play = reel_play(2000, 42000);
        play.hearing.speed = percent / 100.0;
        play.hearing.edges = percent % 2 == 0;
        const size_t count = reel_hear(&play, RATE, 1, heard, ROOM);
        assert_near((double)count, 40000.0 * 100 / percent, 40000.0 * 3 / percent + RATE / 65);
        assert_int_equal(fy_reel_position(reel, (int64_t)count), 42000);
        int64_t last = 2000;
        for (size_t i = 0; i < count; i += 50) {
            const int64_t at = fy_reel_position(reel, (int64_t)i);
            assert_true(at >= last && at < 42000);
            last = at;
        }
        assert_true(last > 42000 - 200);
    }
}

static void what_cannot_be_read_is_silence_of_its_length(void **state)
{
    (void)state;
    reel_of(SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, FRAMES);
    assert_int_equal(truncate(scratch_path("a"), 44 + 2 * 20000), 0);
    struct fy_play play = reel_play(15000, 25000);
    assert_int_equal(reel_hear(&play, RATE, 1, heard, ROOM), 10000);
    for (int i = 0; i < 10000; i++)
        assert_true(heard[i] == (i < 5000 ? sound_value(15000 + i, 0) : 0.0f));
    assert_int_equal(fy_reel_unread(reel), 5000);
    /* What was read once stays. */
    play = reel_play(15000, 20000);
    assert_int_equal(reel_hear(&play, RATE, 1, heard, ROOM), 5000);
    expect_file(heard, 15000, 20000, 1);
    assert_int_equal(fy_reel_unread(reel), 5000);
}

static void want_of_memory_is_survived(void **state)
{
    (void)state;
    assert_true(sound_write(scratch_path("a"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 2, 3000));
    long n = 0;
    for (;; n++) {
        struct fy_recording *recording;
        struct fy_error error = { 0 };
        assert_int_equal(fy_recording_open(&recording, scratch_path("a"), &error), FY_OK);
        fy_memory_fail_after(n);
        const enum fy_status status = fy_reel_new(&reel, recording, &error);
        fy_memory_fail_after(-1);
        if (status == FY_OK)
            break;
        assert_int_equal(status, FY_NO_MEMORY);
        assert_null(reel);
    }
    assert_true(n >= 4);
    const struct fy_play play = reel_play(0, 3000);
    for (n = 0;; n++) {
        fy_memory_fail_after(n);
        const enum fy_status status = fy_reel_start(reel, &play, 48000, 2);
        fy_memory_fail_after(-1);
        if (status == FY_OK)
            break;
        assert_int_equal(status, FY_NO_MEMORY);
        assert_true(fy_reel_ended(reel));
        assert_int_equal(fy_reel_read(reel, heard, 10), 0);
    }
    assert_true(n >= 8);
    /* From then on nothing is asked for. */
    fy_memory_fail_after(0);
    const size_t count = reel_read(heard, ROOM, 2);
    fy_memory_fail_after(-1);
    assert_int_equal(count, 9000);
}

#define with_reel(test) cmocka_unit_test_setup_teardown(test, scratch_make, reel_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_reel(as_it_is_every_sample_is_the_files),
        with_reel(ranges_are_cut_to_the_recording),
        with_reel(the_end_is_known_with_the_last_frame),
        with_reel(both_ends_are_softened_inside_the_range),
        with_reel(rounds_are_all_the_same_with_silence_between_them),
        with_reel(what_is_longer_than_memory_is_read_round_and_round),
        with_reel(channels_are_chosen),
        with_reel(changes_while_it_plays_do_not_click),
        with_reel(back_at_speed_1_samples_are_the_files_again),
        with_reel(no_gain_goes_beyond_full_scale),
        with_reel(quiet_sound_gets_its_gain_exactly),
        with_reel(muted_stretches_are_silent_and_nothing_else_is),
        with_reel(at_another_rate_everything_keeps_its_place),
        with_reel(at_every_speed_it_ends_where_it_should),
        with_reel(what_cannot_be_read_is_silence_of_its_length),
        with_reel(want_of_memory_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

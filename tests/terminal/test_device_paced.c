/* Plays into a card that takes as long as a real one, so that there is a middle to stop in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/sound_device.h"

enum { RATE = 16000, FRAMES = 20 * RATE, FADE = RATE / 500 };

static void start(void)
{
    assert_true(sound_write(scratch_path("a.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, FRAMES));
    device_start(scratch_path("a.wav"));
    assert_false(device_now().silent);
}

/* Follow the playhead until it has passed `frame`. */
static void follow_to(int64_t from, int64_t frame)
{
    int64_t last = from, steps = 0;
    for (int i = 0; i < 60000 && last <= frame; i++) {
        const struct fy_device_state state = device_now();
        if (!state.playing)
            break;
        if (state.frame < last)
            fail_msg("the playhead goes back from %lld to %lld", (long long)last, (long long)state.frame);
        steps += state.frame > last;
        last = state.frame;
        device_wait(1);
    }
    assert_true(last > frame);
    assert_true(steps > 1); /* it moves, and does not only jump */
}

static void the_playhead_goes_through_the_range(void **state)
{
    (void)state;
    bool whole = false;
    /* A machine that is too busy to feed the card in time gives it gaps, and counts them. */
    for (int tries = 0; tries < 10 && !whole; tries++) {
        assert_true(sound_card_paced(4 * RATE, 0));
        unlink(scratch_path("card.raw"));
        start();
        device_play(5000, 5000 + 2 * RATE);
        assert_true(device_now().frame >= 5000);
        follow_to(5000, 5000 + 3 * RATE / 2);
        device_until_silence();
        assert_int_equal(device_now().frame, 5000 + 2 * RATE);
        whole = device_now().underruns == 0;
        device_end();
    }
    assert_true(whole);
    size_t count, at = 0;
    float *samples = card_samples(&count);
    assert_non_null(samples);
    card_expect(samples, count, &at, 5000, 5000 + 2 * RATE, 1);
    card_expect_silence(samples, count, at);
    free(samples);
}

static void a_stop_in_the_middle_fades_out(void **state)
{
    (void)state;
    assert_true(sound_card_paced(4 * RATE, 0));
    start();
    device_play(3000, FRAMES);
    follow_to(3000, 3000 + 3 * RATE / 2);
    fy_device_stop(device);
    device_until_silence();
    const int64_t end = device_now().frame;
    assert_true(end > 3000 + 3 * RATE / 2 && end < FRAMES);
    device_end();
    size_t count, at = 0;
    float *samples = card_samples(&count);
    assert_non_null(samples);
    card_expect(samples, count, &at, 3000, end - FADE, 1);
    for (int64_t i = 0; i < FADE; i++, at++) {
        const float whole = sound_value(end - FADE + i, 0);
        assert_true(samples[at] / whole > 0.0f && samples[at] / whole < 1.0f);
    }
    card_expect_silence(samples, count, at);
    free(samples);
}

static void a_play_replaces_the_one_before(void **state)
{
    (void)state;
    assert_true(sound_card_paced(4 * RATE, 0));
    start();
    device_play(1000, FRAMES);
    follow_to(1000, 1000 + 3 * RATE / 2);
    device_play(200000, 204000);
    assert_true(device_now().frame >= 200000); /* never what was played before */
    device_until_silence();
    assert_int_equal(device_now().frame, 204000);
    assert_int_equal(device_now().generation, 2);
    device_end();
    size_t count, at = 0;
    float *samples = card_samples(&count);
    assert_non_null(samples);
    card_expect(samples, count, &at, 1000, 1000 + 3 * RATE / 2, 1);
    while (count > 0 && samples[count - 1] == 0.0f)
        count--;
    at = count - 4000;
    card_expect(samples, count, &at, 200000, 204000, 1);
    free(samples);
}

#define with_folder(test) cmocka_unit_test_setup_teardown(test, scratch_make, device_cleanup)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_folder(the_playhead_goes_through_the_range),
        with_folder(a_stop_in_the_middle_fades_out),
        with_folder(a_play_replaces_the_one_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

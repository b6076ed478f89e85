/* Without a sound card everything goes on by the clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/sound_device.h"

enum { RATE = 16000, FRAMES = 30 * RATE };

static void start_without_card(void)
{
    assert_true(sound_card("pcm.default { type hw card 77 }\n"));
    assert_true(sound_write(scratch_path("a.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 2, FRAMES));
    device_start(scratch_path("a.wav"));
    assert_true(device_now().silent);
    assert_string_equal(device_now().name, "no device was found");
}

static void silence_lasts_as_long_as_the_sound_would(void **state)
{
    (void)state;
    start_without_card();
    device_play(1000, 1000 + RATE / 2);
    int64_t last = 1000, steps = 0;
    for (struct fy_device_state now = device_now(); now.playing; now = device_now()) {
        assert_true(now.frame >= last && now.frame <= 1000 + RATE / 2);
        steps += now.frame > last;
        last = now.frame;
        device_wait(5);
    }
    assert_true(steps > 2);
    assert_int_equal(device_now().frame, 1000 + RATE / 2);
    assert_int_equal(device_now().generation, 1);
    assert_int_equal(device_now().underruns, 0);
}

static void a_stop_stays_where_it_is(void **state)
{
    (void)state;
    start_without_card();
    device_play(2000, FRAMES);
    while (device_now().frame <= 2000)
        device_wait(5);
    fy_device_stop(device);
    device_until_silence();
    const int64_t end = device_now().frame;
    assert_true(end > 2000 && end < FRAMES);
    device_play(7000, FRAMES);
    assert_true(device_now().frame >= 7000);
    device_play(100, 200);
    device_until_silence();
    assert_int_equal(device_now().frame, 200);
    device_play(FRAMES - 10, FRAMES + 99);
    device_until_silence();
    assert_int_equal(device_now().frame, FRAMES);
}

static void a_file_that_cannot_be_opened_is_silent_at_once(void **state)
{
    (void)state;
    assert_true(sound_card("pcm.default { type hw card 77 }\n"));
    device_start(scratch_path("missing.wav"));
    assert_true(device_now().silent);
    assert_non_null(strstr(device_now().name, "no such file"));
    device_play(10, 1000000);
    device_until_silence();
    assert_int_equal(device_now().frame, 1000000);
}

#define with_folder(test) cmocka_unit_test_setup_teardown(test, scratch_make, device_cleanup)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_folder(silence_lasts_as_long_as_the_sound_would),
        with_folder(a_stop_stays_where_it_is),
        with_folder(a_file_that_cannot_be_opened_is_silent_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A player process that takes longer to come than a person should wait to be told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/sound_device.h"

enum { RATE = 16000, FRAMES = 30 * RATE };

/* Each one that is started sleeps so long first. */
static const char *late_child(int seconds)
{
    char script[2048];
    snprintf(script, sizeof script, "#!/bin/sh\nsleep %d\nexec '%s' \"$@\"\n", seconds, sound_child());
    assert_true(scratch_write("late", script));
    assert_int_equal(chmod(scratch_path("late"), 0700), 0);
    return scratch_path("late");
}

/* The frame up to `latest` that these samples begin with; -1: none. */
static int64_t frame_of(const float *samples, size_t count, int64_t latest)
{
    for (int64_t frame = 0; frame <= latest; frame++) {
        size_t same = 0;
        while (same < count && samples[same] == sound_value(frame + (int64_t)same, 0))
            same++;
        if (same == count)
            return frame;
    }
    return -1;
}

static void it_is_told_and_then_waited_for(void **state)
{
    (void)state;
    assert_true(sound_card_paced(4 * RATE, 0));
    assert_true(sound_write(scratch_path("a.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, FRAMES));
    device_start_once(scratch_path("a.wav"), &(struct fy_device_options){ .program = late_child(4) });
    assert_true(device_now().silent);
    assert_string_equal(device_now().name, "the sound system does not answer");
    assert_int_equal(device_now().news, 1);
    /* A play does not wait for one that is late: it is silent, and heard from where it is when there is sound. */
    const double asked_at = fy_monotonic();
    device_play(0, FRAMES);
    for (int i = 0; i < 600 && device_now().silent; i++)
        device_wait(100);
    assert_false(device_now().silent);
    assert_int_equal(device_now().news, 2);
    const int64_t latest = (int64_t)((fy_monotonic() - asked_at) * RATE);
    for (int i = 0; i < 600 && device_now().calls < 5; i++)
        device_wait(100);
    assert_true(device_now().playing && device_now().calls >= 5);
    assert_int_equal(device_now().news, 2);
    fy_device_stop(device);
    device_until_silence();
    device_end();
    size_t count, at = 0;
    float *samples = card_samples(&count);
    assert_non_null(samples);
    while (at < count && samples[at] == 0.0f)
        at++;
    assert_true(count - at >= 100);
    const int64_t from = frame_of(samples + at, 100, latest);
    assert_true(from > 0);
    free(samples);
}

#define with_folder(test) cmocka_unit_test_setup_teardown(test, scratch_make, device_cleanup)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_folder(it_is_told_and_then_waited_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

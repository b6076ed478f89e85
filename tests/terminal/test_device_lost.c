/* A sound card that dies in the middle of a play. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/sound_device.h"

enum { RATE = 16000, FRAMES = 20 * RATE };

static void sound_comes_back_by_itself(void **state)
{
    (void)state;
    /* It takes 20,000 frames; what it takes no more goes into the pipe before it, then playing stands still. The next
     * time it is opened it is a new card. */
    assert_true(sound_card_paced(40 * RATE, 4 * 20000));
    assert_true(sound_write(scratch_path("a.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, FRAMES));
    device_start(scratch_path("a.wav"));
    assert_false(device_now().silent);
    const double begun_at = fy_monotonic();
    device_play(0, FRAMES);
    device_until_silence();
    assert_true(device_now().frame > 0 && device_now().frame < FRAMES);
    device_comes_back(begun_at + 1); /* which is how long a callback may be away */
    const unsigned news = device_now().news;
    device_play(500, 900);
    device_until_silence();
    assert_int_equal(device_now().frame, 900);
    assert_int_equal(device_now().news, news);
    device_end();
    size_t count, at = 0;
    float *samples = card_samples(&count);
    assert_non_null(samples);
    card_expect(samples, count, &at, 500, 900, 1);
    card_expect_silence(samples, count, at);
    free(samples);
}

static void closing_does_not_wait_for_it(void **state)
{
    (void)state;
    assert_true(sound_card_paced(40 * RATE, 4 * 20000));
    assert_true(sound_write(scratch_path("a.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, FRAMES));
    device_start(scratch_path("a.wav"));
    device_play(0, FRAMES);
    while (device_now().playing && device_now().frame < 20000)
        device_wait(2);
    device_end();
}

/* Opening a pipe that nobody reads from never comes back. */
static void a_device_that_hangs_while_it_opens_is_done_without(void **state)
{
    (void)state;
    assert_int_equal(mkfifo(scratch_path("card.raw"), 0600), 0);
    assert_true(sound_card_file());
    assert_true(sound_write(scratch_path("a.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, FRAMES));
    device_start_once(scratch_path("a.wav"), &(struct fy_device_options){ .program = sound_child() });
    assert_true(device_now().silent);
    assert_non_null(strstr(device_now().name, "does not answer"));
    device_play(500, 900);
    device_until_silence();
    assert_int_equal(device_now().frame, 900);
    assert_non_null(strstr(device_now().name, "does not answer"));
    device_end();
    /* Let it go, so that nothing is left behind. */
    const int reader = open(scratch_path("card.raw"), O_RDONLY | O_NONBLOCK);
    assert_true(reader >= 0);
    close(reader);
}

#define with_folder(test) cmocka_unit_test_setup_teardown(test, scratch_make, device_cleanup)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_folder(sound_comes_back_by_itself),
        with_folder(closing_does_not_wait_for_it),
        with_folder(a_device_that_hangs_while_it_opens_is_done_without),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

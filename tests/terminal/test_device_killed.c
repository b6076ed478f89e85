/* The process that drives the sound device is killed, stopped, or fails by itself; and the one that started it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/processes.h"
#include "support/sound_device.h"

enum { RATE = 16000, FRAMES = 30 * RATE, AHEAD = RATE };

#define SILENCE_NOTICED 0.9 /* of the second that a callback may be away, some may have been so before */

static void start_and_play(void)
{
    assert_true(sound_card_paced(4 * RATE, 0));
    assert_true(sound_write(scratch_path("a.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, FRAMES));
    device_start(scratch_path("a.wav"));
    assert_false(device_now().silent);
    device_play(0, FRAMES);
    for (int i = 0; i < 60000 && device_now().frame < AHEAD; i++)
        device_wait(1);
    assert_true(device_now().playing && device_now().frame >= AHEAD);
}

/* `noticed`: seconds that pass at least before it is given up. */
static void comes_back_after(int signal_number, double noticed)
{
    start_and_play();
    const pid_t first = process_child(getpid(), "sound-device");
    assert_true(first > 0);
    const double killed_at = fy_monotonic();
    assert_int_equal(kill(first, signal_number), 0);
    device_until_silence();
    const int64_t lost_at = device_now().frame;
    assert_true(lost_at >= AHEAD && lost_at < FRAMES);
    device_comes_back(killed_at + noticed);
    const unsigned news = device_now().news;
    const pid_t second = process_child(getpid(), "sound-device");
    assert_true(second > 0 && second != first);
    assert_true(process_gone(first));
    device_play(100, 4100);
    device_until_silence();
    assert_int_equal(device_now().frame, 4100);
    assert_int_equal(device_now().news, news);
    device_end();
    assert_true(process_gone(second));
    size_t count, at = 0;
    float *samples = card_samples(&count);
    assert_non_null(samples);
    card_expect(samples, count, &at, 100, 4100, 1);
    card_expect_silence(samples, count, at);
    free(samples);
}

static void one_that_is_killed_is_replaced(void **state)
{
    (void)state;
    comes_back_after(SIGKILL, 0);
}

static void one_that_stands_still_is_replaced(void **state)
{
    (void)state;
    comes_back_after(SIGSTOP, SILENCE_NOTICED);
}

/* Nothing is playing: it is noticed all the same, and the next play is heard. */
static void one_that_is_killed_while_idle_is_replaced(void **state)
{
    (void)state;
    start_and_play();
    fy_device_stop(device);
    device_until_silence();
    const double killed_at = fy_monotonic();
    assert_int_equal(kill(process_child(getpid(), "sound-device"), SIGKILL), 0);
    device_comes_back(killed_at);
    device_play(100, 4100);
    device_until_silence();
    assert_int_equal(device_now().frame, 4100);
    assert_false(device_now().silent);
}

/* False where another one took so long that the play went on without. */
static bool stopped_and_played(void)
{
    start_and_play();
    fy_device_stop(device);
    device_until_silence();
    assert_int_equal(kill(process_child(getpid(), "sound-device"), SIGSTOP), 0);
    const double asked_at = fy_monotonic();
    device_play(100, 4100);
    device_until_silence();
    assert_int_equal(device_now().frame, 4100);
    const bool heard = !device_now().silent;
    assert_true(heard || fy_monotonic() - asked_at > 3.5); /* 2 s for the dead one, 1.5 s for another */
    device_end();
    return heard;
}

/* Stopped while idle it looks as good as before: the play finds out, and is heard from another one. */
static void a_play_has_another_chance(void **state)
{
    (void)state;
    bool heard = false;
    for (int tries = 0; tries < 10 && !heard; tries++)
        heard = stopped_and_played();
    assert_true(heard);
    size_t count, at = 0;
    float *samples = card_samples(&count);
    assert_non_null(samples);
    card_expect(samples, count, &at, 100, 4100, 1);
    free(samples);
}

static void it_dies_with_the_one_that_started_it(void **state)
{
    (void)state;
    int report[2];
    pid_t player = 0;
    assert_int_equal(pipe(report), 0);
    const pid_t annotator = fork();
    if (annotator == 0) {
        start_and_play();
        player = process_child(getpid(), "sound-device");
        if (write(report[1], &player, sizeof player) != (ssize_t)sizeof player)
            _exit(1);
        for (;;)
            pause();
    }
    assert_true(annotator > 0);
    close(report[1]);
    assert_int_equal(read(report[0], &player, sizeof player), sizeof player);
    close(report[0]);
    assert_true(player > 0 && !process_gone(player));
    assert_int_equal(kill(annotator, SIGKILL), 0);
    assert_int_equal(waitpid(annotator, NULL, 0), annotator);
    for (int i = 0; i < 6000 && !process_gone(player); i++)
        nanosleep(&(struct timespec){ 0, 10000000 }, NULL);
    assert_true(process_gone(player));
}

/* PortAudio calls abort where ALSA finds no configuration. */
static void a_sound_system_that_aborts_is_done_without(void **state)
{
    (void)state;
    assert_int_equal(setenv("ALSA_CONFIG_PATH", scratch_path("missing.conf"), 1), 0);
    assert_true(sound_write(scratch_path("a.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, FRAMES));
    device_start(scratch_path("a.wav"));
    assert_true(device_now().silent);
    device_play(100, 900);
    device_until_silence();
    assert_int_equal(device_now().frame, 900);
}

static void a_player_that_cannot_be_started_is_done_without(void **state)
{
    (void)state;
    assert_true(sound_write(scratch_path("a.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, FRAMES));
    device_start_with(scratch_path("a.wav"), &(struct fy_device_options){ .program = scratch_path("missing") });
    assert_true(device_now().silent);
    assert_int_equal(device_now().news, 1);
    device_play(100, 900);
    device_until_silence();
    assert_int_equal(device_now().frame, 900);
}

static void nothing_is_left_open_in_it(void **state)
{
    (void)state;
    char path[64];
    const int mine = open("/dev/null", O_RDONLY); /* without O_CLOEXEC */
    assert_true(mine >= 0);
    start_and_play();
    snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)process_child(getpid(), "sound-device"), mine);
    char target[256] = "";
    assert_true(readlink(path, target, sizeof target - 1) < 0 || strcmp(target, "/dev/null") != 0);
    close(mine);
}

#define with_folder(test) cmocka_unit_test_setup_teardown(test, scratch_make, device_cleanup)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_folder(it_dies_with_the_one_that_started_it), /* forks: no thread yet */
        with_folder(one_that_is_killed_is_replaced),
        with_folder(one_that_stands_still_is_replaced),
        with_folder(one_that_is_killed_while_idle_is_replaced),
        with_folder(a_play_has_another_chance),
        with_folder(a_sound_system_that_aborts_is_done_without),
        with_folder(a_player_that_cannot_be_started_is_done_without),
        with_folder(nothing_is_left_open_in_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

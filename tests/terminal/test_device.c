/* Plays through PortAudio into a card that writes a file: what arrives must be the recording's frames, no more, no less. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <fangyin/memory.h>

#include "support/near.h"
#include "support/sound_device.h"

enum { RATE = 16000, FRAMES = 80000 };

/* A card twice as fast as a real one. */
static bool fast_card(int channels)
{
    return sound_card_paced(2 * channels * RATE * (int)sizeof(float), 0);
}

static const char *wav(int channels)
{
    assert_true(sound_write(scratch_path("a.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, channels, FRAMES));
    return scratch_path("a.wav");
}

static void play(int64_t from, int64_t to)
{
    device_play(from, to);
    assert_true(device_now().playing);
    device_until_silence();
    assert_int_equal(device_now().frame, to);
}

static void check_plays(int channels)
{
    assert_true(fast_card(channels));
    device_start(wav(channels));
    assert_false(device_now().silent);
    assert_true(device_now().name[0] != '\0');
    assert_int_equal(device_now().generation, 0);
    play(12345, 23456);
    assert_int_equal(device_now().generation, 1);
    play(700, 1700);
    play(FRAMES - 1, FRAMES);
    play(FRAMES - 3 * RATE / 2, FRAMES);
    assert_int_equal(device_now().generation, 4);
    device_end();
    size_t count, at = 0;
    float *samples = card_samples(&count);
    assert_non_null(samples);
    card_expect(samples, count, &at, 12345, 23456, channels);
    card_expect(samples, count, &at, 700, 1700, channels);
    card_expect(samples, count, &at, FRAMES - 1, FRAMES, channels);
    card_expect(samples, count, &at, FRAMES - 3 * RATE / 2, FRAMES, channels);
    card_expect_silence(samples, count, at);
    free(samples);
}

static void one_channel_arrives_exactly(void **state)
{
    (void)state;
    check_plays(1);
}

static void two_channels_arrive_exactly(void **state)
{
    (void)state;
    check_plays(2);
}

static void more_channels_are_mixed_and_the_name_says_so(void **state)
{
    (void)state;
    assert_true(fast_card(1));
    device_start(wav(4));
    assert_false(device_now().silent);
    assert_non_null(strstr(device_now().name, "4 channels mixed into one"));
    play(1000, 2000);
    device_end();
    size_t count, at = 0;
    float *samples = card_samples(&count);
    assert_non_null(samples);
    while (at < count && samples[at] == 0.0f)
        at++;
    assert_true(count - at >= 1000);
    for (int64_t i = 0; i < 1000; i++) {
        double sum = 0;
        for (int c = 0; c < 4; c++)
            sum += (double)sound_value(1000 + i, c);
        assert_near((double)samples[at + (size_t)i], sum / 4, 1e-6);
    }
    card_expect_silence(samples, count, at + 1000);
    free(samples);
}

static void ranges_beyond_the_file_are_cut(void **state)
{
    (void)state;
    assert_true(fast_card(1));
    device_start(wav(1));
    device_play(FRAMES - 500, FRAMES + 500);
    device_until_silence();
    assert_int_equal(device_now().frame, FRAMES);
    device_play(FRAMES + 10, FRAMES + 20);
    device_until_silence();
    assert_int_equal(device_now().frame, FRAMES);
    device_play(400, 400);
    device_until_silence();
    assert_int_equal(device_now().frame, 400);
    assert_int_equal(device_now().generation, 3);
    device_end();
    size_t count, at = 0;
    float *samples = card_samples(&count);
    assert_non_null(samples);
    card_expect(samples, count, &at, FRAMES - 500, FRAMES, 1);
    card_expect_silence(samples, count, at);
    free(samples);
}

static void a_stop_of_nothing_changes_nothing(void **state)
{
    (void)state;
    assert_true(fast_card(1));
    device_start(wav(1));
    fy_device_stop(device);
    fy_device_stop(device);
    play(100, 3000);
    fy_device_stop(device);
    device_wait(1000);
    assert_false(device_now().playing);
    assert_int_equal(device_now().frame, 3000);
    play(50, 60);
}

static void a_hurry_of_plays_ends_with_the_last(void **state)
{
    (void)state;
    assert_true(fast_card(1));
    device_start(wav(1));
    for (int i = 0; i < 50; i++) {
        device_play(i * 1000, i * 1000 + 20000);
        if (i % 7 == 3)
            fy_device_stop(device);
    }
    play(60000, 61000);
    device_end();
    size_t count;
    float *samples = card_samples(&count);
    assert_non_null(samples);
    while (count > 0 && samples[count - 1] == 0.0f)
        count--;
    assert_true(count >= 1000);
    size_t at = count - 1000;
    card_expect(samples, count, &at, 60000, 61000, 1);
    free(samples);
}

static void a_device_may_be_closed_while_it_plays(void **state)
{
    (void)state;
    assert_true(fast_card(1));
    for (int i = 0; i < 3; i++) {
        device_start(wav(1));
        device_play(0, FRAMES);
        if (i > 0)
            device_wait(5);
        device_end();
    }
}

static const struct fy_device_choice *choice_named(const struct fy_device_choice *choices, size_t count,
                                                   const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strncmp(choices[i].name, name, strlen(name)) == 0)
            return &choices[i];
    }
    return NULL;
}

static void devices_are_listed_and_changed_while_playing(void **state)
{
    (void)state;
    struct fy_device_choice *choices;
    struct fy_error error;
    size_t count;
    char other[64];
    assert_true(fast_card(2));
    assert_int_equal(fy_device_list(sound_child(), &choices, &count, &error), FY_OK);
    const struct fy_device_choice *usual = choice_named(choices, count, "default"), *cap = choice_named(choices, count, "cap");
    assert_true(usual && usual->is_default && cap && !cap->is_default);
    snprintf(other, sizeof other, "%d", cap ? cap->number : -1);
    fy_free(choices);
    /* Two channels, as the pipe of a card that has just been opened takes 8192 frames of these at once, and no more. */
    device_start(wav(2));
    assert_string_equal(device_now().name, "default");
    device_play(0, FRAMES);
    for (int i = 0; i < 60000 && device_now().frame < RATE; i++)
        device_wait(1);
    fy_device_use(device, other);
    for (int i = 0; i < 600 && device_now().news == 0; i++)
        device_wait(100);
    assert_string_equal(device_now().name, "cap");
    assert_true(device_now().playing && device_now().frame >= RATE);
    device_until_silence();
    assert_int_equal(device_now().frame, FRAMES);
    assert_int_equal(device_now().news, 1);
    device_end();
    size_t taken, at = 0;
    float *samples = card_samples(&taken);
    assert_non_null(samples);
    /* What went on through the new device, up to the end. */
    while (at < taken && samples[at] == 0.0f)
        at++;
    while (taken > at && samples[taken - 1] == 0.0f)
        taken--;
    assert_true(taken - at > 2 * RATE && (int64_t)(taken - at) <= 2 * (FRAMES - RATE));
    card_expect(samples, taken, &at, FRAMES - (int64_t)(taken - at) / 2, FRAMES, 2);
    free(samples);
}

static void a_device_that_is_not_there_is_told(void **state)
{
    (void)state;
    assert_true(fast_card(1));
    device_start_with(wav(1), &(struct fy_device_options){ .program = sound_child(), .device = "Trumpet" });
    assert_false(device_now().silent);
    assert_int_equal(device_now().news, 1);
    assert_non_null(strstr(device_now().name, "Trumpet"));
    play(100, 3000);
}

/* 400 kHz is more than ALSA's rate converter takes. */
static void a_rate_that_is_refused_is_converted(void **state)
{
    (void)state;
    assert_true(sound_card("pcm.null { type null }\n"
                           "pcm.default { type plug slave { pcm \"null\" rate 48000 } }\n"));
    assert_true(sound_write(scratch_path("a.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, 400000, 1, 40000));
    device_start(scratch_path("a.wav"));
    assert_false(device_now().silent);
    play(100, 40000);
}

#define with_folder(test) cmocka_unit_test_setup_teardown(test, scratch_make, device_cleanup)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_folder(one_channel_arrives_exactly),
        with_folder(two_channels_arrive_exactly),
        with_folder(more_channels_are_mixed_and_the_name_says_so),
        with_folder(ranges_beyond_the_file_are_cut),
        with_folder(a_stop_of_nothing_changes_nothing),
        with_folder(a_hurry_of_plays_ends_with_the_last),
        with_folder(a_device_may_be_closed_while_it_plays),
        with_folder(devices_are_listed_and_changed_while_playing),
        with_folder(a_device_that_is_not_there_is_told),
        with_folder(a_rate_that_is_refused_is_converted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

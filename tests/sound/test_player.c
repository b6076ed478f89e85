#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <fangyin/memory.h>
#include <fangyin/player.h>

#include "support/near.h"
#include "support/scratch.h"
#include "support/sound_files.h"

#include <sched.h>

enum { FRAMES = 60000, RATE = 16000 };

static struct fy_player *player;
static struct fy_transport *transport;

static void open_player(int format, int channels, double ring_seconds)
{
    struct fy_recording *recording;
    struct fy_error error = { 0 };
    assert_true(sound_write(scratch_path("a"), format, RATE, channels, FRAMES));
    if (fy_recording_open(&recording, scratch_path("a"), &error) != FY_OK ||
        fy_player_new(&player, recording, &error) != FY_OK)
        fail_msg("%s", error.sentence);
    assert_int_equal(fy_player_rate(player), RATE);
    assert_int_equal(
        fy_transport_new(&transport, fy_player_channels(player), RATE, (size_t)(ring_seconds * RATE)), FY_OK);
}

static void end_player(void)
{
    fy_player_free(player);
    fy_transport_free(transport);
    player = NULL;
    transport = NULL;
}

static bool arm(int64_t from, int64_t to, double patience)
{
    const struct fy_play play = { .from = from, .to = to, .times = 1, .hearing = fy_hearing_plain() };
    const bool armed = fy_player_arm(player, transport, &play, patience);
    fy_transport_begin(transport);
    return armed;
}

static int close_player(void **state)
{
    end_player();
    return scratch_remove(state);
}

static double expected(int64_t frame, int channel, int file_channels)
{
    double sum = 0;
    if (file_channels <= 2)
        return (double)sound_value(frame, channel);
    for (int c = 0; c < file_channels; c++)
        sum += (double)sound_value(frame, c);
    return sum / file_channels;
}

/* Play what is armed to its end, by hand; underruns are waited out. */
static void check_play(int64_t from, int64_t to, int file_channels)
{
    const int channels = (int)fy_player_channels(player);
    float out[2 * 333];
    struct fy_transport_state state;
    fy_transport_state(transport, &state);
    assert_int_equal(fy_player_position(player, state.next), from);
    for (bool more = !state.finished; more;) {
        const int64_t before = state.next;
        more = fy_transport_render(transport, out, 333, 0);
        fy_transport_state(transport, &state);
        for (int64_t i = 0; i < (state.next - before) * channels; i++)
            assert_near((double)out[i], expected(from + before + i / channels, (int)(i % channels), file_channels), 1e-6);
        if (state.next == before)
            sched_yield();
    }
    assert_int_equal(state.next, to - from);
    assert_int_equal(fy_player_position(player, state.next), to);
}

static void every_shape_of_file_is_played_as_it_is(void **state)
{
    (void)state;
    static const struct {
        int format, channels;
        unsigned heard;
    } files[] = {
        { SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, 1 },
        { SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 2, 2 },
        { SF_FORMAT_WAV | SF_FORMAT_FLOAT, 5, 1 },
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        open_player(files[i].format, files[i].channels, 0.5);
        assert_int_equal(fy_player_channels(player), files[i].heard);
        assert_true(arm(0, FRAMES, 10));
        check_play(0, FRAMES, files[i].channels);
        assert_true(arm(12345, 13456, 10));
        check_play(12345, 13456, files[i].channels);
        assert_true(arm(FRAMES - 1, FRAMES, 10));
        check_play(FRAMES - 1, FRAMES, files[i].channels);
        assert_int_equal(fy_player_unread(player), 0);
        end_player();
    }
}

static void wait_for_ring(size_t frames)
{
    for (int i = 0; i < 20000 && fy_ring_readable(fy_transport_ring(transport)) < frames; i++)
        usleep(1000);
    assert_in_range(fy_ring_readable(fy_transport_ring(transport)), frames, frames + 512);
}

/* More at the start than later, as a device takes all it can hold at once. */
static void some_of_a_second_is_ready(void **state)
{
    (void)state;
    open_player(SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, 2);
    static float out[RATE];
    struct fy_ring *ring = fy_transport_ring(transport);
    assert_true(arm(500, 2500, 60));
    assert_int_equal(fy_ring_readable(ring), 2000);
    assert_true(arm(0, FRAMES, 60));
    assert_in_range(fy_ring_readable(ring), RATE * 6 / 10, RATE * 6 / 10 + 512);
    fy_transport_render(transport, out, RATE / 2, 0);
    wait_for_ring(RATE / 5);
    fy_transport_render(transport, out, RATE / 20, 0);
    wait_for_ring(RATE / 5);
    fy_player_lead(player, 0.9);
    assert_true(arm(0, FRAMES, 60));
    fy_transport_render(transport, out, RATE / 2, 0);
    wait_for_ring(RATE * 9 / 10);
}

/* A device that takes more at a time than is kept ready gets more from then on. */
static void more_is_ready_after_an_underrun(void **state)
{
    (void)state;
    open_player(SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, 2);
    static float out[RATE];
    assert_true(arm(0, FRAMES, 60));
    fy_transport_render(transport, out, RATE * 6 / 10 + 600, 0);
    wait_for_ring(2 * (RATE / 5));
    fy_transport_render(transport, out, 2 * (RATE / 5), 0);
    wait_for_ring(2 * (RATE / 5));
    assert_true(arm(0, FRAMES, 60));
    fy_transport_render(transport, out, RATE / 2, 0);
    wait_for_ring(2 * (RATE / 5));
}

/* The feeder goes on from what is in the ring: what plays changes at once, and every frame has its place. */
static void what_plays_may_change(void **state)
{
    (void)state;
    open_player(SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, 2);
    struct fy_hearing hearing = fy_hearing_plain();
    static float out[RATE];
    assert_true(arm(0, FRAMES, 60));
    const int64_t ready = (int64_t)fy_ring_readable(fy_transport_ring(transport));
    hearing.speed = 0.5;
    fy_player_change(player, &hearing);
    fy_player_mute(player, &(struct fy_muted){ 0, 2 * FRAMES }, 1);
    assert_true(fy_transport_render(transport, out, (size_t)ready, 0));
    assert_true(out[ready - 1] == sound_value(ready - 1, 0));
    int64_t heard = ready, silent = 0;
    for (bool more = true; more;) {
        struct fy_transport_state now;
        more = fy_transport_render(transport, out, 100, 0);
        fy_transport_state(transport, &now);
        for (int64_t i = 0; i < now.next - heard; i++)
            silent = out[i] == 0.0f ? silent + 1 : 0;
        heard = now.next;
    }
    assert_near((double)heard, (double)ready + 2.0 * (double)(FRAMES - ready), 0.04 * FRAMES);
    assert_true(silent > FRAMES);
    assert_int_equal(fy_player_position(player, heard), FRAMES);
}

/* A transport of another rate and number of channels is fed what fits. */
static void another_device_gets_what_fits_it(void **state)
{
    (void)state;
    open_player(SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, 2);
    fy_transport_free(transport);
    assert_int_equal(fy_transport_new(&transport, 2, 48000, 48000), FY_OK);
    static float out[2 * 480];
    struct fy_transport_state now;
    assert_true(arm(1000, 9000, 60));
    do {
        fy_transport_state(transport, &now);
        assert_near((double)fy_player_position(player, now.next), 1000 + (double)now.next / 3, 1);
        while (!now.finished && fy_ring_readable(fy_transport_ring(transport)) == 0)
            sched_yield();
    } while (fy_transport_render(transport, out, 480, 0));
    fy_transport_state(transport, &now);
    assert_int_equal(now.next, 24000);
    assert_int_equal(fy_player_position(player, now.next), 9000);
}

static void another_play_may_begin_at_any_moment(void **state)
{
    (void)state;
    open_player(SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 1, 0.1);
    float out[700];
    for (int64_t i = 0; i < 60; i++) {
        /* With little patience the feeder is often caught in the middle of its work. */
        while (!arm(i * 900, FRAMES, i % 3 == 0 ? 10 : 2e-4))
            continue;
        for (int64_t k = 0; k < i % 5; k++)
            fy_transport_render(transport, out, 700, 0);
    }
    assert_true(arm(1000, 9000, 10));
    check_play(1000, 9000, 1);
}

static void ranges_are_cut_to_the_recording(void **state)
{
    (void)state;
    open_player(SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, 1);
    assert_true(arm(-500, 700, 10));
    check_play(0, 700, 1);
    assert_true(arm(FRAMES - 300, INT64_MAX, 10));
    check_play(FRAMES - 300, FRAMES, 1);
    assert_true(arm(FRAMES, FRAMES + 10, 10));
    check_play(FRAMES, FRAMES, 1);
    assert_true(arm(500, 400, 10));
    check_play(500, 500, 1);
    assert_true(arm(INT64_MIN, INT64_MIN + 5, 10));
}

static void what_cannot_be_read_is_silence_of_its_length(void **state)
{
    (void)state;
    open_player(SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, 4);
    assert_int_equal(truncate(scratch_path("a"), 44 + 2 * 20000), 0);
    assert_true(arm(15000, 25000, 60));
    float out[100];
    struct fy_transport_state now = { .next = 0 };
    for (bool more = true; more;) {
        const int64_t before = now.next;
        more = fy_transport_render(transport, out, 100, 0);
        fy_transport_state(transport, &now);
        for (int64_t i = before; i < now.next; i++)
            assert_true(out[i - before] == (i < 5000 ? sound_value(15000 + i, 0) : 0.0f));
    }
    assert_int_equal(now.next, 10000);
    assert_int_equal(fy_player_unread(player), 5000);
}

static void want_of_memory_is_survived(void **state)
{
    (void)state;
    assert_true(sound_write(scratch_path("a"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, 100));
    long n = 0;
    for (;; n++) {
        struct fy_recording *recording;
        struct fy_error error = { 0 };
        assert_int_equal(fy_recording_open(&recording, scratch_path("a"), &error), FY_OK);
        fy_memory_fail_after(n);
        const enum fy_status status = fy_player_new(&player, recording, &error);
        fy_memory_fail_after(-1);
        if (status == FY_OK)
            break;
        assert_int_equal(status, FY_NO_MEMORY);
        assert_null(player);
    }
    assert_true(n >= 3);
}

#define with_player(test) cmocka_unit_test_setup_teardown(test, scratch_make, close_player)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_player(every_shape_of_file_is_played_as_it_is),       with_player(some_of_a_second_is_ready),
        with_player(more_is_ready_after_an_underrun), with_player(what_plays_may_change),
        with_player(another_device_gets_what_fits_it),
        with_player(another_play_may_begin_at_any_moment),         with_player(ranges_are_cut_to_the_recording),
        with_player(what_cannot_be_read_is_silence_of_its_length), with_player(want_of_memory_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <fangyin/memory.h>
#include <fangyin/transport.h>

#include "support/near.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { RATE = 8000, FADE = RATE / 500 };

static struct fy_transport *transport;
static float out[4096];

static void new_transport(unsigned channels, size_t ring_frames)
{
    assert_int_equal(fy_transport_new(&transport, channels, RATE, ring_frames), FY_OK);
}

static int end_transport(void **state)
{
    (void)state;
    fy_transport_free(transport);
    transport = NULL;
    return 0;
}

static void arm(int64_t total)
{
    fy_transport_arm(transport);
    fy_transport_end(transport, total);
    fy_transport_begin(transport);
}

/* Frame n holds n + 1 in channel 0, -(n + 1) in channel 1. Returns what the ring took. */
static int64_t feed(int64_t from, int64_t to)
{
    struct fy_ring *ring = fy_transport_ring(transport);
    const unsigned channels = fy_ring_channels(ring);
    for (int64_t n = from; n < to; n++) {
        const float frame[2] = { (float)(n + 1), -(float)(n + 1) };
        assert_true(channels <= 2);
        if (fy_ring_write(ring, frame, 1) == 0)
            return n - from;
    }
    return to - from;
}

static bool render(size_t frames, double heard_at)
{
    memset(out, 0x55, sizeof out);
    return fy_transport_render(transport, out, frames, heard_at);
}

static void check_frames(size_t at, size_t count, int64_t frame)
{
    const unsigned channels = fy_ring_channels(fy_transport_ring(transport));
    for (size_t i = 0; i < count; i++) {
        assert_true(out[(at + i) * channels] == (float)(frame + 1 + (int64_t)i));
        if (channels == 2)
            assert_true(out[(at + i) * 2 + 1] == -(float)(frame + 1 + (int64_t)i));
    }
}

static void check_silence(size_t at, size_t count)
{
    const unsigned channels = fy_ring_channels(fy_transport_ring(transport));
    for (size_t i = at * channels; i < (at + count) * channels; i++)
        assert_true(out[i] == 0.0f);
}

static struct fy_transport_state now(void)
{
    struct fy_transport_state state;
    fy_transport_state(transport, &state);
    return state;
}

static void a_range_is_played_exactly_in_buffers_of_any_size(void **state)
{
    (void)state;
    new_transport(2, 1024);
    static const size_t sizes[] = { 1, 7, 64, 100, 333, 500, 501, 1000 };
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        arm(500);
        assert_int_equal(feed(0, 500), 500);
        size_t done = 0;
        bool more = true;
        while (more) {
            const size_t count = 500 - done < sizes[s] ? 500 - done : sizes[s];
            more = render(sizes[s], 0);
            check_frames(0, count, (int64_t)done);
            check_silence(count, sizes[s] - count);
            done += count;
            assert_true(more == (done < 500));
            assert_true(now().finished == !more);
            assert_int_equal(now().next, done);
        }
        assert_int_equal(done, 500);
        assert_false(render(sizes[s], 0));
        check_silence(0, sizes[s]);
        assert_int_equal(now().next, 500);
    }
    assert_int_equal(now().underruns, 0);
}

static void an_underrun_is_silence_and_loses_nothing(void **state)
{
    (void)state;
    new_transport(1, 256);
    arm(300);
    feed(0, 50);
    assert_true(render(80, 0));
    check_frames(0, 50, 0);
    check_silence(50, 30);
    assert_int_equal(now().underruns, 1);
    assert_true(render(80, 0));
    check_silence(0, 80);
    assert_int_equal(now().underruns, 1); /* still the same one */
    feed(50, 130);
    assert_true(render(80, 0));
    check_frames(0, 80, 50);
    assert_true(render(80, 0));
    check_silence(0, 80);
    assert_int_equal(now().underruns, 2);
    feed(130, 300);
    assert_true(render(100, 0));
    check_frames(0, 100, 130);
    assert_false(render(100, 0));
    check_frames(0, 70, 230);
    check_silence(70, 30);
    assert_int_equal(now().underruns, 2);
    assert_int_equal(now().next, 300);
}

static void more_in_the_ring_than_the_range_is_left_alone(void **state)
{
    (void)state;
    new_transport(1, 256);
    arm(100);
    feed(0, 200);
    assert_false(render(150, 0));
    check_frames(0, 100, 0);
    check_silence(100, 50);
}

static void the_end_may_come_late(void **state)
{
    (void)state;
    new_transport(1, 256);
    fy_transport_arm(transport);
    fy_transport_begin(transport);
    assert_false(now().finished);
    feed(0, 100);
    assert_true(render(60, 0));
    check_frames(0, 60, 0);
    fy_transport_end(transport, 130);
    feed(100, 130);
    assert_true(render(60, 0));
    check_frames(0, 60, 60);
    assert_false(render(60, 0));
    check_frames(0, 10, 120);
    check_silence(10, 50);
    assert_int_equal(now().next, 130);
    /* As many frames as the callback took already: nothing broke off, it is only over. */
    fy_transport_arm(transport);
    fy_transport_begin(transport);
    feed(0, 80);
    assert_true(render(80, 0));
    fy_transport_end(transport, 80);
    assert_false(render(80, 0));
    check_silence(0, 80);
    assert_int_equal(now().next, 80);
    assert_int_equal(now().underruns, 0);
    /* A stop needs no end. */
    fy_transport_arm(transport);
    fy_transport_begin(transport);
    feed(0, 200);
    fy_transport_stop(transport);
    assert_false(render(100, 0));
    check_silence(FADE, 100 - FADE);
    assert_int_equal(now().next, FADE);
    fy_transport_end(transport, 10000);
    assert_false(render(100, 0));
    assert_true(now().finished);
}

static void two_mappings_of_one_block_are_one_transport(void **state)
{
    (void)state;
    const size_t size = fy_transport_size(2, RATE, 512);
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(ftruncate(fileno(file), (off_t)size), 0);
    void *mine = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fileno(file), 0);
    void *theirs = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fileno(file), 0);
    assert_true(mine != MAP_FAILED && theirs != MAP_FAILED && mine != theirs);
    transport = fy_transport_init(mine, 2, RATE, 512);
    assert_int_equal(fy_transport_rate(transport), RATE);
    assert_int_equal(fy_transport_channels(transport), 2);
    arm(400);
    assert_int_equal(feed(0, 400), 400);
    assert_true(fy_transport_render(theirs, out, 300, 5));
    check_frames(0, 300, 0);
    assert_int_equal(now().next, 300);
    assert_int_equal(fy_transport_frame_at(transport, 5.01256), 100);
    assert_false(fy_transport_render(theirs, out, 300, 6));
    check_frames(0, 100, 300);
    assert_true(now().finished);
    transport = NULL;
    munmap(mine, size);
    munmap(theirs, size);
    fclose(file);
}

static void a_stop_fades_within_two_milliseconds(void **state)
{
    (void)state;
    new_transport(2, 1024);
    arm(1000);
    feed(0, 1000);
    assert_true(render(100, 0));
    fy_transport_stop(transport);
    assert_true(render(10, 0)); /* the fade goes on across buffers */
    double before = 1;
    for (int i = 0; i < FADE; i++) {
        if (i == 10) {
            assert_false(render(200, 0));
            check_silence(FADE - 10, 200 - (FADE - 10));
        }
        const int at = i < 10 ? i : i - 10;
        const double gain = (double)out[2 * at] / (100 + i + 1);
        assert_true(gain < before && gain > 0);
        assert_near((double)out[2 * at + 1], -(double)out[2 * at], 1e-9);
        assert_near(before - gain, 1.0 / (FADE + 1), 1e-6);
        before = gain;
    }
    assert_true(now().finished);
    assert_int_equal(now().next, 100 + FADE);
    assert_false(render(100, 0));
    check_silence(0, 100);
    assert_int_equal(now().underruns, 0);
}

static void a_stop_at_any_other_moment_ends_too(void **state)
{
    (void)state;
    new_transport(1, 1024);
    /* Less is left than a fade takes. */
    arm(100);
    feed(0, 100);
    assert_true(render(95, 0));
    fy_transport_stop(transport);
    assert_false(render(50, 0));
    assert_true(out[0] < 96.0f && out[4] > 0.0f);
    check_silence(5, 45);
    assert_int_equal(now().next, 100);
    /* In an underrun. */
    arm(500);
    feed(0, 10);
    assert_true(render(20, 0));
    fy_transport_stop(transport);
    assert_false(render(20, 0));
    check_silence(0, 20);
    assert_int_equal(now().next, 10);
    /* The ring runs dry within the fade. */
    arm(500);
    feed(0, 10 + FADE / 2);
    assert_true(render(10, 0));
    fy_transport_stop(transport);
    assert_false(render(50, 0));
    check_silence(FADE / 2, 50 - FADE / 2);
    /* After the end; and the next play does not remember it. */
    fy_transport_stop(transport);
    assert_false(render(20, 0));
    arm(10);
    feed(30, 40);
    assert_false(render(20, 0));
    check_frames(0, 10, 30);
    assert_int_equal(now().underruns, 1);
}

static void arming_again_forgets_what_was_left(void **state)
{
    (void)state;
    new_transport(2, 512);
    arm(400);
    feed(0, 400);
    assert_true(render(100, 0));
    arm(20);
    assert_false(now().finished);
    assert_int_equal(now().next, 0);
    feed(7, 27);
    assert_false(render(64, 0));
    check_frames(0, 20, 7);
    check_silence(20, 44);
}

static void nothing_to_play_is_finished(void **state)
{
    (void)state;
    new_transport(1, 64);
    assert_true(now().finished);
    assert_false(render(10, 0));
    check_silence(0, 10);
    arm(0);
    assert_true(now().finished);
    assert_false(render(10, 0));
    check_silence(0, 10);
    assert_int_equal(fy_transport_frame_at(transport, 1e9), 0);
}

static void the_frame_heard_follows_the_device(void **state)
{
    (void)state;
    new_transport(1, 1024);
    arm(800);
    assert_int_equal(fy_transport_frame_at(transport, 0), 0);
    assert_int_equal(fy_transport_frame_at(transport, 1e6), 0);
    feed(0, 800);
    /* Buffers of 80 frames, 10 ms: heard from 5 s on. */
    for (int i = 0; i < 3; i++)
        assert_true(render(80, 5 + i * 0.01));
    assert_int_equal(fy_transport_frame_at(transport, 4.9), 0);
    assert_int_equal(fy_transport_frame_at(transport, 5), 0);
    assert_int_equal(fy_transport_frame_at(transport, 5.00506), 40);
    assert_int_equal(fy_transport_frame_at(transport, 5.01256), 100);
    assert_int_equal(fy_transport_frame_at(transport, 5.02506), 200);
    assert_int_equal(fy_transport_frame_at(transport, 7), 240); /* not past what was rendered */
    /* The device falls behind by a second. */
    for (int i = 3; i < 10; i++)
        assert_true(render(80, 6 + i * 0.01) == (i < 9));
    assert_int_equal(fy_transport_frame_at(transport, 5.5), 240);
    assert_int_equal(fy_transport_frame_at(transport, 6.03506), 280);
    assert_int_equal(fy_transport_frame_at(transport, 9), 800);
    /* Nothing of this is left at the next play, whatever time it is. */
    arm(80);
    assert_int_equal(fy_transport_frame_at(transport, 6.03506), 0);
    assert_int_equal(fy_transport_frame_at(transport, 9), 0);
}

static void the_frame_heard_stands_still_in_an_underrun(void **state)
{
    (void)state;
    new_transport(1, 1024);
    arm(800);
    feed(0, 120);
    render(80, 1.00);
    render(80, 1.01);
    render(80, 1.02);
    feed(120, 800);
    render(80, 1.03);
    assert_int_equal(fy_transport_frame_at(transport, 1.01256), 100);
    assert_int_equal(fy_transport_frame_at(transport, 1.016), 120);
    assert_int_equal(fy_transport_frame_at(transport, 1.025), 120);
    assert_int_equal(fy_transport_frame_at(transport, 1.03506), 160);
}

static void a_long_play_is_followed_to_its_end(void **state)
{
    (void)state;
    new_transport(1, 1024);
    arm(80000);
    for (int i = 0; i < 1000; i++) {
        feed(i * 80, i * 80 + 80);
        render(80, i * 0.01);
        assert_int_equal(fy_transport_frame_at(transport, i * 0.01 + 0.00506), i * 80 + 40);
        if (i >= 60)
            assert_int_equal(fy_transport_frame_at(transport, (i - 60) * 0.01 + 0.00506), (i - 60) * 80 + 40);
    }
    assert_int_equal(fy_transport_frame_at(transport, 0), (1000 - 64) * 80); /* older than the log */
    assert_true(now().finished);
}

enum { BUFFERS = 20000 };

/* Time t is frame t * RATE, exactly. */
static void *run_device(void *data)
{
    float *buffer = data;
    static const float frames[64];
    for (int i = 0; i < BUFFERS; i++) {
        fy_ring_write(fy_transport_ring(transport), frames, 64);
        fy_transport_render(transport, buffer, 64, i * 64.0 / RATE);
    }
    return NULL;
}

static void others_may_ask_while_it_plays(void **state)
{
    (void)state;
    new_transport(1, 64);
    arm((int64_t)BUFFERS * 64);
    static float buffer[64];
    pthread_t device;
    assert_int_equal(pthread_create(&device, NULL, run_device, buffer), 0);
    int wrong = 0;
    while (!now().finished) {
        const int64_t frame = now().next;
        /* A little before the end of what is rendered; the log may have moved on, never back. */
        const int64_t asked = frame > 100 ? frame - 100 : 0;
        const int64_t heard = fy_transport_frame_at(transport, ((double)asked + 0.5) / RATE);
        const int64_t last = now().next;
        wrong += heard < asked || heard > last;
    }
    pthread_join(device, NULL);
    assert_int_equal(wrong, 0);
    assert_int_equal(now().next, BUFFERS * 64);
    assert_int_equal(now().calls, BUFFERS);
}

static atomic_bool device_off;

/* Takes what comes, in order; returns the number of samples that are neither the next nor silence. */
static void *run_endlessly(void *data)
{
    intptr_t wrong = 0;
    float buffer[32], last = 0;
    (void)data;
    while (!atomic_load(&device_off)) {
        fy_transport_render(transport, buffer, 32, 0);
        for (int i = 0; i < 32; i++) {
            if (buffer[i] == 0.0f)
                continue;
            /* A play begins with a 1, and is cut off anywhere. */
            wrong += buffer[i] != 1.0f && buffer[i] != last + 1;
            last = buffer[i];
        }
    }
    return (void *)wrong;
}

static void another_play_may_begin_while_the_device_runs(void **state)
{
    (void)state;
    new_transport(1, 512);
    pthread_t device;
    void *wrong;
    atomic_store(&device_off, false);
    assert_int_equal(pthread_create(&device, NULL, run_endlessly, NULL), 0);
    for (int play = 0; play < 3000; play++) {
        while (!now().finished)
            sched_yield();
        const int64_t total = play % 400;
        fy_transport_arm(transport);
        assert_int_equal(now().next, 0);
        fy_transport_end(transport, total);
        assert_int_equal(feed(0, total), total);
        assert_true(now().finished == (total == 0));
        fy_transport_begin(transport);
    }
    while (!now().finished)
        sched_yield();
    assert_int_equal(now().next, 2999 % 400);
    assert_int_equal(now().underruns, 0);
    atomic_store(&device_off, true);
    pthread_join(device, &wrong);
    assert_int_equal((intptr_t)wrong, 0);
}

static void an_armed_transport_is_silent_until_it_begins(void **state)
{
    (void)state;
    new_transport(2, 256);
    fy_transport_arm(transport);
    fy_transport_end(transport, 50);
    feed(0, 50);
    assert_true(render(40, 0));
    check_silence(0, 40);
    assert_false(now().finished);
    assert_int_equal(now().next, 0);
    fy_transport_begin(transport);
    assert_false(render(60, 0));
    check_frames(0, 50, 0);
    assert_int_equal(now().underruns, 0);
}

static void senseless_values_and_want_of_memory_are_refused(void **state)
{
    (void)state;
    assert_int_equal(fy_transport_new(&transport, 1, 0, 64), FY_INVALID);
    assert_int_equal(fy_transport_new(&transport, 0, RATE, 64), FY_INVALID);
    assert_int_equal(fy_transport_size(1, 0, 64), 0);
    assert_int_equal(fy_transport_size(2, RATE, SIZE_MAX / 8), 0);
    fy_memory_fail_after(0);
    assert_int_equal(fy_transport_new(&transport, 1, RATE, 64), FY_NO_MEMORY);
    assert_null(transport);
    fy_memory_fail_after(-1);
}

#define with_end(test) cmocka_unit_test_teardown(test, end_transport)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_end(a_range_is_played_exactly_in_buffers_of_any_size),
        with_end(an_underrun_is_silence_and_loses_nothing),
        with_end(more_in_the_ring_than_the_range_is_left_alone),
        with_end(the_end_may_come_late),
        with_end(two_mappings_of_one_block_are_one_transport),
        with_end(a_stop_fades_within_two_milliseconds),
        with_end(a_stop_at_any_other_moment_ends_too),
        with_end(arming_again_forgets_what_was_left),
        with_end(nothing_to_play_is_finished),
        with_end(the_frame_heard_follows_the_device),
        with_end(the_frame_heard_stands_still_in_an_underrun),
        with_end(a_long_play_is_followed_to_its_end),
        with_end(others_may_ask_while_it_plays),
        with_end(another_play_may_begin_while_the_device_runs),
        with_end(an_armed_transport_is_silent_until_it_begins),
        with_end(senseless_values_and_want_of_memory_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

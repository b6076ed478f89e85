#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fangyin/memory.h>
#include <fangyin/ring.h>

#include "sound/ring_inline.h"

#include <pthread.h>
#include <sched.h>

enum { STREAM = 400000 }; /* frames that cross the ring between two threads; their numbers are exact as floats */

static void whole_frames_in_order(void **state)
{
    (void)state;
    struct fy_ring *ring;
    float in[3 * 10], out[3 * 10];
    assert_int_equal(fy_ring_new(&ring, 3, 5), FY_OK);
    assert_int_equal(fy_ring_capacity(ring), 8);
    assert_int_equal(fy_ring_channels(ring), 3);
    for (int i = 0; i < 30; i++)
        in[i] = (float)i;
    assert_int_equal(fy_ring_read(ring, out, 10), 0);
    for (int turn = 0; turn < 20; turn++) {
        assert_int_equal(fy_ring_writable(ring), 8);
        assert_int_equal(fy_ring_write(ring, in, 10), 8);
        assert_int_equal(fy_ring_write(ring, in, 1), 0);
        assert_int_equal(fy_ring_readable(ring), 8);
        assert_int_equal(fy_ring_read(ring, out, 5), 5);
        assert_int_equal(fy_ring_writable(ring), 5);
        assert_int_equal(fy_ring_read(ring, out + 15, 5), 3);
        assert_memory_equal(out, in, 24 * sizeof(float));
        assert_int_equal(fy_ring_write(ring, in, 3), 3);
        assert_int_equal(fy_ring_read(ring, out, 10), 3);
        assert_memory_equal(out, in, 9 * sizeof(float));
    }
    fy_ring_free(ring);
}

static void counters_may_wrap(void **state)
{
    (void)state;
    struct fy_ring *ring;
    float next = 0, expected = 0;
    assert_int_equal(fy_ring_new(&ring, 1, 4), FY_OK);
    atomic_store(&ring->written, SIZE_MAX - 9);
    atomic_store(&ring->taken, SIZE_MAX - 9);
    for (int i = 0; i < 30; i++) {
        float value;
        next++;
        assert_int_equal(fy_ring_write(ring, &next, 1), 1);
        assert_int_equal(fy_ring_readable(ring), i == 0 ? 1 : 2);
        if (i == 0)
            continue;
        assert_int_equal(fy_ring_read(ring, &value, 1), 1);
        assert_true(value == ++expected);
        assert_int_equal(fy_ring_writable(ring), 3);
    }
    fy_ring_free(ring);
}

static void a_cleared_ring_is_empty(void **state)
{
    (void)state;
    struct fy_ring *ring;
    const float in[] = { 1, 2, 3 };
    float out[3];
    assert_int_equal(fy_ring_new(&ring, 1, 4), FY_OK);
    assert_int_equal(fy_ring_write(ring, in, 3), 3);
    fy_ring_clear(ring);
    assert_int_equal(fy_ring_readable(ring), 0);
    assert_int_equal(fy_ring_writable(ring), 4);
    assert_int_equal(fy_ring_write(ring, in + 1, 2), 2);
    assert_int_equal(fy_ring_read(ring, out, 3), 2);
    assert_true(out[0] == 2.0f && out[1] == 3.0f);
    fy_ring_free(ring);
}

static void *write_stream(void *data)
{
    struct fy_ring *ring = data;
    float frames[2 * 97];
    size_t burst = 1;
    for (int sent = 0; sent < STREAM;) {
        burst = burst * 31 % 97 + 1;
        const size_t count = burst < (size_t)(STREAM - sent) ? burst : (size_t)(STREAM - sent);
        for (size_t i = 0; i < count; i++) {
            frames[2 * i] = (float)(sent + (int)i);
            frames[2 * i + 1] = -(float)(sent + (int)i);
        }
        for (size_t done = 0; done < count;) {
            const size_t moved = fy_ring_write(ring, frames + 2 * done, count - done);
            done += moved;
            if (moved == 0)
                sched_yield();
        }
        sent += (int)count;
    }
    return NULL;
}

static void two_threads_lose_and_tear_nothing(void **state)
{
    (void)state;
    struct fy_ring *ring;
    pthread_t writer;
    float frames[2 * 89];
    size_t burst = 1;
    assert_int_equal(fy_ring_new(&ring, 2, 64), FY_OK);
    assert_int_equal(pthread_create(&writer, NULL, write_stream, ring), 0);
    int wrong = 0;
    for (int seen = 0; seen < STREAM;) {
        burst = burst * 29 % 89 + 1;
        const size_t got = fy_ring_read(ring, frames, burst);
        if (got == 0)
            sched_yield();
        for (size_t i = 0; i < got; i++, seen++)
            wrong += frames[2 * i] != (float)seen || frames[2 * i + 1] != -(float)seen;
    }
    pthread_join(writer, NULL);
    assert_int_equal(wrong, 0);
    assert_int_equal(fy_ring_readable(ring), 0);
    fy_ring_free(ring);
}

static void senseless_sizes_and_want_of_memory_are_refused(void **state)
{
    (void)state;
    struct fy_ring *ring;
    assert_int_equal(fy_ring_new(&ring, 0, 10), FY_INVALID);
    assert_int_equal(fy_ring_new(&ring, 2, 0), FY_INVALID);
    assert_int_equal(fy_ring_new(&ring, 2, SIZE_MAX / 8), FY_INVALID);
    fy_memory_fail_after(0);
    assert_int_equal(fy_ring_new(&ring, 2, 16), FY_NO_MEMORY);
    assert_null(ring);
    fy_memory_fail_after(-1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_frames_in_order),
        cmocka_unit_test(counters_may_wrap),
        cmocka_unit_test(a_cleared_ring_is_empty),
        cmocka_unit_test(two_threads_lose_and_tear_nothing),
        cmocka_unit_test(senseless_sizes_and_want_of_memory_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

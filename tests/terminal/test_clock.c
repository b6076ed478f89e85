/* The sound of scripts: where it stands after so many seconds. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "terminal/clock.h"

#define RATE 1000

static struct fy_clock started(int64_t from, int64_t to, unsigned times, double gap, double speed)
{
    struct fy_clock clock = { 0 };
    struct fy_play play = { .from = from, .to = to, .times = times, .gap = gap, .hearing = fy_hearing_plain() };
    play.hearing.speed = speed;
    fy_clock_play(&clock, &play);
    return clock;
}

static void check(struct fy_clock *clock, double seconds, double frame, bool playing, int line)
{
    fy_clock_advance(clock, seconds, RATE);
    if (fabs(clock->frame - frame) < 1e-3 && clock->playing == playing)
        return;
    print_error("at %g, %s; expected %g\n", clock->frame, clock->playing ? "playing" : "ended", frame);
    _fail(__FILE__, line);
}

#define assert_after(clock, seconds, frame, playing) check(clock, seconds, frame, playing, __LINE__)

static void a_range_ends_at_its_last_frame(void **state)
{
    struct fy_clock clock = started(500, 1500, 1, 0, 1);
    (void)state;
    assert_after(&clock, 0, 500, true);
    assert_after(&clock, 0.25, 750, true);
    assert_after(&clock, 5, 1500, false);
    assert_after(&clock, 5, 1500, false);
}

static void speed_counts_and_may_change(void **state)
{
    struct fy_clock clock = started(0, 1000, 1, 0, 0.5);
    struct fy_hearing faster = fy_hearing_plain();
    (void)state;
    faster.speed = 2;
    assert_after(&clock, 1, 500, true);
    fy_clock_change(&clock, &faster);
    assert_after(&clock, 0.1, 700, true);
    assert_after(&clock, 0.15, 1000, false);
}

static void rounds_have_silence_between_them_and_none_after(void **state)
{
    struct fy_clock clock = started(100, 200, 2, 0.5, 1);
    (void)state;
    assert_after(&clock, 0.1, 200, true);
    assert_after(&clock, 0.4, 200, true);
    assert_after(&clock, 0.15, 150, true);
    assert_after(&clock, 0.05, 200, false);
}

static void rounds_without_silence_follow_at_once(void **state)
{
    struct fy_clock clock = started(0, 100, 0, 0, 1);
    (void)state;
    assert_after(&clock, 0.25, 50, true);
    assert_after(&clock, 100, 50, true);
    fy_clock_stop(&clock);
    assert_after(&clock, 1, 50, false);
}

static void an_empty_range_does_not_hang(void **state)
{
    struct fy_clock clock = started(100, 100, 0, 0, 1);
    (void)state;
    assert_after(&clock, 1, 100, false);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_range_ends_at_its_last_frame),
        cmocka_unit_test(speed_counts_and_may_change),
        cmocka_unit_test(rounds_have_silence_between_them_and_none_after),
        cmocka_unit_test(rounds_without_silence_follow_at_once),
        cmocka_unit_test(an_empty_range_does_not_hang),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

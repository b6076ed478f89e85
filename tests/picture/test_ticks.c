#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "picture/ticks.h"
#include "support/near.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* All numbers of an axis in one line. */
static void assert_axis(double from, double to, double most, const char *expected)
{
    const struct fy_ticks ticks = fy_ticks_between(from, to, most);
    char all[512] = "", text[FY_TICK_SIZE];

    for (int64_t i = ticks.first; i <= ticks.last; i++) {
        strncat(all, fy_tick_text(&ticks, i, text), 100);
        strncat(all, i < ticks.last ? " " : "", 2);
    }
    assert_string_equal(all, expected);
}

static void numbers_are_round(void **state)
{
    (void)state;
    assert_axis(0, 5, 6, "0 1 2 3 4 5");
    assert_axis(0, 8, 6, "0 2 4 6 8");
    assert_axis(0, 10, 5, "0 2 4 6 8 10");
    assert_axis(0.1, 0.3, 4, "0.10 0.15 0.20 0.25 0.30");
    assert_axis(0.1, 0.3, 2, "0.1 0.2 0.3");
    assert_axis(3599.5, 3601.2, 4, "3599.5 3600.0 3600.5 3601.0");
    assert_axis(-0.3, 0.35, 3, "0.0");
    assert_axis(-0.6, 0.5, 5, "-0.5 0.0 0.5");
    assert_axis(0, 25000, 5, "0 5000 10000 15000 20000 25000");
    assert_axis(7.00002, 7.00004, 2, "7.00002 7.00003 7.00004");
}

static void there_are_never_too_many(void **state)
{
    (void)state;
    double length = 0.001;

    for (int i = 0; i < 2000; i++, length *= 1.008) {
        const double from = fmod(i * 0.777, 50);
        const struct fy_ticks ticks = fy_ticks_between(from, from + length, 7);
        assert_true(ticks.last - ticks.first + 1 <= 8);
        assert_true(ticks.last - ticks.first + 1 >= 2);
        assert_true(fy_tick_place(&ticks, ticks.first) >= from - length * 1e-6);
        assert_true(fy_tick_place(&ticks, ticks.last) <= from + length * (1 + 1e-6));
    }
}

static void a_scale_ends_above_its_value(void **state)
{
    (void)state;
    static const struct {
        double value, top;
        const char *text;
    } cases[] = {
        { 0.213, 0.3, "0.3" }, { 0.3, 0.3, "0.3" },    { 1, 1, "1" },         { 0.95, 1, "1" },
        { 0.0001, 0.0001, "0.0001" }, { 0.011, 0.02, "0.02" }, { 0.099, 0.1, "0.1" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[FY_TICK_SIZE];
        const struct fy_ticks ticks = fy_tick_above(cases[i].value);
        assert_near(fy_tick_place(&ticks, 1), cases[i].top, 1e-12);
        assert_string_equal(fy_tick_text(&ticks, 1, text), cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_round),
        cmocka_unit_test(there_are_never_too_many),
        cmocka_unit_test(a_scale_ends_above_its_value),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

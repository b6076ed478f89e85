/* A stretch of one grid in another. */
#include <fangyin/memory.h>
#include <fangyin/splice.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/grids.h"

#include <fangyin/buffer.h>

/* "text: 0-2 a, 2-5 b; " */
static void check(const struct fy_grid *grid, const char *expected)
{
    struct fy_buffer text = FY_BUFFER_EMPTY;
    for (size_t t = 0; t < fy_grid_tier_count(grid); t++) {
        fy_buffer_printf(&text, "%s:", fy_tier_name(grid, t));
        for (size_t i = 0; i < fy_tier_size(grid, t); i++) {
            if (fy_tier_kind(grid, t) == FY_POINT_TIER) {
                fy_buffer_printf(&text, " %g %s", fy_tier_points(grid, t)[i].time, fy_tier_points(grid, t)[i].mark);
                continue;
            }
            const struct fy_interval *one = &fy_tier_intervals(grid, t)[i];
            fy_buffer_printf(&text, " %g-%g %s", one->xmin, one->xmax, one->text);
        }
        fy_buffer_puts(&text, ";");
    }
    assert_string_equal(fy_buffer_text(&text), expected);
    check_sound(grid);
    fy_buffer_free(&text);
}

static struct fy_grid *target(void)
{
    struct fy_grid *grid = fy_grid_new(0, 10);
    size_t points;
    make_tier(grid, "text", (const double[]){ 0, 3, 7, 10 }, (const char *const[]){ "a", "b", "c" }, 3);
    make_tier(grid, "mine", (const double[]){ 0, 10 }, (const char *const[]){ "m" }, 1);
    assert_int_equal(fy_grid_append_tier(grid, FY_POINT_TIER, "p", 1, 0, 10, &points), FY_OK);
    assert_int_equal(fy_tier_append_point(grid, points, 1, "x", 1), FY_OK);
    assert_int_equal(fy_tier_append_point(grid, points, 5, "y", 1), FY_OK);
    assert_int_equal(fy_tier_append_point(grid, points, 10, "z", 1), FY_OK);
    return grid;
}

static struct fy_grid *source(void)
{
    struct fy_grid *grid = fy_grid_new(0, 10);
    size_t points;
    make_tier(grid, "dialect", (const double[]){ 0, 10 }, (const char *const[]){ "wu" }, 1);
    make_tier(grid, "text", (const double[]){ 0, 2, 5, 10 }, (const char *const[]){ "1", "2", "3" }, 3);
    assert_int_equal(fy_grid_append_tier(grid, FY_POINT_TIER, "p", 1, 0, 10, &points), FY_OK);
    assert_int_equal(fy_tier_append_point(grid, points, 6, "Y", 1), FY_OK);
    assert_int_equal(fy_tier_append_point(grid, points, 9, "Z", 1), FY_OK);
    return grid;
}

static void check_splice(double from, double to, const char *expected)
{
    struct fy_grid *into = target(), *out_of = source(), *result;
    assert_int_equal(fy_grid_splice(into, out_of, from, to, 10, &result), FY_OK);
    check(result, expected);
    fy_grid_free(result);
    fy_grid_free(out_of);
    fy_grid_free(into);
}

static void a_stretch_takes_the_place_of_another(void **state)
{
    (void)state;
    check_splice(2, 8, "text: 0-2 a 2-5 2 5-8 3 8-10 c;mine: 0-10 m;p: 1 x 6 Y 10 z;dialect: 0-2  2-8 wu 8-10 ;");
    /* Cut at both ends inside one interval of the target: its label stays before. */
    check_splice(4, 6,
                 "text: 0-3 a 3-4 b 4-5 2 5-6 3 6-7  7-10 c;mine: 0-10 m;p: 1 x 10 z;dialect: 0-4  4-6 wu 6-10 ;");
    check_splice(0, 10, "text: 0-2 1 2-5 2 5-10 3;mine: 0-10 m;p: 6 Y 9 Z;dialect: 0-10 wu;");
    check_splice(5, 5, "text: 0-3 a 3-5 b 5-7  7-10 c;mine: 0-10 m;p: 1 x 5 y 10 z;dialect: 0-5  5-10 ;");
}

static void without_a_target_there_is_the_stretch_only(void **state)
{
    (void)state;
    struct fy_grid *out_of = source(), *result;
    assert_int_equal(fy_grid_splice(NULL, out_of, 1, 4, 10, &result), FY_OK);
    check(result, "dialect: 0-1  1-4 wu 4-10 ;text: 0-1  1-2 1 2-4 2 4-10 ;p:;");
    fy_grid_free(result);
    assert_int_equal(fy_grid_splice(NULL, out_of, 4, 1, 10, &result), FY_INVALID);
    assert_int_equal(fy_grid_splice(NULL, out_of, 4, 11, 10, &result), FY_INVALID);
    assert_null(result);
    fy_grid_free(out_of);
}

static void want_of_memory_is_told(void **state)
{
    (void)state;
    struct fy_grid *into = target(), *out_of = source(), *result;
    enum fy_status status = FY_NO_MEMORY;
    for (long n = 0; status != FY_OK; n++) {
        fy_memory_fail_after(n);
        status = fy_grid_splice(into, out_of, 2, 8, 10, &result);
        fy_memory_fail_after(-1);
        assert_true(status == FY_OK || (status == FY_NO_MEMORY && !result));
    }
    fy_grid_free(result);
    fy_grid_free(out_of);
    fy_grid_free(into);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stretch_takes_the_place_of_another),
        cmocka_unit_test(without_a_target_there_is_the_stretch_only),
        cmocka_unit_test(want_of_memory_is_told),
    };
    return cmocka_run_group_tests_name("splice", tests, NULL, NULL);
}

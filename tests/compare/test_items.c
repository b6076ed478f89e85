/* Segments of several people as one list. */
#include <fangyin/items.h>
#include <fangyin/memory.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/grids.h"

enum { PEOPLE = 3 };

static struct fy_grid *grids[PEOPLE];
static struct fy_items_of of[PEOPLE];

static void person(size_t p, const double *times, const char *const *labels, size_t count)
{
    grids[p] = fy_grid_new(times[0], times[count]);
    of[p] = (struct fy_items_of){ grids[p], make_tier(grids[p], "text", times, labels, count) };
}

/* Words and pauses of three people; the last one begins late. */
static int make(void **state)
{
    (void)state;
    person(0, (const double[]){ 0, 1, 2, 3, 4 }, (const char *const[]){ "one", "two", "", "four" }, 4);
    person(1, (const double[]){ 0, 1.1, 2, 3.05, 4 }, (const char *const[]){ "one", "", "three", "four" }, 4);
    person(2, (const double[]){ 0, 2, 3, 4 }, (const char *const[]){ "", "drei", "vier" }, 3);
    return 0;
}

static int free_all(void **state)
{
    (void)state;
    for (size_t p = 0; p < PEOPLE; p++)
        fy_grid_free(grids[p]);
    return 0;
}

static void check_item(const struct fy_items *items, size_t item, size_t a, size_t b, size_t c)
{
    assert_int_equal(items->segments[item * PEOPLE], a);
    assert_int_equal(items->segments[item * PEOPLE + 1], b);
    assert_int_equal(items->segments[item * PEOPLE + 2], c);
}

static void each_segment_is_in_one_item(void **state)
{
    (void)state;
    struct fy_items items;
    assert_int_equal(fy_items_find(of, PEOPLE, &items), FY_OK);
    assert_int_equal(items.count, 4);
    check_item(&items, 0, 0, 0, 0); /* half of the last one's pause is "one" */
    check_item(&items, 1, 1, 1, FY_NONE);
    check_item(&items, 2, 3, 3, 2);
    check_item(&items, 3, 2, 2, 1); /* a pause of the first, words of the others */
    fy_items_free(&items);
}

static void who_has_no_such_tier_has_no_segments(void **state)
{
    (void)state;
    struct fy_items items;
    struct fy_items_of two[PEOPLE] = { of[0], { NULL, 0 }, of[2] };
    assert_int_equal(fy_items_find(two, PEOPLE, &items), FY_OK);
    assert_int_equal(items.count, 4);
    check_item(&items, 2, 3, FY_NONE, 2);
    fy_items_free(&items);
}

static void want_of_memory_is_told(void **state)
{
    (void)state;
    enum fy_status status = FY_NO_MEMORY;
    for (long n = 0; status != FY_OK; n++) {
        struct fy_items items;
        fy_memory_fail_after(n);
        status = fy_items_find(of, PEOPLE, &items);
        fy_memory_fail_after(-1);
        assert_true(status == FY_OK || status == FY_NO_MEMORY);
        fy_items_free(&items);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_segment_is_in_one_item),
        cmocka_unit_test(who_has_no_such_tier_has_no_segments),
        cmocka_unit_test(want_of_memory_is_told),
    };
    return cmocka_run_group_tests_name("items", tests, make, free_all);
}

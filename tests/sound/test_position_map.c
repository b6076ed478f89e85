#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "sound/position_map.h"

static void stretches_are_found_and_old_ones_forgotten(void **state)
{
    (void)state;
    struct fy_position_map *map;
    assert_int_equal(fy_position_map_new(&map), FY_OK);
    fy_position_map_clear(map, 700);
    assert_int_equal(fy_position_map_at(map, 0), 700);
    assert_int_equal(fy_position_map_at(map, 1e9), 700);
    fy_position_map_add(map, 100, 700, 50);
    fy_position_map_add(map, 10, 750, 0);
    fy_position_map_add(map, 30, 100, 60);
    assert_int_equal(fy_position_map_at(map, -3), 700);
    assert_int_equal(fy_position_map_at(map, 50), 725);
    assert_int_equal(fy_position_map_at(map, 99.99), 749);
    assert_int_equal(fy_position_map_at(map, 105), 750);
    assert_int_equal(fy_position_map_at(map, 110), 100);
    assert_int_equal(fy_position_map_at(map, 125.5), 131);
    assert_int_equal(fy_position_map_at(map, 140), 160);
    assert_int_equal(fy_position_map_at(map, 1e12), 160);
    /* Any number of stretches at one pace are one. */
    fy_position_map_clear(map, 0);
    for (int64_t i = 0; i < 100000; i++)
        fy_position_map_add(map, 3, 3 * i, 3);
    assert_int_equal(fy_position_map_at(map, 5), 5);
    assert_int_equal(fy_position_map_at(map, 299999), 299999);
    /* Of others the last 4096 are kept. */
    fy_position_map_clear(map, 0);
    for (int64_t i = 0; i < 10000; i++)
        fy_position_map_add(map, 4, 2 * i, 2);
    for (int64_t i = 10000 - 4096; i < 10000; i++)
        assert_int_equal(fy_position_map_at(map, (double)(4 * i + 2)), 2 * i + 1);
    assert_int_equal(fy_position_map_at(map, 0), 2 * (10000 - 4096));
    fy_position_map_free(map);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(stretches_are_found_and_old_ones_forgotten) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

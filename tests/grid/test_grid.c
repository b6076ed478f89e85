/* Tiers in memory: building, reading, searching, names. */
#include <fangyin/grid.h>
#include <fangyin/memory.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/grids.h"
#include <math.h>

static void test_empty_grid(void **state)
{
    (void)state;
    struct fy_grid *grid = fy_grid_new(0.5, 2.25);
    assert_non_null(grid);
    assert_true(fy_grid_xmin(grid) == 0.5 && fy_grid_xmax(grid) == 2.25);
    assert_int_equal(fy_grid_tier_count(grid), 0);
    assert_true(fy_grid_find_tier(grid, "text") == FY_NONE);
    fy_grid_free(grid);
    fy_grid_free(NULL);
}

static void test_kept_text_stays(void **state)
{
    (void)state;
    struct fy_grid *grid = fy_grid_new(0, 1);
    static char large[3 << 20];
    const char *first = fy_grid_keep(grid, "first, and more", 5);
    assert_string_equal(first, "first");
    assert_ptr_equal(fy_grid_keep(grid, "x", 0), fy_grid_keep(grid, "", 0));
    memset(large, 'L', sizeof large);
    const char *big = fy_grid_keep(grid, large, sizeof large);
    const char *kept[5000];
    for (size_t i = 0; i < 5000; i++) {
        char text[300];
        memset(text, (int)('a' + i % 26), sizeof text);
        kept[i] = fy_grid_keep(grid, text, i % 300);
        assert_non_null(kept[i]);
    }
    for (size_t i = 0; i < 5000; i++) {
        assert_int_equal(strlen(kept[i]), i % 300);
        assert_int_equal(strspn(kept[i], (const char[]){ (char)('a' + i % 26), '\0' }), i % 300);
    }
    assert_int_equal(strlen(big), sizeof large);
    assert_string_equal(first, "first");
    fy_grid_free(grid);
}

static void test_appending_keeps_order(void **state)
{
    (void)state;
    struct fy_grid *grid = fy_grid_new(0, 10);
    size_t text = FY_NONE, points = FY_NONE;
    assert_int_equal(fy_grid_append_tier(grid, FY_INTERVAL_TIER, "textual", 4, 0, 10, &text), FY_OK);
    assert_int_equal(fy_grid_append_tier(grid, FY_POINT_TIER, "p", 1, 0, 10, &points), FY_OK);
    assert_string_equal(fy_tier_name(grid, text), "text");
    assert_int_equal(fy_grid_find_tier(grid, "p"), points);
    assert_int_equal(fy_grid_append_tier(grid, FY_POINT_TIER, "q", 1, 0, (double)NAN, NULL), FY_INVALID);
    assert_int_equal(fy_grid_append_tier(grid, (enum fy_tier_kind)7, "q", 1, 0, 1, NULL), FY_INVALID);
    assert_int_equal(fy_grid_tier_count(grid), 2);

    assert_int_equal(fy_tier_append_interval(grid, text, 1, 2, "a", 1), FY_OK);
    assert_int_equal(fy_tier_append_interval(grid, text, 0.5, 3, "b", 1), FY_INVALID);
    assert_int_equal(fy_tier_append_interval(grid, text, 3, 2, "b", 1), FY_INVALID);
    assert_int_equal(fy_tier_append_interval(grid, text, (double)NAN, 2, "b", 1), FY_INVALID);
    assert_int_equal(fy_tier_append_interval(grid, text, 2, HUGE_VAL, "b", 1), FY_INVALID);
    assert_int_equal(fy_tier_append_interval(grid, points, 2, 3, "b", 1), FY_INVALID);
    assert_int_equal(fy_tier_append_interval(grid, text, 1, 1, "overlap", 7), FY_OK);
    assert_int_equal(fy_tier_append_interval(grid, text, 5, 6, "gap", 3), FY_OK);
    assert_string_equal(labels_of(grid, text), "|a|overlap|gap|");

    assert_int_equal(fy_tier_append_point(grid, points, 1, "x", 1), FY_OK);
    assert_int_equal(fy_tier_append_point(grid, points, 1, "y", 1), FY_OK);
    assert_int_equal(fy_tier_append_point(grid, points, 0.9, "z", 1), FY_INVALID);
    assert_int_equal(fy_tier_append_point(grid, points, -HUGE_VAL, "z", 1), FY_INVALID);
    assert_int_equal(fy_tier_append_point(grid, text, 7, "z", 1), FY_INVALID);
    assert_int_equal(fy_tier_size(grid, points), 2);
    assert_null(fy_tier_points(grid, text));
    assert_null(fy_tier_intervals(grid, points));
    fy_grid_free(grid);
}

static void test_searching(void **state)
{
    (void)state;
    struct fy_grid *grid = fy_grid_new(0, 10);
    const double times[] = { 1, 2, 4, 8 };
    size_t tier = make_tier(grid, "text", times, (const char *const[]){ "a", "b", "c" }, 3);
    assert_true(fy_tier_index_at(grid, tier, 0.999) == FY_NONE);
    assert_true(fy_tier_index_at(grid, tier, (double)NAN) == FY_NONE);
    assert_int_equal(fy_tier_index_at(grid, tier, 1), 0);
    assert_int_equal(fy_tier_index_at(grid, tier, 1.999), 0);
    assert_int_equal(fy_tier_index_at(grid, tier, 2), 1);
    assert_int_equal(fy_tier_index_at(grid, tier, 100), 2);
    size_t points = FY_NONE;
    assert_int_equal(fy_grid_append_tier(grid, FY_POINT_TIER, "p", 1, 0, 10, &points), FY_OK);
    assert_true(fy_tier_index_at(grid, points, 5) == FY_NONE);
    assert_int_equal(fy_tier_append_point(grid, points, 3, "", 0), FY_OK);
    assert_int_equal(fy_tier_append_point(grid, points, 3, "", 0), FY_OK);
    assert_true(fy_tier_index_at(grid, points, 2.9) == FY_NONE);
    assert_int_equal(fy_tier_index_at(grid, points, 3), 1);
    fy_grid_free(grid);
}

static void test_large_tiers(void **state)
{
    (void)state;
    struct fy_grid *grid = fy_grid_new(0, 100000);
    for (size_t t = 0; t < 3; t++) {
        assert_int_equal(fy_grid_append_tier(grid, FY_INTERVAL_TIER, "t", 1, 0, 100000, NULL), FY_OK);
        for (size_t i = 0; i < 100000; i++) {
            assert_int_equal(fy_tier_append_interval(grid, t, (double)i, (double)i + 1, "好 word", 8), FY_OK);
        }
    }
    for (size_t i = 0; i < 100000; i += 997) {
        assert_int_equal(fy_tier_index_at(grid, 1, (double)i + 0.5), i);
    }
    fy_grid_free(grid);
}

static void test_names(void **state)
{
    (void)state;
    assert_null(fy_name_speaker("text"));
    assert_string_equal(fy_name_speaker("text@B"), "B");
    assert_string_equal(fy_name_speaker("text@B@C"), "B@C");
    assert_string_equal(fy_name_speaker("text@"), "");
    assert_true(fy_name_is_known("dialect@B") && fy_name_is_known("text") && fy_name_is_known("id"));
    assert_false(fy_name_is_known("dialects") || fy_name_is_known("") || fy_name_is_known("Words@B"));
    assert_true(fy_name_is_sister("dialect@B", "dialect", "text@B"));
    assert_true(fy_name_is_sister("dialect", "dialect", "text"));
    assert_false(fy_name_is_sister("dialect@B", "dialect", "text"));
    assert_false(fy_name_is_sister("dialect", "dialect", "text@B"));
    assert_false(fy_name_is_sister("dialects", "dialect", "text"));
    assert_false(fy_name_is_sister("dialect@B", "dialect", "text@BC"));
}

static void test_sisters(void **state)
{
    (void)state;
    struct fy_grid *grid = fy_grid_new(0, 1);
    const char *const names[] = { "text", "dialect", "text@B", "flag@B", "words", "id" };
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(fy_grid_append_tier(grid, FY_INTERVAL_TIER, names[i], strlen(names[i]), 0, 1, NULL), FY_OK);
    }
    assert_int_equal(fy_grid_append_tier(grid, FY_POINT_TIER, "tone", 4, 0, 1, NULL), FY_OK);
    assert_true(fy_tiers_are_sisters(grid, 0, 1) && fy_tiers_are_sisters(grid, 1, 0));
    assert_true(fy_tiers_are_sisters(grid, 0, 5));
    assert_true(fy_tiers_are_sisters(grid, 2, 3));
    assert_false(fy_tiers_are_sisters(grid, 0, 2));
    assert_false(fy_tiers_are_sisters(grid, 1, 3));
    /* Not a known name: a sister with as many intervals as the text. */
    assert_true(fy_tiers_are_sisters(grid, 0, 4) && fy_tiers_are_sisters(grid, 4, 1));
    assert_int_equal(fy_tier_append_interval(grid, 0, 0, 1, "", 0), FY_OK);
    assert_false(fy_tiers_are_sisters(grid, 0, 4) || fy_tiers_are_sisters(grid, 4, 1));
    assert_true(fy_tiers_are_sisters(grid, 4, 4));
    assert_false(fy_tiers_are_sisters(grid, 0, 6)); /* points */
    fy_grid_free(grid);
}

static void test_equality(void **state)
{
    (void)state;
    const double times[] = { 0, 1, 2 };
    const char *const labels[] = { "a", "b" };
    struct fy_grid *grid = fy_grid_new(0, 2);
    make_tier(grid, "text", times, labels, 2);
    struct fy_grid *others[] = { fy_grid_new(0, 2), fy_grid_new(-0.0, 2), fy_grid_new(0, 2), fy_grid_new(0, 2) };
    make_tier(others[0], "text", times, (const char *const[]){ "a", "c" }, 2);
    make_tier(others[1], "text", times, labels, 2);
    make_tier(others[2], "text", (const double[]){ 0, nextafter(1, 2), 2 }, labels, 2);
    make_tier(others[3], "std", times, labels, 2);
    for (size_t i = 0; i < 4; i++) {
        assert_false(fy_grid_equal(grid, others[i]));
        fy_grid_free(others[i]);
    }
    struct fy_grid *same = copy_grid(grid);
    assert_true(fy_grid_equal(grid, same));
    assert_int_equal(fy_grid_append_tier(same, FY_POINT_TIER, "p", 1, 0, 2, NULL), FY_OK);
    assert_false(fy_grid_equal(grid, same));
    fy_grid_free(same);
    fy_grid_free(grid);
}

static void test_failing_memory(void **state)
{
    (void)state;
    struct fy_grid *grid = fy_grid_new(0, 1000);
    size_t tier = FY_NONE, refused = 0;
    assert_int_equal(fy_grid_append_tier(grid, FY_INTERVAL_TIER, "text", 4, 0, 1000, &tier), FY_OK);
    for (size_t i = 0; i < 1000; i++) {
        fy_memory_fail_after(0);
        enum fy_status status = fy_tier_append_interval(grid, tier, (double)i, (double)i + 1, "some label", 10);
        fy_memory_fail_after(-1);
        if (status == FY_NO_MEMORY) {
            refused++;
            assert_int_equal(fy_tier_size(grid, tier), i);
            put_interval(grid, tier, (double)i, (double)i + 1, "some label");
        }
    }
    assert_in_range(refused, 5, 50);
    assert_int_equal(fy_tier_size(grid, tier), 1000);
    assert_int_equal(fy_tier_reserve(grid, tier, SIZE_MAX), FY_NO_MEMORY);
    assert_int_equal(fy_tier_reserve(grid, tier, 3000), FY_OK);
    assert_string_equal(fy_tier_intervals(grid, tier)[999].text, "some label");
    fy_memory_fail_after(0);
    assert_null(fy_grid_new(0, 1));
    fy_memory_fail_after(-1);
    fy_grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty_grid),
        cmocka_unit_test(test_kept_text_stays),
        cmocka_unit_test(test_appending_keeps_order),
        cmocka_unit_test(test_searching),
        cmocka_unit_test(test_large_tiers),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_sisters),
        cmocka_unit_test(test_equality),
        cmocka_unit_test(test_failing_memory),
    };
    return cmocka_run_group_tests_name("grid", tests, NULL, NULL);
}

/* Labels, points and whole tiers. */
#include <fangyin/edit.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/grids.h"
#include <math.h>

static struct fy_grid *sample(void)
{
    struct fy_grid *grid = fy_grid_new(0, 4);
    make_tier(grid, "text", (const double[]){ 0, 1, 4 }, (const char *const[]){ "a", "b" }, 2);
    assert_int_equal(fy_grid_append_tier(grid, FY_POINT_TIER, "tones", 5, 0, 4, NULL), FY_OK);
    for (int i = 1; i <= 3; i++) {
        assert_int_equal(fy_tier_append_point(grid, 1, i, &"0123"[i], 1), FY_OK);
    }
    return grid;
}

static void test_labels(void **state)
{
    (void)state;
    struct fy_grid *grid = sample();
    struct fy_edit edit;
    struct fy_error error = { 0 };
    assert_int_equal(fy_edit_set_label(&edit, grid, 0, 1, "天氣, more", 6, &error), FY_OK);
    apply_both_ways(grid, &edit);
    assert_string_equal(labels_of(grid, 0), "|a|天氣|");
    assert_int_equal(fy_edit_set_label(&edit, grid, 0, 2, "x", 1, &error), FY_INVALID);
    assert_int_equal(fy_edit_set_label(&edit, grid, 0, FY_NONE, "x", 1, &error), FY_INVALID);
    assert_int_equal(fy_edit_set_label(&edit, grid, 1, 0, "x", 1, &error), FY_INVALID);
    assert_int_equal(fy_edit_set_label(&edit, grid, 0, 0, "\xE5\xA4", 2, &error), FY_INVALID);
    assert_int_equal(fy_edit_set_label(&edit, grid, 0, 0, "x\0y", 3, &error), FY_INVALID);
    assert_null(edit.after);
    /* The interval there is another one by now, or it says something else. */
    assert_int_equal(fy_edit_set_label(&edit, grid, 0, 1, "x", 1, &error), FY_OK);
    edit.time = 1.0000000000000002;
    assert_int_equal(fy_edit_apply(&edit, grid, &error), FY_INVALID);
    assert_non_null(strstr(error.sentence, "1.0000000000000002"));
    assert_int_equal(fy_edit_set_label(&edit, grid, 0, 0, "x", 1, &error), FY_OK);
    edit.before = "other";
    assert_int_equal(fy_edit_apply(&edit, grid, &error), FY_INVALID);
    assert_string_equal(labels_of(grid, 0), "|a|天氣|");
    fy_grid_free(grid);
}

static void test_points(void **state)
{
    (void)state;
    struct fy_grid *grid = sample();
    struct fy_edit edit;
    struct fy_error error = { 0 };
    assert_int_equal(fy_edit_insert_point(&edit, grid, 1, 2.5, "new", 3, &error), FY_OK);
    apply_both_ways(grid, &edit);
    assert_int_equal(fy_edit_insert_point(&edit, grid, 1, 0, "first", 5, &error), FY_OK);
    apply_both_ways(grid, &edit);
    assert_int_equal(fy_edit_insert_point(&edit, grid, 1, 4, "last", 4, &error), FY_OK);
    apply_both_ways(grid, &edit);
    assert_string_equal(labels_of(grid, 1), "|first|1|2|new|3|last|");
    assert_int_equal(fy_edit_move_point(&edit, grid, 1, 1, 3.5, &error), FY_OK); /* past three others */
    apply_both_ways(grid, &edit);
    assert_string_equal(labels_of(grid, 1), "|first|2|new|3|1|last|");
    assert_int_equal(fy_edit_move_point(&edit, grid, 1, 5, 4, &error), FY_OK); /* to where it is */
    apply_both_ways(grid, &edit);
    assert_int_equal(fy_edit_set_mark(&edit, grid, 1, 0, "", 0, &error), FY_OK);
    apply_both_ways(grid, &edit);
    assert_int_equal(fy_edit_remove_point(&edit, grid, 1, 2, &error), FY_OK);
    apply_both_ways(grid, &edit);
    assert_string_equal(labels_of(grid, 1), "||2|3|1|last|");
    check_sound(grid);

    assert_int_equal(fy_edit_insert_point(&edit, grid, 1, 2, "x", 1, &error), FY_INVALID);
    assert_int_equal(fy_edit_insert_point(&edit, grid, 1, 4.5, "x", 1, &error), FY_INVALID);
    assert_int_equal(fy_edit_insert_point(&edit, grid, 1, -1, "x", 1, &error), FY_INVALID);
    assert_int_equal(fy_edit_insert_point(&edit, grid, 1, -0.0, "x", 1, &error), FY_INVALID);
    assert_int_equal(fy_edit_insert_point(&edit, grid, 1, (double)NAN, "x", 1, &error), FY_INVALID);
    assert_int_equal(fy_edit_insert_point(&edit, grid, 0, 2, "x", 1, &error), FY_INVALID);
    assert_int_equal(fy_edit_move_point(&edit, grid, 1, 1, 3, &error), FY_INVALID);
    assert_int_equal(fy_edit_move_point(&edit, grid, 1, 5, 3.25, &error), FY_INVALID);
    assert_int_equal(fy_edit_remove_point(&edit, grid, 1, FY_NONE, &error), FY_INVALID);
    assert_int_equal(fy_edit_set_mark(&edit, grid, 1, 5, "x", 1, &error), FY_INVALID);
    assert_int_equal(fy_edit_set_mark(&edit, grid, 1, 1, "x", 1, &error), FY_OK);
    edit.time = 3;
    assert_int_equal(fy_edit_apply(&edit, grid, &error), FY_INVALID);
    assert_string_equal(labels_of(grid, 1), "||2|3|1|last|");
    fy_grid_free(grid);
}

/* A grid that was read may have them; removing one must be possible, and possible to undo. */
static void test_points_at_one_time(void **state)
{
    (void)state;
    struct fy_grid *grid = sample();
    struct fy_edit edit;
    struct fy_error error = { 0 };
    assert_int_equal(fy_tier_append_point(grid, 1, 3, "twin", 4), FY_OK);
    assert_int_equal(fy_edit_remove_point(&edit, grid, 1, 2, &error), FY_INVALID);
    assert_non_null(strstr(error.sentence, "\"tones\""));
    assert_int_equal(fy_edit_move_point(&edit, grid, 1, 3, 1.5, &error), FY_OK);
    apply_both_ways(grid, &edit);
    assert_string_equal(labels_of(grid, 1), "|1|twin|2|3|");
    fy_grid_free(grid);

    grid = sample();
    assert_int_equal(fy_tier_append_point(grid, 1, 3, "twin", 4), FY_OK);
    assert_int_equal(fy_edit_remove_point(&edit, grid, 1, 3, &error), FY_OK);
    apply_both_ways(grid, &edit);
    assert_string_equal(labels_of(grid, 1), "|1|2|3|");
    fy_grid_free(grid);
}

static void test_adding_tiers(void **state)
{
    (void)state;
    struct fy_grid *grid = sample();
    struct fy_edit edit;
    struct fy_error error = { 0 };
    assert_int_equal(fy_edit_add_tier(&edit, grid, 0, FY_INTERVAL_TIER, "std", 0, &error), FY_OK);
    apply_both_ways(grid, &edit);
    assert_int_equal(fy_edit_add_tier(&edit, grid, 3, FY_INTERVAL_TIER, "note", FY_NONE, &error), FY_OK);
    apply_both_ways(grid, &edit);
    assert_int_equal(fy_edit_add_tier(&edit, grid, 1, FY_POINT_TIER, "marks", FY_NONE, &error), FY_OK);
    apply_both_ways(grid, &edit);
    const char *const names[] = { "std", "marks", "text", "tones", "note" };
    assert_int_equal(fy_grid_tier_count(grid), 5);
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(fy_tier_name(grid, i), names[i]);
    }
    assert_string_equal(labels_of(grid, 0), "|||");
    assert_true(fy_tier_intervals(grid, 0)[0].xmax == 1);
    assert_string_equal(labels_of(grid, 4), "||");
    assert_int_equal(fy_tier_size(grid, 1), 0);
    check_sound(grid);
    assert_int_equal(fy_edit_add_tier(&edit, grid, 0, FY_INTERVAL_TIER, "text", FY_NONE, &error), FY_INVALID);
    assert_non_null(strstr(error.sentence, "\"text\""));
    assert_int_equal(fy_edit_add_tier(&edit, grid, 6, FY_INTERVAL_TIER, "x", FY_NONE, &error), FY_INVALID);
    assert_int_equal(fy_edit_add_tier(&edit, grid, 0, FY_INTERVAL_TIER, "x", 3, &error), FY_INVALID);
    assert_int_equal(fy_edit_add_tier(&edit, grid, 0, FY_INTERVAL_TIER, "x", 99, &error), FY_INVALID);
    assert_int_equal(fy_edit_add_tier(&edit, grid, 0, (enum fy_tier_kind)5, "x", FY_NONE, &error), FY_INVALID);
    assert_int_equal(fy_edit_add_tier(&edit, grid, 0, FY_INTERVAL_TIER, "\xFF", FY_NONE, &error), FY_INVALID);
    fy_grid_free(grid);
    grid = fy_grid_new(1, 1);
    assert_int_equal(fy_edit_add_tier(&edit, grid, 0, FY_INTERVAL_TIER, "x", FY_NONE, &error), FY_INVALID);
    fy_grid_free(grid);
}

static void test_adding_content(void **state)
{
    (void)state;
    struct fy_grid *grid = sample();
    struct fy_edit edit;
    struct fy_error error = { 0 };
    char label[] = "gone", name[] = "old";
    struct fy_interval intervals[] = { { 0, 2, label }, { 3, 4, "after a gap" } };
    struct fy_tier_content content = { FY_INTERVAL_TIER, name, 0, 4, 2, intervals, NULL };
    assert_int_equal(fy_edit_add_tier_content(&edit, grid, 2, &content, &error), FY_OK);
    memset(label, 'x', 4);
    memset(name, 'x', 3);
    intervals[0].xmax = 77;
    apply_both_ways(grid, &edit);
    assert_string_equal(fy_tier_name(grid, 2), "old");
    assert_string_equal(labels_of(grid, 2), "|gone|after a gap|");
    assert_true(fy_tier_intervals(grid, 2)[0].xmax == 2);

    struct fy_point points[] = { { 1, "p" }, { 2, "q" } };
    struct fy_tier_content dots = { FY_POINT_TIER, "dots", 0, 4, 2, NULL, points };
    assert_int_equal(fy_edit_add_tier_content(&edit, grid, 0, &dots, &error), FY_OK);
    apply_both_ways(grid, &edit);
    assert_string_equal(labels_of(grid, 0), "|p|q|");

    dots.name = "more";
    struct fy_tier_content bad[8];
    for (size_t i = 0; i < 8; i++) {
        bad[i] = dots;
    }
    struct fy_point unordered[] = { { 2, "p" }, { 1, "q" } }, no_mark[] = { { 1, "p" }, { 2, NULL } };
    bad[0].points = unordered;
    bad[1].points = no_mark;
    bad[2].points = NULL;
    bad[3].xmax = (double)NAN;
    bad[4].kind = FY_INTERVAL_TIER;
    bad[5].kind = (enum fy_tier_kind)9;
    bad[6].name = NULL;
    bad[7].name = "text";
    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(fy_edit_add_tier_content(&edit, grid, 0, &bad[i], &error), FY_INVALID);
        if (i < 7) {
            struct fy_edit hostile = { .kind = FY_EDIT_ADD_TIER, .content = &bad[i] };
            assert_int_equal(fy_edit_apply(&hostile, grid, &error), FY_INVALID);
        }
    }
    assert_int_equal(fy_grid_tier_count(grid), 4);
    fy_grid_free(grid);
}

static void test_removing_and_renaming_tiers(void **state)
{
    (void)state;
    struct fy_grid *grid = sample();
    struct fy_edit edit, label;
    struct fy_error error = { 0 };
    assert_int_equal(fy_edit_rename_tier(&edit, grid, 1, "tones@B", &error), FY_OK);
    apply_both_ways(grid, &edit);
    assert_string_equal(fy_tier_name(grid, 1), "tones@B");
    assert_int_equal(fy_edit_rename_tier(&edit, grid, 1, "text", &error), FY_INVALID);
    assert_int_equal(fy_edit_rename_tier(&edit, grid, 2, "x", &error), FY_INVALID);
    assert_int_equal(fy_edit_rename_tier(&edit, grid, 1, "tones@B", &error), FY_OK); /* as it is */
    fy_edit_clear(&edit);
    assert_int_equal(fy_edit_remove_tier(&edit, grid, 2, &error), FY_INVALID);

    /* What is removed must be what the edit would put back. */
    assert_int_equal(fy_edit_remove_tier(&edit, grid, 0, &error), FY_OK);
    assert_int_equal(fy_edit_set_label(&label, grid, 0, 0, "changed", 7, &error), FY_OK);
    assert_int_equal(fy_edit_apply(&label, grid, &error), FY_OK);
    assert_int_equal(fy_edit_apply(&edit, grid, &error), FY_INVALID);
    assert_int_equal(fy_grid_tier_count(grid), 2);
    fy_edit_clear(&edit);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(fy_edit_remove_tier(&edit, grid, 0, &error), FY_OK);
        apply_both_ways(grid, &edit);
    }
    assert_int_equal(fy_grid_tier_count(grid), 0);
    fy_grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_labels),
        cmocka_unit_test(test_points),
        cmocka_unit_test(test_points_at_one_time),
        cmocka_unit_test(test_adding_tiers),
        cmocka_unit_test(test_adding_content),
        cmocka_unit_test(test_removing_and_renaming_tiers),
    };
    return cmocka_run_group_tests_name("labels, points, tiers", tests, NULL, NULL);
}

/* Three-way merges: what one person changed comes through, what both changed is a conflict, nothing is lost. */
#include <fangyin/merge.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "compare/street.h"

/* The starts of a tier's intervals: "0 2 4 6 ". */
static const char *starts_of(const struct fy_grid *grid, size_t tier)
{
    static char text[400];
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < fy_tier_size(grid, tier); i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%g ", fy_tier_intervals(grid, tier)[i].xmin);
    return text;
}

static void merge_and_free(struct fy_grid *base, struct fy_grid *a, struct fy_grid *b, struct fy_merge *merge)
{
    assert_int_equal(fy_merge(base, a, b, merge), FY_OK);
    fy_grid_free(base);
    fy_grid_free(a);
    fy_grid_free(b);
}

static void changes_of_both_come_through(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_merge merge;
    change_label(a, 0, 0, "早晨呀");
    move(a, 1, 4.3);   /* the end of 去邊度 */
    change_label(b, 0, 1, "你去邊度");
    change_label(b, 1, 2, "yue-gz");
    split(b, 7, 0);
    merge_and_free(base, a, b, &merge);
    assert_int_equal(merge.count, 0);
    assert_int_equal(fy_grid_tier_count(merge.grid), 2);
    assert_string_equal(labels_of(merge.grid, 0), "|早晨呀|你去邊度|街市|||");
    assert_string_equal(labels_of(merge.grid, 1), "|yue|yue|yue-gz|||");
    assert_string_equal(starts_of(merge.grid, 0), "0 2 4.3 6 7 ");
    assert_string_equal(starts_of(merge.grid, 1), "0 2 4.3 6 7 ");
    check_sound(merge.grid);
    fy_merge_free(&merge);
}

static void a_split_and_a_moved_end_go_together(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_merge merge;
    split(a, 3, strlen("去"));
    move(b, 1, 4.5);
    change_label(b, 0, 2, "街市呀");
    merge_and_free(base, a, b, &merge);
    assert_int_equal(merge.count, 0);
    assert_string_equal(labels_of(merge.grid, 0), "|早晨|去|邊度|街市呀||");
    assert_string_equal(starts_of(merge.grid, 1), "0 2 3 4.5 6 ");
    fy_merge_free(&merge);
}

static void two_texts_for_one_segment_conflict(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_merge merge;
    change_label(a, 0, 1, "去邊");
    change_label(b, 0, 1, "去哪");
    change_label(b, 1, 1, "cmn");
    merge_and_free(base, a, b, &merge);
    assert_int_equal(merge.count, 1);
    assert_string_equal(merge.conflicts[0].tier, "text");
    assert_true(merge.conflicts[0].xmin == 2 && merge.conflicts[0].xmax == 4);
    assert_string_equal(merge.conflicts[0].text, "text: A=\"去邊\" B=\"去哪\" BASE=\"去邊度\"");
    assert_string_equal(labels_of(merge.grid, 0), "|早晨|去邊|街市||");
    assert_string_equal(labels_of(merge.grid, 1), "|yue|cmn|yue||");
    assert_string_equal(fy_tier_name(merge.grid, 2), "conflict");
    assert_string_equal(labels_of(merge.grid, 2), "||text: A=\"去邊\" B=\"去哪\" BASE=\"去邊度\"||");
    check_sound(merge.grid);
    fy_merge_free(&merge);
}

static void the_same_change_of_both_is_none(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_merge merge;
    change_label(a, 0, 1, "去哪");
    change_label(b, 0, 1, "去哪");
    split(a, 5, strlen("街"));
    split(b, 5, strlen("街"));
    merge_and_free(base, a, b, &merge);
    assert_int_equal(merge.count, 0);
    assert_string_equal(labels_of(merge.grid, 0), "|早晨|去哪|街|市||");
    fy_merge_free(&merge);
}

static void a_split_against_a_new_text_conflicts(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_merge merge;
    split(a, 3, strlen("去"));
    change_label(b, 0, 1, "去哪");
    merge_and_free(base, a, b, &merge);
    assert_int_equal(merge.count, 2);
    assert_string_equal(merge.conflicts[0].text, "text: A=\"去\" |3| \"邊度\" B=\"去哪\" BASE=\"去邊度\"");
    assert_string_equal(merge.conflicts[1].text, "dialect: A=\"yue\" |3| \"yue\" B=\"yue\" BASE=\"yue\"");
    assert_string_equal(labels_of(merge.grid, 0), "|早晨|去|邊度|街市||");
    assert_int_equal(fy_tier_size(merge.grid, 2), 3); /* both in one interval, a line each */
    assert_non_null(strchr(fy_tier_intervals(merge.grid, 2)[1].text, '\n'));
    fy_merge_free(&merge);
}

static void a_joined_segment_keeps_what_the_other_did_elsewhere(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_merge merge;
    join(a, 0);
    change_label(b, 0, 2, "街市呀");
    move(b, 1, 4.5);
    merge_and_free(base, a, b, &merge);
    assert_int_equal(merge.count, 0);
    assert_string_equal(labels_of(merge.grid, 0), "|早晨去邊度|街市呀||");
    assert_string_equal(starts_of(merge.grid, 1), "0 4.5 6 ");
    fy_merge_free(&merge);
}

static void a_boundary_moved_far_is_still_that_boundary(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_merge merge;
    move(a, 0, 3.5); /* what is left of 去邊度 overlaps what it was by a quarter */
    change_label(b, 0, 1, "去哪");
    merge_and_free(base, a, b, &merge);
    assert_int_equal(merge.count, 0);
    assert_string_equal(labels_of(merge.grid, 0), "|早晨|去哪|街市||");
    assert_string_equal(starts_of(merge.grid, 0), "0 3.5 4 6 ");
    fy_merge_free(&merge);
}

static void a_boundary_moved_to_two_places_conflicts(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_merge merge;
    move(a, 1, 4.25);
    move(b, 1, 4.5);
    change_label(b, 0, 1, "去哪");
    merge_and_free(base, a, b, &merge);
    assert_int_equal(merge.count, 1);
    assert_string_equal(merge.conflicts[0].text, "text | boundary: A=4.25 B=4.5 BASE=4");
    assert_true(merge.conflicts[0].xmin == 4.25 && merge.conflicts[0].xmax == 4.5);
    assert_string_equal(starts_of(merge.grid, 0), "0 2 4.25 6 ");
    assert_string_equal(labels_of(merge.grid, 0), "|早晨|去哪|街市||");
    fy_merge_free(&merge);
}

static void boundaries_never_pass_each_other(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_merge merge;
    split(a, 3.8, strlen("去邊")); /* a new boundary at 3.8 ... */
    move(b, 1, 3.5);               /* ... and the end of that segment moved before it */
    merge_and_free(base, a, b, &merge);
    assert_int_equal(merge.count, 1);
    assert_string_equal(merge.conflicts[0].text, "text | boundary: A=4 B=3.5 BASE=4");
    assert_string_equal(starts_of(merge.grid, 0), "0 2 3.8 4 6 ");
    check_sound(merge.grid);
    fy_merge_free(&merge);
}

static void a_new_tier_gets_the_others_boundaries(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_merge merge;
    make_tier(a, "std", five, (const char *const[]){ "早上好", "去哪儿", "", "" }, 4);
    split(b, 5, strlen("街"));
    make_tier(b, "rom", (const double[]){ 0, 2, 4, 5, 6, 8 }, (const char *const[]){ "", "", "gaai1", "si5", "" }, 5);
    merge_and_free(base, a, b, &merge);
    assert_int_equal(merge.count, 0);
    assert_int_equal(fy_grid_tier_count(merge.grid), 4);
    assert_string_equal(fy_tier_name(merge.grid, 2), "rom");
    assert_string_equal(labels_of(merge.grid, 2), "|||gaai1|si5||");
    assert_string_equal(fy_tier_name(merge.grid, 3), "std");
    assert_string_equal(labels_of(merge.grid, 3), "|早上好|去哪儿||||");
    assert_string_equal(starts_of(merge.grid, 3), "0 2 4 5 6 ");
    fy_merge_free(&merge);
}

static void what_a_removed_and_b_changed_is_kept(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_edit edit;
    struct fy_merge merge;
    assert_int_equal(fy_edit_remove_tier(&edit, a, 1, NULL), FY_OK);
    assert_int_equal(fy_edit_apply(&edit, a, NULL), FY_OK);
    fy_edit_clear(&edit);
    assert_int_equal(fy_merge(base, a, b, &merge), FY_OK);
    assert_int_equal(merge.count, 0);
    assert_true(fy_grid_equal(merge.grid, a));
    fy_merge_free(&merge);
    change_label(b, 1, 0, "cmn");
    merge_and_free(base, a, b, &merge);
    assert_int_equal(merge.count, 1);
    assert_string_equal(merge.conflicts[0].text, "dialect | tier: A removed it, B changed it");
    assert_string_equal(labels_of(merge.grid, 1), "|cmn|yue|yue||");
    assert_int_equal(fy_grid_tier_count(merge.grid), 3);
    fy_merge_free(&merge);
}

static struct fy_grid *bells(const double *times, const char *const *marks, size_t count)
{
    struct fy_grid *grid = fy_grid_new(0, 8);
    size_t tier;
    assert_int_equal(fy_grid_append_tier(grid, FY_POINT_TIER, "bell", 4, 0, 8, &tier), FY_OK);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(fy_tier_append_point(grid, tier, times[i], marks[i], strlen(marks[i])), FY_OK);
    return grid;
}

static void points_are_merged_by_time(void **state)
{
    (void)state;
    struct fy_merge merge;
    /* A takes the first away, changes the third and adds one; B changes the second and the third. */
    merge_and_free(bells((const double[]){ 1, 2, 3, 8 }, (const char *const[]){ "叮", "噹", "咚", "完" }, 4),
                   bells((const double[]){ 2, 3, 5, 8 }, (const char *const[]){ "噹", "咚咚", "新", "完" }, 4),
                   bells((const double[]){ 1, 2, 3, 8 }, (const char *const[]){ "叮", "噹噹", "冬", "完" }, 4), &merge);
    assert_int_equal(merge.count, 1);
    assert_string_equal(merge.conflicts[0].text, "bell: A=\"咚咚\" B=\"冬\" BASE=\"咚\"");
    assert_string_equal(labels_of(merge.grid, 0), "|噹噹|咚咚|新|完|");
    check_sound(merge.grid);
    fy_merge_free(&merge);
    /* What A took away and B changed stays; the conflict at the very end has an interval. */
    merge_and_free(bells((const double[]){ 8 }, (const char *const[]){ "完" }, 1), bells(NULL, NULL, 0),
                   bells((const double[]){ 8 }, (const char *const[]){ "終" }, 1), &merge);
    assert_string_equal(labels_of(merge.grid, 0), "|終|");
    assert_string_equal(labels_of(merge.grid, 1), "||bell: B=\"終\" BASE=\"完\"|");
    check_sound(merge.grid);
    fy_merge_free(&merge);
}

static void without_a_base_both_added(void **state)
{
    (void)state;
    struct fy_grid *a = street(), *b = street();
    struct fy_merge merge;
    change_label(b, 0, 3, "落雨");
    split(a, 5, strlen("街"));
    make_tier(a, "words", five, (const char *const[]){ "w", "x", "y", "z" }, 4);
    merge_and_free(NULL, a, b, &merge);
    /* 街 | 市 and 街市 cannot both be; 落雨 is B's alone. */
    assert_int_equal(merge.count, 2);
    assert_string_equal(labels_of(merge.grid, 0), "|早晨|去邊度|街|市|落雨|");
    assert_string_equal(labels_of(merge.grid, 2), "|w|x|y|z|");
    fy_merge_free(&merge);
}

static void overlapping_intervals_are_kept_whole(void **state)
{
    (void)state;
    struct fy_grid *grids[3];
    struct fy_merge merge;
    static const char *const last[] = { "三", "叁", "參" };
    for (size_t i = 0; i < 3; i++) {
        grids[i] = fy_grid_new(0, 8);
        assert_int_equal(fy_grid_append_tier(grids[i], FY_INTERVAL_TIER, "text", 4, 0, 8, NULL), FY_OK);
        put_interval(grids[i], 0, 0, 3, "一");
        put_interval(grids[i], 0, 2, 5, "二");
        put_interval(grids[i], 0, 5, 8, last[i]);
    }
    merge_and_free(grids[0], grids[1], grids[2], &merge);
    assert_int_equal(merge.count, 1);
    assert_string_equal(merge.conflicts[0].text, "text | tier: A and B changed it; B's is \"text (B)\"");
    assert_string_equal(labels_of(merge.grid, 0), "|一|二|叁|");
    assert_string_equal(fy_tier_name(merge.grid, 1), "text (B)");
    assert_string_equal(labels_of(merge.grid, 1), "|一|二|參|");
    fy_merge_free(&merge);
}

static void gaps_stay_gaps(void **state)
{
    (void)state;
    struct fy_grid *grids[3];
    struct fy_merge merge;
    for (size_t i = 0; i < 3; i++) {
        grids[i] = fy_grid_new(0, 8);
        assert_int_equal(fy_grid_append_tier(grids[i], FY_INTERVAL_TIER, "words", 5, 0, 8, NULL), FY_OK);
        put_interval(grids[i], 0, 1, 3, i == 1 ? "壹" : "一");
        put_interval(grids[i], 0, 4, 6, i == 2 ? "貳" : "二");
        if (i == 2)
            put_interval(grids[i], 0, 6, 8, "三");
    }
    merge_and_free(grids[0], grids[1], grids[2], &merge);
    assert_int_equal(merge.count, 0);
    assert_string_equal(labels_of(merge.grid, 0), "|壹|貳|三|");
    assert_string_equal(starts_of(merge.grid, 0), "1 4 6 ");
    fy_merge_free(&merge);
}

static void segments_are_known_by_their_ids(void **state)
{
    (void)state;
    /* In A both boundaries moved so far that no segment overlaps itself by half, and one was added before them. */
    static const double base_times[] = { 0, 1, 2, 10 }, a_times[] = { 0, 0.5, 1.9, 7, 10 };
    static const char *const ids[] = { "s1", "s2", "s3" }, *const a_ids[] = { "s0", "s1", "s2", "s3" };
    struct fy_grid *base = make_grid(base_times, (const char *const[]){ "一", "二", "三" }, NULL, 3);
    struct fy_grid *a = make_grid(a_times, (const char *const[]){ "零", "一", "二", "三" }, NULL, 4);
    struct fy_grid *b = make_grid(base_times, (const char *const[]){ "一", "貳", "三" }, NULL, 3);
    struct fy_merge merge;
    make_tier(base, "id", base_times, ids, 3);
    make_tier(a, "id", a_times, a_ids, 4);
    make_tier(b, "id", base_times, ids, 3);
    merge_and_free(base, a, b, &merge);
    assert_int_equal(merge.count, 0);
    assert_string_equal(labels_of(merge.grid, 0), "|零|一|貳|三|");
    assert_string_equal(starts_of(merge.grid, 0), "0 0.5 1.9 7 ");
    fy_merge_free(&merge);
}

static void an_older_conflict_tier_is_left_alone(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_merge merge;
    make_tier(a, "conflict", (const double[]){ 0, 8 }, (const char *const[]){ "to be settled" }, 1);
    change_label(a, 0, 1, "去邊");
    change_label(b, 0, 1, "去哪");
    merge_and_free(base, a, b, &merge);
    assert_string_equal(labels_of(merge.grid, fy_grid_find_tier(merge.grid, "conflict")), "|to be settled|");
    assert_int_equal(fy_tier_size(merge.grid, fy_grid_find_tier(merge.grid, "conflict-2")), 3);
    fy_merge_free(&merge);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_of_both_come_through),
        cmocka_unit_test(a_split_and_a_moved_end_go_together),
        cmocka_unit_test(two_texts_for_one_segment_conflict),
        cmocka_unit_test(the_same_change_of_both_is_none),
        cmocka_unit_test(a_split_against_a_new_text_conflicts),
        cmocka_unit_test(a_joined_segment_keeps_what_the_other_did_elsewhere),
        cmocka_unit_test(a_boundary_moved_far_is_still_that_boundary),
        cmocka_unit_test(a_boundary_moved_to_two_places_conflicts),
        cmocka_unit_test(boundaries_never_pass_each_other),
        cmocka_unit_test(a_new_tier_gets_the_others_boundaries),
        cmocka_unit_test(what_a_removed_and_b_changed_is_kept),
        cmocka_unit_test(points_are_merged_by_time),
        cmocka_unit_test(without_a_base_both_added),
        cmocka_unit_test(overlapping_intervals_are_kept_whole),
        cmocka_unit_test(gaps_stay_gaps),
        cmocka_unit_test(segments_are_known_by_their_ids),
        cmocka_unit_test(an_older_conflict_tier_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

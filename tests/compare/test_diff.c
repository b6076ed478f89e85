/* What is told of two grids that differ; and that nothing is told of equal ones only. */
#include <fangyin/diff.h>
#include <fangyin/memory.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/grids.h"

static const double five[] = { 0, 2, 4, 6, 8 };

static struct fy_grid *street(void)
{
    struct fy_grid *grid = fy_grid_new(0, 8);
    make_tier(grid, "text", five, (const char *const[]){ "早晨", "", "街市", "" }, 4);
    make_tier(grid, "dialect", five, (const char *const[]){ "yue", "", "yue", "" }, 4);
    return grid;
}

static void apply(struct fy_grid *grid, struct fy_edit *edit)
{
    assert_int_equal(fy_edit_apply(edit, grid, NULL), FY_OK);
    fy_edit_clear(edit);
}

static void change_label(struct fy_grid *grid, size_t tier, size_t index, const char *text)
{
    struct fy_edit edit;
    assert_int_equal(fy_edit_set_label(&edit, grid, tier, index, text, strlen(text), NULL), FY_OK);
    apply(grid, &edit);
}

static void put_index(char *text, size_t size, size_t index)
{
    if (index == FY_NONE)
        snprintf(text, size, "-");
    else
        snprintf(text, size, "%zu", index);
}

/* "label 0/0 1/1; " a change: tiers of A and B, then items. Frees both grids. */
static const char *told(struct fy_grid *a, struct fy_grid *b)
{
    static char text[2000];
    size_t used = 0;
    struct fy_diff diff;
    assert_int_equal(fy_diff(a, b, &diff), FY_OK);
    text[0] = '\0';
    for (size_t i = 0; i < diff.count && used < sizeof text - 100; i++) {
        const struct fy_change *change = &diff.items[i];
        char parts[4][24];
        put_index(parts[0], sizeof parts[0], change->tier_a);
        put_index(parts[1], sizeof parts[1], change->tier_b);
        put_index(parts[2], sizeof parts[2], change->item_a);
        put_index(parts[3], sizeof parts[3], change->item_b);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s %s/%s %s/%s; ", fy_change_name(change->kind),
                                 parts[0], parts[1], parts[2], parts[3]);
    }
    fy_diff_free(&diff);
    fy_grid_free(a);
    fy_grid_free(b);
    return text;
}

static void equal_grids_have_no_changes(void **state)
{
    (void)state;
    assert_string_equal(told(street(), street()), "");
}

static void text_and_tags_are_told_on_their_tiers(void **state)
{
    (void)state;
    struct fy_grid *b = street();
    change_label(b, 0, 0, "早晨呀");
    change_label(b, 1, 2, "yue-gz");
    assert_string_equal(told(street(), b), "label 0/0 0/0; label 1/1 2/2; ");
}

static void a_moved_end_is_told_once(void **state)
{
    (void)state;
    struct fy_grid *b = street();
    struct fy_edit edit;
    assert_int_equal(fy_edit_move_boundary(&edit, b, 0, 0, 2.5, NULL), FY_OK);
    apply(b, &edit);
    /* Not for the pause behind it, and not for the dialect tier. */
    assert_string_equal(told(street(), b), "time 0/0 0/0; ");
}

static void what_came_and_went_brings_its_tags(void **state)
{
    (void)state;
    struct fy_grid *b = street();
    struct fy_edit edit;
    assert_int_equal(fy_edit_insert_boundary(&edit, b, 0, 7, 0, NULL), FY_OK);
    apply(b, &edit);
    change_label(b, 0, 4, "落雨");
    change_label(b, 1, 4, "nan");
    assert_string_equal(told(street(), b), "time 0/0 3/3; added 0/0 -/4; added 1/1 -/4; ");
    b = street();
    change_label(b, 0, 2, "");
    assert_int_equal(fy_edit_remove_boundary(&edit, b, 0, 1, NULL), FY_OK);
    apply(b, &edit);
    assert_int_equal(fy_edit_remove_boundary(&edit, b, 0, 1, NULL), FY_OK);
    apply(b, &edit);
    struct fy_diff diff;
    struct fy_grid *a = street();
    assert_int_equal(fy_diff(a, b, &diff), FY_OK);
    bool text_gone = false;
    for (size_t i = 0; i < diff.count; i++)
        text_gone = text_gone || (diff.items[i].kind == FY_CHANGE_REMOVED && diff.items[i].tier_a == 0 && diff.items[i].item_a == 2);
    assert_true(text_gone);
    fy_diff_free(&diff);
    fy_grid_free(a);
    fy_grid_free(b);
}

static void ids_come_before_times(void **state)
{
    (void)state;
    static const double moved[] = { 0, 1, 8 };
    struct fy_grid *a = fy_grid_new(0, 8), *b = fy_grid_new(0, 8);
    make_tier(a, "text", (const double[]){ 0, 6, 8 }, (const char *const[]){ "一", "二" }, 2);
    make_tier(a, "id", (const double[]){ 0, 6, 8 }, (const char *const[]){ "s1", "s2" }, 2);
    make_tier(b, "text", moved, (const char *const[]){ "一", "二" }, 2);
    make_tier(b, "id", moved, (const char *const[]){ "s1", "s2" }, 2);
    assert_string_equal(told(a, b), "time 0/0 0/0; time 0/0 1/1; ");
}

static void tiers_and_domains_are_told(void **state)
{
    (void)state;
    struct fy_grid *a = street(), *b = street();
    make_tier(a, "note", five, (const char *const[]){ "", "", "", "" }, 4);
    make_tier(b, "std", five, (const char *const[]){ "", "", "", "" }, 4);
    assert_string_equal(told(a, b), "tier-removed 2/- -/-; tier-added -/2 -/-; ");
    a = fy_grid_new(0, 8), b = fy_grid_new(0, 8);
    make_tier(a, "text", five, (const char *const[]){ "", "", "", "" }, 4);
    make_tier(a, "words", five, (const char *const[]){ "", "", "", "" }, 4);
    make_tier(b, "words", five, (const char *const[]){ "", "", "", "" }, 4);
    make_tier(b, "text", five, (const char *const[]){ "", "", "", "" }, 4);
    assert_string_equal(told(a, b), "tier-order -/- -/-; ");
    assert_string_equal(told(fy_grid_new(0, 8), fy_grid_new(0, 9)), "domain -/- -/-; ");
}

static void points_are_known_by_time(void **state)
{
    (void)state;
    struct fy_grid *grids[2];
    static const double times[2][2] = { { 1, 2 }, { 2, 3 } };
    static const char *const marks[2][2] = { { "叮", "噹" }, { "噹噹", "咚" } };
    for (size_t i = 0; i < 2; i++) {
        grids[i] = fy_grid_new(0, 8);
        assert_int_equal(fy_grid_append_tier(grids[i], FY_POINT_TIER, "bell", 4, 0, 8, NULL), FY_OK);
        for (size_t j = 0; j < 2; j++)
            assert_int_equal(fy_tier_append_point(grids[i], 0, times[i][j], marks[i][j], strlen(marks[i][j])), FY_OK);
    }
    assert_string_equal(told(grids[0], grids[1]), "removed 0/0 0/-; label 0/0 1/0; added 0/0 -/1; ");
}

static void a_pause_that_left_its_segment_is_told(void **state)
{
    (void)state;
    struct fy_grid *grids[2];
    for (size_t i = 0; i < 2; i++) {
        grids[i] = fy_grid_new(0, 8);
        assert_int_equal(fy_grid_append_tier(grids[i], FY_INTERVAL_TIER, "text", 4, 0, 8, NULL), FY_OK);
        put_interval(grids[i], 0, 0, 2, "早晨");
        put_interval(grids[i], 0, i == 0 ? 2 : 3, 8, "");
    }
    assert_string_equal(told(grids[0], grids[1]), "other 0/0 -/-; ");
}

/* Grids with gaps, overlaps, several tiers of a name: changes are told if and only if the grids differ. */
static struct fy_grid *any_grid(uint64_t *random)
{
    static const char *const names[] = { "text", "dialect", "words", "text" };
    struct fy_grid *grid = fy_grid_new(0, (double)(8 + random_below(random, 20) / 19));
    for (size_t t = random_below(random, 4); t > 0; t--) {
        size_t tier;
        const char *name = names[random_below(random, 4)];
        const enum fy_tier_kind kind = random_below(random, 5) == 0 ? FY_POINT_TIER : FY_INTERVAL_TIER;
        assert_int_equal(fy_grid_append_tier(grid, kind, name, strlen(name), 0, 8, &tier), FY_OK);
        double at = 0;
        for (size_t i = random_below(random, 4); i > 0; i--) {
            const char *label = random_below(random, 2) ? "" : random_below(random, 2) ? "x" : "y";
            const double end = at + (double)random_below(random, 3);
            if (kind == FY_POINT_TIER)
                assert_int_equal(fy_tier_append_point(grid, tier, at, label, strlen(label)), FY_OK);
            else
                put_interval(grid, tier, at, end, label);
            at = random_below(random, 6) ? end : at + (double)random_below(random, 2);
        }
    }
    return grid;
}

static void changes_are_told_if_and_only_if_grids_differ(void **state)
{
    (void)state;
    uint64_t random = 5;
    size_t equal = 0;
    for (int round = 0; round < 20000; round++) {
        struct fy_grid *a = any_grid(&random), *b = any_grid(&random);
        struct fy_diff diff;
        assert_int_equal(fy_diff(a, b, &diff), FY_OK);
        assert_int_equal(diff.count == 0, fy_grid_equal(a, b));
        equal += diff.count == 0;
        fy_diff_free(&diff);
        assert_int_equal(fy_diff(a, a, &diff), FY_OK);
        assert_int_equal(diff.count, 0);
        fy_diff_free(&diff);
        fy_grid_free(a);
        fy_grid_free(b);
    }
    assert_true(equal > 0);
}

static void want_of_memory_is_told(void **state)
{
    (void)state;
    struct fy_grid *a = street(), *b = street();
    struct fy_diff diff;
    enum fy_status status = FY_NO_MEMORY;
    change_label(b, 0, 0, "早晨呀");
    long count = 0;
    for (; status != FY_OK; count++) {
        fy_memory_fail_after(count);
        status = fy_diff(a, b, &diff);
        fy_memory_fail_after(-1);
        assert_int_equal(diff.count, status == FY_OK);
    }
    assert_true(count > 5);
    fy_diff_free(&diff);
    fy_grid_free(a);
    fy_grid_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_grids_have_no_changes),
        cmocka_unit_test(text_and_tags_are_told_on_their_tiers),
        cmocka_unit_test(a_moved_end_is_told_once),
        cmocka_unit_test(what_came_and_went_brings_its_tags),
        cmocka_unit_test(ids_come_before_times),
        cmocka_unit_test(tiers_and_domains_are_told),
        cmocka_unit_test(points_are_known_by_time),
        cmocka_unit_test(a_pause_that_left_its_segment_is_told),
        cmocka_unit_test(changes_are_told_if_and_only_if_grids_differ),
        cmocka_unit_test(want_of_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

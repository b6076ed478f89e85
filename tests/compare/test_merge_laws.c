/* The laws of merging hold for any edits; a merge is edits that can be undone; want of memory is told. */
#include <fangyin/diff.h>
#include <fangyin/memory.h>
#include <fangyin/merge.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "compare/street.h"

enum { ROUNDS = 3000 };

static unsigned next_label;

static void random_label(char *text, size_t size, const char *who)
{
    snprintf(text, size, "%s%u", who, next_label++);
}

/* One edit of a kind an annotator makes, if it can be made there. */
static void edit_somewhere(struct fy_grid *grid, const char *who, uint64_t *random)
{
    struct fy_edit edit = { 0 };
    char text[32];
    const size_t tier = random_below(random, fy_grid_tier_count(grid)), size = fy_tier_size(grid, tier);
    const size_t index = size > 0 ? random_below(random, size) : 0;
    enum fy_status status = FY_INVALID;
    random_label(text, sizeof text, who);
    if (fy_tier_kind(grid, tier) == FY_POINT_TIER) {
        const uint32_t kind = next_random(random) % 4;
        if (kind == 0)
            status = fy_edit_insert_point(&edit, grid, tier, (double)random_below(random, 32) / 4, text, strlen(text), NULL);
        else if (size > 0 && kind == 1)
            status = fy_edit_remove_point(&edit, grid, tier, index, NULL);
        else if (size > 0)
            status = fy_edit_set_mark(&edit, grid, tier, index, text, strlen(text), NULL);
    } else {
        const struct fy_interval *interval = &fy_tier_intervals(grid, tier)[index];
        const double inside = interval->xmin + (interval->xmax - interval->xmin) * (1 + (double)random_below(random, 3)) / 4;
        switch (next_random(random) % 10) {
        case 0:
        case 1:
            status = fy_edit_insert_boundary(&edit, grid, tier, inside, random_below(random, 4), NULL);
            break;
        case 2:
            status = index + 1 < size ? fy_edit_remove_boundary(&edit, grid, tier, index, NULL) : FY_INVALID;
            break;
        case 3:
        case 4:
            status = index + 1 < size ? fy_edit_move_boundary(&edit, grid, tier, index, inside, NULL) : FY_INVALID;
            break;
        case 5:
            if (random_below(random, 8) == 0)
                status = fy_edit_add_tier(&edit, grid, random_below(random, fy_grid_tier_count(grid) + 1), FY_INTERVAL_TIER,
                                          random_below(random, 2) ? "std" : "rom", tier, NULL);
            else if (random_below(random, 8) == 0 && fy_grid_tier_count(grid) > 1)
                status = fy_edit_remove_tier(&edit, grid, tier, NULL);
            break;
        default:
            status = fy_edit_set_label(&edit, grid, tier, index, text, strlen(text), NULL);
            break;
        }
    }
    if (status == FY_OK)
        assert_int_equal(fy_edit_apply(&edit, grid, NULL), FY_OK);
    fy_edit_clear(&edit);
}

static struct fy_grid *random_base(uint64_t *random)
{
    struct fy_grid *grid = street();
    static const double thirds[] = { 0, 3, 5, 8 };
    if (random_below(random, 2))
        make_tier(grid, "id", five, (const char *const[]){ "s1", "s2", "s3", "s4" }, 4);
    make_tier(grid, "words", thirds, (const char *const[]){ "", "x", "y" }, 3);
    assert_int_equal(fy_grid_append_tier(grid, FY_POINT_TIER, "bell", 4, 0, 8, NULL), FY_OK);
    for (size_t i = random_below(random, 4); i > 0; i--)
        edit_somewhere(grid, "o", random);
    return grid;
}

static bool has_label(const struct fy_grid *grid, const char *label, bool whole)
{
    for (size_t t = 0; t < fy_grid_tier_count(grid); t++) {
        for (size_t i = 0; i < fy_tier_size(grid, t); i++) {
            const char *text = fy_tier_kind(grid, t) == FY_INTERVAL_TIER ? fy_tier_intervals(grid, t)[i].text
                                                                         : fy_tier_points(grid, t)[i].mark;
            if (strcmp(text, label) == 0 || (!whole && strncmp(fy_tier_name(grid, t), "conflict", 8) == 0 && strstr(text, label)))
                return true;
        }
    }
    return false;
}

static void check_nothing_lost(const struct fy_merge *merge, const struct fy_grid *base, const struct fy_grid *side)
{
    for (size_t t = 0; t < fy_grid_tier_count(side); t++) {
        for (size_t i = 0; i < fy_tier_size(side, t); i++) {
            const char *text = fy_tier_kind(side, t) == FY_INTERVAL_TIER ? fy_tier_intervals(side, t)[i].text
                                                                         : fy_tier_points(side, t)[i].mark;
            if (!has_label(base, text, true) && !has_label(merge->grid, text, merge->count == 0))
                fail_msg("%s of tier %s is lost", text, fy_tier_name(side, t));
        }
    }
}

/* The merge is the open grid and edits, which can be undone. */
static void check_edits_lead_to(const struct fy_grid *from, const struct fy_grid *to)
{
    struct fy_grid *grid = copy_grid(from);
    struct fy_history *history = fy_history_new(grid);
    struct fy_error error = { 0 };
    assert_non_null(history);
    if (fy_diff_apply(history, grid, to, 0, &error) != FY_OK)
        fail_msg("%s", error.sentence);
    assert_true(fy_grid_equal(grid, to));
    assert_int_equal(fy_history_undo_count(history), !fy_grid_equal(from, to));
    if (fy_history_undo_count(history) > 0)
        assert_int_equal(fy_history_undo(history, NULL, &error), FY_OK);
    assert_true(fy_grid_equal(grid, from));
    fy_history_free(history);
    fy_grid_free(grid);
}

static void check_gives(const struct fy_grid *base, const struct fy_grid *a, const struct fy_grid *b,
                        const struct fy_grid *expected)
{
    struct fy_merge merge;
    assert_int_equal(fy_merge(base, a, b, &merge), FY_OK);
    assert_int_equal(merge.count, 0);
    assert_true(fy_grid_equal(merge.grid, expected));
    fy_merge_free(&merge);
}

static void any_edits_merge_by_the_laws(void **state)
{
    (void)state;
    uint64_t random = 20;
    size_t clean = 0, conflicts = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct fy_grid *base = random_base(&random), *a = copy_grid(base), *b = copy_grid(base);
        struct fy_merge one, other;
        for (size_t i = random_below(&random, 6); i > 0; i--)
            edit_somewhere(a, "a", &random);
        for (size_t i = random_below(&random, 6); i > 0; i--)
            edit_somewhere(b, "b", &random);
        check_gives(base, a, base, a);
        check_gives(base, base, a, a);
        check_gives(base, a, a, a);
        check_gives(NULL, a, a, a);
        assert_int_equal(fy_merge(base, a, b, &one), FY_OK);
        assert_int_equal(fy_merge(base, b, a, &other), FY_OK);
        assert_int_equal(one.count == 0, other.count == 0);
        if (one.count == 0) {
            assert_true(fy_grid_equal(one.grid, other.grid));
            clean++;
        } else {
            conflicts++;
        }
        check_sound(one.grid);
        check_edits_lead_to(base, one.grid);
        check_edits_lead_to(a, one.grid);
        check_nothing_lost(&one, base, a);
        check_nothing_lost(&one, base, b);
        fy_merge_free(&one);
        fy_merge_free(&other);
        fy_grid_free(base);
        fy_grid_free(a);
        fy_grid_free(b);
    }
    /* Both kinds were tried. */
    assert_true(clean > ROUNDS / 10 && conflicts > ROUNDS / 10);
}

static void edits_change_no_domain_and_stop_without_memory(void **state)
{
    (void)state;
    struct fy_grid *grid = street(), *before = street(), *target = street(), *longer = fy_grid_new(0, 9);
    struct fy_history *history = fy_history_new(grid);
    struct fy_error error = { 0 };
    enum fy_status status = FY_NO_MEMORY;
    assert_int_equal(fy_diff_apply(history, grid, longer, 0, &error), FY_INVALID);
    change_label(target, 0, 1, "去哪");
    split(target, 5, 0);
    make_tier(target, "std", five, (const char *const[]){ "早上好", "去哪儿", "", "" }, 4);
    for (long count = 0; status != FY_OK; count++) {
        assert_true(fy_grid_equal(grid, before));
        fy_memory_fail_after(count);
        status = fy_diff_apply(history, grid, target, 0, &error);
        fy_memory_fail_after(-1);
    }
    assert_true(fy_grid_equal(grid, target));
    fy_history_free(history);
    fy_grid_free(grid);
    fy_grid_free(before);
    fy_grid_free(target);
    fy_grid_free(longer);
}

static void every_want_of_memory_is_told(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_merge merge;
    enum fy_status status = FY_NO_MEMORY;
    change_label(a, 0, 1, "去邊");
    change_label(b, 0, 1, "去哪");
    make_tier(b, "std", five, (const char *const[]){ "早上好", "去哪儿", "", "" }, 4);
    long count = 0;
    for (; status != FY_OK; count++) {
        fy_memory_fail_after(count);
        status = fy_merge(base, a, b, &merge);
        fy_memory_fail_after(-1);
        if (status != FY_OK) {
            assert_int_equal(status, FY_NO_MEMORY);
            assert_null(merge.grid);
            assert_int_equal(merge.count, 0);
        }
    }
    assert_true(count > 20);
    assert_int_equal(merge.count, 1);
    fy_merge_free(&merge);
    fy_grid_free(base);
    fy_grid_free(a);
    fy_grid_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_edits_merge_by_the_laws),
        cmocka_unit_test(edits_change_no_domain_and_stop_without_memory),
        cmocka_unit_test(every_want_of_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

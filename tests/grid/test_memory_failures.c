/* Every allocation of every edit and of the history made to fail in turn: nothing may change then. */
#include <fangyin/history.h>
#include <fangyin/memory.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/grids.h"

/* Eight intervals fill the first array that a tier gets, so that one more needs memory. */
static struct fy_grid *sample(void)
{
    struct fy_grid *grid = fy_grid_new(0, 8);
    const double times[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8 };
    const char *const labels[] = { "one two", "wu", "min", "d", "e", "f", "g", "h" };
    static const char *const names[] = { "text", "dialect", "std", "note", "words", "flag", "id" };
    for (size_t t = 0; t < 7; t++) {
        make_tier(grid, names[t], times, labels, 8);
    }
    assert_int_equal(fy_grid_append_tier(grid, FY_POINT_TIER, "tones", 5, 0, 8, NULL), FY_OK);
    for (int i = 0; i < 8; i++) {
        assert_int_equal(fy_tier_append_point(grid, 7, i, "x", 1), FY_OK);
    }
    return grid;
}

static char long_text[5000]; /* more than the grid's store has left */

static enum fy_status make(struct fy_edit *edit, struct fy_grid *grid, enum fy_edit_kind kind)
{
    switch (kind) {
    case FY_EDIT_INSERT_BOUNDARY:
        return fy_edit_insert_boundary(edit, grid, 0, 0.5, 3, NULL);
    case FY_EDIT_REMOVE_BOUNDARY:
        return fy_edit_remove_boundary(edit, grid, 0, 1, NULL);
    case FY_EDIT_MOVE_BOUNDARY:
        return fy_edit_move_boundary(edit, grid, 0, 3, 4.5, NULL);
    case FY_EDIT_SET_LABEL:
        return fy_edit_set_label(edit, grid, 0, 5, long_text, sizeof long_text, NULL);
    case FY_EDIT_INSERT_POINT:
        return fy_edit_insert_point(edit, grid, 7, 0.5, long_text, sizeof long_text, NULL);
    case FY_EDIT_REMOVE_POINT:
        return fy_edit_remove_point(edit, grid, 7, 3, NULL);
    case FY_EDIT_MOVE_POINT:
        return fy_edit_move_point(edit, grid, 7, 3, 6.5, NULL);
    case FY_EDIT_SET_MARK:
        return fy_edit_set_mark(edit, grid, 7, 3, long_text, sizeof long_text, NULL);
    case FY_EDIT_ADD_TIER:
        return fy_edit_add_tier(edit, grid, 1, FY_INTERVAL_TIER, "rom", 0, NULL);
    case FY_EDIT_REMOVE_TIER:
        return fy_edit_remove_tier(edit, grid, 3, NULL);
    case FY_EDIT_RENAME_TIER:
        return fy_edit_rename_tier(edit, grid, 4, "renamed", NULL);
    }
    return FY_INVALID;
}

static int set_up(void **state)
{
    (void)state;
    memset(long_text, 'a', sizeof long_text);
    return 0;
}

/* Make, invert and apply, each failing at its n-th allocation for n = 0, 1, ... until it succeeds. Returns failures. */
static size_t fail_everywhere(enum fy_edit_kind kind)
{
    struct fy_grid *grid = sample(), *before = copy_grid(grid);
    struct fy_edit edit, inverse;
    size_t failures = 0;
    enum fy_status status = FY_NO_MEMORY;
    for (long n = 0; status == FY_NO_MEMORY; n++) {
        fy_memory_fail_after(n);
        status = make(&edit, grid, kind);
        fy_memory_fail_after(-1);
        assert_true(fy_grid_equal(grid, before));
        if (status != FY_OK) {
            assert_int_equal(status, FY_NO_MEMORY);
            assert_true(!edit.parts && !edit.content);
            failures++;
        }
    }
    status = FY_NO_MEMORY;
    for (long n = 0; status == FY_NO_MEMORY; n++) {
        fy_memory_fail_after(n);
        status = fy_edit_invert(&inverse, &edit);
        fy_memory_fail_after(-1);
        assert_true(status == FY_OK || (!inverse.parts && !inverse.content));
        failures += status != FY_OK;
    }
    for (int way = 0; way < 2; way++) {
        status = FY_NO_MEMORY;
        for (long n = 0; status == FY_NO_MEMORY; n++) {
            struct fy_grid *now = copy_grid(grid);
            fy_memory_fail_after(n);
            status = fy_edit_apply(way == 0 ? &edit : &inverse, grid, NULL);
            fy_memory_fail_after(-1);
            assert_true(status == FY_OK || (status == FY_NO_MEMORY && fy_grid_equal(grid, now)));
            failures += status != FY_OK;
            fy_grid_free(now);
        }
    }
    assert_true(fy_grid_equal(grid, before));
    fy_edit_clear(&edit);
    fy_edit_clear(&inverse);
    fy_grid_free(grid);
    fy_grid_free(before);
    return failures;
}

static void test_edits(void **state)
{
    (void)state;
    size_t failures = 0;
    for (int kind = 0; kind <= FY_EDIT_RENAME_TIER; kind++) {
        failures += fail_everywhere((enum fy_edit_kind)kind);
    }
    assert_true(failures > 20);
}

/* A step with many edits. Returns the first failure. */
static enum fy_status do_step(struct fy_history *history, struct fy_grid *grid)
{
    static const enum fy_edit_kind kinds[] = {
        FY_EDIT_MOVE_BOUNDARY, FY_EDIT_INSERT_BOUNDARY, FY_EDIT_REMOVE_TIER,
        FY_EDIT_SET_LABEL,     FY_EDIT_INSERT_POINT,    FY_EDIT_SET_LABEL,
        FY_EDIT_MOVE_POINT,    FY_EDIT_SET_MARK,        FY_EDIT_REMOVE_BOUNDARY,
    };
    enum fy_status status = FY_OK;
    fy_history_begin(history, 3);
    for (size_t i = 0; status == FY_OK && i < sizeof kinds / sizeof *kinds + 3; i++) {
        struct fy_edit edit;
        if (i < sizeof kinds / sizeof *kinds) {
            size_t points = fy_grid_find_tier(grid, "tones");
            status = kinds[i] == FY_EDIT_INSERT_POINT
                         ? fy_edit_insert_point(&edit, grid, points, 0.5, long_text, sizeof long_text, NULL)
                     : kinds[i] == FY_EDIT_MOVE_POINT ? fy_edit_move_point(&edit, grid, points, 3, 6.5, NULL)
                     : kinds[i] == FY_EDIT_SET_MARK   ? fy_edit_set_mark(&edit, grid, points, 2, "y", 1, NULL)
                                                      : make(&edit, grid, kinds[i]);
        } else if (i % 2 == 0) {
            status = fy_edit_remove_tier(&edit, grid, 0, NULL);
        } else {
            status = fy_edit_add_tier(&edit, grid, 2, FY_INTERVAL_TIER, i % 4 == 1 ? "rom" : "ipa", 1, NULL);
        }
        if (status == FY_OK) {
            status = fy_history_do(history, &edit, NULL);
        }
    }
    if (status == FY_OK) {
        fy_history_end(history);
    } else {
        fy_history_cancel(history);
    }
    return status;
}

static void test_steps_and_undo(void **state)
{
    (void)state;
    struct fy_grid *grid = sample(), *before = copy_grid(grid);
    struct fy_history *history = fy_history_new(grid);
    enum fy_status status = FY_NO_MEMORY;
    long n;
    for (n = 0; status == FY_NO_MEMORY; n++) {
        fy_memory_fail_after(n);
        status = do_step(history, grid);
        fy_memory_fail_after(-1);
        if (status != FY_OK) {
            assert_int_equal(status, FY_NO_MEMORY);
            assert_true(fy_grid_equal(grid, before));
            assert_int_equal(fy_history_undo_count(history), 0);
            assert_int_equal(fy_history_revision(history), 0);
        }
    }
    assert_true(n > 20);
    struct fy_grid *after = copy_grid(grid);
    for (int round = 0; round < 3; round++) {
        long failures = -1;
        status = FY_NO_MEMORY;
        for (n = 0; status == FY_NO_MEMORY; n++, failures++) {
            fy_memory_fail_after(n);
            status = fy_history_undo(history, NULL, NULL);
            fy_memory_fail_after(-1);
            assert_true(fy_grid_equal(grid, status == FY_OK ? before : after));
            assert_int_equal(fy_history_undo_count(history), status == FY_OK ? 0 : 1);
        }
        assert_true(failures >= 2);
        status = FY_NO_MEMORY;
        for (n = 0; status == FY_NO_MEMORY; n++) {
            fy_memory_fail_after(n);
            status = fy_history_redo(history, NULL, NULL);
            fy_memory_fail_after(-1);
            assert_true(fy_grid_equal(grid, status == FY_OK ? after : before));
            assert_int_equal(fy_history_redo_count(history), status == FY_OK ? 0 : 1);
        }
    }
    fy_history_free(history);
    fy_grid_free(grid);
    fy_grid_free(before);
    fy_grid_free(after);
}

static void test_typing(void **state)
{
    (void)state;
    struct fy_grid *grid = sample(), *before = copy_grid(grid);
    struct fy_history *history = fy_history_new(grid);
    for (size_t length = 1000; length < 4500; length += 1000) {
        struct fy_grid *now = copy_grid(grid);
        enum fy_status status = FY_NO_MEMORY;
        for (long n = 0; status == FY_NO_MEMORY; n++) {
            fy_memory_fail_after(n);
            status = fy_history_type(history, 0, 0, long_text, length, 1, NULL);
            fy_memory_fail_after(-1);
            assert_true(status == FY_OK || (status == FY_NO_MEMORY && fy_grid_equal(grid, now)));
        }
        assert_int_equal(fy_history_undo_count(history), 1);
        assert_int_equal(strlen(fy_tier_intervals(grid, 0)[0].text), length);
        fy_grid_free(now);
    }
    assert_int_equal(fy_history_undo(history, NULL, NULL), FY_OK);
    assert_true(fy_grid_equal(grid, before));
    fy_memory_fail_after(0);
    assert_null(fy_history_new(grid));
    fy_memory_fail_after(-1);
    fy_history_free(history);
    fy_grid_free(grid);
    fy_grid_free(before);
}

/* Giving up a step needs no memory at all. */
static void test_taking_back_needs_no_memory(void **state)
{
    (void)state;
    struct fy_grid *grid = sample(), *before = copy_grid(grid);
    struct fy_history *history = fy_history_new(grid);
    struct fy_edit edit;
    fy_history_begin(history, 0);
    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(fy_edit_remove_tier(&edit, grid, 0, NULL), FY_OK);
        assert_int_equal(fy_history_do(history, &edit, NULL), FY_OK);
    }
    fy_memory_fail_after(0);
    fy_history_cancel(history);
    assert_null(fy_malloc(1)); /* the failure was still to come */
    fy_memory_fail_after(-1);
    assert_true(fy_grid_equal(grid, before));
    fy_history_free(history);
    fy_grid_free(grid);
    fy_grid_free(before);
}

/* An undo that is refused half way puts back the tier it had removed, without memory. */
static void test_going_back_on_an_undo_needs_no_memory(void **state)
{
    (void)state;
    struct fy_grid *grid = sample();
    struct fy_history *history = fy_history_new(grid);
    struct fy_edit edit;
    fy_history_begin(history, 0);
    assert_int_equal(fy_history_type(history, 7, 0, "x", 1, 0, NULL), FY_INVALID);
    assert_int_equal(fy_history_type(history, 0, 0, "typed", 5, 0, NULL), FY_OK);
    assert_int_equal(fy_edit_add_tier(&edit, grid, 0, FY_INTERVAL_TIER, "rom", 0, NULL), FY_OK);
    assert_int_equal(fy_history_do(history, &edit, NULL), FY_OK);
    fy_history_end(history);
    assert_int_equal(fy_edit_set_label(&edit, grid, 1, 0, "behind its back", 15, NULL), FY_OK);
    assert_int_equal(fy_edit_apply(&edit, grid, NULL), FY_OK);
    struct fy_grid *before = copy_grid(grid);
    fy_memory_fail_after(1); /* one for the list of removed tiers, and no more */
    assert_int_equal(fy_history_undo(history, NULL, NULL), FY_INVALID);
    fy_memory_fail_after(-1);
    assert_true(fy_grid_equal(grid, before));
    assert_int_equal(fy_history_undo_count(history), 1);
    fy_history_free(history);
    fy_grid_free(grid);
    fy_grid_free(before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_edits),
        cmocka_unit_test(test_steps_and_undo),
        cmocka_unit_test(test_typing),
        cmocka_unit_test(test_taking_back_needs_no_memory),
        cmocka_unit_test(test_going_back_on_an_undo_needs_no_memory),
    };
    return cmocka_run_group_tests_name("edits without memory", tests, set_up, NULL);
}

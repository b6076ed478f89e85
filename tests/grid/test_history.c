/* Undo, redo, steps, typing. */
#include "grid/internal.h"
#include <fangyin/history.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/grids.h"

static struct fy_grid *sample(void)
{
    struct fy_grid *grid = fy_grid_new(0, 4);
    make_tier(grid, "text", (const double[]){ 0, 1, 4 }, (const char *const[]){ "a", "b" }, 2);
    make_tier(grid, "std", (const double[]){ 0, 1, 4 }, (const char *const[]){ "c", "d" }, 2);
    return grid;
}

static void do_label(struct fy_history *history, struct fy_grid *grid, size_t index, const char *text)
{
    struct fy_edit edit;
    assert_int_equal(fy_edit_set_label(&edit, grid, 0, index, text, strlen(text), NULL), FY_OK);
    assert_int_equal(fy_history_do(history, &edit, NULL), FY_OK);
}

static void type(struct fy_history *history, size_t index, const char *text, double place)
{
    assert_int_equal(fy_history_type(history, 0, index, text, strlen(text), place, NULL), FY_OK);
}

static void check_counts(const struct fy_history *history, size_t undo, size_t redo)
{
    assert_int_equal(fy_history_undo_count(history), undo);
    assert_int_equal(fy_history_redo_count(history), redo);
}

static void test_undo_and_redo(void **state)
{
    (void)state;
    struct fy_grid *grid = sample(), *before = copy_grid(grid);
    struct fy_history *history = fy_history_new(grid);
    struct fy_error error = { 0 };
    double place = -1;
    assert_int_equal(fy_history_undo(history, &place, &error), FY_NOT_FOUND);
    assert_int_equal(fy_history_redo(history, NULL, NULL), FY_NOT_FOUND);
    assert_true(error.sentence[0] != '\0' && place == -1);
    do_label(history, grid, 0, "one");
    do_label(history, grid, 0, "two");
    check_counts(history, 2, 0);
    assert_int_equal(fy_history_undo(history, &place, &error), FY_OK);
    assert_string_equal(labels_of(grid, 0), "|one|b|");
    assert_int_equal(fy_history_undo(history, NULL, NULL), FY_OK);
    assert_true(fy_grid_equal(grid, before));
    check_counts(history, 0, 2);
    assert_int_equal(fy_history_redo(history, NULL, NULL), FY_OK);
    assert_int_equal(fy_history_redo(history, NULL, NULL), FY_OK);
    assert_string_equal(labels_of(grid, 0), "|two|b|");
    assert_int_equal(fy_history_undo(history, NULL, NULL), FY_OK);
    do_label(history, grid, 1, "three");
    check_counts(history, 2, 0); /* what was undone is gone */
    assert_string_equal(labels_of(grid, 0), "|one|three|");
    fy_history_free(history);
    fy_history_free(NULL);
    fy_grid_free(grid);
    fy_grid_free(before);
}

static void test_a_refused_edit_leaves_redo(void **state)
{
    (void)state;
    struct fy_grid *grid = sample();
    struct fy_history *history = fy_history_new(grid);
    struct fy_edit edit, stale;
    assert_int_equal(fy_edit_remove_boundary(&stale, grid, 0, 0, NULL), FY_OK);
    do_label(history, grid, 0, "one");
    do_label(history, grid, 1, "two");
    assert_int_equal(fy_history_undo(history, NULL, NULL), FY_OK);
    unsigned long revision = fy_history_revision(history);
    assert_int_equal(fy_history_do(history, &stale, NULL), FY_INVALID);
    assert_null(stale.parts);
    check_counts(history, 1, 1);
    assert_int_equal(fy_history_revision(history), revision);
    assert_int_equal(fy_edit_remove_boundary(&edit, grid, 0, 0, NULL), FY_OK);
    assert_int_equal(fy_history_do(history, &edit, NULL), FY_OK);
    assert_null(edit.parts);
    check_counts(history, 2, 0);
    fy_history_free(history);
    fy_grid_free(grid);
}

static void test_steps(void **state)
{
    (void)state;
    struct fy_grid *grid = sample(), *before = copy_grid(grid);
    struct fy_history *history = fy_history_new(grid);
    struct fy_edit edit;
    double place = 0;
    fy_history_begin(history, 12.5);
    fy_history_begin(history, 99);
    do_label(history, grid, 0, "one two");
    fy_history_end(history);
    assert_int_equal(fy_history_undo(history, NULL, NULL), FY_INVALID); /* still open */
    assert_int_equal(fy_history_redo(history, NULL, NULL), FY_INVALID);
    assert_int_equal(fy_edit_insert_boundary(&edit, grid, 0, 0.5, 3, NULL), FY_OK);
    assert_int_equal(fy_history_do(history, &edit, NULL), FY_OK);
    type(history, 1, "2", 5);
    fy_history_end(history);
    check_counts(history, 1, 0);
    assert_string_equal(labels_of(grid, 0), "|one|2|b|");
    struct fy_grid *after = copy_grid(grid);
    assert_int_equal(fy_history_undo(history, &place, NULL), FY_OK);
    assert_true(place == 12.5);
    assert_true(fy_grid_equal(grid, before));
    place = 0;
    assert_int_equal(fy_history_redo(history, &place, NULL), FY_OK);
    assert_true(place == 12.5);
    assert_true(fy_grid_equal(grid, after));
    fy_history_begin(history, 1); /* without edits: no trace */
    fy_history_end(history);
    fy_history_end(history); /* one too many does no harm */
    check_counts(history, 1, 0);
    fy_history_free(history);
    fy_grid_free(grid);
    fy_grid_free(before);
    fy_grid_free(after);
}

static void test_cancelling(void **state)
{
    (void)state;
    struct fy_grid *grid = sample();
    struct fy_history *history = fy_history_new(grid);
    struct fy_edit edit;
    do_label(history, grid, 0, "kept");
    struct fy_grid *before = copy_grid(grid);
    unsigned long revision = fy_history_revision(history);
    fy_history_begin(history, 1);
    do_label(history, grid, 0, "dropped");
    assert_int_equal(fy_edit_remove_tier(&edit, grid, 1, NULL), FY_OK);
    assert_int_equal(fy_history_do(history, &edit, NULL), FY_OK);
    assert_int_equal(fy_edit_add_tier(&edit, grid, 0, FY_INTERVAL_TIER, "std", 0, NULL), FY_OK);
    assert_int_equal(fy_history_do(history, &edit, NULL), FY_OK);
    assert_int_equal(fy_edit_remove_tier(&edit, grid, 1, NULL), FY_OK);
    assert_int_equal(fy_history_do(history, &edit, NULL), FY_OK);
    assert_int_not_equal(fy_history_revision(history), revision);
    fy_history_cancel(history);
    assert_true(fy_grid_equal(grid, before));
    assert_int_equal(fy_history_revision(history), revision);
    check_counts(history, 1, 0);

    fy_history_begin(history, 1);
    do_label(history, grid, 0, "outer");
    fy_history_begin(history, 2);
    do_label(history, grid, 0, "inner");
    fy_history_cancel(history);
    assert_true(fy_grid_equal(grid, before));
    do_label(history, grid, 0, "again");
    do_label(history, grid, 1, "and again");
    fy_history_end(history);
    check_counts(history, 2, 0);
    assert_int_equal(fy_history_undo(history, NULL, NULL), FY_OK);
    assert_true(fy_grid_equal(grid, before));
    fy_history_cancel(history); /* with nothing open: nothing */
    check_counts(history, 1, 1);
    fy_history_free(history);
    fy_grid_free(grid);
    fy_grid_free(before);
}

static void test_typing_taken_back_is_no_change(void **state)
{
    (void)state;
    struct fy_grid *grid = sample(), *before = copy_grid(grid);
    struct fy_history *history = fy_history_new(grid);
    const unsigned long revision = fy_history_revision(history);
    char *label = strdup(fy_tier_intervals(grid, 0)[0].text);
    type(history, 0, "other", 0);
    assert_int_not_equal(fy_history_revision(history), revision);
    type(history, 0, label, 0);
    assert_int_equal(fy_history_revision(history), revision);
    assert_true(fy_grid_equal(grid, before));
    type(history, 0, "third", 0);
    assert_int_not_equal(fy_history_revision(history), revision);
    assert_int_equal(fy_history_undo(history, NULL, NULL), FY_OK);
    assert_true(fy_grid_equal(grid, before));
    free(label);
    fy_history_free(history);
    fy_grid_free(grid);
    fy_grid_free(before);
}

static void test_typing_merges(void **state)
{
    (void)state;
    struct fy_grid *grid = sample(), *before = copy_grid(grid);
    struct fy_history *history = fy_history_new(grid);
    double place = 0;
    type(history, 0, "h", 1.5);
    type(history, 0, "he", 2.5);
    type(history, 0, "hey", 3.5);
    check_counts(history, 1, 0);
    type(history, 0, "hey", 3.5);
    check_counts(history, 1, 0);
    type(history, 1, "x", 4.5); /* another interval */
    check_counts(history, 2, 0);
    type(history, 0, "hey!", 1);
    check_counts(history, 3, 0);
    fy_history_seal(history);
    type(history, 0, "hey!!", 1);
    check_counts(history, 4, 0);
    do_label(history, grid, 1, "y"); /* something came between */
    type(history, 0, "hey", 1);
    check_counts(history, 6, 0);
    assert_int_equal(fy_history_undo(history, NULL, NULL), FY_OK);
    type(history, 0, "ho", 1);
    check_counts(history, 6, 0);
    assert_int_equal(fy_history_undo(history, NULL, NULL), FY_OK);
    assert_int_equal(fy_history_redo(history, NULL, NULL), FY_OK);
    type(history, 0, "hop", 1);
    check_counts(history, 7, 0);
    fy_history_begin(history, 0);
    fy_history_end(history);
    type(history, 0, "hope", 1);
    check_counts(history, 8, 0);
    while (fy_history_undo_count(history) > 1) {
        assert_int_equal(fy_history_undo(history, NULL, NULL), FY_OK);
    }
    assert_string_equal(labels_of(grid, 0), "|hey|b|");
    assert_int_equal(fy_history_undo(history, &place, NULL), FY_OK);
    assert_true(place == 1.5);
    assert_true(fy_grid_equal(grid, before));
    assert_int_equal(fy_history_type(history, 0, 7, "x", 1, 0, NULL), FY_INVALID);
    check_counts(history, 0, 8);
    type(history, 0, "a", 0); /* as it is: no step, and redo stays */
    check_counts(history, 0, 8);
    fy_history_free(history);
    fy_grid_free(grid);
    fy_grid_free(before);
}

static void test_typing_after_undo_is_a_new_step(void **state)
{
    (void)state;
    struct fy_grid *grid = sample();
    struct fy_history *history = fy_history_new(grid);
    type(history, 0, "h", 0);
    fy_history_seal(history);
    type(history, 0, "he", 0);
    assert_int_equal(fy_history_undo(history, NULL, NULL), FY_OK);
    type(history, 0, "ho", 0);
    check_counts(history, 2, 0);
    assert_int_equal(fy_history_undo(history, NULL, NULL), FY_OK);
    assert_int_equal(fy_history_redo(history, NULL, NULL), FY_OK);
    type(history, 0, "hop", 0);
    check_counts(history, 3, 0);
    fy_history_free(history);
    fy_grid_free(grid);
}

static void test_revisions_name_states(void **state)
{
    (void)state;
    struct fy_grid *grid = sample();
    struct fy_history *history = fy_history_new(grid);
    unsigned long r0 = fy_history_revision(history);
    type(history, 0, "h", 0);
    unsigned long r1 = fy_history_revision(history);
    type(history, 0, "he", 0);
    unsigned long r2 = fy_history_revision(history);
    do_label(history, grid, 1, "x");
    unsigned long r3 = fy_history_revision(history);
    assert_true(r0 != r1 && r1 != r2 && r0 != r2 && r2 != r3);
    assert_int_equal(fy_history_undo(history, NULL, NULL), FY_OK);
    assert_int_equal(fy_history_revision(history), r2);
    assert_int_equal(fy_history_undo(history, NULL, NULL), FY_OK);
    assert_int_equal(fy_history_revision(history), r0);
    assert_int_equal(fy_history_redo(history, NULL, NULL), FY_OK);
    assert_int_equal(fy_history_revision(history), r2);
    do_label(history, grid, 1, "y");
    unsigned long r4 = fy_history_revision(history);
    assert_true(r4 != r3 && r4 != r2 && r4 != r1 && r4 != r0); /* numbers are not used again */
    fy_history_free(history);
    fy_grid_free(grid);
}

struct told {
    struct fy_buffer lines;
};

static void listen(void *context, const struct fy_edit *edit)
{
    struct told *told = context;
    fy_edit_write(&told->lines, edit);
    fy_buffer_putc(&told->lines, '\n');
}

static void test_listener(void **state)
{
    (void)state;
    struct fy_grid *grid = sample();
    struct fy_history *history = fy_history_new(grid);
    struct told told = { FY_BUFFER_EMPTY };
    struct fy_edit edit;
    fy_history_listen(history, listen, &told);
    type(history, 0, "h", 0);
    type(history, 0, "he", 0);
    fy_history_begin(history, 0);
    assert_int_equal(fy_edit_move_boundary(&edit, grid, 0, 0, 2, NULL), FY_OK);
    assert_int_equal(fy_history_do(history, &edit, NULL), FY_OK);
    do_label(history, grid, 1, "x");
    fy_history_end(history);
    assert_int_equal(fy_history_undo(history, NULL, NULL), FY_OK);
    assert_int_equal(fy_history_undo(history, NULL, NULL), FY_OK);
    assert_int_equal(fy_history_redo(history, NULL, NULL), FY_OK);
    fy_history_begin(history, 0);
    do_label(history, grid, 1, "y");
    fy_history_cancel(history);
    assert_string_equal(fy_buffer_text(&told.lines), "label\t0\t0\t0\ta\th\n"
                                                     "label\t0\t0\t0\th\the\n"
                                                     "move\t1\t2\t2\t0\t1\n"
                                                     "label\t0\t1\t2\tb\tx\n"
                                                     "label\t0\t1\t2\tx\tb\n"
                                                     "move\t2\t1\t2\t0\t1\n"
                                                     "label\t0\t0\t0\the\ta\n"
                                                     "label\t0\t0\t0\ta\the\n"
                                                     "label\t0\t1\t1\tb\ty\n"
                                                     "label\t0\t1\t1\ty\tb\n");
    fy_history_listen(history, NULL, NULL);
    do_label(history, grid, 1, "unheard");
    fy_buffer_free(&told.lines);
    fy_history_free(history);
    fy_grid_free(grid);
}

/* Each key gives the history the whole label; what is kept is what it says in the end. */
static void test_typing_costs_what_is_typed(void **state)
{
    (void)state;
    enum { LABELS = 1000, LETTERS = 60 };
    char text[3 * LETTERS + 1] = "";
    struct fy_grid *grid = fy_grid_new(0, LABELS);
    size_t tier;
    assert_int_equal(fy_grid_append_tier(grid, FY_INTERVAL_TIER, "text", 4, 0, LABELS, &tier), FY_OK);
    for (int i = 0; i < LABELS; i++) {
        put_interval(grid, tier, i, i + 1, "was");
    }
    struct fy_history *history = fy_history_new(grid);
    size_t at_first = fy_text_store_used(&grid->store);
    for (size_t i = 0; i < LABELS; i++) {
        for (size_t n = 1; n <= LETTERS; n++) {
            memcpy(text + 3 * (n - 1), i % 2 == 0 ? "天" : "氣", 4);
            type(history, i, text, 0);
        }
    }
    assert_int_equal(fy_text_store_used(&grid->store) - at_first, LABELS * sizeof text);
    type(history, LABELS - 1, "氣", 0); /* taking letters back costs nothing either */
    type(history, LABELS - 1, "", 0);
    type(history, LABELS - 1, "天", 0);
    assert_int_equal(fy_text_store_used(&grid->store) - at_first, (LABELS - 1) * sizeof text + 4);
    for (size_t i = 0; i < LABELS; i++) {
        assert_int_equal(fy_history_undo(history, NULL, NULL), FY_OK);
    }
    for (size_t i = 0; i < LABELS; i++) {
        assert_string_equal(fy_tier_intervals(grid, tier)[i].text, "was");
        assert_int_equal(fy_history_redo(history, NULL, NULL), FY_OK);
        const char *label = fy_tier_intervals(grid, tier)[i].text;
        assert_int_equal(strlen(label), i + 1 < LABELS ? 3 * LETTERS : 3);
        assert_memory_equal(label, i % 2 == 0 || i + 1 == LABELS ? "天" : "氣", 3);
    }
    fy_history_free(history);
    fy_grid_free(grid);
}

/* Labels for which the store makes room of their own, that grow and shrink, and other text kept in between. */
static void test_typing_long_labels(void **state)
{
    (void)state;
    static char text[20001];
    static const size_t sizes[] = { 1, 3000, 3001, 3002, 20000, 2, 5000, 100, 0, 7000, 7001, 0, 4095, 4096, 5 };
    struct fy_grid *grid = sample();
    struct fy_history *history = fy_history_new(grid);
    memset(text, 'x', sizeof text - 1);
    size_t at_first = fy_text_store_used(&grid->store), between = 0;
    for (size_t round = 0; round < 4; round++) {
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            assert_int_equal(fy_history_type(history, 0, 0, text, sizes[i], 0, NULL), FY_OK);
            assert_int_equal(strlen(fy_tier_intervals(grid, 0)[0].text), sizes[i]);
            assert_memory_equal(fy_tier_intervals(grid, 0)[0].text, text, sizes[i]);
            assert_int_equal(fy_text_store_used(&grid->store) - at_first - between, sizes[i] > 0 ? sizes[i] + 1 : 0);
        }
        /* From the label itself, which is moved. */
        const char *label = fy_tier_intervals(grid, 0)[0].text;
        assert_int_equal(fy_history_type(history, 0, 0, label + 1, 3, 0, NULL), FY_OK);
        assert_string_equal(fy_tier_intervals(grid, 0)[0].text, "xxx");
        if (round % 2 == 0) { /* then the label is not the last text, and stays */
            const char *kept = fy_grid_keep(grid, "between", 7);
            assert_int_equal(fy_history_type(history, 0, 0, "y", 1, 0, NULL), FY_OK);
            assert_string_equal(kept, "between");
            between += 8 + 4;
        }
    }
    assert_int_equal(fy_history_undo_count(history), 1);
    assert_int_equal(fy_history_undo(history, NULL, NULL), FY_OK);
    assert_string_equal(labels_of(grid, 0), "|a|b|");
    assert_int_equal(fy_history_redo(history, NULL, NULL), FY_OK);
    assert_string_equal(labels_of(grid, 0), "|xxx|b|");
    fy_history_free(history);
    fy_grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_undo_and_redo),
        cmocka_unit_test(test_a_refused_edit_leaves_redo),
        cmocka_unit_test(test_steps),
        cmocka_unit_test(test_cancelling),
        cmocka_unit_test(test_typing_taken_back_is_no_change),
        cmocka_unit_test(test_typing_merges),
        cmocka_unit_test(test_typing_after_undo_is_a_new_step),
        cmocka_unit_test(test_revisions_name_states),
        cmocka_unit_test(test_listener),
        cmocka_unit_test(test_typing_costs_what_is_typed),
        cmocka_unit_test(test_typing_long_labels),
    };
    return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}

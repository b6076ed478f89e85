/* Keeping work: undo, the journal, saving, leaving, every question with every answer, messages and ticks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/annotator.h"

static int open_usual(void **state)
{
    static struct annotator a;
    annotator_open(&a, NULL, "cmn");
    *state = &a;
    return 0;
}

static const struct fy_event changed = { .kind = FY_EVENT_ON_DISK_CHANGED };

static struct fy_event saved(const struct annotator *a)
{
    return (struct fy_event){ .kind = FY_EVENT_SAVED, .saved = { fy_app_revision(a->app), "sample.TextGrid" } };
}

static struct fy_event failed(void)
{
    return (struct fy_event){ .kind = FY_EVENT_SAVE_FAILED, .message = { "The disk is full." } };
}

/* Text, time, tags, tiers: some of everything, each its own step. */
static void work(struct annotator *a)
{
    annotator_keys(a, "i");
    annotator_type(a, "在讲 \\啥\"");
    annotator_keys(a, "Esc");
    annotator_command(a, "goto 10.5");
    annotator_keys(a, "s ; M");
    annotator_command(a, "tag yue-guangzhou");
    annotator_command(a, "speaker B");
    annotator_command(a, "goto 3");
    annotator_keys(a, "S L A");
    annotator_type(a, "嗯");
    annotator_keys(a, "Esc");
    annotator_command(a, "add-point-tier tones");
    annotator_command(a, "add-point tones H*");
    annotator_command(a, "rename-tier tones melody");
    annotator_command(a, "remove-tier dialect@B");
}

static void undo_and_redo_cross_everything(void **state)
{
    struct annotator *a = *state;
    struct fy_grid *before = annotator_grid();
    work(a);
    const size_t steps = fy_history_undo_count(a->app->history);
    assert_true(steps >= 12);
    for (size_t i = 0; i < steps; i++) {
        assert_false(fy_grid_equal(a->app->grid, before));
        annotator_keys(a, "u");
        annotator_screen(a);
        assert_canvas_sound(&a->canvas);
    }
    assert_true(fy_grid_equal(a->app->grid, before));
    assert_false(fy_app_unsaved(a->app));
    annotator_keys(a, "u");
    assert_contains(annotator_message(a), "nothing to undo");
    for (size_t i = 0; i < steps; i++)
        annotator_keys(a, "U");
    annotator_keys(a, "U");
    assert_contains(annotator_message(a), "nothing to redo");
    assert_string_equal(annotator_label(a, "text@B", 1), "嗯");
    for (size_t i = 0; i < steps; i++)
        annotator_keys(a, "u");
    assert_true(fy_grid_equal(a->app->grid, before));
    fy_grid_free(before);
}

static void replay(struct fy_grid *copy, const struct fy_buffer *lines)
{
    const char *at = fy_buffer_text(lines);
    while (*at) {
        const size_t size = strcspn(at, "\n");
        struct fy_edit edit = { 0 };
        struct fy_error error = { 0 };
        if (fy_edit_read(&edit, copy, at, size, &error) != FY_OK || fy_edit_apply(&edit, copy, &error) != FY_OK)
            fail_msg("“%.*s”: %s", (int)size, at, error.sentence);
        fy_edit_clear(&edit);
        at += size + 1;
    }
}

static void the_journal_replays_on_a_copy(void **state)
{
    struct annotator *a = *state;
    struct fy_buffer lines = FY_BUFFER_EMPTY;
    struct fy_grid *copy = annotator_grid();
    work(a);
    fy_app_take_journal(a->app, &lines);
    assert_true(lines.size > 0);
    replay(copy, &lines);
    assert_true(fy_grid_equal(a->app->grid, copy));
    /* Undo and redo are journaled as the edits they make. */
    annotator_keys(a, "u u u u u U U u");
    fy_app_take_journal(a->app, &lines);
    replay(copy, &lines);
    assert_true(fy_grid_equal(a->app->grid, copy));
    fy_app_take_journal(a->app, &lines);
    assert_int_equal(lines.size, 0);
    fy_buffer_free(&lines);
    fy_grid_free(copy);
}

static void a_tick_hands_the_journal_out(void **state)
{
    struct annotator *a = *state;
    struct fy_buffer lines = FY_BUFFER_EMPTY;
    annotator_keys(a, "i");
    assert_false(fy_app_wants_tick(a->app));
    annotator_keys(a, "x");
    assert_true(fy_app_wants_tick(a->app));
    assert_int_equal(annotator_count(a, FY_EFFECT_JOURNAL), 0);
    annotator_tick(a, 1000);
    assert_int_equal(annotator_count(a, FY_EFFECT_JOURNAL), 1);
    fy_app_take_journal(a->app, &lines);
    assert_contains(fy_buffer_text(&lines), "x");
    assert_false(fy_app_wants_tick(a->app));
    annotator_tick(a, 2000);
    assert_int_equal(annotator_count(a, FY_EFFECT_JOURNAL), 1);
    fy_buffer_free(&lines);
}

static void saving_is_asked_for_and_told(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "C-s");
    assert_int_equal(annotator_count(a, FY_EFFECT_SAVE), 0);
    assert_contains(annotator_message(a), "saved");
    annotator_keys(a, "i x");
    assert_contains(annotator_screen(a), "not saved");
    annotator_keys(a, "C-s");
    assert_int_equal(annotator_count(a, FY_EFFECT_SAVE), 1);
    assert_false(annotator_asked(a, FY_EFFECT_SAVE).force);
    const struct fy_event event = saved(a);
    annotator_send(a, event);
    assert_false(fy_app_unsaved(a->app));
    assert_contains(annotator_screen(a), "saved: sample.TextGrid");
    /* Saving parts what is typed before and after. */
    annotator_keys(a, "y C-_");
    assert_string_equal(annotator_label(a, "text", 1), "x");
    assert_false(fy_app_unsaved(a->app));
    annotator_keys(a, "C-_");
    assert_true(fy_app_unsaved(a->app));
    /* What was typed while it was being saved is not. */
    annotator_keys(a, "z C-s");
    const struct fy_event late = saved(a);
    annotator_keys(a, "z");
    annotator_send(a, late);
    assert_true(fy_app_unsaved(a->app));
    annotator_send(a, failed());
    assert_contains(annotator_message(a), "full");
    assert_int_equal(a->app->mode, FY_MODE_EDIT);
}

static void leaving_with_nothing_unsaved_leaves(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "Tab C-q");
    assert_int_equal(annotator_count(a, FY_EFFECT_STOP), 1);
    assert_int_equal(annotator_count(a, FY_EFFECT_SAVE), 0);
    assert_int_equal(annotator_count(a, FY_EFFECT_QUIT), 1);
}

static void leaving_saves_first(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "i x C-q");
    assert_int_equal(annotator_count(a, FY_EFFECT_SAVE), 1);
    assert_int_equal(annotator_count(a, FY_EFFECT_QUIT), 0);
    annotator_send(a, saved(a));
    assert_int_equal(annotator_count(a, FY_EFFECT_QUIT), 1);
}

static void a_failed_save_keeps_from_leaving(void **state)
{
    static const struct {
        const char *key;
        enum fy_effect_kind effect;
        bool stays;
    } answers[] = { { "b", FY_EFFECT_SAVE_BESIDE, false }, { "l", FY_EFFECT_QUIT, false }, { "q", FY_EFFECT_REDRAW, true },
                    { "Esc", FY_EFFECT_REDRAW, true },     { "Ｌ", FY_EFFECT_QUIT, false } };
    struct annotator *a = *state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        annotator_keys(a, a->app->mode == FY_MODE_EDIT ? "x C-q" : "i x C-q");
        annotator_send(a, failed());
        assert_int_equal(a->app->mode, FY_MODE_QUESTION);
        assert_contains(annotator_screen(a), "The disk is full.");
        assert_canvas_sound(&a->canvas);
        annotator_forget(a);
        annotator_keys(a, "x Enter Tab M-l C-q Space");
        assert_int_equal(a->app->mode, FY_MODE_QUESTION);
        assert_int_equal(a->effects.count, 0);
        annotator_keys(a, answers[i].key);
        assert_int_equal(a->app->mode, FY_MODE_EDIT);
        assert_int_equal(annotator_count(a, answers[i].effect), answers[i].stays ? 0 : 1);
        if (strcmp(answers[i].key, "l") == 0)
            assert_int_equal(annotator_count(a, FY_EFFECT_JOURNAL), 1);
        if (answers[i].stays) {
            annotator_forget(a);
            annotator_send(a, saved(a));
            assert_int_equal(annotator_count(a, FY_EFFECT_QUIT), 0);
        }
    }
}

static void a_change_on_disk_is_asked_about(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "i x C-s");
    annotator_send(a, changed);
    assert_int_equal(a->app->mode, FY_MODE_QUESTION);
    assert_contains(annotator_screen(a), "changed on disk");
    annotator_forget(a);
    annotator_keys(a, "k");
    assert_int_equal(annotator_count(a, FY_EFFECT_SAVE), 1);
    assert_true(annotator_asked(a, FY_EFFECT_SAVE).force);
    assert_int_equal(a->app->mode, FY_MODE_EDIT);
    annotator_type(a, "y");
    assert_string_equal(annotator_label(a, "text", 1), "xy");

    annotator_send(a, changed);
    annotator_forget(a);
    annotator_keys(a, "b");
    assert_int_equal(annotator_count(a, FY_EFFECT_SAVE_BESIDE), 1);

    annotator_send(a, changed);
    annotator_forget(a);
    annotator_keys(a, "Esc");
    assert_int_equal(a->effects.count, 0);
    assert_int_equal(a->app->mode, FY_MODE_EDIT);
    assert_true(fy_app_unsaved(a->app));
}

static void leaving_after_a_change_on_disk(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "i x C-q");
    annotator_send(a, changed);
    annotator_keys(a, "k");
    annotator_send(a, saved(a));
    assert_int_equal(annotator_count(a, FY_EFFECT_QUIT), 1);
    /* Who goes back to work does not leave with the next save. */
    annotator_keys(a, "y C-q");
    annotator_send(a, changed);
    annotator_keys(a, "Esc");
    annotator_forget(a);
    annotator_keys(a, "C-s");
    annotator_send(a, saved(a));
    assert_int_equal(annotator_count(a, FY_EFFECT_QUIT), 0);
}

static void theirs_is_one_step_that_undo_takes_back(void **state)
{
    struct annotator *a = *state;
    struct fy_grid *theirs = fy_grid_new(0, 20), *mine = annotator_grid();
    struct fy_buffer lines = FY_BUFFER_EMPTY;
    tier_of_words(theirs, FY_POINT_TIER, "beat", "1 a|2 b");
    tier_of_words(theirs, FY_INTERVAL_TIER, "text", "0 theirs|10 |20 ");
    annotator_send(a, changed);
    annotator_keys(a, "t");
    assert_int_equal(annotator_count(a, FY_EFFECT_READ_THEIRS), 1);
    fy_app_take_journal(a->app, &lines);
    annotator_send(a, (struct fy_event){ .kind = FY_EVENT_THEIRS, .theirs = theirs });
    assert_true(fy_grid_equal(a->app->grid, theirs));
    assert_false(fy_app_unsaved(a->app));
    assert_string_equal(fy_tier_name(a->app->grid, a->app->tier), "text");
    fy_app_take_journal(a->app, &lines);
    assert_int_equal(lines.size, 0);
    annotator_screen(a);
    assert_canvas_sound(&a->canvas);
    /* What comes after is journaled, and starts from theirs. */
    annotator_keys(a, "u");
    assert_true(fy_grid_equal(a->app->grid, mine));
    assert_true(fy_app_unsaved(a->app));
    fy_app_take_journal(a->app, &lines);
    replay(theirs, &lines);
    assert_true(fy_grid_equal(theirs, mine));
    fy_buffer_free(&lines);
    fy_grid_free(theirs);
    fy_grid_free(mine);
}

static struct fy_event recovery(bool other_base)
{
    return (struct fy_event){ .kind = FY_EVENT_RECOVERY, .recovery = { 2, "2026-01-02 03:04", other_base } };
}

static void unsaved_work_is_offered_and_brought_back(void **state)
{
    struct annotator *a = *state;
    struct fy_buffer lines = FY_BUFFER_EMPTY;
    struct fy_edit edit = { 0 };
    struct fy_error error = { 0 };
    annotator_send(a, recovery(false));
    assert_contains(annotator_screen(a), "2 edits");
    assert_contains(annotator_screen(a), "2026-01-02 03:04");
    assert_lacks(annotator_screen(a), "by something else");
    /* Nothing is decided by a slip. */
    annotator_keys(a, "Esc Enter q C-q Tab x");
    assert_int_equal(a->app->mode, FY_MODE_QUESTION);
    annotator_keys(a, "r");
    assert_true(annotator_asked(a, FY_EFFECT_RECOVER).accept);
    assert_int_equal(fy_edit_set_label(&edit, a->app->grid, 0, 1, "back", 4, &error), FY_OK);
    assert_int_equal(fy_history_do(a->app->history, &edit, &error), FY_OK);
    annotator_send(a, (struct fy_event){ .kind = FY_EVENT_RECOVERED, .recovered = { 2, 2 } });
    assert_contains(annotator_message(a), "back");
    assert_true(fy_app_unsaved(a->app));
    assert_contains(annotator_screen(a), "back");
    /* It is in the journal already. */
    fy_app_take_journal(a->app, &lines);
    assert_int_equal(lines.size, 0);
    assert_int_equal(a->app->segment, 3); /* work goes on at what is empty now */
    annotator_command(a, "goto #2");
    annotator_keys(a, "i");
    annotator_type(a, "!");
    assert_string_equal(annotator_label(a, "text", 1), "back!");
    fy_app_take_journal(a->app, &lines);
    assert_contains(fy_buffer_text(&lines), "back!");
    fy_buffer_free(&lines);
}

static void unsaved_work_may_be_left(void **state)
{
    struct annotator *a = *state;
    struct fy_buffer lines = FY_BUFFER_EMPTY;
    annotator_send(a, recovery(true));
    assert_contains(annotator_screen(a), "something else");
    assert_canvas_sound(&a->canvas);
    annotator_keys(a, "D");
    assert_false(annotator_asked(a, FY_EFFECT_RECOVER).accept);
    assert_int_equal(a->app->mode, FY_MODE_NAVIGATE);
    annotator_keys(a, "i x");
    fy_app_take_journal(a->app, &lines);
    assert_true(lines.size > 0);
    fy_buffer_free(&lines);
}

static void part_of_the_work_may_not_fit(void **state)
{
    struct annotator *a = *state;
    annotator_send(a, recovery(true));
    annotator_keys(a, "r");
    annotator_send(a, (struct fy_event){ .kind = FY_EVENT_RECOVERED, .recovered = { 1, 2 } });
    assert_true(a->app->message_bad);
    assert_contains(annotator_message(a), "1 of 2");
}

/* Ticks come only while they are wanted: the clock may stand still for long between them. */
static void messages_are_shown_for_some_seconds(void **state)
{
    struct annotator *a = *state;
    annotator_send(a, (struct fy_event){ .kind = FY_EVENT_MESSAGE, .message = { "Something is odd." } });
    for (uint64_t hour = 100; hour < 103; hour++) {
        const uint64_t now = hour * 3600 * 1000;
        annotator_tick(a, now);
        assert_contains(annotator_screen(a), "Something is odd.");
        annotator_tick(a, now + 4000);
        assert_contains(annotator_screen(a), "Something is odd.");
        annotator_tick(a, now + 20000);
        assert_lacks(annotator_screen(a), "Something is odd.");
        assert_false(fy_app_wants_tick(a->app));
        annotator_send(a, (struct fy_event){ .kind = FY_EVENT_MESSAGE, .message = { "Something is odd." } });
        assert_true(fy_app_wants_tick(a->app));
    }
    annotator_keys(a, "l");
    assert_lacks(annotator_screen(a), "Something is odd.");
}

static void going_to_the_shell_writes_the_journal_first(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "i x Tab");
    annotator_forget(a);
    annotator_keys(a, "C-z");
    assert_int_equal(a->effects.items[0].kind, FY_EFFECT_STOP);
    assert_int_equal(a->effects.items[1].kind, FY_EFFECT_JOURNAL);
    assert_int_equal(a->effects.items[2].kind, FY_EFFECT_SUSPEND);
}

static void help_scrolls_to_its_end_and_goes_back(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "?");
    assert_contains(annotator_screen(a), "hear this segment");
    for (int i = 0; i < 40; i++)
        annotator_keys(a, "PgDn");
    assert_contains(annotator_screen(a), "this list of keys");
    annotator_keys(a, "k");
    annotator_keys(a, "k");
    for (int i = 0; i < 40; i++)
        annotator_keys(a, "PgUp");
    assert_contains(annotator_screen(a), "hear this segment");
    annotator_keys(a, "x");
    assert_int_equal(a->app->mode, FY_MODE_NAVIGATE);
    assert_int_equal(fy_history_undo_count(a->app->history), 0);
}

#define usual(test) cmocka_unit_test_setup_teardown(test, open_usual, annotator_close_usual)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        usual(undo_and_redo_cross_everything),
        usual(the_journal_replays_on_a_copy),
        usual(a_tick_hands_the_journal_out),
        usual(saving_is_asked_for_and_told),
        usual(leaving_with_nothing_unsaved_leaves),
        usual(leaving_saves_first),
        usual(a_failed_save_keeps_from_leaving),
        usual(a_change_on_disk_is_asked_about),
        usual(leaving_after_a_change_on_disk),
        usual(theirs_is_one_step_that_undo_takes_back),
        usual(unsaved_work_is_offered_and_brought_back),
        usual(unsaved_work_may_be_left),
        usual(part_of_the_work_may_not_fit),
        usual(messages_are_shown_for_some_seconds),
        usual(going_to_the_shell_writes_the_journal_first),
        usual(help_scrolls_to_its_end_and_goes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

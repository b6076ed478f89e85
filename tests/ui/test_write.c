/* Writing: what is typed is in the grid at once, Enter goes on, and one undo takes one act back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/annotator.h"

static int open_usual(void **state)
{
    static struct annotator a;
    annotator_open(&a, NULL, "yue-guangzhou");
    *state = &a;
    return 0;
}

static void enter_commits_goes_on_and_plays(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "Enter");
    assert_int_equal(a->app->mode, FY_MODE_EDIT);
    annotator_type(a, "在讲啥 ok");
    assert_string_equal(annotator_label(a, "text", 1), "在讲啥 ok");
    annotator_forget(a);
    annotator_keys(a, "Enter");
    assert_int_equal(a->app->segment, 2);
    assert_int_equal(a->app->mode, FY_MODE_EDIT);
    assert_played(a, annotator_ms(5000), annotator_ms(9000));
    assert_int_equal(annotator_count(a, FY_EFFECT_JOURNAL), 1);
    /* There the caret stands behind what is written. */
    annotator_type(a, "!");
    assert_string_equal(annotator_label(a, "text", 2), "hello there!");
}

static void letters_are_text_while_writing(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "i");
    annotator_type(a, "qwertyuiopasdfghjklzxcvbnm QAJKM 0123456789 ,.;'[]{}<>/?:=-()^$");
    assert_string_equal(annotator_label(a, "text", 1),
                        "qwertyuiopasdfghjklzxcvbnm QAJKM 0123456789 ,.;'[]{}<>/?:=-()^$");
    assert_int_equal(annotator_size(a, "text"), 5);
    annotator_type(a, "，ｊ");
    assert_contains(annotator_label(a, "text", 1), "，ｊ");
}

static void a_new_text_gets_the_default_dialect(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "i Enter");
    assert_string_equal(annotator_label(a, "dialect", 1), ""); /* nothing was written */
    annotator_keys(a, "Enter");
    assert_string_equal(annotator_label(a, "dialect", 2), "yue-guangzhou");
    /* What somebody said before stays. */
    annotator_keys(a, "Esc");
    annotator_command(a, "tag cmn");
    annotator_keys(a, "i x Enter");
    assert_string_equal(annotator_label(a, "dialect", 3), "cmn");
    /* Esc is done, too. */
    annotator_keys(a, "x Esc");
    assert_string_equal(annotator_label(a, "dialect", 4), "yue-guangzhou");
}

static void the_dialect_tier_is_made_when_it_is_needed(void **state)
{
    struct annotator a;
    struct fy_grid *grid = fy_grid_new(0, 20);
    (void)state;
    tier_of_words(grid, FY_INTERVAL_TIER, "text", ANNOTATOR_TEXT);
    tier_of_words(grid, FY_POINT_TIER, "beat", "1 x");
    annotator_open(&a, grid, "cmn");
    annotator_keys(&a, "i x Esc");
    assert_string_equal(annotator_label(&a, "dialect", 1), "cmn");
    assert_int_equal(annotator_size(&a, "dialect"), 5);
    assert_int_equal(fy_grid_find_tier(a.app->grid, "dialect"), 1);
    assert_int_equal(fy_grid_find_tier(a.app->grid, "beat"), 2);
    annotator_keys(&a, "u");
    assert_int_equal(fy_grid_tier_count(a.app->grid), 2);
    annotator_close(&a);
}

static void typing_in_one_segment_is_one_step(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "i");
    annotator_type(a, "阿婆讲");
    annotator_keys(a, "Backspace");
    annotator_type(a, "闲话");
    assert_int_equal(annotator_undo_count(a), 1);
    annotator_keys(a, "Esc");
    assert_int_equal(annotator_undo_count(a), 2); /* and the tag */
    annotator_keys(a, "i");
    annotator_type(a, "了");
    assert_int_equal(annotator_undo_count(a), 3);
    annotator_keys(a, "C-_");
    assert_string_equal(annotator_label(a, "text", 1), "阿婆闲话");
    annotator_keys(a, "C-_ C-_");
    assert_string_equal(annotator_label(a, "text", 1), "");
    assert_string_equal(annotator_label(a, "dialect", 1), "");
    assert_int_equal(a->app->mode, FY_MODE_EDIT);
    annotator_type(a, "z");
    assert_string_equal(annotator_label(a, "text", 1), "z");
}

static void editing_keys_change_the_label(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "k i Home Del End Backspace"); /* 你好啊 */
    assert_string_equal(annotator_label(a, "text", 0), "好");
    annotator_keys(a, "C-a");
    annotator_type(a, "真");
    assert_string_equal(annotator_label(a, "text", 0), "真好");
    annotator_keys(a, "C-k");
    assert_string_equal(annotator_label(a, "text", 0), "真");
    annotator_keys(a, "C-a C-y");
    assert_string_equal(annotator_label(a, "text", 0), "好真");
    annotator_keys(a, "C-e C-u");
    assert_string_equal(annotator_label(a, "text", 0), "");
    annotator_keys(a, "C-y Left C-w");
    assert_string_equal(annotator_label(a, "text", 0), "真");
}

static void the_last_segment_ends_the_writing(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "C-End i x Enter");
    assert_int_equal(a->app->mode, FY_MODE_NAVIGATE);
    assert_int_equal(a->app->segment, 4);
    assert_contains(annotator_message(a), "last segment");
}

static void a_paste_is_written_in_one_line(void **state)
{
    struct annotator *a = *state;
    static const char pasted[] = "one\ntwo\033[0m\t三";
    annotator_send(a, (struct fy_event){ .kind = FY_EVENT_PASTE, .paste = { pasted, sizeof pasted - 1 } });
    assert_int_equal(a->app->mode, FY_MODE_EDIT);
    assert_string_equal(annotator_label(a, "text", 1), "one two[0m 三");
    annotator_keys(a, "Esc :");
    annotator_send(a, (struct fy_event){ .kind = FY_EVENT_PASTE, .paste = { "goto 1\n", 7 } });
    assert_string_equal(fy_buffer_text(&a->app->line.text), "goto 1 ");
    annotator_keys(a, "Esc F9");
    annotator_send(a, (struct fy_event){ .kind = FY_EVENT_PASTE, .paste = { "x", 1 } });
    assert_string_equal(annotator_label(a, "text", 1), "one two[0m 三");
}

static void writing_goes_to_a_sister_tier(void **state)
{
    struct annotator a;
    struct fy_grid *grid = annotator_grid();
    (void)state;
    tier_of_words(grid, FY_INTERVAL_TIER, "std", "0 您好|2 |5 |9 |14 |20 ");
    tier_of_words(grid, FY_INTERVAL_TIER, "words", "0 |7 |20 ");
    annotator_open(&a, grid, "");
    annotator_keys(&a, "i M-Down M-Down");
    assert_contains(annotator_message(&a), "std");
    annotator_type(&a, "在说什么");
    assert_string_equal(annotator_label(&a, "std", 1), "在说什么");
    assert_string_equal(annotator_label(&a, "text", 1), "");
    /* Enter stays in that tier. */
    annotator_keys(&a, "Enter");
    annotator_type(&a, "x");
    assert_string_equal(annotator_label(&a, "std", 2), "x");
    annotator_keys(&a, "M-Down");
    assert_contains(annotator_message(&a), "last tier");
    annotator_keys(&a, "M-Up M-Up M-Up");
    assert_contains(annotator_message(&a), "first tier");
    annotator_type(&a, "!");
    assert_string_equal(annotator_label(&a, "text", 2), "hello there!");
    annotator_close(&a);
}

static void a_sister_with_other_boundaries_is_left_alone(void **state)
{
    struct annotator a;
    struct fy_grid *grid = fy_grid_new(0, 20);
    (void)state;
    tier_of_words(grid, FY_INTERVAL_TIER, "text", ANNOTATOR_TEXT);
    tier_of_words(grid, FY_INTERVAL_TIER, "note", "0 whole|20 ");
    annotator_open(&a, grid, "");
    annotator_keys(&a, "i M-Down");
    annotator_type(&a, "x");
    assert_true(a.app->message_bad);
    assert_string_equal(annotator_label(&a, "note", 0), "whole");
    assert_int_equal(annotator_undo_count(&a), 0);
    annotator_close(&a);
}

/* The one interval tier can go while somebody writes in it. */
static void undo_may_take_the_tier_away_that_is_written_in(void **state)
{
    struct annotator a;
    struct fy_grid *grid = fy_grid_new(0, 20);
    (void)state;
    tier_of_words(grid, FY_POINT_TIER, "beat", "1 x");
    annotator_open(&a, grid, "cmn");
    annotator_keys(&a, "i");
    assert_true(a.app->message_bad);
    assert_int_equal(a.app->mode, FY_MODE_NAVIGATE);
    annotator_command(&a, "add-tier text");
    annotator_keys(&a, "i C-_");
    assert_int_equal(fy_grid_tier_count(a.app->grid), 1);
    annotator_type(&a, "abc");
    annotator_keys(&a, "Backspace Enter C-t M-Down F9 Esc Tab Esc");
    annotator_screen(&a);
    assert_canvas_sound(&a.canvas);
    annotator_keys(&a, "U");
    assert_int_equal(fy_grid_tier_count(a.app->grid), 2);
    annotator_close(&a);
}

static void characters_of_an_input_method_that_is_on_are_no_commands(void **state)
{
    struct annotator *a = *state;
    annotator_type(a, "好");
    assert_true(a->app->message_bad);
    assert_contains(annotator_message(a), "Enter");
    assert_int_equal(annotator_undo_count(a), 0);
    /* Full-width letters are. */
    annotator_type(a, "ｊ");
    assert_int_equal(a->app->segment, 2);
    annotator_type(a, "ｉ");
    assert_int_equal(a->app->mode, FY_MODE_EDIT);
    annotator_keys(a, "Esc");
    annotator_type(a, "？");
    assert_int_equal(a->app->mode, FY_MODE_HELP);
}

#define usual(test) cmocka_unit_test_setup_teardown(test, open_usual, annotator_close_usual)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        usual(enter_commits_goes_on_and_plays),
        usual(letters_are_text_while_writing),
        usual(a_new_text_gets_the_default_dialect),
        cmocka_unit_test(the_dialect_tier_is_made_when_it_is_needed),
        usual(typing_in_one_segment_is_one_step),
        usual(editing_keys_change_the_label),
        usual(the_last_segment_ends_the_writing),
        usual(a_paste_is_written_in_one_line),
        cmocka_unit_test(writing_goes_to_a_sister_tier),
        cmocka_unit_test(a_sister_with_other_boundaries_is_left_alone),
        cmocka_unit_test(undo_may_take_the_tier_away_that_is_written_in),
        usual(characters_of_an_input_method_that_is_on_are_no_commands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

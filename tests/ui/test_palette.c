/* The palette of the dialect tree: searching by typing, unsure, code-switching, text inside a segment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/annotator.h"

static void typing_finds_by_code_pinyin_chinese_or_english(void **state)
{
    static const char *const typed[] = { "wu-sh", "shh", "shanghaih", "上海", "Shangh", "SHANGHAI", "ｓｈｈ" };
    struct annotator *a = *state;
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        annotator_keys(a, "F9");
        annotator_type(a, typed[i]);
        assert_contains(annotator_screen(a), "wu-sh");
        assert_canvas_sound(&a->canvas);
        annotator_keys(a, "Enter");
        assert_string_equal(annotator_label(a, "dialect", 1), "wu-sh");
        assert_int_equal(a->app->mode, FY_MODE_NAVIGATE);
        annotator_keys(a, "0");
    }
}

static void a_digit_takes_what_was_found(void **state)
{
    struct annotator *a = *state;
    size_t rows[9];
    annotator_keys(a, "t");
    annotator_type(a, "wu");
    assert_true(fy_app_palette_rows(a->app, rows, 9) >= 2);
    annotator_keys(a, "2");
    assert_string_equal(annotator_label(a, "dialect", 1), fy_dialects_at(a->dialects, rows[1])->code);
}

static void what_nobody_is_called_is_said(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "t");
    annotator_type(a, "zzzz");
    assert_contains(annotator_screen(a), "None is called so");
    annotator_keys(a, "Enter 5 Down");
    assert_int_equal(a->app->mode, FY_MODE_PALETTE);
    /* The first Esc, or Backspace, takes back what was typed, the next one closes. */
    annotator_keys(a, "Esc");
    assert_lacks(annotator_screen(a), "None is called so");
    annotator_keys(a, "x Backspace Backspace");
    assert_int_equal(a->app->mode, FY_MODE_NAVIGATE);
    assert_string_equal(annotator_label(a, "dialect", 1), "");
}

static void any_level_is_an_answer(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "F9");
    annotator_type(a, "wuu");
    annotator_keys(a, "Enter");
    assert_string_equal(annotator_label(a, "dialect", 1), "wuu");
    /* The palette opens where the segment's tag is, and from what was found one goes on in the tree. */
    annotator_keys(a, "F9");
    assert_int_equal(a->app->palette.parent, FY_NONE);
    annotator_type(a, "taihu");
    annotator_keys(a, "Right");
    assert_int_equal(a->app->palette.typed.size, 0);
    assert_contains(annotator_screen(a), "wu-sh");
    annotator_keys(a, "1");
    assert_string_equal(annotator_label(a, "dialect", 1), "wu-sh");
    annotator_keys(a, "F9");
    annotator_type(a, "shanghai");
    annotator_keys(a, "Left Enter");
    assert_string_equal(annotator_label(a, "dialect", 1), "wu-sh");
}

static void a_question_mark_is_unsure_and_a_plus_joins(void **state)
{
    struct annotator *a = *state;
    annotator_command(a, "tag wu-sh");
    annotator_keys(a, "F9 ? Enter");
    assert_string_equal(annotator_label(a, "dialect", 1), "wu-sh?");
    annotator_keys(a, "F9 +");
    assert_contains(annotator_screen(a), "Shanghainese+");
    annotator_type(a, "cmn");
    annotator_keys(a, "Enter");
    assert_string_equal(annotator_label(a, "dialect", 1), "wu-sh+cmn");
    /* The full-width forms that an input method gives, and a digit of the level. */
    annotator_keys(a, "F9");
    annotator_type(a, "＋");
    annotator_type(a, "guanghzou");
    annotator_keys(a, "Esc");
    annotator_type(a, "guangzhou");
    annotator_type(a, "？");
    annotator_keys(a, "1");
    assert_string_equal(annotator_label(a, "dialect", 1), "wu-sh+yue-guangzhou?");
    annotator_keys(a, "F9 + ? Backspace Backspace");
    assert_int_equal(a->app->mode, FY_MODE_NAVIGATE);
}

static void letters_of_the_tree_are_keys_with_alt(void **state)
{
    struct annotator *a = *state;
    size_t n = 0, child;
    while ((child = fy_dialects_child(a->dialects, FY_NONE, n)) != FY_NONE &&
           fy_dialects_at(a->dialects, child)->hotkey < 'a')
        n++;
    assert_int_not_equal(child, FY_NONE);
    char key[4] = { 'M', '-', fy_dialects_at(a->dialects, child)->hotkey, '\0' };
    annotator_keys(a, "F9");
    assert_contains(annotator_screen(a), key);
    annotator_keys(a, key);
    assert_string_equal(annotator_label(a, "dialect", 1), fy_dialects_at(a->dialects, child)->code);
}

static void selected_text_is_tagged_as_another_language(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "i");
    annotator_type(a, "我讲普通话");
    annotator_keys(a, "S-Left S-Left S-Left F9");
    assert_contains(annotator_screen(a), "selected text");
    annotator_type(a, "cmn");
    annotator_keys(a, "Enter");
    assert_string_equal(annotator_label(a, "text", 1), "我讲<lang:cmn>普通话</lang>");
    assert_string_equal(annotator_label(a, "dialect", 1), "");
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, annotator_open_usual, annotator_close_usual)
    const struct CMUnitTest tests[] = {
        WITH(typing_finds_by_code_pinyin_chinese_or_english),
        WITH(a_digit_takes_what_was_found),
        WITH(what_nobody_is_called_is_said),
        WITH(any_level_is_an_answer),
        WITH(a_question_mark_is_unsure_and_a_plus_joins),
        WITH(letters_of_the_tree_are_keys_with_alt),
        WITH(selected_text_is_tagged_as_another_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

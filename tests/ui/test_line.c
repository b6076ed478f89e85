/* Editing one line, grapheme by grapheme. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ui/internal.h"

#define FAMILY "👩\u200D👩\u200D👧"
#define FLAG "🇨🇳"
#define JAMO "\u1112\u1161\u11AB"
#define MARKED "ɔ\u0303\u0300" /* a vowel, nasal, with a tone */

static const char *text_of(const struct fy_line *line)
{
    return fy_buffer_text(&line->text);
}

static struct fy_line line_of(const char *text)
{
    struct fy_line line = { FY_BUFFER_EMPTY, 0, false, 0 };
    fy_line_set(&line, text);
    assert_int_equal(line.caret, strlen(text));
    return line;
}

static void a_caret_steps_over_whole_graphemes(void **state)
{
    static const char *const parts[] = { "a", MARKED, FAMILY, FLAG, FLAG, JAMO, "闲", "˥", "˧", "t͡s", "ʰ", "👍🏽" };
    enum { COUNT = sizeof parts / sizeof *parts };
    char text[512] = "";
    (void)state;
    for (size_t i = 0; i < COUNT; i++)
        strcat(text, parts[i]);
    struct fy_line line = line_of(text);
    size_t at = strlen(text);
    for (size_t i = COUNT; i-- > 0;) {
        size_t steps = strcmp(parts[i], "t͡s") == 0 ? 2 : 1; /* the tie joins nothing for Unicode */
        at -= strlen(parts[i]);
        while (steps-- > 0)
            assert_false(fy_line_action(&line, FY_ACTION_CARET_LEFT, NULL));
        assert_int_equal(line.caret, at);
    }
    assert_false(fy_line_action(&line, FY_ACTION_CARET_LEFT, NULL));
    assert_int_equal(line.caret, 0);
    assert_false(fy_line_action(&line, FY_ACTION_CARET_RIGHT, NULL));
    assert_int_equal(line.caret, 1);
    assert_false(fy_line_action(&line, FY_ACTION_CARET_RIGHT, NULL));
    assert_int_equal(line.caret, 1 + strlen(MARKED));
    (void)fy_line_action(&line, FY_ACTION_CARET_END, NULL);
    assert_int_equal(line.caret, strlen(text));
    (void)fy_line_action(&line, FY_ACTION_CARET_HOME, NULL);
    assert_int_equal(line.caret, 0);
    assert_string_equal(text_of(&line), text);
    fy_buffer_free(&line.text);
}

static void one_backspace_takes_one_grapheme(void **state)
{
    static const char *const parts[] = { MARKED, FAMILY, FLAG, JAMO, "闲", "˥", "👍🏽" };
    (void)state;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char text[128] = "x";
        strcat(text, parts[i]);
        struct fy_line line = line_of(text);
        assert_true(fy_line_action(&line, FY_ACTION_DELETE_BACK, NULL));
        assert_string_equal(text_of(&line), "x");
        fy_line_set(&line, text);
        line.caret = 1;
        assert_true(fy_line_action(&line, FY_ACTION_DELETE, NULL));
        assert_string_equal(text_of(&line), "x");
        assert_false(fy_line_action(&line, FY_ACTION_DELETE, NULL));
        assert_true(fy_line_action(&line, FY_ACTION_DELETE_BACK, NULL));
        assert_false(fy_line_action(&line, FY_ACTION_DELETE_BACK, NULL));
        assert_string_equal(text_of(&line), "");
        fy_buffer_free(&line.text);
    }
}

static void an_input_method_types_a_syllable_at_a_time(void **state)
{
    static const char *const typed[] = { "\u1112", "\u1161", "\u11AB", "侬", "好", "˥", "˧" };
    struct fy_line line = { FY_BUFFER_EMPTY, 0, false, 0 };
    (void)state;
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++)
        assert_true(fy_line_insert(&line, typed[i], strlen(typed[i])));
    assert_string_equal(text_of(&line), JAMO "侬好˥˧");
    line.caret = strlen(JAMO);
    assert_true(fy_line_insert(&line, "阿", strlen("阿")));
    assert_string_equal(text_of(&line), JAMO "阿侬好˥˧");
    assert_int_equal(line.caret, strlen(JAMO "阿"));
    fy_buffer_free(&line.text);
}

static void words_are_cut_and_come_back(void **state)
{
    struct fy_buffer cut = FY_BUFFER_EMPTY;
    struct fy_line line = line_of("one two  ");
    (void)state;
    assert_true(fy_line_action(&line, FY_ACTION_DELETE_WORD, &cut));
    assert_string_equal(text_of(&line), "one ");
    assert_string_equal(fy_buffer_text(&cut), "two  ");
    assert_true(fy_line_action(&line, FY_ACTION_DELETE_WORD, &cut));
    assert_string_equal(text_of(&line), "");
    assert_false(fy_line_action(&line, FY_ACTION_DELETE_WORD, &cut));
    assert_string_equal(fy_buffer_text(&cut), "one ");
    assert_true(fy_line_action(&line, FY_ACTION_YANK, &cut));
    assert_true(fy_line_action(&line, FY_ACTION_YANK, &cut));
    assert_string_equal(text_of(&line), "one one ");
    /* Where a script has no spaces a character is a word. */
    fy_line_set(&line, "闲话abc");
    assert_true(fy_line_action(&line, FY_ACTION_DELETE_WORD, &cut));
    assert_string_equal(text_of(&line), "闲话");
    assert_true(fy_line_action(&line, FY_ACTION_DELETE_WORD, &cut));
    assert_string_equal(text_of(&line), "闲");
    fy_buffer_free(&line.text);
    fy_buffer_free(&cut);
}

static void halves_are_cut(void **state)
{
    struct fy_buffer cut = FY_BUFFER_EMPTY;
    struct fy_line line = line_of("阿婆讲闲话");
    (void)state;
    line.caret = strlen("阿婆");
    assert_true(fy_line_action(&line, FY_ACTION_DELETE_END, &cut));
    assert_string_equal(text_of(&line), "阿婆");
    assert_string_equal(fy_buffer_text(&cut), "讲闲话");
    assert_false(fy_line_action(&line, FY_ACTION_DELETE_END, &cut));
    assert_true(fy_line_action(&line, FY_ACTION_DELETE_HOME, &cut));
    assert_string_equal(text_of(&line), "");
    assert_string_equal(fy_buffer_text(&cut), "阿婆");
    assert_false(fy_line_action(&line, FY_ACTION_DELETE_HOME, &cut));
    assert_int_equal(line.caret, 0);
    fy_buffer_free(&line.text);
    fy_buffer_free(&cut);
}

static void a_paste_becomes_one_line_of_text(void **state)
{
    struct fy_line line = { FY_BUFFER_EMPTY, 0, false, 0 };
    static const char pasted[] = "a\r\nb\tc\rd\033[31m\x07\xff\xe4\xb8 e\xC2\x9B\x7f";
    (void)state;
    assert_true(fy_line_insert(&line, pasted, sizeof pasted - 1));
    assert_string_equal(text_of(&line), "a b c d[31m e");
    assert_false(fy_line_insert(&line, "\x07\x01", 2));
    assert_false(fy_line_insert(&line, "", 0));
    assert_false(fy_line_insert(&line, "\0", 1));
    assert_string_equal(text_of(&line), "a b c d[31m e");
    fy_buffer_free(&line.text);
}

static void an_action_of_another_kind_does_nothing(void **state)
{
    struct fy_line line = line_of("x");
    (void)state;
    assert_false(fy_line_action(&line, FY_ACTION_SAVE, NULL));
    assert_string_equal(text_of(&line), "x");
    fy_buffer_free(&line.text);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_caret_steps_over_whole_graphemes),
        cmocka_unit_test(one_backspace_takes_one_grapheme),
        cmocka_unit_test(an_input_method_types_a_syllable_at_a_time),
        cmocka_unit_test(words_are_cut_and_come_back),
        cmocka_unit_test(halves_are_cut),
        cmocka_unit_test(a_paste_becomes_one_line_of_text),
        cmocka_unit_test(an_action_of_another_kind_does_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

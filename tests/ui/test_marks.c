/* Marks inside the text, and what is said of a segment by codes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/annotator.h"

static void write_in(struct annotator *a, const char *text)
{
    annotator_keys(a, "i C-u C-e C-u");
    annotator_type(a, text);
}

#define assert_text(a, wanted) assert_string_equal(annotator_label(a, "text", 1), wanted)

static void a_guess_takes_the_last_character_and_grows(void **state)
{
    struct annotator *a = *state;
    write_in(a, "我搭侬讲");
    annotator_keys(a, "C-g");
    assert_text(a, "我搭侬((讲))");
    annotator_keys(a, "C-g C-g");
    assert_text(a, "我((搭侬讲))");
    annotator_keys(a, "C-g C-g C-g");
    assert_text(a, "((我搭侬讲))");
    annotator_type(a, "过");
    assert_text(a, "((我搭侬讲))过");
    annotator_keys(a, "C-g");
    assert_text(a, "((我搭侬讲))((过))");
    /* A marker is not taken apart. */
    write_in(a, "侬<noise>");
    annotator_keys(a, "C-g");
    assert_text(a, "侬((<noise>))");
    annotator_keys(a, "C-g");
    assert_text(a, "((侬<noise>))");
    write_in(a, "");
    annotator_keys(a, "C-g");
    assert_text(a, "");
    assert_true(a->app->message_bad);
}

static void a_selection_is_what_a_mark_goes_around(void **state)
{
    struct annotator *a = *state;
    write_in(a, "今朝天气");
    annotator_keys(a, "Left Left C-r Left Left");
    assert_contains(annotator_screen(a), "今朝天气");
    annotator_keys(a, "C-g");
    assert_text(a, "((今朝))天气");
    /* The same key ends selecting: then it is the last character again. */
    annotator_keys(a, "End C-r Left C-r C-g");
    assert_text(a, "((今朝))((天))气");
    write_in(a, "今朝天气");
    annotator_keys(a, "S-Left S-Left Backspace");
    assert_text(a, "今朝");
}

static void a_choice_is_typed_and_counted(void **state)
{
    struct annotator *a = *state;
    write_in(a, "我搭侬");
    annotator_keys(a, "M-a");
    annotator_type(a, "农");
    assert_text(a, "我搭{侬|农}");
    annotator_keys(a, "M-a");
    annotator_type(a, "浓");
    assert_text(a, "我搭{侬|农|浓}");
    annotator_keys(a, "End");
    annotator_type(a, "讲");
    assert_text(a, "我搭{侬|农|浓}讲");
}

static void the_last_word_is_in_another_language_in_one_key(void **state)
{
    struct annotator *a = *state;
    write_in(a, "我有 facebook");
    annotator_keys(a, "M-l");
    assert_text(a, "我有 <lang:cmn>facebook</lang>");
    write_in(a, "我讲普通话");
    annotator_keys(a, "M-l M-l M-l");
    assert_text(a, "我讲<lang:cmn>普通话</lang>");
    /* The language that was chosen last. */
    write_in(a, "伊讲 yes");
    annotator_keys(a, "S-Left S-Left S-Left F9");
    annotator_type(a, "yue");
    annotator_keys(a, "Enter");
    assert_text(a, "伊讲 <lang:yue>yes</lang>");
    write_in(a, "no");
    annotator_keys(a, "M-l");
    assert_text(a, "<lang:yue>no</lang>");
}

static void a_marker_is_a_digit(void **state)
{
    struct annotator *a = *state;
    write_in(a, "好");
    annotator_keys(a, "C-o");
    assert_contains(annotator_screen(a), "<noise>");
    annotator_keys(a, "2");
    assert_text(a, "好<noise>");
    /* Where a marker has two halves the caret goes between. */
    annotator_keys(a, "C-o 1");
    annotator_type(a, "啊");
    assert_text(a, "好<noise>((啊))");
    write_in(a, "今朝好");
    annotator_keys(a, "S-Left S-Left C-o 1");
    assert_text(a, "今((朝好))");
    annotator_keys(a, "C-o");
    annotator_type(a, "laugh");
    annotator_keys(a, "Enter");
    assert_text(a, "今((朝好))<laugh>");
    /* It works without pressing i first, as C-o is no letter. */
    annotator_keys(a, "Esc C-o");
    annotator_type(a, "\uFF12");
    assert_text(a, "今((朝好))<laugh><noise>");
}

static void a_word_without_a_character_is_a_square_and_its_reading(void **state)
{
    struct annotator *a = *state;
    write_in(a, "阿婆gak5");
    annotator_keys(a, "M-0");
    assert_text(a, "阿婆□gak˥");
    write_in(a, "伊");
    annotator_keys(a, "M-0");
    assert_text(a, "伊□");
}

static void tone_digits_become_letters_and_back(void **state)
{
    struct annotator *a = *state;
    write_in(a, "ma51");
    annotator_keys(a, "M-z");
    assert_text(a, "ma˥˩");
    annotator_keys(a, "M-z");
    assert_text(a, "ma51");
    write_in(a, "妈");
    annotator_keys(a, "M-z");
    assert_text(a, "妈");
    assert_true(a->app->message_bad);
    annotator_keys(a, "Esc");
    annotator_command(a, "add-tier ipa");
    annotator_keys(a, "M-Down M-Down i");
    annotator_type(a, "ma51 ma214");
    annotator_keys(a, "M-z");
    assert_string_equal(annotator_label(a, "ipa", 1), "ma˥˩ ma˨˩˦");
}

static void four_intents_have_four_marks(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "M-u");
    assert_string_equal(annotator_label(a, "flag", 1), "unsure");
    annotator_keys(a, "C-x M-#");
    assert_string_equal(annotator_label(a, "flag", 1), "unsure+ask+bookmark");
    annotator_keys(a, "x");
    assert_contains(annotator_screen(a), "overlap");
    annotator_keys(a, "1");
    assert_string_equal(annotator_label(a, "flag", 1), "unsure+ask+bookmark+invalid:noise");
    assert_contains(annotator_screen(a), "x@?#");
    assert_canvas_sound(&a->canvas);
    /* Another reason stands for the one before; the same one takes it off; so does the same key. */
    annotator_keys(a, "M-x 2");
    assert_string_equal(annotator_label(a, "flag", 1), "unsure+ask+bookmark+invalid:unclear");
    annotator_keys(a, "x 2 @ b C-g");
    assert_string_equal(annotator_label(a, "flag", 1), "");
    assert_lacks(annotator_screen(a), "x@?#");
    annotator_resize(a, 40, 12);
    annotator_keys(a, "C-x M-#");
    annotator_screen(a);
    assert_canvas_sound(&a->canvas);
}

static void flags_are_set_while_writing_and_found_again(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "i");
    annotator_type(a, "好");
    annotator_keys(a, "M-#");
    annotator_type(a, "啊");
    assert_text(a, "好啊");
    assert_string_equal(annotator_label(a, "flag", 1), "bookmark");
    annotator_keys(a, "Esc C-Home #");
    assert_int_equal(a->app->segment, 1);
    annotator_keys(a, "b #");
    assert_contains(annotator_message(a), "No segment");
}

static void a_range_is_flagged_in_one_step(void **state)
{
    struct annotator *a = *state;
    const size_t before = annotator_undo_count(a);
    annotator_keys(a, "V j j M-x 1");
    assert_string_equal(annotator_label(a, "flag", 1), "invalid:noise");
    assert_string_equal(annotator_label(a, "flag", 3), "invalid:noise");
    assert_string_equal(annotator_label(a, "flag", 4), "");
    assert_int_equal(annotator_undo_count(a), before + 1);
}

static void closed_lists_set_their_tiers(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "M-/ 1 M-/");
    annotator_type(a, "laugh");
    annotator_keys(a, "Enter");
    assert_string_equal(annotator_label(a, "event", 1), "noise+laugh");
    annotator_keys(a, "O 1");
    assert_string_equal(annotator_label(a, "event", 1), "laugh");
    annotator_keys(a, "M-h 2 M-t 1");
    assert_string_equal(annotator_label(a, "emotion", 1), "happy");
    assert_string_equal(annotator_label(a, "content", 1), "private");
    annotator_keys(a, "c 0");
    assert_string_equal(annotator_label(a, "content", 1), "");
    annotator_command(a, "event boo");
    assert_true(a->app->message_bad);
    annotator_command(a, "emotion sad");
    assert_string_equal(annotator_label(a, "emotion", 1), "happy+sad");
    annotator_keys(a, "M-s");
    assert_contains(annotator_message(a), "speakers.tsv");
    assert_int_equal(a->app->mode, FY_MODE_NAVIGATE);
}

static void speakers_come_from_their_table(void **state)
{
    static const char table[] = "id\tname\tgender\nA\t阿婆\tf\nB\t小王\tm\n";
    struct annotator *a = *state;
    struct fy_speakers *speakers = NULL;
    assert_int_equal(fy_speakers_read(table, strlen(table), NULL, &speakers, NULL), FY_OK);
    a->app->speakers = speakers;
    annotator_keys(a, "M-s");
    assert_contains(annotator_screen(a), "小王");
    annotator_keys(a, "2");
    assert_string_equal(annotator_label(a, "speaker", 1), "B");
    annotator_keys(a, "R");
    annotator_type(a, "阿");
    annotator_keys(a, "Enter");
    assert_string_equal(annotator_label(a, "speaker", 1), "A");
    annotator_keys(a, "R 1");
    assert_string_equal(annotator_label(a, "speaker", 1), "");
    a->app->speakers = NULL;
    fy_speakers_free(speakers);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, annotator_open_usual, annotator_close_usual)
    const struct CMUnitTest tests[] = {
        WITH(a_guess_takes_the_last_character_and_grows),
        WITH(a_selection_is_what_a_mark_goes_around),
        WITH(a_choice_is_typed_and_counted),
        WITH(the_last_word_is_in_another_language_in_one_key),
        WITH(a_marker_is_a_digit),
        WITH(a_word_without_a_character_is_a_square_and_its_reading),
        WITH(tone_digits_become_letters_and_back),
        WITH(four_intents_have_four_marks),
        WITH(flags_are_set_while_writing_and_found_again),
        WITH(a_range_is_flagged_in_one_step),
        WITH(closed_lists_set_their_tiers),
        WITH(speakers_come_from_their_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

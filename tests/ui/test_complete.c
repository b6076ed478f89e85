/* Completion: from the lexicon and from what was written, by characters and by readings, never in the way of typing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/annotator.h"

static const char lexicon_text[] = "form\tvariants\treading\tgloss\tprovenance\tcount\n"
                                   "今朝\t今早\tgam zi\t今天\t本字\t9\n"
                                   "今年\t\tgam nin\t\t\t3\n"
                                   "白相\t\tbeq xian\t玩\t借字\t\n";

static void open_with_lexicon(struct annotator *a, struct fy_lexicon **lexicon)
{
    assert_int_equal(fy_lexicon_read(lexicon_text, strlen(lexicon_text), lexicon, NULL), FY_OK);
    annotator_open(a, NULL, "");
    a->app->completing.lexicon = *lexicon;
}

static void close_with_lexicon(struct annotator *a, struct fy_lexicon *lexicon)
{
    annotator_close(a);
    fy_lexicon_free(lexicon);
}

#define assert_text(a, wanted) assert_string_equal(annotator_label(a, "text", 1), wanted)

static void the_lexicon_is_offered_by_characters_most_frequent_first(void **state)
{
    struct annotator a;
    struct fy_lexicon *lexicon;
    (void)state;
    open_with_lexicon(&a, &lexicon);
    annotator_keys(&a, "i");
    annotator_type(&a, "我今");
    assert_contains(annotator_screen(&a), "M-1 今朝 gam zi  M-2 今年");
    assert_canvas_sound(&a.canvas);
    /* The caret's row is another one. */
    assert_int_not_equal(a.canvas.cursor_row, fy_app_layout(a.app).message_row);
    annotator_keys(&a, "M-2");
    assert_text(&a, "我今年");
    assert_lacks(annotator_screen(&a), "M-1");
    annotator_resize(&a, 40, 12);
    annotator_type(&a, "今");
    assert_contains(annotator_screen(&a), "M-1 今朝");
    assert_canvas_sound(&a.canvas);
    close_with_lexicon(&a, lexicon);
}

static void a_reading_typed_in_latin_letters_is_replaced(void **state)
{
    static const char *const typed[] = { "gamzi", "gam1zi", "gz", "GAMZI" };
    struct annotator a;
    struct fy_lexicon *lexicon;
    (void)state;
    open_with_lexicon(&a, &lexicon);
    annotator_keys(&a, "i");
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        annotator_keys(&a, "C-u");
        annotator_type(&a, "我");
        annotator_type(&a, typed[i]);
        assert_contains(annotator_screen(&a), "M-1 今朝");
        annotator_keys(&a, "C-j");
        assert_text(&a, "我今朝");
    }
    close_with_lexicon(&a, lexicon);
}

static void right_at_the_end_takes_what_was_chosen(void **state)
{
    struct annotator a;
    struct fy_lexicon *lexicon;
    (void)state;
    open_with_lexicon(&a, &lexicon);
    annotator_keys(&a, "i");
    annotator_type(&a, "今");
    annotator_keys(&a, "C-n Right");
    assert_text(&a, "今年");
    annotator_keys(&a, "Right");
    assert_text(&a, "今年");
    annotator_type(&a, "今");
    annotator_keys(&a, "C-n C-p C-p Right");
    assert_text(&a, "今年今年");
    /* Inside the text Right only moves. */
    annotator_keys(&a, "Home");
    annotator_type(&a, "今");
    annotator_keys(&a, "Right");
    assert_text(&a, "今今年今年");
    close_with_lexicon(&a, lexicon);
}

static void what_is_typed_is_never_taken_for_a_choice(void **state)
{
    struct annotator a;
    struct fy_lexicon *lexicon;
    (void)state;
    open_with_lexicon(&a, &lexicon);
    annotator_keys(&a, "i");
    annotator_type(&a, "今1 ，今");
    assert_text(&a, "今1 ，今");
    /* Nothing is offered for a caret that was only moved, nor for text that was there. */
    annotator_keys(&a, "Left");
    assert_int_equal(a.app->completing.count, 0);
    annotator_keys(&a, "End M-1 C-j");
    assert_text(&a, "今1 ，今");
    annotator_keys(&a, "Enter M-Left");
    assert_int_equal(a.app->completing.count, 0);
    annotator_keys(&a, "Right");
    assert_text(&a, "今1 ，今");
    /* Nor in a tier that holds something else. */
    annotator_keys(&a, "M-Down");
    annotator_type(&a, "今");
    assert_int_equal(a.app->completing.count, 0);
    close_with_lexicon(&a, lexicon);
}

static void what_was_written_is_offered_as_soon_as_it_is_committed(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "i");
    annotator_type(a, "弄堂口头");
    annotator_keys(a, "Enter");
    annotator_type(a, "弄堂口头");
    annotator_keys(a, "Enter");
    annotator_type(a, "弄");
    assert_contains(annotator_screen(a), "M-1 弄堂口头");
    /* What is taken back counts no more. */
    annotator_keys(a, "Backspace M-Left C-u Enter");
    annotator_type(a, "弄");
    assert_int_equal(a->app->completing.count, 0);
}

static void the_open_grid_is_counted_at_the_start(void **state)
{
    struct annotator a;
    struct fy_grid *grid = fy_grid_new(0, ANNOTATOR_SECONDS);
    (void)state;
    tier_of_words(grid, FY_INTERVAL_TIER, "text", "0 阿拉上海人|5 |9 阿拉上海人|20 ");
    tier_of_words(grid, FY_INTERVAL_TIER, "rom", "0 a la zaon he nin|5 |9 a la zaon he nin|20 ");
    annotator_open(&a, grid, "");
    annotator_keys(&a, "i");
    annotator_type(&a, "zaonhe");
    assert_contains(annotator_screen(&a), "上海人");
    annotator_close(&a);
}

static void going_from_segment_to_segment_counts_nothing(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "C-Home j k j k j j k i");
    annotator_type(a, "你");
    assert_int_equal(a->app->completing.count, 0);
}

static void what_is_written_while_the_job_counts_is_not_lost(void **state)
{
    struct annotator *a = *state;
    struct fy_words *others = fy_words_new();
    assert_int_equal(fy_words_add(others, "石库门", strlen("石库门"), NULL, 5), FY_OK);
    annotator_keys(a, "i");
    annotator_type(a, "弄堂");
    annotator_keys(a, "Enter");
    annotator_type(a, "弄堂");
    annotator_keys(a, "Enter");
    annotator_send(a, (struct fy_event){ .kind = FY_EVENT_WORDS, .words = others });
    annotator_type(a, "石");
    assert_contains(annotator_screen(a), "M-1 石库门");
    annotator_keys(a, "Backspace");
    annotator_type(a, "弄");
    assert_contains(annotator_screen(a), "M-1 弄堂");
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, annotator_open_usual, annotator_close_usual)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_lexicon_is_offered_by_characters_most_frequent_first),
        cmocka_unit_test(a_reading_typed_in_latin_letters_is_replaced),
        cmocka_unit_test(right_at_the_end_takes_what_was_chosen),
        cmocka_unit_test(what_is_typed_is_never_taken_for_a_choice),
        WITH(what_was_written_is_offered_as_soon_as_it_is_committed),
        WITH(going_from_segment_to_segment_counts_nothing),
        cmocka_unit_test(the_open_grid_is_counted_at_the_start),
        WITH(what_is_written_while_the_job_counts_is_not_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

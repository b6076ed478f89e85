/* Dialect tags, the palette, ranges, speakers, tiers and points. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/annotator.h"

/* The code of the n-th dialect at the top of the tree, and of its first child. */
static const struct fy_dialect *top(const struct annotator *a, size_t n)
{
    return fy_dialects_at(a->dialects, fy_dialects_child(a->dialects, FY_NONE, n));
}

static void digits_tag_with_the_bottom_line(void **state)
{
    struct annotator *a = *state;
    const char keys[2] = { top(a, 1)->hotkey, '\0' };
    annotator_keys(a, keys);
    assert_string_equal(annotator_label(a, "dialect", 1), top(a, 1)->code);
    assert_contains(annotator_message(a), "tagged");
    assert_int_equal(annotator_undo_count(a), 1);
    annotator_keys(a, "0");
    assert_string_equal(annotator_label(a, "dialect", 1), "");
    annotator_keys(a, "u u");
    assert_string_equal(annotator_label(a, "dialect", 1), "");
    /* A full-width digit is that digit. */
    annotator_type(a, "\uFF12");
    assert_string_equal(annotator_label(a, "dialect", 1), top(a, 1)->code);
}

static void the_bottom_line_offers_the_relatives_of_the_default(void **state)
{
    struct annotator a;
    (void)state;
    annotator_open(&a, NULL, "yue-guangzhou");
    const size_t usual = fy_dialects_find(a.dialects, "yue-guangzhou", strlen("yue-guangzhou"));
    const size_t parent = fy_dialects_at(a.dialects, usual)->parent;
    const struct fy_dialect *sibling = fy_dialects_at(a.dialects, fy_dialects_child(a.dialects, parent, 1));
    assert_contains(annotator_screen(&a), sibling->name_en);
    const char keys[2] = { sibling->hotkey, '\0' };
    annotator_keys(&a, keys);
    assert_string_equal(annotator_label(&a, "dialect", 1), sibling->code);
    annotator_close(&a);
}

static void a_range_is_tagged_in_one_step_without_its_pauses(void **state)
{
    struct annotator a;
    struct fy_grid *grid = annotator_grid();
    (void)state;
    tier_of_words(grid, FY_INTERVAL_TIER, "event", "0 |2 pause|5 |9 |14 |20 ");
    annotator_open(&a, grid, "");
    annotator_command(&a, "goto #4");
    annotator_keys(&a, "V C-Home");
    annotator_command(&a, "tag cmn+yue-guangzhou?");
    assert_string_equal(annotator_label(&a, "dialect", 0), "cmn+yue-guangzhou?");
    assert_string_equal(annotator_label(&a, "dialect", 1), "");
    assert_string_equal(annotator_label(&a, "dialect", 3), "cmn+yue-guangzhou?");
    assert_string_equal(annotator_label(&a, "dialect", 4), "");
    assert_int_equal(annotator_undo_count(&a), 1);
    assert_contains(annotator_message(&a), "3 segments");
    assert_int_equal(a.app->range_anchor, FY_NONE);
    annotator_keys(&a, "V j Esc");
    assert_int_equal(a.app->range_anchor, FY_NONE);
    annotator_close(&a);
}

static void what_is_no_code_is_refused(void **state)
{
    static const char *const bad[] = { "tag xyz", "tag cmn+", "tag ?", "tag cmn yue", "default-dialect xyz" };
    struct annotator *a = *state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        annotator_command(a, bad[i]);
        assert_true(a->app->message_bad);
    }
    assert_int_equal(annotator_undo_count(a), 0);
    annotator_command(a, "default-dialect cmn");
    annotator_keys(a, "i x Enter");
    assert_string_equal(annotator_label(a, "dialect", 1), "cmn");
}

static void the_palette_walks_the_tree(void **state)
{
    struct annotator *a = *state;
    size_t n = 0;
    while (fy_dialects_child(a->dialects, fy_dialects_child(a->dialects, FY_NONE, n), 1) == FY_NONE)
        n++;
    const size_t parent = fy_dialects_child(a->dialects, FY_NONE, n);
    annotator_keys(a, "t Up");
    assert_contains(annotator_screen(a), top(a, 0)->name_en);
    for (size_t i = 0; i < n; i++)
        annotator_keys(a, "Down");
    annotator_keys(a, "Right Down Up Down");
    const struct fy_dialect *second = fy_dialects_at(a->dialects, fy_dialects_child(a->dialects, parent, 1));
    assert_contains(annotator_screen(a), second->code);
    assert_canvas_sound(&a->canvas);
    annotator_keys(a, "Enter");
    assert_string_equal(annotator_label(a, "dialect", 1), second->code);
    assert_int_equal(a->app->mode, FY_MODE_NAVIGATE);
    /* Back to the parent, which is a tag too. */
    annotator_keys(a, "F9");
    for (size_t i = 0; i < n; i++)
        annotator_keys(a, "Down");
    annotator_keys(a, "Right Left Left Enter");
    assert_string_equal(annotator_label(a, "dialect", 1), fy_dialects_at(a->dialects, parent)->code);
    annotator_keys(a, "F9 Down Down Esc");
    assert_string_equal(annotator_label(a, "dialect", 1), fy_dialects_at(a->dialects, parent)->code);
    annotator_keys(a, "F9 0");
    assert_string_equal(annotator_label(a, "dialect", 1), "");
    for (int i = 0; i < 60; i++)
        annotator_keys(a, i == 0 ? "F9" : "Down");
    annotator_screen(a);
    assert_canvas_sound(&a->canvas);
}

static void the_palette_opens_while_writing_and_goes_back_to_it(void **state)
{
    struct annotator *a = *state;
    const char keys[2] = { top(a, 2)->hotkey, '\0' };
    annotator_keys(a, "i");
    annotator_type(a, "啊");
    annotator_keys(a, "F9");
    annotator_keys(a, keys);
    assert_string_equal(annotator_label(a, "dialect", 1), top(a, 2)->code);
    annotator_type(a, "呀");
    assert_string_equal(annotator_label(a, "text", 1), "啊呀");
    /* A key with Ctrl or Alt is no digit. */
    annotator_keys(a, "F9 M-0");
    assert_string_equal(annotator_label(a, "dialect", 1), top(a, 2)->code);
}

static void a_second_speaker_gets_tiers_of_their_own(void **state)
{
    struct annotator *a = *state;
    annotator_command(a, "speaker B");
    assert_int_equal(annotator_size(a, "text@B"), 1);
    assert_int_equal(annotator_size(a, "dialect@B"), 1);
    assert_int_equal(annotator_undo_count(a), 1);
    assert_string_equal(fy_tier_name(a->app->grid, a->app->tier), "text@B");
    assert_contains(annotator_screen(a), "text@B");
    annotator_command(a, "goto 3");
    annotator_keys(a, "S L A");
    annotator_type(a, "嗯");
    annotator_keys(a, "Esc");
    annotator_command(a, "tag cmn");
    assert_string_equal(annotator_label(a, "text@B", 1), "嗯");
    assert_string_equal(annotator_label(a, "dialect@B", 1), "cmn");
    assert_int_equal(annotator_size(a, "text"), 5);
    assert_string_equal(annotator_label(a, "dialect", 1), "");
    annotator_keys(a, "p");
    assert_string_equal(fy_tier_name(a->app->grid, a->app->tier), "text");
    assert_int_equal(a->app->segment, 1);
    /* Once made they are gone to. */
    const size_t before = annotator_undo_count(a);
    annotator_command(a, "speaker B");
    assert_int_equal(annotator_undo_count(a), before);
    assert_string_equal(fy_tier_name(a->app->grid, a->app->tier), "text@B");
    annotator_command(a, "speaker a b");
    assert_true(a->app->message_bad);
    annotator_command(a, "speaker a@b");
    assert_true(a->app->message_bad);
}

/* fangyin.ini may name the tiers without "text": it is among them always. */
static void a_speaker_has_a_text_tier_in_any_case(void **state)
{
    struct annotator a;
    (void)state;
    memset(&a, 0, sizeof a);
    a.dialects = fy_dialects_builtin();
    struct fy_app_settings settings = annotator_settings(&a, annotator_grid());
    settings.tiers = "dialect, note";
    a.app = fy_app_new(&settings);
    annotator_command(&a, "speaker B");
    assert_int_equal(annotator_size(&a, "text@B"), 1);
    assert_int_equal(annotator_size(&a, "note@B"), 1);
    assert_string_equal(fy_tier_name(a.app->grid, a.app->tier), "text@B");
    annotator_keys(&a, "i x");
    assert_string_equal(annotator_label(&a, "text@B", 0), "x");
    annotator_close(&a);
}

static void tiers_come_and_go_and_come_back(void **state)
{
    struct annotator *a = *state;
    annotator_command(a, "add-tier note");
    assert_int_equal(annotator_size(a, "note"), 5);
    annotator_command(a, "add-tier note");
    assert_true(a->app->message_bad);
    annotator_command(a, "rename-tier note std");
    assert_int_equal(annotator_size(a, "std"), 5);
    annotator_command(a, "rename-tier nobody x");
    assert_true(a->app->message_bad);
    annotator_command(a, "rename-tier std");
    assert_true(a->app->message_bad);
    assert_int_equal(annotator_size(a, "std"), 5);
    annotator_command(a, "remove-tier std");
    assert_int_equal(annotator_size(a, "std"), 0);
    annotator_command(a, "remove-tier text");
    assert_string_equal(fy_tier_name(a->app->grid, a->app->tier), "dialect");
    annotator_command(a, "remove-tier dialect");
    assert_int_equal(fy_grid_tier_count(a->app->grid), 0);
    annotator_screen(a);
    assert_canvas_sound(&a->canvas);
    annotator_keys(a, "j k i s m A V t Esc C G p Tab Space M-Up M-Down [ , 1 0 / x Enter n");
    annotator_screen(a);
    assert_canvas_sound(&a->canvas);
    annotator_keys(a, "u u u u u");
    assert_int_equal(annotator_size(a, "text"), 5);
    assert_int_equal(fy_grid_tier_count(a->app->grid), 2);
}

/* Tiers before the one in use come and go by undo and redo; it stays in use. */
static void undo_keeps_the_tier_in_use(void **state)
{
    struct annotator a;
    struct fy_grid *grid = annotator_grid();
    (void)state;
    tier_of_words(grid, FY_INTERVAL_TIER, "note", "0 |2 |5 |9 |14 |20 ");
    tier_of_words(grid, FY_INTERVAL_TIER, "text@B", "0 |7 |20 ");
    tier_of_words(grid, FY_INTERVAL_TIER, "dialect@B", "0 |7 |20 ");
    annotator_open(&a, grid, "");
    annotator_keys(&a, "p");
    assert_string_equal(fy_tier_name(a.app->grid, a.app->tier), "text@B");
    annotator_command(&a, "remove-tier note");
    assert_string_equal(fy_tier_name(a.app->grid, a.app->tier), "text@B");
    annotator_keys(&a, "u");
    assert_string_equal(fy_tier_name(a.app->grid, a.app->tier), "text@B");
    annotator_keys(&a, "U");
    assert_string_equal(fy_tier_name(a.app->grid, a.app->tier), "text@B");
    annotator_keys(&a, "u i M-Down");
    assert_string_equal(fy_tier_name(a.app->grid, a.app->edit_tier), "dialect@B");
    annotator_keys(&a, "C-_");
    assert_string_equal(fy_tier_name(a.app->grid, a.app->edit_tier), "dialect@B");
    annotator_close(&a);
}

static void a_foreign_grid_is_worked_on_as_it_is(void **state)
{
    struct annotator a;
    struct fy_grid *grid = fy_grid_new(0, 20);
    (void)state;
    tier_of_words(grid, FY_POINT_TIER, "tones", "1 H|2 L|2.5 H*");
    tier_of_words(grid, FY_INTERVAL_TIER, "Words", "0 a|1 b|20 ");
    tier_of_words(grid, FY_INTERVAL_TIER, "Phones", "0 x|0.5 y|1 z|20 ");
    annotator_open(&a, grid, "");
    assert_string_equal(fy_tier_name(a.app->grid, a.app->tier), "Words");
    annotator_keys(&a, "p");
    assert_string_equal(fy_tier_name(a.app->grid, a.app->tier), "Phones");
    annotator_keys(&a, "p i Backspace q Esc");
    assert_string_equal(annotator_label(&a, "Words", 0), "q");
    assert_int_equal(fy_grid_tier_count(a.app->grid), 3);
    assert_contains(annotator_screen(&a), "tones");
    annotator_close(&a);
}

static void assert_next_tier(struct annotator *a, const char *name)
{
    annotator_keys(a, "p");
    assert_string_equal(fy_tier_name(a->app->grid, a->app->tier), name);
}

/* From wherever one starts: every tier with segments of its own, and never one that speaks about another's. */
static void the_next_tier_is_one_to_work_in(void **state)
{
    struct annotator a;
    struct fy_grid *grid = fy_grid_new(0, 20);
    (void)state;
    tier_of_words(grid, FY_INTERVAL_TIER, "dialect", "0 |1 |20 ");
    tier_of_words(grid, FY_INTERVAL_TIER, "Words", "0 a|1 b|20 ");
    tier_of_words(grid, FY_INTERVAL_TIER, "event", "0 |1 |20 ");
    tier_of_words(grid, FY_INTERVAL_TIER, "Phones", "0 x|0.5 y|1 z|20 ");
    tier_of_words(grid, FY_POINT_TIER, "tones", "1 H|2 L");
    tier_of_words(grid, FY_INTERVAL_TIER, "note@B", "0 |20 ");
    tier_of_words(grid, FY_INTERVAL_TIER, "text@B", "0 |7 |20 ");
    tier_of_words(grid, FY_INTERVAL_TIER, "Gesten@B", "0 |7 |20 ");
    annotator_open(&a, grid, "");
    fy_app_choose_tier(a.app, 0);
    assert_next_tier(&a, "Words");
    assert_next_tier(&a, "Phones");
    assert_next_tier(&a, "text@B");
    assert_next_tier(&a, "Gesten@B");
    assert_next_tier(&a, "Words");
    /* A tier that somebody added beside "text" is reached too. */
    annotator_command(&a, "rename-tier Words text");
    assert_next_tier(&a, "Phones");
    annotator_command(&a, "remove-tier Phones");
    annotator_command(&a, "remove-tier text@B");
    annotator_command(&a, "remove-tier Gesten@B");
    annotator_command(&a, "remove-tier note@B");
    fy_app_choose_tier(a.app, 1);
    assert_next_tier(&a, "text");
    assert_contains(annotator_message(&a), "one speaker");
    annotator_close(&a);
}

/* Names of other programs hold spaces; one may begin as another does. */
static void names_of_several_words_are_found(void **state)
{
    struct annotator a;
    struct fy_grid *grid = fy_grid_new(0, 20);
    char long_name[301], command[400];
    (void)state;
    memset(long_name, 'n', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    tier_of_words(grid, FY_INTERVAL_TIER, "Speaker", "0 |20 ");
    tier_of_words(grid, FY_INTERVAL_TIER, "Speaker 1 - word", "0 |20 ");
    tier_of_words(grid, FY_INTERVAL_TIER, "Speaker 1", "0 |20 ");
    tier_of_words(grid, FY_POINT_TIER, "Speaker 1 - tones", "");
    tier_of_words(grid, FY_INTERVAL_TIER, long_name, "0 |20 ");
    annotator_open(&a, grid, "");
    annotator_command(&a, "rename-tier Speaker 1 - word  text@1");
    assert_string_equal(fy_tier_name(a.app->grid, 1), "text@1");
    annotator_command(&a, "rename-tier Speaker 1 speaker one");
    assert_string_equal(fy_tier_name(a.app->grid, 2), "speaker one");
    annotator_command(&a, "rename-tier Speaker 10 x");
    assert_string_equal(fy_tier_name(a.app->grid, 0), "10 x");
    annotator_command(&a, "rename-tier speaker ones x");
    assert_true(a.app->message_bad);
    annotator_command(&a, "rename-tier speaker one");
    assert_true(a.app->message_bad);
    assert_string_equal(fy_tier_name(a.app->grid, 2), "speaker one");
    annotator_command(&a, "add-point Speaker 1 - tones H* L");
    assert_int_equal(fy_tier_size(a.app->grid, 3), 1);
    assert_string_equal(fy_tier_points(a.app->grid, 3)[0].mark, "H* L");
    annotator_command(&a, "remove-point Speaker 1 - tones");
    assert_int_equal(fy_tier_size(a.app->grid, 3), 0);
    snprintf(command, sizeof command, "rename-tier %s short", long_name);
    annotator_command(&a, command);
    assert_string_equal(fy_tier_name(a.app->grid, 4), "short");
    annotator_close(&a);
}

static void points_are_added_and_removed_at_the_playhead(void **state)
{
    struct annotator *a = *state;
    annotator_command(a, "add-point-tier tones");
    annotator_command(a, "goto 3");
    annotator_command(a, "add-point tones H* L");
    annotator_command(a, "goto 7");
    annotator_command(a, "add-point tones");
    const size_t tier = fy_grid_find_tier(a->app->grid, "tones");
    assert_int_equal(fy_tier_size(a->app->grid, tier), 2);
    assert_string_equal(fy_tier_points(a->app->grid, tier)[0].mark, "H* L");
    annotator_command(a, "add-point tones again");
    assert_true(a->app->message_bad);
    annotator_resize(a, 80, 40);
    assert_contains(annotator_screen(a), "H* L");
    annotator_command(a, "goto 4");
    annotator_command(a, "remove-point tones");
    assert_int_equal(fy_tier_size(a->app->grid, tier), 1);
    annotator_command(a, "remove-point tones");
    annotator_command(a, "remove-point tones");
    assert_true(a->app->message_bad);
    annotator_command(a, "add-point text x");
    assert_true(a->app->message_bad);
    annotator_command(a, "add-point");
    assert_int_equal(a->app->mode, FY_MODE_PROMPT);
    annotator_keys(a, "Esc u u u u u");
    assert_int_equal(fy_grid_tier_count(a->app->grid), 2);
}

static void the_prompt_completes_and_refuses(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, ":");
    annotator_type(a, "zoom-s");
    annotator_keys(a, "Tab");
    assert_string_equal(fy_buffer_text(&a->app->line.text), "zoom-segment ");
    annotator_keys(a, "Esc :");
    annotator_type(a, "add-");
    annotator_keys(a, "Tab");
    assert_string_equal(fy_buffer_text(&a->app->line.text), "add-");
    assert_contains(annotator_message(a), "add-tier add-point-tier add-point");
    annotator_keys(a, "Backspace Backspace Backspace Backspace");
    assert_int_equal(a->app->mode, FY_MODE_PROMPT);
    annotator_keys(a, "Backspace");
    assert_int_equal(a->app->mode, FY_MODE_NAVIGATE);
    annotator_command(a, "fly away");
    assert_true(a->app->message_bad);
    assert_contains(annotator_message(a), "fly");
    annotator_command(a, "");
    annotator_command(a, "   next");
    assert_int_equal(a->app->segment, 2);
}

#define usual(test) cmocka_unit_test_setup_teardown(test, annotator_open_usual, annotator_close_usual)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        usual(digits_tag_with_the_bottom_line),
        cmocka_unit_test(the_bottom_line_offers_the_relatives_of_the_default),
        cmocka_unit_test(a_range_is_tagged_in_one_step_without_its_pauses),
        usual(what_is_no_code_is_refused),
        usual(the_palette_walks_the_tree),
        usual(the_palette_opens_while_writing_and_goes_back_to_it),
        usual(a_second_speaker_gets_tiers_of_their_own),
        cmocka_unit_test(a_speaker_has_a_text_tier_in_any_case),
        usual(tiers_come_and_go_and_come_back),
        cmocka_unit_test(undo_keeps_the_tier_in_use),
        cmocka_unit_test(a_foreign_grid_is_worked_on_as_it_is),
        cmocka_unit_test(the_next_tier_is_one_to_work_in),
        cmocka_unit_test(names_of_several_words_are_found),
        usual(points_are_added_and_removed_at_the_playhead),
        usual(the_prompt_completes_and_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

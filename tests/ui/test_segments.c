/* Boundaries: split, merge, nudge, new from a marked stretch, cut at pauses; each one step, each with its sisters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/annotator.h"
#include "support/near.h"

static double start_of(const struct annotator *a, const char *tier, size_t index)
{
    return fy_tier_intervals(a->app->grid, fy_grid_find_tier(a->app->grid, tier))[index].xmin;
}

static void split_parts_the_sound_and_leaves_the_text_left(void **state)
{
    struct annotator *a = *state;
    annotator_command(a, "goto 6.5");
    annotator_forget(a);
    annotator_keys(a, "s");
    assert_int_equal(annotator_size(a, "text"), 6);
    assert_int_equal(annotator_size(a, "dialect"), 6);
    assert_near(start_of(a, "text", 3), 6.5, 0);
    assert_near(start_of(a, "dialect", 3), 6.5, 0);
    assert_string_equal(annotator_label(a, "text", 2), "hello there");
    assert_string_equal(annotator_label(a, "text", 3), "");
    assert_int_equal(a->app->segment, 3);
    assert_int_equal(annotator_count(a, FY_EFFECT_JOURNAL), 1);
    assert_int_equal(annotator_undo_count(a), 1);
    /* On a boundary there is nothing to split. */
    annotator_keys(a, "s");
    assert_true(a->app->message_bad);
    assert_int_equal(annotator_undo_count(a), 1);
    annotator_command(a, "split 12.25");
    assert_near(start_of(a, "text", 5), 12.25, 0);
    annotator_command(a, "split soon");
    assert_true(a->app->message_bad);
}

static void split_text_parts_at_playhead_and_caret(void **state)
{
    struct annotator *a = *state;
    annotator_command(a, "goto #3");
    annotator_keys(a, "i C-t"); /* the playhead stands on the boundary */
    assert_true(a->app->message_bad);
    assert_int_equal(annotator_undo_count(a), 0);
    annotator_keys(a, "Tab");
    annotator_playhead(a, annotator_ms(7000), true);
    annotator_keys(a, "C-a Right Right Right Right Right C-t");
    assert_string_equal(annotator_label(a, "text", 2), "hello");
    assert_string_equal(annotator_label(a, "text", 3), "there");
    assert_near(start_of(a, "text", 3), 7, 0);
    assert_int_equal(a->app->segment, 3);
    assert_int_equal(a->app->mode, FY_MODE_EDIT);
    assert_int_equal(a->app->line.caret, 0);
    annotator_type(a, "over ");
    assert_string_equal(annotator_label(a, "text", 3), "over there");
    annotator_keys(a, "C-_ C-_");
    assert_string_equal(annotator_label(a, "text", 2), "hello there");
    assert_int_equal(annotator_size(a, "text"), 5);
}

static void merge_joins_texts_and_tags(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "k");
    annotator_command(a, "tag cmn");
    annotator_keys(a, "m");
    assert_int_equal(annotator_size(a, "text"), 4);
    assert_string_equal(annotator_label(a, "text", 0), "你好啊");
    annotator_keys(a, "m");
    assert_string_equal(annotator_label(a, "text", 0), "你好啊hello there");
    assert_string_equal(annotator_label(a, "dialect", 0), "cmn");
    assert_int_equal(annotator_undo_count(a), 3);
    annotator_keys(a, "M");
    assert_contains(annotator_message(a), "first");
    annotator_keys(a, "C-End m");
    assert_contains(annotator_message(a), "last");
    annotator_keys(a, "M");
    assert_int_equal(annotator_size(a, "text"), 2);
    assert_int_equal(a->app->segment, 1);
    annotator_keys(a, "u u u u");
    assert_int_equal(annotator_size(a, "text"), 5);
    assert_string_equal(annotator_label(a, "text", 0), "你好啊");
    assert_string_equal(annotator_label(a, "text", 2), "hello there");
}

static void a_pause_that_is_merged_is_none(void **state)
{
    struct annotator a;
    struct fy_grid *grid = annotator_grid();
    (void)state;
    tier_of_words(grid, FY_INTERVAL_TIER, "event", "0 |2 |5 |9 pause|14 pause|20 ");
    annotator_open(&a, grid, "");
    annotator_command(&a, "goto #4");
    annotator_keys(&a, "m");
    assert_string_equal(annotator_label(&a, "event", 3), "pause"); /* of two pauses one remains */
    annotator_keys(&a, "M");
    assert_string_equal(annotator_label(&a, "event", 2), "");
    assert_int_equal(annotator_undo_count(&a), 2);
    annotator_close(&a);
}

static void nudging_moves_the_boundary_with_its_sisters(void **state)
{
    static const struct {
        const char *key;
        size_t boundary;
        double to;
    } cases[] = { { ",", 1, 1.99 }, { ".", 1, 2 }, { "<", 2, 4.99 },   { ">", 2, 5 },
                  { ";", 1, 1.9 },  { "'", 1, 2 }, { "{", 2, 4.9 },   { "}", 2, 5 } };
    struct annotator *a = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        annotator_keys(a, cases[i].key);
        assert_near(start_of(a, "text", cases[i].boundary), cases[i].to, 1e-9);
        assert_near(start_of(a, "dialect", cases[i].boundary), cases[i].to, 1e-9);
        assert_int_equal(annotator_undo_count(a), i + 1);
        assert_int_equal(a->app->segment, 1);
    }
    annotator_keys(a, "C-Home ,");
    assert_true(a->app->message_bad);
    annotator_keys(a, "C-End >");
    assert_true(a->app->message_bad);
    /* Not past the neighbour. */
    annotator_command(a, "goto 2.05");
    annotator_keys(a, "s ;");
    assert_true(a->app->message_bad);
    assert_near(start_of(a, "text", 2), 2.05, 1e-9);
}

/* Where another tier's boundary is met, its label is the one that is written in. */
static void nudging_onto_a_sisters_boundary_finds_its_label(void **state)
{
    struct annotator a;
    struct fy_grid *grid = fy_grid_new(0, 20);
    (void)state;
    tier_of_words(grid, FY_INTERVAL_TIER, "text", "0 x|2 |20 ");
    tier_of_words(grid, FY_INTERVAL_TIER, "note", "0 |2.1 hi|20 ");
    annotator_open(&a, grid, "");
    annotator_keys(&a, "M-Down");
    assert_string_equal(fy_buffer_text(&a.app->line.text), "");
    annotator_keys(&a, "'");
    assert_string_equal(fy_buffer_text(&a.app->line.text), "hi");
    /* From now on the two go together. */
    annotator_keys(&a, "; i x");
    assert_string_equal(annotator_label(&a, "note", 1), "hix");
    assert_near(start_of(&a, "note", 1), 2, 1e-9);
    annotator_close(&a);
}

static void edges_are_set_at_the_playhead(void **state)
{
    struct annotator *a = *state;
    annotator_command(a, "goto 6");
    annotator_keys(a, "[");
    assert_int_equal(annotator_size(a, "text"), 6);
    assert_int_equal(a->app->segment, 3);
    assert_string_equal(annotator_label(a, "text", 3), "hello there");
    annotator_command(a, "goto 8");
    annotator_keys(a, "]");
    assert_int_equal(annotator_size(a, "text"), 7);
    assert_int_equal(a->app->segment, 3);
    assert_string_equal(annotator_label(a, "text", 3), "hello there");
    assert_near(start_of(a, "text", 4), 8, 0);
    /* Where the edge stands already nothing is done. */
    const size_t before = annotator_undo_count(a);
    annotator_keys(a, "^ [");
    assert_int_equal(annotator_undo_count(a), before);
}

static void a_marked_stretch_becomes_a_segment_to_write_in(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "A");
    assert_true(a->app->message_bad);
    annotator_command(a, "goto 10");
    annotator_keys(a, "S L L A");
    assert_int_equal(annotator_size(a, "text"), 7);
    assert_near(start_of(a, "text", 4), 10, 0);
    assert_near(start_of(a, "text", 5), 12, 0);
    assert_int_equal(a->app->segment, 4);
    assert_int_equal(a->app->mode, FY_MODE_EDIT);
    assert_int_equal(a->app->mark, -1);
    assert_int_equal(annotator_undo_count(a), 1);
    annotator_keys(a, "x Esc u u");
    assert_int_equal(annotator_size(a, "text"), 5);
    /* From a boundary on only the other end is new; backwards works too. */
    annotator_command(a, "goto 4");
    annotator_keys(a, "S H H Ins");
    assert_int_equal(annotator_size(a, "text"), 6);
    assert_int_equal(a->app->segment, 1);
    assert_near(start_of(a, "text", 2), 4, 0);
    annotator_keys(a, "Esc");
    /* Over a boundary it is refused. */
    annotator_command(a, "goto 8.5");
    annotator_keys(a, "S L A");
    assert_true(a->app->message_bad);
    assert_int_equal(annotator_size(a, "text"), 6);
}

static void undo_comes_back_to_the_place(void **state)
{
    static const char *const acts[] = { "s", "m", "M", ",", "}", "[", "]", "0" };
    struct annotator *a = *state;
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        annotator_command(a, "goto #4");
        annotator_keys(a, "0 1 l");
        const size_t before = annotator_undo_count(a);
        annotator_keys(a, acts[i]);
        assert_int_equal(annotator_undo_count(a), before + 1);
        annotator_keys(a, "C-Home u");
        if (a->app->segment < 2 || a->app->segment > 3)
            fail_msg("after undoing %s segment %zu is shown", acts[i], a->app->segment + 1);
        assert_true(a->app->view_from <= 13.9 && a->app->view_to > 9);
        annotator_keys(a, "C-Home U");
        if (a->app->segment < 2 || a->app->segment > 4)
            fail_msg("after redoing %s segment %zu is shown", acts[i], a->app->segment + 1);
        annotator_keys(a, "u");
    }
}

static struct fy_event speech(const struct fy_stretch *stretches, size_t count, int64_t from)
{
    return (struct fy_event){ .kind = FY_EVENT_SPEECH,
                              .speech = { stretches, count, from, ANNOTATOR_SECONDS * ANNOTATOR_RATE } };
}

#define SECONDS(from, to) { (int64_t)((from) * ANNOTATOR_RATE), (int64_t)((to) * ANNOTATOR_RATE) }

static void cutting_asks_for_speech_and_cuts_what_is_empty(void **state)
{
    static const struct fy_stretch stretches[] = { SECONDS(2.5, 3.25), SECONDS(6, 8), SECONDS(10, 11), SECONDS(12.5, 13.5) };
    struct annotator *a = *state;
    annotator_keys(a, "C");
    const struct fy_effect asked = annotator_asked(a, FY_EFFECT_SPEECH);
    assert_int_equal(asked.frames.from, annotator_ms(2000));
    assert_int_equal(asked.frames.to, annotator_ms(20000));
    annotator_send(a, speech(stretches, 4, annotator_ms(2000)));
    /* 2 to 5 s: pause, speech, pause; 9 to 14 s: pause, speech, pause, speech, pause; 14 to 20 s: pause; the written
     * segment stays. The padding of 0.2 s goes to the speech. */
    assert_int_equal(annotator_size(a, "text"), 1 + 3 + 1 + 5 + 1);
    assert_int_equal(annotator_size(a, "dialect"), 11);
    assert_int_equal(annotator_size(a, "event"), 11);
    assert_near(start_of(a, "text", 2), 2.3, 1e-9);
    assert_near(start_of(a, "text", 3), 3.45, 1e-9);
    assert_string_equal(annotator_label(a, "event", 1), "pause");
    assert_string_equal(annotator_label(a, "event", 2), "");
    assert_string_equal(annotator_label(a, "event", 4), "");
    assert_string_equal(annotator_label(a, "event", 10), "pause");
    assert_string_equal(annotator_label(a, "text", 4), "hello there");
    assert_int_equal(a->app->segment, 2);
    assert_contains(annotator_message(a), "3 segments");
    assert_int_equal(annotator_undo_count(a), 1);
    annotator_keys(a, "u");
    assert_int_equal(annotator_size(a, "text"), 5);
    assert_int_equal(annotator_size(a, "event"), 0);
    assert_int_equal(a->app->segment, 1);
}

static void what_is_tagged_is_not_cut(void **state)
{
    static const struct fy_stretch stretches[] = { SECONDS(10, 11), SECONDS(12.5, 13.5) };
    struct annotator *a = *state;
    annotator_command(a, "goto #4");
    annotator_command(a, "tag cmn");
    annotator_send(a, speech(stretches, 2, annotator_ms(9000)));
    assert_int_equal(annotator_size(a, "text"), 5);
    assert_string_equal(annotator_label(a, "event", 4), "pause");
}

static void cutting_leaves_events_of_other_spans_alone(void **state)
{
    static const struct fy_stretch stretches[] = { SECONDS(10, 11) };
    struct annotator a;
    struct fy_grid *grid = annotator_grid();
    (void)state;
    tier_of_words(grid, FY_INTERVAL_TIER, "event", "0 |3 music|16 |20 ");
    annotator_open(&a, grid, "");
    annotator_keys(&a, "C");
    annotator_send(&a, speech(stretches, 1, annotator_ms(2000)));
    assert_string_equal(annotator_label(&a, "event", 0), "");
    assert_string_equal(annotator_label(&a, "event", 1), "music");
    assert_string_equal(annotator_label(&a, "event", 2), "");
    annotator_close(&a);
}

/* The search takes a while; who writes meanwhile goes on where they are. */
static void a_cut_that_comes_late_does_not_move_the_writer(void **state)
{
    static const struct fy_stretch stretches[] = { SECONDS(10, 11), SECONDS(16, 17) };
    struct annotator *a = *state;
    annotator_keys(a, "C C-Home i End");
    annotator_send(a, speech(stretches, 2, annotator_ms(2000)));
    assert_int_equal(a->app->segment, 0);
    annotator_type(a, "!");
    assert_string_equal(annotator_label(a, "text", 0), "你好啊!");
    annotator_keys(a, "Esc");
    annotator_command(a, "goto 13.5");
    annotator_keys(a, "u u U i");
    annotator_type(a, "?");
    assert_int_equal(a->app->mode, FY_MODE_EDIT);
}

static void an_answer_without_speech_makes_all_a_pause(void **state)
{
    struct annotator *a = *state;
    annotator_command(a, "goto #4");
    annotator_keys(a, "C");
    annotator_send(a, speech(NULL, 0, annotator_ms(9000)));
    assert_int_equal(annotator_size(a, "text"), 5);
    assert_string_equal(annotator_label(a, "event", 3), "pause");
    assert_contains(annotator_message(a), "0 segments");
    annotator_screen(a);
    assert_canvas_sound(&a->canvas);
    /* Where all is written nothing is done, and nothing said of undo. */
    annotator_command(a, "tag cmn");
    const size_t steps = annotator_undo_count(a);
    annotator_command(a, "goto #5");
    annotator_command(a, "tag cmn");
    annotator_send(a, speech(NULL, 0, annotator_ms(14000)));
    assert_int_equal(annotator_undo_count(a), steps + 1);
    assert_contains(annotator_message(a), "nothing to cut");
}

static void what_another_program_broke_is_refused_not_mended(void **state)
{
    struct annotator a;
    struct fy_grid *grid = fy_grid_new(0, 20);
    size_t tier;
    (void)state;
    assert_int_equal(fy_grid_append_tier(grid, FY_INTERVAL_TIER, "text", 4, 0, 20, &tier), FY_OK);
    assert_int_equal(fy_tier_append_interval(grid, tier, 1, 4, "a", 1), FY_OK);
    assert_int_equal(fy_tier_append_interval(grid, tier, 6, 6, "b", 1), FY_OK);
    assert_int_equal(fy_tier_append_interval(grid, tier, 8, 12, "c", 1), FY_OK);
    assert_int_equal(fy_tier_append_interval(grid, tier, 10, 12, "d", 1), FY_OK);
    annotator_open(&a, grid, "cmn");
    annotator_keys(&a, "m");
    assert_true(a.app->message_bad);
    annotator_keys(&a, "j Tab m , j > s");
    assert_int_equal(annotator_size(&a, "text"), 4);
    assert_int_equal(annotator_undo_count(&a), 0);
    annotator_keys(&a, "C-Home i x Enter y Enter z Esc");
    assert_string_equal(annotator_label(&a, "text", 0), "ax");
    assert_string_equal(annotator_label(&a, "text", 1), "by");
    annotator_screen(&a);
    assert_canvas_sound(&a.canvas);
    annotator_close(&a);
}

#define usual(test) cmocka_unit_test_setup_teardown(test, annotator_open_usual, annotator_close_usual)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        usual(split_parts_the_sound_and_leaves_the_text_left),
        usual(split_text_parts_at_playhead_and_caret),
        usual(merge_joins_texts_and_tags),
        cmocka_unit_test(a_pause_that_is_merged_is_none),
        usual(nudging_moves_the_boundary_with_its_sisters),
        cmocka_unit_test(nudging_onto_a_sisters_boundary_finds_its_label),
        usual(edges_are_set_at_the_playhead),
        usual(a_marked_stretch_becomes_a_segment_to_write_in),
        usual(undo_comes_back_to_the_place),
        usual(cutting_asks_for_speech_and_cuts_what_is_empty),
        usual(what_is_tagged_is_not_cut),
        cmocka_unit_test(cutting_leaves_events_of_other_spans_alone),
        usual(a_cut_that_comes_late_does_not_move_the_writer),
        usual(an_answer_without_speech_makes_all_a_pause),
        cmocka_unit_test(what_another_program_broke_is_refused_not_mended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

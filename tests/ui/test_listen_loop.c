/* Loops: rounds, the silence between them, boundaries that move meanwhile, going on afterwards; boundaries set while it
 * plays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/annotator.h"

static void the_loop_goes_round_without_end(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "F8");
    assert_played(a, annotator_ms(2000), annotator_ms(5000));
    assert_int_equal(annotator_play(a).times, 0);
    assert_true(annotator_play(a).gap >= 0.5 && annotator_play(a).gap <= 0.5);
    assert_contains(annotator_screen(a), " loop ");
    annotator_forget(a);
    annotator_playhead(a, annotator_ms(4900), true);
    annotator_playhead(a, annotator_ms(5000), true);
    annotator_playhead(a, annotator_ms(2010), true);
    assert_int_equal(annotator_count(a, FY_EFFECT_PLAY), 0);
    assert_int_equal(a->app->round, 2);
    annotator_keys(a, "Tab");
    assert_int_equal(annotator_count(a, FY_EFFECT_STOP), 1);
    assert_contains(annotator_screen(a), " loop ");
    /* It is still wanted: the next segment goes round too. */
    annotator_forget(a);
    annotator_keys(a, "j");
    assert_played(a, annotator_ms(5000), annotator_ms(9000));
    assert_int_equal(annotator_play(a).times, 0);
}

static void switched_off_the_round_is_heard_to_its_end(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "F8");
    annotator_playhead(a, annotator_ms(3000), true);
    annotator_forget(a);
    annotator_keys(a, "F8");
    assert_played(a, annotator_ms(3000), annotator_ms(5000));
    assert_int_equal(annotator_play(a).times, 1);
    assert_lacks(annotator_screen(a), "▶ loop ");
    annotator_forget(a);
    annotator_playhead(a, annotator_ms(5000), false);
    assert_int_equal(annotator_count(a, FY_EFFECT_PLAY), 0);
}

static void switched_on_while_it_plays_it_goes_round_from_then_on(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "Tab");
    annotator_playhead(a, annotator_ms(3000), true);
    annotator_forget(a);
    annotator_keys(a, "F8");
    assert_int_equal(annotator_count(a, FY_EFFECT_PLAY) + annotator_count(a, FY_EFFECT_STOP), 0);
    annotator_playhead(a, annotator_ms(5000), false);
    assert_played(a, annotator_ms(2000), annotator_ms(5000));
    assert_int_equal(annotator_play(a).times, 0);
    assert_true(a->app->playing);
}

static void switched_on_while_it_plays_on_and_on_the_segment_goes_round(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "Space");
    annotator_playhead(a, annotator_ms(6000), true);
    annotator_forget(a);
    annotator_keys(a, "F8");
    assert_played(a, annotator_ms(5000), annotator_ms(9000));
    assert_int_equal(annotator_play(a).times, 0);
}

static void after_the_rounds_comes_the_next_segment(void **state)
{
    struct annotator *a = *state;
    annotator_command(a, "loop-gap 0.2");
    annotator_command(a, "loop 2");
    assert_played(a, annotator_ms(2000), annotator_ms(5000));
    assert_int_equal(annotator_play(a).times, 2);
    assert_true(annotator_play(a).gap >= 0.2 && annotator_play(a).gap <= 0.2);
    assert_contains(annotator_screen(a), " loop 1/2 ");
    annotator_playhead(a, annotator_ms(4900), true);
    annotator_playhead(a, annotator_ms(2100), true);
    assert_contains(annotator_screen(a), " loop 2/2 ");
    annotator_forget(a);
    annotator_playhead(a, annotator_ms(5000), false);
    assert_int_equal(a->app->segment, 2);
    assert_played(a, annotator_ms(5000), annotator_ms(9000));
    assert_int_equal(annotator_play(a).times, 2);
    /* The last one goes nowhere. */
    annotator_keys(a, "C-End Tab");
    annotator_forget(a);
    annotator_playhead(a, annotator_ms(20000), false);
    assert_int_equal(a->app->segment, 4);
    assert_int_equal(annotator_count(a, FY_EFFECT_PLAY), 0);
    assert_contains(annotator_message(a), "last segment");
}

static void nobody_is_moved_away_while_writing(void **state)
{
    struct annotator *a = *state;
    annotator_command(a, "loop-count 3");
    annotator_keys(a, "i F8");
    assert_int_equal(annotator_play(a).times, 3);
    annotator_type(a, "好");
    annotator_forget(a);
    annotator_playhead(a, annotator_ms(5000), false);
    assert_int_equal(a->app->segment, 1);
    assert_int_equal(annotator_count(a, FY_EFFECT_PLAY), 0);
    annotator_keys(a, "Enter");
    assert_int_equal(annotator_play(a).times, 3);
}

static void a_boundary_moved_meanwhile_counts_from_the_next_round_on(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "F8");
    annotator_playhead(a, annotator_ms(4000), true);
    annotator_forget(a);
    annotator_keys(a, "} '"); /* the end 100 ms later, the start too */
    assert_int_equal(a->app->playhead, annotator_ms(4000));
    assert_int_equal(annotator_count(a, FY_EFFECT_PLAY), 0);
    annotator_playhead(a, annotator_ms(4900), true);
    assert_int_equal(annotator_count(a, FY_EFFECT_PLAY), 0);
    /* In the silence before it. */
    annotator_playhead(a, annotator_ms(5000), true);
    assert_played(a, annotator_ms(2100), annotator_ms(5100));
    assert_int_equal(annotator_play(a).times, 0);
    assert_int_equal(a->app->round, 2);
    /* Without a silence, at the leap back. */
    annotator_playhead(a, annotator_ms(5000), true);
    annotator_keys(a, "{");
    annotator_forget(a);
    annotator_playhead(a, annotator_ms(2150), true);
    assert_played(a, annotator_ms(2100), annotator_ms(5000));
    assert_int_equal(a->app->round, 3);
    /* And then no more. */
    annotator_forget(a);
    annotator_playhead(a, annotator_ms(4900), true);
    annotator_playhead(a, annotator_ms(2150), true);
    assert_int_equal(annotator_count(a, FY_EFFECT_PLAY), 0);
}

static void the_rounds_that_are_left_are_kept(void **state)
{
    struct annotator *a = *state;
    annotator_command(a, "loop 3");
    annotator_playhead(a, annotator_ms(4000), true);
    annotator_keys(a, "}");
    annotator_forget(a);
    annotator_playhead(a, annotator_ms(5000), true);
    assert_int_equal(annotator_play(a).times, 2);
    assert_contains(annotator_screen(a), " loop 2/3 ");
}

static void a_marked_stretch_goes_round(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "S L F8");
    assert_played(a, annotator_ms(2000), annotator_ms(3000));
    assert_int_equal(annotator_play(a).times, 0);
    annotator_forget(a);
    annotator_playhead(a, annotator_ms(2900), true);
    annotator_playhead(a, annotator_ms(2010), true);
    assert_int_equal(annotator_count(a, FY_EFFECT_PLAY), 0);
}

static void pieces_and_free_playing_do_not_go_round(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "F8 Tab");
    static const char *const keys[] = { "q", "w", "W", "P" };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        annotator_forget(a);
        annotator_keys(a, keys[i]);
        assert_int_equal(annotator_play(a).times, 1);
    }
}

/* ---- boundaries set while it plays ---- */

static void a_tap_sets_a_boundary_where_it_was_heard(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "Space");
    annotator_playhead(a, annotator_ms(3500), true);
    annotator_keys(a, "T");
    assert_int_equal(annotator_size(a, "text"), 6);
    assert_int_equal(annotator_start(a, "text", 2), annotator_ms(3300));
    assert_int_equal(annotator_start(a, "dialect", 2), annotator_ms(3300));
    assert_true(a->app->playing);
    assert_int_equal(a->app->segment, 2);
    /* Slower sound, the same hand: half as much of the recording. */
    annotator_command(a, "speed 0.5");
    annotator_playhead(a, annotator_ms(4000), true);
    annotator_keys(a, "C-]");
    assert_int_equal(annotator_start(a, "text", 3), annotator_ms(3900));
    /* Twice at once is one. */
    annotator_playhead(a, annotator_ms(4040), true);
    annotator_keys(a, "C-]");
    assert_int_equal(annotator_size(a, "text"), 7);
    annotator_keys(a, "u u");
    assert_int_equal(annotator_size(a, "text"), 5);
}

static void a_tap_before_a_boundary_splits_the_segment_before(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "Space");
    annotator_playhead(a, annotator_ms(5100), true);
    assert_int_equal(a->app->segment, 2);
    annotator_keys(a, "T");
    assert_int_equal(annotator_start(a, "text", 2), annotator_ms(4900));
    assert_int_equal(a->app->segment, 3);
}

static void a_tap_while_writing_leaves_the_text_and_the_caret(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "i F4");
    annotator_type(a, "你好");
    annotator_playhead(a, annotator_ms(4000), true);
    annotator_keys(a, "Left C-]");
    assert_int_equal(annotator_size(a, "text"), 6);
    assert_int_equal(a->app->segment, 1);
    assert_string_equal(annotator_label(a, "text", 1), "你好");
    annotator_type(a, "们");
    assert_string_equal(annotator_label(a, "text", 1), "你们好");
    /* Far behind what is written, and before it. */
    annotator_playhead(a, annotator_ms(12000), true);
    annotator_keys(a, "F12");
    assert_int_equal(a->app->segment, 1);
    annotator_playhead(a, annotator_ms(1000), true);
    annotator_keys(a, "F12");
    assert_int_equal(a->app->segment, 2);
    assert_string_equal(annotator_label(a, "text", 2), "你们好");
    annotator_type(a, "呀");
    assert_string_equal(annotator_label(a, "text", 2), "你们呀好");
}

static void the_reaction_can_be_another_and_counts_only_while_it_plays(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "L T");
    assert_int_equal(annotator_start(a, "text", 2), annotator_ms(3000));
    annotator_command(a, "reaction 0.5");
    annotator_keys(a, "Space");
    annotator_playhead(a, annotator_ms(4000), true);
    annotator_keys(a, "T");
    assert_int_equal(annotator_start(a, "text", 3), annotator_ms(3500));
    annotator_command(a, "reaction 3");
    assert_true(a->app->message_bad);
}

#define usual(test) cmocka_unit_test_setup_teardown(test, annotator_open_usual, annotator_close_usual)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        usual(the_loop_goes_round_without_end),
        usual(switched_off_the_round_is_heard_to_its_end),
        usual(switched_on_while_it_plays_it_goes_round_from_then_on),
        usual(switched_on_while_it_plays_on_and_on_the_segment_goes_round),
        usual(after_the_rounds_comes_the_next_segment),
        usual(nobody_is_moved_away_while_writing),
        usual(a_boundary_moved_meanwhile_counts_from_the_next_round_on),
        usual(the_rounds_that_are_left_are_kept),
        usual(a_marked_stretch_goes_round),
        usual(pieces_and_free_playing_do_not_go_round),
        usual(a_tap_sets_a_boundary_where_it_was_heard),
        usual(a_tap_before_a_boundary_splits_the_segment_before),
        usual(a_tap_while_writing_leaves_the_text_and_the_caret),
        usual(the_reaction_can_be_another_and_counts_only_while_it_plays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

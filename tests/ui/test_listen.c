/* Hearing and moving: which frames are asked of the device, and where one stands afterwards. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/annotator.h"

static void work_starts_at_the_first_segment_without_text(void **state)
{
    struct annotator *a = *state;
    assert_int_equal(a->app->segment, 1);
    assert_int_equal(a->app->playhead, annotator_ms(2000));
    assert_false(fy_app_unsaved(a->app));
}

static void hear_plays_exactly_the_segment_and_stops(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "Tab");
    assert_played(a, annotator_ms(2000), annotator_ms(5000));
    annotator_forget(a);
    annotator_playhead(a, annotator_ms(3000), true);
    assert_int_equal(a->app->playhead, annotator_ms(3000));
    annotator_keys(a, "Tab");
    assert_int_equal(annotator_count(a, FY_EFFECT_STOP), 1);
    assert_int_equal(annotator_count(a, FY_EFFECT_PLAY), 0);
    assert_int_equal(a->app->playhead, annotator_ms(3000));
    /* It ends by itself: the next press plays again. */
    annotator_keys(a, "Tab");
    annotator_playhead(a, annotator_ms(5000), false);
    annotator_forget(a);
    annotator_keys(a, "Tab");
    assert_played(a, annotator_ms(2000), annotator_ms(5000));
}

static void odd_boundaries_are_rounded_to_frames(void **state)
{
    struct annotator a;
    struct fy_grid *grid = fy_grid_new(0, 20);
    (void)state;
    tier_of_words(grid, FY_INTERVAL_TIER, "text", "0 a|1.00004 |2.99999 b|20 ");
    annotator_open(&a, grid, "");
    annotator_keys(&a, "Tab");
    assert_played(&a, 16001, 48000);
    annotator_close(&a);
}

static void back_and_hear_goes_two_seconds_back_within_the_segment(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "j j"); /* 9 to 14 s */
    annotator_playhead(a, annotator_ms(12500), true);
    annotator_forget(a);
    annotator_keys(a, "S-Tab");
    assert_played(a, annotator_ms(10500), annotator_ms(14000));
    annotator_playhead(a, annotator_ms(10000), true);
    annotator_forget(a);
    annotator_keys(a, "S-Tab");
    assert_played(a, annotator_ms(9000), annotator_ms(14000));
}

/* After a segment was heard to its end, its end is what one wants again, and not what follows. */
static void back_and_hear_after_the_end_stays_in_the_segment(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "j j");
    annotator_playhead(a, annotator_ms(14000), false);
    annotator_forget(a);
    annotator_keys(a, "S-Tab");
    assert_played(a, annotator_ms(12000), annotator_ms(14000));
}

static void edges_of_the_segment_are_played_alone(void **state)
{
    static const struct {
        const char *key;
        int from, to;
    } cases[] = { { "q", 1500, 2000 }, { "w", 5000, 5500 }, { "e", 2000, 2500 }, { "d", 4500, 5000 } };
    struct annotator *a = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        annotator_forget(a);
        annotator_keys(a, cases[i].key);
        assert_played(a, annotator_ms(cases[i].from), annotator_ms(cases[i].to));
    }
    annotator_keys(a, "C-Home");
    annotator_forget(a);
    annotator_keys(a, "q");
    assert_int_equal(annotator_count(a, FY_EFFECT_PLAY), 0);
    assert_true(a->app->message_bad);
}

static void play_goes_on_to_the_end_and_the_segment_follows(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "Space");
    assert_played(a, annotator_ms(2000), annotator_ms(20000));
    annotator_playhead(a, annotator_ms(5100), true);
    assert_int_equal(a->app->segment, 2);
    annotator_playhead(a, annotator_ms(14500), true);
    assert_int_equal(a->app->segment, 4);
    /* The window goes with it. */
    assert_true(a->app->view_from <= 14.5 && a->app->view_to > 14.5);
    annotator_keys(a, "F4");
    assert_false(a->app->playing);
    assert_int_equal(a->app->playhead, annotator_ms(14500));
    /* At the end it starts over. */
    annotator_keys(a, "F4");
    annotator_playhead(a, annotator_ms(20000), false);
    assert_int_equal(a->app->segment, 4);
    annotator_forget(a);
    annotator_keys(a, "F4");
    assert_played(a, 0, annotator_ms(20000));
}

static void the_line_stays_while_somebody_writes(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "i F4");
    annotator_playhead(a, annotator_ms(12000), true);
    assert_int_equal(a->app->segment, 1);
    annotator_type(a, "在");
    assert_string_equal(annotator_label(a, "text", 1), "在");
    annotator_keys(a, "F5");
    assert_int_equal(a->app->segment, 1);
    assert_int_equal(a->app->playhead, annotator_ms(13000));
}

static void a_marked_stretch_is_played_from_either_end(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "l S H");
    annotator_forget(a);
    annotator_keys(a, "Space");
    assert_played(a, annotator_ms(1100), annotator_ms(2100));
    annotator_keys(a, "Space Esc");
    assert_int_equal(a->app->mark, -1);
}

static void moving_selects_and_hears(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "PgDn");
    assert_int_equal(a->app->segment, 2);
    assert_played(a, annotator_ms(5000), annotator_ms(9000));
    annotator_forget(a);
    annotator_keys(a, "k");
    assert_int_equal(a->app->segment, 1);
    assert_played(a, annotator_ms(2000), annotator_ms(5000));
    annotator_keys(a, "C-End");
    assert_int_equal(a->app->segment, 4);
    annotator_forget(a);
    annotator_keys(a, "j");
    assert_int_equal(a->app->segment, 4);
    assert_int_equal(annotator_count(a, FY_EFFECT_PLAY), 0);
    assert_contains(annotator_message(a), "last");
    annotator_keys(a, "C-Home k");
    assert_contains(annotator_message(a), "first");
    annotator_keys(a, "G G");
    assert_int_equal(a->app->segment, 3);
}

static void the_playhead_moves_in_steps_and_stays_inside(void **state)
{
    static const struct {
        const char *keys;
        int ms;
    } cases[] = { { "l", 2100 },      { "Left", 2000 }, { "C-Right", 2010 }, { "C-Left", 2000 }, { "L", 3000 },
                  { "F3", 2000 },     { "F5", 3000 },   { "^", 2000 },       { "H H H", 0 },     { "h", 0 },
                  { "C-End", 14000 }, { "L L L L L L L L", 20000 }, { "l", 20000 } };
    struct annotator *a = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        annotator_keys(a, cases[i].keys);
        assert_int_equal(a->app->playhead, annotator_ms(cases[i].ms));
    }
    annotator_command(a, "goto 3");
    annotator_keys(a, "$");
    assert_int_equal(a->app->playhead, annotator_ms(5000) - 1);
    assert_int_equal(a->app->segment, 1);
}

static void moving_while_it_plays_plays_on_from_there(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "Tab");
    annotator_playhead(a, annotator_ms(3000), true);
    annotator_forget(a);
    annotator_keys(a, "l");
    assert_played(a, annotator_ms(3100), annotator_ms(5000));
    /* Beyond what was asked for it ends. */
    annotator_forget(a);
    annotator_keys(a, "L L");
    assert_int_equal(annotator_count(a, FY_EFFECT_STOP), 1);
    assert_false(a->app->playing);
    assert_int_equal(a->app->segment, 2);
}

static void going_to_a_time_or_a_number(void **state)
{
    static const char *const bad[] = { "goto x", "goto 20.5", "goto #0", "goto #6", "goto #", "goto #2x", "goto -1",
                                       "goto #-1", "goto 99:00" };
    struct annotator *a = *state;
    annotator_command(a, "goto 12.25");
    assert_int_equal(a->app->playhead, annotator_ms(12250));
    assert_int_equal(a->app->segment, 3);
    annotator_command(a, "goto 0:01.5");
    assert_int_equal(a->app->segment, 0);
    annotator_keys(a, "g");
    annotator_type(a, "#5");
    annotator_keys(a, "Enter");
    assert_int_equal(a->app->segment, 4);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        annotator_command(a, bad[i]);
        assert_true(a->app->message_bad);
        assert_int_equal(a->app->segment, 4);
    }
}

static void searching_folds_case_and_width_and_goes_round(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "/");
    annotator_type(a, "ＨELLO");
    annotator_keys(a, "Enter");
    assert_int_equal(a->app->segment, 2);
    annotator_keys(a, "n");
    assert_int_equal(a->app->segment, 2);
    annotator_command(a, "search 好");
    assert_int_equal(a->app->segment, 0);
    annotator_command(a, "search GUANGZHOU");
    assert_int_equal(a->app->segment, 0);
    annotator_command(a, "search nobody");
    assert_true(a->app->message_bad);
    assert_int_equal(a->app->segment, 0);
    /* What folds to nothing finds nothing. */
    annotator_command(a, "search \u00AD");
    assert_true(a->app->message_bad);
}

static void pauses_are_stepped_over(void **state)
{
    struct annotator a;
    struct fy_grid *grid = annotator_grid();
    (void)state;
    tier_of_words(grid, FY_INTERVAL_TIER, "event", "0 |2 pause|5 |9 pause|14 |20 ");
    annotator_open(&a, grid, "");
    assert_int_equal(a.app->segment, 4);
    annotator_keys(&a, "k");
    assert_int_equal(a.app->segment, 2);
    annotator_keys(&a, "k");
    assert_int_equal(a.app->segment, 0);
    annotator_keys(&a, "G");
    assert_int_equal(a.app->segment, 4);
    assert_contains(annotator_screen(&a), "– pause –");
    annotator_close(&a);
}

static void the_title_says_whether_there_is_sound(void **state)
{
    struct annotator *a = *state;
    struct fy_event event = { .kind = FY_EVENT_PLAYHEAD, .playhead = { 0, false, true, 3 } };
    assert_lacks(annotator_screen(a), "no sound");
    annotator_send(a, event);
    assert_contains(annotator_screen(a), "no sound");
    event.playhead.silent = false;
    annotator_send(a, event);
    assert_lacks(annotator_screen(a), "no sound");
    assert_contains(annotator_screen(a), "3 gaps!");
    event.playhead.underruns = 0;
    annotator_send(a, event);
    assert_lacks(annotator_screen(a), "gap");
}

static void zooming_and_scrolling_stay_inside(void **state)
{
    struct annotator *a = *state;
    for (int i = 0; i < 40; i++)
        annotator_keys(a, "=");
    assert_true(a->app->view_to - a->app->view_from >= 0.0199);
    assert_true(a->app->view_from <= 2 && a->app->view_to >= 2);
    for (int i = 0; i < 40; i++)
        annotator_keys(a, "-");
    assert_true(a->app->view_from >= 0 && a->app->view_from <= 0);
    assert_true(a->app->view_to >= 20 && a->app->view_to <= 20);
    annotator_keys(a, "f");
    assert_true(a->app->view_from < 2 && a->app->view_from > 1.8 && a->app->view_to > 5 && a->app->view_to < 5.2);
    for (int i = 0; i < 30; i++)
        annotator_keys(a, ")");
    assert_true(a->app->view_to >= 20 && a->app->view_to <= 20);
    for (int i = 0; i < 30; i++)
        annotator_keys(a, "(");
    assert_true(a->app->view_from >= 0 && a->app->view_from <= 0);
    annotator_forget(a);
    annotator_keys(a, "a W");
    assert_played(a, 0, annotator_ms(20000));
}

/* An empty recording has no window to zoom. */
static void nothing_breaks_without_sound(void **state)
{
    struct annotator a;
    (void)state;
    memset(&a, 0, sizeof a);
    a.dialects = fy_dialects_builtin();
    struct fy_grid *grid = fy_grid_new(0, 0);
    tier_of_words(grid, FY_INTERVAL_TIER, "text", "0 |0 ");
    struct fy_app_settings settings = annotator_settings(&a, grid);
    settings.frames = 0;
    a.app = fy_app_new(&settings);
    annotator_resize(&a, 80, 24);
    static const char *const keys[] = { "Tab", "=", "-", "a", "f", "l", "h", "(", ")", "v", "j", "k", "Space", "W", "i", "x",
                                        "Enter", "Esc", "s", "m", "C" };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        annotator_keys(&a, keys[i]);
        assert_true(a.app->view_from >= 0 && a.app->view_to >= 0);
        annotator_screen(&a);
        assert_canvas_sound(&a.canvas);
    }
    annotator_close(&a);
}

#define usual(test) cmocka_unit_test_setup_teardown(test, annotator_open_usual, annotator_close_usual)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        usual(work_starts_at_the_first_segment_without_text),
        usual(hear_plays_exactly_the_segment_and_stops),
        cmocka_unit_test(odd_boundaries_are_rounded_to_frames),
        usual(back_and_hear_goes_two_seconds_back_within_the_segment),
        usual(back_and_hear_after_the_end_stays_in_the_segment),
        usual(edges_of_the_segment_are_played_alone),
        usual(play_goes_on_to_the_end_and_the_segment_follows),
        usual(the_line_stays_while_somebody_writes),
        usual(a_marked_stretch_is_played_from_either_end),
        usual(moving_selects_and_hears),
        usual(the_playhead_moves_in_steps_and_stays_inside),
        usual(moving_while_it_plays_plays_on_from_there),
        usual(going_to_a_time_or_a_number),
        usual(searching_folds_case_and_width_and_goes_round),
        cmocka_unit_test(pauses_are_stepped_over),
        usual(the_title_says_whether_there_is_sound),
        usual(zooming_and_scrolling_stay_inside),
        cmocka_unit_test(nothing_breaks_without_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Stopping and going on: the step back, marked stretches, what is only checked by ear. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/annotator.h"

static void after_a_pause_a_little_is_heard_again(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "C-Home Space"); /* from 0 on */
    annotator_playhead(a, annotator_ms(6000), true);
    annotator_keys(a, "Space");
    annotator_forget(a);
    annotator_keys(a, "F4");
    assert_played(a, annotator_ms(4500), annotator_ms(20000));
    /* However long the step, there is nothing before the beginning. */
    annotator_playhead(a, annotator_ms(1000), true);
    annotator_keys(a, "F4");
    annotator_command(a, "back-step 5");
    annotator_forget(a);
    annotator_keys(a, "F4");
    assert_played(a, 0, annotator_ms(20000));
}

static void the_step_back_can_be_another_or_none(void **state)
{
    struct annotator *a = *state;
    static const struct {
        const char *command;
        int from;
    } cases[] = { { "back-step 0", 6000 }, { "back-step 0.25", 5750 }, { "back-step 5", 1000 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        annotator_command(a, cases[i].command);
        annotator_keys(a, "C-Home Space");
        annotator_playhead(a, annotator_ms(6000), true);
        annotator_keys(a, "Space");
        annotator_forget(a);
        annotator_keys(a, "Space");
        assert_played(a, annotator_ms(cases[i].from), annotator_ms(20000));
        annotator_keys(a, "Space");
    }
    annotator_command(a, "back-step 5.5");
    assert_true(a->app->message_bad);
    assert_contains(annotator_message(a), "0 to 5");
}

static void a_segment_goes_on_within_itself(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "j Tab Tab"); /* 5 to 9 s */
    annotator_playhead(a, annotator_ms(8000), true);
    annotator_keys(a, "Tab");
    annotator_forget(a);
    annotator_keys(a, "F4");
    assert_played(a, annotator_ms(6500), annotator_ms(9000));
    /* Not before its start, and still to its own end. */
    annotator_playhead(a, annotator_ms(6000), true);
    annotator_keys(a, "F4");
    annotator_forget(a);
    annotator_keys(a, "F4");
    assert_played(a, annotator_ms(5000), annotator_ms(9000));
    /* Heard to its end, playing goes on into what follows, with the same step. */
    annotator_playhead(a, annotator_ms(9000), false);
    annotator_forget(a);
    annotator_keys(a, "F4");
    assert_played(a, annotator_ms(7500), annotator_ms(20000));
}

/* Who looks for a place means exactly that place. */
static void a_moved_playhead_is_where_playing_starts(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "Space");
    annotator_playhead(a, annotator_ms(6000), true);
    annotator_keys(a, "Space l h");
    annotator_forget(a);
    annotator_keys(a, "Space");
    assert_played(a, annotator_ms(6000), annotator_ms(20000));
    annotator_playhead(a, annotator_ms(7000), true);
    annotator_command(a, "stop");
    annotator_forget(a);
    annotator_keys(a, "Space");
    assert_played(a, annotator_ms(7000), annotator_ms(20000));
}

static void play_and_pause_say_it_twice_and_mean_it_once(void **state)
{
    struct annotator *a = *state;
    annotator_command(a, "pause");
    assert_int_equal(annotator_count(a, FY_EFFECT_STOP), 0);
    annotator_command(a, "play");
    assert_int_equal(annotator_count(a, FY_EFFECT_PLAY), 1);
    annotator_command(a, "play");
    assert_int_equal(annotator_count(a, FY_EFFECT_PLAY), 1);
    assert_true(a->app->playing);
    annotator_command(a, "pause");
    annotator_command(a, "pause");
    assert_int_equal(annotator_count(a, FY_EFFECT_STOP), 1);
    assert_false(a->app->playing);
}

static void a_marked_stretch_stays_while_it_is_heard(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "L S H H"); /* 3 s, then 1 s */
    annotator_forget(a);
    annotator_keys(a, "Space");
    assert_played(a, annotator_ms(1000), annotator_ms(3000));
    annotator_playhead(a, annotator_ms(3000), false);
    annotator_forget(a);
    annotator_keys(a, "Space");
    assert_played(a, annotator_ms(1000), annotator_ms(3000));
    /* After a pause the rest of it, with the step back. */
    annotator_playhead(a, annotator_ms(2900), true);
    annotator_keys(a, "Space");
    annotator_forget(a);
    annotator_keys(a, "Space");
    assert_played(a, annotator_ms(1400), annotator_ms(3000));
    /* A segment heard in between changes nothing. */
    annotator_keys(a, "Space Tab");
    annotator_playhead(a, annotator_ms(2000), false);
    annotator_forget(a);
    annotator_keys(a, "Space");
    assert_played(a, annotator_ms(1000), annotator_ms(3000));
    /* A playhead that is moved takes the end with it. */
    annotator_keys(a, "Space");
    annotator_command(a, "goto 4");
    annotator_forget(a);
    annotator_keys(a, "Space");
    assert_played(a, annotator_ms(3000), annotator_ms(4000));
}

static void the_playhead_comes_back_after_a_piece(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "l");
    static const char *const keys[] = { "q", "w", "e", "d", "M-q", "M-w", "M-e", "M-d" };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        annotator_forget(a);
        annotator_keys(a, keys[i]);
        const int64_t to = annotator_play(a).to;
        annotator_playhead(a, to - 10, true);
        annotator_playhead(a, to, false);
        assert_int_equal(a->app->playhead, annotator_ms(2100));
        assert_int_equal(a->app->segment, 1);
    }
    /* Stopped by hand it stays: that place was meant. */
    annotator_keys(a, "w");
    annotator_playhead(a, annotator_ms(5200), true);
    annotator_keys(a, "Tab");
    assert_int_equal(a->app->playhead, annotator_ms(5200));
}

static void edges_are_heard_while_writing(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "i M-d");
    assert_played(a, annotator_ms(4500), annotator_ms(5000));
    assert_string_equal(annotator_label(a, "text", 1), "");
}

static void around_a_moved_boundary_a_little_is_heard(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, ",");
    assert_played(a, annotator_ms(1690), annotator_ms(2290));
    /* Once more while it plays, and the playhead is at the boundary afterwards. */
    annotator_playhead(a, annotator_ms(2100), true);
    annotator_forget(a);
    annotator_keys(a, ",");
    assert_played(a, annotator_ms(1680), annotator_ms(2280));
    annotator_playhead(a, annotator_ms(2280), false);
    assert_int_equal(a->app->playhead, annotator_ms(1980));
    annotator_forget(a);
    annotator_keys(a, ">");
    assert_played(a, annotator_ms(4710), annotator_ms(5310));
    annotator_playhead(a, annotator_ms(5310), false);
    assert_int_equal(a->app->playhead, annotator_ms(1980));
    annotator_forget(a);
    annotator_send(a, (struct fy_event){ .kind = FY_EVENT_SNAP, .snap = { annotator_ms(5010), annotator_ms(5020) } });
    assert_played(a, annotator_ms(4720), annotator_ms(5320));
    /* Not into what plays, and not where it is switched off. */
    annotator_keys(a, "Tab Tab");
    annotator_forget(a);
    annotator_keys(a, "<");
    assert_int_equal(annotator_count(a, FY_EFFECT_PLAY), 0);
    annotator_keys(a, "Tab");
    annotator_command(a, "play-moved off");
    assert_contains(annotator_message(a), "play-moved = off");
    annotator_keys(a, "<");
    assert_int_equal(annotator_count(a, FY_EFFECT_PLAY), 0);
    annotator_command(a, "play-moved");
    annotator_command(a, "around 0.1");
    annotator_keys(a, ">");
    assert_played(a, annotator_ms(4910), annotator_ms(5110));
}

static void hearing_on_coming_and_after_enter_are_two_switches(void **state)
{
    struct annotator *a = *state;
    annotator_command(a, "autoplay off");
    assert_contains(annotator_screen(a), "no autoplay");
    annotator_keys(a, "j G k");
    assert_int_equal(annotator_count(a, FY_EFFECT_PLAY), 0);
    annotator_keys(a, "i Enter");
    assert_int_equal(annotator_count(a, FY_EFFECT_PLAY), 1);
    annotator_keys(a, "Esc");
    annotator_command(a, "autoplay-commit off");
    annotator_command(a, "autoplay on");
    assert_lacks(annotator_screen(a), "no autoplay");
    annotator_forget(a);
    annotator_keys(a, "k");
    assert_int_equal(annotator_count(a, FY_EFFECT_PLAY), 1);
    annotator_keys(a, "Tab i");
    annotator_forget(a);
    annotator_keys(a, "Enter");
    assert_int_equal(annotator_count(a, FY_EFFECT_PLAY), 0);
    annotator_keys(a, "Esc");
    annotator_command(a, "autoplay perhaps");
    assert_true(a->app->message_bad);
    annotator_command(a, "listening");
    assert_contains(annotator_message(a), "autoplay on, autoplay-commit off, play-moved on");
}

/* Half a window at a time, so that what was just seen stays in sight; and never away from where somebody looks. */
static void the_window_goes_with_the_sound_by_halves(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "Space"); /* the window is 0 to 10 s */
    annotator_playhead(a, annotator_ms(7900), true);
    assert_true(a->app->view_from < 0.001);
    annotator_playhead(a, annotator_ms(8100), true);
    assert_true(a->app->view_from > 4.999 && a->app->view_from < 5.001);
    annotator_playhead(a, annotator_ms(8200), true);
    assert_true(a->app->view_from > 4.999 && a->app->view_from < 5.001);
    annotator_keys(a, ") )");
    annotator_playhead(a, annotator_ms(8300), true);
    annotator_playhead(a, annotator_ms(8400), true);
    assert_true(a->app->view_from > 9.999);
    /* What fits in the window scrolls nothing. */
    annotator_keys(a, "Space C-Home f");
    const double from = a->app->view_from;
    annotator_keys(a, "Tab");
    annotator_playhead(a, annotator_ms(1990), true);
    assert_true(a->app->view_from >= from && a->app->view_from <= from);
}

static void what_is_heard_is_seen_from_its_start_on(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "C-End P");
    annotator_playhead(a, annotator_ms(100), true);
    assert_true(a->app->view_from < 0.001);
    annotator_keys(a, "Tab");
    annotator_command(a, "goto 2.5");
    annotator_keys(a, ") ) Tab");
    assert_true(a->app->view_from <= 2 && a->app->view_to > 2);
    /* A piece is over before one has found one's way. */
    annotator_keys(a, "Tab ) )");
    const double from = a->app->view_from;
    annotator_keys(a, "e");
    annotator_playhead(a, annotator_ms(2100), true);
    assert_true(a->app->view_from >= from && a->app->view_from <= from);
}

#define usual(test) cmocka_unit_test_setup_teardown(test, annotator_open_usual, annotator_close_usual)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        usual(after_a_pause_a_little_is_heard_again),
        usual(the_step_back_can_be_another_or_none),
        usual(a_segment_goes_on_within_itself),
        usual(a_moved_playhead_is_where_playing_starts),
        usual(play_and_pause_say_it_twice_and_mean_it_once),
        usual(a_marked_stretch_stays_while_it_is_heard),
        usual(the_playhead_comes_back_after_a_piece),
        usual(edges_are_heard_while_writing),
        usual(around_a_moved_boundary_a_little_is_heard),
        usual(hearing_on_coming_and_after_enter_are_two_switches),
        usual(what_is_heard_is_seen_from_its_start_on),
        usual(the_window_goes_with_the_sound_by_halves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

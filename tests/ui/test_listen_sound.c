/* How it sounds: speed, "again, slower", volume, gain, channels, what is muted, what is remembered. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/annotator.h"

#define assert_near(value, wanted) assert_true(fabs((value) - (wanted)) < 1e-6)

static void speed_changes_by_steps_while_it_plays(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "F6 Tab");
    assert_near(annotator_play(a).hearing.speed, 0.95);
    assert_contains(annotator_screen(a), "×0.95");
    annotator_keys(a, "F6");
    assert_near(annotator_asked(a, FY_EFFECT_HEARING).hearing.speed, 0.90);
    annotator_keys(a, "F7 F7");
    assert_lacks(annotator_screen(a), "×");
    for (int i = 0; i < 40; i++)
        annotator_keys(a, "F6");
    assert_int_equal(fy_app_speed(a->app), 25);
    assert_contains(annotator_message(a), "slowest");
    for (int i = 0; i < 60; i++)
        annotator_keys(a, "F7");
    assert_int_equal(fy_app_speed(a->app), 200);
    assert_contains(annotator_message(a), "fastest");
    annotator_command(a, "speed 0.83");
    assert_int_equal(fy_app_speed(a->app), 85);
    annotator_command(a, "speed 3");
    assert_true(a->app->message_bad);
    assert_int_equal(fy_app_speed(a->app), 85);
}

static void again_slower_and_then_as_before(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "F2");
    assert_played(a, annotator_ms(2000), annotator_ms(5000));
    assert_near(annotator_play(a).hearing.speed, 0.7);
    assert_contains(annotator_screen(a), "×0.70");
    annotator_playhead(a, annotator_ms(3000), true);
    annotator_forget(a);
    annotator_keys(a, "F2");
    assert_played(a, annotator_ms(2000), annotator_ms(5000));
    assert_near(annotator_play(a).hearing.speed, 0.5);
    annotator_forget(a);
    annotator_keys(a, "F2");
    assert_near(annotator_play(a).hearing.speed, 0.5);
    /* Moving on the way stays slow; a new play does not. */
    annotator_forget(a);
    annotator_keys(a, "l");
    assert_near(annotator_play(a).hearing.speed, 0.5);
    annotator_keys(a, "Tab");
    annotator_forget(a);
    annotator_keys(a, "Tab");
    assert_near(annotator_play(a).hearing.speed, 1);
    annotator_forget(a);
    annotator_keys(a, "F2");
    assert_near(annotator_play(a).hearing.speed, 0.7);
    annotator_forget(a);
    annotator_keys(a, "Enter Enter");
    assert_near(annotator_play(a).hearing.speed, 1);
}

static void a_slow_play_changes_its_own_speed_and_not_the_usual_one(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "F2 F7");
    assert_near(annotator_asked(a, FY_EFFECT_HEARING).hearing.speed, 0.75);
    assert_contains(annotator_screen(a), "×0.75");
    assert_contains(annotator_message(a), "0.75, this once");
    annotator_keys(a, "F6 F6");
    assert_int_equal(fy_app_speed(a->app), 65);
    annotator_forget(a);
    annotator_keys(a, "F2");
    assert_near(annotator_play(a).hearing.speed, 0.5);
    for (int i = 0; i < 10; i++)
        annotator_keys(a, "F6");
    assert_int_equal(fy_app_speed(a->app), 25);
    assert_contains(annotator_message(a), "slowest");
    assert_false(a->app->remember_due);
    annotator_keys(a, "Tab");
    annotator_forget(a);
    annotator_keys(a, "Tab");
    assert_near(annotator_play(a).hearing.speed, 1);
}

static void again_slower_is_always_slower_and_the_speed_is_remembered(void **state)
{
    struct annotator *a = *state;
    annotator_command(a, "speed 0.8");
    annotator_keys(a, "F2");
    assert_near(annotator_play(a).hearing.speed, 0.56);
    annotator_keys(a, "Tab");
    annotator_forget(a);
    annotator_keys(a, "Tab");
    assert_near(annotator_play(a).hearing.speed, 0.8);
    annotator_command(a, "speed 0.3");
    annotator_forget(a);
    annotator_keys(a, "F2");
    assert_near(annotator_play(a).hearing.speed, 0.25);
    annotator_command(a, "speed 2");
    annotator_forget(a);
    annotator_keys(a, "F2 Tab");
    assert_near(annotator_play(a).hearing.speed, 0.7);
}

static void again_slower_is_about_what_was_heard_last(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "w");
    annotator_playhead(a, annotator_ms(5500), false);
    annotator_forget(a);
    annotator_keys(a, "F2");
    assert_played(a, annotator_ms(5000), annotator_ms(5500));
    annotator_playhead(a, annotator_ms(5500), false);
    assert_int_equal(a->app->playhead, annotator_ms(2000));
    /* Out of free playing the last two seconds, and the same two once more. */
    annotator_keys(a, "Space");
    annotator_playhead(a, annotator_ms(12000), true);
    annotator_forget(a);
    annotator_keys(a, "F2");
    assert_played(a, annotator_ms(10000), annotator_ms(12000));
    annotator_playhead(a, annotator_ms(12000), false);
    annotator_forget(a);
    annotator_keys(a, "F2");
    assert_played(a, annotator_ms(10000), annotator_ms(12000));
    assert_near(annotator_play(a).hearing.speed, 0.5);
    /* Of a marked stretch, all of it. */
    annotator_keys(a, "F4");
    annotator_command(a, "goto 6");
    annotator_keys(a, "S L");
    annotator_forget(a);
    annotator_keys(a, "F2");
    assert_played(a, annotator_ms(6000), annotator_ms(7000));
}

static void volume_and_gain_multiply(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "Tab");
    annotator_forget(a);
    annotator_keys(a, "C-Down");
    assert_near(annotator_asked(a, FY_EFFECT_HEARING).hearing.gain, 0.9);
    assert_contains(annotator_screen(a), "vol 90%");
    annotator_keys(a, "+ _");
    annotator_command(a, "volume 50");
    annotator_command(a, "gain -6");
    assert_near(fy_app_hearing(a->app).gain, 0.5 * pow(10, -0.3));
    assert_contains(annotator_screen(a), "-6dB");
    for (int i = 0; i < 30; i++)
        annotator_keys(a, "C-Up");
    assert_int_equal(a->app->listening.volume, 200);
    assert_contains(annotator_message(a), "loudest");
    annotator_command(a, "volume loud");
    assert_true(a->app->message_bad);
    annotator_command(a, "gain 31");
    assert_true(a->app->message_bad);
}

static void peak_of(struct annotator *a, double peak)
{
    annotator_send(a, (struct fy_event){ .kind = FY_EVENT_LEVEL, .peak = peak });
}

static void the_gain_follows_the_peak_and_never_clips(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "M-g");
    assert_int_equal(annotator_count(a, FY_EFFECT_LEVEL), 1);
    assert_int_equal(fy_app_gain(a->app), 0);
    annotator_keys(a, "Tab");
    annotator_forget(a);
    peak_of(a, 0.1); /* -20 dB: up to -3 */
    assert_contains(annotator_message(a), "+17 dB");
    assert_near(annotator_asked(a, FY_EFFECT_HEARING).hearing.gain, pow(10, 17 / 20.0));
    assert_contains(annotator_screen(a), "+17dB");
    peak_of(a, 0.0001);
    assert_int_equal(fy_app_gain(a->app), 30);
    peak_of(a, 0.99);
    assert_int_equal(fy_app_gain(a->app), 0);
    for (double peak = 0.001; peak < 1.2; peak *= 1.07) {
        peak_of(a, peak);
        assert_true(fy_app_gain(a->app) == 0 || peak * pow(10, fy_app_gain(a->app) / 20.0) <= 0.7080);
        annotator_command(a, "gain 30");
        assert_true(fy_app_gain(a->app) == 0 || peak * pow(10, fy_app_gain(a->app) / 20.0) <= 1);
        annotator_command(a, "gain auto");
    }
    annotator_keys(a, "M-g");
    assert_int_equal(fy_app_gain(a->app), 0);
    assert_int_equal(annotator_count(a, FY_EFFECT_LEVEL), 0);
}

static void channels_are_chosen_in_turn_and_by_name(void **state)
{
    static const int turn[] = { 0, 1, FY_CHANNELS_MIXED, FY_CHANNELS_ALL };
    struct annotator *a = *state;
    for (size_t i = 0; i < sizeof turn / sizeof *turn; i++) {
        annotator_keys(a, i % 2 ? "M-c" : "|");
        assert_int_equal(fy_app_hearing(a->app).channel, turn[i]);
    }
    annotator_command(a, "channel left");
    assert_contains(annotator_screen(a), " left ");
    annotator_command(a, "channel 2");
    assert_int_equal(fy_app_hearing(a->app).channel, 1);
    annotator_command(a, "channel 3");
    assert_true(a->app->message_bad);
    assert_int_equal(fy_app_hearing(a->app).channel, 1);
    annotator_command(a, "channel both");
    assert_true(a->app->message_bad);
    a->app->channels = 1;
    annotator_keys(a, "|");
    assert_contains(annotator_message(a), "one channel");
    assert_int_equal(fy_app_hearing(a->app).channel, FY_CHANNELS_ALL);
    a->app->channels = 6;
    annotator_command(a, "channel 5");
    assert_contains(annotator_screen(a), "channel 5");
}

static struct fy_effect muted(struct annotator *a, const char *keys)
{
    annotator_forget(a);
    annotator_keys(a, keys);
    assert_int_equal(annotator_count(a, FY_EFFECT_MUTE), 1);
    return annotator_asked(a, FY_EFFECT_MUTE);
}

static void what_is_marked_is_muted_and_heard_again(void **state)
{
    struct annotator *a = *state;
    struct fy_effect effect = muted(a, "S L X");
    assert_int_equal(effect.mute.count, 1);
    assert_int_equal(effect.mute.stretches[0].from, annotator_ms(2000));
    assert_int_equal(effect.mute.stretches[0].to, annotator_ms(3000));
    assert_contains(annotator_screen(a), "xxxxx");
    /* A segment; what touches becomes one. */
    effect = muted(a, "Esc C-Home M-m");
    assert_int_equal(effect.mute.count, 1);
    assert_int_equal(effect.mute.stretches[0].from, 0);
    assert_int_equal(effect.mute.stretches[0].to, annotator_ms(3000));
    effect = muted(a, "C-End M-m");
    assert_int_equal(effect.mute.count, 2);
    assert_int_equal(effect.mute.stretches[1].from, annotator_ms(14000));
    effect = muted(a, "C-Home M-m");
    assert_int_equal(effect.mute.count, 1);
    effect = muted(a, "C-End M-m");
    assert_int_equal(effect.mute.count, 0);
    assert_lacks(annotator_screen(a), "xxxxx");
}

static void there_is_an_end_to_what_can_be_muted(void **state)
{
    struct annotator *a = *state;
    for (int i = 0; i < FY_MUTED_MOST + 1; i++) {
        char command[32];
        snprintf(command, sizeof command, "goto %d.%d", i / 2, i % 2 ? 5 : 0);
        annotator_command(a, command);
        annotator_keys(a, "S l X Esc");
    }
    assert_int_equal(a->app->listening.muted_count, FY_MUTED_MOST);
    for (size_t i = 1; i < FY_MUTED_MOST; i++)
        assert_true(a->app->listening.muted[i - 1].to < a->app->listening.muted[i].from);
}

static void what_changed_is_remembered_once_a_second(void **state)
{
    struct annotator *a = *state;
    assert_false(fy_app_wants_tick(a->app));
    annotator_keys(a, "F6 F6 C-Down M-m");
    assert_true(fy_app_wants_tick(a->app));
    assert_int_equal(annotator_count(a, FY_EFFECT_REMEMBER), 0);
    annotator_tick(a, 1000);
    annotator_tick(a, 2000);
    assert_int_equal(annotator_count(a, FY_EFFECT_REMEMBER), 1);
    assert_int_equal(fy_app_listening(a->app)->speed, 90);
    assert_int_equal(fy_app_listening(a->app)->volume, 90);
    assert_int_equal(fy_app_listening(a->app)->muted_count, 1);
    assert_false(fy_app_remembers(a->app));
}

static void what_is_remembered_is_asked_for_at_the_start(void **state)
{
    struct annotator a = { .dialects = fy_dialects_builtin() };
    struct fy_app_settings settings = annotator_settings(&a, annotator_grid());
    (void)state;
    settings.listening.level = true;
    settings.listening.muted[0] = (struct fy_muted){ 100, 200 };
    settings.listening.muted_count = 1;
    settings.listening.speed = 80;
    settings.listening.fade = false;
    settings.default_dialect = "";
    a.app = fy_app_new(&settings);
    annotator_resize(&a, 80, 24);
    assert_int_equal(annotator_asked(&a, FY_EFFECT_MUTE).mute.count, 1);
    assert_int_equal(annotator_count(&a, FY_EFFECT_LEVEL), 1);
    annotator_keys(&a, "Tab");
    assert_near(annotator_play(&a).hearing.speed, 0.8);
    assert_false(annotator_play(&a).hearing.edges);
    assert_int_equal(annotator_count(&a, FY_EFFECT_MUTE), 1);
    annotator_close(&a);
}

/* All at once in one row of 80 columns: the place and how it is heard are whole, the file's name gives way. */
static void the_first_row_holds_all_of_it(void **state)
{
    struct annotator *a = *state;
    annotator_command(a, "loop 12");
    annotator_command(a, "speed 0.55");
    annotator_command(a, "volume 150");
    annotator_command(a, "gain auto");
    annotator_command(a, "channel mixed");
    peak_of(a, 0.02);
    annotator_send(a, (struct fy_event){ .kind = FY_EVENT_PLAYHEAD, .playhead = { annotator_ms(2500), true, false, 123 } });
    annotator_resize(a, 80, 24);
    const char *screen = annotator_screen(a);
    assert_contains(screen, "▶ loop 1/12 ×0.55 vol 150% +30dB mixed 123 gaps! 0:02.500/0:20.0\n");
    assert_canvas_sound(&a->canvas);
    annotator_resize(a, 40, 12);
    annotator_screen(a);
    assert_canvas_sound(&a->canvas);
}

#define usual(test) cmocka_unit_test_setup_teardown(test, annotator_open_usual, annotator_close_usual)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        usual(speed_changes_by_steps_while_it_plays),
        usual(again_slower_and_then_as_before),
        usual(a_slow_play_changes_its_own_speed_and_not_the_usual_one),
        usual(again_slower_is_always_slower_and_the_speed_is_remembered),
        usual(again_slower_is_about_what_was_heard_last),
        usual(volume_and_gain_multiply),
        usual(the_gain_follows_the_peak_and_never_clips),
        usual(channels_are_chosen_in_turn_and_by_name),
        usual(what_is_marked_is_muted_and_heard_again),
        usual(there_is_an_end_to_what_can_be_muted),
        usual(what_changed_is_remembered_once_a_second),
        cmocka_unit_test(what_is_remembered_is_asked_for_at_the_start),
        usual(the_first_row_holds_all_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

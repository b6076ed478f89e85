/* While the disk takes its time: what is shown, and how one leaves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/annotator.h"
#include "ui/opening.h"

static void saved(struct annotator *a)
{
    const unsigned long revision = fy_app_revision(a->app);
    annotator_send(a, (struct fy_event){ .kind = FY_EVENT_SAVED, .saved = { revision, "sample.TextGrid", false } });
}

static void stalled(struct annotator *a)
{
    annotator_send(a, (struct fy_event){ .kind = FY_EVENT_STALLED, .message = { "The disk sleeps." } });
}

static void saving_is_shown_until_it_is_answered(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "i x C-s");
    assert_contains(annotator_screen(a), "saving ...");
    stalled(a);
    assert_contains(annotator_screen(a), "NO JOURNAL");
    assert_contains(annotator_message(a), "sleeps");
    annotator_keys(a, "y");
    assert_string_equal(annotator_label(a, "text", 1), "xy");
    saved(a);
    assert_contains(annotator_screen(a), "saved: sample.TextGrid");
    assert_null(strstr(annotator_screen(a), "saving ..."));
    annotator_send(a, (struct fy_event){ .kind = FY_EVENT_JOURNAL, .journal = { true, "" } });
    assert_null(strstr(annotator_screen(a), "NO JOURNAL"));
}

static void leaving_waits_for_what_was_written_meanwhile(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "i x C-q");
    const unsigned long revision = fy_app_revision(a->app);
    annotator_keys(a, "y");
    annotator_send(a, (struct fy_event){ .kind = FY_EVENT_SAVED, .saved = { revision, "sample.TextGrid", false } });
    assert_int_equal(annotator_count(a, FY_EFFECT_QUIT), 0);
    assert_int_equal(annotator_count(a, FY_EFFECT_SAVE), 2);
    saved(a);
    assert_int_equal(annotator_count(a, FY_EFFECT_QUIT), 1);
}

static void one_may_leave_or_wait(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "i x C-q");
    stalled(a);
    assert_int_equal(a->app->mode, FY_MODE_QUESTION);
    assert_contains(annotator_screen(a), "leave now");
    annotator_keys(a, "x b q Enter");
    assert_int_equal(annotator_count(a, FY_EFFECT_QUIT), 0);
    annotator_keys(a, "Esc");
    assert_int_equal(a->app->mode, FY_MODE_EDIT);
    saved(a);
    assert_int_equal(annotator_count(a, FY_EFFECT_QUIT), 0);
    annotator_keys(a, "y C-q");
    stalled(a);
    annotator_keys(a, "l");
    assert_int_equal(annotator_count(a, FY_EFFECT_QUIT), 1);
    /* Asked again after the answer to wait. */
    annotator_forget(a);
    annotator_keys(a, "C-q");
    assert_contains(annotator_screen(a), "leave now");
}

static void opening_is_drawn_at_any_size(void **state)
{
    static const struct {
        struct fy_opening_view view;
        const char *words;
    } views[] = {
        { { "外婆.m4a", 0, 0, 0, false }, "外婆.m4a" },
        { { "a\033[2J.m4a", 12, 48, 1, false }, "25 %" },
        { { "a.amr", 75, 0, 0, false }, "1:15" },
        { { "a.wav", 0, 0, 7, false }, "7 seconds" },
        { { "a.wav", 90, 60, 0, true }, "100 %" },
    };
    static const int sizes[][2] = { { 80, 24 }, { 200, 50 }, { 40, 12 } };
    (void)state;
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            struct fy_canvas canvas = { 0 };
            struct fy_buffer text = FY_BUFFER_EMPTY;
            fy_canvas_resize(&canvas, sizes[s][0], sizes[s][1]);
            fy_draw_opening(&views[i].view, &canvas);
            assert_canvas_sound(&canvas);
            fy_canvas_write(&canvas, &text);
            assert_contains(fy_buffer_text(&text), views[i].words);
            fy_buffer_free(&text);
            fy_canvas_free(&canvas);
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(saving_is_shown_until_it_is_answered, annotator_open_usual, annotator_close_usual),
        cmocka_unit_test_setup_teardown(leaving_waits_for_what_was_written_meanwhile, annotator_open_usual,
                                        annotator_close_usual),
        cmocka_unit_test_setup_teardown(one_may_leave_or_wait, annotator_open_usual, annotator_close_usual),
        cmocka_unit_test(opening_is_drawn_at_any_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Checks while writing: told when a segment is left, marked in the list, gone to, mended. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/annotator.h"

struct checked {
    struct annotator a;
    struct fy_checks *checks;
};

static int open_checked(void **state)
{
    static struct checked c;
    struct fy_convention convention;
    annotator_open(&c.a, NULL, "yue-guangzhou");
    fy_convention_set_profile(&convention, FY_PROFILE_VENDOR);
    const struct fy_check_sources sources = { .dialects = c.a.dialects, .markers = c.a.markers };
    c.checks = fy_checks_new(&convention, &sources);
    assert_non_null(c.checks);
    c.a.app->checking.checks = c.checks;
    annotator_resize(&c.a, 80, 24);
    assert_int_equal(annotator_count(&c.a, FY_EFFECT_CHECK), 0); /* the screen first */
    assert_true(fy_app_wants_tick(c.a.app));
    annotator_tick(&c.a, 0);
    *state = &c;
    return 0;
}

static int close_checked(void **state)
{
    struct checked *c = *state;
    annotator_close(&c->a);
    fy_checks_free(c->checks);
    return 0;
}

/* What the job does: the whole grid. */
static void check_all(struct checked *c)
{
    struct fy_check_findings findings = { NULL, 0, 0 };
    assert_int_equal(fy_checks_grid(c->checks, c->a.app->grid, NULL, NULL, &findings), FY_OK);
    annotator_send(&c->a, (struct fy_event){ .kind = FY_EVENT_CHECKED, .findings = &findings });
    fy_check_findings_free(&findings);
}

static void the_whole_grid_is_asked_for_at_the_start_and_after_a_cut(void **state)
{
    struct checked *c = *state;
    assert_int_equal(annotator_count(&c->a, FY_EFFECT_CHECK), 1);
    check_all(c);
    annotator_forget(&c->a);
    annotator_keys(&c->a, "l s");
    assert_int_equal(annotator_count(&c->a, FY_EFFECT_CHECK), 1);
    /* One at a time. */
    annotator_keys(&c->a, "u");
    assert_int_equal(annotator_count(&c->a, FY_EFFECT_CHECK), 1);
    check_all(c);
    assert_int_equal(annotator_count(&c->a, FY_EFFECT_CHECK), 2);
}

static void leaving_a_segment_tells_what_is_wrong_with_it(void **state)
{
    struct checked *c = *state;
    annotator_keys(&c->a, "i");
    annotator_type(&c->a, "我((去");
    assert_int_equal(fy_app_severity(c->a.app, 1), FY_SEVERITY_OFF);
    annotator_keys(&c->a, "Enter");
    assert_int_equal(fy_app_severity(c->a.app, 1), FY_SEVERITY_ERROR);
    assert_contains(annotator_message(&c->a), "#2 error: ");
    assert_true(c->a.app->message_bad);
    assert_contains(annotator_screen(&c->a), "    2! ");
    assert_canvas_sound(&c->a.canvas);
    /* Mended by hand it is gone. */
    annotator_keys(&c->a, "M-Left");
    annotator_type(&c->a, "))");
    annotator_keys(&c->a, "Enter");
    assert_int_not_equal(fy_app_severity(c->a.app, 1), FY_SEVERITY_OFF); /* a guess nobody has settled */
    annotator_keys(&c->a, "M-Left C-u");
    annotator_type(&c->a, "我去过三趟");
    annotator_keys(&c->a, "Enter");
    assert_int_equal(fy_app_severity(c->a.app, 1), FY_SEVERITY_OFF);
    assert_lacks(annotator_message(&c->a), "#2");
}

static void a_fix_is_taken_with_one_key_as_an_edit(void **state)
{
    struct checked *c = *state;
    annotator_keys(&c->a, "i");
    annotator_type(&c->a, "我　去过三趟");
    annotator_keys(&c->a, "Enter");
    assert_contains(annotator_message(&c->a), "M-.");
    const size_t steps = annotator_undo_count(&c->a);
    annotator_keys(&c->a, "Esc k *");
    assert_string_equal(annotator_label(&c->a, "text", 1), "我 去过三趟");
    assert_int_equal(annotator_undo_count(&c->a), steps + 1);
    assert_contains(annotator_message(&c->a), "wide-space");
    assert_int_equal(fy_app_severity(c->a.app, 1), FY_SEVERITY_OFF);
    annotator_keys(&c->a, "u");
    assert_string_equal(annotator_label(&c->a, "text", 1), "我　去过三趟");
    /* While writing too, in the text as it is now. */
    annotator_keys(&c->a, "i M-.");
    assert_string_equal(annotator_label(&c->a, "text", 1), "我 去过三趟");
    annotator_type(&c->a, "啊");
    assert_string_equal(annotator_label(&c->a, "text", 1), "我 去过三趟啊");
    annotator_keys(&c->a, "Esc *");
    assert_contains(annotator_message(&c->a), "nothing wrong");
}

static void what_was_just_told_is_mended_from_the_next_segment(void **state)
{
    struct checked *c = *state;
    annotator_keys(&c->a, "M-Right i");
    annotator_type(&c->a, " 我去过三趟");
    annotator_keys(&c->a, "M-Left C-u");
    annotator_type(&c->a, "我　来过　三趟");
    annotator_keys(&c->a, "M-Left");
    assert_contains(annotator_message(&c->a), "#2 ");
    const size_t here = c->a.app->segment;
    annotator_keys(&c->a, "M-.");
    assert_string_equal(annotator_label(&c->a, "text", 1), "我 来过　三趟");
    assert_contains(annotator_message(&c->a), "#2 mended: wide-space. error: ");
    annotator_keys(&c->a, "M-.");
    assert_string_equal(annotator_label(&c->a, "text", 1), "我 来过 三趟");
    assert_int_equal(c->a.app->segment, here);
}

static void the_next_finding_is_gone_to_from_any_mode(void **state)
{
    struct checked *c = *state;
    annotator_keys(&c->a, "i");
    annotator_type(&c->a, "我去过三趟");
    annotator_keys(&c->a, "Enter");
    annotator_type(&c->a, "{侬}");
    annotator_keys(&c->a, "Esc");
    check_all(c);
    annotator_keys(&c->a, "C-Home");
    annotator_type(&c->a, "！");
    assert_int_not_equal(c->a.app->segment, 0);
    for (int i = 0; i < 5 && c->a.app->segment != 2; i++)
        annotator_keys(&c->a, "!");
    assert_int_equal(c->a.app->segment, 2);
    assert_contains(annotator_screen(&c->a), "error: ");
    annotator_keys(&c->a, "i M-j");
    assert_int_equal(c->a.app->mode, FY_MODE_EDIT);
    assert_int_not_equal(c->a.app->segment, 2);
}

static void findings_of_another_speaker_are_not_ours(void **state)
{
    struct checked *c = *state;
    annotator_command(&c->a, "speaker B");
    annotator_keys(&c->a, "i");
    annotator_type(&c->a, "((");
    annotator_keys(&c->a, "Esc");
    check_all(c);
    assert_int_equal(fy_app_severity(c->a.app, 0), FY_SEVERITY_ERROR);
    annotator_command(&c->a, "goto 1");
    annotator_keys(&c->a, "p");
    assert_string_equal(fy_tier_name(c->a.app->grid, c->a.app->tier), "text");
    for (size_t i = 0; i < fy_app_segments(c->a.app); i++)
        assert_int_not_equal(fy_app_severity(c->a.app, i), 4);
    assert_int_equal(fy_app_severity(c->a.app, 1), FY_SEVERITY_ERROR); /* not written yet */
}

static void speech_that_is_cut_is_told_once_levels_are_known(void **state)
{
    struct checked *c = *state;
    int16_t levels[2000];
    /* Speech from 3 s to 6 s, silence before and after: the segment from 2 s to 5 s cuts it. */
    for (size_t i = 0; i < 2000; i++)
        levels[i] = i >= 300 && i < 600 ? -2000 : -8000;
    const struct fy_loudness loudness = { levels, 2000, 0.01, -60 };
    annotator_keys(&c->a, "i");
    annotator_type(&c->a, "我去过三趟");
    annotator_keys(&c->a, "Enter");
    assert_int_equal(fy_app_severity(c->a.app, 1), FY_SEVERITY_OFF);
    check_all(c);
    annotator_forget(&c->a);
    annotator_send(&c->a, (struct fy_event){ .kind = FY_EVENT_LOUDNESS, .loudness = &loudness });
    assert_int_equal(annotator_count(&c->a, FY_EFFECT_CHECK), 1);
    annotator_keys(&c->a, "M-Left End");
    annotator_type(&c->a, "了");
    annotator_keys(&c->a, "Enter");
    assert_int_not_equal(fy_app_severity(c->a.app, 1), FY_SEVERITY_OFF);
    c->a.app->checking.loudness = NULL;
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, open_checked, close_checked)
    const struct CMUnitTest tests[] = {
        WITH(the_whole_grid_is_asked_for_at_the_start_and_after_a_cut),
        WITH(leaving_a_segment_tells_what_is_wrong_with_it),
        WITH(a_fix_is_taken_with_one_key_as_an_edit),
        WITH(what_was_just_told_is_mended_from_the_next_segment),
        WITH(the_next_finding_is_gone_to_from_any_mode),
        WITH(findings_of_another_speaker_are_not_ours),
        WITH(speech_that_is_cut_is_told_once_levels_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The IPA palette. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/annotator.h"

#include <fangyin/ipa.h>

static void x_sampa_is_inserted_as_ipa(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "i M-,");
    annotator_type(a, "ts\\_h");
    assert_contains(annotator_screen(a), "tɕʰ");
    assert_canvas_sound(&a->canvas);
    annotator_keys(a, "Enter");
    assert_string_equal(annotator_label(a, "text", 1), "tɕʰ");
    assert_int_equal(a->app->mode, FY_MODE_EDIT);
    annotator_keys(a, "M-,");
    annotator_type(a, "Ax");
    annotator_keys(a, "Backspace Enter");
    assert_string_equal(annotator_label(a, "text", 1), "tɕʰɑ");
}

static void the_chart_is_walked_and_stays_open(void **state)
{
    struct annotator *a = *state;
    annotator_keys(a, "M-, Enter");
    assert_string_equal(annotator_label(a, "text", 1), "p");
    annotator_keys(a, "Right Enter Down");
    const struct fy_ipa_symbol *below = fy_ipa_at(a->app->ipa.at);
    assert_int_equal(below->group, FY_IPA_PULMONIC);
    assert_true(below->row > 0);
    annotator_keys(a, "Up Enter Esc");
    assert_string_equal(annotator_label(a, "text", 1), "pbb");
    assert_int_equal(a->app->mode, FY_MODE_EDIT);
}

static void every_group_fits_every_screen(void **state)
{
    static const int sizes[][2] = { { 80, 24 }, { 40, 12 }, { 200, 50 } };
    struct annotator *a = *state;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        annotator_resize(a, sizes[s][0], sizes[s][1]);
        annotator_keys(a, "M-,");
        for (int group = 0; group < FY_IPA_GROUPS; group++) {
            const struct fy_ipa_symbol *symbol = fy_ipa_at(a->app->ipa.at);
            assert_int_equal(symbol->group, group);
            if (sizes[s][0] >= 80)
                assert_contains(annotator_screen(a), symbol->name);
            annotator_screen(a);
            assert_canvas_sound(&a->canvas);
            for (int i = 0; i < 30; i++)
                annotator_keys(a, i < 15 ? "Down" : "Right");
            annotator_screen(a);
            assert_canvas_sound(&a->canvas);
            a->app->ipa.at = (size_t)(symbol - fy_ipa_at(0));
            annotator_keys(a, "PgDn");
        }
        annotator_keys(a, "Esc");
    }
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, annotator_open_usual, annotator_close_usual)
    const struct CMUnitTest tests[] = {
        WITH(x_sampa_is_inserted_as_ipa),
        WITH(the_chart_is_walked_and_stays_open),
        WITH(every_group_fits_every_screen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Pictures without a recording: tones and bars. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "picture/leaks.h"
#include <fangyin/memory.h>
#include <fangyin/picture.h>
#include <math.h>

enum { POINTS = 3, LINES = 4 };

static const double level[POINTS] = { 5, 5, 5 }, falling[POINTS] = { 5, 2.5, 0 }, spread[POINTS] = { 0.2, 0.1, 0.3 };
static const double beyond[POINTS] = { -1, 3, 7 }, none[POINTS] = { NAN, NAN, NAN };

static struct fy_tone_line line(const char *dialect, const char *tone, const double *means)
{
    return (struct fy_tone_line){ dialect, tone, 3, "55", means, spread };
}

static size_t lines_of(const struct fy_buffer *out, const char *part)
{
    size_t count = 0;
    for (const char *at = fy_buffer_text(out); (at = strstr(at, part)) != NULL; at++)
        count++;
    return count;
}

static void each_dialect_has_a_panel(void **state)
{
    (void)state;
    struct fy_buffer one = FY_BUFFER_EMPTY, two = FY_BUFFER_EMPTY;
    const struct fy_page page = { FY_PICTURE_SVG, 1200, NULL };
    const struct fy_tone_line lines[LINES] = { line("cmn", "55", level), line("cmn", "51", falling), line("yue", "<&\"", beyond),
                                               line("yue", "none", none) };
    size_t missing = 0;
    struct fy_error error = { 0 };
    assert_int_equal(fy_picture_tones(&one, &page, lines, 2, POINTS, &missing, &error), FY_OK);
    assert_int_equal(fy_picture_tones(&two, &page, lines, LINES, POINTS, &missing, &error), FY_OK);
    /* A dashed line for each of the five levels of a panel. */
    assert_true(lines_of(&one, "stroke-dasharray") > 0);
    assert_int_equal(lines_of(&two, "stroke-dasharray"), 2 * lines_of(&one, "stroke-dasharray"));
    fy_buffer_free(&one);
    fy_buffer_free(&two);
}

static void all_forms_and_widths_are_drawn(void **state)
{
    (void)state;
    static const char *const begins[] = { "\x89PNG", "<?xml", "%PDF" };
    const struct fy_tone_line lines[2] = { line("官话", "阴平 55", level), line("粵語", "去声", falling) };
    for (int form = 0; form < 3; form++) {
        for (int width = 200; width <= 3200; width *= 4) {
            const struct fy_page page = { (enum fy_picture_form)form, width, "yue" };
            struct fy_buffer out = FY_BUFFER_EMPTY;
            assert_int_equal(fy_picture_tones(&out, &page, lines, 2, POINTS, NULL, NULL), FY_OK);
            assert_memory_equal(fy_buffer_text(&out), begins[form], 4);
            fy_buffer_free(&out);
        }
    }
}

static void refused(enum fy_status status, const struct fy_buffer *out, const struct fy_error *error, const char *part)
{
    assert_int_equal(status, FY_INVALID);
    assert_non_null(strstr(error->sentence, part));
    assert_int_equal(out->size, 0);
}

static void what_cannot_be_drawn_is_said(void **state)
{
    (void)state;
    struct fy_buffer out = FY_BUFFER_EMPTY;
    struct fy_error error = { 0 };
    const struct fy_page page = { FY_PICTURE_SVG, 600, NULL }, narrow = { FY_PICTURE_SVG, 20, NULL };
    const struct fy_tone_line lines[2] = { line("cmn", "55", level), line("cmn", "", none) };
    static const double hours[] = { 1, 2 }, bad[] = { 1, -2 };
    static const char *const names[] = { "a", "b" };
    const struct fy_bar bar = { "yue", hours }, wrong = { "yue", bad };
    refused(fy_picture_tones(&out, &page, lines + 1, 1, POINTS, NULL, &error), &out, &error, "no syllable");
    refused(fy_picture_tones(&out, &page, lines, 1, 1, NULL, &error), &out, &error, "no syllable");
    refused(fy_picture_tones(&out, &narrow, lines, 1, POINTS, NULL, &error), &out, &error, "200 to 20000");
    refused(fy_picture_bars(&out, &page, "", "h", names, 2, &wrong, 1, NULL, &error), &out, &error, "nothing to draw");
    refused(fy_picture_bars(&out, &page, "", "h", names, 2, &bar, 0, NULL, &error), &out, &error, "nothing to draw");
    fy_buffer_free(&out);
}

static void bars_are_as_long_as_their_parts(void **state)
{
    (void)state;
    struct fy_buffer out = FY_BUFFER_EMPTY;
    const struct fy_page page = { FY_PICTURE_SVG, 1000, NULL };
    static const double first[] = { 1, 3 }, second[] = { 0, 0 };
    static const char *const names[] = { "done", "free" };
    const struct fy_bar bars[] = { { "粤语", first }, { "", second } };
    assert_int_equal(fy_picture_bars(&out, &page, "Hours", "h", names, 2, bars, 2, NULL, NULL), FY_OK);
    /* Two squares of the legend, two parts of the first bar; the second has none. */
    assert_true(lines_of(&out, "<path") > 4);
    fy_buffer_free(&out);
}

static void without_memory_nothing_is_written(void **state)
{
    (void)state;
    const struct fy_page page = { FY_PICTURE_SVG, 600, NULL };
    const struct fy_tone_line lines[1] = { line("cmn", "55", level) };
    enum fy_status status = FY_NO_MEMORY;
    long failures = 0;
    while (status == FY_NO_MEMORY && failures < 1000) {
        struct fy_buffer out = FY_BUFFER_EMPTY;
        fy_memory_fail_after(failures);
        status = fy_picture_tones(&out, &page, lines, 1, POINTS, NULL, NULL);
        fy_memory_fail_after(-1);
        failures += status == FY_NO_MEMORY;
        assert_true((status == FY_OK) == (out.size > 0));
        fy_buffer_free(&out);
    }
    assert_int_equal(status, FY_OK);
    assert_true(failures > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_dialect_has_a_panel),        cmocka_unit_test(all_forms_and_widths_are_drawn),
        cmocka_unit_test(what_cannot_be_drawn_is_said),    cmocka_unit_test(bars_are_as_long_as_their_parts),
        cmocka_unit_test(without_memory_nothing_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

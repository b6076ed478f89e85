/* Praat itself reads what we write, says what it found, and saves it; we read that back. Skipped without `praat`. */
#include <fangyin/number.h>
#include <fangyin/textgrid.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/folder.h"
#include "support/scratch.h"
#include "support/textgrids.h"

static bool there_is_praat(void)
{
    return system("command -v praat >/dev/null 2>&1") == 0;
}

static void say_number(struct fy_buffer *out, double value, const char *after)
{
    char text[FY_NUMBER_SIZE];
    fy_number_write(value, text);
    fy_buffer_printf(out, "%s%s", text, after);
}

/* What resave.praat says of a grid. */
static void say(struct fy_buffer *out, const struct fy_grid *grid)
{
    fy_buffer_puts(out, "grid ");
    say_number(out, fy_grid_xmin(grid), " ");
    say_number(out, fy_grid_xmax(grid), " ");
    fy_buffer_printf(out, "%zu\n", fy_grid_tier_count(grid));
    for (size_t tier = 0; tier < fy_grid_tier_count(grid); tier++) {
        bool is_interval_tier = fy_tier_kind(grid, tier) == FY_INTERVAL_TIER;
        fy_buffer_printf(out, "%s %zu [%s]\n", is_interval_tier ? "intervals" : "points", fy_tier_size(grid, tier),
                         fy_tier_name(grid, tier));
        for (size_t i = 0; i < fy_tier_size(grid, tier); i++) {
            if (is_interval_tier) {
                const struct fy_interval *interval = fy_tier_intervals(grid, tier) + i;
                say_number(out, interval->xmin, " ");
                say_number(out, interval->xmax, " ");
                fy_buffer_printf(out, "[%s]\n", interval->text);
            } else {
                const struct fy_point *point = fy_tier_points(grid, tier) + i;
                say_number(out, point->time, " ");
                fy_buffer_printf(out, "[%s]\n", point->mark);
            }
        }
    }
}

static void check_bytes(const char *name, const struct fy_grid *grid, const struct fy_textgrid_style *style)
{
    struct fy_buffer saved = FY_BUFFER_EMPTY, ours = FY_BUFFER_EMPTY;
    assert_true(folder_read_file(&saved, scratch_path(name)));
    assert_int_equal(fy_textgrid_write(&ours, grid, style), FY_OK);
    if (saved.size != ours.size || memcmp(saved.data, ours.data, ours.size) != 0)
        fail_msg("%s by Praat is not what we write", name);
    struct fy_textgrid_style read;
    struct fy_findings findings;
    struct fy_grid *back = textgrid_must_read(saved.data, saved.size, &read, &findings);
    assert_true(fy_grid_equal(grid, back));
    assert_int_equal(read.form, style->form);
    assert_int_equal(read.encoding, style->encoding);
    assert_int_equal(findings.count, 0);
    fy_textgrid_style_clear(&read);
    fy_findings_free(&findings);
    fy_grid_free(back);
    fy_buffer_free(&saved);
    fy_buffer_free(&ours);
}

/* A Collection as Praat saved it: the grid is in it, and it is written again as it was. */
static void check_collection(const char *name, const struct fy_grid *grid)
{
    struct fy_buffer saved = FY_BUFFER_EMPTY, ours = FY_BUFFER_EMPTY;
    struct fy_textgrid_style style;
    struct fy_findings findings;
    assert_true(folder_read_file(&saved, scratch_path(name)));
    struct fy_grid *back = textgrid_must_read(saved.data, saved.size, &style, &findings);
    assert_true(fy_grid_equal(grid, back));
    assert_true(textgrid_found(&findings, "TextGrids: 1, other objects: 1."));
    assert_false(fy_findings_lost(&findings));
    assert_int_equal(fy_textgrid_write(&ours, grid, &style), FY_OK);
    if (saved.size != ours.size || memcmp(saved.data, ours.data, ours.size) != 0)
        fail_msg("%s by Praat is not what we write", name);
    fy_textgrid_style_clear(&style);
    fy_findings_free(&findings);
    fy_grid_free(back);
    fy_buffer_free(&saved);
    fy_buffer_free(&ours);
}

static void check_with_praat(const struct fy_grid *grid, const struct fy_textgrid_style *style)
{
    char command[4096];
    struct fy_buffer out = FY_BUFFER_EMPTY, said = FY_BUFFER_EMPTY, expected = FY_BUFFER_EMPTY;
    assert_int_equal(fy_textgrid_write(&out, grid, style), FY_OK);
    assert_true(scratch_write_bytes("ours.TextGrid", out.data, out.size));
    snprintf(command, sizeof command, "praat --run \"$PWD/tests/formats/resave.praat\" '%s' '%s' >'%s' 2>'%s'",
             scratch_path("ours.TextGrid"), scratch_path("praat"), scratch_path("said"), scratch_path("errors"));
    if (system(command) != 0)
        fail_msg("Praat refuses what we wrote: %s", scratch_read("errors"));
    assert_true(folder_read_file(&said, scratch_path("said")));
    say(&expected, grid);
    assert_string_equal(fy_buffer_text(&said), fy_buffer_text(&expected));
    static const struct fy_textgrid_style plain = { FY_TEXTGRID_LONG, FY_UTF8, false, FY_LF, NULL },
                                          brief = { FY_TEXTGRID_SHORT, FY_UTF8, false, FY_LF, NULL },
                                          in_time = { FY_TEXTGRID_CHRONOLOGICAL, FY_UTF8, false, FY_LF, NULL },
                                          binary = { FY_TEXTGRID_BINARY, FY_UTF8, false, FY_LF, NULL },
                                          wide = { FY_TEXTGRID_LONG, FY_UTF16BE, true, FY_LF, NULL };
    check_bytes("praat.long", grid, &plain);
    check_bytes("praat.short", grid, &brief);
    check_bytes("praat.utf16", grid, &wide);
    check_bytes("praat.chronological", grid, &in_time);
    check_bytes("praat.binary", grid, &binary);
    check_collection("praat.collection", grid);
    check_collection("praat.collection.short", grid);
    check_collection("praat.collection.binary", grid);
    fy_buffer_free(&out);
    fy_buffer_free(&said);
    fy_buffer_free(&expected);
}

static void need_praat(void)
{
    if (!there_is_praat()) {
        print_message("skipped: Praat is not installed\n");
        skip();
    }
    if (access("tests/formats/resave.praat", R_OK) != 0) {
        print_message("skipped: run this from the repository's root\n");
        skip();
    }
}

static void praat_reads_every_style_of_ours(void **state)
{
    (void)state;
    need_praat();
    struct fy_grid *grid = textgrid_sample();
    check_with_praat(grid, &(struct fy_textgrid_style){ .form = FY_TEXTGRID_BINARY });
    for (int i = 0; i < 18; i++)
        check_with_praat(grid, &(struct fy_textgrid_style){
                                   i % 3 == 2 ? FY_TEXTGRID_CHRONOLOGICAL : (enum fy_textgrid_form)(i % 3),
                                   (enum fy_text_encoding)(i / 2 % 3), i % 4 == 0, (enum fy_line_end)(i / 6), NULL });
    fy_grid_free(grid);
}

static void praat_reads_a_grid_without_tiers(void **state)
{
    (void)state;
    need_praat();
    struct fy_grid *grid = fy_grid_new(0.5, 0.5000000000000001 * 2);
    check_with_praat(grid, &fy_textgrid_default_style);
    fy_grid_free(grid);
}

static void praat_writes_numbers_as_we_do(void **state)
{
    (void)state;
    need_praat();
    static const double times[] = { -1e9,
                                    -0.1,
                                    0,
                                    1e-300,
                                    1e-5,
                                    1e-4,
                                    0.1,
                                    0.30000000000000004,
                                    1.0 / 3,
                                    0.5,
                                    2.0 / 3,
                                    1,
                                    3.14159265358979,
                                    1234.5678,
                                    123456.7,
                                    99999999999999.9,
                                    1e14,
                                    1e15,
                                    1.2345678901234567e+17,
                                    1e22,
                                    1e300 };
    enum { COUNT = sizeof times / sizeof *times };
    struct fy_grid *grid = fy_grid_new(-1e9, 1e300);
    assert_int_equal(fy_grid_append_tier(grid, FY_POINT_TIER, "n", 1, -1e9, 1e300, NULL), FY_OK);
    for (size_t i = 0; i < COUNT; i++)
        assert_int_equal(fy_tier_append_point(grid, 0, times[i], "", 0), FY_OK);
    check_with_praat(grid, &fy_textgrid_default_style);
    fy_grid_free(grid);
}

/* A tier with a gap, an overlap, and a range of its own: Praat keeps those as we do. */
static void praat_keeps_what_is_out_of_shape(void **state)
{
    (void)state;
    need_praat();
    char command[4096];
    static const char text[] =
        LONG_HEADER "0 5 <exists> 1 \"IntervalTier\" \"a\" 1 4 3 1 2 \"x\" 2.5 3.5 \"y\" 3 6 \"z\"";
    assert_true(scratch_write_bytes("odd.TextGrid", text, sizeof text - 1));
    snprintf(command, sizeof command, "praat --run \"$PWD/tests/formats/resave.praat\" '%s' '%s' >'%s' 2>'%s'",
             scratch_path("odd.TextGrid"), scratch_path("odd"), scratch_path("said"), scratch_path("errors"));
    assert_int_equal(system(command), 0);
    struct fy_grid *grid = textgrid_must_read(text, sizeof text - 1, NULL, NULL);
    struct fy_buffer ours = FY_BUFFER_EMPTY;
    assert_int_equal(fy_textgrid_write(&ours, grid, &fy_textgrid_default_style), FY_OK);
    assert_string_equal(scratch_read("odd.long"), fy_buffer_text(&ours));
    fy_buffer_free(&ours);
    fy_grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(praat_reads_every_style_of_ours, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(praat_reads_a_grid_without_tiers, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(praat_writes_numbers_as_we_do, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(praat_keeps_what_is_out_of_shape, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Grids as files: Praat's bytes, every style, and back. */
#include <fangyin/memory.h>
#include <fangyin/textgrid.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/textgrids.h"

static void check_written(const struct fy_grid *grid, enum fy_textgrid_form form, const char *expected)
{
    struct fy_textgrid_style style = fy_textgrid_default_style;
    struct fy_buffer out = FY_BUFFER_EMPTY;
    style.form = form;
    assert_int_equal(fy_textgrid_write(&out, grid, &style), FY_OK);
    assert_string_equal(fy_buffer_text(&out), expected);
    assert_int_equal(out.size, strlen(expected));
    fy_buffer_free(&out);
}

static void both_forms_are_written_as_praat_does(void **state)
{
    (void)state;
    struct fy_grid *grid = textgrid_must_read(SHORT_GRID, strlen(SHORT_GRID), NULL, NULL);
    check_written(grid, FY_TEXTGRID_LONG, LONG_GRID);
    check_written(grid, FY_TEXTGRID_SHORT, SHORT_GRID);
    fy_grid_free(grid);
}

static void a_grid_without_tiers_is_written(void **state)
{
    (void)state;
    struct fy_grid *grid = fy_grid_new(0, 0.1);
    check_written(grid, FY_TEXTGRID_LONG,
                  LONG_HEADER "xmin = 0 \nxmax = 0.1 \ntiers? <exists> \nsize = 0 \nitem []: (empty)\n");
    check_written(grid, FY_TEXTGRID_SHORT, LONG_HEADER "0\n0.1\n<exists>\n0\n");
    fy_grid_free(grid);
}

static void a_new_grid_is_long_utf8(void **state)
{
    (void)state;
    assert_int_equal(fy_textgrid_default_style.form, FY_TEXTGRID_LONG);
    assert_int_equal(fy_textgrid_default_style.encoding, FY_UTF8);
    assert_int_equal(fy_textgrid_default_style.line_end, FY_LF);
    assert_false(fy_textgrid_default_style.byte_order_mark);
}

static void every_style_comes_back(void **state)
{
    (void)state;
    struct fy_grid *grid = textgrid_sample();
    for (int i = 0; i < 2 * 3 * 3 * 2; i++) {
        struct fy_textgrid_style style = { (enum fy_textgrid_form)(i % 2), (enum fy_text_encoding)(i / 2 % 3),
                                           i / 18 == 1, (enum fy_line_end)(i / 6 % 3), NULL };
        struct fy_textgrid_style read;
        struct fy_buffer out = FY_BUFFER_EMPTY, again = FY_BUFFER_EMPTY;
        struct fy_findings findings;
        assert_int_equal(fy_textgrid_write(&out, grid, &style), FY_OK);
        struct fy_grid *back = textgrid_must_read(out.data, out.size, &read, &findings);
        assert_true(fy_grid_equal(grid, back));
        assert_int_equal(findings.count, 0);
        assert_int_equal(read.form, style.form);
        assert_int_equal(read.encoding, style.encoding);
        assert_int_equal(read.line_end, style.line_end);
        assert_int_equal(read.byte_order_mark, style.byte_order_mark || style.encoding != FY_UTF8);
        assert_int_equal(fy_textgrid_write(&again, back, &read), FY_OK);
        assert_int_equal(out.size, again.size);
        assert_memory_equal(out.data, again.data, out.size);
        if (style.line_end != FY_LF && style.encoding == FY_UTF8)
            assert_null(strstr(out.data, "\"TextGrid\"\n"));
        fy_findings_free(&findings);
        fy_grid_free(back);
        fy_buffer_free(&out);
        fy_buffer_free(&again);
    }
    fy_grid_free(grid);
}

static void utf16_has_the_bytes_it_should(void **state)
{
    (void)state;
    struct fy_grid *grid = fy_grid_new(0, 1);
    assert_int_equal(fy_grid_append_tier(grid, FY_POINT_TIER, "é讲😀", strlen("é讲😀"), 0, 1, NULL), FY_OK);
    static const struct {
        enum fy_text_encoding encoding;
        const char *mark, *name;
    } cases[] = { { FY_UTF16BE, "\xFE\xFF\0F", "\0\xE9\x8B\xB2\xD8\x3D\xDE\x00" },
                  { FY_UTF16LE,
                    "\xFF\xFE"
                    "F\0",
                    "\xE9\0\xB2\x8B\x3D\xD8\x00\xDE" } };
    for (size_t i = 0; i < 2; i++) {
        struct fy_textgrid_style style = { FY_TEXTGRID_SHORT, cases[i].encoding, false, FY_LF, NULL };
        struct fy_buffer out = FY_BUFFER_EMPTY;
        assert_int_equal(fy_textgrid_write(&out, grid, &style), FY_OK);
        assert_memory_equal(out.data, cases[i].mark, 4);
        assert_true(textgrid_holds(out.data, out.size, cases[i].name, 8));
        fy_buffer_free(&out);
    }
    fy_grid_free(grid);
}

static void what_stood_in_the_buffer_stays(void **state)
{
    (void)state;
    struct fy_grid *grid = fy_grid_new(0, 1);
    for (int i = 0; i < 3; i++) {
        struct fy_textgrid_style style = { FY_TEXTGRID_LONG, (enum fy_text_encoding)i, false, FY_CRLF, NULL };
        struct fy_buffer out = FY_BUFFER_EMPTY;
        fy_buffer_puts(&out, "before");
        assert_int_equal(fy_textgrid_write(&out, grid, &style), FY_OK);
        assert_memory_equal(out.data, "before", 6);
        struct fy_grid *back = textgrid_must_read(out.data + 6, out.size - 6, NULL, NULL);
        assert_true(fy_grid_equal(grid, back));
        fy_grid_free(back);
        fy_buffer_free(&out);
    }
    fy_grid_free(grid);
}

/* Long labels and many items, past every size that is reserved at first. */
static void large_grids_come_back(void **state)
{
    (void)state;
    struct fy_grid *grid = fy_grid_new(0, 3000);
    size_t tier;
    struct fy_buffer label = FY_BUFFER_EMPTY;
    assert_int_equal(fy_grid_append_tier(grid, FY_INTERVAL_TIER, "text", 4, 0, 3000, &tier), FY_OK);
    for (int i = 0; i < 3000; i++) {
        fy_buffer_clear(&label);
        for (int j = 0; j < (i % 100 == 7 ? 3000 : i % 5); j++)
            fy_buffer_puts(&label, j % 3 == 0 ? "\"" : j % 3 == 1 ? "话" : "😀\n");
        assert_int_equal(fy_tier_append_interval(grid, tier, i, i + 1, fy_buffer_text(&label), label.size), FY_OK);
    }
    for (int i = 0; i < 6; i++) {
        struct fy_textgrid_style style = { (enum fy_textgrid_form)(i % 2), (enum fy_text_encoding)(i / 2), false,
                                           i % 2 ? FY_CRLF : FY_LF, NULL };
        struct fy_buffer out = FY_BUFFER_EMPTY;
        assert_int_equal(fy_textgrid_write(&out, grid, &style), FY_OK);
        struct fy_grid *back = textgrid_must_read(out.data, out.size, NULL, NULL);
        assert_true(fy_grid_equal(grid, back));
        fy_grid_free(back);
        fy_buffer_free(&out);
    }
    fy_buffer_free(&label);
    fy_grid_free(grid);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct fy_grid *grid = textgrid_sample();
    for (int i = 0; i < 3; i++) {
        struct fy_textgrid_style style = { FY_TEXTGRID_LONG, (enum fy_text_encoding)i, true, FY_CRLF, NULL };
        enum fy_status status = FY_NO_MEMORY;
        long count = 0;
        for (; status != FY_OK && count < 100; count++) {
            struct fy_buffer out = FY_BUFFER_EMPTY;
            fy_memory_fail_after(count);
            status = fy_textgrid_write(&out, grid, &style);
            fy_memory_fail_after(-1);
            assert_true(status == FY_OK || status == FY_NO_MEMORY);
            fy_buffer_free(&out);
        }
        assert_int_equal(status, FY_OK);
        assert_true(count > 1);
    }
    fy_grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_forms_are_written_as_praat_does),
        cmocka_unit_test(a_grid_without_tiers_is_written),
        cmocka_unit_test(a_new_grid_is_long_utf8),
        cmocka_unit_test(every_style_comes_back),
        cmocka_unit_test(utf16_has_the_bytes_it_should),
        cmocka_unit_test(what_stood_in_the_buffer_stays),
        cmocka_unit_test(large_grids_come_back),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

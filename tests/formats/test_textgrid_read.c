/* What Praat's tokenizer takes and refuses, encodings, style. One claim each. */
#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <fangyin/textgrid.h>

#include <float.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/textgrids.h"

static void check_sample_grid(const struct fy_grid *grid)
{
    assert_true(fy_grid_xmin(grid) == 0 && fy_grid_xmax(grid) == 2.5);
    assert_int_equal(fy_grid_tier_count(grid), 2);
    assert_string_equal(fy_tier_name(grid, 0), "text");
    assert_int_equal(fy_tier_size(grid, 0), 2);
    const struct fy_interval *intervals = fy_tier_intervals(grid, 0);
    assert_string_equal(intervals[0].text, "今朝天气蛮好");
    assert_string_equal(intervals[1].text, "\"ɦi˨˧\" 讲");
    assert_true(intervals[1].xmin == 1.25 && intervals[1].xmax == 2.5);
    assert_int_equal(fy_tier_kind(grid, 1), FY_POINT_TIER);
    const struct fy_point *points = fy_tier_points(grid, 1);
    assert_true(points[0].time == 0.3);
    assert_string_equal(points[0].mark, "叮");
}

static void check_reads_as_sample(const char *text)
{
    struct fy_findings findings;
    struct fy_grid *grid = textgrid_must_read(text, strlen(text), NULL, &findings);
    check_sample_grid(grid);
    assert_int_equal(findings.count, 0);
    fy_findings_free(&findings);
    fy_grid_free(grid);
}

static void long_and_short_and_mixed_forms_read_alike(void **state)
{
    (void)state;
    check_reads_as_sample(LONG_GRID);
    check_reads_as_sample(SHORT_GRID);
    check_reads_as_sample(
        "File type = \"ooTextFile short\"\n\"TextGrid\"\n\n0 2.5 <exists> 2 \"IntervalTier\" \"text\" 0 "
        "2.5 2 0 1.25 \"今朝天气蛮好\" xmin = 1.25 xmax = 2.5 text = \"\"\"ɦi˨˧\"\" 讲\" class = "
        "\"TextTier\" \"bell\" 0 2.5 points: size = 1 time = 0.3 text = \"叮\"");
}

/* Read and return the end of the domain, -1 where it is refused. */
static double domain_end(const char *xmax, struct fy_findings *findings)
{
    char text[400] = LONG_HEADER "xmin = 0\nxmax = ";
    strcat(text, xmax);
    strcat(text, "\ntiers? <exists>\nsize = 0\n");
    struct fy_grid *grid;
    if (fy_textgrid_read(text, strlen(text), &grid, NULL, findings, NULL) != FY_OK)
        return -1;
    double end = fy_grid_xmax(grid);
    fy_grid_free(grid);
    return end;
}

static void numbers_are_read_as_praat_does(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
        bool lost;
    } cases[] = {
        { "1.", 1, false },
        { "1e0", 1, false },
        { "+1", 1, false },
        { "2/2", 1, false },
        { "100%", 1, false },
        { "230%", 230 * 0.01, false },
        { "0x1p0", 1, false },
        { "0x10", 16, false },
        { "1s", 1, true },
        { "1,5", 1, true },
        { "1--2", 1, true },
        { "1!x", 1, true },
        { "+ 1", 1, false },
        { ".5 = 1", 1, false },
        { "! 7\n 1", 1, false },
        { "!\r1", 1, false },
        { "\u00A01\u3000", 1, false },
        { "xmax=3 1", 1, false },
        { "\u0663 1", 1, false },
        { "0.1", 0.1, false },
        { "50%x", 0.5, true },
        { "1/0", DBL_MAX, false },
        { "1/", DBL_MAX, false },
        { "-", DBL_MAX, true },
        { "1e999", DBL_MAX, false },
        { "--undefined--", DBL_MAX, false },
        { "-1", -1, false },
        { "1\u0663", -1, false },
        { "1000000000000000000000000000000000000000", 1e39, false },
        { "0.55555555555555555555555555555555555555", 5. / 9, false },
        { "0.555555555555555555555555555555555555555", -1, false },
        { "10000000000000000000000000000000000000000", -1, false },
        { "\"1\"", -1, false },
        { "<1>", -1, false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fy_findings findings;
        double value = domain_end(cases[i].text, &findings);
        bool remark = strchr(cases[i].text, '!') == cases[i].text;
        if (value != cases[i].value || fy_findings_lost(&findings) != (cases[i].lost || remark))
            fail_msg("\"%s\" gives %g", cases[i].text, value);
        fy_findings_free(&findings);
    }
}

static void counts_are_read_as_praat_does(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool lost;
    } cases[] = { { "1", false },
                  { "+1", false },
                  { "1.0", false },
                  { "1e0", false },
                  { "1.7", true },
                  { "1intervals", true },
                  { "0000000000000000000000000000000000000001", false } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[300] = LONG_HEADER "0 1 <exists> 1 \"IntervalTier\" \"t\" 0 1 ";
        strcat(text, cases[i].text);
        strcat(text, " 0 1 \"x\"");
        struct fy_findings findings;
        struct fy_grid *grid = textgrid_must_read(text, strlen(text), NULL, &findings);
        assert_int_equal(fy_tier_size(grid, 0), 1);
        assert_int_equal(fy_findings_lost(&findings), cases[i].lost);
        fy_findings_free(&findings);
        fy_grid_free(grid);
    }
}

static const struct fy_interval *first_interval(const char *text, struct fy_grid **grid)
{
    *grid = textgrid_must_read(text, strlen(text), NULL, NULL);
    return fy_tier_intervals(*grid, 0);
}

static void labels_keep_everything_but_line_ends(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        { "\"a\"\"b\"", "a\"b" },
        { "\"\"\"\"", "\"" },
        { "\"\"", "" },
        { "\"a\nb\r\nc\rd\"", "a\nb\nc\nd" },
        { "\"! <x> 1 \\\"", "! <x> 1 \\" },
        { "\" a\t\u00A0\u2028\"", " a\t\u00A0\u2028" },
        { "\"e\u0301\"", "e\u0301" },
        { "\"\"\"\r\n\"\"\"", "\"\n\"" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[300] = LONG_HEADER "0 1 <exists> 1 \"IntervalTier\" \"t\" 0 1 1 0 1 ";
        strcat(text, cases[i][0]);
        struct fy_grid *grid;
        assert_string_equal(first_interval(text, &grid)->text, cases[i][1]);
        fy_grid_free(grid);
    }
}

static void tier_names_may_be_anything(void **state)
{
    (void)state;
    const char *text = LONG_HEADER "0 1 <exists> 3 \"TextTier\" \"\" 0 1 0 \"TextTier\" \"a \"\"b\"\"\r\nc\" 0 1 0 "
                                   "\"TextTier\" \"\" 0 1 -4";
    struct fy_grid *grid = textgrid_must_read(text, strlen(text), NULL, NULL);
    assert_int_equal(fy_grid_tier_count(grid), 3);
    assert_string_equal(fy_tier_name(grid, 0), "");
    assert_string_equal(fy_tier_name(grid, 1), "a \"b\"\nc");
    assert_int_equal(fy_tier_size(grid, 2), 0);
    fy_grid_free(grid);
}

static void what_is_refused_is_refused_with_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum fy_status status;
        unsigned line, column;
    } cases[] = {
        { "", FY_SYNTAX, 0, 0 },
        { "\n" LONG_GRID, FY_SYNTAX, 1, 1 },
        { "A long remark that comes before the type " LONG_GRID, FY_SYNTAX, 1, 1 },
        { "Some notes about a recording.\n", FY_SYNTAX, 1, 1 },
        { "A remark of 38 characters up to oo: oo" LONG_GRID, FY_SYNTAX, 1, 1 },
        { " ooBinaryFile\x08TextGrid", FY_SYNTAX, 1, 1 },
        { "ooBinaryFile\x08TextGrid", FY_SYNTAX, 0, 0 },
        { "ooBinaryFile\x05Sound", FY_UNSUPPORTED, 0, 0 },
        { "\"Praat chronological TextGrid text file\"\n0 1", FY_SYNTAX, 2, 4 },
        { "\"Praat chronological TextGrid text file\"\n0 1 1 \"TextTier\" \"t\" 0 1 2 0.5 \"x\"", FY_SYNTAX, 2, 26 },
        { "File type = \"ooTextFile\"\nObject class = \"Collection\"\n", FY_SYNTAX, 3, 1 },
        { "File type = \"ooTextFile\"\nObject class = \"Collection\"\n1 \"Sound 2\" \"s\" 0", FY_UNSUPPORTED, 2, 16 },
        { "File type = \"ooTextFile\"\nObject class = \"Sound 2\"\n", FY_UNSUPPORTED, 2, 16 },
        { "File type = \"ooTextFile\"\nObject class = \"TextGrid 1\"\n", FY_UNSUPPORTED, 2, 16 },
        { "File type = \"ooTextFile\"", FY_SYNTAX, 1, 25 },
        { LONG_HEADER "xmin=0\nxmax=1\ntiers? <exists>", FY_SYNTAX, 6, 8 },
        { LONG_HEADER "0 1 <EXISTS> 0", FY_SYNTAX, 4, 5 },
        { LONG_HEADER "0 1 <exi\nsts", FY_SYNTAX, 4, 5 },
        { LONG_HEADER "0 1 2", FY_SYNTAX, 4, 5 },
        { LONG_HEADER "2 1 <exists> 0", FY_SYNTAX, 4, 3 },
        { LONG_HEADER "0 1 <exists> 99999999999", FY_SYNTAX, 4, 14 },
        { LONG_HEADER "0 1 <exists> 1 \"WordTier\" \"t\"", FY_SYNTAX, 4, 16 },
        { LONG_HEADER "0 1 <exists> 2 \"TextTier\" \"t\" 0 1 0", FY_SYNTAX, 4, 36 },
        { ONE_TIER("1 0.5 0.4 \"x\""), FY_SYNTAX, 4, 45 },
        { ONE_TIER("1 0 1 \"阿x\"y"), FY_SYNTAX, 4, 48 },
        { ONE_TIER("1 0 1 \"x\"\","), FY_SYNTAX, 4, 45 },
        { ONE_TIER("2 0 1 \"x\""), FY_SYNTAX, 5, 1 },
        { "File type = \"ooTextFile\"\r\nObject class = \"TextGrid\"\r\n\r\nx 0 3rd", FY_SYNTAX, 4, 8 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fy_grid *grid = (struct fy_grid *)(uintptr_t)1;
        struct fy_error error = { .status = FY_OK };
        struct fy_findings findings;
        enum fy_status status = fy_textgrid_read(cases[i].text, strlen(cases[i].text), &grid, NULL, &findings, &error);
        if (status != cases[i].status || error.line != cases[i].line || error.column != cases[i].column)
            fail_msg("case %zu: status %d at %u:%u: %s", i, (int)status, error.line, error.column, error.sentence);
        assert_null(grid);
        assert_int_equal(findings.count, 0);
        assert_true(strlen(error.sentence) > 10);
    }
}

static void utf32_is_read_and_named(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        char bytes[4096];
        size_t size = 0;
        uint32_t code = 0xFEFF;
        for (const char *at = LONG_GRID; code != 0;) {
            if (i % 2 == 0 || code != 0xFEFF)
                for (int j = 0; j < 4; j++)
                    bytes[size++] = (char)(code >> 8 * (i / 2 ? j : 3 - j));
            code = 0;
            at += fy_utf8_decode(at, strlen(at), &code);
        }
        struct fy_textgrid_style style;
        struct fy_findings findings;
        struct fy_grid *grid = textgrid_must_read(bytes, size, &style, &findings);
        check_sample_grid(grid);
        assert_int_equal(style.encoding, FY_UTF8);
        assert_true(textgrid_found(&findings, i / 2 ? "UTF-32LE" : "UTF-32BE"));
        assert_false(fy_findings_lost(&findings));
        fy_findings_free(&findings);
        fy_grid_free(grid);
    }
}

/* Our ASCII and Chinese text as 16-bit units, `high` the place of the high byte. */
static size_t widen(const char *text, int high, char *out)
{
    size_t size = 0;
    for (const char *at = text; *at; at++) {
        unsigned unit = (unsigned char)*at;
        if (unit >= 0xE0) {
            unit = (unit & 0x0F) << 12 | ((unsigned)at[1] & 0x3F) << 6 | ((unsigned)at[2] & 0x3F);
            at += 2;
        } else if (unit >= 0xC0) {
            unit = (unit & 0x1F) << 6 | ((unsigned)at[1] & 0x3F);
            at++;
        }
        out[size + (size_t)high] = (char)(unit >> 8);
        out[size + (size_t)(1 - high)] = (char)unit;
        size += 2;
    }
    return size;
}

static void every_encoding_reads_alike_and_is_remembered(void **state)
{
    (void)state;
    static const struct {
        const char *mark;
        size_t mark_size;
        int high; /* -1: UTF-8 */
        enum fy_text_encoding encoding;
    } cases[] = { { "", 0, -1, FY_UTF8 },           { "\xEF\xBB\xBF", 3, -1, FY_UTF8 },
                  { "\xFE\xFF", 2, 0, FY_UTF16BE }, { "\xFF\xFE", 2, 1, FY_UTF16LE },
                  { "", 0, 0, FY_UTF16BE },         { "", 0, 1, FY_UTF16LE } };
    static const char *const grids[] = { LONG_GRID, SHORT_GRID };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t form = 0; form < 2; form++) {
            char bytes[4096];
            memcpy(bytes, cases[i].mark, cases[i].mark_size);
            size_t size = cases[i].mark_size;
            if (cases[i].high < 0) {
                memcpy(bytes + size, grids[form], strlen(grids[form]));
                size += strlen(grids[form]);
            } else {
                size += widen(grids[form], cases[i].high, bytes + size);
            }
            struct fy_textgrid_style style;
            struct fy_findings findings;
            struct fy_grid *grid = textgrid_must_read(bytes, size, &style, &findings);
            check_sample_grid(grid);
            assert_int_equal(style.encoding, cases[i].encoding);
            assert_int_equal(style.byte_order_mark, cases[i].mark_size > 0);
            assert_int_equal(style.form, form == 0 ? FY_TEXTGRID_LONG : FY_TEXTGRID_SHORT);
            assert_int_equal(style.line_end, FY_LF);
            assert_int_equal(findings.count, cases[i].high >= 0 && cases[i].mark_size == 0);
            assert_false(fy_findings_lost(&findings));
            fy_findings_free(&findings);
            fy_grid_free(grid);
        }
}

static void line_ends_are_remembered(void **state)
{
    (void)state;
    static const char *const ends[] = { "\n", "\r\n", "\r" };
    for (size_t i = 0; i < 3; i++) {
        struct fy_buffer text = FY_BUFFER_EMPTY;
        for (const char *at = LONG_GRID; *at; at++) {
            if (*at == '\n')
                fy_buffer_puts(&text, ends[i]);
            else
                fy_buffer_putc(&text, *at);
        }
        struct fy_textgrid_style style;
        struct fy_grid *grid = textgrid_must_read(text.data, text.size, &style, NULL);
        check_sample_grid(grid);
        assert_int_equal(style.line_end, i);
        fy_grid_free(grid);
        fy_buffer_free(&text);
    }
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    static const char unsorted[] = ONE_TIER("2 0.5 1 \"b\"\"\" 0 0.5 \"a\"");
    static const char nul[] = LONG_HEADER "0 1 <exists> 1 \"IntervalTier\" \"t\" 0 1 1 0 1 \"a\0b\" ! odd";
    char wide[4096] = "\xFE\xFF";
    size_t wide_size = 2 + widen(LONG_GRID, 0, wide + 2);
    const struct {
        const char *bytes;
        size_t size;
    } cases[] = { { LONG_GRID, sizeof LONG_GRID - 1 },
                  { unsorted, sizeof unsorted - 1 },
                  { nul, sizeof nul - 1 },
                  { wide, wide_size } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum fy_status status = FY_NO_MEMORY;
        long count = 0;
        for (; status == FY_NO_MEMORY && count < 1000; count++) {
            struct fy_grid *grid;
            struct fy_findings findings;
            struct fy_error error;
            fy_memory_fail_after(count);
            status = fy_textgrid_read(cases[i].bytes, cases[i].size, &grid, NULL, &findings, &error);
            fy_memory_fail_after(-1);
            if (status != FY_OK) {
                assert_int_equal(error.status, FY_NO_MEMORY);
                assert_null(grid);
            }
            fy_findings_free(&findings);
            fy_grid_free(grid);
        }
        assert_int_equal(status, FY_OK);
        assert_true(count > 4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_and_short_and_mixed_forms_read_alike),
        cmocka_unit_test(numbers_are_read_as_praat_does),
        cmocka_unit_test(counts_are_read_as_praat_does),
        cmocka_unit_test(labels_keep_everything_but_line_ends),
        cmocka_unit_test(tier_names_may_be_anything),
        cmocka_unit_test(what_is_refused_is_refused_with_its_place),
        cmocka_unit_test(utf32_is_read_and_named),
        cmocka_unit_test(every_encoding_reads_alike_and_is_remembered),
        cmocka_unit_test(line_ends_are_remembered),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

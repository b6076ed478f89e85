/* Encodings that have to be guessed or are asked for, and text that is not all of one. */
#include <fangyin/text.h>
#include <fangyin/textgrid.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/textgrids.h"

static struct fy_grid *read_label(const char *label, const char *encoding, struct fy_findings *findings)
{
    char text[600] = LONG_HEADER "0 1 <exists> 1 \"IntervalTier\" \"t\" 0 1 1 0 1 \"";
    struct fy_grid *grid;
    struct fy_textgrid_style style;
    struct fy_error error = { .status = FY_OK };
    strcat(text, label);
    strcat(text, "\"\n");
    if (fy_textgrid_read_as(text, strlen(text), encoding, &grid, &style, findings, &error) != FY_OK)
        fail_msg("%u:%u: %s", error.line, error.column, error.sentence);
    assert_int_equal(style.encoding, FY_UTF8);
    assert_int_equal(style.line_end, FY_LF);
    return grid;
}

static void check_label(const char *label, const char *encoding, const char *expected, const char *finding, bool lost)
{
    struct fy_findings findings;
    struct fy_grid *grid = read_label(label, encoding, &findings);
    assert_string_equal(fy_tier_intervals(grid, 0)[0].text, expected);
    if (finding ? !textgrid_found(&findings, finding) : findings.count > 0)
        fail_msg("\"%s\": %zu findings, the first: %s", expected, findings.count,
                 findings.count > 0 ? findings.items[0].sentence : "-");
    assert_int_equal(fy_findings_lost(&findings), lost);
    fy_findings_free(&findings);
    fy_grid_free(grid);
}

static void encodings_are_guessed_and_named(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        { "ISO-8859-1", "\xE0 la maison, c'\xE9tait l'\xE9t\xE9", "à la maison, c'était l'été" },
        { "ISO-8859-1",
          "\xDC"
          "ber die Stra\xDF"
          "e",
          "Über die Straße" },
        { "ISO-8859-1",
          "\xBF"
          "Qu\xE9 ma\xF1"
          "ana?",
          "¿Qué mañana?" },
        { "WINDOWS-1252",
          "\x93"
          "d\xE9j\xE0 vu\x94 \x96 l\x92\xE9t\xE9 \x85",
          "“déjà vu” – l’été …" },
        { "WINDOWS-1252", "c\x9Cur", "cœur" },
        { "MACINTOSH", "tr\x8Fs pr\x8Fs du ch\x89teau, \x88 c\x99t\x8E", "très près du château, à côté" },
        { "MACINTOSH",
          "Fr\x9Fhst\x9F"
          "ck f\x9Fr M\x8A"
          "dchen, gro\xA7",
          "Frühstück für Mädchen, groß" },
        { "GB18030", "\xBD\xF1\xB3\xAF\xCC\xEC\xC6\xF8\xC2\xF9\xBA\xC3", "今朝天气蛮好" },
        { "GB18030", "\xB0\xA2\xC0\xAD \x81\x30\x84\x36", "阿拉 \u00A5" },
        { "GB18030", "\xDF\x40\x82\x80\x8C\x57\xD0\xA3\x86\xFE\x8C\x57\xC9\xFA\xC8\xAB\xB2\xBF", "這個學校嘅學生全部" },
        { "ISO-8859-1",
          "M\xDCNCHEN \xDC"
          "BER GR\xD6SSE",
          "MÜNCHEN ÜBER GRÖSSE" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_label(cases[i][1], NULL, cases[i][2], cases[i][0], false);
}

static void an_encoding_may_be_asked_for(void **state)
{
    (void)state;
    check_label("\xA4\xB5\xA4\xD1", "BIG5", "今天", "BIG5, as asked", false);
    check_label("\xCF\xF0\xE8\xE2\xE5\xF2", "cp1251", "Привет", "cp1251, as asked", false);
    check_label("\xE9", "MACINTOSH", "È", "as asked", false);
    /* Bytes that mean nothing there are told, and so is what is no UTF-8 where that is asked for. */
    check_label("a\xFF", "BIG5", "a\uFFFD", "1 byte means nothing in that encoding", true);
    check_label("a\xE9", "UTF-8", "aé", "1 byte is no UTF-8", true);
    check_label("é", "utf-8", "é", NULL, false);
    struct fy_grid *grid;
    struct fy_error error = { .status = FY_OK };
    static const char *const names[] = { "no such encoding", "", "UTF-8//IGNORE", "LATIN1//TRANSLIT" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(fy_textgrid_read_as(LONG_GRID, strlen(LONG_GRID), names[i], &grid, NULL, NULL, &error),
                         FY_UNSUPPORTED);
        assert_null(grid);
        assert_true(strlen(error.sentence) > 10);
    }
}

static void stray_bytes_garble_nothing_else(void **state)
{
    (void)state;
    check_label("é ʃ 漢 😀 \xE9 \x93x", NULL, "é ʃ 漢 😀 é “x", "2 bytes are no UTF-8", true);
    /* The halves of a pair, put together; half of one alone. */
    check_label("\xED\xA0\xBD\xED\xB8\x80", NULL, "😀", "two halves of UTF-16", false);
    check_label("好\xED\xA0\xBD", NULL, "好\uFFFD", "half of a UTF-16 character", true);
    /* A character cut off at the end of a label. */
    check_label("今朝\xE5\xA4", NULL, "今朝å¤", "no UTF-8", true);
}

static void codes_beyond_unicode_are_written_as_they_were(void **state)
{
    (void)state;
    static const char code[] = "好\xF4\x9F\xBF\xBF.";
    struct fy_findings findings;
    struct fy_grid *grid = read_label(code, NULL, &findings);
    struct fy_buffer out = FY_BUFFER_EMPTY;
    const char *label = fy_tier_intervals(grid, 0)[0].text;
    assert_true(fy_text_valid(label, strlen(label), NULL));
    assert_false(fy_findings_lost(&findings));
    fy_findings_free(&findings);
    assert_int_equal(fy_textgrid_write(&out, grid, &fy_textgrid_default_style), FY_OK);
    assert_true(textgrid_holds(out.data, out.size, code, strlen(code)));
    struct fy_grid *back = textgrid_must_read(out.data, out.size, NULL, NULL);
    assert_true(fy_grid_equal(grid, back));
    fy_grid_free(back);
    fy_grid_free(grid);
    fy_buffer_free(&out);
}

/* A header that promises more than the file can hold does not get it. */
static void promises_cost_nothing(void **state)
{
    (void)state;
    static const char binary[] = "ooBinaryFile\x08TextGrid\0\0\0\0\0\0\0\0\x3F\xF0\0\0\0\0\0\0\x01\x7F\xFF\xFF\xFF"
                                 "\x0CIntervalTier\0\x01t\0\0\0\0\0\0\0\0\x3F\xF0\0\0\0\0\0\0\x7F\xFF\xFF\xFF";
    static const char text[] = LONG_HEADER "0 1 <exists> 2147483647 \"IntervalTier\" \"t\" 0 1 2147483647 0 1 \"a\"";
    static const char in_time[] = "\"Praat chronological TextGrid text file\"\n0 1\n2147483647\n";
    static const struct {
        const char *bytes;
        size_t size;
    } cases[] = { { binary, sizeof binary - 1 }, { text, sizeof text - 1 }, { in_time, sizeof in_time - 1 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fy_grid *grid;
        struct fy_error error = { .status = FY_OK };
        assert_int_equal(fy_textgrid_read(cases[i].bytes, cases[i].size, &grid, NULL, NULL, &error), FY_SYNTAX);
        assert_null(grid);
    }
}

static void long_labels_do_not_fit_in_binary(void **state)
{
    (void)state;
    enum { MOST = 65534 };
    char *label = malloc(MOST + 1);
    assert_non_null(label);
    memset(label, 'a', MOST + 1);
    for (size_t size = MOST; size <= MOST + 1; size++) {
        struct fy_grid *grid = fy_grid_new(0, 1);
        struct fy_buffer out = FY_BUFFER_EMPTY;
        struct fy_error error = { .status = FY_OK };
        struct fy_textgrid_style style = { .form = FY_TEXTGRID_BINARY };
        assert_int_equal(fy_grid_append_tier(grid, FY_POINT_TIER, "t", 1, 0, 1, NULL), FY_OK);
        assert_int_equal(fy_tier_append_point(grid, 0, 0.5, label, size), FY_OK);
        assert_int_equal(fy_textgrid_write_checked(&out, grid, &style, &error), size > MOST ? FY_UNSUPPORTED : FY_OK);
        assert_int_equal(out.size > 0, size <= MOST);
        fy_buffer_free(&out);
        fy_grid_free(grid);
    }
    free(label);
}

static void one_tier_alone_becomes_a_textgrid(void **state)
{
    (void)state;
    static const char interval[] =
        "File type = \"ooTextFile\"\nObject class = \"IntervalTier\"\n\n0 1 2 0 0.5 \"甲\" 0.5 1 \"乙\"";
    static const char point[] = "File type = \"ooTextFile\"\nObject class = \"TextTier\"\n\nxmin = 0 \nxmax = 1 \n"
                                "points: size = 1 \npoints [1]:\n    number = 0.5 \n    mark = \"丙\" \n";
    struct fy_findings findings;
    struct fy_grid *grid = textgrid_must_read(interval, strlen(interval), NULL, &findings);
    assert_int_equal(fy_tier_size(grid, 0), 2);
    assert_string_equal(fy_tier_name(grid, 0), "text");
    assert_string_equal(fy_tier_intervals(grid, 0)[1].text, "乙");
    assert_true(textgrid_found(&findings, "one tier alone"));
    fy_findings_free(&findings);
    fy_grid_free(grid);
    grid = textgrid_must_read(point, strlen(point), NULL, &findings);
    assert_int_equal(fy_tier_kind(grid, 0), FY_POINT_TIER);
    assert_string_equal(fy_tier_points(grid, 0)[0].mark, "丙");
    fy_findings_free(&findings);
    fy_grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encodings_are_guessed_and_named),
        cmocka_unit_test(an_encoding_may_be_asked_for),
        cmocka_unit_test(stray_bytes_garble_nothing_else),
        cmocka_unit_test(codes_beyond_unicode_are_written_as_they_were),
        cmocka_unit_test(promises_cost_nothing),
        cmocka_unit_test(long_labels_do_not_fit_in_binary),
        cmocka_unit_test(one_tier_alone_becomes_a_textgrid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

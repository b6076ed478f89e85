/* What is odd about a file is kept and told, with its place; what is not kept is told as lost. */
#include <fangyin/textgrid.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/textgrids.h"

struct expected {
    unsigned line, column;
    bool lost;
    const char *part; /* of the sentence */
};

/* Read and compare all findings; ends at part NULL. */
static struct fy_grid *check(const char *text, size_t size, const struct expected *expected)
{
    struct fy_findings findings;
    struct fy_grid *grid = textgrid_must_read(text, size, NULL, &findings);
    size_t i = 0;
    for (; expected[i].part; i++) {
        if (i >= findings.count)
            fail_msg("no finding \"%s\"", expected[i].part);
        const struct fy_finding *finding = &findings.items[i];
        if (!strstr(finding->sentence, expected[i].part) || finding->line != expected[i].line ||
            finding->column != expected[i].column || finding->lost != expected[i].lost)
            fail_msg("%u:%u: %s%s; expected %u:%u: %s", finding->line, finding->column, finding->lost ? "LOST " : "",
                     finding->sentence, expected[i].line, expected[i].column, expected[i].part);
    }
    if (findings.count != i)
        fail_msg("one finding too many: %s", findings.items[i].sentence);
    fy_findings_free(&findings);
    return grid;
}

#define CHECK(text, ...) check(text, sizeof(text) - 1, (const struct expected[]){ __VA_ARGS__, { 0, 0, false, NULL } })

static void a_clean_file_has_none(void **state)
{
    (void)state;
    struct fy_grid *grid = check(LONG_GRID, sizeof LONG_GRID - 1, &(struct expected){ 0, 0, false, NULL });
    fy_grid_free(grid);
}

static void undefined_starts_of_tiers_are_read_as_the_textgrid_s(void **state)
{
    (void)state;
    struct fy_grid *grid = CHECK(LONG_HEADER "-1 1 <exists> 1\n\"IntervalTier\" \"t\"\n--undefined-- 1 1 -1 1 \"a\"",
                                 { 6, 1, false, "This time is undefined. It is read as -1 s" });
    assert_true(fy_tier_xmin(grid, 0) == -1 && fy_tier_size(grid, 0) == 1);
    fy_grid_free(grid);
    grid = CHECK(LONG_HEADER "--undefined-- 1 <exists> 0", { 4, 1, false, "It is read as 0 s" });
    assert_true(fy_grid_xmin(grid) == 0 && fy_grid_xmax(grid) == 1);
    fy_grid_free(grid);
}

static void undefined_starts_of_items_are_read_as_the_end_before(void **state)
{
    (void)state;
    struct fy_grid *grid = CHECK(ONE_POINT_TIER("3\n--undefined-- \"a\"\n0.5 \"b\"\n1/0 \"c\""),
                                 { 5, 1, false, "This time is undefined. It is read as 0 s" },
                                 { 7, 1, false, "This time is undefined. It is read as 0.5 s" },
                                 { 7, 1, false, "two points share the time 0.5 s" });
    assert_int_equal(fy_tier_size(grid, 0), 3);
    fy_grid_free(grid);
    grid = CHECK(ONE_TIER("2\n0 --undefined-- \"a\"\n--undefined-- 1 \"b\""),
                 { 5, 1, false, "is not all inside the tier" }, { 5, 3, false, "This end is undefined" },
                 { 6, 1, false, "This time is undefined. It is read as 0 s" },
                 { 6, 1, false, "two intervals start at 0 s" },
                 { 6, 1, false, "overlaps with the one before it, from 0 to 1 s" });
    assert_int_equal(fy_tier_size(grid, 0), 2);
    assert_string_equal(fy_tier_intervals(grid, 0)[1].text, "b");
    fy_grid_free(grid);
}

static void in_chronological_text_all_entries_are_kept_and_tiers_may_be_empty(void **state)
{
    (void)state;
    struct fy_grid *grid = CHECK(
        "\"Praat chronological TextGrid text file\"\n0 1\n2\n\"IntervalTier\" \"w\" 0 1\n\"IntervalTier\" \"v\" 0 1\n"
        "1 0 1\n\"b\"\n1 0 1\n\"b\"\n",
        { 1, 1, false, "Tier 2 has no intervals." }, { 8, 1, false, "two intervals start at 0 s" },
        { 8, 1, false, "overlaps with the one before it" });
    assert_int_equal(fy_tier_size(grid, 0), 2);
    assert_int_equal(fy_tier_size(grid, 1), 0);
    fy_grid_free(grid);
    grid = CHECK("\"Praat chronological TextGrid text file\"\n0 1\n1\n\"TextTier\" \"p\" 0 1\n1 0.5\n\"a\"\n"
                 "1 --undefined--\n\"b\"\n",
                 { 7, 1, false, "two points share the time 0.5 s" }, { 7, 3, false, "It is read as 0.5 s" });
    fy_grid_free(grid);
}

static void a_count_below_zero_is_none_and_what_follows_is_told(void **state)
{
    (void)state;
    struct fy_grid *grid = CHECK(ONE_TIER("-1\n0 1 \"a\""), { 4, 31, false, "has no intervals. It gets an empty one" },
                                 { 5, 1, true, "More values follow after the last one that belongs to the TextGrid" });
    assert_int_equal(fy_tier_size(grid, 0), 1);
    assert_string_equal(fy_tier_intervals(grid, 0)[0].text, "");
    fy_grid_free(grid);
}

static void a_class_may_have_a_version_up_to_zero(void **state)
{
    (void)state;
    struct fy_grid *grid =
        CHECK("File type = \"ooTextFile\"\nObject class = \"TextGrid 0\"\n0 1 <exists> 1 \"TextTier 0\" \"t\" "
              "0 1 0",
              { 0, 0, false, NULL });
    assert_int_equal(fy_tier_kind(grid, 0), FY_POINT_TIER);
    fy_grid_free(grid);
}

static void a_collection_s_size_is_held_against_what_is_there(void **state)
{
    (void)state;
    static const char two[] = " \"TextGrid\" \"a\" 0 1 <exists> 0 \"TextGrid\" \"b\" 0 1 <exists> 0";
    static const struct {
        int size;
        const char *part;
    } cases[] = { { 3, "holds 3 objects, but only 2 are here" }, { 1, "holds 1 objects, but 2 are here" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[300];
        snprintf(text, sizeof text, "File type = \"ooTextFile\"\nObject class = \"Collection\"\n%d%s", cases[i].size,
                 two);
        struct fy_grid *grid = check(text, strlen(text),
                                     (const struct expected[]){ { 1, 1, false, cases[i].part },
                                                                { 1, 1, true, "TextGrids: 1, other objects: 0" },
                                                                { 0, 0, false, NULL } });
        fy_grid_free(grid);
    }
}

/* As behind a TextGrid that is alone. */
static void behind_the_last_of_a_collection_there_may_be_anything(void **state)
{
    (void)state;
    static const char before[] = "File type = \"ooTextFile\"\nObject class = \"Collection\"\n1 \"TextGrid\" \"a\" 0 1 "
                                 "<exists> 1 \"IntervalTier\" \"t\" 0 1 ";
    static const struct {
        const char *rest;
        size_t items;
        struct expected expected[5];
    } cases[] = {
        { "1 0 1 \"x\" 0.5 \"y\" 1", 1, { { 1, 1, true, "more values follow" }, { 1, 1, false, "of one TextGrid, \"a\"" } } },
        { "1 0 1 \"x\" \"Sound\" \"s\" 5", 1, { { 1, 1, true, "more values follow" }, { 1, 1, false, "of one TextGrid" } } },
        { "1 0 0.5 \"x\" 0.5 1 \"y\"", 2, { { 1, 1, false, "of one TextGrid" }, { 3, 68, false, "more items than its size" } } },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[400];
        snprintf(text, sizeof text, "%s%s", before, cases[i].rest);
        struct fy_grid *grid = check(text, strlen(text), cases[i].expected);
        assert_int_equal(fy_tier_size(grid, 0), cases[i].items);
        fy_grid_free(grid);
    }
}

static void gaps_and_overlaps_are_kept_and_told(void **state)
{
    (void)state;
    struct fy_grid *grid =
        CHECK(ONE_TIER("3 0 0.2 \"a\"\n0.4 0.7 \"b\"\n0.6 1 \"c\""),
              { 5, 1, false, "1 (t): there is a gap from 0.2 to 0.4 s" },
              { 6, 1, false, "1 (t): this interval overlaps with the one before it, from 0.6 to 0.7 s" });
    const struct fy_interval *intervals = fy_tier_intervals(grid, 0);
    assert_int_equal(fy_tier_size(grid, 0), 3);
    assert_true(intervals[1].xmin == 0.4 && intervals[1].xmax == 0.7 && intervals[2].xmin == 0.6);
    fy_grid_free(grid);
    fy_grid_free(CHECK(ONE_TIER("1 0.25 0.5 \"a\""), { 4, 41, false, "gap from 0 to 0.25" },
                       { 4, 41, false, "the last interval ends at 0.5 s, before the tier's end at 1 s" }));
}

static void items_outside_are_kept_and_told(void **state)
{
    (void)state;
    fy_grid_free(CHECK(ONE_TIER("2 -1 0.5 \"a\"\n0.5 3 \"b\""), { 4, 41, false, "from -1 to 0.5 s is not all inside" },
                       { 5, 1, false, "from 0.5 to 3 s is not all inside" }));
    fy_grid_free(CHECK(ONE_POINT_TIER("2 -1 \"a\"\n3 \"b\""), { 4, 37, false, "the point at -1 s lies outside" },
                       { 5, 1, false, "the point at 3 s lies outside" }));
    struct fy_grid *grid = CHECK(LONG_HEADER "0 5 <exists> 1\n\"TextTier\" \"方言\" -1 1 0",
                                 { 5, 12, false, "Tier 1 (方言) lasts from -1 to 1 s" });
    assert_true(fy_tier_xmin(grid, 0) == -1 && fy_grid_xmax(grid) == 5);
    fy_grid_free(grid);
}

static void items_out_of_order_are_sorted_and_told(void **state)
{
    (void)state;
    struct fy_grid *grid = CHECK(ONE_TIER("4 0 0.2 \"a\"\n0.8 1 \"d\"\n0.2 0.5 \"b\"\"\"\n0.5 0.8 \"c\""),
                                 { 6, 1, false, "Tier 1 (t): 2 items stood behind later ones" });
    const struct fy_interval *intervals = fy_tier_intervals(grid, 0);
    static const char *const labels[] = { "a", "b\"", "c", "d" };
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(intervals[i].text, labels[i]);
    fy_grid_free(grid);
    grid = CHECK(ONE_POINT_TIER("3 0.5 \"b\" 0.5 \"b2\"\n0.25 \"a\""),
                 { 4, 45, false, "two points share the time 0.5" }, { 5, 1, false, "1 item stood behind a later one" });
    const struct fy_point *points = fy_tier_points(grid, 0);
    assert_string_equal(points[0].mark, "a");
    assert_string_equal(points[1].mark, "b");
    assert_string_equal(points[2].mark, "b2");
    fy_grid_free(grid);
}

static void what_praat_would_drop_is_kept_and_told(void **state)
{
    (void)state;
    struct fy_grid *grid = CHECK(ONE_TIER("3 0 0.5 \"a\"\n0.5 0.5 \"z\"\n0.5 1 \"b\""),
                                 { 5, 1, false, "the interval at 0.5 s has no duration" },
                                 { 6, 1, false, "two intervals start at 0.5 s. Praat would drop this one" });
    assert_int_equal(fy_tier_size(grid, 0), 3);
    assert_string_equal(fy_tier_intervals(grid, 0)[2].text, "b");
    fy_grid_free(grid);
}

static void a_tier_without_intervals_gets_one(void **state)
{
    (void)state;
    struct fy_grid *grid = CHECK(ONE_TIER("0"), { 4, 31, false, "Tier 1 (t) has no intervals" });
    assert_int_equal(fy_tier_size(grid, 0), 1);
    assert_true(fy_tier_intervals(grid, 0)[0].xmax == 1);
    assert_string_equal(fy_tier_intervals(grid, 0)[0].text, "");
    fy_grid_free(grid);
    grid = CHECK(LONG_HEADER "0 1 <absent>\n", { 4, 6, false, "<absent>" });
    assert_int_equal(fy_grid_tier_count(grid), 0);
    fy_grid_free(grid);
}

static void what_has_no_place_in_a_grid_is_lost(void **state)
{
    (void)state;
    fy_grid_free(CHECK(ONE_POINT_TIER("0") "\"more\" 5", { 5, 1, true, "More values follow" }));
    fy_grid_free(CHECK(ONE_TIER("1 0 1 \"a\" ! sure?") "! and more", { 4, 49, true, "2 remarks (after '!')" }));
    fy_grid_free(
        CHECK(ONE_TIER("1 0 1,0 \"a\""), { 4, 43, true, "Only a part of this number could be understood: 1,0" }));
    struct fy_grid *grid = CHECK(LONG_HEADER "0 1 <exists> 1 \"TextTier\" \"t\" 0 1 1 0.5 \"a\0b\0\"",
                                 { 4, 43, true, "2 NUL characters were left out" });
    assert_string_equal(fy_tier_points(grid, 0)[0].mark, "ab");
    fy_grid_free(grid);
}

static void comments_are_no_loss(void **state)
{
    (void)state;
    fy_grid_free(check(ONE_POINT_TIER("0 points coming"), sizeof ONE_POINT_TIER("0 points coming") - 1,
                       &(struct expected){ 0, 0, false, NULL }));
    fy_grid_free(check(LONG_HEADER "0 1 <exists> size = 0\nitem []: (empty)\n",
                       sizeof(LONG_HEADER "0 1 <exists> size = 0\nitem []: (empty)\n") - 1,
                       &(struct expected){ 0, 0, false, NULL }));
}

/* A UTF-16BE file from text, where '$' stands for a unit given. */
static size_t wide_with(const char *text, unsigned unit, char *out)
{
    size_t size = 2;
    memcpy(out, "\xFE\xFF", 2);
    for (; *text; text++) {
        unsigned value = *text == '$' ? unit : (unsigned char)*text;
        out[size++] = (char)(value >> 8);
        out[size++] = (char)value;
    }
    return size;
}

static void what_utf16_cannot_mean_is_told(void **state)
{
    (void)state;
    char bytes[1024];
    size_t size = wide_with(ONE_POINT_TIER("1 0.5 \"a$b\""), 0xD83D, bytes);
    struct fy_grid *grid = check(bytes, size,
                                 (const struct expected[]){ { 4, 43, true, "1 half of a UTF-16 character" },
                                                            { 4, 43, true, "left out with it, as in Praat, here: b" },
                                                            { 0 } });
    assert_string_equal(fy_tier_points(grid, 0)[0].mark, "a\uFFFD");
    fy_grid_free(grid);
    size = wide_with(ONE_POINT_TIER("1 0.5 \"a$\""), 0xD83D, bytes);
    grid = check(bytes, size, (const struct expected[]){ { 4, 43, true, "1 half of a UTF-16 character" }, { 0 } });
    assert_string_equal(fy_tier_points(grid, 0)[0].mark, "a\uFFFD");
    fy_grid_free(grid);
    static const unsigned separators[] = { 0x0C, 0x85, 0x2028, 0x2029 };
    for (size_t i = 0; i < 4; i++) {
        size = wide_with(ONE_POINT_TIER("1 0.5 \"a$b\""), separators[i], bytes);
        grid = check(bytes, size, (const struct expected[]){ { 4, 43, false, "1 separator" }, { 0 } });
        assert_string_equal(fy_tier_points(grid, 0)[0].mark, "a\nb");
        fy_grid_free(grid);
    }
    size = wide_with(ONE_POINT_TIER("1 0.5 \"ab\""), 0, bytes);
    bytes[size] = 'x';
    fy_grid_free(check(bytes, size + 1, (const struct expected[]){ { 5, 1, true, "half a UTF-16 character" }, { 0 } }));
}

static void only_a_thousand_are_kept(void **state)
{
    (void)state;
    enum { COUNT = 1500 };
    struct fy_buffer text = FY_BUFFER_EMPTY;
    fy_buffer_printf(&text, "%s0 1 <exists> 1 \"TextTier\" \"t\" 0 1 %d\n", LONG_HEADER, COUNT);
    for (int i = 0; i < COUNT; i++)
        fy_buffer_puts(&text, "2 \"outside\"\n");
    fy_buffer_puts(&text, "\"lost\"");
    struct fy_findings findings;
    struct fy_grid *grid = textgrid_must_read(text.data, text.size, NULL, &findings);
    assert_int_equal(fy_tier_size(grid, 0), COUNT);
    assert_int_equal(findings.count, 1001);
    assert_string_equal(findings.items[1000].sentence, "There are 2000 more findings.");
    assert_true(findings.items[1000].lost);
    assert_true(fy_findings_lost(&findings));
    assert_int_equal(findings.items[999].line, 5 + 500);
    fy_findings_free(&findings);
    fy_grid_free(grid);
    fy_buffer_free(&text);
}

static void long_names_are_shortened_in_whole_letters(void **state)
{
    (void)state;
    struct fy_buffer text = FY_BUFFER_EMPTY;
    fy_buffer_puts(&text, LONG_HEADER "0 1 <exists> 1 \"TextTier\" \"");
    for (int i = 0; i < 200; i++)
        fy_buffer_puts(&text, "闲");
    fy_buffer_puts(&text, "\" 0 2 0");
    struct fy_findings findings;
    struct fy_grid *grid = textgrid_must_read(text.data, text.size, NULL, &findings);
    assert_int_equal(findings.count, 1);
    assert_true(textgrid_found(&findings, "Tier 1 (闲闲闲闲闲闲闲闲闲闲) lasts"));
    fy_findings_free(&findings);
    fy_grid_free(grid);
    fy_buffer_free(&text);
}

/* A tier of a few intervals, each of which may start and end oddly. */
static struct fy_grid *odd_grid(uint32_t *seed)
{
    static const char *const labels[] = {
        "", "wu", "\xE4\xBE\xAC\xE5\xA5\xBD", "\xC3\xA9", "a\"b", "\xF0\x9F\x98\x80"
    };
    struct fy_grid *grid = fy_grid_new(0, 4);
    double start = 0, end = 0;
    assert_non_null(grid);
    assert_int_equal(fy_grid_append_tier(grid, FY_INTERVAL_TIER, "t", 1, 0, 4, NULL), FY_OK);
    for (int i = 0; i < 5; i++) {
        const uint32_t draw = *seed = *seed * 1664525 + 1013904223;
        const char *label = labels[(draw >> 8) % 6];
        /* Mostly where the one before it ends; at times sooner, later, or before the tier. */
        start = draw >> 30 ? end : i > 0 ? start + (double)((draw >> 26) % 4) / 2 : (double)((draw >> 26) % 3) / 2 - 1;
        end = start + (double)((draw >> 20) % 4) / 2;
        assert_int_equal(fy_tier_append_interval(grid, 0, start, end, label, strlen(label)), FY_OK);
    }
    return grid;
}

static void a_binary_file_is_told_of_as_its_text_is(void **state)
{
    (void)state;
    uint32_t seed = 1;
    size_t told = 0;
    for (int i = 0; i < 3000; i++) {
        struct fy_grid *grid = odd_grid(&seed), *read[2];
        struct fy_findings findings[2];
        for (int form = 0; form < 2; form++) {
            const struct fy_textgrid_style style = { .form = form ? FY_TEXTGRID_BINARY : FY_TEXTGRID_SHORT };
            struct fy_buffer out = FY_BUFFER_EMPTY;
            assert_int_equal(fy_textgrid_write(&out, grid, &style), FY_OK);
            read[form] = textgrid_must_read(out.data, out.size, NULL, &findings[form]);
            fy_buffer_free(&out);
            assert_true(fy_grid_equal(read[form], grid));
            fy_grid_free(read[form]);
        }
        assert_int_equal(findings[0].count, findings[1].count);
        for (size_t j = 0; j < findings[0].count; j++, told++)
            assert_string_equal(findings[0].items[j].sentence, findings[1].items[j].sentence);
        fy_findings_free(&findings[0]);
        fy_findings_free(&findings[1]);
        fy_grid_free(grid);
    }
    assert_true(told > 3000);
}

/* Behind intervals that are as they should be: a start that is not defined, and a NUL in a label. */
static void what_is_odd_in_a_binary_interval_is_told(void **state)
{
    (void)state;
    static const char label[] = "\xFF\xFF\0\2\x4F\xAC\x59\x7D", undefined[] = "\x7F\xF0\0\0\0\0\0\0";
    const struct fy_textgrid_style style = { .form = FY_TEXTGRID_BINARY };
    for (int i = 0; i < 2; i++) {
        struct fy_buffer out = FY_BUFFER_EMPTY;
        struct fy_findings findings;
        struct fy_grid *grid = fy_grid_new(0, 3);
        assert_int_equal(fy_grid_append_tier(grid, FY_INTERVAL_TIER, "t", 1, 0, 3, NULL), FY_OK);
        for (int at = 0; at < 3; at++)
            assert_int_equal(fy_tier_append_interval(grid, 0, at, at + 1, "\xE4\xBE\xAC\xE5\xA5\xBD", 6), FY_OK);
        assert_int_equal(fy_textgrid_write(&out, grid, &style), FY_OK);
        fy_grid_free(grid);
        char *last = out.data + out.size - (sizeof label - 1);
        assert_memory_equal(last, label, sizeof label - 1);
        if (i == 0)
            memcpy(last - 16, undefined, sizeof undefined - 1);
        else
            memcpy(last + 4, "\0\0", 2);
        grid = textgrid_must_read(out.data, out.size, NULL, &findings);
        assert_int_equal(findings.count, 1);
        assert_true(textgrid_found(&findings, i == 0 ? "read as 2 s" : "A NUL character was left out"));
        assert_int_equal(fy_findings_lost(&findings), i == 1);
        assert_true(fy_tier_intervals(grid, 0)[2].xmin == 2);
        assert_string_equal(fy_tier_intervals(grid, 0)[2].text, i == 0 ? "\xE4\xBE\xAC\xE5\xA5\xBD" : "\xE5\xA5\xBD");
        fy_findings_free(&findings);
        fy_grid_free(grid);
        fy_buffer_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clean_file_has_none),
        cmocka_unit_test(undefined_starts_of_tiers_are_read_as_the_textgrid_s),
        cmocka_unit_test(undefined_starts_of_items_are_read_as_the_end_before),
        cmocka_unit_test(in_chronological_text_all_entries_are_kept_and_tiers_may_be_empty),
        cmocka_unit_test(a_count_below_zero_is_none_and_what_follows_is_told),
        cmocka_unit_test(a_class_may_have_a_version_up_to_zero),
        cmocka_unit_test(a_collection_s_size_is_held_against_what_is_there),
        cmocka_unit_test(behind_the_last_of_a_collection_there_may_be_anything),
        cmocka_unit_test(gaps_and_overlaps_are_kept_and_told),
        cmocka_unit_test(items_outside_are_kept_and_told),
        cmocka_unit_test(items_out_of_order_are_sorted_and_told),
        cmocka_unit_test(what_praat_would_drop_is_kept_and_told),
        cmocka_unit_test(a_tier_without_intervals_gets_one),
        cmocka_unit_test(what_has_no_place_in_a_grid_is_lost),
        cmocka_unit_test(comments_are_no_loss),
        cmocka_unit_test(what_utf16_cannot_mean_is_told),
        cmocka_unit_test(only_a_thousand_are_kept),
        cmocka_unit_test(long_names_are_shortened_in_whole_letters),
        cmocka_unit_test(a_binary_file_is_told_of_as_its_text_is),
        cmocka_unit_test(what_is_odd_in_a_binary_interval_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* TextGrids for tests: reading a string, comparing, and grids of our own. */
#ifndef TESTS_SUPPORT_TEXTGRIDS_H
#define TESTS_SUPPORT_TEXTGRIDS_H

#include <fangyin/textgrid.h>

#include <string.h>

/* Two tiers in Praat's long form. */
#define LONG_HEADER "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\n"
#define LONG_GRID                                                                                                 \
    LONG_HEADER "xmin = 0 \nxmax = 2.5 \ntiers? <exists> \nsize = 2 \nitem []: \n"                                \
                "    item [1]:\n        class = \"IntervalTier\" \n        name = \"text\" \n        xmin = 0 \n" \
                "        xmax = 2.5 \n        intervals: size = 2 \n"                                             \
                "        intervals [1]:\n            xmin = 0 \n            xmax = 1.25 \n"                       \
                "            text = \"今朝天气蛮好\" \n"                                                    \
                "        intervals [2]:\n            xmin = 1.25 \n            xmax = 2.5 \n"                     \
                "            text = \"\"\"ɦi˨˧\"\" 讲\" \n"                                                   \
                "    item [2]:\n        class = \"TextTier\" \n        name = \"bell\" \n        xmin = 0 \n"     \
                "        xmax = 2.5 \n        points: size = 1 \n"                                                \
                "        points [1]:\n            number = 0.3 \n            mark = \"叮\" \n"
#define SHORT_GRID                                                                                                         \
    LONG_HEADER "0\n2.5\n<exists>\n2\n\"IntervalTier\"\n\"text\"\n0\n2.5\n2\n0\n1.25\n\"今朝天气蛮好\"\n1.25\n2.5\n" \
                "\"\"\"ɦi˨˧\"\" 讲\"\n\"TextTier\"\n\"bell\"\n0\n2.5\n1\n0.3\n\"叮\"\n"

/* A short TextGrid with one interval tier or point tier "t" over [0, 1]. */
#define ONE_TIER(items) LONG_HEADER "0 1 <exists> 1 \"IntervalTier\" \"t\" 0 1 " items "\n"
#define ONE_POINT_TIER(items) LONG_HEADER "0 1 <exists> 1 \"TextTier\" \"t\" 0 1 " items "\n"

/* Read bytes; fails the test, with the error, where they are refused. The caller frees. */
static inline struct fy_grid *textgrid_must_read(const char *bytes, size_t size, struct fy_textgrid_style *style,
                                                 struct fy_findings *findings)
{
    struct fy_grid *grid = NULL;
    struct fy_error error = { .status = FY_OK };
    enum fy_status status = fy_textgrid_read(bytes, size, &grid, style, findings, &error);
    if (status != FY_OK)
        fail_msg("refused with status %d: %u:%u: %s", (int)status, error.line, error.column, error.sentence);
    assert_non_null(grid);
    return grid;
}

/* A grid of everything that may be odd about labels, names and times, and still be in order. */
static inline struct fy_grid *textgrid_sample(void)
{
    static const char *const labels[] = { "",           "侬好伐？", "tsʰɿ˥˩ ŋ̍", "a \"quoted\" word",
                                          "two\nlines", " edge ",   "😀 & 𠮷",   "! no <exists> \\",
                                          "\"",         "\tx" };
    enum { COUNT = sizeof labels / sizeof *labels };
    struct fy_grid *grid = fy_grid_new(0, 10.1);
    size_t tier;
    assert_non_null(grid);
    assert_int_equal(fy_grid_append_tier(grid, FY_INTERVAL_TIER, "text@甲", strlen("text@甲"), 0, 10.1, &tier), FY_OK);
    for (size_t i = 0; i < COUNT; i++)
        assert_int_equal(fy_tier_append_interval(grid, tier, (double)i / 3, i + 1 < COUNT ? (double)(i + 1) / 3 : 10.1,
                                                 labels[i], strlen(labels[i])),
                         FY_OK);
    assert_int_equal(fy_grid_append_tier(grid, FY_POINT_TIER, "", 0, 0, 10.1, &tier), FY_OK);
    for (size_t i = 0; i < COUNT; i++)
        assert_int_equal(fy_tier_append_point(grid, tier, 0.1 + (double)i * 0.7, labels[i], strlen(labels[i])), FY_OK);
    assert_int_equal(fy_grid_append_tier(grid, FY_POINT_TIER, "a \"b\"", 5, 0, 10.1, &tier), FY_OK);
    assert_int_equal(fy_grid_append_tier(grid, FY_INTERVAL_TIER, "empty", 5, 0, 10.1, &tier), FY_OK);
    assert_int_equal(fy_tier_append_interval(grid, tier, 0, 10.1, "", 0), FY_OK);
    return grid;
}

/* True if the bytes hold those wanted. */
static inline bool textgrid_holds(const char *bytes, size_t size, const char *wanted, size_t wanted_size)
{
    for (size_t at = 0; at + wanted_size <= size; at++)
        if (memcmp(bytes + at, wanted, wanted_size) == 0)
            return true;
    return false;
}

/* True if any finding holds that part of a sentence. */
static inline bool textgrid_found(const struct fy_findings *findings, const char *part)
{
    for (size_t i = 0; i < findings->count; i++)
        if (strstr(findings->items[i].sentence, part))
            return true;
    return false;
}

#endif

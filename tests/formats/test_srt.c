#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/formats.h"

static void test_read(void **unused)
{
    (void)unused;
    expect_read("srt", "1\n00:00:01,000 --> 00:00:02,500\nhello\nyou\n\n2\n00:00:03,000 --> 00:00:04,000\n侬好\n",
                "text", "0 |1 hello\nyou|2.5 |3 侬好|4", 0);
    expect_read("srt",
                "\xEF\xBB\xBF"
                "1\r\n0:00:01,5 --> 0:00:02\r\nx\r\n",
                "text", "0 |1.5 x|2", 0);
    expect_read("srt", "\n", "text", "0 |0", 1);
    /* What players take too: no number, points, no empty line before a cue. */
    expect_read("srt", "00:01.000 --> 00:02.000\na\n2\n00:02.000 --> 00:03.000\nb", "text", "0 |1 a|2 b|3", 1);
}

static void test_odd(void **unused)
{
    (void)unused;
    expect_read("srt", "1\n00:00:01,000 --> 00:00:02,000 X1:3\na\n", "text", "0 |1 a|2", 1);
    expect_read("srt", "1\n00:00:05,000 --> 00:00:06,000\nb\n\n2\n00:00:01,000 --> 00:00:02,000\na\n", "text",
                "0 |1 a|2 |5 b|6", 1);
    expect_read("srt", "1\n00:00:01,000 --> 00:00:03,000\na\n\n2\n00:00:02,000 --> 00:00:04,000\nb\n", "text",
                "0 |1 a|3|2 b|4", 1);
    expect_read("srt", "1\n00:00:03,000 --> 00:00:02,000\na\n", "text", "0 |3 a|3", 1);
    expect_read("srt", "1\n00:00:01,000 --> 00:00:02,000\na\n\nb\n", "text", "0 |1 a\n\nb|2", 1);
    expect_read("srt", "1\n00:00:01,000 --> 00:00:02,000\na\n\n2\nno times\n\n3\n00:00:02,000 --> 00:00:03,000\nc\n",
                "text", "0 |1 a|2 c|3", 1);
}

static void test_refused(void **unused)
{
    (void)unused;
    expect_refused("srt", "hello\n00:00:01,000 --> 00:00:02,000\n", 1, 1);
    expect_refused("srt", "\n\n  some words\n", 3, 1);
}

static void test_write(void **unused)
{
    (void)unused;
    struct fy_grid *grid = fy_grid_new(0, 5);
    struct fy_losses losses = { NULL, 0, 0 };
    tier_of_words(grid, FY_INTERVAL_TIER, "text@A", "0 |1 a\n\nb|2.0005 00:01.000 --> 00:02.000|3 |4 |5");
    tier_of_words(grid, FY_INTERVAL_TIER, "dialect@A", "0 |1 yue|2.0005 wuu|3 |4 |5");
    tier_of_words(grid, FY_INTERVAL_TIER, "words", "0 x|1 y|5");
    tier_of_words(grid, FY_POINT_TIER, "bell", "1 ding");
    struct fy_buffer out = write_grid(fy_format_find("srt"), 0, grid, "rec", &losses);
    assert_string_equal(fy_buffer_text(&out), "1\n00:00:01,000 --> 00:00:02,001\na\nb\n\n"
                                              "2\n00:00:02,001 --> 00:00:03,000\n00:01.000 -> 00:02.000\n\n");
    assert_int_equal(count_losses(&losses, "who speaks"), 2);
    assert_int_equal(count_losses(&losses, "tier dialect"), 2);
    assert_int_equal(count_losses(&losses, "tier words"), 2);
    assert_int_equal(count_losses(&losses, "points of the tier bell"), 1);
    assert_int_equal(count_losses(&losses, "rounded"), 2);
    assert_int_equal(count_losses(&losses, "empty lines"), 1);
    assert_int_equal(count_losses(&losses, "-->"), 1);
    assert_int_equal(count_losses(&losses, "two empty segments"), 1);
    assert_int_equal(count_losses(&losses, "starts and ends"), 1);
    fy_losses_free(&losses);
    fy_buffer_free(&out);
    fy_grid_free(grid);
}

static void test_tier(void **unused)
{
    (void)unused;
    struct fy_grid *grid = fy_grid_new(0, 2);
    char name[] = "rec";
    const struct fy_named_grid named = { name, grid };
    const struct fy_format *srt = fy_format_find("srt");
    struct fy_format_options options = { .tier = "std" };
    struct fy_buffer out = FY_BUFFER_EMPTY;
    struct fy_error error;
    tier_of_words(grid, FY_INTERVAL_TIER, "text@A", "0 a|2");
    tier_of_words(grid, FY_INTERVAL_TIER, "std@A", "0 b|2");
    assert_int_equal(srt->write(&out, 0, &named, true, &options, NULL, &error), FY_OK);
    assert_string_equal(fy_buffer_text(&out), "1\n00:00:00,000 --> 00:00:02,000\nb\n\n");
    options.tier = "rom";
    assert_int_equal(srt->write(&out, 0, &named, true, &options, NULL, &error), FY_NOT_FOUND);
    assert_non_null(strstr(error.sentence, "rom"));
    fy_buffer_free(&out);
    fy_grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),  cmocka_unit_test(test_odd),  cmocka_unit_test(test_refused),
        cmocka_unit_test(test_write), cmocka_unit_test(test_tier),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

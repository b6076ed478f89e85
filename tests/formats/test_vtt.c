#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/formats.h"

static void test_read(void **unused)
{
    (void)unused;
    static const char cue[] = "WEBVTT\n\n00:01.000 --> 00:00:02.500\n<v A><c.wuu-sh>侬 &amp; &lt;x&gt;&#10;y</c></v>\n";
    expect_read("vtt", cue, "text@A", "0 |1 侬 & <x>\ny|2.5", 0);
    expect_read("vtt", cue, "dialect@A", "0 |1 wuu-sh|2.5", 0);
    expect_read("vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\na\n\nname of a cue\n00:02.000 --> 00:03.000\nb\nc\n", "text",
                "0 |1 a|2 b\nc|3", 0);
    /* Two voices in one cue. */
    static const char voices[] = "WEBVTT\n\n00:00.000 --> 00:02.000\n<v A>one <v B>two\n";
    expect_read("vtt", voices, "text@A", "0 one |2", 0);
    expect_read("vtt", voices, "text@B", "0 two|2", 0);
    expect_read("vtt", "WEBVTT", "text", "0 |0", 1);
}

static void test_odd(void **unused)
{
    (void)unused;
    expect_read("vtt",
                "WEBVTT - x\nKind: y\n\nNOTE z\nz\n\n00:01.000 --> 00:02.000 align:start\n<b>a</b> <00:01.500>b\n",
                "text", "0 |1 a b|2", 4);
    expect_read("vtt", "00:01.000 --> 00:02.000\na\n", "text", "0 |1 a|2", 1);
    expect_read("vtt", "WEBVTT\n\n00:01.000 --> soon\na\n\n00:02.000 --> 00:03.000\nb", "text", "0 |2 b|3", 1);
    expect_read("vtt", "WEBVTT\n\nlost words\n\n00:02.000 --> 00:03.000\nb", "text", "0 |2 b|3", 1);
    /* A colour is no dialect, and what looks like a tag but is not ends with the cue. */
    expect_read("vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<c.yellow>a</c>\n", "text", "0 |1 a|2", 1);
    expect_read("vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\na <b\n\n00:02.000 --> 00:03.000\n&bogus; &#xD800; &#65",
                "text", "0 |1 a |2 &bogus; &#xD800; &#65|3", 1);
}

static void test_refused(void **unused)
{
    (void)unused;
    expect_refused("vtt", "", 1, 1);
    expect_refused("vtt", "words\nand more\n", 1, 1);
}

static void test_write(void **unused)
{
    (void)unused;
    struct fy_grid *grid = fy_grid_new(0, 3);
    struct fy_losses losses = { NULL, 0, 0 };
    tier_of_words(grid, FY_INTERVAL_TIER, "text@A & B", "0 a --> b|1 \nx\n\ny|2 z|3");
    tier_of_words(grid, FY_INTERVAL_TIER, "dialect@A & B", "0 yue+en?|1 not a code|2 |3");
    struct fy_buffer out = write_grid(fy_format_find("vtt"), 0, grid, "rec", &losses);
    assert_string_equal(fy_buffer_text(&out),
                        "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n<v A &amp; B><c.yue+en?>a --&gt; b</c>\n\n"
                        "00:00:01.000 --> 00:00:02.000\n<v A &amp; B>&#10;x&#10;&#10;y\n\n"
                        "00:00:02.000 --> 00:00:03.000\n<v A &amp; B>z\n\n");
    assert_int_equal(losses.count, 1);
    assert_int_equal(count_losses(&losses, "dialect"), 1);
    fy_losses_free(&losses);
    fy_buffer_free(&out);
    fy_grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_odd),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

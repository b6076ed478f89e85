#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/formats.h"

static struct fy_grid *sample(void)
{
    struct fy_grid *grid = fy_grid_new(0, 70);
    tier_of_words(grid, FY_INTERVAL_TIER, "text@A", "0 |1 <b>1 & *2*</b>|65 侬\n好|70");
    tier_of_words(grid, FY_INTERVAL_TIER, "std@A", "0 |1 |65 你好|70");
    tier_of_words(grid, FY_INTERVAL_TIER, "dialect@A", "0 |1 |65 wuu|70");
    return grid;
}

static void test_forms(void **unused)
{
    (void)unused;
    struct fy_grid *grid = sample();
    expect_written("txt", grid, "rec\n\n[0:01.0] A: <b>1 & *2*</b>\n[1:05.0] A: 侬\n    好 (wuu)\n    = 你好\n");
    expect_written("md", grid,
                   "# rec\n\n**A** `0:01.0`  \n\\<b\\>1 \\& \\*2\\*\\</b\\>\n\n"
                   "**A** `1:05.0`  \n侬  \n好 \\(wuu\\)  \n*你好*\n\n");
    struct fy_buffer html = write_grid(fy_format_find("html"), 0, grid, "a<b", NULL);
    const char *text = fy_buffer_text(&html);
    assert_non_null(strstr(text, "<title>a&lt;b</title>"));
    assert_non_null(strstr(text, "&lt;b&gt;1 &amp; *2*&lt;/b&gt;"));
    assert_non_null(
        strstr(text, "侬<br>好 <span class=\"dialect\">wuu</span><div class=\"gloss\">你好</div></td></tr>\n"));
    assert_null(strstr(text, "<b>"));
    assert_non_null(strstr(text, "</body>\n</html>\n"));
    fy_buffer_free(&html);
    fy_grid_free(grid);
}

static void test_losses(void **unused)
{
    (void)unused;
    struct fy_grid *grid = sample();
    struct fy_losses losses = { NULL, 0, 0 };
    tier_of_words(grid, FY_INTERVAL_TIER, "note@A", "0 x|1 |70");
    struct fy_buffer out = write_grid(fy_format_find("txt"), 0, grid, "rec", &losses);
    assert_int_equal(count_losses(&losses, "tier note"), 1);
    assert_int_equal(count_losses(&losses, "only the start"), 2);
    fy_losses_free(&losses);
    fy_buffer_free(&out);
    fy_grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_losses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

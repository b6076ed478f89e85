#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/formats.h"

static void test_read(void **unused)
{
    (void)unused;
    static const char both[] = "0.5\t1.25\thello\n2\t2\tding\n\\\t100\t200\n3,5\t4,5\twith\ttab\n5\t6\t\n";
    expect_read("audacity", both, "text", "0 |0.5 hello|1.25 |3.5 with\ttab|4.5 |5 |6", 1);
    expect_read("audacity", both, "points", "2 ding", 1);
    expect_read("audacity", "1\tmark\n", "points", "1 mark", 0);
    expect_refused("audacity", "0\t1\tx\nnonsense\n", 2, 1);
}

static void test_write(void **unused)
{
    (void)unused;
    struct fy_grid *grid = fy_grid_new(0, 3);
    struct fy_losses losses = { NULL, 0, 0 };
    tier_of_words(grid, FY_INTERVAL_TIER, "text", "0 a\tb\nc|1 |1.3333333333333333 　|3");
    tier_of_words(grid, FY_POINT_TIER, "points", "0.5 |2 ding");
    struct fy_buffer out = write_grid(fy_format_find("audacity"), 0, grid, "rec", &losses);
    assert_string_equal(fy_buffer_text(&out), "0.000000\t1.000000\ta b c\n0.500000\t0.500000\t\n"
                                              "1.3333333333333333\t3.000000\t　\n2.000000\t2.000000\tding\n");
    assert_int_equal(losses.count, 1);
    assert_int_equal(count_losses(&losses, "tabs"), 1);
    fy_losses_free(&losses);
    fy_buffer_free(&out);
    fy_grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

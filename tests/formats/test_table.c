#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/formats.h"

static void test_csv(void **unused)
{
    (void)unused;
    static const char text[] = "Start,END,speaker,text,dialect,mood\r\n0,1,A,\"a \"\"b\"\", c\nd\",yue,glad\r\n"
                               "0:01.5,2.5,A,x,,\r\n3,,,ding,,\r\n";
    expect_read("csv", text, "text@A", "0 a \"b\", c\nd|1 |1.5 x|2.5 |3", 0);
    expect_read("csv", text, "dialect@A", "0 yue|1 |1.5 |2.5 |3", 0);
    expect_read("csv", text, "mood@A", "0 glad|1 |1.5 |2.5 |3", 0);
    expect_read("csv", text, "points", "3 ding", 0);
    expect_read("csv", "tier;start;duration;text\nwords;0,5;0,5;a\nwords;1;1;b\n", "words", "0 |0.5 a|1 b|2", 0);
    expect_read("csv", "start,end,text\n0,1,a,b\nx,2,c\n", "text", "0 a|1", 2);
}

static void test_tsv(void **unused)
{
    (void)unused;
    expect_read("tsv", "start\tend\ttext\n0\t1\t\"quoted\" 'as it is'\n", "text", "0 \"quoted\" 'as it is'|1", 0);
}

static void test_refused(void **unused)
{
    (void)unused;
    expect_refused("csv", "text,dialect\na,b\n", 1, 1);
    expect_refused("csv", "", 1, 1);
    expect_refused("csv", "start,end,text\n0,1,\"open\n", 2, 5);
    expect_refused("csv", "start,end,text\n\nzero,1,a\n", 3, 1);
}

static struct fy_grid *sample(void)
{
    struct fy_grid *grid = fy_grid_new(0, 4);
    tier_of_words(grid, FY_INTERVAL_TIER, "text@A", "0 |1 a, \"b\"|2 |3 |4");
    tier_of_words(grid, FY_INTERVAL_TIER, "dialect@A", "0 |1 yue|2 |3 |4");
    tier_of_words(grid, FY_INTERVAL_TIER, "turns", "0 x|4");
    tier_of_words(grid, FY_POINT_TIER, "bell", "2.5 ding");
    return grid;
}

static void test_write(void **unused)
{
    (void)unused;
    struct fy_grid *grid = sample();
    struct fy_losses losses = { NULL, 0, 0 };
    struct fy_buffer out = write_grid(fy_format_find("csv"), 0, grid, "rec", &losses);
    assert_string_equal(fy_buffer_text(&out), "recording,start,end,tier,speaker,text,dialect\n"
                                              "rec,1.000,2.000,text,A,\"a, \"\"b\"\"\",yue\n"
                                              "rec,2.000,3.000,text,A,,\nrec,3.000,4.000,text,A,,\n"
                                              "rec,0.000,4.000,turns,,x,\nrec,2.500,,bell,,ding,\n");
    assert_int_equal(losses.count, 0);
    struct read_result back = read_named(fy_format_find("csv"), "file", fy_buffer_text(&out), out.size);
    assert_true(fy_grid_equal(grid, back.grids.items[0].grid));
    free_result(&back);
    fy_buffer_free(&out);
    fy_losses_free(&losses);
    fy_grid_free(grid);
}

/* A second recording has other sister tiers than the header: they get rows of their own. */
static void test_many(void **unused)
{
    (void)unused;
    const struct fy_format *csv = fy_format_find("csv");
    struct fy_grid *one = sample(), *two = fy_grid_new(0, 2);
    struct fy_buffer out = FY_BUFFER_EMPTY;
    struct fy_error error;
    char first[] = "one", second[] = "two";
    tier_of_words(two, FY_INTERVAL_TIER, "text", "0 a|2");
    tier_of_words(two, FY_INTERVAL_TIER, "std", "0 b|2");
    const struct fy_named_grid grids[] = { { first, one }, { second, two } };
    assert_int_equal(csv->write(&out, 0, &grids[0], true, NULL, NULL, &error), FY_OK);
    assert_int_equal(csv->write(&out, 0, &grids[1], false, NULL, NULL, &error), FY_OK);
    struct read_result back = read_named(csv, "file", fy_buffer_text(&out), out.size);
    assert_int_equal(back.grids.count, 2);
    assert_true(fy_grid_equal(one, back.grids.items[0].grid));
    assert_true(fy_grid_equal(two, back.grids.items[1].grid));
    free_result(&back);
    fy_buffer_free(&out);
    fy_grid_free(one);
    fy_grid_free(two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv),   cmocka_unit_test(test_tsv),  cmocka_unit_test(test_refused),
        cmocka_unit_test(test_write), cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/formats.h"

static void test_ctm(void **unused)
{
    (void)unused;
    expect_read("ctm", ";; remark\nrec 1 0.1 0.2 侬\nrec 1 0.3 0.1 好\n", "text", "0 |0.1 侬|0.3 好|0.4", 0);
    static const char channels[] = "rec A 0 1 a 0.9\nrec B 0 2 b 0.8\nrec A * * <ALT>\nrec A x 1 bad\n";
    expect_read("ctm", channels, "text@A", "0 a|1 |2", 3);
    expect_read("ctm", channels, "text@B", "0 b|2", 3);
    struct read_result two = read_text("ctm", "r1 1 0 1 a\nr2 1 0 1 b\nr1 1 1 1 c\n");
    assert_int_equal(two.grids.count, 2);
    assert_string_equal(two.grids.items[0].name, "r1");
    expect_tier(two.grids.items[0].grid, "text", "0 a|1 c|2");
    expect_tier(two.grids.items[1].grid, "text", "0 b|1");
    free_result(&two);
    expect_refused("ctm", ";; nothing\nbad line\n", 2, 1);
}

static void test_ctm_write(void **unused)
{
    (void)unused;
    struct fy_grid *grid = fy_grid_new(0, 4);
    struct fy_losses losses = { NULL, 0, 0 };
    tier_of_words(grid, FY_INTERVAL_TIER, "text", "0 |1 ab cd|2 好|4");
    struct fy_buffer out = write_grid(fy_format_find("ctm"), 0, grid, "a rec", &losses);
    assert_string_equal(fy_buffer_text(&out),
                        "a_rec 1 1.000 0.500 ab\na_rec 1 1.500 0.500 cd\na_rec 1 2.000 2.000 好\n");
    assert_int_equal(losses.count, 2);
    assert_int_equal(count_losses(&losses, "several words"), 1);
    assert_int_equal(count_losses(&losses, "names of recordings"), 1);
    fy_losses_free(&losses);
    fy_buffer_free(&out);
    fy_grid_free(grid);
}

static void test_stm(void **unused)
{
    (void)unused;
    static const char text[] =
        ";; CATEGORY \"1\" \"Dialect\" \"\"\n;; LABEL \"yue\" \"Cantonese\" \"\"\n"
        "rec 1 A 0.0 1.5 <O,F0,yue> 侬 { um / @ } 好\nrec 2 A 2 3 <O>\nrec 1 unknown 3 4 no labels\n";
    expect_read("stm", text, "text@A", "0 侬 { um / @ } 好|1.5 |2 |3 |4", 0);
    expect_read("stm", text, "dialect@A", "0 yue|1.5 |4", 0);
    expect_read("stm", text, "label@A", "0 O,F0|1.5 |4", 0);
    expect_read("stm", text, "channel@A", "0 |2 2|3 |4", 0);
    expect_read("stm", text, "text", "0 |3 no labels|4", 0);
    expect_read("stm", "rec 1 A 0 1 x\nrec 1 A one 1 x\n", "text@A", "0 x|1", 1);
    expect_refused("stm", "rec 1 A\n", 1, 1);
}

static void test_stm_write(void **unused)
{
    (void)unused;
    struct fy_grid *grid = fy_grid_new(0, 3);
    struct fy_losses losses = { NULL, 0, 0 };
    tier_of_words(grid, FY_INTERVAL_TIER, "text@A", "0 <hm> a|1 b\tc|3");
    tier_of_words(grid, FY_INTERVAL_TIER, "dialect@A", "0 yue|1 no good|3");
    struct fy_buffer out = write_grid(fy_format_find("stm"), 0, grid, "rec", &losses);
    assert_string_equal(fy_buffer_text(&out), ";; CATEGORY \"0\" \"\" \"\"\n;; LABEL \"O\" \"Overall\" \"Overall\"\n"
                                              ";; CATEGORY \"1\" \"Dialect\" \"\"\n;; LABEL \"yue\" \"yue\" \"\"\n"
                                              "rec 1 A 0.000 1.000 <O,yue> <hm> a\nrec 1 A 1.000 3.000 <O> b c\n");
    assert_int_equal(losses.count, 2);
    fy_losses_free(&losses);
    fy_buffer_free(&out);
    fy_grid_free(grid);
}

static void test_rttm(void **unused)
{
    (void)unused;
    static const char text[] = "SPKR-INFO rec 1 <NA> <NA> <NA> unknown A <NA>\n;; remark\n"
                               "SPEAKER rec 1 0.1 0.2 <NA> <NA> A <NA> <NA>\nLEXEME rec 1 0.1 0.1 hi lex A 0.5\n"
                               "IP rec 1 0.2 <NA> <NA> edit A <NA>\nSPEAKER rec 2 1 1 <NA> <NA> B <NA>\n";
    expect_read("rttm", text, "speaker@A", "0 |0.1 A|0.3 |2", 3);
    expect_read("rttm", text, "lexeme@A", "0 |0.1 hi|0.2 |2", 3);
    expect_read("rttm", text, "ip@A", "0.2 edit", 3);
    expect_read("rttm", text, "channel@B", "0 |1 2|2", 3);
    expect_refused("rttm", "SPEAKER rec 1 x 1 <NA> <NA> A <NA>\n", 1, 1);
}

static void test_rttm_write(void **unused)
{
    (void)unused;
    struct fy_grid *grid = fy_grid_new(0, 3);
    struct fy_losses losses = { NULL, 0, 0 };
    tier_of_words(grid, FY_INTERVAL_TIER, "text@A", "0 hello|0.5 |1 bye|3");
    struct fy_buffer out = write_grid(fy_format_find("rttm"), 0, grid, "rec", &losses);
    assert_string_equal(fy_buffer_text(&out), "SPEAKER rec 1 0.000 0.500 <NA> <NA> A <NA> <NA>\n"
                                              "SPEAKER rec 1 1.000 2.000 <NA> <NA> A <NA> <NA>\n");
    assert_int_equal(count_losses(&losses, "texts have no place"), 2);
    fy_losses_free(&losses);
    fy_buffer_free(&out);
    fy_grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ctm),       cmocka_unit_test(test_ctm_write), cmocka_unit_test(test_stm),
        cmocka_unit_test(test_stm_write), cmocka_unit_test(test_rttm),      cmocka_unit_test(test_rttm_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

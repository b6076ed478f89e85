#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/formats.h"

static struct read_result read_files(const char *segments, const char *text, const char *utt2spk, const char *reco2dur)
{
    struct fy_stream streams[4];
    size_t count = 0;
    const struct {
        const char *name, *text;
    } all[] = { { "segments", segments }, { "text", text }, { "utt2spk", utt2spk }, { "reco2dur", reco2dur } };
    for (size_t i = 0; i < 4; i++) {
        if (all[i].text)
            streams[count++] = (struct fy_stream){ all[i].name, all[i].text, strlen(all[i].text) };
    }
    struct read_result result = { .status = FY_OK };
    result.status = fy_format_find("kaldi")->read(streams, count, NULL, &result.grids, &result.findings, &result.error);
    return result;
}

static void test_read(void **unused)
{
    (void)unused;
    struct read_result result =
        read_files("A-r-1 r 0.5 1.5\nB-r-2 r 1 2\nB-q-1 q 0 1\n", "B-q-1 q q\nA-r-1 侬 好\nX-1 stray\n",
                   "A-r-1 A\nB-r-2 B\nB-q-1 B\n", "r 3\n");
    assert_int_equal(result.status, FY_OK);
    assert_int_equal(result.grids.count, 2);
    const size_t r = strcmp(result.grids.items[0].name, "r") == 0 ? 0 : 1;
    expect_tier(result.grids.items[r].grid, "text@A", "0 |0.5 侬 好|1.5 |3");
    expect_tier(result.grids.items[r].grid, "id@A", "0 |0.5 A-r-1|1.5 |3");
    expect_tier(result.grids.items[r].grid, "text@B", "0 |1 |2 |3");
    expect_tier(result.grids.items[1 - r].grid, "text@B", "0 q q|1");
    assert_int_equal(result.findings.count, 2);
    free_result(&result);
    result = read_files(NULL, "one a b\ntwo c\n", NULL, "one 2\ntwo 1.5\n");
    assert_int_equal(result.status, FY_OK);
    assert_int_equal(result.grids.count, 2);
    expect_tier(result.grids.items[0].grid, "text", "0 a b|2");
    free_result(&result);
}

static void test_refused(void **unused)
{
    (void)unused;
    struct read_result result = read_files(NULL, "one a b\n", NULL, NULL);
    assert_int_equal(result.status, FY_UNSUPPORTED);
    assert_string_equal(result.error.file, "text");
    assert_int_equal(result.error.line, 1);
    result = read_files("u r 0 1\nv r zero 1\n", "u a\n", NULL, NULL);
    assert_int_equal(result.status, FY_SYNTAX);
    assert_int_equal(result.error.line, 2);
    result = read_files(NULL, NULL, "u A\n", NULL);
    assert_int_equal(result.status, FY_SYNTAX);
}

static void test_write(void **unused)
{
    (void)unused;
    const struct fy_format *kaldi = fy_format_find("kaldi");
    struct fy_grid *grid = fy_grid_new(0, 3);
    struct fy_losses losses = { NULL, 0, 0 };
    tier_of_words(grid, FY_INTERVAL_TIER, "text@B", "0 a　b |1 c|3");
    tier_of_words(grid, FY_INTERVAL_TIER, "id@B", "0 B-x|1 s0002|3");
    tier_of_words(grid, FY_INTERVAL_TIER, "text@A", "0 d|0.5 |3");
    struct fy_buffer parts[3];
    for (size_t part = 0; part < 3; part++)
        parts[part] = write_grid(kaldi, part, grid, "rec", part == 0 ? &losses : NULL);
    assert_string_equal(
        fy_buffer_text(&parts[0]),
        "A-rec-0000000-0000500 rec 0.000 0.500\nB-rec-0001000-0003000 rec 1.000 3.000\nB-x rec 0.000 1.000\n");
    assert_string_equal(fy_buffer_text(&parts[1]), "A-rec-0000000-0000500 d\nB-rec-0001000-0003000 c\nB-x a b\n");
    assert_string_equal(fy_buffer_text(&parts[2]), "A-rec-0000000-0000500 A\nB-rec-0001000-0003000 B\nB-x B\n");
    assert_int_equal(count_losses(&losses, "blanks"), 1);
    assert_int_equal(count_losses(&losses, "names of segments"), 1);
    for (size_t part = 0; part < 3; part++)
        fy_buffer_free(&parts[part]);
    fy_losses_free(&losses);
    fy_grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

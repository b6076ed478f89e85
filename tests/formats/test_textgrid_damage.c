/* Files cut off and with bytes changed: refused, or read as something that survives being written and read again. */
#include <fangyin/textgrid.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/folder.h"
#include "support/shared.h"
#include "support/textgrids.h"

static void survives(const char *bytes, size_t size)
{
    struct fy_grid *grid, *back;
    struct fy_findings findings;
    struct fy_error error = { .status = FY_OK };
    struct fy_buffer out = FY_BUFFER_EMPTY;
    /* A copy of just that size, so that reading past its end is seen. */
    char *copy = malloc(size > 0 ? size : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    enum fy_status status = fy_textgrid_read(copy, size, &grid, NULL, &findings, &error);
    free(copy);
    if (status != FY_OK) {
        assert_null(grid);
        assert_int_equal(error.status, status);
        assert_true(error.sentence[0] != '\0');
        return;
    }
    fy_findings_free(&findings);
    assert_int_equal(fy_textgrid_write(&out, grid, &fy_textgrid_default_style), FY_OK);
    back = textgrid_must_read(out.data, out.size, NULL, &findings);
    /* Chronological text may leave an interval tier empty; behind a size of 0 an empty interval is read. */
    for (size_t tier = 0; tier < fy_grid_tier_count(grid); tier++)
        if (fy_tier_kind(grid, tier) == FY_INTERVAL_TIER && fy_tier_size(grid, tier) == 0)
            assert_int_equal(
                fy_tier_append_interval(grid, tier, fy_tier_xmin(grid, tier), fy_tier_xmax(grid, tier), "", 0), FY_OK);
    assert_true(fy_grid_equal(grid, back));
    for (size_t i = 0; i < findings.count; i++)
        if (findings.items[i].lost)
            fail_msg("lost in what we wrote: %u:%u: %s", findings.items[i].line, findings.items[i].column,
                     findings.items[i].sentence);
    fy_findings_free(&findings);
    fy_grid_free(back);
    fy_grid_free(grid);
    fy_buffer_free(&out);
}

/* Every `step`-th byte as the end, and changed in four ways. */
static void damage(const char *bytes, size_t size, size_t step)
{
    char *copy = malloc(size > 0 ? size : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    for (size_t i = 0; i < size; i += step) {
        survives(bytes, i);
        const char changes[] = { (char)(bytes[i] ^ 0x01), (char)(bytes[i] ^ 0x80), '"', '\0' };
        for (size_t j = 0; j < sizeof changes; j++) {
            copy[i] = changes[j];
            survives(copy, size);
        }
        copy[i] = bytes[i];
    }
    free(copy);
}

static void our_own_files_may_be_damaged(void **state)
{
    (void)state;
    static const char *const grids[] = {
        LONG_GRID,
        SHORT_GRID,
        ONE_TIER("3 0.5 0.7 \"b\"\"\" 0 0.5 \"a\r\n\" 0.7 1 \"\""),
        ONE_POINT_TIER("2 1/2 \"x\" 50% \"y\" ! end"),
        LONG_HEADER "0 1 <absent>",
        "\"Praat chronological TextGrid text file\"\n0 1 ! Time domain.\n1 ! Number of tiers.\n\"IntervalTier\" \"t\" "
        "0 1"
        "\n\n! t:\n1 0 0.5\n\"a\"\n\n! t:\n1 0.5 1\n\"\xE5\xA5\xBD\"",
        "File type = \"ooTextFile\"\nObject class = \"Collection\"\n\n3 \"Pitch 1\" \"p\" 0 1 <exists> \"x\" "
        "\"TextGrid\" \"a\" 0 1 "
        "<exists> 1 \"TextTier\" \"t\" 0 1 1 0.5 \"x\" \"TextGrid\" \"b\" 0 1 <exists> 0",
    };
    for (size_t i = 0; i < sizeof grids / sizeof *grids; i++)
        damage(grids[i], strlen(grids[i]), 1);
}

static void every_style_may_be_damaged(void **state)
{
    (void)state;
    struct fy_grid *grid = textgrid_sample();
    for (int i = 0; i < 12; i++) {
        struct fy_textgrid_style style = { (enum fy_textgrid_form)(i % 4), (enum fy_text_encoding)(i / 4), true,
                                           i % 2 ? FY_CRLF : FY_CR, NULL };
        struct fy_buffer out = FY_BUFFER_EMPTY;
        assert_int_equal(fy_textgrid_write(&out, grid, &style), FY_OK);
        damage(out.data, out.size, 3);
        fy_buffer_free(&out);
    }
    fy_grid_free(grid);
}

static void damage_file(void *context, const char *path, const char *name)
{
    struct fy_buffer *bytes = context;
    (void)name;
    assert_true(folder_read_file(bytes, path));
    survives(fy_buffer_text(bytes), bytes->size);
    /* Every byte of small files; of others so many that all stay quick. */
    damage(fy_buffer_text(bytes), bytes->size, bytes->size < 3000 ? 1 : bytes->size / 300 + 1);
}

static void files_that_others_made_may_be_damaged(void **state)
{
    (void)state;
    char folder[1024];
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    if (!shared_path(folder, sizeof folder, "oracles/textgrid-cases")) {
        print_message("skipped: no %s\n", folder);
        skip();
    }
    assert_true(folder_visit(folder, ".TextGrid", damage_file, &bytes) > 50);
    fy_buffer_free(&bytes);
}

/* Many beginnings of objects, each with what would be a name as long as a name may not be: each is looked at shortly.
 */
static void beginnings_of_objects_are_soon_seen_through(void **state)
{
    (void)state;
    static const char header[] = "ooBinaryFile\x0a"
                                 "Collection\x7F\xFF\xFF\xFF",
                      object[] = "\x08TextGrid\xFF\xFF\x03\xE9";
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    struct fy_grid *grid;
    fy_buffer_append(&bytes, header, sizeof header - 1);
    for (int i = 0; i < 50000; i++)
        fy_buffer_append(&bytes, object, sizeof object - 1);
    assert_int_equal(fy_textgrid_read(bytes.data, bytes.size, &grid, NULL, NULL, NULL), FY_UNSUPPORTED);
    fy_buffer_free(&bytes);
    /* A name of 1001 characters, and then all that a TextGrid has. */
    fy_buffer_append(&bytes, header, sizeof header - 1);
    fy_buffer_append(&bytes, object, sizeof object - 1);
    for (int i = 0; i < 1001; i++)
        fy_buffer_append(&bytes, "\0a", 2);
    fy_buffer_append(&bytes, "\0\0\0\0\0\0\0\0\x3F\xF0\0\0\0\0\0\0\x01\0\0\0\0", 21);
    assert_int_equal(fy_textgrid_read(bytes.data, bytes.size, &grid, NULL, NULL, NULL), FY_UNSUPPORTED);
    fy_buffer_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(our_own_files_may_be_damaged),
        cmocka_unit_test(every_style_may_be_damaged),
        cmocka_unit_test(files_that_others_made_may_be_damaged),
        cmocka_unit_test(beginnings_of_objects_are_soon_seen_through),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A file read in parts: what comes of it is what comes of the whole, or it is left to be read whole. */
#include <fangyin/memory.h>
#include <fangyin/textgrid.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "formats/textgrid_reader.h"
#include "support/folder.h"
#include "support/shared.h"
#include "support/textgrids.h"

/* Bytes that come so many at a time. */
struct source {
    const char *bytes;
    size_t size, at, step;
    size_t broken; /* where they cannot be had any more; SIZE_MAX: nowhere */
};

static bool next(void *context, char *to, size_t room, size_t *count)
{
    struct source *source = context;
    *count = source->size - source->at;
    *count = *count < room ? *count : room;
    *count = *count < source->step ? *count : source->step;
    if (source->at + *count > source->broken)
        return false;
    memcpy(to, source->bytes + source->at, *count);
    source->at += *count;
    return true;
}

static struct source source_of(const char *bytes, size_t size, size_t step)
{
    return (struct source){ bytes, size, 0, step, SIZE_MAX };
}

/* True if it was read in parts, and then it is what the whole is. */
static bool agrees(const char *bytes, size_t size, size_t room, size_t least, size_t step)
{
    struct source source = source_of(bytes, size, step);
    const struct fy_parts parts = { next, &source, size };
    struct fy_grid *grid, *whole;
    struct fy_textgrid_style style, whole_style;
    struct fy_findings findings;
    if (!fy_textgrid_read_through(&parts, room, least, &grid, &style)) {
        assert_null(grid);
        return false;
    }
    whole = textgrid_must_read(bytes, size, &whole_style, &findings);
    assert_true(fy_grid_equal(grid, whole));
    assert_int_equal(findings.count, 0);
    assert_null(whole_style.within);
    assert_int_equal(style.form, whole_style.form);
    assert_int_equal(style.encoding, whole_style.encoding);
    assert_int_equal(style.byte_order_mark, whole_style.byte_order_mark);
    assert_int_equal(style.line_end, whole_style.line_end);
    fy_findings_free(&findings);
    fy_grid_free(whole);
    fy_grid_free(grid);
    return true;
}

/* A grid of so many intervals, written in that style. */
static void write_long(struct fy_buffer *out, size_t intervals, const struct fy_textgrid_style *style)
{
    static const char *const labels[] = { "今朝天气蛮好", "", "cin1 tsau1", "a \"word\"\nand more", "wu", "é" };
    struct fy_grid *grid = fy_grid_new(0, 0.37 * (double)intervals);
    assert_non_null(grid);
    for (size_t tier = 0; tier < 2; tier++) {
        assert_int_equal(fy_grid_append_tier(grid, FY_INTERVAL_TIER, "text", 4, 0, fy_grid_xmax(grid), NULL), FY_OK);
        for (size_t i = 0; i < intervals; i++) {
            const char *label = labels[i % (sizeof labels / sizeof *labels)];
            assert_int_equal(
                fy_tier_append_interval(grid, tier, 0.37 * (double)i, 0.37 * (double)(i + 1), label, strlen(label)),
                FY_OK);
        }
    }
    assert_int_equal(fy_textgrid_write(out, grid, style), FY_OK);
    fy_grid_free(grid);
}

static void regular_files_are_read_in_parts(void **state)
{
    (void)state;
    static const struct fy_textgrid_style styles[] = {
        { FY_TEXTGRID_LONG, FY_UTF8, false, FY_LF, NULL },   { FY_TEXTGRID_LONG, FY_UTF8, true, FY_CRLF, NULL },
        { FY_TEXTGRID_SHORT, FY_UTF8, false, FY_LF, NULL },  { FY_TEXTGRID_SHORT, FY_UTF8, true, FY_CR, NULL },
        { FY_TEXTGRID_BINARY, FY_UTF8, false, FY_LF, NULL },
    };
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
        struct fy_buffer out = FY_BUFFER_EMPTY;
        write_long(&out, 400, &styles[i]);
        for (size_t step = 1; step < 5000; step = step * 7 + 1) {
            assert_true(agrees(out.data, out.size, 1 << 16, 1 << 13, step));
            assert_true(agrees(out.data, out.size, 1024, 512, step));
            assert_true(agrees(out.data, out.size, 777, 400, step));
        }
        fy_buffer_free(&out);
    }
}

/* However small the window is: wherever it cuts. */
static void every_cut_agrees(const char *bytes, size_t size)
{
    for (size_t room = 40; room < size + 3; room++) {
        agrees(bytes, size, room, room / 2, SIZE_MAX);
        agrees(bytes, size, room, 1, SIZE_MAX);
    }
}

static void a_window_may_cut_anywhere(void **state)
{
    (void)state;
    static const char *const grids[] = {
        LONG_GRID,
        SHORT_GRID,
        ONE_TIER("3 0 0.5 \"b\"\"\" 0.5 0.725 \"a\r\n\" 0.725 1 \"\""),
        ONE_TIER("2 0 0.5 \"a\" 0.5 1 \"b\" 1 1.25 \"beyond\""),
        ONE_TIER("2 0.5 1 \"a\" 0 0.5 \"sooner\""),
        ONE_POINT_TIER("2 1/2 \"x\" 50% \"y\" ! end"),
        ONE_POINT_TIER("2 0.25 \"x\" 0.75 \"y\"                                                           ! end"),
        ONE_POINT_TIER("2 0.25 \"x\" 0.75 \"y\"                                                           77"),
        /* Cut between the two quotes, this would be two tiers. */
        LONG_HEADER "0 1 <exists> 2 \"IntervalTier\" \"t\" 0 1 1 0 1 \"a\"\"IntervalTier\" \"b\" 0 1 1 0 1 \"c\"\n",
        LONG_HEADER "0 1 <exists> 0",
        LONG_HEADER "0 1 <absent>",
        "\"Praat chronological TextGrid text file\"\n0 1 ! Time domain.\n1 ! Number of tiers.\n\"IntervalTier\" \"t\" "
        "0 1"
        "\n\n! t:\n1 0 0.5\n\"a\"\n\n! t:\n1 0.5 1\n\"\xE5\xA5\xBD\"",
        "File type = \"ooTextFile\"\nObject class = \"Collection\"\n\n1 "
        "\"TextGrid\" \"a\" 0 1 <exists> 1 \"TextTier\" \"t\" 0 1 1 0.5 \"x\"",
        "File type = \"ooTextFile\"\nObject class = \"IntervalTier\"\n\n0 1 1 0 1 \"x\"",
    };
    for (size_t i = 0; i < sizeof grids / sizeof *grids; i++)
        every_cut_agrees(grids[i], strlen(grids[i]));
    struct fy_grid *grid = textgrid_sample();
    for (int i = 0; i < 12; i++) {
        const struct fy_textgrid_style style = { (enum fy_textgrid_form)(i % 4), (enum fy_text_encoding)(i / 4), true,
                                                 i % 2 ? FY_CRLF : FY_CR, NULL };
        struct fy_buffer out = FY_BUFFER_EMPTY;
        assert_int_equal(fy_textgrid_write(&out, grid, &style), FY_OK);
        every_cut_agrees(out.data, out.size);
        fy_buffer_free(&out);
    }
    fy_grid_free(grid);
}

/* Every byte as the last one, and changed. */
static void damage(const char *bytes, size_t size, size_t step)
{
    char *copy = malloc(size + 1);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    for (size_t i = 0; i < size; i += step) {
        agrees(bytes, i, 1 << 16, 1 << 13, SIZE_MAX);
        agrees(bytes, i, 300, 150, SIZE_MAX);
        const char changes[] = { (char)(bytes[i] ^ 0x01), (char)(bytes[i] ^ 0x80), '"', '\0', '!' };
        for (size_t j = 0; j < sizeof changes; j++) {
            copy[i] = changes[j];
            agrees(copy, size, 300, 150, SIZE_MAX);
        }
        copy[i] = bytes[i];
    }
    free(copy);
}

static void damaged_files_agree(void **state)
{
    (void)state;
    struct fy_buffer out = FY_BUFFER_EMPTY;
    damage(LONG_GRID, strlen(LONG_GRID), 1);
    damage(SHORT_GRID, strlen(SHORT_GRID), 1);
    write_long(&out, 12, &(struct fy_textgrid_style){ .form = FY_TEXTGRID_BINARY });
    damage(out.data, out.size, 1);
    fy_buffer_free(&out);
}

static void what_cannot_be_had_is_not_read(void **state)
{
    (void)state;
    for (size_t broken = 0; broken < strlen(LONG_GRID); broken++) {
        struct source source = source_of(LONG_GRID, strlen(LONG_GRID), 50);
        const struct fy_parts parts = { next, &source, source.size };
        struct fy_grid *grid;
        source.broken = broken;
        assert_false(fy_textgrid_read_parts(&parts, &grid, NULL));
        assert_null(grid);
    }
}

/* A label larger than the window; one that hides what comes behind it. */
static void what_does_not_fit_is_left_to_be_read_whole(void **state)
{
    (void)state;
    struct fy_buffer out = FY_BUFFER_EMPTY;
    fy_buffer_puts(&out, LONG_HEADER "0 1 <exists> 1 \"IntervalTier\" \"t\" 0 1 1 0 1 \"");
    for (int i = 0; i < 30000; i++)
        fy_buffer_puts(&out, "\xE5\xA5\xBD");
    fy_buffer_puts(&out, "\"\n");
    assert_false(agrees(out.data, out.size, 1 << 16, 1 << 13, SIZE_MAX));
    assert_true(agrees(out.data, out.size, 1 << 17, 1 << 13, SIZE_MAX));
    fy_buffer_free(&out);
}

static void without_memory_nothing_is_read(void **state)
{
    (void)state;
    struct fy_buffer out = FY_BUFFER_EMPTY;
    bool read = false;
    write_long(&out, 400, &(struct fy_textgrid_style){ .form = FY_TEXTGRID_BINARY });
    for (long left = 0; !read; left++) {
        struct source source = source_of(out.data, out.size, SIZE_MAX);
        const struct fy_parts parts = { next, &source, out.size };
        struct fy_grid *grid;
        fy_memory_fail_after(left);
        read = fy_textgrid_read_parts(&parts, &grid, NULL);
        fy_memory_fail_after(-1);
        assert_true(read == (grid != NULL));
        assert_true(left < 1000);
        fy_grid_free(grid);
    }
    fy_buffer_free(&out);
}

static void compare_file(void *context, const char *path, const char *name)
{
    struct fy_buffer *bytes = context;
    (void)name;
    assert_true(folder_read_file(bytes, path));
    agrees(fy_buffer_text(bytes), bytes->size, 1 << 16, 1 << 13, SIZE_MAX);
    agrees(fy_buffer_text(bytes), bytes->size, 3000, 1500, 1000);
    agrees(fy_buffer_text(bytes), bytes->size, 500, 200, SIZE_MAX);
}

static void files_that_others_made_agree(void **state)
{
    (void)state;
    static const char *const folders[] = { "corpus/textgrid", "corpus/textgrid-bad", "oracles/textgrid-cases" };
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        char folder[1024];
        if (!shared_path(folder, sizeof folder, folders[i])) {
            print_message("skipped: no %s\n", folder);
            skip();
        }
        assert_true(folder_visit(folder, ".TextGrid", compare_file, &bytes) > 5);
    }
    fy_buffer_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(regular_files_are_read_in_parts),
        cmocka_unit_test(a_window_may_cut_anywhere),
        cmocka_unit_test(damaged_files_agree),
        cmocka_unit_test(what_cannot_be_had_is_not_read),
        cmocka_unit_test(what_does_not_fit_is_left_to_be_read_whole),
        cmocka_unit_test(without_memory_nothing_is_read),
        cmocka_unit_test(files_that_others_made_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

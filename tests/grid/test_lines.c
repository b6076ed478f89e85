/* Journal lines: round trips, and lines that nobody should have written. */
#include <fangyin/edit.h>
#include <fangyin/memory.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/grids.h"
#include <math.h>
#include <stdlib.h>

static struct fy_grid *sample(void)
{
    struct fy_grid *grid = fy_grid_new(0, 4);
    const double times[] = { 0, 1.1, 2.2000000000000002, 4 };
    make_tier(grid, "text", times, (const char *const[]){ "天\t氣", "b\\\n\r", "" }, 3);
    make_tier(grid, "dialect", times, (const char *const[]){ "wu", "", "wu+en" }, 3);
    assert_int_equal(fy_grid_append_tier(grid, FY_POINT_TIER, "tones", 5, 0, 4, NULL), FY_OK);
    assert_int_equal(fy_tier_append_point(grid, 2, 1, "x", 1), FY_OK);
    assert_int_equal(fy_tier_append_point(grid, 2, 2, "", 0), FY_OK);
    return grid;
}

/* One good edit of each kind. */
#define EDIT_COUNT 12
static void make_edits(struct fy_edit *edits, struct fy_grid *grid)
{
    enum fy_status status[EDIT_COUNT] = {
        fy_edit_insert_boundary(&edits[0], grid, 0, 0.5, 3, NULL),
        fy_edit_remove_boundary(&edits[1], grid, 0, 1, NULL),
        fy_edit_move_boundary(&edits[2], grid, 0, 0, 1.0 / 3, NULL),
        fy_edit_set_label(&edits[3], grid, 0, 0, "new\ttext", 8, NULL),
        fy_edit_insert_point(&edits[4], grid, 2, 0.1, "a", 1, NULL),
        fy_edit_remove_point(&edits[5], grid, 2, 1, NULL),
        fy_edit_move_point(&edits[6], grid, 2, 0, 3, NULL),
        fy_edit_set_mark(&edits[7], grid, 2, 0, "", 0, NULL),
        fy_edit_add_tier(&edits[8], grid, 1, FY_INTERVAL_TIER, "std", 0, NULL),
        fy_edit_remove_tier(&edits[9], grid, 0, NULL),
        fy_edit_remove_tier(&edits[10], grid, 2, NULL),
        fy_edit_rename_tier(&edits[11], grid, 0, "words", NULL),
    };
    for (size_t i = 0; i < EDIT_COUNT; i++) {
        assert_int_equal(status[i], FY_OK);
    }
}

static void clear_edits(struct fy_edit *edits)
{
    for (size_t i = 0; i < EDIT_COUNT; i++) {
        fy_edit_clear(&edits[i]);
    }
}

static void test_form_of_lines(void **state)
{
    (void)state;
    struct fy_grid *grid = sample();
    struct fy_edit edits[EDIT_COUNT];
    const char *const expected[EDIT_COUNT] = {
        "insert\t0.5\t2\t0\t天\\t氣\t天\t氣\t1\twu\twu\twu",
        "remove\t2.2\t2\t0\tb\\\\\\n\\r\tb\\\\\\n\\r\t\t1\twu+en\t\twu+en",
        "move\t1.1\t0.3333333333333333\t2\t0\t1",
        "label\t0\t0\t0\t天\\t氣\tnew\\ttext",
        "point+\t2\t0.1\ta",
        "point-\t2\t2\t",
        "point>\t2\t1\t3\tx",
        "mark\t2\t0\t1\tx\t",
        "tier+\t1\tintervals\tstd\t0\t4\t3\t0\t1.1\t\t1.1\t2.2\t\t2.2\t4\t",
        "tier-\t0\tintervals\ttext\t0\t4\t3\t0\t1.1\t天\\t氣\t1.1\t2.2\tb\\\\\\n\\r\t2.2\t4\t",
        "tier-\t2\tpoints\ttones\t0\t4\t2\t1\tx\t2\t",
        "rename\t0\ttext\twords",
    };
    make_edits(edits, grid);
    for (size_t i = 0; i < EDIT_COUNT; i++) {
        struct fy_buffer line = FY_BUFFER_EMPTY;
        fy_edit_write(&line, &edits[i]);
        assert_string_equal(fy_buffer_text(&line), expected[i]);
        fy_buffer_free(&line);
    }
    clear_edits(edits);
    fy_grid_free(grid);
}

/* What is read applies like what was written, to another copy of the grid. */
static void test_round_trips(void **state)
{
    (void)state;
    struct fy_grid *grid = sample();
    struct fy_edit edits[EDIT_COUNT];
    make_edits(edits, grid);
    for (size_t i = 0; i < EDIT_COUNT; i++) {
        struct fy_grid *one = copy_grid(grid), *other = copy_grid(grid);
        struct fy_buffer line = FY_BUFFER_EMPTY, again = FY_BUFFER_EMPTY;
        struct fy_edit copy;
        fy_edit_write(&line, &edits[i]);
        assert_int_equal(fy_edit_read(&copy, other, line.data, line.size, NULL), FY_OK);
        fy_edit_write(&again, &copy);
        assert_string_equal(fy_buffer_text(&again), fy_buffer_text(&line));
        assert_int_equal(fy_edit_apply(&edits[i], one, NULL), FY_OK);
        assert_int_equal(fy_edit_apply(&copy, other, NULL), FY_OK);
        assert_true(fy_grid_equal(one, other));
        fy_edit_clear(&copy);
        fy_buffer_free(&line);
        fy_buffer_free(&again);
        fy_grid_free(one);
        fy_grid_free(other);
    }
    clear_edits(edits);
    fy_grid_free(grid);
}

static void test_times_round_trip(void **state)
{
    (void)state;
    struct fy_grid *grid = sample();
    uint64_t seed = 7;
    for (size_t i = 0; i < 20000; i++) {
        uint64_t bits = (uint64_t)next_random(&seed) << 33 ^ (uint64_t)next_random(&seed) << 11 ^ next_random(&seed);
        double time;
        memcpy(&time, &bits, sizeof time);
        if (i % 2 == 0 || !isfinite(time)) {
            time = random_part(&seed) * 36000 + random_part(&seed) / 1e6;
        }
        if (i == 1) {
            time = -0.0;
        }
        struct fy_edit edit = { .kind = FY_EDIT_INSERT_POINT, .tier = 2, .time = time, .after = "" }, copy;
        struct fy_buffer line = FY_BUFFER_EMPTY;
        fy_edit_write(&line, &edit);
        assert_int_equal(fy_edit_read(&copy, grid, line.data, line.size, NULL), FY_OK);
        assert_memory_equal(&copy.time, &time, sizeof time);
        fy_buffer_free(&line);
    }
    fy_grid_free(grid);
}

/* A line of a journal that lies beside a document to which another program has added a boundary. */
static void test_another_document(void **state)
{
    (void)state;
    static const char *const lines[] = { "label\t0\t2\t2.2\t\t天", "mark\t2\t1\t2\t\tx" };
    struct fy_grid *grid = sample(), *other = fy_grid_new(0, 4);
    make_tier(other, "text", (const double[]){ 0, 1.1, 1.5, 2.2000000000000002, 4 },
              (const char *const[]){ "天\t氣", "b\\\n\r", "", "" }, 4);
    make_tier(other, "dialect", (const double[]){ 0, 4 }, (const char *const[]){ "wu" }, 1);
    assert_int_equal(fy_grid_append_tier(other, FY_POINT_TIER, "tones", 5, 0, 4, NULL), FY_OK);
    assert_int_equal(fy_tier_append_point(other, 2, 1, "x", 1), FY_OK);
    assert_int_equal(fy_tier_append_point(other, 2, 2.0000000000000004, "", 0), FY_OK);
    struct fy_grid *untouched = copy_grid(other);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct fy_edit edit;
        struct fy_error error = { 0 };
        assert_int_equal(fy_edit_read(&edit, other, lines[i], strlen(lines[i]), &error), FY_OK);
        assert_int_equal(fy_edit_apply(&edit, other, &error), FY_INVALID);
        assert_true(error.sentence[0] != '\0');
        assert_true(fy_grid_equal(other, untouched));
        assert_int_equal(fy_edit_read(&edit, grid, lines[i], strlen(lines[i]), &error), FY_OK);
        assert_int_equal(fy_edit_apply(&edit, grid, &error), FY_OK);
    }
    fy_grid_free(grid);
    fy_grid_free(other);
    fy_grid_free(untouched);
}

static void check_refused(const char *line, unsigned column)
{
    struct fy_grid *grid = sample();
    struct fy_edit edit;
    struct fy_error error = { 0 };
    enum fy_status status = fy_edit_read(&edit, grid, line, strlen(line), &error);
    if (status != FY_SYNTAX || error.column != column) {
        print_error("%s: status %d, column %u\n", line, (int)status, error.column);
    }
    assert_int_equal(status, FY_SYNTAX);
    assert_int_equal(error.column, column);
    assert_true(error.sentence[0] != '\0' && !edit.parts && !edit.content);
    fy_grid_free(grid);
}

static void test_bad_lines(void **state)
{
    (void)state;
    check_refused("", 1);
    check_refused("\t", 1);
    check_refused("lable\t0\t0\ta\tb", 1);
    check_refused("label", 6);
    check_refused("label\t0\t0\t0\ta", 14);
    check_refused("label\t0\t0\ta\tb", 11);
    check_refused("label\t0\t0\t0\ta\tb\t", 17);
    check_refused("label\t-1\t0\t0\ta\tb", 7);
    check_refused("label\t\t0\t0\ta\tb", 7);
    check_refused("label\t0x1\t0\t0\ta\tb", 7);
    check_refused("label\t0\t18446744073709551616\t0\ta\tb", 9);
    check_refused("label\t0\t0\t0\t天\\q\tb", 14);
    check_refused("label\t0\t0\t0\ta\tb\\", 16);
    check_refused("label\t0\t0\t0\ta\\\tb", 14);
    check_refused("label\t0\t0\t0\ta\tb\nc", 16);
    check_refused("label\t0\t0\t0\ta\t\xE5\xA4", 15);
    check_refused("insert\tnan\t1\t0\ta\tb\tc", 8);
    check_refused("insert\t--undefined--\t1\t0\ta\tb\tc", 8);
    check_refused("insert\t1e999\t1\t0\ta\tb\tc", 8);
    check_refused("insert\t1 \t1\t0\ta\tb\tc", 8);
    check_refused("insert\t1\t2\t0\ta\tb\tc", 12);
    check_refused("insert\t1\t0\t0\ta\tb\tc", 12);
    check_refused("insert\t1\t18446744073709551615\t0\ta\tb\tc", 31);
    check_refused("insert\t1\t4611686018427387905\t0\ta\tb\tc", 30);
    check_refused("move\t1\t2\t99999999999\t0", 22);
    check_refused("tier+\t0\tlines\tx\t0\t1\t0", 9);
    check_refused("tier+\t0\tpoints\tx\t0\t1\t1000000000000000000", 41);
    check_refused("tier+\t0\tpoints\tx\t0\t1\t1\tnan\tb", 24);
}

/* Read and apply a line that may be anything: refused, or a document that is still in order. */
static void try_line(const char *line, size_t size)
{
    struct fy_grid *grid = sample(), *before = copy_grid(grid);
    struct fy_edit edit;
    struct fy_error error = { 0 };
    char *exact = malloc(size > 0 ? size : 1); /* so that reading past its end is caught */
    assert_non_null(exact);
    memcpy(exact, line, size);
    if (fy_edit_read(&edit, grid, exact, size, &error) == FY_OK) {
        struct fy_edit inverse;
        assert_int_equal(fy_edit_invert(&inverse, &edit), FY_OK);
        if (fy_edit_apply(&edit, grid, &error) == FY_OK) {
            for (size_t t = 0; t < fy_grid_tier_count(grid); t++) {
                for (size_t i = 0; fy_tier_kind(grid, t) == FY_INTERVAL_TIER && i < fy_tier_size(grid, t); i++) {
                    const struct fy_interval *interval = &fy_tier_intervals(grid, t)[i];
                    assert_true(interval->xmin <= interval->xmax);
                    assert_true(i == 0 || interval[-1].xmin <= interval->xmin);
                }
            }
            assert_int_equal(fy_edit_apply(&inverse, grid, &error), FY_OK);
        } else {
            assert_true(error.sentence[0] != '\0');
        }
        fy_edit_clear(&inverse);
    } else {
        assert_int_equal(error.status, FY_SYNTAX);
        assert_true(error.sentence[0] != '\0' && !edit.parts && !edit.content);
    }
    assert_true(fy_grid_equal(grid, before));
    fy_edit_clear(&edit);
    free(exact);
    fy_grid_free(grid);
    fy_grid_free(before);
}

/* The line with its word number `word` replaced. */
static void try_with_word(const struct fy_buffer *line, size_t word, const char *text)
{
    const char *from = line->data, *end = line->data + line->size;
    for (size_t i = 0; i < word; i++) {
        from = (const char *)memchr(from, '\t', (size_t)(end - from)) + 1;
    }
    const char *to = memchr(from, '\t', (size_t)(end - from));
    struct fy_buffer changed = FY_BUFFER_EMPTY;
    fy_buffer_append(&changed, line->data, (size_t)(from - line->data));
    fy_buffer_puts(&changed, text);
    fy_buffer_append(&changed, to ? to : end, to ? (size_t)(end - to) : 0);
    try_line(fy_buffer_text(&changed), changed.size);
    fy_buffer_free(&changed);
}

static void test_hostile_lines(void **state)
{
    (void)state;
    static const char *const words[] = {
        "",
        "0",
        "1",
        "2",
        "3",
        "-1",
        "99",
        "18446744073709551615",
        "18446744073709551616",
        "1.1",
        "2.2",
        "4",
        "-0",
        "nan",
        "inf",
        "1e308",
        "-1e308",
        "1e-320",
        "text",
        "points",
        "tones",
        "tier+",
        "remove",
        "\\",
        "\\n",
        "\xFF",
        "wu",
        "intervals",
        "--undefined--",
        "4294967296",
        "9223372036854775807",
        "0.5",
        "insert",
        "move",
    };
    struct fy_grid *grid = sample();
    struct fy_edit edits[EDIT_COUNT];
    make_edits(edits, grid);
    for (size_t e = 0; e < EDIT_COUNT; e++) {
        struct fy_buffer line = FY_BUFFER_EMPTY;
        fy_edit_write(&line, &edits[e]);
        size_t count = 1;
        for (size_t i = 0; i < line.size; i++) {
            count += line.data[i] == '\t';
            try_line(line.data, i);
            try_line(line.data + i, line.size - i);
        }
        for (size_t w = 0; w < count; w++) {
            for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
                try_with_word(&line, w, words[k]);
            }
        }
        fy_buffer_free(&line);
    }
    static const char *const whole[] = {
        "move\t1.1\t1.5\t2\t0\t0",
        "move\t1.1\t1.5\t2\t1\t0",
        "move\t1.1\t1.5\t0",
        "insert\t0.5\t2\t0\t天\\t氣\ta\tb\t0\t天\\t氣\ta\tb",
        "remove\t1.1\t2\t0\tx\t天\\t氣\tb\\\\\\n\\r\t0\tx\ta\tb",
        "tier+\t0\tintervals\tx\t4\t0\t2\t3\t4\ta\t1\t2\tb",
        "tier-\t0\tintervals\ttext\t0\t4\t0",
        "tier+\t3\tpoints\tx\t0\t1\t0",
    };
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        try_line(whole[i], strlen(whole[i]));
    }
    clear_edits(edits);
    fy_grid_free(grid);
}

static void test_lines_of_noise(void **state)
{
    (void)state;
    struct fy_grid *grid = sample();
    struct fy_edit edits[EDIT_COUNT];
    uint64_t seed = 11;
    make_edits(edits, grid);
    for (size_t round = 0; round < 6000; round++) {
        struct fy_buffer line = FY_BUFFER_EMPTY;
        fy_edit_write(&line, &edits[random_below(&seed, EDIT_COUNT)]);
        for (size_t n = 1 + random_below(&seed, 3); n > 0; n--) {
            line.data[random_below(&seed, line.size)] =
                random_below(&seed, 3) == 0 ? (char)next_random(&seed) : "\t\\0123456789.-e"[random_below(&seed, 15)];
        }
        try_line(line.data, line.size);
        fy_buffer_free(&line);
    }
    clear_edits(edits);
    fy_grid_free(grid);
}

static void test_failing_memory(void **state)
{
    (void)state;
    struct fy_grid *grid = sample();
    struct fy_edit edits[EDIT_COUNT];
    make_edits(edits, grid);
    for (size_t e = 0; e < EDIT_COUNT; e++) {
        struct fy_buffer line = FY_BUFFER_EMPTY;
        fy_edit_write(&line, &edits[e]);
        enum fy_status status = FY_NO_MEMORY;
        for (long n = 0; status == FY_NO_MEMORY; n++) {
            struct fy_grid *fresh = fy_grid_new(0, 4); /* whose store has no room yet */
            struct fy_edit edit;
            fy_memory_fail_after(n);
            status = fy_edit_read(&edit, fresh, line.data, line.size, NULL);
            fy_memory_fail_after(-1);
            assert_true(status == FY_OK || status == FY_NO_MEMORY);
            assert_true(status == FY_OK || (!edit.parts && !edit.content));
            fy_edit_clear(&edit);
            fy_grid_free(fresh);
        }
        fy_buffer_free(&line);
    }
    clear_edits(edits);
    fy_grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_form_of_lines),    cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_times_round_trip), cmocka_unit_test(test_bad_lines),
        cmocka_unit_test(test_hostile_lines),    cmocka_unit_test(test_lines_of_noise),
        cmocka_unit_test(test_failing_memory),   cmocka_unit_test(test_another_document),
    };
    return cmocka_run_group_tests_name("journal lines", tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "project/points.h"
#include "support/scratch.h"

#include <fcntl.h>
#include <sys/time.h>

#define GRID "rec.TextGrid"

static struct fy_error error;

static struct fy_grid *grid_of(int points)
{
    struct fy_grid *grid = points_grid();

    assert_non_null(grid);
    for (int k = 1; k <= points; k++) {
        char mark[24];
        int size = snprintf(mark, sizeof mark, "%d", k);
        assert_int_equal(fy_tier_append_point(grid, 0, k, mark, (size_t)size), FY_OK);
    }
    return grid;
}

static enum fy_status save(struct fy_grid_file *file, int points, bool force)
{
    struct fy_grid *grid = grid_of(points);
    enum fy_status status = fy_grid_file_save(file, grid, force, &error);

    fy_grid_free(grid);
    return status;
}

/* The grid's file with that many points, open. */
static struct fy_grid_file *file_of(int points)
{
    struct fy_grid_file *file;
    struct fy_grid *grid;

    assert_int_equal(fy_grid_file_open(&file, scratch_path(GRID), &grid, NULL, &error), FY_OK);
    assert_null(grid);
    assert_int_equal(save(file, points, false), FY_OK);
    return file;
}

static long points_on_disk(const char *name)
{
    struct fy_grid_file *file;
    struct fy_grid *grid;

    assert_int_equal(fy_grid_file_open(&file, scratch_path(name), &grid, NULL, &error), FY_OK);
    assert_non_null(grid);
    long count = points_count(grid);
    fy_grid_free(grid);
    fy_grid_file_close(file);
    return count;
}

static void new_grid_is_made_by_saving(void **state)
{
    (void)state;
    struct fy_grid_file *file = file_of(3);

    assert_string_equal(fy_grid_file_path(file), scratch_path(GRID));
    assert_int_equal(fy_grid_file_style(file)->encoding, FY_UTF8);
    assert_int_equal(points_on_disk(GRID), 3);
    assert_int_equal(save(file, 4, false), FY_OK);
    assert_int_equal(points_on_disk(GRID), 4);
    assert_int_equal(scratch_count(), 1);
    fy_grid_file_close(file);
}

static void unchanged_content_is_not_written(void **state)
{
    (void)state;
    struct fy_grid_file *file = file_of(3);
    struct stat before, after;

    assert_int_equal(stat(scratch_path(GRID), &before), 0);
    assert_int_equal(save(file, 3, false), FY_OK);
    assert_int_equal(stat(scratch_path(GRID), &after), 0);
    assert_int_equal(before.st_ino, after.st_ino);
    fy_grid_file_close(file);
}

static void change_on_disk_is_seen(void **state)
{
    (void)state;
    struct fy_grid_file *file = file_of(3);
    struct stat info;
    char text[8192];

    /* As many bytes, and the time set back: only the content tells. */
    assert_int_equal(stat(scratch_path(GRID), &info), 0);
    snprintf(text, sizeof text, "%.8000s", scratch_read(GRID));
    memcpy(strstr(text, "points\""), "poimts", 6);
    assert_true(scratch_write(GRID, text));
    struct timespec times[2] = { info.st_atim, info.st_mtim };
    assert_int_equal(utimensat(AT_FDCWD, scratch_path(GRID), times, 0), 0);

    assert_int_equal(save(file, 4, false), FY_CHANGED);
    assert_string_equal(error.file, scratch_path(GRID));
    assert_string_equal(scratch_read(GRID), text);
    assert_int_equal(save(file, 4, true), FY_OK);
    assert_int_equal(points_on_disk(GRID), 4);
    assert_int_equal(save(file, 5, false), FY_OK);
    fy_grid_file_close(file);
}

static void vanished_file_is_told(void **state)
{
    (void)state;
    struct fy_grid_file *file = file_of(3);
    struct fy_grid *grid;

    unlink(scratch_path(GRID));
    assert_int_equal(save(file, 3, false), FY_CHANGED);
    assert_non_null(strstr(error.sentence, "removed"));
    assert_false(scratch_exists(GRID));
    assert_int_equal(fy_grid_file_reload(file, &grid, &error), FY_NOT_FOUND);
    assert_null(grid);
    assert_int_equal(save(file, 3, true), FY_OK);
    assert_int_equal(points_on_disk(GRID), 3);
    fy_grid_file_close(file);
}

static void file_that_came_meanwhile_is_told(void **state)
{
    (void)state;
    struct fy_grid_file *file;
    struct fy_grid *grid;

    assert_int_equal(fy_grid_file_open(&file, scratch_path(GRID), &grid, NULL, &error), FY_OK);
    assert_true(scratch_write(GRID, "of another program"));
    assert_int_equal(save(file, 1, false), FY_CHANGED);
    assert_string_equal(scratch_read(GRID), "of another program");
    fy_grid_file_close(file);
}

static void beside_takes_the_first_free_name(void **state)
{
    (void)state;
    struct fy_grid_file *file = file_of(1);
    struct fy_grid *grid = grid_of(2);
    char path[1024];

    assert_true(scratch_write("rec.mine-2.TextGrid", "taken"));
    assert_int_equal(fy_grid_file_save_beside(file, grid, path, sizeof path, &error), FY_OK);
    assert_string_equal(path, scratch_path("rec.mine.TextGrid"));
    assert_int_equal(fy_grid_file_save_beside(file, grid, path, sizeof path, &error), FY_OK);
    assert_string_equal(path, scratch_path("rec.mine-3.TextGrid"));
    assert_string_equal(scratch_read("rec.mine-2.TextGrid"), "taken");
    assert_int_equal(points_on_disk("rec.mine-3.TextGrid"), 2);
    assert_int_equal(points_on_disk(GRID), 1);
    fy_grid_free(grid);
    fy_grid_file_close(file);
}

static void reloading_accepts_what_is_there(void **state)
{
    (void)state;
    struct fy_grid_file *file = file_of(1), *other;
    struct fy_grid *grid;

    assert_int_equal(fy_grid_file_open(&other, scratch_path(GRID), &grid, NULL, &error), FY_OK);
    fy_grid_free(grid);
    assert_int_equal(save(other, 5, false), FY_OK);
    fy_grid_file_close(other);
    assert_int_equal(save(file, 2, false), FY_CHANGED);
    assert_int_equal(fy_grid_file_reload(file, &grid, &error), FY_OK);
    assert_int_equal(points_count(grid), 5);
    fy_grid_free(grid);
    assert_int_equal(save(file, 6, false), FY_OK);

    assert_true(scratch_write(GRID, "no grid at all"));
    assert_int_not_equal(fy_grid_file_reload(file, &grid, &error), FY_OK);
    assert_string_equal(error.file, scratch_path(GRID));
    assert_null(grid);
    fy_grid_file_close(file);
}

/* Append ASCII as UTF-16, low byte first. */
static void append_utf16(struct fy_buffer *out, const char *text)
{
    for (; *text != '\0'; text++) {
        fy_buffer_putc(out, *text);
        fy_buffer_putc(out, '\0');
    }
}

static void form_and_encoding_are_kept(void **state)
{
    (void)state;
    static const char *const start = "File type = \"ooTextFile\"\r\nObject class = \"TextGrid\"\r\n\r\n"
                                     "0\r\n100000\r\n<exists>\r\n1\r\n\"TextTier\"\r\n\"points\"\r\n0\r\n100000\r\n";
    struct fy_buffer before = FY_BUFFER_EMPTY, after = FY_BUFFER_EMPTY, now;
    struct fy_grid_file *file;
    struct fy_grid *grid;

    fy_buffer_append(&before, "\xFF\xFE", 2);
    append_utf16(&before, start);
    fy_buffer_append(&after, before.data, before.size);
    append_utf16(&before, "1\r\n1\r\n\"1\"\r\n");
    append_utf16(&after, "2\r\n1\r\n\"1\"\r\n2\r\n\"2\"\r\n");
    assert_true(scratch_write_bytes(GRID, before.data, before.size));
    assert_int_equal(fy_grid_file_open(&file, scratch_path(GRID), &grid, NULL, &error), FY_OK);
    assert_int_equal(fy_grid_file_style(file)->encoding, FY_UTF16LE);
    assert_int_equal(points_count(grid), 1);
    fy_grid_free(grid);
    assert_int_equal(save(file, 2, false), FY_OK);

    assert_int_equal(fy_file_read(scratch_path(GRID), &now, &error), FY_OK);
    assert_int_equal(now.size, after.size);
    assert_memory_equal(now.data, after.data, after.size);
    fy_buffer_free(&now);
    fy_buffer_free(&before);
    fy_buffer_free(&after);
    fy_grid_file_close(file);
}

static void what_would_be_lost_is_kept_beside(void **state)
{
    (void)state;
    static const char *const text = "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\n"
                                    "0\n100000\n<exists>\n1\n! a remark of a colleague\n\"TextTier\"\n\"points\"\n"
                                    "0\n100000\n1\n1\n\"1\"\n";
    struct fy_grid_file *file;
    struct fy_grid *grid;

    assert_true(scratch_write(GRID, text));
    assert_int_equal(fy_grid_file_open(&file, scratch_path(GRID), &grid, NULL, &error), FY_OK);
    assert_int_equal(points_count(grid), 1);
    fy_grid_free(grid);
    assert_int_equal(save(file, 2, false), FY_UNSUPPORTED);
    assert_string_equal(scratch_read(GRID), text);
    assert_int_equal(scratch_count(), 1);
    assert_int_equal(save(file, 2, true), FY_OK);
    assert_string_equal(scratch_read(GRID ".orig"), text);
    assert_int_equal(points_on_disk(GRID), 2);
    /* Now the file holds nothing that the grid does not. */
    assert_int_equal(save(file, 3, false), FY_OK);
    assert_int_equal(scratch_count(), 2);
    fy_grid_file_close(file);
}

static void an_empty_interval_tier_opens_with_an_interval(void **state)
{
    (void)state;
    struct fy_grid_file *file;
    struct fy_grid *grid;

    assert_true(
        scratch_write(GRID, "\"Praat chronological TextGrid text file\"\n0 2\n1\n\"IntervalTier\" \"text\" 0 2"));
    assert_int_equal(fy_grid_file_open(&file, scratch_path(GRID), &grid, NULL, &error), FY_OK);
    assert_int_equal(fy_tier_size(grid, 0), 1);
    assert_true(fy_tier_intervals(grid, 0)[0].xmax == 2);
    fy_grid_free(grid);
    fy_grid_file_close(file);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(new_grid_is_made_by_saving),
        TEST(unchanged_content_is_not_written),
        TEST(change_on_disk_is_seen),
        TEST(vanished_file_is_told),
        TEST(file_that_came_meanwhile_is_told),
        TEST(beside_takes_the_first_free_name),
        TEST(reloading_accepts_what_is_there),
        TEST(form_and_encoding_are_kept),
        TEST(what_would_be_lost_is_kept_beside),
        TEST(an_empty_interval_tier_opens_with_an_interval),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

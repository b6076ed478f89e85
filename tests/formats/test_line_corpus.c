/* Real files of the line formats, from many projects: found by their content and name, and read, or refused with a line
 * and a reason; and what was read comes back from the same format. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/formats.h"
#include "support/shared.h"

#include <dirent.h>

/* Folders, and how many of their files are refused: those that are no such file at all. */
static const struct {
    const char *folder;
    size_t files, refused;
} folders[] = {
    { "audacity", 3, 1 }, /* a transcript without times */
    { "csv", 1, 1 },      /* a table without times */
    { "ctm", 13, 0 },     { "rttm", 11, 0 }, { "srt", 13, 2 }, { "stm", 12, 0 }, { "vtt", 12, 0 },
};

static struct fy_buffer load(const char *path)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    char block[65536];
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    for (size_t size; (size = fread(block, 1, sizeof block, file)) > 0;)
        fy_buffer_append(&bytes, block, size);
    fclose(file);
    return bytes;
}

/* Labels that are no pause, in all grids and tiers. */
static size_t count_labels(const struct fy_named_grids *grids)
{
    size_t count = 0;
    for (size_t i = 0; i < grids->count; i++) {
        const struct fy_grid *grid = grids->items[i].grid;
        for (size_t tier = 0; tier < fy_grid_tier_count(grid); tier++) {
            for (size_t n = 0; n < fy_tier_size(grid, tier); n++)
                count += fy_tier_kind(grid, tier) == FY_POINT_TIER || fy_tier_intervals(grid, tier)[n].text[0];
        }
    }
    return count;
}

/* Through a table, which holds everything: the same labels. */
static void through_table(const struct fy_named_grids *grids)
{
    const struct fy_format *csv = fy_format_find("csv");
    struct fy_buffer out = FY_BUFFER_EMPTY;
    struct fy_error error;
    for (size_t i = 0; i < grids->count; i++)
        assert_int_equal(csv->write(&out, 0, &grids->items[i], i == 0, NULL, NULL, &error), FY_OK);
    if (count_labels(grids) > 0) {
        struct read_result back = read_named(csv, "file", fy_buffer_text(&out), out.size);
        assert_int_equal(back.status, FY_OK);
        assert_int_equal(count_labels(&back.grids), count_labels(grids));
        free_result(&back);
    }
    fy_buffer_free(&out);
}

static bool read_one(const char *folder, const char *name)
{
    char path[2048], relative[512];
    snprintf(relative, sizeof relative, "corpus/annot/%s/%s", folder, name);
    assert_true(shared_path(path, sizeof path, relative));
    struct fy_buffer bytes = load(path);
    const struct fy_stream stream = { name, fy_buffer_text(&bytes), bytes.size };
    const struct fy_format *format = fy_format_guess(&stream);
    assert_non_null(format);
    assert_string_equal(format->name, folder);
    struct read_result result = read_named(format, name, fy_buffer_text(&bytes), bytes.size);
    const bool read = result.status == FY_OK;
    if (read) {
        assert_true(result.grids.count > 0);
        through_table(&result.grids);
    } else {
        assert_int_equal(result.error.line, 1);
        assert_true(result.error.sentence[0]);
    }
    free_result(&result);
    fy_buffer_free(&bytes);
    return read;
}

static void test_corpus(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        char path[2048], relative[512];
        snprintf(relative, sizeof relative, "corpus/annot/%s", folders[i].folder);
        DIR *folder = shared_path(path, sizeof path, relative) ? opendir(path) : NULL;
        size_t files = 0, refused = 0;
        if (!folder) {
            print_message("skipped: there is no %s\n", path);
            skip();
        }
        for (const struct dirent *entry; (entry = readdir(folder));) {
            if (entry->d_name[0] == '.')
                continue;
            files++;
            refused += !read_one(folders[i].folder, entry->d_name);
        }
        closedir(folder);
        assert_int_equal(files, folders[i].files);
        assert_int_equal(refused, folders[i].refused);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_corpus) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

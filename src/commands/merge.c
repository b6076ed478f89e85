/* Merges what two people made of one grid. The result has A's form and encoding. Conflicts are told on stderr, one a line,
 * and are status 1; the result is written all the same. As git's merge driver: fangyin merge %O %A %B -o %A */
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/grids.h"

#include <fangyin/merge.h>
#include <fangyin/number.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const char usage[] = "merge [-o OUT.TextGrid] BASE.TextGrid A.TextGrid B.TextGrid";

/* git gives an empty file where both sides added the grid. */
static enum fy_status read_base(const char *path, struct fy_grid **base, struct fy_error *error)
{
    struct stat status;
    *base = NULL;
    if (stat(path, &status) == 0 && S_ISREG(status.st_mode) && status.st_size == 0)
        return FY_OK;
    return fy_command_read_grid(path, base, error);
}

static bool same_file(const char *a, const char *b)
{
    struct stat x, y;
    return strcmp(a, b) == 0 || (stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino);
}

/* Over A only if it is still what was read, and nothing of it would be lost. */
static enum fy_status write_merged(const struct fy_command_grid *a, const struct fy_grid *merged, const char *out,
                                   struct fy_error *error)
{
    if (out && same_file(out, fy_grid_file_path(a->file)))
        return fy_grid_file_save(a->file, merged, false, error);
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    enum fy_status status = fy_textgrid_write(&bytes, merged, fy_grid_file_style(a->file));
    if (status == FY_OK && bytes.failed)
        status = FY_NO_MEMORY;
    if (status != FY_OK)
        (void)fy_fail(error, status, "%s", fy_status_text(status));
    else if (out)
        status = fy_file_replace(out, bytes.data, bytes.size, error);
    else if (fwrite(bytes.data, 1, bytes.size, stdout) != bytes.size || fflush(stdout) != 0)
        status = fy_fail(error, FY_IO, "%s", fy_status_text(FY_IO));
    fy_buffer_free(&bytes);
    return status == FY_OK ? status : fy_error_in_file(error, out ? out : "");
}

static void print_conflicts(const struct fy_merge *merge)
{
    for (size_t i = 0; i < merge->count; i++) {
        const struct fy_conflict *conflict = &merge->conflicts[i];
        char from[FY_NUMBER_SIZE], to[FY_NUMBER_SIZE];
        fprintf(stderr, "%s-%s\t", fy_time_write(conflict->xmin, 3, from), fy_time_write(conflict->xmax, 3, to));
        fy_command_print(stderr, conflict->text);
        fputc('\n', stderr);
    }
    if (merge->count > 0)
        fprintf(stderr,
                fy_message_plural("fangyin: %zu conflict. A's version stands; both are in the tier \"%s\", to be settled there.\n",
                                  "fangyin: %zu conflicts. A's version stands; both are in the tier \"%s\", to be settled there.\n",
                                  merge->count),
                merge->count, fy_tier_name(merge->grid, fy_grid_tier_count(merge->grid) - 1));
}

static int merge_files(char **paths, const char *out)
{
    struct fy_error error = { 0 };
    struct fy_command_grid a = { 0 };
    struct fy_grid *base = NULL, *b = NULL;
    struct fy_merge merge = { 0 };
    enum fy_status status = read_base(paths[0], &base, &error);
    if (status == FY_OK)
        status = fy_command_open_grid(&a, paths[1], &error);
    if (status == FY_OK) {
        fy_command_print_findings(paths[1], &a.findings);
        status = fy_command_read_grid(paths[2], &b, &error);
    }
    if (status == FY_OK) {
        status = fy_merge(base, a.grid, b, &merge);
        if (status != FY_OK)
            (void)fy_fail(&error, status, "%s", fy_status_text(status));
    }
    if (status == FY_OK)
        status = write_merged(&a, merge.grid, out, &error);
    if (status == FY_OK)
        print_conflicts(&merge);
    const int exit_status = status == FY_OK ? merge.count > 0 : fy_command_error(&error);
    fy_merge_free(&merge);
    fy_command_close_grid(&a);
    fy_grid_free(base);
    fy_grid_free(b);
    return exit_status;
}

int fy_command_merge(int argc, char **argv)
{
    static const struct option options[] = { { "output", required_argument, NULL, 'o' }, { NULL, 0, NULL, 0 } };
    const char *out = NULL;
    for (int option; (option = getopt_long(argc, argv, "o:", options, NULL)) != -1;) {
        if (option != 'o')
            return fy_command_usage(usage);
        out = optarg;
    }
    return argc - optind == 3 ? merge_files(argv + optind, out) : fy_command_usage(usage);
}

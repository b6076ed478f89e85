/* Makes a training set out of annotated recordings. What was left out, and why, goes to stderr as a table; what was
 * written goes to stdout, a fact a line:
 *      file        PATH                        one for each
 *      recordings  COUNT                       then the same of speakers and segments
 *      seconds     SUM                         of the segments
 *      split       NAME  SEGMENTS  SECONDS     then the same of each dialect and speaker */
#include "commands/export.h"

#include "base/messages.h"
#include "commands/commands.h"
#include "commands/each.h"
#include "commands/grids.h"
#include "commands/walk.h"

#include <fangyin/memory.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct units {
    struct fy_command_paths recordings; /* each once */
    size_t without_grid, without_recording, unreadable;
};

static int by_text(const void *x, const void *y)
{
    return strcmp(*(char *const *)x, *(char *const *)y);
}

/* Of several forms of one recording the best counts. */
static void add_unit(struct units *units, const char *path)
{
    char named[PATH_MAX], grid[PATH_MAX], best[PATH_MAX];
    struct fy_error error = { 0 };
    enum fy_status status = fy_project_recording_path(path, 0, named, sizeof named, &error);
    if (status == FY_NOT_FOUND && access(path, F_OK) == 0) {
        units->without_recording++;
        return;
    }
    if (status == FY_OK)
        status = fy_project_grid_path(named, grid, sizeof grid, &error);
    if (status == FY_OK && access(grid, F_OK) != 0) {
        units->without_grid++;
        return;
    }
    if (status == FY_OK)
        status = fy_project_recording_path(grid, 0, best, sizeof best, &error);
    if (status != FY_OK) {
        units->unreadable++;
        (void)fy_command_error(&error);
        return;
    }
    char *whole = realpath(best, NULL);
    struct fy_command_paths *recordings = &units->recordings;
    recordings->items = fy_must_realloc(recordings->items, (recordings->count + 1) * sizeof *recordings->items);
    recordings->items[recordings->count++] = fy_must_strdup(whole ? whole : best);
    free(whole);
}

static void find_units(struct units *units, char **arguments, int count)
{
    struct fy_command_paths paths = { 0 };
    size_t kept = 0;
    fy_command_walk(&paths, arguments, count);
    units->unreadable += paths.failed;
    for (size_t i = 0; i < paths.count; i++)
        add_unit(units, paths.items[i]);
    fy_command_paths_free(&paths);
    char **items = units->recordings.items;
    if (units->recordings.count > 1)
        qsort(items, units->recordings.count, sizeof *items, by_text);
    for (size_t i = 0; i < units->recordings.count; i++) {
        if (kept > 0 && strcmp(items[kept - 1], items[i]) == 0)
            fy_free(items[i]);
        else
            items[kept++] = items[i];
    }
    units->recordings.count = kept;
}

/* Every n-th. */
static void take_shard(struct fy_command_paths *recordings, size_t shard, size_t shards)
{
    size_t kept = 0;
    for (size_t i = 0; i < recordings->count; i++) {
        if (i % shards == shard - 1)
            recordings->items[kept++] = recordings->items[i];
        else
            fy_free(recordings->items[i]);
    }
    recordings->count = kept;
}

static void do_unit(void *context, void *mine, const char *recording, struct fy_each_result *result)
{
    const struct fy_export_call *call = context;
    struct fy_dataset_part_result part;
    struct fy_project *project = NULL;
    struct fy_findings findings = { 0 };
    struct fy_grid *grid = NULL;
    const char *format;
    char path[PATH_MAX];
    (void)mine;
    struct fy_error *error = &result->error;
    enum fy_status status = fy_project_grid_path(recording, path, sizeof path, error);
    if (status == FY_OK)
        status = fy_project_open(&project, recording, error);
    if (status == FY_OK)
        status = fy_dataset_part(&call->options, project, recording, path, NULL, &part, error);
    if (status == FY_OK && part.fresh) {
        status = fy_command_read_any(path, &grid, &format, &findings, error);
        if (status == FY_OK)
            status = fy_dataset_part(&call->options, project, recording, path, grid, &part, error);
    }
    if (status == FY_OK)
        result->seconds = part.seconds;
    else
        (void)fy_error_in_file(error, recording);
    fy_grid_free(grid);
    fy_findings_free(&findings);
    fy_project_close(project);
}

static int join(const struct fy_export_call *call, bool all)
{
    struct fy_dataset_summary summary;
    struct fy_error error = { 0 };
    if (fy_dataset_join(&call->options, &call->split, &summary, &error) != FY_OK) {
        (void)fy_command_error(&error);
        return 1;
    }
    fy_export_print_summary(&summary);
    const bool empty = summary.segments == 0;
    all = all && summary.unusable == 0;
    fy_dataset_summary_free(&summary);
    if (empty)
        fputs(_("fangyin: No segment was chosen, so no lists were written.\n"), stderr);
    return !all ? 2 : empty;
}

static int make(const struct fy_export_call *call, char **arguments, int count)
{
    struct units units = { 0 };
    struct fy_error error = { 0 };
    find_units(&units, arguments, count);
    if (call->shards > 0)
        take_shard(&units.recordings, call->shard, call->shards);
    struct fy_export_call shared = *call;
    const struct fy_each each = { .paths = &units.recordings, .context = &shared, .work = do_unit };
    bool all = fy_each_run(&each, NULL) && units.unreadable == 0;
    if (units.without_grid > 0)
        fprintf(stderr, "%8zu  %s\n", units.without_grid, _("recordings without a grid"));
    if (units.without_recording > 0)
        fprintf(stderr, "%8zu  %s\n", units.without_recording, _("grids without a recording"));
    int result = all ? 0 : 2;
    if (call->shards == 0 && units.recordings.count > 0) {
        if (fy_dataset_keep_only(call->options.folder, units.recordings.items, units.recordings.count, &error) == FY_OK)
            result = join(call, all);
        else
            result = fy_command_error(&error);
    } else if (units.recordings.count == 0 && call->shards == 0) {
        fputs(_("fangyin: No segment was chosen, so no lists were written.\n"), stderr);
        result = all ? 1 : 2;
    }
    fy_command_paths_free(&units.recordings);
    return result;
}

int fy_command_export(int argc, char **argv)
{
    struct fy_export_call call;
    int result = 2;
    if (!fy_export_read_call(argc, argv, &call, &result))
        return result;
    if (call.list) {
        fy_export_print_targets();
        return 0;
    }
    return call.join ? join(&call, true) : make(&call, argv + optind, argc - optind);
}

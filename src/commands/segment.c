/* Cuts recordings into segments to write in, and makes the grid beside each. A line for each: segments of speech, pauses,
 * seconds of speech, cuts that had to be made inside speech, and the grid. What somebody wrote or cut is left as it is. */
#include "commands/segment.h"

#include "base/messages.h"
#include "commands/commands.h"
#include "commands/each.h"
#include "ui/app.h"

#include <fangyin/files.h>
#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <fangyin/project.h>
#include <fangyin/sisters.h>
#include <getopt.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char usage[] = "segment [--method energy|praat] [--pause S] [--longest S] [--shortest S] [--padding S] "
                            "[--tier NAME] [--fill] RECORDING|FOLDER...";

enum { MADE, LEFT, SEGMENTS, INSIDE };

/* What a project says, where the command line does not. */
static struct fy_segment_options options_of(const struct fy_segment_options *asked, const struct fy_project *project)
{
    static const char *const names[] = { "pause", "longest", "shortest", "padding" };
    static const double usual[] = { 0.5, 15, 0.3, 0.2 };
    struct fy_segment_options options = *asked;
    double *const values[] = { &options.pause, &options.longest, &options.shortest, &options.padding };
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        if (*values[i] >= 0)
            continue;
        *values[i] = fy_project_number(project, "segment", names[i], usual[i]);
        if (!(*values[i] >= 0))
            *values[i] = usual[i];
    }
    return options;
}

static enum fy_status new_grid(struct fy_grid **grid, const struct fy_project *project, const char *tier, double end,
                               struct fy_error *error)
{
    const char *names = fy_project_value(project, "project", "tiers");
    enum fy_status status = FY_NO_MEMORY;
    struct fy_buffer all = FY_BUFFER_EMPTY;
    *grid = fy_grid_new(0, end);
    fy_buffer_puts(&all, names && *names ? names : "text dialect");
    if (*grid != NULL && !all.failed)
        status = fy_app_add_tiers(*grid, fy_buffer_text(&all), end);
    if (status == FY_OK && fy_grid_find_tier(*grid, tier) == FY_NONE) {
        fy_buffer_printf(&all, " %s", tier);
        fy_grid_free(*grid);
        *grid = all.failed ? NULL : fy_grid_new(0, end);
        status = *grid != NULL ? fy_app_add_tiers(*grid, fy_buffer_text(&all), end) : FY_NO_MEMORY;
    }
    fy_buffer_free(&all);
    return status == FY_OK ? status : fy_fail(error, status, "%s", fy_status_text(status));
}

/* True if the grid is as a new one is: nothing said, nothing cut. */
static bool untouched(const struct fy_grid *grid)
{
    for (size_t t = 0; t < fy_grid_tier_count(grid); t++) {
        if (fy_tier_kind(grid, t) == FY_POINT_TIER ? fy_tier_size(grid, t) > 0
                                                   : fy_tier_size(grid, t) > 1 || !fy_segment_is_empty(grid, t, 0))
            return false;
    }
    return true;
}

static enum fy_status cut_interval(const struct fy_segment_plan *plan, const struct fy_segment_options *options,
                                   struct fy_grid *grid, size_t tier, size_t index, struct fy_each_result *result,
                                   size_t numbers[2], double *seconds)
{
    const struct fy_interval span = fy_tier_intervals(grid, tier)[index];
    const double end = (double)plan->frames / plan->rate;
    struct fy_cut *cuts = NULL;
    size_t count = 0, inside = 0;
    const int64_t from = (int64_t)ceil(fmax(span.xmin, 0) * plan->rate);
    const int64_t to = (int64_t)floor(fmin(span.xmax, end) * plan->rate + 1e-6);
    if (from >= to)
        return FY_OK;
    enum fy_status status = fy_segment_cut(plan, from, to, options, &cuts, &count, &inside);
    if (status != FY_OK)
        (void)fy_fail(&result->error, status, "%s", fy_status_text(status));
    else
        status = fy_segment_write(grid, tier, cuts, count, plan->rate, &result->error);
    for (size_t i = 0; status == FY_OK && i < count; i++) {
        numbers[cuts[i].speech ? 0 : 1]++;
        *seconds += cuts[i].speech ? (double)(cuts[i].to - cuts[i].from) / plan->rate : 0;
    }
    result->counts[INSIDE] += inside;
    fy_free(cuts);
    return status;
}

static enum fy_status cut_grid(const struct fy_segment_options *options, struct fy_recording *recording,
                               struct fy_grid_file *file, struct fy_grid *grid, const char *path,
                               struct fy_each_result *result)
{
    struct fy_segment_plan plan = { 0 };
    size_t numbers[2] = { 0, 0 };
    double seconds = 0;
    const size_t tier = fy_grid_find_tier(grid, options->tier);
    if (tier == FY_NONE || fy_tier_kind(grid, tier) != FY_INTERVAL_TIER)
        return fy_fail(&result->error, FY_NOT_FOUND, _("There is no interval tier \"%s\" in this grid."), options->tier);
    enum fy_status status = fy_segment_listen(&plan, recording, options->praat, &result->error);
    for (size_t i = fy_tier_size(grid, tier); status == FY_OK && i-- > 0;) {
        if (fy_segment_is_empty(grid, tier, i))
            status = cut_interval(&plan, options, grid, tier, i, result, numbers, &seconds);
    }
    fy_segment_plan_free(&plan);
    if (status == FY_OK)
        status = fy_grid_file_save(file, grid, false, &result->error);
    if (status == FY_OK) {
        fy_buffer_printf(&result->text, "%zu\t%zu\t%.3f\t%zu\t%s\n", numbers[0], numbers[1], seconds,
                         result->counts[INSIDE], path);
        result->counts[MADE]++;
        result->counts[SEGMENTS] += numbers[0];
    }
    return status;
}

/* Unsaved work beside the grid counts as written. */
static bool has_unsaved(const struct fy_grid_file *file)
{
    struct fy_recovery recovery = { 0 };
    struct fy_error error = { 0 };
    const bool found = fy_journal_find(file, &recovery, &error) != FY_OK || recovery.edits > 0;
    fy_recovery_free(&recovery);
    return found;
}

static enum fy_status segment_into(const struct fy_segment_options *asked, struct fy_project *project,
                         struct fy_recording *recording, const char *path, struct fy_each_result *result)
{
    const struct fy_segment_options options = options_of(asked, project);
    const double end = (double)fy_recording_frames(recording) / fy_recording_rate(recording);
    struct fy_grid_file *file = NULL;
    struct fy_grid *grid = NULL;
    struct fy_findings findings = { 0 };
    enum fy_status status = fy_grid_file_open(&file, path, &grid, &findings, &result->error);
    const bool old = grid != NULL;
    if (status == FY_OK && ((old && !options.fill && !untouched(grid)) || has_unsaved(file))) {
        fy_buffer_printf(&result->messages, _("fangyin: %s: somebody has worked on this grid: left as it is.\n"), path);
        result->counts[LEFT]++;
    } else if (status == FY_OK) {
        if (!old)
            status = new_grid(&grid, project, options.tier, end, &result->error);
        if (status == FY_OK)
            status = cut_grid(&options, recording, file, grid, path, result);
    }
    fy_grid_free(grid);
    fy_findings_free(&findings);
    fy_grid_file_close(file);
    return status;
}

static void segment_recording(void *context, void *mine, const char *given, struct fy_each_result *result)
{
    char recording_path[PATH_MAX], path[PATH_MAX];
    struct fy_project *project = NULL;
    struct fy_recording *recording = NULL;
    struct fy_grid_lock *lock = NULL;
    (void)mine;
    enum fy_status status = fy_project_recording_path(given, 0, recording_path, sizeof recording_path, &result->error);
    if (status == FY_OK)
        status = fy_project_grid_path(recording_path, path, sizeof path, &result->error);
    if (status == FY_OK)
        status = fy_project_open(&project, recording_path, &result->error);
    if (status == FY_OK)
        status = fy_recording_open(&recording, recording_path, &result->error);
    if (status == FY_OK)
        status = fy_grid_lock(&lock, path, &result->error);
    if (status == FY_OK)
        status = segment_into(context, project, recording, path, result);
    /* What was met on the way to success (there was no grid yet) is no error. */
    if (status == FY_OK)
        result->error = (struct fy_error){ 0 };
    else
        (void)fy_error_in_file(&result->error, given);
    fy_grid_unlock(lock);
    fy_recording_close(recording);
    fy_project_close(project);
}

static int segment(struct fy_segment_options *options, char **arguments, int count)
{
    struct fy_command_paths paths;
    size_t counts[FY_EACH_COUNTS];
    fy_command_walk_recordings(&paths, arguments, count);
    const struct fy_each each = { .paths = &paths, .context = options, .work = segment_recording };
    const bool good = fy_each_run(&each, counts) && !paths.failed;
    fflush(stdout);
    fprintf(stderr, _("fangyin: %zu segments in %zu grids; %zu grids left as they were.\n"), counts[SEGMENTS], counts[MADE],
            counts[LEFT]);
    if (counts[INSIDE] > 0)
        fprintf(stderr, _("fangyin: %zu cuts are inside speech that has no pause: look at them.\n"), counts[INSIDE]);
    fy_command_paths_free(&paths);
    return good ? 0 : 2;
}

static bool read_seconds(const char *text, double *value)
{
    const size_t size = fy_number_read(text, strlen(text), value);
    return size > 0 && text[size] == '\0' && *value >= 0 && isfinite(*value);
}

int fy_command_segment(int argc, char **argv)
{
    static const struct option known[] = {
        { "method", required_argument, NULL, 'm' },   { "pause", required_argument, NULL, 'p' },
        { "longest", required_argument, NULL, 'l' },  { "shortest", required_argument, NULL, 's' },
        { "padding", required_argument, NULL, 'd' },  { "tier", required_argument, NULL, 't' },
        { "fill", no_argument, NULL, 'f' },           { NULL, 0, NULL, 0 },
    };
    struct fy_segment_options options = { .tier = "text", .pause = -1, .longest = -1, .shortest = -1, .padding = -1 };
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        bool good = true;
        if (option == 'm') {
            options.praat = strcmp(optarg, "praat") == 0;
            good = options.praat || strcmp(optarg, "energy") == 0;
        } else if (option == 't') {
            options.tier = optarg;
        } else if (option == 'f') {
            options.fill = true;
        } else {
            double *value = option == 'p'   ? &options.pause
                            : option == 'l' ? &options.longest
                            : option == 's' ? &options.shortest
                            : option == 'd' ? &options.padding
                                            : NULL;
            good = value != NULL && read_seconds(optarg, value);
        }
        if (!good)
            return fy_command_usage(usage);
    }
    if (optind == argc)
        return fy_command_usage(usage);
    return segment(&options, argv + optind, argc - optind);
}

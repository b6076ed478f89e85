/* Takes drafts of machines into the draft tiers of a grid, makes them with a recogniser, or measures what they are worth.
 * Measured: a line for each dialect and one for all:
 *      DIALECT  CER  ERRORS  CHARACTERS  SEGMENTS  shown|hidden      hidden: CER above [draft] worst in fangyin.ini */
#include "commands/import.h"

#include "base/messages.h"
#include "commands/commands.h"
#include "commands/grids.h"
#include "commands/walk.h"

#include <fangyin/files.h>
#include <fangyin/format.h>
#include <fangyin/sisters.h>
#include <getopt.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char usage[] = "import --draft [--tier NAME] FILE... GRID|RECORDING\n"
                            "       fangyin import --recognise [--tier NAME] GRID|RECORDING\n"
                            "       fangyin import --worth [--tier NAME] FILE|FOLDER...";

#define WORST 0.3

/* ---- reading ---- */

static enum fy_status take_grid(struct fy_hypotheses *hypotheses, const struct fy_grid *grid)
{
    enum fy_status status = FY_OK;
    for (size_t t = 0; status == FY_OK && t < fy_grid_tier_count(grid); t++) {
        if (fy_tier_kind(grid, t) != FY_INTERVAL_TIER)
            continue;
        bool any = false;
        for (size_t i = 0; status == FY_OK && i < fy_tier_size(grid, t); i++) {
            const struct fy_interval *item = &fy_tier_intervals(grid, t)[i];
            const struct fy_hypothesis one = { item->xmin, item->xmax, item->text, (double)NAN, 0 };
            if (!fy_label_empty(item->text)) {
                status = fy_hypotheses_add(hypotheses, &one);
                any = true;
            }
        }
        /* Words and segments of one file say the same: the first tier with text counts. */
        if (any)
            break;
    }
    return status;
}

/* Of several recordings in one file the one of that name, else the only one. */
static const struct fy_grid *grid_of(const struct fy_named_grids *grids, const char *path)
{
    const char *name = fy_command_name_in(path), *dot = strrchr(name, '.');
    const size_t size = dot != NULL ? (size_t)(dot - name) : strlen(name);
    for (size_t i = 0; i < grids->count; i++) {
        if (strlen(grids->items[i].name) == size && strncmp(grids->items[i].name, name, size) == 0)
            return grids->items[i].grid;
    }
    return grids->count == 1 ? grids->items[0].grid : NULL;
}

static enum fy_status read_format(struct fy_hypotheses *hypotheses, const char *path, const struct fy_buffer *bytes,
                                  const char *recording, struct fy_error *error)
{
    const struct fy_stream stream = { fy_command_name_in(path), fy_buffer_text(bytes), bytes->size };
    const struct fy_format *format = fy_format_guess(&stream);
    const struct fy_format_options options = { 0 };
    struct fy_named_grids grids = { 0 };
    struct fy_findings findings = { 0 };
    if (format == NULL || format->read == NULL)
        return fy_fail(error, FY_UNSUPPORTED, _("This is no file of drafts: CTM, SRT, JSON of a recogniser, lines of JSON."));
    enum fy_status status = format->read(&stream, 1, &options, &grids, &findings, error);
    if (status == FY_OK) {
        fy_command_print_findings(path, &findings);
        const struct fy_grid *grid = grid_of(&grids, recording);
        status = grid != NULL ? take_grid(hypotheses, grid)
                              : fy_fail(error, FY_NOT_FOUND, _("This file has no drafts for a recording of that name."));
        if (status == FY_NO_MEMORY)
            (void)fy_fail(error, status, "%s", fy_status_text(status));
    }
    fy_findings_free(&findings);
    fy_named_grids_free(&grids);
    return status;
}

static enum fy_status read_file(struct fy_hypotheses *hypotheses, const char *path, const char *recording,
                                struct fy_error *error)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    const char *dot = strrchr(path, '.');
    enum fy_status status = fy_file_read(path, &bytes, error);
    if (status == FY_OK)
        status = dot != NULL && strcasecmp(dot, ".jsonl") == 0
                     ? fy_hypotheses_read(hypotheses, fy_buffer_text(&bytes), bytes.size, error)
                     : read_format(hypotheses, path, &bytes, recording, error);
    fy_buffer_free(&bytes);
    return status == FY_OK ? status : fy_error_in_file(error, path);
}

/* ---- into the grid ---- */

struct target {
    char recording[PATH_MAX], path[PATH_MAX];
    struct fy_grid_lock *lock;
    struct fy_grid_file *file;
    struct fy_grid *grid;
    size_t tier;
};

static void close_target(struct target *target)
{
    fy_grid_free(target->grid);
    fy_grid_file_close(target->file);
    fy_grid_unlock(target->lock);
}

static enum fy_status open_target(struct target *target, const char *given, const char *tier, struct fy_error *error)
{
    struct fy_findings findings = { 0 };
    struct fy_recovery recovery = { 0 };
    memset(target, 0, sizeof *target);
    enum fy_status status = FY_OK;
    if (fy_textgrid_named(given))
        snprintf(target->path, sizeof target->path, "%s", given);
    else
        status = fy_project_grid_path(given, target->path, sizeof target->path, error);
    if (status == FY_OK)
        status = fy_grid_lock(&target->lock, target->path, error);
    if (status == FY_OK)
        status = fy_grid_file_open(&target->file, target->path, &target->grid, &findings, error);
    fy_findings_free(&findings);
    if (status == FY_OK && target->grid == NULL)
        status = fy_fail(error, FY_NOT_FOUND, _("There is no grid yet: `fangyin segment` makes one."));
    if (status == FY_OK && (fy_journal_find(target->file, &recovery, error) != FY_OK || recovery.edits > 0))
        status = fy_fail(error, FY_CHANGED, _("This grid has unsaved edits: open it in the annotator and save it first."));
    fy_recovery_free(&recovery);
    if (status == FY_OK) {
        target->tier = fy_grid_find_tier(target->grid, tier);
        if (target->tier == FY_NONE || fy_tier_kind(target->grid, target->tier) != FY_INTERVAL_TIER)
            status = fy_fail(error, FY_NOT_FOUND, _("There is no interval tier \"%s\" in this grid."), tier);
    }
    return status == FY_OK ? status : fy_error_in_file(error, given);
}

static int put(struct target *target, const struct fy_hypotheses *hypotheses, size_t failed, struct fy_error *error)
{
    size_t outside = 0;
    enum fy_status status =
        fy_drafts_put(target->grid, target->tier, hypotheses->items, hypotheses->count, &outside, error);
    if (status == FY_OK)
        status = fy_grid_file_save(target->file, target->grid, false, error);
    if (status != FY_OK) {
        (void)fy_error_in_file(error, target->path);
        return fy_command_error(error);
    }
    fprintf(stderr, _("fangyin: %zu drafts taken in.\n"), hypotheses->count - outside);
    if (outside > 0)
        fprintf(stderr, _("fangyin: %zu drafts lie outside of all segments and were left out.\n"), outside);
    if (failed > 0)
        fprintf(stderr, _("fangyin: the recogniser failed, or took too long, on %zu segments.\n"), failed);
    return failed > 0;
}

static int import_files(char **files, int count, const char *given, const char *tier)
{
    struct target target;
    struct fy_hypotheses hypotheses = { 0 };
    struct fy_error error = { 0 };
    enum fy_status status = open_target(&target, given, tier, &error);
    for (int i = 0; status == FY_OK && i < count; i++)
        status = read_file(&hypotheses, files[i], target.path, &error);
    const int result = status == FY_OK ? put(&target, &hypotheses, 0, &error) : fy_command_error(&error);
    fy_hypotheses_free(&hypotheses);
    close_target(&target);
    return result;
}

static int recognise(const char *given, const char *tier)
{
    struct target target;
    struct fy_hypotheses hypotheses = { 0 };
    struct fy_error error = { 0 };
    struct fy_project *project = NULL;
    struct fy_recording *recording = NULL;
    size_t failed = 0;
    enum fy_status status = open_target(&target, given, tier, &error);
    if (status == FY_OK)
        status = fy_project_recording_path(target.path, 0, target.recording, sizeof target.recording, &error);
    if (status == FY_OK)
        status = fy_project_open(&project, target.recording, &error);
    if (status == FY_OK)
        status = fy_command_open_recording(&recording, target.recording, &error);
    if (status == FY_OK)
        status = fy_import_recognise(&hypotheses, project, recording, target.grid, target.tier, &failed, &error);
    const int result = status == FY_OK ? put(&target, &hypotheses, failed, &error) : fy_command_error(&error);
    fy_hypotheses_free(&hypotheses);
    fy_recording_close(recording);
    fy_project_close(project);
    close_target(&target);
    return result;
}

/* ---- worth ---- */

static void print_worth(const char *dialect, const struct fy_draft_worth *worth, double worst)
{
    const double rate = fy_align_error_rate(&worth->counts);
    fy_command_print(stdout, dialect[0] != '\0' ? dialect : "-");
    printf("\t%.4f\t%zu\t%zu\t%zu\t%s\n", rate, fy_align_distance(&worth->counts), fy_align_reference(&worth->counts),
           worth->segments, rate > worst ? "hidden" : "shown");
}

static int measure_worth(char **arguments, int count, const char *tier)
{
    struct fy_command_paths paths;
    struct fy_draft_worths worths = { 0 };
    struct fy_draft_worth all = { 0 };
    struct fy_project *project = NULL;
    struct fy_error error = { 0 };
    const struct fy_comparison comparison = { .normaliser = fy_normaliser_at(0) };
    int result = 0;
    fy_command_walk(&paths, arguments, count);
    for (size_t i = 0; i < paths.count; i++) {
        struct fy_grid *grid = NULL;
        enum fy_status status = fy_command_read_grid(paths.items[i], &grid, &error);
        for (size_t t = 0; status == FY_OK && t < fy_grid_tier_count(grid); t++) {
            if (fy_tier_kind(grid, t) == FY_INTERVAL_TIER && fy_command_tier_wanted(fy_tier_name(grid, t), tier))
                status = fy_drafts_measure(&worths, &comparison, grid, t);
        }
        if (status != FY_OK && error.status == FY_OK)
            (void)fy_fail(&error, status, "%s", fy_status_text(status));
        if (status != FY_OK)
            result = fy_command_error(&error);
        fy_grid_free(grid);
    }
    const bool opened = paths.count > 0 && fy_project_open(&project, paths.items[0], &error) == FY_OK;
    const double worst = opened ? fy_project_number(project, "draft", "worst", WORST) : WORST;
    for (size_t i = 0; i < worths.count; i++) {
        print_worth(worths.items[i].dialect, &worths.items[i], worst);
        fy_align_add(&all.counts, &worths.items[i].counts);
        all.segments += worths.items[i].segments;
    }
    if (all.segments > 0)
        print_worth("*", &all, worst);
    fy_project_close(project);
    fy_draft_worths_free(&worths);
    result = paths.failed ? 2 : result;
    fy_command_paths_free(&paths);
    return result != 0 ? result : all.segments == 0;
}

int fy_command_import(int argc, char **argv)
{
    static const struct option known[] = { { "draft", no_argument, NULL, 'd' },
                                           { "recognise", no_argument, NULL, 'r' },
                                           { "worth", no_argument, NULL, 'w' },
                                           { "tier", required_argument, NULL, 't' },
                                           { NULL, 0, NULL, 0 } };
    const char *tier = "text";
    int what = 0;
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        if (option == 't')
            tier = optarg;
        else if (option != '?' && what == 0)
            what = option;
        else
            return fy_command_usage(usage);
    }
    const int count = argc - optind;
    if (what == 'd' && count >= 2)
        return import_files(argv + optind, count - 1, argv[argc - 1], tier);
    if (what == 'r' && count == 1)
        return recognise(argv[optind], tier);
    return what == 'w' && count > 0 ? measure_worth(argv + optind, count, tier) : fy_command_usage(usage);
}

#include "commands/team_grids.h"

#include "base/messages.h"
#include "commands/commands.h"
#include "commands/team_take.h"

#include <errno.h>
#include <fangyin/files.h>
#include <fangyin/memory.h>
#include <fangyin/project.h>
#include <fangyin/recording.h>
#include <fangyin/splice.h>
#include <fangyin/team_versions.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool team_recording_path(const struct team_call *call, const struct fy_unit *unit, char path[PATH_MAX])
{
    const int length = snprintf(path, PATH_MAX, "%s/%s", call->folder, unit->recording);
    return length > 0 && length < PATH_MAX;
}

static enum fy_status too_long(struct fy_error *error)
{
    return fy_fail(error, FY_INVALID, _("The path is too long."));
}

enum fy_status team_recording_end(const char *path, double *end, struct fy_error *error)
{
    struct fy_recording *recording = NULL;
    const enum fy_status status = fy_command_open_recording(&recording, path, error);
    if (status == FY_OK)
        *end = (double)fy_recording_frames(recording) / fy_recording_rate(recording);
    fy_recording_close(recording);
    return status;
}

static enum fy_status save_new(const char *path, const struct fy_grid *grid, struct fy_error *error)
{
    struct fy_grid_file *file = NULL;
    struct fy_grid *there = NULL;
    enum fy_status status = fy_grid_file_open(&file, path, &there, NULL, error);
    if (status == FY_OK && !there)
        status = fy_grid_file_save(file, grid, false, error);
    fy_grid_free(there);
    fy_grid_file_close(file);
    return status;
}

/* ---- the work file ---- */

static enum fy_status work_folder(const struct team_call *call, struct fy_error *error)
{
    char path[PATH_MAX];
    if (!team_work_path(call, "", "", path))
        return too_long(error);
    *strrchr(path, '/') = '\0';
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return FY_OK;
    (void)fy_fail(error, FY_IO, _("This folder could not be made: %s."), strerror(errno));
    return fy_error_in_file(error, path);
}

/* The project's tiers, each with one empty interval. */
static enum fy_status blank_grid(const struct team_call *call, double end, struct fy_grid **grid,
                                 struct fy_error *error)
{
    struct fy_project *project = NULL;
    enum fy_status status = fy_project_open(&project, call->folder, error);
    const char *names = status == FY_OK ? fy_project_value(project, "project", "tiers") : NULL;
    *grid = status == FY_OK ? fy_grid_new(0, end) : NULL;
    if (status == FY_OK && !*grid)
        status = fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    for (const char *at = names && *names ? names : "text dialect"; status == FY_OK && *at; at += strspn(at, " ,")) {
        const size_t size = strcspn(at, " ,");
        size_t tier;
        if (size > 0)
            status = fy_grid_append_tier(*grid, FY_INTERVAL_TIER, at, size, 0, end, &tier);
        if (size > 0 && status == FY_OK)
            status = fy_tier_append_interval(*grid, tier, 0, end, "", 0);
        at += size;
    }
    fy_project_close(project);
    return status;
}

static enum fy_status recording_grid(const struct team_call *call, const char *recording, double end,
                                     struct fy_grid **grid, struct fy_error *error)
{
    char path[PATH_MAX];
    struct fy_grid_file *file = NULL;
    enum fy_status status = fy_project_grid_path(recording, path, sizeof path, error);
    *grid = NULL;
    if (status == FY_OK)
        status = fy_grid_file_open(&file, path, grid, NULL, error);
    fy_grid_file_close(file);
    return status == FY_OK && !*grid ? blank_grid(call, end, grid, error) : status;
}

/* The same intervals without their labels: who does something once more is to hear it afresh. */
static enum fy_status unlabelled(struct fy_grid **grid, struct fy_error *error)
{
    struct fy_grid *empty = fy_grid_new(fy_grid_xmin(*grid), fy_grid_xmax(*grid));
    enum fy_status status = empty ? FY_OK : FY_NO_MEMORY;
    for (size_t t = 0; status == FY_OK && t < fy_grid_tier_count(*grid); t++) {
        const char *name = fy_tier_name(*grid, t);
        size_t tier;
        if (fy_tier_kind(*grid, t) != FY_INTERVAL_TIER)
            continue;
        status = fy_grid_append_tier(empty, FY_INTERVAL_TIER, name, strlen(name), fy_tier_xmin(*grid, t),
                                     fy_tier_xmax(*grid, t), &tier);
        for (size_t i = 0; status == FY_OK && i < fy_tier_size(*grid, t); i++) {
            const struct fy_interval *one = &fy_tier_intervals(*grid, t)[i];
            status = fy_tier_append_interval(empty, tier, one->xmin, one->xmax, "", 0);
        }
    }
    if (status != FY_OK) {
        fy_grid_free(empty);
        return fy_fail(error, status, "%s", fy_status_text(status));
    }
    fy_grid_free(*grid);
    *grid = empty;
    return FY_OK;
}

/* What a work file was made from stands beside it. */
static bool base_path(const char *path, char base[PATH_MAX])
{
    return snprintf(base, PATH_MAX, "%s.base", path) < PATH_MAX;
}

static bool is_made_from(const char *path, const char *base)
{
    char beside[PATH_MAX];
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    const bool same = base_path(path, beside) && fy_file_read(beside, &bytes, NULL) == FY_OK &&
                      strcmp(fy_buffer_text(&bytes), base) == 0;
    fy_buffer_free(&bytes);
    return same;
}

bool team_put_aside(const struct team_call *call, const char *unit)
{
    char path[PATH_MAX], old[PATH_MAX];
    return team_work_path(call, unit, call->person, path) && snprintf(old, sizeof old, "%s.old", path) < PATH_MAX &&
           rename(path, old) == 0;
}

bool team_begin_work(const struct team_call *call, const char *unit, const char *base, char path[PATH_MAX],
                     enum fy_status *status, struct fy_error *error)
{
    if (!team_work_path(call, unit, call->person, path)) {
        *status = too_long(error);
        return false;
    }
    *status = FY_OK;
    if (access(path, F_OK) != 0) {
        *status = work_folder(call, error);
        return *status == FY_OK;
    }
    if (!base || is_made_from(path, base))
        return false;
    /* Others have handed in since: what was begun on what was there before is put aside. */
    if (!team_put_aside(call, unit))
        *status = fy_fail(error, FY_IO, _("%s could not be put aside: %s."), path, strerror(errno));
    return *status == FY_OK;
}

enum fy_status team_save_work(const char *path, const struct fy_grid *grid, const char *base, struct fy_error *error)
{
    char beside[PATH_MAX];
    enum fy_status status = save_new(path, grid, error);
    if (status == FY_OK && base && base_path(path, beside))
        status = fy_file_replace(beside, base, strlen(base), error);
    return status;
}

/* A grid's part that is the unit's, alone in a grid of the recording's length. */
static enum fy_status take_stretch(const struct fy_unit *unit, double end, struct fy_grid **grid,
                                   struct fy_error *error)
{
    struct fy_grid *stretch = NULL;
    const enum fy_status status =
        fy_grid_splice(NULL, *grid, unit->from, unit->to < end ? unit->to : end, end, &stretch);
    fy_grid_free(*grid);
    *grid = stretch;
    return status == FY_OK ? FY_OK : fy_fail(error, status, "%s", fy_status_text(status));
}

enum fy_status team_make_work(const struct team_call *call, const struct fy_unit *unit, const char *content,
                              struct fy_error *error)
{
    char recording[PATH_MAX], path[PATH_MAX];
    struct fy_grid *grid = NULL;
    double end = 0;
    enum fy_status status;
    /* What somebody handed in themselves is in their file already. */
    const struct fy_unit_slot *own = fy_unit_slot_of(unit, call->person);
    const char *base = own ? NULL : content;
    if (!team_begin_work(call, unit->name, base, path, &status, error))
        return status;
    status = team_recording_path(call, unit, recording) ? team_recording_end(recording, &end, error) : too_long(error);
    if (status == FY_OK)
        status = content ? fy_team_content(call->store, content, &grid, error)
                         : recording_grid(call, recording, end, &grid, error);
    if (status == FY_OK && !content && unit->repeats[0] != '\0')
        status = unlabelled(&grid, error);
    if (status == FY_OK)
        status = take_stretch(unit, end, &grid, error);
    if (status == FY_OK)
        status = team_save_work(path, grid, base, error);
    fy_grid_free(grid);
    return status;
}

enum fy_status team_is_as_handed_in(const struct team_call *call, const struct fy_unit *unit, bool *same,
                                    struct fy_error *error)
{
    const struct fy_unit_slot *first = team_earliest(unit);
    char recording[PATH_MAX];
    struct fy_grid *mine = NULL, *theirs = NULL;
    double end = 0;
    *same = false;
    enum fy_status status = first ? team_read_work(call, unit->name, true, &mine, error) : FY_OK;
    if (first && status == FY_OK)
        status =
            team_recording_path(call, unit, recording) ? team_recording_end(recording, &end, error) : too_long(error);
    if (first && status == FY_OK)
        status = fy_team_content(call->store, first->content, &theirs, error);
    if (first && status == FY_OK)
        status = take_stretch(unit, end, &theirs, error);
    *same = theirs && fy_grid_equal(mine, theirs);
    fy_grid_free(mine);
    fy_grid_free(theirs);
    return status;
}

/* ---- the recording's grid ---- */

static enum fy_status merge_once(const char *path, const struct fy_grid *result, const struct fy_unit *unit, double end,
                                 struct fy_error *error)
{
    struct fy_grid_file *file = NULL;
    struct fy_grid *there = NULL, *merged = NULL;
    enum fy_status status = fy_grid_file_open(&file, path, &there, NULL, error);
    if (status == FY_OK) {
        status = fy_grid_splice(there, result, unit->from, unit->to < end ? unit->to : end, end, &merged);
        if (status != FY_OK)
            (void)fy_fail(error, status, "%s", fy_status_text(status));
    }
    if (status == FY_OK && !(there && fy_grid_equal(there, merged)))
        status = fy_grid_file_save(file, merged, false, error);
    fy_grid_free(there);
    fy_grid_free(merged);
    fy_grid_file_close(file);
    return status;
}

enum fy_status team_merge_result(const struct team_call *call, const struct fy_unit *unit, struct fy_error *error)
{
    char recording[PATH_MAX], path[PATH_MAX];
    struct fy_grid *result = NULL;
    double end = 0;
    /* What people are measured by is known already. */
    if (unit->gold[0] != '\0')
        return FY_OK;
    if (!team_recording_path(call, unit, recording))
        return too_long(error);
    enum fy_status status = fy_project_grid_path(recording, path, sizeof path, error);
    if (status == FY_OK)
        status = team_recording_end(recording, &end, error);
    if (status == FY_OK)
        status = fy_team_content(call->store, unit->result, &result, error);
    /* Two units of one recording may be accepted at the same moment. */
    for (int tries = 0; status == FY_OK; tries++) {
        status = merge_once(path, result, unit, end, error);
        if (status != FY_CHANGED || tries == 100)
            break;
        status = FY_OK;
    }
    fy_grid_free(result);
    return status;
}

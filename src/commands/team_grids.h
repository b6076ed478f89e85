/* Grids of a unit on disk: work/UNIT.PERSON.TextGrid, and what of it goes into the recording's grid. */
#ifndef FANGYIN_COMMANDS_TEAM_GRIDS_H
#define FANGYIN_COMMANDS_TEAM_GRIDS_H

#include "commands/team.h"

#include <fangyin/grid.h>

/* The recording's path in the project; false if it is too long. */
bool team_recording_path(const struct team_call *call, const struct fy_unit *unit, char path[PATH_MAX]);

/* Its length, s. */
enum fy_status team_recording_end(const char *path, double *end, struct fy_error *error);

/* Make somebody's work file for the unit, unless it is there: from `content` (a hash, of what was handed in), or, where
 * that is NULL, from what the recording's grid has there, or from nothing. */
enum fy_status team_make_work(const struct team_call *call, const struct fy_unit *unit, const char *content,
                              struct fy_error *error);

/* Rename the caller's file for a unit, which has done its service, to its name and ".old". */
bool team_put_aside(const struct team_call *call, const char *unit);

/* True if somebody's file for a unit is to be made: it is not there, or was made from something else than `base` and is
 * put aside under its name and ".old". `base` NULL: what is there stays. `path` gets its path; *status tells of a
 * failure. */
bool team_begin_work(const struct team_call *call, const char *unit, const char *base, char path[PATH_MAX],
                     enum fy_status *status, struct fy_error *error);
enum fy_status team_save_work(const char *path, const struct fy_grid *grid, const char *base, struct fy_error *error);

/* Whether the caller's work file has what was handed in first, unchanged. */
enum fy_status team_is_as_handed_in(const struct team_call *call, const struct fy_unit *unit, bool *same,
                                    struct fy_error *error);

/* ---- team_side.c ---- */

/* All versions of a unit side by side, names hidden: each one's tiers with "@v1", "@v2" ... behind, in the order of
 * their contents, after the tiers of `first` (a hash; NULL: of any), which are to become the settled version. */
enum fy_status team_make_settling(const struct team_call *call, const struct fy_unit *unit, const char *first,
                                  struct fy_error *error);
/* Take those tiers away again. */
enum fy_status team_drop_versions(struct fy_grid *grid, struct fy_error *error);
/* What was handed in first and not returned; NULL: nothing. */
const struct fy_unit_slot *team_earliest(const struct fy_unit *unit);

/* Put what was accepted into the recording's grid. */
enum fy_status team_merge_result(const struct team_call *call, const struct fy_unit *unit, struct fy_error *error);

#endif

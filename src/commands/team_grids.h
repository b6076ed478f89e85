/* Grids of a unit on disk: work/UNIT.PERSON.TextGrid, and what of it goes into the recording's grid. */
#ifndef FANGYIN_COMMANDS_TEAM_GRIDS_H
#define FANGYIN_COMMANDS_TEAM_GRIDS_H

#include "commands/team.h"

#include <fangyin/grid.h>

/* The recording's path in the project; false if it is too long. */
bool team_recording_path(const struct team_call *call, const struct fy_unit *unit, char path[PATH_MAX]);

/* Make somebody's work file for the unit, unless it is there: from `content` (a hash, of what was handed in), or, where
 * that is NULL, from what the recording's grid has there, or from nothing. */
enum fy_status team_make_work(const struct team_call *call, const struct fy_unit *unit, const char *content,
                              struct fy_error *error);

/* All versions of a unit side by side, names hidden: each one's tiers with "@v1", "@v2" ... behind, after a first one's
 * tiers as they are, which is to become the settled version. */
enum fy_status team_make_settling(const struct team_call *call, const struct fy_unit *unit, struct fy_error *error);

/* Put what was accepted into the recording's grid. */
enum fy_status team_merge_result(const struct team_call *call, const struct fy_unit *unit, struct fy_error *error);

#endif

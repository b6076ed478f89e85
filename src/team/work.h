/* What the two halves of <fangyin/team_work.h> share. */
#ifndef FANGYIN_TEAM_WORK_INSIDE_H
#define FANGYIN_TEAM_WORK_INSIDE_H

#include <fangyin/team_work.h>

/* The head of a unit in this state; its texts are the unit's. */
struct fy_team_head fy_unit_head(const struct fy_unit *unit, const char *stream);

/* "unit/NAME" */
enum fy_status fy_unit_stream(struct fy_buffer *stream, const char *name);

/* Apply the event to the log and append it. The log is not to be used after a failure. */
enum fy_status fy_unit_append(struct fy_team_store *store, struct fy_unit_log *log, const struct fy_team_event *event,
                              struct fy_error *error);

#endif

/* What an event's `data` says. */
#ifndef FANGYIN_TEAM_DATA_H
#define FANGYIN_TEAM_DATA_H

#include "base/json_read.h"

#include <fangyin/team.h>

/* What every subject checks of an event before it looks further: that its kind is known (FY_UNSUPPORTED; *kind is its
 * place in `kinds`, which ends with a NULL), the person has a name that may be one, the time is a number, the rev
 * follows `rev`, and the stream begins with the first of the kinds and nothing else is that. Then the data is parsed as
 * fy_data_read does. */
enum fy_status fy_event_open(const struct fy_team_event *event, int64_t rev, const char *const *kinds, size_t *kind,
                             struct fy_json **root, struct fy_error *error);

/* Parse; *root is NULL for an empty object. FY_INVALID where it is no JSON object. Free with fy_json_free. */
enum fy_status fy_data_read(const struct fy_team_event *event, struct fy_json **root, struct fy_error *error);

/* A member, or what to take without. Texts are good until the root is freed. */
const char *fy_data_text(const struct fy_json *root, const char *name, const char *otherwise);
double fy_data_number(const struct fy_json *root, const char *name, double otherwise);
bool fy_data_flag(const struct fy_json *root, const char *name);

#endif

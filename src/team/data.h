/* What an event's `data` says. */
#ifndef FANGYIN_TEAM_DATA_H
#define FANGYIN_TEAM_DATA_H

#include "base/json_read.h"

#include <fangyin/team.h>

/* Parse; *root is NULL for an empty object. FY_INVALID where it is no JSON object. Free with fy_json_free. */
enum fy_status fy_data_read(const struct fy_team_event *event, struct fy_json **root, struct fy_error *error);

/* A member, or what to take without. Texts are good until the root is freed. */
const char *fy_data_text(const struct fy_json *root, const char *name, const char *otherwise);
double fy_data_number(const struct fy_json *root, const char *name, double otherwise);
bool fy_data_flag(const struct fy_json *root, const char *name);

#endif

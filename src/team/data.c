#include "team/data.h"

#include "base/messages.h"

#include <math.h>
#include <string.h>

enum fy_status fy_data_read(const struct fy_team_event *event, struct fy_json **root, struct fy_error *error)
{
    *root = NULL;
    if (event->data[0] == '\0')
        return FY_OK;
    const enum fy_status status = fy_json_read(event->data, strlen(event->data), root, NULL);
    if (status == FY_NO_MEMORY)
        return fy_fail(error, status, "%s", fy_status_text(status));
    if (status != FY_OK || !fy_json_is_object(*root)) {
        fy_json_free(*root);
        *root = NULL;
        return fy_fail(error, FY_INVALID, _("Event %lld of %s is damaged: a JSON object was expected."),
                       (long long)event->rev, event->stream);
    }
    return FY_OK;
}

const char *fy_data_text(const struct fy_json *root, const char *name, const char *otherwise)
{
    const char *text = fy_json_text_of(fy_json_get(root, name));
    return text ? text : otherwise;
}

double fy_data_number(const struct fy_json *root, const char *name, double otherwise)
{
    double number;
    return fy_json_number_of(fy_json_get(root, name), &number) && isfinite(number) ? number : otherwise;
}

bool fy_data_flag(const struct fy_json *root, const char *name)
{
    return fy_json_is_true(fy_json_get(root, name));
}

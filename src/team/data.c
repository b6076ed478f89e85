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

static enum fy_status check_form(const struct fy_team_event *event, int64_t rev, bool first, struct fy_error *error)
{
    if (!fy_team_person_name_valid(event->person))
        return fy_fail(error, FY_INVALID,
                       _("\"%s\" cannot be a person's name here: 1 to 100 bytes without '/' and '.' were expected."),
                       event->person);
    if (!isfinite(event->time))
        return fy_fail(error, FY_INVALID, _("An event of %s has a time that is no number."), event->stream);
    if (event->rev != rev + 1)
        return fy_fail(error, FY_INVALID, _("The events of %s are not numbered one after the other."), event->stream);
    if (first && rev > 0)
        return fy_fail(error, FY_INVALID, _("%s is there already: \"%s\" is its first event only."), event->stream,
                       event->kind);
    if (!first && rev == 0)
        return fy_fail(error, FY_INVALID, _("There is no %s."), event->stream);
    return FY_OK;
}

enum fy_status fy_event_open(const struct fy_team_event *event, int64_t rev, const char *const *kinds, size_t *kind,
                             struct fy_json **root, struct fy_error *error)
{
    *root = NULL;
    for (*kind = 0; kinds[*kind] && strcmp(kinds[*kind], event->kind) != 0; ++*kind)
        continue;
    if (!kinds[*kind])
        return fy_fail(error, FY_UNSUPPORTED,
                       _("The work record holds an event \"%s\" that this version does not know: use a newer one."),
                       event->kind);
    const enum fy_status status = check_form(event, rev, *kind == 0, error);
    return status == FY_OK ? fy_data_read(event, root, error) : status;
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

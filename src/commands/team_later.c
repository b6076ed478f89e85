/* Work goes on while the team's store cannot be reached. What a unit is stands beside its work file, so that it can be
 * opened again; that it is done stands there too, and it is handed in as soon as the store answers. */
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/team_take.h"

#include <dirent.h>
#include <fangyin/files.h>
#include <fangyin/memory.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define UNIT ".unit"     /* of the file that says what the unit is */
#define SUBMIT ".submit" /* of the one that says that it is done */

static bool beside(const struct team_call *call, const char *unit, const char *what, char path[PATH_MAX])
{
    if (!team_work_path(call, unit, call->person, path) || strlen(path) + strlen(what) >= PATH_MAX)
        return false;
    strcat(path, what);
    return true;
}

void team_remember_unit(const struct team_call *call, const struct fy_unit *unit)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    struct fy_json_writer json = { .out = &bytes };
    char path[PATH_MAX];
    fy_json_object(&json, NULL);
    fy_json_text(&json, "recording", unit->recording);
    fy_json_number(&json, "from", unit->from);
    fy_json_number(&json, "to", unit->to);
    fy_json_text(&json, "dialect", unit->dialect);
    fy_json_object_end(&json);
    if (!bytes.failed && beside(call, unit->name, UNIT, path))
        (void)fy_file_replace(path, bytes.data, bytes.size, NULL);
    fy_buffer_free(&bytes);
}

void team_forget_unit(const struct team_call *call, const char *unit)
{
    char path[PATH_MAX];
    if (beside(call, unit, UNIT, path))
        unlink(path);
    if (beside(call, unit, SUBMIT, path))
        unlink(path);
}

int team_submit_later(const struct team_call *call, const char *unit, struct fy_error *error)
{
    char path[PATH_MAX];
    if (!team_work_path(call, unit, call->person, path) || access(path, F_OK) != 0 ||
        !beside(call, unit, SUBMIT, path) || fy_file_replace(path, "\n", 1, NULL) != FY_OK)
        return team_told(error);
    (void)fy_command_error(error);
    fprintf(stderr,
            _("%s is kept, and handed in when the team can be reached: by the next fangyin team next or submit.\n"),
            unit);
    return 0;
}

/* Names of units for which the caller has a work file with `what` beside it, in order, each with its NUL. */
static void list(const struct team_call *call, const char *what, struct fy_buffer *names)
{
    char path[PATH_MAX], ending[400];
    struct dirent **entries = NULL;
    if (!team_work_path(call, "", "", path))
        return;
    *strrchr(path, '/') = '\0';
    snprintf(ending, sizeof ending, ".%s.TextGrid%s", call->person, what);
    const int count = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        const size_t size = strlen(name), end = strlen(ending);
        if (size > end && strcmp(name + size - end, ending) == 0) {
            fy_buffer_append(names, name, size - end);
            fy_buffer_putc(names, '\0');
        }
        free(entries[i]);
    }
    free(entries);
}

void team_send_kept(const struct team_call *call)
{
    struct fy_buffer names = FY_BUFFER_EMPTY;
    list(call, SUBMIT, &names);
    for (size_t at = 0; !names.failed && at < names.size; at += strlen(names.data + at) + 1) {
        char *words[] = { names.data + at, NULL };
        struct team_call again = *call;
        char path[PATH_MAX];
        again.rest = words;
        again.count = 1;
        if (beside(call, words[0], SUBMIT, path))
            unlink(path);
        /* Said by itself where it cannot be; the work file stays. */
        if (team_submit(&again) == 0 && access(path, F_OK) != 0)
            fprintf(stderr, _("%s, which was kept, is handed in.\n"), words[0]);
    }
    fy_buffer_free(&names);
}

/* What was remembered of a unit; its texts are the JSON's. */
static bool recall(const struct team_call *call, const char *name, struct fy_json **json, struct fy_unit *unit)
{
    char path[PATH_MAX];
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    const bool read = beside(call, name, UNIT, path) && fy_file_read(path, &bytes, NULL) == FY_OK &&
                      fy_json_read(fy_buffer_text(&bytes), bytes.size, json, NULL) == FY_OK;
    *unit = (struct fy_unit){ .name = name,
                              .recording = read ? fy_json_text_of(fy_json_get(*json, "recording")) : NULL,
                              .dialect = read ? fy_json_text_of(fy_json_get(*json, "dialect")) : NULL,
                              .gold = "",
                              .only = "",
                              .repeats = "",
                              .holder = "",
                              .expert = "",
                              .author = "",
                              .result = "",
                              .verdict = "",
                              .reviewer = "" };
    fy_buffer_free(&bytes);
    return unit->recording && unit->dialect && fy_json_number_of(fy_json_get(*json, "from"), &unit->from) &&
           fy_json_number_of(fy_json_get(*json, "to"), &unit->to);
}

int team_go_on_alone(const struct team_call *call, struct fy_error *error)
{
    struct fy_buffer names = FY_BUFFER_EMPTY;
    struct fy_json *json = NULL;
    struct fy_unit unit;
    char path[PATH_MAX];
    bool found = false, done = false;
    list(call, UNIT, &names);
    for (size_t at = 0; !found && !names.failed && at < names.size; at += strlen(names.data + at) + 1) {
        fy_json_free(json);
        json = NULL;
        found = beside(call, names.data + at, SUBMIT, path) && access(path, F_OK) != 0 &&
                recall(call, names.data + at, &json, &unit);
    }
    int result = team_told(error);
    if (found) {
        fprintf(stderr, _("What you have begun, %s, is opened meanwhile.\n"), unit.name);
        result = team_work_on(call, &unit, "annotate", &done);
    }
    fy_json_free(json);
    fy_buffer_free(&names);
    return result;
}

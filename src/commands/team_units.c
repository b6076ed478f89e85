/* Units: made, taken, handed in, given back. */
#include "base/digest.h"
#include "base/json_write.h"
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/team.h"

#include <fangyin/files.h>
#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <fangyin/recording.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEASE (24.0 * 60 * 60) /* seconds */

/* ---- add ---- */

/* What a recording becomes: its path from the folder, and that without extension and slashes. */
struct unit {
    char recording[PATH_MAX], name[PATH_MAX];
};

static bool name_unit(struct unit *unit, const char *folder, const char *path, struct fy_error *error)
{
    char whole[PATH_MAX];
    const size_t size = strlen(folder);

    if (realpath(path, whole) == NULL || strncmp(whole, folder, size) != 0 || whole[size] != '/') {
        (void)fy_fail(error, FY_INVALID, "%s", _("The recordings of a team must be inside its folder."));
        (void)fy_error_in_file(error, path);
        return false;
    }
    strcpy(unit->recording, whole + size + 1);
    strcpy(unit->name, unit->recording);
    char *slash = strrchr(unit->name, '/');
    char *dot = strrchr(slash != NULL ? slash : unit->name, '.');
    if (dot != NULL && dot > unit->name)
        *dot = '\0';
    for (char *at = unit->name; *at != '\0'; at++)
        *at = *at == '/' ? '_' : *at;
    return true;
}

static int add_units(const struct team_call *call, struct unit *units, struct fy_unit_plan *plans)
{
    struct fy_error error = { 0 };
    size_t added;

    for (size_t i = 0; i < call->count; i++) {
        struct fy_recording *recording;
        if (fy_command_open_recording(&recording, call->rest[i], &error) != FY_OK)
            return fy_command_error(&error);
        const double length = (double)fy_recording_frames(recording) / fy_recording_rate(recording);
        fy_recording_close(recording);
        if (!name_unit(&units[i], strcmp(call->whole, "/") == 0 ? "" : call->whole, call->rest[i], &error))
            return fy_command_error(&error);
        plans[i] = (struct fy_unit_plan){ .name = units[i].name, .recording = units[i].recording, .to = length };
    }
    if (fy_team_add(call->store, plans, call->count, call->person, call->now, &added, &error) != FY_OK)
        return team_told(&error);
    fprintf(stderr, _("%zu units added, %zu were there already.\n"), added, call->count - added);
    return 0;
}

int team_add(const struct team_call *call)
{
    struct unit *units = fy_calloc(call->count, sizeof *units);
    struct fy_unit_plan *plans = fy_calloc(call->count, sizeof *plans);
    int result = 2;

    if (units != NULL && plans != NULL)
        result = add_units(call, units, plans);
    else
        fprintf(stderr, "fangyin: %s\n", fy_status_text(FY_NO_MEMORY));
    fy_free(plans);
    fy_free(units);
    return result;
}

/* ---- next, submit, release ---- */

static void print_claim(const struct fy_unit *unit, const char *person)
{
    char from[FY_NUMBER_SIZE], to[FY_NUMBER_SIZE], until[32];
    const struct fy_unit_slot *slot = fy_unit_slot_of(unit, person);

    fy_number_write(unit->from, from);
    fy_number_write(unit->to, to);
    printf("%s\t%s\t%s\t%s\t%s\n", unit->name, unit->recording, from, to,
           team_date(slot ? slot->until : unit->until, until));
}

int team_next(const struct team_call *call)
{
    struct fy_error error = { 0 };
    struct fy_unit_log *log = fy_unit_log_new();
    const struct fy_team_wish wish = { .as = "annotate", .person = call->person, .now = call->now, .lease = LEASE };
    const enum fy_status status = log ? fy_team_next(call->store, &wish, log, &error)
                                      : fy_fail(&error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));

    if (status == FY_OK)
        print_claim(fy_unit_of(log), call->person);
    fy_unit_log_free(log);
    return status == FY_OK ? 0 : team_told(&error);
}

static int act(const struct team_call *call, const char *kind, const char *data)
{
    struct fy_error error = { 0 };
    const struct fy_team_act one = { call->rest[0], kind, call->person, data, call->now };

    return fy_team_do(call->store, &one, NULL, &error) == FY_OK ? 0 : team_told(&error);
}

int team_submit(const struct team_call *call)
{
    struct fy_error error = { 0 };
    struct fy_buffer bytes = FY_BUFFER_EMPTY, data = FY_BUFFER_EMPTY;
    struct fy_json_writer json = { .out = &data };
    char path[PATH_MAX], hash[FY_DIGEST_SIZE];
    int result = 2;

    if (!team_work_path(call, call->rest[0], call->person, path))
        return fy_command_usage("team submit FOLDER [--as PERSON] UNIT");
    enum fy_status status = fy_file_read(path, &bytes, &error);
    if (status == FY_OK) {
        /* What is handed in is in the store before it counts as handed in. */
        fy_digest_of(fy_buffer_text(&bytes), bytes.size, hash);
        status = call->store->put(call->store, hash, fy_buffer_text(&bytes), bytes.size, &error);
    }
    fy_json_object(&json, NULL);
    fy_json_text(&json, "content", status == FY_OK ? hash : "");
    fy_json_object_end(&json);
    if (status == FY_OK && data.failed)
        status = fy_fail(&error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    result = status == FY_OK ? act(call, "submit", fy_buffer_text(&data)) : team_told(&error);
    fy_buffer_free(&bytes);
    fy_buffer_free(&data);
    return result;
}

int team_release(const struct team_call *call)
{
    return act(call, "release", "");
}

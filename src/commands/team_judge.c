/* Reviewing, settling, freezing, opening again. */
#include "base/json_write.h"
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/team_grids.h"
#include "commands/team_take.h"

#include <fangyin/memory.h>
#include <fangyin/team_versions.h>
#include <stdio.h>
#include <string.h>

/* Members of an event's data: names and texts in turn, ended by NULL; those with a NULL or empty text are left out. */
static enum fy_status do_with(const struct team_call *call, const char *unit, const char *kind,
                              const char *const *members, const char *const *segments, size_t segment_count,
                              struct fy_unit_log *log, struct fy_error *error)
{
    struct fy_buffer data = FY_BUFFER_EMPTY;
    struct fy_json_writer json = { .out = &data };
    fy_json_object(&json, NULL);
    for (; members && *members; members += 2) {
        if (members[1] && members[1][0] != '\0')
            fy_json_text(&json, members[0], members[1]);
    }
    if (segment_count > 0) {
        fy_json_array(&json, "segments");
        for (size_t i = 0; i < segment_count; i++)
            fy_json_text(&json, NULL, segments[i]);
        fy_json_array_end(&json);
    }
    fy_json_object_end(&json);
    const enum fy_status status =
        data.failed ? team_no_memory(error) : team_act(call, unit, kind, fy_buffer_text(&data), log, error);
    fy_buffer_free(&data);
    return status;
}

/* What was accepted goes into the recording's grid at once. */
static int finish(const struct team_call *call, struct fy_unit_log *log, enum fy_status status, struct fy_error *error)
{
    if (status == FY_OK && fy_unit_of(log)->state == FY_UNIT_ACCEPTED)
        status = team_merge_result(call, fy_unit_of(log), error);
    fy_unit_log_free(log);
    return status == FY_OK ? 0 : team_told(error);
}

/* ---- review ---- */

static enum fy_status accept(const struct team_call *call, struct fy_unit_log *log, struct fy_error *error)
{
    const char *const members[] = { "person", call->count > 2 ? call->rest[2] : NULL, "note", call->options.note,
                                    NULL };
    return do_with(call, call->rest[0], "accept", members, NULL, 0, log, error);
}

static enum fy_status fix(const struct team_call *call, struct fy_unit_log *log, struct fy_error *error)
{
    char hash[FY_DIGEST_SIZE];
    const enum fy_status status = team_put_work(call, call->rest[0], true, hash, error);
    const char *const members[] = { "content", hash, "severity", call->rest[2], "note", call->options.note, NULL };
    if (status != FY_OK)
        return status;
    if (strcmp(call->rest[2], "minor") != 0 && strcmp(call->rest[2], "major") != 0)
        return fy_fail(error, FY_INVALID, "%s", _("A correction is minor or major."));
    return do_with(call, call->rest[0], "fix", members, NULL, 0, log, error);
}

static enum fy_status send_back(const struct team_call *call, struct fy_unit_log *log, struct fy_error *error)
{
    const char *const members[] = { "reason", call->rest[2], "note", call->options.note, NULL };
    return do_with(call, call->rest[0], "return", members, (const char *const *)call->rest + 3, call->count - 3, log,
                   error);
}

static enum fy_status invalidate(const struct team_call *call, struct fy_unit_log *log, struct fy_error *error)
{
    const char *const members[] = { "reason", call->rest[2], NULL };
    return do_with(call, call->rest[0], "invalid", members, NULL, 0, log, error);
}

static enum fy_status pass(const struct team_call *call, struct fy_unit_log *log, struct fy_error *error)
{
    const char *const members[] = { "expert", call->rest[2], "note", call->options.note, NULL };
    return do_with(call, call->rest[0], "pass", members, NULL, 0, log, error);
}

static const struct {
    const char *name;
    size_t least, most; /* words, the unit and the verdict among them */
    enum fy_status (*run)(const struct team_call *call, struct fy_unit_log *log, struct fy_error *error);
} verdicts[] = {
    { "accept", 2, 3, accept },      { "fix", 3, 3, fix },   { "return", 3, INT_MAX, send_back },
    { "invalid", 3, 3, invalidate }, { "pass", 3, 3, pass },
};

/* The reviewer's own copy of the earliest version; beside it, where several people handed in, what each wrote. */
static enum fy_status prepare_review(const struct team_call *call, const struct fy_unit *unit, struct fy_error *error)
{
    const struct fy_unit_slot *first = team_earliest(unit);
    if (first && fy_unit_submissions(unit) > 1)
        return team_make_settling(call, unit, first->content, error);
    return first ? team_make_work(call, unit, first->content, error) : FY_OK;
}

static enum fy_status prepare_settling(const struct team_call *call, const struct fy_unit *unit, struct fy_error *error)
{
    return team_make_settling(call, unit, NULL, error);
}

int team_review(const struct team_call *call)
{
    struct fy_error error = { 0 };
    if (call->count == 0)
        return team_take(call, "review", prepare_review);
    for (size_t i = 0; call->count > 1 && i < sizeof verdicts / sizeof *verdicts; i++) {
        if (strcmp(verdicts[i].name, call->rest[1]) != 0 || call->count < verdicts[i].least ||
            call->count > verdicts[i].most)
            continue;
        struct fy_unit_log *log = fy_unit_log_new();
        return finish(call, log, log ? verdicts[i].run(call, log, &error) : team_no_memory(&error), &error);
    }
    return fy_command_usage("team review FOLDER [UNIT accept [PERSON] | UNIT fix minor|major | UNIT return REASON "
                            "[SEGMENT...] | UNIT invalid REASON | UNIT pass EXPERT]");
}

/* ---- adjudicate ---- */

static enum fy_status settle(const struct team_call *call, struct fy_unit_log *log, struct fy_error *error)
{
    char hash[FY_DIGEST_SIZE];
    const char *person = call->count > 1 ? call->rest[1] : "", *content = hash;
    enum fy_status status = fy_team_unit(call->store, call->rest[0], log, error);
    if (status == FY_OK && person[0] != '\0') {
        const struct fy_unit_slot *slot = fy_unit_slot_of(fy_unit_of(log), person);
        if (!slot || slot->content[0] == '\0')
            return fy_fail(error, FY_INVALID, _("Unit %s has no version of that person."), call->rest[0]);
        snprintf(hash, sizeof hash, "%s", slot->content);
    } else if (status == FY_OK) {
        status = team_put_work(call, call->rest[0], true, hash, error);
    }
    const char *const members[] = { "content", content, "person", person, "note", call->options.note, NULL };
    return status == FY_OK ? do_with(call, call->rest[0], "resolve", members, NULL, 0, log, error) : status;
}

int team_adjudicate(const struct team_call *call)
{
    struct fy_error error = { 0 };
    if (call->count == 0)
        return team_take(call, "adjudicate", prepare_settling);
    struct fy_unit_log *log = fy_unit_log_new();
    return finish(call, log, log ? settle(call, log, &error) : team_no_memory(&error), &error);
}

/* ---- freeze, reopen, merge ---- */

int team_freeze(const struct team_call *call)
{
    struct fy_error error = { 0 };
    const char *const members[] = { "batch", call->rest[0], NULL };
    for (size_t i = 1; i < call->count; i++) {
        if (do_with(call, call->rest[i], "freeze", members, NULL, 0, NULL, &error) != FY_OK)
            return team_told(&error);
    }
    return 0;
}

int team_reopen(const struct team_call *call)
{
    struct fy_error error = { 0 };
    const char *const members[] = { "reason", call->rest[1], NULL };
    return do_with(call, call->rest[0], "reopen", members, NULL, 0, NULL, &error) == FY_OK ? 0 : team_told(&error);
}

/* Whatever was accepted and, because something broke off, did not get into the recording's grid. */
int team_merge(const struct team_call *call)
{
    struct fy_error error = { 0 };
    struct fy_buffer names = FY_BUFFER_EMPTY;
    struct fy_unit_log *log = fy_unit_log_new();
    static const enum fy_unit_state states[] = { FY_UNIT_ACCEPTED, FY_UNIT_FROZEN };
    enum fy_status status = log ? FY_OK : team_no_memory(&error);
    for (size_t i = 0; status == FY_OK && i < 2; i++) {
        const struct fy_team_query query = { .subject = "unit", .state = fy_unit_state_name(states[i]) };
        status = call->store->heads(call->store, &query, team_note_name, &names, &error);
    }
    for (size_t at = 0; status == FY_OK && at < names.size; at += strlen(names.data + at) + 1) {
        status = fy_team_unit(call->store, names.data + at, log, &error);
        if (status == FY_OK && fy_unit_of(log)->result[0] != '\0')
            status = team_merge_result(call, fy_unit_of(log), &error);
    }
    fy_buffer_free(&names);
    fy_unit_log_free(log);
    return status == FY_OK ? 0 : team_told(&error);
}

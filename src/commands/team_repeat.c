/* Units that somebody is to transcribe once more without knowing it: how far they agree with themselves. Such a unit
 * has the person's first version as its known answer, and nobody else gets it. */
#include "base/digest.h"
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/team_quality.h"

#include <fangyin/memory.h>
#include <fangyin/quality.h>
#include <fangyin/team_versions.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHARE 0.03 /* of what somebody handed in */
#define DAYS 1.0   /* so that it is not remembered word for word */

bool team_hidden_name(const char *unit, const char *person, char name[TEAM_HIDDEN_NAME])
{
    char digest[FY_DIGEST_SIZE];
    struct fy_buffer text = FY_BUFFER_EMPTY;
    fy_buffer_printf(&text, "%s/%s", unit, person);
    fy_digest_of(fy_buffer_text(&text), text.size, digest);
    const bool whole = !text.failed && snprintf(name, TEAM_HIDDEN_NAME, "%s_%.4s", unit, digest) < TEAM_HIDDEN_NAME;
    fy_buffer_free(&text);
    return whole;
}

/* Add the repeat of one submission unless it is there. */
static enum fy_status add(const struct team_call *call, const struct team_submission *one, struct fy_unit_log *log,
                          size_t *added, struct fy_error *error)
{
    char name[TEAM_HIDDEN_NAME];
    size_t fresh = 0;
    enum fy_status status = fy_team_unit(call->store, one->unit, log, error);
    if (status != FY_OK)
        return status;
    const struct fy_unit *unit = fy_unit_of(log);
    if (!team_hidden_name(one->unit, one->person, name))
        return fy_fail(error, FY_INVALID, "%s", _("The path is too long."));
    const struct fy_unit_plan plan = {
        .name = name,
        .recording = unit->recording,
        .from = unit->from,
        .to = unit->to,
        .dialect = unit->dialect,
        .priority = unit->priority,
        .unreviewed = true,
        .gold = one->content,
        .only = one->person,
        .repeats = one->unit,
    };
    status = fy_team_add(call->store, &plan, 1, call->person, call->now, &fresh, error);
    *added += fresh;
    return status;
}

/* What may be repeated, with a number that is chance and yet always the same. */
struct candidate {
    const struct team_submission *one;
    uint64_t chance;
};

static int by_chance(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    return (x->chance > y->chance) - (x->chance < y->chance);
}

static uint64_t chance_of(const struct team_call *call, const struct team_submission *one)
{
    struct fy_buffer text = FY_BUFFER_EMPTY;
    fy_buffer_printf(&text, "%.0f/%s/%s", call->options.seed, one->person, one->unit);
    const uint64_t chance = fy_sample_seed(fy_buffer_text(&text));
    fy_buffer_free(&text);
    return chance;
}

/* Neither what has a known answer nor what is new or empty. */
static enum fy_status may_be_repeated(const struct team_call *call, const struct team_submission *one,
                                      struct fy_unit_log *log, bool *may, struct fy_error *error)
{
    const double days = call->options.days > 0 ? call->options.days : DAYS;
    const enum fy_status status = fy_team_unit(call->store, one->unit, log, error);
    *may = status == FY_OK && fy_unit_of(log)->gold[0] == '\0' && one->content[0] != '\0' &&
           one->time <= call->now - days * 24 * 60 * 60;
    return status;
}

/* Of everything of one person. */
static enum fy_status repeat_person(const struct team_call *call, const struct team_submission *items, size_t count,
                                    struct fy_unit_log *log, size_t *added, struct fy_error *error)
{
    const double share = call->options.share > 0 ? fmin(call->options.share, 1) : SHARE;
    struct candidate *candidates = fy_calloc(count, sizeof *candidates);
    size_t found = 0;
    enum fy_status status = candidates ? FY_OK : team_no_memory(error);
    for (size_t i = 0; status == FY_OK && i < count; i++) {
        bool may;
        status = may_be_repeated(call, &items[i], log, &may, error);
        if (status == FY_OK && may)
            candidates[found++] = (struct candidate){ &items[i], chance_of(call, &items[i]) };
    }
    if (found > 0)
        qsort(candidates, found, sizeof *candidates, by_chance);
    for (size_t i = 0; status == FY_OK && i < (size_t)ceil(share * (double)found); i++)
        status = add(call, candidates[i].one, log, added, error);
    fy_free(candidates);
    return status;
}

static enum fy_status repeat_one(const struct team_call *call, const struct team_handed_in *work,
                                 struct fy_unit_log *log, size_t *added, struct fy_error *error)
{
    for (size_t i = 0; i < work->count; i++) {
        const struct team_submission *one = &work->items[i];
        if (strcmp(one->unit, call->rest[0]) == 0 && strcmp(one->person, call->rest[1]) == 0 && one->content[0] != '\0')
            return add(call, one, log, added, error);
    }
    return fy_fail(error, FY_INVALID, _("Unit %s has no version of that person."), call->rest[0]);
}

int team_repeat(const struct team_call *call)
{
    struct fy_error error = { 0 };
    struct team_handed_in work = { 0 };
    struct fy_unit_log *log = fy_unit_log_new();
    size_t added = 0;
    if (call->count == 1)
        return fy_command_usage("team repeat FOLDER [--share RATE] [--days N] [--seed N] [UNIT PERSON]");
    enum fy_status status =
        log ? fy_people_check(call->people, call->person, "add", "", &error) : team_no_memory(&error);
    if (status == FY_OK)
        status = team_read_handed_in(call, &work, &error);
    if (status == FY_OK && call->count > 0)
        status = repeat_one(call, &work, log, &added, &error);
    for (size_t i = 0; status == FY_OK && call->count == 0 && i < work.count; i += team_run_of(&work, i))
        status = repeat_person(call, work.items + i, team_run_of(&work, i), log, &added, &error);
    if (status == FY_OK)
        fprintf(stderr, fy_message_plural("%zu unit will come once more.\n", "%zu units will come once more.\n", added),
                added);
    fy_unit_log_free(log);
    team_free_handed_in(&work);
    return status == FY_OK ? 0 : team_told(&error);
}

/* What people do, over any store: look at the state, append what should follow, look again when others were quicker. */
#include "base/messages.h"

#include <fangyin/memory.h>
#include <fangyin/team.h>
#include <math.h>
#include <string.h>

/* Each failed try means that somebody else's succeeded; so many in a row mean that something else is wrong. */
#define TRIES 1000

void fy_team_store_close(struct fy_team_store *store)
{
    if (store != NULL)
        store->close(store);
}

static enum fy_status fail_memory(struct fy_error *error)
{
    return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
}

static enum fy_status take_in(void *context, const struct fy_team_event *event, struct fy_error *error)
{
    return fy_team_fold(context, event, error);
}

/* The state of one unit, or of all (unit NULL). */
static enum fy_status load(struct fy_team_store *store, const char *unit, struct fy_team **team, struct fy_error *error)
{
    *team = fy_team_new();
    if (*team == NULL)
        return fail_memory(error);
    const enum fy_status status = store->read(store, unit, FY_TEAM_BY_UNIT, take_in, *team, error);
    if (status != FY_OK) {
        fy_team_free(*team);
        *team = NULL;
    }
    return status;
}

enum fy_status fy_team_load(struct fy_team_store *store, struct fy_team **team, struct fy_error *error)
{
    return load(store, NULL, team, error);
}

/* ---- add ---- */

/* The events that are missing, for fy_free. They are folded into `team`, which so checks them. */
static enum fy_status missing_units(struct fy_team *team, const struct fy_team_stretch *stretches, size_t count,
                                    const char *person, double now, struct fy_team_event **events, size_t *missing,
                                    struct fy_error *error)
{
    enum fy_status status = FY_OK;

    *missing = 0;
    *events = fy_calloc(count > 0 ? count : 1, sizeof **events);
    if (*events == NULL)
        return fail_memory(error);
    for (size_t i = 0; i < count && status == FY_OK; i++) {
        const struct fy_team_stretch *stretch = &stretches[i];
        const struct fy_team_unit *unit = fy_team_unit_find(team, stretch->unit);
        if (unit != NULL) {
            if (strcmp(unit->recording, stretch->recording) != 0 || unit->from < stretch->from ||
                unit->from > stretch->from || unit->to < stretch->to || unit->to > stretch->to)
                status = fy_fail(error, FY_INVALID,
                                 _("Unit %s is there already and belongs to %s, %g to %g s. Give the recording another name."),
                                 unit->name, unit->recording, unit->from, unit->to);
            continue;
        }
        const struct fy_team_event event = { FY_TEAM_ADD, stretch->unit, 1, now, person, stretch->recording,
                                             stretch->from, stretch->to, 0 };
        status = fy_team_fold(team, &event, error);
        (*events)[(*missing)++] = event;
    }
    return status;
}

enum fy_status fy_team_add(struct fy_team_store *store, const struct fy_team_stretch *stretches, size_t count,
                           const char *person, double now, size_t *added, struct fy_error *error)
{
    enum fy_status status = FY_CHANGED;

    for (int tries = 0; tries < TRIES && status == FY_CHANGED; tries++) {
        struct fy_team *team = NULL;
        struct fy_team_event *events = NULL;
        *added = 0;
        status = load(store, NULL, &team, error);
        if (status == FY_OK)
            status = missing_units(team, stretches, count, person, now, &events, added, error);
        if (status == FY_OK && *added > 0)
            status = store->append(store, events, *added, error);
        if (status != FY_OK)
            *added = 0;
        fy_free(events);
        fy_team_free(team);
    }
    return status;
}

/* ---- next ---- */

void fy_team_claim_free(struct fy_team_claim *claim)
{
    fy_free(claim->unit);
    fy_free(claim->recording);
    *claim = (struct fy_team_claim){ 0 };
}

/* The texts are copied first: what is claimed must be told. */
static enum fy_status claim_unit(struct fy_team_store *store, const struct fy_team_unit *unit,
                                 const struct fy_team_event *event, struct fy_team_claim *claim, struct fy_error *error)
{
    *claim = (struct fy_team_claim){ fy_strdup(unit->name), fy_strdup(unit->recording), unit->from, unit->to,
                                     event->rev, event->until };
    enum fy_status status = claim->unit == NULL || claim->recording == NULL ? fail_memory(error)
                                                                            : store->append(store, event, 1, error);
    if (status != FY_OK)
        fy_team_claim_free(claim);
    return status;
}

/* Try the units that were free when `team` was read, in order. *missed: some were not free any more. */
static enum fy_status claim_first(struct fy_team_store *store, const struct fy_team *team, const char *person, double now,
                                  double lease, struct fy_team_claim *claim, bool *missed, struct fy_error *error)
{
    *missed = false;
    for (size_t i = 0; i < fy_team_unit_count(team); i++) {
        const struct fy_team_unit *unit = fy_team_unit_at(team, i);
        if (!fy_team_unit_claimable(unit, now))
            continue;
        const struct fy_team_event event = { FY_TEAM_CLAIM, unit->name, unit->rev + 1, now, person, "", 0, 0, now + lease };
        const enum fy_status status = claim_unit(store, unit, &event, claim, error);
        if (status != FY_CHANGED)
            return status;
        *missed = true;
    }
    return fy_fail(error, FY_NOT_FOUND, "%s", _("No unit is free now: all are claimed or handed in."));
}

enum fy_status fy_team_next(struct fy_team_store *store, const char *person, double now, double lease,
                            struct fy_team_claim *claim, struct fy_error *error)
{
    *claim = (struct fy_team_claim){ 0 };
    if (!(lease > 0) || !isfinite(now + lease))
        return fy_fail(error, FY_INVALID, "%s", _("A claim must last some time."));
    if (!fy_team_person_name_valid(person))
        return fy_fail(error, FY_INVALID,
                       _("\"%s\" cannot be a person's name here: 1 to 100 bytes without '/' and '.' were expected."), person);
    /* A unit that was missed may have been given back since: only a pass that missed none says that none is free. */
    for (int tries = 0; tries < TRIES; tries++) {
        struct fy_team *team = NULL;
        bool missed = false;
        enum fy_status status = load(store, NULL, &team, error);
        if (status == FY_OK)
            status = claim_first(store, team, person, now, lease, claim, &missed, error);
        fy_team_free(team);
        if (status != FY_NOT_FOUND || !missed)
            return status;
    }
    return fy_fail(error, FY_CHANGED, "%s", _("Others were quicker each time. Try again."));
}

/* ---- submit, release ---- */

static enum fy_status follow_up(struct fy_team_store *store, enum fy_team_event_kind kind, const char *person,
                                const char *unit, double now, struct fy_error *error)
{
    enum fy_status status = FY_CHANGED;

    for (int tries = 0; tries < TRIES && status == FY_CHANGED; tries++) {
        struct fy_team *team = NULL;
        status = load(store, unit, &team, error);
        if (status != FY_OK)
            return status;
        const struct fy_team_unit *found = fy_team_unit_find(team, unit);
        if (found == NULL) {
            status = fy_fail(error, FY_NOT_FOUND, _("There is no unit %s."), unit);
        } else {
            const struct fy_team_event event = { kind, unit, found->rev + 1, now, person, "", 0, 0, 0 };
            status = fy_team_fold(team, &event, error);
            if (status == FY_OK)
                status = store->append(store, &event, 1, error);
        }
        fy_team_free(team);
    }
    return status;
}

enum fy_status fy_team_submit(struct fy_team_store *store, const char *person, const char *unit, double now,
                              struct fy_error *error)
{
    return follow_up(store, FY_TEAM_SUBMIT, person, unit, now, error);
}

enum fy_status fy_team_release(struct fy_team_store *store, const char *person, const char *unit, double now,
                               struct fy_error *error)
{
    return follow_up(store, FY_TEAM_RELEASE, person, unit, now, error);
}

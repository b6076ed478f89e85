/* Finding work. */
#include "base/json_write.h"
#include "base/messages.h"
#include "base/random.h"
#include "team/names.h"

#include <fangyin/memory.h>
#include <fangyin/team_work.h>
#include <math.h>
#include <string.h>

enum { LOOK_AT = 50, ROUNDS = 100, BETWEEN = 8 };

/* Units that may be claimed, from one query. */
struct found {
    struct {
        char *name;
        double priority;
    } units[LOOK_AT];
    size_t count;
};

struct search {
    struct fy_team_store *store;
    const struct fy_team_wish *wish;
    struct fy_unit_log *log;
    struct fy_error *error;
    bool missed; /* somebody was quicker somewhere: another look may find what was given back */
};

static enum fy_status note(void *context, const struct fy_team_head *head, struct fy_error *error)
{
    struct found *found = context;
    const char *name = fy_stream_name(head->stream, SUBJECT_UNIT);
    if (!name || found->count == LOOK_AT)
        return FY_OK;
    found->units[found->count].name = fy_strdup(name);
    if (!found->units[found->count].name)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    found->units[found->count++].priority = head->priority;
    return FY_OK;
}

static enum fy_status claim(const struct search *search, const char *name)
{
    const struct fy_team_wish *wish = search->wish;
    struct fy_buffer data = FY_BUFFER_EMPTY;
    struct fy_json_writer json = { .out = &data };
    fy_json_object(&json, NULL);
    fy_json_text(&json, "as", wish->as);
    fy_json_number(&json, "until", wish->now + wish->lease);
    fy_json_object_end(&json);
    const struct fy_team_act act = { name, "claim", wish->person, fy_buffer_text(&data), wish->now };
    const enum fy_status status =
        data.failed ? FY_NO_MEMORY : fy_team_do(search->store, &act, search->log, search->error);
    fy_buffer_free(&data);
    return status;
}

/* The first that can be claimed. Once somebody was quicker, at random among the equally urgent: who asks at the same
 * time would meet at each of them in turn. */
static enum fy_status claim_one(struct search *search, const struct found *found, bool own)
{
    size_t urgent = 0;
    while (urgent < found->count && !(found->units[urgent].priority > found->units[0].priority))
        urgent++;
    const size_t start = urgent > 1 ? fy_random_below(urgent - 1) : 0;
    for (size_t i = 0; i < found->count; i++) {
        const size_t at = i == 0 || i >= urgent ? i : 1 + (start + i - 1) % (urgent - 1);
        const enum fy_status status = claim(search, found->units[at].name);
        if (status != FY_INVALID && status != FY_NOT_FOUND)
            return status;
        search->missed = search->missed || !own;
    }
    return FY_NOT_FOUND;
}

/* Among which units. */
enum whose {
    ANYBODYS, /* that the person has no part in */
    OWN,      /* begun, or come back */
    RESERVED, /* for the person, and not begun */
};

static enum fy_status look(struct search *search, const char *state, const char *dialect, bool lapsed, enum whose whose)
{
    struct found found = { .count = 0 };
    const struct fy_team_query query = {
        .subject = SUBJECT_UNIT,
        .state = state,
        .dialect = dialect,
        .lapsed = lapsed ? search->wish->now : 0,
        .without = whose == ANYBODYS ? search->wish->person : NULL,
        .active = whose == OWN ? search->wish->person : NULL,
        .reserved = whose == RESERVED ? search->wish->person : NULL,
        .limit = LOOK_AT,
    };
    enum fy_status status = search->store->heads(search->store, &query, note, &found, search->error);
    if (status == FY_OK)
        status = claim_one(search, &found, whose != ANYBODYS);
    for (size_t i = 0; i < found.count; i++)
        fy_free(found.units[i].name);
    return status;
}

/* In every dialect that is wished for. */
static enum fy_status look_everywhere(struct search *search, const char *state, bool lapsed)
{
    const struct fy_team_wish *wish = search->wish;
    enum fy_status status = FY_NOT_FOUND;
    for (size_t i = 0; i < wish->dialect_count && status == FY_NOT_FOUND; i++)
        status = look(search, state, wish->dialects[i], lapsed, ANYBODYS);
    if (status == FY_NOT_FOUND && (wish->any_dialect || wish->dialect_count == 0))
        status = look(search, state, NULL, lapsed, ANYBODYS);
    return status;
}

static enum fy_status look_for_place(struct search *search)
{
    const bool between = fy_random_below(BETWEEN) == 0;
    enum fy_status status = look(search, NULL, NULL, false, OWN);
    if (status == FY_NOT_FOUND && between)
        status = look(search, NULL, NULL, false, RESERVED);
    if (status == FY_NOT_FOUND)
        status = look_everywhere(search, fy_unit_state_name(FY_UNIT_OPEN), false);
    if (status == FY_NOT_FOUND)
        status = look_everywhere(search, fy_unit_state_name(FY_UNIT_BUSY), true);
    return status == FY_NOT_FOUND && !between ? look(search, NULL, NULL, false, RESERVED) : status;
}

static enum fy_status look_for_judgement(struct search *search, enum fy_unit_state free, enum fy_unit_state held)
{
    const enum fy_status status = look_everywhere(search, fy_unit_state_name(free), false);
    return status == FY_NOT_FOUND ? look_everywhere(search, fy_unit_state_name(held), true) : status;
}

static enum fy_status look_once(struct search *search)
{
    search->missed = false;
    if (strcmp(search->wish->as, "review") == 0)
        return look_for_judgement(search, FY_UNIT_SUBMITTED, FY_UNIT_REVIEW);
    if (strcmp(search->wish->as, "adjudicate") == 0)
        return look_for_judgement(search, FY_UNIT_CONFLICT, FY_UNIT_SETTLING);
    return look_for_place(search);
}

enum fy_status fy_team_next(struct fy_team_store *store, const struct fy_team_wish *wish, struct fy_unit_log *after,
                            struct fy_error *error)
{
    if (!(wish->lease > 0) || !isfinite(wish->now + wish->lease))
        return fy_fail(error, FY_INVALID, "%s", _("A claim must last some time."));
    if (!fy_team_person_name_valid(wish->person))
        return fy_fail(error, FY_INVALID,
                       _("\"%s\" cannot be a person's name here: 1 to 100 bytes without '/' and '.' were expected."),
                       wish->person);
    struct search search = { .store = store, .wish = wish, .log = after, .error = error };
    enum fy_status status = FY_NOT_FOUND;
    for (int round = 0; round < ROUNDS; round++) {
        status = look_once(&search);
        if (status != FY_NOT_FOUND || !search.missed)
            break;
    }
    if (status == FY_NOT_FOUND)
        return fy_fail(error, FY_NOT_FOUND, "%s", _("No unit is free now: all are claimed or handed in."));
    return status;
}

#include <fangyin/team_work.h>

#include "base/json_write.h"
#include "base/messages.h"
#include "base/random.h"
#include "team/names.h"
#include "team/stream.h"
#include "team/unit.h"

#include <fangyin/memory.h>
#include <stdlib.h>
#include <string.h>

/* Each failed try means that somebody else's succeeded; so many in a row mean that something else is wrong. */
#define TRIES 1000

void fy_team_store_close(struct fy_team_store *store)
{
    if (store)
        store->close(store);
}

static enum fy_status no_memory(struct fy_error *error)
{
    return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
}

/* ---- units as a subject ---- */

#define NEVER 1e15

static double first_lapse(const struct fy_unit *unit)
{
    double until = unit->until;
    /* What is for one person becomes nobody else's. */
    if (unit->state == FY_UNIT_BUSY && unit->only[0] != '\0')
        return NEVER;
    for (size_t i = 0; unit->state == FY_UNIT_BUSY && i < unit->slot_count; i++) {
        const struct fy_unit_slot *slot = &unit->slots[i];
        if (slot->state == FY_SLOT_CLAIMED && (until <= 0 || slot->until < until))
            until = slot->until;
    }
    return until;
}

static const char *whose(const struct fy_unit *unit)
{
    for (size_t i = 0; unit->state == FY_UNIT_RETURNED && i < unit->slot_count; i++) {
        if (unit->slots[i].state == FY_SLOT_RETURNED)
            return unit->slots[i].person;
    }
    return unit->holder[0] != '\0' ? unit->holder : unit->author;
}

static struct fy_team_head unit_head(const void *log)
{
    const struct fy_unit *unit = fy_unit_of(log);
    return (struct fy_team_head){
        .rev = unit->rev,
        .subject = SUBJECT_UNIT,
        .state = fy_unit_state_name(unit->state),
        .dialect = unit->dialect,
        .priority = unit->priority,
        .until = first_lapse(unit),
        .seconds = unit->to - unit->from,
        .recording = unit->recording,
        .person = whose(unit),
    };
}

static size_t unit_parts(const void *log, struct fy_team_part *parts, size_t room)
{
    const struct fy_unit *unit = fy_unit_of(log);
    for (size_t i = 0; i < unit->slot_count && i < room; i++) {
        const struct fy_unit_slot *slot = &unit->slots[i];
        parts[i] = (struct fy_team_part){ slot->person, slot->state == FY_SLOT_SUBMITTED  ? FY_PART_DONE
                                                        : slot->state == FY_SLOT_RESERVED ? FY_PART_RESERVED
                                                                                          : FY_PART_ACTIVE };
    }
    return unit->slot_count;
}

/* Whose place the event takes away: by release, or by a claim after theirs ran out. */
static const char *unit_leaver(const void *log, const struct fy_team_event *event)
{
    const struct fy_unit *unit = fy_unit_of(log);
    if (strcmp(event->kind, "release") == 0)
        return event->person;
    if (strcmp(event->kind, "claim") != 0 || unit->state == FY_UNIT_OPEN || fy_unit_slot_of(unit, event->person))
        return NULL;
    const size_t lapsed = fy_unit_lapsed(unit, event->time);
    return lapsed < unit->slot_count ? unit->slots[lapsed].person : NULL;
}

static void *unit_make(void)
{
    return fy_unit_log_new();
}

static void unit_drop(void *log)
{
    fy_unit_log_free(log);
}

static void unit_clear(void *log)
{
    fy_unit_log_clear(log);
}

static enum fy_status unit_apply(void *log, const struct fy_team_event *event, struct fy_error *error)
{
    return fy_unit_apply(log, event, error);
}

static int64_t unit_rev(const void *log)
{
    return fy_unit_of(log) ? fy_unit_of(log)->rev : 0;
}

const struct fy_subject fy_subject_unit = {
    .name = SUBJECT_UNIT,
    .make = unit_make,
    .drop = unit_drop,
    .clear = unit_clear,
    .apply = unit_apply,
    .rev = unit_rev,
    .head = unit_head,
    .parts = unit_parts,
    .leaver = unit_leaver,
};

/* ---- one unit ---- */

enum fy_status fy_team_unit(struct fy_team_store *store, const char *name, struct fy_unit_log *log,
                            struct fy_error *error)
{
    struct fy_buffer stream = FY_BUFFER_EMPTY;
    enum fy_status status = fy_stream_of(&stream, &fy_subject_unit, name);
    status = status == FY_OK ? fy_stream_load(store, &fy_subject_unit, fy_buffer_text(&stream), log, error)
                             : no_memory(error);
    if (status == FY_OK && !fy_unit_of(log))
        status = fy_fail(error, FY_NOT_FOUND, _("There is no unit %s."), name);
    fy_buffer_free(&stream);
    return status;
}

enum fy_status fy_team_do(struct fy_team_store *store, const struct fy_team_act *act, struct fy_unit_log *after,
                          struct fy_error *error)
{
    const struct fy_stream_act one = { act->unit, act->kind, act->person, act->data, act->time, false };
    return fy_stream_do(store, &fy_subject_unit, &one, after, error);
}

/* ---- add ---- */

static enum fy_status plan_data(const struct fy_unit_plan *plan, struct fy_buffer *data)
{
    struct fy_json_writer json = { .out = data };
    const int wanted = plan->wanted > 0 ? plan->wanted : 1;
    fy_json_object(&json, NULL);
    fy_json_text(&json, "recording", plan->recording);
    fy_json_number(&json, "from", plan->from);
    fy_json_number(&json, "to", plan->to);
    if (plan->dialect)
        fy_json_text(&json, "dialect", plan->dialect);
    fy_json_number(&json, "priority", plan->priority);
    fy_json_number(&json, "wanted", wanted);
    fy_json_number(&json, "most", plan->most > wanted ? plan->most : wanted);
    if (plan->threshold > 0)
        fy_json_number(&json, "threshold", plan->threshold);
    if (plan->unreviewed)
        fy_json_bool(&json, "unreviewed", true);
    if (plan->gold)
        fy_json_text(&json, "gold", plan->gold);
    if (plan->only)
        fy_json_text(&json, "only", plan->only);
    if (plan->repeats)
        fy_json_text(&json, "repeats", plan->repeats);
    fy_json_object_end(&json);
    return data->failed ? FY_NO_MEMORY : FY_OK;
}

/* What is added, with the memory behind it. */
struct addition {
    struct fy_unit_log *log;
    struct fy_buffer stream, data;
    char token[33];
    struct fy_team_part whose; /* a unit that is for one person has a part from the start */
};

static void free_additions(struct addition *additions, size_t count)
{
    for (size_t i = 0; additions && i < count; i++) {
        fy_unit_log_free(additions[i].log);
        fy_buffer_free(&additions[i].stream);
        fy_buffer_free(&additions[i].data);
    }
    fy_free(additions);
}

static enum fy_status same_unit(const struct fy_unit *unit, const struct fy_unit_plan *plan, struct fy_error *error)
{
    if (strcmp(unit->recording, plan->recording) == 0 && !(unit->from < plan->from) && !(unit->from > plan->from) &&
        !(unit->to < plan->to) && !(unit->to > plan->to))
        return FY_OK;
    return fy_fail(error, FY_INVALID,
                   _("Unit %s is there already and belongs to %s, %g to %g s. Give the recording another name."),
                   unit->name, unit->recording, unit->from, unit->to);
}

/* Prepares the unit unless it is there; *fresh tells. */
static enum fy_status prepare(struct fy_team_store *store, const struct fy_unit_plan *plan, const char *person,
                              double now, struct addition *addition, struct fy_team_change *change, bool *fresh,
                              struct fy_error *error)
{
    *fresh = false;
    addition->log = fy_unit_log_new();
    if (!addition->log || fy_stream_of(&addition->stream, &fy_subject_unit, plan->name) != FY_OK ||
        plan_data(plan, &addition->data) != FY_OK)
        return no_memory(error);
    fy_random_token(addition->token);
    const char *stream = fy_buffer_text(&addition->stream);
    enum fy_status status = fy_stream_load(store, &fy_subject_unit, stream, addition->log, error);
    if (status != FY_OK)
        return status;
    if (fy_unit_of(addition->log))
        return same_unit(fy_unit_of(addition->log), plan, error);
    const struct fy_team_event event = {
        stream, 1, "add", now, person, addition->token, fy_buffer_text(&addition->data)
    };
    status = fy_unit_apply(addition->log, &event, error);
    *change = (struct fy_team_change){ .event = event };
    if (status == FY_OK) {
        change->head = unit_head(addition->log);
        change->head.stream = stream;
        change->parts = &addition->whose;
        change->part_count = unit_parts(addition->log, &addition->whose, 1);
    }
    *fresh = status == FY_OK;
    return status;
}

static enum fy_status add_all(struct fy_team_store *store, const struct fy_unit_plan *plans, size_t count,
                              const char *person, double now, size_t *added, struct fy_error *error)
{
    struct addition *additions = fy_calloc(count + 1, sizeof *additions);
    struct fy_team_change *changes = fy_calloc(count + 1, sizeof *changes);
    enum fy_status status = additions && changes ? FY_OK : no_memory(error);
    *added = 0;
    for (size_t i = 0; i < count && status == FY_OK; i++) {
        bool fresh;
        status = prepare(store, &plans[i], person, now, &additions[i], &changes[*added], &fresh, error);
        *added += fresh;
    }
    if (status == FY_OK && *added > 0)
        status = store->append(store, changes, *added, error);
    if (status != FY_OK)
        *added = 0;
    free_additions(additions, count);
    fy_free(changes);
    return status;
}

static int plan_order(const void *a, const void *b)
{
    return strcmp((*(const struct fy_unit_plan *const *)a)->name, (*(const struct fy_unit_plan *const *)b)->name);
}

/* A name twice in one list would be two first events of one stream. */
static enum fy_status check_names(const struct fy_unit_plan *plans, size_t count, struct fy_error *error)
{
    const struct fy_unit_plan **sorted = fy_calloc(count + 1, sizeof *sorted);
    enum fy_status status = sorted ? FY_OK : no_memory(error);
    for (size_t i = 0; sorted && i < count; i++)
        sorted[i] = &plans[i];
    if (sorted && count > 1)
        qsort(sorted, count, sizeof *sorted, plan_order);
    for (size_t i = 1; i < count && status == FY_OK; i++) {
        if (strcmp(sorted[i - 1]->name, sorted[i]->name) == 0)
            status = fy_fail(error, FY_INVALID, _("Two recordings would both become unit %s. Give one another name."),
                             sorted[i]->name);
    }
    fy_free(sorted);
    return status;
}

enum fy_status fy_team_add(struct fy_team_store *store, const struct fy_unit_plan *plans, size_t count,
                           const char *person, double now, size_t *added, struct fy_error *error)
{
    enum fy_status status = check_names(plans, count, error);
    *added = 0;
    if (status != FY_OK)
        return status;
    status = FY_CHANGED;
    for (int tries = 0; tries < TRIES && status == FY_CHANGED; tries++)
        status = add_all(store, plans, count, person, now, added, error);
    return status;
}

#include "team/work.h"

#include "base/json_write.h"
#include "base/messages.h"
#include "base/random.h"
#include "team/names.h"

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

enum fy_status fy_unit_stream(struct fy_buffer *stream, const char *name)
{
    fy_buffer_clear(stream);
    fy_buffer_printf(stream, SUBJECT_UNIT "/%s", name);
    return stream->failed ? FY_NO_MEMORY : FY_OK;
}

/* ---- heads and parts ---- */

static double first_lapse(const struct fy_unit *unit)
{
    double until = unit->until;
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

struct fy_team_head fy_unit_head(const struct fy_unit *unit, const char *stream)
{
    return (struct fy_team_head){
        .stream = stream,
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

/* Who had a place in the unit that the event takes away: by release, or by a claim after theirs ran out. */
static const char *who_leaves(const struct fy_unit_log *log, const struct fy_team_event *event)
{
    const struct fy_unit *unit = fy_unit_of(log);
    if (!unit)
        return NULL;
    if (strcmp(event->kind, "release") == 0)
        return event->person;
    if (strcmp(event->kind, "claim") != 0 || unit->state == FY_UNIT_OPEN || fy_unit_slot_of(unit, event->person))
        return NULL;
    for (size_t i = 0; i < unit->slot_count; i++) {
        if (unit->slots[i].state == FY_SLOT_CLAIMED && unit->slots[i].until <= event->time)
            return unit->slots[i].person;
    }
    return NULL;
}

enum fy_status fy_unit_append(struct fy_team_store *store, struct fy_unit_log *log, const struct fy_team_event *event,
                              struct fy_error *error)
{
    const char *leaves = who_leaves(log, event);
    const enum fy_status status = fy_unit_apply(log, event, error);
    if (status != FY_OK)
        return status;
    const struct fy_unit *unit = fy_unit_of(log);
    struct fy_team_part *parts = fy_calloc(unit->slot_count + 1, sizeof *parts);
    if (!parts)
        return no_memory(error);
    struct fy_team_change change = { .event = *event, .head = fy_unit_head(unit, event->stream), .parts = parts };
    for (size_t i = 0; i < unit->slot_count; i++) {
        const bool done = unit->slots[i].state == FY_SLOT_SUBMITTED;
        parts[change.part_count++] =
            (struct fy_team_part){ unit->slots[i].person, done ? FY_PART_DONE : FY_PART_ACTIVE };
    }
    if (leaves && !fy_unit_slot_of(unit, leaves))
        parts[change.part_count++] = (struct fy_team_part){ leaves, FY_PART_GONE };
    const enum fy_status appended = store->append(store, &change, 1, error);
    fy_free(parts);
    return appended;
}

/* ---- one unit ---- */

static enum fy_status take_in(void *context, const struct fy_team_event *event, struct fy_error *error)
{
    return fy_unit_apply(context, event, error);
}

static enum fy_status load(struct fy_team_store *store, const char *stream, struct fy_unit_log *log,
                           struct fy_error *error)
{
    fy_unit_log_clear(log);
    return store->read(store, stream, NULL, FY_TEAM_BY_STREAM, take_in, log, error);
}

enum fy_status fy_team_unit(struct fy_team_store *store, const char *name, struct fy_unit_log *log,
                            struct fy_error *error)
{
    struct fy_buffer stream = FY_BUFFER_EMPTY;
    enum fy_status status = fy_unit_stream(&stream, name);
    status = status == FY_OK ? load(store, fy_buffer_text(&stream), log, error) : no_memory(error);
    if (status == FY_OK && !fy_unit_of(log))
        status = fy_fail(error, FY_NOT_FOUND, _("There is no unit %s."), name);
    fy_buffer_free(&stream);
    return status;
}

static enum fy_status try_once(struct fy_team_store *store, const struct fy_team_act *act, const char *stream,
                               const char *token, struct fy_unit_log *log, struct fy_error *error)
{
    const enum fy_status status = load(store, stream, log, error);
    if (status != FY_OK)
        return status;
    if (!fy_unit_of(log))
        return fy_fail(error, FY_NOT_FOUND, _("There is no unit %s."), act->unit);
    const struct fy_team_event event = { stream,   fy_unit_of(log)->rev + 1, act->kind, act->time, act->person, token,
                                         act->data };
    return fy_unit_append(store, log, &event, error);
}

enum fy_status fy_team_do(struct fy_team_store *store, const struct fy_team_act *act, struct fy_unit_log *after,
                          struct fy_error *error)
{
    struct fy_buffer stream = FY_BUFFER_EMPTY;
    struct fy_unit_log *own = after ? NULL : fy_unit_log_new(), *log = after ? after : own;
    enum fy_status status = log ? fy_unit_stream(&stream, act->unit) : FY_NO_MEMORY;
    char token[33];
    fy_random_token(token);
    if (status != FY_OK)
        (void)no_memory(error);
    else
        status = FY_CHANGED;
    for (int tries = 0; tries < TRIES && status == FY_CHANGED; tries++)
        status = try_once(store, act, fy_buffer_text(&stream), token, log, error);
    fy_unit_log_free(own);
    fy_buffer_free(&stream);
    return status;
}

/* ---- replay ---- */

struct compare {
    const struct fy_team_event *event;
    bool found, same;
};

static enum fy_status compare_event(void *context, const struct fy_team_event *there, struct fy_error *error)
{
    struct compare *compare = context;
    const struct fy_team_event *event = compare->event;
    (void)error;
    if (there->rev != event->rev)
        return FY_OK;
    compare->found = true;
    compare->same = strcmp(there->kind, event->kind) == 0 && strcmp(there->person, event->person) == 0 &&
                    strcmp(there->token, event->token) == 0 && strcmp(there->data, event->data) == 0;
    return FY_OK;
}

enum fy_status fy_team_replay(struct fy_team_store *store, const struct fy_team_event *event, struct fy_error *error)
{
    struct compare compare = { .event = event };
    struct fy_unit_log *log = NULL;
    enum fy_status status = store->read(store, event->stream, NULL, FY_TEAM_BY_STREAM, compare_event, &compare, error);
    if (status != FY_OK || compare.same)
        return status;
    if (compare.found)
        return fy_fail(error, FY_CHANGED, _("Event %lld of %s is in the record already, and another one."),
                       (long long)event->rev, event->stream);
    if (!fy_stream_name(event->stream, SUBJECT_UNIT))
        return fy_fail(error, FY_UNSUPPORTED,
                       _("Events of %s are of a kind that this version does not know: use a newer one."),
                       event->stream);
    log = fy_unit_log_new();
    status = log ? load(store, event->stream, log, error) : no_memory(error);
    if (status == FY_OK)
        status = fy_unit_append(store, log, event, error);
    fy_unit_log_free(log);
    return status;
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
    fy_json_object_end(&json);
    return data->failed ? FY_NO_MEMORY : FY_OK;
}

/* What is added, with the memory behind it. */
struct addition {
    struct fy_unit_log *log;
    struct fy_buffer stream, data;
    char token[33];
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
    if (!addition->log || fy_unit_stream(&addition->stream, plan->name) != FY_OK ||
        plan_data(plan, &addition->data) != FY_OK)
        return no_memory(error);
    fy_random_token(addition->token);
    const char *stream = fy_buffer_text(&addition->stream);
    enum fy_status status = load(store, stream, addition->log, error);
    if (status != FY_OK)
        return status;
    if (fy_unit_of(addition->log))
        return same_unit(fy_unit_of(addition->log), plan, error);
    const struct fy_team_event event = {
        stream, 1, "add", now, person, addition->token, fy_buffer_text(&addition->data)
    };
    status = fy_unit_apply(addition->log, &event, error);
    *change = (struct fy_team_change){ .event = event };
    if (status == FY_OK)
        change->head = fy_unit_head(fy_unit_of(addition->log), stream);
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

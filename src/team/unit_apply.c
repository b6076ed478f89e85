/* What each kind of event does to a unit. Each first checks all, then keeps the texts it needs, and only then changes
 * anything: so an event is taken whole or not at all. */
#include "base/messages.h"
#include "team/data.h"
#include "team/names.h"
#include "team/unit.h"

#include <fangyin/memory.h>
#include <math.h>
#include <string.h>

enum { MOST_RETURNS = 2 }; /* then an adjudicator settles it */

/* An event being applied. */
struct step {
    struct fy_unit_log *log;
    struct fy_unit *unit;
    const struct fy_team_event *event;
    const struct fy_json *data;
    const char *person; /* kept */
    struct fy_error *error;
};

static enum fy_status no_memory(const struct step *step)
{
    return fy_fail(step->error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
}

static enum fy_status missing(const struct step *step, const char *member)
{
    return fy_fail(step->error, FY_INVALID, _("Event %lld of %s lacks \"%s\"."), (long long)step->event->rev,
                   step->event->stream, member);
}

static enum fy_status refuse_state(const struct step *step)
{
    return fy_fail(step->error, FY_INVALID, _("Unit %s is %s: \"%s\" cannot follow."), step->unit->name,
                   fy_unit_state_text(step->unit->state), step->event->kind);
}

static void go(struct step *step, enum fy_unit_state state)
{
    if (step->unit->state != state)
        step->unit->since = step->event->time;
    step->unit->state = state;
    if (state != FY_UNIT_REVIEW && state != FY_UNIT_SETTLING) {
        step->unit->holder = "";
        step->unit->until = 0;
    }
}

/* The state that follows from the slots; what somebody decided, or is deciding, stays. */
static void settle(struct step *step)
{
    const struct fy_unit *unit = step->unit;
    size_t claimed = 0, returned = 0;
    if (unit->state != FY_UNIT_OPEN && unit->state != FY_UNIT_BUSY && unit->state != FY_UNIT_SUBMITTED &&
        unit->state != FY_UNIT_RETURNED)
        return;
    for (size_t i = 0; i < unit->slot_count; i++) {
        claimed += unit->slots[i].state == FY_SLOT_CLAIMED || unit->slots[i].state == FY_SLOT_RESERVED;
        returned += unit->slots[i].state == FY_SLOT_RETURNED;
    }
    if (returned > 0)
        go(step, FY_UNIT_RETURNED);
    else if (unit->slot_count < (size_t)unit->wanted)
        go(step, FY_UNIT_OPEN);
    else if (claimed > 0)
        go(step, FY_UNIT_BUSY);
    else
        go(step, FY_UNIT_SUBMITTED);
}

static void decide(struct step *step, const char *verdict, const char *author, const char *result)
{
    step->unit->verdict = verdict;
    step->unit->author = author;
    step->unit->result = result;
    go(step, FY_UNIT_ACCEPTED);
}

/* The submission of the person that the event names, or the earliest; NULL without one. */
static struct fy_unit_slot *submission(const struct step *step)
{
    const char *person = fy_data_text(step->data, "person", "");
    struct fy_unit_slot *found = NULL;
    for (size_t i = 0; i < step->unit->slot_count; i++) {
        struct fy_unit_slot *slot = &step->log->slots[i];
        if (slot->state != FY_SLOT_SUBMITTED || (person[0] != '\0' && strcmp(slot->person, person) != 0))
            continue;
        if (!found || slot->rev < found->rev)
            found = slot;
    }
    return found;
}

/* ---- add ---- */

/* Theirs from the start, so that nobody else is offered it. */
static enum fy_status reserve(struct step *step)
{
    if (!fy_team_person_name_valid(step->unit->only))
        return fy_fail(step->error, FY_INVALID,
                       _("\"%s\" cannot be a person's name here: 1 to 100 bytes without '/' and '.' were expected."),
                       step->unit->only);
    if (!fy_unit_add_slot(step->log))
        return no_memory(step);
    step->log->slots[0] = (struct fy_unit_slot){
        .person = step->unit->only, .state = FY_SLOT_RESERVED, .content = "", .since = step->event->time
    };
    settle(step);
    return FY_OK;
}

static enum fy_status add(struct step *step)
{
    struct fy_unit *unit = step->unit;
    const char *name = fy_stream_name(step->event->stream, SUBJECT_UNIT);
    const char *recording = fy_data_text(step->data, "recording", "");
    const double from = fy_data_number(step->data, "from", -1), to = fy_data_number(step->data, "to", -1);
    const double wanted = fy_data_number(step->data, "wanted", 1), most = fy_data_number(step->data, "most", wanted);
    if (!name || !fy_team_unit_name_valid(name))
        return fy_fail(step->error, FY_INVALID, _("\"%s\" cannot be a unit's name: it becomes part of a file name."),
                       step->event->stream);
    if (!fy_team_recording_valid(recording))
        return fy_fail(step->error, FY_INVALID, _("The recording of unit %s has a name that is no plain UTF-8 text."),
                       name);
    if (from < 0 || to <= from)
        return fy_fail(step->error, FY_INVALID,
                       _("Unit %s is no stretch of a recording: its end must come after its start."), name);
    if (wanted < 1 || most < wanted || most > 1000)
        return fy_fail(step->error, FY_INVALID, _("Unit %s wants %g people, %g at most: 1 to 1000 were expected."),
                       name, wanted, most);
    unit->name = fy_texts_keep(&step->log->texts, name);
    unit->recording = fy_texts_keep(&step->log->texts, recording);
    unit->dialect = fy_texts_keep(&step->log->texts, fy_data_text(step->data, "dialect", ""));
    unit->gold = fy_texts_keep(&step->log->texts, fy_data_text(step->data, "gold", ""));
    unit->only = fy_texts_keep(&step->log->texts, fy_data_text(step->data, "only", ""));
    unit->repeats = fy_texts_keep(&step->log->texts, fy_data_text(step->data, "repeats", ""));
    if (!unit->name || !unit->recording || !unit->dialect || !unit->gold || !unit->only || !unit->repeats)
        return no_memory(step);
    unit->from = from;
    unit->to = to;
    unit->priority = fy_data_number(step->data, "priority", 0);
    unit->wanted = (int)wanted;
    unit->most = (int)most;
    unit->threshold = fy_data_number(step->data, "threshold", 0.9);
    unit->unreviewed = fy_data_flag(step->data, "unreviewed");
    unit->agreement = (double)NAN;
    unit->holder = unit->expert = unit->author = unit->result = unit->verdict = unit->reviewer = "";
    unit->since = step->event->time;
    return unit->only[0] != '\0' ? reserve(step) : FY_OK;
}

/* ---- claim, release ---- */

static enum fy_status refuse_claim(const struct step *step, const char *as)
{
    const struct fy_unit *unit = step->unit;
    const struct fy_unit_slot *own = fy_unit_slot_of(unit, step->event->person);
    if (own && strcmp(as, "annotate") != 0)
        return fy_fail(step->error, FY_INVALID, _("%s transcribed unit %s: somebody else must judge it."), own->person,
                       unit->name);
    if (own)
        return fy_fail(step->error, FY_INVALID, _("Unit %s was handed in by %s already."), unit->name, own->person);
    if (unit->holder[0] != '\0')
        return fy_fail(step->error, FY_INVALID, _("Unit %s is held by %s."), unit->name, unit->holder);
    if (unit->state == FY_UNIT_BUSY && strcmp(as, "annotate") == 0)
        return fy_fail(step->error, FY_INVALID, _("Unit %s is held by %s."), unit->name, unit->slots[0].person);
    return refuse_state(step);
}

static enum fy_status claim_place(struct step *step, double until)
{
    struct fy_unit *unit = step->unit;
    size_t at = 0;
    while (at < unit->slot_count && strcmp(unit->slots[at].person, step->event->person) != 0)
        at++;
    if (at == unit->slot_count && unit->state != FY_UNIT_OPEN)
        at = fy_unit_lapsed(unit, step->event->time);
    if (at == unit->slot_count && !fy_unit_add_slot(step->log))
        return no_memory(step);
    struct fy_unit_slot *slot = &step->log->slots[at];
    if (strcmp(slot->person, step->person) != 0)
        *slot = (struct fy_unit_slot){ .person = step->person, .content = "" };
    if (slot->state != FY_SLOT_CLAIMED || slot->since <= 0)
        slot->since = step->event->time;
    slot->state = FY_SLOT_CLAIMED;
    slot->until = until;
    settle(step);
    return FY_OK;
}

static enum fy_status claim(struct step *step)
{
    const char *as = fy_data_text(step->data, "as", "annotate");
    const double until = fy_data_number(step->data, "until", 0);
    if (until <= step->event->time)
        return fy_fail(step->error, FY_INVALID, _("A claim of unit %s must last some time."), step->unit->name);
    if (!fy_unit_claimable(step->unit, as, step->event->person, step->event->time))
        return refuse_claim(step, as);
    if (strcmp(as, "annotate") == 0)
        return claim_place(step, until);
    go(step, strcmp(as, "review") == 0 ? FY_UNIT_REVIEW : FY_UNIT_SETTLING);
    step->unit->holder = step->person;
    step->unit->until = until;
    return FY_OK;
}

static enum fy_status release(struct step *step)
{
    struct fy_unit *unit = step->unit;
    if (strcmp(unit->holder, step->event->person) == 0 && unit->holder[0] != '\0') {
        go(step, unit->state == FY_UNIT_REVIEW ? FY_UNIT_SUBMITTED : FY_UNIT_CONFLICT);
        return FY_OK;
    }
    for (size_t i = 0; i < unit->slot_count; i++) {
        struct fy_unit_slot *slot = &step->log->slots[i];
        if (strcmp(slot->person, step->event->person) != 0 || slot->state != FY_SLOT_CLAIMED)
            continue;
        /* What was handed in once stays, and is to be done again by somebody. */
        if (slot->rev > 0)
            slot->state = FY_SLOT_RETURNED;
        else if (unit->only[0] != '\0')
            slot->state = FY_SLOT_RESERVED;
        else
            fy_unit_remove_slot(step->log, i);
        settle(step);
        return FY_OK;
    }
    return fy_fail(step->error, FY_INVALID, _("%s does not hold unit %s."), step->event->person, unit->name);
}

/* ---- submit, measure ---- */

static enum fy_status submit(struct step *step)
{
    struct fy_unit *unit = step->unit;
    const char *content = fy_data_text(step->data, "content", "");
    const struct fy_unit_slot *own = fy_unit_slot_of(unit, step->event->person);
    if (content[0] == '\0')
        return missing(step, "content");
    if (unit->state == FY_UNIT_FROZEN)
        return refuse_state(step);
    if (unit->only[0] != '\0' && !own)
        return fy_fail(step->error, FY_INVALID, _("Unit %s is held by %s."), unit->name, unit->only);
    if (own && own->state == FY_SLOT_SUBMITTED)
        return fy_fail(step->error, FY_INVALID, _("Unit %s was handed in by %s already."), unit->name, own->person);
    content = fy_texts_keep(&step->log->texts, content);
    struct fy_unit_slot *slot =
        content ? (own ? &step->log->slots[own - unit->slots] : fy_unit_add_slot(step->log)) : NULL;
    if (!slot)
        return no_memory(step);
    *slot = (struct fy_unit_slot){ step->person, FY_SLOT_SUBMITTED, step->event->time, 0, content, step->event->rev };
    unit->measured = false;
    unit->agreement = (double)NAN;
    if (unit->state == FY_UNIT_OPEN || unit->state == FY_UNIT_BUSY || unit->state == FY_UNIT_RETURNED)
        settle(step);
    else
        go(step, FY_UNIT_CONFLICT); /* it came late: what was decided, or is being decided, was without it */
    if (unit->state == FY_UNIT_SUBMITTED && unit->unreviewed && unit->slot_count == 1)
        decide(step, "measure", slot->person, slot->content);
    return FY_OK;
}

static enum fy_status measure(struct step *step)
{
    struct fy_unit *unit = step->unit;
    const double agreement = fy_data_number(step->data, "agreement", (double)NAN);
    const struct fy_unit_slot *first = submission(step);
    if (isnan(agreement))
        return missing(step, "agreement");
    if (unit->state != FY_UNIT_SUBMITTED || unit->measured || fy_unit_submissions(unit) < 2 || !first)
        return refuse_state(step);
    unit->measured = true;
    unit->agreement = agreement;
    if (agreement >= unit->threshold) {
        if (unit->unreviewed)
            decide(step, "measure", first->person, first->content);
    } else if (unit->slot_count < (size_t)unit->most) {
        unit->wanted = (int)unit->slot_count + 1;
        settle(step);
    } else {
        go(step, FY_UNIT_CONFLICT);
    }
    return FY_OK;
}

/* ---- review ---- */

static enum fy_status check_reviewer(const struct step *step)
{
    const struct fy_unit *unit = step->unit;
    if (fy_unit_slot_of(unit, step->event->person))
        return fy_fail(step->error, FY_INVALID, _("%s transcribed unit %s: somebody else must judge it."),
                       step->event->person, unit->name);
    if (!fy_unit_claimable(unit, "review", step->event->person, step->event->time))
        return unit->holder[0] != '\0'
                   ? fy_fail(step->error, FY_INVALID, _("Unit %s is held by %s."), unit->name, unit->holder)
                   : refuse_state(step);
    return FY_OK;
}

static enum fy_status no_submission(const struct step *step)
{
    return fy_fail(step->error, FY_INVALID, _("Unit %s has no version of that person."), step->unit->name);
}

static enum fy_status accept(struct step *step)
{
    const struct fy_unit_slot *slot = submission(step);
    const enum fy_status status = check_reviewer(step);
    if (status != FY_OK)
        return status;
    if (!slot)
        return no_submission(step);
    step->unit->reviewer = step->person;
    decide(step, "accept", slot->person, slot->content);
    return FY_OK;
}

static enum fy_status fix(struct step *step)
{
    const char *content = fy_data_text(step->data, "content", "");
    const struct fy_unit_slot *slot = submission(step);
    const enum fy_status status = check_reviewer(step);
    if (status != FY_OK)
        return status;
    if (content[0] == '\0')
        return missing(step, "content");
    content = fy_texts_keep(&step->log->texts, content);
    if (!content)
        return no_memory(step);
    step->unit->reviewer = step->person;
    decide(step, "fix", slot ? slot->person : "", content);
    return FY_OK;
}

static enum fy_status send_back(struct step *step)
{
    struct fy_unit_slot *slot = submission(step);
    const enum fy_status status = check_reviewer(step);
    if (status != FY_OK)
        return status;
    if (!slot)
        return no_submission(step);
    if (fy_data_text(step->data, "reason", "")[0] == '\0')
        return missing(step, "reason");
    step->unit->reviewer = step->person;
    step->unit->returns++;
    if (step->unit->returns >= MOST_RETURNS) {
        go(step, FY_UNIT_CONFLICT);
        return FY_OK;
    }
    slot->state = FY_SLOT_RETURNED;
    slot->since = step->event->time;
    go(step, FY_UNIT_RETURNED);
    return FY_OK;
}

static enum fy_status invalidate(struct step *step)
{
    const struct fy_unit_slot *own = fy_unit_slot_of(step->unit, step->event->person);
    const enum fy_status status = own && own->state == FY_SLOT_CLAIMED ? FY_OK : check_reviewer(step);
    if (status != FY_OK)
        return status;
    if (fy_data_text(step->data, "reason", "")[0] == '\0')
        return missing(step, "reason");
    step->unit->verdict = "invalid";
    go(step, FY_UNIT_INVALID);
    return FY_OK;
}

static enum fy_status pass(struct step *step)
{
    const char *expert = fy_data_text(step->data, "expert", "");
    const enum fy_status status = check_reviewer(step);
    if (status != FY_OK)
        return status;
    if (expert[0] == '\0')
        return missing(step, "expert");
    expert = fy_texts_keep(&step->log->texts, expert);
    if (!expert)
        return no_memory(step);
    step->unit->expert = expert;
    go(step, FY_UNIT_SUBMITTED);
    return FY_OK;
}

/* ---- settle, freeze, reopen ---- */

static enum fy_status resolve(struct step *step)
{
    struct fy_unit *unit = step->unit;
    const char *content = fy_data_text(step->data, "content", "");
    const char *author = fy_data_text(step->data, "person", "");
    if (fy_unit_slot_of(unit, step->event->person))
        return fy_fail(step->error, FY_INVALID, _("%s transcribed unit %s: somebody else must judge it."),
                       step->event->person, unit->name);
    if (!fy_unit_claimable(unit, "adjudicate", step->event->person, step->event->time))
        return unit->holder[0] != '\0'
                   ? fy_fail(step->error, FY_INVALID, _("Unit %s is held by %s."), unit->name, unit->holder)
                   : refuse_state(step);
    if (content[0] == '\0')
        return missing(step, "content");
    content = fy_texts_keep(&step->log->texts, content);
    author = fy_texts_keep(&step->log->texts, author);
    if (!content || !author)
        return no_memory(step);
    decide(step, "resolve", author, content);
    return FY_OK;
}

static enum fy_status freeze(struct step *step)
{
    if (step->unit->state != FY_UNIT_ACCEPTED && step->unit->state != FY_UNIT_INVALID)
        return refuse_state(step);
    if (fy_data_text(step->data, "batch", "")[0] == '\0')
        return missing(step, "batch");
    go(step, FY_UNIT_FROZEN);
    return FY_OK;
}

/* Its author does it again; where there is none, anybody. */
static enum fy_status reopen(struct step *step)
{
    struct fy_unit *unit = step->unit;
    if (unit->state == FY_UNIT_FROZEN || unit->state == FY_UNIT_OPEN || unit->state == FY_UNIT_BUSY)
        return refuse_state(step);
    if (fy_data_text(step->data, "reason", "")[0] == '\0')
        return missing(step, "reason");
    for (size_t i = 0; i < unit->slot_count; i++) {
        const bool author = unit->author[0] == '\0' || strcmp(unit->slots[i].person, unit->author) == 0;
        if (author && step->log->slots[i].state == FY_SLOT_SUBMITTED)
            step->log->slots[i].state = FY_SLOT_RETURNED;
    }
    unit->verdict = unit->author = unit->result = "";
    unit->returns = 0;
    go(step, FY_UNIT_SUBMITTED);
    settle(step);
    return FY_OK;
}

/* ---- all ---- */

static const char *const kinds[] = { "add",    "claim",   "release", "submit",  "measure", "accept", "fix",
                                     "return", "invalid", "pass",    "resolve", "freeze",  "reopen", NULL };
static enum fy_status (*const appliers[])(struct step *step) = { add,     claim,  release,   submit,     measure,
                                                                 accept,  fix,    send_back, invalidate, pass,
                                                                 resolve, freeze, reopen };

enum fy_status fy_unit_apply(struct fy_unit_log *log, const struct fy_team_event *event, struct fy_error *error)
{
    struct fy_json *data = NULL;
    size_t kind;
    enum fy_status status = fy_event_open(event, log->unit.rev, kinds, &kind, &data, error);
    if (status != FY_OK)
        return status;
    struct step step = { log, &log->unit, event, data, fy_texts_keep(&log->texts, event->person), error };
    status = step.person ? appliers[kind](&step) : no_memory(&step);
    if (status == FY_OK)
        log->unit.rev = event->rev;
    fy_json_free(data);
    return status;
}

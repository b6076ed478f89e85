/* A unit's state as memory, and what can be read off it. */
#include "team/unit.h"

#include "base/messages.h"

#include <fangyin/memory.h>
#include <math.h>
#include <string.h>

static const struct {
    const char *name, *text;
} states[FY_UNIT_STATE_COUNT] = {
    [FY_UNIT_OPEN] = { "open", N_("free") },
    [FY_UNIT_BUSY] = { "busy", N_("being transcribed") },
    [FY_UNIT_SUBMITTED] = { "submitted", N_("handed in") },
    [FY_UNIT_REVIEW] = { "review", N_("being reviewed") },
    [FY_UNIT_RETURNED] = { "returned", N_("returned") },
    [FY_UNIT_CONFLICT] = { "conflict", N_("to be settled") },
    [FY_UNIT_SETTLING] = { "settling", N_("being settled") },
    [FY_UNIT_ACCEPTED] = { "accepted", N_("accepted") },
    [FY_UNIT_INVALID] = { "invalid", N_("nothing to transcribe") },
    [FY_UNIT_FROZEN] = { "frozen", N_("frozen") },
};

const char *fy_unit_state_name(enum fy_unit_state state)
{
    return states[state].name;
}

const char *fy_unit_state_text(enum fy_unit_state state)
{
    return _(states[state].text);
}

struct fy_unit_log *fy_unit_log_new(void)
{
    return fy_calloc(1, sizeof(struct fy_unit_log));
}

void fy_unit_log_clear(struct fy_unit_log *log)
{
    struct fy_unit_slot *slots = log->slots;
    const size_t capacity = log->slot_capacity;
    fy_texts_clear(&log->texts);
    *log = (struct fy_unit_log){ .slots = slots, .slot_capacity = capacity, .texts = log->texts };
}

void fy_unit_log_free(struct fy_unit_log *log)
{
    if (!log)
        return;
    fy_texts_free(&log->texts);
    fy_free(log->slots);
    fy_free(log);
}

const struct fy_unit *fy_unit_of(const struct fy_unit_log *log)
{
    return log->unit.rev > 0 ? &log->unit : NULL;
}

struct fy_unit_slot *fy_unit_add_slot(struct fy_unit_log *log)
{
    struct fy_unit_slot *grown = fy_grow(log->slots, &log->slot_capacity, log->unit.slot_count + 1, sizeof *grown);
    if (!grown)
        return NULL;
    log->slots = grown;
    log->unit.slots = grown;
    grown[log->unit.slot_count] = (struct fy_unit_slot){ .person = "", .content = "" };
    return &grown[log->unit.slot_count++];
}

void fy_unit_remove_slot(struct fy_unit_log *log, size_t slot)
{
    log->unit.slot_count--;
    memmove(log->slots + slot, log->slots + slot + 1, (log->unit.slot_count - slot) * sizeof *log->slots);
}

/* ---- reading it ---- */

const struct fy_unit_slot *fy_unit_slot_of(const struct fy_unit *unit, const char *person)
{
    for (size_t i = 0; i < unit->slot_count; i++) {
        if (strcmp(unit->slots[i].person, person) == 0)
            return &unit->slots[i];
    }
    return NULL;
}

size_t fy_unit_submissions(const struct fy_unit *unit)
{
    size_t count = 0;
    for (size_t i = 0; i < unit->slot_count; i++)
        count += unit->slots[i].state == FY_SLOT_SUBMITTED;
    return count;
}

size_t fy_unit_lapsed(const struct fy_unit *unit, double time)
{
    for (size_t i = 0; i < unit->slot_count; i++) {
        if (unit->slots[i].state == FY_SLOT_CLAIMED && unit->slots[i].until <= time)
            return i;
    }
    return unit->slot_count;
}

static bool annotatable(const struct fy_unit *unit, const char *person, double time)
{
    const struct fy_unit_slot *own = fy_unit_slot_of(unit, person);
    if (unit->state != FY_UNIT_OPEN && unit->state != FY_UNIT_BUSY && unit->state != FY_UNIT_RETURNED)
        return false;
    if (unit->only[0] != '\0' && strcmp(unit->only, person) != 0)
        return false;
    if (own)
        return own->state != FY_SLOT_SUBMITTED;
    return unit->state == FY_UNIT_OPEN ||
           (unit->state == FY_UNIT_BUSY && fy_unit_lapsed(unit, time) < unit->slot_count);
}

static bool holdable(const struct fy_unit *unit, enum fy_unit_state free, enum fy_unit_state held, const char *person,
                     double time)
{
    if (fy_unit_slot_of(unit, person))
        return false;
    return unit->state == free || (unit->state == held && (unit->until <= time || strcmp(unit->holder, person) == 0));
}

bool fy_unit_claimable(const struct fy_unit *unit, const char *as, const char *person, double time)
{
    if (strcmp(as, "annotate") == 0)
        return annotatable(unit, person, time);
    if (strcmp(as, "review") == 0)
        return holdable(unit, FY_UNIT_SUBMITTED, FY_UNIT_REVIEW, person, time);
    return strcmp(as, "adjudicate") == 0 && holdable(unit, FY_UNIT_CONFLICT, FY_UNIT_SETTLING, person, time);
}

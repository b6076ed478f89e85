/* From events to the state of units. */
#include "base/messages.h"

#include <fangyin/memory.h>
#include <fangyin/team.h>
#include <math.h>
#include <string.h>

/* A unit and the memory behind its texts. */
struct entry {
    struct fy_team_unit unit;
    char *name, *recording;
    char *person; /* NULL while free */
};

struct fy_team {
    struct entry *entries; /* sorted by name */
    size_t count, capacity;
};

struct fy_team *fy_team_new(void)
{
    return fy_calloc(1, sizeof(struct fy_team));
}

void fy_team_free(struct fy_team *team)
{
    if (team == NULL)
        return;
    for (size_t i = 0; i < team->count; i++) {
        fy_free(team->entries[i].name);
        fy_free(team->entries[i].recording);
        fy_free(team->entries[i].person);
    }
    fy_free(team->entries);
    fy_free(team);
}

size_t fy_team_unit_count(const struct fy_team *team)
{
    return team->count;
}

const struct fy_team_unit *fy_team_unit_at(const struct fy_team *team, size_t index)
{
    return &team->entries[index].unit;
}

/* The place of a name, or where it would go. */
static size_t place_of(const struct fy_team *team, const char *name, bool *found)
{
    size_t low = 0, high = team->count;

    *found = false;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(team->entries[middle].name, name);
        if (order == 0) {
            *found = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct fy_team_unit *fy_team_unit_find(const struct fy_team *team, const char *name)
{
    bool found;
    const size_t at = place_of(team, name, &found);

    return found ? &team->entries[at].unit : NULL;
}

bool fy_team_unit_claimable(const struct fy_team_unit *unit, double time)
{
    return unit->state == FY_TEAM_FREE || (unit->state == FY_TEAM_CLAIMED && unit->until <= time);
}

static enum fy_status no_memory(struct fy_error *error)
{
    return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
}

static enum fy_status add(struct fy_team *team, size_t at, const struct fy_team_event *event, struct fy_error *error)
{
    struct entry *grown = fy_grow(team->entries, &team->capacity, team->count + 1, sizeof *grown);
    if (grown == NULL)
        return no_memory(error);
    team->entries = grown;
    struct entry entry = { .name = fy_strdup(event->unit), .recording = fy_strdup(event->recording) };
    if (entry.name == NULL || entry.recording == NULL) {
        fy_free(entry.name);
        fy_free(entry.recording);
        return no_memory(error);
    }
    entry.unit = (struct fy_team_unit){
        .name = entry.name,
        .recording = entry.recording,
        .from = event->from,
        .to = event->to,
        .rev = event->rev,
        .state = FY_TEAM_FREE,
        .person = "",
    };
    memmove(team->entries + at + 1, team->entries + at, (team->count - at) * sizeof *team->entries);
    team->entries[at] = entry;
    team->count++;
    return FY_OK;
}

static enum fy_status check_form(const struct fy_team_event *event, struct fy_error *error)
{
    if (!fy_team_unit_name_valid(event->unit))
        return fy_fail(error, FY_INVALID, _("\"%s\" cannot be a unit's name: it becomes part of a file name."), event->unit);
    if (!fy_team_person_name_valid(event->person))
        return fy_fail(error, FY_INVALID,
                       _("\"%s\" cannot be a person's name here: 1 to 100 bytes without '/' and '.' were expected."),
                       event->person);
    if (!isfinite(event->time) || !isfinite(event->until) || !isfinite(event->from) || !isfinite(event->to))
        return fy_fail(error, FY_INVALID, _("An event of unit %s has a time that is no number."), event->unit);
    if (event->kind == FY_TEAM_ADD && !fy_team_recording_valid(event->recording))
        return fy_fail(error, FY_INVALID, _("The recording of unit %s has a name that is no plain UTF-8 text."), event->unit);
    if (event->kind == FY_TEAM_ADD && (event->from < 0 || event->to <= event->from))
        return fy_fail(error, FY_INVALID, _("Unit %s is no stretch of a recording: its end must come after its start."),
                       event->unit);
    return FY_OK;
}

static enum fy_status check_claim(const struct fy_team_unit *unit, const struct fy_team_event *event, struct fy_error *error)
{
    if (unit->state == FY_TEAM_SUBMITTED)
        return fy_fail(error, FY_INVALID, _("Unit %s was handed in by %s already."), unit->name, unit->person);
    if (!fy_team_unit_claimable(unit, event->time) && strcmp(unit->person, event->person) != 0)
        return fy_fail(error, FY_INVALID, _("Unit %s is held by %s."), unit->name, unit->person);
    if (event->until <= event->time)
        return fy_fail(error, FY_INVALID, _("A claim of unit %s must last some time."), unit->name);
    return FY_OK;
}

/* For submit and release. */
static enum fy_status check_held(const struct fy_team_unit *unit, const struct fy_team_event *event, struct fy_error *error)
{
    if (unit->state == FY_TEAM_FREE)
        return fy_fail(error, FY_INVALID, _("Nobody holds unit %s: claim it first."), unit->name);
    if (unit->state == FY_TEAM_SUBMITTED)
        return fy_fail(error, FY_INVALID, _("Unit %s was handed in by %s already."), unit->name, unit->person);
    if (strcmp(unit->person, event->person) != 0)
        return fy_fail(error, FY_INVALID, _("Unit %s is held by %s, not by %s."), unit->name, unit->person, event->person);
    return FY_OK;
}

static enum fy_status follow(struct entry *entry, const struct fy_team_event *event, struct fy_error *error)
{
    struct fy_team_unit *unit = &entry->unit;
    enum fy_status status = FY_OK;
    char *person = NULL;

    switch (event->kind) {
    case FY_TEAM_CLAIM:
        status = check_claim(unit, event, error);
        break;
    case FY_TEAM_RELEASE:
    case FY_TEAM_SUBMIT:
        status = check_held(unit, event, error);
        break;
    case FY_TEAM_ADD:
    case FY_TEAM_EVENT_COUNT:
    default:
        status = fy_fail(error, FY_INVALID, _("Unit %s cannot be added again."), unit->name);
        break;
    }
    if (status != FY_OK)
        return status;
    if (event->kind != FY_TEAM_RELEASE && (person = fy_strdup(event->person)) == NULL)
        return no_memory(error);
    fy_free(entry->person);
    entry->person = person;
    unit->person = person != NULL ? person : "";
    unit->until = event->kind == FY_TEAM_CLAIM ? event->until : 0;
    unit->state = event->kind == FY_TEAM_CLAIM    ? FY_TEAM_CLAIMED
                  : event->kind == FY_TEAM_SUBMIT ? FY_TEAM_SUBMITTED
                                                  : FY_TEAM_FREE;
    unit->rev = event->rev;
    return FY_OK;
}

enum fy_status fy_team_fold(struct fy_team *team, const struct fy_team_event *event, struct fy_error *error)
{
    bool found;
    enum fy_status status = check_form(event, error);
    if (status != FY_OK)
        return status;
    const size_t at = place_of(team, event->unit, &found);
    if (!found && event->kind != FY_TEAM_ADD)
        return fy_fail(error, FY_INVALID, _("There is no unit %s."), event->unit);
    if (event->rev != (found ? team->entries[at].unit.rev + 1 : 1))
        return fy_fail(error, FY_INVALID, _("The events of unit %s are not numbered one after the other."), event->unit);
    return found ? follow(&team->entries[at], event, error) : add(team, at, event, error);
}

/* Who works on what: an append-only log of events, and the state that follows from it. Nothing is ever overwritten, so
 * the log tells who did what and when.
 *
 *      free --claim--> claimed --submit--> submitted
 *        ^---release-----'                              a claim that has run out counts as free for everybody else
 *
 * Events of one unit are numbered by `rev` from 1 (its `add`) without gaps. A store takes each (unit, rev) once: of two
 * people who act on the same state of a unit one succeeds and the other gets FY_CHANGED and looks again. Units do not
 * depend on each other. Time is passed in everywhere, in Unix seconds. */
#ifndef FANGYIN_TEAM_H
#define FANGYIN_TEAM_H

#include <fangyin/status.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fy_team_event_kind { FY_TEAM_ADD, FY_TEAM_CLAIM, FY_TEAM_RELEASE, FY_TEAM_SUBMIT, FY_TEAM_EVENT_COUNT };

/* Texts are UTF-8, never NULL, and belong to whoever made the event. What a kind does not have is "" or 0. */
struct fy_team_event {
    enum fy_team_event_kind kind;
    const char *unit;
    int64_t rev;           /* 1 for FY_TEAM_ADD */
    double time;           /* when it happened */
    const char *person;    /* who did it */
    const char *recording; /* add: path from the team's folder */
    double from, to;       /* add: the stretch of the recording, seconds */
    double until;          /* claim: when it runs out */
};

/* "add", "claim", "release", "submit": the names in stores and logs. */
const char *fy_team_event_name(enum fy_team_event_kind kind);
bool fy_team_event_kind_of(const char *name, enum fy_team_event_kind *kind);

/* Names of units and people become parts of file names (work/UNIT.PERSON.TextGrid): UTF-8 of 1 to 100 bytes without
 * '/', control characters or spaces at the ends, not beginning with '.'; a person's has no '.' at all. */
bool fy_team_unit_name_valid(const char *name);
bool fy_team_person_name_valid(const char *name);
/* A path of a recording: UTF-8 without control characters, not empty. */
bool fy_team_recording_valid(const char *path);

/* ---- the state; pure ---- */

enum fy_team_unit_state { FY_TEAM_FREE, FY_TEAM_CLAIMED, FY_TEAM_SUBMITTED };

struct fy_team_unit {
    const char *name, *recording;
    double from, to; /* seconds of the recording */
    int64_t rev;     /* of the last event */
    enum fy_team_unit_state state;
    const char *person; /* who claimed or submitted it, "" while free */
    double until;       /* FY_TEAM_CLAIMED: when that runs out */
};

struct fy_team;

struct fy_team *fy_team_new(void); /* without units; NULL when out of memory */
void fy_team_free(struct fy_team *team);

/* Take one event in. FY_INVALID with a sentence, and nothing changed, where it cannot follow what was before: a rev that
 * is not the next one, a claim of what somebody else holds at event->time, a submit or release by who does not hold it.
 * A holder whose claim ran out, but was not claimed by another, may still submit: no work is lost. */
enum fy_status fy_team_fold(struct fy_team *team, const struct fy_team_event *event, struct fy_error *error);

/* Units in order of their names' bytes. Pointers are good until the next fold. */
size_t fy_team_unit_count(const struct fy_team *team);
const struct fy_team_unit *fy_team_unit_at(const struct fy_team *team, size_t index);
const struct fy_team_unit *fy_team_unit_find(const struct fy_team *team, const char *name); /* or NULL */
/* True if anybody may claim the unit at that time. */
bool fy_team_unit_claimable(const struct fy_team_unit *unit, double time);

/* ---- stores ---- */

enum fy_team_order {
    FY_TEAM_BY_UNIT, /* unit, rev: for folding */
    FY_TEAM_BY_TIME, /* time, unit, rev: for reading */
};

/* Called for each event; texts are good during the call. Another status than FY_OK ends the reading with that status. */
typedef enum fy_status fy_team_visitor(void *context, const struct fy_team_event *event, struct fy_error *error);

/* What a store does. The first member of each store's own struct. One thread at a time uses one store; any number of
 * processes may have the same work record open. */
struct fy_team_store {
    /* All of these events, for good, or none: FY_CHANGED when one's (unit, rev) is taken. */
    enum fy_status (*append)(struct fy_team_store *store, const struct fy_team_event *events, size_t count,
                             struct fy_error *error);
    /* All events of one moment; of one unit only unless `unit` is NULL. */
    enum fy_status (*read)(struct fy_team_store *store, const char *unit, enum fy_team_order order,
                           fy_team_visitor *visitor, void *context, struct fy_error *error);
    void (*close)(struct fy_team_store *store);
};

/* SQLite in write-ahead mode; the file must be on a disk of this machine, as all processes share memory beside it. A
 * locked database is tried again with growing, random pauses for up to 20 s, then FY_IO. */
enum fy_status fy_team_sqlite_create(const char *path, struct fy_error *error); /* FY_INVALID if it is a record already */
enum fy_status fy_team_sqlite_open(struct fy_team_store **store, const char *path, struct fy_error *error);

/* Closes any store; NULL does nothing. */
void fy_team_store_close(struct fy_team_store *store);

/* ---- what people do; each tries again by itself when others were quicker ---- */

/* The state now. *team is the caller's. */
enum fy_status fy_team_load(struct fy_team_store *store, struct fy_team **team, struct fy_error *error);

struct fy_team_stretch {
    const char *unit, *recording;
    double from, to; /* seconds */
};

/* Add those units that are not there, all at once. *added counts them. FY_INVALID when a unit of that name is another
 * recording or stretch. */
enum fy_status fy_team_add(struct fy_team_store *store, const struct fy_team_stretch *stretches, size_t count,
                           const char *person, double now, size_t *added, struct fy_error *error);

/* What fy_team_next gave; fy_team_claim_free frees its texts. */
struct fy_team_claim {
    char *unit, *recording;
    double from, to; /* seconds of the recording */
    int64_t rev;
    double until;
};
void fy_team_claim_free(struct fy_team_claim *claim);

/* Claim the first unit that is free, for `lease` seconds. FY_NOT_FOUND when none is. */
enum fy_status fy_team_next(struct fy_team_store *store, const char *person, double now, double lease,
                            struct fy_team_claim *claim, struct fy_error *error);

/* Hand in, or give back, what that person holds. FY_INVALID where they do not; FY_NOT_FOUND: no such unit. */
enum fy_status fy_team_submit(struct fy_team_store *store, const char *person, const char *unit, double now,
                              struct fy_error *error);
enum fy_status fy_team_release(struct fy_team_store *store, const char *person, const char *unit, double now,
                               struct fy_error *error);

#endif

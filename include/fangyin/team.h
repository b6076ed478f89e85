/* Who works on what: an append-only log of events, and the state that follows from it. Nothing is ever overwritten, so
 * the log tells who did what and when.
 *
 * Each event belongs to one stream: "unit/NAME", "question/ID", "task/ID". A stream's events are numbered by `rev` from
 * 1 without gaps, and a store takes each (stream, rev) once: of two people who act on the same state one succeeds and
 * the other gets FY_CHANGED and looks again. Streams do not depend on each other. Time is passed in everywhere, in Unix
 * seconds. What an event says beyond that is a JSON object, `data`.
 *
 * A unit is a recording, or a stretch of one, that `wanted` people transcribe blind to each other:
 *
 *   open --claim--> busy --submit--> (all in) --accept, fix--> accepted --freeze--> frozen
 *    ^--release, lapse--'               | measure: they agree --------^
 *    ^----- measure: one more ----------|
 *                                       | measure: no more --> conflict --resolve--> accepted
 *                                       | return --> returned --submit--> (all in);  the second time --> conflict
 *                                       | invalid --> invalid                reopen --> open, from any but frozen
 */
#ifndef FANGYIN_TEAM_H
#define FANGYIN_TEAM_H

#include <fangyin/buffer.h>
#include <fangyin/status.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Texts are UTF-8, never NULL, and belong to whoever made the event. */
struct fy_team_event {
    const char *stream;
    int64_t rev;        /* 1 for the first */
    const char *kind;   /* "add", "claim" ...: a unit's are below */
    double time;        /* when it happened */
    const char *person; /* who did it */
    const char *token;  /* its own, so that a repeated try is known; "" without */
    const char *data;   /* a JSON object, "" for an empty one */
};

/* Names of units and people become parts of file names (work/UNIT.PERSON.TextGrid): UTF-8 of 1 to 100 bytes without
 * '/', control characters or spaces at the ends, not beginning with '.'; a person's has no '.' at all. */
bool fy_team_unit_name_valid(const char *name);
bool fy_team_person_name_valid(const char *name);
/* A path of a recording: UTF-8 without control characters, not empty. */
bool fy_team_recording_valid(const char *path);

/* ---- a unit's state; pure ---- */

enum fy_unit_state {
    FY_UNIT_OPEN,      /* somebody may take it */
    FY_UNIT_BUSY,      /* as many as are wanted hold it or have handed in, and some hold it */
    FY_UNIT_SUBMITTED, /* all are in: to be measured, if several, and reviewed */
    FY_UNIT_REVIEW,    /* a reviewer holds it */
    FY_UNIT_RETURNED,  /* an author is to do it again */
    FY_UNIT_CONFLICT,  /* an adjudicator is to settle it */
    FY_UNIT_SETTLING,  /* an adjudicator holds it */
    FY_UNIT_ACCEPTED,
    FY_UNIT_INVALID, /* nothing to transcribe */
    FY_UNIT_FROZEN,
    FY_UNIT_STATE_COUNT
};
/* "open" ...: the names in stores and reports; a few plain words, translated. */
const char *fy_unit_state_name(enum fy_unit_state state);
const char *fy_unit_state_text(enum fy_unit_state state);

enum fy_slot_state {
    FY_SLOT_CLAIMED,
    FY_SLOT_SUBMITTED,
    FY_SLOT_RETURNED,
    FY_SLOT_RESERVED, /* waits for the one person whom the unit is for */
};

/* One person's part in a unit. */
struct fy_unit_slot {
    const char *person;
    enum fy_slot_state state;
    double since;        /* of that state */
    double until;        /* FY_SLOT_CLAIMED: when the claim runs out */
    const char *content; /* the hash of what was handed in, "" before */
    int64_t rev;         /* of the submission, 0 before */
};

struct fy_unit {
    const char *name, *recording;
    double from, to;     /* seconds of the recording */
    const char *dialect; /* a code, "" if it is not known */
    double priority;     /* the least comes first */
    int wanted, most;    /* people now; that many at most, after disagreement */
    double threshold;    /* agreement, 0 to 1, from which several versions count as one */
    bool unreviewed;     /* what agrees is accepted without a reviewer */
    const char *gold;    /* hash of the known right answer, "" without */
    const char *only;    /* who alone may transcribe it; "" for anybody */
    const char *repeats; /* the unit that they do once more; "" for none */
    int64_t rev;         /* of the last event */
    enum fy_unit_state state;
    double since; /* of that state */
    const struct fy_unit_slot *slots;
    size_t slot_count;
    bool measured;        /* since the last submission */
    double agreement;     /* then; NaN before */
    const char *holder;   /* FY_UNIT_REVIEW, FY_UNIT_SETTLING: who; "" otherwise */
    double until;         /* when that runs out */
    const char *expert;   /* the review was passed on to: a dialect code or a person, "" otherwise */
    const char *author;   /* FY_UNIT_ACCEPTED and on: whose version counts */
    const char *result;   /* the hash of that version */
    const char *verdict;  /* "accept", "fix", "measure", "resolve", "invalid", "" */
    const char *reviewer; /* who accepted, fixed or returned last, "" before */
    int returns;          /* times it was returned */
};

struct fy_unit_log; /* a unit's state as its events come */

struct fy_unit_log *fy_unit_log_new(void); /* NULL when out of memory */
void fy_unit_log_free(struct fy_unit_log *log);
void fy_unit_log_clear(struct fy_unit_log *log); /* for the next unit */

/* NULL before the first event. Good until the next change. */
const struct fy_unit *fy_unit_of(const struct fy_unit_log *log);

/* Take one event in. FY_INVALID with a sentence, and nothing changed, where it cannot follow what was before;
 * FY_UNSUPPORTED for a kind that this version does not know. What kinds want in `data` (* must be there):
 *
 *      add      recording*, from*, to*, dialect, priority, wanted, most, threshold, unreviewed, gold, only, repeats
 *      claim    until*, as: "annotate", "review" or "adjudicate"
 *      release  as
 *      submit   content*, and how it was made: <fangyin/team_work.h>
 *      measure  agreement*: of all that were handed in
 *      accept   person: whose version counts, the earliest without
 *      fix      content*, severity: "minor" or "major"
 *      return   person: whose, the earliest without; reason*, segments, note
 *      invalid  reason*, by who holds it or reviews it
 *      pass     expert*
 *      resolve  content*, person: whose version it is, or "" for a new one
 *      freeze   batch*
 *      reopen   reason*
 *
 * Who submitted does not review, and who is among the annotators does not adjudicate. Who comes late, after the claim
 * ran out and somebody else took the place, may hand in all the same: then there is one version more, and where the
 * unit was accepted already it becomes a conflict. No work is overwritten or refused, but that on a frozen unit. */
enum fy_status fy_unit_apply(struct fy_unit_log *log, const struct fy_team_event *event, struct fy_error *error);

/* True if the person may claim it for that at that time. */
bool fy_unit_claimable(const struct fy_unit *unit, const char *as, const char *person, double time);
const struct fy_unit_slot *fy_unit_slot_of(const struct fy_unit *unit, const char *person); /* or NULL */
/* Versions handed in and not returned. */
size_t fy_unit_submissions(const struct fy_unit *unit);

#endif

/* What people do with units, over any store: look at the state, append what should follow, and look again when others
 * were quicker. */
#ifndef FANGYIN_TEAM_WORK_H
#define FANGYIN_TEAM_WORK_H

#include <fangyin/team_store.h>

/* A unit to be made: as event "add" has it (<fangyin/team.h>). */
struct fy_unit_plan {
    const char *name, *recording;
    double from, to; /* seconds */
    const char *dialect;
    double priority;
    int wanted, most; /* 0: 1, and as many as wanted */
    double threshold; /* 0: 0.9 */
    bool unreviewed;
    const char *gold;    /* hash of the known right answer, NULL without */
    const char *only;    /* who alone may transcribe it, NULL for anybody; it is theirs from the start */
    const char *repeats; /* the unit that they do once more, NULL for none */
};

/* Add those units that are not there, all at once. *added counts them. FY_INVALID when a unit of that name is another
 * recording or stretch. */
enum fy_status fy_team_add(struct fy_team_store *store, const struct fy_unit_plan *plans, size_t count,
                           const char *person, double now, size_t *added, struct fy_error *error);

/* The state of one unit. The log is cleared first. FY_NOT_FOUND: no such unit. */
enum fy_status fy_team_unit(struct fy_team_store *store, const char *name, struct fy_unit_log *log,
                            struct fy_error *error);

/* Append an event to a unit, in the state it has then; tries again when others were quicker. *after (may be NULL) gets
 * the state it leads to. FY_INVALID where it cannot follow; FY_NOT_FOUND: no such unit. */
struct fy_team_act {
    const char *unit, *kind, *person;
    const char *data; /* a JSON object, or "" */
    double time;
};
enum fy_status fy_team_do(struct fy_team_store *store, const struct fy_team_act *act, struct fy_unit_log *after,
                          struct fy_error *error);

/* Append an event of a log as it was, with its time and token. One that is there already counts as appended; FY_CHANGED
 * where another has its rev. Events of one stream come in order. */
enum fy_status fy_team_replay(struct fy_team_store *store, const struct fy_team_event *event, struct fy_error *error);

/* What somebody looks for. */
struct fy_team_wish {
    const char *as; /* "annotate", "review", "adjudicate" */
    const char *person;
    const char *const *dialects; /* codes, the best first; a code stands for itself only */
    size_t dialect_count;
    bool any_dialect;  /* also units of no or any other dialect, after these */
    double now, lease; /* seconds */
};

/* Claim the best unit: one that the person holds already, one that came back to them, one of their dialects, one whose
 * claim ran out. What is for them alone and not begun comes now and then in between, so that nobody can tell it from
 * the rest, and at last when there is nothing else. *after gets its state, with the claim. Of several that are equally
 * good, the first by name; when somebody else was quicker, one of the next 50 at random. FY_NOT_FOUND when there is
 * none. */
enum fy_status fy_team_next(struct fy_team_store *store, const struct fy_team_wish *wish, struct fy_unit_log *after,
                            struct fy_error *error);

#endif

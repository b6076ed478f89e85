/* A question to somebody who knows: asked about a stretch of a unit without leaving it, routed to who speaks the
 * dialect, answered once, and kept as a precedent for when the same form comes up again. Its stream is "question/ID".
 *
 *      open --claim--> claimed --answer--> answered --accept--> accepted --precedent--> precedent
 *       ^--release, lapse--'                  '--dispute--> open
 *       '--widen: one level up, until nobody is left to ask --> unresolved
 *                                          withdraw: by who asked, from open and claimed
 *
 * What kinds want in `data` (* must be there):
 *
 *      ask        unit*, from*, to*, type*, dialect, segment, text, guess, alternatives (an array), level, person, due,
 *                 blocking, note
 *      claim      until*
 *      release
 *      answer     text*, reading, note, dialect: the answerer's own
 *      accept, dispute (reason*), withdraw
 *      widen      dialect*, level*: whom to ask now; dialect "" for nobody any more; due: until when
 *      precedent  scope: a dialect code
 *      apply      count*: of segments to which it was applied
 */
#ifndef FANGYIN_QUESTION_H
#define FANGYIN_QUESTION_H

#include <fangyin/people.h>
#include <fangyin/team_store.h>

enum fy_question_state {
    FY_QUESTION_OPEN,
    FY_QUESTION_CLAIMED,
    FY_QUESTION_ANSWERED,
    FY_QUESTION_ACCEPTED,
    FY_QUESTION_PRECEDENT,
    FY_QUESTION_UNRESOLVED, /* exported as unclear */
    FY_QUESTION_WITHDRAWN,
    FY_QUESTION_STATE_COUNT
};
const char *fy_question_state_name(enum fy_question_state state);
const char *fy_question_state_text(enum fy_question_state state); /* translated */

/* What is asked about: "word", "character", "meaning", "who", "boundary", "tag", "policy". The n-th, or NULL. */
const char *fy_question_type(size_t n);
const char *fy_question_type_text(const char *code); /* in a few words, translated */

struct fy_question {
    const char *id, *unit, *segment; /* segment: its name on the id tier, or "" */
    double from, to;                 /* seconds of the recording */
    const char *type, *text;         /* text: what the label says there */
    const char *guess, *note;
    const char *alternatives; /* one a line, "" without */
    const char *author;
    double asked, due; /* due: 0 without */
    bool blocking;     /* the unit waits for it */
    const char *about; /* the dialect that it is about; stays when the audience is widened */
    /* the audience: a person, or who has at least that level in that dialect */
    const char *person, *dialect;
    int level;
    int64_t rev;
    enum fy_question_state state;
    const char *holder; /* FY_QUESTION_CLAIMED */
    double until;
    const char *answer, *reading, *answer_note, *answered_by, *answer_dialect;
    double answered;
    const char *scope; /* FY_QUESTION_PRECEDENT: for which dialect */
    size_t applied;    /* segments */
};

struct fy_question_log;

struct fy_question_log *fy_question_log_new(void); /* NULL when out of memory */
void fy_question_log_free(struct fy_question_log *log);
void fy_question_log_clear(struct fy_question_log *log);
const struct fy_question *fy_question_of(const struct fy_question_log *log); /* NULL before the first event */

/* As fy_unit_apply. Who asked does not answer. */
enum fy_status fy_question_apply(struct fy_question_log *log, const struct fy_team_event *event,
                                 struct fy_error *error);

/* ---- routing; pure ---- */

/* Whether a person is in the audience: active, not the author, the person asked for, or with the level. */
bool fy_question_is_for(const struct fy_question *question, const struct fy_person *person,
                        const struct fy_dialects *dialects);

/* Whom to ask first: by nearness of their native dialects to the question's (same place before same sub-dialect before
 * same group), then fewest questions that they hold, then in the order of the people. `held[i]` is of
 * fy_people_at(people, i). FY_NONE where nobody is in the audience. */
size_t fy_question_route(const struct fy_question *question, const struct fy_people *people,
                         const struct fy_dialects *dialects, const size_t *held);

/* The audience one level wider: the dialect's parent; at the top a lower level, down to 1; then nobody ("" and 0).
 * False where the question is for nobody already. */
bool fy_question_widened(const struct fy_question *question, const struct fy_dialects *dialects, const char **dialect,
                         int *level);

/* ---- over a store ---- */

/* Ask. `id` is the caller's, new; data as above. FY_CHANGED where the id is taken. */
struct fy_question_act {
    const char *id, *kind, *person, *data;
    double time;
};
enum fy_status fy_question_do(struct fy_team_store *store, const struct fy_question_act *act,
                              struct fy_question_log *after, struct fy_error *error);
/* FY_NOT_FOUND: no such question. */
enum fy_status fy_question_load(struct fy_team_store *store, const char *id, struct fy_question_log *log,
                                struct fy_error *error);

#endif

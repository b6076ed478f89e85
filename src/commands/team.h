/* What the files of `fangyin team` share. */
#ifndef FANGYIN_COMMANDS_TEAM_H
#define FANGYIN_COMMANDS_TEAM_H

#include <fangyin/people.h>
#include <fangyin/project.h>
#include <fangyin/team_work.h>
#include <limits.h>

/* The options of a call; what was not given is NULL or 0. */
struct team_options {
    const char *person, *address; /* --as, --store */
    const char *dialect, *reading, *note, *guess, *text, *type, *to, *alternatives, *reason, *export, *form, *gold,
        *batch, *output;
    double minutes, threshold, priority, due, level, seed, limit, share, days;
    int wanted, most;
    bool json, print, unreviewed, blocking, accept, precedent, widen, withdraw, all, author, report, quality, each;
};

/* A call taken apart. */
struct team_call {
    const char *folder;   /* the project's */
    char whole[PATH_MAX]; /* the same, resolved */
    const char *person;
    struct team_options options;
    char **rest; /* what stands behind the folder */
    size_t count;
    double now;
    struct fy_project *project;
    struct fy_people *people; /* NULL: there is no people.tsv */
    struct fy_team_store *store;
};

/* Prints the error; 1 where it is an answer (no unit is free, somebody else holds it), 2 where something is wrong. */
int team_told(const struct fy_error *error);
/* "2025-11-23T12:00:00Z" */
const char *team_date(double time, char text[32]);
/* work/UNIT.PERSON.TextGrid in the project; false if that is too long for a path. */
bool team_work_path(const struct team_call *call, const char *unit, const char *person, char path[PATH_MAX]);
/* Append an event to a unit, if the person has the role; *after (may be NULL) gets the state. */
enum fy_status team_act(const struct team_call *call, const char *unit, const char *kind, const char *data,
                        struct fy_unit_log *after, struct fy_error *error);
/* A visitor of heads: its context is a fy_buffer, to which names go one after the other with their NULs, for what reads the
 * store again. */
enum fy_status team_note_name(void *context, const struct fy_team_head *head, struct fy_error *error);
enum fy_status team_away(struct fy_error *error); /* there is no store: FY_IO */
/* The program's other ways to say something: the units' and questions' states in words. */
enum fy_status team_no_memory(struct fy_error *error);

/* Each returns the exit status. team_add.c */
int team_add(const struct team_call *call);
/* team_take.c */
int team_next(const struct team_call *call);
int team_submit(const struct team_call *call);
int team_release(const struct team_call *call);
/* team_judge.c */
int team_review(const struct team_call *call);
int team_adjudicate(const struct team_call *call);
int team_freeze(const struct team_call *call);
int team_reopen(const struct team_call *call);
int team_merge(const struct team_call *call);
/* team_ask.c */
int team_ask(const struct team_call *call);
int team_answer(const struct team_call *call);
int team_questions(const struct team_call *call);
/* team_report.c */
int team_report(const struct team_call *call);
int team_people(const struct team_call *call);
/* rank.c */
int team_rank(const struct team_call *call);
int team_tasks(const struct team_call *call);
/* team_quality.c */
int team_quality(const struct team_call *call);
/* team_repeat.c */
int team_repeat(const struct team_call *call);
/* What a unit is called that is for one person, and known: the name does not tell that, nor whose it is. */
enum { TEAM_HIDDEN_NAME = 300 };
bool team_hidden_name(const char *unit, const char *person, char name[TEAM_HIDDEN_NAME]);
/* team_sample.c */
int team_sample(const struct team_call *call);
/* team_log.c */
int team_log(const struct team_call *call);
int team_restore(const struct team_call *call);

#endif

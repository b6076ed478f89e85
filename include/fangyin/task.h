/* Candidate answers judged by people who can tell, and questions that people write together with their right answer.
 * Its stream is "task/ID". A task is of one of three kinds:
 *
 *      rank    candidates, texts or recordings, for a prompt or a segment: an order, scores, or both
 *      check   a claim: is it true, and what says so
 *      author  a question and its right answer are written, and reviewed by somebody else
 *
 *      rank, check:  open --rank, by as many people as are wanted--> done (more may follow)
 *      author:       open --write--> written --accept, fix--> accepted;  written --return--> returned --write-->
 * written
 *
 * What kinds of events want in `data` (* must be there):
 *
 *      add     kind (rank), prompt or audio*, unit, from, to, dialect, priority, wanted (1), seed (0),
 *              candidates: [{id*, text or audio*, source}], criteria: names of what is scored
 *      rank    one of ranks {ID: N} of all candidates, 1 the best, the same for equal ones; scores {ID: {CRITERION: 1
 * to 5}}; none_right; cannot_judge; verdict ("true", "false", "unclear"), with source; and own: the right answer,
 *              reasons: names of fy_task_reason, confidence: 1 to 3, seconds, plays, question: the one that was asked,
 *              repeat: a second time with the order turned round
 *      write   prompt*, answer*, seconds
 *      fix     prompt*, answer*
 *      accept, return (reason*)
 *
 * Who judges again replaces what they said before. Who wrote does not review. */
#ifndef FANGYIN_TASK_H
#define FANGYIN_TASK_H

#include <fangyin/team_store.h>

enum fy_task_state {
    FY_TASK_OPEN,
    FY_TASK_DONE,
    FY_TASK_WRITTEN,
    FY_TASK_RETURNED,
    FY_TASK_ACCEPTED,
    FY_TASK_STATE_COUNT
};
const char *fy_task_state_name(enum fy_task_state state);
const char *fy_task_state_text(enum fy_task_state state); /* translated */

enum fy_task_kind { FY_TASK_RANK, FY_TASK_CHECK, FY_TASK_AUTHOR };

enum {
    FY_CANDIDATES_MOST = 9, /* a place is one digit */
    FY_CRITERIA_MOST = 6,
    FY_CONFIDENCE_HIGH = 3, /* of 1 to 3; 0 is not said */
};

/* Why a candidate lost: "wrong-word", "standardised", "invented", "missing", "spelling", "unnatural", "unsafe". The
 * n-th name, or NULL; and in words, translated. */
const char *fy_task_reason(size_t n);
const char *fy_task_reason_text(size_t n);

struct fy_candidate {
    const char *id, *text, *audio; /* text or audio is "" */
    const char *source;            /* which model or person; not shown to who judges */
};

/* What one person said. Candidates and criteria by their index. */
struct fy_judgement {
    const char *person;
    double time, seconds;
    bool repeat;                   /* the second time, the order turned round */
    bool none_right, cannot_judge; /* of cannot_judge nothing else is said */
    bool ordered;
    int ranks[FY_CANDIDATES_MOST];                    /* if ordered: 1 is the best */
    int scores[FY_CANDIDATES_MOST][FY_CRITERIA_MOST]; /* 1 to 5, 0 not said */
    const char *own;                                  /* the right answer, "" without */
    unsigned reasons;                                 /* bit n: fy_task_reason(n) */
    int confidence;
    const char *verdict, *source; /* of a claim; "" without */
    const char *question;         /* cannot_judge: which was asked, "" without */
};

struct fy_task {
    const char *id;
    enum fy_task_kind kind;
    const char *prompt, *audio; /* audio: a path, "" without */
    const char *unit;           /* "" without */
    double from, to;            /* seconds, both 0 without */
    const char *dialect;        /* a code, "" without */
    double priority, seed;
    size_t wanted; /* people */
    const struct fy_candidate *candidates;
    size_t candidate_count;
    const char *const *criteria;
    size_t criterion_count;
    int64_t rev;
    enum fy_task_state state;
    const struct fy_judgement *judgements; /* one for each person, and one for each repeat */
    size_t judgement_count;
    const char *author, *answer; /* written: by whom, and what; the question is `prompt` */
    const char *reason;          /* FY_TASK_RETURNED */
    const char *reviewer;        /* FY_TASK_ACCEPTED */
};

struct fy_task_log;

struct fy_task_log *fy_task_log_new(void); /* NULL when out of memory */
void fy_task_log_free(struct fy_task_log *log);
void fy_task_log_clear(struct fy_task_log *log);
const struct fy_task *fy_task_of(const struct fy_task_log *log); /* NULL before the first event */
/* As fy_unit_apply. */
enum fy_status fy_task_apply(struct fy_task_log *log, const struct fy_team_event *event, struct fy_error *error);

/* ---- reading it; pure ---- */

const struct fy_judgement *fy_task_judgement(const struct fy_task *task, const char *person, bool repeat); /* or NULL */

/* In which order that person sees the candidates: order[place] is a candidate. It follows from the task, its seed and
 * the person alone, so that it is the same after a break; of a repeat it is turned round. */
void fy_task_order(const struct fy_task *task, const char *person, bool repeat, size_t order[FY_CANDIDATES_MOST]);

/* Whether that person is to judge it a second time, unaware: one in twenty, as the seed says. */
bool fy_task_is_repeated(const struct fy_task *task, const char *person);

/* Judgements compared, in pairs of candidates. */
struct fy_task_tally {
    size_t judgements, cannot_judge, none_right;
    size_t pairs, first;              /* that were told apart; of them won by the one that was shown first */
    size_t repeats;                   /* judged twice by one person */
    size_t repeat_pairs, repeat_same; /* their pairs, and those with the same outcome (a tie is one) */
    size_t shared_pairs, shared_same; /* pairs of two people, and those with the same outcome */
};
void fy_task_tally_add(struct fy_task_tally *tally, const struct fy_task *task);

/* How many more people put a before b than b before a. */
int fy_task_preference(const struct fy_task *task, size_t a, size_t b);
/* The right answer: what most people wrote themselves (of equals the earliest), else the candidate that most put first,
 * alone, with high confidence. NULL without. */
const char *fy_task_target(const struct fy_task *task);

/* ---- over a store ---- */

/* Append to a task; "add" makes it. FY_INVALID where it cannot follow, FY_NOT_FOUND: no such task. */
struct fy_task_act {
    const char *id, *kind, *person, *data;
    double time;
};
enum fy_status fy_task_do(struct fy_team_store *store, const struct fy_task_act *act, struct fy_task_log *after,
                          struct fy_error *error);
enum fy_status fy_task_load(struct fy_team_store *store, const char *id, struct fy_task_log *log,
                            struct fy_error *error);

#endif

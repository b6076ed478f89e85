/* What people handed in, for measuring and sampling. */
#ifndef FANGYIN_COMMANDS_TEAM_QUALITY_H
#define FANGYIN_COMMANDS_TEAM_QUALITY_H

#include "commands/team.h"

#include <fangyin/error_rate.h>

/* What somebody handed in first for a unit: later versions were corrected by others' remarks. */
struct team_submission {
    char *unit, *person, *content; /* content: "" for "nothing to transcribe" */
    char region[32];               /* the person's native dialects' top node, "" if it is not known */
    double active;                 /* seconds, 0 if it was not said */
    double time;
    size_t number; /* of the person's, from 0 on */
};

struct team_handed_in {
    const struct team_call *call;
    struct team_submission *items; /* by unit */
    size_t count, capacity;
};

/* All of it, by person and time. Free it also after a failure. */
enum fy_status team_read_handed_in(const struct team_call *call, struct team_handed_in *work, struct fy_error *error);
void team_free_handed_in(struct team_handed_in *work);
/* How many stand together from there on, of the same person. */
size_t team_run_of(const struct team_handed_in *work, size_t from);

/* Add up the errors of a content against another, both by their hash, with the lexicon's variants let through. */
enum fy_status team_hold_against(const struct team_call *call, const char *reference, const char *content,
                                 struct fy_error_sums *sums, struct fy_error *error);

#endif

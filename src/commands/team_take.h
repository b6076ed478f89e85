/* What taking a unit and judging one share. */
#ifndef FANGYIN_COMMANDS_TEAM_TAKE_H
#define FANGYIN_COMMANDS_TEAM_TAKE_H

#include "base/digest.h"
#include "commands/team.h"

/* Claim the best unit, make its work file with `prepare`, and open the annotator on it; where there is no terminal, or
 * --print, print it instead. Returns the exit status. */
int team_take(const struct team_call *call, const char *as,
              enum fy_status (*prepare)(const struct team_call *call, const struct fy_unit *unit,
                                        struct fy_error *error));

/* team_finish.c: after the annotator, ask what is to become of the unit that was held `as` "annotate", "review" or "adjudicate",
 * and do that; nothing, where that is to be later. Returns the exit status. */
int team_finish(const struct team_call *call, const char *unit, const char *as);

/* Put the caller's work file into the store; `hash` gets its name there. */
enum fy_status team_put_work(const struct team_call *call, const char *unit, char hash[FY_DIGEST_SIZE],
                             struct fy_error *error);

#endif

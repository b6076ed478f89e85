/* What taking a unit and judging one share. */
#ifndef FANGYIN_COMMANDS_TEAM_TAKE_H
#define FANGYIN_COMMANDS_TEAM_TAKE_H

#include "base/digest.h"
#include "commands/team.h"
#include "commands/team_desk.h"

#include <fangyin/grid.h>

/* Make somebody's work file for a unit that was claimed. */
typedef enum fy_status team_prepare(const struct team_call *call, const struct fy_unit *unit, struct fy_error *error);

/* Claim the best unit, make its work file, and open the annotator on it; then the next one, as long as it is wanted.
 * Where there is no terminal, or --print, print one instead. Returns the exit status. */
int team_take(const struct team_call *call, const char *as, team_prepare *prepare);

/* The annotator on a file for somebody at a desk, which is to be freed; *desk NULL: the path is too long, and nobody
 * can be asked. Returns the exit status. */
int team_annotate(const struct team_call *call, const struct team_seat *seat, const char *recording, const char *path,
                  struct team_desk **desk);

/* team_finish.c: after the annotator, do with a unit that was held `as` "annotate", "review" or "adjudicate" what was
 * said there, or, where nothing was (NULL), what is said now; *done: something was done, not put off. Returns the exit
 * status. */
int team_finish(const struct team_call *call, const struct fy_unit *unit, const char *as,
                const struct fy_app_verdict *verdict, bool *done);
/* Whether somebody wants to go on. */
bool team_wants_more(void);
/* The call at another time. */
struct team_call team_now(const struct team_call *call);

/* The annotator on the work file, and then what the unit becomes. *done: that was said. Returns the exit status. */
int team_work_on(const struct team_call *call, const struct fy_unit *unit, const char *as, bool *done);

/* ---- team_later.c: the store cannot be reached ---- */

/* Write beside the work file what the unit is; take that away. */
void team_remember_unit(const struct team_call *call, const struct fy_unit *unit);
void team_forget_unit(const struct team_call *call, const char *unit);
/* Note that the unit is done, and say so, and the error; hand in what was noted. */
int team_submit_later(const struct team_call *call, const char *unit, struct fy_error *error);
void team_send_kept(const struct team_call *call);
/* Say the error, and open what the caller has begun, if there is something. The call has no store. */
int team_go_on_alone(const struct team_call *call, struct fy_error *error);

/* The caller's work file; `judged`: without the tiers of others' versions. */
enum fy_status team_read_work(const struct team_call *call, const char *unit, bool judged, struct fy_grid **grid,
                              struct fy_error *error);
/* Put it into the store; `hash` gets its name there. */
enum fy_status team_put_work(const struct team_call *call, const char *unit, bool judged, char hash[FY_DIGEST_SIZE],
                             struct fy_error *error);

#endif

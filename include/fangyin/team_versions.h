/* What people handed in for a unit, read back and compared. */
#ifndef FANGYIN_TEAM_VERSIONS_H
#define FANGYIN_TEAM_VERSIONS_H

#include <fangyin/error_rate.h>
#include <fangyin/grid.h>
#include <fangyin/team_work.h>

/* A grid out of a store, by its hash. The caller frees it. FY_NOT_FOUND; FY_SYNTAX where it is no TextGrid. */
enum fy_status fy_team_content(struct fy_team_store *store, const char *hash, struct fy_grid **grid,
                               struct fy_error *error);

/* Put a grid into the store as a TextGrid; `hash` gets its name there. */
enum fy_status fy_team_keep(struct fy_team_store *store, const struct fy_grid *grid, char hash[65],
                            struct fy_error *error);

/* Add up the errors of `text` against `reference`, segment by segment, over the tiers "text" and "text@..." that both have;
 * a segment that only one of them has counts with all its tokens. */
enum fy_status fy_team_errors(const struct fy_grid *reference, const struct fy_grid *text,
                              const struct fy_comparison *comparison, struct fy_error_sums *sums);

/* Agreement of all submissions of a unit, 0 to 1: 1 less the mixed error rate (held to 1) between each two of them,
 * over the tiers "text" and "text@..." that both have, each two taken once with the earlier as the reference; the mean
 * of all pairs. A segment that only one of them has counts with all its tokens. FY_INVALID with fewer than two
 * submissions. */
enum fy_status fy_team_agreement(struct fy_team_store *store, const struct fy_unit *unit,
                                 const struct fy_comparison *comparison, double *agreement, struct fy_error *error);

/* If all of a unit's versions are in and not yet measured: measure them, and say so in the record as that person.
 * Otherwise nothing happens. *log gets the state. */
enum fy_status fy_team_measure(struct fy_team_store *store, const char *unit, const char *person, double now,
                               const struct fy_comparison *comparison, struct fy_unit_log *log, struct fy_error *error);

#endif

/* A stretch of one grid put into another: what somebody wrote in a unit goes into the recording's grid. */
#ifndef FANGYIN_SPLICE_H
#define FANGYIN_SPLICE_H

#include <fangyin/grid.h>

/* A new grid over [0, end] seconds, for the caller: the tiers of `target` (NULL: none), with what `source` has within
 * [from, to] in place of theirs, for each tier that both have by name and kind; then the tiers that only the source
 * has, empty elsewhere. Both ends of the stretch become boundaries of the tiers that change. An interval of the target
 * that reaches into the stretch is cut there; its label stays with the part before it, or, without one, with the part
 * behind. FY_INVALID for from > to or times outside [0, end]; FY_NO_MEMORY. */
enum fy_status fy_grid_splice(const struct fy_grid *target, const struct fy_grid *source, double from, double to,
                              double end, struct fy_grid **result);

#endif

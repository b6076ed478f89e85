/* The grids of a project. */
#ifndef FANGYIN_TERMINAL_PROJECT_GRIDS_H
#define FANGYIN_TERMINAL_PROJECT_GRIDS_H

#include "terminal/session_internal.h"

/* Call back with each other grid, in no certain order, until it returns false: those of the project's folder and below
 * it; without a project, those beside the recording. What cannot be read is left out. FY_NO_MEMORY where the folder cannot
 * be gone through at all. On a worker. */
typedef bool fy_grid_visitor(void *context, const char *path, const struct fy_grid *grid);
enum fy_status fy_each_other_grid(const struct fy_session *session, fy_grid_visitor *visit, void *context);

#endif

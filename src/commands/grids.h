/* What several subcommands do with grids. */
#ifndef FANGYIN_COMMANDS_GRIDS_H
#define FANGYIN_COMMANDS_GRIDS_H

#include <fangyin/grid.h>

/* Read a TextGrid; what the reader found worth telling is printed on stderr. The caller frees the grid. */
enum fy_status fy_command_read_grid(const char *path, struct fy_grid **grid, struct fy_error *error);

#endif

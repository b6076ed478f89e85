/* Files from the command line. */
#ifndef FANGYIN_COMMANDS_WALK_H
#define FANGYIN_COMMANDS_WALK_H

#include <stdbool.h>
#include <stddef.h>

struct fy_command_paths {
    char **items;
    size_t count, capacity;
    bool failed; /* something could not be listed, which was printed on stderr */
};

/* Arguments as files: a file stands for itself; a folder for the grids in it and in the folders below, in order of names,
 * hidden ones and links to folders left out; "-" for the files that stdin names, one a line. */
void fy_command_walk(struct fy_command_paths *paths, char *const *arguments, int count);
/* The same for recordings: a folder stands for those in it, in order of names, without the folders below. */
void fy_command_walk_recordings(struct fy_command_paths *paths, char *const *arguments, int count);
void fy_command_paths_free(struct fy_command_paths *paths);

#endif

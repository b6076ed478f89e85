/* Where a pyramid's file is: in the cache, by the recording's content, once it is whole; until then, and without a cache,
 * under a name that nobody else uses. */
#ifndef FANGYIN_TERMINAL_LEVEL_FILE_H
#define FANGYIN_TERMINAL_LEVEL_FILE_H

#include "terminal/pyramid.h"

#include <limits.h>

struct fy_level_file {
    int fd; /* of what is to be kept; -1: nothing is */
    char path[PATH_MAX], temporary[PATH_MAX];
};

/* The whole pyramid from the cache, or an empty one to be built; NULL where no file can be made. recording: its path, or
 * NULL where the pyramid is not to be kept. */
struct fy_pyramid *fy_level_file_open(struct fy_level_file *file, const char *recording,
                                      const struct fy_pyramid_settings *settings);
/* It is whole now: into the cache with it. */
void fy_level_file_keep(struct fy_level_file *file);
/* What is not whole goes. */
void fy_level_file_close(struct fy_level_file *file);

#endif

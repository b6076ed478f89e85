/* Files made from recordings, kept in $XDG_CACHE_HOME/fangyin (or ~/.cache/fangyin), so that slow work is done once. They
 * may be removed at any time: what is missing is made again. */
#ifndef FANGYIN_SOUND_CACHE_H
#define FANGYIN_SOUND_CACHE_H

#include <fangyin/status.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

enum { FY_CACHE_KEY = 64 };

/* Which recording a file is, whatever its name and folder: its size, the time it was changed and what stands at its
 * beginning, in its middle and at its end. False when the file cannot be read. */
bool fy_cache_key(const char *path, char key[FY_CACHE_KEY]);

/* FOLDER/KEY.KIND, the folder made. False when there is no home, or the path is too long. */
bool fy_cache_path(const char *key, const char *kind, char path[PATH_MAX]);

/* Open what is in the cache, marked as used now; it is not thrown out while the descriptor is open. -1 without. */
int fy_cache_open(const char *path);

/* A new file that will take that path's place; -1 with errno set. Its temporary name is put in temporary. */
int fy_cache_create(const char *path, char temporary[PATH_MAX]);
/* Put it there, whole, for every other program; closes it. Then the files that were used longest ago are thrown out
 * until all have at most `limit` bytes. 0 or an errno value: then it is removed. */
int fy_cache_keep(int fd, const char *temporary, const char *path, int64_t limit);
void fy_cache_drop(int fd, const char *temporary);

/* What the cache may hold. */
#define FY_CACHE_LIMIT ((int64_t)8 << 30)

#endif

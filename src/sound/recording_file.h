/* What can be told about a recording's file before a decoder looks at it. */
#ifndef FANGYIN_SOUND_RECORDING_FILE_H
#define FANGYIN_SOUND_RECORDING_FILE_H

#include <fangyin/status.h>
#include <stdbool.h>
#include <stddef.h>

/* What a file begins with. */
struct fy_first_bytes {
    unsigned char bytes[512];
    size_t size;
};

/* Refuses what is no ordinary file, is empty or may not be read; a pipe would make a decoder wait for ever. */
enum fy_status fy_recording_look(const char *path, struct fy_first_bytes *first, struct fy_error *error);

/* The name of a format that only ffmpeg reads ("M4A or MP4"), NULL if it is none that is known. */
const char *fy_foreign_name(const struct fy_first_bytes *first);
/* True if it could be sound of some other kind: not a text. */
bool fy_maybe_foreign(const struct fy_first_bytes *first);

/* Several recordings in one Ogg file, one after the other: decoders that end with the first stream do not see the others.
 * In files of more than 16 MB only those are found whose last stream has a number of its own. */
bool fy_ogg_chained(const char *path, const struct fy_first_bytes *first);

#endif

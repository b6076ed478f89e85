/* Recordings that libsndfile does not read (m4a, AMR, WMA, video): decoded once by the program ffmpeg into a FLAC in the
 * cache. */
#ifndef FANGYIN_SOUND_FOREIGN_H
#define FANGYIN_SOUND_FOREIGN_H

#include <fangyin/recording.h>
#include <limits.h>

struct fy_foreign {
    char path[PATH_MAX]; /* the FLAC */
    int held;            /* a descriptor that keeps it in the cache; the caller closes it */
};

/* What stands in the FLAC's comment: where it comes from. */
struct fy_foreign_origin {
    char format[64];         /* "MP4, AAC" */
    double promised_seconds; /* what the original said it lasts; 0 where that is no more than a guess */
};
/* False when it is no comment of ours. */
bool fy_foreign_origin_parse(struct fy_foreign_origin *origin, const char *comment);

/* FY_UNSUPPORTED when ffmpeg is not there, FY_SYNTAX when there is no sound that it can read (the sentence says so),
 * FY_CANCELLED. `name`: what the file is, as far as is known; NULL: nothing, and then FY_SYNTAX has no sentence. */
enum fy_status fy_foreign_decode(struct fy_foreign *foreign, const char *path, const char *name,
                                 const struct fy_recording_watch *watch, struct fy_error *error);

#endif

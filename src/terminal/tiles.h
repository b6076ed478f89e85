/* Pictures of a spectrogram put together from tiles: fine ones made from the recording when a window needs them and kept
 * while there is room, coarse ones read from the pyramid. Scrolling makes only what is new. One thread. */
#ifndef FANGYIN_TERMINAL_TILES_H
#define FANGYIN_TERMINAL_TILES_H

#include "terminal/pyramid.h"

#include <stdatomic.h>

#define FY_TILES_BYTES ((size_t)6 << 20) /* kept */

struct fy_tiles;

/* Neither the recording nor the pyramid (NULL: none) is the tiles'. */
enum fy_status fy_tiles_new(struct fy_tiles **tiles, struct fy_recording *recording,
                            const struct fy_slice_settings *settings, struct fy_pyramid *pyramid,
                            struct fy_error *error);
void fy_tiles_free(struct fy_tiles *tiles);

struct fy_tiles_request {
    double from, to; /* s */
    size_t columns, rows;
    double highest;  /* Hz: the rows are equal bands up to it */
    bool hurry;      /* what would take long is sampled instead */
    const atomic_uint *wanted; /* while it is `mine`, go on; may be NULL */
    unsigned mine;
};

enum fy_tiles_result {
    FY_TILES_WHOLE,   /* all that is to be known */
    FY_TILES_HURRIED, /* sampled here and there: ask again without hurry */
    FY_TILES_WAITING, /* the same, because the pyramid is not built yet */
    FY_TILES_STOPPED, /* nothing: somebody wants another picture */
};

/* Levels in dB, db[columns * rows], column by column, low frequency first. */
enum fy_tiles_result fy_tiles_picture(struct fy_tiles *tiles, const struct fy_tiles_request *request, float *db);

/* The level whose columns are the widest that are no wider than one of the request's. */
int fy_tiles_level(int rate, const struct fy_tiles_request *request);
size_t fy_tiles_kept(const struct fy_tiles *tiles); /* bytes */
unsigned long fy_tiles_made(const struct fy_tiles *tiles); /* fine tiles, so far */

#endif

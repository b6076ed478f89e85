/* The coarse levels of a recording's spectrogram, 64 ms a column and up, in a file of tiles: built once from the start to
 * the end by one thread, read by another meanwhile. In memory is one tile a level (130 KB). */
#ifndef FANGYIN_TERMINAL_PYRAMID_H
#define FANGYIN_TERMINAL_PYRAMID_H

#include "terminal/slicer.h"

#include <stdbool.h>

#define FY_TILE_COLUMNS 128
#define FY_COARSE_ROWS 128 /* equal bands from 0 Hz to fy_pyramid_highest */
#define FY_COARSE_TILE ((size_t)FY_TILE_COLUMNS * FY_COARSE_ROWS)

struct fy_pyramid;

struct fy_pyramid_settings {
    struct fy_slice_settings slice;
    int64_t frames;
    int rate;
};

/* Takes over `fd`. With `whole` it holds a file that fy_pyramid_build once finished: FY_INVALID where it is not of these
 * settings; else it is empty, for building. */
enum fy_status fy_pyramid_new(struct fy_pyramid **pyramid, const struct fy_pyramid_settings *settings, int fd, bool whole);
void fy_pyramid_free(struct fy_pyramid *pyramid);

/* The building thread: `columns` more of the finest level. *done at the end. FY_IO where the file cannot be written. */
enum fy_status fy_pyramid_build(struct fy_pyramid *pyramid, struct fy_recording *recording, size_t columns, bool *done);
/* Black (fy_slicer_black) is kept with it. */
void fy_pyramid_set_black(struct fy_pyramid *pyramid, float black);
float fy_pyramid_black(const struct fy_pyramid *pyramid);

bool fy_pyramid_done(struct fy_pyramid *pyramid);
double fy_pyramid_highest(const struct fy_pyramid *pyramid); /* Hz */
/* Any thread: tile `index` of a level from FY_COARSE_LEVEL on, values[FY_COARSE_TILE] as fy_db_byte, column by column.
 * Returns how many of its columns are there. */
size_t fy_pyramid_read(struct fy_pyramid *pyramid, int level, int64_t index, unsigned char *values);

#endif

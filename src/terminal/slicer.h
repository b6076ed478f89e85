/* Short columns of a spectrogram straight from a recording: what tiles and the pyramid are made of. One thread each.
 *
 * Time is parted into columns of `unit` frames (1 ms) times 4^level. Levels 0 and 1 (1 and 4 ms) are one spectrum in the
 * middle of each column; a column of level 2 (16 ms) is the mean power over four. Coarser ones are the highest of the four
 * below them, so that what is short and loud never vanishes; these are the pyramid's. */
#ifndef FANGYIN_TERMINAL_SLICER_H
#define FANGYIN_TERMINAL_SLICER_H

#include <fangyin/recording.h>
#include <fangyin/spectrogram.h>

#define FY_LEVELS_HIGHEST 10000.0 /* Hz: nothing above is looked at */
#define FY_COARSE_LEVEL 3         /* the pyramid's finest: 64 ms */
#define FY_LEVEL_COUNT 11         /* the coarsest, 1049 s a column, holds 37 h in a tile */

struct fy_slice_settings {
    double window_length; /* s */
    int channel;          /* -1: the mean of all */
};

struct fy_slicer;

enum fy_status fy_slicer_new(struct fy_slicer **slicer, const struct fy_recording *recording,
                             const struct fy_slice_settings *settings, struct fy_error *error);
void fy_slicer_free(struct fy_slicer *slicer);

/* Its bins and their frequencies. */
const struct fy_spectrogram *fy_slicer_spectrogram(const struct fy_slicer *slicer);

/* Frames of a column of that level. */
int64_t fy_level_frames(int rate, int level);

/* Columns [first, first + count) of level 0, 1 or 2: power[count * bins], column by column. */
void fy_slicer_columns(struct fy_slicer *slicer, struct fy_recording *recording, int level, int64_t first, size_t count,
                       double *power);
/* One spectrum in the middle of frames [from, to). */
void fy_slicer_spot(struct fy_slicer *slicer, struct fy_recording *recording, int64_t from, int64_t to, double *power);

/* Decibels in a byte: 0.75 dB steps from -60 dB up to 131 dB. */
static inline unsigned char fy_db_byte(float db)
{
    const float step = (db + 60.0F) / 0.75F + 0.5F;
    return step <= 0 ? 0 : step >= 255 ? 255 : (unsigned char)step;
}
static inline float fy_byte_db(unsigned char byte)
{
    return (float)byte * 0.75F - 60.0F;
}

/* Black in a picture of this recording: the level that one spectrum in a hundred exceeds at some frequency, but at most
 * 30 dB below the loudest; of `spots` places spread over the recording. */
float fy_slicer_black(struct fy_slicer *slicer, struct fy_recording *recording, size_t spots, double seconds);

#endif

/* The sound that the measures are taken from, and where the frames of an analysis lie in it.
 *
 * Time 0 is the recording's start; sample i is at (i + 0.5) / rate seconds, as in Praat. Frames lie symmetrically in
 * the whole recording, so that a value does not depend on which stretch of it is looked at. */
#ifndef FANGYIN_FRAMES_H
#define FANGYIN_FRAMES_H

#include <stddef.h>
#include <stdint.h>

/* A stretch of a recording in memory, a row of samples (full scale 1) for each channel. Samples outside it count as 0,
 * and so do samples that are no number, infinite or beyond 1e15. The caller owns all of it. */
struct fy_sound {
    const float *const *channels; /* channels[c][i] is sample from + i of channel c */
    size_t channel_count;
    int64_t from;  /* position in the recording of the first sample that is here */
    int64_t count; /* samples that are here, of each channel */
};

/* Where the frames of an analysis are. */
struct fy_frames {
    double first; /* s, the centre of frame 0 */
    double step;  /* s, > 0 */
    int64_t count;
};

/* As many frames of `window` seconds, `step` seconds apart, as fit into `samples` samples, centred in them; count 0 where
 * not one fits or an argument is no number above 0. (Praat's rule for all short-term analyses.) */
struct fy_frames fy_frames_fit(double sampling_rate, int64_t samples, double window, double step);

/* Seconds; frame 0 .. count - 1. */
static inline double fy_frames_time(const struct fy_frames *frames, int64_t frame)
{
    return frames->first + (double)frame * frames->step;
}

/* The frames whose centre is in [from, to) seconds: the first, and their number. */
int64_t fy_frames_between(const struct fy_frames *frames, double from, double to, int64_t *first);

#endif

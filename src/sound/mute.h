/* Stretches of a recording that are not to be heard. */
#ifndef FANGYIN_SOUND_MUTE_H
#define FANGYIN_SOUND_MUTE_H

#include <fangyin/play.h>
#include <stddef.h>

struct fy_mute {
    struct fy_muted stretches[FY_MUTED_MOST]; /* in order, apart from each other */
    size_t count;
    int64_t slope; /* frames of a slope between sound and silence */
    float gain;    /* now, 0 to 1 */
};

/* Any stretches in any order; of more than FY_MUTED_MOST the later ones melt into one. */
void fy_mute_set(struct fy_mute *mute, const struct fy_muted *stretches, size_t count);

/* Sound begins at that frame of the recording. */
void fy_mute_begin(struct fy_mute *mute, int64_t frame, int rate);

/* Silence what is muted of `count` interleaved frames, the recording's from `frame` on. The slopes lie inside the muted
 * stretches, so that all else stays as it is. */
void fy_mute_run(struct fy_mute *mute, int64_t frame, float *frames, size_t count, size_t channels);

#endif

/* The parts of a pitch analysis. */
#ifndef FANGYIN_SIGNAL_PITCH_INTERNAL_H
#define FANGYIN_SIGNAL_PITCH_INTERNAL_H

#include "signal/transform.h"
#include <fangyin/pitch.h>
#include <stdbool.h>

/* Sizes in samples and lags. */
struct fy_pitch_sizes {
    double window_duration; /* s */
    double step;            /* s */
    size_t window;          /* even */
    size_t half_window;
    size_t period; /* the longest */
    size_t half_period;
    size_t most_lag;    /* candidates have a lag below this */
    size_t correlation; /* lags 0 .. correlation are known to the interpolation */
    size_t transform;
    size_t low_pass; /* taps on each side of the middle one; 0: none */
    size_t candidates;
};

struct fy_pitch {
    struct fy_pitch_settings settings;
    struct fy_pitch_sizes sizes;
    size_t channel_count;
    float *window;      /* [sizes.window] */
    float *undo_window; /* [correlation + 1]: its autocorrelation at lag 0 over that at each lag */
    float *taps;        /* [2 low_pass + 1] */
    float *sound;       /* [channel_count][sound_room]: the samples of a group of frames, filtered */
    float *raw;         /* [sound_room + 2 low_pass]: before the filter */
    size_t sound_room;
    float *frames; /* [2][channel_count][window]: two frames, windowed */
    float *powers; /* [2][transform / 2 + 1] */
    float *lines;  /* [2][transform / 2 + 1] */
    float *curves; /* [2][2 correlation + 1]: autocorrelations, lag 0 in the middle */
    struct fy_pair_transform spectrum, correlation;
    struct fy_pitch_path *path;
    struct fy_pitch_value *values;
    struct fy_pitch_frame *group;
};

/* How many frames are taken in at once; even. */
enum { FY_PITCH_GROUP = 16 };

/* FY_INVALID (without a sentence) where the settings make no analysis. */
enum fy_status fy_pitch_find_sizes(struct fy_pitch_sizes *sizes, const struct fy_pitch_settings *settings);

/* Find the candidates in a curve (lag 0 at curve, symmetric, up to lag sizes.correlation on both sides). */
void fy_pitch_find_candidates(const struct fy_pitch *pitch, const float *curve, struct fy_pitch_frame *frame);

/* Copy samples at .. at + count - 1 of all channels to pitch->sound, filtered; count <= sound_room. */
void fy_pitch_take(struct fy_pitch *pitch, const struct fy_sound *sound, int64_t at, size_t count);

#endif

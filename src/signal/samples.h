/* Taking samples out of a sound. */
#ifndef FANGYIN_SIGNAL_SAMPLES_H
#define FANGYIN_SIGNAL_SAMPLES_H

#include <fangyin/frames.h>
#include <stdbool.h>

/* to[count] = samples at .. at + count - 1 of the recording, of one channel, unusable and missing ones as 0. */
void fy_sound_copy(const struct fy_sound *sound, size_t channel, int64_t at, size_t count, float *to);

/* The sample before a time, counted from 0: Praat's low index. */
int64_t fy_sample_before(double time, double sampling_rate);

bool fy_above_zero(double value); /* and finite */

#endif

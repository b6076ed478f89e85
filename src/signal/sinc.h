/* The value of a sampled curve between its samples: sinc interpolation under a raised cosine, as Praat defines it. */
#ifndef FANGYIN_SIGNAL_SINC_H
#define FANGYIN_SIGNAL_SINC_H

#include <stddef.h>

/* The value at `part` (0 < part < 1) of the way from left[0] to right[0], from `depth` samples on each side: left[j] is
 * the sample j places left of left[0], right[j] the one j places right of right[0]. depth >= 1. */
double fy_sinc(const float *left, const float *right, size_t depth, double part);

#endif

#ifndef FANGYIN_SIGNAL_SOUNDINGS_INTERNAL_H
#define FANGYIN_SIGNAL_SOUNDINGS_INTERNAL_H

#include <fangyin/soundings.h>

/* Intervals from the intensity of frames; *intervals is a new array for the caller (fy_free). frames->count > 0. */
enum fy_status fy_soundings_decide(const struct fy_soundings_settings *settings, const struct fy_frames *frames,
                                   double duration, const float *db, struct fy_sounding **intervals, size_t *count);

#endif

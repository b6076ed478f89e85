/* Intensity as Praat's "To Intensity" defines it: the mean square of the sound under a Kaiser-like window of 6.4 periods
 * of the lowest pitch, so long that periods do not show. One object holds windows and scratch memory: made once, run many
 * times without allocation, by one thread at a time; threads may share a recording's frames out, each with its own. */
#ifndef FANGYIN_INTENSITY_H
#define FANGYIN_INTENSITY_H

#include <fangyin/frames.h>
#include <fangyin/status.h>

struct fy_intensity_settings {
    double sampling_rate; /* Hz */
    double lowest_pitch;  /* Hz; Praat's usual is 100 */
    double time_step;     /* s; 0: an eighth of the window, 0.8 / lowest_pitch */
    int keep_mean;        /* 0: each window's mean is taken off first, so that direct current does not count */
};

struct fy_intensity;

/* FY_INVALID where a setting is no number or not above 0, or the window has fewer than 3 samples or more than 2^22;
 * FY_NO_MEMORY. *intensity is NULL then. */
enum fy_status fy_intensity_new(struct fy_intensity **intensity, const struct fy_intensity_settings *settings,
                                struct fy_error *error);
void fy_intensity_free(struct fy_intensity *intensity);

/* The frames of a recording of that many samples. */
struct fy_frames fy_intensity_frames(const struct fy_intensity *intensity, int64_t samples);

/* The samples [from, to) that frames first .. first + count - 1 are made of. */
void fy_intensity_reach(const struct fy_intensity *intensity, const struct fy_frames *frames, int64_t first,
                        int64_t count, int64_t *from, int64_t *to);

/* db[count]: frames first .. first + count - 1, dB above 2e-5 (the sound's full scale being 1, in Praat's "Pa"), of the mean
 * over the sound's channels; -300 for silence, always finite. */
void fy_intensity_run(struct fy_intensity *intensity, const struct fy_sound *sound, const struct fy_frames *frames,
                      int64_t first, int64_t count, float *db);

#endif

/* A recording: one audio file, never changed. Positions are frames (one sample of each channel) from the first, and frame
 * 0 is what players show as time 0. One handle belongs to one thread at a time; open one per thread.
 *
 * What libsndfile reads (WAV, FLAC, Ogg, Opus, MP3, AIFF ...) is read from the file itself. Of anything else (m4a, AMR,
 * WMA, video) the first sound stream is decoded by the program ffmpeg, where that is installed, into
 * $XDG_CACHE_HOME/fangyin/recordings, the first time; later openings find it there. */
#ifndef FANGYIN_RECORDING_H
#define FANGYIN_RECORDING_H

#include <fangyin/status.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fy_recording;

enum fy_status fy_recording_open(struct fy_recording **recording, const char *path, struct fy_error *error);

/* Called about five times a second, on the opening thread, while a file is being decoded into the cache: seconds of sound
 * that are done, and how many there are (0: not known). False stops it: opening fails with FY_CANCELLED. */
struct fy_recording_watch {
    bool (*progress)(void *context, double done, double total);
    void *context;
};
enum fy_status fy_recording_open_watched(struct fy_recording **recording, const char *path,
                                         const struct fy_recording_watch *watch, struct fy_error *error);
void fy_recording_close(struct fy_recording *recording);

int64_t fy_recording_frames(const struct fy_recording *recording);
int fy_recording_rate(const struct fy_recording *recording); /* Hz */
int fy_recording_channels(const struct fy_recording *recording);
const char *fy_recording_format(const struct fy_recording *recording); /* "FLAC, 16 bit": for people */

/* A sentence about something odd (a header that promises more than is there), or NULL. */
const char *fy_recording_warning(const struct fy_recording *recording);

/* Read up to `count` frames from `frame`, interleaved floats as in the file (full scale 1.0). Returns the frames read;
 * fewer at the end, 0 on an error. Positions outside the file give 0. */
size_t fy_recording_read(struct fy_recording *recording, int64_t frame, float *interleaved, size_t count);

/* The same as one channel: the mean of all (channel < 0) or one of them. Positions outside the file read as silence, so
 * that all `count` samples are always filled. */
void fy_recording_read_mono(struct fy_recording *recording, int64_t frame, int channel, float *samples, size_t count);

#endif

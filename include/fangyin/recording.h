/* A recording: one audio file, read through libsndfile, never changed. Positions are frames (one sample of each
 * channel) from the first. One handle belongs to one thread at a time; open one per thread. */
#ifndef FANGYIN_RECORDING_H
#define FANGYIN_RECORDING_H

#include <fangyin/status.h>
#include <stddef.h>
#include <stdint.h>

struct fy_recording;

enum fy_status fy_recording_open(struct fy_recording **recording, const char *path, struct fy_error *error);
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

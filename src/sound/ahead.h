/* Reads a recording ahead in a thread of its own, some seconds of it, so that a slow disk or network is not heard at
 * once. What was read stays as long as there is room: a short stretch heard again is not read again. But for that thread,
 * one thread at a time uses it. */
#ifndef FANGYIN_SOUND_AHEAD_H
#define FANGYIN_SOUND_AHEAD_H

#include <fangyin/recording.h>
#include <stdbool.h>

struct fy_ahead;

/* The recording is its own from now on, unless this fails. */
enum fy_status fy_ahead_new(struct fy_ahead **ahead, struct fy_recording *recording);

/* Closes the recording. Where reading hangs, after a second the thread is left to itself: it ends when it comes back. */
void fy_ahead_free(struct fy_ahead *ahead);

/* From now on read [from, to), a part of the recording, from its beginning, and over and over if `again`. */
void fy_ahead_plan(struct fy_ahead *ahead, int64_t from, int64_t to, bool again);

/* The interleaved frames from `frame` on, of those that are planned: as many of `count` as are there, at least 1 unless it
 * has not been read yet. What could not be read is silence. */
size_t fy_ahead_take(struct fy_ahead *ahead, int64_t frame, float *frames, size_t count);

/* Wait until `frame`, which is planned, is there, or that many seconds. */
void fy_ahead_wait(struct fy_ahead *ahead, int64_t frame, double seconds);

/* Any thread: frames that were taken and could not be read. */
uint64_t fy_ahead_unread(const struct fy_ahead *ahead);

#endif

/* What is heard: a recording's frames as a listener wants them, at the rate and with the channels of a device. Three
 * parties use a reel:
 *   control  one thread that starts it while nobody reads
 *   reader   one thread that reads
 *   anybody  the functions so marked
 * With speed 1, gain 1, edges off and the recording's own rate and channels every sample is the file's, bit for bit. */
#ifndef FANGYIN_REEL_H
#define FANGYIN_REEL_H

#include <fangyin/play.h>
#include <fangyin/recording.h>

struct fy_reel;

/* Takes the recording over in any case: it is closed with the reel, or on failure. */
enum fy_status fy_reel_new(struct fy_reel **reel, struct fy_recording *recording, struct fy_error *error);
void fy_reel_free(struct fy_reel *reel);

/* Control: begin with what is to be heard, its range cut to the recording, at `rate` Hz in 1 or 2 channels. FY_NO_MEMORY:
 * there is nothing to be read; FY_INVALID: no such rate or channels. */
enum fy_status fy_reel_start(struct fy_reel *reel, const struct fy_play *play, unsigned rate, unsigned channels);

/* Reader: the next frames, interleaved, at most `count`; 0 where it has ended, or where the disk is not that fast. What
 * cannot be read is silence. Allocates nothing, but for what libsoxr does after a start. */
size_t fy_reel_read(struct fy_reel *reel, float *frames, size_t count);

/* Reader: the last frame was read. */
bool fy_reel_ended(const struct fy_reel *reel);

/* Reader: wait for the disk, at most that many seconds. */
void fy_reel_wait(struct fy_reel *reel, double seconds);

/* Anybody: from what is read next on it sounds so. */
void fy_reel_change(struct fy_reel *reel, const struct fy_hearing *hearing);

/* Anybody: from what is read next on these stretches are silent, and no others. They are copied; of more than
 * FY_MUTED_MOST the later ones melt into one. */
void fy_reel_mute(struct fy_reel *reel, const struct fy_muted *stretches, size_t count);

/* Anybody: the frame of the recording that is heard with that frame of what was read, counted from 0 at the start; to
 * within a period of the voice where the speed is not 1. The frame after the last is the range's end, and so is all of
 * the silence between two times. Good for the last 10 s that were read, at least. */
int64_t fy_reel_position(struct fy_reel *reel, int64_t frame);

/* Anybody: frames that could not be read, since the reel was made. */
uint64_t fy_reel_unread(const struct fy_reel *reel);

#endif

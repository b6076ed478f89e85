/* Holds a signal within full scale. The gain goes down before a peak that is too high, over 5 ms, and comes up again over
 * some 200 ms; a signal within full scale goes through bit for bit. What comes out is 5 ms behind what went in. */
#ifndef FANGYIN_SOUND_LIMITER_H
#define FANGYIN_SOUND_LIMITER_H

#include <fangyin/status.h>
#include <stddef.h>
#include <stdint.h>

struct fy_limiter;

enum fy_status fy_limiter_new(struct fy_limiter **limiter, unsigned rate, size_t channels);
void fy_limiter_free(struct fy_limiter *limiter);

size_t fy_limiter_delay(const struct fy_limiter *limiter); /* frames */
void fy_limiter_clear(struct fy_limiter *limiter);

/* Take `count` interleaved frames; write those that come out, at most as many, and return how many these were. */
size_t fy_limiter_put(struct fy_limiter *limiter, const float *in, size_t count, float *out);

/* The frames that are still inside, at most fy_limiter_delay. The gain goes on from where it is. */
size_t fy_limiter_finish(struct fy_limiter *limiter, float *out);

#endif

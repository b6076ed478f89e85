/* A ring of interleaved float frames between one thread that writes and one that reads. Neither ever waits for the
 * other, and only whole frames move. */
#ifndef FANGYIN_RING_H
#define FANGYIN_RING_H

#include <fangyin/status.h>
#include <stddef.h>

struct fy_ring;

/* Room for at least `frames` frames (the next power of two). FY_INVALID for no channels or no frames. */
enum fy_status fy_ring_new(struct fy_ring **ring, unsigned channels, size_t frames);
void fy_ring_free(struct fy_ring *ring);

size_t fy_ring_capacity(const struct fy_ring *ring); /* frames; any thread */
unsigned fy_ring_channels(const struct fy_ring *ring);

/* Writing thread: frames that fit now, and move up to `count` in. Returns the frames moved. */
size_t fy_ring_writable(const struct fy_ring *ring);
size_t fy_ring_write(struct fy_ring *ring, const float *frames, size_t count);

/* Reading thread: frames that are there now, and move up to `count` out. Returns the frames moved. */
size_t fy_ring_readable(const struct fy_ring *ring);
size_t fy_ring_read(struct fy_ring *ring, float *frames, size_t count);

/* Empty it. Only while neither side runs. */
void fy_ring_clear(struct fy_ring *ring);

#endif

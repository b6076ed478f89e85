/* What a sound device's callback runs: frames taken from a ring, none more or less, and a log of which is heard when.
 * Frames are counted from 0 as they are handed to the device; which frames of a recording they are is for the feeder
 * to know. Four parties use a transport:
 *   control   one thread that arms it, while it is finished and no feeder runs, and lets them begin after
 *   feeder    one thread that fills the ring and announces the end
 *   callback  fy_transport_render only
 *   anybody   the functions so marked
 * Times are seconds of the device's clock. It is one block of memory without a pointer in it, so that the callback may
 * run in another process that has the block mapped too. */
#ifndef FANGYIN_TRANSPORT_H
#define FANGYIN_TRANSPORT_H

#include <fangyin/ring.h>
#include <stdbool.h>
#include <stdint.h>

struct fy_transport;

/* Bytes that a transport takes, with a ring of at least `ring_frames` frames; 0 where that makes no sense. */
size_t fy_transport_size(unsigned channels, unsigned rate, size_t ring_frames);

/* Make one in `memory`, which is aligned for any object, holds that many bytes and stays the caller's. The same values
 * as above, which must make sense. */
struct fy_transport *fy_transport_init(void *memory, unsigned channels, unsigned rate, size_t ring_frames);

/* The same in memory of its own. */
enum fy_status fy_transport_new(struct fy_transport **transport, unsigned channels, unsigned rate, size_t ring_frames);
void fy_transport_free(struct fy_transport *transport); /* of fy_transport_new only */

unsigned fy_transport_channels(const struct fy_transport *transport);
unsigned fy_transport_rate(const struct fy_transport *transport); /* frames a second */

/* The ring: its writing side is the feeder's, its reading side the callback's. Lives as long as the transport. */
struct fy_ring *fy_transport_ring(struct fy_transport *transport);

/* Control, while it is finished or no callback runs: empty the ring and expect frames from 0 on through it, without an
 * end as yet. A callback gets silence until it begins. */
void fy_transport_arm(struct fy_transport *transport);
void fy_transport_begin(struct fy_transport *transport);

/* Feeder, once after it was armed: there will be `total` frames (0 or more) in all. To be said before the last of them
 * are written, else the callback may take the end for an underrun. A total of 0 finishes at once. */
void fy_transport_end(struct fy_transport *transport, int64_t total);

/* Anybody: end early, fading out over the next 2 ms of the signal. A stop after the end changes nothing. */
void fy_transport_stop(struct fy_transport *transport);

/* Callback: fill `frames` frames of `out`; the first of them is heard at `heard_at`. Returns true while there is more
 * to come, if only since it was armed; after the last frame out is filled up with silence and false returned, from then on always. Where the ring
 * has less than is wanted the rest is silence, counted as an underrun, and the missing frames follow later. Takes no
 * lock, allocates nothing, calls nothing but mem* functions. */
bool fy_transport_render(struct fy_transport *transport, float *out, size_t frames, double heard_at);

/* Anybody: the frame heard at that time; 0 before the first one, and never past what was rendered. Remembers the last
 * 64 buffers. Wait-free. */
int64_t fy_transport_frame_at(const struct fy_transport *transport, double time);

/* Anybody. The values are each right by themselves, not as a set. */
struct fy_transport_state {
    bool finished;      /* the last frame was rendered; it may not be heard yet */
    int64_t next;       /* the frame that is rendered next; after a stop, the one it stopped before */
    uint64_t calls;     /* of fy_transport_render, since it was made */
    unsigned underruns; /* times that sound broke off, since it was made */
};
void fy_transport_state(const struct fy_transport *transport, struct fy_transport_state *state);

#endif

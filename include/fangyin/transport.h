/* What a sound device's callback runs: a range of frames taken from a ring, no frame more or less, and a log of which
 * frame is heard when. Three parties use a transport:
 *   control   one thread that arms it while no callback runs, and lets the callback start after
 *   callback  fy_transport_render only
 *   anybody   the functions so marked
 * Times are seconds of the device's clock. */
#ifndef FANGYIN_TRANSPORT_H
#define FANGYIN_TRANSPORT_H

#include <fangyin/ring.h>
#include <stdbool.h>
#include <stdint.h>

struct fy_transport;

/* With a ring of at least `ring_frames` frames of its own. */
enum fy_status fy_transport_new(struct fy_transport **transport, unsigned channels, unsigned rate, size_t ring_frames);
void fy_transport_free(struct fy_transport *transport);

/* The ring: its writing side is the feeder's, its reading side the callback's. Lives as long as the transport. */
struct fy_ring *fy_transport_ring(const struct fy_transport *transport);

/* Control, while neither callback nor feeder runs: empty the ring and expect frames [from, to) through it. An empty
 * range is finished at once. */
void fy_transport_arm(struct fy_transport *transport, int64_t from, int64_t to);

/* Anybody: end early, fading out over the next 2 ms of the signal. A stop after the end changes nothing. */
void fy_transport_stop(struct fy_transport *transport);

/* Callback: fill `frames` frames of `out`; the first of them is heard at `heard_at`. Returns true while there is more
 * to come; after the last frame of the range out is filled up with silence and false returned, from then on always.
 * Where the ring has less than is wanted the rest is silence, counted as an underrun, and the missing frames follow
 * later. Takes no lock, allocates nothing, calls nothing but mem* functions. */
bool fy_transport_render(struct fy_transport *transport, float *out, size_t frames, double heard_at);

/* Anybody: the frame heard at that time; `from` before the first one, and never past what was rendered. Remembers
 * the last 64 buffers. Wait-free. */
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

#include "sound/transport_inside.h"

#include <fangyin/memory.h>

#include <math.h>

enum { FADES_PER_SECOND = 500 }; /* a fade-out lasts for 2 ms */

enum fy_status fy_transport_new(struct fy_transport **transport, unsigned channels, unsigned rate, size_t ring_frames)
{
    *transport = NULL;
    if (rate == 0)
        return FY_INVALID;
    struct fy_transport *made = fy_calloc(1, sizeof *made);
    if (!made)
        return FY_NO_MEMORY;
    enum fy_status status = fy_ring_new(&made->ring, channels, ring_frames);
    if (status != FY_OK) {
        fy_free(made);
        return status;
    }
    made->channels = channels;
    made->rate = rate;
    made->fade_frames = rate / FADES_PER_SECOND;
    atomic_init(&made->calls, 0);
    atomic_init(&made->underruns, 0);
    atomic_init(&made->logged, 0);
    for (size_t i = 0; i < TRANSPORT_LOG; i++)
        atomic_init(&made->log[i].turn, 0);
    fy_transport_arm(made, 0, 0);
    *transport = made;
    return FY_OK;
}

void fy_transport_free(struct fy_transport *transport)
{
    if (!transport)
        return;
    fy_ring_free(transport->ring);
    fy_free(transport);
}

struct fy_ring *fy_transport_ring(const struct fy_transport *transport)
{
    return transport->ring;
}

void fy_transport_arm(struct fy_transport *transport, int64_t from, int64_t to)
{
    fy_ring_clear(transport->ring);
    transport->next = from;
    transport->remaining = to > from ? to - from : 0;
    transport->fade = 0;
    transport->starved = false;
    atomic_store_explicit(&transport->stop, false, memory_order_relaxed);
    atomic_store_explicit(&transport->published_next, from, memory_order_relaxed);
    atomic_store_explicit(&transport->finished, to <= from, memory_order_release);
    /* Before the first buffer `from` is heard, whatever the clock says: this entry ends every search. */
    transport_log(transport, from, 0, -(double)INFINITY);
}

void fy_transport_stop(struct fy_transport *transport)
{
    atomic_store_explicit(&transport->stop, true, memory_order_release);
}

struct buffer_heard {
    int64_t frame, count;
    double time;
};

static bool read_entry(const struct fy_transport *transport, uint64_t n, struct buffer_heard *heard)
{
    const struct log_entry *entry = &transport->log[n % TRANSPORT_LOG];
    if (atomic_load_explicit(&entry->turn, memory_order_acquire) != 2 * n + 2)
        return false;
    heard->frame = atomic_load_explicit(&entry->frame, memory_order_acquire);
    heard->count = atomic_load_explicit(&entry->count, memory_order_acquire);
    heard->time = atomic_load_explicit(&entry->time, memory_order_acquire);
    return atomic_load_explicit(&entry->turn, memory_order_relaxed) == 2 * n + 2;
}

int64_t fy_transport_frame_at(const struct fy_transport *transport, double time)
{
    uint64_t n = atomic_load_explicit(&transport->logged, memory_order_acquire);
    struct buffer_heard heard = { atomic_load_explicit(&transport->published_next, memory_order_acquire), 0, 0 }, found;
    while (n-- > 0 && read_entry(transport, n, &found)) {
        heard = found;
        if (heard.time <= time)
            break;
    }
    if (heard.count == 0 || heard.time >= time)
        return heard.frame;
    double frames = (time - heard.time) * transport->rate;
    return frames < (double)heard.count ? heard.frame + (int64_t)frames : heard.frame + heard.count;
}

void fy_transport_state(const struct fy_transport *transport, struct fy_transport_state *state)
{
    state->finished = atomic_load_explicit(&transport->finished, memory_order_acquire);
    state->next = atomic_load_explicit(&transport->published_next, memory_order_acquire);
    state->calls = atomic_load_explicit(&transport->calls, memory_order_relaxed);
    state->underruns = atomic_load_explicit(&transport->underruns, memory_order_relaxed);
}

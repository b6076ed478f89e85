#include "sound/transport_inside.h"

#include <fangyin/memory.h>

#include <math.h>

enum {
    FADES_PER_SECOND = 500, /* a fade-out lasts for 2 ms */
    LINE = 64,              /* bytes; the ring begins on a cache line of its own */
};

static size_t ring_place(void)
{
    return (sizeof(struct fy_transport) + LINE - 1) / LINE * LINE;
}

size_t fy_transport_size(unsigned channels, unsigned rate, size_t ring_frames)
{
    size_t ring = fy_ring_size(channels, ring_frames);
    return rate == 0 || ring == 0 ? 0 : ring_place() + ring;
}

struct fy_transport *fy_transport_init(void *memory, unsigned channels, unsigned rate, size_t ring_frames)
{
    struct fy_transport *made = memory;
    memset(made, 0, ring_place());
    made->ring_at = ring_place();
    fy_ring_init(transport_ring(made), channels, ring_frames);
    made->channels = channels;
    made->rate = rate;
    made->fade_frames = rate / FADES_PER_SECOND;
    atomic_init(&made->calls, 0);
    atomic_init(&made->underruns, 0);
    atomic_init(&made->logged, 0);
    for (size_t i = 0; i < TRANSPORT_LOG; i++)
        atomic_init(&made->log[i].turn, 0);
    fy_transport_arm(made);
    fy_transport_end(made, 0);
    return made;
}

enum fy_status fy_transport_new(struct fy_transport **transport, unsigned channels, unsigned rate, size_t ring_frames)
{
    *transport = NULL;
    size_t size = fy_transport_size(channels, rate, ring_frames);
    if (size == 0)
        return FY_INVALID;
    void *memory = fy_calloc(1, size);
    if (!memory)
        return FY_NO_MEMORY;
    *transport = fy_transport_init(memory, channels, rate, ring_frames);
    return FY_OK;
}

void fy_transport_free(struct fy_transport *transport)
{
    fy_free(transport);
}

unsigned fy_transport_channels(const struct fy_transport *transport)
{
    return (unsigned)transport->channels;
}

unsigned fy_transport_rate(const struct fy_transport *transport)
{
    return (unsigned)transport->rate;
}

struct fy_ring *fy_transport_ring(struct fy_transport *transport)
{
    return transport_ring(transport);
}

void fy_transport_arm(struct fy_transport *transport)
{
    fy_ring_clear(transport_ring(transport));
    transport->next = 0;
    transport->fading = transport->starved = false;
    atomic_store_explicit(&transport->end, TRANSPORT_NO_END, memory_order_relaxed);
    atomic_store_explicit(&transport->stop, false, memory_order_relaxed);
    atomic_store_explicit(&transport->published_next, 0, memory_order_relaxed);
    /* Before the first buffer frame 0 is heard, whatever the clock says: this entry ends every search. */
    transport_log(transport, 0, 0, -(double)INFINITY);
    atomic_store_explicit(&transport->phase, TRANSPORT_ARMED, memory_order_release);
}

void fy_transport_begin(struct fy_transport *transport)
{
    int armed = TRANSPORT_ARMED;
    atomic_compare_exchange_strong_explicit(&transport->phase, &armed, TRANSPORT_RUNNING, memory_order_release,
                                            memory_order_relaxed);
}

void fy_transport_end(struct fy_transport *transport, int64_t total)
{
    atomic_store_explicit(&transport->end, total, memory_order_release);
    int armed = TRANSPORT_ARMED;
    if (total <= 0)
        atomic_compare_exchange_strong_explicit(&transport->phase, &armed, TRANSPORT_ENDED, memory_order_release,
                                                memory_order_relaxed);
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
    state->finished = atomic_load_explicit(&transport->phase, memory_order_acquire) == TRANSPORT_ENDED;
    state->next = atomic_load_explicit(&transport->published_next, memory_order_acquire);
    state->calls = atomic_load_explicit(&transport->calls, memory_order_relaxed);
    state->underruns = atomic_load_explicit(&transport->underruns, memory_order_relaxed);
}

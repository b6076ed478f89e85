/* What runs in the sound callback, and nothing else: this object file may need no symbol but mem* functions. */
#include "sound/transport_inside.h"

static int64_t end_of(const struct fy_transport *transport)
{
    return transport->fading ? transport->fade_end : atomic_load_explicit(&transport->end, memory_order_acquire);
}

/* The signal's next frames, and how many there were. */
static size_t take(struct fy_transport *transport, float *out, size_t frames)
{
    int64_t left = end_of(transport) - transport->next;
    size_t wanted = left <= 0 ? 0 : (uint64_t)left < frames ? (size_t)left : frames;
    size_t got = ring_read(transport_ring(transport), out, wanted);
    /* The end may have come while the ring ran dry. */
    bool starved = got < wanted && transport->next + (int64_t)got < end_of(transport);
    if (starved && !transport->starved && !transport->fading)
        atomic_fetch_add_explicit(&transport->underruns, 1, memory_order_relaxed);
    transport->starved = starved;
    return got;
}

/* The next frames become a slope down to silence. */
static void begin_fade(struct fy_transport *transport)
{
    int64_t end = end_of(transport), last = transport->next + (int64_t)transport->fade_frames;
    transport->fade_from = transport->next;
    transport->fade_end = end < last ? end : last;
    transport->fading = true;
}

static void fade_out(struct fy_transport *transport, float *out, size_t frames)
{
    int64_t left = transport->fade_end - transport->next;
    float length = (float)(transport->fade_end - transport->fade_from + 1);
    for (size_t i = 0; i < frames; i++) {
        float gain = (float)(left - (int64_t)i) / length;
        for (size_t c = 0; c < transport->channels; c++)
            *out++ *= gain;
    }
    if (transport->starved)
        transport->fade_end = transport->next + (int64_t)frames;
}

static bool go_on(struct fy_transport *transport, float *out, size_t frames, double heard_at)
{
    if (!transport->fading && atomic_load_explicit(&transport->stop, memory_order_acquire))
        begin_fade(transport);
    size_t got = take(transport, out, frames);
    if (transport->fading)
        fade_out(transport, out, got);
    memset(out + got * transport->channels, 0, (frames - got) * transport->channels * sizeof *out);
    transport_log(transport, transport->next, (int64_t)got, heard_at);
    transport->next += (int64_t)got;
    atomic_store_explicit(&transport->published_next, transport->next, memory_order_release);
    if (transport->next < end_of(transport))
        return true;
    atomic_store_explicit(&transport->phase, TRANSPORT_ENDED, memory_order_release);
    return false;
}

bool fy_transport_render(struct fy_transport *transport, float *out, size_t frames, double heard_at)
{
    int phase = atomic_load_explicit(&transport->phase, memory_order_acquire);
    atomic_fetch_add_explicit(&transport->calls, 1, memory_order_relaxed);
    if (phase == TRANSPORT_RUNNING)
        return go_on(transport, out, frames, heard_at);
    memset(out, 0, frames * transport->channels * sizeof *out);
    return phase == TRANSPORT_ARMED;
}

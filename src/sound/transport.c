/* What runs in the sound callback, and nothing else: this object file may need no symbol but mem* functions. */
#include "sound/ring_inline.h"
#include "sound/transport_inside.h"

/* The signal's next frames, and how many there were. */
static size_t take(struct fy_transport *transport, float *out, size_t frames)
{
    size_t wanted = (uint64_t)transport->remaining < frames ? (size_t)transport->remaining : frames;
    size_t got = ring_read(transport->ring, out, wanted);
    if (got < wanted && !transport->starved && !transport->fade)
        atomic_fetch_add_explicit(&transport->underruns, 1, memory_order_relaxed);
    transport->starved = got < wanted;
    return got;
}

/* What remains becomes a slope down to silence. */
static void begin_fade(struct fy_transport *transport)
{
    if ((uint64_t)transport->remaining > transport->fade_frames)
        transport->remaining = (int64_t)transport->fade_frames;
    transport->fade = (size_t)transport->remaining;
}

static void fade_out(struct fy_transport *transport, float *out, size_t frames)
{
    for (size_t i = 0; i < frames; i++) {
        float gain = (float)(transport->remaining - (int64_t)i) / (float)(transport->fade + 1);
        for (size_t c = 0; c < transport->channels; c++)
            *out++ *= gain;
    }
    if (transport->starved)
        transport->remaining = (int64_t)frames;
}

bool fy_transport_render(struct fy_transport *transport, float *out, size_t frames, double heard_at)
{
    atomic_fetch_add_explicit(&transport->calls, 1, memory_order_relaxed);
    size_t got = 0;
    if (transport->remaining > 0) {
        if (!transport->fade && atomic_load_explicit(&transport->stop, memory_order_acquire))
            begin_fade(transport);
        got = take(transport, out, frames);
        if (transport->fade)
            fade_out(transport, out, got);
        transport_log(transport, transport->next, (int64_t)got, heard_at);
        transport->next += (int64_t)got;
        transport->remaining -= (int64_t)got;
        atomic_store_explicit(&transport->published_next, transport->next, memory_order_release);
    }
    memset(out + got * transport->channels, 0, (frames - got) * transport->channels * sizeof *out);
    if (transport->remaining > 0)
        return true;
    atomic_store_explicit(&transport->finished, true, memory_order_release);
    return false;
}

#include "sound/ring_inline.h"

#include <fangyin/memory.h>

#include <stdint.h>

enum fy_status fy_ring_new(struct fy_ring **ring, unsigned channels, size_t frames)
{
    *ring = NULL;
    if (channels == 0 || frames == 0 || frames > SIZE_MAX / 4 / sizeof(float) / channels)
        return FY_INVALID;
    struct fy_ring *made = fy_calloc(1, sizeof *made);
    if (!made)
        return FY_NO_MEMORY;
    made->channels = channels;
    made->capacity = 1;
    while (made->capacity < frames)
        made->capacity *= 2;
    atomic_init(&made->written, 0);
    atomic_init(&made->taken, 0);
    made->samples = fy_calloc(made->capacity * channels, sizeof *made->samples);
    if (!made->samples) {
        fy_free(made);
        return FY_NO_MEMORY;
    }
    *ring = made;
    return FY_OK;
}

void fy_ring_free(struct fy_ring *ring)
{
    if (!ring)
        return;
    fy_free(ring->samples);
    fy_free(ring);
}

size_t fy_ring_capacity(const struct fy_ring *ring)
{
    return ring->capacity;
}

unsigned fy_ring_channels(const struct fy_ring *ring)
{
    return (unsigned)ring->channels;
}

size_t fy_ring_writable(const struct fy_ring *ring)
{
    size_t taken = atomic_load_explicit(&ring->taken, memory_order_acquire);
    return ring->capacity - (atomic_load_explicit(&ring->written, memory_order_relaxed) - taken);
}

size_t fy_ring_write(struct fy_ring *ring, const float *frames, size_t count)
{
    size_t written = atomic_load_explicit(&ring->written, memory_order_relaxed);
    count = ring_smaller(count, fy_ring_writable(ring));
    size_t slot = written & (ring->capacity - 1), first = ring_smaller(count, ring->capacity - slot);
    size_t frame = ring->channels * sizeof(float);
    memcpy(ring->samples + slot * ring->channels, frames, first * frame);
    memcpy(ring->samples, frames + first * ring->channels, (count - first) * frame);
    atomic_store_explicit(&ring->written, written + count, memory_order_release);
    return count;
}

size_t fy_ring_readable(const struct fy_ring *ring)
{
    size_t written = atomic_load_explicit(&ring->written, memory_order_acquire);
    return written - atomic_load_explicit(&ring->taken, memory_order_relaxed);
}

size_t fy_ring_read(struct fy_ring *ring, float *frames, size_t count)
{
    return ring_read(ring, frames, count);
}

void fy_ring_clear(struct fy_ring *ring)
{
    atomic_store_explicit(&ring->written, 0, memory_order_relaxed);
    atomic_store_explicit(&ring->taken, 0, memory_order_release);
}

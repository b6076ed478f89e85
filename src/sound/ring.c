#include "sound/ring_inline.h"

#include <fangyin/memory.h>

#include <stdint.h>

static size_t power_of_two(size_t frames)
{
    size_t capacity = 1;
    while (capacity < frames)
        capacity *= 2;
    return capacity;
}

size_t fy_ring_size(unsigned channels, size_t frames)
{
    if (channels == 0 || frames == 0 || frames > SIZE_MAX / 4 / sizeof(float) / channels)
        return 0;
    return sizeof(struct fy_ring) + power_of_two(frames) * channels * sizeof(float);
}

void fy_ring_init(struct fy_ring *ring, unsigned channels, size_t frames)
{
    ring->channels = channels;
    ring->capacity = power_of_two(frames);
    atomic_init(&ring->written, 0);
    atomic_init(&ring->taken, 0);
}

enum fy_status fy_ring_new(struct fy_ring **ring, unsigned channels, size_t frames)
{
    *ring = NULL;
    size_t size = fy_ring_size(channels, frames);
    if (size == 0)
        return FY_INVALID;
    *ring = fy_calloc(1, size);
    if (!*ring)
        return FY_NO_MEMORY;
    fy_ring_init(*ring, channels, frames);
    return FY_OK;
}

void fy_ring_free(struct fy_ring *ring)
{
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

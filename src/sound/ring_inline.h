/* The ring's inside, for ring.c and for the callback, which must not call out of its own object file.
 *
 * Why no frame is lost, doubled or torn. `written` and `taken` count frames since the ring was cleared and only grow;
 * each is stored by one thread. Frame n lives in slot n mod capacity. The invariant is taken <= written <= taken +
 * capacity: the writer adds at most capacity - (written - taken), the reader takes at most written - taken, and the
 * other's counter, read late, is only ever too small, so that either side sees less room or fewer frames than there
 * are, never more. The writer fills slots [written, written + n) and then stores `written` with release; a reader that
 * loads this value with acquire sees these samples. The reader copies slots out and then stores `taken` with release;
 * a writer that loads this value with acquire writes into them only after they were copied. So a slot is never in two
 * hands. Both counters are size_t and wrap; the capacity is a power of two, hence divides 2^64, and differences and
 * slots stay right. */
#ifndef FANGYIN_SOUND_RING_INLINE_H
#define FANGYIN_SOUND_RING_INLINE_H

#include <fangyin/ring.h>

#include <stdatomic.h>
#include <string.h>

/* With its samples behind it, and no pointer: it may lie in memory that processes share. */
struct fy_ring {
    size_t capacity;
    size_t channels;
    char apart[64]; /* two threads, two cache lines */
    atomic_size_t written;
    char apart_too[64];
    atomic_size_t taken;
    char apart_three[64];
    float samples[]; /* capacity * channels */
};

/* Bytes for a ring of at least `frames` frames; 0 where that makes no sense. In ring.c, as is fy_ring_init. */
size_t fy_ring_size(unsigned channels, size_t frames);
void fy_ring_init(struct fy_ring *ring, unsigned channels, size_t frames);

static inline size_t ring_smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static inline size_t ring_read(struct fy_ring *ring, float *frames, size_t count)
{
    size_t taken = atomic_load_explicit(&ring->taken, memory_order_relaxed);
    size_t written = atomic_load_explicit(&ring->written, memory_order_acquire);
    count = ring_smaller(count, written - taken);
    size_t slot = taken & (ring->capacity - 1), first = ring_smaller(count, ring->capacity - slot);
    size_t frame = ring->channels * sizeof(float);
    memcpy(frames, ring->samples + slot * ring->channels, first * frame);
    memcpy(frames + first * ring->channels, ring->samples, (count - first) * frame);
    atomic_store_explicit(&ring->taken, taken + count, memory_order_release);
    return count;
}

#endif

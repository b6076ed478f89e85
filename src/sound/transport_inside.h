/* All that the sound callback touches, in one struct and the ring it points to. */
#ifndef FANGYIN_SOUND_TRANSPORT_INSIDE_H
#define FANGYIN_SOUND_TRANSPORT_INSIDE_H

#include <fangyin/transport.h>

#include <stdatomic.h>

enum { TRANSPORT_LOG = 64 };

/* One buffer of sound: `count` frames from `frame` are heard from `time` on; silence follows until the next entry.
 * Entry n is in slot n mod TRANSPORT_LOG; `turn` is 2n + 2 when it is whole and 2n + 1 while it is written.
 *
 * The writer stores turn 2n + 1, then the fields, each with release, then turn 2n + 2 with release. A reader takes the
 * turn with acquire, the fields with acquire, and the turn again. If it got any field of a later entry, the release
 * behind that field also shows it the later turn, and the two turns differ: so equal turns mean that all fields are
 * entry n's. No fence is needed, and the reader never waits: an entry that was overtaken is older than the log. */
struct log_entry {
    _Atomic uint64_t turn;
    _Atomic int64_t frame;
    _Atomic int64_t count;
    _Atomic double time;
};

struct fy_transport {
    /* set once */
    struct fy_ring *ring;
    size_t channels;
    size_t fade_frames; /* length of a fade-out */
    double rate;        /* frames a second */

    /* the callback's; set by control while it does not run */
    int64_t next;      /* frame of the recording that is rendered next */
    int64_t remaining; /* frames still to be rendered */
    size_t fade;       /* frames this fade-out lasts, 0 while there is none */
    bool starved;      /* the last buffer ended in an underrun */
    uint64_t entries;  /* written to the log so far */

    /* between threads */
    atomic_bool stop;
    atomic_bool finished;
    _Atomic int64_t published_next;
    _Atomic uint64_t calls;
    atomic_uint underruns;
    _Atomic uint64_t logged; /* entries that are whole */
    struct log_entry log[TRANSPORT_LOG];
};

/* Write the next entry: the callback, or control while that does not run. */
static inline void transport_log(struct fy_transport *transport, int64_t frame, int64_t count, double time)
{
    uint64_t n = transport->entries++;
    struct log_entry *entry = &transport->log[n % TRANSPORT_LOG];
    atomic_store_explicit(&entry->turn, 2 * n + 1, memory_order_relaxed);
    atomic_store_explicit(&entry->frame, frame, memory_order_release);
    atomic_store_explicit(&entry->count, count, memory_order_release);
    atomic_store_explicit(&entry->time, time, memory_order_release);
    atomic_store_explicit(&entry->turn, 2 * n + 2, memory_order_release);
    atomic_store_explicit(&transport->logged, n + 1, memory_order_release);
}

#endif

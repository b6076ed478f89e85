/* All that the sound callback touches: one block of memory, with the ring at its end. Two processes may have it mapped
 * at different addresses, so there is no pointer in it. */
#ifndef FANGYIN_SOUND_TRANSPORT_INSIDE_H
#define FANGYIN_SOUND_TRANSPORT_INSIDE_H

#include "sound/ring_inline.h"

#include <fangyin/transport.h>
#include <stdatomic.h>

enum { TRANSPORT_LOG = 64 };

#define TRANSPORT_NO_END INT64_MAX

/* A lock inside an atomic would be one process's own. */
_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2 && ATOMIC_LONG_LOCK_FREE == 2 && ATOMIC_BOOL_LOCK_FREE == 2 &&
                   ATOMIC_INT_LOCK_FREE == 2,
               "what is shared between processes needs atomics without locks");
_Static_assert(sizeof(double) == sizeof(long long), "a double is as atomic as an integer of its size");

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

/* Control takes ENDED to ARMED and ARMED to RUNNING, the callback RUNNING to ENDED. In the first two the callback touches
 * nothing but this and its counter of calls: so control may set all the rest while it runs. */
enum transport_phase { TRANSPORT_ENDED, TRANSPORT_ARMED, TRANSPORT_RUNNING };

struct fy_transport {
    /* set once */
    size_t ring_at; /* bytes from the transport to its ring */
    size_t channels;
    size_t fade_frames; /* length of a fade-out */
    double rate;        /* frames a second */

    /* the callback's while RUNNING, else control's */
    int64_t next;      /* the frame that is rendered next */
    bool fading;       /* a stop is being carried out */
    int64_t fade_from; /* where its slope begins */
    int64_t fade_end;  /* where silence begins */
    bool starved;      /* the last buffer ended in an underrun */
    uint64_t entries;  /* written to the log so far */

    /* between threads */
    _Atomic int64_t end; /* frames there are in all; TRANSPORT_NO_END until the feeder knows */
    atomic_bool stop;
    atomic_int phase; /* enum transport_phase */
    _Atomic int64_t published_next;
    _Atomic uint64_t calls;
    atomic_uint underruns;
    _Atomic uint64_t logged; /* entries that are whole */
    struct log_entry log[TRANSPORT_LOG];
};

static inline struct fy_ring *transport_ring(struct fy_transport *transport)
{
    return (struct fy_ring *)(void *)((char *)transport + transport->ring_at);
}

/* Write the next entry: whose the phase says. */
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

/* What a device's callers (device.c) and its thread (device_thread.c) share. */
#ifndef FANGYIN_TERMINAL_DEVICE_INSIDE_H
#define FANGYIN_TERMINAL_DEVICE_INSIDE_H

#include "terminal/clock.h"
#include "terminal/device.h"

#include <fangyin/player.h>
#include <pthread.h>
#include <stdatomic.h>

enum device_order { ORDER_NOTHING, ORDER_PLAY, ORDER_STOP };

enum device_running {
    RUNS_NOTHING,
    RUNS_SOUND,  /* `transport`, fed by `player` */
    RUNS_SILENCE /* `clock` */
};

/* Freed by the last of the two to leave. Everything from `quit` on under the lock, which nobody holds while something
 * may take long. */
struct device_inside {
    char *path, *program;
    bool quiet;
    double latency;
    int post[2]; /* a pipe to the thread: a byte for each order */
    pthread_mutex_t lock;
    pthread_cond_t left; /* the thread is at its end */

    bool quit, done, abandoned;
    bool chosen; /* `wanted` has changed: open another device */
    char wanted[160]; /* the device's number or name; "" the default */
    int wake_fd;      /* -1 after the caller has gone */

    /* The mailbox has one place: a later order makes an earlier one pointless. */
    enum device_order order;
    struct fy_play play; /* in the mailbox, or the last one taken from it; its hearing is that of now */
    struct fy_muted muted[FY_MUTED_MOST];
    size_t muted_count;
    double posted; /* seconds: when the play was asked for */
    bool awaited;  /* the play in the mailbox, or just taken from it, has not started */

    enum device_running running;
    struct fy_player *player;
    struct fy_transport *transport;
    const atomic_uint *underflows;
    struct fy_clock clock;
    double clock_at; /* seconds: what the clock shows was so then */
    int rate;        /* of the recording, Hz; 0: there is none, and every play is over at once */
    int64_t frames;  /* of the recording */

    int64_t rest;       /* the frame to show while nothing runs */
    unsigned underruns; /* of transports that are no more */
    bool ready, playing, silent;
    uint64_t generation;
    unsigned news;
    char name[160];
};

unsigned fy_device_underruns(struct device_inside *inside); /* with the lock held */
void fy_device_tick(struct device_inside *inside);      /* the clock to now; with the lock held */
int64_t fy_device_frame(struct device_inside *inside); /* that is heard; with the lock held, while something runs */

void *fy_device_thread(void *inside);
void fy_device_free_inside(struct device_inside *inside);

#endif

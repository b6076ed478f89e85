/* What the files of a device's thread share: the player process, what is asked of it, and whether there is one. All
 * functions are the thread's, and are entered with the lock held and leave with it; those that may take long let go of it
 * in between. */
#ifndef FANGYIN_TERMINAL_DEVICE_ENGINE_H
#define FANGYIN_TERMINAL_DEVICE_ENGINE_H

#include "terminal/device_child.h"
#include "terminal/device_inside.h"

#define FILE_PATIENCE 0.25 /* seconds that the thread may wait for the recording's file */
#define OPEN_PATIENCE 3.0  /* for a device to open; it is told of then */
#define SLOW_PATIENCE 20.0 /* for the tries after one that failed: some machines need longer */

enum child_state { CHILD_NONE, CHILD_OPENING, CHILD_READY };

struct fy_engine {
    struct device_inside *inside;
    struct wire_shared *shared;
    int memory_fd;
    int file_channels;
    struct fy_child child;
    enum child_state state;
    double begun_at;   /* when this child, or the last one, was started */
    double retry_at;   /* when to start one, while there is none */
    unsigned failures; /* in a row */
    int32_t serial;    /* of the last WIRE_START */
    bool stream;       /* it was told and did not say ENDED yet */
    double lost_at;    /* a device went away then, and nobody was told yet; or 0 */
    bool changing;     /* somebody chose a device: they are told what comes of it */
    bool turning;      /* the play is being ended for another one */
    bool retried;      /* the play has already met a device that was dead */
    uint64_t calls;    /* of the callback, when last looked at */
    double called_at;
    bool heard; /* the callback was called since the start */
};

/* device_engine.c: what is told about the device, and the player process that comes and goes. */
void fy_engine_wake(struct device_inside *inside); /* whoever reads the state */
void fy_engine_name(struct device_inside *inside, const char *name);
void fy_engine_fall_silent(struct device_inside *inside, const char *why); /* said once, and stands until there is sound */
void fy_engine_tell_loss(struct fy_engine *engine); /* if somebody is still to be told of one */
void fy_engine_ended(struct device_inside *inside, int64_t frame); /* what ran, there */
void fy_engine_start_child(struct fy_engine *engine);
void fy_engine_end_child(struct fy_engine *engine, double patience);
void fy_engine_give_up(struct fy_engine *engine, const char *why, double patience); /* no device was opened */
void fy_engine_lose(struct fy_engine *engine);                                      /* the open device is gone */

/* device_play.c: what is in the mailbox. */
void fy_engine_start_play(struct fy_engine *engine);
void fy_engine_stop(struct fy_engine *engine);
void fy_engine_obey(struct fy_engine *engine);

#endif

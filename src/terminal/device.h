/* The sound device. It is driven by a process of its own, which can be killed when a sound system hangs, and a thread that
 * looks after that process; these functions only post to the thread or read what it shows, so that none of them waits. While
 * there is no device, plays go on silently by the clock, and a device is looked for every now and then. They are called
 * by one thread. */
#ifndef FANGYIN_TERMINAL_DEVICE_H
#define FANGYIN_TERMINAL_DEVICE_H

#include <fangyin/play.h>
#include <fangyin/status.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fy_device;

struct fy_device_options {
    const char *device;  /* a number of the list, a name or a part of one; NULL or "": the system's default */
    double latency;      /* seconds between handing over and hearing, if the device can; 0: a value that suits most */
    const char *program; /* that calls fy_device_process when its one argument is "sound-device"; NULL: this one */
    bool quiet;          /* what a sound system prints is for nobody; else it goes where this process's messages go */
};

/* Open a device for playing that file. The device opens the file itself (a recording handle belongs to one thread).
 * wake_fd gets one byte when playing ends or the device's state changes; it stays the caller's, who lets writing to it
 * not block. Fails only for want of memory, threads or descriptors; without a sound device *device is a silent one. */
enum fy_status fy_device_open(struct fy_device **device, const char *recording_path, int wake_fd,
                              const struct fy_device_options *options, struct fy_error *error);
/* Stops and closes; does not hang on a dead device. */
void fy_device_close(struct fy_device *device);

/* Play, and stop after exactly the last frame. Replaces what is playing. */
void fy_device_play(struct fy_device *device, const struct fy_play *play);
void fy_device_stop(struct fy_device *device);

/* Play through another device, named as in the options, from now on; what plays goes on there. */
void fy_device_use(struct fy_device *device, const char *name);

/* What plays sounds so from now on. */
void fy_device_change(struct fy_device *device, const struct fy_hearing *hearing);

/* These stretches, in order, are silent from now on; all others are heard. They are copied. */
void fy_device_mute(struct fy_device *device, const struct fy_muted *stretches, size_t count);

struct fy_device_state {
    bool ready;          /* it is known whether there is sound */
    bool playing;        /* a play was asked for and its last frame is not yet heard */
    bool silent;         /* no sound device */
    int64_t frame;       /* what is heard now, by the device's clock; after the end, the frame it stopped at */
    uint64_t generation; /* counts fy_device_play calls that have started */
    uint64_t calls;      /* of the device's callback, since the device was opened */
    int64_t handed;      /* frames that it took of this play, at the device's rate */
    unsigned underruns;
    unsigned news;       /* counts what somebody should be told: sound lost, or back; in `name` and `silent` */
    char name[160];      /* the device, or why there is none: for people */
};
void fy_device_state(const struct fy_device *device, struct fy_device_state *state);

/* Output devices, for a person to choose from. */
struct fy_device_choice {
    int number;      /* for fy_device_options */
    bool is_default; /* the system's */
    char name[160];
};

/* Look for them; waits a second or two at most. The caller frees *choices with fy_free. Fails where the sound system does
 * not answer. */
enum fy_status fy_device_list(const char *program, struct fy_device_choice **choices, size_t *count,
                              struct fy_error *error);

#endif

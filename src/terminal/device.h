/* The sound device. One thread of its own makes every call to PortAudio; these functions only post to it or read
 * atomics, so that none of them waits. Without a device a silent one plays by the wall clock. They are called
 * by one thread. */
#ifndef FANGYIN_TERMINAL_DEVICE_H
#define FANGYIN_TERMINAL_DEVICE_H

#include <fangyin/play.h>
#include <fangyin/status.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fy_device;

/* Open the default output for playing that file. The device opens the file itself (a recording handle belongs to one
 * thread). wake_fd gets one byte when playing ends or the device's state changes; it stays the caller's,
 * who lets writing to it not block.
 * Fails only for want of memory or threads; without a sound device *device is the silent one. */
enum fy_status fy_device_open(struct fy_device **device, const char *recording_path, int wake_fd,
                              struct fy_error *error);
/* Stops and closes; does not hang on a dead device. */
void fy_device_close(struct fy_device *device);

/* Play, and stop after exactly the last frame. Replaces what is playing. */
void fy_device_play(struct fy_device *device, const struct fy_play *play);
void fy_device_stop(struct fy_device *device);

/* What plays sounds so from now on. */
void fy_device_change(struct fy_device *device, const struct fy_hearing *hearing);

/* These stretches, in order, are silent from now on; all others are heard. They are copied. */
void fy_device_mute(struct fy_device *device, const struct fy_muted *stretches, size_t count);

struct fy_device_state {
    bool ready;          /* the thread has opened something, if only silence */
    bool playing;        /* a play was asked for and its last frame is not yet heard */
    bool silent;         /* no sound device */
    int64_t frame;       /* what is heard now, by the device's clock; after the end, the frame it stopped at */
    uint64_t generation; /* counts fy_device_play calls that have started */
    unsigned underruns;
    char name[64]; /* the device, for people */
};
void fy_device_state(const struct fy_device *device, struct fy_device_state *state);

#endif

/* What a device plays through: PortAudio, or the wall clock where there is none. `now` is seconds of CLOCK_MONOTONIC.
 * All functions are called by the device's own thread, but for `frame` and `underruns`, which any thread may call
 * between a start and the end that poll reported. */
#ifndef FANGYIN_TERMINAL_DEVICE_SINK_H
#define FANGYIN_TERMINAL_DEVICE_SINK_H

#include <fangyin/play.h>
#include <fangyin/recording.h>
#include <stdbool.h>

enum sink_progress {
    SINK_PLAYING,
    SINK_ENDED, /* the last frame was heard; start may be called again */
    SINK_LOST,  /* the device is gone: no start, stop or poll any more, and close frees nothing that the device may hold
                 */
};

struct sink;

struct sink_kind {
    /* Play, the range cut to the recording; nothing is playing. */
    enum sink_progress (*start)(struct sink *sink, const struct fy_play *play, double now);
    /* End soon: poll goes on to say PLAYING until silence is reached. */
    void (*stop)(struct sink *sink, double now);
    /* Every SINK_POLL_MS while playing. */
    enum sink_progress (*poll)(struct sink *sink, double now);
    int64_t (*frame)(const struct sink *sink, double now); /* that is heard */
    int64_t (*end)(const struct sink *sink);               /* after ENDED: the frame it stopped before */
    unsigned (*underruns)(const struct sink *sink);        /* since it was opened */
    void (*close)(struct sink *sink);                      /* stops and frees */
};

struct sink {
    const struct sink_kind *kind;
};

enum { SINK_POLL_MS = 5 };

/* A clock that moves through `frames` frames at `rate` a second. NULL without memory. With a rate of 0 every play ends
 * at once. */
struct sink *fy_sink_silent(int rate, int64_t frames);

/* The default output device. Takes the recording over. NULL where that fails. `name` gets the device's name, or why
 * there is none, for people. */
struct sink *fy_sink_portaudio(struct fy_recording *recording, char *name, size_t name_size);

#endif

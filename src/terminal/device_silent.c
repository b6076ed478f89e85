#include "terminal/device_sink.h"

#include <fangyin/memory.h>

#include <stdatomic.h>

struct silent {
    struct sink sink;
    int rate;
    int64_t frames;
    int64_t from;
    _Atomic int64_t to; /* a stop pulls it in while others ask for the frame */
    double started;
};

static const struct silent *silent_of(const struct sink *sink)
{
    return (const struct silent *)sink;
}

static int64_t limited(int64_t value, int64_t low, int64_t high)
{
    return value < low ? low : value > high ? high : value;
}

static int64_t heard(const struct sink *sink, double now)
{
    const struct silent *silent = silent_of(sink);
    int64_t to = atomic_load(&silent->to);
    double frames = (now - silent->started) * silent->rate;
    return silent->rate == 0 || frames >= (double)(to - silent->from) ? to
           : frames <= 0                                              ? silent->from
                                                                      : silent->from + (int64_t)frames;
}

static enum sink_progress poll(struct sink *sink, double now)
{
    return heard(sink, now) < atomic_load(&silent_of(sink)->to) ? SINK_PLAYING : SINK_ENDED;
}

static enum sink_progress start(struct sink *sink, const struct fy_play *play, double now)
{
    struct silent *silent = (struct silent *)sink;
    silent->from = limited(play->from, 0, silent->frames);
    atomic_store(&silent->to, limited(play->to, silent->from, silent->frames));
    silent->started = now;
    return poll(sink, now);
}

static void stop(struct sink *sink, double now)
{
    atomic_store(&((struct silent *)sink)->to, heard(sink, now));
}

static int64_t end(const struct sink *sink)
{
    return atomic_load(&silent_of(sink)->to);
}

static unsigned underruns(const struct sink *sink)
{
    (void)sink;
    return 0;
}

static void close_silent(struct sink *sink)
{
    fy_free(sink);
}

struct sink *fy_sink_silent(int rate, int64_t frames)
{
    static const struct sink_kind kind = {
        .start = start,
        .stop = stop,
        .poll = poll,
        .frame = heard,
        .end = end,
        .underruns = underruns,
        .close = close_silent,
    };
    struct silent *silent = fy_calloc(1, sizeof *silent);
    if (!silent)
        return NULL;
    silent->sink.kind = &kind;
    silent->rate = rate;
    silent->frames = frames;
    atomic_init(&silent->to, 0);
    return &silent->sink;
}

/* The only place that knows PortAudio. Every call to it is made by the device's one thread: some hosts hang in the
 * middle of a call when the device goes away, and then only that thread hangs. */
#include "terminal/device_sink.h"

#include "base/messages.h"

#include <fangyin/memory.h>
#include <fangyin/player.h>

#include <portaudio.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

#define RING_SECONDS 8.0
#define PATIENCE 0.25       /* seconds that a play may wait for the file */
#define LEAST_LATENCY 0.025 /* seconds; what some hosts call low breaks off when the machine is busy */
#define STOP_PATIENCE 0.15  /* seconds for a fade-out to be heard */

enum {
    QUIET_LIMIT = 1000 / SINK_POLL_MS, /* polls without a callback until the device counts as gone */
    RING_MOST = 1 << 20,             /* frames; keeps odd sampling rates from asking for gigabytes */
    DRAIN_LIMIT = 3000 / SINK_POLL_MS, /* the same after the last frame was handed over */
};

struct portaudio {
    struct sink sink;
    struct fy_player *player;
    struct fy_transport *transport;
    PaStream *stream;
    double latency;         /* seconds, as the host gave it */
    _Atomic double offset;  /* the stream's clock less CLOCK_MONOTONIC */
    atomic_uint underflows; /* that the host reported */
    /* the device's thread's */
    bool stopping;
    double stop_until; /* when a stop stops being patient */
    uint64_t calls;    /* of the callback, at the last poll */
    int quiet;         /* polls since these grew */
    bool lost;
};

static const struct portaudio *portaudio_of(const struct sink *sink)
{
    return (const struct portaudio *)sink;
}

static double clock_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* The clocks are compared here because Pa_GetStreamTime waits for a callback thread that hangs in a dead device. */
static int render(const void *input, void *output, unsigned long frames, const PaStreamCallbackTimeInfo *time,
                  PaStreamCallbackFlags flags, void *data)
{
    (void)input;
    struct portaudio *portaudio = data;
    if (flags & paOutputUnderflow)
        atomic_fetch_add_explicit(&portaudio->underflows, 1, memory_order_relaxed);
    /* Some hosts do not know the time, or not when a buffer will be heard. */
    double now = clock_now(), stream_now = time->currentTime > 0 ? time->currentTime : now;
    double heard_at = time->currentTime > 0 && time->outputBufferDacTime > time->currentTime
                          ? time->outputBufferDacTime
                          : stream_now + portaudio->latency;
    atomic_store_explicit(&portaudio->offset, stream_now - now, memory_order_relaxed);
    return fy_transport_render(portaudio->transport, output, frames, heard_at) ? paContinue : paComplete;
}

static enum sink_progress gone(struct portaudio *portaudio)
{
    portaudio->lost = true;
    return SINK_LOST;
}

static enum sink_progress start(struct sink *sink, const struct fy_play *play, double now)
{
    (void)now;
    struct portaudio *portaudio = (struct portaudio *)sink;
    struct fy_transport_state state;
    /* A file that is slow to come begins with underruns rather than not at all. */
    fy_player_arm(portaudio->player, portaudio->transport, play, PATIENCE);
    fy_transport_state(portaudio->transport, &state);
    portaudio->stopping = false;
    portaudio->calls = state.calls;
    portaudio->quiet = 0;
    if (state.finished)
        return SINK_ENDED;
    return Pa_StartStream(portaudio->stream) == paNoError ? SINK_PLAYING : gone(portaudio);
}

static void stop(struct sink *sink, double now)
{
    struct portaudio *portaudio = (struct portaudio *)sink;
    fy_transport_stop(portaudio->transport);
    if (!portaudio->stopping)
        portaudio->stop_until = now + portaudio->latency + STOP_PATIENCE;
    portaudio->stopping = true;
}

static enum sink_progress poll(struct sink *sink, double now)
{
    struct portaudio *portaudio = (struct portaudio *)sink;
    PaError active = Pa_IsStreamActive(portaudio->stream);
    struct fy_transport_state state;
    fy_transport_state(portaudio->transport, &state);
    if (active != 1) {
        /* It stopped by itself: at the end, or because the device went away. In the second case PortAudio's stop may
         * never return. */
        if (active < 0 || !state.finished)
            return gone(portaudio);
        return Pa_StopStream(portaudio->stream) == paNoError ? SINK_ENDED : gone(portaudio);
    }
    portaudio->quiet = state.calls == portaudio->calls ? portaudio->quiet + 1 : 0;
    portaudio->calls = state.calls;
    if (portaudio->quiet > (state.finished ? DRAIN_LIMIT : QUIET_LIMIT))
        return gone(portaudio);
    if (portaudio->stopping && state.finished && now > portaudio->stop_until)
        return Pa_AbortStream(portaudio->stream) == paNoError ? SINK_ENDED : gone(portaudio);
    return SINK_PLAYING;
}

static int64_t heard(const struct sink *sink, double now)
{
    const struct portaudio *portaudio = portaudio_of(sink);
    const double offset = atomic_load_explicit(&portaudio->offset, memory_order_relaxed);
    return fy_player_position(portaudio->player, fy_transport_frame_at(portaudio->transport, now + offset));
}

static int64_t end(const struct sink *sink)
{
    const struct portaudio *portaudio = portaudio_of(sink);
    struct fy_transport_state state;
    fy_transport_state(portaudio->transport, &state);
    return fy_player_position(portaudio->player, state.next);
}

static unsigned underruns(const struct sink *sink)
{
    const struct portaudio *portaudio = portaudio_of(sink);
    struct fy_transport_state state;
    fy_transport_state(portaudio->transport, &state);
    return state.underruns + atomic_load_explicit(&portaudio->underflows, memory_order_relaxed);
}

static void free_parts(struct portaudio *portaudio)
{
    fy_player_free(portaudio->player);
    fy_transport_free(portaudio->transport);
    fy_free(portaudio);
}

static void close_portaudio(struct sink *sink)
{
    struct portaudio *portaudio = (struct portaudio *)sink;
    if (portaudio->lost)
        return; /* its callback may still run one day */
    Pa_AbortStream(portaudio->stream);
    Pa_CloseStream(portaudio->stream);
    Pa_Terminate();
    free_parts(portaudio);
}

/* Open the stream; on failure `name` says why. */
static bool open_stream(struct portaudio *portaudio, int rate, int file_channels, char *name, size_t name_size)
{
    PaDeviceIndex index = Pa_GetDefaultOutputDevice();
    const PaDeviceInfo *device = index == paNoDevice ? NULL : Pa_GetDeviceInfo(index);
    if (!device) {
        snprintf(name, name_size, "%s", _("no sound device"));
        return false;
    }
    unsigned channels = fy_player_channels(portaudio->player);
    double low = device->defaultLowOutputLatency;
    PaStreamParameters output = {
        .device = index,
        .channelCount = (int)channels,
        .sampleFormat = paFloat32,
        .suggestedLatency = low > LEAST_LATENCY ? low : LEAST_LATENCY,
    };
    PaError error = Pa_OpenStream(&portaudio->stream, NULL, &output, rate, paFramesPerBufferUnspecified, paNoFlag,
                                  render, portaudio);
    if (error == paInvalidSampleRate)
        snprintf(name, name_size, _("no sound: %s does not take %d Hz"), device->name, rate);
    else if (error != paNoError)
        snprintf(name, name_size, _("no sound: %s: %s"), device->name, Pa_GetErrorText(error));
    else if ((int)channels < file_channels)
        snprintf(name, name_size, _("%s, %d channels mixed into one"), device->name, file_channels);
    else
        snprintf(name, name_size, "%s", device->name);
    if (error != paNoError)
        return false;
    const PaStreamInfo *info = Pa_GetStreamInfo(portaudio->stream);
    portaudio->latency = info && info->outputLatency > 0 ? info->outputLatency : output.suggestedLatency;
    return true;
}

static size_t ring_frames(int rate)
{
    double frames = RING_SECONDS * rate;
    return frames > RING_MOST ? RING_MOST : (size_t)frames;
}

struct sink *fy_sink_portaudio(struct fy_recording *recording, char *name, size_t name_size)
{
    static const struct sink_kind kind = {
        .start = start,
        .stop = stop,
        .poll = poll,
        .frame = heard,
        .end = end,
        .underruns = underruns,
        .close = close_portaudio,
    };
    int rate = fy_recording_rate(recording), channels = fy_recording_channels(recording);
    struct fy_error error;
    struct portaudio *portaudio = fy_calloc(1, sizeof *portaudio);
    if (!portaudio) {
        fy_recording_close(recording);
        snprintf(name, name_size, _("no sound: %s"), fy_status_text(FY_NO_MEMORY));
        return NULL;
    }
    enum fy_status status = fy_player_new(&portaudio->player, recording, &error);
    if (status == FY_OK)
        status = fy_transport_new(&portaudio->transport, fy_player_channels(portaudio->player), (unsigned)rate,
                                  ring_frames(rate));
    if (status != FY_OK) {
        free_parts(portaudio);
        snprintf(name, name_size, _("no sound: %s"), fy_status_text(status));
        return NULL;
    }
    portaudio->sink.kind = &kind;
    atomic_init(&portaudio->offset, 0);
    atomic_init(&portaudio->underflows, 0);
    PaError started = Pa_Initialize();
    if (started != paNoError)
        snprintf(name, name_size, _("no sound: %s"), Pa_GetErrorText(started));
    else if (open_stream(portaudio, rate, channels, name, name_size))
        return &portaudio->sink;
    else
        Pa_Terminate();
    free_parts(portaudio);
    return NULL;
}

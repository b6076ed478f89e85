/* The only place that knows PortAudio. It runs in the player process (device_process.c). */
#include "terminal/device_portaudio.h"

#include "base/messages.h"
#include "base/monotonic.h"

#include <ctype.h>
#include <dlfcn.h>
#include <portaudio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LEAST_LATENCY 0.025 /* seconds; what some hosts call low breaks off when the machine is busy */
#define HURRY_SECONDS 0.15  /* for a fade-out to be heard */

enum { PIECE = 4096 }; /* frames rendered at once where the device has other channels than the transport */

static struct {
    struct wire_shared *shared;
    struct fy_transport *transport;
    PaStream *stream;
    bool running; /* PortAudio is initialized */
    double latency;
    double drop_at;            /* seconds; 0: never */
    unsigned channels, rate;   /* of the transport */
    unsigned device_channels;
    bool begun;            /* the callback's: it was called since the start */
    atomic_bool completed; /* the callback said that all is done */
    float piece[PIECE * WIRE_CHANNELS];
} player;

/* One channel to both, or both to one. */
static void fit(const float *in, float *out, size_t frames)
{
    for (size_t i = 0; i < frames; i++) {
        if (player.channels == 1)
            out[2 * i] = out[2 * i + 1] = in[i];
        else
            out[i] = (in[2 * i] + in[2 * i + 1]) / 2;
    }
}

static bool render_fitted(float *out, size_t frames, double heard_at)
{
    bool more = true;
    while (frames > 0) {
        const size_t count = frames < PIECE ? frames : PIECE;
        more = fy_transport_render(player.transport, player.piece, count, heard_at);
        fit(player.piece, out, count);
        out += count * player.device_channels;
        frames -= count;
        heard_at += (double)count / player.rate;
    }
    return more;
}

static int render(const void *input, void *output, unsigned long frames, const PaStreamCallbackTimeInfo *time,
                  PaStreamCallbackFlags flags, void *data)
{
    (void)input;
    (void)data;
    /* With the first buffer it tells of what was before. */
    if ((flags & paOutputUnderflow) && player.begun)
        atomic_fetch_add_explicit(&player.shared->underflows, 1, memory_order_relaxed);
    player.begun = true;
    /* Some hosts do not know the time, or not when a buffer will be heard. */
    const bool known = time->currentTime > 0 && time->outputBufferDacTime > time->currentTime;
    const double heard_at = fy_monotonic() + (known ? time->outputBufferDacTime - time->currentTime : player.latency);
    const bool more = player.channels == player.device_channels
                          ? fy_transport_render(player.transport, output, frames, heard_at)
                          : render_fitted(output, frames, heard_at);
    if (more || atomic_load_explicit(&player.shared->hold, memory_order_acquire))
        return paContinue;
    atomic_store_explicit(&player.completed, true, memory_order_release);
    return paComplete;
}

static void be_silent(const char *format, ...)
{
    (void)format;
}

static void alsa_silent(const char *file, int line, const char *function, int error, const char *format, ...)
{
    (void)file;
    (void)line;
    (void)function;
    (void)error;
    (void)format;
}

/* They print a hundred lines where there is no device, with every try. Only what is loaded already is asked. */
static void hush(void)
{
    void *alsa = dlopen("libasound.so.2", RTLD_LAZY | RTLD_NOLOAD), *jack = dlopen("libjack.so.0", RTLD_LAZY | RTLD_NOLOAD);
    void *symbol;
    if (alsa && (symbol = dlsym(alsa, "snd_lib_error_set_handler"))) {
        int (*set)(void (*)(const char *, int, const char *, int, const char *, ...));
        memcpy(&set, &symbol, sizeof set);
        set(alsa_silent);
    }
    for (int i = 0; jack && i < 2; i++) {
        if ((symbol = dlsym(jack, i == 0 ? "jack_set_error_function" : "jack_set_info_function"))) {
            void (*set)(void (*)(const char *, ...));
            memcpy(&set, &symbol, sizeof set);
            set(be_silent);
        }
    }
}

static PaError begin(void)
{
    hush();
    const PaError error = Pa_Initialize();
    player.running = error == paNoError;
    return error;
}

static bool plays(PaDeviceIndex index)
{
    const PaDeviceInfo *info = index < 0 || index >= Pa_GetDeviceCount() ? NULL : Pa_GetDeviceInfo(index);
    return info && info->maxOutputChannels > 0;
}

static bool holds(const char *text, const char *part)
{
    const size_t size = strlen(part);
    for (; *text; text++) {
        if (strncasecmp(text, part, size) == 0)
            return true;
    }
    return false;
}

/* A number of the list, a name, or a part of one; the default for none. paNoDevice if there is no such one. */
static PaDeviceIndex find(const char *wanted)
{
    if (!*wanted)
        return Pa_GetDefaultOutputDevice();
    if (wanted[strspn(wanted, "0123456789")] == '\0') {
        const long number = strtol(wanted, NULL, 10);
        return number < 10000 && plays((PaDeviceIndex)number) ? (PaDeviceIndex)number : paNoDevice;
    }
    for (int exact = 1; exact >= 0; exact--) {
        for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount(); i++) {
            const char *name = Pa_GetDeviceInfo(i)->name;
            if (plays(i) && (exact ? strcasecmp(name, wanted) == 0 : holds(name, wanted)))
                return i;
        }
    }
    return paNoDevice;
}

static PaError open_stream(PaStreamParameters *output, double rate)
{
    return Pa_OpenStream(&player.stream, NULL, output, rate, paFramesPerBufferUnspecified, paNoFlag, render, NULL);
}

/* JACK has a port a channel: one alone would be heard on the left only. */
static int first_channels(const PaDeviceInfo *device, int channels)
{
    const PaHostApiInfo *host = Pa_GetHostApiInfo(device->hostApi);
    return channels == 1 && host && host->type == paJACK && device->maxOutputChannels >= 2 ? 2 : channels;
}

/* As wished, else with the other number of channels, else at the device's own rate. */
static PaError open_somehow(PaStreamParameters *output, const PaDeviceInfo *device, const struct wire_message *wish,
                            double *rate)
{
    const double rates[] = { wish->rate, device->defaultSampleRate };
    const int channels = first_channels(device, wish->channels);
    PaError error = paInvalidSampleRate;
    for (int i = 0; i < 4 && error != paNoError; i++) {
        *rate = rates[i / 2];
        output->channelCount = i % 2 == 0 ? channels : 3 - channels;
        if (output->channelCount > device->maxOutputChannels)
            continue;
        const PaError tried = open_stream(output, *rate);
        /* What the first try says is of most use to people. */
        error = tried == paNoError || i == 0 ? tried : error;
    }
    return error;
}

static void refuse(struct wire_message *answer, const char *device, PaError error)
{
    answer->kind = WIRE_REFUSED;
    if (device)
        snprintf(answer->text, sizeof answer->text, "%s: %s", device, Pa_GetErrorText(error));
    else
        snprintf(answer->text, sizeof answer->text, "%s", Pa_GetErrorText(error));
}

void fy_portaudio_open(struct wire_shared *shared, const struct wire_message *wish, struct wire_message *answer)
{
    memset(answer, 0, sizeof *answer);
    player.shared = shared;
    player.transport = (struct fy_transport *)(void *)shared->transport;
    const PaError begun = begin();
    if (begun != paNoError) {
        refuse(answer, NULL, begun);
        return;
    }
    PaDeviceIndex index = find(wish->text);
    const bool instead = index == paNoDevice && wish->text[0];
    if (instead)
        index = Pa_GetDefaultOutputDevice();
    const PaDeviceInfo *device = index == paNoDevice ? NULL : Pa_GetDeviceInfo(index);
    if (!device) {
        answer->kind = WIRE_REFUSED;
        snprintf(answer->text, sizeof answer->text, "%s", _("no device was found"));
        return;
    }
    const double low = device->defaultLowOutputLatency, least = wish->latency > 0 ? wish->latency : LEAST_LATENCY;
    PaStreamParameters output = {
        .device = index,
        .sampleFormat = paFloat32,
        .suggestedLatency = low > least ? low : least,
    };
    double rate;
    const PaError error = open_somehow(&output, device, wish, &rate);
    if (error != paNoError) {
        refuse(answer, device->name, error);
        return;
    }
    const PaStreamInfo *info = Pa_GetStreamInfo(player.stream);
    player.latency = info && info->outputLatency > 0 ? info->outputLatency : output.suggestedLatency;
    player.channels = (unsigned)wish->channels;
    player.device_channels = (unsigned)output.channelCount;
    player.rate = (unsigned)rate;
    answer->kind = WIRE_OPENED;
    answer->rate = (int32_t)rate;
    answer->channels = wish->channels;
    answer->index = instead;
    answer->latency = player.latency;
    if (instead)
        snprintf(answer->text, sizeof answer->text, _("%s (there is no “%.60s”)"), device->name, wish->text);
    else
        snprintf(answer->text, sizeof answer->text, "%s", device->name);
}

void fy_portaudio_hurry(bool hurry)
{
    player.drop_at = hurry ? fy_monotonic() + player.latency + HURRY_SECONDS : 0;
}

bool fy_portaudio_start(void)
{
    fy_portaudio_hurry(false);
    player.begun = false;
    atomic_store_explicit(&player.completed, false, memory_order_relaxed);
    return player.stream && Pa_StartStream(player.stream) == paNoError;
}

bool fy_portaudio_waits(void)
{
    struct fy_transport_state state;
    fy_transport_state(player.transport, &state);
    return !state.finished;
}

enum fy_stream fy_portaudio_poll(void)
{
    const PaError active = Pa_IsStreamActive(player.stream);
    const bool completed = atomic_load_explicit(&player.completed, memory_order_acquire);
    if (active == 1 && completed && player.drop_at > 0 && fy_monotonic() > player.drop_at)
        return Pa_AbortStream(player.stream) == paNoError ? FY_STREAM_ENDED : FY_STREAM_LOST;
    if (active == 1)
        return FY_STREAM_PLAYING;
    /* It stopped by itself: at the end, or because the device went away. */
    if (active < 0 || !completed)
        return FY_STREAM_LOST;
    return Pa_StopStream(player.stream) == paNoError ? FY_STREAM_ENDED : FY_STREAM_LOST;
}

void fy_portaudio_list(void (*tell)(const struct wire_message *))
{
    if (begin() != paNoError)
        return;
    for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount(); i++) {
        if (!plays(i))
            continue;
        struct wire_message device = { .kind = WIRE_DEVICE, .index = i, .channels = i == Pa_GetDefaultOutputDevice() };
        const PaDeviceInfo *info = Pa_GetDeviceInfo(i);
        const PaHostApiInfo *host = Pa_GetHostApiInfo(info->hostApi);
        snprintf(device.text, sizeof device.text, "%s (%s)", info->name, host ? host->name : "?");
        tell(&device);
    }
}

void fy_portaudio_close(void)
{
    if (player.stream) {
        Pa_AbortStream(player.stream);
        Pa_CloseStream(player.stream);
    }
    if (player.running)
        Pa_Terminate();
}

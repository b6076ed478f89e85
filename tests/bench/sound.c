/* Sound: from the key to the device and to silence, the callback's time, and what a busy machine does to it. The device
 * is the annotator's, driven by the program's own process (argv[1]); the card is ALSA's "file" with a pacer, and JACK's
 * "dummy" where jackd is installed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/monotonic.h"
#include "support/figures.h"
#include "support/jack_server.h"
#include "support/sound_device.h"

#include <fangyin/transport.h>
#include <time.h>

enum { RATE = 48000, SECONDS = 75, HOG_SECONDS = 60, BUFFER = 256, TIMES = 60, RENDERS = 200000 };

static const char *program;

static void rest(double seconds)
{
    nanosleep(&(struct timespec){ (time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9) }, NULL);
}

static void report(const char *what, double *values, int count, const char *unit, const char *bound)
{
    qsort(values, (size_t)count, sizeof *values, by_size);
    printf("%-58s median %8.2f   p99 %8.2f   max %8.2f %s   %s\n", what, values[count / 2],
           values[(int)((count - 1) * 0.99 + 0.5)], values[count - 1], unit, bound);
    fflush(stdout);
}

static void bench_callback(void)
{
    struct fy_transport *transport;
    static double times[RENDERS];
    static float out[2 * BUFFER];
    char bound[64];
    if (fy_transport_new(&transport, 2, RATE, 4 * BUFFER) != FY_OK)
        return;
    fy_transport_arm(transport);
    fy_transport_begin(transport);
    for (int i = 0; i < RENDERS; i++) {
        fy_ring_write(fy_transport_ring(transport), out, BUFFER);
        const double start = fy_monotonic();
        fy_transport_render(transport, out, BUFFER, start);
        times[i] = (fy_monotonic() - start) * 1e6;
    }
    fy_transport_free(transport);
    snprintf(bound, sizeof bound, "budget %.0f us", 1e6 * BUFFER / RATE);
    report("callback, 256 stereo frames at 48 kHz", times, RENDERS, "us", bound);
}

static bool start(void)
{
    device_start_with(scratch_path("a.wav"), &(struct fy_device_options){ .program = program });
    if (device_now().silent)
        printf("no sound: %s\n", device_now().name);
    return !device_now().silent;
}

static void play_all(void)
{
    device_play(0, (int64_t)SECONDS * RATE);
}

/* Until the device took frames of the play that was just asked for; seconds since then. */
static double until_handed(uint64_t generation, double from)
{
    while (device_now().generation == generation || device_now().handed == 0)
        rest(50e-6);
    return fy_monotonic() - from;
}

static void bench_keys(const char *card)
{
    double first[TIMES], other[TIMES], silence[TIMES];
    char what[128];
    int64_t buffer = 1;
    for (int i = 0; i < TIMES; i++) {
        uint64_t generation = device_now().generation;
        double asked = fy_monotonic();
        play_all();
        first[i] = until_handed(generation, asked) * 1e3;
        rest(0.15);
        generation = device_now().generation;
        asked = fy_monotonic();
        device_play(RATE, (int64_t)SECONDS * RATE);
        other[i] = until_handed(generation, asked) * 1e3;
        rest(0.15);
        const struct fy_device_state before = device_now();
        while (device_now().handed == before.handed)
            rest(50e-6);
        const struct fy_device_state after = device_now();
        if (after.calls > before.calls)
            buffer = (after.handed - before.handed) / (int64_t)(after.calls - before.calls);
        fy_device_stop(device);
        device_until_silence();
        silence[i] = (double)(device_now().handed - after.handed) / (double)buffer;
        rest(0.02);
    }
    snprintf(what, sizeof what, "%s: key to the first sample handed over", card);
    report(what, first, TIMES, "ms", "");
    snprintf(what, sizeof what, "%s: the same, while something else plays", card);
    report(what, other, TIMES, "ms", "");
    snprintf(what, sizeof what, "%s: key to silence, buffers of %lld", card, (long long)buffer);
    report(what, silence, TIMES, "buffers", "bound 2");
}

static void bench_hog(const char *card)
{
    enum { MOST = 64 };
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    pid_t hogs[MOST];
    int count = 0;
    const unsigned before = device_now().underruns;
    for (; count < processors && count < MOST; count++) {
        hogs[count] = fork();
        if (hogs[count] == 0)
            for (volatile unsigned spin = 0;; spin++)
                continue;
    }
    play_all();
    const double end = fy_monotonic() + HOG_SECONDS;
    while (fy_monotonic() < end && device_now().playing)
        device_wait(200);
    const struct fy_device_state state = device_now();
    for (int i = 0; i < count; i++) {
        kill(hogs[i], SIGKILL);
        waitpid(hogs[i], NULL, 0);
    }
    printf("%s: %d s with %d processes that only count: %u gaps (bound 0)%s\n", card, HOG_SECONDS, count,
           state.underruns - before, state.silent ? ", and the device was lost" : "");
    fflush(stdout);
    fy_device_stop(device);
    device_until_silence();
}

static void bench_card(const char *card)
{
    if (start()) {
        bench_keys(card);
        bench_hog(card);
    }
    device_end();
}

int main(int count, char **arguments)
{
    if (count < 2 || scratch_make(NULL) != 0)
        return 2;
    program = arguments[1];
    bench_callback();
    if (!sound_write(scratch_path("a.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, (int64_t)SECONDS * RATE))
        return 2;
    if (sound_card_paced(RATE * (int)sizeof(float), 0))
        bench_card("ALSA, paced");
    if (sound_card("pcm.default { type hw card 77 }\n") && jack_server_start(RATE, 256, scratch_path("jackd.log"))) {
        rest(2);
        bench_card("JACK, dummy");
        jack_server_end(SIGTERM);
    }
    scratch_remove(NULL);
    return 0;
}

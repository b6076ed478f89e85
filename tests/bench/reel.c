/* What it costs to make a recording as it is to be heard: times real time at each speed, at another rate, and from a key to
 * the first frames. */
#include <fangyin/reel.h>

#include "support/figures.h"

#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { RATE = 44100, SECONDS = 60, BLOCK = 512, STARTS = 51 };

static bool make_recording(const char *path, int channels)
{
    SF_INFO info = { .samplerate = RATE, .channels = channels, .format = SF_FORMAT_FLAC | SF_FORMAT_PCM_16 };
    SNDFILE *file = sf_open(path, SFM_WRITE, &info);
    float *block = malloc((size_t)(RATE * channels) * sizeof *block);
    for (int second = 0; file && block && second < SECONDS; second++) {
        for (int i = 0; i < RATE * channels; i++) {
            double value = 0, t = (double)(i / channels) / RATE;
            for (int harmonic = 1; harmonic <= 6; harmonic++)
                value += sin(2 * 3.14159265358979 * harmonic * (110 + second) * t) / harmonic;
            block[i] = (float)(fmod(t, 0.25) < 0.18 ? value / 4 : 0);
        }
        sf_writef_float(file, block, RATE);
    }
    free(block);
    return file && sf_close(file) == 0;
}

/* A play from its start to its end. */
static bool measure(struct fy_reel *reel, double speed, unsigned rate, unsigned channels, const char *what)
{
    static float block[2 * BLOCK];
    static double blocks[4000000 / BLOCK + 60000];
    struct fy_play play = { .to = SECONDS * RATE, .times = 1, .hearing = fy_hearing_plain() };
    play.hearing.speed = speed;
    if (fy_reel_start(reel, &play, rate, channels) != FY_OK)
        return false;
    size_t count = 0, frames = 0, most = sizeof blocks / sizeof *blocks;
    double all = 0;
    while (!fy_reel_ended(reel)) {
        fy_reel_wait(reel, 1); /* the disk is not what is measured */
        const double from = now_ms();
        const size_t got = fy_reel_read(reel, block, BLOCK);
        const double took = now_ms() - from;
        all += took;
        frames += got;
        if (got > 0 && count < most)
            blocks[count++] = took;
    }
    qsort(blocks, count, sizeof *blocks, by_size);
    printf("%-34s %8.0f x real time   block of %d: median %.4f ms, p99 %.4f, worst %.3f (it lasts %.1f ms)\n", what,
           (double)frames / rate * 1e3 / all, BLOCK, blocks[count / 2], blocks[count * 99 / 100], blocks[count - 1],
           BLOCK * 1e3 / rate);
    return true;
}

static bool measure_starts(struct fy_reel *reel)
{
    static float block[2 * BLOCK];
    double starts[STARTS];
    for (int i = 0; i < STARTS; i++) {
        struct fy_play play = { .from = i * 31847 % ((SECONDS - 5) * RATE), .times = 1, .hearing = fy_hearing_plain() };
        play.to = play.from + 3 * RATE;
        play.hearing.speed = i % 2 ? 1 : 0.7;
        const double from = now_ms();
        if (fy_reel_start(reel, &play, RATE, 2) != FY_OK)
            return false;
        while (fy_reel_read(reel, block, BLOCK) == 0)
            fy_reel_wait(reel, 1);
        starts[i] = now_ms() - from;
    }
    qsort(starts, STARTS, sizeof *starts, by_size);
    printf("start to first block               median %.3f ms, p99 %.3f\n", starts[STARTS / 2], starts[STARTS - 1]);
    return true;
}

int main(void)
{
    static const double speeds[] = { 1, 0.25, 0.5, 0.7, 0.95, 1.35, 2 };
    static const unsigned rates[] = { 48000, 16000, 96000 };
    char path[512], what[64];
    struct fy_recording *recording;
    struct fy_reel *reel = NULL;
    snprintf(path, sizeof path, "%s/fangyin-bench-reel-%ld.flac", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp",
             (long)getpid());
    bool good = make_recording(path, 2) && fy_recording_open(&recording, path, NULL) == FY_OK &&
                fy_reel_new(&reel, recording, NULL) == FY_OK;
    printf("A reel of %d s, %d Hz, two channels\n", SECONDS, RATE);
    for (size_t i = 0; good && i < sizeof speeds / sizeof *speeds; i++) {
        snprintf(what, sizeof what, "speed %g", speeds[i]);
        good = measure(reel, speeds[i], RATE, 2, what);
    }
    for (size_t i = 0; good && i < sizeof rates / sizeof *rates; i++) {
        snprintf(what, sizeof what, "speed 1, for a device of %u Hz", rates[i]);
        good = measure(reel, 1, rates[i], 2, what);
    }
    good = good && measure_starts(reel);
    fy_reel_free(reel);
    unlink(path);
    return good ? 0 : 1;
}

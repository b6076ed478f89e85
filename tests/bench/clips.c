/* Cutting and resampling clips beside sox: the same clips of the same recordings, to 16 kHz and one channel, one sox for each
 * recording, which writes all its clips in one go. Prints ratios; judges nothing. */
#include <fangyin/files.h>
#include <fangyin/grid.h>
#include <fangyin/textgrid.h>

#include "support/figures.h"

#include <math.h>
#include <sndfile.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RECORDINGS = 16, SECONDS = 180, RATE = 48000, ROUNDS = 7 };

static bool make_sound(const char *path, unsigned seed)
{
    SF_INFO info = { .samplerate = RATE, .channels = 1, .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16 };
    SNDFILE *file = sf_open(path, SFM_WRITE, &info);
    short *block = malloc(RATE * sizeof *block);
    for (int second = 0; file && block && second < SECONDS; second++) {
        for (int i = 0; i < RATE; i++) {
            seed = seed * 1664525u + 1013904223u;
            block[i] = (short)(6000 * sin(2 * acos(-1) * (100 + second) * i / RATE) + (double)(seed >> 21));
        }
        sf_writef_short(file, block, RATE);
    }
    free(block);
    return file && sf_close(file) == 0;
}

/* Segments of 2 to 5 s with half a second between them; the same times go into sox's arguments. */
static bool make_grid(const char *path, const char *script, const char *sound, const char *clips, int number)
{
    struct fy_buffer out = FY_BUFFER_EMPTY;
    struct fy_grid *grid = fy_grid_new(0, SECONDS);
    FILE *sox = fopen(script, "a");
    size_t tier = 0, count = 0;
    double at = 0;
    if (!grid || !sox || fy_grid_append_tier(grid, FY_INTERVAL_TIER, "text", 4, 0, SECONDS, &tier) != FY_OK)
        return false;
    fprintf(sox, "sox -D '%s' -r 16000 '%s/%d_%%3n.wav'", sound, clips, number);
    for (; at + 6 < SECONDS; count++) {
        const double length = 2 + (double)(count * 7 % 13) / 4;
        (void)fy_tier_append_interval(grid, tier, at, at + length, "话", strlen("话"));
        (void)fy_tier_append_interval(grid, tier, at + length, at + length + 0.5, "", 0);
        fprintf(sox, "%s trim %g %g", count > 0 ? " : newfile :" : "", count > 0 ? 0.5 : 0.0, length);
        at += length + 0.5;
    }
    (void)fy_tier_append_interval(grid, tier, at, SECONDS, "", 0);
    fprintf(sox, "\n");
    const bool written = fy_textgrid_write(&out, grid, &fy_textgrid_default_style) == FY_OK &&
                         fy_file_replace(path, out.data, out.size, NULL) == FY_OK;
    fy_buffer_free(&out);
    fy_grid_free(grid);
    return fclose(sox) == 0 && written;
}

/* Milliseconds of a shell command on an empty folder; negative where it fails. What was written before stays: a file
 * system that has just freed thousands of inodes is slow to give one out. */
static double timed(const char *folder, const char *command)
{
    static int used;
    char whole[4096];
    snprintf(whole, sizeof whole, "cd '%s' && { [ ! -e out ] || mv out done%d; } && mkdir out", folder, used++);
    if (system(whole) != 0)
        return -1;
    const double from = now_ms();
    return system(command) == 0 ? now_ms() - from : -1;
}

int main(int argc, char **argv)
{
    char folder[] = "/tmp/fangyin-bench-XXXXXX", path[1024], grid[1024], script[1024], clips[1024], command[1100];
    if (argc < 2 || !mkdtemp(folder))
        return 1;
    snprintf(script, sizeof script, "%s/sox.sh", folder);
    snprintf(clips, sizeof clips, "%s/out", folder);
    for (int i = 0; i < RECORDINGS; i++) {
        snprintf(path, sizeof path, "%s/r%d.wav", folder, i);
        snprintf(grid, sizeof grid, "%s/r%d.TextGrid", folder, i);
        if (!make_sound(path, (unsigned)i + 1) || !make_grid(grid, script, path, clips, i))
            return 1;
    }
    if (system("command -v sox >/dev/null 2>&1") != 0) {
        puts("skipped: sox is not installed");
        return 0;
    }
    enum { SOX, ONE, ALL, WAYS };
    char commands[WAYS][4096];
    double times[WAYS][ROUNDS], ratios[2][ROUNDS];
    bool good = true;
    snprintf(commands[SOX], sizeof commands[SOX], "taskset -c 0 sh '%s'", script);
    snprintf(commands[ALL], sizeof commands[ALL],
             "'%s' export --to audiofolder --without-consent --status any -o '%s' '%s'/r*.wav >/dev/null 2>&1", argv[1],
             clips, folder);
    snprintf(commands[ONE], sizeof commands[ONE], "taskset -c 0 %.4000s", commands[ALL]);
    /* By turns, as the machine is not equally quick at all times. */
    for (int round = 0; round < ROUNDS; round++) {
        for (int way = 0; way < WAYS; way++) {
            times[way][round] = timed(folder, commands[way]);
            good = good && times[way][round] >= 0;
        }
        ratios[0][round] = times[ONE][round] / times[SOX][round];
        ratios[1][round] = times[ONE][round] / times[ALL][round];
    }
    printf("clips of %d x %d s, 48 to 16 kHz, 1 core   sox %8.0f ms   fangyin %8.0f ms   ratio %.2f   wanted at most 1.5\n",
           RECORDINGS, SECONDS, median_of(times[SOX], ROUNDS), median_of(times[ONE], ROUNDS), median_of(ratios[0], ROUNDS));
    printf("the same on all cores                                        fangyin %8.0f ms   ratio %.2f   wanted 1.8 (2 cores)\n",
           median_of(times[ALL], ROUNDS), median_of(ratios[1], ROUNDS));
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command) == 0 && good ? 0 : 1;
}

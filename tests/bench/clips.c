/* Cutting and resampling clips beside sox: the same clips of the same recordings, to 16 kHz and one channel, one sox for each
 * recording, which writes all its clips in one go. Prints ratios; judges nothing. */
#include <fangyin/files.h>
#include <fangyin/grid.h>
#include <fangyin/textgrid.h>

#include <math.h>
#include <sndfile.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RECORDINGS = 16, SECONDS = 180, RATE = 48000, ROUNDS = 5 };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

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

/* Milliseconds of a shell command; the median of a few runs, each on an empty folder. */
static double median(const char *folder, const char *command)
{
    double times[ROUNDS];
    char whole[4096];
    for (int i = 0; i < ROUNDS; i++) {
        snprintf(whole, sizeof whole, "rm -rf '%s/out' && mkdir '%s/out'", folder, folder);
        if (system(whole) != 0)
            return -1;
        const double from = now();
        if (system(command) != 0)
            return -1;
        times[i] = now() - from;
    }
    for (int i = 1; i < ROUNDS; i++) {
        for (int k = i; k > 0 && times[k] < times[k - 1]; k--) {
            const double swap = times[k];
            times[k] = times[k - 1];
            times[k - 1] = swap;
        }
    }
    return times[ROUNDS / 2];
}

int main(int argc, char **argv)
{
    char folder[] = "/tmp/fangyin-bench-XXXXXX", path[1024], grid[1024], script[1024], clips[1024], command[4096];
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
    snprintf(command, sizeof command, "taskset -c 0 sh '%s'", script);
    const double sox = median(folder, command);
    snprintf(command, sizeof command,
             "taskset -c 0 '%s' export --to audiofolder --without-consent --status any -o '%s' '%s'/r*.wav >/dev/null 2>&1", argv[1],
             clips, folder);
    const double one = median(folder, command);
    snprintf(command, sizeof command,
             "'%s' export --to audiofolder --without-consent --status any -o '%s' '%s'/r*.wav >/dev/null 2>&1", argv[1], clips, folder);
    const double all = median(folder, command);
    printf("clips of %d x %d s, 48 to 16 kHz, 1 core   sox %8.0f ms   fangyin %8.0f ms   ratio %.2f   wanted at most 1.5\n",
           RECORDINGS, SECONDS, sox, one, one / sox);
    printf("the same on all cores                                        fangyin %8.0f ms   ratio %.2f   wanted 1.8 (2 cores)\n",
           all, one / all);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return sox > 0 && one > 0 && all > 0 && system(command) == 0 ? 0 : 1;
}

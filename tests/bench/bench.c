/* `make bench`: how fast the annotator is, each figure beside its bound, in the real program on a pseudo-terminal. It
 * prints; it judges nothing, as machines are shared and noisy. */
#include "support/figures.h"
#include "support/terminal.h"

#include <math.h>
#include <sys/stat.h>

#define RATE 16000
#define SEGMENTS 10000
#define STARTS 21
#define KEYS 600

static char folder[512];

static const char *in_folder(const char *name)
{
    static char paths[4][1024];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

/* Something like speech to look at: syllables of a buzz with formants, and noise. */
static void make_second(short *block, int second)
{
    static uint32_t noise = 1;
    for (int i = 0; i < RATE; i++) {
        const double t = (double)i / RATE, syllable = fmod(t, 0.25) < 0.18 ? 1 : 0;
        noise = noise * 1664525u + 1013904223u;
        double value = 0;
        for (int harmonic = 1; harmonic <= 6; harmonic++)
            value += sin(2 * 3.14159265358979 * harmonic * (120 + second % 60) * t) / harmonic;
        block[i] = (short)(syllable * value * 4000 + (double)(noise >> 24));
    }
}

/* 16 bit; sound at its start, and then silence, as a hole in the file: the length is what costs memory, not what is in
 * it. */
static bool make_recording(const char *path, int sounding, int seconds)
{
    static short block[RATE];
    unsigned char header[44] = "RIFF\0\0\0\0WAVEfmt \20\0\0\0\1\0\1\0";
    const uint32_t data = (uint32_t)seconds * RATE * 2, riff = data + 36, rate = RATE, bytes = RATE * 2;
    memcpy(header + 4, &riff, 4);
    memcpy(header + 24, &rate, 4);
    memcpy(header + 28, &bytes, 4);
    memcpy(header + 32, "\2\0\20\0data", 8);
    memcpy(header + 40, &data, 4);
    FILE *file = fopen(path, "wb");
    bool good = file && fwrite(header, 1, 44, file) == 44;
    for (int second = 0; good && second < sounding; second++) {
        make_second(block, second);
        good = fwrite(block, sizeof block, 1, file) == 1;
    }
    return file && fclose(file) == 0 && good && truncate(path, (off_t)data + 44) == 0;
}

/* As long text, with as many segments in each of its tiers. */
static bool make_grid(const char *path, double end, int tiers, int segments)
{
    FILE *file = fopen(path, "w");
    if (!file)
        return false;
    fprintf(file,
            "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0 \nxmax = %.17g \ntiers? <exists> \n"
            "size = %d \nitem []: \n",
            end, tiers);
    for (int tier = 0; tier < tiers; tier++) {
        fprintf(file,
                "    item [%d]:\n        class = \"IntervalTier\" \n        name = \"%s\" \n        xmin = 0 \n"
                "        xmax = %.17g \n        intervals: size = %d \n",
                tier + 1, tier == 0 ? "text" : tier == 1 ? "dialect" : "words", end, segments);
        for (int i = 0; i < segments; i++)
            fprintf(file,
                    "        intervals [%d]:\n            xmin = %.17g \n            xmax = %.17g \n"
                    "            text = \"%s\" \n",
                    i + 1, end * i / segments, end * (i + 1) / segments,
                    tier == 1 ? "wu-sh" : i % 3 ? "今朝天气蛮好个" : "");
    }
    return fclose(file) == 0;
}

static void report(const char *what, double *values, int count, double share, double bound, const char *unit)
{
    qsort(values, (size_t)count, sizeof *values, by_size);
    const double value = values[(int)((count - 1) * share + 0.5)];
    printf("%-58s %8.1f %s   bound %g   %.2f of it   (median %.1f, max %.1f, n %d)\n", what, value, unit, bound,
           value / bound, values[count / 2], values[count - 1], count);
    fflush(stdout);
}

/* Every cell of the pictures is painted: the spectrogram's last column has its paper. */
static bool full_screen(const struct terminal *terminal)
{
    VTermScreenCell cell;
    if (!terminal_shows(terminal, "? keys"))
        return false;
    for (int row = 4; row < 9; row++) {
        vterm_screen_get_cell(terminal->screen, (VTermPos){ row, terminal->columns - 1 }, &cell);
        if (VTERM_COLOR_IS_DEFAULT_BG(&cell.bg))
            return false;
    }
    return true;
}

static bool start(struct terminal *terminal, const char *program, const char *recording)
{
    char *argv[] = { strdup(program), strdup(recording), NULL };
    const bool good = terminal_start(terminal, 80, 24, "xterm-256color", argv);
    free(argv[0]);
    free(argv[1]);
    return good;
}

static void quit(struct terminal *terminal)
{
    terminal_send(terminal, "Q");
    (void)terminal_end(terminal, 10);
}

static void bench_start(const char *program, const char *recording, const char *what, double bound)
{
    double times[STARTS];
    for (int i = -1; i < STARTS; i++) {
        struct terminal terminal;
        const double from = terminal_now();
        if (!start(&terminal, program, recording))
            return;
        while (!full_screen(&terminal) && terminal_now() - from < 10)
            terminal_pump(&terminal, 0.01, true);
        if (i >= 0)
            times[i] = (terminal_now() - from) * 1000;
        quit(&terminal);
    }
    report(what, times, STARTS, 0.5, bound, "ms");
}

/* From a key to the last byte of the screen it changes; what comes later is a picture that a worker drew. */
static void bench_keys(const char *program, const char *recording)
{
    static const char *const keys[] = { "j", "k", "l", "h", "\033[6~", "=", "-", "s", "m", "u", "U", "V", "V", "i", "ni",
                                        "好", "\177", "\t", "\t", "\r", "今朝", "\033", "1", "2", ".", ",", "?", "?", "v", "v", "v", "v" };
    double times[KEYS];
    unsigned long bytes = 0;
    struct terminal terminal;
    if (!start(&terminal, program, recording))
        return;
    (void)terminal_wait(&terminal, "? keys", false, 10);
    terminal_pump(&terminal, 1, false);
    for (int i = 0; i < KEYS; i++) {
        const unsigned long before = terminal.bytes;
        const double from = terminal_now();
        double last = from;
        terminal_send(&terminal, keys[(size_t)i % (sizeof keys / sizeof *keys)]);
        /* Escape alone is waited for; that wait is no work. */
        const bool escape = strcmp(keys[(size_t)i % (sizeof keys / sizeof *keys)], "\033") == 0;
        terminal_pump(&terminal, escape ? 0.3 : 0.1, true);
        while (terminal.bytes > before) {
            const unsigned long at = terminal.bytes;
            last = terminal_now();
            terminal_pump(&terminal, 0.002, true);
            if (terminal.bytes == at)
                break;
        }
        times[i] = escape ? 0 : (last - from) * 1000;
        bytes += terminal.bytes - before;
        terminal_pump(&terminal, 0.06, false);
    }
    printf("%-58s %8.0f bytes a key\n", "written to the terminal, 80x24", (double)bytes / KEYS);
    report("key to painted screen, 10,000 segments, 99th percentile", times, KEYS, 0.99, 16, "ms");
    quit(&terminal);
}

static void bench_memory(const char *program, const char *recording)
{
    struct terminal terminal;
    char path[64], line[256];
    long peak = 0;
    if (!start(&terminal, program, recording))
        return;
    (void)terminal_wait(&terminal, "? keys", false, 10);
    terminal_send(&terminal, "a");
    terminal_pump(&terminal, 6, false); /* the peaks of the whole recording */
    terminal_send(&terminal, "C");
    (void)terminal_wait(&terminal, "segments of speech found", false, 60);
    terminal_send(&terminal, ":goto 5:00:00\rfiabc\033");
    terminal_pump(&terminal, 1, false);
    terminal_send(&terminal, "jjj");
    terminal_pump(&terminal, 1, false);
    snprintf(path, sizeof path, "/proc/%d/status", (int)terminal.pid);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file))
        (void)sscanf(line, "VmHWM: %ld", &peak);
    if (file)
        fclose(file);
    double value = (double)peak / 1024;
    report("peak memory, 10 h recording, peaks built, cut at pauses", &value, 1, 0.5, 64, "MB");
    quit(&terminal);
}

int main(int argc, char **argv)
{
    const char *program = argc > 1 ? argv[1] : "build/fangyin";
    const char *top = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/fangyin-bench-XXXXXX", top ? top : "/tmp");
    if (!mkdtemp(folder))
        return 1;
    setenv("XDG_CACHE_HOME", folder, 1);
    setenv("XDG_CONFIG_HOME", folder, 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    if (!make_recording(in_folder("hour.wav"), 3600, 3600) ||
        !make_grid(in_folder("hour.TextGrid"), 3600, 2, SEGMENTS) ||
        !make_recording(in_folder("long.wav"), 0, 36000) || !make_recording(in_folder("large.wav"), 60, 36000) ||
        !make_grid(in_folder("large.TextGrid"), 36000, 3, 100000))
        fprintf(stderr, "no room for the recordings in %s\n", folder);
    bench_start(program, in_folder("hour.wav"), "start to first full screen, 1 h recording, 10,000 segments", 100);
    bench_start(program, in_folder("large.wav"), "the same, 10 h recording, 3 tiers of 100,000 intervals", 150);
    bench_keys(program, in_folder("hour.wav"));
    bench_memory(program, in_folder("long.wav"));
    char command[1024];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command) == 0 ? 0 : 1;
}

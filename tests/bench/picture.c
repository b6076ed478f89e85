/* `make bench ONLY=picture`: scrolling and zooming a recording of ten hours in the real program on a pseudo-terminal, each
 * figure beside its bound. It prints; it judges nothing. */
#include "support/figures.h"
#include "support/terminal.h"

#include <math.h>
#include <sys/stat.h>

#define RATE 16000
#define HOURS 10
#define MOVES 400

static char folder[512], recording[600];

/* A minute of syllables over noise, again and again; the header tells how long it is. */
static bool make_recording(void)
{
    unsigned char header[44] = "RIFF\0\0\0\0WAVEfmt \20\0\0\0\1\0\1\0";
    const uint32_t data = (uint32_t)HOURS * 3600 * RATE * 2, riff = data + 36, rate = RATE, bytes = RATE * 2;
    const size_t block = (size_t)60 * RATE;
    short *samples = malloc(block * sizeof *samples);
    FILE *file = fopen(recording, "wb");
    if (!file || !samples)
        return false;
    memcpy(header + 4, &riff, 4);
    memcpy(header + 24, &rate, 4);
    memcpy(header + 28, &bytes, 4);
    memcpy(header + 32, "\2\0\20\0data", 8);
    memcpy(header + 40, &data, 4);
    uint32_t noise = 1;
    for (size_t i = 0; i < block; i++) {
        const double t = (double)i / RATE, syllable = fmod(t, 0.25) < 0.18 ? 1 : 0;
        double value = 0;
        for (int harmonic = 1; harmonic <= 20; harmonic++)
            value += sin(2 * 3.14159265358979 * harmonic * (120 + 40 * sin(t)) * t) / harmonic;
        noise = noise * 1664525u + 1013904223u;
        samples[i] = (short)(syllable * value * 4000 + (double)(noise >> 24));
    }
    bool good = fwrite(header, 1, 44, file) == 44;
    for (int minute = 0; good && minute < HOURS * 60; minute++)
        good = fwrite(samples, sizeof *samples, block, file) == block;
    free(samples);
    return fclose(file) == 0 && good;
}

static double cpu_seconds(pid_t pid)
{
    char path[64], text[1024];
    unsigned long user = 0, kernel = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "r");
    if (file && fgets(text, sizeof text, file)) {
        const char *after = strrchr(text, ')');
        if (after)
            (void)sscanf(after + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &kernel);
    }
    if (file)
        fclose(file);
    return (double)(user + kernel) / (double)sysconf(_SC_CLK_TCK);
}

static double peak_memory(pid_t pid)
{
    char path[64], line[256];
    long peak = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file))
        (void)sscanf(line, "VmHWM: %ld", &peak);
    if (file)
        fclose(file);
    return (double)peak / 1024;
}

static void report(const char *what, double *values, int count, double bound)
{
    qsort(values, (size_t)count, sizeof *values, by_size);
    const double value = values[(int)((count - 1) * 0.99 + 0.5)];
    printf("%-52s %8.1f ms   bound %g   %.2f of it   (median %.1f, max %.1f, n %d)\n", what, value, bound, value / bound,
           values[count / 2], values[count - 1], count);
    fflush(stdout);
}

/* From a key to the first byte that answers it, and to the last byte before it is quiet. False where it changes nothing,
 * as at the recording's ends. */
static bool move(struct terminal *terminal, const char *keys, double *first, double *last)
{
    const unsigned long before = terminal->bytes;
    const double from = terminal_now();
    terminal_send(terminal, keys);
    terminal_pump(terminal, 0.5, true);
    *first = *last = (terminal_now() - from) * 1000;
    for (unsigned long at = before; terminal->bytes > at;) {
        at = terminal->bytes;
        terminal_pump(terminal, 0.12, true);
        if (terminal->bytes > at)
            *last = (terminal_now() - from) * 1000;
    }
    return terminal->bytes > before;
}

/* Moves of every kind, from windows of a second to all of it. */
static void moves(struct terminal *terminal, const char *when)
{
    static double first[MOVES], last[MOVES];
    static const char *const keys[] = { ")", ")", "(", "=", "-", ")", "-", "-", "(", ")", "=", "-", "-", ")", ")", "D" };
    uint32_t random = 7;
    char text[160];
    int count = 0;
    for (int i = 0; i < MOVES; i++) {
        const char *key = keys[(size_t)i % (sizeof keys / sizeof *keys)];
        random = random * 1664525u + 1013904223u;
        if (i % 37 == 36) { /* somewhere else, and near */
            const unsigned at = (random >> 8) % (HOURS * 3600);
            snprintf(text, sizeof text, ":goto %u:%02u:%02u\r===============", at / 3600, at / 60 % 60, at % 60);
            terminal_send(terminal, text);
            terminal_pump(terminal, 0.6, false);
        }
        if (i == MOVES / 2)
            key = "a";
        count += move(terminal, key, &first[count], &last[count]);
    }
    snprintf(text, sizeof text, "%dx%d, %s: key answered, p99", terminal->columns, terminal->rows, when);
    report(text, first, count, 16);
    snprintf(text, sizeof text, "%dx%d, %s: screen complete, p99", terminal->columns, terminal->rows, when);
    report(text, last, count, 50);
}

static void bench(const char *program, int columns, int rows, bool fresh, bool pixels)
{
    struct terminal terminal;
    char *argv[] = { strdup(program), recording, NULL };
    const bool started = terminal_start(&terminal, columns, rows, "xterm-256color", argv);
    free(argv[0]);
    if (!started)
        return;
    const double from = terminal_now();
    (void)terminal_wait(&terminal, "? keys", false, 10);
    /* As a terminal with sixels answers; libvterm leaves them out. */
    if (pixels)
        terminal_send(&terminal, "\033[6;16;8t\033[?62;4c");
    if (fresh) {
        terminal_pump(&terminal, 0.5, false);
        moves(&terminal, "being built");
        double cpu = cpu_seconds(terminal.pid), before;
        do {
            before = cpu;
            terminal_pump(&terminal, 1.5, false);
            cpu = cpu_seconds(terminal.pid);
        } while (cpu - before > 0.2 && terminal_now() - from < 300);
        printf("%-52s %8.1f s of CPU (%.1f s from the start, moving about meanwhile)\n", "10 h gone through", cpu,
               terminal_now() - from);
    } else {
        terminal_pump(&terminal, 2, false);
    }
    moves(&terminal, pixels ? "built, in pixels" : "built");
    double memory = peak_memory(terminal.pid);
    printf("%-52s %8.1f MB   bound 64   %.2f of it\n", "peak memory", memory, memory / 64);
    terminal_send(&terminal, "Q");
    (void)terminal_end(&terminal, 10);
}

int main(int argc, char **argv)
{
    const char *program = argc > 1 ? argv[1] : "build/fangyin";
    const char *top = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/fangyin-bench-XXXXXX", top ? top : "/tmp");
    if (!mkdtemp(folder))
        return 1;
    snprintf(recording, sizeof recording, "%s/ten-hours.wav", folder);
    setenv("XDG_CACHE_HOME", folder, 1);
    setenv("XDG_CONFIG_HOME", folder, 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    if (make_recording()) {
        bench(program, 80, 24, true, false);
        bench(program, 200, 50, false, false);
        bench(program, 100, 40, false, true);
    } else {
        fprintf(stderr, "no room for the recording in %s\n", folder);
    }
    char command[1024];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command) == 0 ? 0 : 1;
}

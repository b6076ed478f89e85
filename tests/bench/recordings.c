/* Recordings of any length and kind: from the program's start to the first full screen, and what a seek costs in each
 * format. It prints; it judges nothing.
 *      recordings PROGRAM */
#include "support/figures.h"
#include "support/terminal.h"

#include <fangyin/recording.h>
#include <math.h>
#include <sndfile.h>
#include <sys/stat.h>

enum { RATE = 16000, STARTS = 9, SEEKS = 200, SEEK_MINUTES = 20, READ_SECONDS = 10 };

static char folder[512];

static const char *in_folder(const char *name)
{
    static char paths[4][1024];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

/* Syllables of a buzz, and noise, never the same twice. */
static bool make_recording(const char *path, int format, int rate, int seconds)
{
    SF_INFO info = { .samplerate = rate, .channels = 1, .format = format };
    SNDFILE *file = sf_open(path, SFM_WRITE, &info);
    float *block = malloc((size_t)rate * sizeof *block);
    uint32_t noise = 1;
    for (int second = 0; file && block && second < seconds; second++) {
        for (int i = 0; i < rate; i++) {
            const double t = (double)i / rate;
            noise = noise * 1664525u + 1013904223u;
            const double voice = fmod(t, 0.25) < 0.18 ? sin(6.2831853 * (120 + second % 60) * t) : 0;
            block[i] = (float)(voice * 0.3 + (double)(noise >> 16) / 65536 * 0.02);
        }
        sf_writef_float(file, block, rate);
    }
    free(block);
    return file && sf_close(file) == 0;
}

static void report(const char *what, double *values, int count, double bound)
{
    qsort(values, (size_t)count, sizeof *values, by_size);
    printf("%-58s %8.1f ms   bound %g   %.2f of it   (max %.1f, n %d)\n", what, values[count / 2], bound,
           values[count / 2] / bound, values[count - 1], count);
    fflush(stdout);
}

/* ---- from the start to the first full screen ---- */

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

static bool start_once(const char *program, const char *recording, double *milliseconds)
{
    struct terminal terminal;
    char *argv[] = { strdup(program), strdup(recording), NULL };
    const double from = terminal_now();
    const bool good = terminal_start(&terminal, 80, 24, "xterm-256color", argv);
    while (good && !full_screen(&terminal) && terminal_now() - from < 60)
        terminal_pump(&terminal, 0.01, true);
    *milliseconds = (terminal_now() - from) * 1000;
    if (good) {
        terminal_send(&terminal, "Q");
        (void)terminal_end(&terminal, 10);
    }
    free(argv[0]);
    free(argv[1]);
    return good;
}

static void bench_start(const char *program, const char *recording, const char *what)
{
    double times[STARTS], warm;
    if (!start_once(program, recording, &warm))
        return;
    for (int i = 0; i < STARTS; i++)
        if (!start_once(program, recording, &times[i]))
            return;
    report(what, times, STARTS, 300);
}

static void bench_starts(const char *program)
{
    static const struct {
        const char *name, *what;
        int seconds;
    } files[] = {
        { "1min.wav", "start to first full screen, WAV of 1 min", 60 },
        { "1h.wav", "start to first full screen, WAV of 1 h", 3600 },
        { "10h.wav", "start to first full screen, WAV of 10 h", 36000 },
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        if (make_recording(in_folder(files[i].name), SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, files[i].seconds))
            bench_start(program, in_folder(files[i].name), files[i].what);
    }
}

/* A phone's recording: the first time, when it is decoded, and after. */
static void bench_foreign(const char *program)
{
    char command[4096];
    double first;
    snprintf(command, sizeof command, "ffmpeg -nostdin -v error -y -i '%s' -c:a aac -b:a 48k '%s' 2>/dev/null",
             in_folder("1h.wav"), in_folder("1h.m4a"));
    if (system(command) != 0) {
        printf("ffmpeg is absent: no m4a\n");
        return;
    }
    if (start_once(program, in_folder("1h.m4a"), &first))
        printf("%-58s %8.1f ms   %.0f times as fast as real time\n", "the same, m4a of 1 h, the first time", first,
               3600e3 / first);
    bench_start(program, in_folder("1h.m4a"), "the same, m4a of 1 h, decoded before");
}

/* ---- seeks ---- */

static void bench_seeks(const char *name, int format, int rate, double bound)
{
    double times[SEEKS];
    char what[128];
    struct fy_recording *recording;
    struct fy_error error;
    float *samples = malloc((size_t)READ_SECONDS * (size_t)rate * sizeof *samples);
    if (!samples || !make_recording(in_folder(name), format, rate, SEEK_MINUTES * 60)) {
        printf("%s cannot be written here\n", name);
        free(samples);
        return;
    }
    const double from = terminal_now();
    if (fy_recording_open(&recording, in_folder(name), &error) != FY_OK) {
        printf("%s: %s\n", name, error.sentence);
        free(samples);
        return;
    }
    printf("%-58s %8.1f ms\n", name, (terminal_now() - from) * 1000);
    uint32_t random = 7;
    for (int i = 0; i < SEEKS; i++) {
        random = random * 1664525u + 1013904223u;
        const int64_t frame = (int64_t)((double)random / 4294967296.0 * (double)fy_recording_frames(recording));
        const double begin = terminal_now();
        fy_recording_read_mono(recording, frame, 0, samples, (size_t)READ_SECONDS * (size_t)rate);
        times[i] = (terminal_now() - begin) * 1000;
    }
    snprintf(what, sizeof what, "  seek and 10 s, %d min of %s", SEEK_MINUTES, fy_recording_format(recording));
    report(what, times, SEEKS, bound);
    fy_recording_close(recording);
    free(samples);
    unlink(in_folder(name));
}

int main(int argc, char **argv)
{
    char command[1024];
    const char *top = getenv("TMPDIR");
    if (argc < 2)
        return 2;
    snprintf(folder, sizeof folder, "%s/fangyin-bench-XXXXXX", top ? top : "/tmp");
    if (!mkdtemp(folder))
        return 1;
    setenv("XDG_CACHE_HOME", folder, 1);
    setenv("XDG_STATE_HOME", folder, 1);
    bench_starts(argv[1]);
    bench_foreign(argv[1]);
    printf("opening, and then:\n");
    fflush(stdout);
    /* libmpg123 complains of the blocks that it lacks right after a seek. */
    if (!freopen("/dev/null", "w", stderr))
        return 1;
    bench_seeks("a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 20);
    bench_seeks("a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, RATE, 20);
    bench_seeks("a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, RATE, 20);
    bench_seeks("a.opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, RATE, 50);
    bench_seeks("a.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, RATE, 50);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command) == 0 ? 0 : 1;
}

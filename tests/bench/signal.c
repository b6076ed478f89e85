/* The measures beside Praat's own, on the same sound of 60 s and of 600 s, taken in turns. Praat's times are those of
 * its stopwatch around one command, ours those of the same work in memory: neither reads a file. Praat shares pitch out
 * among the cores; what is said to take two cores here does so too. */
#include "signal/transform.h"
#include "support/figures.h"
#include <fangyin/formant.h>
#include <fangyin/intensity.h>
#include <fangyin/pitch.h>
#include <fangyin/soundings.h>
#include <fangyin/spectrogram.h>

#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RATE = 16000, CORES = 2, MOST_ROUNDS = 7 };
enum what { SPECTROGRAM, PITCH, INTENSITY, SILENCES, FORMANT, KINDS };

static const char *const names[KINDS] = { "spectrogram", "pitch", "intensity", "silences", "formants" };
static const char *const commands[KINDS] = { "To Spectrogram: 0.005, 5000, 0.002, 20, \"Gaussian\"",
                                             "To Pitch: 0, 75, 600", "To Intensity: 100, 0, \"yes\"",
                                             "To TextGrid (silences): 100, 0, -25, 0.1, 0.1, \"s\", \"v\"",
                                             "To Formant (burg): 0, 5, 5500, 0.025, 50" };

static float *samples;
static int64_t count;
static char folder[512];

/* Syllables of a voice through three resonances, breath between them. */
static bool make_sound(int seconds)
{
    static const double centres[3] = { 600, 1500, 2600 };
    double state[3][2] = { { 0 } }, phase = 0;
    uint32_t noise = 1;
    count = (int64_t)seconds * RATE;
    samples = malloc((size_t)count * sizeof *samples);
    if (!samples)
        return false;
    for (int64_t i = 0; i < count; i++) {
        const double t = (double)i / RATE;
        const bool voiced = fmod(t, 0.25) < 0.17 && fmod(t, 4) < 3.2;
        phase += (110 + 50 * sin(t * 3.1) + 30 * sin(t * 0.7)) / RATE;
        noise = noise * 1664525u + 1013904223u;
        double value = 0.002 * ((double)(noise >> 8) / 8388608.0 - 1.0);
        if (phase >= 1) {
            phase -= 1;
            value += voiced ? 0.5 : 0;
        }
        for (int k = 0; k < 3; k++) {
            const double radius = exp(-3.14159265 * 90 / RATE),
                         angle = 6.2831853 * centres[k] * (1 + 0.1 * sin(t * 5)) / RATE;
            const double out = value + 2 * radius * cos(angle) * state[k][0] - radius * radius * state[k][1];
            state[k][1] = state[k][0];
            state[k][0] = out;
            value = 0.3 * out;
        }
        samples[i] = (float)fmax(fmin(value, 0.99), -0.99);
    }
    return true;
}

static bool write_sound(const char *path)
{
    unsigned char header[44] = "RIFF\0\0\0\0WAVEfmt \20\0\0\0\1\0\1\0";
    const uint32_t data = (uint32_t)count * 2, riff = data + 36, rate = RATE, bytes = RATE * 2;
    memcpy(header + 4, &riff, 4);
    memcpy(header + 24, &rate, 4);
    memcpy(header + 28, &bytes, 4);
    memcpy(header + 32, "\2\0\20\0data", 8);
    memcpy(header + 40, &data, 4);
    FILE *file = fopen(path, "wb");
    bool good = file && fwrite(header, 1, 44, file) == 44;
    for (int64_t i = 0; good && i < count; i++) {
        const int16_t value = (int16_t)lrintf(samples[i] * 32768.0F);
        samples[i] = (float)value / 32768.0F;
        good = fwrite(&value, 2, 1, file) == 1;
    }
    return file && fclose(file) == 0 && good;
}

/* ---- ours ---- */

struct share {
    enum what what;
    int64_t first, count;
    struct fy_frames frames;
    void *object, *results;
    double peak;
};

static struct fy_sound whole(void)
{
    static const float *rows[1];
    rows[0] = samples;
    return (struct fy_sound){ rows, 1, 0, count };
}

static void *run_share(void *context)
{
    struct share *share = context;
    const struct fy_sound sound = whole();
    /* In pieces, as a program would take them. */
    for (int64_t at = 0; at < share->count; at += 512) {
        const int64_t part = share->count - at < 512 ? share->count - at : 512, first = share->first + at;
        if (share->what == SPECTROGRAM)
            fy_spectrogram_run(share->object, &sound, &share->frames, first, part, share->results);
        else if (share->what == PITCH)
            fy_pitch_candidates(share->object, &sound, &share->frames, first, part, share->peak,
                                (struct fy_pitch_frame *)share->results + at);
        else if (share->what == INTENSITY)
            fy_intensity_run(share->object, &sound, &share->frames, first, part, share->results);
    }
    if (share->what == FORMANT)
        fy_formant_run(share->object, &sound, &share->frames, share->first, share->count, share->results);
    return NULL;
}

static void *make_object(enum what what, struct fy_frames *frames)
{
    const struct fy_spectrogram_settings spectrogram = { RATE, 0.005, 5000, 20 };
    const struct fy_pitch_settings pitch = fy_pitch_raw(RATE);
    const struct fy_intensity_settings intensity = { RATE, 100, 0, 0 };
    const struct fy_formant_settings formant = fy_formant_usual(RATE);
    union {
        struct fy_spectrogram *spectrogram;
        struct fy_pitch *pitch;
        struct fy_intensity *intensity;
        struct fy_formant *formant;
    } made;
    if (what == SPECTROGRAM && fy_spectrogram_new(&made.spectrogram, &spectrogram, NULL) == FY_OK) {
        *frames = fy_spectrogram_frames(made.spectrogram, count, 0.002);
        return made.spectrogram;
    }
    if (what == PITCH && fy_pitch_new(&made.pitch, &pitch, 1, NULL) == FY_OK) {
        *frames = fy_pitch_frames(made.pitch, count);
        return made.pitch;
    }
    if (what == INTENSITY && fy_intensity_new(&made.intensity, &intensity, NULL) == FY_OK) {
        *frames = fy_intensity_frames(made.intensity, count);
        return made.intensity;
    }
    if (what == FORMANT && fy_formant_new(&made.formant, &formant, NULL) == FY_OK) {
        *frames = fy_formant_frames(made.formant, count);
        return made.formant;
    }
    abort();
}

static void free_object(enum what what, void *object)
{
    if (what == SPECTROGRAM)
        fy_spectrogram_free(object);
    else if (what == PITCH)
        fy_pitch_free(object);
    else if (what == INTENSITY)
        fy_intensity_free(object);
    else
        fy_formant_free(object);
}

static void find_path(struct share *shares, int cores)
{
    const struct fy_pitch_settings settings = fy_pitch_raw(RATE);
    struct fy_pitch_value *values = malloc(FY_PITCH_PATH_ROOM * sizeof *values);
    struct fy_pitch_path *path;
    if (!values || fy_pitch_path_new(&path, &settings) != FY_OK)
        abort();
    for (int c = 0; c < cores; c++)
        for (int64_t i = 0; i < shares[c].count; i++)
            (void)fy_pitch_path_feed(path, (struct fy_pitch_frame *)shares[c].results + i, values);
    (void)fy_pitch_path_finish(path, values);
    fy_pitch_path_free(path);
    free(values);
}

static double run_frames(enum what what, int cores)
{
    static const size_t sizes[KINDS] = { 512 * 4096, 0, 4096, 0, 0 };
    struct share shares[CORES];
    pthread_t threads[CORES];
    double elapsed = 0, from;
    for (int c = 0; c < cores; c++) {
        shares[c] = (struct share){ .what = what };
        shares[c].object = make_object(what, &shares[c].frames);
        shares[c].first = shares[c].frames.count * c / cores;
        shares[c].count = shares[c].frames.count * (c + 1) / cores - shares[c].first;
        const size_t each = what == PITCH ? sizeof(struct fy_pitch_frame) : sizeof(struct fy_formant_frame);
        shares[c].results = calloc(1, sizes[what] ? sizes[what] : (size_t)shares[c].count * each + 1);
        if (!shares[c].results)
            abort();
    }
    from = now_ms();
    if (what == PITCH) {
        const struct fy_sound sound = whole();
        struct fy_pitch_peak *peak;
        if (fy_pitch_peak_new(&peak, 1) != FY_OK)
            abort();
        fy_pitch_peak_add(peak, shares[0].object, &sound, 0, count);
        for (int c = 0; c < cores; c++)
            shares[c].peak = fy_pitch_peak_value(peak);
        fy_pitch_peak_free(peak);
    }
    for (int c = 1; c < cores; c++)
        if (pthread_create(&threads[c], NULL, run_share, &shares[c]) != 0)
            abort();
    (void)run_share(&shares[0]);
    for (int c = 1; c < cores; c++)
        pthread_join(threads[c], NULL);
    if (what == PITCH)
        find_path(shares, cores);
    elapsed = now_ms() - from;
    for (int c = 0; c < cores; c++) {
        free_object(what, shares[c].object);
        free(shares[c].results);
    }
    return elapsed;
}

static double run_silences(void)
{
    const struct fy_soundings_settings settings = fy_soundings_usual(RATE, 1, count);
    const struct fy_sounding *intervals;
    struct fy_soundings *soundings;
    size_t found;
    const double from = now_ms();
    if (fy_soundings_new(&soundings, &settings, NULL) != FY_OK)
        abort();
    const struct fy_sound sound = whole();
    fy_soundings_feed(soundings, &sound);
    if (fy_soundings_finish(soundings, &intervals, &found) != FY_OK)
        abort();
    fy_soundings_free(soundings);
    return now_ms() - from;
}

static double ours(enum what what, int cores)
{
    return what == SILENCES ? run_silences() : run_frames(what, cores);
}

/* The transforms that the spectrogram makes, and nothing else. */
static double bare_transforms(void)
{
    struct fy_frames frames;
    struct fy_pair_transform pair;
    free_object(SPECTROGRAM, make_object(SPECTROGRAM, &frames));
    if (fy_pair_transform_open(&pair, 512) != FY_OK)
        abort();
    for (int i = 0; i < 158; i++)
        pair.first[i] = pair.second[i] = samples[i];
    const double from = now_ms();
    for (int64_t i = 0; i < frames.count; i += 2)
        fy_pair_transform_run(&pair);
    const double elapsed = now_ms() - from;
    fy_pair_transform_close(&pair);
    return elapsed;
}

/* ---- the others ---- */

/* Run a command whose output is one number; *peak gets its memory in MB. */
static bool run(char *const command[], double *number, double *peak)
{
    int ends[2], status = 1;
    struct rusage usage = { .ru_maxrss = 0 };
    if (pipe(ends) != 0)
        return false;
    const pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execvp(command[0], command);
        _exit(127);
    }
    close(ends[1]);
    FILE *file = fdopen(ends[0], "r");
    char line[256];
    bool read = false;
    while (file && fgets(line, sizeof line, file))
        read = sscanf(line, "%lf", number) == 1 || read;
    if (file)
        fclose(file);
    if (child < 0 || wait4(child, &status, 0, &usage) != child || status != 0)
        return false;
    *peak = (double)usage.ru_maxrss / 1024;
    return read;
}

static bool praats(enum what what, double *elapsed, double *peak)
{
    char script[1024];
    snprintf(script, sizeof script, "%s/script.praat", folder);
    FILE *file = fopen(script, "w");
    if (!file)
        return false;
    fprintf(file,
            "Read from file: \"%s/sound.wav\"\nstopwatch\n%s\nelapsed = stopwatch\nwriteInfoLine: fixed$ (elapsed * "
            "1000, 3)\n",
            folder, commands[what]);
    if (fclose(file) != 0)
        return false;
    char *command[] = { strdup("praat"), strdup("--run"), script, NULL };
    const bool good = run(command, elapsed, peak);
    free(command[0]);
    free(command[1]);
    return good;
}

static void compare(enum what what, int rounds)
{
    /* Times as fast as Praat on one core and on two; 0: no bound. */
    static const double bounds[KINDS][CORES] = { { 7, 12 }, { 0, 2 }, { 5, 0 }, { 10, 0 }, { 0, 0 } };
    double his[MOST_ROUNDS], own[CORES][MOST_ROUNDS], ratio[CORES][MOST_ROUNDS], bare[MOST_ROUNDS], peak = 0;
    bool praat = true;
    for (int round = 0; round < rounds; round++) {
        praat = praat && praats(what, &his[round], &peak);
        bare[round] = what == SPECTROGRAM ? bare_transforms() : 0;
        for (int c = 0; c < CORES; c++) {
            own[c][round] = ours(what, c + 1);
            ratio[c][round] = praat ? his[round] / own[c][round] : 0;
        }
        if (what == SPECTROGRAM)
            bare[round] = own[0][round] / bare[round];
    }
    for (int c = 0; c < CORES; c++) {
        if (what == SILENCES && c > 0)
            break;
        printf("%-12s %4d s, %d core%s  Praat %8.1f ms   fangyin %7.1f ms   ratio %5.1f", names[what],
               (int)(count / RATE), c + 1, c ? "s" : " ", praat ? median_of(his, rounds) : 0, median_of(own[c], rounds),
               median_of(ratio[c], rounds));
        if (bounds[what][c] > 0)
            printf("   wanted %g", bounds[what][c]);
        putchar('\n');
    }
    if (what == SPECTROGRAM)
        printf("%-12s %4d s, 1 core   %.2f times its bare transforms   wanted at most 1.8\n", names[what],
               (int)(count / RATE), median_of(bare, rounds));
    if (what == SILENCES)
        printf("%-12s %4d s, peak memory of Praat %.0f MB\n", names[what], (int)(count / RATE), peak);
    fflush(stdout);
}

static void measure_program(char *program)
{
    char path[1024];
    double number, peak;
    snprintf(path, sizeof path, "%s/sound.wav", folder);
    char *command[] = { program, strdup("measure"), strdup("silences"), strdup("--praat"), path, NULL };
    const double from = now_ms();
    if (run(command, &number, &peak))
        printf(
            "%-12s %4d s, the program with its start and its reading: %.0f ms, peak memory %.1f MB   wanted below 32\n",
            names[SILENCES], (int)(count / RATE), now_ms() - from, peak);
    for (int i = 1; i < 4; i++)
        free(command[i]);
}

int main(int argc, char **argv)
{
    static const int lengths[] = { 60, 600 };
    static char usual[] = "build/fangyin";
    const char *top = getenv("TMPDIR");
    char path[1024], command[1024];
    snprintf(folder, sizeof folder, "%s/fangyin-bench-XXXXXX", top ? top : "/tmp");
    if (!mkdtemp(folder))
        return 1;
    snprintf(path, sizeof path, "%s/sound.wav", folder);
    for (int i = 0; i < 2; i++) {
        if (!make_sound(lengths[i]) || !write_sound(path))
            return 1;
        for (enum what what = SPECTROGRAM; what < KINDS; what++)
            compare(what, i ? 3 : MOST_ROUNDS);
        /* What this process holds counts in the peak of those that it starts. */
        free(samples);
        measure_program(argc > 1 ? argv[1] : usual);
    }
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command) == 0 ? 0 : 1;
}

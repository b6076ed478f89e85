/* Reading and writing TextGrids beside Praat's own figures, taken in turns on the same files.
 *      formats                 makes the files, asks Praat and itself, prints medians and ratios
 *      formats ours FOLDER     reads and writes once, prints its milliseconds
 * The reading counts from the file's name to the grid; the writing, from the grid to the end of the file, as Praat's
 * does, without waiting for the disk. */
#include <fangyin/files.h>

#include "support/figures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 7, INTERVALS = 100000, TIERS = 3, READ = 0, WRITE, READ_BINARY, PEAK, FIGURES };

static const char *const names[FIGURES] = { "reading long text, ms", "writing long text, ms", "reading binary, ms",
                                            "peak memory of all that, MB" };
static const double bounds[FIGURES] = { 8, 8, 5, 2 };

static bool make_grid(const char *path)
{
    static const char *const labels[TIERS] = { "今朝天气蛮好", "cin1 tsau1 thi", "wu-sh" };
    struct fy_buffer out = FY_BUFFER_EMPTY;
    const double end = INTERVALS * 0.31;
    struct fy_grid *grid = fy_grid_new(0, end);
    for (size_t tier = 0; grid && tier < TIERS; tier++) {
        if (fy_grid_append_tier(grid, FY_INTERVAL_TIER, labels[tier], strlen(labels[tier]), 0, end, NULL) != FY_OK)
            return false;
        for (int i = 0; i < INTERVALS; i++)
            if (fy_tier_append_interval(grid, tier, end * i / INTERVALS, end * (i + 1) / INTERVALS, labels[tier],
                                        i % 3 ? strlen(labels[tier]) : 0) != FY_OK)
                return false;
    }
    bool made = grid && fy_textgrid_write(&out, grid, &fy_textgrid_default_style) == FY_OK;
    FILE *file = made ? fopen(path, "wb") : NULL;
    made = file && fwrite(out.data, 1, out.size, file) == out.size && fclose(file) == 0;
    fy_buffer_free(&out);
    fy_grid_free(grid);
    return made;
}

static struct fy_grid *read_grid(const char *folder, const char *name, double *elapsed)
{
    char path[1024];
    struct fy_findings findings;
    struct fy_grid *grid = NULL;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    const double from = now_ms();
    (void)fy_textgrid_file_read(path, &grid, NULL, &findings, NULL);
    *elapsed = now_ms() - from;
    fy_findings_free(&findings);
    return grid;
}

static int ours(const char *folder)
{
    double figures[FIGURES];
    char path[1024];
    struct fy_grid *grid = read_grid(folder, "long.TextGrid", &figures[READ]);
    struct fy_buffer out = FY_BUFFER_EMPTY;
    snprintf(path, sizeof path, "%s/ours.TextGrid", folder);
    const double from = now_ms();
    if (!grid || fy_textgrid_write(&out, grid, &fy_textgrid_default_style) != FY_OK)
        return 1;
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(out.data, 1, out.size, file) != out.size || fclose(file) != 0)
        return 1;
    fy_buffer_free(&out);
    figures[WRITE] = now_ms() - from;
    fy_grid_free(grid);
    fy_grid_free(read_grid(folder, "praat.binary.TextGrid", &figures[READ_BINARY]));
    printf("%.3f %.3f %.3f\n", figures[READ], figures[WRITE], figures[READ_BINARY]);
    return 0;
}

/* Run a command that prints three figures; its peak memory is the fourth. */
static bool run(char *const command[], double figures[FIGURES])
{
    int ends[2];
    if (pipe(ends) != 0)
        return false;
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execvp(command[0], command);
        _exit(127);
    }
    close(ends[1]);
    FILE *file = fdopen(ends[0], "r");
    struct rusage usage = { .ru_maxrss = 0 };
    int status = 1;
    bool read = file && fscanf(file, "%lf %lf %lf", &figures[0], &figures[1], &figures[2]) == 3;
    if (file)
        fclose(file);
    if (child < 0 || wait4(child, &status, 0, &usage) != child || status != 0)
        return false;
    figures[PEAK] = (double)usage.ru_maxrss / 1024;
    return read;
}

static bool write_script(const char *folder)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/praat.praat", folder);
    FILE *file = fopen(path, "w");
    if (!file)
        return false;
    fprintf(
        file,
        "stopwatch\n"
        "Read from file: \"%s/long.TextGrid\"\n"
        "read = stopwatch\n"
        "Text writing preferences: \"UTF-8\"\n"
        "stopwatch\n"
        "Save as text file: \"%s/praat.TextGrid\"\n"
        "write = stopwatch\n"
        "Save as binary file: \"%s/praat.binary.TextGrid\"\n"
        "Remove\n"
        "stopwatch\n"
        "Read from file: \"%s/praat.binary.TextGrid\"\n"
        "binary = stopwatch\n"
        "writeInfoLine: fixed$ (read * 1000, 3), \" \", fixed$ (write * 1000, 3), \" \", fixed$ (binary * 1000, 3)\n",
        folder, folder, folder, folder);
    return fclose(file) == 0;
}

static bool compare(char *program, char *folder)
{
    char script[1024];
    double praat[FIGURES][ROUNDS], own[FIGURES][ROUNDS], ratio[FIGURES][ROUNDS], figures[FIGURES];
    snprintf(script, sizeof script, "%s/praat.praat", folder);
    char *const theirs[] = { strdup("praat"), strdup("--run"), script, NULL };
    char *const mine[] = { program, strdup("ours"), folder, NULL };
    for (int round = -1; round < ROUNDS; round++) {
        const int at = round < 0 ? 0 : round;
        if (!run(theirs, figures)) {
            printf("Praat is not installed: nothing to compare with\n");
            return true;
        }
        for (int i = 0; i < FIGURES; i++)
            praat[i][at] = figures[i];
        if (!run(mine, figures))
            return false;
        for (int i = 0; i < FIGURES; i++) {
            own[i][at] = figures[i];
            ratio[i][at] = praat[i][at] / figures[i];
        }
    }
    printf("TextGrid of %d tiers of %d intervals, medians of %d\n", TIERS, INTERVALS, ROUNDS);
    for (int i = 0; i < FIGURES; i++)
        printf("%-30s Praat %8.1f   fangyin %8.1f   ratio %5.1f   wanted %g\n", names[i], median_of(praat[i], ROUNDS),
               median_of(own[i], ROUNDS), median_of(ratio[i], ROUNDS), bounds[i]);
    return true;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "ours") == 0)
        return ours(argv[2]);
    const char *top = getenv("TMPDIR");
    char folder[512], path[1024], command[1024];
    snprintf(folder, sizeof folder, "%s/fangyin-bench-XXXXXX", top ? top : "/tmp");
    if (!mkdtemp(folder))
        return 1;
    snprintf(path, sizeof path, "%s/long.TextGrid", folder);
    const bool done = make_grid(path) && write_script(folder) && compare(argv[0], folder);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command) == 0 && done ? 0 : 1;
}

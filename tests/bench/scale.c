/* What an interval costs in files of 100,000 to 10 million: reading and writing long text from and to the disk's cache,
 * and an edit with its undo. A cost that is linear is the same in every column.
 *      scale                     makes the files one after another, a process for each
 *      scale ours COUNT FILE     reads, edits and writes a file of so many intervals, prints its figures */
#include <fangyin/files.h>
#include <fangyin/history.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TIERS = 4, EDITS = 100, READ = 0, WRITE, SIZE, PEAK, EDIT, FIGURES };

static const int counts[] = { 100000, 1000000, 10000000 };
enum { COUNTS = sizeof counts / sizeof *counts };

static const char *const names[FIGURES] = { "reading, ns an interval", "writing, ns an interval",
                                            "the file, bytes an interval", "peak memory, bytes an interval",
                                            "an edit and its undo, us" };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static bool write_file(const char *path, const struct fy_grid *grid)
{
    struct fy_buffer out = FY_BUFFER_EMPTY;
    FILE *file = fopen(path, "wb");
    bool done = file && fy_textgrid_write(&out, grid, &fy_textgrid_default_style) == FY_OK &&
                fwrite(out.data, 1, out.size, file) == out.size;
    done = file && fclose(file) == 0 && done;
    fy_buffer_free(&out);
    return done;
}

static bool make_file(const char *path, int count)
{
    static const char *const labels[TIERS] = { "今朝天气蛮好", "cin1 tsau1 thi", "wu-sh", "" };
    const double end = count / TIERS * 0.31;
    const int size = count / TIERS;
    struct fy_grid *grid = fy_grid_new(0, end);
    bool good = grid != NULL;
    for (size_t tier = 0; good && tier < TIERS; tier++) {
        char name[8];
        snprintf(name, sizeof name, "t%zu", tier);
        good = fy_grid_append_tier(grid, FY_INTERVAL_TIER, name, 2, 0, end, NULL) == FY_OK;
        for (int i = 0; good && i < size; i++)
            good = fy_tier_append_interval(grid, tier, end * i / size, end * (i + 1) / size, labels[tier],
                                           strlen(labels[tier])) == FY_OK;
    }
    good = good && write_file(path, grid);
    fy_grid_free(grid);
    return good;
}

/* Labels and boundaries all over the grid, each taken back at once. */
static double edit_and_undo(struct fy_grid *grid)
{
    struct fy_history *history = fy_history_new(grid);
    if (!history)
        return -1;
    const size_t size = fy_tier_size(grid, 0);
    const double from = now();
    for (size_t i = 0; i < EDITS; i++) {
        struct fy_edit edit;
        const size_t index = (size - 2) / EDITS * i;
        const struct fy_interval *interval = fy_tier_intervals(grid, 0) + index;
        const double middle = (interval->xmin + interval->xmax) / 2;
        enum fy_status status = i % 2 ? fy_edit_set_label(&edit, grid, 0, index, "覅", 3, NULL)
                                      : fy_edit_move_boundary(&edit, grid, 0, index, middle, NULL);
        if (status != FY_OK || fy_history_do(history, &edit, NULL) != FY_OK ||
            fy_history_undo(history, NULL, NULL) != FY_OK)
            return -1;
    }
    const double elapsed = now() - from;
    fy_history_free(history);
    return elapsed / EDITS / 1e3;
}

static int ours(int count, const char *path)
{
    double figures[FIGURES];
    struct fy_buffer bytes;
    struct fy_findings findings = { NULL, 0, 0 };
    struct fy_grid *grid = NULL;
    double from = now();
    if (fy_file_read(path, &bytes, NULL) != FY_OK ||
        fy_textgrid_read(bytes.data, bytes.size, &grid, NULL, &findings, NULL) != FY_OK)
        return 1;
    figures[SIZE] = (double)bytes.size / count;
    fy_buffer_free(&bytes);
    figures[READ] = (now() - from) / count;
    figures[EDIT] = edit_and_undo(grid);
    from = now();
    if (!write_file(path, grid))
        return 1;
    figures[WRITE] = (now() - from) / count;
    fy_grid_free(grid);
    fy_findings_free(&findings);
    printf("%.3f %.3f %.3f %.3f\n", figures[READ], figures[WRITE], figures[SIZE], figures[EDIT]);
    return 0;
}

static bool run(char *program, int count, char *path, double figures[FIGURES])
{
    char number[16];
    int ends[2];
    snprintf(number, sizeof number, "%d", count);
    char *const command[] = { program, strdup("ours"), number, path, NULL };
    if (pipe(ends) != 0)
        return false;
    const pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execv(command[0], command);
        _exit(127);
    }
    close(ends[1]);
    FILE *file = fdopen(ends[0], "r");
    struct rusage usage = { .ru_maxrss = 0 };
    int status = 1;
    const bool read =
        file && fscanf(file, "%lf %lf %lf %lf", &figures[READ], &figures[WRITE], &figures[SIZE], &figures[EDIT]) == 4;
    if (file)
        fclose(file);
    free(command[1]);
    if (child < 0 || wait4(child, &status, 0, &usage) != child || status != 0)
        return false;
    figures[PEAK] = (double)usage.ru_maxrss * 1024 / count;
    return read;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "ours") == 0)
        return ours(atoi(argv[2]), argv[3]);
    const char *top = getenv("TMPDIR");
    double figures[COUNTS][FIGURES];
    char path[512];
    snprintf(path, sizeof path, "%s/fangyin-scale-XXXXXX", top ? top : "/tmp");
    const int file = mkstemp(path);
    if (file < 0 || close(file) != 0)
        return 1;
    bool done = true;
    for (int i = 0; done && i < COUNTS; i++)
        done = make_file(path, counts[i]) && run(argv[0], counts[i], path, figures[i]);
    unlink(path);
    if (!done)
        return 1;
    printf("%-34s", "A TextGrid of so many intervals");
    for (int i = 0; i < COUNTS; i++)
        printf(" %10d", counts[i]);
    printf("   last / first\n");
    for (int f = 0; f < FIGURES; f++) {
        printf("%-34s", names[f]);
        for (int i = 0; i < COUNTS; i++)
            printf(" %10.1f", figures[i][f]);
        printf("   %.2f\n", figures[COUNTS - 1][f] / figures[0][f]);
    }
    return 0;
}

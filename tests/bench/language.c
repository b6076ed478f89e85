/* The checks, the search and completion, on grids made here.
 *      language PROGRAM        prints figures beside their bounds
 * The checks of text are those of all rules but those of the sound, with a lexicon of 500 words. */
#include <fangyin/files.h>
#include <fangyin/project.h>

#include "support/figures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SEGMENTS = 10000, ROUNDS = 9, FILES = 100, INLINE = 2000 };

static int compare(const void *a, const void *b)
{
    const double *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

static double at(double *values, size_t count, double part)
{
    qsort(values, count, sizeof *values, compare);
    return values[(size_t)((double)(count - 1) * part)];
}

static void print(const char *what, double bound, const char *unit, double measured)
{
    printf("%-62s %8.4g %-4s %10.3f\n", what, bound, unit, measured);
}

/* A sentence of 4 to 12 characters. */
static void sentence(char *text, unsigned *seed)
{
    static const char *const characters[] = { "今", "朝", "天", "气", "蛮", "好", "侬", "伊", "拉", "阿", "晓", "得", "勿", "辰",
                                              "光", "来", "去", "吃", "饭", "落", "雨", "街", "道", "老", "早", "屋", "里", "讲" };
    const size_t size = 4 + (size_t)(rand_r(seed) % 9);
    text[0] = '\0';
    for (size_t i = 0; i < size; i++)
        strcat(text, characters[(size_t)rand_r(seed) % (sizeof characters / sizeof *characters)]);
}

static struct fy_grid *make_grid(unsigned seed)
{
    static const char *const names[] = { "text", "std", "dialect" };
    const double end = SEGMENTS * 1.5;
    struct fy_grid *grid = fy_grid_new(0, end);
    for (size_t t = 0; grid && t < 3; t++) {
        if (fy_grid_append_tier(grid, FY_INTERVAL_TIER, names[t], strlen(names[t]), 0, end, NULL) != FY_OK)
            return NULL;
        for (int i = 0; i < SEGMENTS; i++) {
            char text[80];
            sentence(text, &seed);
            const char *label = t == 2 ? "wu-sh" : text;
            if (fy_tier_append_interval(grid, t, i * 1.5, (i + 1) * 1.5, label, strlen(label)) != FY_OK)
                return NULL;
        }
    }
    return grid;
}

static bool write_file(const char *folder, const char *name, const char *bytes, size_t size)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    return file && fwrite(bytes, 1, size, file) == size && fclose(file) == 0;
}

/* A project with a lexicon, and FILES grids of 10,000 segments. */
static bool make_project(const char *folder)
{
    static const char ini[] = "[checks]\nprofile = dialectology\n[tones]\nwu-sh = 53 34 23 55 12\n";
    struct fy_buffer lexicon = FY_BUFFER_EMPTY;
    unsigned seed = 7;
    bool good = true;
    fy_buffer_puts(&lexicon, "form\tvariants\treading\tgloss\n今朝\t今早\tcin tsau\t今天\n");
    for (int i = 0; i < 500; i++) {
        char text[80];
        sentence(text, &seed);
        fy_buffer_printf(&lexicon, "%s%d\t\tdu%d\t%s\n", text, i, i, text);
    }
    good = write_file(folder, "fangyin.ini", ini, sizeof ini - 1) &&
           write_file(folder, "lexicon.tsv", lexicon.data, lexicon.size);
    fy_buffer_free(&lexicon);
    for (int i = 0; i < FILES && good; i++) {
        char name[32];
        struct fy_buffer out = FY_BUFFER_EMPTY;
        struct fy_grid *grid = make_grid((unsigned)i + 1);
        snprintf(name, sizeof name, "g%03d.TextGrid", i);
        good = grid && fy_textgrid_write(&out, grid, &fy_textgrid_default_style) == FY_OK &&
               write_file(folder, name, out.data, out.size);
        fy_buffer_free(&out);
        fy_grid_free(grid);
    }
    return good;
}

static void bench_checks(const struct fy_checks *checks)
{
    double whole[ROUNDS], single[INLINE];
    struct fy_grid *grid = make_grid(3);
    for (int i = 0; i < ROUNDS; i++) {
        struct fy_check_findings findings = { NULL, 0, 0 };
        const double from = now_ms();
        (void)fy_checks_grid(checks, grid, NULL, NULL, &findings);
        whole[i] = now_ms() - from;
        fy_check_findings_free(&findings);
    }
    for (size_t i = 0; i < INLINE; i++) {
        struct fy_check_findings findings = { NULL, 0, 0 };
        const double from = now_ms();
        (void)fy_checks_segment(checks, grid, 0, i * 5, NULL, &findings);
        single[i] = now_ms() - from;
        fy_check_findings_free(&findings);
    }
    print("checks of text, 10,000 segments in 3 tiers, median", 100, "ms", at(whole, ROUNDS, 0.5));
    print("checks of one segment, 99th percentile", 1, "ms", at(single, INLINE, 0.99));
    fy_grid_free(grid);
}

static void bench_completion(const struct fy_lexicon *lexicon)
{
    static const char *const typed[] = { "今", "我今朝", "cin", "du4", "天" };
    struct fy_words *words = fy_words_new();
    double times[500];
    unsigned seed = 11;
    for (int i = 0; words && i < 30000; i++) {
        char text[80];
        sentence(text, &seed);
        if (fy_words_add(words, text, strlen(text), NULL, 1) != FY_OK)
            return;
    }
    struct fy_completion found[9];
    (void)fy_complete(lexicon, words, "今", 3, found, 9);
    for (size_t i = 0; i < 500; i++) {
        const char *text = typed[i % 5];
        const double from = now_ms();
        (void)fy_complete(lexicon, words, text, strlen(text), found, 9);
        times[i] = now_ms() - from;
    }
    print("completion after 30,000 segments, median", 1, "ms", at(times, 500, 0.5));
    print("the same, 99th percentile", 16, "ms", at(times, 500, 0.99));
    fy_words_free(words);
}

/* Milliseconds of a command, its output thrown away; -1 where it failed. */
static double run(char *const command[])
{
    fflush(stdout);
    const double from = now_ms();
    const pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
            _exit(127);
        execvp(command[0], command);
        _exit(127);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) > 1)
        return -1;
    return now_ms() - from;
}

/* The median of a few runs. */
static double median(char *const command[])
{
    enum { TIMES = 5 };
    double times[TIMES];
    for (int i = 0; i < TIMES; i++)
        times[i] = run(command);
    return at(times, TIMES, 0.5);
}

static void bench_program(char *program, char *folder)
{
    char find[] = "find", fixed[] = "--fixed", fold[] = "--fold", tier[] = "--tier", text[] = "text", pattern[] = "今早天氣",
         check[] = "check", silent[] = "--no-sound", taskset[] = "taskset", cpu[] = "-c", first[] = "0";
    print("find, a million segments, regular expression", 1000, "ms",
          median((char *[]){ program, find, tier, text, pattern, folder, NULL }));
    print("find --fold --fixed, a million segments", 1000, "ms",
          median((char *[]){ program, find, fixed, fold, tier, text, pattern, folder, NULL }));
    const double all = median((char *[]){ program, check, silent, folder, NULL });
    const double one = median((char *[]){ taskset, cpu, first, program, check, silent, folder, NULL });
    printf("%-62s %8s %-4s %10.3f\n", "check of a million segments, all cores", "", "ms", all);
    print("the same on one core, times as long (2 cores)", 1.8, "", one / all);
}

int main(int argc, char **argv)
{
    char folder[] = "/tmp/fangyin-bench-XXXXXX", path[1024];
    struct fy_project *project = NULL;
    if (argc < 2 || !mkdtemp(folder) || !make_project(folder) || fy_project_open(&project, folder, NULL) != FY_OK)
        return 1;
    struct fy_checks *checks = fy_project_checks(project, NULL);
    printf("%-62s %8s %-4s %10s\n", "", "bound", "", "measured");
    bench_checks(checks);
    bench_completion(fy_project_lexicon(project));
    bench_program(argv[1], folder);
    fy_checks_free(checks);
    fy_project_close(project);
    for (int i = 0; i < FILES + 2; i++) {
        snprintf(path, sizeof path, i < FILES ? "%s/g%03d.TextGrid" : i == FILES ? "%s/fangyin.ini" : "%s/lexicon.tsv", folder, i);
        unlink(path);
    }
    return rmdir(folder) == 0 ? 0 : 1;
}

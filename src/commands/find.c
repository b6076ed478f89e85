/* Looks for a pattern in the labels of many grids, on all cores. Prints a label a line, fields parted by tabs:
 *      FILE  TIER  FROM  TO  LABEL         a point has no TO
 * With --json an object a line: file, tier, kind, from, to, label. */
#include "base/json_write.h"
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/grids.h"
#include "commands/pattern.h"
#include "commands/walk.h"

#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <fangyin/text.h>
#include <getopt.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char usage[] = "find [--fixed] [--fold] [--tier NAME] [--json] PATTERN FILE|FOLDER...";

enum { MOST_THREADS = 32, AHEAD = 256 /* files done before their turn to be printed */ };

/* What one file gave. */
struct result {
    struct fy_buffer text;
    size_t labels;
    struct fy_error error;
    bool done;
};

struct search {
    const char *pattern, *tier;
    unsigned flags;
    bool json;
    struct fy_command_paths paths;
    struct result *results;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t next, printed; /* under the lock, as is `done` of each result */
};

static void put_text(struct fy_buffer *out, const char *text)
{
    fy_text_visible(out, text, strlen(text));
    fy_buffer_putc(out, '\t');
}

static void put_number(struct fy_buffer *out, double value)
{
    char text[FY_NUMBER_SIZE];
    fy_number_write(value, text);
    fy_buffer_puts(out, text);
    fy_buffer_putc(out, '\t');
}

static void put_label(const struct search *search, struct fy_buffer *out, const char *path, const struct fy_grid *grid,
                      size_t tier, const struct fy_interval *item)
{
    const bool interval = fy_tier_kind(grid, tier) == FY_INTERVAL_TIER;
    if (search->json) {
        struct fy_json_writer json = { .out = out };
        fy_json_object(&json, NULL);
        fy_json_text(&json, "file", path);
        fy_json_text(&json, "tier", fy_tier_name(grid, tier));
        fy_json_text(&json, "kind", interval ? "interval" : "point");
        fy_json_number(&json, "from", item->xmin);
        if (interval)
            fy_json_number(&json, "to", item->xmax);
        fy_json_text(&json, "label", item->text);
        fy_json_object_end(&json);
    } else {
        put_text(out, path);
        put_text(out, fy_tier_name(grid, tier));
        put_number(out, item->xmin);
        if (interval)
            put_number(out, item->xmax);
        else
            fy_buffer_putc(out, '\t');
        fy_text_visible(out, item->text, strlen(item->text));
    }
    fy_buffer_putc(out, '\n');
}

static enum fy_status search_grid(const struct search *search, struct fy_pattern *pattern, const char *path,
                                  const struct fy_grid *grid, struct result *result)
{
    struct fy_match matches[FY_PATTERN_GROUPS];
    for (size_t tier = 0; tier < fy_grid_tier_count(grid); tier++) {
        if (!fy_command_tier_wanted(fy_tier_name(grid, tier), search->tier))
            continue;
        for (size_t i = 0; i < fy_tier_size(grid, tier); i++) {
            const struct fy_interval item = fy_command_item(grid, tier, i);
            enum fy_status status = fy_pattern_look_in(pattern, item.text);
            if (status == FY_OK)
                status = fy_pattern_next(pattern, matches);
            if (status == FY_NOT_FOUND)
                continue;
            if (status != FY_OK)
                return fy_fail(&result->error, status, "%s", fy_status_text(status));
            put_label(search, &result->text, path, grid, tier, &item);
            result->labels++;
        }
    }
    return result->text.failed ? fy_fail(&result->error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY)) : FY_OK;
}

static void search_file(const struct search *search, struct fy_pattern *pattern, const char *path, struct result *result)
{
    struct fy_grid *grid;
    struct fy_findings findings;
    const char *format;
    if (fy_command_read_any(path, &grid, &format, &findings, &result->error) == FY_OK &&
        search_grid(search, pattern, path, grid, result) != FY_OK)
        (void)fy_error_in_file(&result->error, path);
    fy_findings_free(&findings);
    fy_grid_free(grid);
}

static void *work(void *context)
{
    struct search *search = context;
    struct fy_pattern *pattern;
    struct fy_error error = { 0 };
    (void)fy_pattern_open(&pattern, search->pattern, search->flags, &error);
    pthread_mutex_lock(&search->lock);
    for (;;) {
        while (search->next < search->paths.count && search->next >= search->printed + AHEAD)
            pthread_cond_wait(&search->changed, &search->lock);
        if (search->next >= search->paths.count)
            break;
        const size_t mine = search->next++;
        pthread_mutex_unlock(&search->lock);
        if (pattern)
            search_file(search, pattern, search->paths.items[mine], &search->results[mine]);
        else
            search->results[mine].error = error;
        pthread_mutex_lock(&search->lock);
        search->results[mine].done = true;
        pthread_cond_broadcast(&search->changed);
    }
    pthread_mutex_unlock(&search->lock);
    fy_pattern_close(pattern);
    return NULL;
}

/* In the order of the files. Returns the exit status. */
static int print_results(struct search *search)
{
    size_t labels = 0;
    bool failed = search->paths.failed;
    for (size_t i = 0; i < search->paths.count; i++) {
        struct result *result = &search->results[i];
        pthread_mutex_lock(&search->lock);
        while (!result->done)
            pthread_cond_wait(&search->changed, &search->lock);
        search->printed = i;
        pthread_cond_broadcast(&search->changed);
        pthread_mutex_unlock(&search->lock);
        fwrite(fy_buffer_text(&result->text), 1, result->text.size, stdout);
        fy_buffer_free(&result->text);
        labels += result->labels;
        if (result->error.status != FY_OK) {
            failed = true;
            (void)fy_command_error(&result->error);
        }
    }
    return failed ? 2 : labels == 0;
}

/* The first thread is needed; where the system gives no more, fewer do. */
static int search_all(struct search *search)
{
    pthread_t threads[MOST_THREADS];
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    size_t wanted = cores < 1 ? 1 : (size_t)cores, count = 0;
    wanted = wanted < MOST_THREADS ? wanted : MOST_THREADS;
    wanted = wanted < search->paths.count ? wanted : search->paths.count;
    pthread_mutex_init(&search->lock, NULL);
    pthread_cond_init(&search->changed, NULL);
    while (count < wanted && pthread_create(&threads[count], NULL, work, search) == 0)
        count++;
    if (count == 0 && wanted > 0) {
        struct fy_error error;
        (void)fy_fail(&error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
        return fy_command_error(&error);
    }
    const int exit_status = print_results(search);
    for (size_t i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    pthread_cond_destroy(&search->changed);
    pthread_mutex_destroy(&search->lock);
    return exit_status;
}

static int find(struct search *search, char **arguments, int count)
{
    struct fy_error error = { 0 };
    struct fy_pattern *pattern;
    if (fy_pattern_open(&pattern, search->pattern, search->flags, &error) != FY_OK)
        return fy_command_error(&error);
    fy_pattern_close(pattern);
    fy_command_walk(&search->paths, arguments, count);
    search->results = fy_calloc(search->paths.count + 1, sizeof *search->results);
    int exit_status = 2;
    if (search->results)
        exit_status = search_all(search);
    else
        (void)fy_fail(&error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY)), (void)fy_command_error(&error);
    fy_free(search->results);
    fy_command_paths_free(&search->paths);
    return exit_status;
}

int fy_command_find(int argc, char **argv)
{
    static const struct option options[] = { { "fixed", no_argument, NULL, 'F' },
                                             { "fold", no_argument, NULL, 'i' },
                                             { "tier", required_argument, NULL, 't' },
                                             { "json", no_argument, NULL, 'j' },
                                             { NULL, 0, NULL, 0 } };
    struct search search = { 0 };
    for (int option; (option = getopt_long(argc, argv, "Fit:", options, NULL)) != -1;) {
        if (option == 'F')
            search.flags |= FY_PATTERN_FIXED;
        else if (option == 'i')
            search.flags |= FY_PATTERN_FOLD;
        else if (option == 't')
            search.tier = optarg;
        else if (option == 'j')
            search.json = true;
        else
            return fy_command_usage(usage);
    }
    if (argc - optind < 2)
        return fy_command_usage(usage);
    search.pattern = argv[optind];
    return find(&search, argv + optind + 1, argc - optind - 1);
}

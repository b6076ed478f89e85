#include "commands/each.h"

#include "base/messages.h"
#include "base/monotonic.h"
#include "commands/commands.h"

#include <fangyin/memory.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MOST_THREADS = 32, AHEAD = 64 /* files done before their turn to be printed */, BAR = 30 };
#define BAR_EVERY 0.1 /* seconds */

struct slot {
    struct fy_each_result result;
    bool done;
};

struct run {
    const struct fy_each *each;
    struct slot slots[AHEAD]; /* of the files from `printed` on */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t next, printed; /* under the lock, as is `done` of each slot */
};

static void *work(void *context)
{
    struct run *run = context;
    const struct fy_each *each = run->each;
    struct fy_error error = { 0 };
    void *mine = each->begin != NULL ? each->begin(each->context, &error) : NULL;
    pthread_mutex_lock(&run->lock);
    for (;;) {
        while (run->next < each->paths->count && run->next >= run->printed + AHEAD)
            pthread_cond_wait(&run->changed, &run->lock);
        if (run->next >= each->paths->count)
            break;
        const size_t at = run->next++;
        struct slot *slot = &run->slots[at % AHEAD];
        pthread_mutex_unlock(&run->lock);
        if (each->begin != NULL && mine == NULL)
            slot->result.error = error;
        else
            each->work(each->context, mine, each->paths->items[at], &slot->result);
        pthread_mutex_lock(&run->lock);
        slot->done = true;
        pthread_cond_broadcast(&run->changed);
    }
    pthread_mutex_unlock(&run->lock);
    if (each->end != NULL)
        each->end(mine);
    return NULL;
}

/* Sound that was done, how many times faster than it plays, and how long the rest will take if it is like this. */
static void draw_speed(size_t done, size_t count, double seconds, double taken)
{
    const double left = taken / (double)done * (double)(count - done);
    fprintf(stderr, _("  %.2f h, %.0f times real time, %.0f s left"), seconds / 3600, seconds / taken, left);
}

static void draw_bar(size_t done, size_t count, double seconds, double taken)
{
    char bar[BAR + 1];
    const size_t full = BAR * done / count;
    memset(bar, '#', full);
    memset(bar + full, '.', BAR - full);
    bar[BAR] = '\0';
    fprintf(stderr, "\r[%s] %zu/%zu", bar, done, count);
    if (seconds > 0 && taken > 0)
        draw_speed(done, count, seconds, taken);
    fputs("\033[K", stderr);
    fflush(stderr);
}

static bool print_result(struct fy_each_result *result, size_t counts[FY_EACH_COUNTS])
{
    const bool whole = !result->text.failed && !result->messages.failed;
    bool good = result->error.status == FY_OK && whole;
    if (result->messages.size > 0 || result->error.status != FY_OK)
        fflush(stdout);
    fwrite(fy_buffer_text(&result->messages), 1, result->messages.size, stderr);
    fwrite(fy_buffer_text(&result->text), 1, result->text.size, stdout);
    for (size_t i = 0; i < FY_EACH_COUNTS && counts != NULL; i++)
        counts[i] += result->counts[i];
    if (result->error.status == FY_OK && !whole)
        (void)fy_fail(&result->error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    if (!good) {
        fflush(stdout);
        (void)fy_command_error(&result->error);
    }
    fy_buffer_free(&result->text);
    fy_buffer_free(&result->messages);
    memset(result, 0, sizeof *result);
    return good;
}

static bool print_all(struct run *run, size_t counts[FY_EACH_COUNTS])
{
    const size_t count = run->each->paths->count;
    const bool shows = count > 1 && isatty(STDERR_FILENO) == 1;
    bool good = true, shown = false;
    const double started = fy_monotonic();
    double last = started, seconds = 0;
    for (size_t i = 0; i < count; i++) {
        struct slot *slot = &run->slots[i % AHEAD];
        pthread_mutex_lock(&run->lock);
        while (!slot->done)
            pthread_cond_wait(&run->changed, &run->lock);
        pthread_mutex_unlock(&run->lock);
        const bool says = slot->result.text.size + slot->result.messages.size > 0 || slot->result.error.status != FY_OK;
        if (shown && says) {
            fputs("\r\033[K", stderr);
            shown = false;
        }
        seconds += slot->result.seconds;
        good &= print_result(&slot->result, counts);
        pthread_mutex_lock(&run->lock);
        slot->done = false;
        run->printed = i + 1;
        pthread_cond_broadcast(&run->changed);
        pthread_mutex_unlock(&run->lock);
        if (shows && fy_monotonic() - last > BAR_EVERY) {
            fflush(stdout);
            draw_bar(i + 1, count, seconds, fy_monotonic() - started);
            shown = true;
            last = fy_monotonic();
        }
    }
    if (shown)
        fputs("\r\033[K", stderr);
    return good;
}

/* The first thread is needed; where the system gives no more, fewer do. */
bool fy_each_run(const struct fy_each *each, size_t counts[FY_EACH_COUNTS])
{
    pthread_t threads[MOST_THREADS];
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    size_t wanted = cores < 1 ? 1 : (size_t)cores, count = 0;
    struct run *run = fy_calloc(1, sizeof *run);
    bool good = false;
    if (counts != NULL)
        memset(counts, 0, FY_EACH_COUNTS * sizeof *counts);
    wanted = wanted < MOST_THREADS ? wanted : MOST_THREADS;
    wanted = wanted < each->paths->count ? wanted : each->paths->count;
    if (run != NULL) {
        run->each = each;
        pthread_mutex_init(&run->lock, NULL);
        pthread_cond_init(&run->changed, NULL);
        while (count < wanted && pthread_create(&threads[count], NULL, work, run) == 0)
            count++;
        good = count > 0 || wanted == 0;
    }
    if (good) {
        good = print_all(run, counts);
    } else {
        struct fy_error error;
        (void)fy_fail(&error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
        (void)fy_command_error(&error);
    }
    for (size_t i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    if (run != NULL) {
        pthread_cond_destroy(&run->changed);
        pthread_mutex_destroy(&run->lock);
    }
    fy_free(run);
    return good;
}

#include "base/messages.h"
#include "commands/convert.h"

#include <fangyin/memory.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MOST_THREADS = 64, BAR = 30 };

/* What the threads share; the lock guards all of it but the tasks that are being done. */
struct run {
    pthread_mutex_t lock;
    struct fy_convert *convert;
    bool *done;     /* for each task */
    size_t next;    /* the first that nobody has begun */
    size_t printed; /* tasks whose messages are out */
    size_t finished;
    bool terminal; /* standard error is one */
    int shown;     /* percent on the bar; -1: none */
};

static void clear_bar(struct run *run)
{
    if (run->shown >= 0)
        fputs("\r\033[K", stderr);
    run->shown = -1;
}

static void draw_bar(struct run *run)
{
    const size_t count = run->convert->count;
    const int percent = (int)(100 * run->finished / count);
    if (!run->terminal || count < 2 || percent == run->shown)
        return;
    char bar[BAR + 1];
    const size_t full = BAR * run->finished / count;
    memset(bar, '#', full);
    memset(bar + full, '.', BAR - full);
    bar[BAR] = '\0';
    fprintf(stderr, "\r[%s] %zu/%zu\033[K", bar, run->finished, count);
    fflush(stderr);
    run->shown = percent;
}

/* Print the messages of tasks whose turn has come. */
static void print_messages(struct run *run)
{
    for (; run->printed < run->convert->count && run->done[run->printed]; run->printed++) {
        struct fy_buffer *messages = &run->convert->tasks[run->printed].messages;
        if (messages->size > 0) {
            clear_bar(run);
            fwrite(messages->data, 1, messages->size, stderr);
        }
        fy_buffer_free(messages);
    }
}

static void *work(void *context)
{
    struct run *run = context;
    pthread_mutex_lock(&run->lock);
    while (run->next < run->convert->count) {
        const size_t mine = run->next++;
        pthread_mutex_unlock(&run->lock);
        fy_convert_do(run->convert, &run->convert->tasks[mine]);
        pthread_mutex_lock(&run->lock);
        run->done[mine] = true;
        run->finished++;
        print_messages(run);
        draw_bar(run);
    }
    pthread_mutex_unlock(&run->lock);
    return NULL;
}

void fy_convert_run(struct fy_convert *convert)
{
    pthread_t threads[MOST_THREADS];
    size_t wanted = convert->count, started = 0;
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    struct run run = { .convert = convert, .terminal = isatty(STDERR_FILENO) == 1, .shown = -1 };
    run.done = fy_must_calloc(convert->count + 1, sizeof *run.done);
    pthread_mutex_init(&run.lock, NULL);
    if (cores > 0 && wanted > (size_t)cores)
        wanted = (size_t)cores;
    if (wanted > MOST_THREADS)
        wanted = MOST_THREADS;
    /* This thread is one of them, and does it all where no other can be had. */
    while (started + 1 < wanted && pthread_create(&threads[started], NULL, work, &run) == 0)
        started++;
    (void)work(&run);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    clear_bar(&run);
    pthread_mutex_destroy(&run.lock);
    fy_free(run.done);
}

#include "commands/measure.h"

#include "base/messages.h"
#include <fangyin/memory.h>
#include <pthread.h>
#include <unistd.h>

enum {
    MOST_THREADS = 16,
    PIECE_BYTES = 1 << 20, /* of samples or results, of one thread at a time */
    FEWEST_FRAMES = 64     /* in a piece */
};

/* One thread's part of a round. */
struct worker {
    const struct fy_measure_kind *kind;
    const void *settings;
    const struct fy_frames *frames;
    struct fy_measure_source source;
    void *object, *results;
    int64_t first, count; /* frames */
    pthread_t thread;
    bool started;
};

static void *work(void *context)
{
    struct worker *const worker = context;
    worker->kind->run(worker->object, worker->settings, &worker->source.sound, worker->frames, worker->first,
                      worker->count, worker->results);
    return NULL;
}

/* Frames of a piece: so many that neither samples nor results grow large, and that each core gets its share. */
static int64_t piece_frames(const struct worker *worker, int64_t count, long cores)
{
    const double samples = worker->frames->step * worker->source.rate;
    const double each = samples * (double)worker->source.channels * sizeof(float);
    const double bytes = each > (double)worker->kind->size ? each : (double)worker->kind->size;
    const int64_t most = (int64_t)(PIECE_BYTES / bytes), share = cores > 1 ? count / cores + 1 : count;
    const int64_t piece = most < share ? most : share;
    return piece > FEWEST_FRAMES ? piece : FEWEST_FRAMES;
}

static enum fy_status open_worker(struct worker *worker, const char *path, int channel, struct fy_error *error)
{
    const enum fy_status status = fy_measure_open(&worker->source, path, channel, error);
    return status == FY_OK ? worker->kind->open(&worker->object, worker->settings, &worker->source, error) : status;
}

static void close_worker(struct worker *worker)
{
    fy_free(worker->results);
    if (worker->object != NULL)
        worker->kind->close(worker->object);
    fy_measure_close(&worker->source);
}

/* A piece for each worker, measured side by side, taken in order. */
static enum fy_status run_round(struct worker *workers, size_t count, int64_t *first, int64_t end, int64_t piece,
                                void *context)
{
    size_t busy = 0;
    enum fy_status status = FY_OK;
    for (; busy < count && *first < end; busy++) {
        struct worker *const worker = &workers[busy];
        int64_t from, to;
        worker->first = *first;
        worker->count = end - *first < piece ? end - *first : piece;
        worker->kind->reach(worker->object, worker->frames, worker->first, worker->count, &from, &to);
        status = fy_measure_read(&worker->source, from, to);
        if (status != FY_OK)
            break;
        *first += worker->count;
        /* The last one's work is done here, and so is that of one that gets no thread. */
        worker->started = busy + 1 < count && *first < end && pthread_create(&worker->thread, NULL, work, worker) == 0;
        if (!worker->started)
            (void)work(worker);
    }
    for (size_t i = 0; i < busy; i++) {
        if (workers[i].started)
            pthread_join(workers[i].thread, NULL);
        if (status == FY_OK)
            workers[i].kind->take(context, workers[i].frames, workers[i].first, workers[i].count, workers[i].results);
    }
    return status;
}

enum fy_status fy_measure_frames(const struct fy_measure_kind *kind, const void *settings, const char *path,
                                 int channel, const struct fy_frames *frames, int64_t first, int64_t count,
                                 void *context, struct fy_error *error)
{
    struct worker workers[MOST_THREADS];
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    const int64_t end = first + count;
    size_t opened = 0;
    int64_t piece = 1;
    enum fy_status status = FY_OK;

    do {
        workers[opened] = (struct worker){ .kind = kind, .settings = settings, .frames = frames };
        struct worker *const worker = &workers[opened++];
        status = open_worker(worker, path, channel, error);
        if (status != FY_OK)
            break;
        piece = piece_frames(worker, count, cores);
        worker->results = fy_malloc((size_t)piece * kind->size);
        if (worker->results == NULL)
            status = fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    } while (status == FY_OK && opened < MOST_THREADS && (long)opened < cores && (int64_t)opened * piece < count);
    while (status == FY_OK && first < end) {
        status = run_round(workers, opened, &first, end, piece, context);
        if (status != FY_OK)
            (void)fy_fail(error, status, "%s", fy_status_text(status));
    }
    for (size_t i = 0; i < opened; i++)
        close_worker(&workers[i]);
    return status;
}

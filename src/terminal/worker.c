#include "terminal/worker.h"

#include "base/monotonic.h"

#include <fangyin/memory.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

struct queue {
    struct fy_job *first, **last;
};

struct fy_worker {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct queue waiting, done;
    bool busy, quit, at_once, ended;
    int64_t since; /* when the job at work began, ms */
    atomic_bool stopping;
    int wake_fd;
};

static void queue_put(struct queue *queue, struct fy_job *job)
{
    job->next = NULL;
    *queue->last = job;
    queue->last = &job->next;
}

static struct fy_job *queue_take(struct queue *queue)
{
    struct fy_job *job = queue->first;
    if (job) {
        queue->first = job->next;
        if (!queue->first)
            queue->last = &queue->first;
    }
    return job;
}

static void *work(void *context)
{
    struct fy_worker *worker = context;
    pthread_mutex_lock(&worker->lock);
    while (!worker->quit) {
        struct fy_job *job = queue_take(&worker->waiting);
        if (!job) {
            pthread_cond_wait(&worker->changed, &worker->lock);
            continue;
        }
        worker->busy = true;
        worker->since = fy_monotonic_ms();
        pthread_mutex_unlock(&worker->lock);
        job->run(job);
        pthread_mutex_lock(&worker->lock);
        worker->busy = false;
        queue_put(&worker->done, job);
        pthread_cond_broadcast(&worker->changed);
        /* A full pipe already wakes the loop. */
        const ssize_t wrote = write(worker->wake_fd, "j", 1);
        (void)wrote;
    }
    worker->ended = true;
    pthread_cond_broadcast(&worker->changed);
    pthread_mutex_unlock(&worker->lock);
    return NULL;
}

struct fy_worker *fy_worker_new(int wake_fd, bool at_once)
{
    struct fy_worker *worker = fy_must_calloc(1, sizeof *worker);
    worker->waiting.last = &worker->waiting.first;
    worker->done.last = &worker->done.first;
    worker->wake_fd = wake_fd;
    worker->at_once = at_once;
    pthread_mutex_init(&worker->lock, NULL);
    pthread_cond_init(&worker->changed, NULL);
    if (!at_once && pthread_create(&worker->thread, NULL, work, worker) != 0) {
        fy_free(worker);
        return NULL;
    }
    return worker;
}

void fy_worker_post(struct fy_worker *worker, struct fy_job *job)
{
    job->stopping = &worker->stopping;
    if (worker->at_once) {
        job->run(job);
        job->deliver(job);
        return;
    }
    pthread_mutex_lock(&worker->lock);
    queue_put(&worker->waiting, job);
    pthread_cond_broadcast(&worker->changed);
    pthread_mutex_unlock(&worker->lock);
}

void fy_worker_deliver(struct fy_worker *worker)
{
    for (;;) {
        pthread_mutex_lock(&worker->lock);
        struct fy_job *job = queue_take(&worker->done);
        pthread_mutex_unlock(&worker->lock);
        if (!job)
            return;
        job->deliver(job);
    }
}

/* With the lock held: wait for a change, at most until then. False when the time is over. */
static bool wait_until(struct fy_worker *worker, const struct timespec *end)
{
    return pthread_cond_timedwait(&worker->changed, &worker->lock, end) == 0;
}

static struct timespec time_in(int milliseconds)
{
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    time.tv_sec += milliseconds / 1000;
    time.tv_nsec += (long)(milliseconds % 1000) * 1000000;
    if (time.tv_nsec >= 1000000000) {
        time.tv_sec++;
        time.tv_nsec -= 1000000000;
    }
    return time;
}

bool fy_worker_drain(struct fy_worker *worker, int milliseconds)
{
    const struct timespec end = time_in(milliseconds);
    pthread_mutex_lock(&worker->lock);
    while ((worker->waiting.first || worker->busy) && wait_until(worker, &end))
        continue;
    const bool drained = !worker->waiting.first && !worker->busy;
    pthread_mutex_unlock(&worker->lock);
    fy_worker_deliver(worker);
    return drained;
}

int fy_worker_busy(struct fy_worker *worker)
{
    pthread_mutex_lock(&worker->lock);
    const int64_t taken = worker->busy ? fy_monotonic_ms() - worker->since + 1 : worker->waiting.first ? 1 : 0;
    pthread_mutex_unlock(&worker->lock);
    return taken > INT_MAX ? INT_MAX : (int)taken;
}

bool fy_worker_free(struct fy_worker *worker, int milliseconds)
{
    if (!worker)
        return true;
    atomic_store(&worker->stopping, true);
    if (!worker->at_once) {
        const struct timespec end = time_in(milliseconds);
        pthread_mutex_lock(&worker->lock);
        worker->quit = true;
        pthread_cond_broadcast(&worker->changed);
        while (!worker->ended && wait_until(worker, &end))
            continue;
        const bool ended = worker->ended;
        pthread_mutex_unlock(&worker->lock);
        if (!ended) {
            (void)pthread_detach(worker->thread);
            return false;
        }
        pthread_join(worker->thread, NULL);
    }
    fy_worker_deliver(worker);
    for (struct fy_job *job; (job = queue_take(&worker->waiting));)
        job->deliver(job);
    pthread_mutex_destroy(&worker->lock);
    pthread_cond_destroy(&worker->changed);
    fy_free(worker);
    return true;
}

#include "terminal/worker.h"

#include <fangyin/memory.h>
#include <pthread.h>
#include <unistd.h>

struct queue {
    struct fy_job *first, **last;
};

struct fy_worker {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct queue waiting, done;
    bool busy, quit, at_once;
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

void fy_worker_drain(struct fy_worker *worker)
{
    pthread_mutex_lock(&worker->lock);
    while (worker->waiting.first || worker->busy)
        pthread_cond_wait(&worker->changed, &worker->lock);
    pthread_mutex_unlock(&worker->lock);
    fy_worker_deliver(worker);
}

void fy_worker_free(struct fy_worker *worker)
{
    if (!worker)
        return;
    atomic_store(&worker->stopping, true);
    if (!worker->at_once) {
        pthread_mutex_lock(&worker->lock);
        worker->quit = true;
        pthread_cond_broadcast(&worker->changed);
        pthread_mutex_unlock(&worker->lock);
        pthread_join(worker->thread, NULL);
    }
    fy_worker_deliver(worker);
    for (struct fy_job *job; (job = queue_take(&worker->waiting));)
        job->deliver(job);
    pthread_mutex_destroy(&worker->lock);
    pthread_cond_destroy(&worker->changed);
    fy_free(worker);
}

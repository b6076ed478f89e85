/* A thread that does jobs in order. Jobs are done there and delivered on the thread that owns the worker, so that a key
 * press never waits for one. */
#ifndef FANGYIN_TERMINAL_WORKER_H
#define FANGYIN_TERMINAL_WORKER_H

#include <stdatomic.h>
#include <stdbool.h>

struct fy_job {
    void (*run)(struct fy_job *job);     /* on the worker's thread */
    void (*deliver)(struct fy_job *job); /* on the owner's thread, in fy_worker_deliver; frees the job */
    const atomic_bool *stopping;         /* long jobs look at it and end early */
    struct fy_job *next;
};

struct fy_worker;

/* wake_fd gets a byte when a job is done. With `at_once` there is no thread: posting runs and delivers. NULL when the
 * thread cannot be made. */
struct fy_worker *fy_worker_new(int wake_fd, bool at_once);
void fy_worker_post(struct fy_worker *worker, struct fy_job *job);
void fy_worker_deliver(struct fy_worker *worker); /* all that are done */
/* Wait until all that was posted is done, and deliver. False when that takes longer than `milliseconds`: a disk that does
 * not answer. */
bool fy_worker_drain(struct fy_worker *worker, int milliseconds);
/* Milliseconds that the job at work has taken so far, 1 where one has yet to begin; 0 where there is none. */
int fy_worker_busy(struct fy_worker *worker);
/* Tells long jobs to stop, waits for the thread, delivers what is done and what was not begun. False when the job at work
 * does not end within `milliseconds`: then the thread, its job and all that this uses are left as they are. */
bool fy_worker_free(struct fy_worker *worker, int milliseconds);

#endif

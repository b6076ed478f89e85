/* Jobs are done in order on the worker's thread and delivered on the owner's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include "terminal/worker.h"

struct counting {
    struct fy_job base;
    int number;
    pthread_t owner;
    bool ran;
};

static atomic_int runs;
static int delivered[64], delivered_count, not_run;
static atomic_bool gate; /* a job that waits goes on once this is set */
static atomic_bool started;

static void run(struct fy_job *base)
{
    struct counting *job = (struct counting *)base;
    job->ran = true;
    atomic_fetch_add(&runs, 1);
}

static void run_and_wait(struct fy_job *base)
{
    atomic_store(&started, true);
    while (!atomic_load(&gate) && !atomic_load(base->stopping))
        sched_yield();
    run(base);
}

static void deliver(struct fy_job *base)
{
    struct counting *job = (struct counting *)base;
    assert_true(pthread_equal(job->owner, pthread_self()));
    assert_true(delivered_count < 64);
    delivered[delivered_count++] = job->number;
    not_run += job->ran ? 0 : 1;
}

static struct counting jobs[64];

static struct counting *job(int number, void (*how)(struct fy_job *))
{
    jobs[number] = (struct counting){ { how, deliver, NULL, NULL }, number, pthread_self(), false };
    return &jobs[number];
}

static int start(void **state)
{
    (void)state;
    atomic_store(&runs, 0);
    atomic_store(&gate, false);
    atomic_store(&started, false);
    delivered_count = not_run = 0;
    return 0;
}

static void open_pipe(int fds[2])
{
    assert_int_equal(pipe(fds), 0);
    assert_int_equal(fcntl(fds[0], F_SETFL, O_NONBLOCK), 0);
    assert_int_equal(fcntl(fds[1], F_SETFL, O_NONBLOCK), 0);
}

static void close_pipe(const int fds[2])
{
    close(fds[0]);
    close(fds[1]);
}

static void draining_does_all_in_order(void **state)
{
    int fds[2];
    (void)state;
    open_pipe(fds);
    struct fy_worker *worker = fy_worker_new(fds[1], false);
    assert_non_null(worker);
    for (int i = 0; i < 64; i++)
        fy_worker_post(worker, &job(i, run)->base);
    assert_true(fy_worker_drain(worker, 60000));
    assert_int_equal(delivered_count, 64);
    for (int i = 0; i < 64; i++)
        assert_int_equal(delivered[i], i);
    assert_int_equal(atomic_load(&runs), 64);
    assert_true(fy_worker_drain(worker, 60000)); /* nothing to wait for */
    assert_true(fy_worker_free(worker, 60000));
    assert_int_equal(delivered_count, 64);
    close_pipe(fds);
}

static void a_job_that_is_done_wakes_the_loop(void **state)
{
    int fds[2];
    (void)state;
    open_pipe(fds);
    struct fy_worker *worker = fy_worker_new(fds[1], false);
    fy_worker_post(worker, &job(1, run)->base);
    struct pollfd wait = { .fd = fds[0], .events = POLLIN };
    assert_int_equal(poll(&wait, 1, -1), 1);
    fy_worker_deliver(worker);
    assert_int_equal(delivered_count, 1);
    assert_true(fy_worker_free(worker, 60000));
    close_pipe(fds);
}

/* A loop that does not read its pipe must not stop the worker. */
static void a_full_pipe_is_no_obstacle(void **state)
{
    int fds[2];
    (void)state;
    open_pipe(fds);
    while (write(fds[1], "x", 1) == 1)
        continue;
    struct fy_worker *worker = fy_worker_new(fds[1], false);
    for (int i = 0; i < 8; i++)
        fy_worker_post(worker, &job(i, run)->base);
    assert_true(fy_worker_drain(worker, 60000));
    assert_int_equal(delivered_count, 8);
    assert_true(fy_worker_free(worker, 60000));
    close_pipe(fds);
}

static void posting_does_not_wait_for_a_slow_job(void **state)
{
    int fds[2];
    (void)state;
    open_pipe(fds);
    struct fy_worker *worker = fy_worker_new(fds[1], false);
    fy_worker_post(worker, &job(0, run_and_wait)->base);
    while (!atomic_load(&started))
        sched_yield();
    fy_worker_post(worker, &job(1, run)->base);
    fy_worker_deliver(worker);
    assert_int_equal(delivered_count, 0);
    atomic_store(&gate, true);
    assert_true(fy_worker_drain(worker, 60000));
    assert_int_equal(delivered_count, 2);
    assert_int_equal(not_run, 0);
    assert_true(fy_worker_free(worker, 60000));
    close_pipe(fds);
}

static void freeing_stops_a_long_job_and_delivers_what_was_not_begun(void **state)
{
    int fds[2];
    (void)state;
    open_pipe(fds);
    struct fy_worker *worker = fy_worker_new(fds[1], false);
    for (int i = 0; i < 5; i++)
        fy_worker_post(worker, &job(i, run_and_wait)->base);
    while (!atomic_load(&started))
        sched_yield();
    assert_true(fy_worker_free(worker, 60000));
    assert_int_equal(delivered_count, 5);
    assert_int_equal(atomic_load(&runs) + not_run, 5);
    close_pipe(fds);
}

/* What a dead disk does to a job: the owner goes on without it. */
static void run_and_hang(struct fy_job *base)
{
    atomic_store(&started, true);
    while (!atomic_load(&gate))
        sched_yield();
    run(base);
}

static void a_job_that_hangs_is_left_behind(void **state)
{
    int fds[2];
    (void)state;
    open_pipe(fds);
    struct fy_worker *worker = fy_worker_new(fds[1], false);
    assert_int_equal(fy_worker_busy(worker), 0);
    fy_worker_post(worker, &job(63, run_and_hang)->base);
    while (!atomic_load(&started))
        sched_yield();
    assert_true(fy_worker_busy(worker) > 0);
    assert_false(fy_worker_drain(worker, 20));
    assert_false(fy_worker_free(worker, 20));
    static struct fy_worker *volatile lost;
    lost = worker; /* for those who count what is left over */
    assert_non_null(lost);
    assert_int_equal(delivered_count, 0);
    /* The thread ends by itself once the disk answers; its worker is lost. */
    atomic_store(&gate, true);
    while (atomic_load(&runs) == 0)
        sched_yield();
}

static void at_once_is_done_and_delivered_in_posting(void **state)
{
    (void)state;
    struct fy_worker *worker = fy_worker_new(-1, true);
    for (int i = 0; i < 3; i++) {
        fy_worker_post(worker, &job(i, run)->base);
        assert_int_equal(delivered_count, i + 1);
    }
    assert_true(fy_worker_drain(worker, 60000));
    assert_true(fy_worker_free(worker, 60000));
    assert_int_equal(delivered_count, 3);
}

static void nothing_is_freed_without_harm(void **state)
{
    (void)state;
    assert_true(fy_worker_free(NULL, 60000));
    for (int i = 0; i < 20; i++)
        assert_true(fy_worker_free(fy_worker_new(-1, i % 2 == 0), 60000));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(draining_does_all_in_order, start),
        cmocka_unit_test_setup(a_job_that_is_done_wakes_the_loop, start),
        cmocka_unit_test_setup(a_full_pipe_is_no_obstacle, start),
        cmocka_unit_test_setup(posting_does_not_wait_for_a_slow_job, start),
        cmocka_unit_test_setup(a_job_that_hangs_is_left_behind, start),
        cmocka_unit_test_setup(freeing_stops_a_long_job_and_delivers_what_was_not_begun, start),
        cmocka_unit_test_setup(at_once_is_done_and_delivered_in_posting, start),
        cmocka_unit_test_setup(nothing_is_freed_without_harm, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

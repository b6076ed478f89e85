#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "project/points.h"
#include "support/scratch.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#define ROUNDS 150

/* Edits without end, a byte through the pipe for each that was acknowledged; now and then a save. */
static void work(const char *path, int acknowledge, unsigned seed)
{
    struct session session;

    if (session_open(&session, path, NULL) != FY_OK || session_journal(&session, true, NULL) != FY_OK)
        _exit(1);
    if (write(acknowledge, "s", 1) != 1)
        _exit(2);
    for (;;) {
        if (session_add(&session, NULL) != FY_OK)
            _exit(3);
        if (write(acknowledge, "a", 1) != 1)
            _exit(4);
        seed = seed * 1103515245u + 12345u;
        if (seed >> 16 & 1 && session_save(&session, NULL) != FY_OK)
            _exit(5);
    }
}

/* A child that works until it is killed; returns what it had acknowledged, -1 if it ended by itself. */
static long worked(const char *path, unsigned round)
{
    int ends[2], ended = 0;
    long acknowledged = -1;
    char byte;

    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
        work(path, ends[1], round);
    }
    close(ends[1]);
    /* Its first byte says that it has started; the time until the kill differs from round to round. */
    long wanted = round % 5;
    while (acknowledged < wanted && read(ends[0], &byte, 1) == 1)
        acknowledged++;
    nanosleep(&(struct timespec){ 0, (long)(round * 37u % 101u) * 20000 }, NULL);
    kill(child, SIGKILL);
    while (read(ends[0], &byte, 1) == 1)
        acknowledged++;
    close(ends[0]);
    assert_int_equal(waitpid(child, &ended, 0), child);
    return WIFSIGNALED(ended) ? acknowledged : -1;
}

static void no_acknowledged_edit_is_lost_or_doubled(void **state)
{
    (void)state;
    const char *path = scratch_path("rec.TextGrid");
    long points = 0;
    int offered = 0, clean = 0;

    for (unsigned round = 0; round < ROUNDS; round++) {
        struct session session;
        long acknowledged = worked(path, round);
        assert_true(acknowledged >= 0);
        assert_int_equal(session_open(&session, path, NULL), FY_OK);
        assert_false(session.recovery.other_base);
        assert_int_equal(session.applied, session.recovery.edits);
        long found = points_count(session.grid);
        /* The edit under way may have come into the journal or not. */
        if (found < points + acknowledged || found > points + acknowledged + 1) {
            print_error("round %u: %ld points, %ld were acknowledged\n", round, found, points + acknowledged);
            fail();
        }
        if (session.recovery.edits > 0)
            offered++;
        else
            clean++;
        points = found;
        session_close(&session);
    }
    /* Both kinds of end were met, or the test shows nothing. */
    assert_true(offered > 0);
    assert_true(clean > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_acknowledged_edit_is_lost_or_doubled, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What was acknowledged stays, whoever is killed and when: the client, or the database server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "team/stores.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { UNITS = 4000, NAME = 8, CLIENT_KILLS = 45, SERVER_KILLS = 10 };

static char acknowledged[UNITS][NAME];
static size_t acknowledgements;

static void add_units(struct fy_team_store *store)
{
    static char names[UNITS][NAME];
    static struct fy_unit_plan plans[UNITS];
    size_t added;
    for (size_t i = 0; i < UNITS; i++) {
        snprintf(names[i], NAME, "u%05zu", i);
        plans[i] = (struct fy_unit_plan){ .name = names[i], .recording = "r", .to = 1 };
    }
    assert_int_equal(fy_team_add(store, plans, UNITS, "lead", 1, &added, &error), FY_OK);
    acknowledgements = 0;
}

/* Claims and hands in, and writes each name down the pipe once the store has said that it is in. */
static void work_until_killed(int pipe)
{
    struct fy_team_store *store = opened();
    struct fy_unit_log *log = fy_unit_log_new();
    const struct fy_team_wish wish = { .as = "annotate", .person = "ann", .now = 100, .lease = 50 };
    while (fy_team_next(store, &wish, log, &error) == FY_OK) {
        char name[NAME] = "";
        snprintf(name, sizeof name, "%s", fy_unit_of(log)->name);
        const struct fy_team_act submit = { name, "submit", "ann", "{\"content\":\"h\"}", 120 };
        if (fy_team_do(store, &submit, log, &error) != FY_OK || write(pipe, name, NAME) != NAME)
            break;
    }
    fprintf(stderr, "the worker gave up: %s\n", error.sentence);
    _exit(1);
}

static pid_t start_worker(int *pipe_end)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    const pid_t worker = fork();
    assert_true(worker >= 0);
    if (worker == 0) {
        close(ends[0]);
        work_until_killed(ends[1]);
    }
    close(ends[1]);
    *pipe_end = ends[0];
    return worker;
}

/* All that came through before the worker's end. */
static void collect(int pipe_end)
{
    char name[NAME];
    ssize_t got;
    size_t part = 0;
    while ((got = read(pipe_end, name + part, NAME - part)) > 0) {
        part += (size_t)got;
        if (part == NAME) {
            memcpy(acknowledged[acknowledgements++], name, NAME);
            part = 0;
        }
    }
    close(pipe_end);
}

/* From hardly begun to well under way; the same in every run. */
static void let_pass(int kill, int most_ms)
{
    const long ms = (kill * 37 + 11) % most_ms;
    nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

static void check_acknowledged(void)
{
    struct fy_team_store *store = opened();
    struct fy_unit_log *log = fy_unit_log_new();
    for (size_t i = 0; i < acknowledgements; i++) {
        assert_int_equal(fy_team_unit(store, acknowledged[i], log, &error), FY_OK);
        assert_int_equal(fy_unit_of(log)->state, FY_UNIT_SUBMITTED);
    }
    fy_unit_log_free(log);
    fy_team_store_close(store);
}

static void a_client_may_be_killed(void **state)
{
    (void)state;
    struct fy_team_store *store = created();
    add_units(store);
    fy_team_store_close(store);
    for (int kills = 0; kills < CLIENT_KILLS; kills++) {
        int pipe_end, status;
        const pid_t worker = start_worker(&pipe_end);
        let_pass(kills, 60);
        kill(worker, SIGKILL);
        assert_int_equal(waitpid(worker, &status, 0), worker);
        assert_true(WIFSIGNALED(status));
        collect(pipe_end);
    }
    assert_true(acknowledgements > 0);
    check_acknowledged();
}

/* The worker is not told: it waits, and goes on when the server is there again. */
static void the_server_may_be_killed(void **state)
{
    (void)state;
    int pipe_end, status;
    if (!on_postgres)
        return;
    struct fy_team_store *store = created();
    add_units(store);
    fy_team_store_close(store);
    const pid_t worker = start_worker(&pipe_end);
    for (int kills = 0; kills < SERVER_KILLS; kills++) {
        let_pass(kills, 150);
        (void)postgres_run("kill", NULL, 0);
        assert_true(postgres_start());
    }
    let_pass(1, 100);
    assert_int_equal(waitpid(worker, &status, WNOHANG), 0);
    kill(worker, SIGKILL);
    (void)waitpid(worker, &status, 0);
    collect(pipe_end);
    assert_true(acknowledgements > 0);
    check_acknowledged();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int main(void)
{
    const struct CMUnitTest tests[] = { TEST(a_client_may_be_killed), TEST(the_server_may_be_killed) };
    return run_on_both(tests, sizeof tests / sizeof *tests, "kill");
}

/* A team's record of 100,000 units and 1,000,000 events, in SQLite and in PostgreSQL: how long `next` and `report`
 * take, and how fast 16 people claim at once. `bench/team PROGRAM [SECONDS]`: so long they do (default 30). */
#include <fangyin/team_work.h>

#include "base/monotonic.h"
#include "support/figures.h"
#include "support/postgres.h"

#include <libpq-fe.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdint.h>

enum {
    UNITS = 100000,
    OPEN = 20000,
    LATER = 11,
    /* events of a unit that is done, behind its first */ PEOPLE = 16,
    CALLS = 100
};

static bool on_postgres;
static char database[1200];
static struct fy_error error;

/* The names of units: done ones first. Everything that `next` takes has a history that can be folded. */
static const char fill_sqlite[] =
    "BEGIN;"
    "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
    " INSERT INTO fangyin_event SELECT '%s', 'unit/u' || i, 1, 'add', 1, 'lead', '', "
    "'{\"recording\":\"r.flac\",\"from\":0,\"to\":600}' FROM n;"
    "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d), k(j) AS (SELECT 2 UNION ALL SELECT "
    "j + 1 FROM k WHERE j < %d)"
    " INSERT INTO fangyin_event SELECT '%s', 'unit/u' || i, j, CASE j %% 4 WHEN 0 THEN 'submit' WHEN 1 THEN 'accept' "
    "WHEN 2 THEN 'claim' ELSE 'return' END,"
    " j * 1000, 'p' || (i %% 500), '', '{\"content\":\"h\"}' FROM n, k;"
    "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
    " INSERT INTO fangyin_head SELECT '%s', 'unit/u' || i, CASE WHEN i < %d THEN %d ELSE 1 END, 'unit', CASE WHEN i < "
    "%d THEN 'accepted' ELSE 'open' END,"
    " CASE i %% 3 WHEN 0 THEN 'wu-sh' WHEN 1 THEN 'yue' ELSE 'hak' END, 0, 0, 600, 'r.flac', '' FROM n;"
    "COMMIT;";
static const char fill_postgres[] =
    "BEGIN;"
    "INSERT INTO fangyin_event SELECT '%s', 'unit/u' || i, 1, 'add', 1, 'lead', '', "
    "'{\"recording\":\"r.flac\",\"from\":0,\"to\":600}' FROM generate_series(0, %d) i;"
    "INSERT INTO fangyin_event SELECT '%s', 'unit/u' || i, j, CASE j %% 4 WHEN 0 THEN 'submit' WHEN 1 THEN 'accept' "
    "WHEN 2 THEN 'claim' ELSE 'return' END,"
    " j * 1000, 'p' || (i %% 500), '', '{\"content\":\"h\"}' FROM generate_series(0, %d) i, generate_series(2, %d) j;"
    "INSERT INTO fangyin_head SELECT '%s', 'unit/u' || i, CASE WHEN i < %d THEN %d ELSE 1 END, 'unit', CASE WHEN i < "
    "%d THEN 'accepted' ELSE 'open' END,"
    " CASE i %% 3 WHEN 0 THEN 'wu-sh' WHEN 1 THEN 'yue' ELSE 'hak' END, 0, 0, 600, 'r.flac', '' FROM "
    "generate_series(0, %d) i;"
    "COMMIT; ANALYZE;";

static struct fy_team_store *opened(void)
{
    struct fy_team_store *store = NULL;
    const enum fy_status status = on_postgres ? fy_team_postgres_open(&store, database, "bench", &error)
                                              : fy_team_sqlite_open(&store, database, &error);
    if (status != FY_OK)
        fprintf(stderr, "%s\n", error.sentence);
    return store;
}

static bool fill(void)
{
    char sql[4096];
    const int done = UNITS - OPEN;
    if (on_postgres) {
        snprintf(sql, sizeof sql, fill_postgres, "bench", UNITS - 1, "bench", done - 1, 1 + LATER, "bench", done,
                 1 + LATER, done, UNITS - 1);
        if (fy_team_postgres_create(database, "bench", &error) != FY_OK)
            return false;
        PGconn *connection = PQconnectdb(database);
        PGresult *result = PQexec(connection, sql);
        const bool filled = PQresultStatus(result) == PGRES_COMMAND_OK;
        if (!filled)
            fprintf(stderr, "%s", PQerrorMessage(connection));
        PQclear(result);
        PQfinish(connection);
        return filled;
    }
    sqlite3 *handle;
    snprintf(sql, sizeof sql, fill_sqlite, UNITS - 1, "", done - 1, 1 + LATER, "", UNITS - 1, "", done, 1 + LATER,
             done);
    if (fy_team_sqlite_create(database, &error) != FY_OK || sqlite3_open(database, &handle) != SQLITE_OK)
        return false;
    const bool filled = sqlite3_exec(handle, sql, NULL, NULL, NULL) == SQLITE_OK;
    if (!filled)
        fprintf(stderr, "%s\n", sqlite3_errmsg(handle));
    sqlite3_close(handle);
    return filled;
}

/* A hundred people, each asking once. */
static bool time_next(const char *name)
{
    static const char *const dialects[] = { "hak-mx", "hak", "yue" };
    struct fy_team_store *store = opened();
    struct fy_unit_log *log = fy_unit_log_new();
    double times[CALLS];
    for (size_t i = 0; store && i < CALLS; i++) {
        char person[16];
        snprintf(person, sizeof person, "n%zu", i);
        const struct fy_team_wish wish = {
            .as = "annotate", .person = person, .dialects = dialects, .dialect_count = 3, .now = 1e6, .lease = 100
        };
        const double start = fy_monotonic();
        if (fy_team_next(store, &wish, log, &error) != FY_OK) {
            fprintf(stderr, "%s\n", error.sentence);
            return false;
        }
        times[i] = (fy_monotonic() - start) * 1000;
    }
    qsort(times, CALLS, sizeof *times, by_size);
    printf("%-10s next, 100,000 units, 1,000,000 events   %8.1f ms   bound 50   (median; most of %d: %.1f)\n", name,
           times[CALLS / 2], CALLS, times[CALLS - 1]);
    fy_unit_log_free(log);
    fy_team_store_close(store);
    return store != NULL;
}

static bool time_report(const char *name, const char *program, const char *folder)
{
    char command[4096];
    snprintf(command, sizeof command, "'%s' team report '%s' %s%s%s >'%s/report'", program, folder,
             on_postgres ? "--store '" : "", on_postgres ? database : "", on_postgres ? "'" : "", folder);
    const double start = fy_monotonic();
    const bool done = system(command) == 0;
    printf("%-10s report                                  %8.2f s    bound 5\n", name, fy_monotonic() - start);
    return done;
}

static void claim_until(int number, double end, int pipe)
{
    struct fy_team_store *store = opened();
    struct fy_unit_log *log = fy_unit_log_new();
    char person[16];
    uint32_t counts[2] = { 0, 0 }; /* units, errors */
    snprintf(person, sizeof person, "c%d", number);
    while (store && fy_monotonic() < end) {
        const struct fy_team_wish wish = { .as = "annotate", .person = person, .now = 1e6, .lease = 100 };
        enum fy_status status = fy_team_next(store, &wish, log, &error);
        if (status == FY_OK) {
            const struct fy_team_act submit = { fy_unit_of(log)->name, "submit", person, "{\"content\":\"h\"}",
                                                1e6 + 1 };
            char name[32];
            snprintf(name, sizeof name, "%s", submit.unit);
            const struct fy_team_act named = { name, submit.kind, submit.person, submit.data, submit.time };
            status = fy_team_do(store, &named, NULL, &error);
        }
        counts[0] += status == FY_OK;
        counts[1] += status != FY_OK;
    }
    _exit(write(pipe, counts, sizeof counts) == (ssize_t)sizeof counts ? 0 : 1);
}

static bool claim_at_once(const char *name, double seconds)
{
    int ends[2];
    uint32_t sums[2] = { 0, 0 }, counts[2];
    const double end = fy_monotonic() + seconds;
    if (pipe(ends) != 0)
        return false;
    for (int i = 0; i < PEOPLE; i++) {
        if (fork() == 0)
            claim_until(i, end, ends[1]);
    }
    for (int i = 0; i < PEOPLE; i++) {
        if (read(ends[0], counts, sizeof counts) != (ssize_t)sizeof counts)
            return false;
        sums[0] += counts[0];
        sums[1] += counts[1];
    }
    while (wait(NULL) > 0)
        continue;
    close(ends[0]);
    close(ends[1]);
    printf("%-10s %d people at once for %g s                 %8.0f units/s claimed and handed in, %u errors shown\n",
           name, PEOPLE, seconds, sums[0] / seconds, sums[1]);
    return true;
}

static bool measure(const char *name, const char *program, const char *folder, double seconds)
{
    const double start = fy_monotonic();
    const bool filled = fill();
    fprintf(stderr, "%s: filled in %.0f s\n", name, fy_monotonic() - start);
    fflush(stdout);
    return filled && time_next(name) && time_report(name, program, folder) && claim_at_once(name, seconds);
}

int main(int argc, char **argv)
{
    const double seconds = argc > 2 ? atof(argv[2]) : 30;
    bool done = argc > 1 && scratch_make(NULL) == 0;
    char ini[700];
    setvbuf(stdout, NULL, _IOLBF, 0);
    snprintf(ini, sizeof ini, "[project]\nname = bench\n");
    done = done && scratch_write("fangyin.ini", ini);
    snprintf(database, sizeof database, "%s", scratch_path("team.db"));
    done = done && measure("SQLite", argv[1], scratch_folder, seconds);
    on_postgres = postgres_start();
    if (on_postgres) {
        snprintf(database, sizeof database, "%s", postgres_url);
        done = done && measure("PostgreSQL", argv[1], scratch_folder, seconds);
    } else {
        printf("PostgreSQL is not installed\n");
    }
    postgres_remove();
    scratch_remove(NULL);
    return done ? 0 : 1;
}

/* Ten thousand people at one PostgreSQL, in accelerated time: `bench/crowd PROGRAM [PEOPLE [HOURS]]`. Each transcribes
 * units of 7.5 minutes at ten times real time, and one in three units is reviewed by somebody else half an hour after;
 * their clock goes on as fast as the store answers. Prints what src/doc/scale.md predicts beside what was measured. */
#include <fangyin/team_work.h>

#include "base/digest.h"
#include "base/monotonic.h"
#include "support/postgres.h"

#include <libpq-fe.h>
#include <math.h>
#include <stdint.h>

enum {
    WORKERS = 12,
    UNIT_SECONDS = 450,
    PACE = 10,
    REVIEWED = 3,
    CONTENT = 6000, /* bytes of a unit's grid */
    BYTES = 4500    /* that scale.md reckons for a unit */
};

static struct fy_error error;

static double ask_number(const char *sql)
{
    PGconn *connection = PQconnectdb(postgres_url);
    PGresult *result = PQexec(connection, sql);
    const double value = PQntuples(result) > 0 ? atof(PQgetvalue(result, 0, 0)) : -1;
    if (PQresultStatus(result) != PGRES_TUPLES_OK && PQresultStatus(result) != PGRES_COMMAND_OK)
        fprintf(stderr, "%s", PQerrorMessage(connection));
    PQclear(result);
    PQfinish(connection);
    return value;
}

static void fill(int units)
{
    char sql[2048];
    snprintf(sql, sizeof sql,
             "INSERT INTO fangyin_event SELECT 'crowd', 'unit/u' || i, 1, 'add', 1, 'lead', '', "
             "'{\"recording\":\"r.flac\",\"from\":0,\"to\":%d}'"
             " FROM generate_series(1, %d) i;"
             "INSERT INTO fangyin_head SELECT 'crowd', 'unit/u' || i, 1, 'unit', 'open', CASE i %% 40 WHEN 0 THEN "
             "'wu-sh' ELSE 'd' || i %% 40 END,"
             " 0, 0, %d, 'r.flac', '' FROM generate_series(1, %d) i; ANALYZE",
             UNIT_SECONDS, units, UNIT_SECONDS, units);
    (void)ask_number(sql);
}

struct tally {
    uint32_t units, reviews, errors, idle;
};

/* A grid as they are: much of it the same words, the texts never. */
static void write_grid(char content[CONTENT + 1], const char *name, const char *person)
{
    uint32_t seed = 1;
    size_t size = 0;
    for (const char *at = name; *at != '\0'; at++)
        seed = seed * 31 + (unsigned char)*at;
    for (const char *at = person; *at != '\0'; at++)
        seed = seed * 31 + (unsigned char)*at;
    for (int i = 1; size < CONTENT; i++) {
        char line[200];
        const int length = snprintf(
            line, sizeof line,
            "        intervals [%d]:\n            xmin = %u.%u\n            xmax = %u.%u\n            text = \"", i,
            i * 3, seed % 1000, i * 3 + 3, seed / 7 % 1000);
        for (int k = 0; k < length && size < CONTENT; k++)
            content[size++] = line[k];
        for (int k = 0; k < 14 && size + 3 < CONTENT; k++) {
            seed = seed * 1664525 + 1013904223;
            content[size++] = (char)0xE4;
            content[size++] = (char)(0xB8 + (seed >> 20) % 8);
            content[size++] = (char)(0x80 + (seed >> 25) % 64);
        }
        for (const char *at = "\"\n"; *at != '\0' && size < CONTENT; at++)
            content[size++] = *at;
        while (CONTENT - size < 4 && size < CONTENT)
            content[size++] = ' ';
    }
    content[CONTENT] = '\0';
}

static void hand_in(struct fy_team_store *store, struct fy_unit_log *log, const char *person, double time,
                    struct tally *tally)
{
    static char content[CONTENT + 1];
    char data[200], hash[FY_DIGEST_SIZE], name[64];
    snprintf(name, sizeof name, "%s", fy_unit_of(log)->name);
    write_grid(content, name, person);
    fy_digest_of(content, CONTENT, hash);
    snprintf(data, sizeof data, "{\"content\":\"%s\"}", hash);
    const struct fy_team_act act = { name, "submit", person, data, time };
    const bool done =
        store->put(store, hash, content, CONTENT, &error) == FY_OK && fy_team_do(store, &act, log, &error) == FY_OK;
    tally->units += done;
    tally->errors += !done;
}

static void review(struct fy_team_store *store, struct fy_unit_log *log, const char *person, double time,
                   struct tally *tally)
{
    const struct fy_team_wish wish = { .as = "review", .person = person, .now = time, .lease = 1e4 };
    const enum fy_status status = fy_team_next(store, &wish, log, &error);
    if (status == FY_NOT_FOUND)
        return;
    char name[64] = "";
    if (status == FY_OK)
        snprintf(name, sizeof name, "%s", fy_unit_of(log)->name);
    const struct fy_team_act act = { name, "accept", person, "", time + 60 };
    const bool done = status == FY_OK && fy_team_do(store, &act, log, &error) == FY_OK;
    tally->reviews += done;
    tally->errors += !done;
}

/* The people number first, first + WORKERS ..., each beginning at a moment of their own. */
static void work(int first, int people, double end, int pipe)
{
    struct fy_team_store *store = NULL;
    struct fy_unit_log *log = fy_unit_log_new();
    struct tally tally = { 0 };
    if (fy_team_postgres_open(&store, postgres_url, "crowd", &error) != FY_OK)
        _exit(1);
    const double each = (double)UNIT_SECONDS * PACE;
    for (double round = 0; round * each < end; round++) {
        for (int p = first; p < people; p += WORKERS) {
            const double start = round * each + each * (double)(p * 7919 % people) / people;
            char person[16], dialect[8];
            const char *const dialects[] = { dialect };
            snprintf(person, sizeof person, "p%d", p);
            snprintf(dialect, sizeof dialect, "d%d", p % 40);
            const struct fy_team_wish wish = { .as = "annotate",
                                               .person = person,
                                               .dialects = dialects,
                                               .dialect_count = 1,
                                               .any_dialect = true,
                                               .now = 1e6 + start,
                                               .lease = 1e5 };
            if (start >= end)
                continue;
            if (fy_team_next(store, &wish, log, &error) != FY_OK) {
                tally.idle++;
                continue;
            }
            hand_in(store, log, person, 1e6 + start + each, &tally);
            if (tally.units % REVIEWED == 0)
                review(store, log, person, 1e6 + start + each, &tally);
        }
    }
    _exit(write(pipe, &tally, sizeof tally) == (ssize_t)sizeof tally ? 0 : 1);
}

/* Questions: two of each person, on one of their units. */
static void fill_questions(int people)
{
    char sql[1024];
    snprintf(sql, sizeof sql,
             "INSERT INTO fangyin_head SELECT 'crowd', 'question/q' || i, 1, 'question', 'open', 'd1', i, 0, 1, 'u' || i / 2, "
             "'p' || i / 2 FROM generate_series(0, %d) i;"
             "INSERT INTO fangyin_part SELECT 'crowd', 'question/q' || i, 'p' || i / 2, 0 FROM generate_series(0, %d) i; ANALYZE",
             2 * people - 1, 2 * people - 1);
    (void)ask_number(sql);
}

static enum fy_status count_head(void *context, const struct fy_team_head *head, struct fy_error *seen)
{
    (void)head;
    (void)seen;
    ++*(uint32_t *)context;
    return FY_OK;
}

/* What an open annotator asks once a minute, as often as it can be asked. */
static void look_for_news(int first, int people, double seconds, int pipe)
{
    struct fy_team_store *store = NULL;
    struct tally tally = { 0 };
    const double end = fy_monotonic() + seconds;
    if (fy_team_postgres_open(&store, postgres_url, "crowd", &error) != FY_OK)
        _exit(1);
    for (int p = first; fy_monotonic() < end; p = (p + WORKERS) % people) {
        char person[16], unit[16];
        uint32_t found = 0;
        snprintf(person, sizeof person, "p%d", p);
        snprintf(unit, sizeof unit, "u%d", p);
        const struct fy_team_query query = { .subject = "question", .with = person, .recording = unit };
        const bool done = store->heads(store, &query, count_head, &found, &error) == FY_OK && found == 2;
        tally.units += done;
        tally.errors += !done;
    }
    _exit(write(pipe, &tally, sizeof tally) == (ssize_t)sizeof tally ? 0 : 1);
}

/* What the workers tell, added up, once all have ended. */
static bool add_up(const int ends[2], struct tally *sum)
{
    struct tally one;
    for (int w = 0; w < WORKERS; w++) {
        if (read(ends[0], &one, sizeof one) != (ssize_t)sizeof one)
            return false;
        sum->units += one.units, sum->reviews += one.reviews, sum->errors += one.errors, sum->idle += one.idle;
    }
    while (wait(NULL) > 0)
        continue;
    return true;
}

static bool measure_news(int people, const int ends[2])
{
    const double seconds = 5;
    struct tally sum = { 0 };
    fill_questions(people);
    for (int w = 0; w < WORKERS; w++) {
        if (fork() == 0)
            look_for_news(w, people, seconds, ends[1]);
    }
    if (!add_up(ends, &sum))
        return false;
    printf("%-44s needed    %12.1f   measured %12.1f   %.0f times what is needed; %u errors\n",
           "looks for news a second, each once a minute", people / 60.0, sum.units / seconds, sum.units / seconds / (people / 60.0),
           sum.errors);
    return sum.errors == 0;
}

static void print(const char *what, double predicted, double measured, const char *unit)
{
    printf("%-44s predicted %12.1f   measured %12.1f   ratio %.2f  %s\n", what, predicted, measured,
           measured / predicted, unit);
}

int main(int argc, char **argv)
{
    const int people = argc > 2 ? atoi(argv[2]) : 10000;
    const double hours = argc > 3 ? atof(argv[3]) : 1.25, each = (double)UNIT_SECONDS * PACE;
    int ends[2];
    struct tally sum = { 0 };
    if (!postgres_start()) {
        printf("PostgreSQL is not installed\n");
        return 0;
    }
    if (people < 1 || fy_team_postgres_create(postgres_url, "crowd", &error) != FY_OK || pipe(ends) != 0)
        return 1;
    const double units = people * ceil(hours * 3600 / each);
    fill((int)(units * 1.1) + 100);
    const double before = ask_number("SELECT pg_database_size('postgres')"), start = fy_monotonic();
    for (int w = 0; w < WORKERS; w++) {
        if (fork() == 0)
            work(w, people, hours * 3600, ends[1]);
    }
    if (!add_up(ends, &sum))
        return 1;
    const double took = fy_monotonic() - start;
    const double events = ask_number("SELECT count(*) FROM fangyin_event WHERE kind <> 'add'");
    const double bytes = ask_number("SELECT pg_database_size('postgres')") - before;
    printf("%d people for %g h of theirs, %.0f s of ours: %.0f times as fast; %u errors, %u found nothing\n", people,
           hours, took, hours * 3600 / took, sum.errors, sum.idle);
    print("units handed in", units, sum.units, "");
    print("events (claim, submit; 1/3 reviewed: 2 more)", units * (2 + 2.0 / REVIEWED), events, "");
    print("bytes a unit (grid 6,000)", BYTES, bytes / sum.units, "");
    printf("%-44s needed    %12.1f   measured %12.1f   %.0f times what is needed\n",
           "events a second, all at their desks", people / each * (2 + 2.0 / REVIEWED), events / took,
           events / took / (people / each * (2 + 2.0 / REVIEWED)));
    const bool news = measure_news(people, ends);
    postgres_remove();
    return sum.errors > 0 || !news;
}

#include "team/postgres.h"

#include "base/messages.h"
#include "base/random.h"

#include <fangyin/memory.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LONGEST_PAUSE 500 /* ms */
#define PATIENCE 20000    /* ms, about */

struct fy_pg {
    PGconn *connection;
};

/* One row of a result, which is all that a result holds here. */
struct fy_pg_row {
    PGresult *result;
};

bool fy_pg_wait(struct fy_pg_patience *patience)
{
    if (patience->waited >= PATIENCE)
        return false;
    const int ceiling = patience->tries < 9 ? 1 << patience->tries : LONGEST_PAUSE;
    const int pause = (ceiling + 1) / 2 + (int)fy_random_below((size_t)ceiling / 2 + 1);
    patience->tries++;
    patience->waited += pause;
    nanosleep(&(struct timespec){ pause / 1000, pause % 1000 * 1000000L }, NULL);
    return true;
}

/* ---- errors ---- */

/* What the server said, as one line. It names hosts and users, never a password. */
static enum fy_status fail(const struct fy_pg *pg, struct fy_error *error)
{
    char text[400];
    snprintf(text, sizeof text, "%s", PQerrorMessage(pg->connection));
    for (char *at = text; *at != '\0'; at++)
        *at = *at == '\n' || *at == '\t' ? ' ' : *at;
    for (size_t size = strlen(text); size > 0 && text[size - 1] == ' '; size--)
        text[size - 1] = '\0';
    return fy_fail(error, FY_IO, _("The team's database could not be used: %s."), text[0] != '\0' ? text : "?");
}

enum fy_status fy_pg_no_record(struct fy_error *error)
{
    return fy_fail(error, FY_NOT_FOUND, "%s", _("There is no work record here: make one with \"fangyin team init\"."));
}

/* Sentences of their own: the person lacks the role, or nobody made a record in this database. */
static enum fy_status fail_result(const struct fy_pg *pg, const PGresult *result, struct fy_error *error)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (state && strcmp(state, "42P01") == 0)
        return fy_pg_no_record(error);
    if (state && strcmp(state, "42501") == 0)
        return fy_fail(error, FY_NO_ACCESS, "%s",
                       _("The database does not let you do this: ask who runs it for the role that it needs."));
    return fail(pg, error);
}

/* Classes 08 and 57P: the connection or the server went; 40001 and 40P01: others were in the way. */
static enum fy_pg_outcome outcome_of(const struct fy_pg *pg, const PGresult *result)
{
    const ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE)
        return FY_PG_WELL;
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (!state)
        return PQstatus(pg->connection) == CONNECTION_BAD ? FY_PG_AGAIN : FY_PG_WRONG;
    if (strcmp(state, "23505") == 0)
        return FY_PG_TAKEN;
    const bool others = strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0;
    return others || strncmp(state, "08", 2) == 0 || strncmp(state, "57P", 3) == 0 ? FY_PG_AGAIN : FY_PG_WRONG;
}

/* ---- the connection ---- */

/* A password in a URL would stand in command lines, settings and logs. */
static enum fy_status check_url(const char *url, struct fy_error *error)
{
    char *sentence = NULL;
    bool password = false;
    PQconninfoOption *options = PQconninfoParse(url, &sentence);
    enum fy_status status = FY_OK;
    for (const PQconninfoOption *option = options; option && option->keyword; option++)
        password = password || (option->val && strcmp(option->keyword, "password") == 0);
    if (!options)
        status = fy_fail(error, FY_INVALID, "%s",
                         _("The database's address cannot be read: postgresql://HOST/DATABASE was expected."));
    else if (password)
        status = fy_fail(error, FY_INVALID, "%s",
                         _("The database's address holds a password. Put it in ~/.pgpass or in PGPASSWORD instead."));
    PQconninfoFree(options);
    PQfreemem(sentence);
    return status;
}

static void say_nothing(void *context, const char *remark)
{
    (void)context;
    (void)remark;
}

enum fy_status fy_pg_open(struct fy_pg **result, const char *url, struct fy_error *error)
{
    enum fy_status status = check_url(url, error);
    *result = NULL;
    if (status != FY_OK)
        return status;
    struct fy_pg *pg = fy_calloc(1, sizeof *pg);
    if (pg)
        pg->connection = PQconnectdb(url);
    if (!pg || !pg->connection)
        status = fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    else if (PQstatus(pg->connection) != CONNECTION_OK)
        status = fail(pg, error);
    if (status != FY_OK) {
        fy_pg_close(pg);
        return status;
    }
    (void)PQsetErrorVerbosity(pg->connection, PQERRORS_TERSE);
    /* What the server remarks would be printed in the middle of a screen. */
    (void)PQsetNoticeProcessor(pg->connection, say_nothing, NULL);
    *result = pg;
    return FY_OK;
}

void fy_pg_close(struct fy_pg *pg)
{
    if (!pg)
        return;
    PQfinish(pg->connection);
    fy_free(pg);
}

bool fy_pg_reconnect(struct fy_pg *pg, struct fy_error *error)
{
    if (PQstatus(pg->connection) == CONNECTION_OK)
        return true;
    PQreset(pg->connection);
    if (PQstatus(pg->connection) == CONNECTION_OK)
        return true;
    (void)fail(pg, error);
    return false;
}

/* ---- statements ---- */

void fy_pg_add_text(struct fy_pg_values *values, const char *text)
{
    values->items[values->count++] = text;
}

void fy_pg_add_number(struct fy_pg_values *values, double number)
{
    fy_number_write(number, values->numbers[values->count]);
    fy_pg_add_text(values, values->numbers[values->count]);
}

void fy_pg_add_integer(struct fy_pg_values *values, int64_t number)
{
    snprintf(values->numbers[values->count], FY_NUMBER_SIZE, "%lld", (long long)number);
    fy_pg_add_text(values, values->numbers[values->count]);
}

enum fy_pg_outcome fy_pg_run(struct fy_pg *pg, const char *sql, const struct fy_pg_values *values, long *rows,
                             struct fy_error *error)
{
    PGresult *result = PQexecParams(pg->connection, sql, values ? values->count : 0, NULL,
                                    values ? values->items : NULL, NULL, NULL, 0);
    const enum fy_pg_outcome outcome = outcome_of(pg, result);
    if (rows)
        *rows = strtol(PQcmdTuples(result), NULL, 10);
    if (outcome != FY_PG_WELL && outcome != FY_PG_TAKEN)
        (void)fail_result(pg, result, error);
    PQclear(result);
    return outcome;
}

/* ---- reading ---- */

const char *fy_pg_text(const struct fy_pg_row *row, int column)
{
    return PQgetvalue(row->result, 0, column);
}

size_t fy_pg_size(const struct fy_pg_row *row, int column)
{
    return (size_t)PQgetlength(row->result, 0, column);
}

double fy_pg_number(const struct fy_pg_row *row, int column)
{
    double number = 0;
    (void)fy_number_read(fy_pg_text(row, column), fy_pg_size(row, column), &number);
    return number;
}

int64_t fy_pg_integer(const struct fy_pg_row *row, int column)
{
    return strtoll(fy_pg_text(row, column), NULL, 10);
}

struct reading {
    fy_pg_visitor *visitor;
    void *context;
    struct fy_pg_row held[FY_PG_HELD]; /* that came and were not visited yet */
    size_t count;
    bool begun; /* rows were visited: none is held any more, and there is no second try from the start */
    enum fy_status status;
};

static void visit(struct reading *reading, const struct fy_pg_row *row, struct fy_error *error)
{
    if (reading->status == FY_OK)
        reading->status = reading->visitor(reading->context, row, error);
    PQclear(row->result);
}

static void visit_held(struct reading *reading, struct fy_error *error)
{
    reading->begun = true;
    for (size_t i = 0; i < reading->count; i++)
        visit(reading, &reading->held[i], error);
    reading->count = 0;
}

static void take(struct reading *reading, PGresult *result, struct fy_error *error)
{
    const struct fy_pg_row row = { result };
    if (!reading->begun && reading->count < FY_PG_HELD) {
        reading->held[reading->count++] = row;
        return;
    }
    if (!reading->begun)
        visit_held(reading, error);
    visit(reading, &row, error);
}

static enum fy_pg_outcome read_once(struct fy_pg *pg, const char *sql, const struct fy_pg_values *values,
                                    struct reading *reading, struct fy_error *error)
{
    enum fy_pg_outcome outcome = FY_PG_WELL;
    if (!PQsendQueryParams(pg->connection, sql, values->count, NULL, values->items, NULL, NULL, 0)) {
        (void)fail(pg, error);
        return FY_PG_AGAIN;
    }
    (void)PQsetSingleRowMode(pg->connection);
    for (PGresult *result; (result = PQgetResult(pg->connection)) != NULL;) {
        if (PQresultStatus(result) == PGRES_SINGLE_TUPLE) {
            take(reading, result, error);
            continue;
        }
        if (outcome_of(pg, result) != FY_PG_WELL) {
            outcome = outcome_of(pg, result);
            (void)fail_result(pg, result, error);
        }
        PQclear(result);
    }
    if (outcome == FY_PG_WELL)
        visit_held(reading, error);
    while (reading->count > 0)
        PQclear(reading->held[--reading->count].result);
    return outcome;
}

enum fy_status fy_pg_read(struct fy_pg *pg, const char *sql, const struct fy_pg_values *values, fy_pg_visitor *visitor,
                          void *context, struct fy_error *error)
{
    struct fy_pg_patience patience = { 0, 0 };
    struct reading reading = { .visitor = visitor, .context = context, .status = FY_OK };
    struct fy_error own = { .status = FY_OK };
    if (!error)
        error = &own;
    for (;;) {
        const enum fy_pg_outcome outcome =
            fy_pg_reconnect(pg, error) ? read_once(pg, sql, values, &reading, error) : FY_PG_AGAIN;
        if (outcome == FY_PG_WELL)
            return reading.status;
        if (outcome != FY_PG_AGAIN || reading.begun || !fy_pg_wait(&patience))
            return error->status;
    }
}

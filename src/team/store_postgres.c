/* The work record in a PostgreSQL database, and in what speaks its protocol. Every change is one transaction; what
 * fails because of others, or because the connection broke, is tried again. No lock is asked for: the (stream, rev)
 * that two want at once goes to one of them. */
#include "base/messages.h"
#include "base/random.h"
#include "team/sql.h"

#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LONGEST_PAUSE 500 /* ms */
#define PATIENCE 20000    /* ms, about */
#define VERSION "2"

enum { MOST_VALUES = 12 };

struct store {
    struct fy_team_store base;
    PGconn *connection;
    char *url, *project;
};

/* How a statement went. */
enum outcome {
    WENT_WELL,
    TAKEN,     /* a key is there already */
    TRY_AGAIN, /* others were in the way, or the connection broke */
    WENT_WRONG,
};

/* One wait after another, each about twice as long; half to all of it, so that those who collided part. */
struct patience {
    int tries, waited; /* ms */
};

static bool wait_a_moment(struct patience *patience)
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
static enum fy_status fail(const struct store *store, struct fy_error *error)
{
    char text[400];
    snprintf(text, sizeof text, "%s", PQerrorMessage(store->connection));
    for (char *at = text; *at != '\0'; at++)
        *at = *at == '\n' || *at == '\t' ? ' ' : *at;
    for (size_t size = strlen(text); size > 0 && text[size - 1] == ' '; size--)
        text[size - 1] = '\0';
    return fy_fail(error, FY_IO, _("The team's database could not be used: %s."), text[0] != '\0' ? text : "?");
}

static enum fy_status no_memory(struct fy_error *error)
{
    return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
}

static enum fy_status taken(struct fy_error *error)
{
    return fy_fail(error, FY_CHANGED, "%s", _("Somebody else was quicker."));
}

static bool denied(const PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    return state && strcmp(state, "42501") == 0;
}

/* A refusal is a sentence of its own: the person lacks the role. */
static enum fy_status fail_result(const struct store *store, const PGresult *result, struct fy_error *error)
{
    if (denied(result))
        return fy_fail(error, FY_NO_ACCESS, "%s",
                       _("The database does not let you do this: ask who runs it for the role that it needs."));
    return fail(store, error);
}

/* Classes 08 and 57P: the connection or the server went; 40001 and 40P01: others were in the way. */
static enum outcome outcome_of(const struct store *store, const PGresult *result)
{
    const ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE)
        return WENT_WELL;
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (!state)
        return PQstatus(store->connection) == CONNECTION_BAD ? TRY_AGAIN : WENT_WRONG;
    if (strcmp(state, "23505") == 0)
        return TAKEN;
    const bool others = strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0;
    return others || strncmp(state, "08", 2) == 0 || strncmp(state, "57P", 3) == 0 ? TRY_AGAIN : WENT_WRONG;
}

/* ---- statements ---- */

/* Values as text, in order. */
struct values {
    const char *items[MOST_VALUES];
    char numbers[MOST_VALUES][FY_NUMBER_SIZE];
    int count;
};

static struct values values_of(const struct store *store)
{
    struct values values;
    values.count = 0;
    values.items[values.count++] = store->project;
    return values;
}

static void add_text(struct values *values, const char *text)
{
    values->items[values->count++] = text;
}

static void add_number(struct values *values, double number)
{
    fy_number_write(number, values->numbers[values->count]);
    values->items[values->count] = values->numbers[values->count];
    values->count++;
}

static void add_integer(struct values *values, int64_t number)
{
    snprintf(values->numbers[values->count], FY_NUMBER_SIZE, "%lld", (long long)number);
    values->items[values->count] = values->numbers[values->count];
    values->count++;
}

/* The caller clears the result. */
static PGresult *query(const struct store *store, const char *sql, const struct values *values)
{
    return PQexecParams(store->connection, sql, values ? values->count : 0, NULL, values ? values->items : NULL, NULL,
                        NULL, 0);
}

/* Run one whose rows nobody wants; *rows (may be NULL) gets how many it changed. */
static enum outcome run(const struct store *store, const char *sql, const struct values *values, long *rows,
                        struct fy_error *error)
{
    PGresult *result = query(store, sql, values);
    const enum outcome outcome = outcome_of(store, result);
    if (rows)
        *rows = strtol(PQcmdTuples(result), NULL, 10);
    if (outcome != WENT_WELL && outcome != TAKEN)
        (void)fail_result(store, result, error);
    PQclear(result);
    return outcome;
}

static bool reconnect(const struct store *store)
{
    if (PQstatus(store->connection) == CONNECTION_OK)
        return true;
    PQreset(store->connection);
    return PQstatus(store->connection) == CONNECTION_OK;
}

/* ---- append ---- */

static enum outcome write_head(const struct store *store, const struct fy_team_head *head, struct fy_error *error)
{
    struct values values = values_of(store);
    long rows = 0;
    add_text(&values, head->stream);
    if (head->rev > 1)
        add_integer(&values, head->rev - 1);
    add_integer(&values, head->rev);
    if (head->rev == 1)
        add_text(&values, head->subject);
    add_text(&values, head->state);
    add_text(&values, head->dialect);
    add_number(&values, head->priority);
    add_number(&values, head->until);
    add_number(&values, head->seconds);
    add_text(&values, head->recording);
    add_text(&values, head->person);
    const char *sql = head->rev == 1 ? fy_sql_insert_head : fy_sql_update_head;
    const enum outcome outcome = run(store, sql, &values, &rows, error);
    return outcome == WENT_WELL && rows != 1 ? TAKEN : outcome;
}

static enum outcome insert_event(const struct store *store, const struct fy_team_event *event, struct fy_error *error)
{
    struct values values = values_of(store);
    add_text(&values, event->stream);
    add_integer(&values, event->rev);
    add_text(&values, event->kind);
    add_number(&values, event->time);
    add_text(&values, event->person);
    add_text(&values, event->token);
    add_text(&values, event->data);
    return run(store, fy_sql_insert_event, &values, NULL, error);
}

static enum outcome write_part(const struct store *store, const char *stream, const struct fy_team_part *part,
                               struct fy_error *error)
{
    struct values values = values_of(store);
    add_text(&values, stream);
    add_text(&values, part->person);
    if (part->state == FY_PART_GONE)
        return run(store, fy_sql_delete_part, &values, NULL, error);
    add_integer(&values, part->state);
    return run(store, fy_sql_put_part, &values, NULL, error);
}

/* The head first: it is where two who want the same rev meet. */
static enum outcome append_one(const struct store *store, const struct fy_team_change *change, struct fy_error *error)
{
    enum outcome outcome = write_head(store, &change->head, error);
    if (outcome == WENT_WELL)
        outcome = insert_event(store, &change->event, error);
    for (size_t i = 0; outcome == WENT_WELL && i < change->part_count; i++)
        outcome = write_part(store, change->event.stream, &change->parts[i], error);
    return outcome;
}

static enum outcome append_all(const struct store *store, const struct fy_team_change *changes, size_t count,
                               struct fy_error *error)
{
    enum outcome outcome = run(store, "BEGIN", NULL, NULL, error);
    for (size_t i = 0; i < count && outcome == WENT_WELL; i++)
        outcome = append_one(store, &changes[i], error);
    if (outcome == WENT_WELL)
        return run(store, "COMMIT", NULL, NULL, error);
    (void)run(store, "ROLLBACK", NULL, NULL, NULL);
    return outcome;
}

/* Whether the event is in already: a try whose answer was lost. */
static bool is_there(const struct store *store, const struct fy_team_event *event)
{
    struct values values = values_of(store);
    add_text(&values, event->stream);
    add_integer(&values, event->rev);
    PGresult *result = event->token[0] != '\0' ? query(store, fy_sql_find_token, &values) : NULL;
    const bool found = PQntuples(result) == 1 && strcmp(PQgetvalue(result, 0, 0), event->token) == 0;
    PQclear(result);
    return found;
}

static enum fy_status append(struct fy_team_store *base, const struct fy_team_change *changes, size_t count,
                             struct fy_error *error)
{
    const struct store *store = (const struct store *)base;
    struct patience patience = { 0, 0 };
    enum outcome outcome = TRY_AGAIN;
    while (outcome == TRY_AGAIN) {
        if (reconnect(store))
            outcome = append_all(store, changes, count, error);
        else
            (void)fail(store, error);
        if (outcome == TRY_AGAIN && !wait_a_moment(&patience))
            return FY_IO;
    }
    if (outcome == TAKEN)
        return count > 0 && is_there(store, &changes[0].event) ? FY_OK : taken(error);
    return outcome == WENT_WELL ? FY_OK : error ? error->status : FY_IO;
}

/* ---- read ---- */

struct reading {
    fy_team_visitor *event;
    fy_team_head_visitor *head;
    void *context;
    bool begun; /* something was visited: no second try from the start */
};

static double number_at(const PGresult *row, int column)
{
    double number = 0;
    (void)fy_number_read(PQgetvalue(row, 0, column), strlen(PQgetvalue(row, 0, column)), &number);
    return number;
}

static int64_t integer_at(const PGresult *row, int column)
{
    return strtoll(PQgetvalue(row, 0, column), NULL, 10);
}

static enum fy_status visit(struct reading *reading, const PGresult *row, struct fy_error *error)
{
    reading->begun = true;
    if (reading->event) {
        const struct fy_team_event event = {
            .stream = PQgetvalue(row, 0, 0),
            .rev = integer_at(row, 1),
            .kind = PQgetvalue(row, 0, 2),
            .time = number_at(row, 3),
            .person = PQgetvalue(row, 0, 4),
            .token = PQgetvalue(row, 0, 5),
            .data = PQgetvalue(row, 0, 6),
        };
        return reading->event(reading->context, &event, error);
    }
    const struct fy_team_head head = {
        .stream = PQgetvalue(row, 0, 0),
        .rev = integer_at(row, 1),
        .subject = PQgetvalue(row, 0, 2),
        .state = PQgetvalue(row, 0, 3),
        .dialect = PQgetvalue(row, 0, 4),
        .priority = number_at(row, 5),
        .until = number_at(row, 6),
        .seconds = number_at(row, 7),
        .recording = PQgetvalue(row, 0, 8),
        .person = PQgetvalue(row, 0, 9),
    };
    return reading->head(reading->context, &head, error);
}

/* Rows as they come, so that memory does not grow with the record. */
static enum outcome read_once(const struct store *store, const char *sql, const struct values *values,
                              struct reading *reading, enum fy_status *status, struct fy_error *error)
{
    enum outcome outcome = WENT_WELL;
    *status = FY_OK;
    if (!PQsendQueryParams(store->connection, sql, values->count, NULL, values->items, NULL, NULL, 0)) {
        (void)fail(store, error);
        return TRY_AGAIN;
    }
    (void)PQsetSingleRowMode(store->connection);
    for (PGresult *row; (row = PQgetResult(store->connection)) != NULL; PQclear(row)) {
        if (PQresultStatus(row) == PGRES_SINGLE_TUPLE && *status == FY_OK) {
            *status = visit(reading, row, error);
        } else if (outcome_of(store, row) != WENT_WELL) {
            outcome = outcome_of(store, row);
            (void)fail_result(store, row, error);
        }
    }
    return outcome;
}

static enum fy_status read_rows(const struct store *store, const char *sql, const struct values *values,
                                struct reading *reading, struct fy_error *error)
{
    struct patience patience = { 0, 0 };
    for (;;) {
        enum fy_status status = FY_IO;
        enum outcome outcome = TRY_AGAIN;
        if (reconnect(store))
            outcome = read_once(store, sql, values, reading, &status, error);
        else
            (void)fail(store, error);
        if (outcome == WENT_WELL)
            return status;
        if (outcome != TRY_AGAIN || reading->begun || !wait_a_moment(&patience))
            return error ? error->status : FY_IO;
    }
}

static enum fy_status read_events(struct fy_team_store *base, const char *stream, const char *kind,
                                  enum fy_team_order order, fy_team_visitor *visitor, void *context,
                                  struct fy_error *error)
{
    const struct store *store = (const struct store *)base;
    struct values values = values_of(store);
    struct reading reading = { .event = visitor, .context = context };
    if (stream)
        add_text(&values, stream);
    if (kind)
        add_text(&values, kind);
    return read_rows(store, fy_sql_events(stream != NULL, kind != NULL, order), &values, &reading, error);
}

static enum fy_status read_heads(struct fy_team_store *base, const struct fy_team_query *query,
                                 fy_team_head_visitor *visitor, void *context, struct fy_error *error)
{
    const struct store *store = (const struct store *)base;
    struct fy_buffer sql = FY_BUFFER_EMPTY;
    enum fy_sql_value wanted[FY_SQL_VALUES];
    struct values values = values_of(store);
    struct reading reading = { .head = visitor, .context = context };
    const size_t count = fy_sql_heads(query, &sql, wanted);
    const char *const texts[FY_SQL_VALUES] = {
        [FY_SQL_SUBJECT] = query->subject, [FY_SQL_STATE] = query->state,   [FY_SQL_DIALECT] = query->dialect,
        [FY_SQL_WITHOUT] = query->without, [FY_SQL_ACTIVE] = query->active,
        [FY_SQL_RESERVED] = query->reserved, [FY_SQL_WITH] = query->with, [FY_SQL_RECORDING] = query->recording,
    };
    for (size_t i = 0; i < count; i++) {
        if (wanted[i] == FY_SQL_LAPSED)
            add_number(&values, query->lapsed);
        else
            add_text(&values, texts[wanted[i]]);
    }
    const enum fy_status status =
        sql.failed ? no_memory(error) : read_rows(store, fy_buffer_text(&sql), &values, &reading, error);
    fy_buffer_free(&sql);
    return status;
}

/* ---- contents ---- */

static PGresult *query_patiently(const struct store *store, const char *sql, const struct values *values,
                                 enum fy_status *status, struct fy_error *error)
{
    struct patience patience = { 0, 0 };
    for (;;) {
        PGresult *result = reconnect(store) ? query(store, sql, values) : NULL;
        const enum outcome outcome = result ? outcome_of(store, result) : TRY_AGAIN;
        *status = outcome == WENT_WELL ? FY_OK : result ? fail_result(store, result, error) : fail(store, error);
        if (outcome != TRY_AGAIN || !wait_a_moment(&patience))
            return result;
        PQclear(result);
    }
}

static enum fy_status put(struct fy_team_store *base, const char *hash, const char *bytes, size_t size,
                          struct fy_error *error)
{
    const struct store *store = (const struct store *)base;
    struct fy_buffer text = FY_BUFFER_EMPTY;
    struct values values = values_of(store);
    enum fy_status status;
    /* It must end with a NUL, and hold no other. */
    if (memchr(bytes, '\0', size))
        return fy_fail(error, FY_INVALID, "%s", _("A text with a NUL byte cannot be kept in the database."));
    fy_buffer_append(&text, bytes, size);
    if (text.failed)
        return no_memory(error);
    add_text(&values, hash);
    add_text(&values, fy_buffer_text(&text));
    PQclear(query_patiently(store, fy_sql_insert_content, &values, &status, error));
    fy_buffer_free(&text);
    return status;
}

static enum fy_status get(struct fy_team_store *base, const char *hash, struct fy_buffer *bytes, struct fy_error *error)
{
    const struct store *store = (const struct store *)base;
    struct values values = values_of(store);
    enum fy_status status;
    add_text(&values, hash);
    PGresult *result = query_patiently(store, fy_sql_find_content, &values, &status, error);
    if (status == FY_OK && PQntuples(result) == 0)
        status = fy_fail(error, FY_NOT_FOUND, _("The work record does not hold what was handed in as %s."), hash);
    else if (status == FY_OK)
        fy_buffer_append(bytes, PQgetvalue(result, 0, 0), (size_t)PQgetlength(result, 0, 0));
    PQclear(result);
    return status == FY_OK && bytes->failed ? no_memory(error) : status;
}

/* ---- open, create, close ---- */

static void close_store(struct fy_team_store *base)
{
    struct store *store = (struct store *)base;
    PQfinish(store->connection);
    fy_free(store->url);
    fy_free(store->project);
    fy_free(store);
}

bool fy_team_postgres_names(const char *url)
{
    return strncmp(url, "postgresql://", 13) == 0 || strncmp(url, "postgres://", 11) == 0;
}

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

static enum fy_status connect(struct store **result, const char *url, const char *project, struct fy_error *error)
{
    struct store *store = NULL;
    enum fy_status status = check_url(url, error);
    *result = NULL;
    if (status != FY_OK)
        return status;
    store = fy_calloc(1, sizeof *store);
    if (!store)
        return no_memory(error);
    store->base = (struct fy_team_store){ append, read_events, read_heads, put, get, close_store };
    store->url = fy_strdup(url);
    store->project = fy_strdup(project);
    store->connection = store->url && store->project ? PQconnectdb(url) : NULL;
    if (!store->connection)
        status = no_memory(error);
    else if (PQstatus(store->connection) != CONNECTION_OK)
        status = fail(store, error);
    else
        (void)PQsetErrorVerbosity(store->connection, PQERRORS_TERSE);
    /* What the server remarks would be printed in the middle of a screen. */
    if (status == FY_OK)
        (void)PQsetNoticeProcessor(store->connection, say_nothing, NULL);
    if (status != FY_OK) {
        close_store(&store->base);
        return status;
    }
    *result = store;
    return FY_OK;
}

static enum fy_status make_tables(const struct store *store, struct fy_error *error)
{
    struct values values = values_of(store);
    enum outcome outcome = WENT_WELL;
    (void)run(store, "SET client_min_messages TO warning", NULL, NULL, NULL);
    for (size_t i = 0; fy_sql_schema[i] && outcome == WENT_WELL; i++)
        outcome = run(store, fy_sql_schema[i], NULL, NULL, error);
    if (outcome == WENT_WELL)
        outcome =
            run(store, "INSERT INTO fangyin_project (project, version) VALUES ($1, " VERSION ")", &values, NULL, error);
    if (outcome == TAKEN)
        return fy_fail(error, FY_INVALID, "%s", _("There is a team's work record here already."));
    return outcome == WENT_WELL ? FY_OK : error ? error->status : FY_IO;
}

enum fy_status fy_team_postgres_create(const char *url, const char *project, struct fy_error *error)
{
    struct store *store;
    enum fy_status status = connect(&store, url, project, error);
    if (status != FY_OK)
        return status;
    status = make_tables(store, error);
    close_store(&store->base);
    return status;
}

static enum fy_status check_version(const struct store *store, struct fy_error *error)
{
    struct values values = values_of(store);
    PGresult *result = query(store, "SELECT version FROM fangyin_project WHERE project = $1", &values);
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    enum fy_status status = FY_OK;
    /* 42P01: no such table */
    if ((state && strcmp(state, "42P01") == 0) || (!state && PQntuples(result) == 0))
        status =
            fy_fail(error, FY_NOT_FOUND, "%s", _("There is no work record here: make one with \"fangyin team init\"."));
    else if (outcome_of(store, result) != WENT_WELL)
        status = fail_result(store, result, error);
    else if (strcmp(PQgetvalue(result, 0, 0), VERSION) != 0)
        status = fy_fail(error, FY_UNSUPPORTED, "%s",
                         _("Another version of this program made this work record: use that one."));
    PQclear(result);
    return status;
}

enum fy_status fy_team_postgres_open(struct fy_team_store **result, const char *url, const char *project,
                                     struct fy_error *error)
{
    struct store *store;
    *result = NULL;
    enum fy_status status = connect(&store, url, project, error);
    if (status != FY_OK)
        return status;
    status = check_version(store, error);
    if (status != FY_OK)
        close_store(&store->base);
    else
        *result = &store->base;
    return status;
}

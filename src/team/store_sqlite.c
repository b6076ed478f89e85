/* The work record in one file. What is SQLite's own
 * (PRAGMA) tells our files from others and sets the journal. Every change is one IMMEDIATE transaction, so that waiting
 * for another process always happens at its start, where waiting can end well. */
#include "base/messages.h"
#include "team/network.h"
#include "team/sql.h"

#include <fangyin/memory.h>
#include <fangyin/team_store.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define APPLICATION 0x46794E67 /* "FyNg" in the file's header */
#define VERSION 2
#define PROJECT ""        /* a file has one project */
#define LONGEST_PAUSE 100 /* ms */
#define PATIENCE 20000    /* ms, about */

struct store {
    struct fy_team_store base;
    sqlite3 *database;
    int waited; /* ms spent on the lock that is asked for now */
    char *path;
};

/* SQLite asks before each new try; 0 gives up. */
static int wait_a_moment(void *context, int tries)
{
    struct store *store = context;
    unsigned random;

    if (tries == 0)
        store->waited = 0;
    if (store->waited >= PATIENCE)
        return 0;
    /* Twice as long each time, from 1 ms; half to all of it, so that those who collided part. */
    const int ceiling = tries < 7 ? 1 << tries : LONGEST_PAUSE;
    sqlite3_randomness((int)sizeof random, &random);
    const int pause = (ceiling + 1) / 2 + (int)(random % (unsigned)(ceiling / 2 + 1));
    store->waited += pause;
    nanosleep(&(struct timespec){ 0, pause * 1000000L }, NULL);
    return 1;
}

static enum fy_status fail(const struct store *store, int code, struct fy_error *error)
{
    enum fy_status status = FY_IO;

    switch (code & 0xFF) {
    case SQLITE_NOMEM:
        status = fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        status = fy_fail(error, FY_IO, "%s",
                         _("Another program keeps the team's work record locked. Close what uses it and try again."));
        break;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        status = fy_fail(error, FY_SYNTAX, "%s",
                         _("This is no work record, or it is damaged: a SQLite database was expected."));
        break;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        status = fy_fail(error, FY_NO_ACCESS, "%s",
                         _("The team's work record cannot be opened to write: is its folder there, and do you have the "
                           "permission?"));
        break;
    case SQLITE_FULL:
        status = fy_fail(error, FY_IO, "%s", _("The disk is full: make room and try again."));
        break;
    default:
        status = fy_fail(error, FY_IO, _("The team's work record could not be used. SQLite says: %s."),
                         sqlite3_errmsg(store->database));
        break;
    }
    if (error != NULL)
        (void)fy_error_in_file(error, store->path);
    return status;
}

static int run(const struct store *store, const char *sql)
{
    return sqlite3_exec(store->database, sql, NULL, NULL, NULL);
}

/* The one number a statement gives. */
static int number(const struct store *store, const char *sql, int *value)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(store->database, sql, -1, &statement, NULL);

    if (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        *value = sqlite3_column_int(statement, 0);
        code = SQLITE_OK;
    }
    sqlite3_finalize(statement);
    return code;
}

/* ---- statements ---- */

/* A statement whose values are bound one after the other, by number from 1. The first failure stays. */
struct statement {
    sqlite3_stmt *handle;
    int code, values;
};

static struct statement prepare(const struct store *store, const char *sql)
{
    struct statement statement = { NULL, SQLITE_OK, 0 };
    statement.code = sqlite3_prepare_v2(store->database, sql, -1, &statement.handle, NULL);
    return statement;
}

/* The parameters are named $1, $2 ...; SQLite numbers them as they come. */
static int next_parameter(struct statement *statement)
{
    char name[16];
    snprintf(name, sizeof name, "$%d", ++statement->values);
    return sqlite3_bind_parameter_index(statement->handle, name);
}

static void bind_text(struct statement *statement, const char *text)
{
    if (statement->code == SQLITE_OK)
        statement->code = sqlite3_bind_text(statement->handle, next_parameter(statement), text, -1, SQLITE_STATIC);
}

static void bind_integer(struct statement *statement, int64_t value)
{
    if (statement->code == SQLITE_OK)
        statement->code = sqlite3_bind_int64(statement->handle, next_parameter(statement), value);
}

static void bind_number(struct statement *statement, double value)
{
    if (statement->code == SQLITE_OK)
        statement->code = sqlite3_bind_double(statement->handle, next_parameter(statement), value);
}

/* Run one that gives no rows, and make it ready for the next values. */
static void finish(struct statement *statement)
{
    if (statement->code == SQLITE_OK && (statement->code = sqlite3_step(statement->handle)) == SQLITE_DONE)
        statement->code = sqlite3_reset(statement->handle);
    statement->values = 0;
}

static bool next_row(struct statement *statement)
{
    if (statement->code == SQLITE_OK || statement->code == SQLITE_ROW)
        statement->code = sqlite3_step(statement->handle);
    return statement->code == SQLITE_ROW;
}

static const char *text_of(const struct statement *statement, int column)
{
    return (const char *)sqlite3_column_text(statement->handle, column);
}

/* ---- append ---- */

enum { EVENT, NEW_HEAD, HEAD, PART, LEAVE, TOKEN, STATEMENTS };
static const char *const append_sql[STATEMENTS] = {
    [EVENT] = fy_sql_insert_event, [NEW_HEAD] = fy_sql_insert_head, [HEAD] = fy_sql_update_head,
    [PART] = fy_sql_put_part,      [LEAVE] = fy_sql_delete_part,    [TOKEN] = fy_sql_find_token,
};

static int insert_event(struct statement *statement, const struct fy_team_event *event)
{
    bind_text(statement, PROJECT);
    bind_text(statement, event->stream);
    bind_integer(statement, event->rev);
    bind_text(statement, event->kind);
    bind_number(statement, event->time);
    bind_text(statement, event->person);
    bind_text(statement, event->token);
    bind_text(statement, event->data);
    finish(statement);
    return statement->code;
}

static int write_head(struct statement statements[STATEMENTS], const struct fy_team_head *head)
{
    struct statement *statement = &statements[head->rev == 1 ? NEW_HEAD : HEAD];
    bind_text(statement, PROJECT);
    bind_text(statement, head->stream);
    if (head->rev > 1)
        bind_integer(statement, head->rev - 1);
    bind_integer(statement, head->rev);
    if (head->rev == 1)
        bind_text(statement, head->subject);
    bind_text(statement, head->state);
    bind_text(statement, head->dialect);
    bind_number(statement, head->priority);
    bind_number(statement, head->until);
    bind_number(statement, head->seconds);
    bind_text(statement, head->recording);
    bind_text(statement, head->person);
    finish(statement);
    return statement->code;
}

static int write_part(struct statement statements[STATEMENTS], const char *stream, const struct fy_team_part *part)
{
    struct statement *statement = &statements[part->state == FY_PART_GONE ? LEAVE : PART];
    bind_text(statement, PROJECT);
    bind_text(statement, stream);
    bind_text(statement, part->person);
    if (part->state != FY_PART_GONE)
        bind_integer(statement, part->state);
    finish(statement);
    return statement->code;
}

/* True if the event is there already: an earlier try put it in. */
static bool is_there(struct statement *statement, const struct fy_team_event *event)
{
    bool found = false;
    bind_text(statement, PROJECT);
    bind_text(statement, event->stream);
    bind_integer(statement, event->rev);
    if (event->token[0] != '\0' && next_row(statement)) {
        const char *token = text_of(statement, 0);
        found = token && strcmp(token, event->token) == 0;
    }
    statement->code = sqlite3_reset(statement->handle);
    statement->values = 0;
    return found;
}

/* FY_CHANGED where the rev is taken. */
static enum fy_status append_one(const struct store *store, struct statement statements[STATEMENTS],
                                 const struct fy_team_change *change, struct fy_error *error)
{
    if (is_there(&statements[TOKEN], &change->event))
        return FY_OK;
    int code = insert_event(&statements[EVENT], &change->event);
    if (code == SQLITE_CONSTRAINT && sqlite3_extended_errcode(store->database) == SQLITE_CONSTRAINT_PRIMARYKEY)
        return fy_fail(error, FY_CHANGED, "%s", _("Somebody else was quicker."));
    if (code == SQLITE_OK)
        code = write_head(statements, &change->head);
    if (code == SQLITE_OK && change->head.rev > 1 && sqlite3_changes(store->database) != 1)
        return fy_fail(error, FY_CHANGED, "%s", _("Somebody else was quicker."));
    for (size_t i = 0; code == SQLITE_OK && i < change->part_count; i++)
        code = write_part(statements, change->event.stream, &change->parts[i]);
    return code == SQLITE_OK ? FY_OK : fail(store, code, error);
}

static enum fy_status append(struct fy_team_store *base, const struct fy_team_change *changes, size_t count,
                             struct fy_error *error)
{
    struct store *store = (struct store *)base;
    struct statement statements[STATEMENTS];
    int code = run(store, "BEGIN IMMEDIATE");
    if (code != SQLITE_OK)
        return fail(store, code, error);
    for (int i = 0; i < STATEMENTS; i++) {
        statements[i] = prepare(store, append_sql[i]);
        code = code == SQLITE_OK ? statements[i].code : code;
    }
    enum fy_status status = code == SQLITE_OK ? FY_OK : fail(store, code, error);
    for (size_t i = 0; i < count && status == FY_OK; i++)
        status = append_one(store, statements, &changes[i], error);
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(statements[i].handle);
    if (status == FY_OK && (code = run(store, "COMMIT")) != SQLITE_OK)
        status = fail(store, code, error);
    if (status != FY_OK)
        (void)run(store, "ROLLBACK");
    return status;
}

/* ---- read ---- */

static enum fy_status visit_event(const struct store *store, const struct statement *row, fy_team_visitor *visitor,
                                  void *context, struct fy_error *error)
{
    const struct fy_team_event event = {
        .stream = text_of(row, 0),
        .rev = sqlite3_column_int64(row->handle, 1),
        .kind = text_of(row, 2),
        .time = sqlite3_column_double(row->handle, 3),
        .person = text_of(row, 4),
        .token = text_of(row, 5),
        .data = text_of(row, 6),
    };
    /* No column may be NULL: such a text means that there was no memory for it. */
    if (!event.stream || !event.kind || !event.person || !event.token || !event.data)
        return fail(store, SQLITE_NOMEM, error);
    return visitor(context, &event, error);
}

static enum fy_status visit_head(const struct store *store, const struct statement *row, fy_team_head_visitor *visitor,
                                 void *context, struct fy_error *error)
{
    const struct fy_team_head head = {
        .stream = text_of(row, 0),
        .rev = sqlite3_column_int64(row->handle, 1),
        .subject = text_of(row, 2),
        .state = text_of(row, 3),
        .dialect = text_of(row, 4),
        .priority = sqlite3_column_double(row->handle, 5),
        .until = sqlite3_column_double(row->handle, 6),
        .seconds = sqlite3_column_double(row->handle, 7),
        .recording = text_of(row, 8),
        .person = text_of(row, 9),
    };
    if (!head.stream || !head.subject || !head.state || !head.dialect || !head.recording || !head.person)
        return fail(store, SQLITE_NOMEM, error);
    return visitor(context, &head, error);
}

static enum fy_status close_statement(const struct store *store, struct statement *statement, enum fy_status status,
                                      struct fy_error *error)
{
    if (status == FY_OK && statement->code != SQLITE_DONE && statement->code != SQLITE_OK)
        status = fail(store, statement->code, error);
    sqlite3_finalize(statement->handle);
    return status;
}

static enum fy_status read_events(struct fy_team_store *base, const char *stream, const char *kind,
                                  enum fy_team_order order, fy_team_visitor *visitor, void *context,
                                  struct fy_error *error)
{
    const struct store *store = (const struct store *)base;
    struct statement statement = prepare(store, fy_sql_events(stream != NULL, kind != NULL, order));
    enum fy_status status = FY_OK;
    bind_text(&statement, PROJECT);
    if (stream)
        bind_text(&statement, stream);
    if (kind)
        bind_text(&statement, kind);
    while (status == FY_OK && next_row(&statement))
        status = visit_event(store, &statement, visitor, context, error);
    return close_statement(store, &statement, status, error);
}

static void bind_query(struct statement *statement, const struct fy_team_query *query, enum fy_sql_value value)
{
    switch (value) {
    case FY_SQL_SUBJECT:
        bind_text(statement, query->subject);
        break;
    case FY_SQL_STATE:
        bind_text(statement, query->state);
        break;
    case FY_SQL_DIALECT:
        bind_text(statement, query->dialect);
        break;
    case FY_SQL_LAPSED:
        bind_number(statement, query->lapsed);
        break;
    case FY_SQL_WITHOUT:
        bind_text(statement, query->without);
        break;
    case FY_SQL_ACTIVE:
        bind_text(statement, query->active);
        break;
    case FY_SQL_RESERVED:
        bind_text(statement, query->reserved);
        break;
    case FY_SQL_WITH:
        bind_text(statement, query->with);
        break;
    case FY_SQL_RECORDING:
        bind_text(statement, query->recording);
        break;
    case FY_SQL_VALUES:
    default:
        break;
    }
}

static enum fy_status read_heads(struct fy_team_store *base, const struct fy_team_query *query,
                                 fy_team_head_visitor *visitor, void *context, struct fy_error *error)
{
    const struct store *store = (const struct store *)base;
    struct fy_buffer sql = FY_BUFFER_EMPTY;
    enum fy_sql_value values[FY_SQL_VALUES];
    enum fy_status status = FY_OK;
    const size_t count = fy_sql_heads(query, &sql, values);
    if (sql.failed) {
        fy_buffer_free(&sql);
        return fail(store, SQLITE_NOMEM, error);
    }
    struct statement statement = prepare(store, fy_buffer_text(&sql));
    bind_text(&statement, PROJECT);
    for (size_t i = 0; i < count; i++)
        bind_query(&statement, query, values[i]);
    while (status == FY_OK && next_row(&statement))
        status = visit_head(store, &statement, visitor, context, error);
    fy_buffer_free(&sql);
    return close_statement(store, &statement, status, error);
}

/* ---- contents ---- */

static enum fy_status put(struct fy_team_store *base, const char *hash, const char *bytes, size_t size,
                          struct fy_error *error)
{
    const struct store *store = (const struct store *)base;
    struct statement statement = prepare(store, fy_sql_insert_content);
    bind_text(&statement, PROJECT);
    bind_text(&statement, hash);
    if (statement.code == SQLITE_OK)
        statement.code =
            sqlite3_bind_text64(statement.handle, next_parameter(&statement), bytes, size, SQLITE_STATIC, SQLITE_UTF8);
    finish(&statement);
    return close_statement(store, &statement, FY_OK, error);
}

static enum fy_status get(struct fy_team_store *base, const char *hash, struct fy_buffer *bytes, struct fy_error *error)
{
    const struct store *store = (const struct store *)base;
    struct statement statement = prepare(store, fy_sql_find_content);
    enum fy_status status = FY_OK;
    bind_text(&statement, PROJECT);
    bind_text(&statement, hash);
    if (next_row(&statement)) {
        fy_buffer_append(bytes, sqlite3_column_blob(statement.handle, 0),
                         (size_t)sqlite3_column_bytes(statement.handle, 0));
        statement.code = SQLITE_DONE;
        status = bytes->failed ? fail(store, SQLITE_NOMEM, error) : FY_OK;
    } else if (statement.code == SQLITE_DONE) {
        status = fy_fail(error, FY_NOT_FOUND, _("The work record does not hold what was handed in as %s."), hash);
    }
    return close_statement(store, &statement, status, error);
}

/* ---- open, create, close ---- */

static void close_store(struct fy_team_store *base)
{
    struct store *store = (struct store *)base;

    sqlite3_close(store->database);
    fy_free(store->path);
    fy_free(store);
}

static enum fy_status connect(struct store **result, const char *path, int flags, struct fy_error *error)
{
    struct store *store = fy_calloc(1, sizeof *store);
    char *name = fy_strdup(path);

    *result = NULL;
    if (store == NULL || name == NULL) {
        fy_free(store);
        fy_free(name);
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    }
    store->base = (struct fy_team_store){ append, read_events, read_heads, put, get, close_store };
    store->path = name;
    int code = sqlite3_open_v2(path, &store->database, SQLITE_OPEN_READWRITE | flags, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_busy_handler(store->database, wait_a_moment, store);
    if (code == SQLITE_OK)
        code = run(store, "PRAGMA synchronous = FULL");
    if (code != SQLITE_OK) {
        const enum fy_status status = fail(store, code, error);
        close_store(&store->base);
        return status;
    }
    *result = store;
    return FY_OK;
}

/* A record that was made on a local disk and now lies on a network share: write-ahead mode would damage it there. The
 * mode changes only while nobody else has it open. */
static enum fy_status leave_wal(struct store *store, struct fy_error *error)
{
    int code = run(store, "PRAGMA journal_mode = DELETE");
    sqlite3_stmt *statement = NULL;
    bool left = false;
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v2(store->database, "PRAGMA journal_mode", -1, &statement, NULL);
    if (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        const char *mode = (const char *)sqlite3_column_text(statement, 0);
        left = mode && strcmp(mode, "wal") != 0;
    }
    sqlite3_finalize(statement);
    if (left)
        return FY_OK;
    return fy_fail(error, FY_UNSUPPORTED, "%s",
                   _("The work record is on a network share and in a mode that only one machine can use. Close it "
                     "everywhere and try again."));
}

static enum fy_status make_tables(struct store *store, struct fy_error *error)
{
    int application = 0, tables = 0, code = run(store, "BEGIN IMMEDIATE");

    if (code != SQLITE_OK)
        return fail(store, code, error);
    code = number(store, "PRAGMA application_id", &application);
    if (code == SQLITE_OK)
        code = number(store, "SELECT count(*) FROM sqlite_master", &tables);
    if (code == SQLITE_OK && tables > 0) {
        (void)run(store, "ROLLBACK");
        (void)fy_fail(error, FY_INVALID, "%s",
                      application == APPLICATION
                          ? _("There is a team's work record here already.")
                          : _("Another program's database stands here, where the work record should be."));
        if (error != NULL)
            (void)fy_error_in_file(error, store->path);
        return FY_INVALID;
    }
    for (size_t i = 0; fy_sql_schema[i] && code == SQLITE_OK; i++)
        code = run(store, fy_sql_schema[i]);
    code = code == SQLITE_OK ? run(store, "PRAGMA application_id = 1182355047") : code;
    code = code == SQLITE_OK ? run(store, "PRAGMA user_version = 2") : code;
    code = code == SQLITE_OK ? run(store, "COMMIT") : code;
    if (code == SQLITE_OK)
        return FY_OK;
    const enum fy_status status = fail(store, code, error);
    (void)run(store, "ROLLBACK");
    return status;
}

enum fy_status fy_team_sqlite_create(const char *path, struct fy_error *error)
{
    struct store *store;
    enum fy_status status = connect(&store, path, SQLITE_OPEN_CREATE, error);

    if (status != FY_OK)
        return status;
    status = make_tables(store, error);
    if (status == FY_OK) {
        /* The file keeps the mode; it cannot be set inside a transaction. */
        const int code = run(store, fy_on_network(path) ? "PRAGMA journal_mode = DELETE" : "PRAGMA journal_mode = WAL");
        status = code == SQLITE_OK ? FY_OK : fail(store, code, error);
    }
    close_store(&store->base);
    return status;
}

enum fy_status fy_team_sqlite_open(struct fy_team_store **result, const char *path, struct fy_error *error)
{
    struct store *store;
    int application = 0, version = 0;

    *result = NULL;
    if (access(path, F_OK) != 0) {
        (void)fy_fail(error, FY_NOT_FOUND, "%s",
                      _("There is no work record here: make one with \"fangyin team init\"."));
        if (error != NULL)
            (void)fy_error_in_file(error, path);
        return FY_NOT_FOUND;
    }
    enum fy_status status = connect(&store, path, 0, error);
    if (status != FY_OK)
        return status;
    int code = number(store, "PRAGMA application_id", &application);
    if (code == SQLITE_OK)
        code = number(store, "PRAGMA user_version", &version);
    if (code != SQLITE_OK)
        status = fail(store, code, error);
    else if (application != APPLICATION)
        status = fy_fail(error, FY_SYNTAX, "%s", _("This database is no team's work record."));
    else if (version != VERSION)
        status = fy_fail(error, FY_UNSUPPORTED, "%s",
                         _("Another version of this program made this work record: use that one."));
    else if (fy_on_network(path))
        status = leave_wal(store, error);
    if (status != FY_OK) {
        if (error != NULL)
            (void)fy_error_in_file(error, path);
        close_store(&store->base);
        return status;
    }
    *result = &store->base;
    return FY_OK;
}

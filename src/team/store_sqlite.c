/* The work record in one file. The statements are plain SQL that other databases take as they are; what is SQLite's own
 * (PRAGMA) tells our files from others and sets the journal. Every change is one IMMEDIATE transaction, so that waiting
 * for another process always happens at its start, where waiting can end well. */
#include "base/messages.h"

#include <fangyin/memory.h>
#include <fangyin/team.h>
#include <sqlite3.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define APPLICATION 0x46794E67 /* "FyNg" in the file's header */
#define VERSION 1
#define LONGEST_PAUSE 100 /* ms */
#define PATIENCE 20000    /* ms, about */

struct store {
    struct fy_team_store base;
    sqlite3 *database;
    int waited; /* ms spent on the lock that is asked for now */
    char *path;
};

static const char schema[] = "CREATE TABLE event ("
                             " unit TEXT NOT NULL, rev BIGINT NOT NULL, kind TEXT NOT NULL,"
                             " happened DOUBLE PRECISION NOT NULL, person TEXT NOT NULL, recording TEXT NOT NULL,"
                             " from_time DOUBLE PRECISION NOT NULL, to_time DOUBLE PRECISION NOT NULL,"
                             " until_time DOUBLE PRECISION NOT NULL,"
                             " PRIMARY KEY (unit, rev))";

#define COLUMNS "unit, rev, kind, happened, person, recording, from_time, to_time, until_time"

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
        status = fy_fail(error, FY_SYNTAX, "%s", _("This is no work record, or it is damaged: a SQLite database was expected."));
        break;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        status = fy_fail(error, FY_NO_ACCESS, "%s",
                         _("The team's work record cannot be opened to write: is its folder there, and do you have the permission?"));
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

/* ---- append ---- */

static int bind(sqlite3_stmt *statement, const struct fy_team_event *event)
{
    const char *const kind = fy_team_event_name(event->kind);
    int code = sqlite3_bind_text(statement, 1, event->unit, -1, SQLITE_STATIC);

    code = code == SQLITE_OK ? sqlite3_bind_int64(statement, 2, event->rev) : code;
    code = code == SQLITE_OK ? sqlite3_bind_text(statement, 3, kind, -1, SQLITE_STATIC) : code;
    code = code == SQLITE_OK ? sqlite3_bind_double(statement, 4, event->time) : code;
    code = code == SQLITE_OK ? sqlite3_bind_text(statement, 5, event->person, -1, SQLITE_STATIC) : code;
    code = code == SQLITE_OK ? sqlite3_bind_text(statement, 6, event->recording, -1, SQLITE_STATIC) : code;
    code = code == SQLITE_OK ? sqlite3_bind_double(statement, 7, event->from) : code;
    code = code == SQLITE_OK ? sqlite3_bind_double(statement, 8, event->to) : code;
    return code == SQLITE_OK ? sqlite3_bind_double(statement, 9, event->until) : code;
}

static int insert(const struct store *store, const struct fy_team_event *events, size_t count)
{
    static const char sql[] = "INSERT INTO event (" COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(store->database, sql, -1, &statement, NULL);

    for (size_t i = 0; i < count && code == SQLITE_OK; i++) {
        code = bind(statement, &events[i]);
        if (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_DONE)
            code = sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
    return code;
}

static enum fy_status append(struct fy_team_store *base, const struct fy_team_event *events, size_t count,
                             struct fy_error *error)
{
    struct store *store = (struct store *)base;
    enum fy_status status = FY_OK;
    int code = run(store, "BEGIN IMMEDIATE");

    if (code != SQLITE_OK)
        return fail(store, code, error);
    code = insert(store, events, count);
    if (code == SQLITE_OK)
        code = run(store, "COMMIT");
    if (code == SQLITE_CONSTRAINT && sqlite3_extended_errcode(store->database) == SQLITE_CONSTRAINT_PRIMARYKEY)
        status = fy_fail(error, FY_CHANGED, "%s", _("Somebody else was quicker."));
    else if (code != SQLITE_OK)
        status = fail(store, code, error);
    if (code != SQLITE_OK)
        (void)run(store, "ROLLBACK");
    return status;
}

/* ---- read ---- */

static const char *text_of(sqlite3_stmt *statement, int column)
{
    return (const char *)sqlite3_column_text(statement, column);
}

static enum fy_status visit_row(const struct store *store, sqlite3_stmt *statement, fy_team_visitor *visitor,
                                void *context, struct fy_error *error)
{
    const char *const kind = text_of(statement, 2);
    struct fy_team_event event = {
        .unit = text_of(statement, 0),
        .rev = sqlite3_column_int64(statement, 1),
        .time = sqlite3_column_double(statement, 3),
        .person = text_of(statement, 4),
        .recording = text_of(statement, 5),
        .from = sqlite3_column_double(statement, 6),
        .to = sqlite3_column_double(statement, 7),
        .until = sqlite3_column_double(statement, 8),
    };

    /* No column may be NULL: such a text means that there was no memory for it. */
    if (event.unit == NULL || kind == NULL || event.person == NULL || event.recording == NULL)
        return fail(store, SQLITE_NOMEM, error);
    if (!fy_team_event_kind_of(kind, &event.kind))
        return fy_fail(error, FY_UNSUPPORTED,
                       _("The work record holds an event \"%s\" that this version does not know: use a newer one."), kind);
    return visitor(context, &event, error);
}

static enum fy_status read_events(struct fy_team_store *base, const char *unit, enum fy_team_order order,
                                  fy_team_visitor *visitor, void *context, struct fy_error *error)
{
    static const char *const all[] = {
        [FY_TEAM_BY_UNIT] = "SELECT " COLUMNS " FROM event ORDER BY unit, rev",
        [FY_TEAM_BY_TIME] = "SELECT " COLUMNS " FROM event ORDER BY happened, unit, rev",
    };
    static const char *const one[] = {
        [FY_TEAM_BY_UNIT] = "SELECT " COLUMNS " FROM event WHERE unit = ? ORDER BY rev",
        [FY_TEAM_BY_TIME] = "SELECT " COLUMNS " FROM event WHERE unit = ? ORDER BY happened, rev",
    };
    struct store *store = (struct store *)base;
    sqlite3_stmt *statement = NULL;
    enum fy_status status = FY_OK;
    int code = sqlite3_prepare_v2(store->database, unit == NULL ? all[order] : one[order], -1, &statement, NULL);

    if (code == SQLITE_OK && unit != NULL)
        code = sqlite3_bind_text(statement, 1, unit, -1, SQLITE_STATIC);
    if (code == SQLITE_OK)
        code = SQLITE_ROW;
    while (status == FY_OK && code == SQLITE_ROW && (code = sqlite3_step(statement)) == SQLITE_ROW)
        status = visit_row(store, statement, visitor, context, error);
    if (status == FY_OK && code != SQLITE_DONE)
        status = fail(store, code, error);
    sqlite3_finalize(statement);
    return status;
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
    store->base = (struct fy_team_store){ append, read_events, close_store };
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
                      application == APPLICATION ? _("There is a team's work record here already.")
                                                 : _("Another program's database stands here, where the work record should be."));
        if (error != NULL)
            (void)fy_error_in_file(error, store->path);
        return FY_INVALID;
    }
    code = code == SQLITE_OK ? run(store, schema) : code;
    code = code == SQLITE_OK ? run(store, "PRAGMA application_id = 1182355047") : code;
    code = code == SQLITE_OK ? run(store, "PRAGMA user_version = 1") : code;
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
        const int code = run(store, "PRAGMA journal_mode = WAL");
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
        (void)fy_fail(error, FY_NOT_FOUND, "%s", _("There is no work record here: make one with \"fangyin team init\"."));
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
        status = fy_fail(error, FY_UNSUPPORTED, "%s", _("A newer version made this work record: use that one."));
    if (status != FY_OK) {
        if (error != NULL)
            (void)fy_error_in_file(error, path);
        close_store(&store->base);
        return status;
    }
    *result = &store->base;
    return FY_OK;
}

/* The work record in a PostgreSQL database, and in what speaks its protocol. Every change is one transaction; what
 * fails because of others, or because the connection broke, is tried again. No lock is asked for: the (stream, rev)
 * that two want at once goes to one of them. */
#include "base/messages.h"
#include "team/postgres.h"
#include "team/sql.h"

#include <fangyin/memory.h>
#include <string.h>

#define VERSION "2"

struct store {
    struct fy_team_store base;
    struct fy_pg *pg;
    char *project;
};

static enum fy_status no_memory(struct fy_error *error)
{
    return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
}

static struct fy_pg_values values_of(const struct store *store)
{
    struct fy_pg_values values = { .count = 0 };
    fy_pg_add_text(&values, store->project);
    return values;
}

/* ---- append ---- */

static enum fy_pg_outcome write_head(const struct store *store, const struct fy_team_head *head, struct fy_error *error)
{
    struct fy_pg_values values = values_of(store);
    long rows = 0;
    fy_pg_add_text(&values, head->stream);
    if (head->rev > 1)
        fy_pg_add_integer(&values, head->rev - 1);
    fy_pg_add_integer(&values, head->rev);
    if (head->rev == 1)
        fy_pg_add_text(&values, head->subject);
    fy_pg_add_text(&values, head->state);
    fy_pg_add_text(&values, head->dialect);
    fy_pg_add_number(&values, head->priority);
    fy_pg_add_number(&values, head->until);
    fy_pg_add_number(&values, head->seconds);
    fy_pg_add_text(&values, head->recording);
    fy_pg_add_text(&values, head->person);
    const char *sql = head->rev == 1 ? fy_sql_insert_head : fy_sql_update_head;
    const enum fy_pg_outcome outcome = fy_pg_run(store->pg, sql, &values, &rows, error);
    return outcome == FY_PG_WELL && rows != 1 ? FY_PG_TAKEN : outcome;
}

static enum fy_pg_outcome insert_event(const struct store *store, const struct fy_team_event *event,
                                       struct fy_error *error)
{
    struct fy_pg_values values = values_of(store);
    fy_pg_add_text(&values, event->stream);
    fy_pg_add_integer(&values, event->rev);
    fy_pg_add_text(&values, event->kind);
    fy_pg_add_number(&values, event->time);
    fy_pg_add_text(&values, event->person);
    fy_pg_add_text(&values, event->token);
    fy_pg_add_text(&values, event->data);
    return fy_pg_run(store->pg, fy_sql_insert_event, &values, NULL, error);
}

static enum fy_pg_outcome write_part(const struct store *store, const char *stream, const struct fy_team_part *part,
                                     struct fy_error *error)
{
    struct fy_pg_values values = values_of(store);
    fy_pg_add_text(&values, stream);
    fy_pg_add_text(&values, part->person);
    if (part->state == FY_PART_GONE)
        return fy_pg_run(store->pg, fy_sql_delete_part, &values, NULL, error);
    fy_pg_add_integer(&values, part->state);
    return fy_pg_run(store->pg, fy_sql_put_part, &values, NULL, error);
}

/* The head first: it is where two who want the same rev meet. */
static enum fy_pg_outcome append_one(const struct store *store, const struct fy_team_change *change,
                                     struct fy_error *error)
{
    enum fy_pg_outcome outcome = write_head(store, &change->head, error);
    if (outcome == FY_PG_WELL)
        outcome = insert_event(store, &change->event, error);
    for (size_t i = 0; outcome == FY_PG_WELL && i < change->part_count; i++)
        outcome = write_part(store, change->event.stream, &change->parts[i], error);
    return outcome;
}

static enum fy_pg_outcome append_all(const struct store *store, const struct fy_team_change *changes, size_t count,
                                     struct fy_error *error)
{
    enum fy_pg_outcome outcome = fy_pg_run(store->pg, "BEGIN", NULL, NULL, error);
    for (size_t i = 0; i < count && outcome == FY_PG_WELL; i++)
        outcome = append_one(store, &changes[i], error);
    if (outcome == FY_PG_WELL)
        return fy_pg_run(store->pg, "COMMIT", NULL, NULL, error);
    (void)fy_pg_run(store->pg, "ROLLBACK", NULL, NULL, NULL);
    return outcome;
}

struct sought {
    const char *token;
    bool found;
};

static enum fy_status compare_token(void *context, const struct fy_pg_row *row, struct fy_error *error)
{
    struct sought *sought = context;
    (void)error;
    sought->found = strcmp(fy_pg_text(row, 0), sought->token) == 0;
    return FY_OK;
}

/* The rev is taken: by the event itself, where a try went well and its answer was lost, or by somebody else. */
static enum fy_status taken(const struct store *store, const struct fy_team_event *event, struct fy_error *error)
{
    struct fy_pg_values values = values_of(store);
    struct sought sought = { event->token, false };
    fy_pg_add_text(&values, event->stream);
    fy_pg_add_integer(&values, event->rev);
    const enum fy_status status = event->token[0] != '\0'
                                      ? fy_pg_read(store->pg, fy_sql_find_token, &values, compare_token, &sought, error)
                                      : FY_OK;
    if (status != FY_OK || sought.found)
        return status;
    return fy_fail(error, FY_CHANGED, "%s", _("Somebody else was quicker."));
}

static enum fy_status append(struct fy_team_store *base, const struct fy_team_change *changes, size_t count,
                             struct fy_error *error)
{
    const struct store *store = (const struct store *)base;
    struct fy_pg_patience patience = { 0, 0 };
    enum fy_pg_outcome outcome;
    do
        outcome = fy_pg_reconnect(store->pg, error) ? append_all(store, changes, count, error) : FY_PG_AGAIN;
    while (outcome == FY_PG_AGAIN && fy_pg_wait(&patience));
    if (outcome == FY_PG_TAKEN)
        return taken(store, &changes[0].event, error);
    return outcome == FY_PG_WELL ? FY_OK : error ? error->status : FY_IO;
}

/* ---- read ---- */

struct reading {
    fy_team_visitor *event;
    fy_team_head_visitor *head;
    void *context;
};

static enum fy_status visit_event(void *context, const struct fy_pg_row *row, struct fy_error *error)
{
    const struct reading *reading = context;
    const struct fy_team_event event = {
        .stream = fy_pg_text(row, 0),
        .rev = fy_pg_integer(row, 1),
        .kind = fy_pg_text(row, 2),
        .time = fy_pg_number(row, 3),
        .person = fy_pg_text(row, 4),
        .token = fy_pg_text(row, 5),
        .data = fy_pg_text(row, 6),
    };
    return reading->event(reading->context, &event, error);
}

static enum fy_status visit_head(void *context, const struct fy_pg_row *row, struct fy_error *error)
{
    const struct reading *reading = context;
    const struct fy_team_head head = {
        .stream = fy_pg_text(row, 0),
        .rev = fy_pg_integer(row, 1),
        .subject = fy_pg_text(row, 2),
        .state = fy_pg_text(row, 3),
        .dialect = fy_pg_text(row, 4),
        .priority = fy_pg_number(row, 5),
        .until = fy_pg_number(row, 6),
        .seconds = fy_pg_number(row, 7),
        .recording = fy_pg_text(row, 8),
        .person = fy_pg_text(row, 9),
    };
    return reading->head(reading->context, &head, error);
}

static enum fy_status read_events(struct fy_team_store *base, const char *stream, const char *kind,
                                  enum fy_team_order order, fy_team_visitor *visitor, void *context,
                                  struct fy_error *error)
{
    const struct store *store = (const struct store *)base;
    struct fy_pg_values values = values_of(store);
    struct reading reading = { .event = visitor, .context = context };
    if (stream)
        fy_pg_add_text(&values, stream);
    if (kind)
        fy_pg_add_text(&values, kind);
    return fy_pg_read(store->pg, fy_sql_events(stream != NULL, kind != NULL, order), &values, visit_event, &reading,
                      error);
}

static enum fy_status read_heads(struct fy_team_store *base, const struct fy_team_query *query,
                                 fy_team_head_visitor *visitor, void *context, struct fy_error *error)
{
    const struct store *store = (const struct store *)base;
    struct fy_buffer sql = FY_BUFFER_EMPTY;
    enum fy_sql_value wanted[FY_SQL_VALUES];
    struct fy_pg_values values = values_of(store);
    struct reading reading = { .head = visitor, .context = context };
    const size_t count = fy_sql_heads(query, &sql, wanted);
    const char *const texts[FY_SQL_VALUES] = {
        [FY_SQL_SUBJECT] = query->subject, [FY_SQL_STATE] = query->state,         [FY_SQL_DIALECT] = query->dialect,
        [FY_SQL_WITHOUT] = query->without, [FY_SQL_ACTIVE] = query->active,       [FY_SQL_RESERVED] = query->reserved,
        [FY_SQL_WITH] = query->with,       [FY_SQL_RECORDING] = query->recording,
    };
    for (size_t i = 0; i < count; i++) {
        if (wanted[i] == FY_SQL_LAPSED)
            fy_pg_add_number(&values, query->lapsed);
        else
            fy_pg_add_text(&values, texts[wanted[i]]);
    }
    const enum fy_status status =
        sql.failed ? no_memory(error)
                   : fy_pg_read(store->pg, fy_buffer_text(&sql), &values, visit_head, &reading, error);
    fy_buffer_free(&sql);
    return status;
}

/* ---- contents ---- */

static enum fy_status put(struct fy_team_store *base, const char *hash, const char *bytes, size_t size,
                          struct fy_error *error)
{
    const struct store *store = (const struct store *)base;
    struct fy_buffer text = FY_BUFFER_EMPTY;
    struct fy_pg_values values = values_of(store);
    struct fy_pg_patience patience = { 0, 0 };
    enum fy_pg_outcome outcome;
    /* It must end with a NUL, and hold no other. */
    if (memchr(bytes, '\0', size))
        return fy_fail(error, FY_INVALID, "%s", _("A text with a NUL byte cannot be kept in the database."));
    fy_buffer_append(&text, bytes, size);
    if (text.failed)
        return no_memory(error);
    fy_pg_add_text(&values, hash);
    fy_pg_add_text(&values, fy_buffer_text(&text));
    do
        outcome = fy_pg_reconnect(store->pg, error) ? fy_pg_run(store->pg, fy_sql_insert_content, &values, NULL, error)
                                                    : FY_PG_AGAIN;
    while (outcome == FY_PG_AGAIN && fy_pg_wait(&patience));
    fy_buffer_free(&text);
    return outcome == FY_PG_WELL || outcome == FY_PG_TAKEN ? FY_OK : error ? error->status : FY_IO;
}

struct content {
    struct fy_buffer *bytes;
    bool found;
};

static enum fy_status take_content(void *context, const struct fy_pg_row *row, struct fy_error *error)
{
    struct content *content = context;
    content->found = true;
    fy_buffer_append(content->bytes, fy_pg_text(row, 0), fy_pg_size(row, 0));
    return content->bytes->failed ? no_memory(error) : FY_OK;
}

static enum fy_status get(struct fy_team_store *base, const char *hash, struct fy_buffer *bytes, struct fy_error *error)
{
    const struct store *store = (const struct store *)base;
    struct fy_pg_values values = values_of(store);
    struct content content = { bytes, false };
    fy_pg_add_text(&values, hash);
    const enum fy_status status = fy_pg_read(store->pg, fy_sql_find_content, &values, take_content, &content, error);
    if (status == FY_OK && !content.found)
        return fy_fail(error, FY_NOT_FOUND, _("The work record does not hold what was handed in as %s."), hash);
    return status;
}

/* ---- open, create, close ---- */

static void close_store(struct fy_team_store *base)
{
    struct store *store = (struct store *)base;
    fy_pg_close(store->pg);
    fy_free(store->project);
    fy_free(store);
}

bool fy_team_postgres_names(const char *url)
{
    return strncmp(url, "postgresql://", 13) == 0 || strncmp(url, "postgres://", 11) == 0;
}

static enum fy_status connect(struct store **result, const char *url, const char *project, struct fy_error *error)
{
    struct store *store = fy_calloc(1, sizeof *store);
    *result = NULL;
    if (!store)
        return no_memory(error);
    store->base = (struct fy_team_store){ append, read_events, read_heads, put, get, close_store };
    store->project = fy_strdup(project);
    const enum fy_status status = store->project ? fy_pg_open(&store->pg, url, error) : no_memory(error);
    if (status == FY_OK)
        *result = store;
    else
        close_store(&store->base);
    return status;
}

static enum fy_status make_tables(const struct store *store, struct fy_error *error)
{
    struct fy_pg_values values = values_of(store);
    enum fy_pg_outcome outcome = FY_PG_WELL;
    (void)fy_pg_run(store->pg, "SET client_min_messages TO warning", NULL, NULL, NULL);
    for (size_t i = 0; fy_sql_schema[i] && outcome == FY_PG_WELL; i++)
        outcome = fy_pg_run(store->pg, fy_sql_schema[i], NULL, NULL, error);
    if (outcome == FY_PG_WELL)
        outcome = fy_pg_run(store->pg, "INSERT INTO fangyin_project (project, version) VALUES ($1, " VERSION ")",
                            &values, NULL, error);
    if (outcome == FY_PG_TAKEN)
        return fy_fail(error, FY_INVALID, "%s", _("There is a team's work record here already."));
    return outcome == FY_PG_WELL ? FY_OK : error ? error->status : FY_IO;
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

struct version {
    bool found, known;
};

static enum fy_status take_version(void *context, const struct fy_pg_row *row, struct fy_error *error)
{
    (void)error;
    *(struct version *)context = (struct version){ true, strcmp(fy_pg_text(row, 0), VERSION) == 0 };
    return FY_OK;
}

static enum fy_status check_version(const struct store *store, struct fy_error *error)
{
    const struct fy_pg_values values = values_of(store);
    struct version version = { false, false };
    const enum fy_status status = fy_pg_read(store->pg, "SELECT version FROM fangyin_project WHERE project = $1",
                                             &values, take_version, &version, error);
    if (status != FY_OK)
        return status;
    if (!version.found)
        return fy_pg_no_record(error);
    if (!version.known)
        return fy_fail(error, FY_UNSUPPORTED, "%s",
                       _("Another version of this program made this work record: use that one."));
    return FY_OK;
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

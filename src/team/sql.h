/* The statements of both stores: plain SQL that SQLite, PostgreSQL and its distributed kin run unchanged. $1 is always
 * the project. */
#ifndef FANGYIN_TEAM_SQL_H
#define FANGYIN_TEAM_SQL_H

#include <fangyin/team_store.h>

extern const char *const fy_sql_schema[]; /* ends with NULL */

/* project, stream, rev, kind, happened, person, token, data */
extern const char fy_sql_insert_event[];
/* project, stream, rev, subject, state, dialect, priority, until, seconds, recording, person */
extern const char fy_sql_insert_head[];
/* project, stream, rev before, rev, state, dialect, priority, until, seconds, recording, person: one row, or the rev is
 * taken */
extern const char fy_sql_update_head[];
extern const char fy_sql_put_part[];       /* project, stream, person, active */
extern const char fy_sql_delete_part[];    /* project, stream, person */
extern const char fy_sql_find_token[];     /* project, stream, rev: token */
extern const char fy_sql_insert_content[]; /* project, hash, bytes */
extern const char fy_sql_find_content[];   /* project, hash: bytes */

/* Events: stream, rev, kind, happened, person, token, data. project and, where asked for, stream and kind. */
const char *fy_sql_events(bool stream, bool kind, enum fy_team_order order);

/* Heads: stream, rev, subject, state, dialect, priority, until, seconds, recording, person. Appends the statement, and
 * says which of the query's values it takes after the project, in order. */
enum fy_sql_value {
    FY_SQL_SUBJECT,
    FY_SQL_STATE,
    FY_SQL_DIALECT,
    FY_SQL_LAPSED,
    FY_SQL_WITHOUT,
    FY_SQL_ACTIVE,
    FY_SQL_RESERVED,
    FY_SQL_WITH,
    FY_SQL_RECORDING,
    FY_SQL_VALUES
};
size_t fy_sql_heads(const struct fy_team_query *query, struct fy_buffer *sql, enum fy_sql_value values[FY_SQL_VALUES]);

#endif

#include "team/sql.h"

const char *const fy_sql_schema[] = {
    "CREATE TABLE IF NOT EXISTS fangyin_project (project TEXT NOT NULL PRIMARY KEY, version BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS fangyin_event ("
    " project TEXT NOT NULL, stream TEXT NOT NULL, rev BIGINT NOT NULL, kind TEXT NOT NULL,"
    " happened DOUBLE PRECISION NOT NULL, person TEXT NOT NULL, token TEXT NOT NULL, data TEXT NOT NULL,"
    " PRIMARY KEY (project, stream, rev))",
    "CREATE INDEX IF NOT EXISTS fangyin_event_kind ON fangyin_event (project, kind, happened)",
    "CREATE TABLE IF NOT EXISTS fangyin_head ("
    " project TEXT NOT NULL, stream TEXT NOT NULL, rev BIGINT NOT NULL, subject TEXT NOT NULL, state TEXT NOT NULL,"
    " dialect TEXT NOT NULL, priority DOUBLE PRECISION NOT NULL, until_time DOUBLE PRECISION NOT NULL,"
    " seconds DOUBLE PRECISION NOT NULL, recording TEXT NOT NULL, person TEXT NOT NULL,"
    " PRIMARY KEY (project, stream))",
    "CREATE INDEX IF NOT EXISTS fangyin_head_queue ON fangyin_head (project, subject, state, dialect, priority, "
    "stream)",
    "CREATE INDEX IF NOT EXISTS fangyin_head_order ON fangyin_head (project, subject, state, priority, stream)",
    "CREATE TABLE IF NOT EXISTS fangyin_part ("
    " project TEXT NOT NULL, stream TEXT NOT NULL, person TEXT NOT NULL, active BIGINT NOT NULL,"
    " PRIMARY KEY (project, stream, person))",
    "CREATE INDEX IF NOT EXISTS fangyin_part_person ON fangyin_part (project, person, active)",
    "CREATE TABLE IF NOT EXISTS fangyin_content ("
    " project TEXT NOT NULL, hash TEXT NOT NULL, bytes TEXT NOT NULL,"
    " PRIMARY KEY (project, hash))",
    NULL,
};

const char fy_sql_insert_event[] =
    "INSERT INTO fangyin_event (project, stream, rev, kind, happened, person, token, data)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const char fy_sql_insert_head[] = "INSERT INTO fangyin_head (project, stream, rev, subject, state, dialect, priority,"
                                  " until_time, seconds, recording, person)"
                                  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const char fy_sql_update_head[] = "UPDATE fangyin_head SET rev = $4, state = $5, dialect = $6, priority = $7,"
                                  " until_time = $8, seconds = $9, recording = $10, person = $11"
                                  " WHERE project = $1 AND stream = $2 AND rev = $3";
const char fy_sql_put_part[] = "INSERT INTO fangyin_part (project, stream, person, active) VALUES ($1, $2, $3, $4)"
                               " ON CONFLICT (project, stream, person) DO UPDATE SET active = excluded.active";
const char fy_sql_delete_part[] = "DELETE FROM fangyin_part WHERE project = $1 AND stream = $2 AND person = $3";
const char fy_sql_find_token[] = "SELECT token FROM fangyin_event WHERE project = $1 AND stream = $2 AND rev = $3";
const char fy_sql_insert_content[] = "INSERT INTO fangyin_content (project, hash, bytes) VALUES ($1, $2, $3)"
                                     " ON CONFLICT (project, hash) DO NOTHING";
const char fy_sql_find_content[] = "SELECT bytes FROM fangyin_content WHERE project = $1 AND hash = $2";

#define EVENTS "SELECT stream, rev, kind, happened, person, token, data FROM fangyin_event WHERE project = $1"
#define BY_STREAM " ORDER BY stream, rev"
#define BY_TIME " ORDER BY happened, stream, rev"

const char *fy_sql_events(bool stream, bool kind, enum fy_team_order order)
{
    static const char *const statements[2][2][2] = {
        { { EVENTS BY_STREAM, EVENTS BY_TIME },
          { EVENTS " AND kind = $2" BY_STREAM, EVENTS " AND kind = $2" BY_TIME } },
        { { EVENTS " AND stream = $2" BY_STREAM, EVENTS " AND stream = $2" BY_TIME },
          { EVENTS " AND stream = $2 AND kind = $3" BY_STREAM, EVENTS " AND stream = $2 AND kind = $3" BY_TIME } },
    };
    return statements[stream][kind][order == FY_TEAM_BY_TIME];
}

/* The column tells a part's state as enum fy_team_part_state numbers it. */
#define OF_PERSON                                                                        \
    " AND stream IN (SELECT fangyin_part.stream FROM fangyin_part WHERE"                 \
    " fangyin_part.project = $1 AND fangyin_part.person = $%zu"

size_t fy_sql_heads(const struct fy_team_query *query, struct fy_buffer *sql, enum fy_sql_value values[FY_SQL_VALUES])
{
    /* %zu is the value's number. */
    const struct {
        bool wanted;
        const char *condition;
    } conditions[FY_SQL_VALUES] = {
        [FY_SQL_SUBJECT] = { true, " AND subject = $%zu" },
        [FY_SQL_STATE] = { query->state, " AND state = $%zu" },
        [FY_SQL_DIALECT] = { query->dialect, " AND dialect = $%zu" },
        [FY_SQL_LAPSED] = { query->lapsed > 0, " AND until_time <= $%zu" },
        [FY_SQL_WITHOUT] = { query->without, " AND NOT EXISTS (SELECT 1 FROM fangyin_part WHERE fangyin_part.project ="
                                             " fangyin_head.project AND fangyin_part.stream = fangyin_head.stream AND"
                                             " fangyin_part.person = $%zu)" },
        [FY_SQL_ACTIVE] = { query->active, OF_PERSON " AND fangyin_part.active = 1)" },
        [FY_SQL_RESERVED] = { query->reserved, OF_PERSON " AND fangyin_part.active = 2)" },
        [FY_SQL_WITH] = { query->with, OF_PERSON ")" },
        [FY_SQL_RECORDING] = { query->recording, " AND recording = $%zu" },
    };
    size_t count = 0;
    fy_buffer_puts(sql, "SELECT stream, rev, subject, state, dialect, priority, until_time, seconds, recording, person"
                        " FROM fangyin_head WHERE project = $1");
    for (int value = 0; value < FY_SQL_VALUES; value++) {
        if (!conditions[value].wanted)
            continue;
        const char *before = conditions[value].condition;
        while (*before != '%')
            fy_buffer_putc(sql, *before++);
        fy_buffer_printf(sql, "%zu%s", count + 2, before + 3);
        values[count++] = (enum fy_sql_value)value;
    }
    fy_buffer_puts(sql, " ORDER BY priority, stream");
    if (query->limit > 0)
        fy_buffer_printf(sql, " LIMIT %zu", query->limit);
    return count;
}

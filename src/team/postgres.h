/* A connection to a PostgreSQL database, and statements on it. All that is known of libpq is in postgres.c. */
#ifndef FANGYIN_TEAM_POSTGRES_H
#define FANGYIN_TEAM_POSTGRES_H

#include <fangyin/number.h>
#include <fangyin/status.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fy_pg;

/* FY_INVALID: no address of a database, or one that holds a password; FY_IO: it cannot be reached. */
enum fy_status fy_pg_open(struct fy_pg **pg, const char *url, struct fy_error *error);
/* FY_NOT_FOUND with its sentence: nobody made a work record in this database. */
enum fy_status fy_pg_no_record(struct fy_error *error);
void fy_pg_close(struct fy_pg *pg); /* NULL is let be */

/* Values of a statement, as text, in order. A text must outlive its use. */
enum { FY_PG_VALUES = 12 };
struct fy_pg_values {
    const char *items[FY_PG_VALUES];
    char numbers[FY_PG_VALUES][FY_NUMBER_SIZE];
    int count;
};
void fy_pg_add_text(struct fy_pg_values *values, const char *text);
void fy_pg_add_number(struct fy_pg_values *values, double number);
void fy_pg_add_integer(struct fy_pg_values *values, int64_t number);

/* One wait after another, each about twice as long; half to all of it, so that those who collided part. */
struct fy_pg_patience {
    int tries, waited; /* ms */
};
/* False once it has waited for about 20 s in all. */
bool fy_pg_wait(struct fy_pg_patience *patience);

/* ---- changes ---- */

/* How a statement went. */
enum fy_pg_outcome {
    FY_PG_WELL,
    FY_PG_TAKEN, /* a key is there already */
    FY_PG_AGAIN, /* others were in the way, or the connection broke: the transaction may be tried again */
    FY_PG_WRONG,
};

/* Connect again where the connection broke. False, with the error, where that is not possible now. */
bool fy_pg_reconnect(struct fy_pg *pg, struct fy_error *error);
/* Run a statement whose rows nobody wants; *rows (may be NULL) gets how many it changed. The error is filled where it
 * went neither well nor met a key. */
enum fy_pg_outcome fy_pg_run(struct fy_pg *pg, const char *sql, const struct fy_pg_values *values, long *rows,
                             struct fy_error *error);

/* ---- reading ---- */

struct fy_pg_row;
const char *fy_pg_text(const struct fy_pg_row *row, int column); /* as long as the row is visited */
size_t fy_pg_size(const struct fy_pg_row *row, int column);      /* bytes of that text */
double fy_pg_number(const struct fy_pg_row *row, int column);
int64_t fy_pg_integer(const struct fy_pg_row *row, int column);

/* Not FY_OK: no more rows are visited, and that is what reading returns. */
typedef enum fy_status fy_pg_visitor(void *context, const struct fy_pg_row *row, struct fy_error *error);

/* Visit the rows of a statement as they come, so that memory does not grow with them. Where the connection breaks it is
 * asked again, as long as nothing was visited: so the first FY_PG_HELD rows are visited once as many or all are there.
 * FY_NOT_FOUND: there are no tables; FY_NO_ACCESS: the person may not; FY_IO. */
enum { FY_PG_HELD = 256 };
enum fy_status fy_pg_read(struct fy_pg *pg, const char *sql, const struct fy_pg_values *values, fy_pg_visitor *visitor,
                          void *context, struct fy_error *error);

#endif

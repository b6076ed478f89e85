/* Where a team's work record is kept: SQLite in the project's folder, or PostgreSQL (and what speaks its protocol and
 * SQL). Beside the events a store keeps, for each stream, the `head`: what has to be known to find work without reading
 * all events. It is made from the folded state by whoever appends, and goes in with the event in one transaction. */
#ifndef FANGYIN_TEAM_STORE_H
#define FANGYIN_TEAM_STORE_H

#include <fangyin/team.h>

/* Of one stream, after its last event. */
struct fy_team_head {
    const char *stream;
    int64_t rev;
    const char *subject; /* "unit", "question", "task" */
    const char *state;   /* its name */
    const char *dialect; /* a code, "" without */
    double priority;     /* the least comes first */
    double until;        /* when the first claim on it runs out, 0 without */
    double seconds;      /* of recording */
    const char *recording;
    const char *person; /* whose it is: author of what counts, asker, "" */
};

/* Somebody's part in a stream. Who has one is not offered the stream again. */
enum fy_team_part_state {
    FY_PART_DONE = 0,     /* they have done what was asked of them */
    FY_PART_ACTIVE = 1,   /* they have still to do something */
    FY_PART_RESERVED = 2, /* it is for them, and they have not begun */
    FY_PART_GONE,         /* they have no part any more */
};
struct fy_team_part {
    const char *person;
    enum fy_team_part_state state;
};

/* An event, and what the store keeps of the stream after it: the head, and parts that may have changed. */
struct fy_team_change {
    struct fy_team_event event;
    struct fy_team_head head;
    const struct fy_team_part *parts;
    size_t part_count;
};

/* Heads that are wanted, in order of priority and stream. */
struct fy_team_query {
    const char *subject;
    const char *state;     /* NULL: any */
    const char *dialect;   /* NULL: any */
    double lapsed;         /* only those whose claim ran out by then; 0: all */
    const char *without;   /* a person who has no part in it; NULL: anybody */
    const char *active;    /* a person who has still to do something in it; NULL: anybody */
    const char *reserved;  /* a person whom it is for and who has not begun; NULL: anybody */
    const char *with;      /* a person who has some part in it; NULL: anybody */
    const char *recording; /* NULL: any */
    size_t limit;          /* 0: all */
};

/* Called for each event or head; texts are good during the call. Another status than FY_OK ends the reading with it. */
typedef enum fy_status fy_team_visitor(void *context, const struct fy_team_event *event, struct fy_error *error);
typedef enum fy_status fy_team_head_visitor(void *context, const struct fy_team_head *head, struct fy_error *error);

enum fy_team_order {
    FY_TEAM_BY_STREAM, /* stream, rev: for folding */
    FY_TEAM_BY_TIME,   /* time, stream, rev: for reading */
};

/* What a store does. The first member of each store's own struct. One thread at a time uses one store; any number of
 * processes may have the same work record open. */
struct fy_team_store {
    /* All of these changes, for good, or none: FY_CHANGED when one's (stream, rev) is taken by another event. An event
     * that is there already, by its token, counts as appended: so a try whose answer was lost may be repeated. */
    enum fy_status (*append)(struct fy_team_store *store, const struct fy_team_change *changes, size_t count,
                             struct fy_error *error);
    /* All events of one moment; of one stream, or of one kind, only, unless NULL. */
    enum fy_status (*read)(struct fy_team_store *store, const char *stream, const char *kind, enum fy_team_order order,
                           fy_team_visitor *visitor, void *context, struct fy_error *error);
    enum fy_status (*heads)(struct fy_team_store *store, const struct fy_team_query *query,
                            fy_team_head_visitor *visitor, void *context, struct fy_error *error);
    /* Contents by their hash: what was handed in, so that whoever has no common folder can read it. Putting one that is
     * there does nothing. FY_NOT_FOUND from get. */
    enum fy_status (*put)(struct fy_team_store *store, const char *hash, const char *bytes, size_t size,
                          struct fy_error *error);
    enum fy_status (*get)(struct fy_team_store *store, const char *hash, struct fy_buffer *bytes,
                          struct fy_error *error);
    void (*close)(struct fy_team_store *store);
};

/* SQLite in write-ahead mode; on a file system of other machines, where processes cannot share memory, with a rollback
 * journal instead. A locked database is tried again with growing, random pauses for up to 20 s, then FY_IO. */
enum fy_status fy_team_sqlite_create(const char *path,
                                     struct fy_error *error); /* FY_INVALID if it is a record already */
enum fy_status fy_team_sqlite_open(struct fy_team_store **store, const char *path, struct fy_error *error);

/* PostgreSQL, by a connection string or URL; passwords come from the environment or libpq's own files. `project` parts
 * the projects of one database. Serialisation failures, deadlocks and lost connections are tried again with growing,
 * random pauses for up to 20 s, then FY_IO. */
enum fy_status fy_team_postgres_create(const char *url, const char *project, struct fy_error *error);
enum fy_status fy_team_postgres_open(struct fy_team_store **store, const char *url, const char *project,
                                     struct fy_error *error);
bool fy_team_postgres_names(const char *url); /* "postgresql://..." or "postgres://..." */

/* Closes any store; NULL does nothing. */
void fy_team_store_close(struct fy_team_store *store);

#endif

/* What work on a stream has to know of its subject. One for units, questions and tasks each. */
#ifndef FANGYIN_TEAM_STREAM_H
#define FANGYIN_TEAM_STREAM_H

#include <fangyin/team_store.h>

struct fy_subject {
    const char *name; /* SUBJECT_UNIT ... */
    /* The state as events come: struct fy_unit_log and its kin. */
    void *(*make)(void); /* NULL when out of memory */
    void (*drop)(void *log);
    void (*clear)(void *log);
    enum fy_status (*apply)(void *log, const struct fy_team_event *event, struct fy_error *error);
    int64_t (*rev)(const void *log); /* 0 before the first event */
    /* The head after the last event, but for the stream's name; its texts are the log's. */
    struct fy_team_head (*head)(const void *log);
    /* Who has part now: up to `room`; returns how many there are. */
    size_t (*parts)(const void *log, struct fy_team_part *parts, size_t room);
    /* Who had part and has none any more once the event is applied; NULL for nobody. May be NULL itself. */
    const char *(*leaver)(const void *log, const struct fy_team_event *event);
};

extern const struct fy_subject fy_subject_unit, fy_subject_question, fy_subject_task;
/* By a stream's name; NULL for one that is not known. */
const struct fy_subject *fy_subject_of(const char *stream);

/* "SUBJECT/NAME" */
enum fy_status fy_stream_of(struct fy_buffer *stream, const struct fy_subject *subject, const char *name);

/* The log is cleared first. Its rev is 0 where there is no such stream. */
enum fy_status fy_stream_load(struct fy_team_store *store, const struct fy_subject *subject, const char *stream,
                              void *log, struct fy_error *error);

/* Apply the event to the log and append it. The log is not to be used after a failure. */
enum fy_status fy_stream_append(struct fy_team_store *store, const struct fy_subject *subject, void *log,
                                const struct fy_team_event *event, struct fy_error *error);

/* Append an event to a stream in the state it has then; again when others were quicker. *after (may be NULL) gets the
 * state. FY_NOT_FOUND where there is no such stream, unless `first`: then it is the stream's first event. */
struct fy_stream_act {
    const char *name, *kind, *person, *data;
    double time;
    bool first;
};
enum fy_status fy_stream_do(struct fy_team_store *store, const struct fy_subject *subject,
                            const struct fy_stream_act *act, void *after, struct fy_error *error);

#endif

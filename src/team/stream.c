#include "team/stream.h"

#include "base/messages.h"
#include "base/random.h"
#include "team/names.h"

#include <fangyin/memory.h>
#include <fangyin/team_work.h>
#include <string.h>

/* Each failed try means that somebody else's succeeded; so many in a row mean that something else is wrong. */
#define TRIES 1000

static const struct fy_subject *const subjects[] = { &fy_subject_unit, &fy_subject_question, &fy_subject_task };

static enum fy_status no_memory(struct fy_error *error)
{
    return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
}

const struct fy_subject *fy_subject_of(const char *stream)
{
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
        if (fy_stream_name(stream, subjects[i]->name))
            return subjects[i];
    }
    return NULL;
}

enum fy_status fy_stream_of(struct fy_buffer *stream, const struct fy_subject *subject, const char *name)
{
    fy_buffer_clear(stream);
    fy_buffer_printf(stream, "%s/%s", subject->name, name);
    return stream->failed ? FY_NO_MEMORY : FY_OK;
}

/* ---- load ---- */

struct folding {
    const struct fy_subject *subject;
    void *log;
};

static enum fy_status take_in(void *context, const struct fy_team_event *event, struct fy_error *error)
{
    const struct folding *folding = context;
    return folding->subject->apply(folding->log, event, error);
}

enum fy_status fy_stream_load(struct fy_team_store *store, const struct fy_subject *subject, const char *stream,
                              void *log, struct fy_error *error)
{
    struct folding folding = { subject, log };
    subject->clear(log);
    return store->read(store, stream, NULL, FY_TEAM_BY_STREAM, take_in, &folding, error);
}

/* ---- append ---- */

enum fy_status fy_stream_append(struct fy_team_store *store, const struct fy_subject *subject, void *log,
                                const struct fy_team_event *event, struct fy_error *error)
{
    const char *leaves = subject->leaver && subject->rev(log) > 0 ? subject->leaver(log, event) : NULL;
    enum fy_status status = subject->apply(log, event, error);
    if (status != FY_OK)
        return status;
    const size_t count = subject->parts(log, NULL, 0);
    struct fy_team_part *parts = fy_calloc(count + 1, sizeof *parts);
    if (!parts)
        return no_memory(error);
    (void)subject->parts(log, parts, count);
    struct fy_team_change change = { .event = *event, .head = subject->head(log), .parts = parts, .part_count = count };
    change.head.stream = event->stream;
    bool left = leaves != NULL;
    for (size_t i = 0; i < count; i++)
        left = left && strcmp(parts[i].person, leaves) != 0;
    if (left)
        parts[change.part_count++] = (struct fy_team_part){ leaves, FY_PART_GONE };
    status = store->append(store, &change, 1, error);
    fy_free(parts);
    return status;
}

static enum fy_status try_once(struct fy_team_store *store, const struct fy_subject *subject,
                               const struct fy_stream_act *act, const char *stream, const char *token, void *log,
                               struct fy_error *error)
{
    const enum fy_status status = fy_stream_load(store, subject, stream, log, error);
    if (status != FY_OK)
        return status;
    if (subject->rev(log) == 0 && !act->first)
        return fy_fail(error, FY_NOT_FOUND, _("There is no %s."), stream);
    const struct fy_team_event event = { stream,   subject->rev(log) + 1, act->kind, act->time, act->person, token,
                                         act->data };
    return fy_stream_append(store, subject, log, &event, error);
}

enum fy_status fy_stream_do(struct fy_team_store *store, const struct fy_subject *subject,
                            const struct fy_stream_act *act, void *after, struct fy_error *error)
{
    struct fy_buffer stream = FY_BUFFER_EMPTY;
    void *own = after ? NULL : subject->make(), *log = after ? after : own;
    enum fy_status status = log ? fy_stream_of(&stream, subject, act->name) : FY_NO_MEMORY;
    char token[33];
    fy_random_token(token);
    if (status != FY_OK)
        (void)no_memory(error);
    else
        status = FY_CHANGED;
    for (int tries = 0; tries < TRIES && status == FY_CHANGED; tries++)
        status = try_once(store, subject, act, fy_buffer_text(&stream), token, log, error);
    if (own)
        subject->drop(own);
    fy_buffer_free(&stream);
    return status;
}

/* ---- replay ---- */

struct compare {
    const struct fy_team_event *event;
    bool found, same;
};

static enum fy_status compare_event(void *context, const struct fy_team_event *there, struct fy_error *error)
{
    struct compare *compare = context;
    const struct fy_team_event *event = compare->event;
    (void)error;
    if (there->rev != event->rev)
        return FY_OK;
    compare->found = true;
    compare->same = strcmp(there->kind, event->kind) == 0 && strcmp(there->person, event->person) == 0 &&
                    strcmp(there->token, event->token) == 0 && strcmp(there->data, event->data) == 0;
    return FY_OK;
}

enum fy_status fy_team_replay(struct fy_team_store *store, const struct fy_team_event *event, struct fy_error *error)
{
    struct compare compare = { .event = event };
    const struct fy_subject *subject = fy_subject_of(event->stream);
    enum fy_status status = store->read(store, event->stream, NULL, FY_TEAM_BY_STREAM, compare_event, &compare, error);
    if (status != FY_OK || compare.same)
        return status;
    if (compare.found)
        return fy_fail(error, FY_CHANGED, _("Event %lld of %s is in the record already, and another one."),
                       (long long)event->rev, event->stream);
    if (!subject)
        return fy_fail(error, FY_UNSUPPORTED,
                       _("Events of %s are of a kind that this version does not know: use a newer one."),
                       event->stream);
    void *log = subject->make();
    status = log ? fy_stream_load(store, subject, event->stream, log, error) : no_memory(error);
    if (status == FY_OK)
        status = fy_stream_append(store, subject, log, event, error);
    if (log)
        subject->drop(log);
    return status;
}

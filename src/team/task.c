/* A task's state as memory, and as a subject of streams. */
#include "team/task.h"

#include "base/messages.h"
#include "team/names.h"
#include "team/stream.h"

#include <fangyin/memory.h>
#include <string.h>

static const struct {
    const char *name, *text;
} states[FY_TASK_STATE_COUNT] = {
    [FY_TASK_OPEN] = { "open", N_("open") },
    [FY_TASK_DONE] = { "done", N_("done") },
    [FY_TASK_WRITTEN] = { "written", N_("to be reviewed") },
    [FY_TASK_RETURNED] = { "returned", N_("returned") },
    [FY_TASK_ACCEPTED] = { "accepted", N_("accepted") },
};

static const struct {
    const char *name, *text;
} reasons[] = {
    { "wrong-word", N_("a wrong word") },
    { "standardised", N_("standard language instead of the dialect") },
    { "invented", N_("says what was not said") },
    { "missing", N_("leaves something out") },
    { "spelling", N_("written the wrong way") },
    { "unnatural", N_("nobody would say it like that") },
    { "unsafe", N_("harmful") },
};

const char *fy_task_state_name(enum fy_task_state state)
{
    return states[state].name;
}

const char *fy_task_state_text(enum fy_task_state state)
{
    return _(states[state].text);
}

const char *fy_task_reason(size_t n)
{
    return n < sizeof reasons / sizeof *reasons ? reasons[n].name : NULL;
}

const char *fy_task_reason_text(size_t n)
{
    return n < sizeof reasons / sizeof *reasons ? _(reasons[n].text) : NULL;
}

struct fy_task_log *fy_task_log_new(void)
{
    return fy_calloc(1, sizeof(struct fy_task_log));
}

void fy_task_log_clear(struct fy_task_log *log)
{
    struct fy_judgement *judgements = log->judgements;
    const size_t capacity = log->judgement_capacity;
    fy_texts_clear(&log->texts);
    *log = (struct fy_task_log){ .judgements = judgements, .judgement_capacity = capacity, .texts = log->texts };
}

void fy_task_log_free(struct fy_task_log *log)
{
    if (!log)
        return;
    fy_texts_free(&log->texts);
    fy_free(log->judgements);
    fy_free(log);
}

const struct fy_task *fy_task_of(const struct fy_task_log *log)
{
    return log->task.rev > 0 ? &log->task : NULL;
}

const struct fy_judgement *fy_task_judgement(const struct fy_task *task, const char *person, bool repeat)
{
    for (size_t i = 0; i < task->judgement_count; i++) {
        if (task->judgements[i].repeat == repeat && strcmp(task->judgements[i].person, person) == 0)
            return &task->judgements[i];
    }
    return NULL;
}

/* ---- as a subject ---- */

static void *make(void)
{
    return fy_task_log_new();
}

static void drop(void *log)
{
    fy_task_log_free(log);
}

static void clear(void *log)
{
    fy_task_log_clear(log);
}

static enum fy_status apply(void *log, const struct fy_team_event *event, struct fy_error *error)
{
    return fy_task_apply(log, event, error);
}

static const struct fy_task *task_in(const void *log)
{
    return &((const struct fy_task_log *)log)->task;
}

static int64_t rev(const void *log)
{
    return task_in(log)->rev;
}

static struct fy_team_head head(const void *log)
{
    const struct fy_task *task = task_in(log);
    return (struct fy_team_head){
        .rev = task->rev,
        .subject = SUBJECT_TASK,
        .state = fy_task_state_name(task->state),
        .dialect = task->dialect,
        .priority = task->priority,
        .seconds = task->to - task->from,
        .recording = task->audio,
        .person = task->author,
    };
}

/* Who judged has done their part, unless it is to come to them once more; who wrote, unless it came back. */
static size_t parts(const void *log, struct fy_team_part *parts, size_t room)
{
    const struct fy_task *task = task_in(log);
    size_t count = 0;
    for (size_t i = 0; i < task->judgement_count; i++) {
        const struct fy_judgement *one = &task->judgements[i];
        const bool again =
            !one->cannot_judge && fy_task_is_repeated(task, one->person) && !fy_task_judgement(task, one->person, true);
        if (one->repeat)
            continue;
        if (count < room)
            parts[count] = (struct fy_team_part){ one->person, again ? FY_PART_ACTIVE : FY_PART_DONE };
        count++;
    }
    if (task->author[0] != '\0') {
        const bool again = task->state == FY_TASK_RETURNED;
        if (count < room)
            parts[count] = (struct fy_team_part){ task->author, again ? FY_PART_ACTIVE : FY_PART_DONE };
        count++;
    }
    return count;
}

const struct fy_subject fy_subject_task = { SUBJECT_TASK, make, drop, clear, apply, rev, head, parts, NULL };

enum fy_status fy_task_do(struct fy_team_store *store, const struct fy_task_act *act, struct fy_task_log *after,
                          struct fy_error *error)
{
    const struct fy_stream_act one = { act->id,   act->kind, act->person,
                                       act->data, act->time, strcmp(act->kind, "add") == 0 };
    return fy_stream_do(store, &fy_subject_task, &one, after, error);
}

enum fy_status fy_task_load(struct fy_team_store *store, const char *id, struct fy_task_log *log,
                            struct fy_error *error)
{
    struct fy_buffer stream = FY_BUFFER_EMPTY;
    enum fy_status status = fy_stream_of(&stream, &fy_subject_task, id);
    if (status == FY_OK)
        status = fy_stream_load(store, &fy_subject_task, fy_buffer_text(&stream), log, error);
    else
        (void)fy_fail(error, status, "%s", fy_status_text(status));
    if (status == FY_OK && !fy_task_of(log))
        status = fy_fail(error, FY_NOT_FOUND, _("There is no task %s."), id);
    fy_buffer_free(&stream);
    return status;
}

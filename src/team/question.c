/* A question's state, by its events. */
#include <fangyin/question.h>

#include "base/messages.h"
#include "team/data.h"
#include "team/names.h"
#include "team/stream.h"
#include "team/texts.h"

#include <fangyin/memory.h>
#include <math.h>
#include <string.h>

struct fy_question_log {
    struct fy_question question; /* rev 0 before the first event */
    struct fy_texts texts;
};

static const struct {
    const char *name, *text;
} states[FY_QUESTION_STATE_COUNT] = {
    [FY_QUESTION_OPEN] = { "open", N_("open") },
    [FY_QUESTION_CLAIMED] = { "claimed", N_("being answered") },
    [FY_QUESTION_ANSWERED] = { "answered", N_("answered") },
    [FY_QUESTION_ACCEPTED] = { "accepted", N_("answer taken") },
    [FY_QUESTION_PRECEDENT] = { "precedent", N_("a precedent") },
    [FY_QUESTION_UNRESOLVED] = { "unresolved", N_("nobody knew") },
    [FY_QUESTION_WITHDRAWN] = { "withdrawn", N_("taken back") },
};

const char *fy_question_state_name(enum fy_question_state state)
{
    return states[state].name;
}

const char *fy_question_state_text(enum fy_question_state state)
{
    return _(states[state].text);
}

static const struct {
    const char *code, *text;
} types[] = { { "word", N_("a word") },       { "character", N_("which character") }, { "meaning", N_("what it means") },
              { "who", N_("who speaks") },    { "boundary", N_("where it begins or ends") },
              { "tag", N_("which dialect") }, { "policy", N_("how it should be written") } };
enum { TYPES = sizeof types / sizeof *types };

const char *fy_question_type(size_t n)
{
    return n < TYPES ? types[n].code : NULL;
}

const char *fy_question_type_text(const char *code)
{
    size_t n = 0;
    while (n < TYPES && strcmp(types[n].code, code) != 0)
        n++;
    return n < TYPES ? _(types[n].text) : code;
}

struct fy_question_log *fy_question_log_new(void)
{
    return fy_calloc(1, sizeof(struct fy_question_log));
}

void fy_question_log_free(struct fy_question_log *log)
{
    if (!log)
        return;
    fy_texts_free(&log->texts);
    fy_free(log);
}

void fy_question_log_clear(struct fy_question_log *log)
{
    fy_texts_clear(&log->texts);
    log->question = (struct fy_question){ 0 };
}

const struct fy_question *fy_question_of(const struct fy_question_log *log)
{
    return log->question.rev > 0 ? &log->question : NULL;
}

/* ---- events ---- */

/* Each event is applied to a copy of the question, which replaces it if all went well. */
struct step {
    struct fy_question_log *log;
    struct fy_question *question; /* the copy */
    const struct fy_team_event *event;
    const struct fy_json *data;
    bool no_memory;
    struct fy_error *error;
};

static const char *keep(struct step *step, const char *text)
{
    const char *kept = fy_texts_keep(&step->log->texts, text);
    step->no_memory = step->no_memory || !kept;
    return kept;
}

static const char *keep_data(struct step *step, const char *name)
{
    return keep(step, fy_data_text(step->data, name, ""));
}

static enum fy_status missing(const struct step *step, const char *member)
{
    return fy_fail(step->error, FY_INVALID, _("Event %lld of %s lacks \"%s\"."), (long long)step->event->rev,
                   step->event->stream, member);
}

static enum fy_status refuse(const struct step *step)
{
    return fy_fail(step->error, FY_INVALID, _("Question %s is %s: \"%s\" cannot follow."), step->question->id,
                   fy_question_state_text(step->question->state), step->event->kind);
}

static bool is_type(const char *type)
{
    for (size_t n = 0; fy_question_type(n); n++) {
        if (strcmp(fy_question_type(n), type) == 0)
            return true;
    }
    return false;
}

static const char *keep_list(struct step *step, const struct fy_json *list)
{
    struct fy_buffer lines = FY_BUFFER_EMPTY;
    for (size_t i = 0; i < fy_json_size(list); i++) {
        const char *text = fy_json_text_of(fy_json_at(list, i));
        if (text)
            fy_buffer_printf(&lines, "%s%s", lines.size > 0 ? "\n" : "", text);
    }
    step->no_memory = step->no_memory || lines.failed;
    const char *kept = keep(step, fy_buffer_text(&lines));
    fy_buffer_free(&lines);
    return kept;
}

static enum fy_status ask(struct step *step)
{
    struct fy_question *question = step->question;
    const char *id = fy_stream_name(step->event->stream, SUBJECT_QUESTION);
    const char *unit = fy_data_text(step->data, "unit", ""), *type = fy_data_text(step->data, "type", "");
    const double from = fy_data_number(step->data, "from", -1), to = fy_data_number(step->data, "to", -1);
    const double level = fy_data_number(step->data, "level", 1);
    if (!id || !fy_team_unit_name_valid(id))
        return fy_fail(step->error, FY_INVALID, _("\"%s\" cannot be a question's name."), step->event->stream);
    if (!fy_team_unit_name_valid(unit))
        return missing(step, "unit");
    if (from < 0 || to < from)
        return fy_fail(step->error, FY_INVALID, _("Question %s is about no stretch of a recording."), id);
    if (!is_type(type))
        return fy_fail(step->error, FY_INVALID, _("Question %s is of no known type: \"%s\"."), id, type);
    *question = (struct fy_question){
        .id = keep(step, id),
        .unit = keep(step, unit),
        .segment = keep_data(step, "segment"),
        .from = from,
        .to = to,
        .type = keep(step, type),
        .text = keep_data(step, "text"),
        .guess = keep_data(step, "guess"),
        .note = keep_data(step, "note"),
        .alternatives = keep_list(step, fy_json_get(step->data, "alternatives")),
        .author = keep(step, step->event->person),
        .asked = step->event->time,
        .due = fy_data_number(step->data, "due", 0),
        .blocking = fy_data_flag(step->data, "blocking"),
        .about = keep_data(step, "dialect"),
        .person = keep_data(step, "person"),
        .dialect = keep_data(step, "dialect"),
        .level = level < 1   ? 1
                 : level > 5 ? 5
                             : (int)level,
        .holder = "",
        .answer = "",
        .reading = "",
        .answer_note = "",
        .answered_by = "",
        .answer_dialect = "",
        .scope = "",
    };
    return FY_OK;
}

static bool is_free(const struct step *step)
{
    const struct fy_question *question = step->question;
    return question->state == FY_QUESTION_OPEN ||
           (question->state == FY_QUESTION_CLAIMED &&
            (question->until <= step->event->time || strcmp(question->holder, step->event->person) == 0));
}

static enum fy_status refuse_taken(const struct step *step)
{
    const struct fy_question *question = step->question;
    if (strcmp(question->author, step->event->person) == 0)
        return fy_fail(step->error, FY_INVALID, _("%s asked question %s: somebody else must answer it."),
                       question->author, question->id);
    if (question->state == FY_QUESTION_CLAIMED)
        return fy_fail(step->error, FY_INVALID, _("Question %s is held by %s."), question->id, question->holder);
    return refuse(step);
}

static void let_go(struct fy_question *question, enum fy_question_state state)
{
    question->state = state;
    question->holder = "";
    question->until = 0;
}

static enum fy_status claim(struct step *step)
{
    const double until = fy_data_number(step->data, "until", 0);
    if (strcmp(step->question->author, step->event->person) == 0 || !is_free(step))
        return refuse_taken(step);
    if (until <= step->event->time)
        return missing(step, "until");
    step->question->state = FY_QUESTION_CLAIMED;
    step->question->holder = keep(step, step->event->person);
    step->question->until = until;
    return FY_OK;
}

static enum fy_status release(struct step *step)
{
    if (step->question->state != FY_QUESTION_CLAIMED || strcmp(step->question->holder, step->event->person) != 0)
        return refuse(step);
    let_go(step->question, FY_QUESTION_OPEN);
    return FY_OK;
}

static enum fy_status answer(struct step *step)
{
    struct fy_question *question = step->question;
    const bool unresolved = question->state == FY_QUESTION_UNRESOLVED;
    if (strcmp(question->author, step->event->person) == 0 || (!unresolved && !is_free(step)))
        return refuse_taken(step);
    question->answer = keep_data(step, "text");
    if (!step->no_memory && question->answer[0] == '\0')
        return missing(step, "text");
    question->reading = keep_data(step, "reading");
    question->answer_note = keep_data(step, "note");
    question->answer_dialect = keep_data(step, "dialect");
    question->answered_by = keep(step, step->event->person);
    question->answered = step->event->time;
    let_go(question, FY_QUESTION_ANSWERED);
    return FY_OK;
}

static enum fy_status accept(struct step *step)
{
    if (step->question->state != FY_QUESTION_ANSWERED)
        return refuse(step);
    step->question->state = FY_QUESTION_ACCEPTED;
    return FY_OK;
}

static enum fy_status dispute(struct step *step)
{
    if (step->question->state != FY_QUESTION_ANSWERED && step->question->state != FY_QUESTION_PRECEDENT)
        return refuse(step);
    if (fy_data_text(step->data, "reason", "")[0] == '\0')
        return missing(step, "reason");
    let_go(step->question, FY_QUESTION_OPEN);
    return FY_OK;
}

static enum fy_status withdraw(struct step *step)
{
    const enum fy_question_state state = step->question->state;
    if ((state != FY_QUESTION_OPEN && state != FY_QUESTION_CLAIMED && state != FY_QUESTION_UNRESOLVED) ||
        strcmp(step->question->author, step->event->person) != 0)
        return refuse(step);
    let_go(step->question, FY_QUESTION_WITHDRAWN);
    return FY_OK;
}

static enum fy_status widen(struct step *step)
{
    const double level = fy_data_number(step->data, "level", 0);
    if (!is_free(step))
        return refuse(step);
    if (!fy_json_text_of(fy_json_get(step->data, "dialect")))
        return missing(step, "dialect");
    step->question->dialect = keep_data(step, "dialect");
    step->question->person = "";
    step->question->due = fy_data_number(step->data, "due", step->question->due);
    step->question->level = level < 1 ? 1 : level > 5 ? 5 : (int)level;
    let_go(step->question, level < 1 ? FY_QUESTION_UNRESOLVED : FY_QUESTION_OPEN);
    return FY_OK;
}

static enum fy_status precedent(struct step *step)
{
    if (step->question->state != FY_QUESTION_ANSWERED && step->question->state != FY_QUESTION_ACCEPTED)
        return refuse(step);
    step->question->scope = keep(step, fy_data_text(step->data, "scope", step->question->about));
    step->question->state = FY_QUESTION_PRECEDENT;
    return FY_OK;
}

static enum fy_status apply_answer(struct step *step)
{
    const double count = fy_data_number(step->data, "count", 0);
    if (step->question->state < FY_QUESTION_ANSWERED || step->question->state > FY_QUESTION_PRECEDENT)
        return refuse(step);
    if (count < 1 || count > 1e9)
        return missing(step, "count");
    step->question->applied += (size_t)count;
    return FY_OK;
}

static const char *const kinds[] = { "ask",      "claim", "release",   "answer", "accept", "dispute",
                                     "withdraw", "widen", "precedent", "apply",  NULL };
static enum fy_status (*const appliers[])(struct step *step) = { ask,     claim,    release, answer,    accept,
                                                                 dispute, withdraw, widen,   precedent, apply_answer };

enum fy_status fy_question_apply(struct fy_question_log *log, const struct fy_team_event *event, struct fy_error *error)
{
    struct fy_json *data = NULL;
    struct fy_question after = log->question;
    size_t kind;
    enum fy_status status = fy_event_open(event, log->question.rev, kinds, &kind, &data, error);
    if (status != FY_OK)
        return status;
    struct step step = { log, &after, event, data, false, error };
    status = appliers[kind](&step);
    if (step.no_memory)
        status = fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    if (status == FY_OK) {
        log->question = after;
        log->question.rev = event->rev;
    }
    fy_json_free(data);
    return status;
}

/* ---- as a subject ---- */

static void *make(void)
{
    return fy_question_log_new();
}

static void drop(void *log)
{
    fy_question_log_free(log);
}

static void clear(void *log)
{
    fy_question_log_clear(log);
}

static enum fy_status apply(void *log, const struct fy_team_event *event, struct fy_error *error)
{
    return fy_question_apply(log, event, error);
}

static const struct fy_question *question_in(const void *log)
{
    return &((const struct fy_question_log *)log)->question;
}

static int64_t rev(const void *log)
{
    return question_in(log)->rev;
}

/* What is due first comes first. */
static struct fy_team_head head(const void *log)
{
    const struct fy_question *question = question_in(log);
    return (struct fy_team_head){
        .rev = question->rev,
        .subject = SUBJECT_QUESTION,
        .state = fy_question_state_name(question->state),
        .dialect = question->dialect,
        .priority = question->due > 0 ? question->due : question->asked + 1e9,
        .until = question->until,
        .seconds = question->to - question->from,
        .recording = question->unit,
        .person = question->holder[0] != '\0' ? question->holder : question->author,
    };
}

static size_t parts(const void *log, struct fy_team_part *parts, size_t room)
{
    const struct fy_question *question = question_in(log);
    const bool held = question->holder[0] != '\0';
    if (room > 0)
        parts[0] = (struct fy_team_part){ question->author, FY_PART_DONE };
    if (held && room > 1)
        parts[1] = (struct fy_team_part){ question->holder, FY_PART_ACTIVE };
    return held ? 2 : 1;
}

static const char *leaver(const void *log, const struct fy_team_event *event)
{
    const struct fy_question *question = question_in(log);
    (void)event;
    return question->holder[0] != '\0' ? question->holder : NULL;
}

const struct fy_subject fy_subject_question = { SUBJECT_QUESTION, make, drop, clear, apply, rev, head, parts, leaver };

enum fy_status fy_question_do(struct fy_team_store *store, const struct fy_question_act *act,
                              struct fy_question_log *after, struct fy_error *error)
{
    const struct fy_stream_act one = { act->id,   act->kind, act->person,
                                       act->data, act->time, strcmp(act->kind, "ask") == 0 };
    return fy_stream_do(store, &fy_subject_question, &one, after, error);
}

enum fy_status fy_question_load(struct fy_team_store *store, const char *id, struct fy_question_log *log,
                                struct fy_error *error)
{
    struct fy_buffer stream = FY_BUFFER_EMPTY;
    enum fy_status status = fy_stream_of(&stream, &fy_subject_question, id);
    if (status == FY_OK)
        status = fy_stream_load(store, &fy_subject_question, fy_buffer_text(&stream), log, error);
    else
        (void)fy_fail(error, status, "%s", fy_status_text(status));
    if (status == FY_OK && !fy_question_of(log))
        status = fy_fail(error, FY_NOT_FOUND, _("There is no question %s."), id);
    fy_buffer_free(&stream);
    return status;
}

/* A task's events. */
#include "base/messages.h"
#include "team/data.h"
#include "team/names.h"
#include "team/task.h"

#include <fangyin/memory.h>
#include <math.h>
#include <string.h>

/* Each event is applied to a copy of the task, which replaces it if all went well. */
struct step {
    struct fy_task_log *log;
    struct fy_task *task; /* the copy */
    const struct fy_team_event *event;
    const struct fy_json *data;
    bool no_memory;
    struct fy_error *error;
};

static const char *keep(struct step *step, const char *text)
{
    const char *kept = fy_texts_keep(&step->log->texts, text);
    step->no_memory = step->no_memory || !kept;
    return kept ? kept : "";
}

static const char *keep_of(struct step *step, const struct fy_json *object, const char *name)
{
    return keep(step, fy_data_text(object, name, ""));
}

static enum fy_status missing(const struct step *step, const char *member)
{
    return fy_fail(step->error, FY_INVALID, _("Event %lld of %s lacks \"%s\"."), (long long)step->event->rev,
                   step->event->stream, member);
}

static enum fy_status wrong(const struct step *step, const char *member)
{
    return fy_fail(step->error, FY_INVALID, _("Event %lld of %s: \"%s\" is not as it must be."),
                   (long long)step->event->rev, step->event->stream, member);
}

static enum fy_status refuse(const struct step *step)
{
    return fy_fail(step->error, FY_INVALID, _("Task %s is %s: \"%s\" cannot follow."), step->task->id,
                   fy_task_state_text(step->task->state), step->event->kind);
}

/* ---- add ---- */

static enum fy_status take_candidates(struct step *step, const struct fy_json *list)
{
    struct fy_task_log *log = step->log;
    const size_t count = fy_json_size(list);
    if (count > FY_CANDIDATES_MOST || (count > 0 && !fy_json_is_array(list)))
        return fy_fail(step->error, FY_INVALID, _("Task %s has %zu candidates: at most %d were expected."),
                       step->task->id, count, FY_CANDIDATES_MOST);
    for (size_t i = 0; i < count; i++) {
        const struct fy_json *one = fy_json_at(list, i);
        log->candidates[i] = (struct fy_candidate){
            .id = keep_of(step, one, "id"),
            .text = keep_of(step, one, "text"),
            .audio = keep_of(step, one, "audio"),
            .source = keep_of(step, one, "source"),
        };
        if (log->candidates[i].id[0] == '\0' ||
            (log->candidates[i].text[0] == '\0') == (log->candidates[i].audio[0] == '\0'))
            return fy_fail(step->error, FY_INVALID,
                           _("Candidate %zu of task %s: \"id\", and \"text\" or \"audio\", were expected."), i + 1,
                           step->task->id);
        for (size_t k = 0; k < i; k++) {
            if (strcmp(log->candidates[k].id, log->candidates[i].id) == 0)
                return fy_fail(step->error, FY_INVALID, _("Two candidates of task %s are called \"%s\"."),
                               step->task->id, log->candidates[i].id);
        }
    }
    step->task->candidates = log->candidates;
    step->task->candidate_count = count;
    return FY_OK;
}

static enum fy_status take_criteria(struct step *step, const struct fy_json *list)
{
    const size_t count = fy_json_size(list);
    if (count > FY_CRITERIA_MOST || (count > 0 && !fy_json_is_array(list)))
        return wrong(step, "criteria");
    for (size_t i = 0; i < count; i++) {
        const char *name = fy_json_text_of(fy_json_at(list, i));
        if (!name || name[0] == '\0')
            return wrong(step, "criteria");
        step->log->criteria[i] = keep(step, name);
    }
    step->task->criteria = step->log->criteria;
    step->task->criterion_count = count;
    return FY_OK;
}

static bool kind_of(const char *name, enum fy_task_kind *kind)
{
    static const char *const names[] = { "rank", "check", "author" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], name) == 0) {
            *kind = (enum fy_task_kind)i;
            return true;
        }
    }
    return false;
}

static enum fy_status add(struct step *step)
{
    struct fy_task *task = step->task;
    const char *id = fy_stream_name(step->event->stream, SUBJECT_TASK);
    const double wanted = fy_data_number(step->data, "wanted", 1);
    enum fy_task_kind kind;
    if (!id || !fy_team_unit_name_valid(id))
        return fy_fail(step->error, FY_INVALID, _("\"%s\" cannot be a task's name."), step->event->stream);
    if (!kind_of(fy_data_text(step->data, "kind", "rank"), &kind))
        return fy_fail(step->error, FY_INVALID, _("Task %s is of no known kind: rank, check or author was expected."),
                       id);
    *task = (struct fy_task){
        .id = keep(step, id),
        .kind = kind,
        .prompt = keep_of(step, step->data, "prompt"),
        .audio = keep_of(step, step->data, "audio"),
        .unit = keep_of(step, step->data, "unit"),
        .from = fy_data_number(step->data, "from", 0),
        .to = fy_data_number(step->data, "to", 0),
        .dialect = keep_of(step, step->data, "dialect"),
        .priority = fy_data_number(step->data, "priority", 0),
        .seed = fy_data_number(step->data, "seed", 0),
        .wanted = wanted >= 1 && wanted <= 1000 ? (size_t)wanted : 1,
        .author = "",
        .answer = "",
        .reason = "",
        .reviewer = "",
    };
    if (task->prompt[0] == '\0' && task->audio[0] == '\0')
        return missing(step, "prompt");
    if (task->from < 0 || task->to < task->from)
        return wrong(step, "to");
    enum fy_status status = take_candidates(step, fy_json_get(step->data, "candidates"));
    if (status == FY_OK)
        status = take_criteria(step, fy_json_get(step->data, "criteria"));
    const size_t least = kind != FY_TASK_RANK ? 0 : task->criterion_count > 0 ? 1 : 2;
    if (status == FY_OK && task->candidate_count < least)
        return fy_fail(step->error, FY_INVALID, _("Task %s has nothing to compare: two candidates were expected."), id);
    return status;
}

/* ---- rank ---- */

static enum fy_status take_ranks(struct step *step, struct fy_judgement *to)
{
    const struct fy_json *ranks = fy_json_get(step->data, "ranks");
    const size_t count = step->task->candidate_count;
    for (size_t i = 0; ranks && i < count; i++) {
        const double rank = fy_data_number(ranks, step->task->candidates[i].id, 0);
        if (rank < 1 || rank > FY_CANDIDATES_MOST)
            return wrong(step, "ranks");
        to->ranks[i] = (int)rank;
    }
    to->ordered = ranks && count > 0;
    return FY_OK;
}

static enum fy_status take_scores(struct step *step, struct fy_judgement *to, bool *any)
{
    const struct fy_json *scores = fy_json_get(step->data, "scores");
    for (size_t i = 0; scores && i < step->task->candidate_count; i++) {
        const struct fy_json *one = fy_json_get(scores, step->task->candidates[i].id);
        for (size_t k = 0; one && k < step->task->criterion_count; k++) {
            const double score = fy_data_number(one, step->task->criteria[k], 0);
            if (score < 0 || score > 5)
                return wrong(step, "scores");
            to->scores[i][k] = (int)score;
            *any = *any || score >= 1;
        }
    }
    return FY_OK;
}

static enum fy_status take_reasons(struct step *step, struct fy_judgement *to)
{
    const struct fy_json *list = fy_json_get(step->data, "reasons");
    for (size_t i = 0; i < fy_json_size(list); i++) {
        const char *name = fy_json_text_of(fy_json_at(list, i));
        size_t n = 0;
        while (name && fy_task_reason(n) && strcmp(fy_task_reason(n), name) != 0)
            n++;
        if (!name || !fy_task_reason(n))
            return wrong(step, "reasons");
        to->reasons |= 1U << n;
    }
    return FY_OK;
}

static bool is_verdict(const char *text)
{
    return text[0] == '\0' || strcmp(text, "true") == 0 || strcmp(text, "false") == 0 || strcmp(text, "unclear") == 0;
}

/* Instead of what the person said before, or as one more. */
static enum fy_status put_judgement(struct step *step, const struct fy_judgement *judgement)
{
    struct fy_task_log *log = step->log;
    struct fy_task *task = step->task;
    const struct fy_judgement *before = fy_task_judgement(task, judgement->person, judgement->repeat);
    struct fy_judgement *grown =
        fy_grow(log->judgements, &log->judgement_capacity, task->judgement_count + 1, sizeof *grown);
    if (!grown) {
        step->no_memory = true;
        return FY_NO_MEMORY;
    }
    const size_t at = before ? (size_t)(before - task->judgements) : task->judgement_count++;
    log->judgements = grown;
    log->task.judgements = task->judgements = grown;
    grown[at] = *judgement;
    return FY_OK;
}

static void settle(struct fy_task *task)
{
    size_t judged = 0;
    for (size_t i = 0; i < task->judgement_count; i++)
        judged += !task->judgements[i].repeat && !task->judgements[i].cannot_judge;
    task->state = judged >= task->wanted ? FY_TASK_DONE : FY_TASK_OPEN;
}

static enum fy_status rank(struct step *step)
{
    const double confidence = fy_data_number(step->data, "confidence", 0);
    struct fy_judgement one = {
        .person = keep(step, step->event->person),
        .time = step->event->time,
        .seconds = fy_data_number(step->data, "seconds", 0),
        .repeat = fy_data_flag(step->data, "repeat"),
        .none_right = fy_data_flag(step->data, "none_right"),
        .cannot_judge = fy_data_flag(step->data, "cannot_judge"),
        .own = keep_of(step, step->data, "own"),
        .confidence = (int)confidence,
        .verdict = keep_of(step, step->data, "verdict"),
        .source = keep_of(step, step->data, "source"),
        .question = keep_of(step, step->data, "question"),
    };
    bool scored = false;
    if (step->task->kind == FY_TASK_AUTHOR)
        return refuse(step);
    if (confidence < 0 || confidence > FY_CONFIDENCE_HIGH)
        return wrong(step, "confidence");
    if (!is_verdict(one.verdict))
        return wrong(step, "verdict");
    if (one.repeat && !fy_task_judgement(step->task, one.person, false))
        return wrong(step, "repeat");
    enum fy_status status = take_ranks(step, &one);
    if (status == FY_OK)
        status = take_scores(step, &one, &scored);
    if (status == FY_OK)
        status = take_reasons(step, &one);
    const bool judged = one.ordered || scored || one.none_right || one.verdict[0] != '\0';
    if (status == FY_OK && judged == one.cannot_judge)
        status = missing(step, "ranks");
    if (status == FY_OK && step->task->kind == FY_TASK_CHECK && judged && one.verdict[0] == '\0')
        status = missing(step, "verdict");
    if (status == FY_OK && !step->no_memory)
        status = put_judgement(step, &one);
    if (status == FY_OK)
        settle(step->task);
    return status;
}

/* ---- author ---- */

static enum fy_status take_text(struct step *step)
{
    const char *prompt = fy_data_text(step->data, "prompt", ""), *answer = fy_data_text(step->data, "answer", "");
    if (prompt[0] == '\0')
        return missing(step, "prompt");
    if (answer[0] == '\0')
        return missing(step, "answer");
    step->task->prompt = keep(step, prompt);
    step->task->answer = keep(step, answer);
    return FY_OK;
}

static enum fy_status write_it(struct step *step)
{
    struct fy_task *task = step->task;
    const bool own = strcmp(task->author, step->event->person) == 0;
    const bool free = task->state == FY_TASK_OPEN || (own && task->state != FY_TASK_ACCEPTED);
    if (task->kind != FY_TASK_AUTHOR || !free)
        return refuse(step);
    task->author = keep(step, step->event->person);
    task->state = FY_TASK_WRITTEN;
    return take_text(step);
}

/* Accept, fix, return. */
static enum fy_status review(struct step *step)
{
    struct fy_task *task = step->task;
    const char *kind = step->event->kind, *reason = fy_data_text(step->data, "reason", "");
    if (task->state != FY_TASK_WRITTEN)
        return refuse(step);
    if (strcmp(task->author, step->event->person) == 0)
        return fy_fail(step->error, FY_INVALID, _("%s wrote task %s: somebody else reviews it."), task->author,
                       task->id);
    task->reviewer = keep(step, step->event->person);
    task->state = FY_TASK_ACCEPTED;
    if (strcmp(kind, "fix") == 0)
        return take_text(step);
    if (strcmp(kind, "return") != 0)
        return FY_OK;
    if (reason[0] == '\0')
        return missing(step, "reason");
    task->reason = keep(step, reason);
    task->state = FY_TASK_RETURNED;
    return FY_OK;
}

static const struct {
    const char *kind;
    enum fy_status (*apply)(struct step *step);
} kinds[] = {
    { "add", add },       { "rank", rank },  { "write", write_it },
    { "accept", review }, { "fix", review }, { "return", review },
};

static enum fy_status check_form(const struct fy_task *task, const struct fy_team_event *event, struct fy_error *error)
{
    if (!fy_team_person_name_valid(event->person))
        return fy_fail(error, FY_INVALID,
                       _("\"%s\" cannot be a person's name here: 1 to 100 bytes without '/' and '.' were expected."),
                       event->person);
    if (!isfinite(event->time))
        return fy_fail(error, FY_INVALID, _("An event of %s has a time that is no number."), event->stream);
    if ((strcmp(event->kind, "add") == 0) != (task->rev == 0))
        return fy_fail(error, FY_INVALID, _("%s must begin with \"add\", once."), event->stream);
    if (event->rev != task->rev + 1)
        return fy_fail(error, FY_INVALID, _("The events of %s are not numbered one after the other."), event->stream);
    return FY_OK;
}

enum fy_status fy_task_apply(struct fy_task_log *log, const struct fy_team_event *event, struct fy_error *error)
{
    struct fy_json *data = NULL;
    struct fy_task after = log->task;
    size_t at = 0;
    while (at < sizeof kinds / sizeof *kinds && strcmp(kinds[at].kind, event->kind) != 0)
        at++;
    if (at == sizeof kinds / sizeof *kinds)
        return fy_fail(error, FY_UNSUPPORTED,
                       _("The work record holds an event \"%s\" that this version does not know: use a newer one."),
                       event->kind);
    enum fy_status status = check_form(&log->task, event, error);
    if (status == FY_OK)
        status = fy_data_read(event, &data, error);
    if (status != FY_OK)
        return status;
    struct step step = { log, &after, event, data, false, error };
    status = kinds[at].apply(&step);
    if (step.no_memory)
        status = fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    if (status == FY_OK) {
        log->task = after;
        log->task.rev = event->rev;
    }
    fy_json_free(data);
    return status;
}

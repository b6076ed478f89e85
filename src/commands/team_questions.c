/* Questions one after the other, with whom each goes to; and the list of them. */
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/grids.h"
#include "commands/team_desk.h"

#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <stdio.h>
#include <string.h>

/* Whom it goes to, who then holds one more. */
static size_t route(const struct team_call *call, const struct fy_question *question, size_t *held)
{
    const struct fy_dialects *dialects = fy_project_dialects(call->project);
    if (!call->people)
        return FY_NONE;
    size_t to = FY_NONE;
    if (question->state == FY_QUESTION_OPEN)
        to = fy_question_route(question, call->people, dialects, held);
    for (size_t i = 0; question->state == FY_QUESTION_CLAIMED && i < fy_people_count(call->people); i++) {
        if (strcmp(fy_people_at(call->people, i)->id, question->holder) == 0)
            to = i;
    }
    if (to != FY_NONE)
        held[to]++;
    return to;
}

/* Nobody has answered in time: it goes to more people, who have as long again. */
static enum fy_status widen_overdue(const struct team_call *call, struct fy_question_log *log, struct fy_error *error)
{
    const struct fy_question *question = fy_question_of(log);
    struct fy_buffer data = FY_BUFFER_EMPTY;
    const bool open =
        question->state == FY_QUESTION_OPEN || (question->state == FY_QUESTION_CLAIMED && question->until <= call->now);
    char *id = open && question->due > 0 && question->due < call->now && call->person[0] != '\0'
                   ? fy_must_strdup(question->id)
                   : NULL;
    if (!id)
        return FY_OK;
    team_write_widening(call, question, &data);
    enum fy_status status = team_do_question(call, id, "widen", &data, log, error);
    /* Somebody else did, or may. */
    if (status == FY_CHANGED || status == FY_INVALID || status == FY_NO_ACCESS)
        status = fy_question_load(call->store, id, log, error);
    fy_free(id);
    fy_buffer_free(&data);
    return status;
}

enum fy_status team_walk_questions(const struct team_call *call, team_question_visitor *visitor, void *context,
                                   struct fy_error *error)
{
    struct fy_buffer ids = FY_BUFFER_EMPTY;
    struct fy_question_log *log = fy_question_log_new();
    size_t *held = fy_calloc((call->people ? fy_people_count(call->people) : 0) + 1, sizeof *held);
    const struct fy_team_query query = { .subject = "question" };
    enum fy_status status =
        log && held ? call->store->heads(call->store, &query, team_note_name, &ids, error) : team_no_memory(error);
    for (size_t at = 0; status == FY_OK && at < ids.size; at += strlen(ids.data + at) + 1) {
        status = fy_question_load(call->store, ids.data + at, log, error);
        if (status == FY_OK)
            status = widen_overdue(call, log, error);
        if (status == FY_OK)
            status = visitor(context, fy_question_of(log), route(call, fy_question_of(log), held), error);
    }
    fy_free(held);
    fy_buffer_free(&ids);
    fy_question_log_free(log);
    return status;
}

/* ---- the list ---- */

/* --text, in what was written, asked, answered or read aloud. */
static bool speaks_of(const struct fy_question *question, const char *text)
{
    const char *const places[] = { question->text, question->guess, question->answer, question->reading };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (places[i] && strstr(places[i], text))
            return true;
    }
    return false;
}

/* What is decided is for everybody to look up. */
static bool is_wanted(const struct team_options *options, const struct fy_question *question)
{
    if (options->text && !speaks_of(question, options->text))
        return false;
    if (options->precedent)
        return question->state == FY_QUESTION_PRECEDENT;
    return options->all || question->state < FY_QUESTION_PRECEDENT;
}

/* Those that this person may answer, and their own. */
static bool concerns(const struct team_call *call, const struct fy_question *question)
{
    const struct fy_person *person = call->people ? fy_people_find(call->people, call->person) : NULL;
    if (call->options.all || call->options.precedent || !call->people || strcmp(question->author, call->person) == 0)
        return true;
    return person && fy_question_is_for(question, person, fy_project_dialects(call->project));
}

static void print_field(const char *text)
{
    putchar('\t');
    fy_command_print(stdout, text);
}

static enum fy_status print_question(void *context, const struct fy_question *question, size_t to,
                                     struct fy_error *error)
{
    const struct team_call *call = context;
    char from[FY_NUMBER_SIZE];
    (void)error;
    if (!is_wanted(&call->options, question) || !concerns(call, question))
        return FY_OK;
    fy_number_write(question->from, from);
    printf("%s\t%s", question->id, fy_question_state_name(question->state));
    print_field(question->unit);
    printf("\t%s\t%s", from, question->type);
    print_field(question->dialect);
    print_field(question->author);
    print_field(to == FY_NONE ? "" : fy_people_at(call->people, to)->id);
    print_field(question->text);
    print_field(question->guess);
    print_field(question->answer);
    print_field(question->answered_by);
    print_field(question->answer_dialect);
    putchar('\n');
    return FY_OK;
}

int team_questions(const struct team_call *call)
{
    struct fy_error error = { 0 };
    const enum fy_status status = team_walk_questions(call, print_question, (void *)(uintptr_t)call, &error);
    return status == FY_OK ? 0 : team_told(&error);
}

/* Questions: asked, answered, routed, kept. */
#include "base/json_write.h"
#include "base/messages.h"
#include "base/random.h"
#include "commands/commands.h"
#include "commands/grids.h"
#include "commands/team_desk.h"

#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <fangyin/question.h>
#include <stdio.h>
#include <string.h>

#define DAY (24.0 * 60 * 60)

enum fy_status team_do_question(const struct team_call *call, const char *id, const char *kind, const struct fy_buffer *data,
                                struct fy_question_log *log, struct fy_error *error)
{
    const struct fy_question_act act = { id, kind, call->person, fy_buffer_text(data), call->now };
    /* What to do with an answer is for who asked. */
    const bool knows = strcmp(kind, "answer") == 0 || strcmp(kind, "precedent") == 0;
    enum fy_status status = data->failed ? team_no_memory(error) : FY_OK;
    if (status == FY_OK)
        status = fy_people_check(call->people, call->person, knows ? kind : "ask", "", error);
    return status == FY_OK ? fy_question_do(call->store, &act, log, error) : status;
}

/* ---- ask ---- */

static void put_alternatives(struct fy_json_writer *json, const char *list)
{
    fy_json_array(json, "alternatives");
    while (*list != '\0') {
        const size_t size = strcspn(list, "/");
        char *one = fy_strndup(list, size);
        if (one)
            fy_json_text(json, NULL, one);
        fy_free(one);
        list += size + (list[size] == '/');
    }
    fy_json_array_end(json);
}

static void put_text(struct fy_json_writer *json, const char *name, const char *text)
{
    if (text)
        fy_json_text(json, name, text);
}

static void put_said(struct fy_json_writer *json, const char *name, const char *text)
{
    put_text(json, name, text && text[0] != '\0' ? text : NULL);
}

void team_write_question(const struct team_question *question, struct fy_buffer *out)
{
    struct fy_json_writer json = { .out = out };
    fy_json_object(&json, NULL);
    fy_json_text(&json, "unit", question->unit);
    fy_json_number(&json, "from", question->from);
    fy_json_number(&json, "to", question->to);
    fy_json_text(&json, "type", question->type);
    fy_json_text(&json, "dialect", question->dialect ? question->dialect : "");
    put_said(&json, "text", question->text);
    put_said(&json, "guess", question->guess);
    put_said(&json, "note", question->note);
    put_said(&json, "person", question->person);
    if (question->alternatives && question->alternatives[0] != '\0')
        put_alternatives(&json, question->alternatives);
    if (question->level > 0)
        fy_json_number(&json, "level", question->level);
    if (question->due > 0)
        fy_json_number(&json, "due", question->due);
    if (question->blocking)
        fy_json_bool(&json, "blocking", true);
    fy_json_object_end(&json);
}

int team_ask(const struct team_call *call)
{
    const struct team_options *options = &call->options;
    struct fy_error error = { 0 };
    struct fy_buffer data = FY_BUFFER_EMPTY;
    struct fy_unit_log *unit = fy_unit_log_new();
    double from = 0, to = 0;
    char id[33];
    if (!fy_time_read(call->rest[1], &from) || !fy_time_read(call->rest[2], &to)) {
        fy_unit_log_free(unit);
        return fy_command_usage("team ask FOLDER UNIT FROM TO --type TYPE ...");
    }
    enum fy_status status = unit ? fy_team_unit(call->store, call->rest[0], unit, &error) : team_no_memory(&error);
    const struct team_question question = {
        .unit = call->rest[0],
        .type = options->type ? options->type : "word",
        .dialect = options->dialect ? options->dialect : status == FY_OK ? fy_unit_of(unit)->dialect : "",
        .text = options->text,
        .guess = options->guess,
        .note = options->note,
        .person = options->to,
        .alternatives = options->alternatives,
        .from = from,
        .to = to,
        .level = options->level,
        .due = options->due > 0 ? call->now + options->due * DAY : 0,
        .blocking = options->blocking,
    };
    team_write_question(&question, &data);
    fy_random_token(id);
    id[12] = '\0'; /* enough to be the only one, and short enough to type */
    if (status == FY_OK)
        status = team_do_question(call, id, "ask", &data, NULL, &error);
    if (status == FY_OK)
        printf("%s\n", id);
    fy_buffer_free(&data);
    fy_unit_log_free(unit);
    return status == FY_OK ? 0 : team_told(&error);
}

/* ---- answer ---- */

static void put_own_dialect(const struct team_call *call, struct fy_json_writer *json)
{
    const struct fy_person *person = call->people ? fy_people_find(call->people, call->person) : NULL;
    if (person && person->competence_count > 0)
        fy_json_text(json, "dialect", person->competences[0].dialect);
}

static enum fy_status put_wider(const struct team_call *call, struct fy_json_writer *json, struct fy_question_log *log,
                                struct fy_error *error)
{
    const char *dialect = "";
    int level = 0;
    const enum fy_status status = fy_question_load(call->store, call->rest[0], log, error);
    if (status == FY_OK &&
        fy_question_widened(fy_question_of(log), fy_project_dialects(call->project), &dialect, &level)) {
        fy_json_text(json, "dialect", dialect);
        fy_json_number(json, "level", level);
    }
    return status;
}

int team_answer(const struct team_call *call)
{
    const struct team_options *options = &call->options;
    struct fy_error error = { 0 };
    struct fy_buffer data = FY_BUFFER_EMPTY;
    struct fy_json_writer json = { .out = &data };
    struct fy_question_log *log = fy_question_log_new();
    const char *kind = options->accept      ? "accept"
                       : options->reason    ? "dispute"
                       : options->precedent ? "precedent"
                       : options->widen     ? "widen"
                       : options->withdraw  ? "withdraw"
                                            : "answer";
    enum fy_status status = log ? FY_OK : team_no_memory(&error);
    if (strcmp(kind, "answer") == 0 && call->count < 2) {
        fy_question_log_free(log);
        return fy_command_usage("team answer FOLDER QUESTION TEXT");
    }
    fy_json_object(&json, NULL);
    if (status == FY_OK && options->widen)
        status = put_wider(call, &json, log, &error);
    if (call->count > 1)
        fy_json_text(&json, "text", call->rest[1]);
    put_text(&json, "reading", options->reading);
    put_text(&json, "note", options->note);
    put_text(&json, "reason", options->reason);
    if (options->precedent)
        put_text(&json, "scope", options->dialect);
    if (strcmp(kind, "answer") == 0)
        put_own_dialect(call, &json);
    fy_json_object_end(&json);
    if (status == FY_OK)
        status = team_do_question(call, call->rest[0], kind, &data, log, &error);
    fy_buffer_free(&data);
    fy_question_log_free(log);
    return status == FY_OK ? 0 : team_told(&error);
}

/* ---- the list ---- */

static enum fy_status note_id(void *context, const struct fy_team_head *head, struct fy_error *error)
{
    struct fy_buffer *ids = context;
    const char *slash = strchr(head->stream, '/');
    fy_buffer_append(ids, slash + 1, strlen(slash));
    return ids->failed ? team_no_memory(error) : FY_OK;
}

/* Those that this person may answer, and their own. */
static bool concerns(const struct team_call *call, const struct fy_question *question)
{
    const struct fy_person *person = call->people ? fy_people_find(call->people, call->person) : NULL;
    if (call->options.all || !call->people || strcmp(question->author, call->person) == 0)
        return true;
    return person && fy_question_is_for(question, person, fy_project_dialects(call->project));
}

static void print_field(const char *text)
{
    putchar('\t');
    fy_command_print(stdout, text);
}

static void print_question(const struct team_call *call, const struct fy_question *question)
{
    const size_t count = call->people ? fy_people_count(call->people) : 0;
    size_t *held = fy_calloc(count + 1, sizeof *held);
    const size_t to = call->people && held
                          ? fy_question_route(question, call->people, fy_project_dialects(call->project), held)
                          : FY_NONE;
    char from[FY_NUMBER_SIZE];
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
    putchar('\n');
    fy_free(held);
}

int team_questions(const struct team_call *call)
{
    struct fy_error error = { 0 };
    struct fy_buffer ids = FY_BUFFER_EMPTY;
    struct fy_question_log *log = fy_question_log_new();
    const struct fy_team_query query = { .subject = "question" };
    enum fy_status status =
        log ? call->store->heads(call->store, &query, note_id, &ids, &error) : team_no_memory(&error);
    for (size_t at = 0; status == FY_OK && at < ids.size; at += strlen(ids.data + at) + 1) {
        status = fy_question_load(call->store, ids.data + at, log, &error);
        const struct fy_question *question = status == FY_OK ? fy_question_of(log) : NULL;
        if (question && (call->options.all || question->state < FY_QUESTION_PRECEDENT) && concerns(call, question))
            print_question(call, question);
    }
    fy_buffer_free(&ids);
    fy_question_log_free(log);
    return status == FY_OK ? 0 : team_told(&error);
}

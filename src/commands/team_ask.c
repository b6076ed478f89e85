/* Asking, and doing anything else to a question. */
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
    enum fy_status status = !call->store ? team_away(error) : data->failed ? team_no_memory(error) : FY_OK;
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

/* Answering: by a question's name; or in the annotator, one question after the other. */
#include "base/json_write.h"
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/grids.h"
#include "commands/rank.h"
#include "commands/team_grids.h"
#include "commands/team_take.h"

#include <fangyin/memory.h>
#include <fangyin/team_versions.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LEASE (24.0 * 60 * 60) /* seconds for which a question is somebody's */

static void put_text(struct fy_json_writer *json, const char *name, const char *text)
{
    if (text)
        fy_json_text(json, name, text);
}

static void put_own_dialect(const struct team_call *call, struct fy_json_writer *json)
{
    const struct fy_person *person = call->people ? fy_people_find(call->people, call->person) : NULL;
    if (person && person->competence_count > 0)
        fy_json_text(json, "dialect", person->competences[0].dialect);
}

void team_write_widening(const struct team_call *call, const struct fy_question *question, struct fy_buffer *out)
{
    struct fy_json_writer json = { .out = out };
    const char *dialect = "";
    int level = 0;
    fy_json_object(&json, NULL);
    if (fy_question_widened(question, fy_project_dialects(call->project), &dialect, &level)) {
        fy_json_text(&json, "dialect", dialect);
        fy_json_number(&json, "level", level);
    }
    if (question->due > question->asked)
        fy_json_number(&json, "due", call->now + (question->due - question->asked));
    fy_json_object_end(&json);
}

static int widen(const struct team_call *call)
{
    struct fy_error error = { 0 };
    struct fy_buffer data = FY_BUFFER_EMPTY;
    struct fy_question_log *log = fy_question_log_new();
    enum fy_status status = log ? fy_question_load(call->store, call->rest[0], log, &error) : team_no_memory(&error);
    if (status == FY_OK)
        team_write_widening(call, fy_question_of(log), &data);
    if (status == FY_OK)
        status = team_do_question(call, call->rest[0], "widen", &data, log, &error);
    fy_buffer_free(&data);
    fy_question_log_free(log);
    return status == FY_OK ? 0 : team_told(&error);
}

static int answer_by_name(const struct team_call *call)
{
    const struct team_options *options = &call->options;
    struct fy_error error = { 0 };
    struct fy_buffer data = FY_BUFFER_EMPTY;
    struct fy_json_writer json = { .out = &data };
    const char *kind = options->accept      ? "accept"
                       : options->reason    ? "dispute"
                       : options->precedent ? "precedent"
                       : options->withdraw  ? "withdraw"
                                            : "answer";
    if (strcmp(kind, "answer") == 0 && call->count < 2)
        return fy_command_usage("team answer FOLDER QUESTION TEXT");
    fy_json_object(&json, NULL);
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
    const enum fy_status status = team_do_question(call, call->rest[0], kind, &data, NULL, &error);
    fy_buffer_free(&data);
    return status == FY_OK ? 0 : team_told(&error);
}

/* ---- one after the other, in the annotator ---- */

/* The next one for the caller: what goes to them before what they may answer too, what is due first before the rest. */
struct search {
    const struct team_call *call;
    const struct fy_person *person;
    char id[64];
    bool own;                 /* it goes to them, and not only may they answer it */
    struct fy_buffer put_off; /* ids with NULs: not again in this sitting */
};

static bool is_put_off(const struct search *search, const char *id)
{
    for (size_t at = 0; at < search->put_off.size; at += strlen(search->put_off.data + at) + 1) {
        if (strcmp(search->put_off.data + at, id) == 0)
            return true;
    }
    return false;
}

static enum fy_status look(void *context, const struct fy_question *question, size_t to, struct fy_error *error)
{
    struct search *search = context;
    const struct team_call *call = search->call;
    const bool lapsed = question->state == FY_QUESTION_CLAIMED && question->until <= call->now;
    const bool held = question->state == FY_QUESTION_CLAIMED && strcmp(question->holder, call->person) == 0;
    const bool own = held || (to != FY_NONE && fy_people_at(call->people, to) == search->person);
    (void)error;
    if ((question->state != FY_QUESTION_OPEN && !lapsed && !held) || strcmp(question->author, call->person) == 0 ||
        strlen(question->id) >= sizeof search->id || is_put_off(search, question->id) ||
        (search->person && !fy_question_is_for(question, search->person, fy_project_dialects(call->project))))
        return FY_OK;
    if (search->id[0] == '\0' || (own && !search->own)) {
        strcpy(search->id, question->id);
        search->own = own;
    }
    return FY_OK;
}

/* What the author's text says around it: their file, or what they handed in, or only what the question tells. */
static enum fy_status grid_of(const struct team_call *call, const struct fy_question *question,
                              const struct fy_unit *unit, double end, struct fy_grid **grid, struct fy_error *error)
{
    struct team_call theirs = *call;
    const struct fy_unit_slot *slot = fy_unit_slot_of(unit, question->author);
    theirs.person = question->author;
    if (team_read_work(&theirs, unit->name, true, grid, NULL) == FY_OK)
        return FY_OK;
    if (slot && slot->content[0] != '\0')
        return fy_team_content(call->store, slot->content, grid, error);
    *grid = fy_grid_new(0, end);
    size_t tier;
    enum fy_status status =
        *grid ? fy_grid_append_tier(*grid, FY_INTERVAL_TIER, "text", 4, 0, end, &tier) : FY_NO_MEMORY;
    const double cuts[] = { 0, fmax(question->from, 0), fmin(question->to, end), end };
    for (size_t i = 0; status == FY_OK && i < 3; i++) {
        const char *text = i == 1 ? question->text : "";
        if (cuts[i + 1] > cuts[i])
            status = fy_tier_append_interval(*grid, tier, cuts[i], cuts[i + 1], text, strlen(text));
    }
    return status == FY_OK ? FY_OK : team_no_memory(error);
}

static void put_line(const struct team_call *call, const struct fy_question *question, struct fy_buffer *out)
{
    const struct fy_person *author = call->people ? fy_people_find(call->people, question->author) : NULL;
    fy_buffer_printf(out, "%s? %s", fy_question_type_text(question->type), question->text);
    if (question->guess[0] != '\0' && strcmp(question->guess, question->text) != 0)
        fy_buffer_printf(out, " · %s %s", _("I think"), question->guess);
    for (const char *at = question->alternatives; *at; at += strcspn(at, "\n"), at += *at == '\n')
        fy_buffer_printf(out, " · %s %.*s", _("or"), (int)strcspn(at, "\n"), at);
    if (question->note[0] != '\0')
        fy_buffer_printf(out, " · %s", question->note);
    fy_buffer_printf(out, "  — %s", author && author->name[0] ? author->name : question->author);
}

/* A file to hear and see it in; it is made anew each time, and what somebody wrote in it is put aside. */
static enum fy_status make_file(const struct team_call *call, const struct fy_question *question,
                                const struct fy_unit *unit, char recording[PATH_MAX], char path[PATH_MAX],
                                struct fy_error *error)
{
    char name[80];
    struct fy_grid *grid = NULL;
    double end = 0;
    enum fy_status status = FY_OK;
    snprintf(name, sizeof name, "question-%.60s", question->id);
    if (!team_begin_work(call, name, "", path, &status, error) && status != FY_OK)
        return status;
    status = team_recording_path(call, unit, recording) ? team_recording_end(recording, &end, error)
                                                        : fy_fail(error, FY_INVALID, "%s", _("The path is too long."));
    if (status == FY_OK)
        status = grid_of(call, question, unit, end, &grid, error);
    if (status == FY_OK)
        status = team_save_work(path, grid, NULL, error);
    fy_grid_free(grid);
    return status;
}

static enum fy_status do_simply(const struct team_call *call, const char *id, const char *kind, double until,
                                struct fy_error *error)
{
    struct fy_buffer data = FY_BUFFER_EMPTY;
    if (until > 0)
        fy_buffer_printf(&data, "{\"until\":%.0f}", until);
    else
        fy_buffer_puts(&data, "{}");
    const enum fy_status status = team_do_question(call, id, kind, &data, NULL, error);
    fy_buffer_free(&data);
    return status;
}

/* The answer that was given goes to the store; where that fails it is shown, so that it is not lost. */
static int send(const struct team_call *call, const char *id, const char *text, const char *reading, const char *note)
{
    char *words[] = { fy_must_strdup(id), fy_must_strdup(text), NULL };
    struct team_call again = team_now(call);
    again.rest = words;
    again.count = 2;
    again.options.reading = reading[0] != '\0' ? reading : NULL;
    again.options.note = note[0] != '\0' ? note : NULL;
    const int result = answer_by_name(&again);
    if (result != 0) {
        printf("%s ", _("Not sent:"));
        fy_command_print(stdout, text);
        printf("\n%s\n", _("To send it later: fangyin team answer FOLDER QUESTION TEXT"));
    } else {
        printf(_("%s: done.\n"), id);
    }
    fy_free(words[0]);
    fy_free(words[1]);
    return result;
}

/* What is not about a unit, as candidates to be judged, is asked in a line. */
static int answer_in_line(const struct team_call *call, const struct fy_question *question, const char *line,
                          bool *done)
{
    struct fy_buffer text = FY_BUFFER_EMPTY;
    fy_command_print(stdout, line);
    putchar('\n');
    if (rank_read_line(_("Your answer (Enter: not now): "), &text) && text.size > 0)
        *done = send(call, question->id, text.data, "", "") == 0;
    fy_buffer_free(&text);
    return 0;
}

static int answer_one(const struct team_call *call, const struct fy_question *question, bool *done)
{
    struct fy_error error = { 0 };
    struct fy_buffer line = FY_BUFFER_EMPTY;
    struct fy_unit_log *unit = fy_unit_log_new();
    struct team_desk *desk = NULL;
    char recording[PATH_MAX], path[PATH_MAX];
    int result = 0;
    put_line(call, question, &line);
    enum fy_status status = unit ? fy_team_unit(call->store, question->unit, unit, &error) : team_no_memory(&error);
    if (status == FY_OK)
        status = make_file(call, question, fy_unit_of(unit), recording, path, &error);
    const struct team_seat seat = { .role = FY_TEAM_ANSWERS,
                                    .unit = question->unit,
                                    .dialect = question->about,
                                    .from = question->from,
                                    .to = question->to,
                                    .question = fy_buffer_text(&line),
                                    .guess = question->guess };
    if (status == FY_OK)
        result = team_annotate(call, &seat, recording, path, &desk);
    else if (status == FY_NOT_FOUND)
        result = answer_in_line(call, question, fy_buffer_text(&line), done);
    else
        result = team_told(&error);
    const struct fy_app_verdict *said = desk && result == 0 ? team_desk_verdict(desk) : NULL;
    if (said)
        *done = send(call, question->id, said->text, said->reading, said->remark) == 0;
    team_desk_free(desk);
    fy_unit_log_free(unit);
    fy_buffer_free(&line);
    return result;
}

/* Claimed, so that no two people answer it; given back where it was not answered. */
static int answer_next(const struct team_call *call, struct search *search, bool *found)
{
    struct fy_error error = { 0 };
    struct fy_question_log *log = fy_question_log_new();
    bool done = false;
    search->id[0] = '\0';
    search->own = false;
    enum fy_status status = log ? team_walk_questions(call, look, search, &error) : team_no_memory(&error);
    *found = status == FY_OK && search->id[0] != '\0';
    if (*found)
        status = do_simply(call, search->id, "claim", call->now + LEASE, &error);
    if (*found && status == FY_OK)
        status = fy_question_load(call->store, search->id, log, &error);
    int result = status == FY_OK ? 0 : team_told(&error);
    if (*found && status == FY_OK) {
        result = answer_one(call, fy_question_of(log), &done);
        if (!done) {
            const struct team_call now = team_now(call);
            (void)do_simply(&now, search->id, "release", 0, NULL);
            fy_buffer_append(&search->put_off, search->id, strlen(search->id) + 1);
        }
    }
    fy_question_log_free(log);
    return result;
}

static int answer_in_turn(const struct team_call *call)
{
    struct search search = { .call = call, .person = call->people ? fy_people_find(call->people, call->person) : NULL };
    struct fy_error error = { 0 };
    bool found = true;
    int result = 0;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return fy_command_usage("team answer FOLDER QUESTION TEXT");
    if (fy_people_check(call->people, call->person, "answer", "", &error) != FY_OK)
        return team_told(&error);
    for (bool more = true; more && result == 0;) {
        const struct team_call now = team_now(call);
        search.call = &now;
        result = answer_next(&now, &search, &found);
        more = found && result == 0 && team_wants_more();
    }
    if (!found)
        puts(_("Nobody waits for an answer of yours."));
    fy_buffer_free(&search.put_off);
    return result;
}

int team_answer(const struct team_call *call)
{
    if (call->count == 0)
        return answer_in_turn(call);
    return call->options.widen ? widen(call) : answer_by_name(call);
}

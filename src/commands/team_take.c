/* Taking a unit to transcribe, handing it in, giving it back. */
#include "commands/team_take.h"

#include "base/digest.h"
#include "base/json_write.h"
#include "base/messages.h"
#include "commands/annotate.h"
#include "commands/commands.h"
#include "commands/team_desk.h"
#include "commands/team_grids.h"

#include <fangyin/files.h>
#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <fangyin/team_versions.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LEASE (24.0 * 60 * 60) /* seconds */

/* ---- claims ---- */

static void print_claim(const struct team_call *call, const struct fy_unit *unit)
{
    char from[FY_NUMBER_SIZE], to[FY_NUMBER_SIZE], until[32], path[PATH_MAX];
    const struct fy_unit_slot *slot = fy_unit_slot_of(unit, call->person);

    fy_number_write(unit->from, from);
    fy_number_write(unit->to, to);
    (void)team_work_path(call, unit->name, call->person, path);
    printf("%s\t%s\t%s\t%s\t%s\t%s\n", unit->name, unit->recording, from, to,
           team_date(slot ? slot->until : unit->until, until), path);
}

int team_annotate(const struct team_call *call, const struct team_seat *seat, const char *recording, const char *path,
                  struct team_desk **desk)
{
    char command[] = "annotate", grid[] = "--grid";
    char *arguments[] = { command, grid, (char *)(uintptr_t)path, (char *)(uintptr_t)recording, NULL };
    *desk = team_desk_new(call, seat);
    optind = 0;
    return fy_annotate_for(*desk ? team_desk_of(*desk) : NULL, 4, arguments);
}

static enum fy_team_role role_of(const char *as)
{
    return strcmp(as, "review") == 0       ? FY_TEAM_REVIEWS
           : strcmp(as, "adjudicate") == 0 ? FY_TEAM_SETTLES
                                           : FY_TEAM_TRANSCRIBES;
}

int team_work_on(const struct team_call *call, const struct fy_unit *unit, const char *as, bool *done)
{
    char recording[PATH_MAX], path[PATH_MAX];
    const struct fy_unit_slot *slot = fy_unit_slot_of(unit, call->person);
    const enum fy_team_role role = role_of(as);
    const struct team_seat seat = { .role = role,
                                    .unit = unit->name,
                                    .dialect = unit->dialect,
                                    .from = unit->from,
                                    .to = unit->to,
                                    .came_back = role == FY_TEAM_TRANSCRIBES && slot && slot->content[0] != '\0' };
    struct team_desk *desk = NULL;
    if (!team_recording_path(call, unit, recording) || !team_work_path(call, unit->name, call->person, path))
        return 2;
    if (role == FY_TEAM_TRANSCRIBES)
        team_remember_unit(call, unit);
    int result = team_annotate(call, &seat, recording, path, &desk);
    if (result == 0 && access(path, F_OK) == 0)
        result = team_finish(call, unit, as, desk ? team_desk_verdict(desk) : NULL, done);
    team_desk_free(desk);
    return result;
}

/* The dialects of somebody in the order in which they know them, and then units whose dialect nobody has said; none,
 * for any at all, where they have no dialects. */
static size_t dialects_of(const struct team_call *call, const char **dialects, size_t room)
{
    const struct fy_person *person = call->people ? fy_people_find(call->people, call->person) : NULL;
    size_t count = 0;
    for (int level = 5; person && level > 0; level--) {
        for (size_t i = 0; i < person->competence_count && count + 1 < room; i++) {
            if (person->competences[i].level == level)
                dialects[count++] = person->competences[i].dialect;
        }
    }
    if (count > 0)
        dialects[count++] = "";
    return count;
}

enum { MOST_DIALECTS = 64 };

/* One unit, claimed, made ready, and worked on or printed. */
static int take_one(const struct team_call *call, const struct fy_team_wish *wish, team_prepare *prepare,
                    struct fy_unit_log *log, bool *done)
{
    struct fy_error error = { 0 };
    enum fy_status status = fy_team_next(call->store, wish, log, &error);
    if (status == FY_OK)
        status = prepare(call, fy_unit_of(log), &error);
    if (status != FY_OK)
        return team_told(&error);
    if (!call->options.print && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
        return team_work_on(call, fy_unit_of(log), wish->as, done);
    print_claim(call, fy_unit_of(log));
    return 0;
}

int team_take(const struct team_call *call, const char *as, team_prepare *prepare)
{
    struct fy_error error = { 0 };
    struct fy_unit_log *log = fy_unit_log_new();
    const char *dialects[MOST_DIALECTS];
    struct fy_team_wish wish = { .as = as, .person = call->person, .dialects = dialects, .lease = LEASE };
    int result = 0;
    wish.dialect_count = dialects_of(call, dialects, MOST_DIALECTS);
    wish.any_dialect = call->options.all || wish.dialect_count == 0;
    enum fy_status status =
        log ? fy_people_check(call->people, call->person, "claim", as, &error) : team_no_memory(&error);
    for (bool done = true; status == FY_OK && result == 0 && done;) {
        const struct team_call now = team_now(call);
        done = false;
        wish.now = now.now;
        /* What is done and could not be handed in is held still, and would come again. */
        if (strcmp(as, "annotate") == 0)
            team_send_kept(&now);
        result = take_one(&now, &wish, prepare, log, &done);
        done = done && team_wants_more();
    }
    fy_unit_log_free(log);
    return status == FY_OK ? result : team_told(&error);
}

static enum fy_status prepare_work(const struct team_call *call, const struct fy_unit *unit, struct fy_error *error)
{
    const struct fy_unit_slot *slot = fy_unit_slot_of(unit, call->person);
    return team_make_work(call, unit, slot && slot->content[0] != '\0' ? slot->content : NULL, error);
}

int team_next(const struct team_call *call)
{
    return team_take(call, "annotate", prepare_work);
}

/* ---- what is handed in ---- */

enum fy_status team_read_work(const struct team_call *call, const char *unit, bool judged, struct fy_grid **grid,
                              struct fy_error *error)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    char path[PATH_MAX];
    *grid = NULL;
    if (!team_work_path(call, unit, call->person, path))
        return fy_fail(error, FY_INVALID, _("The path is too long."));
    enum fy_status status = fy_file_read(path, &bytes, error);
    /* What cannot be read back is not handed in. */
    if (status == FY_OK) {
        status = fy_textgrid_read(fy_buffer_text(&bytes), bytes.size, grid, NULL, NULL, error);
        if (status != FY_OK)
            (void)fy_error_in_file(error, path);
    }
    fy_buffer_free(&bytes);
    return status == FY_OK && judged ? team_drop_versions(*grid, error) : status;
}

enum fy_status team_put_work(const struct team_call *call, const char *unit, bool judged, char hash[FY_DIGEST_SIZE],
                             struct fy_error *error)
{
    struct fy_grid *grid = NULL;
    enum fy_status status = team_read_work(call, unit, judged, &grid, error);
    if (status == FY_OK)
        status = call->store ? fy_team_keep(call->store, grid, hash, error) : team_away(error);
    fy_grid_free(grid);
    return status;
}

/* Who handed in, as people.tsv has them now: it may change later. */
static void add_snapshot(const struct team_call *call, struct fy_json_writer *json)
{
    const struct fy_person *person = call->people ? fy_people_find(call->people, call->person) : NULL;
    fy_json_array(json, "dialects");
    for (size_t i = 0; person && i < person->competence_count; i++) {
        fy_json_object(json, NULL);
        fy_json_text(json, "code", person->competences[i].dialect);
        fy_json_count(json, "level", (size_t)person->competences[i].level);
        fy_json_bool(json, "native", person->competences[i].native);
        fy_json_object_end(json);
    }
    fy_json_array_end(json);
    fy_json_text(json, "version", FY_VERSION);
}

/* How it was made, where the annotator has counted. */
static void add_work(const struct team_call *call, struct fy_json_writer *json)
{
    struct team_work_done done;
    if (!team_read_work_done(call, call->rest[0], &done))
        return;
    fy_json_number(json, "active", done.active);
    fy_json_count(json, "plays", done.plays);
    fy_json_count(json, "suggestions_shown", done.shown);
    fy_json_count(json, "suggestions_taken", done.taken);
}

static enum fy_status submit(const struct team_call *call, struct fy_unit_log *log, struct fy_error *error)
{
    struct fy_buffer data = FY_BUFFER_EMPTY;
    struct fy_json_writer json = { .out = &data };
    char hash[FY_DIGEST_SIZE];
    enum fy_status status = team_put_work(call, call->rest[0], false, hash, error);
    if (status != FY_OK)
        return status;
    fy_json_object(&json, NULL);
    fy_json_text(&json, "content", hash);
    add_snapshot(call, &json);
    add_work(call, &json);
    fy_json_object_end(&json);
    status = data.failed ? team_no_memory(error)
                         : team_act(call, call->rest[0], "submit", fy_buffer_text(&data), log, error);
    /* The next time counts anew. */
    if (status == FY_OK) {
        team_forget_work_done(call, call->rest[0]);
        team_forget_unit(call, call->rest[0]);
    }
    fy_buffer_free(&data);
    return status;
}

static enum fy_status check_question(const struct team_call *call, const char *id, struct fy_question_log *log,
                                     struct fy_error *error)
{
    const enum fy_status status = fy_question_load(call->store, id, log, error);
    const struct fy_question *question = status == FY_OK ? fy_question_of(log) : NULL;
    const bool open = question && (question->state == FY_QUESTION_OPEN || question->state == FY_QUESTION_CLAIMED);
    if (!open || !question->blocking || strcmp(question->author, call->person) != 0)
        return status;
    return fy_fail(error, FY_INVALID,
                   _("%s waits for the answer to question %s (%s): take that in first, or withdraw the question."),
                   question->unit, question->id, question->text);
}

/* Nothing is handed in before its author's blocking questions are answered. */
static enum fy_status check_questions(const struct team_call *call, struct fy_error *error)
{
    const struct fy_team_query query = { .subject = "question", .with = call->person, .recording = call->rest[0] };
    struct fy_buffer names = FY_BUFFER_EMPTY;
    struct fy_question_log *log = fy_question_log_new();
    enum fy_status status = !call->store ? team_away(error) : log ? FY_OK : team_no_memory(error);
    if (status == FY_OK)
        status = call->store->heads(call->store, &query, team_note_name, &names, error);
    for (size_t at = 0; status == FY_OK && at < names.size; at += strlen(names.data + at) + 1)
        status = check_question(call, names.data + at, log, error);
    fy_buffer_free(&names);
    fy_question_log_free(log);
    return status;
}

int team_submit(const struct team_call *call)
{
    struct fy_error error = { 0 };
    struct fy_unit_log *log = fy_unit_log_new();
    const struct fy_comparison comparison = {
        .normaliser = fy_normaliser_find("cer-zh-1"),
        .tolerant = true,
        .fold = fy_project_lexicon(call->project) ? fy_fold_variants : NULL,
        .context = (void *)(uintptr_t)fy_project_lexicon(call->project),
    };
    enum fy_status status = log ? check_questions(call, &error) : team_no_memory(&error);
    if (status == FY_OK)
        status = submit(call, log, &error);
    if (status == FY_OK)
        status = fy_team_measure(call->store, call->rest[0], call->person, call->now, &comparison, log, &error);
    if (status == FY_OK && fy_unit_of(log)->state == FY_UNIT_ACCEPTED)
        status = team_merge_result(call, fy_unit_of(log), &error);
    fy_unit_log_free(log);
    if (status == FY_IO)
        return team_submit_later(call, call->rest[0], &error);
    return status == FY_OK ? 0 : team_told(&error);
}

int team_release(const struct team_call *call)
{
    struct fy_error error = { 0 };
    const enum fy_status status = team_act(call, call->rest[0], "release", "", NULL, &error);
    if (status == FY_OK)
        team_forget_unit(call, call->rest[0]);
    return status == FY_OK ? 0 : team_told(&error);
}

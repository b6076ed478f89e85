/* Questions asked in the annotator, and what is known of them. What cannot be sent is kept beside the work file, a line of
 * JSON each, until it can: nothing that was asked is lost, and its name makes that it is asked once. */
#include "commands/team_desk.h"

#include "base/json_read.h"
#include "base/json_write.h"
#include "base/messages.h"
#include "base/random.h"

#include <errno.h>
#include <fangyin/files.h>
#include <fangyin/memory.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DUE (3.0 * 24 * 60 * 60) /* seconds, after which others are asked too */

struct team_desk {
    struct team_call call; /* a copy: its clock is the desk's */
    char *unit, *dialect;
    char queue[PATH_MAX], work[PATH_MAX];
    struct fy_colleague *colleagues;
    struct fy_subject_of_question *subjects;
    char note[600];
    size_t *returned;
    char *question, *guess; /* where one is to be answered */
    struct fy_app_verdict verdict;
    struct team_board board;
    struct fy_desk desk;
};

/* Time goes on while somebody works. */
static const struct team_call *now(struct team_desk *desk)
{
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    desk->call.now = (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
    return &desk->call;
}

/* ---- what could not be sent ---- */

static enum fy_status keep(const struct team_desk *desk, const char *id, const struct fy_buffer *data, struct fy_error *error)
{
    struct fy_buffer line = FY_BUFFER_EMPTY;
    struct fy_json_writer json = { .out = &line };
    fy_json_object(&json, NULL);
    fy_json_text(&json, "id", id);
    fy_json_text(&json, "data", fy_buffer_text(data));
    fy_json_object_end(&json);
    fy_buffer_putc(&line, '\n');
    const int fd = line.failed ? -1 : open(desk->queue, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const bool kept = fd >= 0 && write(fd, line.data, line.size) == (ssize_t)line.size && fsync(fd) == 0;
    const int number = errno;
    if (fd >= 0)
        close(fd);
    fy_buffer_free(&line);
    if (kept)
        return FY_OK;
    (void)fy_fail(error, FY_IO, _("The question could not be kept: %s."), strerror(number));
    return error ? fy_error_in_file(error, desk->queue) : FY_IO;
}

/* One that is there already was sent before something broke off. */
static enum fy_status send_kept(struct team_desk *desk, const struct fy_json *line, struct fy_error *error)
{
    const char *id = fy_json_text_of(fy_json_get(line, "id")), *text = fy_json_text_of(fy_json_get(line, "data"));
    struct fy_buffer data = FY_BUFFER_EMPTY;
    if (!id || !text)
        return FY_OK;
    fy_buffer_puts(&data, text);
    const enum fy_status status = team_do_question(now(desk), id, "ask", &data, NULL, error);
    fy_buffer_free(&data);
    return status == FY_CHANGED ? FY_OK : status;
}

/* Send all; *waiting counts those that still cannot be. Those are written back. */
static enum fy_status send_all(struct team_desk *desk, size_t *waiting, struct fy_error *error)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY, left = FY_BUFFER_EMPTY;
    enum fy_status status = fy_file_read(desk->queue, &bytes, NULL), sent = FY_OK;
    *waiting = 0;
    if (status != FY_OK) {
        fy_buffer_free(&bytes);
        return FY_OK;
    }
    for (char *at = bytes.data, *end; at && (end = strchr(at, '\n')) != NULL; at = end + 1) {
        struct fy_json *line = NULL;
        if (sent != FY_IO && fy_json_read(at, (size_t)(end - at), &line, NULL) == FY_OK)
            sent = send_kept(desk, line, error);
        fy_json_free(line);
        if (sent == FY_OK)
            continue;
        ++*waiting;
        fy_buffer_append(&left, at, (size_t)(end - at) + 1);
    }
    if (left.size == 0)
        unlink(desk->queue);
    else if (left.size < bytes.size)
        (void)fy_file_replace(desk->queue, left.data, left.size, NULL);
    fy_buffer_free(&left);
    fy_buffer_free(&bytes);
    return sent == FY_IO ? FY_IO : FY_OK;
}

/* ---- for the annotator ---- */

static enum fy_status ask(void *context, const struct fy_asked *asked, bool *later, struct fy_error *error)
{
    struct team_desk *desk = context;
    struct fy_buffer data = FY_BUFFER_EMPTY;
    char id[33];
    const struct team_question question = { .unit = desk->unit, .type = asked->type, .dialect = asked->dialect,
                                            .text = asked->text, .guess = asked->guess, .note = asked->note,
                                            .person = asked->person, .alternatives = asked->alternatives,
                                            .from = asked->from, .to = asked->to, .level = asked->level,
                                            .due = now(desk)->now + DUE };
    team_write_question(&question, &data);
    fy_random_token(id);
    id[12] = '\0';
    *later = false;
    enum fy_status status = team_do_question(now(desk), id, "ask", &data, NULL, error);
    if (status == FY_IO) {
        *later = true;
        status = keep(desk, id, &data, error);
    }
    fy_buffer_free(&data);
    return status;
}

static enum fy_status taken(void *context, const char *question, struct fy_error *error)
{
    struct team_desk *desk = context;
    struct fy_buffer data = FY_BUFFER_EMPTY;
    fy_buffer_puts(&data, "{}");
    const enum fy_status status = team_do_question(now(desk), question, "accept", &data, NULL, error);
    fy_buffer_free(&data);
    return status;
}

/* Taken first where that was not done. */
static enum fy_status applied(void *context, const char *question, size_t segments, struct fy_error *error)
{
    struct team_desk *desk = context;
    struct fy_question_log *log = fy_question_log_new();
    struct fy_buffer data = FY_BUFFER_EMPTY, empty = FY_BUFFER_EMPTY;
    fy_buffer_puts(&empty, "{}");
    fy_buffer_printf(&data, "{\"count\":%zu}", segments);
    enum fy_status status = !log               ? team_no_memory(error)
                            : !desk->call.store ? team_away(error)
                                                : fy_question_load(desk->call.store, question, log, error);
    if (status == FY_OK && fy_question_of(log)->state == FY_QUESTION_ANSWERED)
        status = team_do_question(now(desk), question, "accept", &empty, log, error);
    if (status == FY_OK && segments > 0)
        status = team_do_question(now(desk), question, "apply", &data, log, error);
    if (status == FY_OK)
        status = team_into_lexicon(&desk->call, fy_question_of(log), team_name_of(&desk->call, fy_question_of(log)->answered_by), error);
    fy_buffer_free(&data);
    fy_buffer_free(&empty);
    fy_question_log_free(log);
    return status;
}

static enum fy_status see(void *context, struct fy_team_news **out, struct fy_error *error)
{
    struct team_desk *desk = context;
    struct fy_team_news *news = fy_must_calloc(1, sizeof *news);
    enum fy_status status = desk->call.store ? send_all(desk, &news->waiting, error) : team_away(error);
    if (status == FY_OK)
        status = team_news_read(&desk->board, now(desk), desk->unit, desk->dialect, news, error);
    if (status == FY_OK)
        *out = news;
    else
        fy_team_news_free(news);
    return status;
}

/* ---- how much was done ---- */

/* Added up over the sessions of a unit, beside the work file, until it is handed in. */
static void worked(void *context, const struct fy_app_work *work, const struct fy_app_verdict *verdict)
{
    struct team_desk *desk = context;
    struct team_work_done done;
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    if (verdict)
        desk->verdict = fy_app_verdict_copy(verdict);
    if (desk->desk.team.role != FY_TEAM_TRANSCRIBES)
        return;
    team_read_work_done(&desk->call, desk->unit, &done);
    fy_buffer_printf(&bytes, "{\"active\":%.0f,\"plays\":%zu,\"shown\":%zu,\"taken\":%zu}\n", done.active + work->active,
                     done.plays + work->plays, done.shown + work->shown, done.taken + work->taken);
    if (!bytes.failed)
        (void)fy_file_replace(desk->work, bytes.data, bytes.size, NULL);
    fy_buffer_free(&bytes);
}

static bool work_path(const struct team_call *call, const char *unit, char path[PATH_MAX])
{
    if (!team_work_path(call, unit, call->person, path) || strlen(path) + 6 > PATH_MAX)
        return false;
    strcat(path, ".work");
    return true;
}

void team_forget_work_done(const struct team_call *call, const char *unit)
{
    char path[PATH_MAX];
    if (work_path(call, unit, path))
        unlink(path);
}

bool team_read_work_done(const struct team_call *call, const char *unit, struct team_work_done *done)
{
    char path[PATH_MAX];
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    struct fy_json *line = NULL;
    double plays = 0, shown = 0, taken_count = 0;
    *done = (struct team_work_done){ .active = 0 };
    if (!work_path(call, unit, path))
        return false;
    if (fy_file_read(path, &bytes, NULL) == FY_OK)
        (void)fy_json_read(fy_buffer_text(&bytes), bytes.size, &line, NULL);
    const bool there = line != NULL;
    (void)fy_json_number_of(fy_json_get(line, "active"), &done->active);
    (void)fy_json_number_of(fy_json_get(line, "plays"), &plays);
    (void)fy_json_number_of(fy_json_get(line, "shown"), &shown);
    (void)fy_json_number_of(fy_json_get(line, "taken"), &taken_count);
    done->plays = (size_t)(plays > 0 ? plays : 0);
    done->shown = (size_t)(shown > 0 ? shown : 0);
    done->taken = (size_t)(taken_count > 0 ? taken_count : 0);
    fy_json_free(line);
    fy_buffer_free(&bytes);
    return there;
}

static void add_colleagues(struct team_desk *desk)
{
    const size_t count = desk->call.people ? fy_people_count(desk->call.people) : 0;
    size_t used = 0;
    desk->colleagues = fy_must_calloc(count + 1, sizeof *desk->colleagues);
    for (size_t i = 0; i < count; i++) {
        const struct fy_person *person = fy_people_at(desk->call.people, i);
        if (person->active && strcmp(person->id, desk->call.person) != 0)
            desk->colleagues[used++] = (struct fy_colleague){ person->id, person->name };
    }
    desk->desk.team.colleagues = desk->colleagues;
    desk->desk.team.colleague_count = used;
}

static void add_subjects(struct team_desk *desk)
{
    size_t count = 0;
    while (fy_question_type(count))
        count++;
    desk->subjects = fy_must_calloc(count, sizeof *desk->subjects);
    for (size_t n = 0; n < count; n++)
        desk->subjects[n] =
            (struct fy_subject_of_question){ fy_question_type(n), fy_question_type_text(fy_question_type(n)) };
    desk->desk.team.subjects = desk->subjects;
    desk->desk.team.subject_count = count;
}

/* ---- what came back ---- */

static void note_segments(struct team_desk *desk, const struct fy_json *segments, struct fy_buffer *list)
{
    const size_t count = fy_json_size(segments);
    fy_free(desk->returned);
    desk->returned = fy_must_calloc(count + 1, sizeof *desk->returned);
    desk->desk.team.returned = desk->returned;
    desk->desk.team.returned_count = 0;
    for (size_t i = 0; i < count; i++) {
        const char *name = fy_json_text_of(fy_json_at(segments, i));
        const long number = name ? strtol(name + (name[0] == 's'), NULL, 10) : 0; /* 12, s0012 */
        fy_buffer_printf(list, "%s%s", i > 0 ? " " : "", name ? name : "");
        if (number > 0)
            desk->returned[desk->desk.team.returned_count++] = (size_t)number;
    }
}

/* The last time is what counts. */
static enum fy_status note_return(void *context, const struct fy_team_event *event, struct fy_error *error)
{
    struct team_desk *desk = context;
    struct fy_json *data = NULL;
    const enum fy_status status = fy_json_read(event->data, strlen(event->data), &data, error);
    const char *reason = status == FY_OK ? fy_json_text_of(fy_json_get(data, "reason")) : NULL;
    struct fy_buffer list = FY_BUFFER_EMPTY;
    if (status == FY_OK)
        note_segments(desk, fy_json_get(data, "segments"), &list);
    snprintf(desk->note, sizeof desk->note, list.size > 0 ? _("This came back: %s (segments %s)") : _("This came back: %s"),
             reason ? reason : "?", fy_buffer_text(&list));
    fy_buffer_free(&list);
    fy_json_free(data);
    return status;
}

static void find_note(struct team_desk *desk)
{
    char stream[300];
    if (snprintf(stream, sizeof stream, "unit/%s", desk->unit) < (int)sizeof stream)
        (void)desk->call.store->read(desk->call.store, stream, "return", FY_TEAM_BY_STREAM, note_return, desk, NULL);
}

/* ---- the desk ---- */

struct team_desk *team_desk_new(const struct team_call *call, const struct team_seat *seat)
{
    struct team_desk *desk = fy_must_calloc(1, sizeof *desk);
    desk->call = *call;
    desk->unit = fy_must_strdup(seat->unit);
    desk->dialect = fy_must_strdup(seat->dialect);
    desk->question = fy_must_strdup(seat->question ? seat->question : "");
    desk->guess = fy_must_strdup(seat->guess ? seat->guess : "");
    if (!team_work_path(call, seat->unit, call->person, desk->queue) || strlen(desk->queue) + 12 > sizeof desk->queue) {
        team_desk_free(desk);
        return NULL;
    }
    snprintf(desk->work, sizeof desk->work, "%.*s.work", (int)(sizeof desk->work - 12), desk->queue);
    strcat(desk->queue, ".questions");
    desk->desk = (struct fy_desk){ .context = desk, .worked = worked, .ask = ask, .taken = taken, .applied = applied, .news = see,
                                   .team = { .role = seat->role, .unit = desk->unit, .dialect = desk->dialect,
                                             .from = seat->from, .to = seat->to, .note = desk->note,
                                             .question = desk->question, .guess = desk->guess } };
    add_colleagues(desk);
    add_subjects(desk);
    if (seat->came_back)
        find_note(desk);
    return desk;
}

void team_desk_free(struct team_desk *desk)
{
    if (!desk)
        return;
    team_board_free(&desk->board);
    fy_free(desk->colleagues);
    fy_free(desk->subjects);
    fy_free(desk->returned);
    fy_free(desk->unit);
    fy_free(desk->dialect);
    fy_free(desk->question);
    fy_free(desk->guess);
    fy_app_verdict_clear(&desk->verdict);
    fy_free(desk);
}

const struct fy_desk *team_desk_of(const struct team_desk *desk)
{
    return &desk->desk;
}

const struct fy_app_verdict *team_desk_verdict(const struct team_desk *desk)
{
    return desk->verdict.what ? &desk->verdict : NULL;
}

/* Tasks and answers: of a file with the answers beside it, or of a team's record. */
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/messages.h"
#include "base/random.h"
#include "commands/rank.h"

#include <errno.h>
#include <fangyin/files.h>
#include <fangyin/memory.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

double rank_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* ---- lines of JSON ---- */

/* Calls for each line that is not blank. A last line without its end, which a crash cut off, is left out if `torn`. */
typedef enum fy_status line_visitor(void *context, const char *line, size_t size, size_t number,
                                    struct fy_error *error);
static enum fy_status each_line(const char *path, bool torn, line_visitor *visitor, void *context,
                                struct fy_error *error)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    enum fy_status status = fy_file_read(path, &bytes, error);
    const char *text = fy_buffer_text(&bytes);
    size_t number = 0;
    for (size_t at = 0; status == FY_OK && at < bytes.size;) {
        const char *end = memchr(text + at, '\n', bytes.size - at);
        const size_t size = end ? (size_t)(end - text) - at : bytes.size - at;
        number++;
        if (strspn(text + at, " \t\r") < size && (end || !torn))
            status = visitor(context, text + at, size, number, error);
        at += size + 1;
    }
    if (status != FY_OK && status != FY_NOT_FOUND) {
        error->line = error->line > 0 ? error->line : (unsigned)number;
        (void)fy_error_in_file(error, path);
    }
    fy_buffer_free(&bytes);
    return status;
}

struct reading {
    rank_visitor *visitor;
    void *context;
};

static enum fy_status read_task(void *context, const char *line, size_t size, size_t number, struct fy_error *error)
{
    const struct reading *reading = context;
    struct fy_json *root = NULL;
    enum fy_status status = fy_json_read(line, size, &root, error);
    char own[30];
    error->line = 0; /* the file's line is told, not the object's */
    if (status == FY_OK && !fy_json_is_object(root))
        status = fy_fail(error, FY_SYNTAX, "%s", _("A task was expected: a JSON object on each line."));
    const char *id = fy_json_text_of(fy_json_get(root, "id"));
    snprintf(own, sizeof own, "%06zu", number);
    char *data = status == FY_OK ? fy_strndup(line, size) : NULL;
    if (status == FY_OK)
        status = data ? reading->visitor(reading->context, id ? id : own, data, error) : team_no_memory(error);
    fy_free(data);
    fy_json_free(root);
    return status;
}

enum fy_status rank_read_tasks(const char *path, rank_visitor *visitor, void *context, struct fy_error *error)
{
    struct reading reading = { visitor, context };
    const enum fy_status status = each_line(path, false, read_task, &reading, error);
    return status == FY_NOT_FOUND ? fy_error_in_file(error, path) : status;
}

/* ---- the desk ---- */

static enum fy_status new_item(struct rank_desk *desk, struct fy_task_log **log, struct fy_error *error)
{
    struct rank_item *grown = fy_grow(desk->items, &desk->capacity, desk->count + 1, sizeof *grown);
    if (grown)
        desk->items = grown;
    *log = grown ? fy_task_log_new() : NULL;
    if (!*log)
        return team_no_memory(error);
    grown[desk->count++].log = *log;
    return FY_OK;
}

void rank_close(struct rank_desk *desk)
{
    for (size_t i = 0; i < desk->count; i++)
        fy_task_log_free(desk->items[i].log);
    fy_free(desk->items);
    *desk = (struct rank_desk){ 0 };
}

static enum fy_status add_from_file(void *context, const char *id, const char *data, struct fy_error *error)
{
    struct rank_desk *desk = context;
    struct fy_task_log *log = NULL;
    struct fy_buffer stream = FY_BUFFER_EMPTY;
    enum fy_status status = new_item(desk, &log, error);
    fy_buffer_printf(&stream, "task/%s", id);
    const struct fy_team_event event = { fy_buffer_text(&stream), 1, "add", 0, "file", "", data };
    if (status == FY_OK)
        status = stream.failed ? team_no_memory(error) : fy_task_apply(log, &event, error);
    for (size_t i = 0; status == FY_OK && i + 1 < desk->count; i++) {
        if (strcmp(fy_task_of(desk->items[i].log)->id, id) == 0)
            status = fy_fail(error, FY_INVALID, _("Two tasks are called \"%s\"."), id);
    }
    /* Nothing is left of what could not be taken. */
    if (status != FY_OK && log)
        fy_task_log_free(desk->items[--desk->count].log);
    fy_buffer_free(&stream);
    return status;
}

static struct fy_task_log *find(const struct rank_desk *desk, const char *stream)
{
    for (size_t i = 0; strncmp(stream, "task/", 5) == 0 && i < desk->count; i++) {
        if (strcmp(fy_task_of(desk->items[i].log)->id, stream + 5) == 0)
            return desk->items[i].log;
    }
    return NULL;
}

/* An answer is a line as `fangyin team log --json` prints it. */
static enum fy_status take_answer(struct rank_desk *desk, const struct fy_json *root, struct fy_error *error)
{
    const char *const members[] = { "stream", "event", "person", "token", "data" };
    const char *texts[5];
    double rev = 0, time = 0;
    for (size_t i = 0; i < 5; i++) {
        texts[i] = fy_json_text_of(fy_json_get(root, members[i]));
        if (!texts[i])
            return fy_fail(error, FY_SYNTAX, _("An answer lacks \"%s\"."), members[i]);
    }
    if (!fy_json_number_of(fy_json_get(root, "rev"), &rev) || !fy_json_number_of(fy_json_get(root, "time"), &time) ||
        rev < 1 || rev > 1e15)
        return fy_fail(error, FY_SYNTAX, _("An answer lacks \"%s\"."), "rev");
    const struct fy_team_event event = { texts[0], (int64_t)rev, texts[1], time, texts[2], texts[3], texts[4] };
    struct fy_task_log *log = find(desk, event.stream);
    if (strcmp(event.kind, "add") == 0 && !log && strncmp(event.stream, "task/", 5) == 0)
        return add_from_file(desk, event.stream + 5, event.data, error);
    if (!log)
        return fy_fail(error, FY_INVALID, _("An answer is about %s, which is not among the tasks."), event.stream);
    return fy_task_apply(log, &event, error);
}

static enum fy_status read_answer(void *context, const char *line, size_t size, size_t number, struct fy_error *error)
{
    struct fy_json *root = NULL;
    enum fy_status status = fy_json_read(line, size, &root, error);
    (void)number;
    error->line = 0;
    if (status == FY_OK)
        status = take_answer(context, root, error);
    fy_json_free(root);
    return status;
}

enum fy_status rank_open_file(struct rank_desk *desk, const char *path, const char *person, struct fy_error *error)
{
    *desk = (struct rank_desk){ .person = person };
    const char *slash = strrchr(path, '/');
    snprintf(desk->folder, sizeof desk->folder, "%.*s", slash ? (int)(slash - path) + 1 : 1, slash ? path : ".");
    const int length = snprintf(desk->answers, sizeof desk->answers, "%s.answers.jsonl", path);
    if (length < 0 || (size_t)length >= sizeof desk->answers)
        return fy_fail(error, FY_INVALID, "%s", _("The path is too long."));
    enum fy_status status = rank_read_tasks(path, add_from_file, desk, error);
    if (status == FY_OK)
        status = each_line(desk->answers, true, read_answer, desk, error);
    return status == FY_NOT_FOUND && desk->count > 0 ? FY_OK : status;
}

enum fy_status rank_open_team(struct rank_desk *desk, const struct team_call *call, struct fy_error *error)
{
    const struct fy_team_query query = { .subject = "task" };
    struct fy_buffer ids = FY_BUFFER_EMPTY;
    *desk = (struct rank_desk){ .person = call->person, .call = call };
    snprintf(desk->folder, sizeof desk->folder, "%s", call->folder);
    enum fy_status status = call->store->heads(call->store, &query, team_note_name, &ids, error);
    for (size_t at = 0; status == FY_OK && at < ids.size; at += strlen(ids.data + at) + 1) {
        struct fy_task_log *log = NULL;
        status = new_item(desk, &log, error);
        if (status == FY_OK)
            status = fy_task_load(call->store, ids.data + at, log, error);
    }
    fy_buffer_free(&ids);
    return status;
}

/* ---- answers ---- */

/* Take away the part of a line that a crash cut off at the end: it was never acknowledged, and cannot be read. */
static bool mend_end(int file)
{
    const off_t size = lseek(file, 0, SEEK_END);
    off_t end = size;
    char byte = 0;
    while (end > 0 && pread(file, &byte, 1, end - 1) == 1 && byte != '\n')
        end--;
    return size >= 0 && (end == size || ftruncate(file, end) == 0);
}

static enum fy_status append_line(const char *path, struct fy_buffer *line, struct fy_error *error)
{
    const int file = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    fy_buffer_putc(line, '\n');
    const bool written = file >= 0 && !line->failed && mend_end(file) &&
                         write(file, fy_buffer_text(line), line->size) == (ssize_t)line->size && fsync(file) == 0;
    const int reason = errno;
    if (file >= 0)
        close(file);
    if (written)
        return FY_OK;
    (void)fy_fail(error, FY_IO, _("The answer could not be written: %s."), strerror(reason));
    return fy_error_in_file(error, path);
}

static enum fy_status act_in_file(struct rank_desk *desk, struct fy_task_log *log, const struct fy_team_event *event,
                                  struct fy_error *error)
{
    struct fy_buffer line = FY_BUFFER_EMPTY;
    struct fy_json_writer json = { .out = &line };
    enum fy_status status = fy_task_apply(log, event, error);
    fy_json_object(&json, NULL);
    fy_json_text(&json, "stream", event->stream);
    fy_json_number(&json, "rev", (double)event->rev);
    fy_json_text(&json, "event", event->kind);
    fy_json_number(&json, "time", event->time);
    fy_json_text(&json, "person", event->person);
    fy_json_text(&json, "token", event->token);
    fy_json_text(&json, "data", event->data);
    fy_json_object_end(&json);
    if (status == FY_OK)
        status = append_line(desk->answers, &line, error);
    fy_buffer_free(&line);
    return status;
}

enum fy_status rank_act(struct rank_desk *desk, size_t item, const char *kind, const char *data, struct fy_error *error)
{
    struct fy_task_log *log = desk->items[item].log;
    struct fy_buffer id = FY_BUFFER_EMPTY, stream = FY_BUFFER_EMPTY;
    char token[33];
    fy_buffer_puts(&id, fy_task_of(log)->id);
    fy_buffer_printf(&stream, "task/%s", fy_buffer_text(&id));
    fy_random_token(token);
    enum fy_status status = id.failed || stream.failed ? team_no_memory(error) : FY_OK;
    if (status == FY_OK && desk->call) {
        const struct fy_task_act act = { fy_buffer_text(&id), kind, desk->person, data, rank_now() };
        status = fy_people_check(desk->call->people, desk->person, kind, "", error);
        if (status == FY_OK)
            status = fy_task_do(desk->call->store, &act, log, error);
    } else if (status == FY_OK) {
        const struct fy_team_event event = {
            fy_buffer_text(&stream), fy_task_of(log)->rev + 1, kind, rank_now(), desk->person, token, data
        };
        status = act_in_file(desk, log, &event, error);
    }
    fy_buffer_free(&id);
    fy_buffer_free(&stream);
    return status;
}

enum fy_status rank_add(struct rank_desk *desk, const char *id, const char *data, struct fy_error *error)
{
    struct fy_task_log *log = NULL;
    struct fy_buffer stream = FY_BUFFER_EMPTY;
    enum fy_status status = new_item(desk, &log, error);
    fy_buffer_printf(&stream, "task/%s", id);
    if (status == FY_OK && desk->call) {
        const struct fy_task_act act = { id, "add", desk->person, data, rank_now() };
        status = fy_people_check(desk->call->people, desk->person, "write", "", error);
        if (status == FY_OK)
            status = fy_task_do(desk->call->store, &act, log, error);
    } else if (status == FY_OK) {
        const struct fy_team_event event = { fy_buffer_text(&stream), 1, "add", rank_now(), desk->person, id, data };
        status = act_in_file(desk, log, &event, error);
    }
    if (status != FY_OK && log)
        fy_task_log_free(desk->items[--desk->count].log);
    fy_buffer_free(&stream);
    return status;
}

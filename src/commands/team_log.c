/* The record as lines, and lines as a record. */
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/grids.h"
#include "commands/team.h"

#include <fangyin/files.h>
#include <stdio.h>
#include <string.h>

/* ---- log ---- */

static enum fy_status log_json(void *context, const struct fy_team_event *event, struct fy_error *error)
{
    struct fy_buffer *line = context;
    struct fy_json_writer json = { .out = line };
    fy_json_object(&json, NULL);
    fy_json_text(&json, "stream", event->stream);
    fy_json_number(&json, "rev", (double)event->rev);
    fy_json_text(&json, "event", event->kind);
    fy_json_number(&json, "time", event->time);
    fy_json_text(&json, "person", event->person);
    fy_json_text(&json, "token", event->token);
    fy_json_text(&json, "data", event->data);
    fy_json_object_end(&json);
    return fy_command_print_line(line) ? FY_OK : fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
}

static enum fy_status log_line(void *context, const struct fy_team_event *event, struct fy_error *error)
{
    char text[32];
    (void)context;
    (void)error;
    printf("%s\t", team_date(event->time, text));
    fy_command_print(stdout, event->kind);
    putchar('\t');
    fy_command_print(stdout, event->stream);
    printf("\t%lld\t", (long long)event->rev);
    fy_command_print(stdout, event->person);
    putchar('\t');
    fy_command_print(stdout, event->data);
    putchar('\n');
    return FY_OK;
}

int team_log(const struct team_call *call)
{
    struct fy_error error = { 0 };
    struct fy_buffer line = FY_BUFFER_EMPTY;
    const enum fy_status status = call->store->read(call->store, NULL, NULL, FY_TEAM_BY_TIME,
                                                    call->options.json ? log_json : log_line, &line, &error);
    fy_buffer_free(&line);
    return status == FY_OK ? 0 : fy_command_error(&error);
}

/* ---- restore ---- */

static const char *member(const struct fy_json *object, const char *name)
{
    const char *text = fy_json_text_of(fy_json_get(object, name));
    return text ? text : "";
}

static enum fy_status restore_event(const struct team_call *call, const struct fy_json *object, struct fy_error *error)
{
    double rev = 0, time = 0;
    (void)fy_json_number_of(fy_json_get(object, "rev"), &rev);
    (void)fy_json_number_of(fy_json_get(object, "time"), &time);
    const struct fy_team_event event = {
        .stream = member(object, "stream"),
        .rev = (int64_t)rev,
        .kind = member(object, "event"),
        .time = time,
        .person = member(object, "person"),
        .token = member(object, "token"),
        .data = member(object, "data"),
    };
    return fy_team_replay(call->store, &event, error);
}

static enum fy_status restore_lines(const struct team_call *call, const struct fy_buffer *bytes, size_t *count,
                                    struct fy_error *error)
{
    enum fy_status status = FY_OK;
    unsigned line = 1;
    for (size_t at = 0, size; at < bytes->size && status == FY_OK; at += size + 1, line++) {
        struct fy_json *object = NULL;
        const char *end = memchr(bytes->data + at, '\n', bytes->size - at);
        size = end ? (size_t)(end - (bytes->data + at)) : bytes->size - at;
        if (size == 0)
            continue;
        status = fy_json_read(bytes->data + at, size, &object, error);
        if (status == FY_OK)
            status = restore_event(call, object, error);
        fy_json_free(object);
        *count += status == FY_OK;
    }
    if (status != FY_OK) {
        error->line = line - 1;
        (void)fy_error_in_file(error, call->rest[0]);
    }
    return status;
}

int team_restore(const struct team_call *call)
{
    struct fy_error error = { 0 };
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    size_t count = 0;
    enum fy_status status = fy_file_read(call->rest[0], &bytes, &error);
    if (status == FY_OK)
        status = restore_lines(call, &bytes, &count, &error);
    fy_buffer_free(&bytes);
    if (status != FY_OK)
        return fy_command_error(&error);
    fprintf(stderr, fy_message_plural("%zu event restored.\n", "%zu events restored.\n", count), count);
    return 0;
}

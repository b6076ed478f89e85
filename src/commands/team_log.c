/* The record as lines, and lines as a record. */
#include "base/digest.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/grids.h"
#include "commands/team.h"

#include <fangyin/files.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- log ---- */

/* Names of contents that events speak of, each with its NUL. */
static enum fy_status note_content(void *context, const struct fy_team_event *event, struct fy_error *error)
{
    struct fy_buffer *hashes = context;
    struct fy_json *data = NULL;
    enum fy_status status = event->data[0] ? fy_json_read(event->data, strlen(event->data), &data, error) : FY_OK;
    static const char *const members[] = { "content", "gold" };
    for (size_t i = 0; status == FY_OK && i < 2; i++) {
        const char *hash = fy_json_text_of(fy_json_get(data, members[i]));
        if (hash && strlen(hash) == FY_DIGEST_SIZE - 1)
            fy_buffer_append(hashes, hash, FY_DIGEST_SIZE);
    }
    fy_json_free(data);
    return status == FY_OK && hashes->failed ? team_no_memory(error) : status;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

static enum fy_status print_content(const struct team_call *call, const char *hash, struct fy_buffer *line,
                                    struct fy_error *error)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    struct fy_json_writer json = { .out = line };
    enum fy_status status = call->store->get(call->store, hash, &bytes, error);
    if (status == FY_OK) {
        fy_json_object(&json, NULL);
        fy_json_text(&json, "content", hash);
        fy_json_text(&json, "text", fy_buffer_text(&bytes));
        fy_json_object_end(&json);
        status = fy_command_print_line(line) ? FY_OK : team_no_memory(error);
    }
    fy_buffer_free(&bytes);
    /* One that never came, as of a test's event, is no reason to have no archive. */
    return status == FY_NOT_FOUND ? FY_OK : status;
}

/* What was handed in, each once, before the events that speak of it. */
static enum fy_status print_contents(const struct team_call *call, struct fy_buffer *line, struct fy_error *error)
{
    static const char *const kinds[] = { "add", "submit", "fix", "resolve" };
    struct fy_buffer hashes = FY_BUFFER_EMPTY;
    enum fy_status status = FY_OK;
    for (size_t i = 0; status == FY_OK && i < sizeof kinds / sizeof *kinds; i++)
        status = call->store->read(call->store, NULL, kinds[i], FY_TEAM_BY_STREAM, note_content, &hashes, error);
    if (hashes.size > 0)
        qsort(hashes.data, hashes.size / FY_DIGEST_SIZE, FY_DIGEST_SIZE, by_name);
    for (size_t at = 0; status == FY_OK && at < hashes.size; at += FY_DIGEST_SIZE) {
        if (at == 0 || strcmp(hashes.data + at, hashes.data + at - FY_DIGEST_SIZE) != 0)
            status = print_content(call, hashes.data + at, line, error);
    }
    fy_buffer_free(&hashes);
    return status;
}

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
    enum fy_status status = call->options.json ? print_contents(call, &line, &error) : FY_OK;
    if (status == FY_OK)
        status = call->store->read(call->store, NULL, NULL, FY_TEAM_BY_TIME, call->options.json ? log_json : log_line,
                                   &line, &error);
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

/* What is not what its name says is refused: it was changed since. */
static enum fy_status restore_content(const struct team_call *call, const struct fy_json *object,
                                      struct fy_error *error)
{
    const char *hash = member(object, "content"), *text = member(object, "text");
    char digest[FY_DIGEST_SIZE];
    fy_digest_of(text, strlen(text), digest);
    if (strcmp(digest, hash) != 0)
        return fy_fail(error, FY_INVALID, _("This content is not the one that its name stands for: %s."), hash);
    return call->store->put(call->store, hash, text, strlen(text), error);
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
        const bool content = status == FY_OK && fy_json_get(object, "content") != NULL;
        if (status == FY_OK)
            status = content ? restore_content(call, object, error) : restore_event(call, object, error);
        fy_json_free(object);
        *count += status == FY_OK && !content;
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

/* An answer as a line of the project's lexicon. */
#include "commands/team_desk.h"

#include "base/messages.h"

#include <fangyin/files.h>
#include <fangyin/lexicon.h>
#include <fangyin/memory.h>
#include <stdio.h>
#include <string.h>

static const char usual_columns[] = "form\tvariants\treading\tgloss\tnote\tprovenance";

/* A field: no tab and no line break. */
static void put_field(struct fy_buffer *out, const char *text)
{
    for (; text && *text; text++)
        fy_buffer_putc(out, *text == '\t' || *text == '\n' || *text == '\r' ? ' ' : *text);
}

static void put_column(struct fy_buffer *out, const char *name, size_t size, const struct fy_question *question, const char *who)
{
    const bool other = question->text[0] != '\0' && strcmp(question->text, question->answer) != 0;
    if (size == 4 && memcmp(name, "form", size) == 0) {
        put_field(out, question->answer);
    } else if (size == 8 && memcmp(name, "variants", size) == 0 && other) {
        put_field(out, question->text);
    } else if (size == 7 && memcmp(name, "reading", size) == 0) {
        put_field(out, question->reading);
    } else if (size == 4 && memcmp(name, "note", size) == 0) {
        put_field(out, who);
        if (question->answer_dialect && question->answer_dialect[0] != '\0') {
            fy_buffer_puts(out, ", ");
            put_field(out, question->answer_dialect);
        }
        if (question->answer_note && question->answer_note[0] != '\0') {
            fy_buffer_puts(out, ": ");
            put_field(out, question->answer_note);
        }
    }
}

/* The columns are those of the file's first line that is no remark. */
static const char *head_of(const struct fy_buffer *bytes, size_t *size)
{
    const char *at = fy_buffer_text(bytes);
    while (*at == '#' || *at == '\n' || *at == '\r')
        at += strcspn(at, "\n") + (at[strcspn(at, "\n")] == '\n');
    *size = strcspn(at, "\r\n");
    return at;
}

static enum fy_status append(struct fy_buffer *bytes, const struct fy_question *question, const char *who)
{
    size_t size;
    if (bytes->size == 0)
        fy_buffer_printf(bytes, "%s\n", usual_columns);
    char *head = fy_strndup(head_of(bytes, &size), 4096);
    if (!head)
        return FY_NO_MEMORY;
    head[size < 4096 ? size : 4096] = '\0';
    if (bytes->size > 0 && bytes->data[bytes->size - 1] != '\n')
        fy_buffer_putc(bytes, '\n');
    for (const char *name = head;; name++) {
        const size_t length = strcspn(name, "\t");
        put_column(bytes, name, length, question, who);
        name += length;
        if (*name == '\0')
            break;
        fy_buffer_putc(bytes, '\t');
    }
    fy_buffer_putc(bytes, '\n');
    fy_free(head);
    return bytes->failed ? FY_NO_MEMORY : FY_OK;
}

static bool path_of(const struct team_call *call, char path[PATH_MAX])
{
    const char *named = fy_project_value(call->project, "project", "lexicon");
    const char *name = named && *named ? named : "lexicon.tsv";
    const int size = name[0] == '/' ? snprintf(path, PATH_MAX, "%s", name) : snprintf(path, PATH_MAX, "%s/%s", call->whole, name);
    return size > 0 && size < PATH_MAX;
}

/* What is in the file now: somebody may have added to it since the project was opened. */
static bool has_form(const struct fy_buffer *bytes, const char *form)
{
    const size_t size = strlen(form);
    for (const char *at = fy_buffer_text(bytes); *at; at += strcspn(at, "\n") + (at[strcspn(at, "\n")] == '\n')) {
        if (strncmp(at, form, size) == 0 && (at[size] == '\t' || at[size] == '\n' || at[size] == '\r' || at[size] == '\0'))
            return true;
    }
    return false;
}

enum fy_status team_into_lexicon(const struct team_call *call, const struct fy_question *question, const char *who,
                                 struct fy_error *error)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    char path[PATH_MAX];
    if (question->answer == NULL || question->answer[0] == '\0')
        return FY_OK;
    if (!path_of(call, path))
        return fy_fail(error, FY_INVALID, _("The path is too long."));
    enum fy_status status = fy_file_read(path, &bytes, error);
    if (status == FY_NOT_FOUND)
        status = FY_OK;
    if (status == FY_OK && !has_form(&bytes, question->answer)) {
        status = append(&bytes, question, who);
        status = status == FY_OK ? fy_file_replace(path, bytes.data, bytes.size, error) : team_no_memory(error);
    }
    fy_buffer_free(&bytes);
    return status;
}

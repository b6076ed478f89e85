#include "formats/lines.h"

#include "base/messages.h"
#include "formats/place.h"

#include <fangyin/number.h>
#include <math.h>
#include <string.h>

enum fy_status fy_lines_start(struct fy_lines *lines, const struct fy_stream *stream,
                              const struct fy_format_options *options, struct fy_findings *findings,
                              struct fy_error *error)
{
    memset(lines, 0, sizeof *lines);
    lines->error = error;
    fy_finding_list_start(&lines->findings, findings);
    const enum fy_status status =
        fy_decode(&lines->decoded, stream->bytes, stream->size, options ? options->encoding : NULL, error);
    if (status != FY_OK)
        return status;
    lines->text = lines->decoded.text;
    lines->end = lines->text + lines->decoded.size;
    lines->next = lines->decoded.size > 0 ? lines->text : NULL;
    fy_decoded_report(&lines->decoded, &lines->findings);
    return FY_OK;
}

enum fy_status fy_lines_finish(struct fy_lines *lines, enum fy_status status)
{
    for (size_t i = 0; status == FY_OK && i < sizeof lines->kinds / sizeof *lines->kinds; i++) {
        if (lines->kinds[i].count > 0)
            fy_finding_add(&lines->findings, lines->kinds[i].first, true,
                           fy_message_plural("%s (%lu line)", "%s (%lu lines)", (unsigned long)lines->kinds[i].count),
                           lines->kinds[i].sentence, (unsigned long)lines->kinds[i].count);
    }
    if (status == FY_OK)
        status = fy_finding_list_finish(&lines->findings, lines->text ? lines->text : "");
    if (status == FY_NO_MEMORY)
        (void)fy_fail(lines->error, status, "%s", fy_status_text(status));
    if (status != FY_OK && lines->findings.out)
        fy_findings_free(lines->findings.out);
    return status;
}

void fy_lines_free(struct fy_lines *lines)
{
    fy_decoded_free(&lines->decoded);
}

static const char *line_end(const char *from, const char *end)
{
    while (from < end && *from != '\n' && *from != '\r')
        from++;
    return from;
}

bool fy_lines_peek(const struct fy_lines *lines, struct fy_slice *line)
{
    if (!lines->next || lines->next == lines->end)
        return false;
    *line = (struct fy_slice){ lines->next, (size_t)(line_end(lines->next, lines->end) - lines->next) };
    return true;
}

bool fy_lines_next(struct fy_lines *lines)
{
    if (!fy_lines_peek(lines, &lines->line))
        return false;
    const char *at = lines->line.text + lines->line.size;
    if (at < lines->end)
        at += *at == '\r' && at + 1 < lines->end && at[1] == '\n' ? 2 : 1;
    lines->next = at;
    return true;
}

void fy_lines_find(struct fy_lines *lines, const char *where, bool lost, const char *sentence)
{
    fy_finding_add(&lines->findings, (size_t)(where - lines->text), lost, "%s", sentence);
}

enum fy_status fy_lines_fail(struct fy_lines *lines, const char *where, enum fy_status status, const char *sentence)
{
    struct fy_place place = { 0, 1, 0 };
    const unsigned column = fy_place_find(&place, lines->text, (size_t)(where - lines->text));
    return fy_fail_at(lines->error, status, place.line, column, "%s", sentence);
}

void fy_lines_count(struct fy_lines *lines, const char *where, const char *sentence)
{
    for (size_t i = 0; i < sizeof lines->kinds / sizeof *lines->kinds; i++) {
        if (lines->kinds[i].count == 0) {
            lines->kinds[i].sentence = sentence;
            lines->kinds[i].first = (size_t)(where - lines->text);
        }
        if (strcmp(lines->kinds[i].sentence, sentence) == 0) {
            lines->kinds[i].count++;
            return;
        }
    }
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\v' || byte == '\f';
}

struct fy_slice fy_slice_trim(struct fy_slice slice)
{
    while (slice.size > 0 && is_blank(slice.text[0]))
        slice = (struct fy_slice){ slice.text + 1, slice.size - 1 };
    while (slice.size > 0 && is_blank(slice.text[slice.size - 1]))
        slice.size--;
    return slice;
}

bool fy_slice_is(struct fy_slice slice, const char *text)
{
    return strlen(text) == slice.size && memcmp(slice.text, text, slice.size) == 0;
}

bool fy_slice_begins(struct fy_slice slice, const char *text)
{
    const size_t size = strlen(text);
    return size <= slice.size && memcmp(slice.text, text, size) == 0;
}

struct fy_slice fy_slice_field(struct fy_slice *rest)
{
    while (rest->size > 0 && is_blank(rest->text[0]))
        *rest = (struct fy_slice){ rest->text + 1, rest->size - 1 };
    struct fy_slice field = { rest->text, 0 };
    while (field.size < rest->size && !is_blank(field.text[field.size]))
        field.size++;
    *rest = (struct fy_slice){ rest->text + field.size, rest->size - field.size };
    return field;
}

bool fy_slice_number(struct fy_slice slice, double *value)
{
    char copy[64];
    if (slice.size == 0 || slice.size >= sizeof copy)
        return false;
    memcpy(copy, slice.text, slice.size);
    char *comma = memchr(copy, ',', slice.size);
    if (comma)
        *comma = '.';
    return fy_number_read(copy, slice.size, value) == slice.size && isfinite(*value);
}

struct fy_slice fy_probe_head(const struct fy_stream *stream, char head[FY_PROBE_SIZE])
{
    const char *bytes = stream->bytes;
    size_t size = stream->size, used = 0;
    const bool little = size >= 2 && memcmp(bytes, "\xFF\xFE", 2) == 0;
    const bool big = size >= 2 && memcmp(bytes, "\xFE\xFF", 2) == 0;
    if (little || big) {
        for (size_t at = 2; at + 1 < size && used < FY_PROBE_SIZE; at += 2)
            head[used++] = bytes[at + (little ? 1 : 0)] == 0 ? bytes[at + (little ? 0 : 1)] : '?';
    } else {
        const size_t mark = size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
        used = size - mark < FY_PROBE_SIZE ? size - mark : FY_PROBE_SIZE;
        memcpy(head, bytes + mark, used);
    }
    if (used == FY_PROBE_SIZE) {
        size_t whole = used;
        while (whole > 0 && head[whole - 1] != '\n' && head[whole - 1] != '\r')
            whole--;
        used = whole > 0 ? whole : used;
    }
    return (struct fy_slice){ head, used };
}

bool fy_slice_line(struct fy_slice *rest, struct fy_slice *line)
{
    if (rest->size == 0)
        return false;
    const char *end = rest->text + rest->size, *at = line_end(rest->text, end);
    *line = (struct fy_slice){ rest->text, (size_t)(at - rest->text) };
    if (at < end)
        at += *at == '\r' && at + 1 < end && at[1] == '\n' ? 2 : 1;
    *rest = (struct fy_slice){ at, (size_t)(end - at) };
    return true;
}

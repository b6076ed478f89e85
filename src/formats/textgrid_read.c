#include <fangyin/textgrid.h>

#include <fangyin/memory.h>

#include "base/messages.h"
#include "formats/encoding.h"
#include "formats/textgrid_items.h"
#include "formats/tokens.h"

#include <math.h>
#include <string.h>

static bool span_is(const struct fy_span *span, const char *text)
{
    return span->size == strlen(text) && memcmp(span->text, text, span->size) == 0;
}

static bool holds(const char *text, size_t size, const char *wanted)
{
    size_t length = strlen(wanted);
    for (size_t at = 0; at + length <= size; at++)
        if (memcmp(text + at, wanted, length) == 0)
            return true;
    return false;
}

enum { HEADER_REACH = 40 }; /* bytes in which Praat looks for the name of the file type */

static enum fy_status refuse_other_files(const char *bytes, size_t size, struct fy_error *error)
{
    if (size == 0)
        return fy_fail(error, FY_SYNTAX, _("The file is empty; a TextGrid is expected."));
    if (holds(bytes, size < HEADER_REACH ? size : HEADER_REACH, "BinaryFile"))
        return fy_fail(error, FY_UNSUPPORTED,
                       _("This is a binary Praat file, which cannot be read yet. In Praat, save it as a text file."));
    return FY_OK;
}

/* The first line, and the class that the first text after it names. */
static enum fy_status read_header(struct fy_reader *reader)
{
    struct fy_tokens *tokens = &reader->tokens;
    static const char chronological[] = "\"Praat chronological TextGrid text file\"";
    size_t size = (size_t)(tokens->end - tokens->text);
    if (size >= sizeof chronological - 1 && memcmp(tokens->text, chronological, sizeof chronological - 1) == 0)
        return fy_tokens_fail(
            tokens, tokens->text, FY_UNSUPPORTED,
            _("This is a chronological TextGrid, which cannot be read yet. In Praat, save it as a text "
              "file."));
    size_t line = 0;
    while (line < size && tokens->text[line] != '\n' && tokens->text[line] != '\r')
        line++;
    if (!holds(tokens->text, line < HEADER_REACH ? line : HEADER_REACH, "TextFile") ||
        !holds(tokens->text, line, "ooTextFile"))
        return fy_tokens_fail(tokens, tokens->text, FY_SYNTAX,
                              _("This is no TextGrid: the first line should be: File type = \"ooTextFile\""));
    tokens->at = tokens->text + line;
    struct fy_span class;
    enum fy_status status = fy_tokens_string(tokens, &class);
    if (status != FY_OK)
        return status;
    if (span_is(&class, "TextGrid"))
        return FY_OK;
    if (span_is(&class, "Collection"))
        return fy_tokens_fail(
            tokens, tokens->value, FY_UNSUPPORTED,
            _("This is a Praat Collection of several objects, which cannot be read yet. In Praat, save "
              "the TextGrid alone."));
    return fy_tokens_fail(tokens, tokens->value, FY_UNSUPPORTED,
                          _("This is a Praat file, but it holds \"%.40s\", not \"TextGrid\"."),
                          fy_reader_shown(reader, &class));
}

static void note_partial(struct fy_reader *reader)
{
    if (!reader->tokens.partial)
        return;
    const char *value = reader->tokens.value;
    fy_finding_add(reader->findings, (size_t)(value - reader->tokens.text), true,
                   _("Only a part of this number could be understood: %.*s"), (int)(reader->tokens.at - value), value);
}

enum fy_status fy_reader_time(struct fy_reader *reader, double *time)
{
    enum fy_status status = fy_tokens_real(&reader->tokens, time);
    if (status != FY_OK)
        return status;
    if (reader->tokens.partial)
        note_partial(reader);
    if (!isfinite(*time))
        return fy_tokens_fail(&reader->tokens, reader->tokens.value, FY_SYNTAX,
                              _("This time is undefined. A number of seconds is expected here."));
    return FY_OK;
}

enum fy_status fy_reader_span(struct fy_reader *reader, double *xmin, double *xmax)
{
    enum fy_status status = fy_reader_time(reader, xmin);
    if (status == FY_OK)
        status = fy_reader_time(reader, xmax);
    if (status == FY_OK && *xmin > *xmax)
        return fy_reader_fail_order(reader, *xmin, *xmax);
    return status;
}

static enum fy_status read_count(struct fy_reader *reader, size_t *count)
{
    int32_t value;
    enum fy_status status = fy_tokens_integer(&reader->tokens, &value);
    if (status != FY_OK)
        return status;
    note_partial(reader);
    *count = value > 0 ? (size_t)value : 0;
    return FY_OK;
}

static enum fy_status read_tier(struct fy_reader *reader)
{
    struct fy_span class, name;
    enum fy_status status = fy_tokens_string(&reader->tokens, &class);
    if (status != FY_OK)
        return status;
    enum fy_tier_kind kind = FY_INTERVAL_TIER;
    if (span_is(&class, "TextTier"))
        kind = FY_POINT_TIER;
    else if (!span_is(&class, "IntervalTier"))
        return fy_tokens_fail(&reader->tokens, reader->tokens.value, FY_SYNTAX,
                              _("A tier is an \"IntervalTier\" or a \"TextTier\"; this one is a \"%.40s\"."),
                              fy_reader_shown(reader, &class));
    size_t count = 0;
    double xmin, xmax;
    status = fy_tokens_string(&reader->tokens, &name);
    size_t place = (size_t)(reader->tokens.value - reader->tokens.text);
    if (status == FY_OK)
        status = fy_reader_span(reader, &xmin, &xmax);
    if (status == FY_OK)
        status = read_count(reader, &count);
    if (status != FY_OK)
        return status;
    status = fy_reader_text(reader, &name);
    if (status == FY_OK)
        status = fy_grid_append_tier(reader->grid, kind, name.text, name.size, xmin, xmax, &reader->tier);
    if (status == FY_OK)
        status = fy_reader_items(reader, kind, count, place);
    return status;
}

/* What stands behind the last value, or between values, and has no place in a grid. */
static void report_leftovers(struct fy_reader *reader)
{
    struct fy_tokens *tokens = &reader->tokens;
    const char *rest = fy_tokens_rest(tokens);
    if (rest)
        fy_finding_add(reader->findings, (size_t)(rest - tokens->text), true,
                       _("More values follow after the last one that belongs to the TextGrid; they are not read."));
    if (tokens->remarks > 0)
        fy_finding_add(reader->findings, (size_t)(tokens->first_remark - tokens->text), true,
                       fy_message_plural("%lu remark (after '!') is not kept when the file is saved.",
                                         "%lu remarks (after '!') are not kept when the file is saved; the first is "
                                         "here.",
                                         (unsigned long)tokens->remarks),
                       (unsigned long)tokens->remarks);
}

static enum fy_status read_grid(struct fy_reader *reader)
{
    double xmin, xmax;
    struct fy_span flag;
    enum fy_status status = read_header(reader);
    if (status != FY_OK)
        return status;
    size_t words = reader->tokens.words;
    status = fy_reader_time(reader, &xmin);
    reader->form = reader->tokens.words > words ? FY_TEXTGRID_LONG : FY_TEXTGRID_SHORT;
    if (status == FY_OK)
        status = fy_reader_time(reader, &xmax);
    if (status == FY_OK && xmin > xmax)
        return fy_reader_fail_order(reader, xmin, xmax);
    if (status == FY_OK)
        status = fy_tokens_flag(&reader->tokens, &flag);
    if (status != FY_OK)
        return status;
    reader->grid = fy_grid_new(xmin, xmax);
    if (!reader->grid)
        return FY_NO_MEMORY;
    size_t count = 0;
    if (span_is(&flag, "exists"))
        status = read_count(reader, &count);
    else if (span_is(&flag, "absent"))
        fy_finding_add(reader->findings, (size_t)(flag.text - reader->tokens.text), false,
                       _("The tiers are marked <absent>; saving writes that there are none, as Praat does."));
    else
        return fy_tokens_fail(&reader->tokens, reader->tokens.value, FY_SYNTAX,
                              _("<exists> or <absent> is expected here."));
    for (size_t i = 0; i < count && status == FY_OK; i++)
        status = read_tier(reader);
    if (status == FY_OK)
        report_leftovers(reader);
    return status;
}

static enum fy_line_end first_line_end(const struct fy_decoded *decoded)
{
    for (size_t at = 0; at < decoded->size; at++) {
        if (decoded->text[at] == '\n')
            return FY_LF;
        if (decoded->text[at] == '\r')
            return at + 1 < decoded->size && decoded->text[at + 1] == '\n' ? FY_CRLF : FY_CR;
    }
    return FY_LF;
}

/* Read the decoded text into reader->grid. Items are appended as they come; where some are out of order all is read
 * again, and sorted. */
static enum fy_status read_text(struct fy_reader *reader, const struct fy_decoded *decoded, struct fy_findings *out,
                                struct fy_error *error)
{
    enum fy_status status = FY_OK;
    do {
        reader->sorting = reader->unsorted;
        reader->unsorted = false;
        fy_grid_free(reader->grid);
        reader->grid = NULL;
        fy_finding_list_start(reader->findings, out);
        fy_decoded_report(decoded, reader->findings);
        fy_tokens_start(&reader->tokens, decoded->text, decoded->size, error);
        status = read_grid(reader);
    } while (reader->unsorted);
    if (status == FY_OK)
        status = fy_finding_list_finish(reader->findings, decoded->text);
    if (status == FY_NO_MEMORY)
        fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    return status;
}

enum fy_status fy_textgrid_read(const char *bytes, size_t size, struct fy_grid **grid, struct fy_textgrid_style *style,
                                struct fy_findings *findings, struct fy_error *error)
{
    *grid = NULL;
    if (findings)
        *findings = (struct fy_findings){ NULL, 0, 0 };
    struct fy_decoded decoded;
    struct fy_finding_list list;
    struct fy_reader reader = { .findings = &list, .scratch = FY_BUFFER_EMPTY };
    enum fy_status status = refuse_other_files(bytes, size, error);
    if (status == FY_OK)
        status = fy_decode(&decoded, bytes, size, error);
    if (status != FY_OK)
        return status;
    status = read_text(&reader, &decoded, findings, error);
    if (status == FY_OK) {
        *grid = reader.grid;
        if (style)
            *style = (struct fy_textgrid_style){ reader.form, decoded.encoding, decoded.byte_order_mark,
                                                 first_line_end(&decoded) };
    } else {
        fy_grid_free(reader.grid);
        if (findings)
            fy_findings_free(findings);
    }
    fy_free(reader.items);
    fy_buffer_free(&reader.scratch);
    fy_decoded_free(&decoded);
    return status;
}

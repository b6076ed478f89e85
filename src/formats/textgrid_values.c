#include "formats/textgrid_reader.h"
#include "formats/undefined.h"

#include <fangyin/number.h>
#include <fangyin/text.h>

#include "base/messages.h"

#include <stdlib.h>
#include <string.h>

bool fy_span_is(const struct fy_span *span, const char *text)
{
    return span->size == strlen(text) && memcmp(span->text, text, span->size) == 0;
}

bool fy_class_is(const struct fy_span *span, const char *class)
{
    enum { LONGEST = 16 }; /* of a version that matters */
    size_t size = strlen(class);
    if (span->size < size || memcmp(span->text, class, size) != 0)
        return false;
    if (span->size == size)
        return true;
    char version[LONGEST + 1] = "";
    size_t rest = span->size - size - 1;
    memcpy(version, span->text + size + 1, rest < LONGEST ? rest : LONGEST);
    return span->text[size] == ' ' && atoi(version) <= 0;
}

const char *fy_reader_shown(struct fy_reader *reader, const struct fy_span *span)
{
    size_t size = span->size < 40 ? span->size : 40, whole;
    if (!fy_text_valid(span->text, size, &whole))
        size = whole;
    memcpy(reader->shown, span->text, size);
    reader->shown[size] = '\0';
    return reader->shown;
}

enum fy_status fy_reader_clean(struct fy_reader *reader, struct fy_span *span)
{
    if (!span->raw)
        return FY_OK;
    fy_buffer_clear(&reader->scratch);
    fy_span_clean(span, &reader->scratch);
    if (reader->scratch.failed)
        return FY_NO_MEMORY;
    *span = (struct fy_span){ fy_buffer_text(&reader->scratch), reader->scratch.size, false };
    return FY_OK;
}

static size_t value_offset(const struct fy_reader *reader)
{
    return (size_t)(reader->tokens.value - reader->tokens.text);
}

static void note_partial(struct fy_reader *reader)
{
    const char *value = reader->tokens.value;
    fy_finding_add(reader->findings, value_offset(reader), true,
                   _("Only a part of this number could be understood: %.*s"), (int)(reader->tokens.at - value), value);
}

void fy_reader_note_undefined(struct fy_reader *reader, size_t offset)
{
    fy_finding_add(
        reader->findings, offset, false,
        _("This end is undefined. It counts as later than all other times, and is written as undefined again."));
}

void fy_reader_note_start(struct fy_reader *reader, size_t offset, double instead)
{
    char text[FY_NUMBER_SIZE];
    fy_number_write(instead, text);
    fy_finding_add(reader->findings, offset, false, _("This time is undefined. It is read as %s s, and is written so."),
                   text);
}

/* As Praat writes it. */
static bool says_undefined(const struct fy_tokens *tokens)
{
    static const char undefined[] = "--undefined--";
    return (size_t)(tokens->at - tokens->value) == sizeof undefined - 1 &&
           memcmp(tokens->value, undefined, sizeof undefined - 1) == 0;
}

static enum fy_status number(struct fy_reader *reader, double *time)
{
    enum fy_status status = fy_tokens_real(&reader->tokens, time);
    if (status == FY_OK && reader->tokens.partial && !says_undefined(&reader->tokens))
        note_partial(reader);
    return status;
}

enum fy_status fy_reader_start(struct fy_reader *reader, double instead, double *time)
{
    enum fy_status status = number(reader, time);
    if (status == FY_OK && fy_is_undefined(*time)) {
        *time = instead;
        fy_reader_note_start(reader, value_offset(reader), instead);
    }
    return status;
}

enum fy_status fy_reader_end(struct fy_reader *reader, double start, double *end)
{
    enum fy_status status = number(reader, end);
    if (status != FY_OK)
        return status;
    if (fy_is_undefined(*end)) {
        *end = FY_UNDEFINED_END;
        fy_reader_note_undefined(reader, value_offset(reader));
    }
    if (start <= *end)
        return FY_OK;
    char from[FY_NUMBER_SIZE], to[FY_NUMBER_SIZE];
    fy_number_write(start, from);
    fy_number_write(*end, to);
    return fy_tokens_fail(&reader->tokens, reader->tokens.value, FY_SYNTAX,
                          _("The end, %s s, lies before the start, %s s."), to, from);
}

enum fy_status fy_reader_domain(struct fy_reader *reader, double instead, double *xmin, double *xmax)
{
    enum fy_status status = fy_reader_start(reader, instead, xmin);
    return status == FY_OK ? fy_reader_end(reader, *xmin, xmax) : status;
}

enum fy_status fy_reader_count(struct fy_reader *reader, size_t *count)
{
    int32_t value;
    enum fy_status status = fy_tokens_integer(&reader->tokens, &value);
    if (status != FY_OK)
        return status;
    if (reader->tokens.partial)
        note_partial(reader);
    reader->below_zero = value < 0;
    *count = value > 0 ? (size_t)value : 0;
    return FY_OK;
}

enum fy_status fy_reader_kind(struct fy_reader *reader, enum fy_tier_kind *kind)
{
    struct fy_span class;
    enum fy_status status = fy_tokens_string(&reader->tokens, &class);
    if (status != FY_OK)
        return status;
    if (fy_class_is(&class, "IntervalTier"))
        *kind = FY_INTERVAL_TIER;
    else if (fy_class_is(&class, "TextTier"))
        *kind = FY_POINT_TIER;
    else
        return fy_tokens_fail(&reader->tokens, reader->tokens.value, FY_SYNTAX,
                              _("A tier is an \"IntervalTier\" or a \"TextTier\"; this one is a \"%.40s\"."),
                              fy_reader_shown(reader, &class));
    return FY_OK;
}

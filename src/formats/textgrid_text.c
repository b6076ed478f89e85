/* Long and short text: a TextGrid, a Collection with TextGrids in it, or one tier alone. */
#include "formats/textgrid_reader.h"

#include <fangyin/memory.h>

#include "base/messages.h"

#include <stdlib.h>
#include <string.h>

/* Praat knows a text file by this word, if it starts among that many characters. */
static const char of_text[] = "TextFile";
enum { HEADER_REACH = 40 };

static bool holds(const char *text, size_t size, const char *wanted)
{
    size_t length = strlen(wanted);
    for (size_t at = 0; at + length <= size; at++)
        if (memcmp(text + at, wanted, length) == 0)
            return true;
    return false;
}

static size_t value_offset(const struct fy_reader *reader)
{
    return (size_t)(reader->tokens.value - reader->tokens.text);
}

/* The first line, and the class that the first text after it names. */
static enum fy_status read_header(struct fy_reader *reader, struct fy_span *class)
{
    struct fy_tokens *tokens = &reader->tokens;
    size_t size = (size_t)(tokens->end - tokens->text), line = 0;
    while (line < size && tokens->text[line] != '\n' && tokens->text[line] != '\r')
        line++;
    size_t reach = HEADER_REACH - 1 + sizeof of_text - 1;
    if (!holds(tokens->text, line < reach ? line : reach, of_text) || !holds(tokens->text, line, "ooTextFile"))
        return fy_tokens_fail(tokens, tokens->text, FY_SYNTAX,
                              _("This is no TextGrid: the first line should be: File type = \"ooTextFile\""));
    tokens->at = tokens->text + line;
    return fy_tokens_string(tokens, class);
}

static enum fy_status read_tier(struct fy_reader *reader)
{
    struct fy_span name;
    enum fy_tier_kind kind;
    size_t count = 0;
    double xmin, xmax;
    enum fy_status status = fy_reader_kind(reader, &kind);
    if (status == FY_OK)
        status = fy_tokens_string(&reader->tokens, &name);
    if (status != FY_OK)
        return status;
    size_t place = value_offset(reader);
    status = fy_reader_domain(reader, fy_grid_xmin(reader->grid), &xmin, &xmax);
    if (status == FY_OK)
        status = fy_reader_count(reader, &count);
    if (status == FY_OK)
        status = fy_reader_clean(reader, &name);
    if (status == FY_OK)
        status = fy_grid_append_tier(reader->grid, kind, name.text, name.size, xmin, xmax, &reader->tier);
    if (status == FY_OK)
        status = fy_reader_items(reader, kind, count, place);
    return status;
}

/* Everything of a TextGrid behind its class and name, into a new reader->grid. */
static enum fy_status read_body(struct fy_reader *reader)
{
    double xmin, xmax;
    struct fy_span flag;
    size_t count = 0;
    enum fy_status status = fy_reader_domain(reader, 0, &xmin, &xmax);
    if (status == FY_OK)
        status = fy_tokens_flag(&reader->tokens, &flag);
    if (status != FY_OK)
        return status;
    reader->grid = fy_grid_new(xmin, xmax);
    if (!reader->grid)
        return FY_NO_MEMORY;
    if (fy_span_is(&flag, "exists"))
        status = fy_reader_count(reader, &count);
    else if (fy_span_is(&flag, "absent"))
        fy_finding_add(reader->findings, value_offset(reader) + 1, false,
                       _("The tiers are marked <absent>; saving writes that there are none, as Praat does."));
    else
        return fy_tokens_fail(&reader->tokens, reader->tokens.value, FY_SYNTAX,
                              _("<exists> or <absent> is expected here."));
    for (size_t i = 0; i < count && status == FY_OK; i++) {
        reader->last_tier = i + 1 == count;
        status = read_tier(reader);
    }
    return status;
}

void fy_reader_leftovers(struct fy_reader *reader)
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

/* ---- a tier alone ---- */

static enum fy_status read_lone_tier(struct fy_reader *reader, enum fy_tier_kind kind)
{
    static const char name[] = "text";
    double xmin, xmax;
    size_t count = 0, place = value_offset(reader);
    enum fy_status status = fy_reader_domain(reader, 0, &xmin, &xmax);
    if (status == FY_OK)
        status = fy_reader_count(reader, &count);
    if (status != FY_OK)
        return status;
    fy_finding_add(reader->findings, place, false,
                   _("This is one tier alone, which has no name in the file. It is called \"%s\"; saving writes a "
                     "TextGrid."),
                   name);
    reader->grid = fy_grid_new(xmin, xmax);
    if (!reader->grid)
        return FY_NO_MEMORY;
    status = fy_grid_append_tier(reader->grid, kind, name, sizeof name - 1, xmin, xmax, &reader->tier);
    reader->last_tier = true;
    if (status == FY_OK)
        status = fy_reader_items(reader, kind, count, place);
    return status;
}

/* ---- Collections ---- */

/* Whether a TextGrid starts with the string to be read next: its class, a name, two times and a flag. Nothing is read.
 */
static bool grid_comes(struct fy_reader *reader)
{
    struct fy_tokens tokens = reader->tokens;
    struct fy_span class, name, flag;
    double time;
    tokens.error = NULL;
    return fy_tokens_string(&tokens, &class) == FY_OK && fy_class_is(&class, "TextGrid") &&
           fy_tokens_string(&tokens, &name) == FY_OK && fy_tokens_real(&tokens, &time) == FY_OK &&
           fy_tokens_real(&tokens, &time) == FY_OK && fy_tokens_flag(&tokens, &flag) == FY_OK &&
           (fy_span_is(&flag, "exists") || fy_span_is(&flag, "absent"));
}

/* Behind the line end that follows `at`, if only blanks are between. */
static const char *next_line(const struct fy_tokens *tokens, const char *at)
{
    while (at < tokens->end && (*at == ' ' || *at == '\t'))
        at++;
    if (at < tokens->end && *at == '\r')
        at += at + 1 < tokens->end && at[1] == '\n' ? 2 : 1;
    else if (at < tokens->end && *at == '\n')
        at++;
    return at;
}

/* Behind "item []:" or "item []: (empty)", which may stand in a line of its own behind a count. */
static const char *past_list_words(const struct fy_tokens *tokens, const char *at)
{
    static const char list[] = "item []:", empty[] = " (empty)";
    const char *from = next_line(tokens, at);
    while (from < tokens->end && *from == ' ')
        from++;
    if ((size_t)(tokens->end - from) < sizeof list - 1 || memcmp(from, list, sizeof list - 1) != 0)
        return at;
    from += sizeof list - 1;
    if ((size_t)(tokens->end - from) >= sizeof empty - 1 && memcmp(from, empty, sizeof empty - 1) == 0)
        from += sizeof empty - 1;
    return from;
}

/* Keep from..end as whole lines that end with LF. */
static enum fy_status keep_raw(struct fy_reader *reader, const char *from, const char *end)
{
    struct fy_object *object = fy_collection_add(reader->collection);
    if (!object)
        return FY_NO_MEMORY;
    for (; from < end; from++) {
        if (*from == '\r') {
            if (from + 1 < end && from[1] == '\n')
                continue;
            fy_buffer_putc(&object->raw, '\n');
        } else {
            fy_buffer_putc(&object->raw, *from);
        }
    }
    if (object->raw.size > 0 && object->raw.data[object->raw.size - 1] != '\n')
        fy_buffer_putc(&object->raw, '\n');
    return object->raw.failed ? FY_NO_MEMORY : FY_OK;
}

/* Read over objects of other classes to the next TextGrid or the end of the text. *place: where the last value ended.
 */
static enum fy_status skip_others(struct fy_reader *reader, const char **place)
{
    struct fy_tokens *tokens = &reader->tokens;
    const char *from = *place, *last = from;
    enum fy_status status = FY_OK;
    while (status == FY_OK) {
        enum fy_token kind = fy_tokens_peek(tokens);
        struct fy_span span;
        if (kind == FY_TOKEN_END || (kind == FY_TOKEN_STRING && grid_comes(reader)))
            break;
        status = fy_tokens_any(tokens, &kind, &span);
        last = tokens->at;
    }
    if (status == FY_OK && last > from)
        status = keep_raw(reader, next_line(tokens, from), next_line(tokens, last));
    *place = last;
    return status;
}

/* Which object a TextGrid is, by the words before its class ("item [2]: class ="); 0 where they do not say. */
static size_t number_in(const char *words, const char *end)
{
    size_t number = 0;
    const char *bracket = memchr(words, '[', (size_t)(end - words));
    if (bracket)
        for (const char *at = bracket + 1; at < end && *at >= '0' && *at <= '9' && number < 100000000; at++)
            number = number * 10 + (size_t)(*at - '0');
    return number;
}

static enum fy_status read_member(struct fy_reader *reader, const char *words)
{
    struct fy_span class, name;
    enum fy_status status = fy_tokens_string(&reader->tokens, &class);
    size_t number = number_in(words, reader->tokens.value);
    if (status == FY_OK)
        status = fy_tokens_string(&reader->tokens, &name);
    if (status == FY_OK)
        status = fy_reader_clean(reader, &name);
    if (status != FY_OK)
        return status;
    struct fy_object *object = fy_collection_add(reader->collection);
    if (!object)
        return FY_NO_MEMORY;
    object->is_grid = true;
    object->number = number > 0 ? number : reader->collection->count;
    object->name = fy_strndup(name.text, name.size);
    if (!object->name)
        return FY_NO_MEMORY;
    struct fy_grid *first = reader->grid;
    status = read_body(reader);
    if (!first || status != FY_OK) {
        if (first)
            fy_grid_free(reader->grid == first ? NULL : reader->grid);
        reader->grid = first ? first : reader->grid;
        return status;
    }
    reader->collection->objects[reader->collection->count - 1].grid = reader->grid;
    reader->grid = first;
    return FY_OK;
}

static enum fy_status read_collection(struct fy_reader *reader)
{
    struct fy_tokens *tokens = &reader->tokens;
    const char *value = tokens->value;
    reader->collection = fy_collection_new(false);
    if (!reader->collection)
        return FY_NO_MEMORY;
    enum fy_status status = fy_reader_count(reader, &reader->collection->size);
    const char *from = past_list_words(tokens, tokens->at);
    while (status == FY_OK) {
        status = skip_others(reader, &from);
        if (status != FY_OK || fy_tokens_peek(tokens) == FY_TOKEN_END)
            break;
        status = read_member(reader, from);
        from = past_list_words(tokens, tokens->at);
    }
    if (status == FY_OK && !reader->grid)
        return fy_tokens_fail(tokens, value, FY_UNSUPPORTED, _("This Praat Collection holds no TextGrid."));
    /* Remarks among the others are kept with them. */
    tokens->remarks = 0;
    return status;
}

enum fy_status fy_reader_text_file(struct fy_reader *reader)
{
    struct fy_span class;
    enum fy_status status = read_header(reader, &class);
    if (status != FY_OK)
        return status;
    size_t words = reader->tokens.words;
    const char *value = reader->tokens.value;
    bool known = fy_class_is(&class, "TextGrid") || fy_class_is(&class, "Collection") ||
                 fy_class_is(&class, "IntervalTier") || fy_class_is(&class, "TextTier");
    if (!known)
        return fy_tokens_fail(&reader->tokens, value, FY_UNSUPPORTED,
                              _("This is a Praat file, but it holds \"%.40s\", not \"TextGrid\"."),
                              fy_reader_shown(reader, &class));
    if (reader->window && !fy_class_is(&class, "TextGrid"))
        return FY_UNSUPPORTED;
    fy_tokens_peek(&reader->tokens);
    reader->form = reader->tokens.words > words ? FY_TEXTGRID_LONG : FY_TEXTGRID_SHORT;
    if (fy_class_is(&class, "TextGrid"))
        status = read_body(reader);
    else if (fy_class_is(&class, "Collection"))
        status = read_collection(reader);
    else
        status = read_lone_tier(reader, fy_class_is(&class, "TextTier") ? FY_POINT_TIER : FY_INTERVAL_TIER);
    if (status == FY_OK)
        fy_reader_leftovers(reader);
    return status;
}

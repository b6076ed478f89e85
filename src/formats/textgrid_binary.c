/* Binary files: Praat's objects as they lie in memory, numbers with the high byte first. */
#include "formats/binary_values.h"
#include "formats/encoding.h"
#include "formats/textgrid_reader.h"
#include "formats/undefined.h"

#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <fangyin/text.h>

#include "base/messages.h"

#include <math.h>
#include <string.h>

static const char magic[] = "ooBinaryFile";
enum { MAGIC_SIZE = sizeof magic - 1 };

bool fy_is_binary(const char *bytes, size_t size)
{
    return size >= MAGIC_SIZE && memcmp(bytes, magic, MAGIC_SIZE) == 0;
}

static size_t offset(const struct fy_reader *reader)
{
    return (size_t)(reader->at - reader->start);
}

static size_t left(const struct fy_reader *reader)
{
    return (size_t)(reader->end - reader->at);
}

static enum fy_status ends_early(const struct fy_reader *reader)
{
    return fy_fail(reader->error, FY_SYNTAX,
                   _("The file ends at byte %lu, inside a value that starts at byte %lu. It may have been cut off."),
                   (unsigned long)(reader->end - reader->start), (unsigned long)offset(reader));
}

/* ---- values ---- */

static enum fy_status read_whole(struct fy_reader *reader, size_t bytes, uint32_t *value)
{
    if (left(reader) < bytes)
        return ends_early(reader);
    *value = 0;
    for (size_t i = 0; i < bytes; i++)
        *value = *value << 8 | *reader->at++;
    return FY_OK;
}

static enum fy_status read_number(struct fy_reader *reader, double *value)
{
    if (left(reader) < 8)
        return ends_early(reader);
    *value = fy_number_at(reader->at);
    reader->at += 8;
    return FY_OK;
}

static enum fy_status read_start(struct fy_reader *reader, double instead, double *time)
{
    enum fy_status status = read_number(reader, time);
    if (status == FY_OK && (fy_is_undefined(*time) || !isfinite(*time))) {
        *time = instead;
        fy_reader_note_start(reader, offset(reader) - 8, instead);
    }
    return status;
}

static enum fy_status read_end(struct fy_reader *reader, double start, double *end)
{
    enum fy_status status = read_number(reader, end);
    if (status == FY_OK && (fy_is_undefined(*end) || !isfinite(*end))) {
        *end = FY_UNDEFINED_END;
        fy_reader_note_undefined(reader, offset(reader) - 8);
    }
    if (status == FY_OK && start > *end) {
        char from[FY_NUMBER_SIZE], to[FY_NUMBER_SIZE];
        fy_number_write(start, from);
        fy_number_write(*end, to);
        return fy_fail(reader->error, FY_SYNTAX, _("The end at byte %lu, %s s, lies before the start, %s s."),
                       (unsigned long)offset(reader) - 8, to, from);
    }
    return status;
}

static enum fy_status read_domain(struct fy_reader *reader, double instead, double *xmin, double *xmax)
{
    enum fy_status status = read_start(reader, instead, xmin);
    return status == FY_OK ? read_end(reader, *xmin, xmax) : status;
}

static enum fy_status read_count(struct fy_reader *reader, size_t *count)
{
    uint32_t value = 0;
    enum fy_status status = read_whole(reader, 4, &value);
    *count = value <= INT32_MAX ? value : 0;
    return status;
}

/* One character of a wide text from `at`, of which there are `size` bytes: the bytes used, 0 where the file ends in it.
 */
static size_t next_wide(const unsigned char *at, size_t size, uint32_t *code)
{
    if (size < 2)
        return 0;
    *code = fy_unit_at(at);
    if (*code < 0xD800 || *code > 0xDBFF)
        return 2;
    if (size < 4)
        return 0;
    uint32_t second = fy_unit_at(at + 2);
    if (second >= 0xDC00 && second <= 0xDFFF)
        *code = 0x10000 + ((*code - 0xD800) << 10) + (second - 0xDC00);
    return 4;
}

/* `count` characters in 16-bit units to the scratch buffer. */
static enum fy_status read_wide(struct fy_reader *reader, size_t count, struct fy_span *span)
{
    const unsigned char *from = reader->at;
    struct fy_buffer *out = &reader->scratch;
    fy_buffer_clear(out);
    /* Two bytes at least make one character of four at most. */
    size_t most = count < left(reader) / 2 ? count : left(reader) / 2;
    if (!fy_buffer_reserve(out, 4 * most + 4))
        return FY_NO_MEMORY;
    char *to = out->data;
    for (size_t i = 0; i < count; i++) {
        uint32_t code = 0;
        size_t used = next_wide(reader->at, left(reader), &code);
        if (used == 0)
            return ends_early(reader);
        if (code >= 0xD800 && code <= 0xDFFF)
            return fy_fail(reader->error, FY_ENCODING,
                           _("The text at byte %lu holds half a UTF-16 character; Praat does not read it either."),
                           (unsigned long)(from - reader->start));
        if (code == 0)
            fy_finding_add(reader->findings, offset(reader), true, _("A NUL character was left out."));
        else
            to += fy_utf8_encode(code, to);
        reader->at += used;
    }
    *to = '\0';
    out->size = (size_t)(to - out->data);
    *span = (struct fy_span){ out->data, out->size, false };
    return FY_OK;
}

/* Bytes, one a character: ASCII as Praat writes it, else Latin-1. */
static enum fy_status read_bytes(struct fy_reader *reader, size_t count, struct fy_span *span)
{
    const unsigned char *from = reader->at;
    if (left(reader) < count)
        return ends_early(reader);
    reader->at += count;
    if (fy_is_plain_ascii(from, count)) {
        *span = (struct fy_span){ (const char *)from, count, false };
        return FY_OK;
    }
    fy_buffer_clear(&reader->scratch);
    for (size_t i = 0; i < count; i++) {
        char text[4];
        if (from[i] == 0)
            fy_finding_add(reader->findings, (size_t)(from - reader->start) + i, true,
                           _("A NUL character was left out."));
        else
            fy_buffer_append(&reader->scratch, text, fy_utf8_encode(from[i], text));
    }
    if (reader->scratch.failed)
        return FY_NO_MEMORY;
    *span = (struct fy_span){ fy_buffer_text(&reader->scratch), reader->scratch.size, false };
    return FY_OK;
}

/* A text with its length in `width` bytes before it: 1 for a class, 2 for others. */
static enum fy_status read_text(struct fy_reader *reader, size_t width, struct fy_span *span)
{
    uint32_t size = 0;
    enum fy_status status = read_whole(reader, width, &size);
    if (status != FY_OK || size != (width == 1 ? 0xFF : FY_WIDE_MARK))
        return status == FY_OK ? read_bytes(reader, size, span) : status;
    status = read_whole(reader, width, &size);
    return status == FY_OK ? read_wide(reader, size, span) : status;
}

enum fy_status fy_reader_binary_item(struct fy_reader *reader, enum fy_tier_kind kind, struct fy_item *item)
{
    item->offset = offset(reader);
    enum fy_status status = read_start(reader, reader->instead, &item->xmin);
    item->xmax = item->xmin;
    if (status == FY_OK && kind == FY_INTERVAL_TIER)
        status = read_end(reader, item->xmin, &item->xmax);
    return status == FY_OK ? read_text(reader, 2, &item->text) : status;
}

/* ---- objects ---- */

static enum fy_status read_tier_of(struct fy_reader *reader, enum fy_tier_kind kind, const char *name, size_t name_size,
                                   size_t place)
{
    double xmin, xmax;
    size_t count = 0;
    enum fy_status status = read_domain(reader, reader->grid ? fy_grid_xmin(reader->grid) : 0, &xmin, &xmax);
    if (status == FY_OK)
        status = read_count(reader, &count);
    if (status == FY_OK && !reader->grid) {
        reader->grid = fy_grid_new(xmin, xmax);
        status = reader->grid ? FY_OK : FY_NO_MEMORY;
    }
    if (status == FY_OK)
        status = fy_grid_append_tier(reader->grid, kind, name, name_size, xmin, xmax, &reader->tier);
    return status == FY_OK ? fy_reader_items(reader, kind, count, place) : status;
}

static enum fy_status read_tier(struct fy_reader *reader)
{
    struct fy_span class, name;
    size_t place = offset(reader);
    enum fy_status status = read_text(reader, 1, &class);
    if (status != FY_OK)
        return status;
    enum fy_tier_kind kind = fy_class_is(&class, "TextTier") ? FY_POINT_TIER : FY_INTERVAL_TIER;
    if (kind == FY_INTERVAL_TIER && !fy_class_is(&class, "IntervalTier"))
        return fy_fail(reader->error, FY_SYNTAX,
                       _("A tier is an \"IntervalTier\" or a \"TextTier\"; the one at byte %lu is a \"%.40s\"."),
                       (unsigned long)place, fy_reader_shown(reader, &class));
    status = read_text(reader, 2, &name);
    if (status != FY_OK)
        return status;
    /* The scratch buffer, where the name may be, is used by the items, too: but the grid copies the name first. */
    return read_tier_of(reader, kind, name.text, name.size, place);
}

static enum fy_status read_body(struct fy_reader *reader)
{
    double xmin, xmax;
    uint32_t exists = 0;
    size_t count = 0;
    enum fy_status status = read_domain(reader, 0, &xmin, &xmax);
    if (status == FY_OK)
        status = read_whole(reader, 1, &exists);
    if (status == FY_OK && exists)
        status = read_count(reader, &count);
    if (status != FY_OK)
        return status;
    reader->grid = fy_grid_new(xmin, xmax);
    if (!reader->grid)
        return FY_NO_MEMORY;
    for (size_t i = 0; i < count && status == FY_OK; i++)
        status = read_tier(reader);
    return status;
}

/* ---- Collections ---- */

static const unsigned char grid_class[] = { 8, 'T', 'e', 'x', 't', 'G', 'r', 'i', 'd' };

/* Whether the text at `at` is no longer than a name is: what is looked at in vain is bounded by that. */
static bool is_name_size(const unsigned char *at, size_t size)
{
    enum { LONGEST = 1000 }; /* characters */
    if (size < 4)
        return false;
    return fy_unit_at(at) <= LONGEST || (fy_unit_at(at) == FY_WIDE_MARK && fy_unit_at(at + 2) <= LONGEST);
}

/* Whether a TextGrid starts at `at`: its class, a name, a domain and a flag. */
static bool grid_at(const struct fy_reader *reader, const unsigned char *at)
{
    struct fy_finding_list silent = { .out = NULL };
    struct fy_reader probe = { .start = reader->start, .at = at, .end = reader->end, .findings = &silent };
    struct fy_span span;
    double xmin, xmax;
    uint32_t exists = 0;
    bool starts = left(&probe) > sizeof grid_class && memcmp(at, grid_class, sizeof grid_class) == 0 &&
                  read_text(&probe, 1, &span) == FY_OK && is_name_size(probe.at, left(&probe)) &&
                  read_text(&probe, 2, &span) == FY_OK &&
                  read_domain(&probe, 0, &xmin, &xmax) == FY_OK && read_whole(&probe, 1, &exists) == FY_OK &&
                  exists <= 1;
    fy_buffer_free(&probe.scratch);
    return starts;
}

static enum fy_status skip_others(struct fy_reader *reader)
{
    const unsigned char *from = reader->at, *at = from;
    while (at < reader->end && !grid_at(reader, at)) {
        at = memchr(at + 1, grid_class[0], (size_t)(reader->end - at - 1));
        if (!at)
            at = reader->end;
    }
    reader->at = at;
    if (at == from)
        return FY_OK;
    struct fy_object *object = fy_collection_add(reader->collection);
    if (!object)
        return FY_NO_MEMORY;
    fy_buffer_append(&object->raw, from, (size_t)(at - from));
    return object->raw.failed ? FY_NO_MEMORY : FY_OK;
}

static enum fy_status read_member(struct fy_reader *reader)
{
    struct fy_span class, name;
    enum fy_status status = read_text(reader, 1, &class);
    if (status == FY_OK)
        status = read_text(reader, 2, &name);
    if (status != FY_OK)
        return status;
    struct fy_object *object = fy_collection_add(reader->collection);
    if (!object)
        return FY_NO_MEMORY;
    object->is_grid = true;
    object->number = reader->collection->count;
    object->name = fy_strndup(name.text, name.size);
    if (!object->name)
        return FY_NO_MEMORY;
    struct fy_grid *first = reader->grid;
    reader->grid = NULL;
    status = read_body(reader);
    if (first) {
        reader->collection->objects[reader->collection->count - 1].grid = reader->grid;
        reader->grid = first;
    }
    return status;
}

static enum fy_status read_collection(struct fy_reader *reader)
{
    reader->collection = fy_collection_new(true);
    if (!reader->collection)
        return FY_NO_MEMORY;
    enum fy_status status = read_count(reader, &reader->collection->size);
    while (status == FY_OK && reader->at < reader->end) {
        status = skip_others(reader);
        if (status == FY_OK && reader->at < reader->end)
            status = read_member(reader);
    }
    if (status == FY_OK && !reader->grid)
        return fy_fail(reader->error, FY_UNSUPPORTED, _("This Praat Collection holds no TextGrid."));
    return status;
}

enum fy_status fy_reader_binary_file(struct fy_reader *reader)
{
    struct fy_span class;
    reader->form = FY_TEXTGRID_BINARY;
    reader->at += MAGIC_SIZE;
    size_t place = offset(reader);
    enum fy_status status = read_text(reader, 1, &class);
    if (status != FY_OK)
        return status;
    if (fy_class_is(&class, "TextGrid")) {
        status = read_body(reader);
    } else if (reader->window) {
        return FY_UNSUPPORTED;
    } else if (fy_class_is(&class, "Collection")) {
        status = read_collection(reader);
    } else if (fy_class_is(&class, "IntervalTier") || fy_class_is(&class, "TextTier")) {
        fy_finding_add(reader->findings, place, false,
                       _("This is one tier alone, which has no name in the file. It is called \"%s\"; saving writes a "
                         "TextGrid."),
                       "text");
        status =
            read_tier_of(reader, fy_class_is(&class, "TextTier") ? FY_POINT_TIER : FY_INTERVAL_TIER, "text", 4, place);
    } else {
        return fy_fail(reader->error, FY_UNSUPPORTED,
                       _("This is a Praat file, but it holds \"%.40s\", not \"TextGrid\"."),
                       fy_reader_shown(reader, &class));
    }
    if (status == FY_OK && reader->at < reader->end)
        fy_finding_add(reader->findings, offset(reader), true,
                       fy_message_plural("%lu byte follows after the last value; it is not read.",
                                         "%lu bytes follow after the last value; they are not read.",
                                         (unsigned long)left(reader)),
                       (unsigned long)left(reader));
    return status;
}

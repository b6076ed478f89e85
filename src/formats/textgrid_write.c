#include <fangyin/textgrid.h>

#include <fangyin/number.h>

#include "formats/encoding.h"
#include "formats/textgrid_writer.h"
#include "formats/undefined.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

const struct fy_textgrid_style fy_textgrid_default_style = { FY_TEXTGRID_LONG, FY_UTF8, false, FY_LF, NULL };

/* The most bytes that one item takes beside its text: its words, two numbers and its index. */
enum { INDENT = 8, ITEM_SIZE = 120 + 4 * INDENT + 2 * FY_NUMBER_SIZE + 24 };

struct writer {
    struct fy_buffer *out;
    bool is_long;
    bool is_utf8;  /* codes beyond Unicode are written as bytes */
    size_t indent; /* spaces before each line of the long form: 0, or INDENT in a Collection */
};

static const char spaces[INDENT + 1] = "        ";

/* Words that start a line of the long form: nothing in the short form. */
static void words(struct writer *writer, const char *text)
{
    if (!writer->is_long)
        return;
    fy_buffer_append(writer->out, spaces, writer->indent);
    fy_buffer_puts(writer->out, text);
}

/* The end of a line: after a value Praat puts a space in the long form. */
static void end_value(struct writer *writer)
{
    fy_buffer_puts(writer->out, writer->is_long ? " \n" : "\n");
}

static void write_number(struct writer *writer, const char *name, double value)
{
    char text[FY_NUMBER_SIZE];
    size_t size = fy_number_write(fy_is_undefined(value) ? (double)NAN : value, text);
    words(writer, name);
    fy_buffer_append(writer->out, text, size);
    end_value(writer);
}

static void write_count(struct writer *writer, const char *name, size_t count)
{
    words(writer, name);
    fy_buffer_printf(writer->out, "%zu", count);
    end_value(writer);
}

/* A text between quotes, with the quotes in it doubled. There is room for twice its size and two. */
static char *put_string(char *to, const char *text, size_t size, const struct writer *writer)
{
    const char *content = text;
    size_t content_size = size;
    *to++ = '"';
    char *start = to;
    for (const char *end = text + size; text < end;) {
        const char *quote = memchr(text, '"', (size_t)(end - text));
        size_t part = quote ? (size_t)(quote + 1 - text) : (size_t)(end - text);
        memcpy(to, text, part);
        to += part;
        if (quote)
            *to++ = '"';
        text += part;
    }
    if (writer->is_utf8 && content_size >= FY_BEYOND_SIZE && memchr(content, 0xEF, content_size))
        to = start + fy_restore_beyond(start, (size_t)(to - start));
    *to++ = '"';
    return to;
}

static void write_string(struct writer *writer, const char *name, const char *text)
{
    size_t size = strlen(text);
    words(writer, name);
    if (!fy_buffer_reserve(writer->out, 2 * size + 2))
        return;
    char *start = writer->out->data + writer->out->size;
    writer->out->size += (size_t)(put_string(start, text, size, writer) - start);
    end_value(writer);
}

/* ---- items: the bulk of a file, put straight into room reserved for one ---- */

#define PUT(to, literal) ((char *)memcpy((to), (literal), sizeof(literal) - 1) + sizeof(literal) - 1)

static char *put_index(char *to, size_t index)
{
    char digits[24];
    size_t count = 0;
    do
        digits[count++] = (char)('0' + index % 10);
    while ((index /= 10) > 0);
    while (count > 0)
        *to++ = digits[--count];
    return to;
}

/* A number as text. An interval's start is nearly always the end of the one before: it is not made twice. */
struct number {
    double value;
    size_t size; /* 0: none yet */
    char text[FY_NUMBER_SIZE];
};

static char *put_number(char *to, struct number *number, double value)
{
    if (number->size == 0 || memcmp(&number->value, &value, sizeof value) != 0) {
        number->value = value;
        number->size = fy_number_write(fy_is_undefined(value) ? (double)NAN : value, number->text);
    }
    memcpy(to, number->text, sizeof number->text); /* a fixed size is quicker, and there is room */
    return to + number->size;
}

static char *put_indent(char *to, const struct writer *writer)
{
    if (writer->indent == 0)
        return to;
    memcpy(to, spaces, INDENT);
    return to + INDENT;
}

static char *put_interval(char *to, const struct fy_interval *interval, size_t index, const struct writer *writer,
                          size_t text_size, struct number *number)
{
    if (!writer->is_long) {
        to = PUT(put_number(to, number, interval->xmin), "\n");
        to = PUT(put_number(to, number, interval->xmax), "\n");
        return PUT(put_string(to, interval->text, text_size, writer), "\n");
    }
    to = put_index(PUT(put_indent(to, writer), "        intervals ["), index);
    to = PUT(put_indent(PUT(to, "]:\n"), writer), "            xmin = ");
    to = put_number(to, number, interval->xmin);
    to = PUT(put_indent(PUT(to, " \n"), writer), "            xmax = ");
    to = put_number(to, number, interval->xmax);
    to = PUT(put_indent(PUT(to, " \n"), writer), "            text = ");
    return PUT(put_string(to, interval->text, text_size, writer), " \n");
}

static char *put_point(char *to, const struct fy_point *point, size_t index, const struct writer *writer,
                       size_t text_size, struct number *number)
{
    if (!writer->is_long)
        return PUT(put_string(PUT(put_number(to, number, point->time), "\n"), point->mark, text_size, writer), "\n");
    to = put_index(PUT(put_indent(to, writer), "        points ["), index);
    to = PUT(put_indent(PUT(to, "]:\n"), writer), "            number = ");
    to = put_number(to, number, point->time);
    to = PUT(put_indent(PUT(to, " \n"), writer), "            mark = ");
    return PUT(put_string(to, point->mark, text_size, writer), " \n");
}

static void write_items(struct writer *writer, const struct fy_grid *grid, size_t tier)
{
    const struct fy_interval *intervals = fy_tier_intervals(grid, tier);
    const struct fy_point *points = fy_tier_points(grid, tier);
    bool is_interval_tier = fy_tier_kind(grid, tier) == FY_INTERVAL_TIER;
    size_t count = fy_tier_size(grid, tier);
    struct number number = { .size = 0 };
    for (size_t i = 0; i < count; i++) {
        const char *text = is_interval_tier ? intervals[i].text : points[i].mark;
        size_t size = strlen(text);
        if (!fy_buffer_reserve(writer->out, 2 * size + ITEM_SIZE))
            return;
        char *start = writer->out->data + writer->out->size;
        char *end = is_interval_tier ? put_interval(start, &intervals[i], i + 1, writer, size, &number)
                                     : put_point(start, &points[i], i + 1, writer, size, &number);
        *end = '\0';
        writer->out->size += (size_t)(end - start);
    }
}

static void write_tier(struct writer *writer, const struct fy_grid *grid, size_t tier)
{
    bool is_interval_tier = fy_tier_kind(grid, tier) == FY_INTERVAL_TIER;
    words(writer, "    item [");
    if (writer->is_long)
        fy_buffer_printf(writer->out, "%zu]:\n", tier + 1);
    write_string(writer, "        class = ", is_interval_tier ? "IntervalTier" : "TextTier");
    write_string(writer, "        name = ", fy_tier_name(grid, tier));
    write_number(writer, "        xmin = ", fy_tier_xmin(grid, tier));
    write_number(writer, "        xmax = ", fy_tier_xmax(grid, tier));
    write_count(writer,
                is_interval_tier ? "        intervals: size = " : "        points: size = ", fy_tier_size(grid, tier));
    write_items(writer, grid, tier);
}

/* Everything of a TextGrid behind its class. */
static void write_body(struct writer *writer, const struct fy_grid *grid)
{
    size_t count = fy_grid_tier_count(grid), items = 0;
    for (size_t tier = 0; tier < count; tier++)
        items += fy_tier_size(grid, tier);
    /* Most labels are short; the buffer grows where they are not. */
    if (!fy_buffer_reserve(writer->out, 1000 + items * (writer->is_long ? 140 + 4 * writer->indent : 48)))
        return;
    write_number(writer, "xmin = ", fy_grid_xmin(grid));
    write_number(writer, "xmax = ", fy_grid_xmax(grid));
    words(writer, "tiers? ");
    fy_buffer_puts(writer->out, "<exists>");
    end_value(writer);
    write_count(writer, "size = ", count);
    words(writer, count > 0 ? "item []: \n" : "item []: (empty)\n");
    for (size_t tier = 0; tier < count; tier++)
        write_tier(writer, grid, tier);
}

static void write_collection(struct writer *writer, const struct fy_grid *grid,
                             const struct fy_textgrid_collection *within)
{
    write_count(writer, "size = ", within->size);
    words(writer, "item []: \n");
    for (size_t i = 0; i < within->count; i++) {
        const struct fy_object *object = &within->objects[i];
        if (!object->is_grid) {
            fy_buffer_append(writer->out, fy_buffer_text(&object->raw), object->raw.size);
            continue;
        }
        words(writer, "    item [");
        if (writer->is_long)
            fy_buffer_printf(writer->out, "%zu]:\n", object->number);
        writer->indent = INDENT;
        write_string(writer, "class = ", "TextGrid");
        write_string(writer, "name = ", object->name);
        write_body(writer, object->grid ? object->grid : grid);
        writer->indent = 0;
    }
}

static void write_text(struct writer *writer, const struct fy_grid *grid, const struct fy_textgrid_collection *within)
{
    fy_buffer_printf(writer->out, "File type = \"ooTextFile\"\nObject class = \"%s\"\n\n",
                     within ? "Collection" : "TextGrid");
    if (within)
        write_collection(writer, grid, within);
    else
        write_body(writer, grid);
}

/* The Collection that a file of that style can be, NULL: none. */
static const struct fy_textgrid_collection *collection_for(const struct fy_textgrid_style *style)
{
    const struct fy_textgrid_collection *within = style->within;
    if (!within || style->form == FY_TEXTGRID_CHRONOLOGICAL || fy_collection_is_one(within))
        return NULL;
    bool fits = within->binary == (style->form == FY_TEXTGRID_BINARY);
    return fits || !fy_collection_has_others(within) ? within : NULL;
}

bool fy_textgrid_style_leaves_out(const struct fy_textgrid_style *style)
{
    return style->within && !fy_collection_is_one(style->within) && !collection_for(style);
}

enum fy_status fy_textgrid_write_checked(struct fy_buffer *out, const struct fy_grid *grid,
                                         const struct fy_textgrid_style *style, struct fy_error *error)
{
    struct fy_textgrid_style used = *style;
    if (style->form == FY_TEXTGRID_BINARY)
        return fy_binary_write(out, grid, collection_for(style), error);
    if (style->form == FY_TEXTGRID_CHRONOLOGICAL && style->encoding == FY_UTF8)
        used.byte_order_mark = false;
    struct fy_buffer text = FY_BUFFER_EMPTY;
    bool direct = used.encoding == FY_UTF8 && used.line_end == FY_LF && !used.byte_order_mark;
    struct writer writer = { direct ? out : &text, style->form == FY_TEXTGRID_LONG, style->encoding == FY_UTF8, 0 };
    if (style->form == FY_TEXTGRID_CHRONOLOGICAL)
        fy_chronological_write(writer.out, grid);
    else
        write_text(&writer, grid, collection_for(style));
    if (!direct && !text.failed)
        fy_encode(out, fy_buffer_text(&text), text.size, &used);
    bool failed = out->failed || text.failed;
    fy_buffer_free(&text);
    return failed ? fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY)) : FY_OK;
}

enum fy_status fy_textgrid_write(struct fy_buffer *out, const struct fy_grid *grid,
                                 const struct fy_textgrid_style *style)
{
    return fy_textgrid_write_checked(out, grid, style, NULL);
}

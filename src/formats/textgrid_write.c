#include <fangyin/textgrid.h>

#include <fangyin/number.h>

#include "formats/encoding.h"

#include <stdint.h>
#include <string.h>

const struct fy_textgrid_style fy_textgrid_default_style = { FY_TEXTGRID_LONG, FY_UTF8, false, FY_LF };

/* The most bytes that one item takes beside its text: its words, two numbers and its index. */
enum { ITEM_SIZE = 120 + 2 * FY_NUMBER_SIZE + 24 };

/* Words of the long form: nothing in the short form. */
struct writer {
    struct fy_buffer *out;
    bool is_long;
};

static void words(struct writer *writer, const char *text)
{
    if (writer->is_long)
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
    size_t size = fy_number_write(value, text);
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
static char *put_string(char *to, const char *text, size_t size)
{
    *to++ = '"';
    for (const char *end = text + size; text < end;) {
        const char *quote = memchr(text, '"', (size_t)(end - text));
        size_t part = quote ? (size_t)(quote + 1 - text) : (size_t)(end - text);
        memcpy(to, text, part);
        to += part;
        if (quote)
            *to++ = '"';
        text += part;
    }
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
    writer->out->size += (size_t)(put_string(start, text, size) - start);
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
        number->size = fy_number_write(value, number->text);
    }
    memcpy(to, number->text, sizeof number->text); /* a fixed size is quicker, and there is room */
    return to + number->size;
}

static char *put_interval(char *to, const struct fy_interval *interval, size_t index, bool is_long, size_t text_size,
                          struct number *number)
{
    if (!is_long) {
        to = PUT(put_number(to, number, interval->xmin), "\n");
        to = PUT(put_number(to, number, interval->xmax), "\n");
        return PUT(put_string(to, interval->text, text_size), "\n");
    }
    to = put_index(PUT(to, "        intervals ["), index);
    to = put_number(PUT(to, "]:\n            xmin = "), number, interval->xmin);
    to = put_number(PUT(to, " \n            xmax = "), number, interval->xmax);
    to = put_string(PUT(to, " \n            text = "), interval->text, text_size);
    return PUT(to, " \n");
}

static char *put_point(char *to, const struct fy_point *point, size_t index, bool is_long, size_t text_size,
                       struct number *number)
{
    if (!is_long)
        return PUT(put_string(PUT(put_number(to, number, point->time), "\n"), point->mark, text_size), "\n");
    to = put_index(PUT(to, "        points ["), index);
    to = put_number(PUT(to, "]:\n            number = "), number, point->time);
    to = put_string(PUT(to, " \n            mark = "), point->mark, text_size);
    return PUT(to, " \n");
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
        char *end = is_interval_tier ? put_interval(start, &intervals[i], i + 1, writer->is_long, size, &number)
                                     : put_point(start, &points[i], i + 1, writer->is_long, size, &number);
        *end = '\0';
        writer->out->size += (size_t)(end - start);
    }
}

static void write_tier(struct writer *writer, const struct fy_grid *grid, size_t tier)
{
    bool is_interval_tier = fy_tier_kind(grid, tier) == FY_INTERVAL_TIER;
    if (writer->is_long)
        fy_buffer_printf(writer->out, "    item [%zu]:\n", tier + 1);
    write_string(writer, "        class = ", is_interval_tier ? "IntervalTier" : "TextTier");
    write_string(writer, "        name = ", fy_tier_name(grid, tier));
    write_number(writer, "        xmin = ", fy_tier_xmin(grid, tier));
    write_number(writer, "        xmax = ", fy_tier_xmax(grid, tier));
    write_count(writer,
                is_interval_tier ? "        intervals: size = " : "        points: size = ", fy_tier_size(grid, tier));
    write_items(writer, grid, tier);
}

static void write_text(struct writer *writer, const struct fy_grid *grid)
{
    size_t count = fy_grid_tier_count(grid), items = 0;
    for (size_t tier = 0; tier < count; tier++)
        items += fy_tier_size(grid, tier);
    /* Most labels are short; the buffer grows where they are not. */
    if (!fy_buffer_reserve(writer->out, 1000 + items * (writer->is_long ? 140 : 48)))
        return;
    fy_buffer_puts(writer->out, "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\n");
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

enum fy_status fy_textgrid_write(struct fy_buffer *out, const struct fy_grid *grid,
                                 const struct fy_textgrid_style *style)
{
    struct fy_buffer text = FY_BUFFER_EMPTY;
    bool direct = style->encoding == FY_UTF8 && style->line_end == FY_LF && !style->byte_order_mark;
    struct writer writer = { direct ? out : &text, style->form == FY_TEXTGRID_LONG };
    write_text(&writer, grid);
    if (!direct && !text.failed)
        fy_encode(out, fy_buffer_text(&text), text.size, style);
    bool failed = out->failed || text.failed;
    fy_buffer_free(&text);
    return failed ? FY_NO_MEMORY : FY_OK;
}

#include "formats/encoding.h"
#include "formats/textgrid_writer.h"
#include "formats/undefined.h"

#include <fangyin/text.h>

#include "base/messages.h"

#include <math.h>
#include <string.h>

enum { LONGEST = 65534, LONGEST_CLASS = 254 }; /* characters of one text: the next number marks wide text */

/* Writes, or goes over all texts to see whether they can be written. */
struct binary {
    struct fy_buffer *out;
    const char *too_long; /* the first text that does not fit */
};

static void put_whole(struct fy_buffer *out, size_t bytes, uint32_t value)
{
    char text[4];
    for (size_t i = 0; i < bytes; i++)
        text[i] = (char)(value >> 8 * (bytes - 1 - i));
    fy_buffer_append(out, text, bytes);
}

static char *put_number(char *to, double value)
{
    uint64_t bits;
    if (fy_is_undefined(value))
        value = (double)NAN;
    memcpy(&bits, &value, sizeof bits);
    for (int i = 0; i < 8; i++)
        to[i] = (char)(bits >> 8 * (7 - i));
    return to + 8;
}

static void put_numbers(struct fy_buffer *out, double a, double b)
{
    char text[16];
    put_number(put_number(text, a), b);
    fy_buffer_append(out, text, sizeof text);
}

static bool is_ascii(const char *text, size_t size)
{
    unsigned char all = 0;
    for (size_t i = 0; i < size; i++)
        all |= (unsigned char)text[i];
    return all < 0x80;
}

/* A text with its length before it. */
static void put_text(struct binary *binary, const char *text)
{
    struct fy_buffer *out = binary->out;
    size_t size = strlen(text);
    if (is_ascii(text, size)) {
        if (size > LONGEST && !binary->too_long)
            binary->too_long = text;
        if (size > LONGEST || !fy_buffer_reserve(out, size + 2))
            return;
        char *to = out->data + out->size;
        to[0] = (char)(size >> 8);
        to[1] = (char)size;
        memcpy(to + 2, text, size + 1);
        out->size += size + 2;
        return;
    }
    put_whole(out, 2, 0xFFFF);
    size_t place = out->size;
    put_whole(out, 2, 0);
    size_t count = fy_encode_units(out, text, size, 0);
    if (count > LONGEST && !binary->too_long)
        binary->too_long = text;
    if (!out->failed) {
        out->data[place] = (char)(count >> 8);
        out->data[place + 1] = (char)count;
    }
}

static void put_class(struct fy_buffer *out, const char *class)
{
    put_whole(out, 1, (uint32_t)strlen(class));
    fy_buffer_puts(out, class);
}

static void put_tier(struct binary *binary, const struct fy_grid *grid, size_t tier)
{
    struct fy_buffer *out = binary->out;
    bool is_interval_tier = fy_tier_kind(grid, tier) == FY_INTERVAL_TIER;
    size_t count = fy_tier_size(grid, tier);
    const struct fy_interval *intervals = fy_tier_intervals(grid, tier);
    const struct fy_point *points = fy_tier_points(grid, tier);
    put_class(out, is_interval_tier ? "IntervalTier" : "TextTier");
    put_text(binary, fy_tier_name(grid, tier));
    put_numbers(out, fy_tier_xmin(grid, tier), fy_tier_xmax(grid, tier));
    put_whole(out, 4, (uint32_t)count);
    for (size_t i = 0; i < count && fy_buffer_reserve(out, 16); i++) {
        char *to = put_number(out->data + out->size, is_interval_tier ? intervals[i].xmin : points[i].time);
        if (is_interval_tier)
            to = put_number(to, intervals[i].xmax);
        out->size = (size_t)(to - out->data);
        put_text(binary, is_interval_tier ? intervals[i].text : points[i].mark);
    }
}

static void put_body(struct binary *binary, const struct fy_grid *grid)
{
    struct fy_buffer *out = binary->out;
    put_numbers(out, fy_grid_xmin(grid), fy_grid_xmax(grid));
    put_whole(out, 1, 1);
    put_whole(out, 4, (uint32_t)fy_grid_tier_count(grid));
    for (size_t tier = 0; tier < fy_grid_tier_count(grid); tier++)
        put_tier(binary, grid, tier);
}

enum fy_status fy_binary_write(struct fy_buffer *out, const struct fy_grid *grid,
                               const struct fy_textgrid_collection *within, struct fy_error *error)
{
    struct binary binary = { out, NULL };
    size_t start = out->size;
    fy_buffer_puts(out, "ooBinaryFile");
    put_class(out, within ? "Collection" : "TextGrid");
    if (within)
        put_whole(out, 4, (uint32_t)within->size);
    else
        put_body(&binary, grid);
    for (size_t i = 0; within && i < within->count; i++) {
        const struct fy_object *object = &within->objects[i];
        if (!object->is_grid) {
            fy_buffer_append(out, fy_buffer_text(&object->raw), object->raw.size);
            continue;
        }
        put_class(out, "TextGrid");
        put_text(&binary, object->name);
        put_body(&binary, object->grid ? object->grid : grid);
    }
    if (!out->failed && binary.too_long) {
        out->size = start;
        out->data[start] = '\0';
        return fy_fail(error, FY_UNSUPPORTED,
                       _("A binary TextGrid holds labels of up to %d characters; one is longer: %.*s... Save as text."),
                       LONGEST, (int)fy_text_fit(binary.too_long, 200, 30, NULL), binary.too_long);
    }
    return out->failed ? fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY)) : FY_OK;
}

#include "formats/encoding.h"

#include <fangyin/text.h>

#include <string.h>

static const char *line_end_text(enum fy_line_end line_end)
{
    return line_end == FY_CRLF ? "\r\n" : line_end == FY_CR ? "\r" : "\n";
}

static void encode_utf8(struct fy_buffer *out, const char *text, size_t size, enum fy_line_end line_end)
{
    if (line_end == FY_LF) {
        fy_buffer_append(out, text, size);
        return;
    }
    const char *end = text + size;
    while (text < end) {
        const char *feed = memchr(text, '\n', (size_t)(end - text));
        fy_buffer_append(out, text, (size_t)((feed ? feed : end) - text));
        if (!feed)
            break;
        fy_buffer_puts(out, line_end_text(line_end));
        text = feed + 1;
    }
}

/* Two bytes in the order `high` (0: the high byte first). */
static char *put_unit(char *to, uint32_t unit, int high)
{
    to[high] = (char)(unit >> 8);
    to[1 - high] = (char)(unit & 0xFF);
    return to + 2;
}

static size_t encode_utf16(struct fy_buffer *out, const char *text, size_t size, int high, enum fy_line_end line_end)
{
    enum { STRETCH = 4096 }; /* bytes read between two looks at the room: four bytes may come of one */
    const char *end = text + size;
    const char *feed = line_end_text(line_end);
    size_t count = 0;
    while (text < end) {
        size_t stretch = end - text > STRETCH ? STRETCH : (size_t)(end - text);
        /* One more character may be begun in the stretch and end behind it. */
        if (!fy_buffer_reserve(out, 4 * (stretch + 4)))
            return count;
        const char *stop = text + stretch;
        char *to = out->data + out->size;
        while (text < stop) {
            uint32_t code = 0xFFFD;
            size_t step = fy_utf8_decode(text, (size_t)(end - text), &code);
            text += step > 0 ? step : 1;
            count++;
            if (code == '\n') {
                for (const char *byte = feed; *byte; byte++)
                    to = put_unit(to, (unsigned char)*byte, high);
            } else if (code >= 0x10000) {
                to = put_unit(to, 0xD800 + ((code - 0x10000) >> 10), high);
                to = put_unit(to, 0xDC00 + (code & 0x3FF), high);
            } else {
                to = put_unit(to, code, high);
            }
        }
        out->size = (size_t)(to - out->data);
        *to = '\0';
    }
    return count;
}

size_t fy_encode_units(struct fy_buffer *out, const char *text, size_t size, int high)
{
    return encode_utf16(out, text, size, high, FY_LF);
}

void fy_encode(struct fy_buffer *out, const char *text, size_t size, const struct fy_textgrid_style *style)
{
    if (style->encoding == FY_UTF8) {
        if (style->byte_order_mark)
            fy_buffer_puts(out, "\xEF\xBB\xBF");
        encode_utf8(out, text, size, style->line_end);
        return;
    }
    int high = style->encoding == FY_UTF16BE ? 0 : 1;
    fy_buffer_append(out, high == 0 ? "\xFE\xFF" : "\xFF\xFE", 2);
    if (!fy_buffer_reserve(out, 2 * size))
        return;
    encode_utf16(out, text, size, high, style->line_end);
}

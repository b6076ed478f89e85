#include "base/json_write.h"

#include "base/visible.h"

#include <fangyin/number.h>
#include <fangyin/text.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

static void escape(struct fy_buffer *out, uint32_t code)
{
    if (code >= 0x10000) {
        fy_buffer_printf(out, "\\u%04x", (unsigned)(0xD800 + ((code - 0x10000) >> 10)));
        code = 0xDC00 + ((code - 0x10000) & 0x3FF);
    }
    fy_buffer_printf(out, "\\u%04x", (unsigned)code);
}

static void quote(struct fy_buffer *out, const char *text)
{
    const size_t size = strlen(text);
    fy_buffer_putc(out, '"');
    for (size_t at = 0, next; at < size; at = next) {
        const char *shown;
        size_t shown_size;
        uint32_t code;
        next = at + fy_visible_step(text + at, size - at, &shown, &shown_size);
        if (shown == text + at) {
            for (; at < next; at++) {
                if (text[at] == '"' || text[at] == '\\')
                    fy_buffer_putc(out, '\\');
                fy_buffer_putc(out, text[at]);
            }
        } else if (text[at] == '\n') {
            fy_buffer_puts(out, "\\n");
            next = at + 1;
        } else if (text[at] == '\t') {
            fy_buffer_puts(out, "\\t");
        } else if ((next = at + fy_utf8_decode(text + at, size - at, &code)) > at) {
            escape(out, code);
        } else {
            fy_buffer_puts(out, "\xEF\xBF\xBD");
            next = at + 1;
        }
    }
    fy_buffer_putc(out, '"');
}

static void begin(struct fy_json_writer *json, const char *name)
{
    if (json->comma)
        fy_buffer_putc(json->out, ',');
    if (name) {
        quote(json->out, name);
        fy_buffer_putc(json->out, ':');
    }
    json->comma = true;
}

static void open_bracket(struct fy_json_writer *json, const char *name, char bracket)
{
    begin(json, name);
    fy_buffer_putc(json->out, bracket);
    json->comma = false;
}

static void close_bracket(struct fy_json_writer *json, char bracket)
{
    fy_buffer_putc(json->out, bracket);
    json->comma = true;
}

void fy_json_object(struct fy_json_writer *json, const char *name)
{
    open_bracket(json, name, '{');
}

void fy_json_object_end(struct fy_json_writer *json)
{
    close_bracket(json, '}');
}

void fy_json_array(struct fy_json_writer *json, const char *name)
{
    open_bracket(json, name, '[');
}

void fy_json_array_end(struct fy_json_writer *json)
{
    close_bracket(json, ']');
}

void fy_json_text(struct fy_json_writer *json, const char *name, const char *text)
{
    begin(json, name);
    quote(json->out, text);
}

void fy_json_number(struct fy_json_writer *json, const char *name, double value)
{
    char text[FY_NUMBER_SIZE] = "null";
    if (isfinite(value))
        fy_number_write(value, text);
    begin(json, name);
    fy_buffer_puts(json->out, text);
}

void fy_json_count(struct fy_json_writer *json, const char *name, size_t count)
{
    begin(json, name);
    fy_buffer_printf(json->out, "%zu", count);
}

void fy_json_bool(struct fy_json_writer *json, const char *name, bool value)
{
    begin(json, name);
    fy_buffer_puts(json->out, value ? "true" : "false");
}

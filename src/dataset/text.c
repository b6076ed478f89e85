#include "dataset/internal.h"

#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <string.h>

static bool is_blank(uint32_t code)
{
    return (code >= '\t' && code <= '\r') || code == ' ' || code == 0x85 || code == 0xA0 || code == 0x1680 ||
           (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F ||
           code == 0x3000;
}

/* Joiners (U+200C, U+200D) stay: they change what is written. */
static bool is_nothing(uint32_t code)
{
    return code < ' ' || (code >= 0x7F && code < 0xA0) || code == 0x200B || code == 0x200E || code == 0x200F ||
           (code >= 0x202A && code <= 0x202E) || code == 0x2060 || (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

enum fy_status fy_text_line(struct fy_buffer *out, const char *text)
{
    struct fy_buffer composed = FY_BUFFER_EMPTY;
    const enum fy_status status = fy_text_nfc(&composed, text, strlen(text));
    bool apart = false;
    const size_t start = out->size;
    for (size_t at = 0, step; status == FY_OK && at < composed.size; at += step) {
        uint32_t code;
        step = fy_utf8_decode(composed.data + at, composed.size - at, &code);
        if (is_blank(code)) {
            apart = out->size > start;
        } else if (!is_nothing(code)) {
            if (apart)
                fy_buffer_putc(out, ' ');
            apart = false;
            fy_buffer_append(out, composed.data + at, step);
        }
    }
    fy_buffer_free(&composed);
    return status == FY_OK && out->failed ? FY_NO_MEMORY : status;
}

enum fy_status fy_ascii_name(struct fy_buffer *out, const char *name)
{
    struct fy_buffer composed = FY_BUFFER_EMPTY;
    enum fy_status status = fy_text_nfc(&composed, name, strlen(name));
    /* The name of a file may be no text at all. */
    if (status == FY_ENCODING) {
        fy_buffer_puts(&composed, name);
        status = composed.failed ? FY_NO_MEMORY : FY_OK;
    }
    for (size_t at = 0; status == FY_OK && at < composed.size;) {
        uint32_t code;
        const size_t step = fy_utf8_decode(composed.data + at, composed.size - at, &code);
        if (step == 0)
            code = (unsigned char)composed.data[at];
        at += step > 0 ? step : 1;
        if ((code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z'))
            fy_buffer_putc(out, (char)code);
        else if (code < 0x80)
            fy_buffer_putc(out, '_');
        else
            fy_buffer_printf(out, "u%04X", (unsigned)code);
    }
    if (status == FY_OK && composed.size == 0)
        fy_buffer_putc(out, 'x');
    fy_buffer_free(&composed);
    return status == FY_OK && out->failed ? FY_NO_MEMORY : status;
}

char *fy_line_of(const char *text)
{
    struct fy_buffer line = FY_BUFFER_EMPTY;
    char *copy = fy_text_line(&line, text) == FY_OK ? fy_strdup(fy_buffer_text(&line)) : NULL;
    fy_buffer_free(&line);
    return copy;
}

/* Romanised readings for comparing. */
#include "language/lexicon.h"

#include <fangyin/text.h>
#include <string.h>

static bool is_tone_letter(uint32_t code)
{
    return code >= 0x2E5 && code <= 0x2E9;
}

enum fy_status fy_reading_key(struct fy_buffer *out, const char *reading, size_t size)
{
    struct fy_buffer plain = FY_BUFFER_EMPTY;
    const enum fy_status status = fy_text_fold_marks(&plain, reading, size);
    for (size_t at = 0, step; status == FY_OK && at < plain.size; at += step) {
        uint32_t code;
        step = fy_utf8_decode(plain.data + at, plain.size - at, &code);
        if (step == 0)
            break;
        const enum fy_character kind = fy_character_of(code);
        if ((kind == FY_CHAR_LETTER || kind == FY_CHAR_IDEOGRAPH) && !is_tone_letter(code))
            fy_buffer_append(out, plain.data + at, step);
    }
    fy_buffer_free(&plain);
    return status == FY_OK && out->failed ? FY_NO_MEMORY : status;
}

/* Syllables end at blanks, hyphens, and behind tone digits. */
enum fy_status fy_reading_initials(struct fy_buffer *out, const char *reading, size_t size)
{
    bool inside = false;
    for (size_t at = 0, step; at < size; at += step) {
        uint32_t code;
        step = fy_utf8_decode(reading + at, size - at, &code);
        if (step == 0)
            return FY_ENCODING;
        const enum fy_character kind = fy_character_of(code);
        const bool letter = kind == FY_CHAR_LETTER && !is_tone_letter(code);
        if (letter && !inside) {
            struct fy_buffer first = FY_BUFFER_EMPTY;
            const enum fy_status status = fy_reading_key(&first, reading + at, step);
            fy_buffer_append(out, fy_buffer_text(&first), first.size > 0 ? 1 : 0);
            fy_buffer_free(&first);
            if (status != FY_OK)
                return status;
        }
        inside = letter || (inside && kind == FY_CHAR_MARK);
    }
    return out->failed ? FY_NO_MEMORY : FY_OK;
}

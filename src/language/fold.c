#include <fangyin/fold.h>

#include "language/han.h"
#include <fangyin/text.h>

/* An ideograph that is its own folded form, with no mark behind it: those between U+4E00 and U+9FFF before ASCII, the end,
 * or another such. */
static bool is_plain_ideograph(const char *text, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)text;
    if (size < 3 || bytes[0] < 0xE4 || bytes[0] > 0xE9 || (bytes[0] == 0xE4 && bytes[1] < 0xB8))
        return false;
    return size == 3 || bytes[3] < 0x80 || (bytes[3] >= 0xE4 && bytes[3] <= 0xE9);
}

static void put_simplified(struct fy_buffer *out, const char *text, size_t size)
{
    for (size_t at = 0, step; at < size; at += step) {
        uint32_t code;
        char bytes[4];
        step = fy_utf8_decode(text + at, size - at, &code);
        if (step == 0)
            return;
        const uint32_t simple = code < 0x3400 ? code : fy_han_simplified(code);
        fy_buffer_append(out, simple == code ? text + at : bytes, simple == code ? step : fy_utf8_encode(simple, bytes));
    }
}

static enum fy_status fold_text(struct fy_buffer *out, const char *text, size_t size)
{
    struct fy_buffer folded = FY_BUFFER_EMPTY;
    const enum fy_status status = fy_text_fold(&folded, text, size);
    if (status == FY_OK)
        put_simplified(out, fy_buffer_text(&folded), folded.size);
    fy_buffer_free(&folded);
    return status == FY_OK && out->failed ? FY_NO_MEMORY : status;
}

/* Without the lexicon. */
static enum fy_status fold_grapheme(struct fy_buffer *out, const char *text, size_t size, size_t *step)
{
    const unsigned char first = size > 0 ? (unsigned char)text[0] : 0;
    if (first < 0x80 && (size < 2 || (unsigned char)text[1] < 0x80) && first != '\r') {
        *step = size > 0 ? 1 : 0;
        if (size > 0)
            fy_buffer_putc(out, first >= 'A' && first <= 'Z' ? (char)(first + 'a' - 'A') : (char)first);
        return out->failed ? FY_NO_MEMORY : FY_OK;
    }
    if (is_plain_ideograph(text, size)) {
        *step = 3;
        put_simplified(out, text, 3);
        return out->failed ? FY_NO_MEMORY : FY_OK;
    }
    *step = fy_grapheme_next(text, size, 0);
    return fold_text(out, text, *step);
}

enum fy_status fy_fold_step(struct fy_buffer *out, const struct fy_lexicon *lexicon, const char *text, size_t size,
                            size_t *settled, size_t *step)
{
    struct fy_lexicon_match match = { NULL, FY_LEXICON_FORM, 0 };
    if (*settled == 0 && lexicon != NULL &&
        fy_lexicon_longest(lexicon, text, size, FY_LEXICON_FORM | FY_LEXICON_VARIANT, &match)) {
        if (match.kind == FY_LEXICON_VARIANT) {
            *step = match.size;
            return fold_text(out, match.entry->form.text, match.entry->form.size);
        }
        *settled = match.size;
    }
    const enum fy_status status = fold_grapheme(out, text, size, step);
    *settled -= *step < *settled ? *step : *settled;
    return status;
}

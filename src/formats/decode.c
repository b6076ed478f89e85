#include "formats/encoding.h"

#include <fangyin/text.h>

#include "base/messages.h"
#include "formats/place.h"

#include <stdint.h>
#include <string.h>

static bool starts_with(const char *bytes, size_t size, const char *mark, size_t mark_size)
{
    return size >= mark_size && memcmp(bytes, mark, mark_size) == 0;
}

static bool is_ascii(char byte)
{
    return byte > 0;
}

/* What wide text without a mark starts with: two ASCII characters, each beside a zero. */
static bool looks_like_utf16(const char *bytes, size_t size, int high)
{
    return size >= 4 && bytes[high] == 0 && bytes[2 + high] == 0 && is_ascii(bytes[1 - high]) &&
           is_ascii(bytes[3 - high]);
}

static bool is_separator(uint32_t code)
{
    return code == 0x0C || code == 0x85 || code == 0x2028 || code == 0x2029;
}

static void note(size_t *count, size_t *first, size_t offset)
{
    if ((*count)++ == 0)
        *first = offset;
}

/* One character from 16-bit units; `high` is the place of the high byte in a unit. Returns the units used. */
static size_t next_wide(const unsigned char *units, size_t count, int high, uint32_t *code)
{
    uint32_t first = (uint32_t)units[high] << 8 | units[1 - high];
    *code = first;
    if (first < 0xD800 || first > 0xDFFF)
        return 1;
    if (first < 0xDC00 && count > 1) {
        uint32_t second = (uint32_t)units[2 + high] << 8 | units[3 - high];
        if (second >= 0xDC00 && second <= 0xDFFF) {
            *code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            return 2;
        }
    }
    return 1;
}

static enum fy_status decode_utf16(struct fy_decoded *decoded, const char *bytes, size_t size, struct fy_error *error)
{
    const unsigned char *units = (const unsigned char *)bytes;
    size_t count = size / 2;
    int high = decoded->encoding == FY_UTF16BE ? 0 : 1;
    decoded->half_unit = size % 2 != 0;
    if (count > SIZE_MAX / 4 || !fy_buffer_reserve(&decoded->own, count * 3))
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    unsigned char mask_bytes[8];
    for (int i = 0; i < 8; i++)
        mask_bytes[i] = i % 2 == high ? 0xFF : 0x80;
    uint64_t mask;
    memcpy(&mask, mask_bytes, sizeof mask);
    char *out = decoded->own.data;
    size_t at = 0, size_out = 0;
    bool controls = false; /* NULs or form feeds among the plain ones */
    while (at < count) {
        uint64_t four;
        while (count - at >= 4 && (memcpy(&four, units + 2 * at, 8), (four & mask) == 0)) {
            const unsigned char *low = units + 2 * at + 1 - high;
            for (size_t i = 0; i < 4; i++) {
                out[size_out + i] = (char)low[2 * i];
                controls = controls || low[2 * i] == 0 || low[2 * i] == 0x0C;
            }
            at += 4;
            size_out += 4;
        }
        for (size_t end = count - at > 4 ? at + 4 : count; at < end;) {
            uint32_t code;
            at += next_wide(units + 2 * at, count - at, high, &code);
            if (code == 0 || code == 0x0C) {
                controls = true;
            } else if (code >= 0xD800 && code <= 0xDFFF) {
                note(&decoded->surrogates, &decoded->first_surrogate, size_out);
                code = 0xFFFD;
            } else if (is_separator(code)) {
                note(&decoded->separators, &decoded->first_separator, size_out);
                code = '\n';
            }
            size_out += fy_utf8_encode(code, out + size_out);
        }
    }
    if (controls)
        for (size_t i = 0; i < size_out; i++)
            if (out[i] == 0x0C) {
                note(&decoded->separators, &decoded->first_separator, i);
                out[i] = '\n';
            }
    out[size_out] = '\0';
    decoded->own.size = size_out;
    decoded->text = out;
    decoded->size = size_out;
    return FY_OK;
}

static enum fy_status leave_out_nuls(struct fy_decoded *decoded, struct fy_error *error)
{
    const char *end = decoded->text + decoded->size, *from = decoded->text;
    struct fy_buffer clean = FY_BUFFER_EMPTY;
    if (!fy_buffer_reserve(&clean, decoded->size))
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    while (from < end) {
        const char *nul = memchr(from, 0, (size_t)(end - from));
        fy_buffer_append(&clean, from, (size_t)((nul ? nul : end) - from));
        if (!nul)
            break;
        note(&decoded->nuls, &decoded->first_nul, clean.size);
        from = nul + 1;
    }
    fy_buffer_free(&decoded->own);
    decoded->own = clean;
    decoded->text = fy_buffer_text(&decoded->own);
    decoded->size = clean.size;
    return FY_OK;
}

static enum fy_status check_utf8(const struct fy_decoded *decoded, struct fy_error *error)
{
    size_t bad;
    if (fy_text_valid(decoded->text, decoded->size, &bad))
        return FY_OK;
    struct fy_place place = { 0, 1, 0 };
    unsigned column = fy_place_find(&place, decoded->text, bad);
    return fy_fail_at(
        error, FY_ENCODING, place.line, column,
        _("This is no UTF-8 text: byte 0x%02X here belongs to another encoding. Convert the file to UTF-8 "
          "first (iconv can)."),
        (unsigned)(unsigned char)decoded->text[bad]);
}

enum fy_status fy_decode(struct fy_decoded *decoded, const char *bytes, size_t size, struct fy_error *error)
{
    *decoded = (struct fy_decoded){ .text = bytes, .size = size, .own = FY_BUFFER_EMPTY, .encoding = FY_UTF8 };
    if (starts_with(bytes, size, "\0\0\xFE\xFF", 4) || starts_with(bytes, size, "\xFF\xFE\0\0", 4))
        return fy_fail(error, FY_ENCODING, _("This text is in UTF-32. Convert the file to UTF-8 first (iconv can)."));
    size_t mark = 0;
    bool wide = true;
    if (starts_with(bytes, size, "\xFE\xFF", 2)) {
        decoded->encoding = FY_UTF16BE;
        mark = 2;
    } else if (starts_with(bytes, size, "\xFF\xFE", 2)) {
        decoded->encoding = FY_UTF16LE;
        mark = 2;
    } else if (looks_like_utf16(bytes, size, 0)) {
        decoded->encoding = FY_UTF16BE;
    } else if (looks_like_utf16(bytes, size, 1)) {
        decoded->encoding = FY_UTF16LE;
    } else {
        wide = false;
        mark = starts_with(bytes, size, "\xEF\xBB\xBF", 3) ? 3 : 0;
    }
    decoded->byte_order_mark = mark > 0;
    decoded->text = bytes + mark;
    decoded->size = size - mark;
    enum fy_status status = wide ? decode_utf16(decoded, bytes + mark, size - mark, error) : check_utf8(decoded, error);
    if (status == FY_OK && decoded->size > 0 && memchr(decoded->text, 0, decoded->size))
        status = leave_out_nuls(decoded, error);
    if (status != FY_OK)
        fy_decoded_free(decoded);
    return status;
}

void fy_decoded_free(struct fy_decoded *decoded)
{
    fy_buffer_free(&decoded->own);
    decoded->text = "";
    decoded->size = 0;
}

void fy_decoded_report(const struct fy_decoded *decoded, struct fy_finding_list *findings)
{
    if (decoded->encoding != FY_UTF8 && !decoded->byte_order_mark)
        fy_finding_add(findings, 0, false, _("This is UTF-16 without a byte order mark; saving adds one."));
    if (decoded->nuls > 0)
        fy_finding_add(findings, decoded->first_nul, true,
                       fy_message_plural("%lu NUL character was left out, here.",
                                         "%lu NUL characters were left out; the first is here.",
                                         (unsigned long)decoded->nuls),
                       (unsigned long)decoded->nuls);
    if (decoded->surrogates > 0)
        fy_finding_add(findings, decoded->first_surrogate, true,
                       fy_message_plural("%lu half of a UTF-16 character was replaced by U+FFFD, here.",
                                         "%lu halves of UTF-16 characters were replaced by U+FFFD; the first is here.",
                                         (unsigned long)decoded->surrogates),
                       (unsigned long)decoded->surrogates);
    if (decoded->separators > 0)
        fy_finding_add(findings, decoded->first_separator, false,
                       fy_message_plural("%lu separator (U+000C, U+0085, U+2028 or U+2029) became a line end, as in "
                                         "Praat, here.",
                                         "%lu separators (U+000C, U+0085, U+2028 or U+2029) became line ends, as in "
                                         "Praat; the first is here.",
                                         (unsigned long)decoded->separators),
                       (unsigned long)decoded->separators);
    if (decoded->half_unit)
        fy_finding_add(findings, decoded->size, true, _("The last byte is half a UTF-16 character; it was left out."));
}

#include "formats/encoding.h"

#include <fangyin/text.h>

#include <stdint.h>
#include <string.h>

static bool is_separator(uint32_t code)
{
    return code == 0x0C || code == 0x85 || code == 0x2028 || code == 0x2029;
}

static bool is_surrogate(uint32_t unit)
{
    return unit >= 0xD800 && unit <= 0xDFFF;
}

static uint32_t unit_at(const unsigned char *unit, int high)
{
    return (uint32_t)unit[high] << 8 | unit[1 - high];
}

/* Letters and digits that hold nothing of a file's form together: Praat's loss of one after half a character is safe.
 */
static bool is_letter(uint32_t code)
{
    return (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z') ||
           (code > 0xA0 && !is_surrogate(code) && !is_separator(code) && code != 0x3000);
}

/* One character from 16-bit units; `high` is the place of the high byte in a unit. Returns the units used: two also
 * where a letter stands in the place of the second half, which goes with the first. */
static size_t next_wide(const unsigned char *units, size_t count, int high, uint32_t *code)
{
    uint32_t first = unit_at(units, high);
    *code = first;
    if (!is_surrogate(first) || first >= 0xDC00 || count < 2)
        return 1;
    uint32_t second = unit_at(units + 2, high);
    if (second >= 0xDC00 && second <= 0xDFFF)
        *code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
    else if (!is_letter(second))
        return 1;
    return 2;
}

bool fy_decode_wide(struct fy_decoded *decoded, const char *bytes, size_t size, bool big_endian)
{
    const unsigned char *units = (const unsigned char *)bytes;
    size_t count = size / 2;
    int high = big_endian ? 0 : 1;
    decoded->half_unit = size % 2 != 0;
    if (count > SIZE_MAX / 4 || !fy_buffer_reserve(&decoded->own, count * 3))
        return false;
    unsigned char mask_bytes[8];
    for (int i = 0; i < 8; i++)
        mask_bytes[i] = i % 2 == high ? 0xFF : 0x80;
    uint64_t mask;
    memcpy(&mask, mask_bytes, sizeof mask);
    char *out = decoded->own.data;
    size_t at = 0, size_out = 0;
    bool feeds = false;
    while (at < count) {
        uint64_t four;
        while (count - at >= 4 && (memcpy(&four, units + 2 * at, 8), (four & mask) == 0)) {
            const unsigned char *low = units + 2 * at + 1 - high;
            for (size_t i = 0; i < 4; i++) {
                out[size_out + i] = (char)low[2 * i];
                feeds = feeds || low[2 * i] == 0x0C;
            }
            at += 4;
            size_out += 4;
        }
        for (size_t end = count - at > 4 ? at + 4 : count; at < end;) {
            uint32_t code;
            size_t used = next_wide(units + 2 * at, count - at, high, &code);
            at += used;
            if (is_surrogate(code)) {
                fy_tally_add(&decoded->surrogates, size_out);
                if (used == 2 && decoded->swallowed.count == 0)
                    fy_utf8_encode(unit_at(units + 2 * at - 2, high), decoded->letter);
                if (used == 2)
                    fy_tally_add(&decoded->swallowed, size_out);
                code = 0xFFFD;
            } else if (code == 0x0C) {
                feeds = true;
            } else if (is_separator(code)) {
                fy_tally_add(&decoded->separators, size_out);
                code = '\n';
            }
            size_out += fy_utf8_encode(code, out + size_out);
        }
    }
    if (feeds)
        for (size_t i = 0; i < size_out; i++)
            if (out[i] == 0x0C) {
                fy_tally_add(&decoded->separators, i);
                out[i] = '\n';
            }
    out[size_out] = '\0';
    decoded->own.size = size_out;
    decoded->text = out;
    decoded->size = size_out;
    return true;
}

/* UTF-8 with bytes in it that are none: what is right stays, each stray byte is read alone. */
#include "formats/encoding.h"

#include <fangyin/text.h>

#include <string.h>

enum shape { PLAIN, PAIR, HALF, BEYOND, OUTSIDE, STRANGER };

static bool continues(const unsigned char *bytes, size_t size, size_t count)
{
    if (size < count)
        return false;
    for (size_t i = 1; i < count; i++)
        if ((bytes[i] & 0xC0) != 0x80)
            return false;
    return true;
}

static bool is_half(const unsigned char *bytes, size_t size, unsigned char low, unsigned char top)
{
    return bytes[0] == 0xED && continues(bytes, size, 3) && bytes[1] >= low && bytes[1] <= top;
}

/* What stands at the start of bytes, and its size. */
static enum shape shape_of(const char *text, size_t size, size_t *used)
{
    const unsigned char *bytes = (const unsigned char *)text;
    uint32_t code;
    *used = fy_utf8_decode(text, size, &code);
    if (*used > 0)
        return PLAIN;
    if (is_half(bytes, size, 0xA0, 0xBF)) {
        bool pair = bytes[1] < 0xB0 && size > 3 && is_half(bytes + 3, size - 3, 0xB0, 0xBF);
        *used = pair ? 6 : 3;
        return pair ? PAIR : HALF;
    }
    *used = 4;
    if (bytes[0] == 0xF4 && continues(bytes, size, 4) && bytes[1] >= 0x90)
        return BEYOND;
    if (bytes[0] >= 0xF5 && bytes[0] <= 0xF7 && continues(bytes, size, 4))
        return OUTSIDE;
    *used = 1;
    return STRANGER;
}

bool fy_looks_mended(const char *bytes, size_t size)
{
    size_t for_it = 0, against = 0, used;
    for (const char *at = bytes, *end = bytes + size; at < end; at += used) {
        used = 1;
        if (*at >= 0)
            continue;
        switch (shape_of(at, (size_t)(end - at), &used)) {
        case PLAIN:
            for_it += used == 2 ? 1 : 3;
            break;
        case PAIR:
        case HALF:
        case BEYOND:
        case OUTSIDE:
            for_it += 4;
            break;
        case STRANGER:
            against++;
            break;
        }
    }
    return for_it > 0 && for_it >= against;
}

/* A byte of Windows-1252, or, where that has none, of ISO 8859-1. */
static uint32_t stray(unsigned char byte)
{
    static const uint16_t high[32] = { 0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                       0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                       0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                       0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178 };
    return byte < 0xA0 && high[byte - 0x80] ? high[byte - 0x80] : byte;
}

static uint32_t half_at(const char *text)
{
    return 0xD000u | (((unsigned)text[1] & 0x3F) << 6) | ((unsigned)text[2] & 0x3F);
}

static size_t put(const char *at, size_t used, enum shape shape, char *out, struct fy_decoded *decoded, size_t offset)
{
    switch (shape) {
    case PLAIN:
        memcpy(out, at, used);
        return used;
    case PAIR:
        fy_tally_add(&decoded->pairs, offset);
        return fy_utf8_encode(0x10000 + ((half_at(at) - 0xD800) << 10) + (half_at(at + 3) - 0xDC00), out);
    case HALF:
        fy_tally_add(&decoded->surrogates, offset);
        return fy_utf8_encode(0xFFFD, out);
    case BEYOND:
        fy_tally_add(&decoded->beyond, offset);
        fy_put_beyond(at, out);
        return FY_BEYOND_SIZE;
    case OUTSIDE:
    case STRANGER:
        break;
    }
    size_t size = 0;
    for (size_t i = 0; i < used; i++) {
        unsigned char byte = (unsigned char)at[i];
        fy_tally_add(&decoded->strangers, offset);
        /* What was meant as one character beyond Unicode is read as Praat reads it. */
        size += fy_utf8_encode(shape == OUTSIDE ? byte : stray(byte), out + size);
    }
    return size;
}

bool fy_decode_mended(struct fy_decoded *decoded, const char *bytes, size_t size)
{
    struct fy_buffer own = FY_BUFFER_EMPTY;
    size_t used;
    for (const char *at = bytes, *end = bytes + size; at < end; at += used) {
        enum shape shape = shape_of(at, (size_t)(end - at), &used);
        if (!fy_buffer_reserve(&own, FY_BEYOND_SIZE))
            break;
        own.size += put(at, used, shape, own.data + own.size, decoded, own.size);
        own.data[own.size] = '\0';
    }
    if (own.failed || !fy_buffer_reserve(&own, 1)) {
        fy_buffer_free(&own);
        return false;
    }
    decoded->own = own;
    decoded->text = fy_buffer_text(&decoded->own);
    decoded->size = own.size;
    return true;
}

void fy_put_beyond(const char bytes[4], char out[FY_BEYOND_SIZE])
{
    for (int i = 0; i < 4; i++) {
        unsigned byte = (unsigned char)bytes[i];
        fy_utf8_encode(0xFDD0 + (byte >> 4), out + 6 * i);
        fy_utf8_encode(0xFDE0 + (byte & 15), out + 6 * i + 3);
    }
}

static bool read_beyond(const char *text, size_t size, char bytes[4])
{
    for (int i = 0; i < 4; i++) {
        uint32_t high, low;
        if (size < FY_BEYOND_SIZE || fy_utf8_decode(text + 6 * i, 3, &high) != 3 ||
            fy_utf8_decode(text + 6 * i + 3, 3, &low) != 3 || high < 0xFDD0 || high > 0xFDDF || low < 0xFDE0 ||
            low > 0xFDEF)
            return false;
        bytes[i] = (char)((high - 0xFDD0) << 4 | (low - 0xFDE0));
    }
    size_t used;
    return shape_of(bytes, 4, &used) == BEYOND;
}

size_t fy_restore_beyond(char *text, size_t size)
{
    char *to = text, code[4];
    for (const char *at = text, *end = text + size; at < end;) {
        if (*at == (char)0xEF && read_beyond(at, (size_t)(end - at), code)) {
            memcpy(to, code, 4);
            to += 4;
            at += FY_BEYOND_SIZE;
        } else {
            *to++ = *at++;
        }
    }
    return (size_t)(to - text);
}

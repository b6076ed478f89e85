/* Which encoding bytes are in that are no UTF-8: GB18030, Windows-1252 (or ISO 8859-1, its part) or MacRoman. */
#include "formats/encoding.h"

#include <fangyin/text.h>

#include <string.h>

/* ---- GB18030 ----
 * Simplified characters of daily use have both bytes above A0; in Western text a byte above 7F is nearly always followed
 * by a letter, which as a second byte gives characters that nobody uses, or by what is no second byte at all. Of
 * traditional characters many are outside of that range, but two of three of these have a second byte above 7F. */

static bool in(unsigned char byte, unsigned low, unsigned top)
{
    return byte >= low && byte <= top;
}

static bool looks_like_gb18030(const unsigned char *bytes, size_t size)
{
    enum { FEW = 3 };
    size_t common = 0, high = 0, low = 0;
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] < 0x80)
            continue;
        if (!in(bytes[i], 0x81, 0xFE) || i + 1 == size)
            return false;
        unsigned char second = bytes[i + 1];
        if (in(second, '0', '9')) {
            if (size - i < 4 || !in(bytes[i + 2], 0x81, 0xFE) || !in(bytes[i + 3], '0', '9'))
                return false;
            common++;
            i += 3;
            continue;
        }
        if (second == 0x7F || !in(second, 0x40, 0xFE))
            return false;
        if (in(bytes[i], 0xA1, 0xF7) && second >= 0xA1)
            common++;
        else if (second >= 0x80)
            high++;
        else
            low++;
        i++;
    }
    if (common >= 3 * (high + low))
        return true;
    return common + high + low >= FEW && common > 0 && common + high >= low;
}

/* ---- Western encodings: what the bytes would say, letter by letter ---- */

static bool is_one_of(uint32_t code, const char *list)
{
    uint32_t other;
    for (size_t used; (used = fy_utf8_decode(list, strlen(list), &other)) > 0; list += used)
        if (other == code)
            return true;
    return false;
}

static bool is_plain_letter(uint32_t code)
{
    return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
}

static bool is_small(uint32_t code)
{
    return (code >= 'a' && code <= 'z') || is_one_of(code, "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿßœšžı");
}

static bool is_large(uint32_t code)
{
    return (code >= 'A' && code <= 'Z') || is_one_of(code, "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞŒŠŽŸ");
}

/* How likely `code` is between those two; 0 is neutral. */
static int likelihood(uint32_t before, uint32_t code, uint32_t after)
{
    bool after_letter = is_small(before) || is_large(before), before_letter = is_small(after) || is_large(after);
    if (code < 0xA0 || code == 0xFFFD)
        return -6;
    if (is_one_of(code, "éèàäöüßáíóúñçêâôåøæãõ"))
        return 3;
    if (code == 0x153 && (after == 'u' || after == 'i')) /* œuvre, œil */
        return 4;
    if (is_small(code))
        return is_one_of(code, "ðþžıýÿ") ? 0 : 1;
    if (is_large(code)) {
        if (is_small(before))
            return -3;
        return is_one_of(code, "ÉÈÀÄÖÜÁÍÓÚÑÇÅØÆÂÊÔ") && (before_letter || is_large(before)) ? 2 : 0;
    }
    if (is_one_of(code, "“‘«„¿¡"))
        return after_letter ? -1 : before_letter ? 3 : 1;
    if (is_one_of(code, "”»…"))
        return before_letter ? -1 : after_letter ? 3 : 1;
    if (code == 0x2019)
        return after_letter ? 3 : 0;
    if (is_one_of(code, "–—€£°·"))
        return is_plain_letter(before) && is_plain_letter(after) ? 0 : 1;
    if (code == 0xA0)
        return 1;
    return after_letter || before_letter ? -2 : -1;
}

/* What each byte from 80 on means in that encoding. */
static bool read_table(const char *encoding, uint32_t table[128])
{
    char bytes[128];
    struct fy_buffer out = FY_BUFFER_EMPTY;
    struct fy_tally unknown = { 0, 0 };
    for (unsigned i = 0; i < 128; i++)
        bytes[i] = (char)(0x80 + i);
    bool known = fy_recode(encoding, bytes, sizeof bytes, &out, &unknown) == FY_OK;
    const char *at = fy_buffer_text(&out), *end = at + out.size;
    for (unsigned i = 0; i < 128 && known; i++) {
        size_t used = fy_utf8_decode(at, (size_t)(end - at), &table[i]);
        known = used > 0;
        at += used;
    }
    fy_buffer_free(&out);
    return known;
}

static uint32_t meaning(const uint32_t table[128], unsigned char byte)
{
    return byte < 0x80 ? byte : table[byte - 0x80];
}

static long plausibility(const char *encoding, const unsigned char *bytes, size_t size)
{
    uint32_t table[128];
    long sum = 0;
    if (!read_table(encoding, table))
        return -1000000000;
    for (size_t i = 0; i < size; i++)
        if (bytes[i] >= 0x80)
            sum += likelihood(i > 0 ? meaning(table, bytes[i - 1]) : ' ', meaning(table, bytes[i]),
                              i + 1 < size ? meaning(table, bytes[i + 1]) : ' ');
    return sum;
}

const char *fy_guess_encoding(const char *text, size_t size)
{
    static const char windows[] = "WINDOWS-1252", mac[] = "MACINTOSH", latin[] = "ISO-8859-1";
    const unsigned char *bytes = (const unsigned char *)text;
    if (looks_like_gb18030(bytes, size))
        return "GB18030";
    /* A part tells enough, and long files stay quick. */
    size_t part = size < ((size_t)1 << 20) ? size : (size_t)1 << 20;
    bool controls = false, holes = false;
    for (size_t i = 0; i < size; i++) {
        controls = controls || in(bytes[i], 0x80, 0x9F);
        holes =
            holes || bytes[i] == 0x81 || bytes[i] == 0x8D || bytes[i] == 0x8F || bytes[i] == 0x90 || bytes[i] == 0x9D;
    }
    if (plausibility(mac, bytes, part) > plausibility(windows, bytes, part))
        return mac;
    return controls && !holes ? windows : latin;
}

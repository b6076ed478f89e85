#include "language/ipa_table.h"

#include "base/messages.h"
#include <fangyin/text.h>
#include <string.h>

size_t fy_ipa_count(void)
{
    return fy_ipa_table_size;
}

const struct fy_ipa_symbol *fy_ipa_at(size_t index)
{
    return &fy_ipa_table[index];
}

const char *fy_ipa_group_name(enum fy_ipa_group group)
{
    static const char *const names[FY_IPA_GROUPS] = { N_("consonants"), N_("other consonants"), N_("vowels"),
                                                      N_("Chinese dialectology"), N_("diacritics"),
                                                      N_("stress, length, breaks"), N_("tones") };
    return names[group];
}

void fy_ipa_from_xsampa(struct fy_buffer *out, const char *text, size_t size)
{
    for (size_t at = 0; at < size;) {
        const struct fy_ipa_symbol *best = NULL;
        size_t longest = 0;
        for (size_t i = 0; i < fy_ipa_table_size; i++) {
            const size_t length = strlen(fy_ipa_table[i].xsampa);
            if (length > longest && length <= size - at && memcmp(fy_ipa_table[i].xsampa, text + at, length) == 0) {
                longest = length;
                best = &fy_ipa_table[i];
            }
        }
        if (best != NULL)
            fy_buffer_puts(out, best->ipa);
        else
            fy_buffer_putc(out, text[at]);
        at += best != NULL ? longest : 1;
    }
}

size_t fy_ipa_match(const char *typed, size_t size, size_t *found, size_t room)
{
    size_t count = 0;
    for (int whole = 1; whole >= 0; whole--)
        for (size_t i = 0; i < fy_ipa_table_size && count < room; i++) {
            const char *xsampa = fy_ipa_table[i].xsampa;
            if (xsampa[0] != '\0' && strncmp(xsampa, typed, size) == 0 && (strlen(xsampa) == size) == (whole == 1))
                found[count++] = i;
        }
    return count;
}

/* ---- tones ---- */

static const char *const letters[] = { "˩", "˨", "˧", "˦", "˥" };

/* The tone digit 0 to 9 that a character is or stands for: plain, superscript, or a tone letter; -1 for others. */
static int digit_of(uint32_t code)
{
    static const uint32_t superscripts[] = { 0x2070, 0xB9, 0xB2, 0xB3, 0x2074, 0x2075, 0x2076, 0x2077, 0x2078, 0x2079 };
    if (code >= '0' && code <= '9')
        return (int)(code - '0');
    for (int i = 0; i < 10; i++)
        if (code == superscripts[i])
            return i;
    return code >= 0x2E5 && code <= 0x2E9 ? 5 - (int)(code - 0x2E5) : -1;
}

static bool is_letter(uint32_t code)
{
    return code >= 0x2E5 && code <= 0x2E9;
}

/* Bytes of the run of tone digits (or letters) at text; its digits go to `digits`, cut at 7. */
static size_t run_at(const char *text, size_t size, bool wanted_letters, char digits[8])
{
    size_t at = 0, count = 0, step;
    uint32_t code;
    while ((step = fy_utf8_decode(text + at, size - at, &code)) > 0 && digit_of(code) >= 0 &&
           is_letter(code) == wanted_letters) {
        if (count < 7)
            digits[count++] = (char)('0' + digit_of(code));
        at += step;
    }
    digits[count] = '\0';
    return at;
}

static bool is_chao(const char *digits)
{
    const size_t size = strlen(digits);
    return size >= 1 && size <= 3 && strspn(digits, "12345") == size;
}

void fy_ipa_tones_to_letters(struct fy_buffer *out, const char *text, size_t size)
{
    bool after_letter = false;
    for (size_t at = 0; at < size;) {
        char digits[8];
        uint32_t code;
        const size_t run = run_at(text + at, size - at, false, digits);
        if (run > 0 && after_letter && is_chao(digits)) {
            for (const char *digit = digits; *digit != '\0'; digit++)
                fy_buffer_puts(out, letters[*digit - '1']);
            at += run;
            after_letter = false;
            continue;
        }
        const size_t step = run > 0 ? run : fy_utf8_decode(text + at, size - at, &code);
        const enum fy_character kind = run > 0 || step == 0 ? FY_CHAR_DIGIT : fy_character_of(code);
        fy_buffer_append(out, text + at, step > 0 ? step : 1);
        after_letter = (kind == FY_CHAR_LETTER && !is_letter(code)) || kind == FY_CHAR_IDEOGRAPH || kind == FY_CHAR_MARK;
        at += step > 0 ? step : 1;
    }
}

void fy_ipa_tones_to_digits(struct fy_buffer *out, const char *text, size_t size)
{
    for (size_t at = 0; at < size;) {
        uint32_t code;
        const size_t step = fy_utf8_decode(text + at, size - at, &code);
        if (step > 0 && is_letter(code))
            fy_buffer_putc(out, (char)('0' + digit_of(code)));
        else
            fy_buffer_append(out, text + at, step > 0 ? step : 1);
        at += step > 0 ? step : 1;
    }
}

size_t fy_ipa_tone_at_end(const char *text, size_t size, char digits[8])
{
    size_t start = size;
    bool letter = false;
    while (start > 0) {
        uint32_t code;
        size_t before = start - 1;
        while (before > 0 && ((unsigned char)text[before] & 0xC0) == 0x80)
            before--;
        if (fy_utf8_decode(text + before, start - before, &code) != start - before || digit_of(code) < 0 ||
            (start < size && is_letter(code) != letter))
            break;
        letter = is_letter(code);
        start = before;
    }
    (void)run_at(text + start, size - start, letter, digits);
    return size - start;
}

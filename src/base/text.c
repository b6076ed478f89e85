#include <fangyin/memory.h>
#include <fangyin/text.h>

#include "base/messages.h"
#include "base/visible.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

enum {
    REPLACEMENT = 0xFFFD,
    JOINER = 0x200D,
    FIRST_FLAG = 0x1F1E6,
    LAST_FLAG = 0x1F1FF,
    FIRST_IDEOGRAPHIC_PLANE = 0x20000, /* planes 2 and 3 */
    AFTER_IDEOGRAPHIC_PLANES = 0x40000,
};

size_t fy_utf8_decode(const char *text, size_t size, uint32_t *code)
{
    if (size == 0)
        return 0;
    const unsigned char *s = (const unsigned char *)text;
    if (s[0] < 0x80) {
        *code = s[0];
        return 1;
    }
    if (s[0] < 0xC2 || s[0] > 0xF4)
        return 0;
    if (size < 2 || (s[1] & 0xC0) != 0x80)
        return 0;
    if (s[0] < 0xE0) {
        *code = (uint32_t)(s[0] & 0x1F) << 6 | (s[1] & 0x3F);
        return 2;
    }
    if (size < 3 || (s[2] & 0xC0) != 0x80)
        return 0;
    if (s[0] < 0xF0) {
        uint32_t c = (uint32_t)(s[0] & 0x0F) << 12 | (uint32_t)(s[1] & 0x3F) << 6 | (s[2] & 0x3F);
        if (c < 0x800 || (c >= 0xD800 && c <= 0xDFFF))
            return 0;
        *code = c;
        return 3;
    }
    if (size < 4 || (s[3] & 0xC0) != 0x80)
        return 0;
    uint32_t c =
        (uint32_t)(s[0] & 0x07) << 18 | (uint32_t)(s[1] & 0x3F) << 12 | (uint32_t)(s[2] & 0x3F) << 6 | (s[3] & 0x3F);
    if (c < 0x10000 || c > 0x10FFFF)
        return 0;
    *code = c;
    return 4;
}

/* The number of bytes from text that are ASCII, in whole words: at least that many are. */
static size_t ascii_run(const char *text, size_t size)
{
    const uint64_t high = 0x8080808080808080u;
    size_t at = 0;
    uint64_t words[4];
    while (size - at >= sizeof words) {
        memcpy(words, text + at, sizeof words);
        if ((words[0] | words[1] | words[2] | words[3]) & high)
            break;
        at += sizeof words;
    }
    while (size - at >= sizeof *words) {
        memcpy(words, text + at, sizeof *words);
        if (*words & high)
            break;
        at += sizeof *words;
    }
    return at;
}

/* Most characters that are not ASCII here: U+3000 to U+CFFF, three bytes of which any continuation is right. */
static bool is_ideograph(const char *text, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)text;
    return size >= 3 && bytes[0] >= 0xE3 && bytes[0] <= 0xEC && (bytes[1] & 0xC0) == 0x80 && (bytes[2] & 0xC0) == 0x80;
}

bool fy_text_valid(const char *text, size_t size, size_t *at)
{
    size_t i = 0;
    while (i < size) {
        i += ascii_run(text + i, size - i);
        /* A word that is not all ASCII, or the rest: at least eight bytes of it before the next look at words. */
        for (size_t end = size - i > 8 ? i + 8 : size; i < end;) {
            uint32_t code;
            size_t step = 1;
            if ((unsigned char)text[i] >= 0x80)
                step = is_ideograph(text + i, size - i) ? 3 : fy_utf8_decode(text + i, size - i, &code);
            if (step == 0) {
                if (at)
                    *at = i;
                return false;
            }
            i += step;
        }
    }
    return true;
}

/* Like decode, but a byte that starts no character stands for U+FFFD. */
static size_t decode_any(const char *text, size_t size, uint32_t *code)
{
    size_t step = fy_utf8_decode(text, size, code);
    if (step > 0)
        return step;
    *code = REPLACEMENT;
    return 1;
}

size_t fy_grapheme_next(const char *text, size_t size, size_t at)
{
    if (at >= size)
        return size;
    uint32_t left, right;
    at += decode_any(text + at, size - at, &left);
    utf8proc_int32_t state = 0;
    while (at < size) {
        size_t step = decode_any(text + at, size - at, &right);
        if (utf8proc_grapheme_break_stateful((utf8proc_int32_t)left, (utf8proc_int32_t)right, &state))
            break;
        at += step;
        left = right;
    }
    return at;
}

/* Where the character ends at byte `at` starts, at > 0. */
static size_t character_before(const char *text, size_t at)
{
    for (size_t back = 1; back <= 4 && back <= at; back++) {
        uint32_t code;
        if (((unsigned char)text[at - back] & 0xC0) == 0x80)
            continue;
        return fy_utf8_decode(text + at - back, back, &code) == back ? at - back : at - 1;
    }
    return at - 1;
}

static bool breaks_always(uint32_t code)
{
    return utf8proc_get_property((utf8proc_int32_t)code)->boundclass == UTF8PROC_BOUNDCLASS_OTHER;
}

size_t fy_grapheme_previous(const char *text, size_t size, size_t at)
{
    if (at > size)
        at = size;
    if (at == 0)
        return 0;
    /* Back to a place that is a boundary whatever stands before it, then forward again. */
    size_t start = character_before(text, at);
    uint32_t right, left;
    decode_any(text + start, at - start, &right);
    while (start > 0) {
        size_t before = character_before(text, start);
        decode_any(text + before, start - before, &left);
        if (breaks_always(left) && breaks_always(right))
            break;
        start = before;
        right = left;
    }
    for (;;) {
        size_t next = fy_grapheme_next(text, size, start);
        if (next >= at)
            return start;
        start = next;
    }
}

bool fy_grapheme_is_sign(const char *text, size_t size)
{
    uint32_t code;
    if (fy_utf8_decode(text, size, &code) == 0)
        return false;
    const utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);
    return (category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_PO) ||
           (category >= UTF8PROC_CATEGORY_ZS && category <= UTF8PROC_CATEGORY_CF) || category == UTF8PROC_CATEGORY_SM;
}

enum fy_category fy_code_category(uint32_t code)
{
    static const unsigned char coarse[] = {
        [UTF8PROC_CATEGORY_CN] = FY_CATEGORY_UNASSIGNED,  [UTF8PROC_CATEGORY_LU] = FY_CATEGORY_LETTER,
        [UTF8PROC_CATEGORY_LL] = FY_CATEGORY_LETTER,      [UTF8PROC_CATEGORY_LT] = FY_CATEGORY_LETTER,
        [UTF8PROC_CATEGORY_LM] = FY_CATEGORY_LETTER,      [UTF8PROC_CATEGORY_LO] = FY_CATEGORY_OTHER_LETTER,
        [UTF8PROC_CATEGORY_MN] = FY_CATEGORY_MARK,        [UTF8PROC_CATEGORY_MC] = FY_CATEGORY_MARK,
        [UTF8PROC_CATEGORY_ME] = FY_CATEGORY_MARK,        [UTF8PROC_CATEGORY_ND] = FY_CATEGORY_NUMBER,
        [UTF8PROC_CATEGORY_NL] = FY_CATEGORY_NUMBER,      [UTF8PROC_CATEGORY_NO] = FY_CATEGORY_NUMBER,
        [UTF8PROC_CATEGORY_PC] = FY_CATEGORY_PUNCTUATION, [UTF8PROC_CATEGORY_PD] = FY_CATEGORY_PUNCTUATION,
        [UTF8PROC_CATEGORY_PS] = FY_CATEGORY_PUNCTUATION, [UTF8PROC_CATEGORY_PE] = FY_CATEGORY_PUNCTUATION,
        [UTF8PROC_CATEGORY_PI] = FY_CATEGORY_PUNCTUATION, [UTF8PROC_CATEGORY_PF] = FY_CATEGORY_PUNCTUATION,
        [UTF8PROC_CATEGORY_PO] = FY_CATEGORY_PUNCTUATION, [UTF8PROC_CATEGORY_SM] = FY_CATEGORY_SYMBOL,
        [UTF8PROC_CATEGORY_SC] = FY_CATEGORY_SYMBOL,      [UTF8PROC_CATEGORY_SK] = FY_CATEGORY_SYMBOL,
        [UTF8PROC_CATEGORY_SO] = FY_CATEGORY_SYMBOL,      [UTF8PROC_CATEGORY_ZS] = FY_CATEGORY_SPACE,
        [UTF8PROC_CATEGORY_ZL] = FY_CATEGORY_LINE,        [UTF8PROC_CATEGORY_ZP] = FY_CATEGORY_LINE,
        [UTF8PROC_CATEGORY_CC] = FY_CATEGORY_CONTROL,     [UTF8PROC_CATEGORY_CF] = FY_CATEGORY_CONTROL,
        [UTF8PROC_CATEGORY_CS] = FY_CATEGORY_CONTROL,     [UTF8PROC_CATEGORY_CO] = FY_CATEGORY_PRIVATE,
    };
    return (enum fy_category)coarse[utf8proc_category((utf8proc_int32_t)code)];
}

bool fy_code_ideographic(uint32_t code)
{
    const enum fy_category category = fy_code_category(code);
    if (category == FY_CATEGORY_UNASSIGNED)
        return code >= FIRST_IDEOGRAPHIC_PLANE && code < AFTER_IDEOGRAPHIC_PLANES;
    return category == FY_CATEGORY_OTHER_LETTER && utf8proc_charwidth((utf8proc_int32_t)code) == 2;
}

size_t fy_grapheme_count(const char *text, size_t size)
{
    size_t count = 0;
    for (size_t at = 0; at < size; at = fy_grapheme_next(text, size, at))
        count++;
    return count;
}

static int character_columns(uint32_t code)
{
    if (code >= 0x20 && code < 0x7F)
        return 1;
    /* The second and third jamo of a syllable are drawn into the first's cell. */
    if ((code >= 0x1160 && code <= 0x11FF) || (code >= 0xD7B0 && code <= 0xD7FF))
        return 0;
    return utf8proc_charwidth((utf8proc_int32_t)code);
}

int fy_grapheme_columns(const char *text, size_t size)
{
    int columns = 0, flags = 0;
    bool joined = false;
    uint32_t code;
    for (size_t at = 0; at < size;) {
        at += decode_any(text + at, size - at, &code);
        int width = character_columns(code);
        if (width > columns)
            columns = width;
        joined = joined || (code == JOINER && columns > 0);
        flags += code >= FIRST_FLAG && code <= LAST_FLAG;
    }
    if (flags == 2)
        return 2;
    /* A joiner also stands in Indic and Arabic script, where it changes no width. */
    if (joined && columns > 0) {
        decode_any(text, size, &code);
        if (utf8proc_get_property((utf8proc_int32_t)code)->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC)
            return 2;
    }
    return columns;
}

size_t fy_text_fit(const char *text, size_t size, int columns, int *used)
{
    int sum = 0;
    size_t at = 0;
    while (at < size) {
        size_t next = fy_grapheme_next(text, size, at);
        int width = fy_grapheme_columns(text + at, next - at);
        if (width > columns - sum)
            break;
        sum += width;
        at = next;
    }
    if (used)
        *used = sum;
    return at;
}

int fy_text_columns(const char *text, size_t size)
{
    int columns;
    fy_text_fit(text, size, INT_MAX, &columns);
    return columns;
}

static bool is_line_break(uint32_t code)
{
    return code == '\n' || code == '\r' || code == 0x85 || code == 0x2028 || code == 0x2029;
}

static bool is_direction_control(uint32_t code)
{
    return code == 0x061C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

size_t fy_visible_step(const char *text, size_t size, const char **shown, size_t *shown_size)
{
    static const char pictures[34][4] = {
        "␀", "␁", "␂", "␃", "␄", "␅", "␆", "␇", "␈", "␉", "␊", "␋", "␌", "␍", "␎", "␏", "␐",
        "␑", "␒", "␓", "␔", "␕", "␖", "␗", "␘", "␙", "␚", "␛", "␜", "␝", "␞", "␟", "␡",
    };
    uint32_t code;
    size_t step = fy_utf8_decode(text, size, &code);
    *shown_size = 3;
    if (step == 0) {
        *shown = "\xEF\xBF\xBD";
        return 1;
    }
    if (is_line_break(code)) {
        *shown = "↵";
        return code == '\r' && size > 1 && text[1] == '\n' ? 2 : step;
    }
    if (code < 0x20) {
        *shown = pictures[code];
    } else if (code == 0x7F) {
        *shown = pictures[0x20];
    } else if ((code > 0x7F && code < 0xA0) || is_direction_control(code)) {
        *shown = "\xEF\xBF\xBD";
    } else {
        *shown = text;
        *shown_size = step;
    }
    return step;
}

void fy_text_visible(struct fy_buffer *out, const char *text, size_t size)
{
    while (size > 0) {
        const char *shown;
        size_t shown_size;
        size_t step = fy_visible_step(text, size, &shown, &shown_size);
        fy_buffer_append(out, shown, shown_size);
        text += step;
        size -= step;
    }
}

/* Append text mapped by utf8proc with those options. */
static enum fy_status map(struct fy_buffer *out, const char *text, size_t size, int options)
{
    if (!fy_text_valid(text, size, NULL))
        return FY_ENCODING;
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text;
    utf8proc_ssize_t count = utf8proc_decompose(bytes, (utf8proc_ssize_t)size, NULL, 0, (utf8proc_option_t)options);
    if (count < 0)
        return FY_NO_MEMORY;
    /* One more than the characters: re-encoding in place ends with a NUL. */
    utf8proc_int32_t *codes = fy_malloc(((size_t)count + 1) * sizeof *codes);
    if (!codes)
        return FY_NO_MEMORY;
    utf8proc_decompose(bytes, (utf8proc_ssize_t)size, codes, count, (utf8proc_option_t)options);
    utf8proc_ssize_t length = utf8proc_reencode(codes, count, (utf8proc_option_t)options);
    if (length >= 0)
        fy_buffer_append(out, codes, (size_t)length);
    fy_free(codes);
    return length < 0 || out->failed ? FY_NO_MEMORY : FY_OK;
}

enum fy_status fy_text_nfc(struct fy_buffer *out, const char *text, size_t size)
{
    size_t plain = ascii_run(text, size);
    while (plain < size && (unsigned char)text[plain] < 0x80)
        plain++;
    if (plain == size) {
        fy_buffer_append(out, text, size);
        return out->failed ? FY_NO_MEMORY : FY_OK;
    }
    return map(out, text, size, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

enum fy_status fy_text_fold(struct fy_buffer *out, const char *text, size_t size)
{
    return map(out, text, size,
               UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
}

enum fy_status fy_text_nfkc(struct fy_buffer *out, const char *text, size_t size)
{
    return map(out, text, size, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
}

static enum fy_status change_case(struct fy_buffer *out, const char *text, size_t size,
                                  utf8proc_int32_t change(utf8proc_int32_t))
{
    for (size_t at = 0, step; at < size; at += step) {
        uint32_t code;
        char bytes[4];
        step = fy_utf8_decode(text + at, size - at, &code);
        if (step == 0)
            return FY_ENCODING;
        fy_buffer_append(out, bytes, fy_utf8_encode((uint32_t)change((utf8proc_int32_t)code), bytes));
    }
    return out->failed ? FY_NO_MEMORY : FY_OK;
}

enum fy_status fy_text_lower(struct fy_buffer *out, const char *text, size_t size)
{
    return change_case(out, text, size, utf8proc_tolower);
}

enum fy_status fy_text_upper(struct fy_buffer *out, const char *text, size_t size)
{
    return change_case(out, text, size, utf8proc_toupper);
}

enum fy_status fy_text_fold_marks(struct fy_buffer *out, const char *text, size_t size)
{
    return map(out, text, size,
               UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE |
                   UTF8PROC_STRIPMARK);
}

uint32_t fy_fullwidth_to_ascii(uint32_t code)
{
    /* What Chinese input methods type for a key, where it is no full-width form. */
    static const struct {
        uint32_t typed;
        char key;
    } typed[] = { { 0x3000, ' ' },  { 0x3001, '/' }, { 0x3002, '.' }, { 0x300A, '<' },
                  { 0x300B, '>' },  { 0x3010, '[' }, { 0x3011, ']' }, { 0x2018, '\'' },
                  { 0x2019, '\'' }, { 0x201C, '"' }, { 0x201D, '"' } };
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        if (typed[i].typed == code)
            return (uint32_t)typed[i].key;
    }
    return code >= 0xFF01 && code <= 0xFF5E ? code - 0xFF01 + '!' : code;
}

static enum fy_character of_category(utf8proc_category_t category)
{
    if (category == UTF8PROC_CATEGORY_CN)
        return FY_CHAR_UNASSIGNED;
    if (category <= UTF8PROC_CATEGORY_LO || category == UTF8PROC_CATEGORY_NL || category == UTF8PROC_CATEGORY_SK)
        return FY_CHAR_LETTER;
    if (category <= UTF8PROC_CATEGORY_ME)
        return FY_CHAR_MARK;
    if (category == UTF8PROC_CATEGORY_ND || category == UTF8PROC_CATEGORY_NO)
        return FY_CHAR_DIGIT;
    if (category <= UTF8PROC_CATEGORY_SO)
        return FY_CHAR_SIGN;
    if (category == UTF8PROC_CATEGORY_ZS)
        return FY_CHAR_BLANK;
    if (category == UTF8PROC_CATEGORY_CF)
        return FY_CHAR_FORMAT;
    return category == UTF8PROC_CATEGORY_CO ? FY_CHAR_PRIVATE : FY_CHAR_CONTROL;
}

enum fy_character fy_character_of(uint32_t code)
{
    const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)code);
    const enum fy_character kind = of_category((utf8proc_category_t)property->category);
    const bool wide = kind == FY_CHAR_LETTER && property->category != UTF8PROC_CATEGORY_LU &&
                      property->category != UTF8PROC_CATEGORY_LL && property->category != UTF8PROC_CATEGORY_SK &&
                      property->charwidth == 2;
    return wide ? FY_CHAR_IDEOGRAPH : kind;
}

bool fy_character_right_to_left(uint32_t code)
{
    const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)code);
    return property->bidi_class == UTF8PROC_BIDI_CLASS_R || property->bidi_class == UTF8PROC_BIDI_CLASS_AL;
}

/* Whether a character has a decomposition that is not one for compatibility only. */
static bool is_canonical_composite(uint32_t code)
{
    const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)code);
    return property->decomp_type == 0 && property->decomp_seqindex != UINT16_MAX;
}

/* The normal form of a few characters; SIZE_MAX where it has not got the room. */
static size_t compose(const char *text, size_t size, utf8proc_int32_t *codes, size_t room, char *out)
{
    const utf8proc_option_t options = (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    const utf8proc_ssize_t count = utf8proc_decompose((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)size, codes,
                                                      (utf8proc_ssize_t)room, options);
    if (count < 0 || (size_t)count >= room)
        return SIZE_MAX;
    const utf8proc_ssize_t length = utf8proc_reencode(codes, count, options);
    if (length < 0 || (size_t)length >= room * sizeof *codes)
        return SIZE_MAX;
    memcpy(out, codes, (size_t)length);
    return (size_t)length;
}

bool fy_character_is_composed_away(uint32_t code)
{
    enum { ROOM = 16 };
    utf8proc_int32_t codes[ROOM];
    char bytes[4], out[sizeof codes];
    const size_t size = is_canonical_composite(code) ? fy_utf8_encode(code, bytes) : 0;
    const size_t length = size > 0 ? compose(bytes, size, codes, ROOM, out) : size;
    return length != size || memcmp(out, bytes, size) != 0;
}

bool fy_text_next_not_nfc(const char *text, size_t size, size_t at, size_t *start, size_t *next)
{
    enum { ROOM = 64 };
    utf8proc_int32_t codes[ROOM];
    char out[sizeof codes];
    for (; at < size; at = *next) {
        uint32_t code;
        *start = at;
        /* Below U+0300 a character is in normal form where no mark follows. */
        const size_t step = decode_any(text + at, size - at, &code);
        if (code < 0x300 && (at + step == size || (unsigned char)text[at + step] < 0xCC)) {
            *next = at + step;
            continue;
        }
        *next = fy_grapheme_next(text, size, at);
        if (!fy_text_valid(text + at, *next - at, NULL) || (*next == at + step && !is_canonical_composite(code)))
            continue;
        const size_t length = compose(text + at, *next - at, codes, ROOM, out);
        if (length != SIZE_MAX && (length != *next - at || memcmp(out, text + at, length) != 0))
            return true;
    }
    return false;
}

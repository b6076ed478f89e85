/* Unicode text as UTF-8: characters, graphemes, columns. libutf8proc does the work; nothing of Unicode is decided here
 * but the columns of ambiguous characters (one) and of what must not reach a terminal. All pure. */
#ifndef FANGYIN_TEXT_H
#define FANGYIN_TEXT_H

#include <fangyin/buffer.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decode one character of text[0..size): returns its bytes (1 to 4) and sets *code, or returns 0 where no valid
 * character starts (or size is 0). */
size_t fy_utf8_decode(const char *text, size_t size, uint32_t *code);

/* Encode; returns the bytes written (1 to 4), 0 for a code that is no Unicode scalar value. */
static inline size_t fy_utf8_encode(uint32_t code, char bytes[4])
{
    if (code < 0x80) {
        bytes[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        bytes[0] = (char)(0xC0 | code >> 6);
        bytes[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        if (code >= 0xD800 && code <= 0xDFFF)
            return 0;
        bytes[0] = (char)(0xE0 | code >> 12);
        bytes[1] = (char)(0x80 | (code >> 6 & 0x3F));
        bytes[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    if (code > 0x10FFFF)
        return 0;
    bytes[0] = (char)(0xF0 | code >> 18);
    bytes[1] = (char)(0x80 | (code >> 12 & 0x3F));
    bytes[2] = (char)(0x80 | (code >> 6 & 0x3F));
    bytes[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

/* True if all of text[0..size) is UTF-8. Sets *at (may be NULL) to the first bad byte otherwise. */
bool fy_text_valid(const char *text, size_t size, size_t *at);

/* The grapheme boundary after / before byte `at` (at is a boundary itself; clamped to 0..size). */
size_t fy_grapheme_next(const char *text, size_t size, size_t at);
size_t fy_grapheme_previous(const char *text, size_t size, size_t at);

/* True if a grapheme is blank or punctuation, by its first character: Unicode categories Z, P, Sm, Cc and Cf. Tone
 * letters (Sk), signs that stand for a sound nobody can write (So) and characters too new to be known are text. */
bool fy_grapheme_is_sign(const char *text, size_t size);

/* What a character is: its general category in Unicode, as coarse as comparing texts wants it. */
enum fy_category {
    FY_CATEGORY_LETTER,       /* Lu, Ll, Lt, Lm */
    FY_CATEGORY_OTHER_LETTER, /* Lo: ideographs, kana, and scripts without upper case */
    FY_CATEGORY_MARK,
    FY_CATEGORY_NUMBER,
    FY_CATEGORY_PUNCTUATION,
    FY_CATEGORY_SYMBOL,
    FY_CATEGORY_SPACE,      /* Zs */
    FY_CATEGORY_LINE,       /* Zl, Zp */
    FY_CATEGORY_CONTROL,    /* Cc, Cf, Cs */
    FY_CATEGORY_PRIVATE,    /* Co */
    FY_CATEGORY_UNASSIGNED, /* Cn: in the version of Unicode that utf8proc knows */
};
enum fy_category fy_code_category(uint32_t code);

/* True for a character that is written without blanks around it and counts as one by itself: a wide letter without case
 * (ideographs, kana, bopomofo, Hangul syllables), and what is not assigned yet in the planes of ideographs. */
bool fy_code_ideographic(uint32_t code);

/* What a character is, by its Unicode category; ideographs are letters two columns wide: Han, Kana, Hangul, Bopomofo. */
enum fy_character {
    FY_CHAR_IDEOGRAPH,
    FY_CHAR_LETTER,     /* of other scripts; modifier letters and tone letters (Sk) too */
    FY_CHAR_MARK,       /* combining */
    FY_CHAR_DIGIT,      /* Nd, No */
    FY_CHAR_SIGN,       /* punctuation and symbols */
    FY_CHAR_BLANK,      /* Z but line and paragraph ends */
    FY_CHAR_CONTROL,    /* Cc, and line and paragraph ends */
    FY_CHAR_FORMAT,     /* Cf: cannot be seen */
    FY_CHAR_PRIVATE,    /* Co */
    FY_CHAR_UNASSIGNED, /* Cn: unknown to the Unicode that utf8proc has */
};
enum fy_character fy_character_of(uint32_t code);
/* Whether it is written from right to left. */
bool fy_character_right_to_left(uint32_t code);
/* Whether it is another character in normal form C, as compatibility ideographs are. */
bool fy_character_is_composed_away(uint32_t code);

/* The first grapheme from byte `at` on that is not in normal form C: its bytes, and *next (a boundary). False at the end. */
bool fy_text_next_not_nfc(const char *text, size_t size, size_t at, size_t *start, size_t *next);

/* Number of graphemes. */
size_t fy_grapheme_count(const char *text, size_t size);

/* Columns a terminal uses for one grapheme text[0..size) (0, 1 or 2), and for a whole string. */
int fy_grapheme_columns(const char *text, size_t size);
int fy_text_columns(const char *text, size_t size);

/* Bytes of the longest prefix, in whole graphemes, that fits in `columns`. *used (may be NULL) is set to its columns.
 */
size_t fy_text_fit(const char *text, size_t size, int columns, int *used);

/* Append text with everything that could move or recolour a terminal made visible: control characters as their
 * pictures (U+2400 ...), line breaks as U+21B5, bidirectional controls and unpaired bytes as U+FFFD. */
void fy_text_visible(struct fy_buffer *out, const char *text, size_t size);

/* Append text in Unicode normal form C. Returns FY_ENCODING where it is no UTF-8. */
enum fy_status fy_text_nfc(struct fy_buffer *out, const char *text, size_t size);

/* Append text in lower or upper case, each character by itself; FY_ENCODING where it is no UTF-8. */
enum fy_status fy_text_lower(struct fy_buffer *out, const char *text, size_t size);
enum fy_status fy_text_upper(struct fy_buffer *out, const char *text, size_t size);

/* Append text in Unicode normal form KC. FY_ENCODING as above. */
enum fy_status fy_text_nfkc(struct fy_buffer *out, const char *text, size_t size);

/* Append text with upper and lower case, width and compatibility forms folded away, for searching (NFKC_Casefold). */
enum fy_status fy_text_fold(struct fy_buffer *out, const char *text, size_t size);

/* Append text folded like that and without its combining marks, also those that are part of a character: "Tâi" -> "tai". */
enum fy_status fy_text_fold_marks(struct fy_buffer *out, const char *text, size_t size);

/* The ASCII key of a full-width letter, digit or sign (U+FF01..U+FF5E, U+3000) and of the punctuation that Chinese
 * input methods type instead (such as U+3002 for the full stop's key); other codes are returned as they are. */
uint32_t fy_fullwidth_to_ascii(uint32_t code);

#endif

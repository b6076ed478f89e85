/* Bytes of a text file to UTF-8 and back. The line ends stay as they are when reading. */
#ifndef FANGYIN_ENCODING_H
#define FANGYIN_ENCODING_H

#include "formats/findings.h"

#include <stdint.h>

/* How often something happened while decoding, and the first time by its offset in the text. */
struct fy_tally {
    size_t count, first;
};

enum { FY_ENCODING_NAME = 32 };

/* Text that was decoded. It lies in the bytes given where they are UTF-8 without NULs, else in `own`. */
struct fy_decoded {
    const char *text;
    size_t size;
    struct fy_buffer own;
    enum fy_text_encoding encoding; /* FY_UTF8 for every encoding that is no Unicode */
    char name[FY_ENCODING_NAME];    /* of that other encoding; "" where it is Unicode */
    bool forced;                    /* `name` was asked for, not guessed */
    bool byte_order_mark;
    struct fy_tally nuls;       /* NUL characters left out */
    struct fy_tally surrogates; /* halves of pairs, now U+FFFD */
    struct fy_tally swallowed;  /* letters behind a first half that had no second, left out as in Praat ... */
    char letter[5];             /* ... and the first of them */
    struct fy_tally separators; /* FF, NEL, LS, PS in UTF-16, now LF as in Praat */
    struct fy_tally strangers;  /* bytes among UTF-8 that belong to another encoding */
    struct fy_tally pairs;      /* halves of UTF-16 characters written as UTF-8, put together */
    struct fy_tally beyond;     /* codes above U+10FFFF, kept as fy_put_beyond writes them */
    struct fy_tally unknown;    /* bytes that mean nothing in `name`, now U+FFFD */
    bool carriage_returns;      /* the text has any */
    bool half_unit;             /* an odd last byte of UTF-16 */
};

/* What was found in text: whether it is UTF-8, and what else matters of its bytes. */
struct fy_look {
    bool valid, nuls, carriage_returns;
};
#define FY_LOOK_START ((struct fy_look){ true, false, false })
/* Look through more of it. Where `more` follows, its last character may be cut off: then it is not looked at yet.
 * Returns the bytes looked at. */
size_t fy_look_through(struct fy_look *look, const char *text, size_t size, bool more);

/* The size of the mark that UTF-8 starts with, 0 where it has none. */
size_t fy_utf8_mark(const char *bytes, size_t size);

void fy_tally_add(struct fy_tally *tally, size_t offset);

/* `encoding` NULL: find out. FY_UNSUPPORTED where no encoding of that name is known. */
enum fy_status fy_decode(struct fy_decoded *decoded, const char *bytes, size_t size, const char *encoding,
                         struct fy_error *error);
void fy_decoded_free(struct fy_decoded *decoded);
void fy_decoded_report(const struct fy_decoded *decoded, struct fy_finding_list *findings);

/* ---- the ways of decoding: each fills text, size and tallies; false: no memory ---- */

bool fy_decode_wide(struct fy_decoded *decoded, const char *bytes, size_t size, bool big_endian);
/* UTF-8 with other bytes in it. */
bool fy_decode_mended(struct fy_decoded *decoded, const char *bytes, size_t size);
/* How much speaks for bytes being UTF-8 with a few strangers in it: true if more than for another encoding. */
bool fy_looks_mended(const char *bytes, size_t size);

/* Any encoding that the system knows (iconv). FY_UNSUPPORTED: it does not know that name. */
enum fy_status fy_recode(const char *encoding, const char *bytes, size_t size, struct fy_buffer *out,
                         struct fy_tally *unknown);
/* The name of the encoding that bytes, which are not UTF-8, are most likely in. Never NULL. */
const char *fy_guess_encoding(const char *bytes, size_t size);

/* ---- codes above U+10FFFF ----
 * Praat takes F4 90 80 80 to F4 BF BF BF for characters. A grid holds only Unicode: each of the four bytes stands in it
 * as two noncharacters, U+FDD0 plus its high half and U+FDE0 plus its low half, and is a byte again when written. */

enum { FY_BEYOND_SIZE = 24 }; /* bytes of one such code in a grid */
void fy_put_beyond(const char bytes[4], char out[FY_BEYOND_SIZE]);
/* Bring them back in text[0..size); returns the new size. */
size_t fy_restore_beyond(char *text, size_t size);

/* ---- writing ---- */

/* Append valid UTF-8 with LF line ends in that style's encoding, mark and line ends. */
void fy_encode(struct fy_buffer *out, const char *text, size_t size, const struct fy_textgrid_style *style);
/* Append the 16-bit units of UTF-8, the high byte first where `high` is 0. Returns the number of characters. */
size_t fy_encode_units(struct fy_buffer *out, const char *text, size_t size, int high);

#endif

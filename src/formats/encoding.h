/* Bytes of a text file to UTF-8 and back. The line ends stay as they are when reading. */
#ifndef FANGYIN_ENCODING_H
#define FANGYIN_ENCODING_H

#include "formats/findings.h"

/* Text that was decoded. It lies in the bytes given where they are UTF-8 without NULs, else in `own`. */
struct fy_decoded {
    const char *text;
    size_t size;
    struct fy_buffer own;
    enum fy_text_encoding encoding;
    bool byte_order_mark;
    /* What decoding changed; the first of each kind by its offset in text. */
    size_t nuls, first_nul;             /* NUL characters left out */
    size_t surrogates, first_surrogate; /* halves of pairs, now U+FFFD */
    size_t separators, first_separator; /* FF, NEL, LS, PS in UTF-16, now LF as in Praat */
    bool half_unit;                     /* an odd last byte of UTF-16 */
};

/* FY_ENCODING, with line and column of the first bad byte, where the bytes are no text. */
enum fy_status fy_decode(struct fy_decoded *decoded, const char *bytes, size_t size, struct fy_error *error);
void fy_decoded_free(struct fy_decoded *decoded);
void fy_decoded_report(const struct fy_decoded *decoded, struct fy_finding_list *findings);

/* Append valid UTF-8 with LF line ends in that style's encoding, mark and line ends. */
void fy_encode(struct fy_buffer *out, const char *text, size_t size, const struct fy_textgrid_style *style);

#endif

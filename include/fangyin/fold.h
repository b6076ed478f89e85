/* Text for searching, whatever way of writing it has: case, width and compatibility forms (fy_text_fold), simplified and
 * traditional characters, and the lexicon's variants do not matter. */
#ifndef FANGYIN_FOLD_H
#define FANGYIN_FOLD_H

#include <fangyin/lexicon.h>

/* Append what the text begins with, folded: one grapheme, or the longest variant of the lexicon (NULL: none), which becomes
 * its preferred form. *step is how many bytes that was; at least 1 of a text that is not empty. *settled, 0 at first, is kept
 * from step to step: bytes of text that are part of a preferred form, in which no variant is looked for. FY_ENCODING,
 * FY_NO_MEMORY. */
enum fy_status fy_fold_step(struct fy_buffer *out, const struct fy_lexicon *lexicon, const char *text, size_t size,
                            size_t *settled, size_t *step);

#endif

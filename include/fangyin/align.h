/* Two texts side by side: what was deleted from, inserted into and replaced in a reference to get the other one.
 *
 * Units are graphemes, equal if their normal forms C are. Of all alignments with the fewest edits one with the most
 * equal units is taken, which fixes the counts: no other order of the same work gives others. (All edits cost 1;
 * sclite's weights of 4, 3, 3 may count otherwise, their sum is never smaller.)
 *
 * Character error rate, with S, D, I, H from the alignment and N = S + D + H the units of the reference:
 *      CER = (S + D + I) / N                               (Morris, Maier, Green 2004; jiwer, sclite, Kaldi)
 * For several texts S, D, I and H are summed first (pooled), which is not the mean of the texts' rates. It can
 * exceed 1. Without a reference it is undefined. */
#ifndef FANGYIN_ALIGN_H
#define FANGYIN_ALIGN_H

#include <fangyin/status.h>
#include <stddef.h>

/* Flags. */
#define FY_ALIGN_WITHOUT_SIGNS 1u /* blanks and punctuation (fy_grapheme_is_sign) are no units */

struct fy_align_counts {
    size_t same;          /* H */
    size_t substitutions; /* S */
    size_t deletions;     /* D: only in the reference */
    size_t insertions;    /* I: only in the other text */
};

enum fy_align_kind { FY_ALIGN_SAME, FY_ALIGN_SUBSTITUTION, FY_ALIGN_DELETION, FY_ALIGN_INSERTION };

/* What became of one unit. Offsets and sizes are bytes of the texts as they were given. An insertion has a_size 0 and
 * stands before a_start; a deletion the same with b. */
struct fy_align_step {
    enum fy_align_kind kind;
    size_t a_start, a_size;
    size_t b_start, b_size;
};

struct fy_alignment {
    struct fy_align_counts counts;
    struct fy_align_step *steps; /* in order of both texts */
    size_t count;
};

/* Align b with the reference a. FY_ENCODING where one is no UTF-8. Time grows with the product of the lengths less what
 * they share at start and end, memory with their sum. The caller frees the alignment, which is empty after a failure.
 */
enum fy_status fy_align(const char *a, size_t a_size, const char *b, size_t b_size, unsigned flags,
                        struct fy_alignment *alignment);
void fy_alignment_free(struct fy_alignment *alignment);

/* The counts alone, in half the time. They are 0 after a failure. */
enum fy_status fy_align_count(const char *a, size_t a_size, const char *b, size_t b_size, unsigned flags,
                              struct fy_align_counts *counts);

/* Sum up. */
void fy_align_add(struct fy_align_counts *pool, const struct fy_align_counts *more);
size_t fy_align_distance(const struct fy_align_counts *counts);  /* S + D + I */
size_t fy_align_reference(const struct fy_align_counts *counts); /* N */
/* CER as above; NaN where N is 0. */
double fy_align_error_rate(const struct fy_align_counts *counts);

#endif

/* Error rates between two texts by a named rule, strictly and with variants let through. */
#ifndef FANGYIN_ERROR_RATE_H
#define FANGYIN_ERROR_RATE_H

#include <fangyin/align.h>
#include <fangyin/normaliser.h>

/* Appends a text with each variant replaced by what it is a variant of; how, is the caller's (a lexicon's preferred
 * forms). Returns FY_NO_MEMORY or FY_OK. */
typedef enum fy_status fy_variant_folder(void *context, const char *text, size_t size, struct fy_buffer *out);

/* One of them: variants of a lexicon (context: struct fy_lexicon *) become its preferred forms, the longest first. */
enum fy_status fy_fold_variants(void *lexicon, const char *text, size_t size, struct fy_buffer *out);

struct fy_comparison {
    const struct fy_normaliser *normaliser;
    /* Tolerant: of alternatives, {a|b}, the pair of readings with the fewest errors counts, and variants are folded
     * (fold may be NULL). Strict: the first alternative, as it is written. */
    bool tolerant;
    fy_variant_folder *fold;
    void *context;
};

/* Count the edits from reference to text, in tokens of that kind, each costing 1 (as fy_align_count does). At most 16
 * readings of a text are tried; in later alternatives the first counts. FY_ENCODING for what is no UTF-8. */
enum fy_status fy_error_count(const struct fy_comparison *comparison, enum fy_token token, const char *reference,
                              const char *text, struct fy_align_counts *counts);

/* Sums over many texts. For each kind of token: its rate is (S + D + I) / N of the sums (pooled), not the mean of
 * rates. Texts whose reference has no token count their insertions, and are counted by themselves. */
struct fy_error_sums {
    struct fy_align_counts counts[FY_TOKEN_COUNT];
    size_t texts;           /* that were compared */
    size_t wrong;           /* of them with an error in mixed tokens: SER = wrong / texts */
    size_t empty_reference; /* of them without a token in the reference */
};
enum fy_status fy_error_add(struct fy_error_sums *sums, const struct fy_comparison *comparison, const char *reference,
                            const char *text);

#endif

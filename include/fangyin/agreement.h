/* How far two people agree on where things are and what they are called. */
#ifndef FANGYIN_AGREEMENT_H
#define FANGYIN_AGREEMENT_H

#include <fangyin/pairs.h>

/* Boundaries matched one to one within a tolerance, nearest first. Precision is matched / b_count, recall matched /
 * a_count, F1 2 matched / (a_count + b_count). */
struct fy_boundary_agreement {
    size_t matched, a_count, b_count;
    double distance; /* sum of the distances of those matched, seconds */
};

/* The boundaries of an interval tier between its own start and end, each once, ascending: *times, freed with fy_free.
 */
enum fy_status fy_boundaries(const struct fy_grid *grid, size_t tier, double **times, size_t *count);

/* Match ascending times within `tolerance` seconds (inclusive, to a nanosecond). */
enum fy_status fy_boundaries_match(const double *a, size_t a_count, const double *b, size_t b_count, double tolerance,
                                   struct fy_boundary_agreement *agreement);

/* Labels of the sister tier `base` ("dialect") over paired segments, compared as they are: raw agreement is
 * same / both. */
struct fy_tag_agreement {
    size_t both;   /* pairs where both have a label */
    size_t same;   /* of them, those where the labels are equal */
    size_t only_a; /* pairs where one has a label and the other none */
    size_t only_b;
};
void fy_tags_compare(const struct fy_grid *a, size_t tier_a, const struct fy_grid *b, size_t tier_b,
                     const struct fy_pairs *pairs, const char *base, struct fy_tag_agreement *agreement);

#endif

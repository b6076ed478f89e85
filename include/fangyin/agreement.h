/* How far two people agree on where things are and what they are called. */
#ifndef FANGYIN_AGREEMENT_H
#define FANGYIN_AGREEMENT_H

#include <fangyin/grid.h>

/* Boundaries matched one to one within a tolerance, nearest first. Precision is matched / b_count, recall matched /
 * a_count, F1 2 matched / (a_count + b_count). */
struct fy_boundary_agreement {
    size_t matched, a_count, b_count;
    double distance; /* sum of the distances of those matched, seconds */
};

/* The boundaries of an interval tier between its own start and end, each once, ascending: *times, freed with fy_free.
 */
enum fy_status fy_boundaries(const struct fy_grid *grid, size_t tier, double **times, size_t *count);

/* How far b's boundaries are from a's that they were matched with, seconds, later ones positive. */
struct fy_shifts {
    double *items;
    size_t count, capacity;
};
void fy_shifts_free(struct fy_shifts *shifts);
/* Mean and median of their sizes, without sign; NaN without any. Sorts the shifts. */
double fy_shifts_mean(const struct fy_shifts *shifts);
double fy_shifts_median(struct fy_shifts *shifts);

/* Match ascending times within `tolerance` seconds (inclusive, to a nanosecond). Appends to shifts, unless NULL. */
enum fy_status fy_boundaries_match(const double *a, size_t a_count, const double *b, size_t b_count, double tolerance,
                                   struct fy_boundary_agreement *agreement, struct fy_shifts *shifts);

/* Labels that two people gave to the same segments, compared as they are: raw agreement is same / both. */
struct fy_tag_agreement {
    size_t both;   /* segments where both have a label */
    size_t same;   /* of them, those where the labels are equal */
    size_t only_a; /* segments where one has a label and the other none */
    size_t only_b;
};
/* Count one segment. NULL and blanks are no label. */
void fy_tags_add(struct fy_tag_agreement *tags, const char *a, const char *b);

#endif

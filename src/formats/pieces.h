/* Annotations with times of their own, in any order, on their way to an interval tier. */
#ifndef FANGYIN_PIECES_H
#define FANGYIN_PIECES_H

#include "formats/findings.h"

struct fy_piece {
    double xmin, xmax; /* seconds, xmin <= xmax */
    const char *text;  /* UTF-8; the caller keeps it until the tier is made */
    size_t size;
    size_t offset; /* in the file's text, for findings */
};

struct fy_pieces {
    struct fy_piece *items;
    size_t count, capacity;
};

#define FY_PIECES_EMPTY \
    {                   \
        NULL, 0, 0      \
    }

void fy_pieces_free(struct fy_pieces *pieces);
enum fy_status fy_pieces_add(struct fy_pieces *pieces, const struct fy_piece *piece);

/* Sort the pieces and append them as an interval tier over the grid's domain, which they lie in. Gaps become empty
 * intervals, cut at the `cut_count` ascending times of cuts that lie inside. What overlaps or lasts no time is kept and
 * found. */
enum fy_status fy_pieces_append_tier(struct fy_pieces *pieces, struct fy_grid *grid, const char *name, size_t name_size,
                                     const double *cuts, size_t cut_count, struct fy_finding_list *findings);

/* The earliest xmin and the latest xmax, where they lie outside *xmin .. *xmax. */
void fy_pieces_extend(const struct fy_pieces *pieces, double *xmin, double *xmax);

#endif

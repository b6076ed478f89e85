/* Three-way merge: what two people made of one grid, as one grid.
 *
 * Tiers are the same if name and kind are. Interval tiers that share their boundaries with a `text` tier of the same
 * speaker are merged with it, segment by segment; every other tier by itself. The boundaries of BASE are looked for in A
 * and B: those at the same time, then those between two segments that have the same id or overlap by half, then those
 * that stand in the same order between two found ones. Each boundary that all three have is a cut: it gets the time of
 * the one who moved it, and what is between two cuts is taken from the one who changed it. Where all three have one
 * segment there, each of its labels is merged by itself. So one person's split, another's moved boundary beside it and a
 * third label changed there all come to be.
 *
 * Changes of both that do not agree are conflicts. A's version then stands, unless it is that a tier or point is gone;
 * A, B and BASE are written into an interval of a new tier `conflict` ("conflict-2" ... if there is one of that name).
 * Of a tier that can be merged only as a whole (one whose intervals overlap) both are kept, B's under a new name. No
 * label of A or B that is not in BASE is ever in neither the tiers nor in `conflict`.
 *
 * merge(BASE, A, BASE) = merge(BASE, BASE, A) = merge(BASE, A, A) = A; without conflicts merge(BASE, A, B) is
 * merge(BASE, B, A). A tier that was renamed counts as one removed and one added. */
#ifndef FANGYIN_MERGE_H
#define FANGYIN_MERGE_H

#include <fangyin/grid.h>

struct fy_conflict {
    char *tier;        /* the name of the tier it is on */
    double xmin, xmax; /* seconds, in the merged grid */
    char *text;        /* one line: the tier, A's version, B's, BASE's */
};

struct fy_merge {
    struct fy_grid *grid;          /* the caller's, freed with the merge; take it out by setting NULL here */
    struct fy_conflict *conflicts; /* by tier, then time */
    size_t count, capacity;
};

/* Merge. base may be NULL where both began from nothing: then what only one of them has was added. FY_NO_MEMORY is the
 * only failure; the merge is empty then. */
enum fy_status fy_merge(const struct fy_grid *base, const struct fy_grid *a, const struct fy_grid *b,
                        struct fy_merge *merge);
void fy_merge_free(struct fy_merge *merge);

#endif

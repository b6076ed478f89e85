/* The pieces of a three-way merge. Sides are 0: BASE, 1: A, 2: B. */
#ifndef FANGYIN_COMPARE_MERGE_INTERNAL_H
#define FANGYIN_COMPARE_MERGE_INTERNAL_H

#include "compare/unite.h"

#include <fangyin/buffer.h>
#include <fangyin/merge.h>

enum { FY_BASE, FY_A, FY_B };

struct fy_merger {
    struct fy_unity unity;
    struct fy_grid *made; /* merged tiers, in no order yet */
    size_t *made_at;      /* the place in `made` of each tier of the unity, FY_NONE if it is gone */
    size_t *extra;        /* places in `made` of tiers that were kept besides */
    size_t extra_count;
    struct fy_merge *merge;
};

/* ---- what each piece may do; all fail for want of memory only ---- */

/* Append an empty tier, or a copy of one of a side's, to `made` as the united tier `index`. */
enum fy_status fy_merge_begin_tier(struct fy_merger *merger, size_t index, double xmin, double xmax);
enum fy_status fy_merge_copy_tier(struct fy_merger *merger, size_t index, size_t side);
/* The same tier of two sides, or lacking on both. */
bool fy_merge_same(const struct fy_merger *merger, size_t index, size_t x, size_t y);
/* The start or end (`last`) of something that has one on each side, NaN where it is lacking: that of the side that changed
 * it; where both did, or there is no BASE, what holds both. */
double fy_merge_bound(const double times[FY_SIDES], bool last);

/* merge_match.c: match[p] is the boundary of `side` that boundary p of `base` became, FY_NONE if it was removed; the ends
 * match. Ascending. ids are the labels of the cells' `id` tier, or NULL. match has base->count + 1 places. */
enum fy_status fy_merge_match(const struct fy_spans *base, const char *const *base_ids, const struct fy_spans *side,
                              const char *const *side_ids, size_t *match);

/* merge_group.c: `count` tiers of the unity from `indexes`, of one group, on whose sides A and B there is one at least. */
enum fy_status fy_merge_group(struct fy_merger *merger, const size_t *indexes, size_t count);

/* merge_order.c: the tiers of the unity that were made, in the order of the merged grid. */
enum fy_status fy_merge_order(const struct fy_merger *merger, size_t *order, size_t *count);

/* merge_points.c */
enum fy_status fy_merge_points(struct fy_merger *merger, size_t index);

/* ---- conflicts.c ---- */

/* Takes what is in `text`, which is empty afterwards, also where it had failed. */
enum fy_status fy_conflict_add(struct fy_merge *merge, const char *tier, double xmin, double xmax,
                               struct fy_buffer *text);
/* ` A="label"`; nothing for a label that is NULL. */
void fy_conflict_label(struct fy_buffer *text, size_t side, const char *label);
/* Append the tier `conflict`, if there are any, to the merged grid. */
enum fy_status fy_conflicts_to_tier(struct fy_merge *merge);
/* "NAME", or "NAME-2" ... : the first that no tier of the grid has. */
enum fy_status fy_merge_free_name(struct fy_buffer *name, const struct fy_grid *grid, const char *wanted);

#endif

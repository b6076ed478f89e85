/* What is different between two grids, by segment. Everything that fy_grid_equal would find is told: no change, equal
 * grids. */
#ifndef FANGYIN_DIFF_H
#define FANGYIN_DIFF_H

#include <fangyin/history.h>

enum fy_change_kind {
    FY_CHANGE_DOMAIN,       /* start or end: of the grids, or of a tier */
    FY_CHANGE_TIER_REMOVED, /* a tier that only A has */
    FY_CHANGE_TIER_ADDED,   /* a tier that only B has */
    FY_CHANGE_TIER_ORDER,   /* the tiers that both have stand in another order */
    FY_CHANGE_REMOVED,      /* an interval or point that only A has */
    FY_CHANGE_ADDED,        /* an interval or point that only B has */
    FY_CHANGE_TIME,         /* an interval has other ends */
    FY_CHANGE_LABEL,        /* an interval or point has another label: the text, or a tag over the same segment */
    FY_CHANGE_OTHER,        /* a tier differs in what none of the above says */
};

/* One change. Tiers are the same tier of both grids, FY_NONE where one has none (both, for the grids' domain and the
 * order); items are intervals or points, FY_NONE where it has none or the change is the tier's. */
struct fy_change {
    enum fy_change_kind kind;
    size_t tier_a, tier_b;
    size_t item_a, item_b;
};

/* Segments are paired as in <fangyin/pairs.h>, pauses too; where a pause only follows a segment that grew or shrank, the
 * segment's change of time stands for both. Interval tiers that have the same boundaries as a sister are told of once,
 * on the `text` tier if that is one of them: when a segment moved, came or went; labels each on its own tier, those that
 * came or went with a segment unless they are empty. Points are the same if their times are. Changes are in order of
 * tiers, in a tier in order of time. */
struct fy_diff {
    struct fy_change *items;
    size_t count, capacity;
};

/* FY_NO_MEMORY is the only failure; the diff is empty then. */
enum fy_status fy_diff(const struct fy_grid *a, const struct fy_grid *b, struct fy_diff *diff);
void fy_diff_free(struct fy_diff *diff);

/* The change in one word: "domain", "tier-removed", "tier-added", "tier-order", "removed", "added", "time", "label",
 * "other". Static storage, not translated. */
const char *fy_change_name(enum fy_change_kind kind);

/* Make `grid` the same as `target` through its history, as one step that can be undone: so a merge becomes part of open
 * work. Labels and marks are set one by one where the times are the same, other tiers are replaced whole, which is a
 * removed and an added tier. What is the same is not touched; equal grids make no step. FY_INVALID, and nothing done,
 * where the grids have another start or end, which no edit changes, or `target` has a tier to add whose name is taken
 * (several tiers of one name). `place` as for fy_history_begin. */
enum fy_status fy_diff_apply(struct fy_history *history, struct fy_grid *grid, const struct fy_grid *target,
                             double place, struct fy_error *error);

#endif

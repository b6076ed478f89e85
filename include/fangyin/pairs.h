/* Which segment of one grid is which of another. First by the names on the `id` tier: two segments that overlap and
 * whose name is theirs alone in their tier. Then, of what is left, by time: greatest overlap first, at least half of
 * what both cover together (intersection over union >= 0.5). Each segment is in one pair at most. */
#ifndef FANGYIN_PAIRS_H
#define FANGYIN_PAIRS_H

#include <fangyin/grid.h>

struct fy_pair {
    size_t a, b;    /* intervals of the two tiers */
    double overlap; /* intersection over union, 0 to 1 */
    bool by_name;
};

/* Segments without text (fy_label_empty) are pauses, and are paired only with one that has text. So each segment that
 * has text is in one pair or is counted as alone. */
struct fy_pairs {
    struct fy_pair *items; /* in order of a */
    size_t count;
    size_t only_a, only_b; /* segments with text that have no partner */
};

/* Pair two interval tiers; FY_INVALID for point tiers. The caller frees the pairs, which are empty after a failure. */
enum fy_status fy_pairs_find(const struct fy_grid *a, size_t tier_a, const struct fy_grid *b, size_t tier_b,
                             struct fy_pairs *pairs);
/* The same with pauses: those paired with pauses are pairs too. */
enum fy_status fy_pairs_find_all(const struct fy_grid *a, size_t tier_a, const struct fy_grid *b, size_t tier_b,
                                 struct fy_pairs *pairs);
void fy_pairs_free(struct fy_pairs *pairs);

#endif

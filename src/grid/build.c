#include "grid/internal.h"
#include <fangyin/memory.h>
#include <math.h>

enum fy_status fy_tier_make_room(struct fy_tier *tier, size_t count)
{
    if (count <= tier->capacity) {
        return FY_OK;
    }
    if (tier->kind == FY_INTERVAL_TIER) {
        struct fy_interval *intervals = fy_grow(tier->intervals, &tier->capacity, count, sizeof *intervals);
        if (!intervals) {
            return FY_NO_MEMORY;
        }
        tier->intervals = intervals;
    } else {
        struct fy_point *points = fy_grow(tier->points, &tier->capacity, count, sizeof *points);
        if (!points) {
            return FY_NO_MEMORY;
        }
        tier->points = points;
    }
    return FY_OK;
}

enum fy_status fy_grid_make_room(struct fy_grid *grid, size_t tier_count)
{
    if (tier_count <= grid->tier_capacity) {
        return FY_OK;
    }
    struct fy_tier *tiers = fy_grow(grid->tiers, &grid->tier_capacity, tier_count, sizeof *tiers);
    if (!tiers) {
        return FY_NO_MEMORY;
    }
    grid->tiers = tiers;
    return FY_OK;
}

enum fy_status fy_grid_append_tier(struct fy_grid *grid, enum fy_tier_kind kind, const char *name, size_t name_size,
                                   double xmin, double xmax, size_t *index)
{
    if ((kind != FY_INTERVAL_TIER && kind != FY_POINT_TIER) || !isfinite(xmin) || !isfinite(xmax)) {
        return FY_INVALID;
    }
    if (fy_grid_make_room(grid, grid->tier_count + 1) != FY_OK) {
        return FY_NO_MEMORY;
    }
    const char *kept = fy_grid_keep(grid, name, name_size);
    if (!kept) {
        return FY_NO_MEMORY;
    }
    grid->tiers[grid->tier_count] = (struct fy_tier){ .kind = kind, .name = kept, .xmin = xmin, .xmax = xmax };
    if (index) {
        *index = grid->tier_count;
    }
    grid->tier_count++;
    return FY_OK;
}

enum fy_status fy_tier_reserve(struct fy_grid *grid, size_t tier, size_t count)
{
    return fy_tier_make_room(&grid->tiers[tier], count);
}

/* Whether an item from `xmin` to `xmax` may follow one that starts at `last`. */
static bool in_order(double last, double xmin, double xmax)
{
    return isfinite(xmin) && isfinite(xmax) && last <= xmin && xmin <= xmax;
}

bool fy_intervals_in_order(const struct fy_interval *intervals, size_t count)
{
    double last = -HUGE_VAL;
    for (size_t i = 0; i < count; i++) {
        if (!in_order(last, intervals[i].xmin, intervals[i].xmax)) {
            return false;
        }
        last = intervals[i].xmin;
    }
    return true;
}

bool fy_points_in_order(const struct fy_point *points, size_t count)
{
    double last = -HUGE_VAL;
    for (size_t i = 0; i < count; i++) {
        if (!in_order(last, points[i].time, points[i].time)) {
            return false;
        }
        last = points[i].time;
    }
    return true;
}

enum fy_status fy_tier_append_interval(struct fy_grid *grid, size_t tier, double xmin, double xmax, const char *text,
                                       size_t text_size)
{
    struct fy_tier *t = &grid->tiers[tier];
    if (t->kind != FY_INTERVAL_TIER ||
        !in_order(t->size > 0 ? t->intervals[t->size - 1].xmin : -HUGE_VAL, xmin, xmax)) {
        return FY_INVALID;
    }
    if (t->size == t->capacity && fy_tier_make_room(t, t->size + 1) != FY_OK) {
        return FY_NO_MEMORY;
    }
    const char *kept = fy_grid_keep(grid, text, text_size);
    if (!kept) {
        return FY_NO_MEMORY;
    }
    t->intervals[t->size++] = (struct fy_interval){ .xmin = xmin, .xmax = xmax, .text = kept };
    return FY_OK;
}

enum fy_status fy_tier_append_point(struct fy_grid *grid, size_t tier, double time, const char *mark, size_t mark_size)
{
    struct fy_tier *t = &grid->tiers[tier];
    if (t->kind != FY_POINT_TIER || !in_order(t->size > 0 ? t->points[t->size - 1].time : -HUGE_VAL, time, time)) {
        return FY_INVALID;
    }
    if (t->size == t->capacity && fy_tier_make_room(t, t->size + 1) != FY_OK) {
        return FY_NO_MEMORY;
    }
    const char *kept = fy_grid_keep(grid, mark, mark_size);
    if (!kept) {
        return FY_NO_MEMORY;
    }
    t->points[t->size++] = (struct fy_point){ .time = time, .mark = kept };
    return FY_OK;
}

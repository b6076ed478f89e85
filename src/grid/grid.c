#include "grid/internal.h"
#include <fangyin/memory.h>

struct fy_grid *fy_grid_new(double xmin, double xmax)
{
    struct fy_grid *grid = fy_calloc(1, sizeof *grid);
    if (grid) {
        grid->xmin = xmin;
        grid->xmax = xmax;
    }
    return grid;
}

void fy_tier_free_items(struct fy_tier *tier)
{
    fy_free(tier->intervals);
    fy_free(tier->points);
    tier->intervals = NULL;
    tier->points = NULL;
}

void fy_grid_free(struct fy_grid *grid)
{
    if (!grid) {
        return;
    }
    for (size_t i = 0; i < grid->tier_count; i++) {
        fy_tier_free_items(&grid->tiers[i]);
    }
    fy_free(grid->tiers);
    fy_text_store_free(&grid->store);
    fy_free(grid);
}

double fy_grid_xmin(const struct fy_grid *grid)
{
    return grid->xmin;
}

double fy_grid_xmax(const struct fy_grid *grid)
{
    return grid->xmax;
}

size_t fy_grid_tier_count(const struct fy_grid *grid)
{
    return grid->tier_count;
}

size_t fy_grid_find_tier(const struct fy_grid *grid, const char *name)
{
    for (size_t i = 0; i < grid->tier_count; i++) {
        if (strcmp(grid->tiers[i].name, name) == 0) {
            return i;
        }
    }
    return FY_NONE;
}

enum fy_tier_kind fy_tier_kind(const struct fy_grid *grid, size_t tier)
{
    return grid->tiers[tier].kind;
}

const char *fy_tier_name(const struct fy_grid *grid, size_t tier)
{
    return grid->tiers[tier].name;
}

double fy_tier_xmin(const struct fy_grid *grid, size_t tier)
{
    return grid->tiers[tier].xmin;
}

double fy_tier_xmax(const struct fy_grid *grid, size_t tier)
{
    return grid->tiers[tier].xmax;
}

size_t fy_tier_size(const struct fy_grid *grid, size_t tier)
{
    return grid->tiers[tier].size;
}

const struct fy_interval *fy_tier_intervals(const struct fy_grid *grid, size_t tier)
{
    return grid->tiers[tier].intervals;
}

const struct fy_point *fy_tier_points(const struct fy_grid *grid, size_t tier)
{
    return grid->tiers[tier].points;
}

size_t fy_tier_search(const struct fy_tier *tier, double time)
{
    size_t low = 0, high = tier->size; /* items before `low` are at or before time, those from `high` on after it */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        double at = tier->kind == FY_INTERVAL_TIER ? tier->intervals[middle].xmin : tier->points[middle].time;
        if (at <= time) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 ? low - 1 : FY_NONE;
}

size_t fy_tier_index_at(const struct fy_grid *grid, size_t tier, double time)
{
    return fy_tier_search(&grid->tiers[tier], time);
}

bool fy_intervals_equal(const struct fy_interval *a, const struct fy_interval *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!fy_same_time(a[i].xmin, b[i].xmin) || !fy_same_time(a[i].xmax, b[i].xmax) ||
            !fy_same_text(a[i].text, b[i].text)) {
            return false;
        }
    }
    return true;
}

bool fy_points_equal(const struct fy_point *a, const struct fy_point *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!fy_same_time(a[i].time, b[i].time) || !fy_same_text(a[i].mark, b[i].mark)) {
            return false;
        }
    }
    return true;
}

static bool tiers_equal(const struct fy_tier *a, const struct fy_tier *b)
{
    if (a->kind != b->kind || a->size != b->size || !fy_same_text(a->name, b->name) ||
        !fy_same_time(a->xmin, b->xmin) || !fy_same_time(a->xmax, b->xmax)) {
        return false;
    }
    return a->kind == FY_INTERVAL_TIER ? fy_intervals_equal(a->intervals, b->intervals, a->size)
                                       : fy_points_equal(a->points, b->points, a->size);
}

bool fy_grid_equal(const struct fy_grid *a, const struct fy_grid *b)
{
    if (!fy_same_time(a->xmin, b->xmin) || !fy_same_time(a->xmax, b->xmax) || a->tier_count != b->tier_count) {
        return false;
    }
    for (size_t i = 0; i < a->tier_count; i++) {
        if (!tiers_equal(&a->tiers[i], &b->tiers[i])) {
            return false;
        }
    }
    return true;
}

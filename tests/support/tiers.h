/* A tier out of one line of text. Include after cmocka.h. */
#ifndef TESTS_SUPPORT_TIERS_H
#define TESTS_SUPPORT_TIERS_H

#include <fangyin/grid.h>
#include <stdlib.h>
#include <string.h>

/* "0 你好|2 |5 hi|9": intervals from 0 to 2, 2 to 5, 5 to 9 with those labels; or points, each with its mark. */
static inline void tier_of_words(struct fy_grid *grid, enum fy_tier_kind kind, const char *name, const char *items)
{
    size_t tier;
    assert_int_equal(fy_grid_append_tier(grid, kind, name, strlen(name), fy_grid_xmin(grid), fy_grid_xmax(grid), &tier),
                     FY_OK);
    while (*items) {
        char *rest;
        const double from = strtod(items, &rest);
        const char *label = *rest == ' ' ? rest + 1 : rest;
        const size_t size = strcspn(label, "|");
        items = label + size + (label[size] ? 1 : 0);
        if (kind == FY_POINT_TIER)
            assert_int_equal(fy_tier_append_point(grid, tier, from, label, size), FY_OK);
        else if (*items)
            assert_int_equal(fy_tier_append_interval(grid, tier, from, strtod(items, NULL), label, size), FY_OK);
    }
}

#endif

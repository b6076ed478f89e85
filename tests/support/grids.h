/* Grids for tests: made from short lists, copied, and checked. Include after cmocka.h. */
#ifndef TESTS_SUPPORT_GRIDS_H
#define TESTS_SUPPORT_GRIDS_H

#include <fangyin/edit.h>
#include <fangyin/grid.h>
#include <stdint.h>
#include <string.h>

/* Append an interval tier: `count` labels, the boundaries times[0] .. times[count]. Returns its place. */
static inline size_t make_tier(struct fy_grid *grid, const char *name, const double *times, const char *const *labels,
                               size_t count)
{
    size_t tier = FY_NONE;
    assert_int_equal(fy_grid_append_tier(grid, FY_INTERVAL_TIER, name, strlen(name), times[0], times[count], &tier),
                     FY_OK);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(fy_tier_append_interval(grid, tier, times[i], times[i + 1], labels[i], strlen(labels[i])),
                         FY_OK);
    }
    return tier;
}

/* Append one interval as it is, broken or not. */
static inline void put_interval(struct fy_grid *grid, size_t tier, double xmin, double xmax, const char *label)
{
    assert_int_equal(fy_tier_append_interval(grid, tier, xmin, xmax, label, strlen(label)), FY_OK);
}

static inline struct fy_grid *copy_grid(const struct fy_grid *grid)
{
    struct fy_grid *copy = fy_grid_new(fy_grid_xmin(grid), fy_grid_xmax(grid));
    assert_non_null(copy);
    for (size_t t = 0; t < fy_grid_tier_count(grid); t++) {
        const char *name = fy_tier_name(grid, t);
        assert_int_equal(fy_grid_append_tier(copy, fy_tier_kind(grid, t), name, strlen(name), fy_tier_xmin(grid, t),
                                             fy_tier_xmax(grid, t), NULL),
                         FY_OK);
        for (size_t i = 0; i < fy_tier_size(grid, t); i++) {
            if (fy_tier_kind(grid, t) == FY_INTERVAL_TIER) {
                const struct fy_interval *interval = &fy_tier_intervals(grid, t)[i];
                put_interval(copy, t, interval->xmin, interval->xmax, interval->text);
            } else {
                const struct fy_point *point = &fy_tier_points(grid, t)[i];
                assert_int_equal(fy_tier_append_point(copy, t, point->time, point->mark, strlen(point->mark)), FY_OK);
            }
        }
    }
    assert_true(fy_grid_equal(grid, copy));
    return copy;
}

/* Every interval tier is contiguous and its intervals last; points ascend. */
static inline void check_sound(const struct fy_grid *grid)
{
    for (size_t t = 0; t < fy_grid_tier_count(grid); t++) {
        size_t size = fy_tier_size(grid, t);
        if (fy_tier_kind(grid, t) == FY_POINT_TIER) {
            const struct fy_point *points = fy_tier_points(grid, t);
            for (size_t i = 1; i < size; i++) {
                assert_true(points[i - 1].time < points[i].time);
            }
            continue;
        }
        const struct fy_interval *intervals = fy_tier_intervals(grid, t);
        assert_true(size > 0);
        assert_true(intervals[0].xmin == fy_tier_xmin(grid, t) && intervals[size - 1].xmax == fy_tier_xmax(grid, t));
        for (size_t i = 0; i < size; i++) {
            assert_true(intervals[i].xmin < intervals[i].xmax);
            assert_non_null(intervals[i].text);
            assert_true(i == 0 || intervals[i - 1].xmax == intervals[i].xmin);
        }
    }
}

/* The labels of a tier between bars: "|a|b|". */
static inline const char *labels_of(const struct fy_grid *grid, size_t tier)
{
    static char text[1000];
    size_t used = 0;
    text[used++] = '|';
    for (size_t i = 0; i < fy_tier_size(grid, tier); i++) {
        const char *label = fy_tier_kind(grid, tier) == FY_INTERVAL_TIER ? fy_tier_intervals(grid, tier)[i].text
                                                                         : fy_tier_points(grid, tier)[i].mark;
        size_t size = strlen(label);
        assert_true(used + size + 2 < sizeof text);
        memcpy(text + used, label, size);
        used += size;
        text[used++] = '|';
    }
    text[used] = '\0';
    return text;
}

/* Apply a good edit and check that its inverse gives the grid back; then leave it applied. Clears the edit. */
static inline void apply_both_ways(struct fy_grid *grid, struct fy_edit *edit)
{
    struct fy_edit inverse;
    struct fy_error error = { 0 };
    struct fy_grid *before = copy_grid(grid);
    assert_int_equal(fy_edit_invert(&inverse, edit), FY_OK);
    assert_int_equal(fy_edit_apply(edit, grid, &error), FY_OK);
    struct fy_grid *after = copy_grid(grid);
    assert_int_equal(fy_edit_apply(&inverse, grid, &error), FY_OK);
    assert_true(fy_grid_equal(grid, before));
    assert_int_equal(fy_edit_apply(edit, grid, &error), FY_OK);
    assert_true(fy_grid_equal(grid, after));
    fy_edit_clear(&inverse);
    fy_edit_clear(edit);
    fy_grid_free(before);
    fy_grid_free(after);
}

/* Numbers that look random and are the same in every run. */
static inline uint32_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

static inline size_t random_below(uint64_t *state, size_t limit)
{
    return next_random(state) % limit;
}

/* From 0 to below 1. */
static inline double random_part(uint64_t *state)
{
    return (double)next_random(state) / 2147483648.0;
}

#endif

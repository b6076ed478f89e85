/* A grid that two people change, and their changes. Include after cmocka.h. */
#ifndef TESTS_COMPARE_STREET_H
#define TESTS_COMPARE_STREET_H

#include "support/grids.h"

static const double five[] = { 0, 2, 4, 6, 8 };

static inline struct fy_grid *make_grid(const double *times, const char *const *text, const char *const *dialect, size_t count)
{
    struct fy_grid *grid = fy_grid_new(times[0], times[count]);
    assert_non_null(grid);
    make_tier(grid, "text", times, text, count);
    if (dialect)
        make_tier(grid, "dialect", times, dialect, count);
    return grid;
}

static inline struct fy_grid *street(void)
{
    return make_grid(five, (const char *const[]){ "早晨", "去邊度", "街市", "" },
                     (const char *const[]){ "yue", "yue", "yue", "" }, 4);
}

static inline void change_label(struct fy_grid *grid, size_t tier, size_t index, const char *text)
{
    struct fy_edit edit;
    assert_int_equal(fy_edit_set_label(&edit, grid, tier, index, text, strlen(text), NULL), FY_OK);
    assert_int_equal(fy_edit_apply(&edit, grid, NULL), FY_OK);
    fy_edit_clear(&edit);
}

static inline void move(struct fy_grid *grid, size_t index, double to)
{
    struct fy_edit edit;
    assert_int_equal(fy_edit_move_boundary(&edit, grid, 0, index, to, NULL), FY_OK);
    assert_int_equal(fy_edit_apply(&edit, grid, NULL), FY_OK);
    fy_edit_clear(&edit);
}

static inline void split(struct fy_grid *grid, double time, size_t cut)
{
    struct fy_edit edit;
    assert_int_equal(fy_edit_insert_boundary(&edit, grid, 0, time, cut, NULL), FY_OK);
    assert_int_equal(fy_edit_apply(&edit, grid, NULL), FY_OK);
    fy_edit_clear(&edit);
}

static inline void join(struct fy_grid *grid, size_t index)
{
    struct fy_edit edit;
    assert_int_equal(fy_edit_remove_boundary(&edit, grid, 0, index, NULL), FY_OK);
    assert_int_equal(fy_edit_apply(&edit, grid, NULL), FY_OK);
    fy_edit_clear(&edit);
}

#endif

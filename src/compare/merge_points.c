/* Point tiers: a point is known by its time, so one that moved is one removed and one added. */
#include "compare/merge_internal.h"

#include <math.h>
#include <string.h>

/* The points of one side, as far as they are merged, and the run of those at one time. */
struct run {
    const struct fy_point *points;
    size_t at, count, size;
};

static bool runs_equal(const struct run *x, const struct run *y)
{
    bool equal = x->count == y->count;
    for (size_t i = 0; equal && i < x->count; i++) {
        const struct fy_point *a = &x->points[x->at + i], *b = &y->points[y->at + i];
        equal = fy_time_same(a->time, b->time) && strcmp(a->mark, b->mark) == 0;
    }
    return equal;
}

static enum fy_status say_conflict(struct fy_merger *merger, const char *name, const struct run *runs, double time)
{
    static const size_t order[] = { FY_A, FY_B, FY_BASE };
    struct fy_buffer text = FY_BUFFER_EMPTY;
    fy_buffer_puts(&text, name);
    fy_buffer_putc(&text, ':');
    for (size_t i = 0; i < FY_SIDES; i++) {
        const struct run *run = &runs[order[i]];
        for (size_t j = 0; j < run->count; j++)
            fy_conflict_label(&text, order[i], run->points[run->at + j].mark);
    }
    return fy_conflict_add(merger->merge, name, time, time, &text);
}

/* The next time at which there are points; false at the end. */
static bool next_runs(struct run *runs, double *time)
{
    *time = HUGE_VAL;
    for (size_t side = 0; side < FY_SIDES; side++) {
        struct run *run = &runs[side];
        run->at += run->count;
        if (run->at < run->size && run->points[run->at].time < *time)
            *time = run->points[run->at].time;
    }
    for (size_t side = 0; side < FY_SIDES; side++) {
        struct run *run = &runs[side];
        for (run->count = 0; run->at + run->count < run->size && run->points[run->at + run->count].time <= *time;)
            run->count++;
    }
    return *time < HUGE_VAL;
}

enum fy_status fy_merge_points(struct fy_merger *merger, size_t index)
{
    const struct fy_united *tier = &merger->unity.tiers[index];
    const double missing = (double)NAN;
    struct run runs[FY_SIDES] = { { 0 } };
    double xmin[FY_SIDES] = { missing, missing, missing }, xmax[FY_SIDES] = { missing, missing, missing }, time;
    for (size_t side = 0; side < FY_SIDES; side++) {
        if (tier->at[side] == FY_NONE)
            continue;
        runs[side].points = fy_tier_points(merger->unity.grids[side], tier->at[side]);
        runs[side].size = fy_tier_size(merger->unity.grids[side], tier->at[side]);
        xmin[side] = fy_tier_xmin(merger->unity.grids[side], tier->at[side]);
        xmax[side] = fy_tier_xmax(merger->unity.grids[side], tier->at[side]);
    }
    enum fy_status status =
        fy_merge_begin_tier(merger, index, fy_merge_bound(xmin, false), fy_merge_bound(xmax, true));
    while (status == FY_OK && next_runs(runs, &time)) {
        const bool a_kept = runs_equal(&runs[FY_BASE], &runs[FY_A]), b_kept = runs_equal(&runs[FY_BASE], &runs[FY_B]);
        const struct run *from = a_kept ? &runs[FY_B] : &runs[FY_A];
        if (!a_kept && !b_kept && !runs_equal(&runs[FY_A], &runs[FY_B])) {
            from = runs[FY_A].count > 0 ? &runs[FY_A] : &runs[FY_B];
            status = say_conflict(merger, tier->name, runs, time);
        }
        for (size_t i = 0; status == FY_OK && i < from->count; i++) {
            const struct fy_point *point = &from->points[from->at + i];
            status = fy_tier_append_point(merger->made, merger->made_at[index], point->time, point->mark,
                                          strlen(point->mark));
        }
    }
    return status;
}

/* Which tiers there are after a merge, and in what order. */
#include "compare/merge_internal.h"

#include <fangyin/memory.h>
#include <math.h>
#include <string.h>

double fy_merge_bound(const double times[FY_SIDES], bool last)
{
    const double base = times[FY_BASE], a = times[FY_A], b = times[FY_B];
    if (isnan(a) || fy_time_same(a, base))
        return b;
    if (isnan(b) || fy_time_same(b, base))
        return a;
    return (a < b) == last ? b : a;
}

static bool has(const struct fy_merger *merger, size_t index, size_t side)
{
    return merger->unity.tiers[index].at[side] != FY_NONE;
}

bool fy_merge_same(const struct fy_merger *merger, size_t index, size_t x, size_t y)
{
    const struct fy_united *tier = &merger->unity.tiers[index];
    if (!has(merger, index, x) || !has(merger, index, y))
        return has(merger, index, x) == has(merger, index, y);
    return fy_tier_same(merger->unity.grids[x], tier->at[x], merger->unity.grids[y], tier->at[y]);
}

enum fy_status fy_merge_begin_tier(struct fy_merger *merger, size_t index, double xmin, double xmax)
{
    const struct fy_united *tier = &merger->unity.tiers[index];
    return fy_grid_append_tier(merger->made, tier->kind, tier->name, strlen(tier->name), xmin, xmax,
                               &merger->made_at[index]);
}

static enum fy_status append_copy(struct fy_grid *to, const struct fy_grid *from, size_t tier, const char *name)
{
    size_t made;
    const bool intervals = fy_tier_kind(from, tier) == FY_INTERVAL_TIER;
    enum fy_status status = fy_grid_append_tier(to, fy_tier_kind(from, tier), name, strlen(name), fy_tier_xmin(from, tier),
                                                fy_tier_xmax(from, tier), &made);
    if (status == FY_OK)
        status = fy_tier_reserve(to, made, fy_tier_size(from, tier));
    for (size_t i = 0; status == FY_OK && i < fy_tier_size(from, tier); i++) {
        if (intervals) {
            const struct fy_interval *interval = &fy_tier_intervals(from, tier)[i];
            status = fy_tier_append_interval(to, made, interval->xmin, interval->xmax, interval->text,
                                             strlen(interval->text));
        } else {
            const struct fy_point *point = &fy_tier_points(from, tier)[i];
            status = fy_tier_append_point(to, made, point->time, point->mark, strlen(point->mark));
        }
    }
    return status;
}

enum fy_status fy_merge_copy_tier(struct fy_merger *merger, size_t index, size_t side)
{
    const struct fy_united *tier = &merger->unity.tiers[index];
    merger->made_at[index] = fy_grid_tier_count(merger->made);
    return append_copy(merger->made, merger->unity.grids[side], tier->at[side], tier->name);
}

/* ---- whole tiers ---- */

static enum fy_status say_tier(struct fy_merger *merger, size_t index, const char *what)
{
    const struct fy_united *tier = &merger->unity.tiers[index];
    struct fy_buffer text = FY_BUFFER_EMPTY;
    fy_buffer_printf(&text, "%s | tier: ", tier->name);
    fy_buffer_puts(&text, what);
    const struct fy_grid *grid = merger->merge->grid;
    return fy_conflict_add(merger->merge, tier->name, fy_grid_xmin(grid), fy_grid_xmax(grid), &text);
}

/* One of A and B removed it: what the other did to it is not thrown away. */
static enum fy_status merge_removed(struct fy_merger *merger, size_t index)
{
    const size_t kept = has(merger, index, FY_A) ? FY_A : FY_B;
    if (fy_merge_same(merger, index, FY_BASE, kept))
        return FY_OK;
    const enum fy_status status = fy_merge_copy_tier(merger, index, kept);
    if (status != FY_OK)
        return status;
    return say_tier(merger, index, kept == FY_A ? "A changed it, B removed it" : "A removed it, B changed it");
}

/* Both versions, B's under a name of its own. The names of all sides are taken. */
static enum fy_status keep_both(struct fy_merger *merger, size_t index)
{
    const struct fy_united *tier = &merger->unity.tiers[index];
    struct fy_buffer name = FY_BUFFER_EMPTY, what = FY_BUFFER_EMPTY;
    bool taken = true;
    for (size_t n = 1; taken && !name.failed; n++) {
        fy_buffer_clear(&name);
        fy_buffer_printf(&name, n == 1 ? "%s (B)" : "%s (B %zu)", tier->name, n);
        taken = fy_grid_find_tier(merger->made, fy_buffer_text(&name)) != FY_NONE;
        for (size_t side = 0; !taken && side < FY_SIDES; side++)
            taken = merger->unity.grids[side] &&
                    fy_grid_find_tier(merger->unity.grids[side], fy_buffer_text(&name)) != FY_NONE;
    }
    enum fy_status status = name.failed ? FY_NO_MEMORY : fy_merge_copy_tier(merger, index, FY_A);
    if (status == FY_OK) {
        merger->extra[merger->extra_count++] = fy_grid_tier_count(merger->made);
        status = append_copy(merger->made, merger->unity.grids[FY_B], tier->at[FY_B], fy_buffer_text(&name));
    }
    fy_buffer_printf(&what, "A and B changed it; B's is \"%s\"", fy_buffer_text(&name));
    if (status == FY_OK)
        status = what.failed ? FY_NO_MEMORY : say_tier(merger, index, fy_buffer_text(&what));
    fy_buffer_free(&what);
    fy_buffer_free(&name);
    return status;
}

static enum fy_status merge_whole(struct fy_merger *merger, size_t index)
{
    if (fy_merge_same(merger, index, FY_BASE, FY_B) || fy_merge_same(merger, index, FY_A, FY_B))
        return fy_merge_copy_tier(merger, index, FY_A);
    if (fy_merge_same(merger, index, FY_BASE, FY_A))
        return fy_merge_copy_tier(merger, index, FY_B);
    return keep_both(merger, index);
}

/* ---- groups ---- */

/* Tiers of one group that are on A or B: added, or on all sides. */
static enum fy_status merge_members(struct fy_merger *merger, const size_t *indexes, size_t count)
{
    const struct fy_united *first = &merger->unity.tiers[indexes[0]];
    bool on[FY_SIDES] = { false, false, false };
    for (size_t i = 0; i < count; i++) {
        for (size_t side = 0; side < FY_SIDES; side++)
            on[side] = on[side] || has(merger, indexes[i], side);
    }
    if (on[FY_A] && on[FY_B]) {
        if (first->kind == FY_POINT_TIER)
            return fy_merge_points(merger, indexes[0]);
        return first->broken ? merge_whole(merger, indexes[0]) : fy_merge_group(merger, indexes, count);
    }
    enum fy_status status = FY_OK;
    for (size_t i = 0; status == FY_OK && i < count; i++)
        status = fy_merge_copy_tier(merger, indexes[i], on[FY_A] ? FY_A : FY_B);
    return status;
}

static enum fy_status merge_tiers(struct fy_merger *merger, size_t *members)
{
    const struct fy_unity *unity = &merger->unity;
    enum fy_status status = FY_OK;
    for (size_t t = 0; status == FY_OK && t < unity->count;) {
        const size_t group = unity->tiers[t].group;
        size_t count = 0;
        for (; status == FY_OK && t < unity->count && unity->tiers[t].group == group; t++) {
            if (!has(merger, t, FY_BASE) || (has(merger, t, FY_A) && has(merger, t, FY_B)))
                members[count++] = t;
            else if (has(merger, t, FY_A) || has(merger, t, FY_B))
                status = merge_removed(merger, t);
        }
        if (status == FY_OK && count > 0)
            status = merge_members(merger, members, count);
    }
    return status;
}

/* ---- the whole ---- */

static enum fy_status start(struct fy_merger *merger, const struct fy_grid *const *grids)
{
    double xmin[FY_SIDES], xmax[FY_SIDES];
    for (size_t side = 0; side < FY_SIDES; side++) {
        xmin[side] = grids[side] ? fy_grid_xmin(grids[side]) : (double)NAN;
        xmax[side] = grids[side] ? fy_grid_xmax(grids[side]) : (double)NAN;
    }
    const size_t count = merger->unity.count;
    merger->merge->grid = fy_grid_new(fy_merge_bound(xmin, false), fy_merge_bound(xmax, true));
    merger->made = fy_grid_new(0, 1);
    merger->made_at = fy_malloc((count + 1) * sizeof *merger->made_at);
    merger->extra = fy_malloc((count + 1) * sizeof *merger->extra);
    if (!merger->merge->grid || !merger->made || !merger->made_at || !merger->extra)
        return FY_NO_MEMORY;
    for (size_t t = 0; t < count; t++)
        merger->made_at[t] = FY_NONE;
    return FY_OK;
}

static enum fy_status assemble(struct fy_merger *merger, const size_t *order, size_t count)
{
    enum fy_status status = FY_OK;
    for (size_t i = 0; status == FY_OK && i < count; i++) {
        const size_t tier = merger->made_at[order[i]];
        status = append_copy(merger->merge->grid, merger->made, tier, fy_tier_name(merger->made, tier));
    }
    for (size_t i = 0; status == FY_OK && i < merger->extra_count; i++) {
        const size_t tier = merger->extra[i];
        status = append_copy(merger->merge->grid, merger->made, tier, fy_tier_name(merger->made, tier));
    }
    return status == FY_OK ? fy_conflicts_to_tier(merger->merge) : status;
}

enum fy_status fy_merge(const struct fy_grid *base, const struct fy_grid *a, const struct fy_grid *b,
                        struct fy_merge *merge)
{
    const struct fy_grid *const grids[FY_SIDES] = { base, a, b };
    struct fy_merger merger = { .merge = merge };
    *merge = (struct fy_merge){ 0 };
    if (fy_unite(&merger.unity, grids, FY_SIDES) != FY_OK)
        return FY_NO_MEMORY;
    size_t count = 0, *order = fy_malloc((merger.unity.count + 1) * sizeof *order);
    enum fy_status status = order ? start(&merger, grids) : FY_NO_MEMORY;
    if (status == FY_OK)
        status = merge_tiers(&merger, order);
    if (status == FY_OK)
        status = fy_merge_order(&merger, order, &count);
    if (status == FY_OK)
        status = assemble(&merger, order, count);
    fy_free(order);
    fy_free(merger.extra);
    fy_free(merger.made_at);
    fy_grid_free(merger.made);
    fy_unity_free(&merger.unity);
    if (status != FY_OK)
        fy_merge_free(merge);
    return status;
}

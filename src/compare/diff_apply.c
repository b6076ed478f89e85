/* From one grid to another by edits. */
#include "base/messages.h"
#include "compare/unite.h"

#include <fangyin/diff.h>
#include <fangyin/memory.h>
#include <string.h>

static bool same_times(const struct fy_grid *a, size_t tier_a, const struct fy_grid *b, size_t tier_b)
{
    const size_t size = fy_tier_size(a, tier_a);
    bool same = size == fy_tier_size(b, tier_b) && fy_time_same(fy_tier_xmin(a, tier_a), fy_tier_xmin(b, tier_b)) &&
                fy_time_same(fy_tier_xmax(a, tier_a), fy_tier_xmax(b, tier_b));
    for (size_t i = 0; same && i < size; i++) {
        if (fy_tier_kind(a, tier_a) == FY_INTERVAL_TIER) {
            const struct fy_interval *x = &fy_tier_intervals(a, tier_a)[i], *y = &fy_tier_intervals(b, tier_b)[i];
            same = fy_time_same(x->xmin, y->xmin) && fy_time_same(x->xmax, y->xmax);
        } else {
            same = fy_time_same(fy_tier_points(a, tier_a)[i].time, fy_tier_points(b, tier_b)[i].time);
        }
    }
    return same;
}

static enum fy_status set_labels(struct fy_history *history, struct fy_grid *grid, const struct fy_grid *target,
                                 size_t tier, struct fy_error *error)
{
    const bool intervals = fy_tier_kind(grid, tier) == FY_INTERVAL_TIER;
    enum fy_status status = FY_OK;
    for (size_t i = 0; status == FY_OK && i < fy_tier_size(grid, tier); i++) {
        const char *before = intervals ? fy_tier_intervals(grid, tier)[i].text : fy_tier_points(grid, tier)[i].mark;
        const char *after = intervals ? fy_tier_intervals(target, tier)[i].text : fy_tier_points(target, tier)[i].mark;
        struct fy_edit edit;
        if (strcmp(before, after) == 0)
            continue;
        status = intervals ? fy_edit_set_label(&edit, grid, tier, i, after, strlen(after), error)
                           : fy_edit_set_mark(&edit, grid, tier, i, after, strlen(after), error);
        if (status == FY_OK)
            status = fy_history_do(history, &edit, error);
    }
    return status;
}

static enum fy_status remove_tier(struct fy_history *history, struct fy_grid *grid, size_t tier, struct fy_error *error)
{
    struct fy_edit edit;
    const enum fy_status status = fy_edit_remove_tier(&edit, grid, tier, error);
    return status == FY_OK ? fy_history_do(history, &edit, error) : status;
}

static enum fy_status no_memory(struct fy_error *error)
{
    return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
}

/* Add the target's tier at the place it has there. */
static enum fy_status add_tier(struct fy_history *history, struct fy_grid *grid, const struct fy_grid *target,
                               size_t tier, struct fy_error *error)
{
    const size_t size = fy_tier_size(target, tier);
    struct fy_tier_content content = {
        .kind = fy_tier_kind(target, tier),
        .name = fy_tier_name(target, tier),
        .xmin = fy_tier_xmin(target, tier),
        .xmax = fy_tier_xmax(target, tier),
        .size = size,
    };
    struct fy_edit edit;
    if (content.kind == FY_INTERVAL_TIER) {
        content.intervals = fy_calloc(size + 1, sizeof *content.intervals);
        if (!content.intervals)
            return no_memory(error);
        if (size > 0)
            memcpy(content.intervals, fy_tier_intervals(target, tier), size * sizeof *content.intervals);
    } else {
        content.points = fy_calloc(size + 1, sizeof *content.points);
        if (!content.points)
            return no_memory(error);
        if (size > 0)
            memcpy(content.points, fy_tier_points(target, tier), size * sizeof *content.points);
    }
    enum fy_status status = fy_edit_add_tier_content(&edit, grid, tier, &content, error);
    fy_free(content.intervals);
    fy_free(content.points);
    return status == FY_OK ? fy_history_do(history, &edit, error) : status;
}

/* Tiers that the target lacks, the last first. */
static enum fy_status remove_tiers(struct fy_history *history, struct fy_grid *grid, const struct fy_grid *target,
                                   struct fy_error *error)
{
    struct fy_unity unity;
    enum fy_status status = fy_unite(&unity, (const struct fy_grid *const[]){ grid, target }, 2);
    const size_t count = fy_grid_tier_count(grid);
    bool *gone = fy_calloc(count + 1, sizeof *gone);
    if (status != FY_OK || !gone)
        status = no_memory(error);
    for (size_t t = 0; status == FY_OK && t < unity.count; t++) {
        if (unity.tiers[t].at[1] == FY_NONE)
            gone[unity.tiers[t].at[0]] = true;
    }
    for (size_t tier = count; status == FY_OK && tier-- > 0;) {
        if (gone[tier])
            status = remove_tier(history, grid, tier, error);
    }
    fy_free(gone);
    fy_unity_free(&unity);
    return status;
}

/* All tiers before `tier` are as they should be. */
static enum fy_status make_tier(struct fy_history *history, struct fy_grid *grid, const struct fy_grid *target,
                                size_t tier, struct fy_error *error)
{
    size_t at = tier;
    while (at < fy_grid_tier_count(grid) && (fy_tier_kind(grid, at) != fy_tier_kind(target, tier) ||
                                             strcmp(fy_tier_name(grid, at), fy_tier_name(target, tier)) != 0))
        at++;
    if (at == tier && at < fy_grid_tier_count(grid) && same_times(grid, tier, target, tier))
        return set_labels(history, grid, target, tier, error);
    enum fy_status status = at < fy_grid_tier_count(grid) ? remove_tier(history, grid, at, error) : FY_OK;
    return status == FY_OK ? add_tier(history, grid, target, tier, error) : status;
}

enum fy_status fy_diff_apply(struct fy_history *history, struct fy_grid *grid, const struct fy_grid *target,
                             double place, struct fy_error *error)
{
    if (!fy_time_same(fy_grid_xmin(grid), fy_grid_xmin(target)) ||
        !fy_time_same(fy_grid_xmax(grid), fy_grid_xmax(target)))
        return fy_fail(error, FY_INVALID, _("The two documents have another start or end, which cannot be changed here."));
    fy_history_begin(history, place);
    enum fy_status status = remove_tiers(history, grid, target, error);
    for (size_t tier = 0; status == FY_OK && tier < fy_grid_tier_count(target); tier++)
        status = make_tier(history, grid, target, tier, error);
    if (status == FY_OK)
        fy_history_end(history);
    else
        fy_history_cancel(history);
    return status;
}

#include "commands/segment.h"

#include <fangyin/edit.h>
#include <fangyin/sisters.h>
#include <stdio.h>
#include <string.h>

bool fy_segment_is_empty(const struct fy_grid *grid, size_t tier, size_t index)
{
    const struct fy_interval mine = fy_tier_intervals(grid, tier)[index];
    for (size_t t = 0; t < fy_grid_tier_count(grid); t++) {
        if (fy_tier_kind(grid, t) != FY_INTERVAL_TIER || (t != tier && !fy_tiers_are_sisters(grid, tier, t)))
            continue;
        const struct fy_interval *items = fy_tier_intervals(grid, t);
        size_t at = fy_tier_index_at(grid, t, mine.xmin);
        for (at = at == FY_NONE ? 0 : at; at < fy_tier_size(grid, t) && items[at].xmin < mine.xmax; at++) {
            if (items[at].xmax > mine.xmin && !fy_label_empty(items[at].text))
                return false;
        }
    }
    return true;
}

static enum fy_status apply(struct fy_grid *grid, struct fy_edit *edit, enum fy_status made, struct fy_error *error)
{
    if (made == FY_OK)
        made = fy_edit_apply(edit, grid, error);
    fy_edit_clear(edit);
    return made;
}

static enum fy_status event_tier(struct fy_grid *grid, size_t tier, size_t *event, struct fy_error *error)
{
    const char *like = fy_tier_name(grid, tier), *speaker = fy_name_speaker(like);
    for (size_t t = 0; t < fy_grid_tier_count(grid); t++) {
        if (fy_tier_kind(grid, t) == FY_INTERVAL_TIER && fy_name_is_sister(fy_tier_name(grid, t), "event", like)) {
            *event = t;
            return FY_OK;
        }
    }
    struct fy_edit edit = { 0 };
    char name[256];
    snprintf(name, sizeof name, "event%s%s", speaker ? "@" : "", speaker ? speaker : "");
    *event = fy_grid_tier_count(grid);
    return apply(grid, &edit,
                 fy_edit_add_tier(&edit, grid, *event, FY_INTERVAL_TIER, name, tier, error), error);
}

/* The interval of a tier with just that span, or FY_NONE: an event of another span says something else. */
static size_t same_span(const struct fy_grid *grid, size_t tier, const struct fy_interval *span)
{
    const size_t at = fy_tier_index_at(grid, tier, span->xmin);
    if (at == FY_NONE)
        return FY_NONE;
    const struct fy_interval *other = &fy_tier_intervals(grid, tier)[at];
    return other->xmin < span->xmin || other->xmax < span->xmax || other->xmax > span->xmax ? FY_NONE : at;
}

enum fy_status fy_segment_write(struct fy_grid *grid, size_t tier, const struct fy_cut *cuts, size_t count, double rate,
                                struct fy_error *error)
{
    const struct fy_cut *last = &cuts[count > 0 ? count - 1 : 0];
    const size_t first = count == 0 ? FY_NONE : fy_tier_index_at(grid, tier, (double)(last->to - 1) / rate);
    size_t event = FY_NONE;
    enum fy_status status = FY_OK;
    if (first == FY_NONE)
        return FY_OK;
    for (size_t i = 0; status == FY_OK && i < count && event == FY_NONE; i++) {
        if (!cuts[i].speech)
            status = event_tier(grid, tier, &event, error);
    }
    /* From the end, so that what is cut stays at the same index. */
    for (size_t i = count; status == FY_OK && i-- > 1;) {
        struct fy_edit edit = { 0 };
        status = apply(grid, &edit,
                       fy_edit_insert_boundary(&edit, grid, tier, (double)cuts[i].from / rate, (size_t)-1, error), error);
    }
    for (size_t i = 0; status == FY_OK && i < count; i++) {
        if (cuts[i].speech)
            continue;
        struct fy_edit edit = { 0 };
        const size_t at = same_span(grid, event, &fy_tier_intervals(grid, tier)[first + i]);
        if (at != FY_NONE)
            status = apply(grid, &edit, fy_edit_set_label(&edit, grid, event, at, "pause", 5, error), error);
    }
    return status;
}

#include "terminal/drafts.h"

#include <fangyin/error_rate.h>
#include <fangyin/sisters.h>
#include <string.h>

#define WORST 0.3

/* Errors of the drafts of all tiers of text. */
static struct fy_align_counts errors_of(const struct fy_grid *grid)
{
    const struct fy_comparison comparison = { .normaliser = fy_normaliser_at(0) };
    struct fy_align_counts all = { 0 };
    for (size_t t = 0; t < fy_grid_tier_count(grid); t++) {
        const char *name = fy_tier_name(grid, t);
        if (fy_tier_kind(grid, t) != FY_INTERVAL_TIER || !fy_name_is_sister(name, "text", name))
            continue;
        for (size_t i = 0; i < fy_tier_size(grid, t); i++) {
            const char *text = fy_tier_intervals(grid, t)[i].text, *draft = fy_sister_label(grid, t, i, "draft");
            struct fy_align_counts counts;
            if (!fy_label_empty(text) && !fy_label_empty(draft) &&
                fy_error_count(&comparison, FY_TOKEN_CHARACTER, text, draft, &counts) == FY_OK)
                fy_align_add(&all, &counts);
        }
    }
    return all;
}

bool fy_drafts_shown(const struct fy_project *project, const struct fy_grid *grid)
{
    const char *show = fy_project_value(project, "draft", "show");
    if (grid == NULL || show == NULL || (strcmp(show, "yes") != 0 && strcmp(show, "on") != 0))
        return false;
    const struct fy_align_counts errors = errors_of(grid);
    return fy_align_reference(&errors) == 0 ||
           fy_align_error_rate(&errors) <= fy_project_number(project, "draft", "worst", WORST);
}

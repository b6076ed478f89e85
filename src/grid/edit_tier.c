/* Whole tiers: adding, removing, renaming. */
#include "base/messages.h"
#include "grid/internal.h"
#include <fangyin/memory.h>
#include <math.h>

/* ---- making ---- */

static enum fy_status check_new_name(const struct fy_grid *grid, const char *name, size_t except,
                                     struct fy_error *error)
{
    for (size_t i = 0; i < grid->tier_count; i++) {
        if (i != except && strcmp(grid->tiers[i].name, name) == 0) {
            return fy_fail(error, FY_INVALID, _("There is a tier \"%s\" already; choose another name."), name);
        }
    }
    return fy_edit_check_text(name, strlen(name), error);
}

static enum fy_status check_place(const struct fy_grid *grid, size_t tier, struct fy_error *error)
{
    if (tier > grid->tier_count) {
        return fy_fail(error, FY_INVALID, _("A tier cannot be put at place %zu; the document has %zu tiers."), tier,
                       grid->tier_count);
    }
    return FY_OK;
}

/* The parts of a content agree with each other, and a grid could hold it. */
static bool content_is_sound(const struct fy_tier_content *content)
{
    if (!content || !content->name || !isfinite(content->xmin) || !isfinite(content->xmax)) {
        return false;
    }
    if (content->kind == FY_INTERVAL_TIER) {
        if (content->points || (content->size > 0 && !content->intervals)) {
            return false;
        }
        for (size_t i = 0; i < content->size; i++) {
            if (!content->intervals[i].text) {
                return false;
            }
        }
        return fy_intervals_in_order(content->intervals, content->size);
    }
    if (content->kind != FY_POINT_TIER || content->intervals || (content->size > 0 && !content->points)) {
        return false;
    }
    for (size_t i = 0; i < content->size; i++) {
        if (!content->points[i].mark) {
            return false;
        }
    }
    return fy_points_in_order(content->points, content->size);
}

/* Replace the texts of an own content by copies that the grid keeps. */
static enum fy_status keep_texts(struct fy_grid *grid, struct fy_tier_content *own, struct fy_error *error)
{
    enum fy_status status = fy_edit_keep(grid, own->name, strlen(own->name), NULL, &own->name, error);
    for (size_t i = 0; status == FY_OK && i < own->size; i++) {
        const char **text = own->intervals ? &own->intervals[i].text : &own->points[i].mark;
        status = fy_edit_keep(grid, *text, strlen(*text), NULL, text, error);
    }
    return status;
}

enum fy_status fy_edit_add_tier_content(struct fy_edit *edit, struct fy_grid *grid, size_t tier,
                                        const struct fy_tier_content *content, struct fy_error *error)
{
    *edit = (struct fy_edit){ 0 };
    if (!content_is_sound(content)) {
        return fy_fail(error, FY_INVALID,
                       _("The content of the new tier is not sound: times must be finite and in order."));
    }
    enum fy_status status = check_place(grid, tier, error);
    if (status == FY_OK) {
        status = check_new_name(grid, content->name, FY_NONE, error);
    }
    if (status != FY_OK) {
        return status;
    }
    edit->kind = FY_EDIT_ADD_TIER;
    edit->tier = tier;
    edit->content = fy_tier_content_copy(content);
    status = edit->content ? keep_texts(grid, edit->content, error) : fy_edit_no_memory(error);
    if (status != FY_OK) {
        fy_edit_clear(edit);
    }
    return status;
}

enum fy_status fy_edit_add_tier(struct fy_edit *edit, struct fy_grid *grid, size_t tier, enum fy_tier_kind kind,
                                const char *name, size_t like, struct fy_error *error)
{
    *edit = (struct fy_edit){ 0 };
    struct fy_interval whole = { .xmin = grid->xmin, .xmax = grid->xmax, .text = fy_no_text };
    struct fy_tier_content content = { .kind = kind, .name = name, .xmin = grid->xmin, .xmax = grid->xmax };
    if (kind == FY_POINT_TIER) {
        return fy_edit_add_tier_content(edit, grid, tier, &content, error);
    }
    if (like == FY_NONE) {
        if (!(grid->xmin < grid->xmax)) {
            return fy_fail(error, FY_INVALID, _("The document has no duration, so it can have no interval."));
        }
        content.size = 1;
        content.intervals = &whole;
        return fy_edit_add_tier_content(edit, grid, tier, &content, error);
    }
    const struct fy_tier *model = fy_edit_tier(grid, like, FY_INTERVAL_TIER, error);
    if (!model) {
        return FY_INVALID;
    }
    content.xmin = model->xmin;
    content.xmax = model->xmax;
    enum fy_status status = fy_edit_add_tier_content(edit, grid, tier, &content, error);
    if (status != FY_OK || model->size == 0) {
        return status;
    }
    struct fy_interval *intervals = fy_calloc(model->size, sizeof *intervals);
    if (!intervals) {
        fy_edit_clear(edit);
        return fy_edit_no_memory(error);
    }
    for (size_t i = 0; i < model->size; i++) {
        intervals[i] = model->intervals[i];
        intervals[i].text = fy_no_text;
    }
    edit->content->size = model->size;
    edit->content->intervals = intervals;
    return FY_OK;
}

/* The content of a tier as a view, owned by the tier. */
static struct fy_tier_content view(const struct fy_tier *tier)
{
    return (struct fy_tier_content){ .kind = tier->kind,
                                     .name = tier->name,
                                     .xmin = tier->xmin,
                                     .xmax = tier->xmax,
                                     .size = tier->size,
                                     .intervals = tier->intervals,
                                     .points = tier->points };
}

enum fy_status fy_edit_remove_tier(struct fy_edit *edit, struct fy_grid *grid, size_t tier, struct fy_error *error)
{
    *edit = (struct fy_edit){ 0 };
    if (tier >= grid->tier_count) {
        return fy_edit_no_such_tier(grid, tier, error);
    }
    struct fy_tier_content content = view(&grid->tiers[tier]);
    struct fy_tier_content *copy = fy_tier_content_copy(&content);
    if (!copy) {
        return fy_edit_no_memory(error);
    }
    *edit = (struct fy_edit){ .kind = FY_EDIT_REMOVE_TIER, .tier = tier, .content = copy };
    return FY_OK;
}

enum fy_status fy_edit_rename_tier(struct fy_edit *edit, struct fy_grid *grid, size_t tier, const char *name,
                                   struct fy_error *error)
{
    *edit = (struct fy_edit){ 0 };
    if (tier >= grid->tier_count) {
        return fy_edit_no_such_tier(grid, tier, error);
    }
    const char *before = grid->tiers[tier].name, *after = NULL;
    enum fy_status status = check_new_name(grid, name, tier, error);
    if (status == FY_OK) {
        status = fy_edit_keep(grid, name, strlen(name), before, &after, error);
    }
    if (status == FY_OK) {
        *edit = (struct fy_edit){ .kind = FY_EDIT_RENAME_TIER, .tier = tier, .before = before, .after = after };
    }
    return status;
}

/* ---- applying ----
 * Names are not compared with other tiers' here: the inverse of repairing a document with two tiers of one name must
 * apply too. */

void fy_spare_tiers_clear(struct fy_spare_tiers *spares)
{
    for (size_t i = 0; i < spares->count; i++) {
        fy_tier_free_items(&spares->tiers[i]);
    }
    fy_free(spares->tiers);
    *spares = (struct fy_spare_tiers){ 0 };
}

static enum fy_status add_tier(const struct fy_edit *edit, struct fy_grid *grid, struct fy_spare_tiers *spares,
                               struct fy_error *error)
{
    const struct fy_tier_content *content = edit->content;
    enum fy_status status = check_place(grid, edit->tier, error);
    if (status != FY_OK) {
        return status;
    }
    if (!content_is_sound(content)) {
        return fy_fail(error, FY_INVALID,
                       _("The content of the new tier is not sound: times must be finite and in order."));
    }
    struct fy_tier added = {
        .kind = content->kind, .name = content->name, .xmin = content->xmin, .xmax = content->xmax
    };
    if (fy_grid_make_room(grid, grid->tier_count + 1) != FY_OK) {
        return fy_edit_no_memory(error);
    }
    if (spares && spares->returning && spares->count > 0) {
        added = spares->tiers[--spares->count];
    } else if (content->size > 0) {
        if (fy_tier_make_room(&added, content->size) != FY_OK) {
            return fy_edit_no_memory(error);
        }
        added.size = content->size;
        if (content->kind == FY_INTERVAL_TIER) {
            memcpy(added.intervals, content->intervals, content->size * sizeof *added.intervals);
        } else {
            memcpy(added.points, content->points, content->size * sizeof *added.points);
        }
    }
    struct fy_tier *place = grid->tiers + edit->tier;
    memmove(place + 1, place, (grid->tier_count - edit->tier) * sizeof *place);
    *place = added;
    grid->tier_count++;
    return FY_OK;
}

static bool content_is(const struct fy_tier_content *content, const struct fy_tier *tier)
{
    return content_is_sound(content) && content->kind == tier->kind && content->size == tier->size &&
           fy_same_text(content->name, tier->name) && fy_same_time(content->xmin, tier->xmin) &&
           fy_same_time(content->xmax, tier->xmax) &&
           (tier->kind == FY_INTERVAL_TIER ? fy_intervals_equal(content->intervals, tier->intervals, tier->size)
                                           : fy_points_equal(content->points, tier->points, tier->size));
}

static enum fy_status remove_tier(const struct fy_edit *edit, struct fy_grid *grid, struct fy_spare_tiers *spares,
                                  struct fy_error *error)
{
    struct fy_tier *place = grid->tiers + edit->tier;
    if (!content_is(edit->content, place)) {
        return fy_fail(error, FY_INVALID, _("Tier \"%s\" does not hold what this change expects; nothing was changed."),
                       place->name);
    }
    if (spares && !spares->returning) {
        struct fy_tier *tiers = fy_grow(spares->tiers, &spares->capacity, spares->count + 1, sizeof *tiers);
        if (!tiers) {
            return fy_edit_no_memory(error);
        }
        spares->tiers = tiers;
        spares->tiers[spares->count++] = *place;
    } else {
        fy_tier_free_items(place);
    }
    memmove(place, place + 1, (grid->tier_count - edit->tier - 1) * sizeof *place);
    grid->tier_count--;
    return FY_OK;
}

enum fy_status fy_tier_edit_apply(const struct fy_edit *edit, struct fy_grid *grid, struct fy_spare_tiers *spares,
                                  struct fy_error *error)
{
    if (edit->kind == FY_EDIT_ADD_TIER) {
        return add_tier(edit, grid, spares, error);
    }
    if (edit->tier >= grid->tier_count) {
        return fy_edit_no_such_tier(grid, edit->tier, error);
    }
    if (edit->kind == FY_EDIT_REMOVE_TIER) {
        return remove_tier(edit, grid, spares, error);
    }
    struct fy_tier *tier = &grid->tiers[edit->tier];
    if (!edit->before || !edit->after || !fy_same_text(tier->name, edit->before)) {
        return fy_fail(error, FY_INVALID,
                       _("Tier \"%s\" is not the one that this change renames; nothing was changed."), tier->name);
    }
    tier->name = edit->after;
    return FY_OK;
}

/* Boundaries: inserting, removing and moving them, in a tier and in its sisters. */
#include "base/messages.h"
#include "grid/internal.h"
#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <math.h>

/* ---- places ----
 * A place is usable if the time alone finds it, before and after the edit: the two sides touch in the same bits and
 * last, and no other interval reaches over it. Gaps, overlaps and empty intervals elsewhere do not matter. */

/* The interval left of the boundary at `time`, or FY_NONE where there is no usable one. */
static size_t find_boundary(const struct fy_tier *tier, double time)
{
    size_t right = fy_tier_search(tier, time);
    if (right == FY_NONE || right == 0) {
        return FY_NONE;
    }
    const struct fy_interval *l = &tier->intervals[right - 1], *r = &tier->intervals[right];
    bool touch = fy_same_time(l->xmax, time) && fy_same_time(r->xmin, time) && l->xmin < time && time < r->xmax;
    bool covered = right >= 2 && tier->intervals[right - 2].xmax > time;
    return touch && !covered ? right - 1 : FY_NONE;
}

/* The one interval that `time` is strictly inside of, or FY_NONE. */
static size_t find_inside(const struct fy_tier *tier, double time)
{
    size_t i = fy_tier_search(tier, time);
    if (i == FY_NONE || !(tier->intervals[i].xmin < time && time < tier->intervals[i].xmax) ||
        (i > 0 && tier->intervals[i - 1].xmax > time)) {
        return FY_NONE;
    }
    return i;
}

/* Whether the boundary right of interval `left` may stand at `to`. */
static bool may_stand(const struct fy_tier *tier, size_t left, double to)
{
    const struct fy_interval *l = &tier->intervals[left];
    return l[0].xmin < to && to < l[1].xmax && (left == 0 || l[-1].xmax <= to) &&
           (left + 2 >= tier->size || to < l[2].xmin);
}

static const char *shown(double time, char text[FY_NUMBER_SIZE])
{
    return isfinite(time) ? fy_time_write(time, 3, text) : "?";
}

/* ---- making ---- */

/* Space for a part in each tier of the grid. */
static enum fy_status start_edit(struct fy_edit *edit, const struct fy_grid *grid, enum fy_edit_kind kind, double time,
                                 struct fy_error *error)
{
    *edit = (struct fy_edit){ .kind = kind, .time = time };
    edit->parts = fy_calloc(grid->tier_count, sizeof *edit->parts);
    return edit->parts ? FY_OK : fy_edit_no_memory(error);
}

static enum fy_status give_up(struct fy_edit *edit, enum fy_status status)
{
    fy_edit_clear(edit);
    return status;
}

enum fy_status fy_edit_insert_boundary(struct fy_edit *edit, struct fy_grid *grid, size_t tier, double time, size_t cut,
                                       struct fy_error *error)
{
    char at[FY_NUMBER_SIZE];
    *edit = (struct fy_edit){ 0 };
    const struct fy_tier *t = fy_edit_tier(grid, tier, FY_INTERVAL_TIER, error);
    if (!t) {
        return FY_INVALID;
    }
    time += 0.0; /* -0 becomes 0 */
    size_t i = find_inside(t, time);
    if (i == FY_NONE) {
        return fy_fail(
            error, FY_INVALID,
            _("Tier \"%s\" cannot be split at %s: that must be inside one interval, not at its edge, in a gap "
              "or where intervals overlap."),
            t->name, shown(time, at));
    }
    double xmin = t->intervals[i].xmin, xmax = t->intervals[i].xmax;
    enum fy_status status = start_edit(edit, grid, FY_EDIT_INSERT_BOUNDARY, time, error);
    if (status != FY_OK) {
        return status;
    }
    for (size_t k = 0; k < grid->tier_count; k++) {
        const struct fy_tier *sister = &grid->tiers[k];
        size_t inside = fy_tiers_are_sisters(grid, tier, k) ? find_inside(sister, time) : FY_NONE;
        if (inside == FY_NONE || !fy_same_time(sister->intervals[inside].xmin, xmin) ||
            !fy_same_time(sister->intervals[inside].xmax, xmax)) {
            continue;
        }
        const char *label = sister->intervals[inside].text;
        struct fy_edit_part *part = &edit->parts[edit->part_count++];
        *part = (struct fy_edit_part){ .tier = k, .merged = label, .left = label, .right = fy_no_text };
        if (fy_name_is_closed_list(sister->name)) {
            part->right = label;
        } else if (k == tier && !fy_label_cut(grid, label, cut, &part->left, &part->right)) {
            return give_up(edit, fy_edit_no_memory(error));
        }
    }
    return FY_OK;
}

/* The tier whose boundary `index` it is, if an edit can take hold of it; NULL and a sentence otherwise. */
static const struct fy_tier *hold_boundary(const struct fy_grid *grid, size_t tier, size_t index,
                                           struct fy_error *error)
{
    char at[FY_NUMBER_SIZE];
    const struct fy_tier *t = fy_edit_tier(grid, tier, FY_INTERVAL_TIER, error);
    if (!t) {
        return NULL;
    }
    if (t->size < 2 || index > t->size - 2) {
        (void)fy_fail(error, FY_INVALID, _("Tier \"%s\" has no boundary there: no interval comes after this one."),
                      t->name);
        return NULL;
    }
    if (find_boundary(t, t->intervals[index + 1].xmin) != index) {
        (void)fy_fail(error, FY_INVALID,
                      _("Tier \"%s\" is broken at %s: there is a gap, an overlap or an empty interval. Repair that "
                        "place first."),
                      t->name, shown(t->intervals[index + 1].xmin, at));
        return NULL;
    }
    return t;
}

enum fy_status fy_edit_remove_boundary(struct fy_edit *edit, struct fy_grid *grid, size_t tier, size_t index,
                                       struct fy_error *error)
{
    *edit = (struct fy_edit){ 0 };
    const struct fy_tier *t = hold_boundary(grid, tier, index, error);
    if (!t) {
        return FY_INVALID;
    }
    const struct fy_interval *own = &t->intervals[index];
    enum fy_status status = start_edit(edit, grid, FY_EDIT_REMOVE_BOUNDARY, own[1].xmin, error);
    if (status != FY_OK) {
        return status;
    }
    for (size_t k = 0; k < grid->tier_count; k++) {
        const struct fy_tier *sister = &grid->tiers[k];
        size_t left = fy_tiers_are_sisters(grid, tier, k) ? find_boundary(sister, edit->time) : FY_NONE;
        if (left == FY_NONE || !fy_same_time(sister->intervals[left].xmin, own[0].xmin) ||
            !fy_same_time(sister->intervals[left + 1].xmax, own[1].xmax)) {
            continue;
        }
        const char *l = sister->intervals[left].text, *r = sister->intervals[left + 1].text;
        const char *merged =
            fy_name_is_closed_list(sister->name) ? fy_label_join_codes(grid, l, r) : fy_label_join(grid, l, r);
        if (!merged) {
            return give_up(edit, fy_edit_no_memory(error));
        }
        edit->parts[edit->part_count++] = (struct fy_edit_part){ .tier = k, .merged = merged, .left = l, .right = r };
    }
    return FY_OK;
}

enum fy_status fy_edit_move_boundary(struct fy_edit *edit, struct fy_grid *grid, size_t tier, size_t index, double to,
                                     struct fy_error *error)
{
    char at[FY_NUMBER_SIZE], low[FY_NUMBER_SIZE], high[FY_NUMBER_SIZE];
    *edit = (struct fy_edit){ 0 };
    const struct fy_tier *t = hold_boundary(grid, tier, index, error);
    if (!t) {
        return FY_INVALID;
    }
    enum fy_status status = start_edit(edit, grid, FY_EDIT_MOVE_BOUNDARY, t->intervals[index + 1].xmin, error);
    if (status != FY_OK) {
        return status;
    }
    edit->to = to + 0.0; /* -0 becomes 0 */
    for (size_t k = 0; k < grid->tier_count; k++) {
        const struct fy_tier *sister = &grid->tiers[k];
        size_t left = fy_tiers_are_sisters(grid, tier, k) ? find_boundary(sister, edit->time) : FY_NONE;
        if (left == FY_NONE) {
            continue;
        }
        if (!may_stand(sister, left, to)) {
            return give_up(edit, fy_fail(error, FY_INVALID,
                                         _("The boundary cannot move to %s: in tier \"%s\" it must stay between its "
                                           "neighbours at %s and %s."),
                                         shown(to, at), sister->name, shown(sister->intervals[left].xmin, low),
                                         shown(sister->intervals[left + 1].xmax, high)));
        }
        edit->parts[edit->part_count++] = (struct fy_edit_part){ .tier = k };
    }
    return FY_OK;
}

/* ---- applying ---- */

static enum fy_status not_as_expected(const struct fy_tier *tier, double time, struct fy_error *error)
{
    char at[FY_NUMBER_SIZE];
    return fy_fail(error, FY_INVALID, _("Tier \"%s\" is not as this change expects it at %s; nothing was changed."),
                   tier->name, shown(time, at));
}

static bool part_fits(const struct fy_edit *edit, const struct fy_edit_part *part, const struct fy_tier *tier)
{
    size_t i;
    if (edit->kind == FY_EDIT_MOVE_BOUNDARY) {
        i = find_boundary(tier, edit->time);
        return i != FY_NONE && may_stand(tier, i, edit->to);
    }
    if (!part->merged || !part->left || !part->right) {
        return false;
    }
    if (edit->kind == FY_EDIT_INSERT_BOUNDARY) {
        i = find_inside(tier, edit->time);
        return i != FY_NONE && fy_same_text(tier->intervals[i].text, part->merged);
    }
    i = find_boundary(tier, edit->time);
    return i != FY_NONE && fy_same_text(tier->intervals[i].text, part->left) &&
           fy_same_text(tier->intervals[i + 1].text, part->right);
}

static enum fy_status check(const struct fy_edit *edit, struct fy_grid *grid, struct fy_error *error)
{
    if (edit->part_count == 0 || edit->part_count > grid->tier_count || !edit->parts || !isfinite(edit->time) ||
        (edit->kind == FY_EDIT_MOVE_BOUNDARY && !isfinite(edit->to))) {
        return fy_fail(error, FY_INVALID, _("This change of a boundary has no usable time or list of tiers."));
    }
    for (size_t p = 0; p < edit->part_count; p++) {
        const struct fy_edit_part *part = &edit->parts[p];
        struct fy_tier *tier = fy_edit_tier(grid, part->tier, FY_INTERVAL_TIER, error);
        if (!tier) {
            return FY_INVALID;
        }
        if (p > 0 && part->tier <= edit->parts[p - 1].tier) {
            return fy_fail(error, FY_INVALID, _("This change of a boundary names tier \"%s\" twice or out of order."),
                           tier->name);
        }
        if (!part_fits(edit, part, tier)) {
            return not_as_expected(tier, edit->time, error);
        }
        if (edit->kind == FY_EDIT_INSERT_BOUNDARY && fy_tier_make_room(tier, tier->size + 1) != FY_OK) {
            return fy_edit_no_memory(error);
        }
    }
    return FY_OK;
}

static void insert_boundary(struct fy_tier *tier, double time, const struct fy_edit_part *part)
{
    size_t i = find_inside(tier, time);
    struct fy_interval *l = &tier->intervals[i];
    memmove(l + 1, l, (tier->size - i) * sizeof *l);
    tier->size++;
    l[0].xmax = time;
    l[0].text = part->left;
    l[1].xmin = time;
    l[1].text = part->right;
}

static void remove_boundary(struct fy_tier *tier, double time, const struct fy_edit_part *part)
{
    size_t i = find_boundary(tier, time);
    struct fy_interval *l = &tier->intervals[i];
    l[0].xmax = l[1].xmax;
    l[0].text = part->merged;
    memmove(l + 1, l + 2, (tier->size - i - 2) * sizeof *l);
    tier->size--;
}

enum fy_status fy_boundary_apply(const struct fy_edit *edit, struct fy_grid *grid, struct fy_error *error)
{
    enum fy_status status = check(edit, grid, error);
    for (size_t p = 0; status == FY_OK && p < edit->part_count; p++) {
        const struct fy_edit_part *part = &edit->parts[p];
        struct fy_tier *tier = &grid->tiers[part->tier];
        if (edit->kind == FY_EDIT_INSERT_BOUNDARY) {
            insert_boundary(tier, edit->time, part);
        } else if (edit->kind == FY_EDIT_REMOVE_BOUNDARY) {
            remove_boundary(tier, edit->time, part);
        } else {
            struct fy_interval *l = &tier->intervals[find_boundary(tier, edit->time)];
            l[0].xmax = edit->to;
            l[1].xmin = edit->to;
        }
    }
    return status;
}

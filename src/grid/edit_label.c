/* Labels of intervals, and points with their marks. Points are found by time; of several at one time, the last. */
#include "base/messages.h"
#include "grid/internal.h"
#include <fangyin/number.h>
#include <math.h>

/* ---- labels ---- */

static enum fy_status no_such_item(const struct fy_tier *tier, size_t index, struct fy_error *error)
{
    return fy_fail(error, FY_INVALID, _("Tier \"%s\" has no item number %zu; it has %zu."), tier->name,
                   index == FY_NONE ? index : index + 1, tier->size);
}

enum fy_status fy_edit_set_label(struct fy_edit *edit, struct fy_grid *grid, size_t tier, size_t index,
                                 const char *text, size_t size, struct fy_error *error)
{
    *edit = (struct fy_edit){ 0 };
    const struct fy_tier *t = fy_edit_tier(grid, tier, FY_INTERVAL_TIER, error);
    if (!t) {
        return FY_INVALID;
    }
    if (index >= t->size) {
        return no_such_item(t, index, error);
    }
    const char *before = t->intervals[index].text, *after = NULL;
    enum fy_status status = fy_edit_keep(grid, text, size, before, &after, error);
    if (status == FY_OK) {
        *edit = (struct fy_edit){ .kind = FY_EDIT_SET_LABEL,
                                  .tier = tier,
                                  .index = index,
                                  .time = t->intervals[index].xmin,
                                  .before = before,
                                  .after = after };
    }
    return status;
}

/* A time that may be anything, exactly: two that differ in their last bits must not look alike. */
static const char *time_shown(double time, char text[FY_NUMBER_SIZE])
{
    if (!isfinite(time)) {
        return "?";
    }
    (void)fy_number_write(time, text);
    return text;
}

enum fy_status fy_label_apply(const struct fy_edit *edit, struct fy_grid *grid, struct fy_error *error)
{
    struct fy_tier *t = fy_edit_tier(grid, edit->tier, FY_INTERVAL_TIER, error);
    if (!t) {
        return FY_INVALID;
    }
    if (edit->index >= t->size) {
        return no_such_item(t, edit->index, error);
    }
    struct fy_interval *interval = &t->intervals[edit->index];
    if (!fy_same_time(interval->xmin, edit->time)) {
        char expected[FY_NUMBER_SIZE], found[FY_NUMBER_SIZE];
        return fy_fail(error, FY_INVALID,
                       _("Interval %zu of tier \"%s\" begins at %s, not at %s as this change expects; nothing was "
                         "changed."),
                       edit->index + 1, t->name, time_shown(interval->xmin, found), time_shown(edit->time, expected));
    }
    if (!edit->before || !edit->after || !fy_same_text(interval->text, edit->before)) {
        return fy_fail(error, FY_INVALID,
                       _("Interval %zu of tier \"%s\" does not say what this change expects; nothing was changed."),
                       edit->index + 1, t->name);
    }
    interval->text = edit->after;
    return FY_OK;
}

/* ---- points ---- */

/* The last point at just this time, or FY_NONE. */
static size_t find_point(const struct fy_tier *tier, double time)
{
    size_t i = fy_tier_search(tier, time);
    return i != FY_NONE && fy_same_time(tier->points[i].time, time) ? i : FY_NONE;
}

/* Whether a point may be put at `time` by a person: in the tier's span, where no point is yet. */
static enum fy_status check_new_time(const struct fy_tier *tier, double time, struct fy_error *error)
{
    char at[FY_NUMBER_SIZE], low[FY_NUMBER_SIZE], high[FY_NUMBER_SIZE];
    if (!(tier->xmin <= time && time <= tier->xmax)) {
        return fy_fail(error, FY_INVALID, _("A point of tier \"%s\" must lie between %s and %s."), tier->name,
                       fy_time_write(tier->xmin, 3, low), fy_time_write(tier->xmax, 3, high));
    }
    size_t i = fy_tier_search(tier, time);
    if (i != FY_NONE && !(tier->points[i].time < time)) {
        return fy_fail(error, FY_INVALID, _("Tier \"%s\" has a point at %s already; choose another time."), tier->name,
                       fy_time_write(time, 3, at));
    }
    return FY_OK;
}

enum fy_status fy_edit_insert_point(struct fy_edit *edit, struct fy_grid *grid, size_t tier, double time,
                                    const char *mark, size_t size, struct fy_error *error)
{
    *edit = (struct fy_edit){ 0 };
    const struct fy_tier *t = fy_edit_tier(grid, tier, FY_POINT_TIER, error);
    if (!t) {
        return FY_INVALID;
    }
    time += 0.0; /* -0 becomes 0 */
    const char *kept = NULL;
    enum fy_status status = check_new_time(t, time, error);
    if (status == FY_OK) {
        status = fy_edit_keep(grid, mark, size, NULL, &kept, error);
    }
    if (status == FY_OK) {
        *edit = (struct fy_edit){ .kind = FY_EDIT_INSERT_POINT, .tier = tier, .time = time, .after = kept };
    }
    return status;
}

/* The point tier, if an edit can take hold of its point `index` by time; NULL and a sentence otherwise. */
static const struct fy_tier *hold_point(const struct fy_grid *grid, size_t tier, size_t index, struct fy_error *error)
{
    char at[FY_NUMBER_SIZE];
    const struct fy_tier *t = fy_edit_tier(grid, tier, FY_POINT_TIER, error);
    if (!t) {
        return NULL;
    }
    if (index >= t->size) {
        (void)no_such_item(t, index, error);
        return NULL;
    }
    if (find_point(t, t->points[index].time) != index) {
        (void)fy_fail(error, FY_INVALID,
                      _("Tier \"%s\" has several points at %s; only the last of them can be moved or removed."),
                      t->name, fy_time_write(t->points[index].time, 3, at));
        return NULL;
    }
    return t;
}

enum fy_status fy_edit_remove_point(struct fy_edit *edit, struct fy_grid *grid, size_t tier, size_t index,
                                    struct fy_error *error)
{
    *edit = (struct fy_edit){ 0 };
    const struct fy_tier *t = hold_point(grid, tier, index, error);
    if (!t) {
        return FY_INVALID;
    }
    const struct fy_point *point = &t->points[index];
    *edit = (struct fy_edit){ .kind = FY_EDIT_REMOVE_POINT, .tier = tier, .time = point->time, .before = point->mark };
    return FY_OK;
}

enum fy_status fy_edit_move_point(struct fy_edit *edit, struct fy_grid *grid, size_t tier, size_t index, double to,
                                  struct fy_error *error)
{
    *edit = (struct fy_edit){ 0 };
    const struct fy_tier *t = hold_point(grid, tier, index, error);
    if (!t) {
        return FY_INVALID;
    }
    to += 0.0; /* -0 becomes 0 */
    const struct fy_point *point = &t->points[index];
    enum fy_status status = fy_same_time(point->time, to) ? FY_OK : check_new_time(t, to, error);
    if (status == FY_OK) {
        *edit = (struct fy_edit){
            .kind = FY_EDIT_MOVE_POINT, .tier = tier, .time = point->time, .to = to, .before = point->mark
        };
    }
    return status;
}

enum fy_status fy_edit_set_mark(struct fy_edit *edit, struct fy_grid *grid, size_t tier, size_t index, const char *mark,
                                size_t size, struct fy_error *error)
{
    *edit = (struct fy_edit){ 0 };
    const struct fy_tier *t = fy_edit_tier(grid, tier, FY_POINT_TIER, error);
    if (!t) {
        return FY_INVALID;
    }
    if (index >= t->size) {
        return no_such_item(t, index, error);
    }
    const char *before = t->points[index].mark, *after = NULL;
    enum fy_status status = fy_edit_keep(grid, mark, size, before, &after, error);
    if (status == FY_OK) {
        *edit = (struct fy_edit){ .kind = FY_EDIT_SET_MARK,
                                  .tier = tier,
                                  .index = index,
                                  .time = t->points[index].time,
                                  .before = before,
                                  .after = after };
    }
    return status;
}

/* Put a point behind those at or before its time. There is room. */
static void put_point(struct fy_tier *tier, double time, const char *mark)
{
    size_t i = fy_tier_search(tier, time);
    struct fy_point *place = tier->points + (i == FY_NONE ? 0 : i + 1);
    memmove(place + 1, place, (size_t)(tier->points + tier->size - place) * sizeof *place);
    *place = (struct fy_point){ .time = time, .mark = mark };
    tier->size++;
}

static void take_point(struct fy_tier *tier, size_t index)
{
    struct fy_point *place = &tier->points[index];
    memmove(place, place + 1, (tier->size - index - 1) * sizeof *place);
    tier->size--;
}

enum fy_status fy_point_apply(const struct fy_edit *edit, struct fy_grid *grid, struct fy_error *error)
{
    struct fy_tier *t = fy_edit_tier(grid, edit->tier, FY_POINT_TIER, error);
    if (!t) {
        return FY_INVALID;
    }
    if (edit->kind == FY_EDIT_INSERT_POINT) {
        if (!isfinite(edit->time) || !edit->after) {
            return fy_fail(error, FY_INVALID, _("This change puts a point without a usable time or mark."));
        }
        if (fy_tier_make_room(t, t->size + 1) != FY_OK) {
            return fy_edit_no_memory(error);
        }
        put_point(t, edit->time, edit->after);
        return FY_OK;
    }
    size_t i = edit->kind == FY_EDIT_SET_MARK ? edit->index : find_point(t, edit->time);
    if (i >= t->size || !fy_same_time(t->points[i].time, edit->time) || !edit->before ||
        !fy_same_text(t->points[i].mark, edit->before)) {
        return fy_fail(error, FY_INVALID,
                       _("Tier \"%s\" does not have the point that this change expects; nothing was changed."),
                       t->name);
    }
    if (edit->kind == FY_EDIT_SET_MARK ? !edit->after : edit->kind == FY_EDIT_MOVE_POINT && !isfinite(edit->to)) {
        return fy_fail(error, FY_INVALID, _("This change puts a point without a usable time or mark."));
    }
    if (edit->kind == FY_EDIT_SET_MARK) {
        t->points[i].mark = edit->after;
        return FY_OK;
    }
    const char *mark = t->points[i].mark;
    take_point(t, i);
    if (edit->kind == FY_EDIT_MOVE_POINT) {
        put_point(t, edit->to, mark);
    }
    return FY_OK;
}

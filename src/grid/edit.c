#include "base/messages.h"
#include "grid/internal.h"
#include <fangyin/edit.h>
#include <fangyin/memory.h>
#include <fangyin/text.h>

static void free_content(struct fy_tier_content *content)
{
    if (content) {
        fy_free(content->intervals);
        fy_free(content->points);
        fy_free(content);
    }
}

void fy_edit_clear(struct fy_edit *edit)
{
    fy_free(edit->parts);
    free_content(edit->content);
    *edit = (struct fy_edit){ 0 };
}

enum fy_status fy_edit_no_memory(struct fy_error *error)
{
    return fy_fail(error, FY_NO_MEMORY, _("There is not enough memory for this change; nothing was changed."));
}

enum fy_status fy_edit_no_such_tier(const struct fy_grid *grid, size_t tier, struct fy_error *error)
{
    return fy_fail(error, FY_INVALID, _("There is no tier number %zu; the document has %zu tiers."),
                   tier == FY_NONE ? tier : tier + 1, grid->tier_count);
}

struct fy_tier *fy_edit_tier(const struct fy_grid *grid, size_t tier, enum fy_tier_kind kind, struct fy_error *error)
{
    if (tier >= grid->tier_count) {
        (void)fy_edit_no_such_tier(grid, tier, error);
        return NULL;
    }
    struct fy_tier *found = &grid->tiers[tier];
    if (found->kind != kind) {
        (void)fy_fail(error, FY_INVALID,
                      kind == FY_INTERVAL_TIER ? _("Tier \"%s\" holds points; this change needs a tier of intervals.")
                                               : _("Tier \"%s\" holds intervals; this change needs a tier of points."),
                      found->name);
        return NULL;
    }
    return found;
}

enum fy_status fy_edit_check_text(const char *text, size_t size, struct fy_error *error)
{
    if (size > 0 && (memchr(text, '\0', size) || !fy_text_valid(text, size, NULL))) {
        return fy_fail(error, FY_INVALID, _("This is no valid text: it must be UTF-8 without NUL bytes."));
    }
    return FY_OK;
}

enum fy_status fy_edit_keep(struct fy_grid *grid, const char *text, size_t size, const char *same, const char **kept,
                            struct fy_error *error)
{
    enum fy_status status = fy_edit_check_text(text, size, error);
    if (status != FY_OK) {
        return status;
    }
    bool known = same && strlen(same) == size && (size == 0 || memcmp(same, text, size) == 0);
    *kept = known ? same : fy_grid_keep(grid, text, size);
    return *kept ? FY_OK : fy_edit_no_memory(error);
}

struct fy_edit fy_edit_reversed(const struct fy_edit *edit)
{
    struct fy_edit reversed = *edit;
    switch (edit->kind) {
    case FY_EDIT_INSERT_BOUNDARY:
        reversed.kind = FY_EDIT_REMOVE_BOUNDARY;
        break;
    case FY_EDIT_REMOVE_BOUNDARY:
        reversed.kind = FY_EDIT_INSERT_BOUNDARY;
        break;
    case FY_EDIT_MOVE_BOUNDARY:
    case FY_EDIT_MOVE_POINT:
        reversed.time = edit->to;
        reversed.to = edit->time;
        break;
    case FY_EDIT_INSERT_POINT:
        reversed.kind = FY_EDIT_REMOVE_POINT;
        reversed.before = edit->after;
        reversed.after = NULL;
        break;
    case FY_EDIT_REMOVE_POINT:
        reversed.kind = FY_EDIT_INSERT_POINT;
        reversed.after = edit->before;
        reversed.before = NULL;
        break;
    case FY_EDIT_SET_LABEL:
    case FY_EDIT_SET_MARK:
    case FY_EDIT_RENAME_TIER:
        reversed.before = edit->after;
        reversed.after = edit->before;
        break;
    case FY_EDIT_ADD_TIER:
        reversed.kind = FY_EDIT_REMOVE_TIER;
        break;
    case FY_EDIT_REMOVE_TIER:
        reversed.kind = FY_EDIT_ADD_TIER;
        break;
    }
    return reversed;
}

/* A copy of an array that may be empty. False: no memory. */
static bool copy_array(void **copy, const void *array, size_t count, size_t size)
{
    *copy = NULL;
    if (!array || count == 0) {
        return true;
    }
    *copy = fy_malloc(count * size); /* cannot overflow: the array exists */
    if (*copy) {
        memcpy(*copy, array, count * size);
    }
    return *copy != NULL;
}

struct fy_tier_content *fy_tier_content_copy(const struct fy_tier_content *content)
{
    struct fy_tier_content *copy = fy_malloc(sizeof *copy);
    void *intervals = NULL, *points = NULL;
    if (!copy || !copy_array(&intervals, content->intervals, content->size, sizeof *copy->intervals) ||
        !copy_array(&points, content->points, content->size, sizeof *copy->points)) {
        fy_free(intervals);
        fy_free(copy);
        return NULL;
    }
    *copy = *content;
    copy->intervals = intervals;
    copy->points = points;
    return copy;
}

enum fy_status fy_edit_invert(struct fy_edit *inverse, const struct fy_edit *edit)
{
    struct fy_edit reversed = fy_edit_reversed(edit);
    void *parts = NULL;
    *inverse = (struct fy_edit){ 0 };
    reversed.content = edit->content ? fy_tier_content_copy(edit->content) : NULL;
    if ((edit->content && !reversed.content) ||
        !copy_array(&parts, edit->parts, edit->part_count, sizeof *edit->parts)) {
        free_content(reversed.content);
        return FY_NO_MEMORY;
    }
    reversed.parts = parts;
    *inverse = reversed;
    return FY_OK;
}

enum fy_status fy_edit_apply_sparing(const struct fy_edit *edit, struct fy_grid *grid, struct fy_spare_tiers *spares,
                                     struct fy_error *error)
{
    switch (edit->kind) {
    case FY_EDIT_INSERT_BOUNDARY:
    case FY_EDIT_REMOVE_BOUNDARY:
    case FY_EDIT_MOVE_BOUNDARY:
        return fy_boundary_apply(edit, grid, error);
    case FY_EDIT_SET_LABEL:
        return fy_label_apply(edit, grid, error);
    case FY_EDIT_INSERT_POINT:
    case FY_EDIT_REMOVE_POINT:
    case FY_EDIT_MOVE_POINT:
    case FY_EDIT_SET_MARK:
        return fy_point_apply(edit, grid, error);
    case FY_EDIT_ADD_TIER:
    case FY_EDIT_REMOVE_TIER:
    case FY_EDIT_RENAME_TIER:
        return fy_tier_edit_apply(edit, grid, spares, error);
    }
    return fy_fail(error, FY_INVALID, _("There is no change of kind %d."), (int)edit->kind);
}

enum fy_status fy_edit_apply(const struct fy_edit *edit, struct fy_grid *grid, struct fy_error *error)
{
    return fy_edit_apply_sparing(edit, grid, NULL, error);
}

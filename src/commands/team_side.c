/* Several people's versions of a unit side by side, names hidden: each one's tiers with "@v1", "@v2" ... behind. */
#include "base/messages.h"
#include "commands/team_grids.h"

#include <fangyin/edit.h>
#include <fangyin/memory.h>
#include <fangyin/team_versions.h>
#include <string.h>

static enum fy_status add_version(struct fy_grid *grid, const struct fy_grid *version, size_t number)
{
    enum fy_status status = FY_OK;
    for (size_t t = 0; status == FY_OK && t < fy_grid_tier_count(version); t++) {
        struct fy_buffer name = FY_BUFFER_EMPTY;
        size_t tier;
        fy_buffer_puts(&name, fy_tier_name(version, t));
        if (number > 0)
            fy_buffer_printf(&name, "%sv%zu", fy_name_speaker(fy_tier_name(version, t)) ? "." : "@", number);
        status = name.failed ? FY_NO_MEMORY
                             : fy_grid_append_tier(grid, fy_tier_kind(version, t), fy_buffer_text(&name), name.size,
                                                   fy_tier_xmin(version, t), fy_tier_xmax(version, t), &tier);
        for (size_t i = 0; status == FY_OK && i < fy_tier_size(version, t); i++) {
            if (fy_tier_kind(version, t) == FY_INTERVAL_TIER) {
                const struct fy_interval *one = &fy_tier_intervals(version, t)[i];
                status = fy_tier_append_interval(grid, tier, one->xmin, one->xmax, one->text, strlen(one->text));
            } else {
                const struct fy_point *one = &fy_tier_points(version, t)[i];
                status = fy_tier_append_point(grid, tier, one->time, one->mark, strlen(one->mark));
            }
        }
        fy_buffer_free(&name);
    }
    return status;
}

/* In the order of their hashes, which tells nothing of whose they are. NULL after the last. */
static const struct fy_unit_slot *next_by_content(const struct fy_unit *unit, const struct fy_unit_slot *last)
{
    const struct fy_unit_slot *next = NULL;
    for (size_t i = 0; i < unit->slot_count; i++) {
        const struct fy_unit_slot *slot = &unit->slots[i];
        const int order = last ? strcmp(slot->content, last->content) : 1;
        const bool later = slot->content[0] != '\0' && (order > 0 || (order == 0 && slot > last));
        if (later && (!next || strcmp(slot->content, next->content) < 0))
            next = slot;
    }
    return next;
}

/* All of them, which is what a work file is made from. */
static enum fy_status name_base(const struct fy_unit *unit, const char *first, struct fy_buffer *base,
                                struct fy_error *error)
{
    fy_buffer_puts(base, first ? first : "");
    for (const struct fy_unit_slot *slot = NULL; (slot = next_by_content(unit, slot)) != NULL;)
        fy_buffer_printf(base, " %s", slot->content);
    return base->failed ? team_no_memory(error) : FY_OK;
}

static enum fy_status put_together(const struct team_call *call, const struct fy_unit *unit, const char *first,
                                   struct fy_grid **grid, struct fy_error *error)
{
    size_t number = 0;
    enum fy_status status = FY_OK;
    *grid = NULL;
    if (first)
        status = fy_team_content(call->store, first, grid, error);
    for (const struct fy_unit_slot *slot = NULL; status == FY_OK && (slot = next_by_content(unit, slot)) != NULL;) {
        struct fy_grid *version = NULL;
        status = fy_team_content(call->store, slot->content, &version, error);
        if (status == FY_OK && !*grid) {
            *grid = fy_grid_new(fy_grid_xmin(version), fy_grid_xmax(version));
            status = *grid ? add_version(*grid, version, 0) : FY_NO_MEMORY;
        }
        if (status == FY_OK)
            status = add_version(*grid, version, ++number);
        fy_grid_free(version);
    }
    return status == FY_NO_MEMORY ? team_no_memory(error) : status;
}

enum fy_status team_make_settling(const struct team_call *call, const struct fy_unit *unit, const char *first,
                                  struct fy_error *error)
{
    char path[PATH_MAX];
    struct fy_grid *grid = NULL;
    struct fy_buffer base = FY_BUFFER_EMPTY;
    enum fy_status status = name_base(unit, first, &base, error);
    if (status == FY_OK && team_begin_work(call, unit->name, fy_buffer_text(&base), path, &status, error)) {
        status = put_together(call, unit, first, &grid, error);
        if (status == FY_OK && grid)
            status = team_save_work(path, grid, fy_buffer_text(&base), error);
    }
    fy_grid_free(grid);
    fy_buffer_free(&base);
    return status;
}

/* A name that add_version makes: text@v2, text@mei.v2. */
static bool is_version(const struct fy_grid *grid, const char *name)
{
    const size_t size = strlen(name);
    const char *v = strrchr(name, 'v');
    if (!v || v == name || (v[-1] != '@' && v[-1] != '.') || v[1] == '\0' ||
        strspn(v + 1, "0123456789") != strlen(v + 1))
        return false;
    char *bare = fy_must_strdup(name);
    bare[size - strlen(v) - 1] = '\0';
    const bool there = fy_grid_find_tier(grid, bare) != FY_NONE;
    fy_free(bare);
    return there;
}

enum fy_status team_drop_versions(struct fy_grid *grid, struct fy_error *error)
{
    enum fy_status status = FY_OK;
    for (size_t t = fy_grid_tier_count(grid); status == FY_OK && t > 0; t--) {
        struct fy_edit edit = { 0 };
        if (!is_version(grid, fy_tier_name(grid, t - 1)))
            continue;
        status = fy_edit_remove_tier(&edit, grid, t - 1, error);
        if (status == FY_OK)
            status = fy_edit_apply(&edit, grid, error);
        fy_edit_clear(&edit);
    }
    return status;
}

const struct fy_unit_slot *team_earliest(const struct fy_unit *unit)
{
    const struct fy_unit_slot *first = NULL;
    for (size_t i = 0; i < unit->slot_count; i++) {
        const struct fy_unit_slot *slot = &unit->slots[i];
        if (slot->state == FY_SLOT_SUBMITTED && (!first || slot->rev < first->rev))
            first = slot;
    }
    return first;
}

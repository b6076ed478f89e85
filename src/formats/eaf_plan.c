#include "formats/eaf_plan.h"

#include <fangyin/memory.h>

#include "base/messages.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const fy_eaf_sister_names[FY_EAF_SISTERS] = { "text", "dialect", "std",   "rom",     "ipa",
                                                          "tone", "speaker", "event", "emotion", "content",
                                                          "note", "status",  "flag",  "id" };

enum { NAMES_COMPARED = 1000 }; /* tiers beyond which every name gets a number */
static const double slot_limit = 4294967295.0;

size_t fy_eaf_sister_kind(const char *name)
{
    size_t size = strcspn(name, "@");
    for (size_t i = 0; i < FY_EAF_SISTERS; i++)
        if (strlen(fy_eaf_sister_names[i]) == size && memcmp(fy_eaf_sister_names[i], name, size) == 0)
            return i;
    return FY_NONE;
}

const char *fy_eaf_type_name(size_t type)
{
    if (type < FY_EAF_SISTERS)
        return fy_eaf_sister_names[type];
    return type == FY_EAF_TYPE_POINT             ? FY_EAF_POINT_TYPE
           : type == FY_EAF_TYPE_DIALECT_ALIGNED ? "dialect-aligned"
                                                 : "aligned";
}

bool fy_eaf_type_is_child(size_t type)
{
    return type != FY_EAF_TYPE_TEXT && type < FY_EAF_SISTERS;
}

const char *fy_eaf_plan_name(const struct fy_eaf_plan *plan, const struct fy_grid *grid, size_t tier)
{
    return plan->tiers[tier].name ? plan->tiers[tier].name : fy_tier_name(grid, tier);
}

void fy_eaf_plan_free(struct fy_eaf_plan *plan)
{
    for (size_t t = 0; plan->tiers && t < plan->count; t++) {
        fy_free(plan->tiers[t].name);
        fy_free(plan->tiers[t].items);
    }
    fy_free(plan->tiers);
    fy_free(plan->slots);
}

/* ---- which tier hangs below which ---- */

/* Each interval starts where the one before has ended, and lasts. */
static bool is_clean(const struct fy_grid *grid, size_t tier)
{
    const struct fy_interval *intervals = fy_tier_intervals(grid, tier);
    for (size_t i = 0; i < fy_tier_size(grid, tier); i++)
        if (intervals[i].xmin >= intervals[i].xmax || (i > 0 && intervals[i].xmin < intervals[i - 1].xmax))
            return false;
    return true;
}

/* The interval of exactly that span, or FY_NONE. */
static size_t same_span(const struct fy_grid *grid, size_t tier, const struct fy_interval *wanted)
{
    size_t index = fy_tier_index_at(grid, tier, wanted->xmin);
    if (index == FY_NONE)
        return FY_NONE;
    const struct fy_interval *found = &fy_tier_intervals(grid, tier)[index];
    return found->xmin == wanted->xmin && found->xmax == wanted->xmax ? index : FY_NONE;
}

static bool may_hang_below(const struct fy_grid *grid, size_t tier, size_t text)
{
    if (!is_clean(grid, tier) || !is_clean(grid, text))
        return false;
    for (size_t i = 0; i < fy_tier_size(grid, tier); i++) {
        const struct fy_interval *interval = &fy_tier_intervals(grid, tier)[i];
        if (interval->text[0] && same_span(grid, text, interval) == FY_NONE)
            return false;
    }
    return true;
}

static size_t find_text(const struct fy_eaf_plan *plan, const struct fy_grid *grid, size_t tier)
{
    for (size_t t = 0; t < plan->count; t++)
        if (plan->tiers[t].written && fy_tier_kind(grid, t) == FY_INTERVAL_TIER &&
            fy_name_is_sister(fy_tier_name(grid, t), "text", fy_tier_name(grid, tier)))
            return t == tier ? FY_NONE : t;
    return FY_NONE;
}

static void place_tier(struct fy_eaf_plan *plan, const struct fy_grid *grid, size_t tier)
{
    struct fy_eaf_plan_tier *planned = &plan->tiers[tier];
    size_t kind = fy_eaf_sister_kind(fy_tier_name(grid, tier)), text = FY_NONE;
    planned->type = FY_EAF_TYPE_ALIGNED;
    if (fy_tier_kind(grid, tier) == FY_POINT_TIER) {
        planned->type = FY_EAF_TYPE_POINT;
        return;
    }
    if (kind == FY_EAF_TYPE_TEXT)
        planned->type = FY_EAF_TYPE_TEXT;
    else if (kind != FY_NONE)
        text = find_text(plan, grid, tier);
    if (text != FY_NONE && may_hang_below(grid, tier, text)) {
        planned->parent = text;
        planned->type = kind;
    } else if (kind == FY_EAF_DIALECT) {
        planned->type = FY_EAF_TYPE_DIALECT_ALIGNED;
    }
}

/* Tier names are keys in an ELAN document. */
static enum fy_status name_tiers(struct fy_eaf_plan *plan, const struct fy_grid *grid, size_t *renamed)
{
    for (size_t t = 0; t < plan->count; t++) {
        const char *name = fy_tier_name(grid, t);
        bool taken = !*name || plan->count > NAMES_COMPARED;
        for (size_t other = 0; other < t && !taken; other++)
            taken = strcmp(fy_eaf_plan_name(plan, grid, other), name) == 0;
        if (!taken || !plan->tiers[t].written)
            continue;
        struct fy_buffer made = FY_BUFFER_EMPTY;
        for (size_t number = t + 1; taken; number += plan->count) {
            fy_buffer_clear(&made);
            fy_buffer_printf(&made, "%s (%zu)", *name ? name : "tier", number);
            taken = false;
            for (size_t other = 0; other < plan->count && plan->count <= NAMES_COMPARED && !taken; other++)
                taken = strcmp(fy_eaf_plan_name(plan, grid, other), fy_buffer_text(&made)) == 0;
        }
        if (!made.failed)
            plan->tiers[t].name = fy_strndup(made.data, made.size);
        fy_buffer_free(&made);
        if (!plan->tiers[t].name)
            return FY_NO_MEMORY;
        (*renamed)++;
    }
    return FY_OK;
}

/* ---- annotations and their slots ---- */

/* Children come first, so that a text without words is an annotation where a child says something. */
static void mark_children(struct fy_eaf_plan *plan, const struct fy_grid *grid, size_t tier)
{
    struct fy_eaf_plan_tier *planned = &plan->tiers[tier];
    for (size_t i = 0; i < fy_tier_size(grid, tier); i++) {
        const struct fy_interval *interval = &fy_tier_intervals(grid, tier)[i];
        if (!interval->text[0])
            continue;
        planned->items[i].parent = same_span(grid, planned->parent, interval);
        planned->items[i].number = plan->tiers[planned->parent].items[planned->items[i].parent].number = 1;
    }
}

struct counts {
    size_t moved, short_ones, points, boundaries, renamed, domains;
};

static void add_slots(struct fy_eaf_plan *plan, size_t tier, size_t index)
{
    for (int side = 0; side < 2; side++)
        plan->slots[plan->slot_count++] =
            (struct fy_eaf_plan_slot){ plan->tiers[tier].items[index].ms[side], tier, index, side };
}

static double whole_ms(const struct fy_eaf_plan *plan, double seconds)
{
    return round(seconds * 1000) - plan->origin;
}

static bool differs(const struct fy_eaf_plan *plan, double ms, double seconds)
{
    return (ms + plan->origin) / 1000 != seconds;
}

/* Neighbours that do not overlap in the grid do not overlap in milliseconds either. */
static void time_intervals(struct fy_eaf_plan *plan, const struct fy_grid *grid, size_t tier, struct counts *counts)
{
    const struct fy_interval *intervals = fy_tier_intervals(grid, tier);
    struct fy_eaf_plan_item *items = plan->tiers[tier].items;
    double end = -HUGE_VAL, end_ms = -HUGE_VAL;
    for (size_t i = 0; i < fy_tier_size(grid, tier); i++) {
        if (!items[i].number)
            continue;
        double from = whole_ms(plan, intervals[i].xmin), to = whole_ms(plan, intervals[i].xmax);
        if (intervals[i].xmin >= end && from < end_ms)
            from = end_ms;
        if (to <= from) {
            to = from + 1;
            counts->short_ones++;
        }
        counts->moved += intervals[i].xmin != end && differs(plan, from, intervals[i].xmin);
        counts->moved += differs(plan, to, intervals[i].xmax);
        items[i].ms[0] = from;
        items[i].ms[1] = to;
        end = intervals[i].xmax;
        end_ms = to;
        add_slots(plan, tier, i);
    }
}

static void time_points(struct fy_eaf_plan *plan, const struct fy_grid *grid, size_t tier, struct counts *counts)
{
    double end_ms = -HUGE_VAL;
    for (size_t i = 0; i < fy_tier_size(grid, tier); i++) {
        const struct fy_point *point = &fy_tier_points(grid, tier)[i];
        double from = fmax(whole_ms(plan, point->time), end_ms);
        plan->tiers[tier].items[i].ms[0] = from;
        plan->tiers[tier].items[i].ms[1] = end_ms = from + 1;
        counts->points++;
        counts->moved += differs(plan, from, point->time);
        add_slots(plan, tier, i);
    }
}

/* Boundaries between two empty intervals, where no annotation of the tier or of the text above starts or ends. */
static size_t lost_boundaries(const struct fy_eaf_plan *plan, const struct fy_grid *grid, size_t tier)
{
    const struct fy_eaf_plan_tier *planned = &plan->tiers[tier];
    const struct fy_interval *intervals = fy_tier_intervals(grid, tier);
    size_t lost = 0;
    for (size_t i = 1; i < fy_tier_size(grid, tier); i++) {
        if (planned->items[i - 1].number || planned->items[i].number)
            continue;
        if (planned->parent != FY_NONE) {
            const struct fy_eaf_plan_item *above = plan->tiers[planned->parent].items;
            size_t index = fy_tier_index_at(grid, planned->parent, intervals[i].xmin);
            const struct fy_interval *texts = fy_tier_intervals(grid, planned->parent);
            if (index != FY_NONE && above[index].number && texts[index].xmin == intervals[i].xmin)
                continue;
            if (index != FY_NONE && index > 0 && above[index - 1].number && texts[index - 1].xmax == intervals[i].xmin)
                continue;
        }
        lost++;
    }
    return lost;
}

static int by_time(const void *a, const void *b)
{
    const struct fy_eaf_plan_slot *x = a, *y = b;
    if (x->ms != y->ms)
        return x->ms < y->ms ? -1 : 1;
    if (x->side != y->side)
        return y->side - x->side; /* ends stand before starts */
    if (x->tier != y->tier)
        return x->tier < y->tier ? -1 : 1;
    return x->item < y->item ? -1 : x->item > y->item;
}

static void sort_slots(struct fy_eaf_plan *plan)
{
    if (plan->slot_count > 1)
        qsort(plan->slots, plan->slot_count, sizeof *plan->slots, by_time);
    for (size_t i = 0; i < plan->slot_count; i++) {
        const struct fy_eaf_plan_slot *slot = &plan->slots[i];
        plan->tiers[slot->tier].items[slot->item].slots[slot->side] = i;
    }
}

static enum fy_status check_range(const struct fy_eaf_plan *plan, struct fy_error *error)
{
    for (size_t i = 0; i < plan->slot_count; i++)
        if (!(plan->slots[i].ms >= 0 && plan->slots[i].ms <= slot_limit))
            return fy_fail(error, FY_UNSUPPORTED,
                           _("ELAN has room for times up to 49 days; the grid goes beyond that."));
    return FY_OK;
}

/* ---- the whole ---- */

static enum fy_status choose(struct fy_eaf_plan *plan, const struct fy_grid *grid, const char *tier, size_t *items,
                             struct fy_error *error)
{
    size_t chosen = tier ? fy_grid_find_tier(grid, tier) : 0;
    if (tier && chosen == FY_NONE)
        return fy_fail(error, FY_NOT_FOUND, _("There is no tier \"%s\" in the grid."), tier);
    plan->count = fy_grid_tier_count(grid);
    plan->tiers = fy_calloc(plan->count + 1, sizeof *plan->tiers);
    if (!plan->tiers)
        return FY_NO_MEMORY;
    for (size_t t = 0; t < plan->count; t++) {
        plan->tiers[t].parent = FY_NONE;
        plan->tiers[t].written = !tier || fy_tiers_are_sisters(grid, chosen, t);
        if (!plan->tiers[t].written)
            continue;
        *items += fy_tier_size(grid, t);
        plan->tiers[t].items = fy_calloc(fy_tier_size(grid, t) + 1, sizeof *plan->tiers[t].items);
        if (!plan->tiers[t].items)
            return FY_NO_MEMORY;
    }
    return FY_OK;
}

static void mark(struct fy_eaf_plan *plan, const struct fy_grid *grid, struct counts *counts)
{
    for (size_t t = 0; t < plan->count; t++) {
        if (!plan->tiers[t].written)
            continue;
        counts->domains += fy_tier_xmin(grid, t) != fy_grid_xmin(grid) || fy_tier_xmax(grid, t) != fy_grid_xmax(grid);
        place_tier(plan, grid, t);
        if (plan->tiers[t].parent != FY_NONE)
            mark_children(plan, grid, t);
    }
    for (size_t t = 0; t < plan->count; t++) {
        bool points = fy_tier_kind(grid, t) == FY_POINT_TIER;
        for (size_t i = 0; plan->tiers[t].written && i < fy_tier_size(grid, t); i++)
            if (points || fy_tier_intervals(grid, t)[i].text[0] || plan->tiers[t].items[i].number)
                plan->tiers[t].items[i].number = ++plan->annotations;
    }
}

static enum fy_status report(const struct counts *counts, struct fy_losses *losses)
{
    enum fy_status status = fy_losses_add(losses, _("times are rounded to whole milliseconds"), counts->moved);
    if (status == FY_OK)
        status = fy_losses_add(losses, _("intervals are made one millisecond long, because ELAN has no shorter ones"),
                               counts->short_ones);
    if (status == FY_OK)
        status = fy_losses_add(losses, _("points become annotations of one millisecond, because ELAN has no points"),
                               counts->points);
    if (status == FY_OK)
        status = fy_losses_add(losses, _("boundaries between two empty intervals have no place in ELAN"),
                               counts->boundaries);
    if (status == FY_OK)
        status = fy_losses_add(losses, _("tiers get a number behind their name, because ELAN needs different names"),
                               counts->renamed);
    if (status == FY_OK)
        status = fy_losses_add(losses, _("tiers get the start and end of the whole grid, because ELAN knows no others"),
                               counts->domains);
    return status;
}

enum fy_status fy_eaf_plan_make(struct fy_eaf_plan *plan, const struct fy_grid *grid, const char *tier,
                                struct fy_losses *losses, struct fy_error *error)
{
    struct counts counts = { 0 };
    size_t items = 0;
    *plan = (struct fy_eaf_plan){ .tiers = NULL };
    enum fy_status status = choose(plan, grid, tier, &items, error);
    if (status != FY_OK)
        return status;
    status = name_tiers(plan, grid, &counts.renamed);
    plan->slots = fy_malloc((2 * items + 1) * sizeof *plan->slots);
    if (status != FY_OK || !plan->slots)
        return FY_NO_MEMORY;
    mark(plan, grid, &counts);
    double earliest = fy_grid_xmin(grid);
    for (size_t t = 0; t < plan->count; t++)
        if (plan->tiers[t].written && fy_tier_size(grid, t) > 0)
            earliest = fmin(earliest, fy_tier_kind(grid, t) == FY_POINT_TIER ? fy_tier_points(grid, t)[0].time
                                                                             : fy_tier_intervals(grid, t)[0].xmin);
    plan->origin = earliest < 0 ? floor(earliest * 1000) : 0;
    for (size_t t = 0; t < plan->count; t++) {
        if (!plan->tiers[t].written)
            continue;
        if (fy_tier_kind(grid, t) == FY_POINT_TIER)
            time_points(plan, grid, t, &counts);
        else
            counts.boundaries += lost_boundaries(plan, grid, t);
        if (fy_tier_kind(grid, t) == FY_INTERVAL_TIER && plan->tiers[t].parent == FY_NONE)
            time_intervals(plan, grid, t, &counts);
    }
    status = check_range(plan, error);
    if (status == FY_OK) {
        sort_slots(plan);
        status = report(&counts, losses);
    }
    return status;
}

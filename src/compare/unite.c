#include "compare/unite.h"

#include <fangyin/memory.h>
#include <stdlib.h>
#include <string.h>

/* A tier of one side, on the way to being united. */
struct entry {
    const char *name;
    enum fy_tier_kind kind;
    size_t side, tier, occurrence;
};

bool fy_time_same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static int compare_sizes(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

static int compare_names(const struct entry *a, const struct entry *b)
{
    const int order = strcmp(a->name, b->name);
    return order ? order : (a->kind > b->kind) - (a->kind < b->kind);
}

static int by_name_and_side(const void *x, const void *y)
{
    const struct entry *a = x, *b = y;
    int order = compare_names(a, b);
    order = order ? order : compare_sizes(a->side, b->side);
    return order ? order : compare_sizes(a->tier, b->tier);
}

static int by_name_and_occurrence(const void *x, const void *y)
{
    const struct entry *a = x, *b = y;
    int order = compare_names(a, b);
    order = order ? order : compare_sizes(a->occurrence, b->occurrence);
    return order ? order : compare_sizes(a->side, b->side);
}

static bool tier_broken(const struct fy_grid *grid, size_t tier)
{
    const struct fy_interval *intervals = fy_tier_intervals(grid, tier);
    double end = fy_tier_xmin(grid, tier);
    if (!(end < fy_tier_xmax(grid, tier)))
        return true;
    for (size_t i = 0; i < fy_tier_size(grid, tier); i++) {
        if (intervals[i].xmin < end || !(intervals[i].xmin < intervals[i].xmax))
            return true;
        end = intervals[i].xmax;
    }
    return end > fy_tier_xmax(grid, tier);
}

static struct entry *list_entries(const struct fy_unity *unity, size_t *count)
{
    *count = 0;
    for (size_t side = 0; side < unity->sides; side++)
        *count += unity->grids[side] ? fy_grid_tier_count(unity->grids[side]) : 0;
    struct entry *entries = fy_calloc(*count + 1, sizeof *entries);
    for (size_t side = 0, at = 0; entries && side < unity->sides; side++) {
        const struct fy_grid *grid = unity->grids[side];
        for (size_t tier = 0; grid && tier < fy_grid_tier_count(grid); tier++)
            entries[at++] =
                (struct entry){ fy_tier_name(grid, tier), fy_tier_kind(grid, tier), side, tier, 0 };
    }
    return entries;
}

static void unite_entries(struct fy_unity *unity, struct entry *entries, size_t count)
{
    if (count > 0)
        qsort(entries, count, sizeof *entries, by_name_and_side);
    for (size_t i = 1; i < count; i++) {
        const struct entry *last = &entries[i - 1];
        if (compare_names(last, &entries[i]) == 0 && last->side == entries[i].side)
            entries[i].occurrence = last->occurrence + 1;
    }
    if (count > 0)
        qsort(entries, count, sizeof *entries, by_name_and_occurrence);
    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = &entries[i];
        struct fy_united *united = &unity->tiers[unity->count];
        if (i == 0 || compare_names(entry - 1, entry) != 0 || entry[-1].occurrence != entry->occurrence) {
            *united = (struct fy_united){ .name = entry->name, .kind = entry->kind, .first = entry->occurrence == 0 };
            for (size_t side = 0; side < FY_SIDES; side++)
                united->at[side] = FY_NONE;
            united->group = FY_NONE;
            unity->count++;
        } else {
            united--;
        }
        united->at[entry->side] = entry->tier;
        if (entry->kind == FY_INTERVAL_TIER && tier_broken(unity->grids[entry->side], entry->tier))
            united->broken = true;
    }
}

/* ---- groups ---- */

static bool is_text(const struct fy_united *tier)
{
    return tier->kind == FY_INTERVAL_TIER && tier->first && fy_name_is_sister(tier->name, "text", tier->name);
}

static int compare_speakers(const struct fy_united *a, const struct fy_united *b)
{
    const char *x = fy_name_speaker(a->name), *y = fy_name_speaker(b->name);
    return x && y ? strcmp(x, y) : (x != NULL) - (y != NULL);
}

static int by_place(const void *x, const void *y)
{
    const struct fy_united *a = x, *b = y;
    int order = compare_speakers(a, b);
    order = order ? order : is_text(b) - is_text(a);
    for (size_t side = 0; order == 0 && side < FY_SIDES; side++)
        order = compare_sizes(a->at[side], b->at[side]);
    return order;
}

static int by_group(const void *x, const void *y)
{
    const struct fy_united *a = x, *b = y;
    const int order = compare_sizes(a->group, b->group);
    return order ? order : by_place(x, y);
}

static bool spans_equal(const struct fy_grid *grid, size_t a, size_t b)
{
    const size_t size = fy_tier_size(grid, a);
    const struct fy_interval *x = fy_tier_intervals(grid, a), *y = fy_tier_intervals(grid, b);
    if (size != fy_tier_size(grid, b) || !fy_time_same(fy_tier_xmin(grid, a), fy_tier_xmin(grid, b)) ||
        !fy_time_same(fy_tier_xmax(grid, a), fy_tier_xmax(grid, b)))
        return false;
    for (size_t i = 0; i < size; i++) {
        if (!fy_time_same(x[i].xmin, y[i].xmin) || !fy_time_same(x[i].xmax, y[i].xmax))
            return false;
    }
    return true;
}

/* A group on the way: its first tier, and on each side the tier whose spans the others must have. */
struct group {
    size_t leader; /* FY_NONE where no other may join */
    size_t at[FY_SIDES];
};

static bool goes_with(const struct fy_unity *unity, const struct fy_united *tier, const struct group *group)
{
    bool together = false;
    for (size_t side = 0; side < unity->sides; side++) {
        if (tier->at[side] == FY_NONE || group->at[side] == FY_NONE)
            continue;
        if (!spans_equal(unity->grids[side], tier->at[side], group->at[side]))
            return false;
        together = true;
    }
    return together;
}

static void join(struct fy_united *tier, struct group *groups, size_t g)
{
    tier->group = g;
    for (size_t side = 0; side < FY_SIDES; side++)
        groups[g].at[side] = groups[g].at[side] == FY_NONE ? tier->at[side] : groups[g].at[side];
}

/* The name without the speaker is asked for beside a `text` tier, which has an interval where these have none: so only
 * known names are sisters of it. */
static bool append_names(struct fy_grid *names, const struct fy_united *tier)
{
    return fy_grid_append_tier(names, tier->kind, tier->name, strcspn(tier->name, "@"), 0, 1, NULL) == FY_OK &&
           fy_grid_append_tier(names, tier->kind, tier->name, strlen(tier->name), 0, 1, NULL) == FY_OK;
}

/* Each tier joins the first group of its sisters that it goes with. Names are compared in a grid of their own, as the
 * tiers may be on different sides: tier 0 is `text`, 2t + 1 and 2t + 2 are those of append_names. The tiers are in
 * order of speakers, so that only the groups from `first` on may have sisters. */
static bool group_tiers(struct fy_unity *unity, struct fy_grid *names, struct group *groups)
{
    size_t first = 0;
    if (fy_grid_append_tier(names, FY_INTERVAL_TIER, "text", 4, 0, 1, NULL) != FY_OK ||
        fy_tier_append_interval(names, 0, 0, 1, "", 0) != FY_OK)
        return false;
    for (size_t t = 0; t < unity->count; t++) {
        struct fy_united *tier = &unity->tiers[t];
        if (!append_names(names, tier))
            return false;
        if (t > 0 && compare_speakers(tier - 1, tier) != 0)
            first = unity->groups;
        const bool alone = tier->broken || !tier->first || !fy_tiers_are_sisters(names, 0, 2 * t + 1);
        for (size_t g = first; !alone && tier->group == FY_NONE && g < unity->groups; g++) {
            const size_t l = groups[g].leader;
            if (l != FY_NONE && fy_tiers_are_sisters(names, 2 * l + 2, 2 * t + 2) && goes_with(unity, tier, &groups[g]))
                join(tier, groups, g);
        }
        if (tier->group == FY_NONE) {
            groups[unity->groups] = (struct group){ alone ? FY_NONE : t, { FY_NONE, FY_NONE, FY_NONE } };
            join(tier, groups, unity->groups++);
        }
    }
    return true;
}

enum fy_status fy_unite(struct fy_unity *unity, const struct fy_grid *const *grids, size_t sides)
{
    size_t count;
    *unity = (struct fy_unity){ .sides = sides };
    for (size_t side = 0; side < sides; side++)
        unity->grids[side] = grids[side];
    struct entry *entries = list_entries(unity, &count);
    unity->tiers = fy_calloc(count + 1, sizeof *unity->tiers);
    struct group *groups = fy_calloc(count + 1, sizeof *groups);
    struct fy_grid *names = fy_grid_new(0, 1);
    bool done = entries && unity->tiers && groups && names;
    if (done) {
        unite_entries(unity, entries, count);
        if (unity->count > 1)
            qsort(unity->tiers, unity->count, sizeof *unity->tiers, by_place);
        done = group_tiers(unity, names, groups);
    }
    if (done && unity->count > 1)
        qsort(unity->tiers, unity->count, sizeof *unity->tiers, by_group);
    fy_grid_free(names);
    fy_free(groups);
    fy_free(entries);
    if (!done)
        fy_unity_free(unity);
    return done ? FY_OK : FY_NO_MEMORY;
}

void fy_unity_free(struct fy_unity *unity)
{
    fy_free(unity->tiers);
    *unity = (struct fy_unity){ 0 };
}

/* ---- spans ---- */

enum fy_status fy_spans_read(struct fy_spans *spans, const struct fy_grid *grid, size_t tier)
{
    const size_t size = fy_tier_size(grid, tier);
    const struct fy_interval *intervals = fy_tier_intervals(grid, tier);
    double end = fy_tier_xmin(grid, tier);
    *spans = (struct fy_spans){ 0 };
    spans->times = fy_calloc(2 * size + 2, sizeof *spans->times);
    spans->items = fy_calloc(2 * size + 2, sizeof *spans->items);
    if (!spans->times || !spans->items) {
        fy_spans_free(spans);
        return FY_NO_MEMORY;
    }
    spans->times[0] = end;
    for (size_t i = 0; i < size; i++) {
        if (intervals[i].xmin > end) {
            spans->items[spans->count++] = FY_NONE;
            spans->times[spans->count] = intervals[i].xmin;
        }
        spans->items[spans->count++] = i;
        spans->times[spans->count] = end = intervals[i].xmax;
    }
    if (end < fy_tier_xmax(grid, tier)) {
        spans->items[spans->count++] = FY_NONE;
        spans->times[spans->count] = fy_tier_xmax(grid, tier);
    }
    return FY_OK;
}

void fy_spans_free(struct fy_spans *spans)
{
    fy_free(spans->times);
    fy_free(spans->items);
    *spans = (struct fy_spans){ 0 };
}

bool fy_tier_same(const struct fy_grid *a, size_t tier_a, const struct fy_grid *b, size_t tier_b)
{
    const size_t size = fy_tier_size(a, tier_a);
    if (fy_tier_kind(a, tier_a) != fy_tier_kind(b, tier_b) || size != fy_tier_size(b, tier_b) ||
        !fy_time_same(fy_tier_xmin(a, tier_a), fy_tier_xmin(b, tier_b)) ||
        !fy_time_same(fy_tier_xmax(a, tier_a), fy_tier_xmax(b, tier_b)))
        return false;
    for (size_t i = 0; i < size; i++) {
        if (fy_tier_kind(a, tier_a) == FY_INTERVAL_TIER) {
            const struct fy_interval *x = &fy_tier_intervals(a, tier_a)[i], *y = &fy_tier_intervals(b, tier_b)[i];
            if (!fy_time_same(x->xmin, y->xmin) || !fy_time_same(x->xmax, y->xmax) || strcmp(x->text, y->text) != 0)
                return false;
        } else {
            const struct fy_point *x = &fy_tier_points(a, tier_a)[i], *y = &fy_tier_points(b, tier_b)[i];
            if (!fy_time_same(x->time, y->time) || strcmp(x->mark, y->mark) != 0)
                return false;
        }
    }
    return true;
}

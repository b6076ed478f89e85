/* The order of tiers after a merge. Those that BASE has too keep the order of the side that changed it (A's where both
 * did); each new tier comes after the tier it came after where it was added. */
#include "compare/merge_internal.h"

#include <fangyin/memory.h>
#include <string.h>

/* A tier that is put between those of the skeleton. */
struct addition {
    size_t tier;   /* of the unity */
    size_t anchor; /* how many of the skeleton come before */
};

struct additions {
    struct addition *items;
    size_t count;
};

struct orderer {
    const struct fy_merger *merger;
    size_t *tier_at[FY_SIDES]; /* place on a side -> tier of the unity */
    bool *in_skeleton;         /* of the unity's tiers */
    bool *placed;
    size_t *anchors; /* where A wants a tier to be, FY_NONE where it has no wish */
    struct additions added[FY_SIDES];
};

static size_t side_size(const struct orderer *orderer, size_t side)
{
    const struct fy_grid *grid = orderer->merger->unity.grids[side];
    return grid ? fy_grid_tier_count(grid) : 0;
}

static bool kept(const struct orderer *orderer, size_t tier)
{
    return orderer->merger->made_at[tier] != FY_NONE;
}

/* Whether the tiers that BASE has too stand in another order on that side. */
static bool reordered(const struct orderer *orderer, size_t side)
{
    size_t last = 0;
    for (size_t place = 0; place < side_size(orderer, side); place++) {
        const size_t tier = orderer->tier_at[side][place], base = orderer->merger->unity.tiers[tier].at[FY_BASE];
        if (base == FY_NONE || !kept(orderer, tier))
            continue;
        if (base < last)
            return true;
        last = base;
    }
    return false;
}

static void list_additions(struct orderer *orderer, size_t side)
{
    struct additions *added = &orderer->added[side];
    size_t anchor = 0;
    for (size_t place = 0; place < side_size(orderer, side); place++) {
        const size_t tier = orderer->tier_at[side][place];
        if (orderer->in_skeleton[tier])
            anchor++;
        else if (kept(orderer, tier))
            added->items[added->count++] = (struct addition){ tier, anchor };
    }
}

/* Where both added a tier, the place that is further up counts. */
static void drop_doubles(struct orderer *orderer)
{
    const size_t count = orderer->merger->unity.count;
    struct additions *a = &orderer->added[FY_A], *b = &orderer->added[FY_B];
    size_t left = 0;
    for (size_t t = 0; t < count; t++)
        orderer->anchors[t] = FY_NONE;
    for (size_t i = 0; i < a->count; i++)
        orderer->anchors[a->items[i].tier] = a->items[i].anchor;
    for (size_t i = 0; i < b->count; i++) {
        const struct addition addition = b->items[i];
        if (orderer->anchors[addition.tier] == FY_NONE || addition.anchor <= orderer->anchors[addition.tier])
            b->items[left++] = addition;
        if (addition.anchor < orderer->anchors[addition.tier])
            orderer->anchors[addition.tier] = addition.anchor;
    }
    b->count = left;
    left = 0;
    for (size_t i = 0; i < a->count; i++) {
        if (orderer->anchors[a->items[i].tier] == a->items[i].anchor)
            a->items[left++] = a->items[i];
    }
    a->count = left;
}

static size_t run_of(const struct additions *added, size_t from, size_t anchor)
{
    size_t end = from;
    while (end < added->count && added->items[end].anchor == anchor)
        end++;
    return end;
}

/* By the names, one after the other: so that it does not matter which side is A. */
static int compare_runs(const struct orderer *orderer, size_t a, size_t a_end, size_t b, size_t b_end)
{
    for (; a < a_end && b < b_end; a++, b++) {
        const size_t x = orderer->added[FY_A].items[a].tier, y = orderer->added[FY_B].items[b].tier;
        const int order = strcmp(orderer->merger->unity.tiers[x].name, orderer->merger->unity.tiers[y].name);
        if (order != 0)
            return order;
    }
    return (a < a_end) - (b < b_end);
}

static void put_run(struct orderer *orderer, size_t side, size_t from, size_t end, size_t *order, size_t *count)
{
    for (size_t i = from; i < end; i++) {
        const size_t tier = orderer->added[side].items[i].tier;
        if (!orderer->placed[tier])
            order[(*count)++] = tier;
        orderer->placed[tier] = true;
    }
}

static void place_all(struct orderer *orderer, size_t like, size_t *order, size_t *count)
{
    size_t a = 0, b = 0, place = 0;
    for (size_t anchor = 0;; anchor++) {
        const size_t a_end = run_of(&orderer->added[FY_A], a, anchor), b_end = run_of(&orderer->added[FY_B], b, anchor);
        const bool a_first = compare_runs(orderer, a, a_end, b, b_end) <= 0;
        if (a_first)
            put_run(orderer, FY_A, a, a_end, order, count);
        put_run(orderer, FY_B, b, b_end, order, count);
        if (!a_first)
            put_run(orderer, FY_A, a, a_end, order, count);
        a = a_end, b = b_end;
        while (place < side_size(orderer, like) && !orderer->in_skeleton[orderer->tier_at[like][place]])
            place++;
        if (place == side_size(orderer, like))
            return;
        order[(*count)++] = orderer->tier_at[like][place++];
    }
}

static bool start(struct orderer *orderer)
{
    const struct fy_unity *unity = &orderer->merger->unity;
    bool done = true;
    for (size_t side = 0; side < FY_SIDES; side++) {
        orderer->tier_at[side] = fy_malloc((unity->count + 1) * sizeof *orderer->tier_at[side]);
        orderer->added[side].items = fy_malloc((unity->count + 1) * sizeof *orderer->added[side].items);
        done = done && orderer->tier_at[side] && orderer->added[side].items;
    }
    orderer->in_skeleton = fy_calloc(unity->count + 1, sizeof *orderer->in_skeleton);
    orderer->placed = fy_calloc(unity->count + 1, sizeof *orderer->placed);
    orderer->anchors = fy_malloc((unity->count + 1) * sizeof *orderer->anchors);
    return done && orderer->in_skeleton && orderer->placed && orderer->anchors;
}

enum fy_status fy_merge_order(const struct fy_merger *merger, size_t *order, size_t *count)
{
    const struct fy_unity *unity = &merger->unity;
    struct orderer orderer = { .merger = merger };
    const bool done = start(&orderer);
    *count = 0;
    if (done) {
        for (size_t t = 0; t < unity->count; t++) {
            for (size_t side = 0; side < FY_SIDES; side++) {
                if (unity->tiers[t].at[side] != FY_NONE)
                    orderer.tier_at[side][unity->tiers[t].at[side]] = t;
            }
        }
        const size_t like = !reordered(&orderer, FY_A) && reordered(&orderer, FY_B) ? FY_B : FY_A;
        for (size_t t = 0; t < unity->count; t++)
            orderer.in_skeleton[t] =
                kept(&orderer, t) && unity->tiers[t].at[FY_BASE] != FY_NONE && unity->tiers[t].at[like] != FY_NONE;
        list_additions(&orderer, FY_A);
        list_additions(&orderer, FY_B);
        drop_doubles(&orderer);
        place_all(&orderer, like, order, count);
    }
    for (size_t side = 0; side < FY_SIDES; side++) {
        fy_free(orderer.tier_at[side]);
        fy_free(orderer.added[side].items);
    }
    fy_free(orderer.in_skeleton);
    fy_free(orderer.placed);
    fy_free(orderer.anchors);
    return done ? FY_OK : FY_NO_MEMORY;
}

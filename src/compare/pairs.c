#include <fangyin/pairs.h>

#include <fangyin/memory.h>
#include <fangyin/sisters.h>
#include <stdlib.h>
#include <string.h>

static const double least_overlap = 0.5;

/* One of the two tiers. */
struct side {
    const struct fy_grid *grid;
    size_t tier, size;
    const struct fy_interval *intervals;
    bool *text;            /* the interval has text */
    bool *taken;           /* the interval is in a pair */
    struct segment *named; /* those with a name, sorted by it */
    size_t named_count;
};

struct segment {
    const char *name;
    size_t index;
};

struct finder {
    struct side a, b;
    struct fy_pair *items; /* candidates or pairs; the first `count` are pairs */
    size_t count, candidates, capacity;
};

static int by_name(const void *x, const void *y)
{
    const struct segment *a = x, *b = y;
    const int order = strcmp(a->name, b->name);
    return order ? order : (a->index > b->index) - (a->index < b->index);
}

static bool side_open(struct side *side, const struct fy_grid *grid, size_t tier)
{
    *side = (struct side){ .grid = grid, .tier = tier, .size = fy_tier_size(grid, tier) };
    side->intervals = fy_tier_intervals(grid, tier);
    side->text = fy_calloc(side->size + 1, sizeof *side->text);
    side->taken = fy_calloc(side->size + 1, sizeof *side->taken);
    side->named = fy_calloc(side->size + 1, sizeof *side->named);
    if (!side->text || !side->taken || !side->named)
        return false;
    for (size_t i = 0; i < side->size; i++) {
        const char *name = fy_sister_label(grid, tier, i, "id");
        side->text[i] = !fy_label_empty(side->intervals[i].text);
        if (!fy_label_empty(name))
            side->named[side->named_count++] = (struct segment){ name, i };
    }
    if (side->named_count > 1)
        qsort(side->named, side->named_count, sizeof *side->named, by_name);
    return true;
}

static void side_close(struct side *side)
{
    fy_free(side->text);
    fy_free(side->taken);
    fy_free(side->named);
}

static double overlap(const struct fy_interval *a, const struct fy_interval *b)
{
    const double from = a->xmin > b->xmin ? a->xmin : b->xmin, to = a->xmax < b->xmax ? a->xmax : b->xmax;
    const double first = a->xmin < b->xmin ? a->xmin : b->xmin, last = a->xmax > b->xmax ? a->xmax : b->xmax;
    return to > from && last > first ? (to - from) / (last - first) : 0;
}

static bool add(struct finder *finder, size_t a, size_t b, double share, bool named)
{
    struct fy_pair *grown = fy_grow(finder->items, &finder->capacity, finder->candidates + 1, sizeof *grown);
    if (!grown)
        return false;
    finder->items = grown;
    grown[finder->candidates++] = (struct fy_pair){ a, b, share, named };
    return true;
}

static void take(struct finder *finder, const struct fy_pair *pair)
{
    if (finder->a.taken[pair->a] || finder->b.taken[pair->b])
        return;
    finder->a.taken[pair->a] = finder->b.taken[pair->b] = true;
    finder->items[finder->count++] = *pair;
}

/* Past the segments of one name; *single tells whether there is one only. */
static size_t past_name(const struct side *side, size_t at, bool *single)
{
    size_t next = at + 1;
    while (next < side->named_count && strcmp(side->named[next].name, side->named[at].name) == 0)
        next++;
    *single = next == at + 1;
    return next;
}

static bool pair_by_name(struct finder *finder)
{
    const struct side *a = &finder->a, *b = &finder->b;
    for (size_t i = 0, j = 0; i < a->named_count && j < b->named_count;) {
        const int order = strcmp(a->named[i].name, b->named[j].name);
        bool one_a = false, one_b = false;
        const size_t next_a = past_name(a, i, &one_a), next_b = past_name(b, j, &one_b);
        if (order == 0 && one_a && one_b) {
            const size_t x = a->named[i].index, y = b->named[j].index;
            const double share = overlap(&a->intervals[x], &b->intervals[y]);
            if (share > 0) {
                if (!add(finder, x, y, share, true))
                    return false;
                take(finder, &finder->items[finder->candidates - 1]);
            }
        }
        i = order <= 0 ? next_a : i;
        j = order >= 0 ? next_b : j;
    }
    return true;
}

/* Intervals are sorted by xmin: what ends before one of a starts is behind for the later ones too. */
static bool find_by_time(struct finder *finder)
{
    const struct side *a = &finder->a, *b = &finder->b;
    size_t first = 0;
    for (size_t i = 0; i < a->size; i++) {
        while (first < b->size && b->intervals[first].xmax <= a->intervals[i].xmin)
            first++;
        for (size_t j = first; j < b->size && b->intervals[j].xmin < a->intervals[i].xmax; j++) {
            const double share = overlap(&a->intervals[i], &b->intervals[j]);
            if (share >= least_overlap && !a->taken[i] && !b->taken[j] && !add(finder, i, j, share, false))
                return false;
        }
    }
    return true;
}

static int by_overlap(const void *x, const void *y)
{
    const struct fy_pair *a = x, *b = y;
    if (a->overlap != b->overlap)
        return a->overlap > b->overlap ? -1 : 1;
    return a->a != b->a ? (a->a > b->a) - (a->a < b->a) : (a->b > b->b) - (a->b < b->b);
}

static int in_order(const void *x, const void *y)
{
    const struct fy_pair *a = x, *b = y;
    return (a->a > b->a) - (a->a < b->a);
}

static bool pair_by_time(struct finder *finder)
{
    const size_t from = finder->candidates = finder->count;
    if (!find_by_time(finder))
        return false;
    if (finder->candidates - from > 1)
        qsort(finder->items + from, finder->candidates - from, sizeof *finder->items, by_overlap);
    for (size_t i = from; i < finder->candidates; i++) {
        const struct fy_pair pair = finder->items[i];
        take(finder, &pair);
    }
    return true;
}

static size_t alone(const struct side *side)
{
    size_t count = 0;
    for (size_t i = 0; i < side->size; i++)
        count += side->text[i] && !side->taken[i];
    return count;
}

static void finish(struct finder *finder, bool pauses, struct fy_pairs *pairs)
{
    size_t kept = 0;
    for (size_t i = 0; i < finder->count; i++) {
        if (pauses || finder->a.text[finder->items[i].a] || finder->b.text[finder->items[i].b])
            finder->items[kept++] = finder->items[i];
    }
    if (kept > 1)
        qsort(finder->items, kept, sizeof *finder->items, in_order);
    *pairs = (struct fy_pairs){ finder->items, kept, alone(&finder->a), alone(&finder->b) };
}

static enum fy_status find(const struct fy_grid *a, size_t tier_a, const struct fy_grid *b, size_t tier_b, bool pauses,
                           struct fy_pairs *pairs)
{
    struct finder finder = { .count = 0 };
    memset(pairs, 0, sizeof *pairs);
    if (fy_tier_kind(a, tier_a) != FY_INTERVAL_TIER || fy_tier_kind(b, tier_b) != FY_INTERVAL_TIER)
        return FY_INVALID;
    bool done = side_open(&finder.a, a, tier_a) && side_open(&finder.b, b, tier_b);
    done = done && pair_by_name(&finder) && pair_by_time(&finder);
    if (done)
        finish(&finder, pauses, pairs);
    else
        fy_free(finder.items);
    side_close(&finder.a);
    side_close(&finder.b);
    return done ? FY_OK : FY_NO_MEMORY;
}

enum fy_status fy_pairs_find(const struct fy_grid *a, size_t tier_a, const struct fy_grid *b, size_t tier_b,
                             struct fy_pairs *pairs)
{
    return find(a, tier_a, b, tier_b, false, pairs);
}

enum fy_status fy_pairs_find_all(const struct fy_grid *a, size_t tier_a, const struct fy_grid *b, size_t tier_b,
                                 struct fy_pairs *pairs)
{
    return find(a, tier_a, b, tier_b, true, pairs);
}

void fy_pairs_free(struct fy_pairs *pairs)
{
    fy_free(pairs->items);
    memset(pairs, 0, sizeof *pairs);
}

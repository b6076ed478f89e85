#include "formats/tier_names.h"

#include <fangyin/memory.h>
#include <stdlib.h>
#include <string.h>

static int by_name(const void *a, const void *b)
{
    const struct fy_tier_name *x = a, *y = b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    const int order = strcmp(x->name, y->name);
    return order != 0 ? order : x->tier < y->tier ? -1 : x->tier > y->tier;
}

struct fy_tier_names *fy_tier_names_new(const struct fy_grid *grid)
{
    const size_t count = fy_grid_tier_count(grid);
    struct fy_tier_names *names = fy_malloc(sizeof *names + count * sizeof *names->items);
    if (!names)
        return NULL;
    names->count = count;
    for (size_t tier = 0; tier < count; tier++)
        names->items[tier] = (struct fy_tier_name){ fy_tier_name(grid, tier), fy_tier_kind(grid, tier), tier };
    if (count > 1)
        qsort(names->items, count, sizeof *names->items, by_name);
    return names;
}

/* How an item stands to the name that base and suffix make. */
static int compare(const struct fy_tier_name *item, enum fy_tier_kind kind, const char *base, const char *suffix)
{
    if (item->kind != kind)
        return item->kind < kind ? -1 : 1;
    const size_t size = strlen(base);
    const int order = strncmp(item->name, base, size);
    return order != 0 ? order : strcmp(item->name + size, suffix);
}

static size_t find(const struct fy_tier_names *names, enum fy_tier_kind kind, const char *base, const char *suffix)
{
    size_t low = 0, high = names->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (compare(&names->items[middle], kind, base, suffix) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < names->count && compare(&names->items[low], kind, base, suffix) == 0 ? names->items[low].tier
                                                                                      : FY_NONE;
}

size_t fy_tier_names_find(const struct fy_tier_names *names, enum fy_tier_kind kind, const char *name)
{
    return find(names, kind, name, "");
}

size_t fy_tier_names_sister(const struct fy_tier_names *names, const char *base, const char *like)
{
    const char *speaker = fy_name_speaker(like);
    return find(names, FY_INTERVAL_TIER, base, speaker ? speaker - 1 : "");
}

#include <fangyin/items.h>

#include <fangyin/memory.h>
#include <fangyin/pairs.h>
#include <fangyin/sisters.h>
#include <string.h>

/* item_of[person][segment], FY_NONE so far. */
struct finder {
    const struct fy_items_of *grids;
    struct fy_items *items;
    size_t capacity; /* items */
    size_t **item_of;
};

static size_t new_item(struct finder *finder)
{
    struct fy_items *items = finder->items;
    size_t *grown = fy_grow(items->segments, &finder->capacity, items->count + 1, items->people * sizeof *grown);
    if (!grown)
        return FY_NONE;
    items->segments = grown;
    for (size_t p = 0; p < items->people; p++)
        grown[items->count * items->people + p] = FY_NONE;
    return items->count++;
}

static void put(struct finder *finder, size_t item, size_t person, size_t segment)
{
    finder->items->segments[item * finder->items->people + person] = segment;
    finder->item_of[person][segment] = item;
}

/* What this person has paired with an earlier one. */
static enum fy_status join(struct finder *finder, size_t earlier, size_t person)
{
    const struct fy_items_of *a = &finder->grids[earlier], *b = &finder->grids[person];
    struct fy_pairs pairs;
    enum fy_status status = fy_pairs_find(a->grid, a->tier, b->grid, b->tier, &pairs);
    for (size_t i = 0; status == FY_OK && i < pairs.count; i++) {
        const size_t before = pairs.items[i].a, segment = pairs.items[i].b;
        size_t item = finder->item_of[earlier][before];
        if (finder->item_of[person][segment] != FY_NONE)
            continue;
        if (item == FY_NONE) {
            /* Words where the earlier one has a pause. */
            item = new_item(finder);
            if (item == FY_NONE) {
                status = FY_NO_MEMORY;
                break;
            }
            put(finder, item, earlier, before);
        }
        if (finder->items->segments[item * finder->items->people + person] != FY_NONE)
            continue;
        put(finder, item, person, segment);
        finder->items->by_name += pairs.items[i].by_name;
    }
    fy_pairs_free(&pairs);
    return status;
}

/* A pause is an item only where somebody else has words. */
static enum fy_status add_rest(struct finder *finder, size_t person)
{
    const struct fy_items_of *of = &finder->grids[person];
    const struct fy_interval *intervals = fy_tier_intervals(of->grid, of->tier);
    for (size_t i = 0; i < fy_tier_size(of->grid, of->tier); i++) {
        if (finder->item_of[person][i] != FY_NONE || fy_label_empty(intervals[i].text))
            continue;
        const size_t item = new_item(finder);
        if (item == FY_NONE)
            return FY_NO_MEMORY;
        put(finder, item, person, i);
    }
    return FY_OK;
}

static enum fy_status add_person(struct finder *finder, size_t person)
{
    const struct fy_items_of *of = &finder->grids[person];
    if (!of->grid)
        return FY_OK;
    const size_t size = fy_tier_size(of->grid, of->tier);
    finder->item_of[person] = fy_malloc((size + 1) * sizeof **finder->item_of);
    if (!finder->item_of[person])
        return FY_NO_MEMORY;
    for (size_t i = 0; i < size; i++)
        finder->item_of[person][i] = FY_NONE;
    enum fy_status status = FY_OK;
    for (size_t earlier = 0; status == FY_OK && earlier < person; earlier++) {
        if (finder->grids[earlier].grid)
            status = join(finder, earlier, person);
    }
    return status == FY_OK ? add_rest(finder, person) : status;
}

enum fy_status fy_items_find(const struct fy_items_of *grids, size_t people, struct fy_items *items)
{
    *items = (struct fy_items){ .people = people };
    struct finder finder = { .grids = grids, .items = items };
    finder.item_of = fy_calloc(people + 1, sizeof *finder.item_of);
    enum fy_status status = finder.item_of ? FY_OK : FY_NO_MEMORY;
    for (size_t p = 0; status == FY_OK && p < people; p++)
        status = add_person(&finder, p);
    for (size_t p = 0; finder.item_of && p < people; p++)
        fy_free(finder.item_of[p]);
    fy_free(finder.item_of);
    return status;
}

void fy_items_free(struct fy_items *items)
{
    fy_free(items->segments);
    *items = (struct fy_items){ 0 };
}

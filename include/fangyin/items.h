/* Which segments of several people's grids of one recording are the same: pairs (<fangyin/pairs.h>), carried on over
 * more than two. */
#ifndef FANGYIN_ITEMS_H
#define FANGYIN_ITEMS_H

#include <fangyin/grid.h>

struct fy_items_of {
    const struct fy_grid *grid; /* NULL: this person has no such tier */
    size_t tier;
};

struct fy_items {
    size_t *segments; /* segments[item * people + person]: an interval of that person's tier, or FY_NONE */
    size_t count, people;
    size_t by_name; /* pairs that were found by the names on the `id` tier */
};

/* In order: the first person's segments with text, then what later ones have that no earlier one has. A segment goes to
 * the item of the first person before whose segment it is paired with. Free with fy_items_free, also after a failure.
 */
enum fy_status fy_items_find(const struct fy_items_of *grids, size_t people, struct fy_items *items);
void fy_items_free(struct fy_items *items);

#endif

/* A grid's tiers by their names, found in log n: a file may name thousands of speakers. */
#ifndef FANGYIN_FORMATS_TIER_NAMES_H
#define FANGYIN_FORMATS_TIER_NAMES_H

#include <fangyin/grid.h>

struct fy_tier_name {
    const char *name; /* the grid's */
    enum fy_tier_kind kind;
    size_t tier;
};

struct fy_tier_names {
    size_t count;
    struct fy_tier_name items[]; /* by kind, name, tier */
};

/* NULL when out of memory. Good until a tier of the grid changes; freed with fy_free. */
struct fy_tier_names *fy_tier_names_new(const struct fy_grid *grid);

/* The first tier of that kind and name, or FY_NONE. */
size_t fy_tier_names_find(const struct fy_tier_names *names, enum fy_tier_kind kind, const char *name);
/* The first interval tier "base" with the same speaker as `like`, or FY_NONE. */
size_t fy_tier_names_sister(const struct fy_tier_names *names, const char *base, const char *like);

#endif

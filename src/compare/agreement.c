#include <fangyin/agreement.h>

#include <fangyin/memory.h>
#include <fangyin/sisters.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double slack = 1e-9; /* 0.15 - 0.1 is a little more than 0.05 in binary */

static int ascending(const void *x, const void *y)
{
    const double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

enum fy_status fy_boundaries(const struct fy_grid *grid, size_t tier, double **times, size_t *count)
{
    *times = NULL;
    *count = 0;
    if (fy_tier_kind(grid, tier) != FY_INTERVAL_TIER)
        return FY_INVALID;
    const size_t size = fy_tier_size(grid, tier);
    const struct fy_interval *intervals = fy_tier_intervals(grid, tier);
    double *all = fy_malloc((2 * size + 1) * sizeof *all);
    if (!all)
        return FY_NO_MEMORY;
    for (size_t i = 0; i < size; i++) {
        all[2 * i] = intervals[i].xmin;
        all[2 * i + 1] = intervals[i].xmax;
    }
    if (size > 0)
        qsort(all, 2 * size, sizeof *all, ascending);
    for (size_t i = 0; i < 2 * size; i++) {
        const bool inside = all[i] > fy_tier_xmin(grid, tier) && all[i] < fy_tier_xmax(grid, tier);
        if (inside && (*count == 0 || all[i] > all[*count - 1]))
            all[(*count)++] = all[i];
    }
    *times = all;
    return FY_OK;
}

struct match {
    double distance;
    size_t a, b;
};

static int nearest(const void *x, const void *y)
{
    const struct match *a = x, *b = y;
    if (a->distance != b->distance)
        return a->distance < b->distance ? -1 : 1;
    return a->a != b->a ? (a->a > b->a) - (a->a < b->a) : (a->b > b->b) - (a->b < b->b);
}

struct matches {
    struct match *items;
    size_t count, capacity;
};

static bool add_shift(struct fy_shifts *shifts, double shift)
{
    double *grown = fy_grow(shifts->items, &shifts->capacity, shifts->count + 1, sizeof *grown);
    if (!grown)
        return false;
    shifts->items = grown;
    grown[shifts->count++] = shift;
    return true;
}

void fy_shifts_free(struct fy_shifts *shifts)
{
    fy_free(shifts->items);
    *shifts = (struct fy_shifts){ 0 };
}

double fy_shifts_mean(const struct fy_shifts *shifts)
{
    double sum = 0;
    for (size_t i = 0; i < shifts->count; i++)
        sum += fabs(shifts->items[i]);
    return shifts->count > 0 ? sum / (double)shifts->count : (double)NAN;
}

static int by_size(const void *x, const void *y)
{
    const double a = fabs(*(const double *)x), b = fabs(*(const double *)y);
    return (a > b) - (a < b);
}

double fy_shifts_median(struct fy_shifts *shifts)
{
    const size_t count = shifts->count;
    if (count == 0)
        return (double)NAN;
    qsort(shifts->items, count, sizeof *shifts->items, by_size);
    return (fabs(shifts->items[(count - 1) / 2]) + fabs(shifts->items[count / 2])) / 2;
}

static bool find_matches(struct matches *matches, const double *a, size_t a_count, const double *b, size_t b_count,
                         double tolerance)
{
    size_t first = 0;
    for (size_t i = 0; i < a_count; i++) {
        while (first < b_count && b[first] < a[i] - tolerance)
            first++;
        for (size_t j = first; j < b_count && b[j] <= a[i] + tolerance; j++) {
            struct match *grown = fy_grow(matches->items, &matches->capacity, matches->count + 1, sizeof *grown);
            if (!grown)
                return false;
            matches->items = grown;
            grown[matches->count++] = (struct match){ fabs(a[i] - b[j]), i, j };
        }
    }
    return true;
}

enum fy_status fy_boundaries_match(const double *a, size_t a_count, const double *b, size_t b_count, double tolerance,
                                   struct fy_boundary_agreement *agreement, struct fy_shifts *shifts)
{
    struct matches matches = { NULL, 0, 0 };
    bool *taken = fy_calloc(a_count + b_count + 1, sizeof *taken);
    bool done = taken && find_matches(&matches, a, a_count, b, b_count, tolerance + slack);
    *agreement = (struct fy_boundary_agreement){ 0, a_count, b_count, 0 };
    if (done && matches.count > 1)
        qsort(matches.items, matches.count, sizeof *matches.items, nearest);
    for (size_t i = 0; done && i < matches.count; i++) {
        const struct match *match = &matches.items[i];
        if (taken[match->a] || taken[a_count + match->b])
            continue;
        taken[match->a] = taken[a_count + match->b] = true;
        agreement->matched++;
        agreement->distance += match->distance;
        done = !shifts || add_shift(shifts, b[match->b] - a[match->a]);
    }
    fy_free(taken);
    fy_free(matches.items);
    return done ? FY_OK : FY_NO_MEMORY;
}

void fy_tags_add(struct fy_tag_agreement *tags, const char *a, const char *b)
{
    const bool in_a = a && !fy_label_empty(a), in_b = b && !fy_label_empty(b);
    tags->both += in_a && in_b;
    tags->same += in_a && in_b && strcmp(a, b) == 0;
    tags->only_a += in_a && !in_b;
    tags->only_b += in_b && !in_a;
}

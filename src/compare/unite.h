/* Several grids (sides) side by side: which tiers are the same one, and which go together. */
#ifndef FANGYIN_COMPARE_UNITE_H
#define FANGYIN_COMPARE_UNITE_H

#include <fangyin/grid.h>

enum { FY_SIDES = 3 };

/* A tier of one name and kind; of several with one name the first is the first's, and so on. */
struct fy_united {
    const char *name; /* a grid's */
    enum fy_tier_kind kind;
    size_t at[FY_SIDES]; /* its place on each side, FY_NONE where it is lacking */
    size_t group;
    bool broken; /* on some side its intervals overlap, are empty, or leave the tier's domain */
    bool first;  /* of its name and kind */
};

/* Tiers of one group are sisters, and those of them that a side has share their spans there; each shares a side with
 * one that is before it. A tier without sisters is a group by itself. The leader is `text` where there is one. */
struct fy_unity {
    const struct fy_grid *grids[FY_SIDES]; /* NULL: a side without tiers */
    size_t sides;
    struct fy_united *tiers; /* sorted by group, the leader first; groups by speaker, then place */
    size_t count, groups;
};

/* FY_NO_MEMORY is the only failure; the unity is empty then. */
enum fy_status fy_unite(struct fy_unity *unity, const struct fy_grid *const *grids, size_t sides);
void fy_unity_free(struct fy_unity *unity);

/* An interval tier without a hole: `count` cells with the boundaries times[0] .. times[count]. items[c] is the interval
 * that is cell c, or FY_NONE where the tier has a gap. Not for broken tiers. */
struct fy_spans {
    double *times;
    size_t *items;
    size_t count;
};
enum fy_status fy_spans_read(struct fy_spans *spans, const struct fy_grid *grid, size_t tier);
void fy_spans_free(struct fy_spans *spans);

/* The same tier on two sides: kind, domain, times bit for bit, texts. */
bool fy_tier_same(const struct fy_grid *a, size_t tier_a, const struct fy_grid *b, size_t tier_b);

/* Times are compared as bits, as everywhere in a grid. */
bool fy_time_same(double a, double b);

#endif

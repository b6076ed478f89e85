#include "formats/pieces.h"

#include <fangyin/memory.h>
#include <fangyin/number.h>

#include "base/messages.h"
#include "formats/shown.h"

#include <stdlib.h>

void fy_pieces_free(struct fy_pieces *pieces)
{
    fy_free(pieces->items);
    *pieces = (struct fy_pieces)FY_PIECES_EMPTY;
}

enum fy_status fy_pieces_add(struct fy_pieces *pieces, const struct fy_piece *piece)
{
    struct fy_piece *items = fy_grow(pieces->items, &pieces->capacity, pieces->count + 1, sizeof *items);
    if (!items)
        return FY_NO_MEMORY;
    pieces->items = items;
    items[pieces->count++] = *piece;
    return FY_OK;
}

void fy_pieces_extend(const struct fy_pieces *pieces, double *xmin, double *xmax)
{
    for (size_t i = 0; i < pieces->count; i++) {
        if (pieces->items[i].xmin < *xmin)
            *xmin = pieces->items[i].xmin;
        if (pieces->items[i].xmax > *xmax)
            *xmax = pieces->items[i].xmax;
    }
}

static int by_time(const void *a, const void *b)
{
    const struct fy_piece *x = a, *y = b;
    if (x->xmin != y->xmin)
        return x->xmin < y->xmin ? -1 : 1;
    if (x->xmax != y->xmax)
        return x->xmax < y->xmax ? -1 : 1;
    return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* The tier while it grows: all before `end` is filled. */
struct filling {
    struct fy_grid *grid;
    size_t tier;
    const double *cuts;
    size_t cut_count, next_cut;
    double end;
};

static enum fy_status fill(struct filling *filling, double until)
{
    while (filling->end < until) {
        while (filling->next_cut < filling->cut_count && filling->cuts[filling->next_cut] <= filling->end)
            filling->next_cut++;
        double to = until;
        if (filling->next_cut < filling->cut_count && filling->cuts[filling->next_cut] < until)
            to = filling->cuts[filling->next_cut];
        enum fy_status status = fy_tier_append_interval(filling->grid, filling->tier, filling->end, to, "", 0);
        if (status != FY_OK)
            return status;
        filling->end = to;
    }
    return FY_OK;
}

static void report(const struct fy_piece *piece, double end, const char *name, struct fy_finding_list *findings)
{
    char from[FY_NUMBER_SIZE], to[FY_NUMBER_SIZE];
    fy_number_write(piece->xmin, from);
    if (piece->xmin == piece->xmax)
        fy_finding_add(findings, piece->offset, false,
                       _("An annotation of tier \"%s\" at %s s lasts no time; it is kept."), fy_shown(name), from);
    if (piece->xmin < end) {
        fy_number_write(end, to);
        fy_finding_add(findings, piece->offset, false,
                       _("An annotation of tier \"%s\" starts at %s s, before the one in front of it ends, at %s s; "
                         "both are kept."),
                       fy_shown(name), from, to);
    }
}

enum fy_status fy_pieces_append_tier(struct fy_pieces *pieces, struct fy_grid *grid, const char *name, size_t name_size,
                                     const double *cuts, size_t cut_count, struct fy_finding_list *findings)
{
    struct filling filling = { .grid = grid, .cuts = cuts, .cut_count = cut_count, .end = fy_grid_xmin(grid) };
    enum fy_status status = fy_grid_append_tier(grid, FY_INTERVAL_TIER, name, name_size, fy_grid_xmin(grid),
                                                fy_grid_xmax(grid), &filling.tier);
    if (pieces->count > 1)
        qsort(pieces->items, pieces->count, sizeof *pieces->items, by_time);
    if (status == FY_OK)
        status = fy_tier_reserve(grid, filling.tier, pieces->count);
    for (size_t i = 0; i < pieces->count && status == FY_OK; i++) {
        const struct fy_piece *piece = &pieces->items[i];
        status = fill(&filling, piece->xmin);
        if (status != FY_OK)
            break;
        report(piece, filling.end, fy_tier_name(grid, filling.tier), findings);
        status = fy_tier_append_interval(grid, filling.tier, piece->xmin, piece->xmax, piece->text, piece->size);
        if (filling.end < piece->xmax)
            filling.end = piece->xmax;
    }
    if (status == FY_OK)
        status = fill(&filling, fy_grid_xmax(grid));
    if (status == FY_OK && fy_tier_size(grid, filling.tier) == 0)
        status = fy_tier_append_interval(grid, filling.tier, filling.end, filling.end, "", 0);
    return status;
}

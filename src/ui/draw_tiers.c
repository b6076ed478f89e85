/* The tiers with their labels in place, under the pictures. */
#include "ui/internal.h"

#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <string.h>

static void label(const struct fy_app *app, struct fy_canvas *canvas, int row, int column, int columns,
                  struct fy_style style, size_t tier, const char *text)
{
    if (columns <= 0)
        return;
    const char *name = fy_tier_name(app->grid, tier);
    if (!fy_name_is_sister(name, "dialect", name)) {
        fy_canvas_puts(canvas, row, column, columns, style, text);
        return;
    }
    struct fy_buffer names = FY_BUFFER_EMPTY;
    fy_app_dialect_label(app, text, &names);
    fy_canvas_puts(canvas, row, column, columns, style, fy_buffer_text(&names));
    fy_buffer_free(&names);
}

static void interval_row(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas, int row,
                         size_t tier)
{
    const int right = layout->gutter + layout->width;
    const size_t count = fy_tier_size(app->grid, tier);
    const struct fy_interval *intervals = fy_tier_intervals(app->grid, tier);
    const bool ours = fy_app_segments(app) > 0 && fy_tiers_are_sisters(app->grid, app->tier, tier);
    const double current = ours ? fy_app_interval(app, app->segment)->xmin : 0;
    size_t at = fy_tier_index_at(app->grid, tier, app->view_from);
    for (at = at == FY_NONE ? 0 : at; at < count && intervals[at].xmin <= app->view_to; at++) {
        int from = fy_layout_column(app, layout, intervals[at].xmin);
        int to = fy_layout_column(app, layout, intervals[at].xmax);
        const bool edge = from >= layout->gutter;
        from = edge ? from : layout->gutter - 1;
        to = to < right ? to : right;
        if (to <= from)
            continue;
        const bool here = ours && intervals[at].xmin <= current && intervals[at].xmin >= current;
        const struct fy_style style = fy_paint(app, here ? FY_PAINT_CURRENT : FY_PAINT_PLAIN);
        fy_canvas_fill(canvas, row, from + 1, to - from - 1, style, " ");
        if (edge)
            fy_canvas_fill(canvas, row, from, 1, fy_paint(app, FY_PAINT_BOUNDARY), "│");
        label(app, canvas, row, from + 1, to - from - 1, style, tier, intervals[at].text);
    }
}

static void point_row(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas, int row,
                      size_t tier)
{
    const int right = layout->gutter + layout->width;
    const struct fy_point *points = fy_tier_points(app->grid, tier);
    const size_t count = fy_tier_size(app->grid, tier);
    size_t at = fy_tier_index_at(app->grid, tier, app->view_from);
    for (at = at == FY_NONE ? 0 : at; at < count && points[at].time <= app->view_to; at++) {
        const int from = fy_layout_column(app, layout, points[at].time);
        const int to = at + 1 < count ? fy_layout_column(app, layout, points[at + 1].time) : right;
        if (from < layout->gutter || from >= right)
            continue;
        fy_canvas_fill(canvas, row, from, 1, fy_paint(app, FY_PAINT_BOUNDARY), "┃");
        label(app, canvas, row, from + 1, (to < right ? to : right) - from - 1, fy_paint(app, FY_PAINT_PLAIN), tier,
              points[at].mark);
    }
}

/* A tier's name; where it is too long the speaker stays: "di@阿婆". */
static void name(struct fy_canvas *canvas, int row, int columns, struct fy_style style,
                 const char *text)
{
    const char *speaker = strchr(text, '@');
    const int wide = speaker ? fy_text_columns(speaker, strlen(speaker)) : 0;
    if (!speaker || wide >= columns || fy_text_columns(text, strlen(text)) <= columns) {
        fy_canvas_puts(canvas, row, 0, columns, style, text);
        return;
    }
    const int used = fy_canvas_text(canvas, row, 0, columns - wide, style, text, (size_t)(speaker - text));
    fy_canvas_puts(canvas, row, used, columns - used, style, speaker);
}

/* How much a tier is wanted where not all have room: the one written in, the one that parts the segments, a draft that
 * was asked for, the tags, the speaker's others, the rest. */
static int rank(const struct fy_app *app, size_t tier)
{
    if (tier == app->edit_tier)
        return 0;
    if (tier == app->tier)
        return 1;
    if (fy_tier_hidden(app, tier))
        return FY_TIER_HIDDEN;
    if (tier == fy_app_sister(app, "draft"))
        return 2;
    if (tier == fy_app_sister(app, "dialect"))
        return 3;
    return app->tier != FY_NONE && fy_tiers_are_sisters(app->grid, app->tier, tier) ? 4 : 5;
}

static bool shown(const int *ranks, size_t count, size_t tier, size_t rows)
{
    size_t before = 0;
    for (size_t i = 0; i < count; i++)
        before += ranks[i] < ranks[tier] || (ranks[i] == ranks[tier] && i < tier);
    return before < rows;
}

void fy_draw_tiers(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas)
{
    const size_t count = fy_grid_tier_count(app->grid);
    const size_t rows = (size_t)layout->tiers_rows;
    int row = layout->tiers_row;
    int *ranks = fy_must_calloc(count + 1, sizeof *ranks);
    for (size_t tier = 0; tier < count; tier++)
        ranks[tier] = rank(app, tier);
    for (size_t tier = 0; tier < count; tier++) {
        if (ranks[tier] == FY_TIER_HIDDEN || !shown(ranks, count, tier, rows))
            continue;
        const bool written = tier == app->edit_tier;
        name(canvas, row, layout->gutter - 1, fy_paint(app, written ? FY_PAINT_KEY : FY_PAINT_DIM),
             fy_tier_name(app->grid, tier));
        if (fy_tier_kind(app->grid, tier) == FY_INTERVAL_TIER)
            interval_row(app, layout, canvas, row, tier);
        else
            point_row(app, layout, canvas, row, tier);
        row++;
    }
    fy_free(ranks);
}

/* The tiers with their labels in place, under the pictures. */
#include "ui/internal.h"

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

void fy_draw_tiers(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas)
{
    const size_t count = fy_grid_tier_count(app->grid);
    const size_t rows = (size_t)layout->tiers_rows;
    /* With more tiers than rows, show from the one that is written in, and what follows it. */
    size_t first = 0;
    if (count > rows && app->tier != FY_NONE) {
        first = app->edit_tier;
        if (app->tier < first && first - app->tier < rows)
            first = app->tier;
        if (first + rows > count)
            first = count - rows;
    }
    for (size_t i = 0; i < rows && first + i < count; i++) {
        const size_t tier = first + i;
        const int row = layout->tiers_row + (int)i;
        const bool written = tier == app->edit_tier;
        fy_canvas_puts(canvas, row, 0, layout->gutter - 1, fy_paint(app, written ? FY_PAINT_KEY : FY_PAINT_DIM),
                       fy_tier_name(app->grid, tier));
        if (fy_tier_kind(app->grid, tier) == FY_INTERVAL_TIER)
            interval_row(app, layout, canvas, row, tier);
        else
            point_row(app, layout, canvas, row, tier);
    }
}

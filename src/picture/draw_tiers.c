/* Tiers, and what of them is seen in the pictures above. */
#include "picture/figure.h"

#include <math.h>


static const struct fy_stroke frame = { { 0, 0, 0 }, 0.6, false };
static const struct fy_stroke between = { { 0.5, 0.5, 0.5 }, 0.5, false };
static const struct fy_stroke boundary = { { 0.1, 0.25, 0.65 }, 0.7, false };
static const struct fy_stroke guide = { { 0.1, 0.25, 0.65 }, 0.5, true };
static const struct fy_rgb paper = { 1, 1, 1 };

/* At the edges the frame stands already. */
static bool inside(const struct fy_figure *figure, double time)
{
    const double x = fy_figure_x(figure, time);

    return x > figure->left + 0.5 && x < figure->right - 0.5;
}

/* A label in the middle of a box. */
static enum fy_status label(struct fy_surface *surface, const char *text, double x0, double x1,
                            const struct fy_figure_row *row)
{
    struct fy_setting setting;
    double width, height;

    if (fy_figure_label(surface, text, x1 - x0, &setting, &width, &height) != FY_OK)
        return FY_NO_MEMORY;
    return fy_surface_text(surface, x0 + FY_LABEL_PADDING, (row->top + row->bottom - height) / 2, text, &setting);
}

/* A mark on its point's line, of which ends are seen above and below; near an edge it moves inwards. */
static enum fy_status mark(const struct fy_figure *figure, struct fy_surface *surface, const char *text, double x, double room,
                           const struct fy_figure_row *row)
{
    const struct fy_setting setting = { 10, room, 1, FY_ALIGN_LEFT, { 0, 0, 0 } };
    double width, height;

    if (fy_surface_measure(surface, text, &setting, &width, &height) != FY_OK)
        return FY_NO_MEMORY;
    const double left = fmax(figure->left + FY_LABEL_PADDING, fmin(x - width / 2, figure->right - FY_LABEL_PADDING - width));
    const double top = (row->top + row->bottom - height) / 2;
    fy_surface_fill(surface, left - 1, top + 1, left + width + 1, top + height - 1, paper);
    return fy_surface_text(surface, left, top, text, &setting);
}

static enum fy_status draw_intervals(const struct fy_figure *figure, struct fy_surface *surface,
                                     const struct fy_figure_row *row)
{
    const struct fy_interval *intervals = fy_tier_intervals(figure->grid, row->tier);
    const size_t count = fy_tier_size(figure->grid, row->tier);
    enum fy_status status = FY_OK;

    for (size_t i = 0; i < count && status == FY_OK; i++) {
        double x0, x1;
        if (!fy_figure_span(figure, &intervals[i], &x0, &x1))
            continue;
        if (inside(figure, intervals[i].xmin))
            fy_surface_line(surface, x0, row->top, x0, row->bottom, boundary);
        /* Where the next one does not start here, this end shows itself. */
        if (inside(figure, intervals[i].xmax) && (i + 1 == count || intervals[i + 1].xmin > intervals[i].xmax))
            fy_surface_line(surface, x1, row->top, x1, row->bottom, boundary);
        if (intervals[i].text[0] != '\0' && x1 - x0 >= FY_LEAST_BOX)
            status = label(surface, intervals[i].text, x0, x1, row);
    }
    return status;
}

static enum fy_status draw_points(const struct fy_figure *figure, struct fy_surface *surface,
                                  const struct fy_figure_row *row)
{
    const struct fy_point *points = fy_tier_points(figure->grid, row->tier);
    const size_t count = fy_tier_size(figure->grid, row->tier);
    enum fy_status status = FY_OK;

    for (size_t i = 0; i < count && status == FY_OK; i++) {
        if (points[i].time < figure->settings->from || points[i].time > figure->settings->to)
            continue;
        const double x = fy_figure_x(figure, points[i].time);
        /* Half way to each neighbour. */
        double room = figure->right - figure->left - 2 * FY_LABEL_PADDING;
        if (i > 0)
            room = fmin(room, x - fy_figure_x(figure, points[i - 1].time));
        if (i + 1 < count)
            room = fmin(room, fy_figure_x(figure, points[i + 1].time) - x);
        fy_surface_line(surface, x, row->top, x, row->bottom, boundary);
        if (points[i].mark[0] != '\0' && room >= FY_LEAST_BOX)
            status = mark(figure, surface, points[i].mark, x, room, row);
    }
    return status;
}

void fy_figure_draw_guides(const struct fy_figure *figure, struct fy_surface *surface)
{
    size_t first = 0;

    while (first < figure->row_count && fy_tier_kind(figure->grid, figure->rows[first].tier) != FY_INTERVAL_TIER)
        first++;
    if (first == figure->row_count)
        return;
    const size_t tier = figure->rows[first].tier;
    const struct fy_interval *intervals = fy_tier_intervals(figure->grid, tier);
    for (size_t i = 0; i < fy_tier_size(figure->grid, tier); i++) {
        if (!inside(figure, intervals[i].xmin))
            continue;
        const double x = fy_figure_x(figure, intervals[i].xmin);
        fy_surface_line(surface, x, figure->wave_top, x, figure->wave_bottom, guide);
        fy_surface_line(surface, x, figure->spectrum_top, x, figure->spectrum_bottom, guide);
    }
}

static enum fy_status draw_name(const struct fy_figure *figure, struct fy_surface *surface, const struct fy_figure_row *row)
{
    const struct fy_setting setting = fy_figure_name();
    const char *const name = fy_tier_name(figure->grid, row->tier);
    double width, height;

    if (fy_surface_measure(surface, name, &setting, &width, &height) != FY_OK)
        return FY_NO_MEMORY;
    return fy_surface_text(surface, figure->left - 6 - setting.width, (row->top + row->bottom - height) / 2, name, &setting);
}

enum fy_status fy_figure_draw_tiers(const struct fy_figure *figure, struct fy_surface *surface)
{
    enum fy_status status = FY_OK;

    for (size_t i = 0; i < figure->row_count && status == FY_OK; i++) {
        const struct fy_figure_row *row = &figure->rows[i];
        status = draw_name(figure, surface, row);
        if (status == FY_OK)
            status = fy_tier_kind(figure->grid, row->tier) == FY_INTERVAL_TIER ? draw_intervals(figure, surface, row)
                                                                              : draw_points(figure, surface, row);
        if (i > 0)
            fy_surface_line(surface, figure->left, row->top, figure->right, row->top, between);
    }
    if (figure->row_count > 0)
        fy_surface_frame(surface, figure->left, figure->rows[0].top, figure->right, figure->rows_bottom, frame);
    return status;
}

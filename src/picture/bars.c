/* Horizontal bars, for reports. */
#include "picture/page.h"

#include "base/messages.h"
#include "picture/ticks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define TITLE 22.0
#define LEGEND 16.0
#define ROW 18.0
#define BAR 12.0
#define AXIS 26.0
#define LABELS 110.0 /* left of the bars, at most */
#define SUMS 52.0    /* right of them */
#define MOST_PARTS FY_PAGE_COLOURS

struct bars {
    const char *title, *unit;
    const char *const *names;
    size_t parts;
    const struct fy_bar *items;
    size_t count;
    double left; /* where they begin */
};

static double sum_of(const struct bars *bars, const struct fy_bar *bar)
{
    double sum = 0;
    for (size_t i = 0; i < bars->parts; i++)
        sum += bar->parts[i];
    return sum;
}

static const struct fy_stroke line = { { 0, 0, 0 }, 0.6, false };
static const struct fy_stroke grid = { { 0.85, 0.85, 0.85 }, 0.4, false };
static const struct fy_rgb black = { 0, 0, 0 };

static enum fy_status measure(void *context, struct fy_surface *surface, double width, double *height)
{
    struct bars *bars = context;
    const struct fy_setting setting = { 9, LABELS, 1, FY_ALIGN_RIGHT, { 0, 0, 0 } };
    double widest = 20;
    (void)width;
    for (size_t i = 0; i < bars->count; i++) {
        double wide, tall;
        if (fy_surface_measure(surface, bars->items[i].label, &setting, &wide, &tall) != FY_OK)
            return FY_NO_MEMORY;
        widest = fmax(widest, wide);
    }
    bars->left = FY_PAGE_MARGIN + widest + 6;
    *height = 2 * FY_PAGE_MARGIN + TITLE + LEGEND + (double)bars->count * ROW + AXIS;
    return FY_OK;
}

/* The names of the parts, each behind a square of its colour. */
static enum fy_status draw_legend(const struct bars *bars, struct fy_surface *surface, double top, double right)
{
    double x = bars->left;
    enum fy_status status = FY_OK;
    for (size_t i = 0; i < bars->parts && status == FY_OK && x < right; i++) {
        const struct fy_setting setting = { 8, right - x, 1, FY_ALIGN_LEFT, { 0, 0, 0 } };
        double wide, tall;
        if (fy_surface_measure(surface, bars->names[i], &setting, &wide, &tall) != FY_OK)
            return FY_NO_MEMORY;
        fy_surface_fill(surface, x, top + 1, x + 8, top + 9, fy_page_colour(i));
        status = fy_surface_text(surface, x + 11, top - 1, bars->names[i], &setting);
        x += wide + 22;
    }
    return status;
}

static enum fy_status draw_scale(const struct bars *bars, struct fy_surface *surface, double top, double bottom, double right,
                                 double most)
{
    const struct fy_setting setting = { 8, 60, 1, FY_ALIGN_CENTRE, { 0, 0, 0 } };
    const struct fy_ticks ticks = fy_ticks_between(0, most, (right - bars->left) / 60);
    enum fy_status status = FY_OK;
    char text[FY_TICK_SIZE], named[FY_TICK_SIZE + 40];
    for (int64_t i = ticks.first; i <= ticks.last && status == FY_OK; i++) {
        const double x = bars->left + fy_tick_place(&ticks, i) / most * (right - bars->left);
        fy_surface_line(surface, x, top, x, bottom, grid);
        fy_surface_line(surface, x, bottom, x, bottom + 3, line);
        snprintf(named, sizeof named, "%s%s%s", fy_tick_text(&ticks, i, text), i == ticks.last ? " " : "",
                 i == ticks.last ? bars->unit : "");
        status = fy_surface_text(surface, x - 30, bottom + 4, named, &setting);
    }
    return status;
}

static enum fy_status draw_bar(const struct bars *bars, struct fy_surface *surface, const struct fy_bar *bar, double top,
                               double scale)
{
    const struct fy_setting label = { 9, LABELS, 1, FY_ALIGN_RIGHT, black };
    const struct fy_setting number = { 8, SUMS - 6, 1, FY_ALIGN_LEFT, black };
    char text[40];
    double x = bars->left;
    for (size_t i = 0; i < bars->parts; i++) {
        const double end = x + bar->parts[i] * scale;
        if (end > x)
            fy_surface_fill(surface, x, top, end, top + BAR, fy_page_colour(i));
        x = end;
    }
    snprintf(text, sizeof text, "%.3g", sum_of(bars, bar));
    const enum fy_status status = fy_surface_text(surface, bars->left - 6 - LABELS, top - 1, bar->label, &label);
    return status == FY_OK ? fy_surface_text(surface, x + 4, top, text, &number) : status;
}

static enum fy_status draw(void *context, struct fy_surface *surface, double width, double height)
{
    const struct bars *bars = context;
    const struct fy_setting title = { 11, width - 2 * FY_PAGE_MARGIN, 1, FY_ALIGN_LEFT, black };
    const double right = width - FY_PAGE_MARGIN - SUMS, first = FY_PAGE_MARGIN + TITLE + LEGEND, bottom = height - AXIS;
    double most = 0;
    for (size_t i = 0; i < bars->count; i++)
        most = fmax(most, sum_of(bars, &bars->items[i]));
    most = most > 0 ? most : 1;
    enum fy_status status = fy_surface_text(surface, FY_PAGE_MARGIN, FY_PAGE_MARGIN, bars->title, &title);
    if (status == FY_OK)
        status = draw_legend(bars, surface, FY_PAGE_MARGIN + TITLE, right);
    if (status == FY_OK)
        status = draw_scale(bars, surface, first, bottom, right, most);
    for (size_t i = 0; i < bars->count && status == FY_OK; i++)
        status = draw_bar(bars, surface, &bars->items[i], first + (double)i * ROW + (ROW - BAR) / 2, (right - bars->left) / most);
    fy_surface_line(surface, bars->left, first, bars->left, bottom, line);
    fy_surface_line(surface, bars->left, bottom, right, bottom, line);
    return status;
}

enum fy_status fy_picture_bars(struct fy_buffer *out, const struct fy_page *page, const char *title, const char *unit,
                               const char *const *part_names, size_t part_count, const struct fy_bar *bars, size_t count,
                               size_t *missing, struct fy_error *error)
{
    struct bars all = { title, unit, part_names, part_count, bars, count, 0 };
    const struct fy_page_drawing drawing = { measure, draw, &all };
    bool good = count > 0 && part_count > 0 && part_count <= MOST_PARTS;
    for (size_t i = 0; good && i < count; i++)
        for (size_t k = 0; k < part_count; k++)
            good = good && isfinite(bars[i].parts[k]) && bars[i].parts[k] >= 0;
    if (!good)
        return fy_fail(error, FY_INVALID, "%s", _("There is nothing to draw bars of."));
    return fy_page_make(out, page, &drawing, missing, error);
}

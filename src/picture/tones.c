/* The tones of dialects: a panel each, T over normalised time. */
#include "picture/page.h"

#include "base/messages.h"

#include <fangyin/memory.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define PANEL_WIDTH 250.0 /* at least, with what stands beside it */
#define BOX_HEIGHT 150.0
#define HEAD 20.0  /* above a box: the dialect */
#define FOOT 30.0  /* below it: the axis */
#define AXIS 26.0  /* left of it */
#define LABELS 92.0 /* right of it: which line is which */
#define LABEL_HEIGHT 11.0
#define TOP 5.5 /* T at the upper edge: a little may lie above 5, and below 0 */
#define BOTTOM (-0.5)

static const struct fy_stroke frame = { { 0, 0, 0 }, 0.6, false };
static const struct fy_stroke level = { { 0.75, 0.75, 0.75 }, 0.4, true };

struct tones {
    const struct fy_tone_line *lines;
    size_t count, points, panels, columns;
};

struct box {
    double left, top, right, bottom;
};

static bool drawable(const struct fy_tone_line *line, size_t points)
{
    for (size_t i = 0; i < points; i++)
        if (!isfinite(line->means[i]))
            return false;
    return true;
}

/* The lines of one dialect: [first, end). */
static size_t panel_end(const struct tones *tones, size_t first)
{
    size_t end = first + 1;
    while (end < tones->count && strcmp(tones->lines[end].dialect, tones->lines[first].dialect) == 0)
        end++;
    return end;
}

/* A panel has as much height as its labels need. */
static double panel_height(size_t lines)
{
    return HEAD + fmax(BOX_HEIGHT, (double)lines * LABEL_HEIGHT) + FOOT;
}

static double row_height(const struct tones *tones, size_t *first)
{
    double height = 0;
    for (size_t i = 0; i < tones->columns && *first < tones->count; i++) {
        const size_t end = panel_end(tones, *first);
        height = fmax(height, panel_height(end - *first));
        *first = end;
    }
    return height;
}

static enum fy_status measure(void *context, struct fy_surface *surface, double width, double *height)
{
    struct tones *tones = context;
    (void)surface;
    const double fit = floor((width - 2 * FY_PAGE_MARGIN) / PANEL_WIDTH);
    tones->columns = fit < 1 ? 1 : fit > (double)tones->panels ? tones->panels : (size_t)fit;
    *height = 2 * FY_PAGE_MARGIN;
    for (size_t first = 0; first < tones->count;)
        *height += row_height(tones, &first);
    return FY_OK;
}

static double y_of(const struct box *box, double value)
{
    return box->bottom - (fmin(fmax(value, BOTTOM), TOP) - BOTTOM) / (TOP - BOTTOM) * (box->bottom - box->top);
}

static enum fy_status draw_axes(struct fy_surface *surface, const struct box *box)
{
    const struct fy_setting number = { 8, 20, 1, FY_ALIGN_RIGHT, { 0, 0, 0 } };
    const struct fy_setting below = { 8, 60, 1, FY_ALIGN_CENTRE, { 0, 0, 0 } };
    enum fy_status status = FY_OK;
    char text[16];
    for (int i = 1; i <= 5 && status == FY_OK; i++) {
        const double y = y_of(box, (i - 1) * 1.25);
        snprintf(text, sizeof text, "%d", i);
        fy_surface_line(surface, box->left, y, box->right, y, level);
        status = fy_surface_text(surface, box->left - 24, y - 5, text, &number);
    }
    for (int i = 0; i <= 2 && status == FY_OK; i++) {
        const double x = box->left + (box->right - box->left) * i / 2;
        snprintf(text, sizeof text, "%d%s", i * 50, i == 2 ? " %" : "");
        fy_surface_line(surface, x, box->bottom, x, box->bottom + 3, frame);
        status = fy_surface_text(surface, x - 30, box->bottom + 4, text, &below);
    }
    fy_surface_frame(surface, box->left, box->top, box->right, box->bottom, frame);
    return status;
}

/* The first point stands at the start, the last at the end of what is voiced. The bars
 * of several lines stand a little beside each other. */
static enum fy_status draw_line(const struct tones *tones, struct fy_surface *surface, const struct box *box,
                                const struct fy_tone_line *line, size_t index)
{
    const struct fy_rgb colour = fy_page_colour(index);
    const struct fy_stroke thick = { colour, 1.6, index / FY_PAGE_COLOURS % 2 == 1 }, thin = { colour, 0.5, false };
    double *xy = fy_malloc(2 * tones->points * sizeof *xy);
    if (xy == NULL)
        return FY_NO_MEMORY;
    for (size_t i = 0; i < tones->points; i++) {
        const double x = box->left + (box->right - box->left) * (double)i / (double)(tones->points - 1);
        const double beside = fmin(fmax(x + ((double)(index % 5) - 2) * 1.2, box->left), box->right);
        xy[2 * i] = x;
        xy[2 * i + 1] = y_of(box, line->means[i]);
        if (isfinite(line->deviations[i]))
            fy_surface_line(surface, beside, y_of(box, line->means[i] - line->deviations[i]), beside,
                            y_of(box, line->means[i] + line->deviations[i]), thin);
    }
    fy_surface_path(surface, xy, tones->points, thick);
    fy_free(xy);
    return FY_OK;
}

/* Labels stand where their lines end, moved apart so that none covers another. */
static void place_labels(const struct tones *tones, const struct box *box, size_t first, size_t end, double *places)
{
    const size_t count = end - first;
    for (size_t i = 0; i < count; i++)
        places[i] = y_of(box, tones->lines[first + i].means[tones->points - 1]);
    for (int round = 0; round < 200; round++) {
        bool moved = false;
        for (size_t i = 0; i < count; i++) {
            for (size_t k = i + 1; k < count; k++) {
                const double gap = places[k] - places[i];
                if (fabs(gap) >= LABEL_HEIGHT - 0.01)
                    continue;
                const double push = (LABEL_HEIGHT - fabs(gap)) / 2, sign = gap < 0 ? -1 : 1;
                places[i] -= sign * push;
                places[k] += sign * push;
                moved = true;
            }
        }
        for (size_t i = 0; i < count; i++)
            places[i] = fmin(fmax(places[i], box->top + LABEL_HEIGHT / 2), box->bottom - LABEL_HEIGHT / 2);
        if (!moved)
            break;
    }
}

static enum fy_status draw_labels(const struct tones *tones, struct fy_surface *surface, const struct box *box, size_t first,
                                  size_t end)
{
    double *places = fy_calloc(end - first, sizeof *places);
    enum fy_status status = places == NULL ? FY_NO_MEMORY : FY_OK;
    if (status == FY_OK)
        place_labels(tones, box, first, end, places);
    for (size_t i = first; i < end && status == FY_OK; i++) {
        const struct fy_tone_line *line = &tones->lines[i];
        const struct fy_rgb colour = fy_page_colour(i - first);
        const struct fy_setting setting = { 9, LABELS - 12, 1, FY_ALIGN_LEFT, colour };
        const struct fy_stroke lead = { colour, 0.5, false };
        char text[300];
        const bool same = line->chao[0] == '\0' || strcmp(line->tone, line->chao) == 0;
        snprintf(text, sizeof text, "%s%s%s  (%zu)", line->tone, same ? "" : " · ", same ? "" : line->chao, line->count);
        fy_surface_line(surface, box->right, y_of(box, line->means[tones->points - 1]), box->right + 8, places[i - first], lead);
        status = fy_surface_text(surface, box->right + 10, places[i - first] - LABEL_HEIGHT / 2, text, &setting);
    }
    fy_free(places);
    return status;
}

static enum fy_status draw_panel(const struct tones *tones, struct fy_surface *surface, double left, double top, double width,
                                 size_t first, size_t end)
{
    const struct fy_setting title = { 10, width - AXIS, 1, FY_ALIGN_LEFT, { 0, 0, 0 } };
    const struct box box = { left + AXIS, top + HEAD, left + width - LABELS,
                             top + HEAD + fmax(BOX_HEIGHT, (double)(end - first) * LABEL_HEIGHT) };
    enum fy_status status = fy_surface_text(surface, box.left, top + 2, tones->lines[first].dialect, &title);
    if (status == FY_OK)
        status = draw_axes(surface, &box);
    for (size_t i = first; i < end && status == FY_OK; i++)
        status = draw_line(tones, surface, &box, &tones->lines[i], i - first);
    return status == FY_OK ? draw_labels(tones, surface, &box, first, end) : status;
}

static enum fy_status draw(void *context, struct fy_surface *surface, double width, double height)
{
    const struct tones *tones = context;
    const double each = (width - 2 * FY_PAGE_MARGIN) / (double)tones->columns;
    double top = FY_PAGE_MARGIN;
    enum fy_status status = FY_OK;
    (void)height;
    for (size_t first = 0; first < tones->count && status == FY_OK;) {
        size_t after = first;
        const double tall = row_height(tones, &after);
        for (size_t column = 0; first < after && status == FY_OK; column++) {
            const size_t end = panel_end(tones, first);
            status = draw_panel(tones, surface, FY_PAGE_MARGIN + (double)column * each, top, each, first, end);
            first = end;
        }
        top += tall;
    }
    return status;
}

enum fy_status fy_picture_tones(struct fy_buffer *out, const struct fy_page *page, const struct fy_tone_line *lines,
                                size_t count, size_t points, size_t *missing, struct fy_error *error)
{
    struct fy_tone_line *kept = fy_calloc(count + 1, sizeof *kept);
    struct tones tones = { .lines = kept, .points = points };
    if (kept == NULL)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    for (size_t i = 0; i < count && points >= 2; i++)
        if (drawable(&lines[i], points))
            kept[tones.count++] = lines[i];
    for (size_t first = 0; first < tones.count; first = panel_end(&tones, first))
        tones.panels++;
    const struct fy_page_drawing drawing = { measure, draw, &tones };
    const enum fy_status status =
        tones.count > 0 ? fy_page_make(out, page, &drawing, missing, error)
                        : fy_fail(error, FY_INVALID, "%s", _("There is no tone to draw: no syllable could be measured."));
    fy_free(kept);
    return status;
}

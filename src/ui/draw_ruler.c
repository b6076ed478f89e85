/* The time ruler, and what stands at the cursor. */
#include "ui/draw.h"

#include <fangyin/number.h>
#include <fangyin/text.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* A round step between ticks, so that each label (with its blank) has room. */
static double tick_step(double span, int width, int label)
{
    static const double steps[] = { 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800 };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (steps[i] / span * width >= label)
            return steps[i];
    }
    return 3600;
}

/* What is at the playhead and the frequency cursor, at the ruler's right end; the time is in the first row. */
static void read_out(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas)
{
    const struct fy_spectrum *spectrum = app->spectrum;
    if (!(app->see.frequency > 0) || !spectrum || layout->spectrum_rows == 0 || spectrum->rows == 0)
        return;
    char text[80];
    const long at = fy_draw_column(fy_app_time(app, app->playhead), spectrum->from, spectrum->to, spectrum->columns);
    const long row = fy_draw_column(app->see.frequency, 0, spectrum->frequency, spectrum->rows);
    int used = snprintf(text, sizeof text, " %.0f Hz", app->see.frequency);
    if (at >= 0 && row >= 0 && used > 0)
        (void)snprintf(text + used, sizeof text - (size_t)used, " %.0f dB",
                       (double)spectrum->db[(size_t)at * spectrum->rows + (size_t)row]);
    const int width = fy_text_columns(text, strlen(text));
    fy_canvas_puts(canvas, layout->ruler_row, app->columns - width, width, fy_paint(app, FY_PAINT_KEY), text);
}

void fy_draw_ruler(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas)
{
    const struct fy_style dim = fy_paint(app, FY_PAINT_DIM);
    const int right = layout->gutter + layout->width;
    const double span = app->view_to - app->view_from;
    const int label = app->view_to >= 3600 ? 11 : 9;
    const double step = tick_step(span, layout->width, label);
    const int decimals = step < 0.1 ? 2 : step < 1 ? 1 : 0;
    const double first = ceil(app->view_from / step - 1e-9);
    for (int i = 0; i <= layout->width; i++) {
        const double time = (first + i) * step;
        if (time > app->view_to)
            break;
        char text[FY_NUMBER_SIZE + 4];
        char number[FY_NUMBER_SIZE];
        snprintf(text, sizeof text, "╷%s", fy_time_write(time, decimals, number));
        const int column = fy_layout_column(app, layout, time);
        /* Half a time is another time. */
        const bool whole = fy_text_columns(text, strlen(text)) <= right - column;
        if (column >= layout->gutter)
            fy_canvas_text(canvas, layout->ruler_row, column, right - column, dim, text, whole ? strlen(text) : strlen("╷"));
    }
    fy_draw_muted(app, layout, canvas);
    read_out(app, layout, canvas);
    const int column = fy_layout_column(app, layout, fy_app_time(app, app->playhead));
    if (column >= layout->gutter && column < right)
        fy_canvas_fill(canvas, layout->ruler_row, column, 1, fy_paint(app, FY_PAINT_PLAYHEAD), "▼");
}

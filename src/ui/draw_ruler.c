/* The time ruler, and what stands at the cursor. */
#include "base/messages.h"
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

static void add_level(const struct fy_app *app, double time, struct fy_buffer *out)
{
    const struct fy_spectrum *spectrum = app->spectrum;
    if (!(app->see.frequency > 0))
        return;
    fy_buffer_printf(out, " %.0f Hz", app->see.frequency);
    const long at = spectrum ? fy_draw_column(time, spectrum->from, spectrum->to, spectrum->columns) : -1;
    const long row = at >= 0 ? fy_draw_column(app->see.frequency, 0, spectrum->frequency, spectrum->rows) : -1;
    if (row >= 0)
        fy_buffer_printf(out, " %.0f dB", (double)spectrum->db[(size_t)at * spectrum->rows + (size_t)row]);
}

static void add_tracks(const struct fy_app *app, double time, struct fy_buffer *out)
{
    const struct fy_tracks *tracks = app->tracks;
    const long at = tracks ? fy_draw_column(time, tracks->from, tracks->to, tracks->columns) : -1;
    if (at < 0)
        return;
    if (tracks->pitch && app->see.pitch && tracks->pitch[at] > 0)
        fy_buffer_printf(out, " F0 %.0f Hz", (double)tracks->pitch[at]);
    else if (tracks->pitch && app->see.pitch)
        fy_buffer_puts(out, " F0 –");
    for (size_t i = 0; tracks->formants && app->see.formants && i < FY_TRACK_FORMANTS; i++) {
        const float frequency = tracks->formants[(size_t)at * FY_TRACK_FORMANTS + i];
        if (frequency > 0)
            fy_buffer_printf(out, " F%zu %.0f", i + 1, (double)frequency);
    }
    if (tracks->intensity && app->see.intensity && tracks->intensity[at] > -200)
        fy_buffer_printf(out, " %s %.0f dB", _("loud"), (double)tracks->intensity[at]);
}

/* What is at the playhead and the frequency cursor, at the ruler's right end; the time is in the first row. */
static void read_out(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas)
{
    struct fy_buffer text = FY_BUFFER_EMPTY;
    const double time = fy_app_time(app, app->playhead);
    if (layout->spectrum_rows > 0) {
        add_level(app, time, &text);
        add_tracks(app, time, &text);
    }
    const int width = fy_text_columns(fy_buffer_text(&text), text.size);
    if (text.size > 0 && width <= layout->width)
        fy_canvas_puts(canvas, layout->ruler_row, layout->gutter + layout->width - width, width, fy_paint(app, FY_PAINT_KEY),
                       fy_buffer_text(&text));
    fy_buffer_free(&text);
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

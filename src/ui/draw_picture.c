/* Waveform, spectrogram and time ruler. A picture that is still for another window is drawn where its times are now. */
#include "base/messages.h"
#include "ui/internal.h"

#include <fangyin/number.h>
#include <fangyin/spectrogram.h>
#include <fangyin/text.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define DYNAMIC_RANGE ((float)FY_SPECTROGRAM_DYNAMIC_RANGE)

static double column_time(const struct fy_app *app, double column, double columns)
{
    return app->view_from + (app->view_to - app->view_from) * column / columns;
}

/* The column of a picture [from, to) that shows a time, or -1. */
static long picture_column(double time, double from, double to, size_t columns)
{
    const double at = floor((time - from) / (to - from) * (double)columns);
    return at >= 0 && at < (double)columns ? (long)at : -1;
}

static void braille(char text[4], unsigned dots)
{
    const size_t size = fy_utf8_encode(0x2800 + dots, text);
    text[size] = '\0';
}

/* The bit of a braille cell's dot at (x, y), x 0..1, y 0..3. */
static unsigned dot(int x, int y)
{
    static const unsigned char bits[2][4] = { { 0x01, 0x02, 0x04, 0x40 }, { 0x08, 0x10, 0x20, 0x80 } };
    return bits[x][y];
}

void fy_draw_wave(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas)
{
    const struct fy_wave *wave = app->wave;
    const int dots = layout->wave_rows * 4;
    const struct fy_style style = fy_paint(app, FY_PAINT_WAVE);
    /* The highest peak seen reaches the edge; noise alone does not. */
    const float most = app->wave_max > 0.02f ? app->wave_max : 0.02f;
    for (int column = 0; wave && column < layout->width; column++) {
        int top[2], bottom[2];
        for (int x = 0; x < 2; x++) {
            const double time = column_time(app, column * 2 + x + 0.5, layout->width * 2);
            const long at = picture_column(time, wave->from, wave->to, wave->columns);
            top[x] = 1;
            bottom[x] = 0;
            if (at < 0)
                continue;
            /* Silence still shows its line. */
            top[x] = (int)((1 - wave->maximum[at] / most) / 2 * (float)(dots - 1) + 0.5f);
            bottom[x] = (int)((1 - wave->minimum[at] / most) / 2 * (float)(dots - 1) + 0.5f);
            top[x] = top[x] < 0 ? 0 : top[x];
            bottom[x] = bottom[x] >= dots ? dots - 1 : bottom[x];
        }
        for (int row = 0; row < layout->wave_rows; row++) {
            unsigned bits = 0;
            for (int x = 0; x < 2; x++) {
                for (int y = 0; y < 4; y++) {
                    if (row * 4 + y >= top[x] && row * 4 + y <= bottom[x])
                        bits |= dot(x, y);
                }
            }
            char text[4];
            braille(text, bits);
            if (bits)
                fy_canvas_fill(canvas, layout->wave_row + row, layout->gutter + column, 1, style, text);
        }
    }
}

/* Level of one pixel: 0 white to 1 black, or -1 where the picture has nothing. */
static float darkness(const struct fy_app *app, double time, size_t row)
{
    const struct fy_spectrum *spectrum = app->spectrum;
    const long at = picture_column(time, spectrum->from, spectrum->to, spectrum->columns);
    if (at < 0)
        return -1;
    const float db = spectrum->db[(size_t)at * spectrum->rows + row];
    const float value = (db - (app->db_max - DYNAMIC_RANGE)) / DYNAMIC_RANGE;
    return value < 0 ? 0 : value > 1 ? 1 : value;
}

/* The 26 greys of the 256 palette, from white (step 0) to black (step 25). */
#define DARKEST 25
static int16_t grey(int step)
{
    return step <= 0 ? 231 : step >= DARKEST ? 16 : (int16_t)(256 - step);
}

/* Best two-colour picture of 2 by 2 pixels: of the eight ways to part four pixels in two groups the one with the least
 * squared error, times 12 to stay with whole numbers, which give the same screen on every machine. */
static void quadrant(const int pixel[4], const char **glyph, int *ink, int *paper)
{
    static const char *const glyphs[8] = { " ", "▘", "▝", "▀", "▖", "▌", "▞", "▛" };
    int best = INT_MAX;
    for (unsigned mask = 0; mask < 8; mask++) {
        int sum[2] = { 0, 0 }, square[2] = { 0, 0 }, count[2] = { 0, 0 };
        for (unsigned i = 0; i < 4; i++) {
            const int group = (mask >> i) & 1;
            sum[group] += pixel[i];
            square[group] += pixel[i] * pixel[i];
            count[group]++;
        }
        int error = 0;
        for (int group = 0; group < 2; group++)
            error += count[group] ? 12 * square[group] - 12 / count[group] * sum[group] * sum[group] : 0;
        if (error < best) {
            best = error;
            *glyph = glyphs[mask];
            *paper = (2 * sum[0] + count[0]) / (2 * count[0]);
            *ink = count[1] ? (2 * sum[1] + count[1]) / (2 * count[1]) : *paper;
        }
    }
}

static void spectrum_cell(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas, int row,
                          int column)
{
    const size_t top = app->spectrum->rows - 1;
    if (app->colours >= 256) {
        int pixel[4], ink = 0, paper = 0;
        for (int i = 0; i < 4; i++) {
            const double time = column_time(app, column * 2 + (i & 1) + 0.5, layout->width * 2);
            const size_t y = (size_t)row * 2 + (size_t)(i >> 1);
            const float value = y > top ? -1 : darkness(app, time, top - y);
            if (value < 0)
                return;
            pixel[i] = (int)(value * DARKEST + 0.5f);
        }
        const char *glyph = " ";
        quadrant(pixel, &glyph, &ink, &paper);
        const struct fy_style style = { grey(ink), grey(paper), 0 };
        fy_canvas_fill(canvas, layout->spectrum_row + row, layout->gutter + column, 1, style, glyph);
        return;
    }
    /* Few colours: dots, as dense as the sound is loud. */
    static const unsigned char threshold[4][4] = { { 0, 8, 2, 10 }, { 12, 4, 14, 6 }, { 3, 11, 1, 9 }, { 15, 7, 13, 5 } };
    unsigned bits = 0;
    for (int x = 0; x < 2; x++) {
        for (int y = 0; y < 4; y++) {
            const double time = column_time(app, column * 2 + x + 0.5, layout->width * 2);
            const size_t at = (size_t)row * 4 + (size_t)y;
            const float value = at > top ? -1 : darkness(app, time, top - at);
            if (value > ((float)threshold[y][(column * 2 + x) & 3] + 0.5f) / 16)
                bits |= dot(x, y);
        }
    }
    char text[4];
    braille(text, bits);
    fy_canvas_fill(canvas, layout->spectrum_row + row, layout->gutter + column, 1, fy_paint(app, FY_PAINT_PLAIN), text);
}

static void frequency_scale(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas)
{
    if (layout->spectrum_rows < 3)
        return;
    const double most = app->spectrum->frequency;
    const double step = layout->spectrum_rows >= 10 ? 1000 : 2000;
    for (double frequency = step; frequency < most + 1; frequency += step) {
        const double from_top = (most - frequency) / most * layout->spectrum_rows;
        const int row = from_top < layout->spectrum_rows - 1 ? (int)from_top : layout->spectrum_rows - 1;
        char text[16];
        snprintf(text, sizeof text, "%*.0f", layout->gutter - 1, frequency);
        fy_canvas_puts(canvas, layout->spectrum_row + row, 0, layout->gutter - 1, fy_paint(app, FY_PAINT_DIM), text);
    }
}

/* A vertical line over a picture that keeps its grey behind. */
static void line_over(struct fy_canvas *canvas, int row, int rows, int column, int16_t colour)
{
    for (int i = 0; i < rows; i++) {
        struct fy_cell *cell = fy_canvas_at(canvas, row + i, column);
        if (!cell)
            continue;
        struct fy_style style = cell->style;
        style.fg = colour;
        fy_canvas_fill(canvas, row + i, column, 1, style, "│");
    }
}

static void lines(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas)
{
    const int right = layout->gutter + layout->width, rows = layout->wave_rows + layout->spectrum_rows;
    const size_t count = fy_app_segments(app);
    const int16_t boundary = app->colours >= 256 ? 33 : 4, head = app->colours >= 256 ? 196 : 1;
    size_t at = count ? fy_tier_index_at(app->grid, app->tier, app->view_from) : FY_NONE;
    int last = -1;
    for (at = at == FY_NONE ? 0 : at; at < count; at++) {
        const struct fy_interval *interval = fy_app_interval(app, at);
        if (interval->xmin > app->view_to)
            break;
        const int column = fy_layout_column(app, layout, interval->xmin);
        if (column != last && column >= layout->gutter && column < right && interval->xmin > fy_grid_xmin(app->grid))
            line_over(canvas, layout->wave_row, rows, column, boundary);
        last = column;
    }
    const int column = fy_layout_column(app, layout, fy_app_time(app, app->playhead));
    if (column >= layout->gutter && column < right)
        line_over(canvas, layout->wave_row, rows, column, head);
}

void fy_draw_spectrum(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas)
{
    if (app->spectrum && layout->spectrum_rows > 0 && app->spectrum->rows > 0) {
        for (int row = 0; row < layout->spectrum_rows; row++) {
            for (int column = 0; column < layout->width; column++)
                spectrum_cell(app, layout, canvas, row, column);
        }
        frequency_scale(app, layout, canvas);
    }
    lines(app, layout, canvas);
}

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
    const int column = fy_layout_column(app, layout, fy_app_time(app, app->playhead));
    if (column >= layout->gutter && column < right)
        fy_canvas_fill(canvas, layout->ruler_row, column, 1, fy_paint(app, FY_PAINT_PLAYHEAD), "▼");
}

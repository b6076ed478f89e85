/* The spectrogram in cells, and the lines over the pictures. A picture that is still for another window is drawn where its
 * times are now. */
#include "ui/draw.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>

float fy_draw_loudness(const struct fy_app *app, int column, int columns, int row, int rows)
{
    const struct fy_spectrum *spectrum = app->spectrum;
    if (!spectrum || spectrum->columns == 0 || spectrum->rows == 0 || !(spectrum->to > spectrum->from))
        return -1;
    const double scale = (double)spectrum->columns / (spectrum->to - spectrum->from);
    const double left = (fy_draw_time(app, column, columns) - spectrum->from) * scale;
    const double right = (fy_draw_time(app, column + 1, columns) - spectrum->from) * scale;
    const double middle = floor((left + right) / 2);
    if (!(middle >= 0 && middle < (double)spectrum->columns))
        return -1;
    /* Whole columns and rows of the picture: those that are more than a little inside, or the one in the middle. */
    const double up = (double)spectrum->rows / rows;
    size_t first = left + 0.01 > 0 ? (size_t)(left + 0.01) : 0, end = (size_t)(right - 0.01) + 1;
    size_t low = (size_t)((rows - 1 - row) * up + 0.01), high = (size_t)((rows - row) * up - 0.01) + 1;
    end = end > spectrum->columns ? spectrum->columns : end;
    high = high > spectrum->rows ? spectrum->rows : high;
    if (right - left < 1.5 || end <= first) {
        first = (size_t)middle;
        end = first + 1;
    }
    low = high <= low ? high - 1 : low;
    float sum = 0;
    for (size_t x = first; x < end; x++) {
        for (size_t y = low; y < high; y++)
            sum += spectrum->db[x * spectrum->rows + y];
    }
    const float db = sum / (float)((end - first) * (high - low));
    const float value = (db - (app->db_max - app->see.range)) / app->see.range;
    return value < 0 ? 0 : value > 1 ? 1 : value;
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

/* Two by two pixels in two colours. */
static void quadrant_cell(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas, int row,
                          int column)
{
    int pixel[4], ink = 0, paper = 0;
    for (int i = 0; i < 4; i++) {
        const float value = fy_draw_loudness(app, column * 2 + (i & 1), layout->width * 2, row * 2 + (i >> 1),
                                             layout->spectrum_rows * 2);
        if (value < 0)
            return;
        pixel[i] = (int)(value * (float)app->see.darkest + 0.5F);
    }
    const char *glyph = " ";
    quadrant(pixel, &glyph, &ink, &paper);
    const struct fy_style style = { app->see.shades[ink], app->see.shades[paper], 0 };
    fy_canvas_fill(canvas, layout->spectrum_row + row, layout->gutter + column, 1, style, glyph);
}

/* Few colours: dots, as dense as the sound is loud. */
static void dotted_cell(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas, int row,
                        int column)
{
    static const unsigned char threshold[4][4] = { { 0, 8, 2, 10 }, { 12, 4, 14, 6 }, { 3, 11, 1, 9 }, { 15, 7, 13, 5 } };
    unsigned bits = 0;
    for (int x = 0; x < 2; x++) {
        for (int y = 0; y < 4; y++) {
            const float value =
                fy_draw_loudness(app, column * 2 + x, layout->width * 2, row * 4 + y, layout->spectrum_rows * 4);
            if (value > ((float)threshold[y][(column * 2 + x) & 3] + 0.5F) / 16)
                bits |= fy_draw_dot(x, y);
        }
    }
    char text[4];
    fy_draw_braille(text, bits);
    fy_canvas_fill(canvas, layout->spectrum_row + row, layout->gutter + column, 1, fy_paint(app, FY_PAINT_PLAIN), text);
}

/* Letters, as black as the sound is loud. */
static void ascii_cell(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas, int row,
                       int column)
{
    static const char ramp[] = " .:-=+*#%@";
    const float value = fy_draw_loudness(app, column, layout->width, row, layout->spectrum_rows);
    const char text[2] = { value < 0 ? ' ' : ramp[(int)(value * 9 + 0.5F)], '\0' };
    fy_canvas_fill(canvas, layout->spectrum_row + row, layout->gutter + column, 1, fy_paint(app, FY_PAINT_PLAIN), text);
}

static void spectrum_cell(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas, int row,
                          int column)
{
    if (app->ascii)
        ascii_cell(app, layout, canvas, row, column);
    else if (app->colours >= 256)
        quadrant_cell(app, layout, canvas, row, column);
    else
        dotted_cell(app, layout, canvas, row, column);
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

/* Where the frequency cursor stands. */
static void frequency_cursor(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas)
{
    const long row = fy_draw_column(app->see.frequency, 0, app->spectrum->frequency, (size_t)layout->spectrum_rows);
    if (app->see.frequency > 0 && row >= 0)
        fy_canvas_fill(canvas, layout->spectrum_row + layout->spectrum_rows - 1 - (int)row, layout->gutter - 1, 1,
                       fy_paint(app, FY_PAINT_KEY), "▶");
}

/* A vertical line over a picture that keeps its grey behind. */
static void line_over(struct fy_canvas *canvas, int row, int rows, int column, int16_t colour, bool ascii)
{
    for (int i = 0; i < rows; i++) {
        struct fy_cell *cell = fy_canvas_at(canvas, row + i, column);
        if (!cell)
            continue;
        struct fy_style style = cell->style;
        style.fg = colour;
        fy_canvas_fill(canvas, row + i, column, 1, style, ascii ? "|" : "│");
    }
}

static void lines(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas)
{
    const int right = layout->gutter + layout->width, rows = layout->wave_rows + layout->spectrum_rows;
    /* Under a picture of pixels the cells stay as they are while sound plays: what changes there wipes it away. */
    const int head_rows = fy_app_shows_pixels(app, layout) ? layout->wave_rows : rows;
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
            line_over(canvas, layout->wave_row, rows, column, boundary, app->ascii);
        last = column;
    }
    const int column = fy_layout_column(app, layout, fy_app_time(app, app->playhead));
    if (column >= layout->gutter && column < right)
        line_over(canvas, layout->wave_row, head_rows, column, head, app->ascii);
}

void fy_draw_spectrum(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas)
{
    if (app->spectrum && layout->spectrum_rows > 0 && app->spectrum->rows > 0) {
        for (int row = 0; row < layout->spectrum_rows; row++) {
            for (int column = 0; column < layout->width; column++)
                spectrum_cell(app, layout, canvas, row, column);
        }
        fy_draw_curves(app, layout, canvas);
        frequency_scale(app, layout, canvas);
        frequency_cursor(app, layout, canvas);
    }
    lines(app, layout, canvas);
    if (fy_app_shows_pixels(app, layout)) {
        canvas->image.row = layout->spectrum_row;
        canvas->image.rows = layout->spectrum_rows;
        canvas->image.column = layout->gutter;
        canvas->image.columns = layout->width;
        canvas->image.key = fy_app_image_key(app, layout);
    }
}

/* The tone of the segment beside the pictures: its curve on a grid from 1 to 5, what it suggests, and whose range it is
 * measured by. */
#include "base/messages.h"
#include "ui/draw.h"

#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define MOST_ROWS 11 /* of the grid */
#define AXIS 2       /* columns for its numbers */

struct grid {
    int row, column, rows, columns; /* cells of the curve */
    unsigned char *bits;
};

/* The dot row of a T value, counted from the top. */
static int dot_row(const struct grid *grid, double value)
{
    const double last = grid->rows * 4 - 1;
    return (int)floor(fmin(fmax((1 - value / 5) * last, 0), last) + 0.5);
}

static void put_dot(struct grid *grid, int x, int y)
{
    unsigned char *cell = &grid->bits[(y / 4) * grid->columns + x / 2];
    *cell = (unsigned char)(*cell | fy_draw_dot(x & 1, y & 3));
}

/* One dot a dot column; steep parts are lines. */
static void plot(struct grid *grid, const struct fy_tone_track *track, const struct fy_tone_range *range)
{
    const int columns = grid->columns * 2;
    int last = -1;
    for (int x = 0; x < columns; x++) {
        const double time = track->from + (track->to - track->from) * (x + 0.5) / columns;
        const double at = floor((time - track->frames.first) / track->frames.step + 0.5) - (double)track->first;
        const bool there = at >= 0 && at < (double)track->count;
        const double value = there ? fy_tone_value(range, (double)track->values[(size_t)at].frequency) : (double)NAN;
        if (isnan(value)) {
            last = -1;
            continue;
        }
        const int y = dot_row(grid, value);
        for (int between = last; last >= 0 && between != y; between += between < y ? 1 : -1)
            put_dot(grid, x, between);
        put_dot(grid, x, y);
        last = y;
    }
}

static void draw_grid(const struct fy_app *app, struct fy_canvas *canvas, const struct grid *grid)
{
    const struct fy_style dim = fy_paint(app, FY_PAINT_DIM), curve = fy_paint(app, FY_PAINT_KEY);
    for (int level = 1; level <= 5; level++) {
        const int row = grid->row + dot_row(grid, (level - 1) * 1.25) / 4;
        char number[2] = { (char)('0' + level), '\0' };
        fy_canvas_puts(canvas, row, grid->column - AXIS, 1, dim, number);
        for (int x = 0; x < grid->columns; x += 2)
            fy_canvas_puts(canvas, row, grid->column + x, 1, dim, app->ascii ? "." : "·");
    }
    for (int i = 0; i < grid->rows * grid->columns; i++) {
        char text[4];
        if (!grid->bits[i])
            continue;
        fy_draw_braille(text, grid->bits[i]);
        fy_canvas_fill(canvas, grid->row + i / grid->columns, grid->column + i % grid->columns, 1, curve,
                       app->ascii ? "*" : text);
    }
}

/* The label, and the tone that is written. */
static void title(const struct fy_app *app, struct fy_canvas *canvas, int row, int column, int width)
{
    if (fy_app_segments(app) == 0)
        return;
    const char *tone = fy_app_sister_label(app, "tone", app->segment);
    const int written = fy_text_columns(tone, strlen(tone)), most = width / 2;
    const int room = tone[0] ? width - (written < most ? written : most) - 1 : width;
    const int used = fy_canvas_puts(canvas, row, column, room, fy_paint(app, FY_PAINT_PLAIN),
                                    fy_app_interval(app, app->segment)->text);
    fy_canvas_puts(canvas, row, column + used + (used > 0), width - used - 1, fy_paint(app, FY_PAINT_TAG), tone);
}

static void suggestion(const struct fy_app *app, struct fy_canvas *canvas, int row, int column, int width,
                       const struct fy_tone_reading *reading)
{
    char letters[16], keys[64];
    (void)fy_tone_letters(reading->chao, letters, sizeof letters);
    const unsigned mode = app->mode == FY_MODE_EDIT ? FY_IN_EDIT : FY_IN_NAVIGATE;
    fy_keymap_keys(app->keymap, FY_ACTION_TONE_WRITE, mode, keys, sizeof keys);
    keys[strcspn(keys, " ")] = '\0';
    int used = fy_canvas_puts(canvas, row, column, width, fy_paint(app, FY_PAINT_CURRENT), reading->chao) + 1;
    if (!app->ascii)
        used += fy_canvas_puts(canvas, row, column + used, width - used, fy_paint(app, FY_PAINT_PLAIN), letters) + 1;
    used += fy_canvas_puts(canvas, row, column + used + 1, width - used - 1, fy_paint(app, FY_PAINT_KEY), keys) + 2;
    fy_canvas_puts(canvas, row, column + used, width - used, fy_paint(app, FY_PAINT_PLAIN), _("writes it"));
}

/* Whose range, and what is missing for a suggestion. */
static void foot(const struct fy_app *app, struct fy_canvas *canvas, int row, int column, int width,
                 const struct fy_tone_reading *reading, bool measured)
{
    char text[200];
    const struct fy_voices *voices = app->tone.voices;
    const struct fy_style dim = fy_paint(app, FY_PAINT_DIM);
    if (reading->ranged)
        snprintf(text, sizeof text, voices->all || reading->voice->fixed ? "%.0f–%.0f Hz  %s" : "%.0f–%.0f Hz … %s",
                 reading->voice->range.lowest, reading->voice->range.highest, reading->voice->name);
    else
        snprintf(text, sizeof text, "%s", voices && voices->all ? _("too little of this voice") : _("measuring this voice ..."));
    fy_canvas_puts(canvas, row + 1, column, width, dim, text);
    if (!measured)
        fy_canvas_puts(canvas, row, column, width, dim, "…");
    else if (!reading->voiced)
        fy_canvas_puts(canvas, row, column, width, dim, app->tone.track->values ? _("no pitch here") : _("too long"));
    else if (reading->ranged)
        suggestion(app, canvas, row, column, width, reading);
}

void fy_draw_tone(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas)
{
    struct fy_tone_reading reading;
    if (layout->tone_width == 0)
        return;
    const int column = layout->tone_column + 2, width = layout->tone_width - 2;
    for (int row = 0; row < layout->tone_rows; row++)
        fy_canvas_puts(canvas, layout->tone_row + row, layout->tone_column, 1, fy_paint(app, FY_PAINT_DIM),
                       app->ascii ? "|" : "│");
    const bool measured = fy_app_read_tone(app, &reading);
    const int rows = layout->tone_rows - 3 < MOST_ROWS ? layout->tone_rows - 3 : MOST_ROWS;
    struct grid grid = { layout->tone_row + 1, column + AXIS, rows, width - AXIS, NULL };
    grid.bits = fy_must_calloc((size_t)(grid.rows * grid.columns), 1);
    if (measured && reading.ranged && app->tone.track->values)
        plot(&grid, app->tone.track, &reading.voice->range);
    title(app, canvas, layout->tone_row, column, width);
    draw_grid(app, canvas, &grid);
    foot(app, canvas, layout->tone_row + 1 + rows, column, width, &reading, measured);
    fy_free(grid.bits);
}

/* Pitch, intensity and formants over the spectrogram. */
#include "ui/draw.h"

#include <fangyin/memory.h>
#include <math.h>

/* The scales, from the spectrogram's lower to its upper edge: pitch in semitones, so that a tone has one shape in every
 * voice. */
#define PITCH_LOW 60.0
#define PITCH_HIGH 500.0
#define INTENSITY_LOW 30.0
#define INTENSITY_HIGH 100.0

const struct fy_curve *fy_draw_curve(int curve)
{
    static const struct fy_curve curves[FY_CURVE_COUNT] = {
        [FY_CURVE_PITCH] = { 0x0060FF, 21, 51, 4 },
        [FY_CURVE_INTENSITY] = { 0x00A000, 28, 118, 2 },
        [FY_CURVE_FORMANT] = { 0xE00000, 160, 211, 1 },
    };
    return &curves[curve];
}

/* The heights of a column's points; formants last. Returns how many curves there may be. */
#define POINTS (2 + FY_TRACK_FORMANTS)
static void heights_at(const struct fy_app *app, double time, double heights[POINTS])
{
    const struct fy_tracks *tracks = app->tracks;
    for (int i = 0; i < POINTS; i++)
        heights[i] = -1;
    const long at = fy_draw_column(time, tracks->from, tracks->to, tracks->columns);
    if (at < 0)
        return;
    if (tracks->pitch && app->see.pitch && tracks->pitch[at] > 0)
        heights[0] = log((double)tracks->pitch[at] / PITCH_LOW) / log(PITCH_HIGH / PITCH_LOW);
    if (tracks->intensity && app->see.intensity)
        heights[1] = ((double)tracks->intensity[at] - INTENSITY_LOW) / (INTENSITY_HIGH - INTENSITY_LOW);
    for (int i = 0; tracks->formants && app->see.formants && i < FY_TRACK_FORMANTS; i++) {
        const double frequency = (double)tracks->formants[(size_t)at * FY_TRACK_FORMANTS + (size_t)i];
        if (frequency > 0)
            heights[2 + i] = frequency / app->see.highest;
    }
}

void fy_draw_each_point(const struct fy_app *app, int columns, fy_curve_point *point, void *context)
{
    double last[POINTS], heights[POINTS];
    const struct fy_tracks *tracks = app->tracks;
    if (!tracks || tracks->columns == 0 || !(tracks->to > tracks->from))
        return;
    for (int i = 0; i < POINTS; i++)
        last[i] = -1;
    for (int column = 0; column < columns; column++) {
        heights_at(app, fy_draw_time(app, column + 0.5, columns), heights);
        for (int i = 0; i < POINTS; i++) {
            const int curve = i == 0 ? FY_CURVE_PITCH : i == 1 ? FY_CURVE_INTENSITY : FY_CURVE_FORMANT;
            const bool shown = heights[i] >= 0 && heights[i] < 1;
            if (shown)
                point(context, curve, column, heights[i], curve != FY_CURVE_FORMANT && last[i] >= 0);
            last[i] = shown ? heights[i] : -1;
        }
    }
}

/* The dots of all cells, and which curve was there last. */
struct dots {
    int columns, rows; /* cells */
    unsigned char *bits, *curve;
    int last[FY_CURVE_COUNT]; /* the dot row of the point before */
};

static void put_dot(struct dots *dots, int curve, int x, int y)
{
    const size_t at = (size_t)(y / 4) * (size_t)dots->columns + (size_t)(x / 2);
    dots->bits[at] = (unsigned char)(dots->bits[at] | fy_draw_dot(x & 1, y & 3));
    dots->curve[at] = (unsigned char)curve;
}

static void cell_point(void *context, int curve, int column, double height, bool joined)
{
    struct dots *dots = context;
    const int y = (int)((1 - height) * dots->rows * 4 - 1e-9);
    const int before = dots->last[curve], step = joined && before > y + 1 ? -1 : 1;
    /* Steep stretches are lines, not single dots. */
    for (int at = joined && (before > y + 1 || before < y - 1) ? before + step : y; at != y; at += step)
        put_dot(dots, curve, column, at);
    put_dot(dots, curve, column, y);
    dots->last[curve] = y;
}

void fy_draw_curves(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas)
{
    if (!app->tracks || layout->spectrum_rows <= 0)
        return;
    const size_t cells = (size_t)layout->width * (size_t)layout->spectrum_rows;
    struct dots dots = { .columns = layout->width, .rows = layout->spectrum_rows };
    dots.bits = fy_must_calloc(cells * 2, 1);
    dots.curve = dots.bits + cells;
    fy_draw_each_point(app, layout->width * 2, cell_point, &dots);
    for (size_t i = 0; i < cells; i++) {
        const int row = (int)(i / (size_t)layout->width), column = (int)(i % (size_t)layout->width);
        struct fy_cell *cell = fy_canvas_at(canvas, layout->spectrum_row + row, layout->gutter + column);
        if (!dots.bits[i] || !cell)
            continue;
        const struct fy_curve *curve = fy_draw_curve(dots.curve[i]);
        const float ground = fy_draw_loudness(app, column, layout->width, row, layout->spectrum_rows);
        const bool dark = (ground > 0.5F) == (app->see.map == FY_MAP_GREY) && ground >= 0;
        struct fy_style style = { curve->poor, cell->style.bg, FY_BOLD };
        if (app->colours >= 256) {
            style = (struct fy_style){ dark ? curve->on_dark : curve->on_light, cell->style.bg, 0 };
            if (ground >= 0)
                style.bg = app->see.shades[(int)(ground * (float)app->see.darkest + 0.5F)];
        }
        char text[4];
        fy_draw_braille(text, dots.bits[i]);
        fy_canvas_fill(canvas, layout->spectrum_row + row, layout->gutter + column, 1, style, app->ascii ? "*" : text);
    }
    fy_free(dots.bits);
}

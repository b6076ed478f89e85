/* The waveform in braille dots. A picture that is still for another window is drawn where its times are now. */
#include "base/messages.h"
#include "ui/draw.h"

#include <fangyin/text.h>
#include <math.h>
#include <stdio.h>

double fy_draw_time(const struct fy_app *app, double column, double columns)
{
    return app->view_from + (app->view_to - app->view_from) * column / columns;
}

long fy_draw_column(double time, double from, double to, size_t columns)
{
    const double at = floor((time - from) / (to - from) * (double)columns);
    return at >= 0 && at < (double)columns ? (long)at : -1;
}

void fy_draw_braille(char text[4], unsigned dots)
{
    const size_t size = fy_utf8_encode(0x2800 + dots, text);
    text[size] = '\0';
}

unsigned fy_draw_dot(int x, int y)
{
    static const unsigned char bits[2][4] = { { 0x01, 0x02, 0x04, 0x40 }, { 0x08, 0x10, 0x20, 0x80 } };
    return bits[x][y];
}

/* Rows [row, row + rows) of the screen; values from `first` on. */
static void draw_one(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas, size_t first, int row,
                     int rows)
{
    const struct fy_wave *wave = app->wave;
    const int dots = rows * 4;
    const struct fy_style style = fy_paint(app, FY_PAINT_WAVE);
    /* The highest peak seen reaches the edge; noise alone does not. */
    const float most = app->wave_max > 0.02f ? app->wave_max : 0.02f;
    for (int column = 0; column < layout->width; column++) {
        int top[2], bottom[2];
        for (int x = 0; x < 2; x++) {
            const double time = fy_draw_time(app, column * 2 + x + 0.5, layout->width * 2);
            const long at = fy_draw_column(time, wave->from, wave->to, wave->columns);
            top[x] = 1;
            bottom[x] = 0;
            if (at < 0)
                continue;
            /* Silence still shows its line. */
            top[x] = (int)((1 - wave->maximum[first + (size_t)at] / most) / 2 * (float)(dots - 1) + 0.5f);
            bottom[x] = (int)((1 - wave->minimum[first + (size_t)at] / most) / 2 * (float)(dots - 1) + 0.5f);
            top[x] = top[x] < 0 ? 0 : top[x];
            bottom[x] = bottom[x] >= dots ? dots - 1 : bottom[x];
        }
        for (int n = 0; n < rows; n++) {
            unsigned bits = 0;
            for (int x = 0; x < 2; x++) {
                for (int y = 0; y < 4; y++) {
                    if (n * 4 + y >= top[x] && n * 4 + y <= bottom[x])
                        bits |= fy_draw_dot(x, y);
                }
            }
            char text[4];
            fy_draw_braille(text, bits);
            if (bits)
                fy_canvas_fill(canvas, row + n, layout->gutter + column, 1, style, app->ascii ? "|" : text);
        }
    }
}

void fy_draw_wave(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas)
{
    const struct fy_wave *wave = app->wave;
    if (!wave || wave->waves == 0)
        return;
    const int waves = (int)wave->waves <= layout->wave_rows ? (int)wave->waves : 1;
    for (int n = 0; n < waves; n++) {
        const int row = layout->wave_rows * n / waves, end = layout->wave_rows * (n + 1) / waves;
        char name[FY_CHANNEL_NAME] = "";
        draw_one(app, layout, canvas, (size_t)n * wave->columns, layout->wave_row + row, end - row);
        if (waves == 2)
            snprintf(name, sizeof name, "%s", n == 0 ? _("left") : _("right"));
        else if (waves > 2)
            snprintf(name, sizeof name, "%d", n + 1);
        fy_canvas_puts(canvas, layout->wave_row + row, 0, layout->gutter - 1, fy_paint(app, FY_PAINT_DIM), name);
    }
}

/* The waveform in braille dots. A picture that is still for another window is drawn where its times are now. */
#include "ui/draw.h"

#include <fangyin/text.h>
#include <math.h>

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
            const double time = fy_draw_time(app, column * 2 + x + 0.5, layout->width * 2);
            const long at = fy_draw_column(time, wave->from, wave->to, wave->columns);
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
                        bits |= fy_draw_dot(x, y);
                }
            }
            char text[4];
            fy_draw_braille(text, bits);
            if (bits)
                fy_canvas_fill(canvas, layout->wave_row + row, layout->gutter + column, 1, style,
                               app->ascii ? "|" : text);
        }
    }
}

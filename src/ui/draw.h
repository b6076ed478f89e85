/* What the drawers of waveform, spectrogram and curves share. */
#ifndef FANGYIN_UI_DRAW_H
#define FANGYIN_UI_DRAW_H

#include "ui/internal.h"

/* The time in the middle of one of the window's columns. */
double fy_draw_time(const struct fy_app *app, double column, double columns);
/* The column of a picture of [from, to) that shows a time, or -1. */
long fy_draw_column(double time, double from, double to, size_t columns);

/* A braille cell of dots, as UTF-8. */
void fy_draw_braille(char text[4], unsigned dots);
/* The bit of its dot at (x, y), x 0..1, y 0..3. */
unsigned fy_draw_dot(int x, int y);

/* 0 (quiet) to 1 (loud) of a rectangle of the spectrogram: columns [column, column + 1) of `columns` in the window, rows
 * [row, row + 1) of `rows` from the top. -1 where the picture has nothing. */
float fy_draw_loudness(const struct fy_app *app, int column, int columns, int row, int rows);

/* The curves over the spectrogram. Each has a colour for light and one for dark ground, as 0xRRGGBB and as an entry of the
 * 256 palette. */
struct fy_curve {
    uint32_t rgb;
    int16_t on_light, on_dark, poor;
};
enum { FY_CURVE_PITCH, FY_CURVE_INTENSITY, FY_CURVE_FORMANT, FY_CURVE_COUNT };
const struct fy_curve *fy_draw_curve(int curve);

/* Call back for each point of the curves that are shown: column of `columns`, height 0 (bottom) to 1; `joined` if the one
 * before it in the same curve is in the column before. */
typedef void fy_curve_point(void *context, int curve, int column, double height, bool joined);
void fy_draw_each_point(const struct fy_app *app, int columns, fy_curve_point *point, void *context);

/* Over the cells of the spectrogram. */
void fy_draw_curves(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas);
/* A framed box over the screen, with a title; returns its inside. */
struct fy_box {
    int row, column, rows, columns;
};
struct fy_box fy_draw_box(const struct fy_app *app, struct fy_canvas *canvas, int row, int column, int rows, int columns,
                          const char *title);
/* The title of a box in which something is typed, and the cursor behind it. */
void fy_draw_typed(struct fy_canvas *canvas, const struct fy_app *app, const struct fy_box *box, const char *title,
                   const struct fy_buffer *typed);
/* What may be meant at the caret; what is wrong with the segment. False where there is nothing. */
bool fy_draw_offers(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas);
bool fy_draw_finding(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas);
bool fy_draw_answer(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas);
void fy_draw_form(const struct fy_app *app, struct fy_canvas *canvas);
void fy_draw_ipa(const struct fy_app *app, struct fy_canvas *canvas);
void fy_draw_choices(const struct fy_app *app, struct fy_canvas *canvas);
void fy_draw_palette(const struct fy_app *app, struct fy_canvas *canvas);

#endif

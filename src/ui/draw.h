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

#endif

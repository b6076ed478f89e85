/* The screen while files are being read, before there is an app. */
#ifndef FANGYIN_UI_OPENING_H
#define FANGYIN_UI_OPENING_H

#include "ui/canvas.h"

#include <stdbool.h>

struct fy_opening_view {
    const char *name;      /* what is being opened */
    double decoded, total; /* seconds of sound; total 0: not known, or nothing to decode */
    int silent_seconds;    /* for so long nothing has moved */
    bool stopping;
};

/* Draw it into a canvas that has its size. */
void fy_draw_opening(const struct fy_opening_view *view, struct fy_canvas *canvas);

#endif

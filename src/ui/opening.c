#include "ui/opening.h"

#include "base/messages.h"

#include <fangyin/number.h>
#include <stdio.h>

enum { STALLED_SECONDS = 4, MARGIN = 2, BAR = 60 };

static void bar(const struct fy_opening_view *view, struct fy_canvas *canvas, int row)
{
    const struct fy_style plain = { 0 };
    const int room = canvas->columns - 2 * MARGIN - 6, width = room < BAR ? room : BAR;
    const double part = view->decoded < view->total ? view->decoded / view->total : 1;
    char text[32];
    for (int i = 0; i < width; i++)
        fy_canvas_puts(canvas, row, MARGIN + i, 1, plain, i < (int)(part * width) ? "█" : "░");
    snprintf(text, sizeof text, "%3d %%", (int)(part * 100));
    fy_canvas_puts(canvas, row, MARGIN + width + 1, 6, plain, text);
}

void fy_draw_opening(const struct fy_opening_view *view, struct fy_canvas *canvas)
{
    const struct fy_style plain = { 0 };
    const int width = canvas->columns - 2 * MARGIN;
    char text[300], time[FY_NUMBER_SIZE];
    fy_canvas_clear(canvas);
    snprintf(text, sizeof text, _("opening %s"), view->name);
    fy_canvas_puts(canvas, 1, MARGIN, width, plain, text);
    if (view->decoded > 0 || view->total > 0)
        fy_canvas_puts(canvas, 3, MARGIN, width, plain,
                       _("It is decoded once; the next time it opens at once."));
    if (view->total > 0) {
        bar(view, canvas, 5);
    } else if (view->decoded > 0) {
        snprintf(text, sizeof text, _("%s of sound so far"), fy_time_write(view->decoded, 0, time));
        fy_canvas_puts(canvas, 5, MARGIN, width, plain, text);
    }
    if (view->silent_seconds >= STALLED_SECONDS) {
        snprintf(text, sizeof text,
                 fy_message_plural("No answer for %d second: the disk or network is slow or gone.",
                                   "No answer for %d seconds: the disk or network is slow or gone.",
                                   (size_t)view->silent_seconds),
                 view->silent_seconds);
        fy_canvas_puts(canvas, 7, MARGIN, width, plain, text);
    }
    fy_canvas_puts(canvas, canvas->rows - 1, MARGIN, width, plain,
                   view->stopping ? _("stopping ...") : _("C-c leaves"));
}

/* The row under the list: what may be meant at the caret, or what is wrong with the segment. */
#include "base/messages.h"
#include "ui/draw.h"

#include <fangyin/text.h>
#include <stdio.h>
#include <string.h>

bool fy_draw_offers(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas)
{
    const struct fy_completing *completing = &app->completing;
    const int row = layout->message_row;
    int column = 1;
    if (app->mode != FY_MODE_EDIT || completing->count == 0)
        return false;
    for (size_t i = 0; i < completing->count; i++) {
        const char *reading, *text = fy_app_offer_text(app, i, &reading);
        const char key[4] = { 'M', '-', (char)('1' + i), '\0' };
        char said[64] = "";
        if (*reading)
            snprintf(said, sizeof said, " %.60s", reading);
        const int width = fy_text_columns(text, strlen(text)) + fy_text_columns(said, strlen(said)) + 6;
        if (column + width > app->columns + 1)
            break;
        const struct fy_style style = fy_paint(app, i == completing->at ? FY_PAINT_CURRENT : FY_PAINT_PLAIN);
        column += fy_canvas_puts(canvas, row, column, 3, fy_paint(app, FY_PAINT_KEY), key) + 1;
        column += fy_canvas_puts(canvas, row, column, 40, style, text);
        column += fy_canvas_puts(canvas, row, column, 40, fy_paint(app, FY_PAINT_DIM), said) + 2;
    }
    return true;
}

bool fy_draw_finding(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas)
{
    struct fy_buffer text = FY_BUFFER_EMPTY;
    const enum fy_severity severity = fy_app_finding_text(app, &text);
    const enum fy_paint paint = severity == FY_SEVERITY_ERROR ? FY_PAINT_BAD : FY_PAINT_KEY;
    if (severity >= FY_SEVERITY_WARNING)
        fy_canvas_puts(canvas, layout->message_row, 1, app->columns - 2, fy_paint(app, paint), fy_buffer_text(&text));
    fy_buffer_free(&text);
    return severity >= FY_SEVERITY_WARNING;
}

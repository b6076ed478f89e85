/* The chart of a group of IPA symbols, the chosen one named below. */
#include "base/messages.h"
#include "ui/draw.h"

#include <fangyin/ipa.h>
#include <fangyin/text.h>
#include <stdio.h>
#include <string.h>

enum { CELL = 3 /* columns of the screen for one of the chart */ };

static void size_of(enum fy_ipa_group group, int *rows, int *columns)
{
    *rows = *columns = 0;
    for (size_t i = 0; i < fy_ipa_count(); i++) {
        const struct fy_ipa_symbol *symbol = fy_ipa_at(i);
        if (symbol->group != group)
            continue;
        *rows = symbol->row + 1 > *rows ? symbol->row + 1 : *rows;
        *columns = symbol->column + 1 > *columns ? symbol->column + 1 : *columns;
    }
}

static void chart(const struct fy_app *app, struct fy_canvas *canvas, const struct fy_box *box, int rows, int columns)
{
    const struct fy_ipa_symbol *chosen = fy_ipa_at(app->ipa.at);
    const int shown = box->columns / CELL;
    const int left = (int)chosen->column >= shown ? (int)chosen->column - shown + 1 : 0;
    const int top = (int)chosen->row >= rows ? (int)chosen->row - rows + 1 : 0;
    for (size_t i = 0; i < fy_ipa_count(); i++) {
        const struct fy_ipa_symbol *symbol = fy_ipa_at(i);
        const int row = (int)symbol->row - top, column = (int)symbol->column - left;
        if (symbol->group != chosen->group || row < 0 || row >= rows || column < 0 || column >= shown || column >= columns)
            continue;
        char text[32];
        snprintf(text, sizeof text, " %s%s", fy_grapheme_columns(symbol->ipa, strlen(symbol->ipa)) == 0 ? "◌" : "", symbol->ipa);
        fy_canvas_fill(canvas, box->row + row, box->column + column * CELL, CELL,
                       fy_paint(app, i == app->ipa.at ? FY_PAINT_CURRENT : FY_PAINT_POPUP), " ");
        fy_canvas_puts(canvas, box->row + row, box->column + column * CELL, CELL,
                       fy_paint(app, i == app->ipa.at ? FY_PAINT_CURRENT : FY_PAINT_POPUP), text);
    }
}

void fy_draw_ipa(const struct fy_app *app, struct fy_canvas *canvas)
{
    const struct fy_ipa_symbol *chosen = fy_ipa_at(app->ipa.at);
    const struct fy_style style = fy_paint(app, FY_PAINT_POPUP);
    int rows, columns;
    size_of(chosen->group, &rows, &columns);
    const int room = app->rows - 8;
    rows = rows < room ? rows : room;
    const int width = app->columns < 76 ? app->columns - 2 : 74;
    struct fy_buffer line = FY_BUFFER_EMPTY;
    const struct fy_box box = fy_draw_box(app, canvas, 1, (app->columns - width) / 2, rows + 4, width, "");
    chart(app, canvas, &box, rows, columns);
    if (app->ipa.typed.size > 0) {
        fy_buffer_printf(&line, "%s  →  ", fy_buffer_text(&app->ipa.typed));
        fy_ipa_from_xsampa(&line, app->ipa.typed.data, app->ipa.typed.size);
    } else {
        fy_buffer_printf(&line, "%s  %s%s%s", chosen->ipa, _(chosen->name), chosen->xsampa[0] ? " · X-SAMPA " : "",
                         chosen->xsampa);
    }
    fy_canvas_puts(canvas, box.row + rows, box.column, box.columns, style, fy_buffer_text(&line));
    fy_canvas_puts(canvas, box.row + rows + 1, box.column, box.columns, style,
                   _("Enter insert · arrows, PgDn chart · or type X-SAMPA · Esc"));
    fy_buffer_clear(&line);
    fy_buffer_printf(&line, " %s%s", _(fy_ipa_group_name(chosen->group)), app->ipa.typed.size > 0 ? ": " : " ");
    fy_draw_typed(canvas, app, &box, fy_buffer_text(&line), &app->ipa.typed);
    fy_buffer_free(&line);
}

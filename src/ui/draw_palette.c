/* Boxes in which something is chosen: the dialect tree. They stand above the list, so that the text that is being
 * written is seen meanwhile. */
#include "base/messages.h"
#include "ui/draw.h"

#include <fangyin/text.h>
#include <stdio.h>
#include <string.h>

struct fy_box fy_draw_box(const struct fy_app *app, struct fy_canvas *canvas, int row, int column, int rows, int columns,
                          const char *title)
{
    const struct fy_style style = fy_paint(app, FY_PAINT_POPUP);
    for (int i = 0; i < rows; i++) {
        fy_canvas_fill(canvas, row + i, column, columns, style, i == 0 || i == rows - 1 ? "─" : " ");
        fy_canvas_fill(canvas, row + i, column, 1, style, i == 0 ? "┌" : i == rows - 1 ? "└" : "│");
        fy_canvas_fill(canvas, row + i, column + columns - 1, 1, style, i == 0 ? "┐" : i == rows - 1 ? "┘" : "│");
    }
    if (*title)
        fy_canvas_puts(canvas, row, column + 2, columns - 4, style, title);
    return (struct fy_box){ row + 1, column + 2, rows - 2, columns - 4 };
}

void fy_draw_typed(struct fy_canvas *canvas, const struct fy_app *app, const struct fy_box *box, const char *title,
                   const struct fy_buffer *typed)
{
    const struct fy_style style = fy_paint(app, FY_PAINT_POPUP);
    const int row = box->row - 1;
    int used = fy_canvas_puts(canvas, row, box->column, box->columns * 2 / 3, style, title);
    used += fy_canvas_puts(canvas, row, box->column + used, box->columns - used - 1,
                           fy_paint(app, typed->size > 0 ? FY_PAINT_EDIT : FY_PAINT_POPUP), fy_buffer_text(typed));
    canvas->cursor_row = row;
    canvas->cursor_column = box->column + used;
}

static void dialect_row(const struct fy_app *app, struct fy_canvas *canvas, const struct fy_box *box, int row, size_t n,
                        size_t at)
{
    const struct fy_dialect *dialect = fy_dialects_at(app->dialects, at);
    const bool typed = app->palette.typed.size > 0;
    const struct fy_style style = fy_paint(app, n == app->palette.at ? FY_PAINT_CURRENT : FY_PAINT_POPUP);
    const bool letter = dialect->hotkey >= 'a' && dialect->hotkey <= 'z';
    char key[8];
    if (typed)
        snprintf(key, sizeof key, "%zu", n + 1);
    else
        snprintf(key, sizeof key, "%s%c", letter ? "M-" : "", dialect->hotkey ? dialect->hotkey : ' ');
    fy_canvas_fill(canvas, row, box->column, box->columns, style, " ");
    fy_canvas_puts(canvas, row, box->column, 3, style, key);
    int used = 4;
    used += fy_canvas_puts(canvas, row, box->column + used, box->columns / 2 - 5, style, fy_app_dialect_name(app, at));
    /* Where it was searched for, what it belongs to. */
    if (typed && dialect->parent != FY_NONE && used + 4 < box->columns / 2) {
        char parent[96];
        snprintf(parent, sizeof parent, " (%s)", fy_app_dialect_name(app, dialect->parent));
        fy_canvas_puts(canvas, row, box->column + used, box->columns / 2 - used - 1, style, parent);
    }
    fy_canvas_puts(canvas, row, box->column + box->columns / 2, box->columns / 2 - 2, style, dialect->code);
    if (fy_dialects_child(app->dialects, at, 0) != FY_NONE)
        fy_canvas_puts(canvas, row, box->column + box->columns - 1, 1, style, "→");
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

void fy_draw_palette(const struct fy_app *app, struct fy_canvas *canvas)
{
    const struct fy_palette *palette = &app->palette;
    const struct fy_layout layout = fy_app_layout(app);
    size_t shown[FY_PALETTE_ROOM];
    const size_t count = fy_app_palette_rows(app, shown, FY_PALETTE_ROOM);
    const int columns = app->columns < 54 ? app->columns - 2 : 52;
    /* While something is typed the box keeps its size, so that nothing jumps. */
    const int wanted = palette->typed.size > 0 ? FY_PALETTE_MATCHES : (int)count;
    const int rows = least(wanted, app->rows - 6);
    const int under = layout.list_row - rows - 3 > 1 ? layout.list_row - rows - 3 : 1;
    struct fy_buffer title = FY_BUFFER_EMPTY;
    const struct fy_box box = fy_draw_box(app, canvas, least(under, app->rows - rows - 4), app->columns - columns - 1,
                                          rows + 3, columns, "");
    fy_buffer_printf(&title, " %s%s", palette->span ? _("selected text: ") : "", palette->parent == FY_NONE || palette->typed.size > 0
                                        ? _("Dialects") : fy_app_dialect_name(app, palette->parent));
    if (palette->before.size > 0 || palette->unsure) {
        fy_buffer_puts(&title, " · ");
        fy_app_dialect_label(app, fy_buffer_text(&palette->before), &title);
        fy_buffer_puts(&title, palette->unsure ? "_?" : "_");
    }
    fy_buffer_puts(&title, palette->typed.size > 0 ? ": " : " ");
    const size_t top = palette->at >= (size_t)rows ? palette->at - (size_t)rows + 1 : 0;
    for (int i = 0; i < rows && top + (size_t)i < count; i++)
        dialect_row(app, canvas, &box, box.row + i, top + (size_t)i, shown[top + (size_t)i]);
    if (count == 0)
        fy_canvas_puts(canvas, box.row, box.column, box.columns, fy_paint(app, FY_PAINT_POPUP),
                       _("None is called so: type a code, pinyin, or a name."));
    fy_canvas_puts(canvas, box.row + rows, box.column, box.columns, fy_paint(app, FY_PAINT_POPUP),
                   _("1-9 Enter tag · type: find · ? unsure · + and"));
    fy_draw_typed(canvas, app, &box, fy_buffer_text(&title), &palette->typed);
    fy_buffer_free(&title);
}

void fy_draw_choices(const struct fy_app *app, struct fy_canvas *canvas)
{
    const struct fy_chooser *chooser = &app->chooser;
    const struct fy_layout layout = fy_app_layout(app);
    struct fy_choice choices[FY_CHOICE_ROOM];
    const size_t count = fy_app_choices(app, choices, FY_CHOICE_ROOM);
    const int columns = app->columns < 54 ? app->columns - 2 : 52;
    const int wanted = chooser->typed.size > 0 && count < 9 ? 9 : (int)count;
    const int rows = least(wanted, app->rows - 7);
    const int under = layout.list_row - rows - 3 > 1 ? layout.list_row - rows - 3 : 1;
    char title[128];
    const struct fy_box box = fy_draw_box(app, canvas, least(under, app->rows - rows - 4), app->columns - columns - 1,
                                          rows + 3, columns, "");
    const size_t top = chooser->at >= (size_t)rows ? chooser->at - (size_t)rows + 1 : 0;
    for (int i = 0; i < rows && top + (size_t)i < count; i++) {
        const struct fy_choice *choice = &choices[top + (size_t)i];
        const struct fy_style style = fy_paint(app, top + (size_t)i == chooser->at ? FY_PAINT_CURRENT : FY_PAINT_POPUP);
        const char key[4] = { choice->key ? choice->key : ' ', choice->set ? '*' : ' ', '\0' };
        fy_canvas_fill(canvas, box.row + i, box.column, box.columns, style, " ");
        fy_canvas_puts(canvas, box.row + i, box.column, 3, style, key);
        fy_canvas_puts(canvas, box.row + i, box.column + 3, box.columns * 2 / 3 - 4, style, _(choice->name));
        fy_canvas_puts(canvas, box.row + i, box.column + box.columns * 2 / 3, box.columns / 3, style, choice->code);
    }
    fy_canvas_puts(canvas, box.row + rows, box.column, box.columns, fy_paint(app, FY_PAINT_POPUP),
                   chooser->what == FY_CHOOSE_MARKER ? _("1-9 Enter insert · type: find · Esc")
                                                     : _("1-9 Enter set, * off · type: find · 0 none"));
    snprintf(title, sizeof title, " %s%s", fy_app_choose_title(app), chooser->typed.size > 0 ? ": " : " ");
    fy_draw_typed(canvas, app, &box, title, &chooser->typed);
}

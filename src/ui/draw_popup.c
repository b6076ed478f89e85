/* What opens over the screen: the list of keys, questions, the prompt. */
#include "base/messages.h"
#include "ui/draw.h"

#include <fangyin/text.h>
#include <stdio.h>
#include <string.h>

/* Row 0 is the system's default, whatever that is. */
static void devices(const struct fy_app *app, struct fy_canvas *canvas)
{
    const int wanted = (int)app->device_count + 1, most = app->rows - 6;
    const int rows = wanted < most ? wanted : most, columns = app->columns < 74 ? app->columns - 2 : 72;
    const struct fy_box box = fy_draw_box(app, canvas, app->rows - rows - 5 > 1 ? app->rows - rows - 5 : 1,
                                    app->columns - columns - 1, rows + 3, columns, _(" Sound devices "));
    const size_t top = app->device_at >= (size_t)rows ? app->device_at - (size_t)rows + 1 : 0;
    for (int i = 0; i < rows; i++) {
        const size_t n = top + (size_t)i;
        const struct fy_device_row *device = n > 0 ? &app->devices[n - 1] : NULL;
        const struct fy_style style = fy_paint(app, n == app->device_at ? FY_PAINT_CURRENT : FY_PAINT_POPUP);
        char number[16] = "";
        if (device)
            snprintf(number, sizeof number, "%d%s", device->number, device->is_default ? "*" : "");
        fy_canvas_fill(canvas, box.row + i, box.column, box.columns, style, " ");
        fy_canvas_puts(canvas, box.row + i, box.column, 4, style, number);
        fy_canvas_puts(canvas, box.row + i, box.column + 4, box.columns - 4, style,
                       device ? device->name : _("the one that the system calls its default (*)"));
    }
    fy_canvas_puts(canvas, box.row + rows, box.column, box.columns, fy_paint(app, FY_PAINT_POPUP),
                   _("Enter: play through it · Esc"));
}

/* Helps of the table, with the keys they have now. */
static void help(const struct fy_app *app, struct fy_canvas *canvas)
{
    const struct fy_box box = fy_draw_box(app, canvas, 1, 1, app->rows - 2, app->columns - 2, "");
    struct fy_style style = fy_paint(app, FY_PAINT_POPUP), key_style = style;
    key_style.attributes |= FY_BOLD;
    fy_canvas_puts(canvas, 1, 3, app->columns - 6, style, _(" Keys (space, PgDn: on; other: back; C- is Ctrl, S- Shift, M- Alt) "));
    const int width = box.columns < 50 ? 14 : 20;
    int line = -app->help_top;
    for (int i = 1; i < FY_ACTION_COUNT; i++) {
        const struct fy_action_info *info = fy_action_info((enum fy_action)i);
        char keys[128], shown[200];
        fy_keymap_keys(app->keymap, (enum fy_action)i, FY_IN_BOTH, keys, sizeof keys);
        snprintf(shown, sizeof shown, "%s%s", keys[0] ? keys : ":", keys[0] ? "" : info->name);
        if (line >= 0 && line < box.rows) {
            fy_canvas_puts(canvas, box.row + line, box.column, width - 1, key_style, shown);
            const char *state = fy_app_switch(app, (enum fy_action)i);
            char said[256];
            snprintf(said, sizeof said, "%s%s%s", _(info->help), state ? ": " : "", state ? state : "");
            fy_canvas_puts(canvas, box.row + line, box.column + width, box.columns - width, style, said);
        }
        line++;
    }
}

static void question(const struct fy_app *app, struct fy_canvas *canvas)
{
    const int columns = app->columns < 74 ? app->columns - 2 : 72;
    const int width = columns - 4;
    /* Count the rows first: each line of the question is wrapped. */
    int rows = 0;
    for (int pass = 0; pass < 2; pass++) {
        struct fy_box box = { 0, 0, 0, width };
        if (pass == 1)
            box = fy_draw_box(app, canvas, app->rows > rows + 8 ? (app->rows - rows) / 2 - 2 : 1,
                           (app->columns - columns) / 2, rows + 2, columns, "");
        int row = 0;
        const char *text = fy_buffer_text(&app->question_text);
        while (*text) {
            const size_t line = fy_canvas_line(text, strlen(text), width);
            if (pass == 1)
                fy_canvas_text(canvas, box.row + row, box.column, width, fy_paint(app, FY_PAINT_POPUP), text, line);
            row++;
            text += line + (text[line] == '\n' ? 1 : 0);
        }
        rows = row;
    }
}

/* The prompt stands where an input method has room below it. */
static void prompt(const struct fy_app *app, struct fy_canvas *canvas)
{
    const int row = app->rows - 5;
    const struct fy_style style = fy_paint(app, FY_PAINT_EDIT);
    const struct fy_action_info *info = fy_action_info(app->prompt);
    char name[192];
    snprintf(name, sizeof name, "%s", app->prompt == FY_ACTION_COMMAND ? ":" : "");
    if (app->prompt != FY_ACTION_COMMAND)
        snprintf(name, sizeof name, "%s (%s): ", _(info->help), info->argument[0] ? _(info->argument) : "");
    /* Where both do not fit, what is to be typed counts. */
    if (fy_text_columns(name, strlen(name)) > app->columns * 2 / 3 && info->argument[0])
        snprintf(name, sizeof name, "%s: ", _(info->argument));
    fy_canvas_fill(canvas, row, 0, app->columns, style, " ");
    const int used = fy_canvas_puts(canvas, row, 0, app->columns * 2 / 3, style, name);
    const int width = app->columns - used - 1;
    const char *text = fy_buffer_text(&app->line.text);
    size_t from = 0;
    while (fy_text_columns(text + from, app->line.caret - from) > width - 1)
        from = fy_grapheme_next(text, app->line.text.size, from);
    fy_canvas_text(canvas, row, used, width, style, text + from, app->line.text.size - from);
    canvas->cursor_row = row;
    canvas->cursor_column = used + fy_text_columns(text + from, app->line.caret - from);
}

void fy_draw_popup(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas)
{
    (void)layout;
    if (app->mode == FY_MODE_PALETTE)
        fy_draw_palette(app, canvas);
    else if (app->mode == FY_MODE_CHOOSE)
        fy_draw_choices(app, canvas);
    else if (app->mode == FY_MODE_FORM)
        fy_draw_form(app, canvas);
    else if (app->mode == FY_MODE_DEVICES)
        devices(app, canvas);
    else if (app->mode == FY_MODE_IPA)
        fy_draw_ipa(app, canvas);
    else if (app->mode == FY_MODE_HELP)
        help(app, canvas);
    else if (app->mode == FY_MODE_QUESTION)
        question(app, canvas);
    else if (app->mode == FY_MODE_PROMPT)
        prompt(app, canvas);
}

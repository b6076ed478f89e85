/* The whole screen. */
#include "base/messages.h"
#include "ui/draw.h"

#include <fangyin/text.h>
#include <stdio.h>
#include <string.h>

struct hint {
    enum fy_action action;
    const char *text;
};

/* "Tab hear  Enter write ...": with the keys as they are bound now, as many as fit. Of several the first is shown: an
 * input method swallows letters, so the table has the other keys before them. */
static int hints(const struct fy_app *app, struct fy_canvas *canvas, int row, int column, const struct hint *list,
                 size_t count, unsigned mode)
{
    for (size_t i = 0; i < count; i++) {
        char keys[64];
        fy_keymap_keys(app->keymap, list[i].action, mode, keys, sizeof keys);
        keys[strcspn(keys, " ")] = '\0';
        const char *text = _(list[i].text);
        const int width = fy_text_columns(keys, strlen(keys)) + fy_text_columns(text, strlen(text)) + 3;
        if (!keys[0] || column + width > app->columns + 2)
            continue;
        column += fy_canvas_puts(canvas, row, column, 12, fy_paint(app, FY_PAINT_KEY), keys) + 1;
        column += fy_canvas_puts(canvas, row, column, 30, fy_paint(app, FY_PAINT_PLAIN), text) + 2;
    }
    return column;
}

/* Up to two rows: the one above belongs to the list, but never to the caret. */
static void message(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas,
                    struct fy_style style)
{
    const char *text = fy_buffer_text(&app->message);
    const int width = app->columns - 2;
    const size_t first = fy_canvas_line(text, app->message.size, width);
    int row = layout->message_row;
    if (text[first] != '\0') {
        row--;
        fy_canvas_fill(canvas, row, 0, app->columns, style, " ");
        fy_canvas_text(canvas, row, 1, width, style, text, first);
        fy_canvas_fill(canvas, row + 1, 0, app->columns, style, " ");
        text += first;
        row++;
    }
    fy_canvas_puts(canvas, row, 1, width, style, text);
}

static void bottom(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas)
{
    static const struct hint navigate[] = {
        { FY_ACTION_HEAR, N_("hear") },  { FY_ACTION_EDIT, N_("write") }, { FY_ACTION_HELP, N_("keys") },
        { FY_ACTION_QUIT, N_("leave") }, { FY_ACTION_NEXT, N_("next") },  { FY_ACTION_SAVE, N_("save") },
        { FY_ACTION_SPLIT, N_("split") }, { FY_ACTION_CUT, N_("cut") },
    };
    static const struct hint unit[] = {
        { FY_ACTION_HEAR, N_("hear") }, { FY_ACTION_EDIT, N_("write") }, { FY_ACTION_HELP, N_("keys") },
        { FY_ACTION_VERDICT, N_("finish") }, { FY_ACTION_ASK, N_("ask") }, { FY_ACTION_NEXT, N_("next") },
        { FY_ACTION_SAVE, N_("save") }, { FY_ACTION_SPLIT, N_("split") },
    };
    static const struct hint edit[] = {
        { FY_ACTION_HEAR, N_("hear") },      { FY_ACTION_COMMIT, N_("next") },      { FY_ACTION_PALETTE, N_("tag") },
        { FY_ACTION_BACK_PLAY, N_("back 2 s") }, { FY_ACTION_SPLIT_TEXT, N_("split") }, { FY_ACTION_LEAVE, N_("done") },
        { FY_ACTION_SAVE, N_("save") },
    };
    const bool popup = app->mode == FY_MODE_PALETTE || app->mode == FY_MODE_CHOOSE || app->mode == FY_MODE_IPA || app->mode == FY_MODE_FORM || app->mode == FY_MODE_DEVICES ||
                       app->mode == FY_MODE_HELP || app->mode == FY_MODE_QUESTION;
    const bool editing = app->mode == FY_MODE_EDIT || (popup && app->under == FY_MODE_EDIT);
    if (editing)
        (void)hints(app, canvas, layout->hint_row, 1, edit, sizeof edit / sizeof *edit, FY_IN_EDIT);
    else if (app->team)
        (void)hints(app, canvas, layout->hint_row, 1, unit, sizeof unit / sizeof *unit, FY_IN_NAVIGATE);
    else
        (void)hints(app, canvas, layout->hint_row, 1, navigate, sizeof navigate / sizeof *navigate, FY_IN_NAVIGATE);
    if (app->message.size > 0) {
        const struct fy_style style = fy_paint(app, app->message_bad ? FY_PAINT_BAD : FY_PAINT_PLAIN);
        message(app, layout, canvas, style);
        return;
    }
    if (fy_draw_offers(app, layout, canvas) || fy_draw_answer(app, layout, canvas) || fy_draw_finding(app, layout, canvas) || editing)
        return;
    /* The tags of the digits. */
    int column = 1;
    for (size_t n = 0;; n++) {
        const size_t child = fy_dialects_child(app->dialects, fy_app_hot_parent(app), n);
        if (child == FY_NONE)
            break;
        const char key[2] = { fy_dialects_at(app->dialects, child)->hotkey, '\0' };
        const char *name = fy_app_dialect_name(app, child);
        const int width = fy_text_columns(name, strlen(name)) + 4;
        if (key[0] < '1' || key[0] > '9' || column + width > app->columns)
            continue;
        column += fy_canvas_puts(canvas, layout->message_row, column, 2, fy_paint(app, FY_PAINT_KEY), key) + 1;
        column += fy_canvas_puts(canvas, layout->message_row, column, 24, fy_paint(app, FY_PAINT_TAG), name) + 2;
    }
}

void fy_app_render(const struct fy_app *app, struct fy_canvas *canvas)
{
    const struct fy_layout layout = fy_app_layout(app);
    if (canvas->columns != app->columns || canvas->rows != app->rows || !canvas->cells)
        fy_canvas_resize(canvas, app->columns, app->rows);
    fy_canvas_clear(canvas);
    if (layout.too_small) {
        char text[160];
        snprintf(text, sizeof text, _("%dx%d is too small; %dx%d is needed."), app->columns, app->rows,
                 FY_MINIMUM_COLUMNS, FY_MINIMUM_ROWS);
        fy_canvas_puts(canvas, 0, 0, app->columns, fy_paint(app, FY_PAINT_PLAIN), text);
        return;
    }
    fy_draw_title(app, canvas);
    fy_draw_wave(app, &layout, canvas);
    fy_draw_spectrum(app, &layout, canvas);
    fy_draw_ruler(app, &layout, canvas);
    fy_draw_tiers(app, &layout, canvas);
    fy_draw_tone(app, &layout, canvas);
    fy_draw_list(app, &layout, canvas);
    fy_draw_versions(app, &layout, canvas);
    bottom(app, &layout, canvas);
    fy_draw_popup(app, &layout, canvas);
}

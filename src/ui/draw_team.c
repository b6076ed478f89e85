/* The form that is filled in for the team, and what the team says. */
#include "base/messages.h"
#include "ui/draw.h"

#include <fangyin/text.h>
#include <stdio.h>
#include <string.h>

static void draw_line(const struct fy_app *app, struct fy_canvas *canvas, const struct fy_line *line, bool here, int row,
                      int column, int width)
{
    const char *text = fy_buffer_text(&line->text);
    size_t from = 0;
    while (here && fy_text_columns(text + from, line->caret - from) > width - 1)
        from = fy_grapheme_next(text, line->text.size, from);
    const struct fy_style style = fy_paint(app, here ? FY_PAINT_EDIT : FY_PAINT_POPUP);
    fy_canvas_fill(canvas, row, column, width, style, " ");
    fy_canvas_text(canvas, row, column, width, style, text + from, line->text.size - from);
    if (!here)
        return;
    canvas->cursor_row = row;
    canvas->cursor_column = column + fy_text_columns(text + from, line->caret - from);
}

static void put_title(const struct fy_app *app, char *title, size_t size)
{
    const struct fy_form *form = &app->form;
    if (form->kind == FY_FORM_ASK)
        snprintf(title, size, _(" A question about “%.60s” "), form->text.size > 0 ? fy_buffer_text(&form->text) : "…");
    else if (form->kind == FY_FORM_ANSWER)
        snprintf(title, size, "%s", _(" Your answer "));
    else
        snprintf(title, size, _(" What is to become of %.60s "), app->team->unit);
}

void fy_draw_form(const struct fy_app *app, struct fy_canvas *canvas)
{
    enum { LABELS = 10 };
    const struct fy_form *form = &app->form;
    const int fields = fy_app_form_fields(app), rows = fields + 2, columns = app->columns < 76 ? app->columns - 2 : 74;
    char title[200], shown[160];
    put_title(app, title, sizeof title);
    const struct fy_box box = fy_draw_box(app, canvas, app->rows > rows + 6 ? (app->rows - rows) / 2 - 2 : 1,
                                          (app->columns - columns) / 2, rows + 2, columns, title);
    const struct fy_style plain = fy_paint(app, FY_PAINT_POPUP);
    for (int field = 0; field < fields; field++) {
        const bool here = field == form->field;
        const int row = box.row + field, column = box.column + LABELS, width = box.columns - LABELS;
        fy_canvas_puts(canvas, row, box.column, LABELS - 1, plain, fy_app_form_label(app, field));
        if (!fy_app_form_is_text(app, field)) {
            fy_app_form_choice(app, field, shown, sizeof shown);
            const struct fy_style style = fy_paint(app, here ? FY_PAINT_CURRENT : FY_PAINT_POPUP);
            const int used = fy_canvas_puts(canvas, row, column, width - 4, style, shown);
            if (here)
                fy_canvas_puts(canvas, row, column + used + 1, 3, plain, app->ascii ? "<>" : "←→");
        } else {
            draw_line(app, canvas, &form->lines[field], here, row, column, width);
        }
    }
    /* What is wrong is said here: the form is over the line for messages. */
    const bool said = app->message.size > 0 && app->message_bad;
    fy_canvas_puts(canvas, box.row + fields, box.column, box.columns, fy_paint(app, FY_PAINT_BAD), said ? fy_buffer_text(&app->message) : "");
    fy_canvas_puts(canvas, box.row + fields + 1, box.column, box.columns, plain, fy_app_form_foot(app));
}

static void put_who(struct fy_buffer *out, const struct fy_app *app, const char *who, const char *dialect)
{
    if (!*who)
        return;
    fy_buffer_printf(out, "  — %s", who);
    if (*dialect) {
        fy_buffer_puts(out, " (");
        fy_app_dialect_label(app, dialect, out);
        fy_buffer_puts(out, ")");
    }
}

static void put_form(struct fy_buffer *out, const char *text, const char *answer, const char *reading)
{
    if (*text)
        fy_buffer_printf(out, "%s → ", text);
    fy_buffer_puts(out, answer);
    if (*reading)
        fy_buffer_printf(out, " [%s]", reading);
}

bool fy_draw_answer(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas)
{
    struct fy_hint_of_team hint;
    struct fy_buffer text = FY_BUFFER_EMPTY;
    char keys[64];
    if (app->team && app->team->role == FY_TEAM_ANSWERS) {
        fy_canvas_puts(canvas, layout->message_row, 1, app->columns - 2, fy_paint(app, FY_PAINT_TAG), app->team->question);
        return true;
    }
    if (!fy_app_team_hint(app, &hint))
        return false;
    fy_keymap_keys(app->keymap, FY_ACTION_TAKE_ANSWER, app->mode == FY_MODE_EDIT ? FY_IN_EDIT : FY_IN_NAVIGATE, keys,
                   sizeof keys);
    keys[strcspn(keys, " ")] = '\0';
    const bool answered = hint.answer && hint.answer->answer[0];
    if (hint.precedent && !(answered && !hint.answer->taken)) {
        fy_buffer_printf(&text, "%s ", _("as before:"));
        put_form(&text, hint.precedent->text, hint.precedent->answer, hint.precedent->reading);
        put_who(&text, app, hint.precedent->who, hint.precedent->who_dialect);
    } else if (answered) {
        fy_buffer_printf(&text, "%s ", hint.answer->taken ? _("answer, taken:") : _("answer:"));
        put_form(&text, hint.answer->text, hint.answer->answer, hint.answer->reading);
        put_who(&text, app, hint.answer->who, hint.answer->who_dialect);
        if (hint.answer->note[0])
            fy_buffer_printf(&text, "  %s", hint.answer->note);
    } else {
        fy_buffer_printf(&text, "%s %s", _("asked, no answer yet:"), hint.answer->text);
    }
    int column = 1;
    if (hint.precedent || (answered && !hint.answer->taken))
        column += fy_canvas_puts(canvas, layout->message_row, column, 8, fy_paint(app, FY_PAINT_KEY), keys) + 1;
    fy_canvas_puts(canvas, layout->message_row, column, app->columns - column - 1, fy_paint(app, FY_PAINT_TAG),
                   fy_buffer_text(&text));
    fy_buffer_free(&text);
    return true;
}

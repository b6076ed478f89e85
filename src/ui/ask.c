/* A question to somebody who knows, filled in without leaving the segment. */
#include "base/messages.h"
#include "ui/internal.h"

#include <stdio.h>
#include <string.h>

static const int levels[] = { 4, 5, 3, 2, 1 };
enum { LEVELS = sizeof levels / sizeof *levels };

size_t fy_app_ask_choices(const struct fy_app *app, int field)
{
    return field == FY_ASK_TYPE ? app->team->subject_count : LEVELS + app->team->colleague_count;
}

void fy_app_ask_choice(const struct fy_app *app, int field, char *text, size_t size)
{
    const size_t which = app->form.choices[field];
    if (field == FY_ASK_TYPE) {
        snprintf(text, size, "%s", app->team->subjects[which].name);
    } else if (which < LEVELS) {
        struct fy_buffer name = FY_BUFFER_EMPTY;
        fy_app_dialect_label(app, app->team->dialect, &name);
        snprintf(text, size, _("whoever knows %s (level %d of 5 or more)"),
                 name.size > 0 ? fy_buffer_text(&name) : _("this dialect"), levels[which]);
        fy_buffer_free(&name);
    } else {
        const struct fy_colleague *person = &app->team->colleagues[which - LEVELS];
        snprintf(text, size, "%s (%s)", person->name[0] ? person->name : person->id, person->id);
    }
}

/* What is asked about: the marked stretch, else the segment; the selected text, else all of it. */
static void take_span(struct fy_app *app)
{
    struct fy_form *form = &app->form;
    const struct fy_interval *interval = fy_app_interval(app, app->segment);
    const char *label = interval->text;
    int64_t first, end;
    size_t from = 0, to = strlen(label);
    form->from = interval->xmin;
    form->to = interval->xmax;
    if (fy_app_stretch(app, &first, &end)) {
        form->from = fy_app_time(app, first);
        form->to = fy_app_time(app, end);
    }
    if (app->mode == FY_MODE_EDIT && app->edit_tier == app->tier) {
        label = fy_buffer_text(&app->line.text);
        to = app->line.text.size;
        (void)fy_line_selection(&app->line, &from, &to);
    }
    fy_buffer_clear(&form->text);
    fy_buffer_append(&form->text, label + from, to - from);
}

void fy_app_ask(struct fy_app *app)
{
    if (fy_app_segments(app) == 0)
        return;
    take_span(app);
    fy_app_form_open(app, FY_FORM_ASK);
    fy_line_set(&app->form.lines[FY_ASK_GUESS], fy_buffer_text(&app->form.text));
}

void fy_app_ask_send(struct fy_app *app, struct fy_effects *effects)
{
    const struct fy_form *form = &app->form;
    const size_t whom = form->choices[FY_ASK_WHOM];
    const bool person = whom >= LEVELS;
    const struct fy_asked asked = {
        .from = form->from,
        .to = form->to,
        .type = app->team->subjects[form->choices[FY_ASK_TYPE]].code,
        .text = fy_buffer_text(&form->text),
        .guess = fy_app_form_text(app, FY_ASK_GUESS),
        .alternatives = fy_app_form_text(app, FY_ASK_OTHERS),
        .note = fy_app_form_text(app, FY_ASK_NOTE),
        .person = person ? app->team->colleagues[whom - LEVELS].id : "",
        .dialect = person ? "" : app->team->dialect,
        .level = person ? 0 : levels[whom],
    };
    fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_ASK, .asked = asked });
    app->mode = app->under;
    fy_app_set_code(app, "flag", "ask", NULL, true, false);
    fy_app_say(app, _("The question is on its way."));
}

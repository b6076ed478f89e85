/* A form of some lines that is filled in for the team: texts, and choices among what may be. What each says is in ask.c
 * and verdict.c. */
#include "base/messages.h"
#include "ui/internal.h"

#include <fangyin/text.h>

static const struct {
    int fields;
    const char *labels[FY_FORM_FIELDS];
    bool choice[FY_FORM_FIELDS];
    int first; /* where the caret is at first */
    const char *foot;
} forms[] = {
    [FY_FORM_ASK] = { FY_ASK_FIELDS,
                      { N_("what"), N_("I think"), N_("or"), N_("to"), N_("remark") },
                      { [FY_ASK_TYPE] = true, [FY_ASK_WHOM] = true },
                      FY_ASK_GUESS,
                      N_("Enter: ask · Tab: next line · ←→: choose · / parts several · Esc") },
    [FY_FORM_ANSWER] = { FY_ANSWER_FIELDS,
                         { N_("answer"), N_("reading"), N_("remark") },
                         { false },
                         FY_ANSWER_TEXT,
                         N_("Enter: answer and leave · Tab: next line · Esc: not yet") },
    [FY_FORM_VERDICT] = { FY_VERDICT_FIELDS,
                          { N_("verdict"), N_("why"), N_("segments") },
                          { [FY_VERDICT_WHAT] = true },
                          FY_VERDICT_WHAT,
                          N_("Enter: do it and leave · ←→: choose · Tab: next line · Esc: not yet") },
};

static size_t choices(const struct fy_app *app, int field)
{
    return app->form.kind == FY_FORM_ASK ? fy_app_ask_choices(app, field) : fy_app_verdict_choices(app);
}

int fy_app_form_fields(const struct fy_app *app)
{
    /* Only a reviewer says why, and of which segments. */
    if (app->form.kind == FY_FORM_VERDICT && app->team->role != FY_TEAM_REVIEWS)
        return 1;
    return forms[app->form.kind].fields;
}

const char *fy_app_form_label(const struct fy_app *app, int field)
{
    return _(forms[app->form.kind].labels[field]);
}

const char *fy_app_form_foot(const struct fy_app *app)
{
    return _(forms[app->form.kind].foot);
}

bool fy_app_form_is_text(const struct fy_app *app, int field)
{
    return !forms[app->form.kind].choice[field];
}

void fy_app_form_choice(const struct fy_app *app, int field, char *text, size_t size)
{
    if (app->form.kind == FY_FORM_ASK)
        fy_app_ask_choice(app, field, text, size);
    else
        fy_app_verdict_choice(app, text, size);
}

void fy_app_form_open(struct fy_app *app, enum fy_form_kind kind)
{
    struct fy_form *form = &app->form;
    form->kind = kind;
    form->field = forms[kind].first;
    for (int i = 0; i < FY_FORM_FIELDS; i++) {
        form->choices[i] = 0;
        fy_line_set(&form->lines[i], "");
    }
    app->under = app->mode == FY_MODE_EDIT ? FY_MODE_EDIT : FY_MODE_NAVIGATE;
    app->mode = FY_MODE_FORM;
}

const char *fy_app_form_text(const struct fy_app *app, int field)
{
    return fy_buffer_text(&app->form.lines[field].text);
}

void fy_app_form_free(struct fy_app *app)
{
    fy_buffer_free(&app->form.text);
    for (int i = 0; i < FY_FORM_FIELDS; i++)
        fy_buffer_free(&app->form.lines[i].text);
}

static void turn(struct fy_app *app, bool on)
{
    size_t *at = &app->form.choices[app->form.field];
    const size_t count = choices(app, app->form.field);
    *at = on ? (*at + 1) % count : (*at + count - 1) % count;
}

void fy_app_form_type(struct fy_app *app, const char *text, size_t size)
{
    if (fy_app_form_is_text(app, app->form.field))
        (void)fy_line_insert(&app->form.lines[app->form.field], text, size);
}

static void finish(struct fy_app *app, struct fy_effects *effects)
{
    if (app->form.kind == FY_FORM_ASK)
        fy_app_ask_send(app, effects);
    else
        fy_app_verdict_send(app, effects);
}

void fy_app_form_key(struct fy_app *app, struct fy_key key, struct fy_effects *effects)
{
    struct fy_form *form = &app->form;
    const int fields = fy_app_form_fields(app);
    char bytes[4];
    if (key.code == FY_KEY_ESCAPE) {
        app->mode = app->under;
    } else if (key.code == FY_KEY_ENTER) {
        finish(app, effects);
    } else if ((key.code == FY_KEY_TAB && (key.modifiers & FY_SHIFT) == 0) || key.code == FY_KEY_DOWN) {
        form->field = (form->field + 1) % fields;
    } else if (key.code == FY_KEY_TAB || key.code == FY_KEY_UP) {
        form->field = (form->field + fields - 1) % fields;
    } else if (!fy_app_form_is_text(app, form->field)) {
        if (key.code == FY_KEY_RIGHT || key.code == ' ' || key.code == FY_KEY_LEFT)
            turn(app, key.code != FY_KEY_LEFT);
    } else if (fy_key_is_text(key)) {
        fy_app_form_type(app, bytes, fy_utf8_encode(key.code, bytes));
    } else {
        (void)fy_line_action(&form->lines[form->field], fy_keymap_find(app->keymap, key, FY_IN_EDIT), &app->cut);
    }
}

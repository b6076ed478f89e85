/* A question to somebody who knows, filled in without leaving the segment. */
#include "base/messages.h"
#include "ui/internal.h"

#include <fangyin/text.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *code, *name;
} types[] = { { "word", N_("a word") },       { "character", N_("which character") }, { "meaning", N_("what it means") },
              { "who", N_("who speaks") },    { "boundary", N_("where it begins or ends") },
              { "tag", N_("which dialect") }, { "policy", N_("how it should be written") } };
enum { TYPES = sizeof types / sizeof *types };

static const int levels[] = { 4, 5, 3, 2, 1 };
enum { LEVELS = sizeof levels / sizeof *levels };

const char *fy_app_ask_label(int field)
{
    static const char *const labels[FY_ASK_FIELDS] = { N_("what"), N_("I think"), N_("or"), N_("to"), N_("remark") };
    return _(labels[field]);
}

static bool is_text(int field)
{
    return field == FY_ASK_GUESS || field == FY_ASK_OTHERS || field == FY_ASK_NOTE;
}

void fy_app_ask_choice(const struct fy_app *app, int field, char *text, size_t size)
{
    const struct fy_ask_form *form = &app->ask;
    if (field == FY_ASK_TYPE) {
        snprintf(text, size, "%s", _(types[form->type].name));
    } else if (form->whom < LEVELS) {
        struct fy_buffer name = FY_BUFFER_EMPTY;
        fy_app_dialect_label(app, app->team->dialect, &name);
        snprintf(text, size, _("whoever knows %s (level %d of 5 or more)"),
                 name.size > 0 ? fy_buffer_text(&name) : _("this dialect"), levels[form->whom]);
        fy_buffer_free(&name);
    } else {
        const struct fy_colleague *person = &app->team->colleagues[form->whom - LEVELS];
        snprintf(text, size, "%s (%s)", person->name[0] ? person->name : person->id, person->id);
    }
}

/* What is asked about: the marked stretch, else the segment; the selected text, else all of it. */
static void take_span(struct fy_app *app)
{
    struct fy_ask_form *form = &app->ask;
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
    struct fy_ask_form *form = &app->ask;
    if (fy_app_segments(app) == 0)
        return;
    take_span(app);
    form->field = FY_ASK_GUESS;
    form->type = form->whom = 0;
    for (int i = 0; i < FY_ASK_FIELDS; i++)
        fy_line_set(&form->lines[i], "");
    fy_line_set(&form->lines[FY_ASK_GUESS], fy_buffer_text(&form->text));
    app->under = app->mode == FY_MODE_EDIT ? FY_MODE_EDIT : FY_MODE_NAVIGATE;
    app->mode = FY_MODE_ASK;
}

void fy_app_ask_free(struct fy_app *app)
{
    fy_buffer_free(&app->ask.text);
    for (int i = 0; i < FY_ASK_FIELDS; i++)
        fy_buffer_free(&app->ask.lines[i].text);
}

static void send(struct fy_app *app, struct fy_effects *effects)
{
    const struct fy_ask_form *form = &app->ask;
    const bool person = form->whom >= LEVELS;
    const struct fy_asked asked = {
        .from = form->from,
        .to = form->to,
        .type = types[form->type].code,
        .text = fy_buffer_text(&form->text),
        .guess = fy_buffer_text(&form->lines[FY_ASK_GUESS].text),
        .alternatives = fy_buffer_text(&form->lines[FY_ASK_OTHERS].text),
        .note = fy_buffer_text(&form->lines[FY_ASK_NOTE].text),
        .person = person ? app->team->colleagues[form->whom - LEVELS].id : "",
        .dialect = person ? "" : app->team->dialect,
        .level = person ? 0 : levels[form->whom],
    };
    fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_ASK, .asked = asked });
    app->mode = app->under;
    fy_app_set_code(app, "flag", "ask", NULL, true, false);
    fy_app_say(app, _("The question is on its way."));
}

static size_t turned(size_t at, size_t count, bool on)
{
    return on ? (at + 1) % count : (at + count - 1) % count;
}

static void turn(struct fy_app *app, bool on)
{
    struct fy_ask_form *form = &app->ask;
    if (form->field == FY_ASK_TYPE)
        form->type = turned(form->type, TYPES, on);
    else
        form->whom = turned(form->whom, LEVELS + app->team->colleague_count, on);
}

void fy_app_ask_type(struct fy_app *app, const char *text, size_t size)
{
    if (is_text(app->ask.field))
        (void)fy_line_insert(&app->ask.lines[app->ask.field], text, size);
}

void fy_app_ask_key(struct fy_app *app, struct fy_key key, struct fy_effects *effects)
{
    struct fy_ask_form *form = &app->ask;
    char bytes[4];
    if (key.code == FY_KEY_ESCAPE) {
        app->mode = app->under;
    } else if (key.code == FY_KEY_ENTER) {
        send(app, effects);
    } else if ((key.code == FY_KEY_TAB && (key.modifiers & FY_SHIFT) == 0) || key.code == FY_KEY_DOWN) {
        form->field = (form->field + 1) % FY_ASK_FIELDS;
    } else if (key.code == FY_KEY_TAB || key.code == FY_KEY_UP) {
        form->field = (form->field + FY_ASK_FIELDS - 1) % FY_ASK_FIELDS;
    } else if (!is_text(form->field)) {
        if (key.code == FY_KEY_RIGHT || key.code == ' ' || key.code == FY_KEY_LEFT)
            turn(app, key.code != FY_KEY_LEFT);
    } else if (fy_key_is_text(key)) {
        fy_app_ask_type(app, bytes, fy_utf8_encode(key.code, bytes));
    } else {
        (void)fy_line_action(&form->lines[form->field], fy_keymap_find(app->keymap, key, FY_IN_EDIT), &app->cut);
    }
}

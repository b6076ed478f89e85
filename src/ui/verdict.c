/* What becomes of a unit, or of a question, said before leaving: the command that opened the annotator does it. */
#include "base/messages.h"
#include "ui/internal.h"

#include <fangyin/memory.h>
#include <fangyin/sisters.h>
#include <stdio.h>
#include <string.h>

/* Which verdicts there are for whom; `why`: what the second line must hold. */
static const struct choice {
    enum fy_team_role role;
    const char *code, *name;
    bool why;
} verdicts[] = {
    { FY_TEAM_TRANSCRIBES, "submit", N_("it is done: hand it in"), false },
    { FY_TEAM_TRANSCRIBES, "release", N_("give it back: somebody else is to do it"), false },
    { FY_TEAM_REVIEWS, "accept", N_("accept it as it was handed in"), false },
    { FY_TEAM_REVIEWS, "fix minor", N_("accept it with my small corrections"), false },
    { FY_TEAM_REVIEWS, "fix major", N_("accept it with my large corrections"), false },
    { FY_TEAM_REVIEWS, "return", N_("return it, to be done better (why?)"), true },
    { FY_TEAM_REVIEWS, "invalid", N_("it is not to be used (why?)"), true },
    { FY_TEAM_REVIEWS, "pass", N_("pass it to an expert (to whom: a person or a dialect's code?)"), true },
    { FY_TEAM_SETTLES, "resolve", N_("my version is the settled one"), false },
};
enum { VERDICTS = sizeof verdicts / sizeof *verdicts };

static const struct choice *nth(const struct fy_app *app, size_t which)
{
    for (size_t i = 0; i < VERDICTS; i++) {
        if (verdicts[i].role == app->team->role && which-- == 0)
            return &verdicts[i];
    }
    return &verdicts[0];
}

size_t fy_app_verdict_choices(const struct fy_app *app)
{
    size_t count = 0;
    for (size_t i = 0; i < VERDICTS; i++)
        count += verdicts[i].role == app->team->role;
    return count;
}

void fy_app_verdict_choice(const struct fy_app *app, char *text, size_t size)
{
    snprintf(text, size, "%s", _(nth(app, app->form.choices[FY_VERDICT_WHAT])->name));
}

static void choose(struct fy_app *app, const char *code)
{
    for (size_t i = 0; i < fy_app_verdict_choices(app); i++) {
        if (strcmp(nth(app, i)->code, code) == 0)
            app->form.choices[FY_VERDICT_WHAT] = i;
    }
}

/* The numbers of those that are marked to go back. */
static void list_marked(const struct fy_app *app, struct fy_buffer *out)
{
    for (size_t i = 0; i < fy_app_segments(app); i++) {
        if (fy_label_has_code(fy_app_sister_label(app, "flag", i), "return"))
            fy_buffer_printf(out, "%s%zu", out->size > 0 ? " " : "", i + 1);
    }
}

/* What is likely stands there: to return what has marks, to accept with corrections what was changed. */
static void open_verdict(struct fy_app *app)
{
    struct fy_buffer marked = FY_BUFFER_EMPTY;
    fy_app_form_open(app, FY_FORM_VERDICT);
    list_marked(app, &marked);
    fy_line_set(&app->form.lines[FY_VERDICT_SEGMENTS], fy_buffer_text(&marked));
    if (marked.size > 0)
        choose(app, "return");
    else if (fy_history_revision(app->history) != app->opened_revision)
        choose(app, "fix minor");
    fy_buffer_free(&marked);
}

void fy_app_verdict(struct fy_app *app)
{
    if (!app->team) {
        fy_app_complain(app, _("This recording is not a unit of a team (fangyin team next opens one)."));
    } else if (app->team->role == FY_TEAM_ANSWERS) {
        fy_app_form_open(app, FY_FORM_ANSWER);
        fy_line_set(&app->form.lines[FY_ANSWER_TEXT], app->team->guess);
    } else {
        open_verdict(app);
    }
}

struct fy_app_verdict fy_app_verdict_copy(const struct fy_app_verdict *verdict)
{
    return (struct fy_app_verdict){ fy_must_strdup(verdict->what), fy_must_strdup(verdict->text),
                                    fy_must_strdup(verdict->segments), fy_must_strdup(verdict->reading),
                                    fy_must_strdup(verdict->remark) };
}

void fy_app_verdict_clear(struct fy_app_verdict *verdict)
{
    const char *const texts[] = { verdict->what, verdict->text, verdict->segments, verdict->reading, verdict->remark };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        fy_free((void *)(uintptr_t)texts[i]);
    *verdict = (struct fy_app_verdict){ .what = NULL };
}

static void decide(struct fy_app *app, const struct fy_app_verdict *said, struct fy_effects *effects)
{
    app->mode = app->under;
    fy_app_verdict_clear(&app->verdict);
    app->verdict = fy_app_verdict_copy(said);
    fy_app_quit(app, effects);
}

static void send_verdict(struct fy_app *app, struct fy_effects *effects)
{
    const struct choice *choice = nth(app, app->form.choices[FY_VERDICT_WHAT]);
    const char *why = fy_app_form_text(app, FY_VERDICT_WHY), *segments = fy_app_form_text(app, FY_VERDICT_SEGMENTS);
    if (choice->why && why[0] == '\0') {
        app->form.field = FY_VERDICT_WHY;
        fy_app_complain(app, strcmp(choice->code, "pass") == 0 ? _("To whom?") : _("Why? Say it in a few words."));
        return;
    }
    if (strncmp(choice->code, "fix", 3) == 0 && segments[0] != '\0') {
        fy_app_complain(app, _("Segments %s are marked to go back: return it, or take the marks off."), segments);
        return;
    }
    const struct fy_app_verdict said = { choice->code, why, segments, "", "" };
    decide(app, &said, effects);
}

static void send_answer(struct fy_app *app, struct fy_effects *effects)
{
    const struct fy_app_verdict said = { "answer", fy_app_form_text(app, FY_ANSWER_TEXT), "",
                                         fy_app_form_text(app, FY_ANSWER_READING),
                                         fy_app_form_text(app, FY_ANSWER_NOTE) };
    if (said.text[0] == '\0')
        fy_app_complain(app, _("The answer is empty."));
    else
        decide(app, &said, effects);
}

void fy_app_verdict_send(struct fy_app *app, struct fy_effects *effects)
{
    if (app->form.kind == FY_FORM_VERDICT)
        send_verdict(app, effects);
    else
        send_answer(app, effects);
}

const struct fy_app_verdict *fy_app_verdict_of(const struct fy_app *app)
{
    return app->verdict.what ? &app->verdict : NULL;
}

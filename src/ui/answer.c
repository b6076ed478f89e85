/* What the team says of this recording's questions, beside the text that they are about. */
#include "base/messages.h"
#include "ui/internal.h"

#include <string.h>

#define NEWS_MS 60000

void fy_app_ask_news(struct fy_app *app, uint64_t now, struct fy_effects *effects)
{
    if (!app->team || now < app->news_at)
        return;
    app->news_at = now + NEWS_MS;
    fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_NEWS });
}

static bool is_new(const struct fy_team_answer *answer)
{
    return answer->answer[0] != '\0' && !answer->taken;
}

void fy_app_news_event(struct fy_app *app, struct fy_team_news *news)
{
    size_t answers = 0;
    fy_team_news_free(app->news);
    app->news = news;
    for (size_t i = 0; i < news->answer_count; i++)
        answers += is_new(&news->answers[i]);
    if (answers > app->answers_told) {
        char keys[64];
        fy_keymap_keys(app->keymap, FY_ACTION_NEXT_ANSWER, FY_IN_NAVIGATE, keys, sizeof keys);
        keys[strcspn(keys, " ")] = '\0';
        fy_app_say(app, fy_message_plural("%zu answer is here; %s goes there.", "%zu answers are here; %s goes there.", answers),
                   answers, keys);
    }
    app->answers_told = answers;
}

/* An answer that is not taken yet comes before one that is, and this before what nobody has answered. */
static int rank(const struct fy_team_answer *answer)
{
    return is_new(answer) ? 2 : answer->answer[0] ? 1 : 0;
}

bool fy_app_team_hint(const struct fy_app *app, struct fy_hint_of_team *hint)
{
    *hint = (struct fy_hint_of_team){ NULL, NULL };
    if (!app->news || fy_app_segments(app) == 0)
        return false;
    const struct fy_interval *interval = fy_app_interval(app, app->segment);
    for (size_t i = 0; i < app->news->answer_count; i++) {
        const struct fy_team_answer *answer = &app->news->answers[i];
        if (answer->from < interval->xmax && answer->to > interval->xmin &&
            (!hint->answer || rank(answer) > rank(hint->answer)))
            hint->answer = answer;
    }
    if (hint->answer && is_new(hint->answer))
        return true;
    for (size_t i = 0; i < app->news->precedent_count && !hint->precedent; i++) {
        const struct fy_team_precedent *precedent = &app->news->precedents[i];
        if (precedent->text[0] != '\0' && strcmp(precedent->text, precedent->answer) != 0 &&
            strstr(interval->text, precedent->text) && !strstr(interval->text, precedent->answer))
            hint->precedent = precedent;
    }
    return hint->answer || hint->precedent;
}

/* `answer` in place of each `text` in a label, of all of it where the text is all; false where it is not there. */
static bool replaced(struct fy_buffer *out, const char *label, const char *text, const char *answer)
{
    const size_t size = strlen(text);
    bool any = size == 0;
    if (size == 0)
        label += strlen(label);
    for (const char *at; size > 0 && (at = strstr(label, text)) != NULL; label = at + size) {
        fy_buffer_append(out, label, (size_t)(at - label));
        fy_buffer_puts(out, answer);
        any = true;
    }
    fy_buffer_puts(out, size == 0 ? answer : label);
    return any;
}

static bool put(struct fy_app *app, size_t segment, const char *text, const char *answer)
{
    const struct fy_interval *interval = fy_app_interval(app, segment);
    struct fy_buffer label = FY_BUFFER_EMPTY;
    struct fy_error error = { 0 };
    struct fy_edit edit = { 0 };
    const bool done = replaced(&label, interval->text, text, answer) &&
                      fy_app_do(app,
                                fy_edit_set_label(&edit, app->grid, app->tier, segment, fy_buffer_text(&label), label.size,
                                                  &error),
                                &edit, interval->xmin, &error);
    fy_buffer_free(&label);
    return done;
}

static bool put_here(struct fy_app *app, const char *text, const char *answer)
{
    fy_history_seal(app->history);
    if (!put(app, app->segment, text, answer)) {
        fy_app_complain(app, _("“%s” is not in this text any more: write “%s” by hand."), text, answer);
        return false;
    }
    if (app->edit_tier == app->tier)
        fy_app_load_line(app, false);
    return true;
}

static void take(struct fy_app *app, struct fy_effects *effects)
{
    struct fy_hint_of_team hint;
    if (!fy_app_team_hint(app, &hint) || (hint.answer && hint.answer->answer[0] == '\0' && !hint.precedent)) {
        fy_app_complain(app, _("Nobody has said anything of this segment."));
    } else if (hint.answer && (is_new(hint.answer) || !hint.precedent)) {
        if (!put_here(app, hint.answer->text, hint.answer->answer))
            return;
        fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_TAKEN, .question = hint.answer->id });
        fy_app_set_code(app, "flag", "ask", NULL, false, false);
        fy_app_say(app, _("taken: %s"), hint.answer->answer);
        app->news_at = 0;
    } else if (put_here(app, hint.precedent->text, hint.precedent->answer)) {
        fy_app_say(app, _("taken: %s"), hint.precedent->answer);
    }
}

/* What is shown, wherever its form stands in this recording, as one step; not where the answer stands already. */
static void apply(struct fy_app *app, struct fy_effects *effects)
{
    struct fy_hint_of_team hint;
    size_t done = 0;
    (void)fy_app_team_hint(app, &hint);
    const bool answered = hint.answer && hint.answer->answer[0] != '\0';
    const char *id = answered ? hint.answer->id : hint.precedent ? hint.precedent->id : NULL;
    const char *text = answered ? hint.answer->text : hint.precedent ? hint.precedent->text : "";
    const char *answer = answered ? hint.answer->answer : hint.precedent ? hint.precedent->answer : "";
    if (!id || text[0] == '\0') {
        fy_app_complain(app, _("No answer to a form is shown here that could be written elsewhere, too."));
        return;
    }
    fy_history_seal(app->history);
    fy_history_begin(app->history, fy_app_interval(app, app->segment)->xmin);
    for (size_t i = 0; i < fy_app_segments(app); i++) {
        const char *label = fy_app_interval(app, i)->text;
        if (strstr(label, text) && !strstr(label, answer))
            done += put(app, i, text, answer);
    }
    fy_history_end(app->history);
    if (app->edit_tier == app->tier)
        fy_app_load_line(app, false);
    fy_app_check_all(app);
    fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_APPLIED, .applied = { id, done } });
    fy_app_say(app, fy_message_plural("written in %zu segment, and kept for the lexicon: %s",
                                      "written in %zu segments, and kept for the lexicon: %s", done),
               done, answer);
    app->news_at = 0;
}

static void go_on(struct fy_app *app, struct fy_effects *effects)
{
    const size_t count = fy_app_segments(app);
    for (size_t step = 1; app->news && step <= count; step++) {
        const size_t segment = (app->segment + step) % count;
        const struct fy_interval *interval = fy_app_interval(app, segment);
        for (size_t i = 0; i < app->news->answer_count; i++) {
            const struct fy_team_answer *answer = &app->news->answers[i];
            if (is_new(answer) && answer->from < interval->xmax && answer->to > interval->xmin) {
                fy_app_select(app, segment, app->listening.autoplay, effects);
                return;
            }
        }
    }
    fy_app_say(app, _("There is no answer that you have not taken."));
}

void fy_app_action_answer(struct fy_app *app, enum fy_action action, struct fy_effects *effects)
{
    if (!app->team)
        fy_app_complain(app, _("This recording is not a unit of a team (fangyin team next opens one)."));
    else if (action == FY_ACTION_TAKE_ANSWER)
        take(app, effects);
    else if (action == FY_ACTION_APPLY_ANSWER)
        apply(app, effects);
    else
        go_on(app, effects);
}

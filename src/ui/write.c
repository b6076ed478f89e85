/* Writing: what is typed goes into the label at once; the history merges it into one step. */
#include "base/messages.h"
#include "ui/internal.h"

#include <string.h>

size_t fy_app_edit_index(const struct fy_app *app)
{
    if (fy_app_segments(app) == 0)
        return FY_NONE;
    if (app->edit_tier == app->tier)
        return app->segment;
    return fy_app_same_span(app, app->edit_tier, app->segment);
}

void fy_app_load_line(struct fy_app *app, bool keep_caret)
{
    if (app->mode == FY_MODE_PROMPT)
        return;
    const size_t caret = app->line.caret;
    const size_t at = fy_app_edit_index(app);
    const char *label = at == FY_NONE ? "" : fy_tier_intervals(app->grid, app->edit_tier)[at].text;
    /* Unchanged text keeps its caret; another text may have no boundary there. */
    const bool same = strcmp(label, fy_buffer_text(&app->line.text)) == 0;
    fy_line_set(&app->line, label);
    if (keep_caret && same)
        app->line.caret = caret;
}

void fy_app_store(struct fy_app *app)
{
    const size_t at = fy_app_edit_index(app);
    struct fy_error error = { 0 };
    if (at == FY_NONE) {
        fy_app_complain(app, _("Tier %s has other boundaries here; write it in its own place (p)."),
                        fy_tier_name(app->grid, app->edit_tier));
        fy_app_load_line(app, false);
        return;
    }
    app->typing = true;
    app->typed = true;
    if (fy_history_type(app->history, app->edit_tier, at, fy_buffer_text(&app->line.text), app->line.text.size,
                               fy_app_interval(app, app->segment)->xmin, &error) != FY_OK) {
        fy_app_complain_error(app, &error);
        fy_app_load_line(app, false);
    }
    app->typing = false;
}

void fy_app_type(struct fy_app *app, const char *text, size_t size)
{
    if (fy_line_insert(&app->line, text, size) && app->mode == FY_MODE_EDIT)
        fy_app_store(app);
}

void fy_app_edit(struct fy_app *app)
{
    if (fy_app_segments(app) == 0) {
        fy_app_complain(app, _("This grid has no interval tier; :add-tier text makes one."));
        return;
    }
    fy_history_seal(app->history);
    app->mode = FY_MODE_EDIT;
    app->typed = false;
    app->range_anchor = FY_NONE;
    app->follow = false;
    fy_app_load_line(app, false);
}

void fy_app_leave(struct fy_app *app)
{
    fy_history_seal(app->history);
    app->mode = FY_MODE_NAVIGATE;
}

/* The default dialect, where text was written and nobody said another. */
static void tag_by_default(struct fy_app *app)
{
    if (app->default_dialect[0] == '\0' || fy_app_interval(app, app->segment)->text[0] == '\0' ||
        fy_app_sister_label(app, "dialect", app->segment)[0] != '\0')
        return;
    fy_app_action_tag(app, FY_ACTION_TAG, app->default_dialect, NULL);
    fy_buffer_clear(&app->message);
}

/* In the dialect tier only codes mean something; what is none is kept, and said. */
static bool code_is_wrong(struct fy_app *app)
{
    if (app->edit_tier != fy_app_sister(app, "dialect") ||
        fy_dialects_label_valid(app->dialects, fy_buffer_text(&app->line.text)))
        return false;
    fy_app_complain(app, _("“%s” is no dialect code; F9 shows the tree."), fy_buffer_text(&app->line.text));
    return true;
}

static void commit(struct fy_app *app, struct fy_effects *effects)
{
    fy_history_seal(app->history);
    tag_by_default(app);
    if (code_is_wrong(app))
        return;
    app->journal_due = true;
    const size_t next = fy_app_step(app, app->segment, 1);
    if (next == app->segment) {
        fy_app_leave(app);
        fy_app_say(app, _("That was the last segment. C-s saves, G goes to one without text."));
    } else {
        fy_app_select(app, next, app->listening.autoplay_commit, effects);
        app->typed = false;
    }
}

/* Write in the sister tier above or below. */
static void change_tier(struct fy_app *app, int direction)
{
    const size_t count = fy_grid_tier_count(app->grid);
    size_t at = app->edit_tier;
    if (fy_app_segments(app) == 0)
        return;
    while (direction > 0 ? at + 1 < count : at > 0) {
        at = direction > 0 ? at + 1 : at - 1;
        if (fy_tiers_are_sisters(app->grid, app->tier, at)) {
            fy_history_seal(app->history);
            app->edit_tier = at;
            fy_app_load_line(app, false);
            fy_app_say(app, _("Writing goes to tier %s."), fy_tier_name(app->grid, at));
            return;
        }
    }
    fy_app_say(app, direction > 0 ? _("This is the last tier of this speaker; :add-tier NAME adds one.")
                                  : _("This is the first tier of this speaker."));
}

void fy_app_action_write(struct fy_app *app, enum fy_action action, struct fy_effects *effects)
{
    if (action == FY_ACTION_EDIT) {
        fy_app_edit(app);
    } else if (action == FY_ACTION_TIER_UP || action == FY_ACTION_TIER_DOWN) {
        change_tier(app, action == FY_ACTION_TIER_UP ? -1 : 1);
    } else if (app->mode != FY_MODE_EDIT) {
        fy_app_complain(app, _("That is for writing: press i first."));
    } else if (action == FY_ACTION_COMMIT) {
        commit(app, effects);
    } else if (action == FY_ACTION_LEAVE) {
        /* Enter says that the segment is right; leaving says nothing about what was there before. */
        if (app->typed)
            tag_by_default(app);
        fy_app_leave(app);
        app->journal_due = true;
        (void)code_is_wrong(app);
    } else if (fy_line_action(&app->line, action, &app->cut)) {
        fy_app_store(app);
    }
}

/* Dialect tags: codes and their names, the bottom line's digits. The palette of the whole tree is tree.c. */
#include "base/messages.h"
#include "ui/internal.h"

#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <string.h>

const char *fy_app_dialect_name(const struct fy_app *app, size_t dialect)
{
    const struct fy_dialect *entry = fy_dialects_at(app->dialects, dialect);
    const char *first = app->chinese ? entry->name_zh : entry->name_en;
    const char *second = app->chinese ? entry->name_en : entry->name_zh;
    return *first ? first : *second ? second : entry->code;
}

void fy_app_dialect_label(const struct fy_app *app, const char *label, struct fy_buffer *out)
{
    while (*label) {
        const size_t size = strcspn(label, "+?");
        const size_t at = fy_dialects_find(app->dialects, label, size);
        if (at != FY_NONE)
            fy_buffer_puts(out, fy_app_dialect_name(app, at));
        else
            fy_buffer_append(out, label, size);
        label += size;
        if (*label)
            fy_buffer_putc(out, *label++);
    }
}

size_t fy_app_hot_parent(const struct fy_app *app)
{
    const size_t usual = fy_dialects_find(app->dialects, app->default_dialect, strlen(app->default_dialect));
    return usual == FY_NONE ? FY_NONE : fy_dialects_at(app->dialects, usual)->parent;
}

size_t fy_app_dialect_by_key(const struct fy_app *app, size_t parent, struct fy_key key)
{
    const uint32_t code = fy_fullwidth_to_ascii(key.code);
    for (size_t n = 0;; n++) {
        const size_t child = fy_dialects_child(app->dialects, parent, n);
        if (child == FY_NONE)
            return FY_NONE;
        const char hotkey = fy_dialects_at(app->dialects, child)->hotkey;
        if (key.modifiers == 0 && hotkey != 0 && code == (uint32_t)hotkey)
            return child;
    }
}

/* Tag segments [first, last] of the primary tier, one undo step; pauses are left out. Returns how many changed. */
static size_t tag(struct fy_app *app, size_t first, size_t last, const char *code)
{
    size_t done = 0;
    fy_history_begin(app->history, fy_app_interval(app, app->segment)->xmin);
    const size_t tier = fy_app_need_sister(app, "dialect");
    for (size_t i = first; tier != FY_NONE && i <= last; i++) {
        if (first != last && fy_app_is_pause(app, i))
            continue;
        const size_t at = fy_app_same_span(app, tier, i);
        if (at == FY_NONE) {
            fy_app_complain(app, _("The dialect tier has other boundaries here."));
            continue;
        }
        struct fy_error error = { 0 };
        struct fy_edit edit = { 0 };
        done += fy_app_do(app, fy_edit_set_label(&edit, app->grid, tier, at, code, strlen(code), &error), &edit,
                          fy_app_interval(app, i)->xmin, &error);
    }
    fy_history_end(app->history);
    if (app->edit_tier == tier)
        fy_app_load_line(app, false);
    return done;
}

void fy_app_tag_current(struct fy_app *app, const char *code)
{
    if (fy_app_segments(app) == 0)
        return;
    size_t first = app->segment, last = app->segment;
    if (app->range_anchor != FY_NONE) {
        first = app->range_anchor < app->segment ? app->range_anchor : app->segment;
        last = app->range_anchor < app->segment ? app->segment : app->range_anchor;
    }
    if (!fy_dialects_label_valid(app->dialects, code)) {
        fy_app_complain(app, _("“%s” is no dialect code; F9 shows the tree."), code);
        return;
    }
    const size_t done = tag(app, first, last, code);
    if (done == 0)
        return;
    app->range_anchor = FY_NONE;
    if (first != last)
        fy_app_check_all(app);
    struct fy_buffer name = FY_BUFFER_EMPTY;
    fy_app_dialect_label(app, code, &name);
    if (*code == '\0')
        fy_app_say(app, _("tag taken off"));
    else if (first == last)
        fy_app_say(app, _("tagged %s"), fy_buffer_text(&name));
    else
        fy_app_say(app, fy_message_plural("%zu segment tagged %s", "%zu segments tagged %s", done), done,
                   fy_buffer_text(&name));
    fy_buffer_free(&name);
}

bool fy_app_tag_key(struct fy_app *app, struct fy_key key)
{
    const uint32_t code = fy_fullwidth_to_ascii(key.code);
    if (code < '1' || code > '9')
        return false;
    const size_t dialect = fy_app_dialect_by_key(app, fy_app_hot_parent(app), key);
    if (dialect == FY_NONE)
        fy_app_complain(app, _("No dialect has the key %c here; t or F9 shows the tree."), (char)code);
    else
        fy_app_tag_current(app, fy_dialects_at(app->dialects, dialect)->code);
    return true;
}

void fy_app_action_tag(struct fy_app *app, enum fy_action action, const char *argument, struct fy_effects *effects)
{
    (void)effects;
    fy_history_seal(app->history);
    if (action == FY_ACTION_PALETTE) {
        fy_app_palette_open(app);
    } else if (action == FY_ACTION_TAG) {
        if (*argument)
            fy_app_tag_current(app, argument);
        else
            fy_app_prompt(app, action);
    } else if (action == FY_ACTION_TAG_CLEAR) {
        fy_app_tag_current(app, "");
    } else if (action == FY_ACTION_RANGE && fy_app_segments(app) > 0) {
        app->range_anchor = app->range_anchor == FY_NONE ? app->segment : FY_NONE;
        if (app->range_anchor != FY_NONE)
            fy_app_say(app, _("Range: go to its other end, then tag; V or Esc ends it."));
    } else if (action == FY_ACTION_DEFAULT_DIALECT) {
        if (*argument == '\0') {
            fy_app_prompt(app, action);
        } else if (fy_dialects_find(app->dialects, argument, strlen(argument)) == FY_NONE) {
            fy_app_complain(app, _("“%s” is no dialect code; F9 shows the tree."), argument);
        } else {
            fy_free(app->default_dialect);
            app->default_dialect = fy_must_strdup(argument);
            fy_app_say(app, _("default dialect: %s"), argument);
        }
    }
}

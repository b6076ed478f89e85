/* The prompt line: commands by name, searches, arguments. */
#include "base/messages.h"
#include "ui/internal.h"

#include <fangyin/text.h>
#include <string.h>

void fy_app_prompt(struct fy_app *app, enum fy_action action)
{
    app->under = app->mode == FY_MODE_EDIT ? FY_MODE_EDIT : FY_MODE_NAVIGATE;
    app->mode = FY_MODE_PROMPT;
    app->prompt = action;
    fy_line_set(&app->line, "");
}

static void close_prompt(struct fy_app *app)
{
    app->mode = app->under;
    fy_app_load_line(app, false);
}

static void run_command(struct fy_app *app, const char *text, struct fy_effects *effects)
{
    static const struct {
        const char *name;
        enum fy_action action;
    } short_names[] = { { "w", FY_ACTION_SAVE }, { "q", FY_ACTION_QUIT }, { "wq", FY_ACTION_QUIT } };
    text += strspn(text, " ");
    const size_t size = strcspn(text, " ");
    const char *argument = text + size + strspn(text + size, " ");
    enum fy_action action = fy_action_find(text, size);
    for (size_t i = 0; i < sizeof short_names / sizeof *short_names; i++) {
        if (strlen(short_names[i].name) == size && memcmp(short_names[i].name, text, size) == 0)
            action = short_names[i].action;
    }
    if (size == 0)
        return;
    if (action == FY_ACTION_NONE)
        fy_app_complain(app, _("There is no command “%.*s”; ? lists them, Tab completes."), (int)size, text);
    else
        fy_app_run(app, action, argument, effects);
}

static void submit(struct fy_app *app, struct fy_effects *effects)
{
    struct fy_buffer text = app->line.text;
    app->line.text = (struct fy_buffer)FY_BUFFER_EMPTY;
    const enum fy_action action = app->prompt;
    close_prompt(app);
    if (action == FY_ACTION_COMMAND)
        run_command(app, fy_buffer_text(&text), effects);
    else if (text.size > 0)
        fy_app_run(app, action, fy_buffer_text(&text), effects);
    fy_buffer_free(&text);
}

/* Complete an action's name as far as it is the only one. */
static void complete(struct fy_app *app)
{
    const char *typed = fy_buffer_text(&app->line.text);
    const size_t size = app->line.text.size;
    const char *common = NULL;
    size_t length = 0, found = 0;
    struct fy_buffer list = FY_BUFFER_EMPTY;
    for (int i = 1; app->prompt == FY_ACTION_COMMAND && i < FY_ACTION_COUNT; i++) {
        const char *name = fy_action_info((enum fy_action)i)->name;
        if (strncmp(name, typed, size) != 0)
            continue;
        if (!common) {
            common = name;
            length = strlen(name);
        }
        size_t same = 0;
        while (same < length && name[same] == common[same])
            same++;
        length = same;
        found++;
        fy_buffer_printf(&list, "%s%s", list.size ? " " : "", name);
    }
    if (found > 0) {
        struct fy_buffer text = FY_BUFFER_EMPTY;
        fy_buffer_append(&text, common, length);
        if (found == 1)
            fy_buffer_putc(&text, ' ');
        fy_line_set(&app->line, fy_buffer_text(&text));
        fy_buffer_free(&text);
    }
    if (found > 1)
        fy_app_say(app, "%s", fy_buffer_text(&list));
    fy_buffer_free(&list);
}

void fy_app_prompt_key(struct fy_app *app, struct fy_key key, struct fy_effects *effects)
{
    const enum fy_action action = fy_keymap_find(app->keymap, key, FY_IN_EDIT);
    char bytes[4];
    if (key.code == FY_KEY_ENTER)
        submit(app, effects);
    else if (key.code == FY_KEY_ESCAPE || (key.code == FY_KEY_BACKSPACE && app->line.text.size == 0))
        close_prompt(app);
    else if (key.code == FY_KEY_TAB)
        complete(app);
    else if (action >= FY_ACTION_CARET_LEFT && action <= FY_ACTION_YANK)
        (void)fy_line_action(&app->line, action, &app->cut);
    else if (fy_key_is_text(key))
        fy_app_type(app, bytes, fy_utf8_encode(key.code, bytes));
}

void fy_app_search_next(struct fy_app *app, struct fy_effects *effects)
{
    struct fy_buffer wanted = FY_BUFFER_EMPTY, label = FY_BUFFER_EMPTY;
    const size_t count = fy_app_segments(app);
    (void)fy_text_fold(&wanted, fy_buffer_text(&app->search), app->search.size);
    if (wanted.size == 0) {
        fy_app_complain(app, _("Type / and what to look for."));
        fy_buffer_free(&wanted);
        return;
    }
    for (size_t i = 1; i <= count; i++) {
        const size_t at = (app->segment + i) % count;
        for (size_t tier = 0; tier < fy_grid_tier_count(app->grid); tier++) {
            if (!fy_tiers_are_sisters(app->grid, app->tier, tier))
                continue;
            const size_t index =
                tier == app->tier ? at : fy_tier_index_at(app->grid, tier, fy_app_interval(app, at)->xmin);
            if (index == FY_NONE)
                continue;
            const char *text = fy_tier_intervals(app->grid, tier)[index].text;
            fy_buffer_clear(&label);
            if (fy_text_fold(&label, text, strlen(text)) == FY_OK &&
                strstr(fy_buffer_text(&label), fy_buffer_text(&wanted))) {
                fy_app_select(app, at, false, effects);
                i = count + 1;
                break;
            }
        }
        if (i == count)
            fy_app_complain(app, _("“%s” was not found."), fy_buffer_text(&app->search));
    }
    fy_buffer_free(&wanted);
    fy_buffer_free(&label);
}

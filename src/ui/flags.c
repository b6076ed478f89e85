/* What is said of a segment by codes: the four intents in tier flag, events, emotions, content, the speaker. */
#include "base/messages.h"
#include "ui/internal.h"

#include <fangyin/memory.h>
#include <fangyin/sisters.h>
#include <stdio.h>
#include <string.h>

/* What is to become of a label. */
struct change {
    const char *base, *code, *reason;
    bool set;
    bool alone; /* the label holds one code only */
};

static bool change_label(struct fy_app *app, size_t tier, size_t segment, const struct change *change)
{
    struct fy_buffer label = FY_BUFFER_EMPTY;
    struct fy_error error = { 0 };
    struct fy_edit edit = { 0 };
    const size_t at = fy_app_same_span(app, tier, segment);
    if (at == FY_NONE) {
        fy_app_complain(app, _("Tier %s has other boundaries here."), fy_tier_name(app->grid, tier));
        return false;
    }
    if (change->alone)
        fy_buffer_puts(&label, change->set ? change->code : "");
    else
        (void)fy_flag_change(&label, fy_tier_intervals(app->grid, tier)[at].text, change->code, change->reason,
                             change->set);
    const bool done = fy_app_do(app, fy_edit_set_label(&edit, app->grid, tier, at, fy_buffer_text(&label), label.size,
                                                       &error),
                                &edit, fy_app_interval(app, segment)->xmin, &error);
    fy_buffer_free(&label);
    return done;
}

static bool change_all(struct fy_app *app, const struct change *change)
{
    size_t first = app->segment, last = app->segment, done = 0;
    if (fy_app_segments(app) == 0)
        return false;
    if (app->range_anchor != FY_NONE) {
        first = app->range_anchor < app->segment ? app->range_anchor : app->segment;
        last = app->range_anchor < app->segment ? app->segment : app->range_anchor;
    }
    fy_history_seal(app->history);
    fy_history_begin(app->history, fy_app_interval(app, app->segment)->xmin);
    const size_t tier = fy_app_need_sister(app, change->base);
    for (size_t i = first; tier != FY_NONE && i <= last; i++) {
        if (first == last || !fy_app_is_pause(app, i))
            done += change_label(app, tier, i, change);
    }
    fy_history_end(app->history);
    if (tier != FY_NONE && app->edit_tier == tier)
        fy_app_load_line(app, false);
    if (first != last)
        fy_app_check_all(app);
    if (done > 0)
        app->range_anchor = FY_NONE;
    return done > 0;
}

void fy_app_set_code(struct fy_app *app, const char *base, const char *code, const char *reason, bool set, bool alone)
{
    const struct change change = { base, code, reason, set, alone };
    if (!change_all(app, &change))
        return;
    const char *label = fy_app_sister_label(app, base, app->segment);
    if (*label)
        fy_app_say(app, "%s: %s", base, label);
    else
        fy_app_say(app, _("%s: nothing"), base);
}

static const struct {
    enum fy_action action;
    const char *code;
    char mark;
} intents[] = { { FY_ACTION_INVALID, "invalid", 'x' },
                { FY_ACTION_ASK, "ask", '@' },
                { FY_ACTION_UNSURE, "unsure", '?' },
                { FY_ACTION_RETURN, "return", '<' },
                { FY_ACTION_BOOKMARK, "bookmark", '#' } };

/* A reviewer sent it back; it is known by its place, which the work on it does not move. */
static bool came_back(const struct fy_app *app, size_t segment)
{
    const struct fy_interval *interval = fy_app_interval(app, segment);
    const double middle = (interval->xmin + interval->xmax) / 2;
    for (size_t i = 0; i < app->returned_count; i++) {
        if (app->returned[i].from <= middle && middle < app->returned[i].to)
            return true;
    }
    return false;
}

void fy_app_note_returned(struct fy_app *app)
{
    const size_t count = app->team ? app->team->returned_count : 0;
    app->returned = count > 0 ? fy_must_calloc(count, sizeof *app->returned) : NULL;
    for (size_t i = 0; i < count; i++) {
        const size_t number = app->team->returned[i];
        if (number == 0 || number > fy_app_segments(app))
            continue;
        const struct fy_interval *interval = fy_app_interval(app, number - 1);
        app->returned[app->returned_count].from = interval->xmin;
        app->returned[app->returned_count++].to = interval->xmax;
    }
}

const char *fy_app_flag_marks(const struct fy_app *app, size_t segment, char marks[FY_FLAG_MARKS])
{
    const char *label = fy_app_sister_label(app, "flag", segment);
    size_t used = 0;
    if (came_back(app, segment) && !fy_label_has_code(label, "return"))
        marks[used++] = '<';
    for (size_t i = 0; *label && i < sizeof intents / sizeof *intents; i++) {
        if (fy_label_has_code(label, intents[i].code))
            marks[used++] = intents[i].mark;
    }
    marks[used] = '\0';
    return marks;
}

/* Which list a key is for, and the tier that it sets. */
static bool list_of(enum fy_action action, enum fy_choosing *what, enum fy_list *list, const char **base)
{
    static const struct {
        enum fy_action action;
        enum fy_choosing what;
        enum fy_list list;
        const char *base;
    } lists[] = { { FY_ACTION_INVALID, FY_CHOOSE_INVALID, FY_LIST_INVALID, "flag" },
                  { FY_ACTION_EVENT, FY_CHOOSE_EVENT, FY_LIST_EVENT, "event" },
                  { FY_ACTION_EMOTION, FY_CHOOSE_EMOTION, FY_LIST_EMOTION, "emotion" },
                  { FY_ACTION_CONTENT, FY_CHOOSE_CONTENT, FY_LIST_CONTENT, "content" },
                  { FY_ACTION_SPEAKER_TAG, FY_CHOOSE_SPEAKER, FY_LIST_COUNT, "speaker" } };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        if (lists[i].action == action) {
            *what = lists[i].what;
            *list = lists[i].list;
            *base = lists[i].base;
            return true;
        }
    }
    return false;
}

static void set_by_name(struct fy_app *app, enum fy_list list, const char *base, const char *code)
{
    const size_t size = strlen(code);
    const bool known = list == FY_LIST_COUNT ? app->speakers && fy_speakers_find(app->speakers, code, size)
                                             : app->markers && fy_list_has(app->markers, list, code, size);
    if (!known)
        fy_app_complain(app, _("“%s” is not in the list."), code);
    else if (list == FY_LIST_INVALID)
        fy_app_set_code(app, base, "invalid", code, true, false);
    else
        fy_app_set_code(app, base, code, NULL, true, list == FY_LIST_COUNT);
}

static void next_flag(struct fy_app *app)
{
    char marks[FY_FLAG_MARKS];
    const size_t count = fy_app_segments(app);
    for (size_t i = 1; i <= count; i++) {
        const size_t at = (app->segment + i) % count;
        if (fy_app_flag_marks(app, at, marks)[0] == '\0')
            continue;
        fy_app_select(app, at, false, NULL);
        const char *label = fy_app_sister_label(app, "flag", at);
        fy_app_say(app, "%s", *label ? label : _("This segment came back."));
        return;
    }
    fy_app_say(app, _("No segment is marked."));
}

void fy_app_action_flag(struct fy_app *app, enum fy_action action, const char *argument)
{
    enum fy_choosing what;
    enum fy_list list;
    const char *base;
    if (fy_app_segments(app) == 0)
        return;
    if (action == FY_ACTION_NEXT_FLAG) {
        next_flag(app);
    } else if (list_of(action, &what, &list, &base)) {
        if (*argument)
            set_by_name(app, list, base, argument);
        else
            fy_app_choose(app, what);
    } else {
        for (size_t i = 0; i < sizeof intents / sizeof *intents; i++) {
            if (intents[i].action != action)
                continue;
            const char *label = fy_app_sister_label(app, "flag", app->segment);
            fy_app_set_code(app, "flag", intents[i].code, NULL, !fy_label_has_code(label, intents[i].code), false);
        }
    }
}

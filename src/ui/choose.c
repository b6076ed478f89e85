/* Choosing from a closed list: markers, reasons, events, emotions, content, speakers. A digit chooses at once; what is
 * typed narrows the list. */
#include "base/messages.h"
#include "ui/internal.h"

#include <fangyin/sisters.h>
#include <fangyin/text.h>
#include <string.h>

static const struct {
    enum fy_list list;
    const char *base, *title;
} lists[] = {
    [FY_CHOOSE_MARKER] = { FY_LIST_COUNT, "", N_("Marker") },
    [FY_CHOOSE_INVALID] = { FY_LIST_INVALID, "flag", N_("Not to be used, because") },
    [FY_CHOOSE_EVENT] = { FY_LIST_EVENT, "event", N_("Event") },
    [FY_CHOOSE_EMOTION] = { FY_LIST_EMOTION, "emotion", N_("Emotion") },
    [FY_CHOOSE_CONTENT] = { FY_LIST_CONTENT, "content", N_("Content") },
    [FY_CHOOSE_SPEAKER] = { FY_LIST_COUNT, "speaker", N_("Speaker") },
};

const char *fy_app_choose_title(const struct fy_app *app)
{
    return _(lists[app->chooser.what].title);
}

static size_t available(const struct fy_app *app)
{
    if (app->chooser.what == FY_CHOOSE_SPEAKER)
        return app->speakers ? fy_speakers_count(app->speakers) : 0;
    if (!app->markers)
        return 0;
    return app->chooser.what == FY_CHOOSE_MARKER ? fy_markers_count(app->markers)
                                                 : fy_list_size(app->markers, lists[app->chooser.what].list);
}

/* The n-th of all, whatever was typed. */
static struct fy_choice choice_at(const struct fy_app *app, size_t n)
{
    const enum fy_choosing what = app->chooser.what;
    const char digit = n < 9 ? (char)('1' + n) : '\0';
    const char *label =
        fy_app_segments(app) > 0 && lists[what].base[0] ? fy_app_sister_label(app, lists[what].base, app->segment) : "";
    if (what == FY_CHOOSE_MARKER) {
        const struct fy_marker *marker = fy_markers_at(app->markers, n);
        return (struct fy_choice){ marker->key, marker->name, marker->text, false };
    }
    if (what == FY_CHOOSE_SPEAKER) {
        const struct fy_speaker *speaker = fy_speakers_at(app->speakers, n);
        return (struct fy_choice){ digit, speaker->name[0] ? speaker->name : speaker->id, speaker->id,
                                   strcmp(label, speaker->id) == 0 };
    }
    const struct fy_list_item *item = fy_list_at(app->markers, lists[what].list, n);
    bool set = fy_label_has_code(label, item->code);
    if (what == FY_CHOOSE_INVALID) {
        size_t size;
        const char *reason = fy_flag_reason(label, "invalid", &size);
        set = reason && size == strlen(item->code) && memcmp(reason, item->code, size) == 0;
    }
    return (struct fy_choice){ digit, item->name, item->code, set };
}

/* Whether what was typed is in the text, whatever its case and width. */
static bool has(const struct fy_buffer *wanted, const char *text)
{
    struct fy_buffer folded = FY_BUFFER_EMPTY;
    const bool found = fy_text_fold(&folded, text, strlen(text)) == FY_OK &&
                       strstr(fy_buffer_text(&folded), fy_buffer_text(wanted)) != NULL;
    fy_buffer_free(&folded);
    return found;
}

size_t fy_app_choices(const struct fy_app *app, struct fy_choice *rows, size_t room)
{
    struct fy_buffer wanted = FY_BUFFER_EMPTY;
    size_t count = 0;
    (void)fy_text_fold(&wanted, fy_buffer_text(&app->chooser.typed), app->chooser.typed.size);
    for (size_t i = 0; i < available(app) && count < room; i++) {
        const struct fy_choice choice = choice_at(app, i);
        if (wanted.size > 0 && !has(&wanted, choice.code) && !has(&wanted, choice.name) && !has(&wanted, _(choice.name)))
            continue;
        rows[count] = choice;
        if (wanted.size > 0)
            rows[count].key = count < 9 ? (char)('1' + count) : '\0';
        count++;
    }
    fy_buffer_free(&wanted);
    return count;
}

void fy_app_choose(struct fy_app *app, enum fy_choosing what)
{
    app->chooser.what = what;
    app->chooser.at = 0;
    fy_buffer_clear(&app->chooser.typed);
    if (available(app) == 0) {
        fy_app_complain(app, what == FY_CHOOSE_SPEAKER
                                 ? _("There is no speakers.tsv in this project, or nobody in it; :speaker-tag takes an id of it.")
                                 : _("This list is empty: fangyin.ini makes it so."));
        return;
    }
    app->under = app->mode;
    app->mode = FY_MODE_CHOOSE;
}

static void choose(struct fy_app *app, const struct fy_choice *choice)
{
    const enum fy_choosing what = app->chooser.what;
    app->mode = app->under;
    if (what == FY_CHOOSE_MARKER)
        fy_app_insert_marker(app, choice->code);
    else if (what == FY_CHOOSE_INVALID)
        fy_app_set_code(app, "flag", "invalid", choice->code, !choice->set, false);
    else
        fy_app_set_code(app, lists[what].base, choice->code, NULL, !choice->set, what == FY_CHOOSE_SPEAKER);
}

/* All of the list is taken off the segment. */
static void clear(struct fy_app *app)
{
    const enum fy_choosing what = app->chooser.what;
    app->mode = app->under;
    if (what == FY_CHOOSE_INVALID)
        fy_app_set_code(app, "flag", "invalid", NULL, false, false);
    else if (what != FY_CHOOSE_MARKER)
        fy_app_set_code(app, lists[what].base, "", NULL, false, true);
}

void fy_app_choose_marker(struct fy_app *app, const char *argument)
{
    for (size_t i = 0; *argument && app->markers && i < fy_markers_count(app->markers); i++) {
        const struct fy_marker *marker = fy_markers_at(app->markers, i);
        if (argument[0] == marker->key && argument[1] == '\0') {
            fy_app_insert_marker(app, marker->text);
            return;
        }
    }
    fy_app_choose(app, FY_CHOOSE_MARKER);
}

static void type(struct fy_app *app, uint32_t code, const struct fy_choice *rows, size_t count)
{
    char bytes[4];
    for (size_t i = 0; i < count; i++) {
        if (rows[i].key != 0 && code == (uint32_t)rows[i].key) {
            choose(app, &rows[i]);
            return;
        }
    }
    if (code == '0') {
        clear(app);
    } else if (code < '0' || code > '9') {
        fy_buffer_append(&app->chooser.typed, bytes, fy_utf8_encode(code, bytes));
        app->chooser.at = 0;
    }
}

void fy_app_choose_key(struct fy_app *app, struct fy_key key)
{
    struct fy_chooser *chooser = &app->chooser;
    struct fy_choice rows[FY_CHOICE_ROOM];
    const size_t count = fy_app_choices(app, rows, FY_CHOICE_ROOM);
    if (key.code == FY_KEY_ENTER) {
        if (chooser->at < count)
            choose(app, &rows[chooser->at]);
    } else if (key.code == FY_KEY_DOWN) {
        chooser->at += chooser->at + 1 < count ? 1 : 0;
    } else if (key.code == FY_KEY_UP) {
        chooser->at -= chooser->at > 0 ? 1 : 0;
    } else if ((key.code == FY_KEY_BACKSPACE || key.code == FY_KEY_ESCAPE) && chooser->typed.size > 0) {
        chooser->typed.size = key.code == FY_KEY_ESCAPE ? 0 : fy_grapheme_previous(chooser->typed.data, chooser->typed.size,
                                                                                   chooser->typed.size);
        chooser->at = 0;
    } else if (fy_key_is_text(key)) {
        type(app, fy_fullwidth_to_ascii(key.code), rows, count);
    } else {
        app->mode = app->under;
    }
}

#include "ui/app.h"

#include "base/messages.h"
#include "ui/internal.h"

#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MESSAGE_MS 6000
#define COMPLAINT_MS 15000

struct fy_app *fy_app_new(const struct fy_app_settings *settings)
{
    struct fy_app *app = fy_must_calloc(1, sizeof *app);
    app->recording = fy_must_strdup(settings->title);
    app->title = fy_must_strdup(settings->title);
    app->frames = settings->frames;
    app->rate = settings->rate;
    app->grid = settings->grid;
    app->history = fy_history_new(app->grid);
    if (!app->history)
        (void)fy_must_malloc((size_t)-1);
    fy_history_listen(app->history, fy_app_journal_listener, app);
    app->tier_names = fy_must_strdup(settings->tiers);
    app->dialects = settings->dialects;
    app->default_dialect = fy_must_strdup(settings->default_dialect);
    app->markers = settings->markers;
    app->speakers = settings->speakers;
    app->completing.lexicon = settings->lexicon;
    app->checking.checks = settings->checks;
    app->checking.told_time = -1;
    app->keymap = settings->keymap;
    app->colours = settings->colours;
    app->rgb = settings->rgb;
    app->ascii = settings->ascii;
    app->chinese = settings->chinese;
    app->channels = settings->channels > 0 ? settings->channels : 1;
    app->listening = settings->listening;
    app->mute_due = app->listening.muted_count > 0;
    app->pause = settings->pause;
    app->longest = settings->longest;
    app->padding = settings->padding;
    app->drafts = settings->drafts;
    fy_app_see_start(app, &settings->see);
    app->tone.shown = settings->see.tone;
    app->tone.letters = settings->tone_letters;
    app->team = settings->team;
    app->columns = 80;
    app->rows = 24;
    app->mark = app->mark_end = app->paused_at = -1;
    app->typing_line = FY_NONE;
    app->range_anchor = FY_NONE;
    app->palette.parent = FY_NONE;
    app->saved_revision = app->opened_revision = fy_history_revision(app->history);

    size_t tier = fy_grid_find_tier(app->grid, "text");
    for (size_t i = 0; tier == FY_NONE && i < fy_grid_tier_count(app->grid); i++) {
        if (fy_tier_kind(app->grid, i) == FY_INTERVAL_TIER)
            tier = i;
    }
    const double end = fy_app_time(app, app->frames);
    app->view_to = end < 10 ? end : 10;
    fy_app_choose_tier(app, tier);
    fy_app_note_returned(app);
    fy_app_go_on(app);
    /* What a question is about can be heard at once. */
    if (app->team && app->team->role == FY_TEAM_ANSWERS) {
        app->mark = fy_app_frame(app, app->team->from);
        app->mark_end = fy_app_frame(app, app->team->to);
    }
    fy_app_words_start(app);
    if (app->team && app->team->note[0] != '\0')
        fy_app_say(app, "%s", app->team->note);
    return app;
}

void fy_app_free(struct fy_app *app)
{
    if (!app)
        return;
    fy_history_free(app->history);
    fy_grid_free(app->grid);
    fy_keymap_free(app->keymap);
    fy_wave_free(app->wave);
    fy_spectrum_free(app->spectrum);
    fy_tracks_free(app->tracks);
    fy_tone_track_free(app->tone.track);
    fy_voices_free(app->tone.voices);
    fy_team_news_free(app->news);
    fy_app_form_free(app);
    fy_app_verdict_clear(&app->verdict);
    fy_free(app->returned);
    fy_free(app->image.pixels);
    fy_free(app->recording);
    fy_free(app->title);
    fy_free(app->tier_names);
    fy_free(app->default_dialect);
    fy_free(app->devices);
    fy_app_language_free(app);
    fy_buffer_free(&app->line.text);
    fy_buffer_free(&app->cut);
    fy_buffer_free(&app->question_text);
    fy_buffer_free(&app->search);
    fy_buffer_free(&app->journal);
    fy_buffer_free(&app->typing_before);
    fy_buffer_free(&app->message);
    fy_buffer_free(&app->notices);
    fy_free(app);
}

/* ---- messages ---- */

static void FY_PRINTF(3, 0) say(struct fy_app *app, bool bad, const char *format, va_list arguments)
{
    char text[1024];
    vsnprintf(text, sizeof text, format, arguments);
    fy_buffer_clear(&app->message);
    fy_buffer_puts(&app->message, text);
    app->message_bad = bad;
    app->message_until = 0;
}

void fy_app_say(struct fy_app *app, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(app, false, format, arguments);
    va_end(arguments);
}

void fy_app_complain(struct fy_app *app, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(app, true, format, arguments);
    va_end(arguments);
}

void fy_app_complain_error(struct fy_app *app, const struct fy_error *error)
{
    fy_app_complain(app, "%s", error->sentence[0] ? error->sentence : fy_status_text(error->status));
}

/* Notices wait for each other, and for what a key press had to say. */
static void say_next(struct fy_app *app)
{
    if (app->message.size > 0 || app->notices.size == 0)
        return;
    fy_app_say(app, "%s", app->notices.data);
    const size_t said = strlen(app->notices.data) + 1;
    memmove(app->notices.data, app->notices.data + said, app->notices.size - said);
    app->notices.size -= said;
}

/* ---- actions ---- */

void fy_app_run(struct fy_app *app, enum fy_action action, const char *argument, struct fy_effects *effects)
{
    if (!argument)
        argument = "";
    if ((action >= FY_ACTION_HEAR && action <= FY_ACTION_MUTE) ||
        (action >= FY_ACTION_PLAY && action <= FY_ACTION_LISTENING))
        fy_app_action_listen(app, action, argument, effects);
    else if (action == FY_ACTION_TONE || action == FY_ACTION_TONE_WRITE)
        fy_app_action_tone(app, action);
    else if (action == FY_ACTION_DEVICES)
        fy_app_action_devices(app, argument, effects);
    else if (action >= FY_ACTION_NEXT && action <= FY_ACTION_SEARCH_NEXT)
        fy_app_action_move(app, action, argument, effects);
    else if (action >= FY_ACTION_ZOOM_IN && action <= FY_ACTION_REDRAW)
        fy_app_action_view(app, action, argument, effects);
    else if (action >= FY_ACTION_EDIT && action <= FY_ACTION_YANK)
        fy_app_action_write(app, action, effects);
    else if (action >= FY_ACTION_COMPLETE && action <= FY_ACTION_COMPLETE_PREVIOUS)
        fy_app_action_complete(app, action);
    else if (action == FY_ACTION_NEXT_FINDING || action == FY_ACTION_MEND)
        fy_app_action_check(app, action, effects);
    else if (action >= FY_ACTION_SELECT && action <= FY_ACTION_TONE_LETTERS)
        fy_app_action_marks(app, action, argument);
    else if (action >= FY_ACTION_PALETTE && action <= FY_ACTION_DEFAULT_DIALECT)
        fy_app_action_tag(app, action, argument, effects);
    else if (action == FY_ACTION_TAKE_VERSION || action == FY_ACTION_TAKE_TIMES || action == FY_ACTION_NEXT_DIFFERENCE)
        fy_app_action_version(app, action, effects);
    else if (action >= FY_ACTION_TAKE_ANSWER && action <= FY_ACTION_NEXT_ANSWER)
        fy_app_action_answer(app, action, effects);
    else if (action == FY_ACTION_ASK && app->team && app->team->role != FY_TEAM_ANSWERS)
        fy_app_ask(app);
    else if (action == FY_ACTION_VERDICT || (action == FY_ACTION_ASK && app->team))
        fy_app_verdict(app);
    else if (action >= FY_ACTION_UNSURE && action <= FY_ACTION_SPEAKER_TAG)
        fy_app_action_flag(app, action, argument);
    else if (action >= FY_ACTION_SPLIT && action <= FY_ACTION_CUT)
        fy_app_action_boundary(app, action, argument, effects);
    else if (action >= FY_ACTION_SPEAKER_NEXT && action <= FY_ACTION_REMOVE_POINT)
        fy_app_action_tiers(app, action, argument);
    else if (action >= FY_ACTION_UNDO && action <= FY_ACTION_HELP)
        fy_app_action_keep(app, action, effects);
}

static void mode_key(struct fy_app *app, struct fy_key key, struct fy_effects *effects)
{
    const unsigned mode = app->mode == FY_MODE_EDIT ? FY_IN_EDIT : FY_IN_NAVIGATE;
    const enum fy_action action = fy_keymap_find(app->keymap, key, mode);
    char bytes[4];
    if (mode == FY_IN_EDIT && key.modifiers == FY_META && key.code >= '1' && key.code <= '9') {
        (void)fy_app_take_offer(app, key.code - '1');
    } else if (action == FY_ACTION_CARET_RIGHT && app->line.caret == app->line.text.size && app->completing.count > 0) {
        fy_app_action_complete(app, FY_ACTION_COMPLETE);
    } else if (action != FY_ACTION_NONE) {
        fy_app_run(app, action, NULL, effects);
    } else if (mode == FY_IN_EDIT && fy_key_is_text(key)) {
        fy_app_type(app, bytes, fy_utf8_encode(key.code, bytes));
    } else if (mode == FY_IN_NAVIGATE && !fy_app_tag_key(app, key)) {
        char name[FY_KEY_NAME];
        if (key.code >= 0x2E80 && key.code < FY_KEY_TAB)
            fy_app_complain(app, _("Press Enter or i to write here first."));
        else if (key.code != FY_KEY_ESCAPE)
            fy_app_complain(app, _("%s does nothing here; ? lists the keys."), fy_key_write(key, name));
    }
}

static void key_event(struct fy_app *app, struct fy_key key, struct fy_effects *effects)
{
    if (app->mode != FY_MODE_QUESTION)
        fy_buffer_clear(&app->message);
    switch (app->mode) {
    case FY_MODE_NAVIGATE:
        if (key.code == FY_KEY_ESCAPE && (app->range_anchor != FY_NONE || app->mark >= 0)) {
            app->range_anchor = FY_NONE;
            app->mark = app->mark_end = -1;
            break;
        }
        mode_key(app, key, effects);
        break;
    case FY_MODE_EDIT:
        mode_key(app, key, effects);
        break;
    case FY_MODE_PROMPT:
        fy_app_prompt_key(app, key, effects);
        break;
    case FY_MODE_PALETTE:
        fy_app_palette_key(app, key);
        break;
    case FY_MODE_CHOOSE:
        fy_app_choose_key(app, key);
        break;
    case FY_MODE_IPA:
        fy_app_ipa_key(app, key);
        break;
    case FY_MODE_FORM:
        fy_app_form_key(app, key, effects);
        break;
    case FY_MODE_DEVICES:
        fy_app_devices_key(app, key, effects);
        break;
    case FY_MODE_HELP: {
        const enum fy_action action = fy_keymap_find(app->keymap, key, FY_IN_NAVIGATE);
        const int page = app->rows > 6 ? app->rows - 5 : 1;
        if (key.code == FY_KEY_PAGE_DOWN || key.code == ' ')
            app->help_top += page;
        else if (action == FY_ACTION_NEXT)
            app->help_top++;
        else if (key.code == FY_KEY_PAGE_UP)
            app->help_top -= page;
        else if (action == FY_ACTION_PREVIOUS)
            app->help_top--;
        else
            app->mode = app->under;
        /* The last page is a full one; the frame and the rows above and below it are four. */
        const int last = FY_ACTION_COUNT - 1 - (app->rows - 4);
        if (app->help_top > last)
            app->help_top = last;
        if (app->help_top < 0)
            app->help_top = 0;
        break;
    }
    case FY_MODE_QUESTION:
        fy_app_question_key(app, key, effects);
        break;
    }
}

/* Whoever neither types nor hears anything for half a minute does something else. */
static void count_time(struct fy_app *app, uint64_t tick)
{
    enum { IDLE_MS = 30000, LONGEST_MS = 5000 };
    const uint64_t passed = app->ticked > 0 && tick > app->ticked ? tick - app->ticked : 0;
    if (app->acted || app->playing)
        app->acted_at = tick;
    app->acted = false;
    app->ticked = tick;
    /* A machine that slept did not work. */
    if (app->acted_at > 0 && tick - app->acted_at < IDLE_MS && passed <= LONGEST_MS)
        app->work.active += (double)passed / 1000;
}

struct fy_app_work fy_app_work(const struct fy_app *app)
{
    return app->work;
}

void fy_app_update(struct fy_app *app, const struct fy_event *event, struct fy_effects *effects)
{
    switch (event->kind) {
    case FY_EVENT_KEY:
        key_event(app, event->key, effects);
        break;
    case FY_EVENT_PASTE:
        if (app->mode == FY_MODE_NAVIGATE)
            fy_app_edit(app);
        if (app->mode == FY_MODE_FORM)
            fy_app_form_type(app, event->paste.bytes, event->paste.size);
        if (app->mode == FY_MODE_EDIT || app->mode == FY_MODE_PROMPT)
            fy_app_type(app, event->paste.bytes, event->paste.size);
        break;
    case FY_EVENT_RESIZE:
        app->columns = event->resize.columns;
        app->rows = event->resize.rows;
        break;
    case FY_EVENT_TICK:
        app->wave_again = app->wave && app->wave->rough;
        app->spectrum_again = app->spectrum && app->spectrum->waiting;
        /* Ticks come only while something waits for one: a message's time starts with the first after it. */
        if (app->message_until == 0)
            app->message_until = event->tick + (app->message_bad ? COMPLAINT_MS : MESSAGE_MS);
        else if (event->tick >= app->message_until)
            fy_buffer_clear(&app->message);
        app->journal_due = true;
        count_time(app, event->tick);
        fy_app_ask_news(app, event->tick, effects);
        if (app->remember_due)
            fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_REMEMBER });
        app->remember_due = false;
        break;
    case FY_EVENT_PLAYHEAD:
        fy_app_playhead_event(app, event, effects);
        break;
    case FY_EVENT_LEVEL:
        fy_app_level_event(app, event, effects);
        break;
    case FY_EVENT_WAVE:
        fy_wave_free(app->wave);
        app->wave = event->wave;
        app->wave_asked = false;
        /* References only grow, so that height and greys do not jump while scrolling. */
        for (size_t i = 0; i < app->wave->waves * app->wave->columns; i++) {
            app->wave_max = app->wave->maximum[i] > app->wave_max ? app->wave->maximum[i] : app->wave_max;
            app->wave_max = -app->wave->minimum[i] > app->wave_max ? -app->wave->minimum[i] : app->wave_max;
        }
        break;
    case FY_EVENT_SPECTRUM:
        fy_app_spectrum_event(app, event);
        break;
    case FY_EVENT_TRACKS:
        fy_app_tracks_event(app, event);
        break;
    case FY_EVENT_NEWS:
        fy_app_news_event(app, event->news);
        break;
    case FY_EVENT_ASKED:
        fy_app_say(app, "%s", event->message.sentence);
        app->news_at = 0;
        break;
    case FY_EVENT_TONE:
    case FY_EVENT_VOICES:
        fy_app_tone_event(app, event);
        break;
    case FY_EVENT_GRAPHICS:
        app->cell_width = event->graphics.cell_width;
        app->cell_height = event->graphics.cell_height;
        break;
    case FY_EVENT_BLACK:
        fy_app_black_event(app, event);
        break;
    case FY_EVENT_SPEECH:
        fy_app_cut_event(app, event);
        break;
    case FY_EVENT_SNAP:
        fy_app_snap_event(app, event, effects);
        break;
    case FY_EVENT_GO:
        fy_app_action_move(app, FY_ACTION_GOTO, event->go, effects);
        break;
    case FY_EVENT_DEVICES:
        fy_app_devices_event(app, event);
        break;
    case FY_EVENT_WORDS:
        fy_app_words_event(app, event->words);
        break;
    case FY_EVENT_CHECKED:
        fy_app_checked_event(app, event->findings);
        break;
    case FY_EVENT_LOUDNESS:
        fy_app_loudness_event(app, event->loudness);
        break;
    case FY_EVENT_MESSAGE:
        fy_buffer_append(&app->notices, event->message.sentence, strlen(event->message.sentence) + 1);
        break;
    case FY_EVENT_SUSPEND:
        fy_app_run(app, FY_ACTION_SUSPEND, NULL, effects);
        break;
    case FY_EVENT_JOURNAL:
    case FY_EVENT_STALLED:
    case FY_EVENT_SAVED:
    case FY_EVENT_SAVE_FAILED:
    case FY_EVENT_ON_DISK_CHANGED:
    case FY_EVENT_WOULD_LOSE:
    case FY_EVENT_THEIRS:
    case FY_EVENT_RECOVERY:
    case FY_EVENT_RECOVERED:
        fy_app_keep_event(app, event, effects);
        break;
    }
    if (event->kind == FY_EVENT_KEY || event->kind == FY_EVENT_PASTE) {
        const bool offered = app->completing.count > 0;
        fy_app_offer(app);
        app->acted = true;
        app->work.shown += !offered && app->completing.count > 0;
    }
    fy_app_watch_language(app, event->kind != FY_EVENT_RESIZE, effects);
    fy_app_remember_tiers(app);
    say_next(app);
    if (app->journal_due && (app->journal.size > 0 || app->unprotected))
        fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_JOURNAL });
    app->journal_due = false;
    fy_app_ask_pictures(app, effects);
    fy_app_ask_tone(app, effects);
    fy_app_ask_sound(app, effects);
}

bool fy_app_wants_tick(const struct fy_app *app)
{
    return app->team || app->remember_due || (app->checking.checks && app->checking.whole_due && !app->checking.whole_out) || app->journal.size > 0 || app->unprotected || app->message.size > 0 ||
           (app->wave && app->wave->rough) || (app->spectrum && app->spectrum->waiting);
}

/* ---- for terminal/ ---- */

void fy_app_take_journal(struct fy_app *app, struct fy_buffer *lines)
{
    fy_buffer_clear(lines);
    const struct fy_buffer empty = *lines;
    *lines = app->journal;
    app->journal = empty;
    app->typing_line = FY_NONE;
}

const struct fy_listening *fy_app_listening(const struct fy_app *app)
{
    return &app->listening;
}

bool fy_app_remembers(const struct fy_app *app)
{
    return app->remember_due;
}

struct fy_grid *fy_app_grid(struct fy_app *app)
{
    return app->grid;
}

struct fy_history *fy_app_history(struct fy_app *app)
{
    return app->history;
}

bool fy_app_unsaved(const struct fy_app *app)
{
    return fy_history_revision(app->history) != app->saved_revision;
}

unsigned long fy_app_revision(const struct fy_app *app)
{
    return fy_history_revision(app->history);
}

/* ---- a new document ---- */

enum fy_status fy_app_add_tiers(struct fy_grid *grid, const char *names, double end)
{
    enum fy_status status = FY_OK;
    bool text = false;
    const char *list = names;
    for (;;) {
        list += strspn(list, " \t,");
        const size_t size = strcspn(list, " \t,");
        if (size == 0 && text)
            break;
        const char *name = size > 0 ? list : "text";
        const size_t name_size = size > 0 ? size : strlen("text");
        size_t tier = 0;
        status = fy_grid_append_tier(grid, FY_INTERVAL_TIER, name, name_size, 0, end, &tier);
        if (status == FY_OK)
            status = fy_tier_append_interval(grid, tier, 0, end, "", 0);
        if (status != FY_OK)
            break;
        text = text || (name_size == 4 && memcmp(name, "text", 4) == 0);
        list += size;
    }
    return status;
}

/* Keeping work: the journal, undo, saving, leaving, and the questions that come with it. */
#include "base/messages.h"
#include "ui/internal.h"

#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <string.h>

void fy_app_journal_listener(void *context, const struct fy_edit *edit)
{
    struct fy_app *app = context;
    if (app->recovering)
        return;
    struct fy_edit line = *edit;
    const bool goes_on = app->typing && app->typing_line != FY_NONE && app->typing_line < app->journal.size &&
                         edit->tier == app->typing_tier && edit->index == app->typing_index;
    if (goes_on) {
        /* A stretch of typing is one line, from the label before it to the label now. */
        app->journal.size = app->typing_line;
        line.before = fy_buffer_text(&app->typing_before);
    } else {
        fy_buffer_clear(&app->typing_before);
        if (app->typing)
            fy_buffer_puts(&app->typing_before, edit->before);
    }
    app->typing_line = app->typing ? app->journal.size : FY_NONE;
    app->typing_tier = edit->tier;
    app->typing_index = edit->index;
    fy_edit_write(&app->journal, &line);
    fy_buffer_putc(&app->journal, '\n');
    app->journal_due = app->journal_due || !app->typing;
}

static void push(struct fy_effects *effects, enum fy_effect_kind kind)
{
    fy_effects_push(effects, (struct fy_effect){ .kind = kind });
}

static void save(struct fy_app *app, bool force, struct fy_effects *effects)
{
    app->saving = true;
    fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_SAVE, .force = force });
}

static void save_beside(struct fy_app *app, struct fy_effects *effects)
{
    app->saving = true;
    push(effects, FY_EFFECT_SAVE_BESIDE);
}

static void undo(struct fy_app *app, bool back)
{
    struct fy_error error = { 0 };
    double place = 0;
    fy_history_seal(app->history);
    const enum fy_status status =
        back ? fy_history_undo(app->history, &place, &error) : fy_history_redo(app->history, &place, &error);
    if (status == FY_NOT_FOUND) {
        fy_app_say(app, back ? _("There is nothing to undo.") : _("There is nothing to redo."));
        return;
    }
    if (status != FY_OK) {
        fy_app_complain_error(app, &error);
        return;
    }
    fy_app_refit(app);
    if (fy_app_segments(app) > 0) {
        fy_app_select_at(app, place);
        fy_app_load_line(app, true);
        fy_app_show(app, fy_app_interval(app, app->segment)->xmin, fy_app_interval(app, app->segment)->xmax);
        if (!app->playing)
            app->playhead = fy_app_frame(app, fy_app_interval(app, app->segment)->xmin);
    }
    fy_app_say(app, back ? _("undone (%zu more)") : _("redone (%zu more)"),
               back ? fy_history_undo_count(app->history) : fy_history_redo_count(app->history));
}

static void ask(struct fy_app *app, enum fy_question question, const char *text)
{
    if (app->mode != FY_MODE_QUESTION)
        app->under = app->mode == FY_MODE_EDIT ? FY_MODE_EDIT : FY_MODE_NAVIGATE;
    app->mode = FY_MODE_QUESTION;
    /* A prompt that stood open is gone, and its text. */
    fy_app_load_line(app, true);
    app->question = question;
    fy_buffer_clear(&app->question_text);
    fy_buffer_puts(&app->question_text, text);
}

/* Leaving, and the disk does not answer. */
static void ask_stalled(struct fy_app *app)
{
    ask(app, FY_ASK_STALLED,
        _("Saving waits for a disk that does not answer.\nl  leave now; what you wrote is put in your home folder\nEsc  go on "
          "working; it is saved when the disk answers"));
}

void fy_app_quit(struct fy_app *app, struct fy_effects *effects)
{
    fy_app_stop(app, effects);
    /* Asked again while it is being saved: the disk takes its time, and somebody wants to know. */
    if (app->leaving && app->saving && app->unprotected)
        ask_stalled(app);
    app->leaving = true;
    if (fy_app_unsaved(app))
        save(app, false, effects);
    else
        push(effects, FY_EFFECT_QUIT);
}

void fy_app_action_keep(struct fy_app *app, enum fy_action action, struct fy_effects *effects)
{
    if (action == FY_ACTION_UNDO || action == FY_ACTION_REDO)
        fy_app_check_all(app);
    if (action == FY_ACTION_UNDO) {
        undo(app, true);
    } else if (action == FY_ACTION_REDO) {
        undo(app, false);
    } else if (action == FY_ACTION_SAVE) {
        fy_history_seal(app->history);
        if (fy_app_unsaved(app))
            save(app, false, effects);
        else
            fy_app_say(app, _("Everything is saved."));
    } else if (action == FY_ACTION_QUIT) {
        fy_app_verdict_clear(&app->verdict);
        fy_app_quit(app, effects);
    } else if (action == FY_ACTION_QUIT_UNSAVED) {
        fy_app_verdict_clear(&app->verdict);
        fy_app_stop(app, effects);
        push(effects, FY_EFFECT_JOURNAL);
        push(effects, FY_EFFECT_QUIT);
    } else if (action == FY_ACTION_SUSPEND) {
        fy_app_stop(app, effects);
        push(effects, FY_EFFECT_JOURNAL);
        push(effects, FY_EFFECT_SUSPEND);
    } else if (action == FY_ACTION_COMMAND) {
        fy_app_prompt(app, FY_ACTION_COMMAND);
    } else if (action == FY_ACTION_HELP) {
        app->under = app->mode;
        app->mode = FY_MODE_HELP;
        app->help_top = 0;
    }
}

/* Make the document what is on disk, as one step that undo takes back. */
static void take_theirs(struct fy_app *app, const struct fy_grid *theirs)
{
    struct fy_error error = { 0 };
    enum fy_status status = FY_OK;
    fy_history_seal(app->history);
    fy_history_begin(app->history, fy_app_time(app, app->playhead));
    for (size_t tier = fy_grid_tier_count(app->grid); status == FY_OK && tier-- > 0;) {
        struct fy_edit edit = { 0 };
        status = fy_edit_remove_tier(&edit, app->grid, tier, &error);
        if (status == FY_OK)
            status = fy_history_do(app->history, &edit, &error);
    }
    for (size_t tier = 0; status == FY_OK && tier < fy_grid_tier_count(theirs); tier++) {
        const bool points = fy_tier_kind(theirs, tier) == FY_POINT_TIER;
        struct fy_edit edit = { 0 };
        /* The edit copies; the arrays are only read. */
        union {
            const struct fy_interval *in;
            struct fy_interval *out;
        } intervals = { points ? NULL : fy_tier_intervals(theirs, tier) };
        union {
            const struct fy_point *in;
            struct fy_point *out;
        } marks = { points ? fy_tier_points(theirs, tier) : NULL };
        const struct fy_tier_content content = { fy_tier_kind(theirs, tier), fy_tier_name(theirs, tier),
                                                 fy_tier_xmin(theirs, tier), fy_tier_xmax(theirs, tier),
                                                 fy_tier_size(theirs, tier), intervals.out,              marks.out };
        status = fy_edit_add_tier_content(&edit, app->grid, tier, &content, &error);
        if (status == FY_OK)
            status = fy_history_do(app->history, &edit, &error);
    }
    if (status != FY_OK) {
        fy_history_cancel(app->history);
        fy_app_complain_error(app, &error);
    } else {
        fy_history_end(app->history);
        fy_app_say(app, _("This is what was on disk; u brings back what you had."));
    }
    fy_app_refit(app);
}

static void answer_changed(struct fy_app *app, char letter, struct fy_effects *effects)
{
    if (letter == 'k') {
        save(app, true, effects);
    } else if (letter == 't') {
        app->leaving = false;
        push(effects, FY_EFFECT_JOURNAL);
        push(effects, FY_EFFECT_READ_THEIRS);
    } else if (letter == 'b') {
        save_beside(app, effects);
    } else {
        app->leaving = false;
    }
}

static void answer_loss(struct fy_app *app, char letter, struct fy_effects *effects)
{
    if (letter == 'k')
        save(app, true, effects);
    else if (letter == 'b')
        save_beside(app, effects);
    else
        app->leaving = false;
}

void fy_app_question_key(struct fy_app *app, struct fy_key key, struct fy_effects *effects)
{
    const uint32_t code = fy_fullwidth_to_ascii(key.code);
    const char letter = key.modifiers == 0 && code < 128 ? (char)(code | 0x20) : '\0';
    const bool escape = key.code == FY_KEY_ESCAPE;
    static const char *const letters[] = { [FY_ASK_CHANGED] = "ktb", [FY_ASK_LOSS] = "kb", [FY_ASK_RECOVER] = "rd", [FY_ASK_UNSAVED] = "bql", [FY_ASK_STALLED] = "l" };
    /* A key that is no answer is no answer: nothing is decided by a slip. */
    if (!(letter && strchr(letters[app->question], letter)) && !(escape && app->question != FY_ASK_RECOVER))
        return;
    /* What was to become of a unit stood for a work file that is saved. */
    fy_app_verdict_clear(&app->verdict);
    app->mode = app->under;
    fy_app_load_line(app, true);
    switch (app->question) {
    case FY_ASK_CHANGED:
        answer_changed(app, escape ? '\0' : letter, effects);
        break;
    case FY_ASK_LOSS:
        answer_loss(app, escape ? '\0' : letter, effects);
        break;
    case FY_ASK_RECOVER:
        fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_RECOVER, .accept = letter == 'r' });
        app->recovering = letter == 'r';
        break;
    case FY_ASK_STALLED:
        if (letter == 'l')
            push(effects, FY_EFFECT_QUIT);
        else
            app->leaving = false;
        break;
    case FY_ASK_UNSAVED:
        if (letter == 'b') {
            save_beside(app, effects);
        } else if (letter == 'l') {
            push(effects, FY_EFFECT_JOURNAL);
            push(effects, FY_EFFECT_QUIT);
        } else {
            app->leaving = false;
        }
        break;
    }
}

/* The title names the file in which work goes on, as it is not the recording's own. */
static void go_on_in(struct fy_app *app, const char *path)
{
    struct fy_buffer title = FY_BUFFER_EMPTY;
    const char *slash = strrchr(path, '/');
    fy_buffer_printf(&title, "%s → %s", app->recording, slash ? slash + 1 : path);
    fy_free(app->title);
    app->title = fy_must_strdup(fy_buffer_text(&title));
    fy_buffer_free(&title);
}

void fy_app_keep_event(struct fy_app *app, const struct fy_event *event, struct fy_effects *effects)
{
    struct fy_buffer text = FY_BUFFER_EMPTY;
    switch ((int)event->kind) {
    case FY_EVENT_JOURNAL:
        app->unprotected = !event->journal.written;
        if (app->unprotected)
            fy_app_complain(app, _("Save now (C-s)! What you type cannot be kept in the journal: %s"),
                            event->journal.sentence);
        else
            fy_app_say(app, _("The journal keeps what you type again."));
        break;
    case FY_EVENT_STALLED:
        app->unprotected = true;
        fy_app_complain(app, "%s", event->message.sentence);
        if (app->leaving && app->saving)
            ask_stalled(app);
        break;
    case FY_EVENT_SAVED:
        app->saving = false;
        app->saved_revision = event->saved.revision;
        if (event->saved.beside)
            go_on_in(app, event->saved.path);
        fy_app_say(app, _("saved: %s"), event->saved.path);
        if (app->leaving && fy_app_unsaved(app))
            save(app, false, effects); /* something was written meanwhile */
        else if (app->leaving)
            push(effects, FY_EFFECT_QUIT);
        break;
    case FY_EVENT_SAVE_FAILED:
        app->saving = false;
        fy_app_complain(app, "%s", event->message.sentence);
        if (app->leaving) {
            fy_buffer_printf(&text, _("Saving failed: %s\nb  save beside, under another name\n"), event->message.sentence);
            fy_buffer_puts(&text, app->unprotected
                                      ? _("l  leave, and LOSE what is not saved: the journal cannot be written either\n")
                                      : _("l  leave; the edits stay in the journal and are offered at the next start\n"));
            fy_buffer_puts(&text, _("q  go on working"));
            ask(app, FY_ASK_UNSAVED, fy_buffer_text(&text));
        }
        break;
    case FY_EVENT_ON_DISK_CHANGED:
        app->saving = false;
        ask(app, FY_ASK_CHANGED,
            _("The file changed on disk since it was read.\nk  keep mine: write over what is there\nt  take theirs: show what is on disk (undo brings mine back)\nb  save mine beside, under another name\nEsc  go on working"));
        break;
    case FY_EVENT_WOULD_LOSE:
        app->saving = false;
        fy_buffer_printf(&text, _("%s\nk  save all the same; the file as it was is kept beside as .orig\nb  save beside, under another name\nEsc  go on working"),
                         event->message.sentence);
        ask(app, FY_ASK_LOSS, fy_buffer_text(&text));
        break;
    case FY_EVENT_THEIRS:
        /* The journal starts anew from what is on disk: getting there is no edit of it. */
        app->recovering = true;
        take_theirs(app, event->theirs);
        app->recovering = false;
        app->saved_revision = fy_history_revision(app->history);
        break;
    case FY_EVENT_RECOVERY:
        fy_buffer_printf(&text,
                         fy_message_plural("Unsaved work was found: %zu edit, last at %s.",
                                           "Unsaved work was found: %zu edits, last at %s.", event->recovery.edits),
                         event->recovery.edits, event->recovery.when);
        if (event->recovery.other_base)
            fy_buffer_puts(&text, _("\nThe grid file was changed by something else since; edits that no longer fit are left out and kept aside."));
        fy_buffer_puts(&text, _("\nr  restore it\nd  do without it (it is kept aside, not deleted)"));
        ask(app, FY_ASK_RECOVER, fy_buffer_text(&text));
        break;
    case FY_EVENT_RECOVERED:
        app->recovering = false;
        fy_app_refit(app);
        fy_app_go_on(app);
        if (event->recovered.applied == event->recovered.found)
            fy_app_say(app, _("The unsaved work is back; C-s saves it, u takes it off."));
        else
            fy_app_complain(app, _("%zu of %zu edits are back; the rest no longer fits and is kept aside."),
                            event->recovered.applied, event->recovered.found);
        break;
    default:
        break;
    }
    fy_buffer_free(&text);
}

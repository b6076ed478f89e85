/* Carrying out what the app asks for. */
#include "base/messages.h"
#include "terminal/session_internal.h"

#include <fangyin/memory.h>
#include <stdio.h>
#include <unistd.h>

static void send_status(struct fy_session *session, enum fy_status status, const struct fy_error *error)
{
    char text[800];
    struct fy_event event = { .kind = FY_EVENT_SAVE_FAILED };
    if (status == FY_CHANGED)
        event.kind = FY_EVENT_ON_DISK_CHANGED;
    else if (status == FY_UNSUPPORTED)
        event.kind = FY_EVENT_WOULD_LOSE;
    event.message.sentence = fy_error_format(error, text, sizeof text);
    fy_session_send(session, &event);
}

static void saved(struct fy_session *session, unsigned long revision, bool beside)
{
    /* Edits that found no place in the journal are in the file now. */
    fy_buffer_clear(&session->lines);
    fy_session_send(session, &(struct fy_event){ .kind = FY_EVENT_SAVED,
                                                 .saved = { revision, session->grid_path, beside } });
}

static void save(struct fy_session *session, bool force)
{
    struct fy_error error = { 0 };
    fy_session_flush(session); /* before the "saved" mark, and no worker touches the journal now */
    const unsigned long revision = fy_app_revision(session->app);
    const struct fy_grid *grid = fy_app_grid(session->app);
    enum fy_status status = FY_CHANGED;
    for (;;) {
        /* Without a journal the file is saved all the same. */
        status = session->journal ? fy_journal_save(session->journal, session->file, grid, force, &error)
                                  : fy_grid_file_save(session->file, grid, force, &error);
        /* A file that somebody removed meanwhile holds nothing that could be lost by making it again. */
        if (status != FY_CHANGED || force || access(session->grid_path, F_OK) == 0)
            break;
        force = true;
    }
    if (status == FY_OK)
        saved(session, revision, false);
    else
        send_status(session, status, &error);
}

/* Save under another name, and go on in that file: its edits are journaled beside it. */
static void save_beside(struct fy_session *session)
{
    struct fy_error error = { 0 };
    char path[PATH_MAX];
    struct fy_grid_file *file = NULL;
    struct fy_grid *written = NULL;
    fy_session_flush(session);
    const unsigned long revision = fy_app_revision(session->app);
    enum fy_status status =
        fy_grid_file_save_beside(session->file, fy_app_grid(session->app), path, sizeof path, &error);
    if (status == FY_OK)
        status = fy_grid_file_open(&file, path, &written, NULL, &error);
    fy_grid_free(written);
    if (status != FY_OK) {
        send_status(session, status, &error);
        return;
    }
    /* All its edits are in the new file. */
    if (session->journal)
        (void)fy_journal_discard(session->journal, NULL);
    fy_journal_close(session->journal);
    session->journal = NULL;
    fy_grid_file_close(session->file);
    session->file = file;
    snprintf(session->grid_path, sizeof session->grid_path, "%s", path);
    saved(session, revision, true);
}

/* A document's length never changes while it is open: what is on disk now may have another one. */
static bool same_length(struct fy_session *session)
{
    struct fy_grid_file *file = NULL;
    struct fy_grid *grid = NULL;
    const struct fy_grid *mine = fy_app_grid(session->app);
    bool same = true;
    if (fy_grid_file_open(&file, session->grid_path, &grid, NULL, NULL) == FY_OK && grid)
        same = fy_grid_xmin(grid) <= fy_grid_xmin(mine) && fy_grid_xmin(grid) >= fy_grid_xmin(mine) &&
               fy_grid_xmax(grid) <= fy_grid_xmax(mine) && fy_grid_xmax(grid) >= fy_grid_xmax(mine);
    fy_grid_free(grid);
    fy_grid_file_close(file);
    return same;
}

static void read_theirs(struct fy_session *session)
{
    struct fy_error error = { 0 };
    struct fy_grid *grid = NULL;
    fy_session_flush(session);
    if (!same_length(session)) {
        fy_session_send(session, &(struct fy_event){ .kind = FY_EVENT_MESSAGE, .message = {
            _("What is on disk has another length: save yours beside (C-s, b), leave, and open it again.") } });
        return;
    }
    const enum fy_status status = fy_grid_file_reload(session->file, &grid, &error);
    if (status == FY_OK && grid) {
        /* What was mine stays beside, in the old journal, until the next time. A new one is opened for the next edit. */
        fy_journal_close(session->journal);
        session->journal = NULL;
        fy_buffer_clear(&session->lines);
        fy_session_send(session, &(struct fy_event){ .kind = FY_EVENT_THEIRS, .theirs = grid });
    } else {
        send_status(session, status == FY_OK ? FY_NOT_FOUND : status, &error);
    }
    fy_grid_free(grid);
}

static void recover(struct fy_session *session, bool accept)
{
    struct fy_error error = { 0 };
    size_t applied = 0;
    const size_t found = session->recovery.edits;
    if (accept)
        (void)fy_recovery_apply(&session->recovery, fy_app_history(session->app), fy_app_grid(session->app), &applied,
                                &error);
    /* Edits that were not all applied, or not wanted, stay in the old journal; the new one starts with what was applied.
     * Should it not open, these lines wait, and saving works without it. */
    const bool keep = accept && applied == found && !session->recovery.other_base;
    const enum fy_status status = fy_journal_open(&session->journal, session->file, keep, &error);
    if (accept && (status != FY_OK || !keep))
        fy_buffer_append(&session->lines, session->recovery.lines.data, fy_recovery_size(&session->recovery, applied));
    fy_recovery_free(&session->recovery);
    if (accept)
        fy_session_send(session, &(struct fy_event){ .kind = FY_EVENT_RECOVERED, .recovered = { applied, found } });
    fy_post_journal(session);
}

static void play(struct fy_session *session, const struct fy_effect *effect)
{
    if (session->device) {
        fy_device_play(session->device, &effect->play);
    } else {
        fy_clock_play(&session->clock, &effect->play);
    }
}

static void carry_out(struct fy_session *session, const struct fy_effect *effect)
{
    switch (effect->kind) {
    case FY_EFFECT_PLAY:
        play(session, effect);
        break;
    case FY_EFFECT_STOP:
        fy_clock_stop(&session->clock);
        if (session->device)
            fy_device_stop(session->device);
        break;
    case FY_EFFECT_HEARING:
        fy_clock_change(&session->clock, &effect->hearing);
        if (session->device)
            fy_device_change(session->device, &effect->hearing);
        break;
    case FY_EFFECT_MUTE:
        if (session->device)
            fy_device_mute(session->device, effect->mute.stretches, effect->mute.count);
        break;
    case FY_EFFECT_LEVEL:
        fy_post_level(session);
        break;
    case FY_EFFECT_REMEMBER:
        fy_post_remember(session);
        break;
    case FY_EFFECT_WAVE:
        fy_post_wave(session, effect);
        break;
    case FY_EFFECT_SPECTRUM:
        fy_post_spectrum(session, effect);
        break;
    case FY_EFFECT_SPEECH:
        fy_post_speech(session, effect);
        break;
    case FY_EFFECT_SNAP:
        fy_post_snap(session, effect);
        break;
    case FY_EFFECT_JOURNAL:
        fy_post_journal(session);
        break;
    case FY_EFFECT_SAVE:
        save(session, effect->force);
        break;
    case FY_EFFECT_SAVE_BESIDE:
        save_beside(session);
        break;
    case FY_EFFECT_READ_THEIRS:
        read_theirs(session);
        break;
    case FY_EFFECT_RECOVER:
        recover(session, effect->accept);
        break;
    case FY_EFFECT_REDRAW:
        session->wishes.redraw = true;
        break;
    case FY_EFFECT_SUSPEND:
        session->wishes.suspend = true;
        break;
    case FY_EFFECT_QUIT:
        session->wishes.quit = true;
        break;
    }
}

void fy_session_carry_out(struct fy_session *session)
{
    /* Effects may bring events, and these more effects: they queue up here instead of nesting. */
    if (session->carrying_out)
        return;
    session->carrying_out = true;
    for (size_t i = 0; i < session->effects.count; i++) {
        const struct fy_effect effect = session->effects.items[i];
        carry_out(session, &effect);
    }
    session->effects.count = 0;
    session->carrying_out = false;
}

#include "terminal/session.h"

#include "base/messages.h"
#include "terminal/opening.h"
#include "terminal/picture_jobs.h"

#include <errno.h>
#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define STALL_MS 5000      /* a job of that length is a disk that does not answer */
#define WORKER_END_MS 3000 /* at the end, for a worker */
#define OPENING_END_MS 1000

static enum fy_status open_pipe(int fds[2], struct fy_error *error)
{
    if (pipe(fds) != 0)
        return fy_fail(error, FY_IO, _("No pipe could be made: %s."), strerror(errno));
    for (int i = 0; i < 2; i++) {
        (void)fcntl(fds[i], F_SETFL, O_NONBLOCK);
        (void)fcntl(fds[i], F_SETFD, FD_CLOEXEC);
    }
    return FY_OK;
}

static void say(struct fy_session *session, const char *sentence)
{
    fy_session_send(session, &(struct fy_event){ .kind = FY_EVENT_MESSAGE, .message = { sentence } });
}

/* What is wrong in fangyin.ini and the tables, files named from the project's folder on. */
static void tell_project(struct fy_session *session)
{
    enum { MOST = 5 };
    char place[800];
    const char *folder = fy_project_folder(session->project);
    const size_t size = folder ? strlen(folder) : 0, count = fy_project_warning_count(session->project);
    for (size_t i = 0; i < count && i < MOST; i++) {
        struct fy_error error = *fy_project_warning(session->project, i);
        if (size > 0 && strncmp(error.file, folder, size) == 0 && error.file[size] == '/')
            memmove(error.file, error.file + size + 1, strlen(error.file + size + 1) + 1);
        say(session, fy_error_format(&error, place, sizeof place));
    }
    if (count > MOST) {
        snprintf(place, sizeof place,
                 fy_message_plural("%zu more problem in the project's files: `fangyin check` tells all of them.",
                                   "%zu more problems in the project's files: `fangyin check` tells all of them.", count - MOST),
                 count - MOST);
        say(session, place);
    }
}

/* What somebody should know before they start; the gravest last, as it stays on the screen. */
static void tell_oddities(struct fy_session *session, const struct fy_findings *findings,
                          const struct fy_error *key_error)
{
    char text[900], place[800], a[FY_NUMBER_SIZE], b[FY_NUMBER_SIZE];
    if (fy_recording_warning(session->tools.recording))
        say(session, fy_recording_warning(session->tools.recording));
    tell_project(session);
    if (key_error->status != FY_OK)
        say(session, fy_error_format(key_error, place, sizeof place));
    const double sound = (double)session->frames / session->rate, grid = fy_grid_xmax(fy_app_grid(session->app));
    if (grid - sound > 0.05 || sound - grid > 0.05) {
        snprintf(text, sizeof text,
                 grid > sound ? _("The grid (%s) is longer than the recording (%s): the end has no sound.")
                              : _("The grid (%s) is shorter than the recording (%s): the end has no segments."),
                 fy_time_write(grid, 2, a), fy_time_write(sound, 2, b));
        say(session, text);
    }
    if (findings->count > 0) {
        snprintf(text, sizeof text,
                 fy_message_plural("%s:%u:%u: %s (%zu finding)", "%s:%u:%u: %s (%zu findings)", findings->count),
                 fy_base_name(session->grid_path), findings->items[0].line, findings->items[0].column,
                 findings->items[0].sentence, findings->count);
        say(session, text);
    }
}

/* Without a journal to recover, one is opened with the first edit. */
static void offer_recovery(struct fy_session *session)
{
    char when[64] = "";
    const time_t seconds = (time_t)session->recovery.time;
    struct tm local;
    if (session->recovery.edits == 0)
        return;
    if (localtime_r(&seconds, &local))
        strftime(when, sizeof when, "%Y-%m-%d %H:%M", &local);
    fy_session_send(session, &(struct fy_event){ .kind = FY_EVENT_RECOVERY,
                                                 .recovery = { session->recovery.edits, when,
                                                               session->recovery.other_base } });
}

static enum fy_status open_device(struct fy_session *session, const struct fy_session_options *options,
                                  struct fy_error *error)
{
    /* Most people's ears do not hear less than 10 ms, and more than 500 is no longer playing by the key. */
    const double milliseconds = fy_project_number(session->project, "sound", "latency", 0);
    const struct fy_device_options device = {
        .device = options->device ? options->device : fy_project_value(session->project, "sound", "device"),
        .latency = milliseconds >= 5 && milliseconds <= 500 ? milliseconds / 1000 : 0,
    };
    return fy_device_open(&session->device, session->recording_path, session->wake[1], &device, error);
}

enum fy_status fy_session_begin(struct fy_session **out, const struct fy_session_options *options,
                                struct fy_error *error)
{
    struct fy_session *session = fy_must_calloc(1, sizeof *session);
    session->wake[0] = session->wake[1] = -1;
    session->scripted = options->scripted;
    session->tools.thorough = options->scripted;
    enum fy_status status = open_pipe(session->wake, error);
    if (status == FY_OK) {
        session->opening = fy_opening_start(session, options, session->wake[1], options->scripted);
        if (!session->opening)
            status = fy_fail(error, FY_IO, _("No thread could be started."));
    }
    if (status != FY_OK)
        (void)fy_session_close(session, NULL);
    else
        *out = session;
    return status;
}

bool fy_session_opening(struct fy_session *session, double *decoded, double *total)
{
    return !fy_opening_done(session->opening, decoded, total);
}

static enum fy_status start_workers(struct fy_session *session, const struct fy_session_options *options,
                                    struct fy_error *error)
{
    session->pictures = fy_worker_new(session->wake[1], session->scripted);
    session->peaks = fy_worker_new(session->wake[1], session->scripted);
    session->search = fy_worker_new(session->wake[1], session->scripted);
    session->disk = fy_worker_new(session->wake[1], session->scripted);
    session->level_builder = fy_worker_new(session->wake[1], session->scripted);
    session->tracks = fy_worker_new(session->wake[1], session->scripted);
    session->language = fy_worker_new(session->wake[1], session->scripted);
    session->voices = fy_worker_new(session->wake[1], session->scripted);
    session->desk = options->desk;
    if (session->desk)
        session->team = fy_worker_new(session->wake[1], session->scripted);
    if (!session->pictures || !session->peaks || !session->search || !session->disk || !session->level_builder ||
        !session->tracks || !session->language || !session->voices || (session->desk && !session->team))
        return fy_fail(error, FY_IO, _("No thread could be started."));
    return session->scripted ? FY_OK : open_device(session, options, error);
}

enum fy_status fy_session_finish(struct fy_session *session, const struct fy_session_options *options,
                                 struct fy_error *error)
{
    struct fy_opened opened;
    struct fy_error key_error = { 0 };
    if (!fy_opening_end(session->opening, OPENING_END_MS, &opened))
        return fy_fail(error, FY_CANCELLED, _("Opening was stopped; the disk has still not answered."));
    session->opening = NULL;
    enum fy_status status = opened.status;
    *error = opened.error;
    if (status == FY_OK) {
        session->frames = fy_recording_frames(session->tools.recording);
        session->rate = fy_recording_rate(session->tools.recording);
        status = fy_session_make_app(session, options, opened.grid, &key_error, error);
    } else {
        fy_grid_free(opened.grid);
    }
    if (status == FY_OK)
        status = start_workers(session, options, error);
    if (status == FY_OK) {
        tell_oddities(session, &opened.findings, &key_error);
        fy_session_send(session, &(struct fy_event){ .kind = FY_EVENT_RESIZE,
                                                     .resize = { options->columns, options->rows } });
        if (options->at)
            fy_session_send(session, &(struct fy_event){ .kind = FY_EVENT_GO, .go = options->at });
        offer_recovery(session);
        if (!session->scripted)
            fy_post_peaks(session);
    }
    fy_findings_free(&opened.findings);
    if (status != FY_OK)
        (void)fy_session_close(session, NULL);
    return status;
}

enum fy_status fy_session_open(struct fy_session **session, const struct fy_session_options *options,
                               struct fy_error *error)
{
    enum fy_status status = fy_session_begin(session, options, error);
    return status == FY_OK ? fy_session_finish(*session, options, error) : status;
}

/* ---- the end ---- */

/* Whether all edits are on disk, in the grid or in the journal; where not, what became of them. */
static bool keep_edits(struct fy_session *session, struct fy_error *error)
{
    char path[PATH_MAX];
    struct fy_error why = { 0 };
    fy_session_flush(session);
    const bool kept = session->lines.size == 0 && session->older_lines.size == 0 && !session->journal_busy &&
                      !session->saving;
    if (kept || !fy_app_unsaved(session->app))
        return true;
    /* What the disk does not take goes into the home folder, whole. */
    if (fy_grid_rescue(fy_app_grid(session->app), session->grid_path, path, sizeof path, &why) == FY_OK)
        (void)fy_fail(error, FY_IO,
                      _("The last edits could neither be saved nor put in the journal: the folder of the grid does not "
                        "take them. All you wrote is in %s; copy it there when it does."),
                      path);
    else
        (void)fy_fail(error, FY_IO, _("The last edits are lost: they could neither be saved nor put in the journal."));
    return false;
}

/* False when one of them is at work on something that does not end: then all it may touch stays. */
static bool free_workers(struct fy_session *session)
{
    struct fy_worker *workers[] = { session->pictures, session->peaks, session->search, session->disk,
                                    session->level_builder, session->tracks, session->language, session->voices, session->team };
    bool all = true;
    for (size_t i = 0; i < sizeof workers / sizeof *workers; i++)
        all = fy_worker_free(workers[i], all ? WORKER_END_MS : 0) && all;
    return all;
}

bool fy_session_close(struct fy_session *session, struct fy_error *error)
{
    bool kept = true;
    if (!session)
        return true;
    if (session->app && session->desk) {
        const struct fy_app_work work = fy_app_work(session->app);
        session->desk->worked(session->desk->context, &work, fy_app_verdict_of(session->app));
    }
    if (session->app && session->disk) {
        kept = keep_edits(session, error);
        if (fy_app_remembers(session->app))
            fy_post_remember(session);
        fy_post_close(session);
    }
    fy_device_close(session->device);
    /* Nobody is there for what they still deliver. */
    session->carrying_out = true;
    if (session->disk && !fy_worker_drain(session->disk, WORKER_END_MS))
        return kept;
    if (!free_workers(session))
        return kept;
    fy_journal_close(session->journal);
    fy_recovery_free(&session->recovery);
    fy_app_free(session->app);
    fy_checks_free(session->checks);
    fy_free(session->loudness.centibels);
    fy_effects_free(&session->effects);
    fy_buffer_free(&session->lines);
    fy_buffer_free(&session->older_lines);
    fy_grid_file_close(session->file);
    fy_grid_unlock(session->lock);
    fy_project_close(session->project);
    fy_peaks_free(session->tools.peaks);
    fy_tiles_free(session->tools.tiles);
    fy_levels_free(session);
    fy_recording_close(session->tools.recording);
    fy_recording_close(session->peaks_handle);
    fy_recording_close(session->search_handle);
    fy_recording_close(session->levels_handle);
    fy_recording_close(session->tracks_handle);
    for (int i = 0; i < 2; i++) {
        if (session->wake[i] >= 0)
            close(session->wake[i]);
    }
    fy_free(session);
    return kept;
}

struct fy_app *fy_session_app(struct fy_session *session)
{
    return session->app;
}

int fy_session_wake_fd(const struct fy_session *session)
{
    return session->wake[0];
}

void fy_session_send(struct fy_session *session, const struct fy_event *event)
{
    fy_app_update(session->app, event, &session->effects);
    fy_session_carry_out(session);
}

/* Sound lost, or back again: said once. */
static void tell_news(struct fy_session *session, const struct fy_device_state *state)
{
    char text[400];
    if (state->news == session->news)
        return;
    session->news = state->news;
    snprintf(text, sizeof text,
             state->silent ? _("No sound (%s): everything works, silently.")
                           : _("There is sound now: %s."),
             state->name);
    say(session, text);
}

static void send_playhead(struct fy_session *session, const struct fy_device_state *state)
{
    fy_session_send(session, &(struct fy_event){ .kind = FY_EVENT_PLAYHEAD,
                                                 .playhead = { state->frame, state->playing, state->silent,
                                                               state->underruns } });
}

void fy_session_collect(struct fy_session *session)
{
    char bytes[64];
    while (read(session->wake[0], bytes, sizeof bytes) > 0)
        continue;
    fy_worker_deliver(session->pictures);
    fy_worker_deliver(session->peaks);
    fy_worker_deliver(session->search);
    fy_worker_deliver(session->disk);
    fy_worker_deliver(session->level_builder);
    fy_worker_deliver(session->tracks);
    fy_worker_deliver(session->language);
    fy_worker_deliver(session->voices);
    if (session->team)
        fy_worker_deliver(session->team);
    if (session->device) {
        struct fy_device_state state;
        fy_device_state(session->device, &state);
        tell_news(session, &state);
        if (state.ready)
            send_playhead(session, &state);
    }
}

bool fy_session_playing(const struct fy_session *session)
{
    struct fy_device_state state = { 0 };
    if (!session->device)
        return session->clock.playing;
    fy_device_state(session->device, &state);
    return state.playing;
}

struct fy_session_wishes fy_session_wishes(struct fy_session *session)
{
    const struct fy_session_wishes wishes = session->wishes;
    memset(&session->wishes, 0, sizeof session->wishes);
    return wishes;
}

void fy_session_advance(struct fy_session *session, double seconds)
{
    /* In steps as short as the loop's own, so that what follows the playhead does so here too. */
    while (seconds > 0) {
        const double step = seconds < 0.04 ? seconds : 0.04;
        seconds -= step;
        session->now += (uint64_t)(step * 1000 + 0.5);
        if (session->clock.playing) {
            fy_clock_advance(&session->clock, step, session->rate);
            const struct fy_device_state state = {
                .ready = true,
                .playing = session->clock.playing,
                .frame = (int64_t)session->clock.frame,
            };
            send_playhead(session, &state);
        }
        fy_session_send(session, &(struct fy_event){ .kind = FY_EVENT_TICK, .tick = session->now });
    }
}

bool fy_session_waiting(struct fy_session *session)
{
    return fy_worker_busy(session->pictures) > 0 || fy_worker_busy(session->disk) > 0;
}

void fy_session_watch(struct fy_session *session)
{
    char text[300];
    const int picture = fy_worker_busy(session->pictures), disk = fy_worker_busy(session->disk);
    if (picture > STALL_MS && !session->picture_stalled) {
        say(session, _("The recording does not answer: its disk or network is slow or gone. You can go on writing."));
        session->picture_stalled = true;
    } else if (picture == 0 && session->picture_stalled) {
        say(session, _("The recording answers again."));
        session->picture_stalled = false;
    }
    if (disk > STALL_MS && !session->stalled && (session->journal_busy || session->saving)) {
        session->stalled = session->journal_failed = true;
        snprintf(text, sizeof text, "%s",
                 _("The folder of the grid does not answer: its disk or network is slow or gone. What you write stays "
                   "here until it does."));
        fy_session_send(session, &(struct fy_event){ .kind = FY_EVENT_STALLED, .message = { text } });
    }
}

void fy_session_flush(struct fy_session *session)
{
    /* Delivering a finished job may post what came meanwhile. A journal that fails now is not asked for ever. */
    do {
        fy_post_journal(session);
        if (!fy_worker_drain(session->disk, session->stalled ? 0 : WORKER_END_MS))
            return;
    } while (session->journal_busy || session->saving || (session->lines.size > 0 && !session->journal_failed));
}

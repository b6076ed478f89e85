#include "terminal/session.h"

#include "base/messages.h"
#include "terminal/picture_jobs.h"

#include <errno.h>
#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <fangyin/remembered.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

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

/* The keys that fangyin.ini changes. What is wrong there is said once the screen is up. */
struct key_errors {
    const struct fy_project *project;
    const char *section;
    struct fy_keymap *keymap;
    unsigned modes;
    struct fy_error error;
};

static void bind_key(void *context, const char *action, const char *keys)
{
    struct key_errors *errors = context;
    struct fy_error error = { 0 };
    if (fy_keymap_bind(errors->keymap, action, keys, errors->modes, &error) == FY_OK || errors->error.status != FY_OK)
        return;
    (void)fy_project_blame(errors->project, errors->section, action, &error);
    errors->error = error;
}

static struct fy_keymap *read_keys(const struct fy_project *project, struct fy_error *error)
{
    static const struct {
        const char *section;
        unsigned modes;
    } parts[] = { { "keys", FY_IN_BOTH }, { "keys.navigate", FY_IN_NAVIGATE }, { "keys.edit", FY_IN_EDIT } };
    struct key_errors errors = { .project = project, .keymap = fy_keymap_new() };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        errors.section = parts[i].section;
        errors.modes = parts[i].modes;
        fy_project_each(project, errors.section, bind_key, &errors);
    }
    *error = errors.error;
    return errors.keymap;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static enum fy_status open_files(struct fy_session *session, const struct fy_session_options *options,
                                 struct fy_grid **grid, struct fy_findings *findings, struct fy_error *error)
{
    enum fy_status status = fy_project_recording_path(options->path, 0, session->recording_path,
                                                      sizeof session->recording_path, error);
    if (status == FY_OK)
        status = fy_recording_open(&session->tools.recording, session->recording_path, error);
    if (status == FY_OK)
        status = fy_recording_open(&session->peaks_handle, session->recording_path, error);
    if (status == FY_OK)
        status = fy_recording_open(&session->search_handle, session->recording_path, error);
    if (status == FY_OK)
        status = fy_recording_open(&session->levels_handle, session->recording_path, error);
    if (status != FY_OK)
        return status;
    session->frames = fy_recording_frames(session->tools.recording);
    session->rate = fy_recording_rate(session->tools.recording);
    if (options->grid_path) {
        if (snprintf(session->grid_path, sizeof session->grid_path, "%s", options->grid_path) >=
            (int)sizeof session->grid_path)
            return fy_fail(error, FY_INVALID, _("The path is too long."));
    } else {
        status = fy_project_grid_path(session->recording_path, session->grid_path, sizeof session->grid_path, error);
    }
    if (status == FY_OK)
        status = fy_grid_lock(&session->lock, session->grid_path, error);
    if (status == FY_OK)
        status = fy_grid_file_open(&session->file, session->grid_path, grid, findings, error);
    if (status == FY_OK)
        status = fy_project_open(&session->project, session->recording_path, error);
    if (status == FY_OK)
        status = fy_peaks_new(&session->tools.peaks, session->frames);
    return status;
}

/* The tiers a new grid gets. */
static const char *tier_names(const struct fy_session *session)
{
    const char *names = fy_project_value(session->project, "project", "tiers");
    return names && *names ? names : "text dialect";
}

/* A number of seconds of [segment]; what is none is not taken. */
static double seconds_setting(const struct fy_session *session, const char *key, double otherwise)
{
    const double value = fy_project_number(session->project, "segment", key, otherwise);
    return value >= 0 ? value : otherwise;
}

static enum fy_status make_app(struct fy_session *session, const struct fy_session_options *options,
                               struct fy_grid *grid, struct fy_error *key_error, struct fy_error *error)
{
    const double end = (double)session->frames / session->rate;
    if (!grid) {
        grid = fy_grid_new(0, end);
        if (!grid || fy_app_add_tiers(grid, tier_names(session), end) != FY_OK)
            return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    }
    struct fy_listening listening = fy_listening_usual();
    fy_project_listening(session->project, &listening);
    /* A script gives the same screens whatever was heard last. */
    if (!session->scripted)
        fy_remembered_read(session->recording_path, &listening);
    const struct fy_app_settings settings = {
        .title = base_name(session->recording_path),
        .frames = session->frames,
        .rate = session->rate,
        .grid = grid,
        .tiers = tier_names(session),
        .dialects = fy_project_dialects(session->project),
        .default_dialect = fy_project_dialect(session->project, base_name(session->recording_path)),
        .keymap = read_keys(session->project, key_error),
        .colours = options->colours,
        .chinese = options->chinese,
        .channels = fy_recording_channels(session->tools.recording),
        .listening = listening,
        .pause = seconds_setting(session, "pause", 0.5),
        .longest = seconds_setting(session, "longest", 15),
        .padding = seconds_setting(session, "padding", 0.2),
    };
    session->app = fy_app_new(&settings);
    return FY_OK;
}

static void say(struct fy_session *session, const char *sentence)
{
    fy_session_send(session, &(struct fy_event){ .kind = FY_EVENT_MESSAGE, .message = { sentence } });
}

/* What somebody should know before they start; the gravest last, as it stays on the screen. */
static void tell_oddities(struct fy_session *session, const struct fy_findings *findings,
                          const struct fy_error *key_error)
{
    char text[900], place[800], a[FY_NUMBER_SIZE], b[FY_NUMBER_SIZE];
    if (fy_recording_warning(session->tools.recording))
        say(session, fy_recording_warning(session->tools.recording));
    for (size_t i = 0; i < fy_project_warning_count(session->project) && i < 5; i++)
        say(session, fy_error_format(fy_project_warning(session->project, i), place, sizeof place));
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
                 base_name(session->grid_path), findings->items[0].line, findings->items[0].column,
                 findings->items[0].sentence, findings->count);
        say(session, text);
    }
}

static enum fy_status open_journal(struct fy_session *session, struct fy_error *error)
{
    enum fy_status status = fy_journal_find(session->file, &session->recovery, error);
    if (status != FY_OK)
        return status;
    /* Without one to recover, a journal is opened with the first edit. */
    if (session->recovery.edits == 0)
        return FY_OK;
    char when[64] = "";
    const time_t seconds = (time_t)session->recovery.time;
    struct tm local;
    if (localtime_r(&seconds, &local))
        strftime(when, sizeof when, "%Y-%m-%d %H:%M", &local);
    fy_session_send(session, &(struct fy_event){ .kind = FY_EVENT_RECOVERY,
                                                 .recovery = { session->recovery.edits, when,
                                                               session->recovery.other_base } });
    return FY_OK;
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

enum fy_status fy_session_open(struct fy_session **out, const struct fy_session_options *options,
                               struct fy_error *error)
{
    struct fy_session *session = fy_must_calloc(1, sizeof *session);
    struct fy_findings findings = { NULL, 0, 0 };
    struct fy_grid *grid = NULL;
    struct fy_error key_error = { 0 };
    session->wake[0] = session->wake[1] = -1;
    session->scripted = options->scripted;
    session->tools.thorough = options->scripted;
    enum fy_status status = open_pipe(session->wake, error);
    if (status == FY_OK)
        status = open_files(session, options, &grid, &findings, error);
    if (status == FY_OK)
        status = make_app(session, options, grid, &key_error, error);
    else
        fy_grid_free(grid);
    if (status == FY_OK) {
        session->pictures = fy_worker_new(session->wake[1], options->scripted);
        session->peaks = fy_worker_new(session->wake[1], options->scripted);
        session->search = fy_worker_new(session->wake[1], options->scripted);
        session->disk = fy_worker_new(session->wake[1], options->scripted);
        session->level_builder = fy_worker_new(session->wake[1], options->scripted);
        if (!session->pictures || !session->peaks || !session->search || !session->disk || !session->level_builder)
            status = fy_fail(error, FY_IO, _("No thread could be started."));
    }
    if (status == FY_OK && !options->scripted)
        status = open_device(session, options, error);
    if (status == FY_OK) {
        tell_oddities(session, &findings, &key_error);
        fy_session_send(session, &(struct fy_event){ .kind = FY_EVENT_RESIZE,
                                                     .resize = { options->columns, options->rows } });
        if (options->at)
            fy_session_send(session, &(struct fy_event){ .kind = FY_EVENT_GO, .go = options->at });
        status = open_journal(session, error);
    }
    fy_findings_free(&findings);
    if (status != FY_OK) {
        fy_session_close(session);
        return status;
    }
    if (!options->scripted)
        fy_post_peaks(session);
    *out = session;
    return FY_OK;
}

bool fy_session_close(struct fy_session *session)
{
    if (!session)
        return true;
    if (session->app && session->disk) {
        fy_session_flush(session);
        if (fy_app_remembers(session->app))
            fy_post_remember(session);
    }
    const bool kept = session->lines.size == 0;
    fy_device_close(session->device);
    /* Nobody is there for what they still deliver. */
    session->carrying_out = true;
    fy_worker_free(session->pictures);
    fy_worker_free(session->peaks);
    fy_worker_free(session->search);
    fy_worker_free(session->disk);
    fy_worker_free(session->level_builder);
    fy_journal_close(session->journal);
    fy_recovery_free(&session->recovery);
    fy_app_free(session->app);
    fy_effects_free(&session->effects);
    fy_buffer_free(&session->lines);
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

void fy_session_flush(struct fy_session *session)
{
    /* Delivering a finished job may post what came meanwhile. A journal that fails now is not asked for ever. */
    do {
        fy_post_journal(session);
        fy_worker_drain(session->disk);
    } while (session->journal_busy || (session->lines.size > 0 && !session->journal_failed));
}

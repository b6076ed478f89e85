#include "terminal/opening.h"

#include "base/messages.h"
#include "terminal/session_internal.h"

#include <fangyin/memory.h>
#include <fangyin/remembered.h>
#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

struct fy_opening {
    struct fy_session *session;
    const struct fy_session_options *options;
    int wake_fd;
    pthread_t thread;
    bool threaded;
    struct fy_opened opened; /* the thread's, until `done` */
    pthread_mutex_t lock;    /* for what follows */
    pthread_cond_t changed;
    bool done, stop;
    double decoded, total;
};

static bool progress(void *context, double decoded, double total)
{
    struct fy_opening *opening = context;
    pthread_mutex_lock(&opening->lock);
    opening->decoded = decoded;
    opening->total = total;
    const bool go_on = !opening->stop;
    pthread_mutex_unlock(&opening->lock);
    return go_on;
}

static enum fy_status find_grid(struct fy_session *session, const char *path, struct fy_error *error)
{
    if (!path)
        return fy_project_grid_path(session->recording_path, session->grid_path, sizeof session->grid_path, error);
    if (snprintf(session->grid_path, sizeof session->grid_path, "%s", path) >= (int)sizeof session->grid_path)
        return fy_fail(error, FY_INVALID, _("The path is too long."));
    return FY_OK;
}

static void read_files(struct fy_opening *opening)
{
    struct fy_session *session = opening->session;
    struct fy_error *error = &opening->opened.error;
    const struct fy_recording_watch watch = { progress, opening };
    enum fy_status status = fy_project_recording_path(opening->options->path, 0, session->recording_path,
                                                      sizeof session->recording_path, error);
    if (status == FY_OK)
        status = fy_recording_open_watched(&session->tools.recording, session->recording_path, &watch, error);
    if (status == FY_OK)
        status = find_grid(session, opening->options->grid_path, error);
    if (status == FY_OK)
        status = fy_grid_lock(&session->lock, session->grid_path, error);
    if (status == FY_OK)
        status = fy_grid_file_open(&session->file, session->grid_path, &opening->opened.grid, &opening->opened.findings,
                                   error);
    if (status == FY_OK)
        status = fy_project_open(&session->project, session->recording_path, error);
    if (status == FY_OK)
        status = fy_journal_find(session->file, &session->recovery, error);
    if (status == FY_OK)
        status = fy_peaks_new(&session->tools.peaks, fy_recording_frames(session->tools.recording));
    opening->opened.status = status;
    if (status != FY_OK)
        return;
    session->listening = fy_listening_usual();
    fy_project_listening(session->project, &session->listening);
    /* A script gives the same screens whatever was heard last. */
    if (!session->scripted)
        fy_remembered_read(session->recording_path, &session->listening);
}

static void *work(void *context)
{
    struct fy_opening *opening = context;
    read_files(opening);
    /* What it says may be freed by the owner as soon as the lock is given back. */
    const int wake_fd = opening->wake_fd;
    pthread_mutex_lock(&opening->lock);
    opening->done = true;
    pthread_cond_broadcast(&opening->changed);
    const ssize_t wrote = write(wake_fd, "o", 1);
    (void)wrote;
    pthread_mutex_unlock(&opening->lock);
    return NULL;
}

struct fy_opening *fy_opening_start(struct fy_session *session, const struct fy_session_options *options, int wake_fd,
                                    bool at_once)
{
    struct fy_opening *opening = fy_must_calloc(1, sizeof *opening);
    opening->session = session;
    opening->options = options;
    opening->wake_fd = wake_fd;
    opening->threaded = !at_once;
    pthread_mutex_init(&opening->lock, NULL);
    pthread_cond_init(&opening->changed, NULL);
    if (at_once) {
        read_files(opening);
        opening->done = true;
    } else if (pthread_create(&opening->thread, NULL, work, opening) != 0) {
        fy_free(opening);
        return NULL;
    }
    return opening;
}

bool fy_opening_done(struct fy_opening *opening, double *decoded, double *total)
{
    pthread_mutex_lock(&opening->lock);
    const bool done = opening->done;
    *decoded = opening->decoded;
    *total = opening->total;
    pthread_mutex_unlock(&opening->lock);
    return done;
}

bool fy_opening_end(struct fy_opening *opening, int milliseconds, struct fy_opened *opened)
{
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += milliseconds / 1000 + 1;
    pthread_mutex_lock(&opening->lock);
    opening->stop = true;
    while (!opening->done && pthread_cond_timedwait(&opening->changed, &opening->lock, &end) == 0)
        continue;
    const bool done = opening->done;
    pthread_mutex_unlock(&opening->lock);
    if (!done) {
        (void)pthread_detach(opening->thread);
        return false;
    }
    if (opening->threaded)
        pthread_join(opening->thread, NULL);
    *opened = opening->opened;
    pthread_mutex_destroy(&opening->lock);
    pthread_cond_destroy(&opening->changed);
    fy_free(opening);
    return true;
}

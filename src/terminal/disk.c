/* What goes to the disk while somebody works: the journal, saving, reading what others saved. Each is a job on the disk's
 * worker, in the order in which they were asked for, so that a disk that does not answer stops no key. session->file and
 * session->journal are that worker's; the owner's thread touches them before the first job, and while it is drained. */
#include "base/messages.h"
#include "terminal/session_internal.h"

#include <fangyin/memory.h>
#include <stdio.h>
#include <unistd.h>

struct job {
    struct fy_job base;
    struct fy_session *session;
    struct fy_buffer lines; /* for the journal */
    bool journaled;         /* they are in it */
    struct fy_buffer bytes; /* of the grid */
    unsigned long revision; /* that these are */
    bool force, keep;
    char path[PATH_MAX]; /* the new file */
    struct fy_grid *theirs;
    bool other_length;
    double xmin, xmax; /* of the document */
    size_t applied, found;
    bool accepted;
    enum fy_status status;
    struct fy_error error;
};

static struct job *job_new(struct fy_session *session, void (*run)(struct fy_job *), void (*deliver)(struct fy_job *))
{
    struct job *job = fy_must_calloc(1, sizeof *job);
    job->base.run = run;
    job->base.deliver = deliver;
    job->session = session;
    return job;
}

static void job_free(struct job *job)
{
    fy_buffer_free(&job->lines);
    fy_buffer_free(&job->bytes);
    fy_grid_free(job->theirs);
    fy_free(job);
}

/* ---- the journal ---- */

/* A journal that could not be opened may be possible now: the disk has room again, the folder may be written. On the
 * worker. */
static enum fy_status append(struct fy_session *session, const struct fy_buffer *lines, struct fy_error *error)
{
    enum fy_status status = FY_OK;
    if (!session->journal)
        status = fy_journal_open(&session->journal, session->file, false, error);
    if (status == FY_OK)
        status = fy_journal_append(session->journal, lines->data, lines->size, error);
    session->journal_torn = status != FY_OK;
    return status;
}

static void run_journal(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    job->error.status = FY_OK;
    job->status = append(job->session, &job->lines, &job->error);
}

/* Put lines before those that wait: later edits mean nothing without them. */
static void put_first(struct fy_buffer *waiting, struct fy_buffer *lines)
{
    fy_buffer_append(lines, waiting->data, waiting->size);
    fy_buffer_free(waiting);
    *waiting = *lines;
    *lines = (struct fy_buffer)FY_BUFFER_EMPTY;
}

static void tell_journal(struct fy_session *session, bool failed, const struct fy_error *error)
{
    char text[800];
    if (failed == session->journal_failed)
        return;
    session->journal_failed = failed;
    fy_session_send(session, &(struct fy_event){ .kind = FY_EVENT_JOURNAL,
                                                 .journal = { !failed, failed ? fy_error_format(error, text, sizeof text) : "" } });
}

static void deliver_journal(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    struct fy_session *session = job->session;
    const bool failed = job->status != FY_OK;
    session->journal_busy = false;
    session->stalled = false;
    if (failed)
        put_first(session->saving ? &session->older_lines : &session->lines, &job->lines);
    tell_journal(session, failed, &job->error);
    job_free(job);
    /* What came meanwhile. */
    if (!failed && session->lines.size > 0)
        fy_post_journal(session);
}

static void gather_lines(struct fy_session *session)
{
    struct fy_buffer fresh = FY_BUFFER_EMPTY;
    fy_app_take_journal(session->app, &fresh);
    fy_buffer_append(&session->lines, fresh.data, fresh.size);
    fy_buffer_free(&fresh);
}

void fy_post_journal(struct fy_session *session)
{
    gather_lines(session);
    if (session->lines.size == 0 || session->journal_busy || session->saving)
        return;
    struct job *job = job_new(session, run_journal, deliver_journal);
    job->lines = session->lines;
    session->lines = (struct fy_buffer)FY_BUFFER_EMPTY;
    session->journal_busy = true;
    fy_worker_post(session->disk, &job->base);
}

/* ---- saving ---- */

/* One at a time, as each changes which file this is. The edits up to now go into the journal first, on the way. */
static struct job *begin(struct fy_session *session, void (*run)(struct fy_job *), void (*deliver)(struct fy_job *))
{
    struct job *job = job_new(session, run, deliver);
    gather_lines(session);
    job->lines = session->lines;
    session->lines = (struct fy_buffer)FY_BUFFER_EMPTY;
    job->revision = fy_app_revision(session->app);
    session->saving = true;
    return job;
}

/* On the worker. Without a journal a file is saved all the same. */
static void journal_first(struct job *job)
{
    struct fy_error error;
    if (job->lines.size == 0)
        job->journaled = true;
    else if (!job->session->journal_torn)
        job->journaled = append(job->session, &job->lines, &error) == FY_OK;
}

/* Edits that found no place in the journal: they are in the file now, or wait. */
static void finish(struct job *job, bool in_file)
{
    struct fy_session *session = job->session;
    session->saving = false;
    if (in_file) {
        fy_buffer_clear(&session->older_lines);
        if (session->stalled)
            tell_journal(session, false, NULL);
    } else {
        if (!job->journaled)
            put_first(&session->lines, &job->lines);
        put_first(&session->lines, &session->older_lines);
        fy_buffer_clear(&session->older_lines);
    }
    session->stalled = false;
}

static void send_failure(struct fy_session *session, enum fy_status status, const struct fy_error *error)
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

/* After every job that was begun: what was asked for meanwhile. */
static void go_on(struct job *job)
{
    struct fy_session *session = job->session;
    const bool again = session->save_again, force = session->save_again_force;
    job_free(job);
    session->save_again = session->save_again_force = false;
    if (again)
        fy_post_save(session, force);
    else
        fy_post_journal(session);
}

/* The job, with the grid as it is now. */
static void post_bytes(struct job *job)
{
    struct fy_session *session = job->session;
    job->status = fy_grid_file_bytes(session->file, fy_app_grid(session->app), &job->bytes, &job->error);
    if (job->status == FY_OK) {
        fy_worker_post(session->disk, &job->base);
        return;
    }
    finish(job, false);
    send_failure(session, job->status, &job->error);
    go_on(job);
}

static void run_save(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    struct fy_session *session = job->session;
    journal_first(job);
    for (bool force = job->force;;) {
        job->status = session->journal
                          ? fy_journal_save_bytes(session->journal, session->file, &job->bytes, force, &job->error)
                          : fy_grid_file_save_bytes(session->file, &job->bytes, force, &job->error);
        /* A file that somebody removed meanwhile holds nothing that could be lost by making it again. */
        if (job->status != FY_CHANGED || force || access(fy_grid_file_path(session->file), F_OK) == 0)
            break;
        force = true;
    }
}

static void deliver_save(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    struct fy_session *session = job->session;
    finish(job, job->status == FY_OK);
    if (job->status == FY_OK)
        fy_session_send(session, &(struct fy_event){ .kind = FY_EVENT_SAVED,
                                                     .saved = { job->revision, session->grid_path, false } });
    else
        send_failure(session, job->status, &job->error);
    go_on(job);
}

void fy_post_save(struct fy_session *session, bool force)
{
    if (session->saving) {
        session->save_again = true;
        session->save_again_force = session->save_again_force || force;
        return;
    }
    struct job *job = begin(session, run_save, deliver_save);
    job->force = force;
    post_bytes(job);
}

/* Save under another name, and go on in that file: its edits are journaled beside it. */
static void run_beside(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    struct fy_session *session = job->session;
    struct fy_grid_file *file = NULL;
    struct fy_grid *written = NULL;
    journal_first(job);
    job->status = fy_grid_file_save_bytes_beside(session->file, &job->bytes, job->path, sizeof job->path, &job->error);
    if (job->status == FY_OK)
        job->status = fy_grid_file_open(&file, job->path, &written, NULL, &job->error);
    fy_grid_free(written);
    if (job->status != FY_OK)
        return;
    /* All its edits are in the new file. */
    if (session->journal)
        (void)fy_journal_discard(session->journal, NULL);
    fy_journal_close(session->journal);
    session->journal = NULL;
    fy_grid_file_close(session->file);
    session->file = file;
}

static void deliver_beside(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    struct fy_session *session = job->session;
    finish(job, job->status == FY_OK);
    if (job->status == FY_OK) {
        snprintf(session->grid_path, sizeof session->grid_path, "%s", job->path);
        fy_session_send(session, &(struct fy_event){ .kind = FY_EVENT_SAVED,
                                                     .saved = { job->revision, session->grid_path, true } });
    } else {
        send_failure(session, job->status, &job->error);
    }
    go_on(job);
}

void fy_post_save_beside(struct fy_session *session)
{
    if (session->saving)
        return;
    struct job *job = begin(session, run_beside, deliver_beside);
    post_bytes(job);
}

/* ---- what others saved ---- */

static void run_theirs(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    struct fy_session *session = job->session;
    struct fy_grid_file *file = NULL;
    struct fy_grid *grid = NULL;
    journal_first(job);
    /* A document's length never changes while it is open: what is on disk now may have another one. */
    if (fy_grid_file_open(&file, fy_grid_file_path(session->file), &grid, NULL, NULL) == FY_OK && grid)
        job->other_length = !(fy_grid_xmin(grid) <= job->xmin && fy_grid_xmin(grid) >= job->xmin &&
                              fy_grid_xmax(grid) <= job->xmax && fy_grid_xmax(grid) >= job->xmax);
    fy_grid_free(grid);
    fy_grid_file_close(file);
    if (job->other_length)
        return;
    job->status = fy_grid_file_reload(session->file, &job->theirs, &job->error);
    if (job->status == FY_OK && job->theirs) {
        /* What was mine stays beside, in the old journal, until the next time. A new one is opened for the next edit. */
        fy_journal_close(session->journal);
        session->journal = NULL;
    }
}

static void deliver_theirs(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    struct fy_session *session = job->session;
    const bool taken = !job->other_length && job->status == FY_OK && job->theirs;
    finish(job, taken);
    if (taken) {
        fy_buffer_clear(&session->lines);
        fy_session_send(session, &(struct fy_event){ .kind = FY_EVENT_THEIRS, .theirs = job->theirs });
    } else if (job->other_length) {
        fy_session_send(session, &(struct fy_event){ .kind = FY_EVENT_MESSAGE, .message = {
            _("What is on disk has another length: save yours beside (C-s, b), leave, and open it again.") } });
    } else {
        send_failure(session, job->status == FY_OK ? FY_NOT_FOUND : job->status, &job->error);
    }
    go_on(job);
}

void fy_post_theirs(struct fy_session *session)
{
    if (session->saving)
        return;
    struct job *job = begin(session, run_theirs, deliver_theirs);
    job->xmin = fy_grid_xmin(fy_app_grid(session->app));
    job->xmax = fy_grid_xmax(fy_app_grid(session->app));
    fy_worker_post(session->disk, &job->base);
}

/* ---- what was not saved the last time ---- */

static void run_recover(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    job->status = fy_journal_open(&job->session->journal, job->session->file, job->keep, &job->error);
}

static void deliver_recover(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    struct fy_session *session = job->session;
    job->journaled = !job->accepted || (job->status == FY_OK && job->keep);
    finish(job, false);
    if (job->accepted)
        fy_session_send(session, &(struct fy_event){ .kind = FY_EVENT_RECOVERED,
                                                     .recovered = { job->applied, job->found } });
    go_on(job);
}

void fy_post_recover(struct fy_session *session, bool accept)
{
    struct fy_error error = { 0 };
    struct job *job = begin(session, run_recover, deliver_recover);
    job->accepted = accept;
    job->found = session->recovery.edits;
    if (accept)
        (void)fy_recovery_apply(&session->recovery, fy_app_history(session->app), fy_app_grid(session->app),
                                &job->applied, &error);
    /* Edits that were not all applied, or not wanted, stay in the old journal; the new one starts with what was applied.
     * Should it not open, these lines wait, and saving works without it. */
    job->keep = accept && job->applied == job->found && !session->recovery.other_base;
    if (accept)
        fy_buffer_append(&job->lines, session->recovery.lines.data, fy_recovery_size(&session->recovery, job->applied));
    fy_recovery_free(&session->recovery);
    fy_worker_post(session->disk, &job->base);
}

/* ---- the end ---- */

static void run_close(struct fy_job *base)
{
    struct fy_session *session = ((struct job *)base)->session;
    fy_journal_close(session->journal);
    fy_grid_file_close(session->file);
    fy_grid_unlock(session->lock);
    session->journal = NULL;
    session->file = NULL;
    session->lock = NULL;
}

static void deliver_close(struct fy_job *base)
{
    job_free((struct job *)base);
}

void fy_post_close(struct fy_session *session)
{
    fy_worker_post(session->disk, &job_new(session, run_close, deliver_close)->base);
}

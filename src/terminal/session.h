/* One recording open in the annotator, without a screen: the app, its files, its sound and its workers. The loop on a
 * terminal and the key scripts of `fangyin drive` both run on this. */
#ifndef FANGYIN_TERMINAL_SESSION_H
#define FANGYIN_TERMINAL_SESSION_H

#include "terminal/desk.h"
#include "terminal/graphics.h"
#include "ui/app.h"

struct fy_session;

struct fy_session_options {
    const char *path;      /* a recording, a grid, or a folder */
    const char *grid_path; /* NULL: the recording's own */
    const char *at;        /* where to stand at first: a time, or a segment's number as #7; NULL: what is still to do */
    const char *device;    /* sound device, as in fy_device_options; NULL: fangyin.ini's, or the system's */
    int columns, rows, colours;
    bool rgb;              /* any colour is wished for; then, whether the screen has it */
    const char *graphics; /* as fy_graphics_read takes it; NULL: as fangyin.ini says, else auto */
    bool chinese;
    const struct fy_desk *desk; /* the team that this is done for; outlives the session. NULL: none */
    bool scripted; /* no sound device, no threads: play by fy_session_advance, jobs at once */
};

/* What the app asked of the loop. */
struct fy_session_wishes {
    bool quit, redraw, suspend;
};

/* Opening in two steps, as files may not answer: begin reads them in a thread of its own and makes the wake descriptor
 * readable when all is there; finish, with the screen's size as it is then, makes the app of them. Finish before that
 * stops it (FY_CANCELLED). The options live until then. On failure nothing is left. */
enum fy_status fy_session_begin(struct fy_session **session, const struct fy_session_options *options,
                                struct fy_error *error);
/* True while files are read; seconds of sound decoded, and of how many (0: not known, or nothing to decode). */
bool fy_session_opening(struct fy_session *session, double *decoded, double *total);
enum fy_status fy_session_finish(struct fy_session *session, const struct fy_session_options *options,
                                 struct fy_error *error);
/* Both at once. */
enum fy_status fy_session_open(struct fy_session **session, const struct fy_session_options *options,
                               struct fy_error *error);
/* Writes the journal; leaves the grid as it was saved last. False if edits are neither saved nor in the journal: the error
 * says what became of them. A disk that does not answer is not waited for longer than some seconds. */
bool fy_session_close(struct fy_session *session, struct fy_error *error);

struct fy_app *fy_session_app(struct fy_session *session);

/* A value of [view] in fangyin.ini, or NULL. */
const char *fy_session_view(const struct fy_session *session, const char *key);
/* The same as yes or no; for the loop once no file is being read any more. */
bool fy_session_switched_on(const struct fy_session *session, const char *key);

/* Give the app an event and carry out what it asks for. */
void fy_session_send(struct fy_session *session, const struct fy_event *event);

/* Deliver what workers and the device have: call after the wake descriptor was readable and while playing. */
void fy_session_collect(struct fy_session *session);
int fy_session_wake_fd(const struct fy_session *session);
bool fy_session_playing(const struct fy_session *session);

/* True while the disk or the recording is being waited for: then fy_session_watch is called about once a second, and tells
 * the app when that takes long. */
bool fy_session_waiting(struct fy_session *session);
void fy_session_watch(struct fy_session *session);

/* What was asked for since the last call. */
struct fy_session_wishes fy_session_wishes(struct fy_session *session);

/* Scripted: let time go by, sound included. */
void fy_session_advance(struct fy_session *session, double seconds);

/* Every edit so far on disk in the journal, if that can be within some seconds. */
void fy_session_flush(struct fy_session *session);

#endif

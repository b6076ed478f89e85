/* Reading all that the annotator opens with, in a thread of its own: a file may have to be decoded first, and a disk may
 * not answer. */
#ifndef FANGYIN_TERMINAL_OPENING_H
#define FANGYIN_TERMINAL_OPENING_H

#include "terminal/session.h"

#include <fangyin/textgrid.h>

struct fy_opening;

/* What it came to; the grid and the findings are the caller's. */
struct fy_opened {
    enum fy_status status;
    struct fy_error error;
    struct fy_grid *grid; /* NULL where there is none yet */
    struct fy_findings findings;
};

/* Fills the session's paths, recording, project, lock, file, recovery and peaks. wake_fd gets a byte at the end. Until it
 * is ended, nobody else touches these. NULL when no thread can be made; with `at_once` there is none, and it is done. */
struct fy_opening *fy_opening_start(struct fy_session *session, const struct fy_session_options *options, int wake_fd,
                                    bool at_once);
/* True when all is read. Seconds of sound decoded, and of how many (0: not known or nothing to decode). */
bool fy_opening_done(struct fy_opening *opening, double *decoded, double *total);
/* Take what it came to. Not done yet: tells it to stop and waits for so many milliseconds; false when it does not end: it
 * is left as it is, with the session. */
bool fy_opening_end(struct fy_opening *opening, int milliseconds, struct fy_opened *opened);

#endif

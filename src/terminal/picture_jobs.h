/* What picture_jobs.c shares with session.c. */
#ifndef FANGYIN_TERMINAL_PICTURE_JOBS_H
#define FANGYIN_TERMINAL_PICTURE_JOBS_H

#include "terminal/session_internal.h"

/* Once no worker runs any more. */
void fy_levels_free(struct fy_session *session);

#endif

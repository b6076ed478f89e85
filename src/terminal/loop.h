/* The annotator on a terminal: wait, read, update, draw. */
#ifndef FANGYIN_TERMINAL_LOOP_H
#define FANGYIN_TERMINAL_LOOP_H

#include "terminal/session.h"

/* Run until the person leaves. The columns, rows and colours of options are found here. */
enum fy_status fy_loop_run(struct fy_session_options *options, struct fy_error *error);

#endif

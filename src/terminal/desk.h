/* The team behind a session, as far as the annotator needs it: terminal/ knows that there is somebody to ask, and not who. */
#ifndef FANGYIN_TERMINAL_DESK_H
#define FANGYIN_TERMINAL_DESK_H

#include "ui/app.h"

/* The functions run on a worker of the session's, one at a time, and may wait for a network. */
struct fy_desk {
    void *context;
    struct fy_app_team team;
    /* At the end, on the session's own thread: what was done in it, and what is to become of the unit (NULL: not said). */
    void (*worked)(void *context, const struct fy_app_work *work, const struct fy_app_verdict *verdict);
    /* Put a question; *later: the team's store does not answer, and the question is kept and sent when it does. */
    enum fy_status (*ask)(void *context, const struct fy_asked *asked, bool *later, struct fy_error *error);
    /* Who asked has taken the answer. */
    enum fy_status (*taken)(void *context, const char *question, struct fy_error *error);
    /* An answer was written in so many segments: remember that, and put it in the lexicon. */
    enum fy_status (*applied)(void *context, const char *question, size_t segments, struct fy_error *error);
    /* Send what is kept, and see what is new; *news by fy_must_malloc and its kin. */
    enum fy_status (*news)(void *context, struct fy_team_news **news, struct fy_error *error);
};

#endif

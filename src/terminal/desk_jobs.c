/* Questions to the team, on a worker of their own: typing waits for no network. */
#include "base/messages.h"
#include "terminal/session_internal.h"

#include <fangyin/memory.h>
#include <stdio.h>

struct desk_job {
    struct fy_job base;
    struct fy_session *session;
    struct fy_asked asked; /* texts are the job's own */
    char *question;
    bool later;
    bool everywhere; /* its answer was written in `segments`; else it was taken */
    size_t segments;
    struct fy_team_news *news;
    struct fy_error error;
};

static void post(struct fy_session *session, struct desk_job *job, void (*run)(struct fy_job *), void (*deliver)(struct fy_job *))
{
    job->base.run = run;
    job->base.deliver = deliver;
    job->session = session;
    fy_worker_post(session->team, &job->base);
}

static void free_job(struct desk_job *job)
{
    const struct fy_asked *asked = &job->asked;
    const char *const texts[] = { asked->type, asked->text,   asked->guess,  asked->alternatives,
                                  asked->note, asked->person, asked->dialect };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        fy_free((void *)(uintptr_t)texts[i]);
    fy_free(job->question);
    fy_free(job);
}

/* ---- asking ---- */

static void run_ask(struct fy_job *base)
{
    struct desk_job *job = (struct desk_job *)base;
    const struct fy_desk *desk = job->session->desk;
    job->error.status = desk->ask(desk->context, &job->asked, &job->later, &job->error);
}

static void deliver_ask(struct fy_job *base)
{
    struct desk_job *job = (struct desk_job *)base;
    char text[900], place[800];
    if (job->error.status != FY_OK)
        snprintf(text, sizeof text, _("The question could not be asked: %s"), fy_error_format(&job->error, place, sizeof place));
    else
        snprintf(text, sizeof text, "%s", job->later ? _("The team cannot be reached: the question is kept, and sent later.")
                                                     : _("The question has been asked; the answer will be shown here."));
    fy_session_send(job->session, &(struct fy_event){ .kind = FY_EVENT_ASKED, .message = { text } });
    free_job(job);
}

void fy_post_ask(struct fy_session *session, const struct fy_effect *effect)
{
    struct desk_job *job = fy_must_calloc(1, sizeof *job);
    const struct fy_asked *asked = &effect->asked;
    if (!session->desk) {
        fy_free(job);
        return;
    }
    job->asked = *asked;
    job->asked.type = fy_must_strdup(asked->type);
    job->asked.text = fy_must_strdup(asked->text);
    job->asked.guess = fy_must_strdup(asked->guess);
    job->asked.alternatives = fy_must_strdup(asked->alternatives);
    job->asked.note = fy_must_strdup(asked->note);
    job->asked.person = fy_must_strdup(asked->person);
    job->asked.dialect = fy_must_strdup(asked->dialect);
    post(session, job, run_ask, deliver_ask);
}

/* ---- what an answer became ---- */

static void run_taken(struct fy_job *base)
{
    struct desk_job *job = (struct desk_job *)base;
    const struct fy_desk *desk = job->session->desk;
    job->error.status = job->everywhere ? desk->applied(desk->context, job->question, job->segments, &job->error)
                                        : desk->taken(desk->context, job->question, &job->error);
}

static void deliver_quietly(struct fy_job *base)
{
    struct desk_job *job = (struct desk_job *)base;
    char text[900], place[800];
    if (job->error.status != FY_OK) {
        snprintf(text, sizeof text, _("The team was not told: %s"), fy_error_format(&job->error, place, sizeof place));
        fy_session_send(job->session, &(struct fy_event){ .kind = FY_EVENT_MESSAGE, .message = { text } });
    }
    free_job(job);
}

void fy_post_taken(struct fy_session *session, const struct fy_effect *effect)
{
    if (!session->desk)
        return;
    struct desk_job *job = fy_must_calloc(1, sizeof *job);
    job->question = fy_must_strdup(effect->question);
    post(session, job, run_taken, deliver_quietly);
}

void fy_post_applied(struct fy_session *session, const struct fy_effect *effect)
{
    if (!session->desk)
        return;
    struct desk_job *job = fy_must_calloc(1, sizeof *job);
    job->question = fy_must_strdup(effect->applied.question);
    job->segments = effect->applied.segments;
    job->everywhere = true;
    post(session, job, run_taken, deliver_quietly);
}

/* ---- news ---- */

static void run_news(struct fy_job *base)
{
    struct desk_job *job = (struct desk_job *)base;
    const struct fy_desk *desk = job->session->desk;
    job->error.status = desk->news(desk->context, &job->news, &job->error);
}

/* A store that is away is said once, and that it is back. */
static void deliver_news(struct fy_job *base)
{
    struct desk_job *job = (struct desk_job *)base;
    struct fy_session *session = job->session;
    const bool away = job->error.status != FY_OK;
    char text[900], place[800];
    if (away != session->team_away) {
        if (away)
            snprintf(text, sizeof text, _("The team cannot be reached (%s): everything goes on here, and is sent later."),
                     fy_error_format(&job->error, place, sizeof place));
        else
            snprintf(text, sizeof text, "%s", _("The team can be reached again."));
        session->team_away = away;
        fy_session_send(session, &(struct fy_event){ .kind = FY_EVENT_MESSAGE, .message = { text } });
    }
    if (job->news)
        fy_session_send(session, &(struct fy_event){ .kind = FY_EVENT_NEWS, .news = job->news });
    free_job(job);
}

void fy_post_news(struct fy_session *session)
{
    if (session->desk)
        post(session, fy_must_calloc(1, sizeof(struct desk_job)), run_news, deliver_news);
}

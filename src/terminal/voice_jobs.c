/* The ranges of the speakers of this recording, measured in it and then, where they have names, in the project's other
 * recordings. */
#include "terminal/project_grids.h"
#include "terminal/voices.h"

#include <fangyin/memory.h>

struct voice_job {
    struct fy_job base;
    struct fy_session *session;
    struct fy_voice_set *set;
    struct fy_voice_spans spans; /* of this recording */
    struct fy_voices *found;
};

static void post(struct fy_session *session, struct fy_voice_set *set, struct fy_voice_spans spans,
                 void (*run)(struct fy_job *), void (*deliver)(struct fy_job *))
{
    struct voice_job *job = fy_must_calloc(1, sizeof *job);
    job->base.run = run;
    job->base.deliver = deliver;
    job->session = session;
    job->set = set;
    job->spans = spans;
    fy_worker_post(session->voices, &job->base);
}

static void send(struct voice_job *job)
{
    if (job->found && !atomic_load(job->base.stopping))
        fy_session_send(job->session, &(struct fy_event){ .kind = FY_EVENT_VOICES, .voices = job->found });
    else
        fy_voices_free(job->found);
}

static bool measure_other(void *context, const char *path, const struct fy_grid *grid)
{
    struct voice_job *job = context;
    char recording_path[PATH_MAX];
    struct fy_voice_spans spans = { NULL, 0, 0 };
    struct fy_recording *recording = NULL;
    fy_voice_spans_other(&spans, job->set, grid);
    if (spans.count > 0 && fy_project_recording_path(path, 0, recording_path, sizeof recording_path, NULL) == FY_OK &&
        fy_recording_open(&recording, recording_path, NULL) == FY_OK)
        fy_voice_set_measure(job->set, recording, &spans, job->base.stopping);
    fy_recording_close(recording);
    fy_voice_spans_free(&spans);
    return !fy_voice_set_complete(job->set) && !atomic_load(job->base.stopping);
}

static void run_others(struct fy_job *base)
{
    struct voice_job *job = (struct voice_job *)base;
    if (!fy_voice_set_complete(job->set))
        (void)fy_each_other_grid(job->session, measure_other, job);
    job->found = fy_voice_set_ranges(job->set, job->session->project, true);
}

static void deliver_others(struct fy_job *base)
{
    struct voice_job *job = (struct voice_job *)base;
    send(job);
    fy_voice_set_free(job->set);
    fy_free(job);
}

static void run_own(struct fy_job *base)
{
    struct voice_job *job = (struct voice_job *)base;
    struct fy_recording *recording = NULL;
    if (fy_recording_open(&recording, job->session->recording_path, NULL) == FY_OK)
        fy_voice_set_measure(job->set, recording, &job->spans, base->stopping);
    fy_recording_close(recording);
    job->found = fy_voice_set_ranges(job->set, job->session->project, false);
}

static void deliver_own(struct fy_job *base)
{
    struct voice_job *job = (struct voice_job *)base;
    send(job);
    if (atomic_load(base->stopping))
        fy_voice_set_free(job->set);
    else
        post(job->session, job->set, (struct fy_voice_spans){ NULL, 0, 0 }, run_others, deliver_others);
    fy_voice_spans_free(&job->spans);
    fy_free(job);
}

void fy_post_voices(struct fy_session *session)
{
    struct fy_voice_set *set = fy_voice_set_new();
    struct fy_voice_spans spans = { NULL, 0, 0 };
    fy_voice_spans_own(&spans, set, fy_app_grid(session->app));
    post(session, set, spans, run_own, deliver_own);
}

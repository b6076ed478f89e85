/* Slow work: peaks, the search for speech, sound devices (pictures: picture_jobs.c; the disk: disk.c). Each job runs on a
 * worker and comes back as an event. */
#include "terminal/session_internal.h"

#include <fangyin/memory.h>
#include <fangyin/remembered.h>
#include <math.h>
#include <stdio.h>

struct job {
    struct fy_job base;
    struct fy_session *session;
    struct fy_effect effect;
    struct fy_speech_finder *finder;
    const struct fy_stretch *stretches;
    size_t count;
    int64_t found; /* a frame */
    float peak;
    struct fy_device_row *devices;
    size_t device_count;
    struct fy_listening listening;
    struct fy_error error;
};

static struct job *job_new(struct fy_session *session, const struct fy_effect *effect, void (*run)(struct fy_job *),
                           void (*deliver)(struct fy_job *))
{
    struct job *job = fy_must_calloc(1, sizeof *job);
    job->base.run = run;
    job->base.deliver = deliver;
    job->session = session;
    if (effect)
        job->effect = *effect;
    return job;
}

/* ---- peaks of the whole recording ---- */

static void run_peaks(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    struct fy_session *session = job->session;
    bool done = false;
    if (session->peaks_built)
        return;
    if (!session->scripted && fy_peaks_load(session->tools.peaks, session->recording_path)) {
        session->peaks_built = true;
        return;
    }
    if (!session->peaks_handle &&
        fy_recording_open(&session->peaks_handle, session->recording_path, &job->error) != FY_OK)
        return;
    while (!done && !atomic_load(base->stopping)) {
        if (fy_peaks_build(session->tools.peaks, session->peaks_handle, 1 << 18, &done) != FY_OK)
            return;
    }
    session->peaks_built = done;
    if (done && !session->scripted)
        fy_peaks_keep(session->tools.peaks, session->recording_path);
}

static void deliver_nothing(struct fy_job *base)
{
    fy_free(base);
}

void fy_post_peaks(struct fy_session *session)
{
    fy_worker_post(session->peaks, &job_new(session, NULL, run_peaks, deliver_nothing)->base);
}

/* ---- how loud the recording is ---- */

/* After the peaks, on the same worker; a script has not built them. */
static void run_level(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    struct fy_picture_tools *tools = &job->session->tools;
    float low = 0, high = 0;
    run_peaks(base);
    if (fy_peaks_query(tools->peaks, 0, job->session->frames, 1, &low, &high))
        job->peak = -low > high ? -low : high;
}

static void deliver_level(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    if (job->peak > 0)
        fy_session_send(job->session, &(struct fy_event){ .kind = FY_EVENT_LEVEL, .peak = (double)job->peak });
    fy_free(job);
}

void fy_post_level(struct fy_session *session)
{
    fy_worker_post(session->peaks, &job_new(session, NULL, run_level, deliver_level)->base);
}

/* ---- what is remembered ---- */

/* That it cannot be kept harms nobody: then it is as usual the next time. */
static void run_remember(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    (void)fy_remembered_write(job->session->recording_path, &job->listening, NULL);
}

void fy_post_remember(struct fy_session *session)
{
    if (session->scripted)
        return;
    struct job *job = job_new(session, NULL, run_remember, deliver_nothing);
    job->listening = *fy_app_listening(session->app);
    fy_worker_post(session->disk, &job->base);
}

/* ---- where somebody speaks ---- */

static void run_speech(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    enum { BLOCK = 1 << 16 };
    struct fy_session *session = job->session;
    if (!session->search_handle &&
        fy_recording_open(&session->search_handle, session->recording_path, &job->error) != FY_OK)
        return;
    struct fy_recording *recording = session->search_handle;
    const int64_t from = job->effect.frames.from, to = job->effect.frames.to;
    float *samples = fy_must_malloc(BLOCK * sizeof *samples);
    enum fy_status status = fy_speech_finder_new(&job->finder, fy_recording_rate(recording), &job->error);
    for (int64_t at = from; status == FY_OK && at < to && !atomic_load(base->stopping); at += BLOCK) {
        const size_t count = to - at < BLOCK ? (size_t)(to - at) : (size_t)BLOCK;
        fy_recording_read_mono(recording, at, -1, samples, count);
        status = fy_speech_finder_feed(job->finder, samples, count);
    }
    if (status == FY_OK)
        status = fy_speech_finder_finish(job->finder, &job->stretches, &job->count);
    job->error.status = status;
    fy_free(samples);
}

static void deliver_speech(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    const int64_t from = job->effect.frames.from, to = job->effect.frames.to;
    if (job->finder && job->error.status == FY_OK && !atomic_load(base->stopping)) {
        struct fy_stretch *stretches = fy_must_calloc(job->count + 1, sizeof *stretches);
        for (size_t i = 0; i < job->count; i++)
            stretches[i] = (struct fy_stretch){ job->stretches[i].from + from, job->stretches[i].to + from };
        fy_session_send(job->session, &(struct fy_event){ .kind = FY_EVENT_SPEECH,
                                                          .speech = { stretches, job->count, from, to } });
        fy_free(stretches);
    }
    fy_speech_finder_free(job->finder);
    fy_free(job);
}

void fy_post_speech(struct fy_session *session, const struct fy_effect *effect)
{
    fy_worker_post(session->search, &job_new(session, effect, run_speech, deliver_speech)->base);
}

/* ---- a better place for a boundary ---- */

/* The offset from -reach to reach at which the signal crosses zero, nearest to 0; 0 where it never does. samples[reach]
 * is the one at offset 0. */
static int64_t nearest_crossing(const float *samples, int64_t reach)
{
    for (int64_t distance = 0; distance < reach; distance++) {
        for (int sign = -1; sign <= 1; sign += 2) {
            const float *at = samples + reach + sign * distance;
            if ((at[-1] < 0) != (at[0] < 0))
                return sign * distance;
        }
    }
    return 0;
}

/* The offset whose surroundings, `half` frames to both sides, have the least energy. */
static int64_t quietest(const float *samples, int64_t reach, int64_t half)
{
    int64_t best = 0;
    double energy = 0, least = HUGE_VAL;
    for (int64_t at = -reach; at <= reach; at++) {
        const float in = samples[reach + at], out = at - 2 * half >= -reach ? samples[reach + at - 2 * half] : 0;
        energy += (double)in * (double)in - (double)out * (double)out;
        if (at - 2 * half >= -reach && energy < least) {
            least = energy;
            best = at - half;
        }
    }
    return best;
}

static void run_snap(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    struct fy_recording *recording = job->session->tools.recording;
    const int64_t reach = job->effect.snap.reach;
    float *samples = fy_must_malloc((size_t)(2 * reach + 2) * sizeof *samples);
    fy_recording_read_mono(recording, job->effect.snap.frame - reach, -1, samples, (size_t)(2 * reach + 1));
    job->found = job->effect.snap.frame + (job->effect.snap.quiet
                                               ? quietest(samples, reach, fy_recording_rate(recording) / 200)
                                               : nearest_crossing(samples, reach));
    fy_free(samples);
}

static void deliver_snap(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    fy_session_send(job->session, &(struct fy_event){ .kind = FY_EVENT_SNAP,
                                                      .snap = { job->effect.snap.frame, job->found } });
    fy_free(job);
}

void fy_post_snap(struct fy_session *session, const struct fy_effect *effect)
{
    fy_worker_post(session->pictures, &job_new(session, effect, run_snap, deliver_snap)->base);
}

/* ---- sound devices ---- */

static void run_devices(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    struct fy_device_choice *choices;
    size_t count;
    /* A script has none. */
    if (job->session->scripted || fy_device_list(NULL, &choices, &count, &job->error) != FY_OK)
        return;
    job->devices = fy_must_calloc(count + 1, sizeof *job->devices);
    for (size_t i = 0; i < count; i++) {
        struct fy_device_row *row = &job->devices[job->device_count++];
        row->number = choices[i].number;
        row->is_default = choices[i].is_default;
        snprintf(row->name, sizeof row->name, "%s", choices[i].name);
    }
    fy_free(choices);
}

static void deliver_devices(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    fy_session_send(job->session, &(struct fy_event){ .kind = FY_EVENT_DEVICES,
                                                      .devices = { job->devices, job->device_count } });
    fy_free(job->devices);
    fy_free(job);
}

void fy_post_devices(struct fy_session *session)
{
    fy_worker_post(session->pictures, &job_new(session, NULL, run_devices, deliver_devices)->base);
}

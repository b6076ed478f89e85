/* Slow work about language: the whole grid checked, how loud the recording is from moment to moment, what the project's other
 * grids say. All on one worker, in this order. */
#include "terminal/project_grids.h"

#include <fangyin/memory.h>
#include <fangyin/sisters.h>
#include <math.h>
#include <string.h>

#define STEP 0.01                    /* seconds: a frame of levels */
enum { SILENCE = -160 };             /* dB */
enum { SCRIPT_HEARS = 600 };         /* seconds: a script, which waits for all its jobs, measures no longer recording */
enum { MOST_LABELS = 100000 };       /* of other grids that are counted: more changes no order, and would fill the memory */

struct job {
    struct fy_job base;
    struct fy_session *session;
    struct fy_grid *grid; /* a copy */
    bool shared;          /* the next job's too, which frees it */
    struct fy_check_findings findings;
    struct fy_words *words;
    enum fy_status status;
};

static void post(struct fy_session *session, struct fy_grid *grid, bool shared, void (*run)(struct fy_job *),
                 void (*deliver)(struct fy_job *))
{
    struct job *job = fy_must_calloc(1, sizeof *job);
    job->base.run = run;
    job->base.deliver = deliver;
    job->session = session;
    job->grid = grid;
    job->shared = shared;
    fy_worker_post(session->language, &job->base);
}

/* ---- the whole grid ---- */

static enum fy_status copy_tier(struct fy_grid *copy, const struct fy_grid *grid, size_t tier)
{
    const char *name = fy_tier_name(grid, tier);
    const size_t size = fy_tier_size(grid, tier);
    size_t to;
    enum fy_status status = fy_grid_append_tier(copy, fy_tier_kind(grid, tier), name, strlen(name),
                                                fy_tier_xmin(grid, tier), fy_tier_xmax(grid, tier), &to);
    if (status == FY_OK)
        status = fy_tier_reserve(copy, to, size);
    for (size_t i = 0; i < size && status == FY_OK; i++) {
        if (fy_tier_kind(grid, tier) == FY_INTERVAL_TIER) {
            const struct fy_interval *interval = &fy_tier_intervals(grid, tier)[i];
            status = fy_tier_append_interval(copy, to, interval->xmin, interval->xmax, interval->text,
                                             strlen(interval->text));
        } else {
            const struct fy_point *point = &fy_tier_points(grid, tier)[i];
            status = fy_tier_append_point(copy, to, point->time, point->mark, strlen(point->mark));
        }
    }
    return status;
}

/* NULL where it cannot be had: then nothing is checked this time. */
static struct fy_grid *copy_grid(const struct fy_grid *grid)
{
    struct fy_grid *copy = fy_grid_new(fy_grid_xmin(grid), fy_grid_xmax(grid));
    enum fy_status status = copy ? FY_OK : FY_NO_MEMORY;
    for (size_t i = 0; i < fy_grid_tier_count(grid) && status == FY_OK; i++)
        status = copy_tier(copy, grid, i);
    if (status == FY_OK)
        return copy;
    fy_grid_free(copy);
    return NULL;
}

static bool listen(void *context, double xmin, double xmax, struct fy_check_sound *sound)
{
    return fy_loudness_measure(context, xmin, xmax, sound);
}

static void run_check(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    const struct fy_session *session = job->session;
    if (job->grid && !atomic_load(base->stopping))
        job->status = fy_checks_grid(session->checks, job->grid, listen, (void *)(uintptr_t)&session->loudness, &job->findings);
}

static void deliver_check(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    if (!atomic_load(base->stopping))
        fy_session_send(job->session, &(struct fy_event){ .kind = FY_EVENT_CHECKED, .findings = &job->findings });
    fy_check_findings_free(&job->findings);
    if (!job->shared)
        fy_grid_free(job->grid);
    fy_free(job);
}

/* ---- levels ---- */

static int16_t level_of(const float *samples, size_t count)
{
    double power = 0;
    for (size_t i = 0; i < count; i++)
        power += (double)samples[i] * (double)samples[i];
    power /= (double)count;
    return (int16_t)(100 * (power > 1e-16 ? 10 * log10(power) : SILENCE));
}

/* On this worker only, and by the app only once it is told: so there is no lock. */
static void run_loudness(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    struct fy_session *session = job->session;
    struct fy_recording *recording = NULL;
    const size_t frame = (size_t)(session->rate * STEP + 0.5);
    const size_t count = frame > 0 ? (size_t)session->frames / frame : 0;
    if (count == 0 || fy_recording_open(&recording, session->recording_path, NULL) != FY_OK)
        return;
    int16_t *levels = fy_must_malloc(count * sizeof *levels);
    float *samples = fy_must_malloc(frame * sizeof *samples), *all = fy_must_malloc(count * sizeof *all);
    size_t done = 0;
    for (; done < count && !atomic_load(base->stopping); done++) {
        fy_recording_read_mono(recording, (int64_t)(done * frame), -1, samples, frame);
        levels[done] = level_of(samples, frame);
        all[done] = (float)levels[done] / 100;
    }
    if (done == count)
        session->loudness = (struct fy_loudness){ levels, count, (double)frame / session->rate, fy_check_floor(all, count) };
    else
        fy_free(levels);
    fy_free(samples);
    fy_free(all);
    fy_recording_close(recording);
}

static void deliver_loudness(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    if (job->session->loudness.count > 0 && !atomic_load(base->stopping))
        fy_session_send(job->session, &(struct fy_event){ .kind = FY_EVENT_LOUDNESS, .loudness = &job->session->loudness });
    fy_free(job);
}

/* ---- words ---- */

struct counting {
    struct job *job;
    size_t labels;
};

static size_t count_grid(struct job *job, const struct fy_grid *grid)
{
    size_t labels = 0;
    for (size_t tier = 0; tier < fy_grid_tier_count(grid); tier++) {
        const char *name = fy_tier_name(grid, tier);
        if (fy_tier_kind(grid, tier) != FY_INTERVAL_TIER || !fy_name_is_sister(name, "text", name))
            continue;
        for (size_t i = 0; i < fy_tier_size(grid, tier) && job->status == FY_OK; i++, labels++) {
            const char *text = fy_tier_intervals(grid, tier)[i].text, *reading = fy_sister_label(grid, tier, i, "rom");
            job->status = fy_words_add(job->words, text, strlen(text), *reading ? reading : NULL, 1);
        }
    }
    return labels;
}

static bool count_other(void *context, const char *path, const struct fy_grid *grid)
{
    struct counting *counting = context;
    (void)path;
    counting->labels += count_grid(counting->job, grid);
    return counting->labels < MOST_LABELS && counting->job->status == FY_OK &&
           !atomic_load(counting->job->base.stopping);
}

/* This grid, and the others. */
static void run_words(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    struct counting counting = { job, 0 };
    job->words = fy_words_new();
    job->status = job->words ? FY_OK : FY_NO_MEMORY;
    if (job->grid && job->status == FY_OK)
        counting.labels = count_grid(job, job->grid);
    if (counting.labels < MOST_LABELS && job->status == FY_OK && !atomic_load(base->stopping)) {
        const enum fy_status gone = fy_each_other_grid(job->session, count_other, &counting);
        job->status = job->status == FY_OK ? gone : job->status;
    }
    /* The first question puts them in order: that is done here, and no key press waits for it. */
    struct fy_completion found[1];
    if (job->status == FY_OK)
        (void)fy_complete(NULL, job->words, "a", 1, found, 1);
}

static void deliver_words(struct fy_job *base)
{
    struct job *job = (struct job *)base;
    if (job->status == FY_OK && job->words && !atomic_load(base->stopping))
        fy_session_send(job->session, &(struct fy_event){ .kind = FY_EVENT_WORDS, .words = job->words });
    else
        fy_words_free(job->words);
    fy_grid_free(job->grid);
    fy_free(job);
}

void fy_post_check(struct fy_session *session)
{
    struct fy_grid *copy = copy_grid(fy_app_grid(session->app));
    const bool first = !session->language_begun;
    session->language_begun = true;
    post(session, copy, first, run_check, deliver_check);
    if (!first)
        return;
    /* What is done once. */
    post(session, copy, false, run_words, deliver_words);
    if (fy_checks_want_sound(session->checks) &&
        !(session->scripted && session->frames > (int64_t)SCRIPT_HEARS * session->rate))
        post(session, NULL, false, run_loudness, deliver_loudness);
}

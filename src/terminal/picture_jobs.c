/* Waveform and spectrogram of a window, and the pyramid that long windows are drawn from. Each job runs on a worker and
 * comes back as an event. */
#include "terminal/picture_jobs.h"

#include "terminal/level_file.h"

#include <fangyin/memory.h>
#include <math.h>
#include <sys/resource.h>

#define READ_WHOLE_SECONDS 30    /* up to here a window's waveform is read whole */
#define READ_CHANNEL_SECONDS 120 /* one channel's, which no peaks are kept of */
#define SHORT_SECONDS 60
#define BLACK_SPOTS 400
#define BLACK_SECONDS 0.3 /* that looking for it may take */

/* One way to look at a recording, and its pyramid; kept until the end, as workers may be at it. */
struct fy_levels {
    struct fy_slice_settings settings;
    struct fy_level_file file;
    struct fy_pyramid *pyramid; /* NULL: it cannot be kept */
    bool black_asked;
    float black; /* 0: not known yet */
    struct fy_levels *next;
};

struct picture_job {
    struct fy_job base;
    struct fy_session *session;
    struct fy_effect effect;
    struct fy_levels *levels;
    unsigned serial;
    struct fy_wave *wave;
    struct fy_spectrum *spectrum;
    float black;
};

static struct picture_job *job_new(struct fy_session *session, const struct fy_effect *effect,
                                   void (*run)(struct fy_job *), void (*deliver)(struct fy_job *))
{
    struct picture_job *job = fy_must_calloc(1, sizeof *job);
    job->base.run = run;
    job->base.deliver = deliver;
    job->session = session;
    if (effect)
        job->effect = *effect;
    return job;
}

/* ---- waveform ---- */

/* One channel's lowest and highest sample in each column, as the wave's n-th; a column thinner than a sample shows the one it
 * begins in. */
static void read_channel(struct fy_picture_tools *tools, const struct fy_wave *wave, size_t n, int channel)
{
    float *minimum = wave->minimum + n * wave->columns, *maximum = wave->maximum + n * wave->columns;
    enum { BLOCK = 1 << 15 };
    const double rate = fy_recording_rate(tools->recording), width = (wave->to - wave->from) * rate / (double)wave->columns;
    float *samples = fy_must_malloc(BLOCK * sizeof *samples);
    int64_t start = 0, end = 0; /* what is in samples */
    for (size_t column = 0; column < wave->columns; column++) {
        const int64_t from = (int64_t)(wave->from * rate + width * (double)column);
        const int64_t next = (int64_t)(wave->from * rate + width * (double)(column + 1)), to = next > from ? next : from + 1;
        for (int64_t at = from; at < to; at++) {
            if (at < start || at >= end) {
                start = at;
                end = at + BLOCK;
                fy_recording_read_mono(tools->recording, start, channel, samples, BLOCK);
            }
            const float sample = samples[at - start] > 1 ? 1 : samples[at - start] < -1 ? -1 : samples[at - start];
            minimum[column] = at == from || sample < minimum[column] ? sample : minimum[column];
            maximum[column] = at == from || sample > maximum[column] ? sample : maximum[column];
        }
    }
    fy_free(samples);
}

static void run_wave(struct fy_job *base)
{
    struct picture_job *job = (struct picture_job *)base;
    struct fy_picture_tools *tools = &job->session->tools;
    const double rate = fy_recording_rate(tools->recording);
    const int64_t from = (int64_t)(job->effect.picture.from * rate), to = (int64_t)(job->effect.picture.to * rate);
    struct fy_wave *wave = fy_must_calloc(1, sizeof *wave);
    wave->from = job->effect.picture.from;
    wave->to = job->effect.picture.to;
    wave->columns = job->effect.picture.columns;
    const int channel = job->effect.picture.channel;
    const bool each = channel < 0 && job->effect.picture.waves > 1 && (double)(to - from) <= READ_CHANNEL_SECONDS * rate;
    wave->waves = each ? (size_t)job->effect.picture.waves : 1;
    wave->minimum = fy_must_calloc(wave->waves * wave->columns, sizeof *wave->minimum);
    wave->maximum = fy_must_calloc(wave->waves * wave->columns, sizeof *wave->maximum);
    const double most = (channel >= 0 ? READ_CHANNEL_SECONDS : READ_WHOLE_SECONDS) * rate;
    const bool whole = tools->thorough || (double)(to - from) <= most;
    if (each) {
        for (size_t n = 0; n < wave->waves; n++)
            read_channel(tools, wave, n, (int)n);
    } else if (whole && channel >= 0) {
        read_channel(tools, wave, 0, channel);
    } else if (whole || !fy_peaks_query(tools->peaks, from, to, wave->columns, wave->minimum, wave->maximum)) {
        wave->rough = !whole;
        if (!whole)
            fy_peaks_want(tools->peaks, from);
        (void)fy_peaks_read(tools->recording, from, to, wave->columns, whole, wave->minimum, wave->maximum);
    }
    job->wave = wave;
}

static void deliver_wave(struct fy_job *base)
{
    struct picture_job *job = (struct picture_job *)base;
    if (job->wave)
        fy_session_send(job->session, &(struct fy_event){ .kind = FY_EVENT_WAVE, .wave = job->wave });
    fy_free(job);
}

void fy_post_wave(struct fy_session *session, const struct fy_effect *effect)
{
    fy_worker_post(session->pictures, &job_new(session, effect, run_wave, deliver_wave)->base);
}

/* ---- the pyramid ---- */

static struct fy_levels *levels_for(struct fy_session *session, const struct fy_slice_settings *settings)
{
    struct fy_levels *levels = session->levels;
    while (levels && (levels->settings.channel != settings->channel ||
                      fabs(levels->settings.window_length - settings->window_length) > 1e-9))
        levels = levels->next;
    if (levels)
        return levels;
    levels = fy_must_calloc(1, sizeof *levels);
    levels->settings = *settings;
    levels->next = session->levels;
    session->levels = levels;
    const struct fy_pyramid_settings wanted = { *settings, session->frames, session->rate };
    /* What takes no time to make is not kept for the next time. */
    const bool keep = !session->scripted && session->frames > (int64_t)session->rate * SHORT_SECONDS;
    levels->pyramid = fy_level_file_open(&levels->file, keep ? session->recording_path : NULL, &wanted);
    if (levels->pyramid && fy_pyramid_done(levels->pyramid)) {
        levels->black = fy_pyramid_black(levels->pyramid);
        levels->black_asked = true;
    }
    return levels;
}

/* On the builder's worker. */
static bool levels_open(struct fy_session *session)
{
    return session->levels_handle ||
           fy_recording_open(&session->levels_handle, session->recording_path, NULL) == FY_OK;
}

static void run_levels(struct fy_job *base)
{
    struct picture_job *job = (struct picture_job *)base;
    struct fy_session *session = job->session;
    struct fy_pyramid *pyramid = job->levels->pyramid;
    bool done = false;
    if (!pyramid || !levels_open(session))
        return;
    /* The pictures of a window and the keys go first. (On Linux this is this thread's alone.) */
    if (!session->scripted)
        (void)setpriority(PRIO_PROCESS, 0, 10);
    while (!done && !atomic_load(base->stopping) && atomic_load(&session->levels_wanted) == job->serial) {
        if (fy_pyramid_build(pyramid, session->levels_handle, 64, &done) != FY_OK)
            return;
    }
    if (done)
        fy_level_file_keep(&job->levels->file);
}

static void deliver_levels(struct fy_job *base)
{
    fy_free(base);
}

static void run_black(struct fy_job *base)
{
    struct picture_job *job = (struct picture_job *)base;
    struct fy_slicer *slicer = NULL;
    if (!levels_open(job->session) || fy_slicer_new(&slicer, job->session->levels_handle, &job->levels->settings, NULL) != FY_OK)
        return;
    job->black = fy_slicer_black(slicer, job->session->levels_handle, BLACK_SPOTS,
                                 job->session->scripted ? 0 : BLACK_SECONDS);
    fy_slicer_free(slicer);
    if (job->levels->pyramid)
        fy_pyramid_set_black(job->levels->pyramid, job->black);
}

static void send_black(struct fy_session *session, struct fy_levels *levels)
{
    const struct fy_slice_settings *settings = &levels->settings;
    if (levels->black > 0)
        fy_session_send(session,
                        &(struct fy_event){ .kind = FY_EVENT_BLACK,
                                            .black = { settings->window_length, settings->channel, levels->black } });
}

static void deliver_black(struct fy_job *base)
{
    struct picture_job *job = (struct picture_job *)base;
    job->levels->black = job->black;
    send_black(job->session, job->levels);
    fy_free(job);
}

/* From now on these are what is built. */
static void want_levels(struct fy_session *session, struct fy_levels *levels, bool coarse)
{
    send_black(session, levels);
    if (!levels->black_asked) {
        struct picture_job *job = job_new(session, NULL, run_black, deliver_black);
        levels->black_asked = true;
        job->levels = levels;
        fy_worker_post(session->level_builder, &job->base);
    }
    if (session->levels_built == levels || (session->scripted && !coarse))
        return;
    session->levels_built = levels;
    struct picture_job *job = job_new(session, NULL, run_levels, deliver_levels);
    job->levels = levels;
    job->serial = atomic_fetch_add(&session->levels_wanted, 1) + 1;
    fy_worker_post(session->level_builder, &job->base);
}

void fy_levels_free(struct fy_session *session)
{
    while (session->levels) {
        struct fy_levels *next = session->levels->next;
        fy_pyramid_free(session->levels->pyramid);
        fy_level_file_close(&session->levels->file);
        fy_free(session->levels);
        session->levels = next;
    }
}

/* ---- spectrogram ---- */

static bool tiles_ready(struct fy_picture_tools *tools, struct fy_levels *levels)
{
    if (tools->tiles && tools->levels == levels)
        return true;
    fy_tiles_free(tools->tiles);
    tools->levels = levels;
    return fy_tiles_new(&tools->tiles, tools->recording, &levels->settings, levels->pyramid, NULL) == FY_OK;
}

static struct fy_tiles_request request_of(const struct picture_job *job)
{
    return (struct fy_tiles_request){
        .from = job->effect.picture.from,
        .to = job->effect.picture.to,
        .columns = job->effect.picture.columns,
        .rows = job->effect.picture.rows,
        .highest = job->effect.picture.highest,
        .hurry = job->effect.picture.hurry && !job->session->scripted,
        .wanted = &job->session->picture_wanted,
        .mine = job->serial,
    };
}

static void run_spectrum(struct fy_job *base)
{
    struct picture_job *job = (struct picture_job *)base;
    struct fy_picture_tools *tools = &job->session->tools;
    const struct fy_tiles_request request = request_of(job);
    if (!tiles_ready(tools, job->levels))
        return;
    struct fy_spectrum *spectrum = fy_must_calloc(1, sizeof *spectrum);
    spectrum->from = request.from;
    spectrum->to = request.to;
    spectrum->frequency = request.highest;
    spectrum->columns = request.columns;
    spectrum->rows = request.rows;
    spectrum->db = fy_must_calloc(spectrum->columns * spectrum->rows, sizeof *spectrum->db);
    const enum fy_tiles_result result = fy_tiles_picture(tools->tiles, &request, spectrum->db);
    spectrum->hurried = result == FY_TILES_HURRIED;
    spectrum->waiting = result == FY_TILES_WAITING;
    if (result == FY_TILES_STOPPED)
        fy_spectrum_free(spectrum);
    else
        job->spectrum = spectrum;
}

static void deliver_spectrum(struct fy_job *base)
{
    struct picture_job *job = (struct picture_job *)base;
    if (job->spectrum)
        fy_session_send(job->session, &(struct fy_event){ .kind = FY_EVENT_SPECTRUM, .spectrum = job->spectrum });
    fy_free(job);
}

void fy_post_spectrum(struct fy_session *session, const struct fy_effect *effect)
{
    const struct fy_slice_settings settings = { effect->picture.window_length, effect->picture.channel };
    struct picture_job *job = job_new(session, effect, run_spectrum, deliver_spectrum);
    job->levels = levels_for(session, &settings);
    const struct fy_tiles_request request = request_of(job);
    want_levels(session, job->levels, fy_tiles_level(session->rate, &request) >= FY_COARSE_LEVEL);
    /* What was asked for before is not wanted any more. */
    job->serial = atomic_fetch_add(&session->picture_wanted, 1) + 1;
    fy_worker_post(session->pictures, &job->base);
}

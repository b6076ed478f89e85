/* Pitch, intensity and formants of a window, for the curves over the spectrogram; the pitch of a stretch, for its tone. */
#include "terminal/session_internal.h"

#include <fangyin/formant.h>
#include <fangyin/intensity.h>
#include <fangyin/memory.h>
#include <fangyin/pitch.h>
#include <math.h>

#define MOST_SAMPLES 3000000 /* of a window; more is not measured */
#define AROUND 0.5           /* s to both sides, so that the path of the pitch does not hang on the window's edges */

struct track_job {
    struct fy_job base;
    struct fy_session *session;
    struct fy_picture_request wanted;
    const atomic_uint *newest; /* of its kind: an older one stops */
    unsigned serial;
    struct fy_tracks *tracks;
    struct fy_tone_track *tone;
};

/* Frames of one measure over the window, and the sound they are made of. */
struct piece {
    struct fy_frames frames;
    int64_t first, count;
    float *samples;
    const float *channel;
    struct fy_sound sound;
};

static bool stopped(const struct track_job *job)
{
    return atomic_load(job->base.stopping) || atomic_load(job->newest) != job->serial;
}

static void choose_frames(const struct track_job *job, struct fy_frames frames, struct piece *piece)
{
    piece->frames = frames;
    piece->count = fy_frames_between(&frames, job->wanted.from - AROUND, job->wanted.to + AROUND, &piece->first);
}

static bool read_sound(const struct track_job *job, int64_t from, int64_t to, struct piece *piece)
{
    if (piece->count <= 0 || to <= from || to - from > MOST_SAMPLES)
        return false;
    piece->samples = fy_must_malloc((size_t)(to - from) * sizeof *piece->samples);
    fy_recording_read_mono(job->session->tracks_handle, from, job->wanted.channel, piece->samples, (size_t)(to - from));
    piece->channel = piece->samples;
    piece->sound = (struct fy_sound){ &piece->channel, 1, from, to - from };
    return true;
}

/* The frame nearest to the middle of a column, or -1. */
static int64_t frame_of(const struct track_job *job, const struct piece *piece, size_t column)
{
    const double time = job->wanted.from +
                        (job->wanted.to - job->wanted.from) * ((double)column + 0.5) / (double)job->wanted.columns;
    const double at = floor((time - piece->frames.first) / piece->frames.step + 0.5) - (double)piece->first;
    return at >= 0 && at < (double)piece->count ? (int64_t)at : -1;
}

/* The recording's peak as far as it is known, else the window's. */
static double peak_of(const struct track_job *job, const struct piece *piece)
{
    float low = 0, high = 0;
    if (!fy_peaks_query(job->session->tools.peaks, 0, job->session->frames, 1, &low, &high)) {
        for (int64_t i = 0; i < piece->sound.count; i++) {
            low = piece->samples[i] < low ? piece->samples[i] : low;
            high = piece->samples[i] > high ? piece->samples[i] : high;
        }
    }
    return -(double)low > (double)high ? -(double)low : (double)high;
}

/* The pitch of the window's frames, to be freed; NULL where it is too long or empty. */
static struct fy_pitch_value *find_pitch(struct track_job *job, struct piece *piece)
{
    struct fy_pitch *pitch = NULL;
    struct fy_pitch_value *values = NULL;
    int64_t from, to;
    const struct fy_pitch_settings settings = fy_pitch_raw(job->session->rate);
    if (fy_pitch_new(&pitch, &settings, 1, NULL) != FY_OK)
        return NULL;
    choose_frames(job, fy_pitch_frames(pitch, job->session->frames), piece);
    fy_pitch_reach(pitch, &piece->frames, piece->first, piece->count, &from, &to);
    if (read_sound(job, from, to, piece)) {
        values = fy_must_calloc((size_t)piece->count, sizeof *values);
        fy_pitch_track(pitch, &piece->sound, &piece->frames, piece->first, piece->count, peak_of(job, piece), values);
    }
    fy_free(piece->samples);
    fy_pitch_free(pitch);
    return values;
}

static void measure_pitch(struct track_job *job)
{
    struct piece piece = { 0 };
    struct fy_pitch_value *values = find_pitch(job, &piece);
    if (!values)
        return;
    job->tracks->pitch = fy_must_calloc(job->wanted.columns, sizeof(float));
    for (size_t column = 0; column < job->wanted.columns; column++) {
        const int64_t frame = frame_of(job, &piece, column);
        job->tracks->pitch[column] = frame >= 0 ? values[frame].frequency : 0;
    }
    fy_free(values);
}

static void measure_intensity(struct track_job *job)
{
    struct fy_intensity *intensity = NULL;
    struct piece piece = { 0 };
    int64_t from, to;
    const struct fy_intensity_settings settings = { job->session->rate, 100, 0, 0 };
    if (fy_intensity_new(&intensity, &settings, NULL) != FY_OK)
        return;
    choose_frames(job, fy_intensity_frames(intensity, job->session->frames), &piece);
    fy_intensity_reach(intensity, &piece.frames, piece.first, piece.count, &from, &to);
    if (read_sound(job, from, to, &piece)) {
        float *db = fy_must_calloc((size_t)piece.count, sizeof *db);
        fy_intensity_run(intensity, &piece.sound, &piece.frames, piece.first, piece.count, db);
        job->tracks->intensity = fy_must_calloc(job->wanted.columns, sizeof(float));
        for (size_t column = 0; column < job->wanted.columns; column++) {
            const int64_t frame = frame_of(job, &piece, column);
            job->tracks->intensity[column] = frame >= 0 ? db[frame] : -300;
        }
        fy_free(db);
    }
    fy_free(piece.samples);
    fy_intensity_free(intensity);
}

static void measure_formants(struct track_job *job)
{
    struct fy_formant *formant = NULL;
    struct piece piece = { 0 };
    int64_t from, to;
    const struct fy_formant_settings settings = fy_formant_usual(job->session->rate);
    if (fy_formant_new(&formant, &settings, NULL) != FY_OK)
        return;
    choose_frames(job, fy_formant_frames(formant, job->session->frames), &piece);
    fy_formant_reach(formant, &piece.frames, piece.first, piece.count, &from, &to);
    if (read_sound(job, from, to, &piece)) {
        struct fy_formant_frame *found = fy_must_calloc((size_t)piece.count, sizeof *found);
        float loudest = 0;
        fy_formant_run(formant, &piece.sound, &piece.frames, piece.first, piece.count, found);
        for (int64_t i = 0; i < piece.count; i++)
            loudest = found[i].intensity > loudest ? found[i].intensity : loudest;
        job->tracks->formants = fy_must_calloc(job->wanted.columns * FY_TRACK_FORMANTS, sizeof(float));
        for (size_t column = 0; column < job->wanted.columns; column++) {
            const int64_t frame = frame_of(job, &piece, column);
            /* As Praat's editor: none in the 30 dB below the loudest that are the room's. */
            for (int i = 0; frame >= 0 && found[frame].intensity > loudest / 1000 && i < FY_TRACK_FORMANTS; i++) {
                if (i < found[frame].count)
                    job->tracks->formants[column * FY_TRACK_FORMANTS + (size_t)i] = found[frame].frequency[i];
            }
        }
        fy_free(found);
    }
    fy_free(piece.samples);
    fy_formant_free(formant);
}

/* False where nothing is to be done any more, or the recording cannot be read. */
static bool begin(struct track_job *job)
{
    struct fy_session *session = job->session;
    return !stopped(job) && (session->tracks_handle ||
                             fy_recording_open(&session->tracks_handle, session->recording_path, NULL) == FY_OK);
}

static void run_tracks(struct fy_job *base)
{
    struct track_job *job = (struct track_job *)base;
    if (!begin(job))
        return;
    job->tracks = fy_must_calloc(1, sizeof *job->tracks);
    job->tracks->from = job->wanted.from;
    job->tracks->to = job->wanted.to;
    job->tracks->columns = job->wanted.columns;
    if (job->wanted.pitch)
        measure_pitch(job);
    if (job->wanted.intensity && !stopped(job))
        measure_intensity(job);
    if (job->wanted.formants && !stopped(job))
        measure_formants(job);
}

static void deliver_tracks(struct fy_job *base)
{
    struct track_job *job = (struct track_job *)base;
    if (job->tracks && !stopped(job))
        fy_session_send(job->session, &(struct fy_event){ .kind = FY_EVENT_TRACKS, .tracks = job->tracks });
    else
        fy_tracks_free(job->tracks);
    fy_free(job);
}

static struct track_job *new_job(struct fy_session *session, const struct fy_effect *effect, atomic_uint *newest)
{
    struct track_job *job = fy_must_calloc(1, sizeof *job);
    job->session = session;
    job->wanted = effect->picture;
    job->newest = newest;
    job->serial = atomic_fetch_add(newest, 1) + 1;
    return job;
}

void fy_post_tracks(struct fy_session *session, const struct fy_effect *effect)
{
    struct track_job *job = new_job(session, effect, &session->tracks_wanted);
    job->base.run = run_tracks;
    job->base.deliver = deliver_tracks;
    fy_worker_post(session->tracks, &job->base);
}

/* ---- the pitch of one stretch, for its tone ---- */

static void run_tone(struct fy_job *base)
{
    struct track_job *job = (struct track_job *)base;
    struct piece piece = { 0 };
    if (!begin(job))
        return;
    job->tone = fy_must_calloc(1, sizeof *job->tone);
    job->tone->from = job->wanted.from;
    job->tone->to = job->wanted.to;
    job->tone->channel = job->wanted.channel;
    job->tone->values = find_pitch(job, &piece);
    job->tone->frames = piece.frames;
    job->tone->first = piece.first;
    job->tone->count = job->tone->values ? piece.count : 0;
}

static void deliver_tone(struct fy_job *base)
{
    struct track_job *job = (struct track_job *)base;
    if (job->tone && !stopped(job))
        fy_session_send(job->session, &(struct fy_event){ .kind = FY_EVENT_TONE, .tone = job->tone });
    else
        fy_tone_track_free(job->tone);
    fy_free(job);
}

void fy_post_tone(struct fy_session *session, const struct fy_effect *effect)
{
    struct track_job *job = new_job(session, effect, &session->tone_wanted);
    job->base.run = run_tone;
    job->base.deliver = deliver_tone;
    fy_worker_post(session->tracks, &job->base);
}

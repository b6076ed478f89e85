/* The way of a frame: read ahead -> channels and gain -> muted stretches -> limiter -> tempo -> edges -> the device's rate.
 * At speed 1 tempo is left out. Positions are noted where tempo ends: all before it is frame for frame the recording,
 * all after it is frame for frame the output but for its rate. */
#include <fangyin/memory.h>
#include <fangyin/reel.h>

#include "sound/ahead.h"
#include "sound/edges.h"
#include "sound/limiter.h"
#include "sound/mix.h"
#include "sound/mute.h"
#include "sound/position_map.h"
#include "sound/reel_output.h"
#include "sound/tempo.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

enum { BLOCK = 512, CHANNELS_MOST = 2, RATE_MOST = 1000000 };

struct fy_reel {
    /* set once */
    struct fy_ahead *ahead;
    struct fy_position_map *map;
    int rate;
    size_t inputs;
    int64_t frames;
    float *file; /* BLOCK frames as in the file */

    /* made anew for another output */
    unsigned output_rate;
    size_t channels;
    struct fy_mix *mix;
    struct fy_limiter *limiter;
    struct fy_tempo *tempo;
    struct fy_edges *edges;
    struct fy_reel_output *output;
    float *dry;     /* BLOCK frames, of the channels that are heard */
    float *limited; /* what the limiter gives out at a time */
    float *soft;    /* and what the edges do */

    /* the reader's; control's at a start */
    struct fy_play play; /* its hearing is that of now */
    struct fy_mute mute;
    int64_t next;     /* the recording's frame that is read next */
    int64_t noted;    /* and that is put into the map next */
    unsigned done;    /* times */
    int64_t gap_left; /* frames of silence before the next time */
    bool stretching;  /* tempo is in use */
    bool started;

    pthread_mutex_t lock; /* for what follows */
    bool hearing_waits, muted_waits;
    struct fy_hearing hearing;
    struct fy_mute muted;
    unsigned position_rate; /* of the output that positions are asked for */
};

/* ---- set-up ---- */

static void free_output(struct fy_reel *reel)
{
    fy_mix_free(reel->mix);
    fy_limiter_free(reel->limiter);
    fy_tempo_free(reel->tempo);
    fy_edges_free(reel->edges);
    fy_reel_output_free(reel->output);
    fy_free(reel->dry);
    fy_free(reel->limited);
    fy_free(reel->soft);
    reel->mix = NULL;
    reel->limiter = NULL;
    reel->tempo = NULL;
    reel->edges = NULL;
    reel->output = NULL;
    reel->dry = reel->limited = reel->soft = NULL;
    reel->channels = 0;
}

static enum fy_status make_output(struct fy_reel *reel, unsigned rate, size_t channels)
{
    if (reel->channels == channels && reel->output_rate == rate)
        return FY_OK;
    free_output(reel);
    unsigned own = (unsigned)reel->rate;
    if (fy_mix_new(&reel->mix, reel->rate, reel->inputs, channels) != FY_OK ||
        fy_limiter_new(&reel->limiter, own, channels) != FY_OK ||
        fy_tempo_new(&reel->tempo, reel->rate, channels) != FY_OK ||
        fy_edges_new(&reel->edges, reel->rate, channels) != FY_OK)
        return FY_NO_MEMORY;
    size_t delay = fy_limiter_delay(reel->limiter), edge = fy_edges_delay(reel->edges);
    /* The most that comes of one step: all that is inside when a play ends, at the slowest. */
    size_t most = (size_t)((double)(BLOCK + delay + 2 * fy_tempo_most(reel->tempo)) / FY_SPEED_MIN) + edge + 1;
    reel->dry = fy_calloc(BLOCK * channels, sizeof *reel->dry);
    reel->limited = fy_calloc((BLOCK + delay) * channels, sizeof *reel->limited);
    reel->soft = fy_calloc((BLOCK + edge) * channels, sizeof *reel->soft);
    if (!reel->dry || !reel->limited || !reel->soft ||
        fy_reel_output_new(&reel->output, reel->rate, rate, channels, most) != FY_OK)
        return FY_NO_MEMORY;
    reel->channels = channels;
    reel->output_rate = rate;
    return FY_OK;
}

static enum fy_status make_parts(struct fy_reel *reel, struct fy_recording *recording)
{
    reel->rate = fy_recording_rate(recording);
    reel->inputs = (size_t)fy_recording_channels(recording);
    reel->frames = fy_recording_frames(recording);
    reel->file = fy_calloc(BLOCK * reel->inputs, sizeof *reel->file);
    if (!reel->file || fy_position_map_new(&reel->map) != FY_OK)
        return FY_NO_MEMORY;
    return fy_ahead_new(&reel->ahead, recording);
}

enum fy_status fy_reel_new(struct fy_reel **reel, struct fy_recording *recording, struct fy_error *error)
{
    *reel = NULL;
    struct fy_reel *made = fy_calloc(1, sizeof *made);
    if (made)
        pthread_mutex_init(&made->lock, NULL);
    if (!made || make_parts(made, recording) != FY_OK) {
        fy_reel_free(made);
        fy_recording_close(recording);
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    }
    *reel = made;
    return FY_OK;
}

void fy_reel_free(struct fy_reel *reel)
{
    if (!reel)
        return;
    fy_ahead_free(reel->ahead);
    fy_position_map_free(reel->map);
    free_output(reel);
    fy_free(reel->file);
    pthread_mutex_destroy(&reel->lock);
    fy_free(reel);
}

/* ---- from the tempo on ---- */

static void put_soft(struct fy_reel *reel, const float *frames, size_t count)
{
    for (size_t done = 0; done < count; done += BLOCK) {
        size_t part = count - done < BLOCK ? count - done : BLOCK;
        size_t got = fy_edges_put(reel->edges, frames + done * reel->channels, part, reel->soft);
        fy_reel_output_put(reel->output, reel->soft, got);
    }
}

/* `count` frames that stand for the recording's next `input`. */
static void put_noted(struct fy_reel *reel, const float *frames, size_t count, size_t input)
{
    if (count == 0)
        return;
    fy_position_map_add(reel->map, (int64_t)count, reel->noted, (int64_t)input);
    reel->noted += (int64_t)input;
    put_soft(reel, frames, count);
}

static void put_piece(struct fy_reel *reel, const struct fy_tempo_piece *piece)
{
    put_noted(reel, piece->frames, piece->count, piece->input);
}

static void put(struct fy_reel *reel, const float *frames, size_t count)
{
    if (!reel->stretching) {
        put_noted(reel, frames, count, count);
        return;
    }
    struct fy_tempo_piece piece;
    for (size_t taken = 0; taken < count;) {
        taken += fy_tempo_put(reel->tempo, frames + taken * reel->channels, count - taken, &piece);
        put_piece(reel, &piece);
    }
}

/* ---- how it sounds ---- */

static double sane_speed(double speed)
{
    if (!(fabs(speed - 1) > 0.001))
        return 1;
    if (isnan(speed))
        return 1;
    return fmin(fmax(speed, FY_SPEED_MIN), FY_SPEED_MAX);
}

static void set_speed(struct fy_reel *reel, double speed)
{
    struct fy_tempo_piece piece;
    if (reel->stretching)
        while (fy_tempo_drain(reel->tempo, &piece))
            put_piece(reel, &piece);
    reel->stretching = speed < 1 || speed > 1;
    if (reel->stretching)
        fy_tempo_begin(reel->tempo, speed);
}

static void hear(struct fy_reel *reel)
{
    pthread_mutex_lock(&reel->lock);
    bool changed = reel->hearing_waits;
    struct fy_hearing hearing = reel->hearing;
    if (reel->muted_waits) {
        memcpy(reel->mute.stretches, reel->muted.stretches, sizeof reel->mute.stretches);
        reel->mute.count = reel->muted.count;
    }
    reel->hearing_waits = reel->muted_waits = false;
    pthread_mutex_unlock(&reel->lock);
    if (!changed)
        return;
    hearing.speed = sane_speed(hearing.speed);
    fy_mix_set(reel->mix, hearing.channel, hearing.gain, false);
    if (hearing.speed < reel->play.hearing.speed || hearing.speed > reel->play.hearing.speed)
        set_speed(reel, hearing.speed);
    reel->play.hearing = hearing;
}

/* ---- one step after the other ---- */

static void begin_time(struct fy_reel *reel)
{
    const struct fy_hearing *hearing = &reel->play.hearing;
    reel->next = reel->noted = reel->play.from;
    fy_mute_begin(&reel->mute, reel->next, reel->rate);
    fy_edges_begin(reel->edges, (double)(reel->play.to - reel->play.from) / hearing->speed, hearing->edges);
    reel->stretching = false;
    set_speed(reel, hearing->speed);
}

static void end_time(struct fy_reel *reel)
{
    struct fy_tempo_piece piece;
    put(reel, reel->limited, fy_limiter_finish(reel->limiter, reel->limited));
    if (reel->stretching)
        while (fy_tempo_finish(reel->tempo, &piece))
            put_piece(reel, &piece);
    size_t got = fy_edges_finish(reel->edges, reel->play.hearing.edges, reel->soft);
    fy_reel_output_put(reel->output, reel->soft, got);
    reel->done++;
    if (reel->done == reel->play.times) {
        fy_reel_output_finish(reel->output);
        reel->started = false;
        return;
    }
    reel->gap_left = (int64_t)(reel->play.gap * reel->rate + 0.5);
    if (reel->gap_left == 0)
        begin_time(reel);
}

static void put_gap(struct fy_reel *reel)
{
    size_t count = reel->gap_left < BLOCK ? (size_t)reel->gap_left : BLOCK;
    memset(reel->soft, 0, count * reel->channels * sizeof *reel->soft);
    fy_position_map_add(reel->map, (int64_t)count, reel->play.to, 0);
    fy_reel_output_put(reel->output, reel->soft, count);
    reel->gap_left -= (int64_t)count;
    if (reel->gap_left == 0)
        begin_time(reel);
}

static bool put_block(struct fy_reel *reel)
{
    int64_t left = reel->play.to - reel->next;
    size_t count = fy_ahead_take(reel->ahead, reel->next, reel->file, left < BLOCK ? (size_t)left : BLOCK);
    fy_mix_run(reel->mix, reel->file, reel->dry, count);
    fy_mute_run(&reel->mute, reel->next, reel->dry, count, reel->channels);
    reel->next += (int64_t)count;
    put(reel, reel->limited, fy_limiter_put(reel->limiter, reel->dry, count, reel->limited));
    return count > 0;
}

/* False: nothing can be done now. */
static bool step(struct fy_reel *reel)
{
    if (!reel->started)
        return false;
    hear(reel);
    if (reel->gap_left > 0) {
        put_gap(reel);
        return true;
    }
    if (reel->next < reel->play.to)
        return put_block(reel);
    end_time(reel);
    return true;
}

/* ---- control and reader ---- */

static int64_t between(int64_t value, int64_t low, int64_t high)
{
    return value < low ? low : value > high ? high : value;
}

enum fy_status fy_reel_start(struct fy_reel *reel, const struct fy_play *play, unsigned rate, unsigned channels)
{
    reel->started = false;
    if (rate == 0 || rate > RATE_MOST || channels == 0 || channels > CHANNELS_MOST)
        return FY_INVALID;
    enum fy_status status = make_output(reel, rate, channels);
    if (status == FY_OK)
        status = fy_reel_output_begin(reel->output);
    if (status != FY_OK) {
        free_output(reel);
        return status;
    }
    reel->play = *play;
    reel->play.from = between(play->from, 0, reel->frames);
    reel->play.to = between(play->to, reel->play.from, reel->frames);
    reel->play.gap = play->gap > 0 ? fmin(play->gap, 3600) : 0;
    reel->play.hearing.speed = sane_speed(play->hearing.speed);
    reel->done = 0;
    reel->gap_left = 0;
    pthread_mutex_lock(&reel->lock);
    reel->hearing_waits = false;
    reel->position_rate = rate;
    pthread_mutex_unlock(&reel->lock);
    hear(reel);
    fy_position_map_clear(reel->map, reel->play.from);
    fy_mix_set(reel->mix, play->hearing.channel, play->hearing.gain, true);
    fy_limiter_clear(reel->limiter);
    fy_ahead_plan(reel->ahead, reel->play.from, reel->play.to, play->times != 1);
    begin_time(reel);
    reel->started = reel->play.from < reel->play.to;
    if (!reel->started)
        fy_reel_output_finish(reel->output);
    return FY_OK;
}

size_t fy_reel_read(struct fy_reel *reel, float *frames, size_t count)
{
    if (!reel->output)
        return 0;
    size_t done = 0;
    for (bool more = true; done < count && more;) {
        done += fy_reel_output_read(reel->output, frames + done * reel->channels, count - done);
        more = done < count && step(reel);
    }
    return done;
}

bool fy_reel_ended(const struct fy_reel *reel)
{
    return !reel->output || fy_reel_output_ended(reel->output);
}

void fy_reel_wait(struct fy_reel *reel, double seconds)
{
    if (reel->started && reel->next < reel->play.to)
        fy_ahead_wait(reel->ahead, reel->next, seconds);
}

/* ---- anybody ---- */

void fy_reel_change(struct fy_reel *reel, const struct fy_hearing *hearing)
{
    pthread_mutex_lock(&reel->lock);
    reel->hearing = *hearing;
    reel->hearing_waits = true;
    pthread_mutex_unlock(&reel->lock);
}

void fy_reel_mute(struct fy_reel *reel, const struct fy_muted *stretches, size_t count)
{
    pthread_mutex_lock(&reel->lock);
    fy_mute_set(&reel->muted, stretches, count);
    reel->muted_waits = true;
    pthread_mutex_unlock(&reel->lock);
}

int64_t fy_reel_position(struct fy_reel *reel, int64_t frame)
{
    pthread_mutex_lock(&reel->lock);
    double ratio = reel->position_rate > 0 ? (double)reel->rate / reel->position_rate : 1;
    pthread_mutex_unlock(&reel->lock);
    return fy_position_map_at(reel->map, (double)frame * ratio);
}

uint64_t fy_reel_unread(const struct fy_reel *reel)
{
    return fy_ahead_unread(reel->ahead);
}

/* libsonic works in turns: once twice the longest period is inside, it puts something out and lets go of some input, but
 * tells neither how much it took nor what is still inside, and its length is not always what the speed says. So frames
 * go in one at a time: the turn comes with the very frame that makes its buffer full, which tells where in the input this
 * turn begins, and the beginning of the next one where it ends. A turn's output is kept until then. */
#include "sound/tempo.h"

#include <fangyin/memory.h>
#include <sonic.h>
#include <string.h>

/* Periods are counted in frames; below that rate there are too few of them. What sounds the same is only slower. */
enum { RATE_LEAST = 4000, CHANNELS_MOST = 2 };

struct fy_tempo {
    sonicStream stream;
    size_t channels;
    size_t full;    /* frames that make libsonic take a turn */
    size_t most;    /* frames that a buffer holds */
    float *silence; /* a frame */
    float *turn;    /* output of the last turn, not given away yet */
    float *given;   /* the piece that was given away last */
    size_t turn_count;
    size_t turn_from; /* where in the input that turn began */
    size_t in;        /* frames that went in, with the silence behind the end */
    size_t end;       /* frames that went in before that silence; 0 if there is none yet */
    bool drained;     /* fy_tempo_drain: nothing is in libsonic but what it puts out */
};

static int sane_rate(int rate)
{
    return rate < RATE_LEAST ? RATE_LEAST : rate;
}

enum fy_status fy_tempo_new(struct fy_tempo **tempo, int rate, size_t channels)
{
    *tempo = NULL;
    if (channels < 1 || channels > CHANNELS_MOST)
        return FY_INVALID;
    struct fy_tempo *made = fy_calloc(1, sizeof *made);
    if (!made)
        return FY_NO_MEMORY;
    made->channels = channels;
    made->full = 2 * (size_t)(sane_rate(rate) / SONIC_MIN_PITCH);
    made->most = 2 * made->full;
    made->silence = fy_calloc(channels, sizeof *made->silence);
    made->turn = fy_calloc(made->most * channels, sizeof *made->turn);
    made->given = fy_calloc(made->most * channels, sizeof *made->given);
    made->stream = sonicCreateStream(sane_rate(rate), (int)channels);
    if (!made->silence || !made->turn || !made->given || !made->stream) {
        fy_tempo_free(made);
        return FY_NO_MEMORY;
    }
    *tempo = made;
    return FY_OK;
}

void fy_tempo_free(struct fy_tempo *tempo)
{
    if (!tempo)
        return;
    if (tempo->stream)
        sonicDestroyStream(tempo->stream);
    fy_free(tempo->silence);
    fy_free(tempo->turn);
    fy_free(tempo->given);
    fy_free(tempo);
}

size_t fy_tempo_most(const struct fy_tempo *tempo)
{
    return tempo->most;
}

static size_t available(const struct fy_tempo *tempo)
{
    return (size_t)sonicSamplesAvailable(tempo->stream);
}

static size_t take(struct fy_tempo *tempo, float *frames)
{
    return (size_t)sonicReadFloatFromStream(tempo->stream, frames, (int)tempo->most);
}

/* Libsonic's input goes to its output as it is; a flush then finds nothing inside and forgets what it had planned. */
static void empty(struct fy_tempo *tempo)
{
    sonicSetSpeed(tempo->stream, 1);
    sonicWriteFloatToStream(tempo->stream, tempo->silence, 0);
    sonicFlushStream(tempo->stream);
}

void fy_tempo_begin(struct fy_tempo *tempo, double speed)
{
    empty(tempo);
    while (take(tempo, tempo->turn) > 0)
        continue;
    sonicSetSpeed(tempo->stream, (float)speed);
    tempo->turn_count = tempo->turn_from = tempo->in = tempo->end = 0;
    tempo->drained = false;
}

/* The kept turn ended before input frame `at`: it is a piece, if there is one. */
static void give(struct fy_tempo *tempo, size_t at, struct fy_tempo_piece *piece)
{
    float *turn = tempo->turn;
    tempo->turn = tempo->given;
    tempo->given = turn;
    *piece = (struct fy_tempo_piece){ turn, tempo->turn_count, at - tempo->turn_from };
    tempo->turn_from = at;
    tempo->turn_count = 0;
}

/* One frame in. True if libsonic took a turn; the one before is then a piece. */
static bool put_frame(struct fy_tempo *tempo, float *frame, struct fy_tempo_piece *piece)
{
    sonicWriteFloatToStream(tempo->stream, frame, 1);
    tempo->in++;
    if (available(tempo) == 0)
        return false;
    give(tempo, tempo->in - tempo->full, piece);
    tempo->turn_count = take(tempo, tempo->turn);
    return true;
}

size_t fy_tempo_put(struct fy_tempo *tempo, const float *in, size_t count, struct fy_tempo_piece *piece)
{
    float frame[CHANNELS_MOST] = { 0 };
    *piece = (struct fy_tempo_piece){ 0 };
    for (size_t i = 0; i < count; i++) {
        memcpy(frame, in + i * tempo->channels, tempo->channels * sizeof *frame);
        if (put_frame(tempo, frame, piece) && piece->count > 0)
            return i + 1;
    }
    return count;
}

bool fy_tempo_drain(struct fy_tempo *tempo, struct fy_tempo_piece *piece)
{
    if (!tempo->drained) {
        empty(tempo);
        tempo->drained = true;
        give(tempo, tempo->in - available(tempo), piece);
        if (piece->count > 0)
            return true;
    }
    tempo->turn_count = take(tempo, tempo->turn);
    give(tempo, tempo->turn_from + tempo->turn_count, piece);
    return piece->count > 0;
}

bool fy_tempo_finish(struct fy_tempo *tempo, struct fy_tempo_piece *piece)
{
    *piece = (struct fy_tempo_piece){ 0 };
    if (tempo->end == 0)
        tempo->end = tempo->in;
    while (tempo->turn_from < tempo->end) {
        size_t left = tempo->end - tempo->turn_from;
        if (!put_frame(tempo, tempo->silence, piece) || piece->count == 0)
            continue;
        if (piece->input > left) {
            piece->count = (piece->count * left + piece->input - 1) / piece->input;
            piece->input = left;
        }
        if (piece->count > 0)
            return true;
    }
    return false;
}

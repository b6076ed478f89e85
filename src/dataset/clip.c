/* The sound of one segment: cut, resampled, listened to for faults. */
#include "base/messages.h"
#include "dataset/internal.h"
#include "sound/resample.h"

#include <fangyin/memory.h>
#include <fangyin/recording.h>
#include <math.h>
#include <string.h>

enum { BLOCK = 16384, STAGES = 6, HEADER = 44 };

static const double pi = 3.14159265358979323846;
static const double edge = 5000;       /* Hz: telephone speech has nothing above 4 kHz */
static const double edge_share = 1e-6; /* of the energy; speech that was recorded at 16 kHz has more there */

/* A Butterworth high pass of the order 12, as biquads in a row (bilinear transform, warped to the edge). */
struct high_pass {
    double b[STAGES], a1[STAGES], a2[STAGES]; /* numerator b (1 - 2/z + 1/z2) */
    double x1[STAGES], x2[STAGES], y1[STAGES], y2[STAGES];
};

static void high_pass_start(struct high_pass *filter, int rate)
{
    const double k = tan(pi * edge / rate);
    memset(filter, 0, sizeof *filter);
    for (int i = 0; i < STAGES; i++) {
        const double q = 1 / (2 * cos(pi * (2 * i + 1) / (4.0 * STAGES))), norm = 1 / (1 + k / q + k * k);
        filter->b[i] = norm;
        filter->a1[i] = 2 * (k * k - 1) * norm;
        filter->a2[i] = (1 - k / q + k * k) * norm;
    }
}

static double high_pass_step(struct high_pass *filter, double x)
{
    for (int i = 0; i < STAGES; i++) {
        const double y = filter->b[i] * (x - 2 * filter->x1[i] + filter->x2[i]) - filter->a1[i] * filter->y1[i] -
                         filter->a2[i] * filter->y2[i];
        filter->x2[i] = filter->x1[i];
        filter->x1[i] = x;
        filter->y2[i] = filter->y1[i];
        filter->y1[i] = y;
        x = y;
    }
    return x;
}

struct ear {
    struct high_pass filter;
    bool filters;
    double sum, energy;
    double judged, high; /* energy of the samples that were filtered, and of what is above the edge */
    int64_t count, blocks;
    int run, longest; /* samples in a row at full scale */
};

/* The share above the edge is looked for in every fourth block: the filter takes longer than all the rest. It begins anew
 * there, and settles before anything is added up. */
static void listen_above(struct ear *ear, const float *samples, size_t count, int rate)
{
    enum { EVERY = 4 };
    const size_t settles = (size_t)rate / 100;
    if (!ear->filters || ear->blocks++ % EVERY != 0)
        return;
    high_pass_start(&ear->filter, rate);
    for (size_t i = 0; i < count; i++) {
        const double x = (double)samples[i], high = high_pass_step(&ear->filter, x);
        if (i < settles)
            continue;
        ear->judged += x * x;
        ear->high += high * high;
    }
}

static void listen(struct ear *ear, const float *samples, size_t count, int rate)
{
    for (size_t i = 0; i < count; i++) {
        const double x = (double)samples[i];
        ear->sum += x;
        ear->energy += x * x;
        ear->run = fabs(x) >= 0.9885 ? ear->run + 1 : 0; /* -0.1 dB */
        ear->longest = ear->run > ear->longest ? ear->run : ear->longest;
    }
    listen_above(ear, samples, count, rate);
    ear->count += (int64_t)count;
}

static unsigned judge(const struct ear *ear, int rate)
{
    const double count = (double)ear->count;
    unsigned flags = 0;
    if (ear->longest >= 3)
        flags |= FY_SOUND_CLIPPING;
    if (count > 0 && fabs(ear->sum / count) > 0.01)
        flags |= FY_SOUND_DC;
    if (ear->energy <= 0)
        flags |= FY_SOUND_SILENT;
    /* A tenth of a second at -50 dB or more: what is quieter tells nothing. */
    else if (ear->filters && count > 0.1 * rate && ear->energy / count > 1e-5 && ear->high < edge_share * ear->judged)
        flags |= FY_SOUND_UPSAMPLED;
    return flags;
}

static int64_t frame_at(int64_t microseconds, int rate)
{
    return microseconds / 1000000 * rate + (microseconds % 1000000 * rate + 500000) / 1000000;
}

static void blank(const struct fy_clip *clip, int rate, int64_t at, float *samples, size_t count)
{
    for (size_t i = 0; i < clip->blank_count; i++) {
        int64_t from = frame_at(clip->blanks[i].start, rate) - at, to = frame_at(clip->blanks[i].end, rate) - at;
        from = from < 0 ? 0 : from;
        to = to > (int64_t)count ? (int64_t)count : to;
        for (; from < to; from++)
            samples[from] = clip->tone ? (float)(0.1 * sin(2 * pi * 1000 * (double)(at + from) / rate)) : 0;
    }
}

static void put_pcm(struct fy_buffer *out, const float *samples, size_t count)
{
    if (!fy_buffer_reserve(out, 2 * count))
        return;
    for (size_t i = 0; i < count; i++) {
        const float scaled = samples[i] * 32768.0F;
        const long value = scaled >= 32767.0F ? 32767 : scaled <= -32768.0F ? -32768 : lrintf(scaled);
        out->data[out->size++] = (char)(value & 0xFF);
        out->data[out->size++] = (char)(value >> 8 & 0xFF);
    }
    out->data[out->size] = '\0';
}

static void put_number(char *at, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        at[i] = (char)(value >> (8 * i) & 0xFF);
}

static void put_header(char header[HEADER], uint32_t size, int rate)
{
    memcpy(header, "RIFF....WAVEfmt ", 16);
    put_number(header + 4, 36 + size, 4);
    put_number(header + 16, 16, 4);
    put_number(header + 20, 1, 2); /* PCM */
    put_number(header + 22, 1, 2); /* channels */
    put_number(header + 24, (uint32_t)rate, 4);
    put_number(header + 28, 2 * (uint32_t)rate, 4);
    put_number(header + 32, 2, 2);
    put_number(header + 34, 16, 2);
    memcpy(header + 36, "data", 4);
    put_number(header + 40, size, 4);
}

struct cutting {
    struct fy_recording *recording;
    struct fy_clip *clip;
    struct ear ear;
    int from, channel;
    int64_t at, end;
    float in[BLOCK], out[BLOCK];
};

/* The next samples of the source; 0 at the end. */
static size_t next(struct cutting *cutting)
{
    const int64_t left = cutting->end - cutting->at;
    const size_t count = left < BLOCK ? (size_t)left : BLOCK;
    fy_recording_read_mono(cutting->recording, cutting->at, cutting->channel, cutting->in, count);
    blank(cutting->clip, cutting->from, cutting->at, cutting->in, count);
    listen(&cutting->ear, cutting->in, count, cutting->from);
    cutting->at += (int64_t)count;
    return count;
}

static enum fy_status resample(struct cutting *cutting, int rate, struct fy_buffer *pcm)
{
    struct fy_resampler *resampler = NULL;
    enum fy_status status = fy_resampler_new(&resampler, cutting->from, (unsigned)rate, 1);
    if (status == FY_OK)
        status = fy_resampler_begin(resampler);
    while (status == FY_OK && cutting->at < cutting->end) {
        const size_t count = next(cutting);
        for (size_t taken = 0, made = 1; taken < count || made > 0;) {
            made = fy_resampler_put(resampler, cutting->in, count, &taken, cutting->out, BLOCK);
            put_pcm(pcm, cutting->out, made);
        }
    }
    for (size_t made = 1; status == FY_OK && made > 0;) {
        made = fy_resampler_finish(resampler, cutting->out, BLOCK);
        put_pcm(pcm, cutting->out, made);
    }
    fy_resampler_free(resampler);
    return status;
}

static enum fy_status write_clip(struct fy_clip *clip, struct fy_buffer *pcm, int rate, struct fy_error *error)
{
    fy_digest_of(pcm->data + HEADER, pcm->size - HEADER, clip->digest);
    clip->samples = (int64_t)(pcm->size - HEADER) / 2;
    put_header(pcm->data, (uint32_t)(pcm->size - HEADER), rate);
    return fy_put_file(clip->path, pcm->data, pcm->size, error);
}

static enum fy_status cut(struct cutting *cutting, struct fy_buffer *pcm, struct fy_error *error)
{
    struct fy_clip *clip = cutting->clip;
    const int rate = clip->rate > 0 ? clip->rate : cutting->from;
    enum fy_status status = FY_OK;
    struct fy_digest digest;
    if (clip->path)
        fy_buffer_append(pcm, (char[HEADER]){ 0 }, HEADER);
    if (clip->path && rate != cutting->from)
        status = resample(cutting, rate, pcm);
    fy_digest_start(&digest);
    while (status == FY_OK && cutting->at < cutting->end) {
        const size_t count = next(cutting);
        put_pcm(pcm, cutting->in, count);
        if (!clip->path) {
            fy_digest_add(&digest, pcm->data, pcm->size);
            fy_buffer_clear(pcm);
        }
    }
    /* As long as the span, whatever the resampler's delay made of it. */
    if (clip->path && !pcm->failed) {
        const int64_t frames = (clip->samples * rate + cutting->from / 2) / cutting->from;
        for (size_t wanted = HEADER + 2 * (size_t)frames; pcm->size < wanted && !pcm->failed;)
            fy_buffer_putc(pcm, 0);
        pcm->size = pcm->failed ? pcm->size : HEADER + 2 * (size_t)frames;
    }
    if (status == FY_OK && pcm->failed)
        status = FY_NO_MEMORY;
    if (status != FY_OK)
        return fy_fail(error, status, "%s", fy_status_text(status));
    clip->flags = judge(&cutting->ear, cutting->from);
    if (clip->path)
        return write_clip(clip, pcm, rate, error);
    fy_digest_end(&digest, clip->digest);
    return FY_OK;
}

enum fy_status fy_clip_cut(struct fy_recording *recording, struct fy_clip *clip, struct fy_error *error)
{
    struct cutting *cutting = fy_calloc(1, sizeof *cutting);
    struct fy_buffer pcm = FY_BUFFER_EMPTY;
    if (!cutting)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    cutting->recording = recording;
    cutting->clip = clip;
    cutting->from = fy_recording_rate(recording);
    cutting->channel = clip->channel == -2 ? -1 : clip->channel < 0 ? 0 : clip->channel;
    cutting->at = frame_at(clip->start, cutting->from);
    cutting->end = frame_at(clip->end, cutting->from);
    cutting->end = cutting->end > fy_recording_frames(recording) ? fy_recording_frames(recording) : cutting->end;
    cutting->ear.filters = cutting->from >= 15000;
    if (cutting->ear.filters)
        high_pass_start(&cutting->ear.filter, cutting->from);
    clip->samples = cutting->end - cutting->at;
    const enum fy_status status = cut(cutting, &pcm, error);
    fy_buffer_free(&pcm);
    fy_free(cutting);
    return status;
}

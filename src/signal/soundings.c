#include <fangyin/soundings.h>

#include "base/messages.h"
#include "signal/samples.h"
#include "signal/soundings_internal.h"
#include "signal/transform.h"
#include <fangyin/intensity.h>
#include <fangyin/memory.h>
#include <math.h>
#include <string.h>

/* The band that counts, and the width of its skirts. */
#define LOWEST_HZ 80.0
#define HIGHEST_HZ 8000.0
#define SKIRT_HZ 80.0

/* The band-pass works on blocks of the sound, with so much of it on both sides that its ringing has died away:
 *
 *   in    [margin][        payload        ][margin]      transformed, weighed, transformed back
 *   out           [        payload        ]              appended; frames whose window is there are measured
 */
#define MARGIN 0.128 /* s */

static const double pi = 3.14159265358979323846;

struct fy_soundings {
    struct fy_soundings_settings settings;
    struct fy_intensity *intensity;
    struct fy_frames frames;
    int64_t next_frame;
    float *db; /* [frames.count] */
    struct fy_real_transform transform;
    float *gains; /* [length / 2 + 1] */
    size_t margin, payload;
    float **in;    /* [channels][length] */
    size_t filled; /* samples in each of them */
    float **out;   /* [channels][out_room] */
    size_t out_room;
    int64_t out_from, out_count;   /* samples of the recording that are in out */
    int64_t taken;                 /* samples of the recording that have come in */
    struct fy_sounding *intervals; /* after finish */
    size_t interval_count;
};

struct fy_soundings_settings fy_soundings_usual(double sampling_rate, size_t channel_count, int64_t samples)
{
    return (struct fy_soundings_settings){ sampling_rate, channel_count, samples, 100.0, 0.0, -25.0, 0.1, 0.1 };
}

static float **rows_new(size_t count, size_t size)
{
    float **const rows = fy_calloc(count, sizeof *rows);
    for (size_t i = 0; rows != NULL && i < count; i++)
        rows[i] = fy_calloc(size, sizeof **rows);
    return rows;
}

static bool rows_made(float *const *rows, size_t count)
{
    bool made = rows != NULL;
    for (size_t i = 0; made && i < count; i++)
        made = rows[i] != NULL;
    return made;
}

static void rows_free(float **rows, size_t count)
{
    for (size_t i = 0; rows != NULL && i < count; i++)
        fy_free(rows[i]);
    fy_free(rows);
}

static double gain(double frequency, double nyquist)
{
    if (frequency > HIGHEST_HZ + SKIRT_HZ)
        return 0.0;
    if (frequency < LOWEST_HZ + SKIRT_HZ)
        return 0.5 - 0.5 * cos(pi / (2.0 * SKIRT_HZ) * (frequency - (LOWEST_HZ - SKIRT_HZ)));
    if (frequency > HIGHEST_HZ - SKIRT_HZ && HIGHEST_HZ < nyquist)
        return 0.5 + 0.5 * cos(pi / (2.0 * SKIRT_HZ) * (frequency - (HIGHEST_HZ - SKIRT_HZ)));
    return 1.0;
}

static enum fy_status allocate(struct fy_soundings *soundings)
{
    const struct fy_soundings_settings *const settings = &soundings->settings;
    const size_t channels = settings->channel_count, margin = (size_t)ceil(MARGIN * settings->sampling_rate);
    const size_t length = fy_transform_length(8.0 * (double)margin);
    int64_t from, to;

    fy_intensity_reach(soundings->intensity, &soundings->frames, 0, 1, &from, &to);
    soundings->margin = margin;
    soundings->payload = length - 2 * margin;
    soundings->filled = margin;
    soundings->out_room = soundings->payload + (size_t)(to - from) + 2;
    soundings->db = fy_malloc((size_t)soundings->frames.count * sizeof *soundings->db);
    soundings->gains = fy_malloc((length / 2 + 1) * sizeof *soundings->gains);
    soundings->in = rows_new(channels, length);
    soundings->out = rows_new(channels, soundings->out_room);
    if (soundings->db == NULL || soundings->gains == NULL || !rows_made(soundings->in, channels) ||
        !rows_made(soundings->out, channels) || fy_real_transform_open(&soundings->transform, length) != FY_OK)
        return FY_NO_MEMORY;
    const double line = settings->sampling_rate / (double)length;
    for (size_t k = 0; k <= length / 2; k++)
        soundings->gains[k] = (float)(gain((double)k * line, 0.5 * settings->sampling_rate) / (double)length);
    return FY_OK;
}

enum fy_status fy_soundings_new(struct fy_soundings **result, const struct fy_soundings_settings *settings,
                                struct fy_error *error)
{
    const struct fy_intensity_settings loudness = { settings->sampling_rate, settings->lowest_pitch,
                                                    settings->time_step, 0 };

    *result = NULL;
    if (!(settings->threshold < 0.0) || !isfinite(settings->threshold) || !(settings->silent >= 0.0) ||
        !(settings->sounding >= 0.0) || settings->channel_count == 0 || settings->channel_count > 4096 ||
        !(settings->sampling_rate <= 1e6))
        return fy_fail(error, FY_INVALID,
                       _("Silences are found with a threshold below 0 dB, and with shortest lengths of 0 s or more."));
    struct fy_soundings *const soundings = fy_calloc(1, sizeof *soundings);
    if (soundings == NULL)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    soundings->settings = *settings;
    enum fy_status status = fy_intensity_new(&soundings->intensity, &loudness, error);
    if (status == FY_OK) {
        soundings->frames = fy_intensity_frames(soundings->intensity, settings->samples);
        if (soundings->frames.count == 0)
            status =
                fy_fail(error, FY_INVALID, _("The recording is shorter than %g s: too short for Praat's silences."),
                        6.4 / settings->lowest_pitch);
        else if ((status = allocate(soundings)) != FY_OK)
            (void)fy_fail(error, status, "%s", fy_status_text(status));
    }
    if (status == FY_OK)
        *result = soundings;
    else
        fy_soundings_free(soundings);
    return status;
}

void fy_soundings_free(struct fy_soundings *soundings)
{
    if (soundings == NULL)
        return;
    fy_real_transform_close(&soundings->transform);
    rows_free(soundings->in, soundings->settings.channel_count);
    rows_free(soundings->out, soundings->settings.channel_count);
    fy_free(soundings->intervals);
    fy_free(soundings->gains);
    fy_free(soundings->db);
    fy_intensity_free(soundings->intensity);
    fy_free(soundings);
}

static void filter_channel(struct fy_soundings *soundings, size_t channel)
{
    struct fy_real_transform *const transform = &soundings->transform;
    float *const in = soundings->in[channel];

    memcpy(transform->samples, in, transform->length * sizeof *in);
    fy_real_transform_forward(transform);
    for (size_t k = 0; k <= transform->length / 2; k++) {
        transform->lines[2 * k] *= soundings->gains[k];
        transform->lines[2 * k + 1] *= soundings->gains[k];
    }
    fy_real_transform_backward(transform);
    memcpy(soundings->out[channel] + soundings->out_count, transform->samples + soundings->margin,
           soundings->payload * sizeof *in);
    memmove(in, in + soundings->payload, 2 * soundings->margin * sizeof *in);
}

/* Measure the frames that are all there, and drop what no later frame needs. */
static void measure(struct fy_soundings *soundings)
{
    const int64_t total = soundings->settings.samples;
    int64_t end = soundings->out_from + soundings->out_count, first = soundings->next_frame, from, to;

    end = end < total ? end : total;
    for (; soundings->next_frame < soundings->frames.count; soundings->next_frame++) {
        fy_intensity_reach(soundings->intensity, &soundings->frames, soundings->next_frame, 1, &from, &to);
        if (to > end && end < total)
            break;
    }
    const struct fy_sound sound = { (const float *const *)soundings->out, soundings->settings.channel_count,
                                    soundings->out_from, end - soundings->out_from };
    fy_intensity_run(soundings->intensity, &sound, &soundings->frames, first, soundings->next_frame - first,
                     soundings->db + first);
    if (soundings->next_frame == soundings->frames.count)
        return;
    fy_intensity_reach(soundings->intensity, &soundings->frames, soundings->next_frame, 1, &from, &to);
    if (from <= soundings->out_from)
        return;
    const int64_t gone =
        from - soundings->out_from < soundings->out_count ? from - soundings->out_from : soundings->out_count;
    for (size_t c = 0; c < soundings->settings.channel_count; c++)
        memmove(soundings->out[c], soundings->out[c] + gone, (size_t)(soundings->out_count - gone) * sizeof(float));
    soundings->out_from += gone;
    soundings->out_count -= gone;
}

static void take_block(struct fy_soundings *soundings)
{
    for (size_t c = 0; c < soundings->settings.channel_count; c++)
        filter_channel(soundings, c);
    soundings->out_count += (int64_t)soundings->payload;
    soundings->filled = 2 * soundings->margin;
    measure(soundings);
}

void fy_soundings_feed(struct fy_soundings *soundings, const struct fy_sound *piece)
{
    int64_t at = piece->from, left = piece->count;
    if (left > soundings->settings.samples - soundings->taken)
        left = soundings->settings.samples - soundings->taken;
    while (left > 0) {
        const size_t room = soundings->transform.length - soundings->filled;
        const size_t now = (uint64_t)left < room ? (size_t)left : room;
        for (size_t c = 0; c < soundings->settings.channel_count; c++)
            fy_sound_copy(piece, c, at, now, soundings->in[c] + soundings->filled);
        soundings->filled += now;
        soundings->taken += (int64_t)now;
        at += (int64_t)now;
        left -= (int64_t)now;
        if (soundings->filled == soundings->transform.length)
            take_block(soundings);
    }
}

enum fy_status fy_soundings_finish(struct fy_soundings *soundings, const struct fy_sounding **intervals, size_t *count)
{
    *intervals = NULL;
    *count = 0;
    while (soundings->next_frame < soundings->frames.count) {
        const size_t room = soundings->transform.length - soundings->filled;
        for (size_t c = 0; c < soundings->settings.channel_count; c++)
            memset(soundings->in[c] + soundings->filled, 0, room * sizeof(float));
        take_block(soundings);
    }
    if (soundings->intervals == NULL) {
        const double duration = (double)soundings->settings.samples / soundings->settings.sampling_rate;
        const enum fy_status status =
            fy_soundings_decide(&soundings->settings, &soundings->frames, duration, soundings->db,
                                &soundings->intervals, &soundings->interval_count);
        if (status != FY_OK)
            return status;
    }
    *intervals = soundings->intervals;
    *count = soundings->interval_count;
    return FY_OK;
}

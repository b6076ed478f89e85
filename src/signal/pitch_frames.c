#include "signal/pitch_internal.h"

#include "signal/samples.h"
#include "signal/vector.h"
#include <fangyin/memory.h>
#include <math.h>

/* ---- the sound, through the low-pass ---- */

static void convolve(const float *taps, size_t tap_count, const float *in, size_t count, float *out)
{
    size_t i = 0;
    for (; i + FY_LANES <= count; i += FY_LANES) {
        fy_floats sum = fy_all(0.0F);
        for (size_t k = 0; k < tap_count; k++)
            sum += fy_all(taps[k]) * fy_load(in + i + k);
        fy_store(out + i, sum);
    }
    for (; i < count; i++) {
        float sum = 0.0F;
        for (size_t k = 0; k < tap_count; k++)
            sum += taps[k] * in[i + k];
        out[i] = sum;
    }
}

void fy_pitch_take(struct fy_pitch *pitch, const struct fy_sound *sound, int64_t at, size_t count)
{
    const size_t around = pitch->sizes.low_pass;
    for (size_t c = 0; c < pitch->channel_count; c++) {
        float *const to = pitch->sound + c * pitch->sound_room;
        if (around == 0) {
            fy_sound_copy(sound, c, at, count, to);
            continue;
        }
        fy_sound_copy(sound, c, at - (int64_t)around, count + 2 * around, pitch->raw);
        convolve(pitch->taps, 2 * around + 1, pitch->raw, count, to);
    }
}

/* ---- the recording's peak ---- */

struct extent {
    double sum;
    float lowest, highest;
};

struct fy_pitch_peak {
    int64_t count; /* samples of each channel */
    size_t channel_count;
    struct extent extents[];
};

enum fy_status fy_pitch_peak_new(struct fy_pitch_peak **peak, size_t channel_count)
{
    *peak = fy_calloc(1, sizeof **peak + channel_count * sizeof *(*peak)->extents);
    if (*peak == NULL)
        return FY_NO_MEMORY;
    (*peak)->channel_count = channel_count;
    return FY_OK;
}

void fy_pitch_peak_free(struct fy_pitch_peak *peak)
{
    fy_free(peak);
}

static void extend(struct extent *extent, const float *samples, size_t count)
{
    float lowest = extent->lowest, highest = extent->highest;
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        sum += (double)samples[i];
        lowest = samples[i] < lowest ? samples[i] : lowest;
        highest = samples[i] > highest ? samples[i] : highest;
    }
    *extent = (struct extent){ extent->sum + sum, lowest, highest };
}

void fy_pitch_peak_add(struct fy_pitch_peak *peak, struct fy_pitch *pitch, const struct fy_sound *sound, int64_t from,
                       int64_t to)
{
    while (from < to) {
        const size_t now = (uint64_t)(to - from) < pitch->sound_room ? (size_t)(to - from) : pitch->sound_room;
        fy_pitch_take(pitch, sound, from, now);
        for (size_t c = 0; c < peak->channel_count && c < pitch->channel_count; c++) {
            const float *const samples = pitch->sound + c * pitch->sound_room;
            if (peak->count == 0)
                peak->extents[c] = (struct extent){ 0.0, samples[0], samples[0] };
            extend(&peak->extents[c], samples, now);
        }
        peak->count += (int64_t)now;
        from += (int64_t)now;
    }
}

double fy_pitch_peak_value(const struct fy_pitch_peak *peak)
{
    double value = 0.0;
    for (size_t c = 0; c < peak->channel_count && peak->count > 0; c++) {
        const struct extent *const extent = &peak->extents[c];
        const double mean = extent->sum / (double)peak->count;
        value = fmax(value, fmax((double)extent->highest - mean, mean - (double)extent->lowest));
    }
    return value;
}

/* ---- frames ---- */

/* One frame of one channel: the local mean taken off, windowed. Returns the largest value around the middle. */
static float take_frame(const struct fy_pitch *pitch, const float *middle, float *frame)
{
    const struct fy_pitch_sizes *const sizes = &pitch->sizes;
    const float *const start = middle - sizes->half_window;
    double sum = 0.0;
    for (const float *at = middle - sizes->period; at < middle + sizes->period; at++)
        sum += (double)*at;
    const float mean = (float)(sum / (2.0 * (double)sizes->period));
    size_t i = 0;
    for (; i + FY_LANES <= sizes->window; i += FY_LANES)
        fy_store(frame + i, (fy_load(start + i) - fy_all(mean)) * fy_load(pitch->window + i));
    for (; i < sizes->window; i++)
        frame[i] = (start[i] - mean) * pitch->window[i];

    const size_t from = sizes->half_window > sizes->half_period ? sizes->half_window - sizes->half_period : 0;
    const size_t end = sizes->half_window + sizes->half_period;
    float peak = 0.0F;
    for (i = from; i < end && i < sizes->window; i++)
        peak = fabsf(frame[i]) > peak ? fabsf(frame[i]) : peak;
    return peak;
}

static float largest(const float *values, size_t count)
{
    float peak = 0.0F;
    for (size_t i = 0; i < count; i++)
        peak = fabsf(values[i]) > peak ? fabsf(values[i]) : peak;
    return peak;
}

/* to[transform] = a power spectrum with its mirror, so scaled that the correlation at lag 0 is 1. */
static void lay_out_powers(const struct fy_pitch *pitch, const float *powers, float *to)
{
    const size_t n = pitch->sizes.transform, half = n / 2;
    double sum = -(double)powers[0] - (double)powers[half];
    for (size_t k = 0; k <= half; k++)
        sum += 2.0 * (double)powers[k];
    const float scale = sum > 0.0 ? (float)(1.0 / sum) : 0.0F;
    to[0] = powers[0] * scale;
    for (size_t k = 1; k <= half; k++)
        to[k] = to[n - k] = powers[k] * scale;
}

static void lay_out_curve(const struct fy_pitch *pitch, const float *correlation, float *curve)
{
    const float scale = correlation[0] > 0.0F ? 1.0F / correlation[0] : 0.0F;
    float *const middle = curve + pitch->sizes.correlation;
    middle[0] = 1.0F;
    for (size_t lag = 1; lag <= pitch->sizes.correlation; lag++) {
        const float value = correlation[lag] * scale * pitch->undo_window[lag];
        middle[lag] = value;
        *(middle - lag) = value;
    }
}

/* Two frames at once; `loud[i]` is 0 where frame i is silent or not there. */
static void correlate(struct fy_pitch *pitch, const float loud[2])
{
    const size_t n = pitch->sizes.window, half_lines = pitch->sizes.transform / 2 + 1;
    float *const inputs[2] = { pitch->spectrum.first, pitch->spectrum.second };

    memset(pitch->powers, 0, 2 * half_lines * sizeof *pitch->powers);
    for (size_t c = 0; c < pitch->channel_count; c++) {
        for (size_t f = 0; f < 2; f++) {
            const float *const frame = pitch->frames + (f * pitch->channel_count + c) * n;
            const float scale = loud[f] > 0.0F ? 1.0F / loud[f] : 0.0F;
            for (size_t i = 0; i < n; i++)
                inputs[f][i] = frame[i] * scale;
        }
        fy_pair_transform_run(&pitch->spectrum);
        fy_pair_transform_powers(&pitch->spectrum, half_lines, 1.0F, pitch->lines, pitch->lines + half_lines);
        for (size_t k = 0; k < 2 * half_lines; k++)
            pitch->powers[k] += pitch->lines[k];
    }
    lay_out_powers(pitch, pitch->powers, pitch->correlation.first);
    lay_out_powers(pitch, pitch->powers + half_lines, pitch->correlation.second);
    fy_pair_transform_run(&pitch->correlation);
    lay_out_curve(pitch, pitch->correlation.real, pitch->curves);
    lay_out_curve(pitch, pitch->correlation.imaginary, pitch->curves + 2 * pitch->sizes.correlation + 1);
}

/* A frame whose middle lies at sample `middle` of pitch->sound. Returns its largest value. */
static float take_channels(struct fy_pitch *pitch, size_t place, size_t middle, double peak,
                           struct fy_pitch_frame *frame)
{
    const size_t n = pitch->sizes.window;
    float *const to = pitch->frames + place * pitch->channel_count * n;
    float local = 0.0F;
    for (size_t c = 0; c < pitch->channel_count; c++) {
        const float *const sound = pitch->sound + c * pitch->sound_room;
        local = fmaxf(local, take_frame(pitch, sound + middle, to + c * n));
    }
    frame->count = 1;
    frame->candidates[0] = (struct fy_pitch_candidate){ 0.0F, 0.0F };
    frame->intensity = peak > 0.0 ? (float)fmin((double)local / peak, 1.0) : 0.0F;
    return peak > 0.0 && local > 0.0F ? largest(to, pitch->channel_count * n) : 0.0F;
}

void fy_pitch_candidates(struct fy_pitch *pitch, const struct fy_sound *sound, const struct fy_frames *frames,
                         int64_t first, int64_t count, double peak, struct fy_pitch_frame *result)
{
    const double rate = pitch->settings.sampling_rate;
    const int64_t half = (int64_t)pitch->sizes.half_window;

    for (int64_t at = 0; at < count; at += FY_PITCH_GROUP) {
        const int64_t now = count - at < FY_PITCH_GROUP ? count - at : FY_PITCH_GROUP;
        const int64_t start = fy_sample_before(fy_frames_time(frames, first + at), rate) + 1 - half;
        const int64_t last = fy_sample_before(fy_frames_time(frames, first + at + now - 1), rate) + 1;
        fy_pitch_take(pitch, sound, start, (size_t)(last + half - start));
        for (int64_t i = 0; i < now; i += 2) {
            float loud[2] = { 0.0F, 0.0F };
            for (int64_t k = 0; k < 2 && i + k < now; k++) {
                const int64_t middle = fy_sample_before(fy_frames_time(frames, first + at + i + k), rate) + 1 - start;
                loud[k] = take_channels(pitch, (size_t)k, (size_t)middle, peak, &result[at + i + k]);
            }
            if (!(loud[0] > 0.0F || loud[1] > 0.0F))
                continue;
            correlate(pitch, loud);
            for (int64_t k = 0; k < 2 && i + k < now; k++) {
                const size_t whole = 2 * pitch->sizes.correlation + 1;
                if (loud[k] > 0.0F)
                    fy_pitch_find_candidates(pitch, pitch->curves + (size_t)k * whole + pitch->sizes.correlation,
                                             &result[at + i + k]);
            }
        }
    }
}

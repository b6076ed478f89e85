#include "signal/pitch_internal.h"

#include "base/messages.h"
#include "signal/samples.h"
#include "signal/vector.h"
#include <fangyin/memory.h>
#include <math.h>

#define LONGEST_WINDOW 4194304.0 /* samples */

static const double pi = 3.14159265358979323846;

struct fy_pitch_settings fy_pitch_raw(double sampling_rate)
{
    return (struct fy_pitch_settings){ .sampling_rate = sampling_rate,
                                       .floor = 75.0,
                                       .ceiling = 600.0,
                                       .periods = 3.0,
                                       .candidates = 15,
                                       .silence_threshold = 0.03,
                                       .voicing_threshold = 0.45,
                                       .octave_cost = 0.01,
                                       .octave_jump_cost = 0.35,
                                       .voiced_unvoiced_cost = 0.14 };
}

struct fy_pitch_settings fy_pitch_filtered(double sampling_rate)
{
    struct fy_pitch_settings settings = fy_pitch_raw(sampling_rate);
    settings.floor = 50.0;
    settings.ceiling = 800.0;
    settings.silence_threshold = 0.09;
    settings.voicing_threshold = 0.5;
    settings.octave_cost = 0.055;
    settings.attenuation = 0.03;
    return settings;
}

static bool usable(const struct fy_pitch_settings *settings)
{
    return fy_above_zero(settings->sampling_rate) && settings->sampling_rate <= 1e9 && fy_above_zero(settings->floor) &&
           fy_above_zero(settings->ceiling) && settings->ceiling > settings->floor &&
           fy_above_zero(settings->periods) && settings->time_step >= 0.0 && isfinite(settings->time_step) &&
           settings->candidates >= 2 && settings->candidates <= FY_PITCH_CANDIDATES &&
           settings->ceiling / settings->floor <= FY_PITCH_CANDIDATES && settings->silence_threshold >= 0.0 &&
           isfinite(settings->silence_threshold) && settings->voicing_threshold >= 0.0 &&
           isfinite(settings->voicing_threshold) && isfinite(settings->octave_cost) &&
           isfinite(settings->octave_jump_cost) && isfinite(settings->voiced_unvoiced_cost) &&
           settings->attenuation >= 0.0 && settings->attenuation < 1.0;
}

/* The corner of the Gaussian exp (-0.5 (f / corner)^2). */
static double low_pass_corner(const struct fy_pitch_settings *settings)
{
    return settings->ceiling / sqrt(-2.0 * log(settings->attenuation));
}

enum fy_status fy_pitch_find_sizes(struct fy_pitch_sizes *sizes, const struct fy_pitch_settings *settings)
{
    const double dx = 1.0 / settings->sampling_rate;

    if (!usable(settings))
        return FY_INVALID;
    *sizes = (struct fy_pitch_sizes){ .window_duration = settings->periods / settings->floor };
    sizes->step = settings->time_step > 0.0 ? settings->time_step : sizes->window_duration / 4.0;
    const double samples = floor(sizes->window_duration / dx);
    if (!(samples >= 6.0) || samples > LONGEST_WINDOW || !(1.0 / dx / settings->floor >= 2.0))
        return FY_INVALID;
    sizes->half_window = (size_t)samples / 2 - 1;
    sizes->window = 2 * sizes->half_window;
    sizes->period = (size_t)(1.0 / dx / settings->floor);
    if (sizes->period > sizes->half_window)
        sizes->period = sizes->half_window;
    sizes->half_period = sizes->period / 2 + 1;
    const size_t lags = (size_t)((double)sizes->window / settings->periods) + 2;
    sizes->most_lag = lags < sizes->window ? lags : sizes->window;
    sizes->correlation = sizes->window / 2;
    sizes->transform = fy_transform_length(1.5 * (double)sizes->window);
    /* Where the Gaussian's own transform has fallen to 1e-8. */
    if (settings->attenuation > 0.0)
        sizes->low_pass = (size_t)ceil(sqrt(log(1e8) / 2.0) / pi / low_pass_corner(settings) / dx);
    sizes->candidates = (size_t)settings->candidates;
    if ((double)sizes->candidates < settings->ceiling / settings->floor)
        sizes->candidates = (size_t)(settings->ceiling / settings->floor);
    return FY_OK;
}

/* cos (turn i + start) summed over i = 1 .. count. */
static double sum_of_cosines(double turn, double start, double count)
{
    return sin(0.5 * count * turn) / sin(0.5 * turn) * cos(0.5 * turn * (count + 1.0) + start);
}

/* The window's autocorrelation: products of two raised cosines, summed in closed form. */
static double hann_correlation(double turn, double count, double lag)
{
    const double apart = turn * lag;
    return 0.25 * (count * (1.0 + 0.5 * cos(apart)) - sum_of_cosines(turn, 0.0, count) -
                   sum_of_cosines(turn, apart, count) + 0.5 * sum_of_cosines(2.0 * turn, apart, count));
}

static void make_window(struct fy_pitch *pitch)
{
    const double n = (double)pitch->sizes.window, turn = 2.0 * pi / (n + 1.0);
    const double whole = hann_correlation(turn, n, 0.0);
    for (size_t i = 0; i < pitch->sizes.window; i++)
        pitch->window[i] = (float)(0.5 - 0.5 * cos((double)(i + 1) * turn));
    for (size_t lag = 0; lag <= pitch->sizes.correlation; lag++)
        pitch->undo_window[lag] = (float)(whole / hann_correlation(turn, n - (double)lag, (double)lag));
}

static void make_low_pass(struct fy_pitch *pitch)
{
    const size_t half = pitch->sizes.low_pass;
    if (half == 0)
        return;
    const double corner = low_pass_corner(&pitch->settings), dx = 1.0 / pitch->settings.sampling_rate;
    for (size_t i = 0; i <= 2 * half; i++) {
        const double t = ((double)i - (double)half) * dx;
        pitch->taps[i] = (float)(corner * sqrt(2.0 * pi) * exp(-2.0 * pi * pi * corner * corner * t * t) * dx);
    }
}

static float *floats(size_t count)
{
    return fy_calloc(count, sizeof(float));
}

static enum fy_status allocate(struct fy_pitch *pitch)
{
    const struct fy_pitch_sizes *const sizes = &pitch->sizes;
    const size_t half_lines = sizes->transform / 2 + 1;
    const double span = ceil(sizes->step * pitch->settings.sampling_rate * (FY_PITCH_GROUP - 1)) + 4.0;

    if (span > LONGEST_WINDOW || pitch->channel_count > 4096)
        return FY_INVALID;
    pitch->sound_room = (size_t)span + sizes->window + 2;
    pitch->window = floats(sizes->window);
    pitch->undo_window = floats(sizes->correlation + 1);
    pitch->taps = floats(2 * sizes->low_pass + 1);
    pitch->sound = floats(pitch->channel_count * pitch->sound_room);
    pitch->raw = floats(pitch->sound_room + 2 * sizes->low_pass);
    pitch->frames = floats(2 * pitch->channel_count * sizes->window);
    pitch->powers = floats(2 * half_lines);
    pitch->lines = floats(2 * half_lines);
    pitch->curves = floats(2 * (2 * sizes->correlation + 1));
    pitch->values = fy_malloc(FY_PITCH_PATH_ROOM * sizeof *pitch->values);
    pitch->group = fy_malloc(FY_PITCH_GROUP * sizeof *pitch->group);
    if (pitch->window == NULL || pitch->undo_window == NULL || pitch->taps == NULL || pitch->sound == NULL ||
        pitch->raw == NULL || pitch->frames == NULL || pitch->powers == NULL || pitch->lines == NULL ||
        pitch->curves == NULL || pitch->values == NULL || pitch->group == NULL ||
        fy_pitch_path_new(&pitch->path, &pitch->settings) != FY_OK ||
        fy_pair_transform_open(&pitch->spectrum, sizes->transform) != FY_OK ||
        fy_pair_transform_open(&pitch->correlation, sizes->transform) != FY_OK)
        return FY_NO_MEMORY;
    return FY_OK;
}

enum fy_status fy_pitch_new(struct fy_pitch **result, const struct fy_pitch_settings *settings, size_t channel_count,
                            struct fy_error *error)
{
    *result = NULL;
    struct fy_pitch *const pitch = fy_calloc(1, sizeof *pitch);
    if (pitch == NULL)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    pitch->settings = *settings;
    pitch->channel_count = channel_count;
    enum fy_status status = channel_count > 0 ? fy_pitch_find_sizes(&pitch->sizes, settings) : FY_INVALID;
    if (status == FY_OK)
        pitch->settings.ceiling = fmin(settings->ceiling, 0.5 * settings->sampling_rate);
    if (status == FY_OK)
        status = allocate(pitch);
    if (status == FY_INVALID) {
        fy_pitch_free(pitch);
        return fy_fail(error, status,
                       _("No pitch can be found between %g and %g Hz at a sampling rate of %g Hz. "
                         "Choose a lowest pitch of 30 to 200 Hz and a highest one above it, at most 48 times as high."),
                       settings->floor, settings->ceiling, settings->sampling_rate);
    }
    if (status != FY_OK) {
        fy_pitch_free(pitch);
        return fy_fail(error, status, "%s", fy_status_text(status));
    }
    make_window(pitch);
    make_low_pass(pitch);
    *result = pitch;
    return FY_OK;
}

void fy_pitch_free(struct fy_pitch *pitch)
{
    if (pitch == NULL)
        return;
    fy_pair_transform_close(&pitch->spectrum);
    fy_pair_transform_close(&pitch->correlation);
    fy_pitch_path_free(pitch->path);
    fy_free(pitch->group);
    fy_free(pitch->values);
    fy_free(pitch->curves);
    fy_free(pitch->lines);
    fy_free(pitch->powers);
    fy_free(pitch->frames);
    fy_free(pitch->raw);
    fy_free(pitch->sound);
    fy_free(pitch->taps);
    fy_free(pitch->undo_window);
    fy_free(pitch->window);
    fy_free(pitch);
}

struct fy_frames fy_pitch_frames(const struct fy_pitch *pitch, int64_t samples)
{
    return fy_frames_fit(pitch->settings.sampling_rate, samples, pitch->sizes.window_duration, pitch->sizes.step);
}

void fy_pitch_reach(const struct fy_pitch *pitch, const struct fy_frames *frames, int64_t first, int64_t count,
                    int64_t *from, int64_t *to)
{
    const double rate = pitch->settings.sampling_rate;
    const int64_t around = (int64_t)(pitch->sizes.half_window + pitch->sizes.low_pass) + 1;
    *from = fy_sample_before(fy_frames_time(frames, first), rate) - around;
    *to = fy_sample_before(fy_frames_time(frames, first + count - 1), rate) + around + 1;
}

void fy_pitch_track(struct fy_pitch *pitch, const struct fy_sound *sound, const struct fy_frames *frames, int64_t first,
                    int64_t count, double peak, struct fy_pitch_value *values)
{
    for (int64_t at = 0; at < count; at += FY_PITCH_GROUP) {
        const int64_t now = count - at < FY_PITCH_GROUP ? count - at : FY_PITCH_GROUP;
        fy_pitch_candidates(pitch, sound, frames, first + at, now, peak, pitch->group);
        for (int64_t i = 0; i < now; i++) {
            const size_t decided = fy_pitch_path_feed(pitch->path, &pitch->group[i], pitch->values);
            memcpy(values, pitch->values, decided * sizeof *values);
            values += decided;
        }
    }
    const size_t rest = fy_pitch_path_finish(pitch->path, pitch->values);
    memcpy(values, pitch->values, rest * sizeof *values);
}

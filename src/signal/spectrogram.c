#include <fangyin/spectrogram.h>

#include "base/messages.h"
#include "signal/samples.h"
#include "signal/transform.h"
#include "signal/vector.h"
#include <fangyin/memory.h>
#include <math.h>
#include <stdbool.h>

/* No window anybody looks at is longer (2^24 samples are 87 s at 192 kHz), and all sizes stay far from overflow. */
#define LONGEST_TRANSFORM ((size_t)1 << 24)

static const double pi = 3.14159265358979323846;

struct fy_spectrogram {
    double sampling_rate;
    double duration;                    /* s, of a window */
    double shortest_step;               /* s */
    size_t window;                      /* samples per frame, even */
    size_t length;                      /* of the transform, a power of two >= window */
    size_t bins;                        /* frequency bins */
    size_t lines;                       /* of the transform, per bin */
    double first, step;                 /* Hz */
    double scale;                       /* from the sum of |X|^2 over a bin to its power */
    float *weights;                     /* [window] */
    float *samples;                     /* [window]: where a frame reaches beyond the sound */
    float *powers;                      /* [2][bins * lines] */
    float *frame;                       /* [2][bins] */
    struct fy_pair_transform transform; /* zero from `window` on */
};

static bool settings_usable(const struct fy_spectrogram_settings *settings)
{
    return fy_above_zero(settings->sampling_rate) && fy_above_zero(settings->window_length) &&
           fy_above_zero(settings->maximum_frequency) && isfinite(settings->frequency_step);
}

/* Praat's sizes: those of Sound_to_Spectrogram for a Gaussian window. */
static bool find_sizes(struct fy_spectrogram *spectrogram, const struct fy_spectrogram_settings *settings)
{
    const double dx = 1.0 / settings->sampling_rate;
    const double nyquist = 0.5 * settings->sampling_rate;
    const double highest = fmin(settings->maximum_frequency, nyquist);
    const double samples = floor(2.0 * settings->window_length / dx);
    if (!(samples >= 4.0) || samples > (double)LONGEST_TRANSFORM)
        return false;
    const size_t half = (size_t)samples / 2 - 1;
    spectrogram->window = 2 * half;

    double step = fmax(settings->frequency_step, sqrt(pi) / settings->window_length / 8.0);
    const double wanted = 2.0 * floor(highest / step) * (nyquist / highest);
    if (!(wanted >= 1.0))
        return false;
    const size_t length = fy_transform_length(fmax(wanted, (double)spectrogram->window));
    if (length == 0 || length > LONGEST_TRANSFORM)
        return false;
    const double line = 1.0 / (dx * (double)length);
    const double lines = fmax(1.0, floor(step * dx * (double)length));
    step = lines * line;
    const double bins = floor(highest / step);
    if (bins < 1.0)
        return false;
    spectrogram->sampling_rate = settings->sampling_rate;
    spectrogram->duration = 2.0 * settings->window_length;
    spectrogram->shortest_step = settings->window_length / sqrt(pi) / 8.0;
    spectrogram->length = length;
    spectrogram->lines = (size_t)lines;
    spectrogram->bins = (size_t)bins;
    spectrogram->step = step;
    spectrogram->first = 0.5 * (step - line);
    return true;
}

static void make_window(struct fy_spectrogram *spectrogram, const struct fy_spectrogram_settings *settings)
{
    const size_t n = spectrogram->window;
    const double physical = 2.0 * settings->window_length * settings->sampling_rate; /* samples, not rounded */
    const double edge = exp(-12.0);
    double squares = 0.0;

    for (size_t i = 0; i < n; i++) {
        const double phase = ((double)(i + 1) - 0.5 * (double)(n + 1)) / physical;
        const double weight = (exp(-48.0 * phase * phase) - edge) / (1.0 - edge);
        squares += weight * weight;
        spectrogram->weights[i] = (float)weight;
    }
    spectrogram->scale = 1.0 / squares / (double)spectrogram->lines;
}

static enum fy_status allocate(struct fy_spectrogram *spectrogram)
{
    const size_t lines = spectrogram->bins * spectrogram->lines;

    spectrogram->weights = fy_malloc(spectrogram->window * sizeof *spectrogram->weights);
    spectrogram->samples = fy_malloc(spectrogram->window * sizeof *spectrogram->samples);
    spectrogram->powers = fy_malloc(2 * lines * sizeof *spectrogram->powers);
    spectrogram->frame = fy_malloc(2 * spectrogram->bins * sizeof *spectrogram->frame);
    if (spectrogram->weights == NULL || spectrogram->samples == NULL || spectrogram->powers == NULL ||
        spectrogram->frame == NULL)
        return FY_NO_MEMORY;
    return fy_pair_transform_open(&spectrogram->transform, spectrogram->length);
}

enum fy_status fy_spectrogram_new(struct fy_spectrogram **result, const struct fy_spectrogram_settings *settings,
                                  struct fy_error *error)
{
    *result = NULL;
    if (!settings_usable(settings))
        return fy_fail(error, FY_INVALID,
                       _("A spectrogram needs a sampling rate, a window length and a highest frequency above zero."));
    struct fy_spectrogram *spectrogram = fy_calloc(1, sizeof *spectrogram);
    if (spectrogram == NULL)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    if (!find_sizes(spectrogram, settings)) {
        fy_spectrogram_free(spectrogram);
        return fy_fail(error, FY_INVALID,
                       _("No spectrogram fits a window of %g s, up to %g Hz, at a sampling rate of %g Hz. "
                         "Choose a window of 0.002 to 0.1 s and a highest frequency of some thousand Hz."),
                       settings->window_length, settings->maximum_frequency, settings->sampling_rate);
    }
    if (allocate(spectrogram) != FY_OK) {
        fy_spectrogram_free(spectrogram);
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    }
    make_window(spectrogram, settings);
    *result = spectrogram;
    return FY_OK;
}

void fy_spectrogram_free(struct fy_spectrogram *spectrogram)
{
    if (spectrogram == NULL)
        return;
    fy_pair_transform_close(&spectrogram->transform);
    fy_free(spectrogram->frame);
    fy_free(spectrogram->powers);
    fy_free(spectrogram->samples);
    fy_free(spectrogram->weights);
    fy_free(spectrogram);
}

size_t fy_spectrogram_window(const struct fy_spectrogram *spectrogram)
{
    return spectrogram->window;
}

size_t fy_spectrogram_bins(const struct fy_spectrogram *spectrogram)
{
    return spectrogram->bins;
}

double fy_spectrogram_first(const struct fy_spectrogram *spectrogram)
{
    return spectrogram->first;
}

double fy_spectrogram_step(const struct fy_spectrogram *spectrogram)
{
    return spectrogram->step;
}

struct fy_frames fy_spectrogram_frames(const struct fy_spectrogram *spectrogram, int64_t samples, double time_step)
{
    const double step = time_step > spectrogram->shortest_step ? time_step : spectrogram->shortest_step;
    const double dx = 1.0 / spectrogram->sampling_rate;
    struct fy_frames frames = fy_frames_fit(spectrogram->sampling_rate, samples, spectrogram->duration, step);
    /* The same place, summed in Praat's order here: where frames fall between two samples, rounding decides which is
     * the nearest. */
    frames.first = 0.5 * dx + 0.5 * ((double)(samples - 1) * dx - (double)(frames.count - 1) * step);
    return frames;
}

/* The first sample of the frame at a time. */
static int64_t frame_start(const struct fy_spectrogram *spectrogram, double time)
{
    return fy_sample_before(time, spectrogram->sampling_rate) + 1 - (int64_t)(spectrogram->window / 2);
}

void fy_spectrogram_reach(const struct fy_spectrogram *spectrogram, const struct fy_frames *frames, int64_t first,
                          int64_t count, int64_t *from, int64_t *to)
{
    *from = frame_start(spectrogram, fy_frames_time(frames, first));
    *to = frame_start(spectrogram, fy_frames_time(frames, first + count - 1)) + (int64_t)spectrogram->window;
}

static void weigh(const struct fy_spectrogram *spectrogram, const float *samples, float *to)
{
    const size_t n = spectrogram->window;
    size_t i = 0;
    for (; i + FY_LANES <= n; i += FY_LANES)
        fy_store(to + i, fy_usable(fy_load(samples + i)) * fy_load(spectrogram->weights + i));
    for (; i < n; i++)
        to[i] = fy_usable_sample(samples[i]) * spectrogram->weights[i];
}

static void take(const struct fy_spectrogram *spectrogram, const struct fy_sound *sound, size_t channel, int64_t start,
                 float *to)
{
    const int64_t end = start + (int64_t)spectrogram->window;
    if (start >= sound->from && end <= sound->from + sound->count) {
        weigh(spectrogram, sound->channels[channel] + (start - sound->from), to);
        return;
    }
    fy_sound_copy(sound, channel, start, spectrogram->window, spectrogram->samples);
    weigh(spectrogram, spectrogram->samples, to);
}

/* power[bins] = sums of lines. */
static void sum_bins(const struct fy_spectrogram *spectrogram, const float *lines, float *power)
{
    const size_t each = spectrogram->lines;
    for (size_t bin = 0; bin < spectrogram->bins; bin++, lines += each) {
        float sum = 0.0F;
        for (size_t i = 0; i < each; i++)
            sum += lines[i];
        power[bin] = sum;
    }
}

/* Transform what is in the two inputs; two times power[bins] gets what comes out. */
static void transform(struct fy_spectrogram *spectrogram, float scale, float *first, float *second)
{
    const size_t lines = spectrogram->bins * spectrogram->lines;
    float *const powers = spectrogram->powers;

    fy_pair_transform_run(&spectrogram->transform);
    if (spectrogram->lines == 1) {
        fy_pair_transform_powers(&spectrogram->transform, lines, scale, first, second);
        return;
    }
    fy_pair_transform_powers(&spectrogram->transform, lines, scale, powers, powers + lines);
    sum_bins(spectrogram, powers, first);
    sum_bins(spectrogram, powers + lines, second);
}

static void run_mono(struct fy_spectrogram *spectrogram, const struct fy_sound *sound, const struct fy_frames *frames,
                     int64_t first, int64_t count, float *power)
{
    const float scale = (float)spectrogram->scale;
    for (int64_t i = 0; i < count; i += 2, power += 2 * spectrogram->bins) {
        const bool both = i + 1 < count;
        take(spectrogram, sound, 0, frame_start(spectrogram, fy_frames_time(frames, first + i)),
             spectrogram->transform.first);
        if (both)
            take(spectrogram, sound, 0, frame_start(spectrogram, fy_frames_time(frames, first + i + 1)),
                 spectrogram->transform.second);
        transform(spectrogram, scale, power, both ? power + spectrogram->bins : spectrogram->frame);
    }
}

/* The mean over the channels, two of which are transformed at a time. */
static void run_frame(struct fy_spectrogram *spectrogram, const struct fy_sound *sound, int64_t start, float *power)
{
    const size_t bins = spectrogram->bins;
    const float scale = (float)(spectrogram->scale / (double)sound->channel_count);

    memset(power, 0, bins * sizeof *power);
    for (size_t c = 0; c < sound->channel_count; c += 2) {
        take(spectrogram, sound, c, start, spectrogram->transform.first);
        if (c + 1 < sound->channel_count)
            take(spectrogram, sound, c + 1, start, spectrogram->transform.second);
        else
            memset(spectrogram->transform.second, 0, spectrogram->window * sizeof(float));
        transform(spectrogram, scale, spectrogram->frame, spectrogram->frame + bins);
        for (size_t bin = 0; bin < bins; bin++)
            power[bin] += spectrogram->frame[bin] + spectrogram->frame[bins + bin];
    }
}

void fy_spectrogram_run(struct fy_spectrogram *spectrogram, const struct fy_sound *sound,
                        const struct fy_frames *frames, int64_t first, int64_t count, float *power)
{
    if (sound->channel_count == 1) {
        run_mono(spectrogram, sound, frames, first, count, power);
        return;
    }
    for (int64_t i = 0; i < count; i++, power += spectrogram->bins)
        run_frame(spectrogram, sound, frame_start(spectrogram, fy_frames_time(frames, first + i)), power);
}

void fy_spectrogram_frame(struct fy_spectrogram *spectrogram, const float *samples, double *power)
{
    const struct fy_sound sound = { &samples, 1, 0, (int64_t)spectrogram->window };
    memset(spectrogram->transform.second, 0, spectrogram->window * sizeof(float));
    take(spectrogram, &sound, 0, 0, spectrogram->transform.first);
    transform(spectrogram, (float)spectrogram->scale, spectrogram->frame, spectrogram->frame + spectrogram->bins);
    for (size_t bin = 0; bin < spectrogram->bins; bin++)
        power[bin] = (double)spectrogram->frame[bin];
}

double fy_spectrogram_db(double power, double frequency)
{
    const double smallest = 1e-308; /* keeps silence and 0 Hz finite */
    const double reference = 4e-10; /* (20 micropascal)^2 */
    return 10.0 * log10(fmax(power, 0.0) / reference + smallest) +
           6.0 / log(2.0) * log(fmax(frequency, 0.0) / 1000.0 + smallest);
}

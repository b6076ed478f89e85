#include <fangyin/formant.h>

#include "base/messages.h"
#include "signal/burg.h"
#include "signal/samples.h"
#include "signal/sinc.h"
#include "signal/transform.h"
#include <fangyin/memory.h>
#include <math.h>
#include <string.h>

#define LONGEST_WINDOW 1048576.0 /* samples */
#define MARGIN 0.25              /* s of sound on each side, for the low-pass */
#define PAYLOAD 2.0              /* s that are resampled at once, at least */

enum {
    DEPTH = 50,     /* of the interpolation, in samples on each side */
    PADDING = 1000, /* samples of silence around a recording that is taken at once */
    MOST_AT_ONCE = 1000000
};

static const double pi = 3.14159265358979323846;

struct fy_formant {
    double rate;     /* Hz, of the sound */
    double new_rate; /* Hz, twice the ceiling */
    double duration; /* s, of a window */
    double step;     /* s */
    double emphasis; /* factor of the sample before */
    size_t order;
    size_t window;                      /* samples at new_rate */
    size_t margin;                      /* samples at rate */
    int64_t whole;                      /* samples of the recording, where it is taken at once; else 0 */
    size_t room;                        /* samples at new_rate of a payload */
    struct fy_real_transform transform; /* a block: margin, payload, margin */
    float *channel;                     /* [transform.length] */
    double *sound;                      /* [room]: resampled, pre-emphasised */
    double *weights;                    /* [window] */
    double *frame;                      /* [3 window]: windowed, and scratch */
};

struct fy_formant_settings fy_formant_usual(double sampling_rate)
{
    return (struct fy_formant_settings){ sampling_rate, 0.0, 5.0, 5500.0, 0.025, 50.0, 0 };
}

static bool find_sizes(struct fy_formant *formant, const struct fy_formant_settings *settings)
{
    if (!fy_above_zero(settings->sampling_rate) || !fy_above_zero(settings->ceiling) ||
        !fy_above_zero(settings->formants) || !fy_above_zero(settings->window_length) ||
        !fy_above_zero(settings->pre_emphasis) || !(settings->time_step >= 0.0) || !isfinite(settings->time_step) ||
        !(settings->sampling_rate <= 1e7) || !(settings->ceiling <= 5e6))
        return false;
    const double order = floor(2.0 * settings->formants + 0.5);
    formant->rate = settings->sampling_rate;
    formant->new_rate = 2.0 * settings->ceiling;
    if (fabs(formant->new_rate / formant->rate - 1.0) < 1e-12)
        formant->new_rate = formant->rate;
    formant->duration = 2.0 * settings->window_length;
    formant->step = settings->time_step > 0.0 ? settings->time_step : settings->window_length / 4.0;
    formant->emphasis = exp(-2.0 * pi * settings->pre_emphasis / formant->new_rate);
    const double window = floor(formant->duration * formant->new_rate);
    if (order < 2.0 || order > FY_BURG_ORDER || window < order + 2.0 || window > LONGEST_WINDOW)
        return false;
    formant->order = (size_t)order;
    formant->window = (size_t)window;
    const double payload = fmax(PAYLOAD, 2.0 * formant->duration);
    formant->whole = settings->samples > 0 && settings->samples <= MOST_AT_ONCE ? settings->samples : 0;
    const size_t length = formant->whole > 0
                              ? fy_transform_length((double)formant->whole + 2.0 * PADDING)
                              : fy_transform_length((payload + 2.0 * MARGIN) * formant->rate + 4.0 * DEPTH);
    if (length == 0 || (double)length > 64.0 * LONGEST_WINDOW)
        return false;
    formant->margin = formant->whole > 0 ? PADDING : (size_t)ceil(MARGIN * formant->rate) + DEPTH + 2;
    formant->room = (size_t)((double)(length - 2 * formant->margin) * formant->new_rate / formant->rate) - 2;
    formant->transform.length = length;
    return true;
}

static enum fy_status allocate(struct fy_formant *formant)
{
    formant->channel = fy_malloc(formant->transform.length * sizeof *formant->channel);
    formant->sound = fy_malloc(formant->room * sizeof *formant->sound);
    formant->weights = fy_malloc(formant->window * sizeof *formant->weights);
    formant->frame = fy_malloc(3 * formant->window * sizeof *formant->frame);
    if (formant->channel == NULL || formant->sound == NULL || formant->weights == NULL || formant->frame == NULL)
        return FY_NO_MEMORY;
    return fy_real_transform_open(&formant->transform, formant->transform.length);
}

enum fy_status fy_formant_new(struct fy_formant **result, const struct fy_formant_settings *settings,
                              struct fy_error *error)
{
    *result = NULL;
    struct fy_formant *const formant = fy_calloc(1, sizeof *formant);
    if (formant == NULL)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    if (!find_sizes(formant, settings)) {
        fy_free(formant);
        return fy_fail(error, FY_INVALID,
                       _("No %g formants can be found below %g Hz with a window of %g s. "
                         "Choose 1 to 12 formants, a ceiling of 4000 to 8000 Hz and a window of 0.01 to 0.1 s."),
                       settings->formants, settings->ceiling, settings->window_length);
    }
    if (allocate(formant) != FY_OK) {
        fy_formant_free(formant);
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    }
    const double n = (double)formant->window, edge = exp(-12.0);
    for (size_t i = 0; i < formant->window; i++) {
        const double place = ((double)(i + 1) - 0.5 * (n + 1.0)) / (n + 1.0);
        formant->weights[i] = (exp(-48.0 * place * place) - edge) / (1.0 - edge);
    }
    *result = formant;
    return FY_OK;
}

void fy_formant_free(struct fy_formant *formant)
{
    if (formant == NULL)
        return;
    fy_real_transform_close(&formant->transform);
    fy_free(formant->frame);
    fy_free(formant->weights);
    fy_free(formant->sound);
    fy_free(formant->channel);
    fy_free(formant);
}

/* Where the first resampled sample lies, s: the resampled sound is centred in the recording, which may be a part of a
 * sample longer or shorter. Sums are in Praat's order, here and below: rounding decides about frames between samples.
 */
static double first_time(const struct fy_formant *formant, double duration, double *count)
{
    *count = floor(duration * formant->new_rate + 0.5);
    return 0.5 * (duration - (*count - 1.0) / formant->new_rate);
}

struct fy_frames fy_formant_frames(const struct fy_formant *formant, int64_t samples)
{
    const double dx = 1.0 / formant->new_rate;
    double count;
    const double start = first_time(formant, (double)samples / formant->rate, &count);
    struct fy_frames frames = fy_frames_fit(formant->new_rate, (int64_t)count, formant->duration, formant->step);
    frames.first = start + 0.5 * (count * dx - dx - (double)(frames.count - 1) * formant->step);
    return frames;
}

/* The same for the recording that frames lie in, symmetrically. */
static double recording_start(const struct fy_formant *formant, const struct fy_frames *frames)
{
    const double duration = 2.0 * frames->first + (double)(frames->count - 1) * frames->step;
    double count;
    return first_time(formant, floor(duration * formant->rate + 0.5) / formant->rate, &count);
}

/* The first resampled sample of a frame; resampled sample i lies at start + i / new_rate. */
static int64_t window_start(const struct fy_formant *formant, const struct fy_frames *frames, double start,
                            int64_t frame)
{
    const double dx = 1.0 / formant->new_rate;
    return (int64_t)floor((fy_frames_time(frames, frame) - start) / dx + 1.0) - (int64_t)(formant->window / 2);
}

/* Where a resampled sample lies among those of the sound. */
static double place_of(const struct fy_formant *formant, double start, int64_t sample)
{
    return (start + (double)sample / formant->new_rate) * formant->rate - 0.5;
}

void fy_formant_reach(const struct fy_formant *formant, const struct fy_frames *frames, int64_t first, int64_t count,
                      int64_t *from, int64_t *to)
{
    const double origin = recording_start(formant, frames);
    if (formant->whole > 0) {
        *from = 0;
        *to = formant->whole;
        return;
    }
    const int64_t start = window_start(formant, frames, origin, first) - 1;
    const int64_t end = window_start(formant, frames, origin, first + count - 1) + (int64_t)formant->window;
    *from = (int64_t)floor(place_of(formant, origin, start)) - (int64_t)formant->margin;
    *to = (int64_t)ceil(place_of(formant, origin, end)) + (int64_t)formant->margin;
}

/* The mean of the channels, samples at .. at + length - 1, low-passed at half the new rate, to transform.samples. */
static void take_block(struct fy_formant *formant, const struct fy_sound *sound, int64_t at)
{
    struct fy_real_transform *const transform = &formant->transform;
    const size_t n = transform->length;
    const float scale = 1.0F / (float)sound->channel_count;

    memset(transform->samples, 0, n * sizeof *transform->samples);
    for (size_t c = 0; c < sound->channel_count; c++) {
        fy_sound_copy(sound, c, at, n, formant->channel);
        for (size_t i = 0; i < n; i++)
            transform->samples[i] += formant->channel[i] * scale;
    }
    if (formant->new_rate >= formant->rate)
        return;
    fy_real_transform_forward(transform);
    /* Praat counts real and imaginary parts alike: of the last line that stays the imaginary part may go. */
    const size_t first = (size_t)floor(formant->new_rate / formant->rate * (double)n) - 1;
    memset(transform->lines + first, 0, (n + 2 - first) * sizeof *transform->lines);
    fy_real_transform_backward(transform);
    for (size_t i = 0; i < n; i++)
        transform->samples[i] /= (float)n;
}

/* The block's value at a place between its samples. */
static double value_at(const struct fy_formant *formant, double place)
{
    const double whole = floor(place), part = place - whole;
    const float *const middle = formant->transform.samples + (size_t)whole;
    float left[DEPTH];

    if (!(part > 0.0))
        return (double)*middle;
    for (size_t i = 0; i < DEPTH; i++)
        left[i] = *(middle - i);
    return fy_sinc(left, middle + 1, DEPTH, part);
}

/* formant->sound = resampled samples start .. start + count - 1, pre-emphasised. */
static void resample(struct fy_formant *formant, const struct fy_sound *sound, double origin, int64_t start,
                     size_t count)
{
    const int64_t around = (int64_t)formant->margin;
    const int64_t at = formant->whole > 0 ? -around : (int64_t)floor(place_of(formant, origin, start - 1)) - around;
    take_block(formant, sound, at);
    double before = value_at(formant, place_of(formant, origin, start - 1) - (double)at);
    for (size_t i = 0; i < count; i++) {
        const double value = value_at(formant, place_of(formant, origin, start + (int64_t)i) - (double)at);
        formant->sound[i] = value - formant->emphasis * before;
        before = value;
    }
}

static void add_formant(struct fy_formant_frame *frame, double frequency, double bandwidth)
{
    int place = frame->count < FY_FORMANTS ? frame->count++ : FY_FORMANTS - 1;
    while (place > 0 && (double)frame->frequency[place - 1] > frequency) {
        frame->frequency[place] = frame->frequency[place - 1];
        frame->bandwidth[place] = frame->bandwidth[place - 1];
        place--;
    }
    frame->frequency[place] = (float)frequency;
    frame->bandwidth[place] = (float)bandwidth;
}

static void roots_to_formants(const struct fy_formant *formant, const struct fy_root *roots,
                              struct fy_formant_frame *frame)
{
    const double nyquist = 0.5 * formant->new_rate, margin = 50.0;
    for (size_t i = 0; i < formant->order; i++) {
        double square = roots[i].real * roots[i].real + roots[i].imaginary * roots[i].imaginary;
        const double frequency = fabs(atan2(roots[i].imaginary, roots[i].real)) * nyquist / pi;
        if (roots[i].imaginary < 0.0 || frequency < margin || frequency > nyquist - margin || !(square > 0.0))
            continue;
        /* A root outside the unit circle stands for its mirror inside. */
        if (square > 1.0)
            square = 1.0 / square;
        add_formant(frame, frequency, -log(square) * nyquist / pi);
    }
}

static void find_formants(struct fy_formant *formant, const double *samples, struct fy_formant_frame *frame)
{
    const size_t count = 2 * (formant->window / 2);
    double coefficients[FY_BURG_ORDER], intensity = 0.0;
    struct fy_root roots[FY_BURG_ORDER];

    for (size_t i = 0; i < count; i++) {
        intensity = fmax(intensity, samples[i] * samples[i]);
        formant->frame[i] = samples[i] * formant->weights[i];
    }
    frame->count = 0;
    frame->intensity = (float)intensity;
    if (intensity > 0.0 &&
        fy_burg(formant->frame, count, formant->order, coefficients, formant->frame + formant->window) &&
        fy_prediction_roots(coefficients, formant->order, roots))
        roots_to_formants(formant, roots, frame);
}

void fy_formant_run(struct fy_formant *formant, const struct fy_sound *sound, const struct fy_frames *frames,
                    int64_t first, int64_t count, struct fy_formant_frame *result)
{
    const double origin = recording_start(formant, frames);
    const int64_t window = (int64_t)formant->window, room = (int64_t)formant->room;

    while (count > 0) {
        const int64_t start = window_start(formant, frames, origin, first);
        int64_t now = 1;
        while (now < count && window_start(formant, frames, origin, first + now) + window - start <= room)
            now++;
        const int64_t end = window_start(formant, frames, origin, first + now - 1) + window;
        resample(formant, sound, origin, start, (size_t)(end - start));
        for (int64_t i = 0; i < now; i++)
            find_formants(formant, formant->sound + (window_start(formant, frames, origin, first + i) - start),
                          &result[i]);
        first += now;
        count -= now;
        result += now;
    }
}

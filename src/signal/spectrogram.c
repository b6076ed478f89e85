#include <fangyin/spectrogram.h>

#include "base/messages.h"
#include <fangyin/memory.h>
#include <fftw3.h>
#include <math.h>
#include <pthread.h>
#include <stdbool.h>

/* Samples beyond this, and NaN, count as silence: their squares would leave the range of a float. */
#define LARGEST_SAMPLE 1e15F

/* No window anybody looks at is longer (2^24 samples are 87 s at 192 kHz), and all sizes stay far from overflow. */
#define LONGEST_TRANSFORM ((size_t)1 << 24)

static const double pi = 3.14159265358979323846;

struct fy_spectrogram {
    size_t window;        /* samples per frame, even */
    size_t transform;     /* FFT length, a power of two >= window */
    size_t bins;          /* frequency bins */
    size_t lines;         /* FFT lines per bin */
    double first, step;   /* Hz */
    double scale;         /* from the sum of |X|^2 over a bin to its power */
    float *weights;       /* [window] */
    float *frame;         /* [transform]; zero from `window` on */
    fftwf_complex *lines_out; /* [transform / 2 + 1] */
    fftwf_plan plan;      /* frame -> lines_out */
};

/* FFTW's planner is not safe to call from two threads; running a plan is. */
static pthread_mutex_t planner = PTHREAD_MUTEX_INITIALIZER;

static bool settings_usable(const struct fy_spectrogram_settings *settings)
{
    return isfinite(settings->sampling_rate) && settings->sampling_rate > 0.0 && isfinite(settings->window_length) &&
           settings->window_length > 0.0 && isfinite(settings->maximum_frequency) &&
           settings->maximum_frequency > 0.0 && isfinite(settings->frequency_step);
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
    size_t transform = 1;
    while (transform < spectrogram->window || (double)transform < wanted) {
        if (transform >= LONGEST_TRANSFORM)
            return false;
        transform *= 2;
    }
    const double line = 1.0 / (dx * (double)transform);
    const double lines = fmax(1.0, floor(step * dx * (double)transform));
    step = lines * line;
    const double bins = floor(highest / step);
    if (bins < 1.0)
        return false;
    spectrogram->transform = transform;
    spectrogram->lines = (size_t)lines;
    spectrogram->bins = (size_t)bins;
    spectrogram->step = step;
    spectrogram->first = 0.5 * (step - line);
    return true;
}

static enum fy_status make_window(struct fy_spectrogram *spectrogram, const struct fy_spectrogram_settings *settings)
{
    const size_t n = spectrogram->window;
    const double physical = 2.0 * settings->window_length * settings->sampling_rate; /* samples, not rounded */
    const double edge = exp(-12.0);
    double squares = 0.0;

    spectrogram->weights = fy_malloc(n * sizeof *spectrogram->weights);
    if (spectrogram->weights == NULL)
        return FY_NO_MEMORY;
    for (size_t i = 0; i < n; i++) {
        const double phase = ((double)(i + 1) - 0.5 * (double)(n + 1)) / physical;
        const double weight = (exp(-48.0 * phase * phase) - edge) / (1.0 - edge);
        squares += weight * weight;
        spectrogram->weights[i] = (float)weight;
    }
    spectrogram->scale = 1.0 / squares / (double)spectrogram->lines;
    return FY_OK;
}

static enum fy_status make_plan(struct fy_spectrogram *spectrogram)
{
    const size_t n = spectrogram->transform;

    spectrogram->frame = fy_calloc(n, sizeof *spectrogram->frame);
    spectrogram->lines_out = fy_calloc(n / 2 + 1, sizeof *spectrogram->lines_out);
    if (spectrogram->frame == NULL || spectrogram->lines_out == NULL)
        return FY_NO_MEMORY;
    pthread_mutex_lock(&planner);
    /* The zeros after the window are written once, so the transform must leave its input alone. */
    spectrogram->plan = fftwf_plan_dft_r2c_1d((int)n, spectrogram->frame, spectrogram->lines_out,
                                              FFTW_ESTIMATE | FFTW_PRESERVE_INPUT);
    pthread_mutex_unlock(&planner);
    return spectrogram->plan == NULL ? FY_NO_MEMORY : FY_OK;
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
    enum fy_status status = make_window(spectrogram, settings);
    if (status == FY_OK)
        status = make_plan(spectrogram);
    if (status != FY_OK) {
        fy_spectrogram_free(spectrogram);
        return fy_fail(error, status, "%s", fy_status_text(status));
    }
    *result = spectrogram;
    return FY_OK;
}

void fy_spectrogram_free(struct fy_spectrogram *spectrogram)
{
    if (spectrogram == NULL)
        return;
    if (spectrogram->plan != NULL) {
        pthread_mutex_lock(&planner);
        fftwf_destroy_plan(spectrogram->plan);
        pthread_mutex_unlock(&planner);
    }
    fy_free(spectrogram->lines_out);
    fy_free(spectrogram->frame);
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

void fy_spectrogram_frame(struct fy_spectrogram *spectrogram, const float *samples, double *power)
{
    for (size_t i = 0; i < spectrogram->window; i++) {
        const float sample = samples[i];
        /* Written so that NaN fails it. */
        const bool usable = fabsf(sample) <= LARGEST_SAMPLE;
        spectrogram->frame[i] = usable ? sample * spectrogram->weights[i] : 0.0F;
    }
    fftwf_execute(spectrogram->plan);

    size_t line = 0;
    for (size_t bin = 0; bin < spectrogram->bins; bin++) {
        double sum = 0.0;
        for (size_t i = 0; i < spectrogram->lines; i++, line++) {
            const double re = (double)spectrogram->lines_out[line][0];
            const double im = (double)spectrogram->lines_out[line][1];
            sum += re * re + im * im;
        }
        power[bin] = sum * spectrogram->scale;
    }
}

double fy_spectrogram_db(double power, double frequency)
{
    const double smallest = 1e-308; /* keeps silence and 0 Hz finite */
    const double reference = 4e-10; /* (20 micropascal)^2 */
    return 10.0 * log10(fmax(power, 0.0) / reference + smallest) +
           6.0 / log(2.0) * log(fmax(frequency, 0.0) / 1000.0 + smallest);
}

#include "picture/spectrum.h"

#include <fangyin/memory.h>
#include <fangyin/spectrogram.h>
#include <math.h>

#define MOST_FRAMES 16       /* per column */

/* Memory for one stretch. */
struct work {
    struct fy_spectrogram *spectrogram;
    size_t window, bins;
    int64_t first;  /* frame of the recording that samples[0] is */
    float *samples; /* the stretch, and half a window on each side */
    double *sum, *power;
    float *db; /* column by column, from the lowest row */
};

static void free_work(struct work *work)
{
    fy_spectrogram_free(work->spectrogram);
    fy_free(work->samples);
    fy_free(work->sum);
    fy_free(work->power);
    fy_free(work->db);
}

static enum fy_status make_work(struct work *work, struct fy_recording *recording, const struct fy_spectrum_window *window,
                                struct fy_error *error)
{
    const double rate = fy_recording_rate(recording);
    const struct fy_spectrogram_settings settings = { rate, FY_SPECTROGRAM_WINDOW_LENGTH, window->highest,
                                                      FY_SPECTROGRAM_FREQUENCY_STEP };
    const enum fy_status status = fy_spectrogram_new(&work->spectrogram, &settings, error);

    if (status != FY_OK)
        return status;
    work->window = fy_spectrogram_window(work->spectrogram);
    work->bins = fy_spectrogram_bins(work->spectrogram);
    work->first = (int64_t)floor(window->from * rate) - (int64_t)(work->window / 2);
    const size_t count = (size_t)ceil((window->to - window->from) * rate) + work->window + 2;
    work->samples = fy_calloc(count, sizeof *work->samples);
    work->sum = fy_calloc(work->bins, sizeof *work->sum);
    work->power = fy_calloc(work->bins, sizeof *work->power);
    work->db = fy_calloc(window->columns * window->rows, sizeof *work->db);
    if (work->samples == NULL || work->sum == NULL || work->power == NULL || work->db == NULL)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    fy_recording_read_mono(recording, work->first, window->channel, work->samples, count);
    return FY_OK;
}

/* The mean of the frames in a column, at most a window apart, so that no burst falls between two. */
static void column_power(struct work *work, const struct fy_spectrum_window *window, double rate, size_t column)
{
    const double width = (window->to - window->from) * rate / (double)window->columns;
    const double wanted = ceil(width / (FY_SPECTROGRAM_WINDOW_LENGTH * rate));
    const size_t frames = wanted < 1 ? 1 : wanted > MOST_FRAMES ? MOST_FRAMES : (size_t)wanted;

    for (size_t bin = 0; bin < work->bins; bin++)
        work->sum[bin] = 0;
    for (size_t i = 0; i < frames; i++) {
        const double centre = window->from * rate + width * ((double)column + ((double)i + 0.5) / (double)frames);
        const int64_t start = (int64_t)floor(centre) - (int64_t)(work->window / 2);
        fy_spectrogram_frame(work->spectrogram, work->samples + (start - work->first), work->power);
        for (size_t bin = 0; bin < work->bins; bin++)
            work->sum[bin] += work->power[bin] / (double)frames;
    }
}

enum fy_status fy_spectrum_greys(struct fy_recording *recording, const struct fy_spectrum_window *window,
                                 unsigned char **greys, struct fy_error *error)
{
    struct work work = { 0 };
    const size_t count = window->columns * window->rows;
    double loudest = 0; /* Praat's lower limit of the scale's top */

    *greys = fy_malloc(count);
    enum fy_status status = *greys == NULL ? fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY))
                                           : make_work(&work, recording, window, error);
    if (status != FY_OK) {
        fy_free(*greys);
        *greys = NULL;
        free_work(&work);
        return status;
    }
    for (size_t column = 0; column < window->columns; column++) {
        column_power(&work, window, fy_recording_rate(recording), column);
        float *db = work.db + column * window->rows;
        fy_spectrogram_rows(work.spectrogram, work.sum, window->highest, window->rows, db);
        for (size_t row = 0; row < window->rows; row++)
            loudest = (double)db[row] > loudest ? (double)db[row] : loudest;
    }
    for (size_t i = 0; i < count; i++) {
        /* The picture's rows go down from the highest. */
        const size_t row = window->rows - 1 - i / window->columns, column = i % window->columns;
        const double white = (loudest - (double)work.db[column * window->rows + row]) / window->range;
        (*greys)[i] = (unsigned char)(white > 1 ? 255 : white * 255 + 0.5);
    }
    free_work(&work);
    return FY_OK;
}

/* Spectrogram, pitch, intensity, formants: frame by frame. */
#include "commands/measure.h"

#include "commands/commands.h"
#include <fangyin/formant.h>
#include <fangyin/intensity.h>
#include <fangyin/memory.h>
#include <fangyin/spectrogram.h>
#include <math.h>
#include <stdio.h>

/* Where the frames come out, and what their printing needs. */
struct printing {
    struct fy_measure_rows rows;
    const struct fy_measure *measure;
    char (*names)[32]; /* of a spectrogram's bins */
    size_t columns;
    bool names_only;   /* there is no frame: what is put is no row */
};

static void end_row(struct printing *printing)
{
    if (printing->names_only)
        fy_rows_end_names(&printing->rows);
    else
        fy_rows_end_line(&printing->rows);
}

/* The frames whose centres were asked for. */
static int64_t wanted_frames(const struct fy_measure *measure, const struct fy_frames *frames, int64_t *first)
{
    return fy_frames_between(frames, fy_measure_number(measure->from, -1.0), fy_measure_number(measure->to, 1e12),
                             first);
}

/* One measure of a recording: settings for its rate, an object to learn the frames from, then all frames. */
struct plan {
    const struct fy_measure_kind *kind;
    const void *settings;
    struct fy_frames (*frames)(const void *object, int64_t samples, const struct fy_measure *measure);
};

static int carry_out(const struct plan *plan, struct fy_measure_source *source, struct printing *printing,
                     const char *path)
{
    const struct fy_measure *const measure = printing->measure;
    struct fy_error error = { 0 };
    void *object = NULL;
    int64_t first;

    fy_rows_begin(&printing->rows, measure->json);
    enum fy_status status = plan->kind->open(&object, plan->settings, source, &error);
    if (status == FY_OK) {
        const struct fy_frames frames = plan->frames(object, source->samples, measure);
        const int64_t count = wanted_frames(measure, &frames, &first);
        plan->kind->close(object);
        status = fy_measure_frames(plan->kind, plan->settings, path, measure->channel, &frames, first, count, printing,
                                   &error);
        if (status == FY_OK && count <= 0) {
            void *none = fy_must_calloc(1, plan->kind->size);
            printing->names_only = true;
            plan->kind->take(printing, &frames, 0, 1, none);
            fy_free(none);
        }
    }
    fy_measure_close(source);
    const int result = fy_measure_end(&printing->rows);
    fy_free(printing->names);
    return status == FY_OK ? result : fy_command_error(&error);
}

/* ---- spectrogram ---- */

static enum fy_status spectrogram_open(void **object, const void *settings, const struct fy_measure_source *source,
                                       struct fy_error *error)
{
    (void)source;
    struct fy_spectrogram *made;
    const enum fy_status status = fy_spectrogram_new(&made, settings, error);
    *object = made;
    return status;
}

static void spectrogram_close(void *object)
{
    fy_spectrogram_free(object);
}

static void spectrogram_reach(const void *object, const struct fy_frames *frames, int64_t first, int64_t count,
                              int64_t *from, int64_t *to)
{
    fy_spectrogram_reach(object, frames, first, count, from, to);
}

static void spectrogram_run(void *object, const void *settings, const struct fy_sound *sound,
                            const struct fy_frames *frames, int64_t first, int64_t count, void *results)
{
    (void)settings;
    fy_spectrogram_run(object, sound, frames, first, count, results);
}

static void spectrogram_take(void *context, const struct fy_frames *frames, int64_t first, int64_t count,
                             const void *results)
{
    struct printing *const printing = context;
    const float *power = results;
    for (int64_t i = 0; i < count; i++) {
        fy_rows_number(&printing->rows, "time", fy_frames_time(frames, first + i), 6);
        for (size_t bin = 0; bin < printing->columns; bin++, power++) {
            const double value = (double)*power;
            if (printing->measure->power)
                fy_rows_number(&printing->rows, printing->names[bin], value, FY_ROWS_SIGNIFICANT);
            else
                fy_rows_number(&printing->rows, printing->names[bin], 10.0 * log10(value / 4e-10 + 1e-30), 3);
        }
        end_row(printing);
    }
}

static struct fy_frames spectrogram_frames(const void *object, int64_t samples, const struct fy_measure *measure)
{
    return fy_spectrogram_frames(object, samples, fy_measure_number(measure->step, 0.002));
}

int fy_measure_spectrogram(const struct fy_measure *measure, const char *path)
{
    struct fy_measure_kind kind = { spectrogram_open, spectrogram_close, spectrogram_reach,
                                    spectrogram_run,  spectrogram_take,  0 };
    struct printing printing = { .measure = measure };
    struct fy_error error = { 0 };
    struct fy_measure_source source;
    struct fy_spectrogram *spectrogram;

    if (fy_measure_open(&source, path, measure->channel, &error) != FY_OK)
        return fy_command_error(&error);
    const struct fy_spectrogram_settings settings = {
        source.rate, fy_measure_number(measure->window, FY_SPECTROGRAM_WINDOW_LENGTH),
        fy_measure_number(measure->highest, FY_SPECTROGRAM_HIGHEST),
        fy_measure_number(measure->frequency_step, FY_SPECTROGRAM_FREQUENCY_STEP)
    };
    if (fy_spectrogram_new(&spectrogram, &settings, &error) == FY_OK) {
        printing.columns = fy_spectrogram_bins(spectrogram);
        printing.names = fy_must_calloc(printing.columns, sizeof *printing.names);
        for (size_t bin = 0; bin < printing.columns; bin++)
            snprintf(printing.names[bin], sizeof *printing.names, "%.1f",
                     fy_spectrogram_first(spectrogram) + (double)bin * fy_spectrogram_step(spectrogram));
        fy_spectrogram_free(spectrogram);
    }
    kind.size = printing.columns * sizeof(float);
    return carry_out(&(struct plan){ &kind, &settings, spectrogram_frames }, &source, &printing, path);
}

/* ---- intensity ---- */

static enum fy_status intensity_open(void **object, const void *settings, const struct fy_measure_source *source,
                                     struct fy_error *error)
{
    (void)source;
    struct fy_intensity *made;
    const enum fy_status status = fy_intensity_new(&made, settings, error);
    *object = made;
    return status;
}

static void intensity_close(void *object)
{
    fy_intensity_free(object);
}

static void intensity_reach(const void *object, const struct fy_frames *frames, int64_t first, int64_t count,
                            int64_t *from, int64_t *to)
{
    fy_intensity_reach(object, frames, first, count, from, to);
}

static void intensity_run(void *object, const void *settings, const struct fy_sound *sound,
                          const struct fy_frames *frames, int64_t first, int64_t count, void *results)
{
    (void)settings;
    fy_intensity_run(object, sound, frames, first, count, results);
}

static void intensity_take(void *context, const struct fy_frames *frames, int64_t first, int64_t count,
                           const void *results)
{
    struct printing *const printing = context;
    const float *const db = results;
    for (int64_t i = 0; i < count; i++) {
        fy_rows_number(&printing->rows, "time", fy_frames_time(frames, first + i), 6);
        fy_rows_number(&printing->rows, "intensity", (double)db[i], 4);
        end_row(printing);
    }
}

static struct fy_frames intensity_frames(const void *object, int64_t samples, const struct fy_measure *measure)
{
    (void)measure;
    return fy_intensity_frames(object, samples);
}

int fy_measure_intensity(const struct fy_measure *measure, const char *path)
{
    static const struct fy_measure_kind kind = { intensity_open, intensity_close, intensity_reach,
                                                 intensity_run,  intensity_take,  sizeof(float) };
    struct printing printing = { .measure = measure };
    struct fy_error error = { 0 };
    struct fy_measure_source source;

    if (fy_measure_open(&source, path, measure->channel, &error) != FY_OK)
        return fy_command_error(&error);
    const struct fy_intensity_settings settings = { source.rate, fy_measure_number(measure->floor, 100.0),
                                                    fy_measure_number(measure->step, 0.0), 0 };
    return carry_out(&(struct plan){ &kind, &settings, intensity_frames }, &source, &printing, path);
}

/* ---- formants ---- */

static enum fy_status formant_open(void **object, const void *settings, const struct fy_measure_source *source,
                                   struct fy_error *error)
{
    (void)source;
    struct fy_formant *made;
    const enum fy_status status = fy_formant_new(&made, settings, error);
    *object = made;
    return status;
}

static void formant_close(void *object)
{
    fy_formant_free(object);
}

static void formant_reach(const void *object, const struct fy_frames *frames, int64_t first, int64_t count,
                          int64_t *from, int64_t *to)
{
    fy_formant_reach(object, frames, first, count, from, to);
}

static void formant_run(void *object, const void *settings, const struct fy_sound *sound,
                        const struct fy_frames *frames, int64_t first, int64_t count, void *results)
{
    (void)settings;
    fy_formant_run(object, sound, frames, first, count, results);
}

static void formant_take(void *context, const struct fy_frames *frames, int64_t first, int64_t count,
                         const void *results)
{
    static const char *const names[FY_FORMANTS][2] = { { "F1", "B1" },   { "F2", "B2" },   { "F3", "B3" },
                                                       { "F4", "B4" },   { "F5", "B5" },   { "F6", "B6" },
                                                       { "F7", "B7" },   { "F8", "B8" },   { "F9", "B9" },
                                                       { "F10", "B10" }, { "F11", "B11" }, { "F12", "B12" } };
    struct printing *const printing = context;
    const struct fy_formant_frame *const frame = results;
    for (int64_t i = 0; i < count; i++) {
        fy_rows_number(&printing->rows, "time", fy_frames_time(frames, first + i), 6);
        for (size_t k = 0; k < printing->columns; k++) {
            const bool there = (int)k < frame[i].count;
            fy_rows_number(&printing->rows, names[k][0], there ? (double)frame[i].frequency[k] : (double)NAN, 2);
            fy_rows_number(&printing->rows, names[k][1], there ? (double)frame[i].bandwidth[k] : (double)NAN, 2);
        }
        end_row(printing);
    }
}

static struct fy_frames formant_frames(const void *object, int64_t samples, const struct fy_measure *measure)
{
    (void)measure;
    return fy_formant_frames(object, samples);
}

int fy_measure_formant(const struct fy_measure *measure, const char *path)
{
    static const struct fy_measure_kind kind = { formant_open, formant_close, formant_reach,
                                                 formant_run,  formant_take,  sizeof(struct fy_formant_frame) };
    struct printing printing = { .measure = measure };
    struct fy_error error = { 0 };
    struct fy_measure_source source;

    if (fy_measure_open(&source, path, measure->channel, &error) != FY_OK)
        return fy_command_error(&error);
    struct fy_formant_settings settings = fy_formant_usual(source.rate);
    settings.time_step = fy_measure_number(measure->step, 0.0);
    settings.formants = fy_measure_number(measure->formants, settings.formants);
    settings.ceiling = fy_measure_number(measure->ceiling, settings.ceiling);
    settings.window_length = fy_measure_number(measure->window, settings.window_length);
    settings.pre_emphasis = fy_measure_number(measure->emphasis, settings.pre_emphasis);
    settings.samples = source.samples;
    printing.columns = (size_t)fmin(fmax(floor(settings.formants + 0.5), 1.0), FY_FORMANTS);
    return carry_out(&(struct plan){ &kind, &settings, formant_frames }, &source, &printing, path);
}

/* Waveform, spectrogram and the axes. */
#include "picture/figure.h"
#include "picture/spectrum.h"
#include "picture/ticks.h"

#include <fangyin/memory.h>
#include <fangyin/peaks.h>
#include <math.h>

#define TICK 4.0           /* length of a tick's line */
#define NUMBER_BOX 36.0
#define OVERHANG 3.0       /* what of an axis' last number may stand beyond its end: the letters' own white space */
#define QUIETEST 0.0001    /* full scale of a waveform of silence */
#define MOST_COLUMNS 4000u /* pixels of a spectrogram in a row: wider ones are stretched */

static const struct fy_stroke frame = { { 0, 0, 0 }, 0.6, false };
static const struct fy_stroke middle = { { 0.6, 0.6, 0.6 }, 0.4, false };
static const struct fy_stroke trace = { { 0.1, 0.1, 0.1 }, 0.4, false };

/* One axis at the left side. */
struct axis {
    double top, bottom;
};

/* A tick at y and its number, which stays beside the axis: the axis below has numbers, too. */
static enum fy_status number_at(const struct fy_figure *figure, struct fy_surface *surface, struct axis axis, double y,
                                const char *text)
{
    const struct fy_setting setting = { 8, NUMBER_BOX, 1, FY_ALIGN_RIGHT, { 0, 0, 0 } };
    double width, height;

    if (fy_surface_measure(surface, text, &setting, &width, &height) != FY_OK)
        return FY_NO_MEMORY;
    const double top = fmin(fmax(y - height / 2, axis.top - OVERHANG), axis.bottom + OVERHANG - height);
    fy_surface_line(surface, figure->left - TICK, y, figure->left, y, frame);
    return fy_surface_text(surface, figure->left - TICK - 2 - NUMBER_BOX, top, text, &setting);
}

/* ---- waveform ---- */

/* Once along the maxima and back along the minima. */
static void draw_trace(const struct fy_figure *figure, struct fy_surface *surface, const float *minimum,
                       const float *maximum, size_t columns, double full, double *xy)
{
    const double centre = (figure->wave_top + figure->wave_bottom) / 2;
    const double scale = (figure->wave_bottom - figure->wave_top) / 2 / full;

    for (size_t i = 0; i < columns; i++) {
        const double x = figure->left + ((double)i + 0.5) / (double)columns * (figure->right - figure->left);
        const size_t back = 2 * columns - 1 - i;
        xy[2 * i] = xy[2 * back] = x;
        xy[2 * i + 1] = centre - (double)maximum[i] * scale;
        xy[2 * back + 1] = centre - (double)minimum[i] * scale;
    }
    fy_surface_polygon(surface, xy, 2 * columns, trace);
}

enum fy_status fy_figure_draw_wave(const struct fy_figure *figure, struct fy_surface *surface,
                                   struct fy_recording *recording, struct fy_error *error)
{
    const double rate = fy_recording_rate(recording);
    const int64_t from = (int64_t)floor(figure->settings->from * rate), to = (int64_t)ceil(figure->settings->to * rate);
    const double pixels = (figure->right - figure->left) * FY_PIXELS_PER_POINT;
    const size_t columns = (size_t)fmax(1, fmin(pixels, (double)(to - from)));
    float *minimum = fy_calloc(columns, sizeof *minimum), *maximum = fy_calloc(columns, sizeof *maximum);
    double *xy = fy_calloc(4 * columns, sizeof *xy);
    double loudest = QUIETEST;
    char text[FY_TICK_SIZE];

    enum fy_status status = minimum == NULL || maximum == NULL || xy == NULL
                                ? FY_NO_MEMORY
                                : fy_peaks_read(recording, from, to, columns, true, minimum, maximum);
    if (status == FY_OK) {
        for (size_t i = 0; i < columns; i++)
            loudest = fmax(loudest, fmax((double)maximum[i], (double)-minimum[i]));
        const struct fy_ticks ticks = fy_tick_above(loudest);
        fy_surface_line(surface, figure->left, (figure->wave_top + figure->wave_bottom) / 2, figure->right,
                        (figure->wave_top + figure->wave_bottom) / 2, middle);
        draw_trace(figure, surface, minimum, maximum, columns, fy_tick_place(&ticks, 1), xy);
        const struct axis axis = { figure->wave_top, figure->wave_bottom };
        for (int i = -1; i <= 1 && status == FY_OK; i++) {
            const double y = (axis.top + axis.bottom) / 2 - i * (axis.bottom - axis.top) / 2;
            status = number_at(figure, surface, axis, y, fy_tick_text(&ticks, i, text));
        }
        fy_surface_frame(surface, figure->left, figure->wave_top, figure->right, figure->wave_bottom, frame);
    }
    fy_free(xy);
    fy_free(maximum);
    fy_free(minimum);
    return status == FY_OK ? FY_OK : fy_fail(error, status, "%s", fy_status_text(status));
}

/* ---- spectrogram ---- */

static enum fy_status draw_frequencies(const struct fy_figure *figure, struct fy_surface *surface)
{
    const struct fy_setting setting = { 8, NUMBER_BOX, 1, FY_ALIGN_LEFT, { 0, 0, 0 } };
    const struct axis axis = { figure->spectrum_top, figure->spectrum_bottom };
    const double top = figure->highest / 1000, height = axis.bottom - axis.top;
    const struct fy_ticks ticks = fy_ticks_between(0, top, 6);
    enum fy_status status = FY_OK;
    char text[FY_TICK_SIZE];

    for (int64_t i = ticks.first; i <= ticks.last && status == FY_OK; i++) {
        const double y = axis.bottom - fy_tick_place(&ticks, i) / top * height;
        status = number_at(figure, surface, axis, y, fy_tick_text(&ticks, i, text));
    }
    if (status == FY_OK)
        status = fy_surface_text(surface, figure->left - NUMBER_BOX - TICK, (axis.top + axis.bottom) / 2 - 5, "kHz", &setting);
    fy_surface_frame(surface, figure->left, figure->spectrum_top, figure->right, figure->spectrum_bottom, frame);
    return status;
}

enum fy_status fy_figure_draw_spectrum(const struct fy_figure *figure, struct fy_surface *surface,
                                       struct fy_recording *recording, struct fy_error *error)
{
    const double columns = (figure->right - figure->left) * FY_PIXELS_PER_POINT;
    const struct fy_spectrum_window window = {
        .from = figure->settings->from,
        .to = figure->settings->to,
        .highest = figure->highest,
        .columns = (size_t)fmin(columns, MOST_COLUMNS),
        .rows = (size_t)((figure->spectrum_bottom - figure->spectrum_top) * FY_PIXELS_PER_POINT),
    };
    unsigned char *greys;
    enum fy_status status = fy_spectrum_greys(recording, &window, &greys, error);

    if (status != FY_OK)
        return status;
    status = fy_surface_image(surface, figure->left, figure->spectrum_top, figure->right, figure->spectrum_bottom, greys,
                              window.columns, window.rows);
    fy_free(greys);
    if (status == FY_OK)
        status = draw_frequencies(figure, surface);
    return status == FY_OK ? FY_OK : fy_fail(error, status, "%s", fy_status_text(status));
}

/* ---- time ---- */

enum fy_status fy_figure_draw_time_axis(const struct fy_figure *figure, struct fy_surface *surface)
{
    const struct fy_setting setting = { 8, 2 * NUMBER_BOX, 1, FY_ALIGN_CENTRE, { 0, 0, 0 } };
    const struct fy_setting unit = { 8, NUMBER_BOX, 1, FY_ALIGN_RIGHT, { 0, 0, 0 } };
    const double y = figure->rows_bottom;
    const struct fy_ticks ticks =
        fy_ticks_between(figure->settings->from, figure->settings->to, (figure->right - figure->left) / 50);
    enum fy_status status = FY_OK;
    char text[FY_TICK_SIZE];

    for (int64_t i = ticks.first; i <= ticks.last && status == FY_OK; i++) {
        const double x = fy_figure_x(figure, fy_tick_place(&ticks, i));
        fy_surface_line(surface, x, y, x, y + TICK, frame);
        status = fy_surface_text(surface, x - NUMBER_BOX, y + TICK + 1, fy_tick_text(&ticks, i, text), &setting);
    }
    if (status == FY_OK)
        status = fy_surface_text(surface, figure->left - 18 - NUMBER_BOX, y + TICK + 1, "s", &unit);
    return status;
}

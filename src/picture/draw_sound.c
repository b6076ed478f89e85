/* Waveform, spectrogram and the axes. */
#include "base/messages.h"
#include "picture/figure.h"
#include "picture/spectrum.h"
#include "picture/ticks.h"

#include <fangyin/memory.h>
#include <fangyin/peaks.h>
#include <math.h>
#include <stdio.h>

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

/* Which channel a waveform is of. */
static enum fy_status channel_at(const struct fy_figure *figure, struct fy_surface *surface, struct axis axis, double y,
                                 int channel)
{
    char text[40];
    snprintf(text, sizeof text, _("ch. %d"), channel);
    return number_at(figure, surface, axis, y, text);
}

/* ---- waveform ---- */

/* Of one channel, or of all (-1): minimum and maximum of each column. */
static enum fy_status read_columns(struct fy_recording *recording, int channel, int64_t from, int64_t to, size_t columns,
                                   float *minimum, float *maximum)
{
    enum { BLOCK = 1 << 14 };
    if (channel < 0)
        return fy_peaks_read(recording, from, to, columns, true, minimum, maximum);
    float *samples = fy_malloc(BLOCK * sizeof *samples);
    if (samples == NULL)
        return FY_NO_MEMORY;
    const double each = (double)(to - from) / (double)columns;
    for (int64_t at = from; at < to; at += BLOCK) {
        const size_t count = to - at < BLOCK ? (size_t)(to - at) : (size_t)BLOCK;
        fy_recording_read_mono(recording, at, channel, samples, count);
        for (size_t i = 0; i < count; i++) {
            const size_t column = (size_t)fmin((double)(at - from + (int64_t)i) / each, (double)(columns - 1));
            minimum[column] = fminf(minimum[column], samples[i]);
            maximum[column] = fmaxf(maximum[column], samples[i]);
        }
    }
    fy_free(samples);
    return FY_OK;
}

/* Once along the maxima and back along the minima. */
static void draw_trace(const struct fy_figure *figure, struct fy_surface *surface, struct axis axis, const float *minimum,
                       const float *maximum, size_t columns, double full, double *xy)
{
    const double centre = (axis.top + axis.bottom) / 2;
    const double scale = (axis.bottom - axis.top) / 2 / full;

    for (size_t i = 0; i < columns; i++) {
        const double x = figure->left + ((double)i + 0.5) / (double)columns * (figure->right - figure->left);
        const size_t back = 2 * columns - 1 - i;
        xy[2 * i] = xy[2 * back] = x;
        xy[2 * i + 1] = centre - (double)maximum[i] * scale;
        xy[2 * back + 1] = centre - (double)minimum[i] * scale;
    }
    fy_surface_polygon(surface, xy, 2 * columns, trace);
}

/* Columns of all waveforms: those of channel c begin at c * columns. */
struct waves {
    size_t columns;
    float *minimum, *maximum;
    double *xy;
};

static enum fy_status draw_wave(const struct fy_figure *figure, struct fy_surface *surface, const struct waves *waves,
                                int wave, const struct fy_ticks *ticks)
{
    const double height = (figure->wave_bottom - figure->wave_top) / figure->waves;
    const struct axis axis = { figure->wave_top + wave * height, figure->wave_top + (wave + 1) * height };
    const size_t first = (size_t)wave * waves->columns;
    enum fy_status status = FY_OK;
    char text[FY_TICK_SIZE];

    fy_surface_line(surface, figure->left, (axis.top + axis.bottom) / 2, figure->right, (axis.top + axis.bottom) / 2, middle);
    draw_trace(figure, surface, axis, waves->minimum + first, waves->maximum + first, waves->columns,
               fy_tick_place(ticks, 1), waves->xy);
    /* Of several the numbers at the ends would stand in each other's way. */
    for (int i = figure->waves > 1 ? 0 : -1; i <= (figure->waves > 1 ? 0 : 1) && status == FY_OK; i++) {
        const double y = (axis.top + axis.bottom) / 2 - i * (axis.bottom - axis.top) / 2;
        status = figure->waves > 1 ? channel_at(figure, surface, axis, y, wave + 1)
                                   : number_at(figure, surface, axis, y, fy_tick_text(ticks, i, text));
    }
    fy_surface_frame(surface, figure->left, axis.top, figure->right, axis.bottom, frame);
    return status;
}

enum fy_status fy_figure_draw_wave(const struct fy_figure *figure, struct fy_surface *surface,
                                   struct fy_recording *recording, struct fy_error *error)
{
    const double rate = fy_recording_rate(recording);
    const int64_t from = (int64_t)floor(figure->settings->from * rate), to = (int64_t)ceil(figure->settings->to * rate);
    const double pixels = (figure->right - figure->left) * FY_PIXELS_PER_POINT;
    const size_t columns = (size_t)fmax(1, fmin(pixels, (double)(to - from))), all = columns * (size_t)figure->waves;
    double loudest = QUIETEST;

    if (figure->waves == 0)
        return FY_OK;
    struct waves waves = { columns, fy_calloc(all, sizeof(float)), fy_calloc(all, sizeof(float)),
                           fy_calloc(4 * columns, sizeof(double)) };
    enum fy_status status = waves.minimum == NULL || waves.maximum == NULL || waves.xy == NULL ? FY_NO_MEMORY : FY_OK;
    for (int wave = 0; wave < figure->waves && status == FY_OK; wave++)
        status = read_columns(recording, figure->waves > 1 ? wave : figure->settings->channel, from, to, columns,
                              waves.minimum + (size_t)wave * columns, waves.maximum + (size_t)wave * columns);
    for (size_t i = 0; status == FY_OK && i < all; i++)
        loudest = fmax(loudest, fmax((double)waves.maximum[i], (double)-waves.minimum[i]));
    const struct fy_ticks ticks = fy_tick_above(loudest);
    for (int wave = 0; wave < figure->waves && status == FY_OK; wave++)
        status = draw_wave(figure, surface, &waves, wave, &ticks);
    fy_free(waves.xy);
    fy_free(waves.maximum);
    fy_free(waves.minimum);
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
        .range = figure->settings->dynamic_range,
        .channel = figure->settings->channel,
        .columns = (size_t)fmin(columns, MOST_COLUMNS),
        .rows = (size_t)((figure->spectrum_bottom - figure->spectrum_top) * FY_PIXELS_PER_POINT),
    };
    unsigned char *greys;
    if (!figure->curves)
        return FY_OK;
    if (!figure->settings->spectrum) {
        const enum fy_status axis = figure->settings->formants ? draw_frequencies(figure, surface) : FY_OK;
        fy_surface_frame(surface, figure->left, figure->spectrum_top, figure->right, figure->spectrum_bottom, frame);
        return axis == FY_OK ? FY_OK : fy_fail(error, axis, "%s", fy_status_text(axis));
    }
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

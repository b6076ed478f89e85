/* Pitch, intensity and formants over the spectrogram, each with a light edge, so that it is seen on black and on paper
 * without colours. */
#include "picture/figure.h"

#include <fangyin/formant.h>
#include <fangyin/intensity.h>
#include <fangyin/memory.h>
#include <fangyin/pitch.h>
#include <math.h>
#include <stdio.h>

#define AROUND 0.5 /* s to both sides, so that the path of the pitch does not hang on the edges */
#define PITCH_LOW 60.0
#define PITCH_HIGH 500.0
#define INTENSITY_LOW 30.0
#define INTENSITY_HIGH 100.0
#define QUIET 1000.0 /* formants of frames weaker by that factor than the loudest are the room's, as in Praat's editor */

static const struct fy_rgb blue = { 0, 0.3, 0.85 }, green = { 0, 0.5, 0.1 }, red = { 0.8, 0, 0 };
static const struct fy_stroke edge = { { 1, 1, 1 }, 3.0, false };

/* Frames of one measure over the stretch, and the sound they are made of. */
struct piece {
    struct fy_frames frames;
    int64_t first, count;
    float *samples;
    const float *channel;
    struct fy_sound sound;
};

static void choose(const struct fy_figure *figure, struct fy_frames frames, struct piece *piece)
{
    piece->frames = frames;
    piece->count = fy_frames_between(&frames, figure->settings->from - AROUND, figure->settings->to + AROUND, &piece->first);
}

/* False where there is no frame: the stretch is shorter than a window. */
static enum fy_status read_sound(const struct fy_figure *figure, struct fy_recording *recording, int64_t from, int64_t to,
                                 struct piece *piece, bool *any)
{
    *any = piece->count > 0 && to > from;
    if (!*any)
        return FY_OK;
    piece->samples = fy_malloc((size_t)(to - from) * sizeof *piece->samples);
    if (piece->samples == NULL)
        return FY_NO_MEMORY;
    fy_recording_read_mono(recording, from, figure->settings->channel, piece->samples, (size_t)(to - from));
    piece->channel = piece->samples;
    piece->sound = (struct fy_sound){ &piece->channel, 1, from, to - from };
    return FY_OK;
}

/* A curve that breaks where heights (0 to 1) are no numbers or outside. */
static enum fy_status draw_curve(const struct fy_figure *figure, struct fy_surface *surface, const struct piece *piece,
                                 const double *heights, struct fy_rgb colour)
{
    const struct fy_stroke line = { colour, 1.3, false };
    double *xy = fy_malloc(2 * (size_t)piece->count * sizeof *xy);
    size_t count = 0;
    if (xy == NULL)
        return FY_NO_MEMORY;
    for (int64_t i = 0; i <= piece->count; i++) {
        const double time = i < piece->count ? fy_frames_time(&piece->frames, piece->first + i) : 0;
        const bool there = i < piece->count && time >= figure->settings->from && time <= figure->settings->to &&
                           heights[i] >= 0 && heights[i] <= 1;
        if (there) {
            xy[2 * count] = fy_figure_x(figure, time);
            xy[2 * count + 1] = figure->spectrum_bottom - heights[i] * (figure->spectrum_bottom - figure->spectrum_top);
            count++;
        } else if (count > 0) {
            if (count == 1) {
                xy[2] = xy[0] + 0.8;
                xy[3] = xy[1];
                count = 2;
            }
            fy_surface_path(surface, xy, count, edge);
            fy_surface_path(surface, xy, count, line);
            count = 0;
        }
    }
    fy_free(xy);
    return FY_OK;
}

/* An axis right of the box, in the curve's colour. `place` 0: the first, 1: the one beside it. */
static enum fy_status draw_axis(const struct fy_figure *figure, struct fy_surface *surface, int place, const char *unit,
                                const double *values, size_t count, double (*height)(double), struct fy_rgb colour)
{
    const struct fy_setting setting = { 8, FY_RIGHT_AXIS - 6, 1, FY_ALIGN_LEFT, colour };
    const struct fy_stroke tick = { colour, 0.6, false };
    const double x = figure->right + place * FY_RIGHT_AXIS, box = figure->spectrum_bottom - figure->spectrum_top;
    enum fy_status status = FY_OK;
    double last = HUGE_VAL;

    if (place > 0)
        fy_surface_line(surface, x, figure->spectrum_top, x, figure->spectrum_bottom, tick);
    for (size_t i = 0; i < count && status == FY_OK; i++) {
        char text[32];
        double width, tall;
        const double y = figure->spectrum_bottom - height(values[i]) * box;
        snprintf(text, sizeof text, "%g%s%s", values[i], i + 1 == count ? " " : "", i + 1 == count ? unit : "");
        if (fy_surface_measure(surface, text, &setting, &width, &tall) != FY_OK)
            return FY_NO_MEMORY;
        fy_surface_line(surface, x, y, x + 3, y, tick);
        if (last - y < tall)
            continue;
        last = y;
        status = fy_surface_text(surface, x + 5, fmin(fmax(y - tall / 2, figure->spectrum_top - 3), figure->spectrum_bottom + 3 - tall),
                                 text, &setting);
    }
    return status;
}

static double pitch_height(double frequency)
{
    return frequency > 0 ? log(frequency / PITCH_LOW) / log(PITCH_HIGH / PITCH_LOW) : (double)NAN;
}

static double intensity_height(double level)
{
    return (level - INTENSITY_LOW) / (INTENSITY_HIGH - INTENSITY_LOW);
}

static double peak_of(const struct piece *piece)
{
    float peak = 0;
    for (int64_t i = 0; i < piece->sound.count; i++)
        peak = fmaxf(peak, fabsf(piece->samples[i]));
    return (double)peak;
}

static enum fy_status draw_pitch(const struct fy_figure *figure, struct fy_surface *surface, struct fy_recording *recording,
                                 struct fy_error *error)
{
    static const double ticks[] = { 60, 80, 100, 150, 200, 300, 400, 500 };
    const struct fy_pitch_settings settings = fy_pitch_raw(fy_recording_rate(recording));
    struct fy_pitch *pitch = NULL;
    struct piece piece = { .samples = NULL };
    int64_t from, to;
    bool any;
    enum fy_status status = fy_pitch_new(&pitch, &settings, 1, error);
    if (status != FY_OK)
        return status;
    choose(figure, fy_pitch_frames(pitch, fy_recording_frames(recording)), &piece);
    fy_pitch_reach(pitch, &piece.frames, piece.first, piece.count, &from, &to);
    status = read_sound(figure, recording, from, to, &piece, &any);
    struct fy_pitch_value *values = any ? fy_calloc((size_t)piece.count, sizeof *values) : NULL;
    double *heights = any ? fy_calloc((size_t)piece.count, sizeof *heights) : NULL;
    if (any && (values == NULL || heights == NULL))
        status = FY_NO_MEMORY;
    if (any && status == FY_OK) {
        fy_pitch_track(pitch, &piece.sound, &piece.frames, piece.first, piece.count, peak_of(&piece), values);
        for (int64_t i = 0; i < piece.count; i++)
            heights[i] = pitch_height((double)values[i].frequency);
        status = draw_curve(figure, surface, &piece, heights, blue);
    }
    if (status == FY_OK && figure->axes)
        status = draw_axis(figure, surface, 0, "Hz", ticks, sizeof ticks / sizeof *ticks, pitch_height, blue);
    fy_free(heights);
    fy_free(values);
    fy_free(piece.samples);
    fy_pitch_free(pitch);
    return status == FY_OK ? FY_OK : fy_fail(error, status, "%s", fy_status_text(status));
}

static enum fy_status draw_intensity(const struct fy_figure *figure, struct fy_surface *surface,
                                     struct fy_recording *recording, struct fy_error *error)
{
    static const double ticks[] = { 30, 40, 50, 60, 70, 80, 90, 100 };
    const struct fy_intensity_settings settings = { fy_recording_rate(recording), 100, 0, 0 };
    struct fy_intensity *intensity = NULL;
    struct piece piece = { .samples = NULL };
    int64_t from, to;
    bool any;
    enum fy_status status = fy_intensity_new(&intensity, &settings, error);
    if (status != FY_OK)
        return status;
    choose(figure, fy_intensity_frames(intensity, fy_recording_frames(recording)), &piece);
    fy_intensity_reach(intensity, &piece.frames, piece.first, piece.count, &from, &to);
    status = read_sound(figure, recording, from, to, &piece, &any);
    float *levels = any ? fy_calloc((size_t)piece.count, sizeof *levels) : NULL;
    double *heights = any ? fy_calloc((size_t)piece.count, sizeof *heights) : NULL;
    if (any && (levels == NULL || heights == NULL))
        status = FY_NO_MEMORY;
    if (any && status == FY_OK) {
        fy_intensity_run(intensity, &piece.sound, &piece.frames, piece.first, piece.count, levels);
        for (int64_t i = 0; i < piece.count; i++)
            heights[i] = intensity_height((double)levels[i]);
        status = draw_curve(figure, surface, &piece, heights, green);
    }
    if (status == FY_OK && figure->axes)
        status = draw_axis(figure, surface, figure->settings->pitch ? 1 : 0, "dB", ticks, sizeof ticks / sizeof *ticks,
                           intensity_height, green);
    fy_free(heights);
    fy_free(levels);
    fy_free(piece.samples);
    fy_intensity_free(intensity);
    return status == FY_OK ? FY_OK : fy_fail(error, status, "%s", fy_status_text(status));
}

/* On the frequency axis of the spectrogram, as dots: which of them is the same formant is not known. */
static void draw_dots(const struct fy_figure *figure, struct fy_surface *surface, const struct piece *piece,
                      const struct fy_formant_frame *found)
{
    const struct fy_rgb white = { 1, 1, 1 };
    const double box = figure->spectrum_bottom - figure->spectrum_top;
    float loudest = 0;
    for (int64_t i = 0; i < piece->count; i++)
        loudest = fmaxf(loudest, found[i].intensity);
    for (int64_t i = 0; i < piece->count; i++) {
        const double time = fy_frames_time(&piece->frames, piece->first + i);
        if (time < figure->settings->from || time > figure->settings->to ||
            !((double)found[i].intensity > (double)loudest / QUIET))
            continue;
        for (int n = 0; n < found[i].count; n++) {
            const double height = (double)found[i].frequency[n] / figure->highest, x = fy_figure_x(figure, time);
            const double y = figure->spectrum_bottom - height * box;
            if (height > 1)
                continue;
            fy_surface_fill(surface, x - 1.1, y - 1.1, x + 1.1, y + 1.1, white);
            fy_surface_fill(surface, x - 0.7, y - 0.7, x + 0.7, y + 0.7, red);
        }
    }
}

static enum fy_status draw_formants(const struct fy_figure *figure, struct fy_surface *surface,
                                    struct fy_recording *recording, struct fy_error *error)
{
    const struct fy_formant_settings settings = fy_formant_usual(fy_recording_rate(recording));
    struct fy_formant *formant = NULL;
    struct piece piece = { .samples = NULL };
    int64_t from, to;
    bool any;
    enum fy_status status = fy_formant_new(&formant, &settings, error);
    if (status != FY_OK)
        return status;
    choose(figure, fy_formant_frames(formant, fy_recording_frames(recording)), &piece);
    fy_formant_reach(formant, &piece.frames, piece.first, piece.count, &from, &to);
    status = read_sound(figure, recording, from, to, &piece, &any);
    struct fy_formant_frame *found = any ? fy_calloc((size_t)piece.count, sizeof *found) : NULL;
    if (any && found == NULL)
        status = FY_NO_MEMORY;
    if (any && status == FY_OK) {
        fy_formant_run(formant, &piece.sound, &piece.frames, piece.first, piece.count, found);
        draw_dots(figure, surface, &piece, found);
    }
    fy_free(found);
    fy_free(piece.samples);
    fy_formant_free(formant);
    return status == FY_OK ? FY_OK : fy_fail(error, status, "%s", fy_status_text(status));
}

enum fy_status fy_figure_draw_curves(const struct fy_figure *figure, struct fy_surface *surface,
                                     struct fy_recording *recording, struct fy_error *error)
{
    enum fy_status status = FY_OK;
    if (figure->settings->formants)
        status = draw_formants(figure, surface, recording, error);
    if (status == FY_OK && figure->settings->intensity)
        status = draw_intensity(figure, surface, recording, error);
    if (status == FY_OK && figure->settings->pitch)
        status = draw_pitch(figure, surface, recording, error);
    return status;
}

/* Where the parts of a figure are, in points.
 *
 *              left                       right
 *      0.3      +---------------------------+  wave_top
 *               |         waveform          |          one a channel
 *     -0.3      +---------------------------+  wave_bottom
 *        5      +---------------------------+  spectrum_top   500
 *   kHz         |   spectrogram, curves     |              Hz
 *        0      +---------------------------+  spectrum_bottom 60
 *     text      |  label  |      label      |  rows: one a tier
 *               +---------------------------+  rows_bottom
 *               0         1          2      s
 */
#ifndef FANGYIN_PICTURE_FIGURE_H
#define FANGYIN_PICTURE_FIGURE_H

#include "picture/surface.h"

/* A narrower interval has no label: nothing of it could be read. */
#define FY_LEAST_BOX 4.0
#define FY_RIGHT_AXIS 42.0 /* room right of the pictures for the axis of a curve */
#define FY_LABEL_PADDING 1.5 /* left and right of a label */

struct fy_figure_row {
    size_t tier;
    double top, bottom;
};

struct fy_figure {
    const struct fy_picture_settings *settings;
    const struct fy_grid *grid; /* NULL: no rows */
    double highest;             /* Hz, at spectrum_top */
    double width, height, left, right;
    int waves;   /* waveforms, one below the other; 0: none */
    bool axes;   /* of curves, right of them */
    bool curves; /* the box of the spectrogram is there, be it for the curves only */
    double wave_top, wave_bottom, spectrum_top, spectrum_bottom, rows_bottom;
    struct fy_figure_row *rows;
    size_t row_count;
};

/* Settings and grid must outlive the figure. */
enum fy_status fy_figure_lay_out(struct fy_figure *figure, struct fy_surface *surface, const struct fy_recording *recording,
                                 const struct fy_grid *grid, const struct fy_picture_settings *settings,
                                 struct fy_error *error);
void fy_figure_clear(struct fy_figure *figure);

/* Where a time stands. */
double fy_figure_x(const struct fy_figure *figure, double time);

/* The part of an interval that is drawn, [*x0, *x1]; false if there is none. */
bool fy_figure_span(const struct fy_figure *figure, const struct fy_interval *interval, double *x0, double *x1);

/* How a label is set in a box of that width, and its size then: a little smaller where that saves a line. */
enum fy_status fy_figure_label(struct fy_surface *surface, const char *text, double box, struct fy_setting *setting,
                               double *width, double *height);
/* How tiers' names are set. */
struct fy_setting fy_figure_name(void);

/* ---- drawing on a surface that was started with the figure's size ---- */

enum fy_status fy_figure_draw_wave(const struct fy_figure *figure, struct fy_surface *surface,
                                   struct fy_recording *recording, struct fy_error *error);
enum fy_status fy_figure_draw_spectrum(const struct fy_figure *figure, struct fy_surface *surface,
                                       struct fy_recording *recording, struct fy_error *error);
/* Pitch, intensity and formants, and the axes of the first two. */
enum fy_status fy_figure_draw_curves(const struct fy_figure *figure, struct fy_surface *surface,
                                     struct fy_recording *recording, struct fy_error *error);
enum fy_status fy_figure_draw_time_axis(const struct fy_figure *figure, struct fy_surface *surface);
enum fy_status fy_figure_draw_tiers(const struct fy_figure *figure, struct fy_surface *surface);

/* The boundaries of the first interval tier, through the pictures. */
void fy_figure_draw_guides(const struct fy_figure *figure, struct fy_surface *surface);

#endif

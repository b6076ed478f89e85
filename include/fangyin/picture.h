/* Figures for paper and report, as PNG, SVG or PDF: a stretch of a recording (waveform, spectrogram, pitch and other curves,
 * axes, tiers), the tones of dialects, bars of what a team has done. */
#ifndef FANGYIN_PICTURE_H
#define FANGYIN_PICTURE_H

#include <fangyin/buffer.h>
#include <fangyin/grid.h>
#include <fangyin/recording.h>
#include <stdbool.h>

enum fy_picture_form { FY_PICTURE_PNG, FY_PICTURE_SVG, FY_PICTURE_PDF };

#define FY_PICTURE_LONGEST 60.0 /* seconds; a longer stretch shows nothing of speech */
#define FY_PICTURE_NARROWEST 200
#define FY_PICTURE_WIDEST 20000

struct fy_picture_settings {
    enum fy_picture_form form;
    double from, to; /* seconds of the recording; at most FY_PICTURE_LONGEST apart */
    int width;       /* pixels at 144 to the inch: letters are equally large in all forms and widths */
    double highest_frequency; /* Hz; cut to half the sampling rate */
    double dynamic_range;     /* dB from black to white */
    int channel;              /* -1: a waveform for each (of up to 8), the spectrogram and curves of their mean */
    bool wave, spectrum;      /* drawn */
    bool pitch, intensity, formants; /* drawn over the spectrogram, or without it on the same axes */
    const char *language;     /* of the labels (BCP 47): it decides how Han characters look. NULL: zh-cn */
    const char *const *tiers; /* tier_count names, drawn in this order; with 0, all tiers in the grid's order */
    size_t tier_count;
};

/* From 0 to the end or 10 s, PNG, 1600 wide, 5000 Hz, 70 dB, all channels; waveform, spectrogram and pitch. */
struct fy_picture_settings fy_picture_defaults(const struct fy_recording *recording);

/* The form a file name's end asks for; FY_UNSUPPORTED with a sentence for other ends. */
enum fy_status fy_picture_form_of(const char *path, enum fy_picture_form *form, struct fy_error *error);

/* Append the picture, as a file's bytes, to out. The spectrogram is Praat's: 5 ms Gaussian window, 6 dB per octave
 * pre-emphasis, black at the loudest of the stretch. Pitch is Praat's raw autocorrelation with its standard settings, drawn
 * from 60 to 500 Hz in semitones; intensity from 30 to 100 dB; formants are Praat's (Burg). grid may be NULL. *missing (may be NULL) counts the letters for which no font is installed; they are drawn as boxes.
 * FY_INVALID: the stretch is empty, too long or outside the recording, or there is no such channel. FY_NOT_FOUND: no such tier. Text setting aborts
 * when there is no memory at all, as its library does. One thread at a time. */
enum fy_status fy_picture_draw(struct fy_buffer *out, struct fy_recording *recording, const struct fy_grid *grid,
                               const struct fy_picture_settings *settings, size_t *missing, struct fy_error *error);

/* How a page without a recording is set. */
struct fy_page {
    enum fy_picture_form form;
    int width;            /* as above */
    const char *language; /* as above */
};

/* One tone of one dialect: means and standard deviations of T (tone.h) at equally spaced points of its voiced part. */
struct fy_tone_line {
    const char *dialect, *tone; /* as people read them */
    size_t count;               /* syllables that were measured */
    char chao[4];               /* suggested digits; may be empty */
    const double *means, *deviations; /* [points]; a deviation that is no number has no bar */
};

/* A panel for each dialect, in the order of the lines, which stand together by dialect: T from 0 to 5 with Chao's levels
 * over normalised time, bars of one standard deviation. Lines with means that are no numbers are left out. FY_INVALID:
 * nothing is left, or there are fewer than 2 points. */
enum fy_status fy_picture_tones(struct fy_buffer *out, const struct fy_page *page, const struct fy_tone_line *lines,
                                size_t count, size_t points, size_t *missing, struct fy_error *error);

/* One bar of a chart, made of parts (>= 0) in the order of their names. */
struct fy_bar {
    const char *label;
    const double *parts;
};

/* Horizontal bars, one below the other, with their sums, a scale and a legend. FY_INVALID: no bars or parts, more than 8
 * parts, or a part that is no number. */
enum fy_status fy_picture_bars(struct fy_buffer *out, const struct fy_page *page, const char *title, const char *unit,
                               const char *const *part_names, size_t part_count, const struct fy_bar *bars, size_t count,
                               size_t *missing, struct fy_error *error);

#endif

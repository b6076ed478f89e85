/* Figures for paper and report: waveform, spectrogram, axes and tiers of a stretch of a recording, as PNG, SVG or PDF. */
#ifndef FANGYIN_PICTURE_H
#define FANGYIN_PICTURE_H

#include <fangyin/buffer.h>
#include <fangyin/grid.h>
#include <fangyin/recording.h>

enum fy_picture_form { FY_PICTURE_PNG, FY_PICTURE_SVG, FY_PICTURE_PDF };

#define FY_PICTURE_LONGEST 60.0 /* seconds; a longer stretch shows nothing of speech */
#define FY_PICTURE_NARROWEST 200
#define FY_PICTURE_WIDEST 20000

struct fy_picture_settings {
    enum fy_picture_form form;
    double from, to; /* seconds of the recording; at most FY_PICTURE_LONGEST apart */
    int width;       /* pixels at 144 to the inch: letters are equally large in all forms and widths */
    double highest_frequency; /* Hz; cut to half the sampling rate */
    const char *language;     /* of the labels (BCP 47): it decides how Han characters look. NULL: zh-cn */
    const char *const *tiers; /* tier_count names, drawn in this order; with 0, all tiers in the grid's order */
    size_t tier_count;
};

/* From 0 to the end or 10 s, PNG, 1600 wide, 5000 Hz. */
struct fy_picture_settings fy_picture_defaults(const struct fy_recording *recording);

/* The form a file name's end asks for; FY_UNSUPPORTED with a sentence for other ends. */
enum fy_status fy_picture_form_of(const char *path, enum fy_picture_form *form, struct fy_error *error);

/* Append the picture, as a file's bytes, to out. The spectrogram is Praat's: 5 ms Gaussian window, 6 dB per octave
 * pre-emphasis, black at the loudest of the stretch, white 70 dB below. Channels are mixed there; the waveform covers all.
 * grid may be NULL. *missing (may be NULL) counts the letters for which no font is installed; they are drawn as boxes.
 * FY_INVALID: the stretch is empty, too long or outside the recording. FY_NOT_FOUND: no such tier. Text setting aborts
 * when there is no memory at all, as its library does. One thread at a time. */
enum fy_status fy_picture_draw(struct fy_buffer *out, struct fy_recording *recording, const struct fy_grid *grid,
                               const struct fy_picture_settings *settings, size_t *missing, struct fy_error *error);

#endif

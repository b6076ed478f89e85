/* The spectrogram of a stretch as greys. */
#ifndef FANGYIN_PICTURE_SPECTRUM_H
#define FANGYIN_PICTURE_SPECTRUM_H

#include <fangyin/recording.h>

/* What is to be shown: columns over [from, to) seconds, rows from `highest` Hz at the top to 0 Hz at the bottom. */
struct fy_spectrum_window {
    double from, to, highest;
    double range; /* dB from black to white */
    int channel;  /* -1: the mean of all */
    size_t columns, rows;
};

/* *greys is a new array (fy_free), rows from the top: 0 black for the loudest pixel, 255 white from `range` below it. */
enum fy_status fy_spectrum_greys(struct fy_recording *recording, const struct fy_spectrum_window *window,
                                 unsigned char **greys, struct fy_error *error);

#endif

/* Pictures as DEC sixels (VT340 Programmer Reference, chapter 14). No terminal is touched. */
#ifndef FANGYIN_TERMINAL_SIXEL_H
#define FANGYIN_TERMINAL_SIXEL_H

#include "ui/image.h"

#include <fangyin/buffer.h>

/* xterm shows nothing of an image that is wider or taller than 1000 pixels: larger ones are sent in tiles. */
#define FY_SIXEL_MOST 960

/* The part of an image as one DCS string: every pixel is painted, the cursor's line is not left at the end. */
void fy_sixel_write(struct fy_buffer *out, const struct fy_image *image, int left, int top, int width, int height);

#endif

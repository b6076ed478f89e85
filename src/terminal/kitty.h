/* Pictures by kitty's graphics protocol, as PNG. No terminal is touched. */
#ifndef FANGYIN_TERMINAL_KITTY_H
#define FANGYIN_TERMINAL_KITTY_H

#include "ui/image.h"

#include <fangyin/buffer.h>

/* Asks whether the terminal knows the protocol; the answer is "Gi=31;OK". */
#define FY_KITTY_QUESTION "\033_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\033\\"

/* The image over so many cells from the cursor on, which stays; in place of the one that had that number. */
void fy_kitty_write(struct fy_buffer *out, const struct fy_image *image, unsigned number, int columns, int rows);
void fy_kitty_delete(struct fy_buffer *out, unsigned number);

/* An 8-bit PNG with a palette. */
void fy_png_write(struct fy_buffer *out, const struct fy_image *image);

#endif

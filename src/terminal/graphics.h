/* Whether a terminal shows pictures of pixels: what is asked, what its answers mean, and what is sent. No terminal is
 * touched here. */
#ifndef FANGYIN_TERMINAL_GRAPHICS_H
#define FANGYIN_TERMINAL_GRAPHICS_H

#include "ui/image.h"

#include <fangyin/buffer.h>
#include <stdbool.h>
#include <stddef.h>

enum fy_graphics { FY_GRAPHICS_AUTO, FY_GRAPHICS_CELLS, FY_GRAPHICS_SIXEL, FY_GRAPHICS_KITTY };

/* By its name, as "sixel"; false where it is none. */
bool fy_graphics_read(const char *name, enum fy_graphics *graphics);

/* What the terminal has said. */
struct fy_graphics_answers {
    bool complete; /* the last one is here: no more will come */
    bool sixel, kitty, sync;
    int cell_width, cell_height; /* pixels; 0: not said */
};

/* Asks for all of it. Every terminal answers the last question, after the others. */
const char *fy_graphics_question(void);
/* A reply as the key reader gives it: from behind the escape on. */
void fy_graphics_answer(struct fy_graphics_answers *answers, const char *reply, size_t size);

/* True where asking makes sense: not inside tmux and screen, which swallow pictures, nor on consoles. */
bool fy_graphics_may_ask(const char *term, const char *tmux, const char *sty);

/* Sixel, kitty or cells. */
enum fy_graphics fy_graphics_choose(enum fy_graphics wish, const struct fy_graphics_answers *answers);

/* Bytes that show an image over cells, in front of whatever they hold, and leave the cursor where it is. */
struct fy_graphics_place {
    int row, column, rows, columns; /* cells */
    int cell_width, cell_height;    /* pixels: the image has exactly columns * cell_width and rows * cell_height */
};
void fy_graphics_show(struct fy_buffer *out, enum fy_graphics graphics, bool sync, const struct fy_image *image,
                      const struct fy_graphics_place *place);
/* Bytes that take it away; nothing for sixel, where drawing the cells again does. */
void fy_graphics_hide(struct fy_buffer *out, enum fy_graphics graphics);

#endif

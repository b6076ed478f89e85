/* A screen in memory: cells of text with colours. What render draws into and what terminals and tests read. */
#ifndef FANGYIN_UI_CANVAS_H
#define FANGYIN_UI_CANVAS_H

#include <fangyin/buffer.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fy_attribute { FY_BOLD = 1, FY_DIM = 2, FY_UNDERLINE = 4, FY_REVERSE = 8 };

/* Colours are entries of the 256 palette, or FY_RGB of 0xRRGGBB where the app was told that the terminal knows these;
 * FY_DEFAULT_COLOUR is the terminal's own. */
#define FY_DEFAULT_COLOUR (-1)
#define FY_RGB(rgb) ((int32_t)(rgb) | 0x1000000)

struct fy_style {
    int32_t fg, bg;
    uint8_t attributes;
};

#define FY_CELL_TEXT 28

struct fy_cell {
    char text[FY_CELL_TEXT]; /* one grapheme, NUL-terminated; "" in the right half of a wide one */
    struct fy_style style;
};

struct fy_canvas {
    int columns, rows;
    struct fy_cell *cells; /* rows * columns, row by row */
    int cursor_row, cursor_column; /* the terminal's cursor; row -1: nothing is typed here, it may hide */
    struct {
        int row, column, rows, columns; /* cells that a picture of pixels may cover; rows 0: none */
        uint64_t key;                   /* another one where the picture is another one */
    } image;
};

void fy_canvas_resize(struct fy_canvas *canvas, int columns, int rows);
void fy_canvas_free(struct fy_canvas *canvas);
void fy_canvas_clear(struct fy_canvas *canvas);

/* The cell at a place inside the canvas, else NULL. */
struct fy_cell *fy_canvas_at(const struct fy_canvas *canvas, int row, int column);

/* Write text from `column` on, in at most `columns` columns, cutting whole graphemes; what could move a terminal is
 * made visible. Returns the columns used. Wide graphemes that lose a half are blanked. */
int fy_canvas_text(struct fy_canvas *canvas, int row, int column, int columns, struct fy_style style, const char *text,
                   size_t size);
/* The same for a C string, with an ellipsis where it is cut. */
int fy_canvas_puts(struct fy_canvas *canvas, int row, int column, int columns, struct fy_style style, const char *text);

/* Bytes of text that go on one row of that width: up to a line feed, else broken at a space where there is one. At least
 * one grapheme, so that a caller comes to the end. */
size_t fy_canvas_line(const char *text, size_t size, int columns);

/* Fill a stretch of a row with one grapheme of one column. */
void fy_canvas_fill(struct fy_canvas *canvas, int row, int column, int columns, struct fy_style style,
                    const char *grapheme);
/* Change only the style of a stretch. */
void fy_canvas_restyle(struct fy_canvas *canvas, int row, int column, int columns, struct fy_style style);

/* The text of the screen, a line a row, without trailing spaces: for tests and people without a screen. */
void fy_canvas_write(const struct fy_canvas *canvas, struct fy_buffer *out);

#endif

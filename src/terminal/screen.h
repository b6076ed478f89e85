/* The terminal's screen: canvases go in, ncurses draws the difference. One screen a process, one thread. */
#ifndef FANGYIN_TERMINAL_SCREEN_H
#define FANGYIN_TERMINAL_SCREEN_H

#include "ui/canvas.h"

#include <fangyin/status.h>

/* Take over the terminal. FY_UNSUPPORTED, with a sentence, where there is none or its type is unknown. What other code
 * prints on stderr goes to log_path meanwhile (NULL: nowhere). With `rgb` any colour is used, if the terminal says that it
 * knows these (COLORTERM). */
enum fy_status fy_screen_open(const char *log_path, bool rgb, struct fy_error *error);
void fy_screen_close(void);

/* The size in cells, from the kernel. False where it is not known. */
bool fy_screen_size(int *columns, int *rows);
/* After a change of size. */
void fy_screen_resize(int columns, int rows);

/* Whether the terminal says that it has any colour, so that opening for it makes sense. */
bool fy_screen_has_direct(void);
int fy_screen_colours(void);
bool fy_screen_rgb(void);
/* The size of a cell in pixels, from the kernel. False where it is not known. */
bool fy_screen_cell(int *width, int *height);

/* Draw. `afresh` repaints all, whatever the terminal is thought to show. True if anything was written in the rows of the
 * canvas's image, so that a picture there may have suffered. */
bool fy_screen_draw(const struct fy_canvas *canvas, bool afresh);
/* Bytes for the terminal beside ncurses: they must leave the cursor where it is. */
void fy_screen_send(const char *bytes, size_t size);

/* Give the terminal back, stop the process until it is continued, take it again. */
void fy_screen_suspend(void);

#endif

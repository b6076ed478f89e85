/* A page without a recording: begun at a height, ended as a file's bytes. */
#ifndef FANGYIN_PICTURE_PAGE_H
#define FANGYIN_PICTURE_PAGE_H

#include "picture/surface.h"

#define FY_PAGE_MARGIN 8.0
#define FY_PAGE_COLOURS 8

/* Colours that people with any sight tell apart, dark ones first (Okabe and Ito's, without yellow). */
struct fy_rgb fy_page_colour(size_t index);

/* What draws a page; its context says what. `height` is asked for before anything is drawn: text may be measured. */
struct fy_page_drawing {
    enum fy_status (*height)(void *context, struct fy_surface *surface, double width, double *height);
    enum fy_status (*draw)(void *context, struct fy_surface *surface, double width, double height);
    void *context;
};

/* Append the file's bytes to out, or nothing after a failure. FY_INVALID: the page is too narrow, too wide or too high. */
enum fy_status fy_page_make(struct fy_buffer *out, const struct fy_page *page, const struct fy_page_drawing *drawing,
                            size_t *missing, struct fy_error *error);

#endif

/* What a figure is drawn on: few primitives over cairo and pango, which are included by surface.c only. Lengths are in
 * points (72 to the inch), x to the right, y downwards. */
#ifndef FANGYIN_PICTURE_SURFACE_H
#define FANGYIN_PICTURE_SURFACE_H

#include <fangyin/buffer.h>
#include <fangyin/picture.h>
#include <stdbool.h>

#define FY_PIXELS_PER_POINT 2

struct fy_rgb {
    double red, green, blue; /* 0 to 1 */
};

struct fy_stroke {
    struct fy_rgb colour;
    double width;
    bool dashed;
};

enum fy_align { FY_ALIGN_LEFT, FY_ALIGN_CENTRE, FY_ALIGN_RIGHT };

/* How text is set: broken to at most `lines` lines of `width`, cut with an ellipsis where that is not enough. */
struct fy_setting {
    double size;  /* of the letters */
    double width; /* of the box, > 0 */
    int lines;
    enum fy_align align;
    struct fy_rgb colour;
};

struct fy_surface;

/* Text can be measured from here on, drawn on after fy_surface_start. NULL when out of memory. */
struct fy_surface *fy_surface_new(const char *language);
void fy_surface_free(struct fy_surface *surface);

/* A white page. Its file's bytes go to out, which outlives the surface's use, at fy_surface_finish. */
enum fy_status fy_surface_start(struct fy_surface *surface, enum fy_picture_form form, double width, double height,
                                struct fy_buffer *out);
/* After the last drawing: write what is left. FY_NO_MEMORY or FY_IO where any of the drawing failed. */
enum fy_status fy_surface_finish(struct fy_surface *surface);

void fy_surface_line(struct fy_surface *surface, double x0, double y0, double x1, double y1, struct fy_stroke stroke);
void fy_surface_frame(struct fy_surface *surface, double x0, double y0, double x1, double y1, struct fy_stroke stroke);
void fy_surface_fill(struct fy_surface *surface, double x0, double y0, double x1, double y1, struct fy_rgb colour);
/* A closed polygon of x, y pairs, filled and outlined in one colour. */
void fy_surface_polygon(struct fy_surface *surface, const double *xy, size_t count, struct fy_stroke stroke);
/* An open line through x, y pairs. */
void fy_surface_path(struct fy_surface *surface, const double *xy, size_t count, struct fy_stroke stroke);
/* Greys (0 black), rows from the top, stretched over the box. FY_NO_MEMORY otherwise. */
enum fy_status fy_surface_image(struct fy_surface *surface, double x0, double y0, double x1, double y1,
                                const unsigned char *greys, size_t columns, size_t rows);

/* What text in that setting takes: width of the longest line and height. Control characters are shown as signs. */
enum fy_status fy_surface_measure(struct fy_surface *surface, const char *text, const struct fy_setting *setting,
                                  double *width, double *height);
/* Draw it into a box whose left upper corner is x, y. */
enum fy_status fy_surface_text(struct fy_surface *surface, double x, double y, const char *text,
                               const struct fy_setting *setting);
/* Letters drawn so far that no font has. */
size_t fy_surface_missing(const struct fy_surface *surface);

#endif

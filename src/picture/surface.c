#include "picture/surface.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <cairo.h>
#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <pango/pangocairo.h>
#include <string.h>

#define FONT "sans-serif"

struct fy_surface {
    PangoFontMap *fonts; /* its own: the library's common one belongs to one thread */
    PangoContext *context;
    PangoLayout *layout;
    cairo_surface_t *page;
    cairo_t *cairo; /* NULL until started */
    enum fy_picture_form form;
    struct fy_buffer *out;
    struct fy_buffer visible; /* the text being set */
    size_t missing;
};

struct fy_surface *fy_surface_new(const char *language)
{
    struct fy_surface *surface = fy_calloc(1, sizeof *surface);

    if (surface == NULL)
        return NULL;
    surface->fonts = pango_cairo_font_map_new();
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(surface->fonts), 72);
    surface->context = pango_font_map_create_context(surface->fonts);
    pango_context_set_language(surface->context, pango_language_from_string(language));
    /* Letters keep their places when the picture is made larger. */
    pango_context_set_round_glyph_positions(surface->context, FALSE);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(surface->context, options);
    cairo_font_options_destroy(options);
    surface->layout = pango_layout_new(surface->context);
    /* A word that is broken gets no hyphen: it might be read as part of what was said. */
    PangoAttrList *attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
    pango_layout_set_attributes(surface->layout, attributes);
    pango_attr_list_unref(attributes);
    return surface;
}

void fy_surface_free(struct fy_surface *surface)
{
    if (surface == NULL)
        return;
    g_object_unref(surface->layout);
    g_object_unref(surface->context);
    g_object_unref(surface->fonts);
    if (surface->cairo != NULL)
        cairo_destroy(surface->cairo);
    if (surface->page != NULL)
        cairo_surface_destroy(surface->page);
    fy_buffer_free(&surface->visible);
    fy_free(surface);
}

static enum fy_status status_of(cairo_status_t status)
{
    return status == CAIRO_STATUS_SUCCESS ? FY_OK : status == CAIRO_STATUS_NO_MEMORY ? FY_NO_MEMORY : FY_IO;
}

static cairo_status_t take_bytes(void *context, const unsigned char *bytes, unsigned size)
{
    struct fy_buffer *out = context;

    fy_buffer_append(out, bytes, size);
    return out->failed ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *make_page(struct fy_surface *surface, double width, double height)
{
    switch (surface->form) {
    case FY_PICTURE_SVG:
        return cairo_svg_surface_create_for_stream(take_bytes, surface->out, width, height);
    case FY_PICTURE_PDF:
        return cairo_pdf_surface_create_for_stream(take_bytes, surface->out, width, height);
    case FY_PICTURE_PNG:
    default:
        return cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)(width * FY_PIXELS_PER_POINT + 0.5),
                                          (int)(height * FY_PIXELS_PER_POINT + 0.5));
    }
}

enum fy_status fy_surface_start(struct fy_surface *surface, enum fy_picture_form form, double width, double height,
                                struct fy_buffer *out)
{
    surface->form = form;
    surface->out = out;
    surface->page = make_page(surface, width, height);
    surface->cairo = cairo_create(surface->page);
    if (form == FY_PICTURE_PNG)
        cairo_scale(surface->cairo, FY_PIXELS_PER_POINT, FY_PIXELS_PER_POINT);
    cairo_set_source_rgb(surface->cairo, 1, 1, 1);
    cairo_paint(surface->cairo);
    return status_of(cairo_status(surface->cairo));
}

enum fy_status fy_surface_finish(struct fy_surface *surface)
{
    cairo_status_t status = cairo_status(surface->cairo);

    if (status == CAIRO_STATUS_SUCCESS && surface->form == FY_PICTURE_PNG) {
        status = cairo_surface_write_to_png_stream(surface->page, take_bytes, surface->out);
    } else if (status == CAIRO_STATUS_SUCCESS) {
        cairo_show_page(surface->cairo);
        cairo_surface_finish(surface->page);
        status = cairo_surface_status(surface->page);
    }
    return surface->out->failed ? FY_NO_MEMORY : status_of(status);
}

/* ---- lines and areas ---- */

static void set_colour(struct fy_surface *surface, struct fy_rgb colour)
{
    cairo_set_source_rgb(surface->cairo, colour.red, colour.green, colour.blue);
}

static void stroke_path(struct fy_surface *surface, struct fy_stroke stroke)
{
    static const double dashes[] = { 3, 2 };

    set_colour(surface, stroke.colour);
    cairo_set_line_width(surface->cairo, stroke.width);
    cairo_set_line_join(surface->cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_dash(surface->cairo, dashes, stroke.dashed ? 2 : 0, 0);
    cairo_stroke(surface->cairo);
}

void fy_surface_line(struct fy_surface *surface, double x0, double y0, double x1, double y1, struct fy_stroke stroke)
{
    cairo_move_to(surface->cairo, x0, y0);
    cairo_line_to(surface->cairo, x1, y1);
    stroke_path(surface, stroke);
}

void fy_surface_frame(struct fy_surface *surface, double x0, double y0, double x1, double y1, struct fy_stroke stroke)
{
    cairo_rectangle(surface->cairo, x0, y0, x1 - x0, y1 - y0);
    stroke_path(surface, stroke);
}

void fy_surface_fill(struct fy_surface *surface, double x0, double y0, double x1, double y1, struct fy_rgb colour)
{
    set_colour(surface, colour);
    cairo_rectangle(surface->cairo, x0, y0, x1 - x0, y1 - y0);
    cairo_fill(surface->cairo);
}

void fy_surface_polygon(struct fy_surface *surface, const double *xy, size_t count, struct fy_stroke stroke)
{
    cairo_new_path(surface->cairo);
    for (size_t i = 0; i < count; i++)
        cairo_line_to(surface->cairo, xy[2 * i], xy[2 * i + 1]);
    cairo_close_path(surface->cairo);
    set_colour(surface, stroke.colour);
    cairo_fill_preserve(surface->cairo);
    stroke_path(surface, stroke);
}

void fy_surface_path(struct fy_surface *surface, const double *xy, size_t count, struct fy_stroke stroke)
{
    cairo_new_path(surface->cairo);
    for (size_t i = 0; i < count; i++)
        cairo_line_to(surface->cairo, xy[2 * i], xy[2 * i + 1]);
    stroke_path(surface, stroke);
}

enum fy_status fy_surface_image(struct fy_surface *surface, double x0, double y0, double x1, double y1,
                                const unsigned char *greys, size_t columns, size_t rows)
{
    cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)columns, (int)rows);
    unsigned char *pixels = cairo_image_surface_get_data(image);

    if (pixels == NULL) {
        cairo_surface_destroy(image);
        return FY_NO_MEMORY;
    }
    const size_t stride = (size_t)cairo_image_surface_get_stride(image);
    for (size_t row = 0; row < rows; row++) {
        for (size_t column = 0; column < columns; column++)
            memset(pixels + row * stride + column * 4, greys[row * columns + column], 4);
    }
    cairo_surface_mark_dirty(image);
    cairo_save(surface->cairo);
    cairo_rectangle(surface->cairo, x0, y0, x1 - x0, y1 - y0);
    cairo_clip(surface->cairo);
    cairo_translate(surface->cairo, x0, y0);
    cairo_scale(surface->cairo, (x1 - x0) / (double)columns, (y1 - y0) / (double)rows);
    cairo_set_source_surface(surface->cairo, image, 0, 0);
    cairo_paint(surface->cairo);
    cairo_restore(surface->cairo);
    cairo_surface_destroy(image);
    return FY_OK;
}

/* ---- text ---- */

static enum fy_status set_text(struct fy_surface *surface, const char *text, const struct fy_setting *setting)
{
    static const PangoAlignment alignments[] = {
        [FY_ALIGN_LEFT] = PANGO_ALIGN_LEFT,
        [FY_ALIGN_CENTRE] = PANGO_ALIGN_CENTER,
        [FY_ALIGN_RIGHT] = PANGO_ALIGN_RIGHT,
    };
    PangoLayout *layout = surface->layout;

    fy_buffer_clear(&surface->visible);
    fy_text_visible(&surface->visible, text, strlen(text));
    if (surface->visible.failed) {
        fy_buffer_free(&surface->visible);
        return FY_NO_MEMORY;
    }
    PangoFontDescription *font = pango_font_description_from_string(FONT);
    pango_font_description_set_absolute_size(font, setting->size * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(layout, (int)(setting->width * PANGO_SCALE));
    pango_layout_set_height(layout, -setting->lines);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_alignment(layout, alignments[setting->align]);
    pango_layout_set_auto_dir(layout, TRUE);
    pango_layout_set_text(layout, fy_buffer_text(&surface->visible), (int)surface->visible.size);
    return FY_OK;
}

enum fy_status fy_surface_measure(struct fy_surface *surface, const char *text, const struct fy_setting *setting,
                                  double *width, double *height)
{
    PangoRectangle logical = { 0, 0, 0, 0 };
    const enum fy_status status = set_text(surface, text, setting);

    if (status == FY_OK)
        pango_layout_get_extents(surface->layout, NULL, &logical);
    *width = (double)logical.width / PANGO_SCALE;
    *height = (double)logical.height / PANGO_SCALE;
    return status;
}

enum fy_status fy_surface_text(struct fy_surface *surface, double x, double y, const char *text,
                               const struct fy_setting *setting)
{
    const enum fy_status status = set_text(surface, text, setting);

    if (status != FY_OK)
        return status;
    set_colour(surface, setting->colour);
    cairo_move_to(surface->cairo, x, y);
    pango_cairo_show_layout(surface->cairo, surface->layout);
    surface->missing += (size_t)pango_layout_get_unknown_glyphs_count(surface->layout);
    return FY_OK;
}

size_t fy_surface_missing(const struct fy_surface *surface)
{
    return surface->missing;
}

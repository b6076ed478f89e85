#include "picture/page.h"

#include "base/messages.h"

#define HIGHEST 32767 /* pixels, which cairo can do */

struct fy_rgb fy_page_colour(size_t index)
{
    static const struct fy_rgb colours[FY_PAGE_COLOURS] = {
        { 0, 0.45, 0.7 },    { 0.84, 0.37, 0 },   { 0, 0.62, 0.45 }, { 0.8, 0.47, 0.65 },
        { 0.34, 0.71, 0.91 }, { 0.9, 0.62, 0 }, { 0.35, 0.35, 0.35 }, { 0, 0, 0 },
    };
    return colours[index % FY_PAGE_COLOURS];
}

static enum fy_status draw(struct fy_surface *surface, const struct fy_page *page, const struct fy_page_drawing *drawing,
                           struct fy_buffer *out, struct fy_error *error)
{
    const double width = (double)page->width / FY_PIXELS_PER_POINT;
    double height = 0;
    enum fy_status status = drawing->height(drawing->context, surface, width, &height);
    if (status == FY_OK && height * FY_PIXELS_PER_POINT > HIGHEST)
        return fy_fail(error, FY_INVALID, "%s", _("The picture would be too high: choose fewer rows, or a wider one."));
    if (status == FY_OK)
        status = fy_surface_start(surface, page->form, width, height, out);
    if (status == FY_OK)
        status = drawing->draw(drawing->context, surface, width, height);
    if (status == FY_OK)
        status = fy_surface_finish(surface);
    return status == FY_OK ? FY_OK : fy_fail(error, status, "%s", fy_status_text(status));
}

enum fy_status fy_page_make(struct fy_buffer *out, const struct fy_page *page, const struct fy_page_drawing *drawing,
                            size_t *missing, struct fy_error *error)
{
    const size_t before = out->size;
    if (page->width < FY_PICTURE_NARROWEST || page->width > FY_PICTURE_WIDEST)
        return fy_fail(error, FY_INVALID, _("A picture must be %d to %d pixels wide."), FY_PICTURE_NARROWEST,
                       FY_PICTURE_WIDEST);
    struct fy_surface *surface = fy_surface_new(page->language != NULL ? page->language : "zh-cn");
    if (surface == NULL)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    const enum fy_status status = draw(surface, page, drawing, out, error);
    if (missing != NULL)
        *missing = fy_surface_missing(surface);
    fy_surface_free(surface);
    /* cairo may write a little when it is put away after a failure. */
    if (status != FY_OK && out->size > before) {
        out->size = before;
        out->data[before] = '\0';
    }
    return status;
}

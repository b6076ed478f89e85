#include "base/messages.h"
#include "picture/figure.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#define SHOWN_AT_FIRST 10.0 /* seconds */
#define LARGEST_PNG 32767   /* pixels in height, which cairo can do */

struct fy_picture_settings fy_picture_defaults(const struct fy_recording *recording)
{
    const double end = (double)fy_recording_frames(recording) / fy_recording_rate(recording);

    return (struct fy_picture_settings){
        .form = FY_PICTURE_PNG,
        .to = end < SHOWN_AT_FIRST ? end : SHOWN_AT_FIRST,
        .width = 1600,
        .highest_frequency = 5000,
        .dynamic_range = 70,
        .channel = -1,
        .wave = true,
        .spectrum = true,
        .pitch = true,
    };
}

enum fy_status fy_picture_form_of(const char *path, enum fy_picture_form *form, struct fy_error *error)
{
    static const char *const ends[] = { [FY_PICTURE_PNG] = ".png", [FY_PICTURE_SVG] = ".svg", [FY_PICTURE_PDF] = ".pdf" };
    const size_t size = strlen(path);

    for (int i = 0; i < 3; i++) {
        if (size > 4 && strcasecmp(path + size - 4, ends[i]) == 0) {
            *form = (enum fy_picture_form)i;
            return FY_OK;
        }
    }
    (void)fy_fail(error, FY_UNSUPPORTED, "%s", _("A picture's name must end in .png, .svg or .pdf."));
    return error != NULL ? fy_error_in_file(error, path) : FY_UNSUPPORTED;
}

static enum fy_status check(const struct fy_picture_settings *settings, const struct fy_recording *recording,
                            struct fy_error *error)
{
    const double end = (double)fy_recording_frames(recording) / fy_recording_rate(recording);

    if (settings->from < 0 || settings->from >= end)
        return fy_fail(error, FY_INVALID, _("The start lies outside the recording, which is %g seconds long."), end);
    if (!isfinite(settings->from) || !isfinite(settings->to) || settings->from >= settings->to)
        return fy_fail(error, FY_INVALID, "%s", _("There is nothing to draw: the end must come after the start."));
    if (settings->to - settings->from > FY_PICTURE_LONGEST)
        return fy_fail(error, FY_INVALID, _("%g seconds are too long for one picture: choose at most %g."),
                       settings->to - settings->from, FY_PICTURE_LONGEST);
    if (settings->width < FY_PICTURE_NARROWEST || settings->width > FY_PICTURE_WIDEST)
        return fy_fail(error, FY_INVALID, _("A picture must be %d to %d pixels wide."), FY_PICTURE_NARROWEST,
                       FY_PICTURE_WIDEST);
    if (settings->channel >= fy_recording_channels(recording))
        return fy_fail(error, FY_INVALID,
                       fy_message_plural("There is no channel %d: the recording has %d channel.",
                                         "There is no channel %d: the recording has %d channels.",
                                         (size_t)fy_recording_channels(recording)),
                       settings->channel + 1, fy_recording_channels(recording));
    return FY_OK;
}

static enum fy_status draw(const struct fy_figure *figure, struct fy_surface *surface, struct fy_recording *recording,
                           struct fy_buffer *out, struct fy_error *error)
{
    if (figure->settings->form == FY_PICTURE_PNG && figure->height * FY_PIXELS_PER_POINT > LARGEST_PNG)
        return fy_fail(error, FY_INVALID, "%s", _("The picture would be too high: choose fewer tiers."));
    enum fy_status status = fy_surface_start(surface, figure->settings->form, figure->width, figure->height, out);
    if (status == FY_OK)
        status = fy_figure_draw_tiers(figure, surface);
    if (status == FY_OK)
        status = fy_figure_draw_time_axis(figure, surface);
    if (status != FY_OK)
        return fy_fail(error, status, "%s", fy_status_text(status));
    status = fy_figure_draw_wave(figure, surface, recording, error);
    if (status == FY_OK)
        status = fy_figure_draw_spectrum(figure, surface, recording, error);
    if (status != FY_OK)
        return status;
    fy_figure_draw_guides(figure, surface);
    status = fy_figure_draw_curves(figure, surface, recording, error);
    if (status != FY_OK)
        return status;
    status = fy_surface_finish(surface);
    return status == FY_OK ? FY_OK : fy_fail(error, status, "%s", fy_status_text(status));
}

enum fy_status fy_picture_draw(struct fy_buffer *out, struct fy_recording *recording, const struct fy_grid *grid,
                               const struct fy_picture_settings *settings, size_t *missing, struct fy_error *error)
{
    struct fy_figure figure = { 0 };
    const size_t before = out->size;
    enum fy_status status = check(settings, recording, error);

    if (status != FY_OK)
        return status;
    struct fy_surface *surface = fy_surface_new(settings->language != NULL ? settings->language : "zh-cn");
    if (surface == NULL)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    status = fy_figure_lay_out(&figure, surface, recording, grid, settings, error);
    if (status == FY_OK)
        status = draw(&figure, surface, recording, out, error);
    if (missing != NULL)
        *missing = fy_surface_missing(surface);
    fy_figure_clear(&figure);
    fy_surface_free(surface);
    /* cairo may write a little when it is put away after a failure. */
    if (status != FY_OK && out->size > before) {
        out->size = before;
        out->data[before] = '\0';
    }
    return status;
}

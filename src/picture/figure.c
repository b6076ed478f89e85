/* How large everything is, and where it goes. */
#include "base/messages.h"
#include "picture/figure.h"

#include <fangyin/memory.h>
#include <math.h>

#define MARGIN 8.0
#define LEAST_WIDTH 20.0 /* of the pictures */
#define LEAST_WITH_AXES 120.0
#define MOST_WAVES 8
#define NUMBERS 48.0 /* room left of the pictures for the numbers of their axes, and the unit */
#define LONGEST_NAME 96.0
#define WAVE_HEIGHT 72.0
#define SPECTRUM_HEIGHT 150.0
#define GAP 6.0
#define AXIS_HEIGHT 20.0
#define LABEL_SIZE 10.0
#define LABEL_LINES 3
#define ROW_PADDING 5.0
#define LOWEST_ROW 20.0

enum fy_status fy_figure_label(struct fy_surface *surface, const char *text, double box, struct fy_setting *setting,
                               double *width, double *height)
{
    static const double sizes[] = { LABEL_SIZE, 0.85 * LABEL_SIZE, 0.75 * LABEL_SIZE };

    *setting = (struct fy_setting){ sizes[0], fmax(box - 2 * FY_LABEL_PADDING, 1), LABEL_LINES, FY_ALIGN_CENTRE, { 0, 0, 0 } };
    enum fy_status status = fy_surface_measure(surface, text, setting, width, height);
    const double first = *height;
    for (size_t i = 1; i < 3 && status == FY_OK && *height > 2 * sizes[i - 1]; i++) {
        setting->size = sizes[i];
        status = fy_surface_measure(surface, text, setting, width, height);
    }
    if (status != FY_OK || *height <= 2 * setting->size || *height < first - LABEL_SIZE)
        return status;
    setting->size = sizes[0];
    return fy_surface_measure(surface, text, setting, width, height);
}

struct fy_setting fy_figure_name(void)
{
    return (struct fy_setting){ 9, LONGEST_NAME, 1, FY_ALIGN_RIGHT, { 0.3, 0.3, 0.3 } };
}

double fy_figure_x(const struct fy_figure *figure, double time)
{
    const struct fy_picture_settings *settings = figure->settings;

    return figure->left + (time - settings->from) / (settings->to - settings->from) * (figure->right - figure->left);
}

bool fy_figure_span(const struct fy_figure *figure, const struct fy_interval *interval, double *x0, double *x1)
{
    const struct fy_picture_settings *settings = figure->settings;

    if (interval->xmax <= settings->from || interval->xmin >= settings->to)
        return false;
    *x0 = fy_figure_x(figure, fmax(interval->xmin, settings->from));
    *x1 = fy_figure_x(figure, fmin(interval->xmax, settings->to));
    return true;
}

static enum fy_status choose_tiers(struct fy_figure *figure, struct fy_error *error)
{
    const struct fy_picture_settings *settings = figure->settings;
    const struct fy_grid *grid = figure->grid;
    const bool all = settings->tier_count == 0;
    const size_t count = all ? (grid != NULL ? fy_grid_tier_count(grid) : 0) : settings->tier_count;

    figure->rows = fy_calloc(count > 0 ? count : 1, sizeof *figure->rows);
    if (figure->rows == NULL)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    for (size_t i = 0; i < count; i++) {
        const size_t tier = all ? i : grid != NULL ? fy_grid_find_tier(grid, settings->tiers[i]) : FY_NONE;
        if (tier == FY_NONE)
            return fy_fail(error, FY_NOT_FOUND, _("There is no tier \"%s\" in the grid."), settings->tiers[i]);
        figure->rows[i].tier = tier;
    }
    figure->row_count = count;
    return FY_OK;
}

/* The left side is as wide as the longest name needs. */
static enum fy_status measure_names(struct fy_figure *figure, struct fy_surface *surface)
{
    const struct fy_setting setting = fy_figure_name();
    double widest = NUMBERS;

    for (size_t i = 0; i < figure->row_count; i++) {
        double width, height;
        const char *const name = fy_tier_name(figure->grid, figure->rows[i].tier);
        if (fy_surface_measure(surface, name, &setting, &width, &height) != FY_OK)
            return FY_NO_MEMORY;
        widest = fmax(widest, width + GAP);
    }
    figure->left = MARGIN + ceil(widest);
    const struct fy_picture_settings *settings = figure->settings;
    const double axes = (settings->pitch ? FY_RIGHT_AXIS : 0) + (settings->intensity ? FY_RIGHT_AXIS : 0);
    figure->right = figure->width - MARGIN - GAP;
    /* A narrow picture has curves, but no axes for them. */
    figure->axes = axes > 0 && figure->right - axes - figure->left >= LEAST_WITH_AXES;
    if (figure->axes)
        figure->right -= axes - GAP;
    return FY_OK;
}

/* A row is as high as its highest label. */
static enum fy_status measure_row(struct fy_figure *figure, struct fy_surface *surface, struct fy_figure_row *row)
{
    const struct fy_interval *intervals = fy_tier_intervals(figure->grid, row->tier);
    double highest = LOWEST_ROW;

    for (size_t i = 0; intervals != NULL && i < fy_tier_size(figure->grid, row->tier); i++) {
        struct fy_setting setting;
        double x0, x1, width, height;
        if (intervals[i].text[0] == '\0' || !fy_figure_span(figure, &intervals[i], &x0, &x1) || x1 - x0 < FY_LEAST_BOX)
            continue;
        if (fy_figure_label(surface, intervals[i].text, x1 - x0, &setting, &width, &height) != FY_OK)
            return FY_NO_MEMORY;
        highest = fmax(highest, height + ROW_PADDING);
    }
    row->bottom = row->top + ceil(highest);
    return FY_OK;
}

/* Of two channels each has two thirds of the height, so that they are not thought more important. */
static void lay_out_pictures(struct fy_figure *figure, int channels)
{
    const struct fy_picture_settings *settings = figure->settings;
    const bool each = settings->channel < 0 && channels > 1 && channels <= MOST_WAVES;

    figure->waves = settings->wave ? (each ? channels : 1) : 0;
    figure->curves = settings->spectrum || settings->pitch || settings->intensity || settings->formants;
    figure->wave_top = MARGIN;
    figure->wave_bottom = figure->wave_top + (each ? figure->waves * WAVE_HEIGHT * 2 / 3 : figure->waves * WAVE_HEIGHT);
    figure->spectrum_top = figure->wave_bottom + (figure->waves > 0 && figure->curves ? GAP : 0);
    figure->spectrum_bottom = figure->spectrum_top + (figure->curves ? SPECTRUM_HEIGHT : 0);
}

enum fy_status fy_figure_lay_out(struct fy_figure *figure, struct fy_surface *surface, const struct fy_recording *recording,
                                 const struct fy_grid *grid, const struct fy_picture_settings *settings,
                                 struct fy_error *error)
{
    *figure = (struct fy_figure){ .settings = settings, .grid = grid };
    enum fy_status status = choose_tiers(figure, error);
    if (status != FY_OK)
        return status;
    figure->highest = fmin(settings->highest_frequency, fy_recording_rate(recording) / 2.0);
    figure->width = (double)settings->width / FY_PIXELS_PER_POINT;
    lay_out_pictures(figure, fy_recording_channels(recording));
    status = measure_names(figure, surface);
    if (status == FY_OK && figure->right - figure->left < LEAST_WIDTH)
        return fy_fail(error, FY_INVALID, "%s", _("The picture is too narrow: names and numbers leave no room for it."));
    figure->rows_bottom = figure->spectrum_bottom + (figure->row_count > 0 && (figure->waves > 0 || figure->curves) ? GAP : 0);
    for (size_t i = 0; i < figure->row_count && status == FY_OK; i++) {
        figure->rows[i].top = figure->rows_bottom;
        status = measure_row(figure, surface, &figure->rows[i]);
        figure->rows_bottom = figure->rows[i].bottom;
    }
    figure->height = figure->rows_bottom + AXIS_HEIGHT + MARGIN / 2;
    return status == FY_OK ? FY_OK : fy_fail(error, status, "%s", fy_status_text(status));
}

void fy_figure_clear(struct fy_figure *figure)
{
    fy_free(figure->rows);
    figure->rows = NULL;
    figure->row_count = 0;
}

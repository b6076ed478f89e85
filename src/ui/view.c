/* The window on the recording, and asking for its pictures. */
#include "base/messages.h"
#include "ui/internal.h"

#include <math.h>

#define SHORTEST 0.05 /* seconds across the screen */

static double end_of(const struct fy_app *app)
{
    const double sound = fy_app_time(app, app->frames), grid = fy_grid_xmax(app->grid);
    return sound > grid ? sound : grid;
}

void fy_app_set_view(struct fy_app *app, double from, double to)
{
    const double end = end_of(app);
    double span = to - from;
    if (!(span >= SHORTEST))
        span = SHORTEST;
    if (span > end)
        span = end;
    if (from + span > end)
        from = end - span;
    /* Also where an empty recording gives no number. */
    if (!(from >= 0))
        from = 0;
    app->view_from = from;
    app->view_to = from + span;
}

void fy_app_show(struct fy_app *app, double from, double to)
{
    const double span = app->view_to - app->view_from;
    if (from >= app->view_from && to <= app->view_to)
        return;
    if (to - from <= span * 0.9)
        fy_app_set_view(app, (from + to - span) / 2, (from + to + span) / 2);
    else
        fy_app_set_view(app, from - span * 0.05, from + span * 0.95);
}

/* True if what was asked for last is still what is wanted. */
static bool near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

void fy_app_ask_pictures(struct fy_app *app, struct fy_effects *effects)
{
    const struct fy_layout layout = fy_app_layout(app);
    if (layout.too_small || app->view_to <= app->view_from)
        return;
    const double from = app->view_from, to = app->view_to;
    const size_t columns = (size_t)layout.width * 2;
    const bool rough = app->wave && app->wave->rough && app->wave_again;
    if (layout.wave_rows > 0 && !app->wave_asked &&
        (!app->wave || rough || app->wave_columns != columns || !near(app->wave_from, from) ||
         !near(app->wave_to, to))) {
        app->wave_asked = true;
        app->wave_again = false;
        app->wave_from = from;
        app->wave_to = to;
        app->wave_columns = columns;
        fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_WAVE, .picture = { from, to, columns, 0 } });
    }
    /* Quadrant cells are two by two, braille cells two by four. */
    const size_t rows = (size_t)layout.spectrum_rows * (app->colours >= 256 ? 2 : 4);
    if (layout.spectrum_rows > 0 && !app->spectrum_asked &&
        (!app->spectrum || app->spectrum_columns != columns || app->spectrum_rows != rows ||
         !near(app->spectrum_from, from) || !near(app->spectrum_to, to))) {
        app->spectrum_asked = true;
        app->spectrum_from = from;
        app->spectrum_to = to;
        app->spectrum_columns = columns;
        app->spectrum_rows = rows;
        fy_effects_push(effects,
                        (struct fy_effect){ .kind = FY_EFFECT_SPECTRUM, .picture = { from, to, columns, rows } });
    }
}

static void zoom(struct fy_app *app, double factor)
{
    const double span = (app->view_to - app->view_from) * factor;
    double centre = fy_app_time(app, app->playhead);
    if (centre < app->view_from || centre > app->view_to)
        centre = (app->view_from + app->view_to) / 2;
    /* The playhead keeps its place on the screen. */
    const double share = (centre - app->view_from) / (app->view_to - app->view_from);
    fy_app_set_view(app, centre - share * span, centre + (1 - share) * span);
}

void fy_app_action_view(struct fy_app *app, enum fy_action action, const char *argument, struct fy_effects *effects)
{
    (void)argument;
    const double span = app->view_to - app->view_from;
    if (action == FY_ACTION_ZOOM_IN) {
        zoom(app, 1 / 1.5);
    } else if (action == FY_ACTION_ZOOM_OUT) {
        zoom(app, 1.5);
    } else if (action == FY_ACTION_ZOOM_ALL) {
        fy_app_set_view(app, 0, end_of(app));
    } else if (action == FY_ACTION_SCROLL_LEFT) {
        fy_app_set_view(app, app->view_from - span / 2, app->view_to - span / 2);
    } else if (action == FY_ACTION_SCROLL_RIGHT) {
        fy_app_set_view(app, app->view_from + span / 2, app->view_to + span / 2);
    } else if (action == FY_ACTION_VIEW) {
        app->view = (enum fy_picture_view)((app->view + 1) % FY_VIEW_COUNT);
    } else if (action == FY_ACTION_REDRAW) {
        fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_REDRAW });
    } else if (action == FY_ACTION_ZOOM_SEGMENT) {
        double from = 0, to = end_of(app);
        int64_t first, end;
        if (fy_app_stretch(app, &first, &end)) {
            from = fy_app_time(app, first);
            to = fy_app_time(app, end);
        } else if (fy_app_segments(app) > 0) {
            from = fy_app_interval(app, app->segment)->xmin;
            to = fy_app_interval(app, app->segment)->xmax;
        }
        fy_app_set_view(app, from - (to - from) * 0.05, to + (to - from) * 0.05);
    }
}

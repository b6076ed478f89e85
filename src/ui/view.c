/* The window on the recording, and asking for its pictures. */
#include "base/messages.h"
#include "ui/internal.h"

#include <math.h>

#define SHORTEST 0.02 /* seconds across the screen */

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

static bool near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

/* True if what was asked for last is still what is wanted. */
static bool same_picture(const struct fy_picture_request *a, const struct fy_picture_request *b)
{
    return near(a->from, b->from) && near(a->to, b->to) && a->columns == b->columns && a->rows == b->rows &&
           a->channel == b->channel && near(a->highest, b->highest) && near(a->window_length, b->window_length) &&
           a->waves == b->waves && a->pitch == b->pitch && a->formants == b->formants && a->intensity == b->intensity;
}

static void ask_wave(struct fy_app *app, const struct fy_picture_request *wanted, struct fy_effects *effects)
{
    const bool rough = app->wave && app->wave->rough && app->wave_again;
    if (app->wave_asked || (app->wave && !rough && same_picture(&app->wave_for, wanted)))
        return;
    app->wave_asked = true;
    app->wave_again = false;
    app->wave_for = *wanted;
    fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_WAVE, .picture = *wanted });
}

/* First in a hurry, then whole. While a whole one is made, another window may be asked for: the one before is given up. */
static void ask_spectrum(struct fy_app *app, struct fy_picture_request *wanted, struct fy_effects *effects)
{
    const bool same = same_picture(&app->spectrum_for, wanted);
    const bool hurried = app->spectrum && app->spectrum->hurried;
    if (app->spectrum_asked && (app->spectrum_for.hurry || same))
        return;
    if (app->spectrum && same && !hurried && !app->spectrum_again)
        return;
    wanted->hurry = !(same && hurried);
    app->spectrum_asked = true;
    app->spectrum_again = false;
    app->spectrum_for = *wanted;
    fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_SPECTRUM, .picture = *wanted });
}

static void ask_tracks(struct fy_app *app, const struct fy_picture_request *wanted, struct fy_effects *effects)
{
    const bool none = !wanted->pitch && !wanted->formants && !wanted->intensity;
    if (none || wanted->to - wanted->from > FY_TRACKS_SECONDS || same_picture(&app->tracks_for, wanted))
        return;
    /* A newer wish stops the work on an older one. */
    app->tracks_asked = true;
    app->tracks_for = *wanted;
    fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_TRACKS, .picture = *wanted });
}

/* Pixels in a column of a picture of pixels: where much sound is in a window, one in two or three, so that it is there
 * soon. */
static int pixels_a_column(const struct fy_app *app, int pixels)
{
    int each = 1;
    while (app->view_to - app->view_from > 20 && pixels / each > 640)
        each++;
    return each;
}

void fy_app_ask_pictures(struct fy_app *app, struct fy_effects *effects)
{
    const struct fy_layout layout = fy_app_layout(app);
    if (layout.too_small || app->view_to <= app->view_from)
        return;
    struct fy_picture_request wanted = {
        .from = app->view_from,
        .to = app->view_to,
        .columns = (size_t)layout.width * 2,
        .channel = fy_app_shown_channel(app),
    };
    struct fy_picture_request wave = wanted;
    wave.waves = layout.wave_rows >= 2 * fy_app_waves(app) ? fy_app_waves(app) : 1;
    if (layout.wave_rows > 0)
        ask_wave(app, &wave, effects);
    if (layout.spectrum_rows <= 0)
        return;
    struct fy_picture_request curves = wanted;
    curves.pitch = app->see.pitch;
    curves.formants = app->see.formants;
    curves.intensity = app->see.intensity;
    /* Quadrant cells are two by two, braille cells two by four. */
    wanted.rows = (size_t)layout.spectrum_rows * (app->colours >= 256 ? 2 : 4);
    wanted.highest = app->see.highest;
    wanted.window_length = app->see.window_length;
    if (app->cell_width > 0) {
        const int width = layout.width * app->cell_width, height = layout.spectrum_rows * app->cell_height;
        wanted.columns = (size_t)(width / pixels_a_column(app, width));
        wanted.rows = (size_t)(height > 600 ? height / 2 : height);
        curves.columns = (size_t)(width > 4 ? width / 2 : width);
    }
    ask_spectrum(app, &wanted, effects);
    ask_tracks(app, &curves, effects);
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
    } else if (action >= FY_ACTION_DYNAMIC_RANGE && action <= FY_ACTION_FREQUENCY_DOWN) {
        fy_app_action_see(app, action, argument);
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

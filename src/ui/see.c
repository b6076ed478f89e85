/* How the spectrogram is looked at: its range, its upper edge, its window, the frequency that is read out. */
#include "base/messages.h"
#include "ui/internal.h"

#include <fangyin/number.h>
#include <fangyin/spectrogram.h>
#include <math.h>

/* Of Praat's 70 dB the lower ones are mostly breath and room; a cell of the screen has no room for them. */
#define DYNAMIC_RANGE 50
#define NARROW_BAND 0.03 /* s: harmonics 100 Hz apart are seen singly */

static double nyquist(const struct fy_app *app)
{
    return app->rate / 2.0;
}

static double within(double value, double least, double most, double otherwise)
{
    return value >= least && value <= most ? value : otherwise;
}

/* The map's steps as the terminal has them: 64 of any colour, else the 26 greys of its palette, or what is nearest there. */
static void set_map(struct fy_app *app, enum fy_colour_map map)
{
    app->see.map = map;
    app->see.darkest = app->rgb ? FY_SHADES - 1 : 25;
    for (int step = 0; step <= app->see.darkest; step++) {
        const uint32_t colour = fy_map_rgb(map, (double)step / app->see.darkest);
        const int grey = map == FY_MAP_INVERSE ? 25 - step : step;
        if (app->rgb)
            app->see.shades[step] = FY_RGB(colour);
        else if (map == FY_MAP_GREY || map == FY_MAP_INVERSE)
            app->see.shades[step] = grey == 0 ? 231 : grey == 25 ? 16 : 256 - grey;
        else
            app->see.shades[step] = fy_palette_nearest(colour);
    }
}

void fy_app_see_start(struct fy_app *app, const struct fy_see_settings *settings)
{
    const double most = fmin(10000, nyquist(app));
    app->see = (struct fy_see){
        .highest = within(settings->highest, 500, most, fmin(FY_SPECTROGRAM_HIGHEST, most)),
        .window_length = within(settings->window_length, 0.002, 0.1, FY_SPECTROGRAM_WINDOW_LENGTH),
        .range = (float)within(settings->range, 10, 150, DYNAMIC_RANGE),
        .pitch = settings->pitch,
        .formants = settings->formants,
        .intensity = settings->intensity,
    };
    set_map(app, settings->map);
}

int fy_app_shown_channel(const struct fy_app *app)
{
    const int channel = app->listening.channel;
    return channel >= 0 && channel < app->channels ? channel : -1;
}

/* The next of rising values after `now`, from the start again after the last. */
static double next_of(const double *values, size_t count, double now)
{
    for (size_t i = 0; i < count; i++) {
        if (values[i] > now + 1e-9)
            return values[i];
    }
    return values[0];
}

/* The number that was typed, kept within bounds; `otherwise` without one. NaN and a complaint where it is none. */
static double number_or(struct fy_app *app, const char *argument, double least, double most, double otherwise)
{
    double value = otherwise;
    if (argument[0] == '\0')
        return otherwise;
    if (fy_time_read(argument, &value) && value >= least && value <= most)
        return value;
    char low[FY_NUMBER_SIZE], high[FY_NUMBER_SIZE];
    (void)fy_number_write(least, low);
    (void)fy_number_write(most, high);
    fy_app_complain(app, _("“%s”: expected a number from %s to %s."), argument, low, high);
    return (double)NAN;
}

static void set_range(struct fy_app *app, const char *argument)
{
    static const double ranges[] = { 30, 40, 50, 60, 70, 80, 90 };
    const double value = number_or(app, argument, 10, 150, next_of(ranges, sizeof ranges / sizeof *ranges, (double)app->see.range));
    if (isnan(value))
        return;
    app->see.range = (float)value;
    fy_app_say(app, _("Spectrogram: %.0f dB from black to white."), value);
}

static void set_highest(struct fy_app *app, const char *argument)
{
    static const double edges[] = { 3000, 4000, 5000, 8000, 10000 };
    const double most = fmin(10000, nyquist(app));
    double next = next_of(edges, sizeof edges / sizeof *edges, app->see.highest);
    if (next > most)
        next = app->see.highest < most ? most : fmin(edges[0], most);
    const double value = number_or(app, argument, fmin(500, most), most, next);
    if (isnan(value))
        return;
    app->see.highest = value;
    fy_app_say(app, _("Spectrogram: up to %.0f Hz."), value);
}

static void set_window(struct fy_app *app, const char *argument)
{
    const bool wide = app->see.window_length < (FY_SPECTROGRAM_WINDOW_LENGTH + NARROW_BAND) / 2;
    const double value = number_or(app, argument, 0.002, 0.1, wide ? NARROW_BAND : FY_SPECTROGRAM_WINDOW_LENGTH);
    if (isnan(value))
        return;
    app->see.window_length = value;
    /* Another measure: another black. */
    app->black_known = false;
    app->db_max = 0;
    fy_app_say(app, value < 0.012 ? _("Spectrogram: window of %.0f ms (wide band).") : _("Spectrogram: window of %.0f ms (narrow band)."),
               value * 1000);
}

static void set_frequency(struct fy_app *app, bool up, const char *argument)
{
    const struct fy_layout layout = fy_app_layout(app);
    const double row = app->see.highest / (layout.spectrum_rows > 0 ? layout.spectrum_rows : 10);
    double value = app->see.frequency > 0 ? app->see.frequency + (up ? row : -row) : up ? 1000 : 0;
    value = number_or(app, argument, 1, app->see.highest, value);
    if (isnan(value))
        return;
    app->see.frequency = value < row / 2 ? 0 : fmin(value, app->see.highest);
}

static void set_colours(struct fy_app *app, const char *argument)
{
    enum fy_colour_map map = (enum fy_colour_map)((app->see.map + 1) % FY_MAP_COUNT);
    if (argument[0] != '\0' && !fy_map_read(argument, &map)) {
        fy_app_complain(app, _("“%s”: expected grey, inverse, helix or viridis."), argument);
        return;
    }
    set_map(app, map);
    fy_app_say(app, _("Spectrogram: colours “%s”."), fy_map_name(map));
}

/* Curves are shown where they are measured fast enough to be there. */
static void toggle(struct fy_app *app, bool *shown, const char *on, const char *off)
{
    *shown = !*shown;
    if (*shown && app->view_to - app->view_from > FY_TRACKS_SECONDS)
        fy_app_say(app, _("%s They are drawn in windows of up to %d s: zoom in with =."), on, FY_TRACKS_SECONDS);
    else
        fy_app_say(app, "%s", *shown ? on : off);
}

void fy_app_action_see(struct fy_app *app, enum fy_action action, const char *argument)
{
    if (action == FY_ACTION_DYNAMIC_RANGE)
        set_range(app, argument);
    else if (action == FY_ACTION_HIGHEST)
        set_highest(app, argument);
    else if (action == FY_ACTION_WINDOW)
        set_window(app, argument);
    else if (action == FY_ACTION_COLOURS)
        set_colours(app, argument);
    else if (action == FY_ACTION_PITCH)
        toggle(app, &app->see.pitch, _("Pitch is shown, 60 to 500 Hz."), _("Pitch is not shown any more."));
    else if (action == FY_ACTION_FORMANTS)
        toggle(app, &app->see.formants, _("Formants are shown."), _("Formants are not shown any more."));
    else if (action == FY_ACTION_INTENSITY)
        toggle(app, &app->see.intensity, _("Intensity is shown, 30 to 100 dB."), _("Intensity is not shown any more."));
    else
        set_frequency(app, action == FY_ACTION_FREQUENCY_UP, argument);
}

void fy_app_tracks_event(struct fy_app *app, const struct fy_event *event)
{
    fy_tracks_free(app->tracks);
    app->tracks = event->tracks;
    app->tracks_asked = false;
    app->pictures++;
}

void fy_app_spectrum_event(struct fy_app *app, const struct fy_event *event)
{
    fy_spectrum_free(app->spectrum);
    app->spectrum = event->spectrum;
    app->spectrum_asked = false;
    app->pictures++;
    /* Until the recording's is known, it only grows, so that greys do not jump while scrolling. */
    for (size_t i = 0; !app->black_known && i < app->spectrum->columns * app->spectrum->rows; i++) {
        if (app->spectrum->db[i] > app->db_max)
            app->db_max = app->spectrum->db[i];
    }
}

void fy_app_black_event(struct fy_app *app, const struct fy_event *event)
{
    if (event->black.channel != fy_app_shown_channel(app) || fabs(event->black.window_length - app->see.window_length) > 1e-9)
        return;
    app->db_max = event->black.db;
    app->black_known = true;
}

/* Where things stand: rows are shared out so that every size from 40x12 up shows what the work needs. */
#include "ui/internal.h"

#include <string.h>

static int clamp(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

bool fy_tier_hidden(const struct fy_app *app, size_t tier)
{
    const char *name = fy_tier_name(app->grid, tier);
    return !app->drafts && tier != app->tier && tier != app->edit_tier && strncmp(name, "draft", 5) == 0 &&
           (name[5] == '\0' || name[5] == '.' || name[5] == '@');
}

int fy_app_waves(const struct fy_app *app)
{
    enum { MOST = 4 };
    return fy_app_shown_channel(app) < 0 && app->channels > 1 && app->channels <= MOST ? app->channels : 1;
}

/* Tiers shown: those of the current speaker, or all of them while there is room. */
static int tiers_wanted(const struct fy_app *app)
{
    size_t count = 0;
    for (size_t tier = 0; tier < fy_grid_tier_count(app->grid); tier++)
        count += !fy_tier_hidden(app, tier);
    return count < 12 ? (int)count : 12;
}

/* Beside pictures and tiers, which become narrower, so that nothing is covered. */
static void place_tone(const struct fy_app *app, struct fy_layout *layout)
{
    enum { LEAST_ROWS = 8 };
    layout->tone_row = layout->wave_row;
    layout->tone_rows = layout->list_row - layout->tone_row;
    if (!app->tone.shown || app->columns < FY_TONE_COLUMNS || layout->tone_rows < LEAST_ROWS)
        return;
    layout->tone_width = clamp(app->columns / 3, 22, 44);
    layout->width -= layout->tone_width;
    layout->tone_column = layout->gutter + layout->width;
}

struct fy_layout fy_app_layout(const struct fy_app *app)
{
    struct fy_layout layout = { 0 };
    layout.too_small = app->columns < FY_MINIMUM_COLUMNS || app->rows < FY_MINIMUM_ROWS;
    layout.gutter = app->columns >= 60 ? 8 : 5;
    layout.width = app->columns - layout.gutter;
    layout.message_row = app->rows - 2;
    layout.hint_row = app->rows - 1;
    /* title, ruler, message and hint have a row each */
    const int free_rows = app->rows - 4;
    const bool pictures = app->view != FY_VIEW_NONE;
    const int tiers = clamp(tiers_wanted(app), 1, free_rows / 8 > 2 ? free_rows / 8 : 2);
    /* The list keeps its rows when pictures go, up to all of them; a short one leaves the pictures its rest. */
    const int needed = clamp((int)fy_app_segments(app), 5, 40);
    const int share = clamp(free_rows * 2 / 5, 5, 40);
    int list = !pictures ? free_rows - tiers : share < needed ? share : needed;
    int picture = free_rows - tiers - list;
    if (picture < 2) {
        list += picture;
        picture = 0;
    }
    if (app->view == FY_VIEW_BOTH) {
        const int waves = fy_app_waves(app);
        /* Two channels have more rows than one, and each at least two, or they are drawn as one. */
        layout.wave_rows = waves > 1 ? clamp(picture / 3, picture > 2 * waves ? 2 * waves : picture > 0, 4 * waves)
                                     : clamp(picture / 4, picture > 0 ? 1 : 0, 8);
        layout.spectrum_rows = picture - layout.wave_rows;
    } else if (app->view == FY_VIEW_SPECTRUM) {
        layout.spectrum_rows = picture;
    } else if (app->view == FY_VIEW_WAVE) {
        layout.wave_rows = picture;
    }
    layout.wave_row = 1;
    layout.spectrum_row = layout.wave_row + layout.wave_rows;
    layout.ruler_row = layout.spectrum_row + layout.spectrum_rows;
    layout.tiers_row = layout.ruler_row + 1;
    layout.tiers_rows = tiers;
    layout.list_row = layout.tiers_row + tiers;
    layout.list_rows = layout.message_row - layout.list_row;
    /* Versions stand below the list, which keeps three rows. */
    layout.versions_rows = clamp((int)fy_app_versions(app), 0, layout.list_rows > 3 ? layout.list_rows - 3 : 0);
    layout.list_rows -= layout.versions_rows;
    layout.versions_row = layout.list_row + layout.list_rows;
    place_tone(app, &layout);
    return layout;
}

int fy_layout_column(const struct fy_app *app, const struct fy_layout *layout, double time)
{
    const double span = app->view_to - app->view_from;
    const double share = span > 0 ? (time - app->view_from) / span : 0;
    const double column = share * layout->width;
    if (column < -1)
        return layout->gutter - 1;
    if (column > layout->width)
        return layout->gutter + layout->width;
    return layout->gutter + (int)column - (column < 0 ? 1 : 0);
}

struct fy_style fy_paint(const struct fy_app *app, enum fy_paint paint)
{
    static const struct fy_style rich[] = {
        [FY_PAINT_PLAIN] = { -1, -1, 0 },
        [FY_PAINT_DIM] = { 244, -1, 0 },
        [FY_PAINT_TITLE] = { 231, 24, FY_BOLD },
        [FY_PAINT_CURRENT] = { 231, 25, 0 },
        [FY_PAINT_EDIT] = { 16, 230, 0 },
        [FY_PAINT_RANGE] = { 16, 153, 0 },
        [FY_PAINT_TAG] = { 35, -1, 0 },
        [FY_PAINT_BOUNDARY] = { 33, -1, 0 },
        [FY_PAINT_PLAYHEAD] = { 231, 160, 0 },
        [FY_PAINT_WAVE] = { 67, -1, 0 },
        [FY_PAINT_BAD] = { 231, 124, FY_BOLD },
        [FY_PAINT_KEY] = { 166, -1, FY_BOLD },
        [FY_PAINT_POPUP] = { 16, 254, 0 },
    };
    static const struct fy_style poor[] = {
        [FY_PAINT_PLAIN] = { -1, -1, 0 },
        [FY_PAINT_DIM] = { -1, -1, FY_DIM },
        [FY_PAINT_TITLE] = { -1, -1, FY_REVERSE },
        [FY_PAINT_CURRENT] = { -1, -1, FY_REVERSE },
        [FY_PAINT_EDIT] = { -1, -1, FY_UNDERLINE | FY_BOLD },
        [FY_PAINT_RANGE] = { -1, -1, FY_REVERSE | FY_DIM },
        [FY_PAINT_TAG] = { 2, -1, 0 },
        [FY_PAINT_BOUNDARY] = { 4, -1, 0 },
        [FY_PAINT_PLAYHEAD] = { 1, -1, FY_REVERSE },
        [FY_PAINT_WAVE] = { 6, -1, 0 },
        [FY_PAINT_BAD] = { 1, -1, FY_BOLD | FY_REVERSE },
        [FY_PAINT_KEY] = { 3, -1, FY_BOLD },
        [FY_PAINT_POPUP] = { -1, -1, 0 },
    };
    return app->colours >= 256 ? rich[paint] : poor[paint];
}

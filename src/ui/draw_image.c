/* The spectrogram in pixels, with what stands over it: boundaries, curves and the frequency cursor. */
#include "ui/draw.h"

#include <fangyin/memory.h>
#include <math.h>
#include <string.h>

#define STEPS 32 /* of the colour map */
enum { BOUNDARY = STEPS, CURSOR, CURVES, COLOURS = CURVES + FY_CURVE_COUNT };

bool fy_app_shows_pixels(const struct fy_app *app, const struct fy_layout *layout)
{
    /* Text over pixels is not seen on every terminal. */
    const bool covered = app->mode != FY_MODE_NAVIGATE && app->mode != FY_MODE_EDIT && app->mode != FY_MODE_PROMPT;
    return app->cell_width > 0 && app->cell_height > 0 && app->spectrum && layout->spectrum_rows > 0 && !covered &&
           layout->width * app->cell_width < 20000 && layout->spectrum_rows * app->cell_height < 20000;
}

static uint64_t mix(uint64_t hash, const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ ((const unsigned char *)bytes)[i]) * UINT64_C(1099511628211); /* 64-bit FNV-1a */
    return hash;
}
#define MIX(hash, value) mix(hash, &(value), sizeof(value))

uint64_t fy_app_image_key(const struct fy_app *app, const struct fy_layout *layout)
{
    const unsigned long revision = fy_history_revision(app->history);
    const struct fy_see *see = &app->see;
    uint64_t hash = UINT64_C(14695981039346656037);
    hash = MIX(hash, app->pictures);
    hash = MIX(hash, app->view_from);
    hash = MIX(hash, app->view_to);
    hash = MIX(hash, app->db_max);
    hash = MIX(hash, app->tier);
    hash = MIX(hash, revision);
    hash = MIX(hash, layout->width);
    hash = MIX(hash, layout->spectrum_rows);
    hash = MIX(hash, app->cell_width);
    hash = MIX(hash, app->cell_height);
    hash = MIX(hash, see->range);
    hash = MIX(hash, see->highest);
    hash = MIX(hash, see->frequency);
    hash = MIX(hash, see->map);
    hash = MIX(hash, see->pitch);
    hash = MIX(hash, see->formants);
    hash = MIX(hash, see->intensity);
    return hash;
}

/* ---- painting ---- */

static void put(struct fy_image *image, int x, int y, int colour)
{
    if (x >= 0 && x < image->width && y >= 0 && y < image->height)
        image->pixels[(size_t)y * (size_t)image->width + (size_t)x] = (uint8_t)colour;
}

static void paint_levels(const struct fy_app *app, struct fy_image *image)
{
    const struct fy_spectrum *spectrum = app->spectrum;
    const float floor_db = app->db_max - app->see.range, scale = (STEPS - 1) / app->see.range;
    size_t *rows = fy_must_malloc((size_t)image->height * sizeof *rows);
    for (int y = 0; y < image->height; y++)
        rows[y] = (size_t)(image->height - 1 - y) * spectrum->rows / (size_t)image->height;
    for (int x = 0; x < image->width; x++) {
        const long column = fy_draw_column(fy_draw_time(app, x + 0.5, image->width), spectrum->from, spectrum->to,
                                           spectrum->columns);
        const float *db = spectrum->db + (size_t)(column < 0 ? 0 : column) * spectrum->rows;
        uint8_t *pixel = image->pixels + x;
        for (int y = 0; y < image->height; y++, pixel += image->width) {
            const float step = column < 0 ? 0 : (db[rows[y]] - floor_db) * scale + 0.5F;
            *pixel = (uint8_t)(step < 0 ? 0 : step > STEPS - 1 ? STEPS - 1 : (int)step);
        }
    }
    fy_free(rows);
}

static int pixel_of(const struct fy_app *app, const struct fy_image *image, double time)
{
    return (int)floor((time - app->view_from) / (app->view_to - app->view_from) * image->width);
}

static void paint_boundaries(const struct fy_app *app, struct fy_image *image)
{
    const size_t count = fy_app_segments(app);
    size_t at = count ? fy_tier_index_at(app->grid, app->tier, app->view_from) : FY_NONE;
    int last = -1;
    for (at = at == FY_NONE ? 0 : at; at < count; at++) {
        const double time = fy_app_interval(app, at)->xmin;
        if (time > app->view_to)
            break;
        const int x = pixel_of(app, image, time);
        for (int y = 0; x != last && time > fy_grid_xmin(app->grid) && y < image->height; y++)
            put(image, x, y, BOUNDARY);
        last = x;
    }
}

static void paint_cursor(const struct fy_app *app, struct fy_image *image)
{
    const int y = (int)((1 - app->see.frequency / app->see.highest) * image->height);
    for (int x = 0; app->see.frequency > 0 && x < image->width; x += 4) {
        put(image, x, y, CURSOR);
        put(image, x + 1, y, CURSOR);
    }
}

struct pen {
    struct fy_image *image;
    int columns;
    int last[FY_CURVE_COUNT];
};

static void paint_point(void *context, int curve, int column, double height, bool joined)
{
    struct pen *pen = context;
    const int wide = pen->image->width / pen->columns > 0 ? pen->image->width / pen->columns : 1;
    const int x = (int)((int64_t)column * pen->image->width / pen->columns);
    const int y = (int)((1 - height) * pen->image->height);
    const int from = joined && pen->last[curve] < y ? pen->last[curve] : y;
    const int to = joined && pen->last[curve] > y ? pen->last[curve] : y;
    for (int dy = from - 1; dy <= to + 1; dy++) {
        for (int dx = 0; dx < wide + 1; dx++)
            put(pen->image, x + dx, dy, CURVES + curve);
    }
    pen->last[curve] = y;
}

const struct fy_image *fy_app_image(struct fy_app *app)
{
    const struct fy_layout layout = fy_app_layout(app);
    if (!fy_app_shows_pixels(app, &layout) || app->spectrum->rows == 0 || app->spectrum->columns == 0)
        return NULL;
    struct fy_image *image = &app->image;
    image->width = layout.width * app->cell_width;
    image->height = layout.spectrum_rows * app->cell_height;
    image->pixels = fy_must_realloc(image->pixels, (size_t)image->width * (size_t)image->height);
    image->colours = COLOURS;
    for (int i = 0; i < STEPS; i++)
        image->palette[i] = fy_map_rgb(app->see.map, (double)i / (STEPS - 1));
    image->palette[BOUNDARY] = 0x0087FF;
    image->palette[CURSOR] = 0xD75F00;
    for (int i = 0; i < FY_CURVE_COUNT; i++)
        image->palette[CURVES + i] = fy_draw_curve(i)->rgb;
    paint_levels(app, image);
    paint_boundaries(app, image);
    paint_cursor(app, image);
    struct pen pen = { .image = image, .columns = image->width > 4 ? image->width / 2 : image->width };
    fy_draw_each_point(app, pen.columns, paint_point, &pen);
    return image;
}

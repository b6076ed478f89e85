#include "terminal/tiles.h"

#include "base/monotonic.h"

#include <fangyin/memory.h>
#include <math.h>
#include <string.h>

#define HURRY_SECONDS 0.02

struct tile {
    int level;
    int64_t index;
    size_t count; /* columns that are there */
    size_t bytes;
    unsigned long used;
    unsigned char *values; /* column by column */
};

/* Where frequencies stand in a column of a tile. */
struct scale {
    double first, step; /* Hz */
    size_t bins;
};

struct fy_tiles {
    struct fy_recording *recording;
    struct fy_pyramid *pyramid;
    struct fy_slicer *slicer;
    int rate;
    int64_t frames;
    struct scale fine, coarse;
    float *emphasis; /* dB of each fine bin */
    double *power;   /* [FY_TILE_COLUMNS * fine bins] */
    float *column;   /* [most bins]: powers of one column of the picture */
    float powers[256]; /* of each byte */
    struct tile *tiles;
    size_t count, capacity, bytes;
    unsigned long clock, made;
    double tile_seconds; /* what making one took last */
};

enum fy_status fy_tiles_new(struct fy_tiles **out, struct fy_recording *recording,
                            const struct fy_slice_settings *settings, struct fy_pyramid *pyramid,
                            struct fy_error *error)
{
    struct fy_tiles *tiles = fy_must_calloc(1, sizeof *tiles);
    *out = NULL;
    const enum fy_status status = fy_slicer_new(&tiles->slicer, recording, settings, error);
    if (status != FY_OK) {
        fy_free(tiles);
        return status;
    }
    const struct fy_spectrogram *spectrogram = fy_slicer_spectrogram(tiles->slicer);
    tiles->recording = recording;
    tiles->pyramid = pyramid;
    tiles->rate = fy_recording_rate(recording);
    tiles->frames = fy_recording_frames(recording);
    tiles->fine = (struct scale){ fy_spectrogram_first(spectrogram), fy_spectrogram_step(spectrogram),
                                  fy_spectrogram_bins(spectrogram) };
    const double band = pyramid ? fy_pyramid_highest(pyramid) / FY_COARSE_ROWS : 1;
    tiles->coarse = (struct scale){ band / 2, band, FY_COARSE_ROWS };
    tiles->emphasis = fy_must_calloc(tiles->fine.bins, sizeof *tiles->emphasis);
    for (size_t bin = 0; bin < tiles->fine.bins; bin++)
        tiles->emphasis[bin] = (float)fy_spectrogram_db(1, tiles->fine.first + tiles->fine.step * (double)bin);
    tiles->power = fy_must_calloc(tiles->fine.bins * FY_TILE_COLUMNS, sizeof *tiles->power);
    tiles->column = fy_must_calloc(tiles->fine.bins > FY_COARSE_ROWS ? tiles->fine.bins : FY_COARSE_ROWS,
                                   sizeof *tiles->column);
    for (int i = 0; i < 256; i++)
        tiles->powers[i] = powf(10, fy_byte_db((unsigned char)i) / 10);
    *out = tiles;
    return FY_OK;
}

void fy_tiles_free(struct fy_tiles *tiles)
{
    if (!tiles)
        return;
    for (size_t i = 0; i < tiles->count; i++)
        fy_free(tiles->tiles[i].values);
    fy_free(tiles->tiles);
    fy_slicer_free(tiles->slicer);
    fy_free(tiles->emphasis);
    fy_free(tiles->power);
    fy_free(tiles->column);
    fy_free(tiles);
}

size_t fy_tiles_kept(const struct fy_tiles *tiles)
{
    return tiles->bytes;
}

unsigned long fy_tiles_made(const struct fy_tiles *tiles)
{
    return tiles->made;
}

/* ---- tiles ---- */

static struct tile *find(struct fy_tiles *tiles, int level, int64_t index)
{
    for (size_t i = 0; i < tiles->count; i++) {
        struct tile *tile = &tiles->tiles[i];
        if (tile->level == level && tile->index == index) {
            tile->used = ++tiles->clock;
            return tile;
        }
    }
    return NULL;
}

/* Room for a new one: what was used longest ago goes. */
static struct tile *add(struct fy_tiles *tiles, int level, int64_t index, size_t bytes)
{
    while (tiles->count > 0 && tiles->bytes + bytes > FY_TILES_BYTES) {
        size_t oldest = 0;
        for (size_t i = 1; i < tiles->count; i++)
            oldest = tiles->tiles[i].used < tiles->tiles[oldest].used ? i : oldest;
        tiles->bytes -= tiles->tiles[oldest].bytes;
        fy_free(tiles->tiles[oldest].values);
        tiles->tiles[oldest] = tiles->tiles[--tiles->count];
    }
    if (tiles->count == tiles->capacity) {
        tiles->capacity = tiles->capacity ? tiles->capacity * 2 : 64;
        tiles->tiles = fy_must_realloc(tiles->tiles, tiles->capacity * sizeof *tiles->tiles);
    }
    struct tile *tile = &tiles->tiles[tiles->count++];
    *tile = (struct tile){ .level = level, .index = index, .bytes = bytes, .used = ++tiles->clock,
                           .values = fy_must_malloc(bytes) };
    tiles->bytes += bytes;
    return tile;
}

static void write_bytes(const struct fy_tiles *tiles, const double *power, unsigned char *values)
{
    for (size_t bin = 0; bin < tiles->fine.bins; bin++)
        values[bin] = fy_db_byte(10 * log10f((float)power[bin]) + tiles->emphasis[bin]);
}

static const struct tile *fine_tile(struct fy_tiles *tiles, int level, int64_t index)
{
    const double from = fy_monotonic();
    struct tile *tile = add(tiles, level, index, FY_TILE_COLUMNS * tiles->fine.bins);
    fy_slicer_columns(tiles->slicer, tiles->recording, level, index * FY_TILE_COLUMNS, FY_TILE_COLUMNS, tiles->power);
    for (size_t column = 0; column < FY_TILE_COLUMNS; column++)
        write_bytes(tiles, tiles->power + column * tiles->fine.bins, tile->values + column * tiles->fine.bins);
    tile->count = FY_TILE_COLUMNS;
    tiles->made++;
    tiles->tile_seconds = fy_monotonic() - from;
    return tile;
}

/* As much of it as is built. */
static const struct tile *coarse_tile(struct fy_tiles *tiles, int level, int64_t index)
{
    struct tile *tile = find(tiles, level, index);
    if (!tile)
        tile = add(tiles, level, index, FY_COARSE_TILE);
    if (tile->count < FY_TILE_COLUMNS)
        tile->count = fy_pyramid_read(tiles->pyramid, level, index, tile->values);
    return tile;
}

/* ---- one column of the picture ---- */

/* Which bins a row of the picture is made of: the mean of two or more, else a place between two; none above them all. */
struct row {
    size_t begin, end;
    float part;
};

static void lay_out_rows(const struct scale *scale, double highest, size_t rows, struct row *row)
{
    const double band = highest / (double)rows, width = band / scale->step, last = (double)scale->bins - 1;
    for (size_t i = 0; i < rows; i++) {
        const double low = (band * (double)i - scale->first) / scale->step, middle = low + width / 2;
        row[i].begin = low > 0 ? (size_t)ceil(low) : 0;
        row[i].end = low + width > 0 ? (size_t)ceil(low + width) : 0;
        row[i].part = 0;
        if (row[i].end >= row[i].begin + 2 && row[i].end <= scale->bins)
            continue;
        const double place = middle < 0 ? 0 : middle > last ? last : middle;
        row[i].begin = (size_t)place;
        row[i].end = middle > last + 0.5 ? row[i].begin : row[i].begin + 1;
        row[i].part = (float)(place - (double)row[i].begin);
    }
}

/* From the powers of a column to the levels of the rows. */
static void write_rows(const struct fy_tiles *tiles, const struct row *row, size_t rows, float *db)
{
    for (size_t i = 0; i < rows; i++) {
        float power = 0;
        for (size_t bin = row[i].begin; bin < row[i].end; bin++)
            power += tiles->column[bin];
        if (row[i].end > row[i].begin + 1)
            power /= (float)(row[i].end - row[i].begin);
        else if (row[i].part > 0)
            power = power * (1 - row[i].part) + tiles->column[row[i].begin + 1] * row[i].part;
        db[i] = power > 1e-6F ? 10 * log10f(power) : -60;
    }
}

/* Columns [first, last) of a level as one: their mean where they are spectra of single moments, the highest of each bin
 * where not. False where one is not there. */
static bool join(struct fy_tiles *tiles, int level, int64_t first, int64_t last)
{
    const bool fine = level < FY_COARSE_LEVEL;
    const size_t bins = fine ? tiles->fine.bins : FY_COARSE_ROWS;
    const struct tile *tile = NULL;
    for (int64_t at = first; at < last; at++) {
        const int64_t index = at / FY_TILE_COLUMNS - (at % FY_TILE_COLUMNS < 0);
        const size_t place = (size_t)(at - index * FY_TILE_COLUMNS);
        if (!tile || tile->index != index)
            tile = fine ? find(tiles, level, index) : coarse_tile(tiles, level, index);
        if (!tile || place >= tile->count)
            return false;
        const unsigned char *values = tile->values + place * bins;
        for (size_t bin = 0; bin < bins; bin++) {
            const float power = tiles->powers[values[bin]], before = at == first ? 0 : tiles->column[bin];
            tiles->column[bin] = level < 2 ? before + power : power > before ? power : before;
        }
    }
    for (size_t bin = 0; level < 2 && last - first > 1 && bin < bins; bin++)
        tiles->column[bin] /= (float)(last - first);
    return last > first;
}

/* Between two columns of the finest level, where the picture's are narrower. */
static bool between(struct fy_tiles *tiles, int level, double place)
{
    const int64_t at = (int64_t)floor(place);
    const float part = (float)(place - (double)at);
    if (!join(tiles, level, at, at + 1))
        return false;
    if (level >= FY_COARSE_LEVEL)
        return true;
    const int64_t index = (at + 1) / FY_TILE_COLUMNS - ((at + 1) % FY_TILE_COLUMNS < 0);
    const struct tile *tile = find(tiles, level, index);
    for (size_t bin = 0; tile && bin < tiles->fine.bins; bin++) {
        const unsigned char *values = tile->values + (size_t)(at + 1 - index * FY_TILE_COLUMNS) * tiles->fine.bins;
        tiles->column[bin] = tiles->column[bin] * (1 - part) + tiles->powers[values[bin]] * part;
    }
    return true;
}

struct window {
    int level;
    double step, from, width; /* frames: of a tile's column; where the picture starts; of a column of it */
};

static struct window window_of(const struct fy_tiles *tiles, const struct fy_tiles_request *request)
{
    const int level = fy_tiles_level(tiles->rate, request);
    return (struct window){ level, (double)fy_level_frames(tiles->rate, level), request->from * tiles->rate,
                            (request->to - request->from) * tiles->rate / (double)request->columns };
}

static bool column_from_tiles(struct fy_tiles *tiles, const struct window *window, size_t column)
{
    const double begin = (window->from + window->width * (double)column) / window->step - 0.5;
    const double end = begin + window->width / window->step;
    const int64_t first = (int64_t)ceil(begin), last = (int64_t)ceil(end);
    if (last <= first || (window->level == 0 && last - first < 2))
        return between(tiles, window->level, (begin + end) / 2);
    return join(tiles, window->level, first, last);
}

static void column_from_spot(struct fy_tiles *tiles, const struct window *window, size_t column)
{
    const double begin = window->from + window->width * (double)column;
    fy_slicer_spot(tiles->slicer, tiles->recording, (int64_t)begin, (int64_t)(begin + window->width), tiles->power);
    for (size_t bin = 0; bin < tiles->fine.bins; bin++)
        tiles->column[bin] = powf(10, (10 * log10f((float)tiles->power[bin] + 1e-15F) + tiles->emphasis[bin]) / 10);
}

/* ---- the picture ---- */

int fy_tiles_level(int rate, const struct fy_tiles_request *request)
{
    const double width = (request->to - request->from) * rate / (double)request->columns;
    int level = 0;
    while (level + 1 < FY_LEVEL_COUNT && (double)fy_level_frames(rate, level + 1) <= width)
        level++;
    return level;
}

static bool stopped(const struct fy_tiles_request *request)
{
    return request->wanted && atomic_load(request->wanted) != request->mine;
}

/* Make the fine tiles of a window. With hurry, not if that takes long. */
static enum fy_tiles_result make_tiles(struct fy_tiles *tiles, const struct fy_tiles_request *request,
                                       const struct window *window)
{
    const double tile_frames = window->step * FY_TILE_COLUMNS;
    const int64_t first = (int64_t)floor((window->from - window->step) / tile_frames);
    const int64_t last = (int64_t)floor((window->from + window->width * (double)request->columns + window->step) / tile_frames);
    int64_t missing = 0;
    for (int64_t index = first; index <= last; index++)
        missing += find(tiles, window->level, index) == NULL;
    if (request->hurry && (double)missing * tiles->tile_seconds > HURRY_SECONDS)
        return FY_TILES_HURRIED;
    for (int64_t index = first; index <= last && missing > 0; index++) {
        if (stopped(request))
            return FY_TILES_STOPPED;
        if (!find(tiles, window->level, index))
            (void)fine_tile(tiles, window->level, index);
    }
    return FY_TILES_WHOLE;
}

/* Columns that no tile shows, from one spectrum each, in an order that is spread over the window; when the time is up, the
 * rest as their neighbour to the left. */
static void sample(struct fy_tiles *tiles, const struct fy_tiles_request *request, const struct window *window,
                   struct row *rows, bool *there, float *db)
{
    const double until = fy_monotonic() + HURRY_SECONDS;
    lay_out_rows(&tiles->fine, request->highest, request->rows, rows);
    size_t widest = 1;
    while (widest * 2 < request->columns)
        widest *= 2;
    bool time_left = true;
    for (size_t stride = widest; stride > 0 && time_left; stride /= 2) {
        const size_t first = stride == widest ? 0 : stride, step = stride == widest ? stride : stride * 2;
        for (size_t column = first; column < request->columns && time_left; column += step) {
            if (there[column])
                continue;
            column_from_spot(tiles, window, column);
            write_rows(tiles, rows, request->rows, db + column * request->rows);
            there[column] = true;
            time_left = fy_monotonic() < until;
        }
    }
    size_t last = 0;
    for (size_t column = 0; column < request->columns; column++) {
        if (there[column])
            last = column;
        else if (there[last])
            memcpy(db + column * request->rows, db + last * request->rows, request->rows * sizeof *db);
    }
}

enum fy_tiles_result fy_tiles_picture(struct fy_tiles *tiles, const struct fy_tiles_request *request, float *db)
{
    const struct window window = window_of(tiles, request);
    const bool fine = window.level < FY_COARSE_LEVEL;
    enum fy_tiles_result result = stopped(request) ? FY_TILES_STOPPED : FY_TILES_WHOLE;
    if (fine && result == FY_TILES_WHOLE)
        result = make_tiles(tiles, request, &window);
    if (result == FY_TILES_STOPPED)
        return result;
    bool *there = fy_must_calloc(request->columns, sizeof *there);
    struct row *rows = fy_must_calloc(request->rows, sizeof *rows);
    lay_out_rows(fine ? &tiles->fine : &tiles->coarse, request->highest, request->rows, rows);
    bool all = true;
    for (size_t column = 0; column < request->columns; column++) {
        const double begin = window.from + window.width * (double)column;
        /* Where there is no sound, silence. */
        if (begin >= (double)tiles->frames || begin + window.width <= 0) {
            for (size_t row = 0; row < request->rows; row++)
                db[column * request->rows + row] = -60;
            there[column] = true;
        } else if ((fine || tiles->pyramid) && column_from_tiles(tiles, &window, column)) {
            write_rows(tiles, rows, request->rows, db + column * request->rows);
            there[column] = true;
        }
        all = all && there[column];
    }
    if (!all) {
        sample(tiles, request, &window, rows, there, db);
        result = fine ? FY_TILES_HURRIED : FY_TILES_WAITING;
    }
    fy_free(rows);
    fy_free(there);
    return result;
}

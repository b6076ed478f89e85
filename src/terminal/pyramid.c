#include "terminal/pyramid.h"

#include <fangyin/memory.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#define HEADER 4096
#define COARSE_LEVELS (FY_LEVEL_COUNT - FY_COARSE_LEVEL)
#define BLOCK 16 /* columns of the finest level whose sound is read at once: about a second */

/* At the file's start; numbers as this machine has them, as caches do not travel. */
struct header {
    char magic[16];
    int64_t frames;
    double window_length, highest;
    int32_t rate, channel, columns, rows;
    float black;
    int32_t end; /* the magic number again: written last, so that a torn file is known */
};
#define MAGIC "fangyin levels 1"
#define END 0x46594C31

struct level {
    int64_t columns, offset; /* all it will have; where it starts in the file */
    int64_t built;
    unsigned char *tile; /* the one being built */
};

struct fy_pyramid {
    struct header header;
    struct fy_pyramid_settings settings;
    int fd;
    int level_count;
    struct level levels[COARSE_LEVELS];
    pthread_mutex_t lock; /* of the levels' built and tile, and of done */
    bool done;
    struct fy_slicer *slicer; /* the builder's */
    double *power, *highest;
    float db[FY_COARSE_ROWS];
};

static void lay_out(struct fy_pyramid *pyramid)
{
    const struct fy_pyramid_settings *settings = &pyramid->settings;
    int64_t offset = HEADER;
    for (int i = 0; i < COARSE_LEVELS; i++) {
        const int64_t step = fy_level_frames(settings->rate, FY_COARSE_LEVEL + i);
        struct level *level = &pyramid->levels[i];
        level->columns = (settings->frames + step - 1) / step;
        level->offset = offset;
        offset += (level->columns + FY_TILE_COLUMNS - 1) / FY_TILE_COLUMNS * (int64_t)FY_COARSE_TILE;
    }
}

enum fy_status fy_pyramid_new(struct fy_pyramid **out, const struct fy_pyramid_settings *settings, int fd, bool whole)
{
    struct fy_pyramid *pyramid = fy_must_calloc(1, sizeof *pyramid);
    *out = NULL;
    pyramid->settings = *settings;
    pyramid->fd = fd;
    pthread_mutex_init(&pyramid->lock, NULL);
    struct header *header = &pyramid->header;
    memcpy(header->magic, MAGIC, sizeof header->magic);
    header->frames = settings->frames;
    header->window_length = settings->slice.window_length;
    header->highest = settings->rate / 2.0 < FY_LEVELS_HIGHEST ? settings->rate / 2.0 : FY_LEVELS_HIGHEST;
    header->rate = settings->rate;
    header->channel = settings->slice.channel;
    header->columns = FY_TILE_COLUMNS;
    header->rows = FY_COARSE_ROWS;
    header->end = END;
    lay_out(pyramid);
    if (whole) {
        struct header found;
        if (pread(fd, &found, sizeof found, 0) != (ssize_t)sizeof found) {
            fy_pyramid_free(pyramid);
            return FY_INVALID;
        }
        header->black = found.black;
        const struct level *last = &pyramid->levels[COARSE_LEVELS - 1];
        const off_t size = lseek(fd, 0, SEEK_END);
        if (memcmp(header, &found, sizeof found) != 0 || size < (off_t)last->offset) {
            fy_pyramid_free(pyramid);
            return FY_INVALID;
        }
        for (int i = 0; i < COARSE_LEVELS; i++)
            pyramid->levels[i].built = pyramid->levels[i].columns;
        pyramid->done = true;
    }
    *out = pyramid;
    return FY_OK;
}

void fy_pyramid_free(struct fy_pyramid *pyramid)
{
    if (!pyramid)
        return;
    for (int i = 0; i < COARSE_LEVELS; i++)
        fy_free(pyramid->levels[i].tile);
    fy_slicer_free(pyramid->slicer);
    fy_free(pyramid->power);
    fy_free(pyramid->highest);
    pthread_mutex_destroy(&pyramid->lock);
    close(pyramid->fd);
    fy_free(pyramid);
}

static enum fy_status write_at(int fd, const void *bytes, size_t size, int64_t offset)
{
    return pwrite(fd, bytes, size, (off_t)offset) == (ssize_t)size ? FY_OK : FY_IO;
}

/* A finished column joins the tile of its level, and the unfinished column of the level above. */
static enum fy_status put(struct fy_pyramid *pyramid, const unsigned char *column)
{
    enum fy_status status = FY_OK;
    unsigned char values[FY_COARSE_ROWS];
    memcpy(values, column, sizeof values);
    for (int i = 0; i < COARSE_LEVELS && status == FY_OK; i++) {
        struct level *level = &pyramid->levels[i];
        const int64_t at = level->built % FY_TILE_COLUMNS;
        unsigned char *place = level->tile + (size_t)at * FY_COARSE_ROWS;
        memcpy(place, values, sizeof values);
        level->built++;
        if (at == FY_TILE_COLUMNS - 1 || level->built == level->columns) {
            const int64_t tile = (level->built - 1) / FY_TILE_COLUMNS;
            status = write_at(pyramid->fd, level->tile, FY_COARSE_TILE, level->offset + tile * (int64_t)FY_COARSE_TILE);
        }
        const int64_t fourth = (level->built - 1) % 4;
        if (fourth != 3 && level->built != level->columns)
            break;
        /* The highest of the last four, which are in this tile: 128 is a multiple of four. */
        for (int64_t back = 1; back <= fourth; back++) {
            for (size_t row = 0; row < FY_COARSE_ROWS; row++) {
                const unsigned char other = place[row - (size_t)back * FY_COARSE_ROWS];
                values[row] = other > values[row] ? other : values[row];
            }
        }
    }
    return status;
}

static enum fy_status prepare(struct fy_pyramid *pyramid, const struct fy_recording *recording)
{
    if (pyramid->slicer)
        return FY_OK;
    const enum fy_status status = fy_slicer_new(&pyramid->slicer, recording, &pyramid->settings.slice, NULL);
    if (status != FY_OK)
        return status;
    const size_t bins = fy_spectrogram_bins(fy_slicer_spectrogram(pyramid->slicer));
    pyramid->power = fy_must_calloc(bins * 4 * BLOCK, sizeof *pyramid->power);
    pyramid->highest = fy_must_calloc(bins, sizeof *pyramid->highest);
    for (int i = 0; i < COARSE_LEVELS; i++)
        pyramid->levels[i].tile = fy_must_calloc(1, FY_COARSE_TILE);
    return FY_OK;
}

static void column_of(struct fy_pyramid *pyramid, const double *four, unsigned char *values)
{
    const struct fy_spectrogram *spectrogram = fy_slicer_spectrogram(pyramid->slicer);
    const size_t bins = fy_spectrogram_bins(spectrogram);
    for (size_t bin = 0; bin < bins; bin++) {
        double most = four[bin];
        for (size_t i = 1; i < 4; i++)
            most = four[i * bins + bin] > most ? four[i * bins + bin] : most;
        pyramid->highest[bin] = most;
    }
    fy_spectrogram_rows(spectrogram, pyramid->highest, pyramid->header.highest, FY_COARSE_ROWS, pyramid->db);
    for (size_t row = 0; row < FY_COARSE_ROWS; row++)
        values[row] = fy_db_byte(pyramid->db[row]);
}

enum fy_status fy_pyramid_build(struct fy_pyramid *pyramid, struct fy_recording *recording, size_t columns, bool *done)
{
    enum fy_status status = prepare(pyramid, recording);
    struct level *finest = &pyramid->levels[0];
    while (status == FY_OK && columns > 0 && finest->built < finest->columns) {
        unsigned char values[BLOCK][FY_COARSE_ROWS];
        const int64_t left = finest->columns - finest->built;
        size_t count = columns < BLOCK ? columns : BLOCK;
        count = left < (int64_t)count ? (size_t)left : count;
        fy_slicer_columns(pyramid->slicer, recording, FY_COARSE_LEVEL - 1, finest->built * 4, count * 4, pyramid->power);
        const size_t bins = fy_spectrogram_bins(fy_slicer_spectrogram(pyramid->slicer));
        for (size_t i = 0; i < count; i++)
            column_of(pyramid, pyramid->power + i * 4 * bins, values[i]);
        pthread_mutex_lock(&pyramid->lock);
        for (size_t i = 0; i < count && status == FY_OK; i++)
            status = put(pyramid, values[i]);
        pthread_mutex_unlock(&pyramid->lock);
        columns -= count;
    }
    *done = status == FY_OK && finest->built == finest->columns;
    if (*done && !pyramid->done) {
        status = write_at(pyramid->fd, &pyramid->header, sizeof pyramid->header, 0);
        pthread_mutex_lock(&pyramid->lock);
        pyramid->done = true;
        pthread_mutex_unlock(&pyramid->lock);
    }
    return status;
}

void fy_pyramid_set_black(struct fy_pyramid *pyramid, float black)
{
    pyramid->header.black = black;
}

float fy_pyramid_black(const struct fy_pyramid *pyramid)
{
    return pyramid->header.black;
}

bool fy_pyramid_done(struct fy_pyramid *pyramid)
{
    pthread_mutex_lock(&pyramid->lock);
    const bool done = pyramid->done;
    pthread_mutex_unlock(&pyramid->lock);
    return done;
}

double fy_pyramid_highest(const struct fy_pyramid *pyramid)
{
    return pyramid->header.highest;
}

size_t fy_pyramid_read(struct fy_pyramid *pyramid, int level, int64_t index, unsigned char *values)
{
    struct level *at = &pyramid->levels[level - FY_COARSE_LEVEL];
    const int64_t first = index * FY_TILE_COLUMNS;
    if (level < FY_COARSE_LEVEL || level >= FY_LEVEL_COUNT || index < 0 || first >= at->columns)
        return 0;
    pthread_mutex_lock(&pyramid->lock);
    const int64_t there = at->built - first;
    const bool building = there > 0 && there < FY_TILE_COLUMNS && at->built < at->columns;
    if (building)
        memcpy(values, at->tile, FY_COARSE_TILE);
    pthread_mutex_unlock(&pyramid->lock);
    const size_t count = there <= 0 ? 0 : there < FY_TILE_COLUMNS ? (size_t)there : FY_TILE_COLUMNS;
    if (building || count == 0)
        return count;
    return pread(pyramid->fd, values, FY_COARSE_TILE, (off_t)(at->offset + index * (int64_t)FY_COARSE_TILE)) ==
                   (ssize_t)FY_COARSE_TILE
               ? count
               : 0;
}

#include "sound/position_map.h"

#include <fangyin/memory.h>
#include <pthread.h>

/* A time-stretcher at its quickest makes 400 stretches a second, so this is 10 s, far more than waits in any ring. Sound
 * that is as in the file is one stretch, however long. */
enum { STRETCHES = 4096 };

struct stretch {
    int64_t output, count; /* frames of output, from the first on */
    int64_t from, frames;  /* of the recording */
};

struct fy_position_map {
    pthread_mutex_t lock;
    int64_t start;  /* what all output is before the first stretch */
    int64_t output; /* frames of output so far */
    uint64_t added; /* stretch n is in place n mod STRETCHES */
    struct stretch stretches[STRETCHES];
};

enum fy_status fy_position_map_new(struct fy_position_map **map)
{
    *map = fy_calloc(1, sizeof **map);
    if (!*map)
        return FY_NO_MEMORY;
    pthread_mutex_init(&(*map)->lock, NULL);
    return FY_OK;
}

void fy_position_map_free(struct fy_position_map *map)
{
    if (!map)
        return;
    pthread_mutex_destroy(&map->lock);
    fy_free(map);
}

void fy_position_map_clear(struct fy_position_map *map, int64_t at)
{
    pthread_mutex_lock(&map->lock);
    map->start = at;
    map->output = 0;
    map->added = 0;
    pthread_mutex_unlock(&map->lock);
}

static struct stretch *place(struct fy_position_map *map, uint64_t n)
{
    return &map->stretches[n % STRETCHES];
}

void fy_position_map_add(struct fy_position_map *map, int64_t count, int64_t from, int64_t frames)
{
    pthread_mutex_lock(&map->lock);
    struct stretch *last = map->added > 0 ? place(map, map->added - 1) : NULL;
    if (last && last->count == last->frames && count == frames && from == last->from + last->frames) {
        last->count += count;
        last->frames += frames;
    } else {
        *place(map, map->added++) = (struct stretch){ map->output, count, from, frames };
    }
    map->output += count;
    pthread_mutex_unlock(&map->lock);
}

/* The last stretch that begins at or before that place; the oldest there is where none does. */
static const struct stretch *find(struct fy_position_map *map, double output)
{
    uint64_t low = map->added > STRETCHES ? map->added - STRETCHES : 0, high = map->added;
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        if ((double)place(map, middle)->output <= output)
            low = middle;
        else
            high = middle;
    }
    return place(map, low);
}

int64_t fy_position_map_at(struct fy_position_map *map, double output)
{
    pthread_mutex_lock(&map->lock);
    int64_t at = map->start;
    if (map->added > 0) {
        const struct stretch *stretch = find(map, output);
        double into = output - (double)stretch->output;
        if (into >= (double)stretch->count)
            at = stretch->from + stretch->frames;
        else
            at = stretch->from + (int64_t)(into > 0 ? into * (double)stretch->frames / (double)stretch->count : 0);
    }
    pthread_mutex_unlock(&map->lock);
    return at;
}

/* Which frame of a recording each frame of output is: stretches of output, in order and without a gap between them, over
 * each of which the recording goes on at an even pace. One thread adds, anybody asks; each holds a lock for as long as a
 * search through a few thousand entries takes. */
#ifndef FANGYIN_SOUND_POSITION_MAP_H
#define FANGYIN_SOUND_POSITION_MAP_H

#include <fangyin/status.h>
#include <stdint.h>

struct fy_position_map;

enum fy_status fy_position_map_new(struct fy_position_map **map);
void fy_position_map_free(struct fy_position_map *map);

/* Forget everything; until something is added all output is `at`. */
void fy_position_map_clear(struct fy_position_map *map, int64_t at);

/* The next `count` frames of output (> 0) are the recording's [from, from + frames). */
void fy_position_map_add(struct fy_position_map *map, int64_t count, int64_t from, int64_t frames);

/* The recording's frame at that place of the output, in frames of output from 0 on, not always whole. Behind the end it
 * is where the last stretch ends; what was forgotten (at least 4096 stretches are kept) is where memory begins. */
int64_t fy_position_map_at(struct fy_position_map *map, double output);

#endif

/* Colour maps of the spectrogram: from 0 (quiet) to 1 (loud), each with lightness that rises or falls evenly. */
#ifndef FANGYIN_UI_PALETTE_H
#define FANGYIN_UI_PALETTE_H

#include <stdbool.h>
#include <stdint.h>

enum fy_colour_map { FY_MAP_GREY, FY_MAP_INVERSE, FY_MAP_HELIX, FY_MAP_VIRIDIS, FY_MAP_COUNT };

/* By its name, as in fangyin.ini; false where it is none. */
bool fy_map_read(const char *name, enum fy_colour_map *map);
const char *fy_map_name(enum fy_colour_map map);

uint32_t fy_map_rgb(enum fy_colour_map map, double value); /* 0xRRGGBB */

/* The colour of an entry of the 256 palette from 16 on (a cube of 6 x 6 x 6 and 24 greys), and the entry that is nearest to
 * a colour. */
uint32_t fy_palette_rgb(int entry);
int fy_palette_nearest(uint32_t rgb);

#endif

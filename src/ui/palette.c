#include "ui/palette.h"

#include <math.h>
#include <string.h>

static const char *const names[FY_MAP_COUNT] = { "grey", "inverse", "helix", "viridis" };

bool fy_map_read(const char *name, enum fy_colour_map *map)
{
    for (int i = 0; i < FY_MAP_COUNT; i++) {
        if (strcmp(name, names[i]) == 0) {
            *map = (enum fy_colour_map)i;
            return true;
        }
    }
    return false;
}

const char *fy_map_name(enum fy_colour_map map)
{
    return names[map];
}

static uint32_t rgb(double red, double green, double blue)
{
    const double parts[] = { red, green, blue };
    uint32_t colour = 0;
    for (int i = 0; i < 3; i++) {
        const double part = parts[i] < 0 ? 0 : parts[i] > 1 ? 1 : parts[i];
        colour = colour << 8 | (uint32_t)(part * 255 + 0.5);
    }
    return colour;
}

/* D. A. Green, A colour scheme for the display of astronomical intensity images, Bulletin of the Astronomical Society of
 * India 39 (2011), with his usual start 0.5, rotations -1.5, hue 1: its perceived brightness rises evenly. */
static uint32_t helix(double value)
{
    const double angle = 2 * 3.14159265358979 * (0.5 / 3 + 1 - 1.5 * value);
    const double amplitude = value * (1 - value) / 2, c = cos(angle), s = sin(angle);
    return rgb(value + amplitude * (-0.14861 * c + 1.78277 * s), value + amplitude * (-0.29227 * c - 0.90649 * s),
               value + amplitude * 1.97294 * c);
}

/* Like viridis of S. van der Walt and N. Smith (2015), which they gave to the public domain: M. Zucker's polynomial. */
static uint32_t viridis(double value)
{
    static const double parts[3][7] = {
        { 0.2777273272, 0.1050930431, -0.3308618287, -4.6342304990, 6.2282699363, 4.7763849977, -5.4354558559 },
        { 0.0054073445, 1.4046135299, 0.2148475595, -5.7991009734, 14.1799333668, -13.7451453777, 4.6458526122 },
        { 0.3340998053, 1.3845901626, 0.0950951630, -19.3324409563, 56.6905526007, -65.3530326334, 26.3124352496 },
    };
    double sum[3];
    for (int i = 0; i < 3; i++) {
        sum[i] = 0;
        for (int power = 6; power >= 0; power--)
            sum[i] = sum[i] * value + parts[i][power];
    }
    return rgb(sum[0], sum[1], sum[2]);
}

uint32_t fy_map_rgb(enum fy_colour_map map, double value)
{
    switch (map) {
    case FY_MAP_INVERSE:
        return rgb(value, value, value);
    case FY_MAP_HELIX:
        return helix(value);
    case FY_MAP_VIRIDIS:
        return viridis(value);
    case FY_MAP_GREY:
    case FY_MAP_COUNT:
        break;
    }
    return rgb(1 - value, 1 - value, 1 - value);
}

static uint32_t cube_part(int step)
{
    return step == 0 ? 0 : (uint32_t)(55 + 40 * step);
}

uint32_t fy_palette_rgb(int entry)
{
    if (entry >= 232) {
        const uint32_t level = (uint32_t)(8 + 10 * (entry - 232));
        return level << 16 | level << 8 | level;
    }
    const int place = entry < 16 ? 0 : entry - 16;
    return cube_part(place / 36) << 16 | cube_part(place / 6 % 6) << 8 | cube_part(place % 6);
}

int fy_palette_nearest(uint32_t colour)
{
    int best = 16;
    int64_t least = INT64_MAX;
    for (int entry = 16; entry < 256; entry++) {
        const uint32_t other = fy_palette_rgb(entry);
        int64_t distance = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            const int64_t part = (int64_t)(colour >> shift & 255) - (int64_t)(other >> shift & 255);
            distance += part * part;
        }
        if (distance < least) {
            least = distance;
            best = entry;
        }
    }
    return best;
}

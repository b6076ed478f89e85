/* A picture of pixels, each an entry of a palette. */
#ifndef FANGYIN_UI_IMAGE_H
#define FANGYIN_UI_IMAGE_H

#include <stdint.h>

#define FY_IMAGE_COLOURS 64

struct fy_image {
    int width, height;
    uint8_t *pixels;                      /* row by row */
    uint32_t palette[FY_IMAGE_COLOURS];   /* 0xRRGGBB */
    int colours;                          /* of the palette that are in use */
};

#endif

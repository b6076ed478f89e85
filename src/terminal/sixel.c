#include "terminal/sixel.h"

#include <fangyin/memory.h>
#include <string.h>

#define BAND 6 /* rows of pixels in a line of sixels */

/* A run of one sixel, of at most as many bytes as pixels. Returns behind it. */
static char *put_run(char *at, unsigned char bits, int count)
{
    const char character = (char)(bits + 0x3F);
    if (count > 3) {
        char digits[12];
        int size = 0;
        for (; count > 0; count /= 10)
            digits[size++] = (char)('0' + count % 10);
        *at++ = '!';
        while (size > 0)
            *at++ = digits[--size];
        count = 1;
    }
    for (int i = 0; i < count; i++)
        *at++ = character;
    return at;
}

/* One colour's pixels of a band; what is blank at the right end is left out. */
static void put_colour(struct fy_buffer *out, int colour, const unsigned char *bits, int width, char *line)
{
    char *at = line;
    while (width > 0 && bits[width - 1] == 0)
        width--;
    fy_buffer_printf(out, "#%d", colour);
    for (int x = 0; x < width;) {
        int end = x + 1;
        while (end < width && bits[end] == bits[x])
            end++;
        at = put_run(at, bits[x], end - x);
        x = end;
    }
    fy_buffer_append(out, line, (size_t)(at - line));
}

static void put_band(struct fy_buffer *out, const struct fy_image *image, const uint8_t *pixels, int width, int rows,
                     unsigned char *bits, char *line)
{
    bool used[FY_IMAGE_COLOURS] = { false }, first = true;
    for (int y = 0; y < rows; y++) {
        const uint8_t *row = pixels + (size_t)y * (size_t)image->width;
        for (int x = 0; x < width; x++) {
            const int colour = row[x] % FY_IMAGE_COLOURS;
            if (!used[colour])
                memset(bits + (size_t)colour * (size_t)width, 0, (size_t)width);
            used[colour] = true;
            unsigned char *place = &bits[(size_t)colour * (size_t)width + (size_t)x];
            *place = (unsigned char)(*place | (1U << y));
        }
    }
    for (int colour = 0; colour < FY_IMAGE_COLOURS; colour++) {
        if (!used[colour])
            continue;
        if (!first)
            fy_buffer_putc(out, '$');
        first = false;
        put_colour(out, colour, bits + (size_t)colour * (size_t)width, width, line);
    }
}

void fy_sixel_write(struct fy_buffer *out, const struct fy_image *image, int left, int top, int width, int height)
{
    unsigned char *bits = fy_must_malloc((size_t)FY_IMAGE_COLOURS * (size_t)width);
    char *line = fy_must_malloc((size_t)width);
    /* 1: pixels that are not set keep what is below; aspect ratio 1:1. */
    fy_buffer_printf(out, "\033P0;1;0q\"1;1;%d;%d", width, height);
    for (int i = 0; i < image->colours; i++) {
        const uint32_t colour = image->palette[i];
        fy_buffer_printf(out, "#%d;2;%u;%u;%u", i, ((colour >> 16) * 100 + 127) / 255,
                         (((colour >> 8) & 255) * 100 + 127) / 255, ((colour & 255) * 100 + 127) / 255);
    }
    for (int y = 0; y < height; y += BAND) {
        if (y > 0)
            fy_buffer_putc(out, '-');
        put_band(out, image, image->pixels + (size_t)(top + y) * (size_t)image->width + left, width,
                 height - y < BAND ? height - y : BAND, bits, line);
    }
    fy_buffer_puts(out, "\033\\");
    fy_free(line);
    fy_free(bits);
}

#include "terminal/kitty.h"

#include "base/pack.h"

#include <fangyin/memory.h>
#include <string.h>

#define CHUNK 3072 /* bytes in one escape: 4096 in base64, the most that is allowed */

/* ---- PNG (W3C, second edition) ---- */

static void put_number(unsigned char bytes[4], uint32_t number)
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (unsigned char)(number >> (24 - 8 * i));
}

static void put_chunk(struct fy_buffer *out, const char type[5], const unsigned char *data, size_t size)
{
    unsigned char number[4];
    put_number(number, (uint32_t)size);
    fy_buffer_append(out, (const char *)number, 4);
    fy_buffer_append(out, type, 4);
    fy_buffer_append(out, (const char *)data, size);
    put_number(number, fy_crc32(fy_crc32(0, type, 4), data, size));
    fy_buffer_append(out, (const char *)number, 4);
}

void fy_png_write(struct fy_buffer *out, const struct fy_image *image)
{
    unsigned char header[13] = { 0 }, colours[FY_IMAGE_COLOURS * 3];
    const size_t width = (size_t)image->width, height = (size_t)image->height, size = (width + 1) * height;
    unsigned char *lines = fy_must_malloc(size);
    struct fy_buffer packed = FY_BUFFER_EMPTY;
    put_number(header, (uint32_t)width);
    put_number(header + 4, (uint32_t)height);
    header[8] = 8; /* bits a pixel */
    header[9] = 3; /* palette */
    for (int i = 0; i < image->colours; i++) {
        for (int part = 0; part < 3; part++)
            colours[i * 3 + part] = (unsigned char)(image->palette[i] >> (16 - 8 * part));
    }
    for (size_t y = 0; y < height; y++) {
        lines[y * (width + 1)] = 0; /* no filter */
        memcpy(lines + y * (width + 1) + 1, image->pixels + y * width, width);
    }
    fy_pack(&packed, lines, size, 1);
    if (!packed.failed) {
        fy_buffer_append(out, "\x89PNG\r\n\x1A\n", 8);
        put_chunk(out, "IHDR", header, sizeof header);
        put_chunk(out, "PLTE", colours, (size_t)image->colours * 3);
        put_chunk(out, "IDAT", (const unsigned char *)packed.data, packed.size);
        put_chunk(out, "IEND", NULL, 0);
    }
    fy_buffer_free(&packed);
    fy_free(lines);
}

/* ---- the protocol ---- */

static void put_base64(struct fy_buffer *out, const unsigned char *data, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < size; i += 3) {
        const size_t left = size - i;
        const uint32_t three = (uint32_t)data[i] << 16 | (left > 1 ? (uint32_t)data[i + 1] << 8 : 0) |
                               (left > 2 ? (uint32_t)data[i + 2] : 0);
        fy_buffer_putc(out, digits[three >> 18]);
        fy_buffer_putc(out, digits[three >> 12 & 63]);
        fy_buffer_putc(out, left > 1 ? digits[three >> 6 & 63] : '=');
        fy_buffer_putc(out, left > 2 ? digits[three & 63] : '=');
    }
}

void fy_kitty_write(struct fy_buffer *out, const struct fy_image *image, unsigned number, int columns, int rows)
{
    struct fy_buffer png = FY_BUFFER_EMPTY;
    fy_png_write(&png, image);
    for (size_t at = 0; at < png.size; at += CHUNK) {
        const size_t size = png.size - at < CHUNK ? png.size - at : CHUNK;
        const int more = at + size < png.size;
        if (at == 0)
            fy_buffer_printf(out, "\033_Ga=T,f=100,q=2,C=1,i=%u,p=1,c=%d,r=%d,m=%d;", number, columns, rows, more);
        else
            fy_buffer_printf(out, "\033_Gm=%d;", more);
        put_base64(out, (const unsigned char *)png.data + at, size);
        fy_buffer_puts(out, "\033\\");
    }
    fy_buffer_free(&png);
}

void fy_kitty_delete(struct fy_buffer *out, unsigned number)
{
    fy_buffer_printf(out, "\033_Ga=d,d=I,q=2,i=%u\033\\", number);
}

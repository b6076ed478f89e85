/* Recordings made for a test, and the pixels of a picture. Include after cmocka.h. */
#ifndef TESTS_PICTURE_SOUND_H
#define TESTS_PICTURE_SOUND_H

#include "picture/figure.h"
#include "support/scratch.h"

#include <cairo.h>
#include <math.h>

#define RATE 16000

/* The amplitude of a 1000 Hz tone at a time. */
typedef double loudness(double time);

static inline void put_number(unsigned char *at, unsigned long value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        at[i] = (unsigned char)(value >> (8 * i));
}

/* A recording (16-bit WAV) in the scratch folder, open. */
static inline struct fy_recording *tone(double seconds, loudness *amplitude)
{
    const size_t frames = (size_t)(seconds * RATE), size = 44 + 2 * frames;
    struct fy_recording *recording = NULL;
    unsigned char *bytes = calloc(1, size);

    assert_non_null(bytes);
    memcpy(bytes, "RIFF....WAVEfmt ", 16);
    put_number(bytes + 4, size - 8, 4);
    put_number(bytes + 16, 16, 4);
    put_number(bytes + 20, 1, 2);
    put_number(bytes + 22, 1, 2);
    put_number(bytes + 24, RATE, 4);
    put_number(bytes + 28, RATE * 2, 4);
    put_number(bytes + 32, 2, 2);
    put_number(bytes + 34, 16, 2);
    memcpy(bytes + 36, "data", 4);
    put_number(bytes + 40, 2 * frames, 4);
    for (size_t i = 0; i < frames; i++) {
        const double time = (double)i / RATE;
        const long sample = lround(32767 * amplitude(time) * sin(2 * 3.14159265358979 * 1000 * time));
        put_number(bytes + 44 + 2 * i, (unsigned long)sample, 2);
    }
    assert_true(scratch_write_bytes("tone.wav", (const char *)bytes, size));
    free(bytes);
    assert_int_equal(fy_recording_open(&recording, scratch_path("tone.wav"), NULL), FY_OK);
    return recording;
}

/* A picture in memory, with its measures. */
struct pixels {
    struct fy_picture_settings settings;
    struct fy_figure figure;
    cairo_surface_t *image;
    int width, height;
};

struct png_reader {
    const struct fy_buffer *bytes;
    size_t at;
};

static inline cairo_status_t read_png(void *context, unsigned char *data, unsigned size)
{
    struct png_reader *reader = context;

    if (reader->bytes->size - reader->at < size)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(data, reader->bytes->data + reader->at, size);
    reader->at += size;
    return CAIRO_STATUS_SUCCESS;
}

static inline void draw_pixels(struct pixels *pixels, struct fy_recording *recording, const struct fy_grid *grid,
                               struct fy_picture_settings settings)
{
    struct fy_buffer out = FY_BUFFER_EMPTY;
    struct png_reader reader = { &out, 0 };
    struct fy_surface *surface = fy_surface_new("en");

    pixels->settings = settings;
    assert_int_equal(fy_picture_draw(&out, recording, grid, &settings, NULL, NULL), FY_OK);
    pixels->image = cairo_image_surface_create_from_png_stream(read_png, &reader);
    assert_int_equal(cairo_surface_status(pixels->image), CAIRO_STATUS_SUCCESS);
    pixels->width = cairo_image_surface_get_width(pixels->image);
    pixels->height = cairo_image_surface_get_height(pixels->image);
    assert_int_equal(fy_figure_lay_out(&pixels->figure, surface, recording, grid, &pixels->settings, NULL), FY_OK);
    fy_surface_free(surface);
    fy_buffer_free(&out);
}

static inline void free_pixels(struct pixels *pixels)
{
    cairo_surface_destroy(pixels->image);
    fy_figure_clear(&pixels->figure);
}

/* The colour at a place given in points: 0xRRGGBB. */
static inline unsigned colour_at(const struct pixels *pixels, double x, double y)
{
    const int column = (int)(x * FY_PIXELS_PER_POINT), row = (int)(y * FY_PIXELS_PER_POINT);
    unsigned colour;

    assert_in_range(column, 0, pixels->width - 1);
    assert_in_range(row, 0, pixels->height - 1);
    memcpy(&colour, cairo_image_surface_get_data(pixels->image) + row * cairo_image_surface_get_stride(pixels->image) + column * 4,
           sizeof colour);
    return colour & 0xFFFFFF;
}

static inline int grey_at(const struct pixels *pixels, double x, double y)
{
    return (int)(colour_at(pixels, x, y) >> 8 & 0xFF);
}

/* The darkest grey within a box. */
static inline int darkest(const struct pixels *pixels, double x0, double y0, double x1, double y1)
{
    int least = 255;

    for (double y = y0; y < y1; y += 0.5) {
        for (double x = x0; x < x1; x += 0.5) {
            const int grey = grey_at(pixels, x, y);
            least = grey < least ? grey : least;
        }
    }
    return least;
}

#endif

/* Pictures as bytes for terminals: what is sent is read back as a terminal reads it; what terminals answer is understood. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "terminal/graphics.h"
#include "terminal/kitty.h"
#include "terminal/sixel.h"

#include <zlib.h>

static struct fy_image make_image(int width, int height, int colours, unsigned seed)
{
    struct fy_image image = { .width = width, .height = height, .colours = colours };
    image.pixels = malloc((size_t)width * (size_t)height);
    assert_non_null(image.pixels);
    for (int i = 0; i < colours; i++)
        image.palette[i] = (uint32_t)i * 0x040302u;
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            seed = seed * 1664525u + 1013904223u;
            /* Runs, single pixels and noise. */
            const int value = y % 3 == 0 ? x / 7 : y % 3 == 1 ? x : (int)(seed >> 20);
            image.pixels[y * width + x] = (uint8_t)(value % colours);
        }
    }
    return image;
}

/* A sixel terminal: pixels[height * width] gets colours, 255 where nothing was painted. Returns what is wrong, or NULL. */
static const char *decode_sixel(const char *text, size_t size, int width, int height, uint8_t *pixels,
                                unsigned percents[][3])
{
    size_t at = 0;
    int x = 0, top = 0, colour = 0, repeat = 1, wide = 0, high = 0, used = 0;
    memset(pixels, 255, (size_t)width * (size_t)height);
    if (sscanf(text, "\033P0;1;0q\"1;1;%d;%d%n", &wide, &high, &used) != 2)
        return "the start";
    if (wide != width || high != height)
        return "the size";
    for (at = (size_t)used; at < size; at++) {
        const char c = text[at];
        if (c == '\033')
            return at + 2 == size && text[at + 1] == '\\' ? NULL : "the end";
        if (c == '#') {
            int kind, n = 0;
            unsigned parts[3];
            if (sscanf(text + at + 1, "%d%n", &colour, &n) != 1)
                return "a colour";
            at += (size_t)n;
            if (sscanf(text + at + 1, ";%d;%u;%u;%u%n", &kind, &parts[0], &parts[1], &parts[2], &n) == 4) {
                memcpy(percents[colour], parts, sizeof parts);
                at += (size_t)n;
            }
        } else if (c == '!') {
            int n = 0;
            if (sscanf(text + at + 1, "%d%n", &repeat, &n) != 1)
                return "a repeat";
            at += (size_t)n;
        } else if (c == '$') {
            x = 0;
        } else if (c == '-') {
            x = 0;
            top += 6;
        } else if (c >= 0x3F && c <= 0x7E) {
            for (; repeat > 0; repeat--, x++) {
                for (int bit = 0; bit < 6; bit++) {
                    if (!((c - 0x3F) >> bit & 1))
                        continue;
                    if (x >= width || top + bit >= height)
                        return "a pixel outside";
                    if (pixels[(top + bit) * width + x] != 255)
                        return "a pixel painted twice";
                    pixels[(top + bit) * width + x] = (uint8_t)colour;
                }
            }
            repeat = 1;
        } else {
            return "a strange byte";
        }
    }
    return "no end";
}

static void sixels_are_the_image(void **state)
{
    static const int sizes[][2] = { { 1, 1 }, { 6, 6 }, { 7, 5 }, { 100, 13 }, { 333, 60 }, { 960, 61 } };
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const int width = sizes[i][0], height = sizes[i][1], colours = 1 + (int)(i * 13) % FY_IMAGE_COLOURS;
        struct fy_image image = make_image(width, height, colours, (unsigned)i);
        struct fy_buffer out = FY_BUFFER_EMPTY;
        uint8_t *pixels = malloc((size_t)width * (size_t)height);
        unsigned percents[FY_IMAGE_COLOURS][3];
        fy_sixel_write(&out, &image, 0, 0, width, height);
        const char *wrong = decode_sixel(fy_buffer_text(&out), out.size, width, height, pixels, percents);
        if (wrong)
            fail_msg("%dx%d: %s", width, height, wrong);
        assert_memory_equal(pixels, image.pixels, (size_t)width * (size_t)height);
        for (int colour = 0; colour < colours; colour++) {
            for (int part = 0; part < 3; part++)
                assert_int_equal(percents[colour][part],
                                 ((image.palette[colour] >> (16 - 8 * part) & 255) * 100 + 127) / 255);
        }
        free(pixels);
        free(image.pixels);
        fy_buffer_free(&out);
    }
}

/* A part of an image, and all of a large one in tiles that no terminal refuses, each where it belongs. */
static void large_images_are_sent_in_tiles_at_cells(void **state)
{
    const struct fy_graphics_place place = { 3, 8, 52, 250, 9, 19 };
    struct fy_image image = make_image(250 * 9, 52 * 19, 40, 5);
    struct fy_buffer out = FY_BUFFER_EMPTY;
    uint8_t *whole = calloc((size_t)image.width, (size_t)image.height);
    uint8_t *tile = malloc(1000 * 1000);
    unsigned percents[FY_IMAGE_COLOURS][3];
    (void)state;
    fy_graphics_show(&out, FY_GRAPHICS_SIXEL, true, &image, &place);
    const char *text = fy_buffer_text(&out), *at = text;
    assert_memory_equal(text, "\033[?2026h\0337", 10);
    assert_memory_equal(text + out.size - 10, "\0338\033[?2026l", 10);
    int tiles = 0, row, column, used, wide, high;
    while ((at = strstr(at, "\033[")) != NULL) {
        used = 0;
        if (sscanf(at, "\033[%d;%dH%n", &row, &column, &used) != 2 || used == 0) {
            at += 2;
            continue;
        }
        at += used;
        assert_int_equal(sscanf(at, "\033P0;1;0q\"1;1;%d;%d", &wide, &high), 2);
        assert_true(wide <= FY_SIXEL_MOST && high <= FY_SIXEL_MOST);
        const char *end = strstr(at, "\033\\");
        assert_non_null(end);
        assert_null(decode_sixel(at, (size_t)(end + 2 - at), wide, high, tile, percents));
        const int left = (column - 1 - place.column) * place.cell_width, top = (row - 1 - place.row) * place.cell_height;
        for (int y = 0; y < high; y++)
            memcpy(whole + (size_t)(top + y) * (size_t)image.width + left, tile + (size_t)y * (size_t)wide, (size_t)wide);
        at = end;
        tiles++;
    }
    assert_int_equal(tiles, 6);
    assert_memory_equal(whole, image.pixels, (size_t)image.width * (size_t)image.height);
    free(whole);
    free(tile);
    free(image.pixels);
    fy_buffer_free(&out);
}

/* The bytes behind kitty's escapes, joined. */
static size_t unbase64(const char *text, size_t size, unsigned char *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t bits = 0;
    int count = 0;
    size_t used = 0;
    for (size_t i = 0; i < size && text[i] != '='; i++) {
        const char *digit = strchr(digits, text[i]);
        assert_non_null(digit);
        bits = bits << 6 | (uint32_t)(digit - digits);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out[used++] = (unsigned char)(bits >> count);
        }
    }
    return used;
}

static uint32_t number_at(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void kittys_png_is_the_image(void **state)
{
    struct fy_image image = make_image(517, 83, 40, 9);
    struct fy_buffer out = FY_BUFFER_EMPTY;
    unsigned char *png = malloc(1 << 20), *lines = malloc(518 * 83);
    size_t size = 0;
    (void)state;
    fy_kitty_write(&out, &image, 77, 52, 5);
    const char *text = fy_buffer_text(&out);
    assert_memory_equal(text, "\033_Ga=T,f=100,q=2,C=1,i=77,p=1,c=52,r=5,m=1;", 43);
    bool more = true;
    for (const char *at = text; *at;) {
        const char *data = strchr(at, ';'), *end = strstr(at, "\033\\");
        assert_true(more && data && end && data < end && end - data - 1 <= 4096);
        assert_memory_equal(at, "\033_G", 3);
        more = data[-1] == '1';
        size += unbase64(data + 1, (size_t)(end - data - 1), png + size);
        at = end + 2;
    }
    assert_false(more);
    assert_memory_equal(png, "\x89PNG\r\n\x1A\n", 8);
    for (size_t at = 8; at < size;) {
        const uint32_t length = number_at(png + at);
        const unsigned char *type = png + at + 4, *data = type + 4;
        assert_true(at + 12 + length <= size);
        assert_int_equal(number_at(data + length), crc32(0, type, length + 4));
        if (memcmp(type, "IHDR", 4) == 0) {
            assert_int_equal(number_at(data), 517);
            assert_int_equal(number_at(data + 4), 83);
        } else if (memcmp(type, "PLTE", 4) == 0) {
            assert_int_equal(length, 120);
            assert_int_equal(data[3 * 7] << 16 | data[3 * 7 + 1] << 8 | data[3 * 7 + 2], image.palette[7]);
        } else if (memcmp(type, "IDAT", 4) == 0) {
            uLongf there = 518 * 83;
            assert_int_equal(uncompress(lines, &there, data, length), Z_OK);
            assert_int_equal(there, 518 * 83);
        }
        at += 12 + length;
    }
    for (size_t y = 0; y < 83; y++) {
        assert_int_equal(lines[y * 518], 0);
        assert_memory_equal(lines + y * 518 + 1, image.pixels + y * 517, 517);
    }
    free(png);
    free(lines);
    free(image.pixels);
    fy_buffer_free(&out);
}

static void kitty_leaves_nothing(void **state)
{
    struct fy_image image = make_image(20, 20, 2, 1);
    const struct fy_graphics_place place = { 0, 0, 1, 2, 10, 20 };
    struct fy_buffer out = FY_BUFFER_EMPTY;
    (void)state;
    fy_graphics_show(&out, FY_GRAPHICS_KITTY, false, &image, &place);
    const char *gone = strstr(fy_buffer_text(&out), "\033_Ga=d,d=I"), *there = strstr(fy_buffer_text(&out), "a=T");
    assert_true(gone && there && gone < there);
    fy_buffer_clear(&out);
    fy_graphics_hide(&out, FY_GRAPHICS_KITTY);
    assert_non_null(strstr(fy_buffer_text(&out), "\033_Ga=d,d=I,q=2,i="));
    fy_buffer_clear(&out);
    fy_graphics_hide(&out, FY_GRAPHICS_SIXEL);
    assert_int_equal(out.size, 0);
    free(image.pixels);
    fy_buffer_free(&out);
}

/* What terminals answered when they were asked. */
static void answers_are_understood(void **state)
{
    static const struct {
        const char *name, *replies[5];
        enum fy_graphics graphics;
        bool sync;
        int width, height;
    } terminals[] = {
        { "xterm", { "[?64;1;2;6;9;15;16;17;18;21;22;28c" }, FY_GRAPHICS_CELLS, false, 0, 0 },
        { "xterm -ti vt340", { "[?2026;0$y", "[?63;1;2;4;6;9;15;16;22;28c" }, FY_GRAPHICS_SIXEL, false, 0, 0 },
        { "foot", { "[6;16;8t", "[?2026;2$y", "[?62;4;22c" }, FY_GRAPHICS_SIXEL, true, 8, 16 },
        { "konsole", { "_Gi=31;OK\033\\", "[6;19;9t", "[?62;1;4c" }, FY_GRAPHICS_KITTY, false, 9, 19 },
        { "kitty", { "_Gi=31;OK\033\\", "[6;18;9t", "[?2026;2$y", "[?62;c" }, FY_GRAPHICS_KITTY, true, 9, 18 },
        { "not in kitty's way", { "_Gi=31;ENOSYS\033\\", "[?65;1;9c" }, FY_GRAPHICS_CELLS, false, 0, 0 },
        { "VTE", { "[?2026;4$y", "[?65;1;9c" }, FY_GRAPHICS_CELLS, false, 0, 0 },
        { "a VT132", { "[?4;6c" }, FY_GRAPHICS_CELLS, false, 0, 0 },
        { "a VT101 of level 6", { "[?6c" }, FY_GRAPHICS_CELLS, false, 0, 0 },
        { "tmux", { "[?1;2;4c" }, FY_GRAPHICS_CELLS, false, 0, 0 },
        { "nonsense", { "[6;99999;3t", "[6;0;0t", "[", "[?c" }, FY_GRAPHICS_CELLS, false, 0, 0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof terminals / sizeof *terminals; i++) {
        struct fy_graphics_answers answers = { false, false, false, false, 0, 0 };
        for (size_t j = 0; j < 5 && terminals[i].replies[j]; j++) {
            assert_false(answers.complete);
            fy_graphics_answer(&answers, terminals[i].replies[j], strlen(terminals[i].replies[j]));
        }
        if (!answers.complete || fy_graphics_choose(FY_GRAPHICS_AUTO, &answers) != terminals[i].graphics ||
            answers.sync != terminals[i].sync || answers.cell_width != terminals[i].width ||
            answers.cell_height != terminals[i].height)
            fail_msg("%s is not understood", terminals[i].name);
        assert_int_equal(fy_graphics_choose(FY_GRAPHICS_CELLS, &answers), FY_GRAPHICS_CELLS);
        assert_int_equal(fy_graphics_choose(FY_GRAPHICS_SIXEL, &answers), FY_GRAPHICS_SIXEL);
    }
}

static void some_are_not_asked(void **state)
{
    (void)state;
    assert_true(fy_graphics_may_ask("xterm-256color", NULL, ""));
    assert_true(fy_graphics_may_ask("foot", "", NULL));
    assert_false(fy_graphics_may_ask("xterm-256color", "/tmp/tmux-0/default,1,0", NULL));
    assert_false(fy_graphics_may_ask("xterm-256color", NULL, "1.pts-0.host"));
    assert_false(fy_graphics_may_ask("screen-256color", NULL, NULL));
    assert_false(fy_graphics_may_ask("tmux-256color", NULL, NULL));
    assert_false(fy_graphics_may_ask("linux", NULL, NULL));
    assert_false(fy_graphics_may_ask(NULL, NULL, NULL));
}

static void names(void **state)
{
    enum fy_graphics graphics = FY_GRAPHICS_AUTO;
    (void)state;
    assert_true(fy_graphics_read("kitty", &graphics));
    assert_int_equal(graphics, FY_GRAPHICS_KITTY);
    assert_true(fy_graphics_read("auto", &graphics));
    assert_int_equal(graphics, FY_GRAPHICS_AUTO);
    assert_false(fy_graphics_read("Sixel", &graphics));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(sixels_are_the_image),
        cmocka_unit_test(large_images_are_sent_in_tiles_at_cells),
        cmocka_unit_test(kittys_png_is_the_image),
        cmocka_unit_test(kitty_leaves_nothing),
        cmocka_unit_test(answers_are_understood),
        cmocka_unit_test(some_are_not_asked),
        cmocka_unit_test(names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

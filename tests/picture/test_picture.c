#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "picture/leaks.h"
#include "picture/sound.h"

#include <fangyin/memory.h>

static double silence(double time)
{
    (void)time;
    return 0;
}

static double steady(double time)
{
    (void)time;
    return 0.5;
}

/* Loud, then nothing, then 35 dB softer than at first. */
static double steps(double time)
{
    return time < 0.3 ? 0.5 : time < 0.6 ? 0 : 0.5 * pow(10, -35.0 / 20);
}

static struct fy_picture_settings small(const struct fy_recording *recording)
{
    struct fy_picture_settings settings = fy_picture_defaults(recording);

    settings.width = 600;
    return settings;
}

/* text: "" | 早晨 | "" with boundaries at 0.3 and 0.6 s; marks: one at 0.45 s. */
static struct fy_grid *two_tiers(void)
{
    struct fy_grid *grid = fy_grid_new(0, 0.9);
    size_t text, marks;

    assert_non_null(grid);
    assert_int_equal(fy_grid_append_tier(grid, FY_INTERVAL_TIER, "text", 4, 0, 0.9, &text), FY_OK);
    assert_int_equal(fy_grid_append_tier(grid, FY_POINT_TIER, "marks", 5, 0, 0.9, &marks), FY_OK);
    assert_int_equal(fy_tier_append_interval(grid, text, 0, 0.3, "", 0), FY_OK);
    assert_int_equal(fy_tier_append_interval(grid, text, 0.3, 0.6, "早晨", 6), FY_OK);
    assert_int_equal(fy_tier_append_interval(grid, text, 0.6, 0.9, "", 0), FY_OK);
    assert_int_equal(fy_tier_append_point(grid, marks, 0.45, "H", 1), FY_OK);
    return grid;
}

static void a_tone_is_dark_at_its_frequency(void **state)
{
    (void)state;
    struct fy_recording *recording = tone(0.5, steady);
    struct pixels pixels;

    draw_pixels(&pixels, recording, NULL, small(recording));
    assert_int_equal(pixels.width, 600);
    const struct fy_figure *figure = &pixels.figure;
    const double x = (figure->left + figure->right) / 2, height = figure->spectrum_bottom - figure->spectrum_top;
    double first = 0, last = 0; /* where it is darkest */
    int least = 256;
    for (double y = figure->spectrum_top + 1; y < figure->spectrum_bottom - 1; y += 0.5) {
        const int grey = grey_at(&pixels, x, y);
        if (grey < least) {
            least = grey;
            first = y;
        }
        last = grey == least ? y : last;
    }
    const double expected = figure->spectrum_bottom - 1000.0 / 5000 * height;
    assert_true(least <= 3);
    /* Pre-emphasis moves the peak up by 24 Hz. */
    assert_true(fabs((first + last) / 2 - expected) < 1.5);
    /* 4 kHz: nothing. */
    assert_int_equal(grey_at(&pixels, x, figure->spectrum_bottom - 4000.0 / 5000 * height), 255);
    free_pixels(&pixels);
    fy_recording_close(recording);
}

static void greys_are_decibels(void **state)
{
    (void)state;
    struct fy_recording *recording = tone(0.9, steps);
    struct pixels pixels;

    draw_pixels(&pixels, recording, NULL, small(recording));
    const struct fy_figure *figure = &pixels.figure;
    const double y = figure->spectrum_bottom - 1000.0 / 5000 * (figure->spectrum_bottom - figure->spectrum_top);
    const double band = 2;
    const int loud = darkest(&pixels, fy_figure_x(figure, 0.1), y - band, fy_figure_x(figure, 0.2), y + band);
    const int nothing = darkest(&pixels, fy_figure_x(figure, 0.4), y - band, fy_figure_x(figure, 0.5), y + band);
    const int soft = darkest(&pixels, fy_figure_x(figure, 0.7), y - band, fy_figure_x(figure, 0.8), y + band);
    /* The edge of a tone is no louder at 1000 Hz, so that the tone itself is black. */
    assert_true(loud <= 3);
    assert_int_equal(nothing, 255);
    assert_in_range(soft, 122, 133);
    free_pixels(&pixels);
    fy_recording_close(recording);
}

static void silence_is_white_and_flat(void **state)
{
    (void)state;
    struct fy_recording *recording = tone(0.5, silence);
    struct pixels pixels;

    draw_pixels(&pixels, recording, NULL, small(recording));
    const struct fy_figure *figure = &pixels.figure;
    assert_int_equal(darkest(&pixels, figure->left + 1, figure->spectrum_top + 1, figure->right - 1, figure->spectrum_bottom - 1), 255);
    const double middle = (figure->wave_top + figure->wave_bottom) / 2;
    assert_int_equal(darkest(&pixels, figure->left + 1, figure->wave_top + 1, figure->right - 1, middle - 1), 255);
    assert_true(darkest(&pixels, figure->left + 1, middle - 0.5, figure->right - 1, middle + 0.5) < 200);
    free_pixels(&pixels);
    fy_recording_close(recording);
}

static void the_waveform_follows_the_sound(void **state)
{
    (void)state;
    struct fy_recording *recording = tone(0.9, steps);
    struct pixels pixels;

    draw_pixels(&pixels, recording, NULL, small(recording));
    const struct fy_figure *figure = &pixels.figure;
    /* Half full scale: the axis ends at 0.5, so that the tone fills it. */
    const double loud = fy_figure_x(figure, 0.15), quiet = fy_figure_x(figure, 0.45);
    assert_true(grey_at(&pixels, loud, figure->wave_top + 3) < 100);
    assert_true(grey_at(&pixels, loud, figure->wave_bottom - 3) < 100);
    assert_int_equal(grey_at(&pixels, quiet, figure->wave_top + 3), 255);
    free_pixels(&pixels);
    fy_recording_close(recording);
}

static bool is_blue(unsigned colour)
{
    const unsigned red = colour >> 16, blue = colour & 0xFF;

    return blue > red + 40;
}

static bool blue_near(const struct pixels *pixels, double x, double y)
{
    return is_blue(colour_at(pixels, x, y)) || is_blue(colour_at(pixels, x - 0.5, y)) || is_blue(colour_at(pixels, x + 0.5, y));
}

static void tiers_stand_where_their_times_are(void **state)
{
    (void)state;
    struct fy_recording *recording = tone(0.9, silence);
    struct fy_grid *grid = two_tiers();
    struct pixels pixels;

    draw_pixels(&pixels, recording, grid, small(recording));
    const struct fy_figure *figure = &pixels.figure;
    const struct fy_figure_row *text = &figure->rows[0], *marks = &figure->rows[1];
    assert_int_equal(figure->row_count, 2);
    assert_true(blue_near(&pixels, fy_figure_x(figure, 0.3), text->top + 3));
    assert_true(blue_near(&pixels, fy_figure_x(figure, 0.6), text->top + 3));
    assert_false(blue_near(&pixels, fy_figure_x(figure, 0.3), marks->top + 3));
    assert_true(blue_near(&pixels, fy_figure_x(figure, 0.45), marks->top + 1));
    assert_true(blue_near(&pixels, fy_figure_x(figure, 0.3), figure->spectrum_top + 1.5));
    /* Ink where a label is, paper where none is. */
    assert_true(darkest(&pixels, fy_figure_x(figure, 0.4), text->top + 2, fy_figure_x(figure, 0.5), text->bottom - 2) < 100);
    assert_int_equal(darkest(&pixels, fy_figure_x(figure, 0.05), text->top + 2, fy_figure_x(figure, 0.25), text->bottom - 2), 255);
    assert_int_equal(darkest(&pixels, fy_figure_x(figure, 0.65), text->top + 2, fy_figure_x(figure, 0.85), text->bottom - 2), 255);
    free_pixels(&pixels);
    fy_grid_free(grid);
    fy_recording_close(recording);
}

static void only_the_stretch_is_drawn(void **state)
{
    (void)state;
    struct fy_recording *recording = tone(0.9, silence);
    struct fy_grid *grid = two_tiers();
    struct pixels pixels;
    struct fy_picture_settings settings = small(recording);
    const char *const names[] = { "marks", "text" };

    settings.from = 0.5;
    settings.to = 0.9;
    settings.tiers = names;
    settings.tier_count = 2;
    draw_pixels(&pixels, recording, grid, settings);
    const struct fy_figure *figure = &pixels.figure;
    const struct fy_figure_row *marks = &figure->rows[0], *text = &figure->rows[1];
    assert_int_equal(marks->tier, 1);
    /* What is left of the labelled interval has the label in its middle. */
    assert_true(darkest(&pixels, fy_figure_x(figure, 0.51), text->top + 2, fy_figure_x(figure, 0.59), text->bottom - 2) < 100);
    assert_true(blue_near(&pixels, fy_figure_x(figure, 0.6), text->top + 3));
    assert_int_equal(darkest(&pixels, figure->left + 1, marks->top + 2, figure->right - 1, marks->bottom - 2), 255);
    free_pixels(&pixels);
    fy_grid_free(grid);
    fy_recording_close(recording);
}

static void long_labels_make_higher_rows(void **state)
{
    (void)state;
    static const char words[] = "a label that is far too long for one line of the small box in which it stands here";
    struct fy_recording *recording = tone(0.9, silence);
    struct fy_grid *grid = two_tiers();
    struct fy_picture_settings settings = small(recording);
    struct fy_surface *surface = fy_surface_new("en");
    struct fy_figure before, after;
    size_t tier;

    assert_int_equal(fy_figure_lay_out(&before, surface, recording, grid, &settings, NULL), FY_OK);
    assert_int_equal(fy_grid_append_tier(grid, FY_INTERVAL_TIER, "long", 4, 0, 0.9, &tier), FY_OK);
    assert_int_equal(fy_tier_append_interval(grid, tier, 0, 0.2, words, sizeof words - 1), FY_OK);
    assert_int_equal(fy_figure_lay_out(&after, surface, recording, grid, &settings, NULL), FY_OK);
    const double one = after.rows[0].bottom - after.rows[0].top, three = after.rows[2].bottom - after.rows[2].top;
    assert_true(three > one + 10);
    assert_true(three < 3 * one);
    assert_true(after.height > before.height + three - 1 && after.height < before.height + three + 1);
    fy_figure_clear(&before);
    fy_figure_clear(&after);
    fy_surface_free(surface);
    fy_grid_free(grid);
    fy_recording_close(recording);
}

static void all_forms_are_whole_files(void **state)
{
    (void)state;
    struct fy_recording *recording = tone(0.9, steps);
    struct fy_grid *grid = two_tiers();
    struct fy_picture_settings settings = small(recording);
    struct fy_buffer out = FY_BUFFER_EMPTY;

    settings.form = FY_PICTURE_SVG;
    fy_buffer_puts(&out, "before");
    assert_int_equal(fy_picture_draw(&out, recording, grid, &settings, NULL, NULL), FY_OK);
    assert_memory_equal(out.data, "before<?xml", 11);
    assert_non_null(strstr(out.data, "width=\"300"));
    assert_string_equal(out.data + out.size - 7, "</svg>\n");
    fy_buffer_clear(&out);
    settings.form = FY_PICTURE_PDF;
    assert_int_equal(fy_picture_draw(&out, recording, grid, &settings, NULL, NULL), FY_OK);
    assert_memory_equal(out.data, "%PDF-", 5);
    assert_memory_equal(out.data + out.size - 6, "%%EOF\n", 6);
    fy_buffer_free(&out);
    fy_grid_free(grid);
    fy_recording_close(recording);
}

static void names_tell_the_form(void **state)
{
    (void)state;
    enum fy_picture_form form;
    struct fy_error error;

    assert_int_equal(fy_picture_form_of("a/b.png", &form, NULL), FY_OK);
    assert_int_equal(form, FY_PICTURE_PNG);
    assert_int_equal(fy_picture_form_of("b.SVG", &form, NULL), FY_OK);
    assert_int_equal(form, FY_PICTURE_SVG);
    assert_int_equal(fy_picture_form_of("b.png.pdf", &form, NULL), FY_OK);
    assert_int_equal(form, FY_PICTURE_PDF);
    assert_int_equal(fy_picture_form_of("b.jpg", &form, &error), FY_UNSUPPORTED);
    assert_string_equal(error.file, "b.jpg");
    assert_int_equal(fy_picture_form_of("png", &form, NULL), FY_UNSUPPORTED);
    assert_int_equal(fy_picture_form_of(".png", &form, NULL), FY_UNSUPPORTED);
}

static void refuse(struct fy_recording *recording, const struct fy_grid *grid, struct fy_picture_settings settings,
                   enum fy_status expected, const char *part)
{
    struct fy_buffer out = FY_BUFFER_EMPTY;
    struct fy_error error = { 0 };

    assert_int_equal(fy_picture_draw(&out, recording, grid, &settings, NULL, &error), expected);
    assert_non_null(strstr(error.sentence, part));
    assert_int_equal(out.size, 0);
    fy_buffer_free(&out);
}

static void what_cannot_be_drawn_is_said(void **state)
{
    (void)state;
    struct fy_recording *recording = tone(0.9, silence);
    struct fy_grid *grid = two_tiers();
    const struct fy_picture_settings good = small(recording);
    const char *const name = "tone";
    struct fy_picture_settings bad = good;

    bad.to = bad.from;
    refuse(recording, grid, bad, FY_INVALID, "end must come after");
    bad.to = (double)NAN;
    refuse(recording, grid, bad, FY_INVALID, "end must come after");
    bad.to = 61;
    refuse(recording, grid, bad, FY_INVALID, "61 seconds are too long");
    bad.from = 1;
    bad.to = 2;
    refuse(recording, grid, bad, FY_INVALID, "0.9 seconds long");
    bad = good;
    bad.width = 100;
    refuse(recording, grid, bad, FY_INVALID, "200 to 20000");
    bad = good;
    bad.tiers = &name;
    bad.tier_count = 1;
    refuse(recording, grid, bad, FY_NOT_FOUND, "\"tone\"");
    refuse(recording, NULL, bad, FY_NOT_FOUND, "\"tone\"");
    bad = good;
    bad.highest_frequency = -1;
    refuse(recording, grid, bad, FY_INVALID, "above zero");
    fy_grid_free(grid);
    fy_recording_close(recording);
}

static void letters_without_a_font_are_counted(void **state)
{
    (void)state;
    struct fy_recording *recording = tone(0.9, silence);
    struct fy_grid *grid = two_tiers();
    struct fy_picture_settings settings = small(recording);
    struct fy_buffer out = FY_BUFFER_EMPTY;
    size_t tier, before = 0, after = 0;

    assert_int_equal(fy_picture_draw(&out, recording, grid, &settings, &before, NULL), FY_OK);
    /* U+F0123, U+F0124: for private use, in no font. */
    assert_int_equal(fy_grid_append_tier(grid, FY_INTERVAL_TIER, "x", 1, 0, 0.9, &tier), FY_OK);
    assert_int_equal(fy_tier_append_interval(grid, tier, 0, 0.9, "\xF3\xB0\x84\xA3\xF3\xB0\x84\xA4", 8), FY_OK);
    assert_int_equal(fy_picture_draw(&out, recording, grid, &settings, &after, NULL), FY_OK);
    assert_int_equal(after, before + 2);
    fy_buffer_free(&out);
    fy_grid_free(grid);
    fy_recording_close(recording);
}

static void without_memory_nothing_is_written(void **state)
{
    (void)state;
    struct fy_recording *recording = tone(0.1, steady);
    struct fy_grid *grid = two_tiers();
    struct fy_picture_settings settings = small(recording);
    enum fy_status status = FY_NO_MEMORY;
    long failures = 0;

    settings.width = 200;
    while (status == FY_NO_MEMORY && failures < 1000) {
        struct fy_buffer out = FY_BUFFER_EMPTY;
        fy_memory_fail_after(failures);
        status = fy_picture_draw(&out, recording, grid, &settings, NULL, NULL);
        fy_memory_fail_after(-1);
        if (status == FY_NO_MEMORY) {
            failures++;
            assert_int_equal(out.size, 0);
        }
        fy_buffer_free(&out);
    }
    assert_int_equal(status, FY_OK);
    assert_true(failures > 10);
    fy_grid_free(grid);
    fy_recording_close(recording);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_tone_is_dark_at_its_frequency),
        TEST(greys_are_decibels),
        TEST(silence_is_white_and_flat),
        TEST(the_waveform_follows_the_sound),
        TEST(tiers_stand_where_their_times_are),
        TEST(only_the_stretch_is_drawn),
        TEST(long_labels_make_higher_rows),
        TEST(all_forms_are_whole_files),
        TEST(names_tell_the_form),
        TEST(what_cannot_be_drawn_is_said),
        TEST(letters_without_a_font_are_counted),
        TEST(without_memory_nothing_is_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

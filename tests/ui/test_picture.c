/* The spectrogram's ways: what is asked for and when, curves over it, colours, pixels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <fangyin/memory.h>
#include <math.h>

#include "support/annotator.h"

static struct fy_event spectrum_event(const struct fy_picture_request *asked, double loud_from, double loud_to)
{
    struct fy_spectrum *made = fy_must_calloc(1, sizeof *made);
    made->from = asked->from;
    made->to = asked->to;
    made->frequency = asked->highest;
    made->columns = asked->columns;
    made->rows = asked->rows;
    made->db = fy_must_calloc(made->columns * made->rows, sizeof *made->db);
    for (size_t i = 0; i < made->columns; i++) {
        const double time = made->from + (made->to - made->from) * ((double)i + 0.5) / (double)made->columns;
        for (size_t row = 0; row < made->rows; row++)
            made->db[i * made->rows + row] = time >= loud_from && time < loud_to ? 80 : 0;
    }
    return (struct fy_event){ .kind = FY_EVENT_SPECTRUM, .spectrum = made };
}

/* A pitch that rises from 100 to 200 Hz, unvoiced in the last quarter; one formant of 1000 Hz; 60 dB. */
static struct fy_event tracks_event(const struct fy_picture_request *asked)
{
    struct fy_tracks *made = fy_must_calloc(1, sizeof *made);
    made->from = asked->from;
    made->to = asked->to;
    made->columns = asked->columns;
    made->pitch = fy_must_calloc(asked->columns, sizeof(float));
    made->intensity = fy_must_calloc(asked->columns, sizeof(float));
    made->formants = fy_must_calloc(asked->columns * FY_TRACK_FORMANTS, sizeof(float));
    for (size_t i = 0; i < asked->columns; i++) {
        made->pitch[i] = i < asked->columns * 3 / 4 ? 100 + 100 * (float)i / (float)asked->columns : 0;
        made->intensity[i] = 60;
        made->formants[i * FY_TRACK_FORMANTS] = 1000;
    }
    return (struct fy_event){ .kind = FY_EVENT_TRACKS, .tracks = made };
}

static const struct fy_picture_request *last_asked(const struct annotator *a, enum fy_effect_kind kind)
{
    const size_t count = annotator_count(a, kind);
    assert_true(count > 0);
    return &annotator_effect(a, kind, count - 1)->picture;
}

static void show(struct annotator *a)
{
    annotator_resize(a, 80, 24);
    const struct fy_picture_request asked = *last_asked(a, FY_EFFECT_SPECTRUM);
    annotator_forget(a);
    annotator_send(a, spectrum_event(&asked, 2, 3));
}

static void a_hurried_picture_is_asked_for_whole_at_once(void **state)
{
    struct annotator *a = *state;
    annotator_resize(a, 80, 24);
    struct fy_picture_request asked = *last_asked(a, FY_EFFECT_SPECTRUM);
    assert_true(asked.hurry);
    annotator_forget(a);
    struct fy_event event = spectrum_event(&asked, 2, 3);
    event.spectrum->hurried = true;
    annotator_send(a, event);
    asked = *last_asked(a, FY_EFFECT_SPECTRUM);
    assert_false(asked.hurry);
    /* While that is made, another window is asked for; the same one is not. */
    annotator_forget(a);
    annotator_keys(a, "V V");
    assert_int_equal(annotator_count(a, FY_EFFECT_SPECTRUM), 0);
    annotator_keys(a, ")");
    assert_int_equal(annotator_count(a, FY_EFFECT_SPECTRUM), 1);
    assert_true(last_asked(a, FY_EFFECT_SPECTRUM)->hurry);
    asked = *last_asked(a, FY_EFFECT_SPECTRUM);
    annotator_forget(a);
    annotator_send(a, spectrum_event(&asked, 2, 3));
    assert_int_equal(annotator_count(a, FY_EFFECT_SPECTRUM), 0);
}

static void a_waiting_picture_is_asked_for_with_each_tick(void **state)
{
    struct annotator *a = *state;
    annotator_resize(a, 80, 24);
    const struct fy_picture_request asked = *last_asked(a, FY_EFFECT_SPECTRUM);
    struct fy_event event = spectrum_event(&asked, 2, 3);
    event.spectrum->waiting = true;
    annotator_forget(a);
    annotator_send(a, event);
    assert_int_equal(annotator_count(a, FY_EFFECT_SPECTRUM), 0);
    assert_true(fy_app_wants_tick(a->app));
    annotator_tick(a, 1000);
    assert_int_equal(annotator_count(a, FY_EFFECT_SPECTRUM), 1);
    annotator_send(a, spectrum_event(&asked, 2, 3));
    annotator_tick(a, 2000);
    assert_int_equal(annotator_count(a, FY_EFFECT_SPECTRUM), 1);
}

static void black_stays_once_the_recordings_is_known(void **state)
{
    struct annotator *a = *state;
    show(a);
    assert_true(fabsf(a->app->db_max - 80) < 0.1F);
    annotator_send(a, (struct fy_event){ .kind = FY_EVENT_BLACK, .black = { 0.005, -1, 66 } });
    assert_true(fabsf(a->app->db_max - 66) < 0.1F);
    annotator_keys(a, ")");
    const struct fy_picture_request asked = *last_asked(a, FY_EFFECT_SPECTRUM);
    annotator_send(a, spectrum_event(&asked, 0, 100));
    assert_true(fabsf(a->app->db_max - 66) < 0.1F);
    /* That of another window's length or channel is not this one's. */
    annotator_send(a, (struct fy_event){ .kind = FY_EVENT_BLACK, .black = { 0.03, -1, 50 } });
    annotator_send(a, (struct fy_event){ .kind = FY_EVENT_BLACK, .black = { 0.005, 1, 40 } });
    assert_true(fabsf(a->app->db_max - 66) < 0.1F);
}

static void keys_change_what_is_asked_for(void **state)
{
    struct annotator *a = *state;
    show(a);
    annotator_keys(a, "B");
    const struct fy_picture_request *asked = last_asked(a, FY_EFFECT_SPECTRUM);
    assert_true(asked->highest > 7999 && asked->highest < 8001);
    assert_contains(annotator_message(a), "8000");
    struct fy_event event = spectrum_event(asked, 2, 3);
    annotator_send(a, event);
    annotator_keys(a, "i M-n");
    asked = last_asked(a, FY_EFFECT_SPECTRUM);
    assert_true(asked->window_length > 0.029 && asked->window_length < 0.031);
    assert_string_equal(annotator_label(a, "text", 1), "");
    annotator_keys(a, "Esc");
    annotator_command(a, "dynamic-range 35");
    assert_true(a->app->see.range > 34.9F && a->app->see.range < 35.1F);
    annotator_command(a, "dynamic-range 5");
    assert_contains(annotator_message(a), "from 10 to 150");
    annotator_command(a, "highest-frequency 9000"); /* above half the sampling rate */
    assert_contains(annotator_message(a), "from 500 to 8000");
    annotator_command(a, "colours purple");
    assert_contains(annotator_message(a), "viridis");
}

static int coloured(const struct annotator *a, int32_t colour)
{
    int count = 0;
    for (int row = 0; row < a->canvas.rows; row++) {
        for (int column = 0; column < a->canvas.columns; column++) {
            const struct fy_cell *cell = fy_canvas_at(&a->canvas, row, column);
            const unsigned char *text = (const unsigned char *)cell->text;
            count += cell->style.fg == colour && text[0] == 0xE2 && text[1] >= 0xA0 && text[1] <= 0xA3;
        }
    }
    return count;
}

static void curves_are_measured_only_where_they_are_shown(void **state)
{
    struct annotator *a = *state;
    show(a);
    assert_int_equal(annotator_count(a, FY_EFFECT_TRACKS), 0);
    annotator_keys(a, "o");
    struct fy_picture_request asked = *last_asked(a, FY_EFFECT_TRACKS);
    assert_true(asked.pitch && !asked.formants && !asked.intensity);
    annotator_send(a, tracks_event(&asked));
    (void)annotator_screen(a);
    const int pitch = coloured(a, 21) + coloured(a, 51);
    assert_in_range(pitch, 40, 80); /* three quarters of 72 cells */
    annotator_keys(a, "M-f");
    asked = *last_asked(a, FY_EFFECT_TRACKS);
    assert_true(asked.pitch && asked.formants);
    annotator_send(a, tracks_event(&asked));
    assert_contains(annotator_screen(a), "F1 1000");
    assert_true(coloured(a, 160) + coloured(a, 211) > 60);
    /* The list of keys says which are on. */
    assert_string_equal(fy_app_switch(a->app, FY_ACTION_FORMANTS), "on");
    assert_string_equal(fy_app_switch(a->app, FY_ACTION_INTENSITY), "off");
    /* Gone, without being asked for again. */
    annotator_keys(a, "o M-f");
    annotator_forget(a);
    assert_lacks(annotator_screen(a), "F0");
    assert_int_equal(coloured(a, 21) + coloured(a, 51) + coloured(a, 160) + coloured(a, 211), 0);
    annotator_keys(a, ")");
    assert_int_equal(annotator_count(a, FY_EFFECT_TRACKS), 0);
}

/* From its lower to its upper edge pitch goes from 60 to 500 Hz, the same height for the same interval. */
static void pitch_stands_at_its_height(void **state)
{
    struct annotator *a = *state;
    show(a);
    annotator_keys(a, "o");
    const struct fy_picture_request asked = *last_asked(a, FY_EFFECT_TRACKS);
    struct fy_event event = tracks_event(&asked);
    for (size_t i = 0; i < asked.columns; i++)
        event.tracks->pitch[i] = 173.2F; /* the middle: sqrt(60 * 500) */
    annotator_send(a, event);
    (void)annotator_screen(a);
    const struct fy_layout layout = fy_app_layout(a->app);
    int rows = 0, found = -1;
    for (int row = 0; row < layout.spectrum_rows; row++) {
        const struct fy_cell *cell = fy_canvas_at(&a->canvas, layout.spectrum_row + row, layout.gutter + 5);
        if (cell->style.fg == 21 || cell->style.fg == 51) {
            rows++;
            found = row;
        }
    }
    assert_int_equal(rows, 1);
    assert_in_range(found, (layout.spectrum_rows - 1) / 2, layout.spectrum_rows / 2);
}

static double lightness(uint32_t rgb)
{
    /* Relative luminance (ITU-R BT.709, sRGB), then CIE 1976 L*. */
    double sum = 0;
    static const double weights[] = { 0.2126, 0.7152, 0.0722 };
    for (int i = 0; i < 3; i++) {
        const double part = (double)(rgb >> (16 - 8 * i) & 255) / 255;
        sum += weights[i] * (part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
    }
    return sum > 0.008856 ? 116 * cbrt(sum) - 16 : 903.3 * sum;
}

static void colour_maps_are_even(void **state)
{
    (void)state;
    for (int map = 0; map < FY_MAP_COUNT; map++) {
        const double first = lightness(fy_map_rgb((enum fy_colour_map)map, 0));
        const double last = lightness(fy_map_rgb((enum fy_colour_map)map, 1));
        assert_true(fabs(last - first) > 70);
        double before = first;
        for (int step = 1; step <= 32; step++) {
            const double now = lightness(fy_map_rgb((enum fy_colour_map)map, step / 32.0));
            const double rise = (now - before) / (last - first) * 32;
            /* No step is backward, none more than twice the mean. */
            if (rise < -0.05 || rise > 2.05)
                fail_msg("%s, step %d: %g of the mean", fy_map_name((enum fy_colour_map)map), step, rise);
            before = now;
        }
        enum fy_colour_map read = FY_MAP_COUNT;
        assert_true(fy_map_read(fy_map_name((enum fy_colour_map)map), &read));
        assert_int_equal(read, map);
    }
    assert_int_equal(fy_palette_nearest(0x000000), 16);
    assert_int_equal(fy_palette_nearest(0xFFFFFF), 231);
    assert_int_equal(fy_palette_nearest(0xFF0000), 196);
    assert_int_equal(fy_palette_rgb(244), 0x808080);
}

static void any_colour_is_used_only_where_it_is_known(void **state)
{
    (void)state;
    for (int rgb = 0; rgb < 2; rgb++) {
        struct annotator a = { 0 };
        a.dialects = fy_dialects_builtin();
        struct fy_app_settings settings = annotator_settings(&a, annotator_grid());
        settings.rgb = rgb;
        settings.see.map = FY_MAP_VIRIDIS;
        a.app = fy_app_new(&settings);
        show(&a);
        (void)annotator_screen(&a);
        int any = 0, palette = 0;
        for (int i = 0; i < a.canvas.rows * a.canvas.columns; i++) {
            any += a.canvas.cells[i].style.bg >= FY_RGB(0);
            palette += a.canvas.cells[i].style.bg >= 16 && a.canvas.cells[i].style.bg < 256;
        }
        assert_true(rgb ? any > 500 : any == 0);
        assert_true(palette > 0);
        annotator_close(&a);
    }
}

static void pictures_of_ascii_are_ascii(void **state)
{
    struct annotator a = { 0 };
    (void)state;
    a.dialects = fy_dialects_builtin();
    struct fy_app_settings settings = annotator_settings(&a, annotator_grid());
    settings.ascii = true;
    settings.colours = 8;
    settings.see.pitch = true;
    a.app = fy_app_new(&settings);
    show(&a);
    annotator_keys(&a, "M-i");
    const struct fy_picture_request asked = *last_asked(&a, FY_EFFECT_TRACKS);
    annotator_send(&a, tracks_event(&asked));
    (void)annotator_screen(&a);
    const struct fy_layout layout = fy_app_layout(a.app);
    int dark = 0;
    for (int row = layout.wave_row; row < layout.ruler_row; row++) {
        for (int column = layout.gutter; column < a.canvas.columns; column++) {
            const struct fy_cell *cell = fy_canvas_at(&a.canvas, row, column);
            assert_true((unsigned char)cell->text[0] < 0x80);
            dark += cell->text[0] == '@';
        }
    }
    assert_true(dark > 20);
    annotator_close(&a);
}

#define CELL_WIDTH 9
#define CELL_HEIGHT 18

static void open_pixels(struct annotator *a)
{
    annotator_resize(a, 80, 24);
    annotator_send(a, (struct fy_event){ .kind = FY_EVENT_GRAPHICS, .graphics = { CELL_WIDTH, CELL_HEIGHT } });
    annotator_keys(a, "V V");
    const struct fy_picture_request first = *last_asked(a, FY_EFFECT_SPECTRUM);
    annotator_send(a, spectrum_event(&first, 2, 3));
    const struct fy_picture_request asked = *last_asked(a, FY_EFFECT_SPECTRUM);
    annotator_forget(a);
    annotator_send(a, spectrum_event(&asked, 2, 3));
}

static void a_picture_of_pixels_has_the_cells_size_and_their_content(void **state)
{
    struct annotator *a = *state;
    open_pixels(a);
    (void)annotator_screen(a);
    const struct fy_layout layout = fy_app_layout(a->app);
    assert_int_equal(a->canvas.image.row, layout.spectrum_row);
    assert_int_equal(a->canvas.image.rows, layout.spectrum_rows);
    assert_int_equal(a->canvas.image.column, layout.gutter);
    assert_int_equal(a->canvas.image.columns, layout.width);
    assert_true(a->canvas.image.row + a->canvas.image.rows < a->canvas.rows);
    const struct fy_image *image = fy_app_image(a->app);
    assert_int_equal(image->width, layout.width * CELL_WIDTH);
    assert_int_equal(image->height, layout.spectrum_rows * CELL_HEIGHT);
    for (int x = 0; x < image->width; x++) {
        const double time = a->app->view_from + (a->app->view_to - a->app->view_from) * (x + 0.5) / image->width;
        const uint32_t colour = image->palette[image->pixels[image->width * 7 + x]];
        /* Boundaries are at 2, 5, 9 s. */
        if (fabs(time - 2) < 0.02 || fabs(time - 5) < 0.02 || fabs(time - 9) < 0.02)
            continue;
        assert_int_equal(colour, time > 2 && time < 3 ? 0x000000 : 0xFFFFFF);
    }
    const int boundary = (int)((5 - a->app->view_from) / (a->app->view_to - a->app->view_from) * image->width);
    assert_int_equal(image->palette[image->pixels[boundary]], 0x0087FF);
    for (int i = 0; i < image->width * image->height; i++)
        assert_true(image->pixels[i] < image->colours);
}

static void a_picture_of_pixels_changes_with_what_it_shows_and_with_nothing_else(void **state)
{
    struct annotator *a = *state;
    open_pixels(a);
    (void)annotator_screen(a);
    const uint64_t key = a->canvas.image.key;
    struct fy_buffer before = FY_BUFFER_EMPTY;
    fy_canvas_write(&a->canvas, &before);
    /* The playhead moves, in the rows above and below: the cells under the picture stay. */
    annotator_keys(a, "l l l");
    (void)annotator_screen(a);
    assert_true(a->canvas.image.key == key);
    const struct fy_layout layout = fy_app_layout(a->app);
    const char *old = fy_buffer_text(&before), *now = fy_buffer_text(&a->screen);
    for (int row = 0; row < layout.ruler_row; row++) {
        const size_t size = strcspn(old, "\n"), other = strcspn(now, "\n");
        if (row >= layout.spectrum_row)
            assert_true(size == other && memcmp(old, now, size) == 0);
        old += size + 1;
        now += other + 1;
    }
    fy_buffer_free(&before);
    static const char *const changes[] = { "=", "D", "K", "o", "y", "s" };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        (void)annotator_screen(a);
        const uint64_t last = a->canvas.image.key;
        annotator_keys(a, changes[i]);
        (void)annotator_screen(a);
        if (a->canvas.image.key == last)
            fail_msg("%s changes nothing", changes[i]);
    }
}

static void a_popup_takes_the_pixels_away(void **state)
{
    struct annotator *a = *state;
    open_pixels(a);
    static const char *const there[] = { "F9", "?" };
    for (size_t i = 0; i < 2; i++) {
        annotator_keys(a, there[i]);
        (void)annotator_screen(a);
        assert_int_equal(a->canvas.image.rows, 0);
        assert_null(fy_app_image(a->app));
        annotator_keys(a, "Esc");
        (void)annotator_screen(a);
        assert_true(a->canvas.image.rows > 0);
    }
    annotator_keys(a, "v v");
    (void)annotator_screen(a);
    assert_int_equal(a->canvas.image.rows, 0);
}

int main(void)
{
#define usual(test) cmocka_unit_test_setup_teardown(test, annotator_open_usual, annotator_close_usual)
    static const struct CMUnitTest tests[] = {
        usual(a_hurried_picture_is_asked_for_whole_at_once),
        usual(a_waiting_picture_is_asked_for_with_each_tick),
        usual(black_stays_once_the_recordings_is_known),
        usual(keys_change_what_is_asked_for),
        usual(curves_are_measured_only_where_they_are_shown),
        usual(pitch_stands_at_its_height),
        cmocka_unit_test(colour_maps_are_even),
        cmocka_unit_test(any_colour_is_used_only_where_it_is_known),
        cmocka_unit_test(pictures_of_ascii_are_ascii),
        usual(a_picture_of_pixels_has_the_cells_size_and_their_content),
        usual(a_picture_of_pixels_changes_with_what_it_shows_and_with_nothing_else),
        usual(a_popup_takes_the_pixels_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

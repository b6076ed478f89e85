/* What is drawn: every size, every mode, pictures in place, few colours, and the caret where an input method has room. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <fangyin/memory.h>

#include "support/annotator.h"

#define LONG_TEXT                                                                                                       \
    "阿婆坐喺门口讲咗成朝嘅闲话 and then some more of it in another language, 由细个讲到大个, tsʰɿ˥˩ ŋ̍˩˧ 👩\u200D👩\u200D👧🇨🇳, 讲到食晏" \
    "先至停口 and on it went until the evening came and the lamps were lit 一路讲一路笑"

/* A grid with all that a screen may have to show. */
static struct fy_grid *rich_grid(void)
{
    struct fy_grid *grid = fy_grid_new(0, ANNOTATOR_SECONDS);
    tier_of_words(grid, FY_INTERVAL_TIER, "text",
                   "0 你好啊|0.001 x|2 |5 " LONG_TEXT "|9 a\tb\nc\033[31m\xE2\x80\xAEz|14 |14.5 ŋ̍˩˧|14.51 Ｆｕｌｌ|20 ");
    tier_of_words(grid, FY_INTERVAL_TIER, "dialect",
                   "0 yue-guangzhou|0.001 |2 |5 yue-guangzhou+cmn?|9 nonsense|14 |14.5 hak|14.51 |20 ");
    tier_of_words(grid, FY_INTERVAL_TIER, "event", "0 |0.001 |2 pause|5 |9 |14 pause|14.5 |14.51 |20 ");
    tier_of_words(grid, FY_POINT_TIER, "tones", "0 H|0 L|1.5 H*\033]0;x\x07|1.5001 !|19.999 末|20 end");
    tier_of_words(grid, FY_INTERVAL_TIER, "text@阿妈\t的", "0 |20 ");
    tier_of_words(grid, FY_INTERVAL_TIER, "a tier with a name that is far too long for its place", "0 y|3 |20 ");
    return grid;
}

static struct fy_event wave(double from, double to, size_t columns)
{
    struct fy_wave *made = fy_must_calloc(1, sizeof *made);
    made->from = from;
    made->to = to;
    made->columns = columns;
    made->waves = 1;
    made->minimum = fy_must_calloc(columns, sizeof *made->minimum);
    made->maximum = fy_must_calloc(columns, sizeof *made->maximum);
    for (size_t i = 0; i < columns; i++) {
        made->maximum[i] = (float)(i % 7) / 7;
        made->minimum[i] = -(float)(i % 5) / 5;
    }
    return (struct fy_event){ .kind = FY_EVENT_WAVE, .wave = made };
}

/* Levels of 0 dB everywhere but in a band of 60 dB between two times. */
static struct fy_event spectrum(double from, double to, size_t columns, size_t rows, double loud_from, double loud_to)
{
    struct fy_spectrum *made = fy_must_calloc(1, sizeof *made);
    made->from = from;
    made->to = to;
    made->frequency = 5000;
    made->columns = columns;
    made->rows = rows;
    made->db = fy_must_calloc(columns * rows, sizeof *made->db);
    for (size_t i = 0; i < columns; i++) {
        const double time = from + (to - from) * ((double)i + 0.5) / (double)columns;
        for (size_t row = 0; row < rows; row++)
            made->db[i * rows + row] = time >= loud_from && time < loud_to ? 80 : 0;
    }
    return (struct fy_event){ .kind = FY_EVENT_SPECTRUM, .spectrum = made };
}

/* Give the pictures that were asked for. */
static void answer(struct annotator *a)
{
    for (size_t i = 0; i < a->effects.count; i++) {
        const struct fy_effect effect = a->effects.items[i];
        if (effect.kind == FY_EFFECT_WAVE)
            annotator_send(a, wave(effect.picture.from, effect.picture.to, effect.picture.columns));
        else if (effect.kind == FY_EFFECT_SPECTRUM)
            annotator_send(a, spectrum(effect.picture.from, effect.picture.to, effect.picture.columns,
                                       effect.picture.rows, 2, 3));
    }
    annotator_forget(a);
}

static int colours_of_test = 256;

static void open_rich(struct annotator *a)
{
    memset(a, 0, sizeof *a);
    a->dialects = fy_dialects_builtin();
    struct fy_app_settings settings = annotator_settings(a, rich_grid());
    settings.colours = colours_of_test;
    settings.title = "很长的名字\033[2J a recording whose name is long enough for any screen that is not very wide.flac";
    a->app = fy_app_new(&settings);
}

static const char *const ways[] = {
    "",             /* moving */
    "i",            /* writing */
    "C-End i M-Down", /* at the end, in a sister tier */
    ":",            /* the prompt */
    "/",            /* a prompt with a help */
    "F9 Down Right", /* the palette */
    "?",            /* the keys */
    "V j j S l l l", /* a range and a marked stretch */
    "v", "v v", "v v v",
};

static void any_size_is_drawn_in_any_mode(void **state)
{
    static const int columns[] = { 1, 2, 3, 5, 8, 13, 20, 39, 40, 41, 53, 59, 60, 61, 79, 80, 81, 99, 100, 101, 132, 200, 399, 400 };
    static const int rows[] = { 1, 2, 3, 5, 8, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 27, 33, 50, 77, 100 };
    (void)state;
    for (size_t way = 0; way < sizeof ways / sizeof *ways; way++) {
        struct annotator a;
        open_rich(&a);
        annotator_keys(&a, ways[way]);
        for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
            for (size_t j = 0; j < sizeof rows / sizeof *rows; j++) {
                annotator_resize(&a, columns[i], rows[j]);
                /* Half the sizes keep a picture that was made for another. */
                if ((i + j) % 2 == 0)
                    answer(&a);
                fy_app_render(a.app, &a.canvas);
                assert_int_equal(a.canvas.columns, columns[i]);
                assert_int_equal(a.canvas.rows, rows[j]);
                assert_canvas_sound(&a.canvas);
            }
        }
        annotator_close(&a);
    }
}

static void few_colours_draw_the_same_shapes(void **state)
{
    colours_of_test = 8;
    any_size_is_drawn_in_any_mode(state);
    struct annotator a;
    open_rich(&a);
    annotator_resize(&a, 100, 40);
    answer(&a);
    annotator_screen(&a);
    for (int row = 0; row < a.canvas.rows; row++) {
        for (int column = 0; column < a.canvas.columns; column++) {
            const struct fy_style style = fy_canvas_at(&a.canvas, row, column)->style;
            if (style.fg >= 8 || style.bg >= 8)
                fail_msg("colour %d on %d at %d,%d of a terminal with eight", style.fg, style.bg, row, column);
        }
    }
    annotator_close(&a);
    colours_of_test = 256;
}

static void rendering_changes_nothing(void **state)
{
    struct annotator a;
    struct fy_buffer first = FY_BUFFER_EMPTY;
    (void)state;
    open_rich(&a);
    annotator_keys(&a, "i");
    fy_buffer_puts(&first, annotator_screen(&a));
    assert_string_equal(annotator_screen(&a), fy_buffer_text(&first));
    fy_buffer_free(&first);
    annotator_close(&a);
}

static void a_terminal_that_is_too_small_says_so(void **state)
{
    struct annotator a;
    (void)state;
    open_rich(&a);
    annotator_resize(&a, 39, 12);
    assert_contains(annotator_screen(&a), "39x12 is too small; 40x12");
    annotator_resize(&a, 40, 12);
    assert_lacks(annotator_screen(&a), "too small");
    annotator_resize(&a, 40, 11);
    assert_contains(annotator_screen(&a), "too small");
    /* What is typed is not lost meanwhile. */
    annotator_keys(&a, "i x");
    assert_string_equal(annotator_label(&a, "text", 0), "你好啊x");
    annotator_close(&a);
}

static void the_caret_leaves_room_for_an_input_method(void **state)
{
    static const char *const starts[] = { "C-Home i", "C-End i", "i", ":", "/" };
    (void)state;
    for (size_t start = 0; start < sizeof starts / sizeof *starts; start++) {
        struct annotator a;
        open_rich(&a);
        annotator_keys(&a, starts[start]);
        for (int columns = 40; columns <= 200; columns += columns < 44 ? 1 : 39) {
            for (int rows = 12; rows <= 60; rows++) {
                annotator_resize(&a, columns, rows);
                for (int length = 0; length < 3; length++) {
                    fy_app_render(a.app, &a.canvas);
                    assert_canvas_sound(&a.canvas);
                    if (a.canvas.cursor_row < 1 || a.canvas.cursor_row > rows - 4)
                        fail_msg("the caret is in row %d of %d (%s, %d columns)", a.canvas.cursor_row, rows,
                                 starts[start], columns);
                    annotator_type(&a, length == 0 ? "两三个字" : LONG_TEXT);
                }
                annotator_keys(&a, "C-u");
            }
        }
        annotator_close(&a);
    }
}

static void the_caret_stands_behind_what_is_typed(void **state)
{
    static const char *const typed[] = { "a", "闲", "ŋ̍", "👩\u200D👩\u200D👧", "🇨🇳", "\u1112\u1161\u11AB", "˥˧" };
    struct annotator a;
    (void)state;
    open_rich(&a);
    annotator_resize(&a, 80, 24);
    annotator_keys(&a, "i");
    annotator_screen(&a);
    int column = a.canvas.cursor_column;
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        annotator_type(&a, typed[i]);
        annotator_screen(&a);
        column += fy_text_columns(typed[i], strlen(typed[i]));
        assert_int_equal(a.canvas.cursor_column, column);
        const struct fy_cell *before = fy_canvas_at(&a.canvas, a.canvas.cursor_row, column - 1);
        assert_string_not_equal(before->text, " ");
    }
    annotator_keys(&a, "Left Left");
    annotator_screen(&a);
    assert_int_equal(a.canvas.cursor_column, column - 2);
    annotator_close(&a);
}

/* A label from another program may hold what is drawn wider than it is. */
static void the_caret_stands_right_behind_what_is_made_visible(void **state)
{
    struct annotator a;
    struct fy_grid *grid = fy_grid_new(0, 20);
    (void)state;
    tier_of_words(grid, FY_INTERVAL_TIER, "text", "0 a\nb\tc\x01|20 ");
    annotator_open(&a, grid, "");
    annotator_keys(&a, "i");
    annotator_screen(&a);
    const struct fy_cell *before = fy_canvas_at(&a.canvas, a.canvas.cursor_row, a.canvas.cursor_column - 1);
    assert_string_equal(before->text, "␁");
    annotator_close(&a);
}

static void long_text_scrolls_with_the_caret(void **state)
{
    struct annotator a;
    (void)state;
    open_rich(&a);
    annotator_resize(&a, 40, 12);
    annotator_keys(&a, "i");
    annotator_type(&a, "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
                       "seventeen eighteen nineteen twenty the end");
    assert_contains(annotator_screen(&a), "the end");
    annotator_keys(&a, "Home");
    assert_contains(annotator_screen(&a), "one two");
    assert_lacks(annotator_screen(&a), "the end");
    annotator_close(&a);
}

/* The columns of the spectrogram's upper row that are dark. */
static void dark_columns(const struct annotator *a, int *first, int *last)
{
    const struct fy_layout layout = fy_app_layout(a->app);
    *first = *last = -1;
    for (int column = layout.gutter; column < layout.gutter + layout.width; column++) {
        const struct fy_cell *cell = fy_canvas_at(&a->canvas, layout.spectrum_row, column);
        if (strcmp(cell->text, "│") == 0 || cell->style.bg < 0 || cell->style.bg == 231)
            continue;
        *first = *first < 0 ? column : *first;
        *last = column;
    }
}

static void a_picture_is_drawn_where_its_times_are_now(void **state)
{
    struct annotator a;
    int first, last;
    (void)state;
    annotator_open(&a, NULL, "");
    annotator_resize(&a, 108, 30);
    annotator_keys(&a, "a"); /* 20 s in 100 columns */
    annotator_forget(&a);
    annotator_send(&a, spectrum(0, 20, 200, 16, 10, 12));
    annotator_screen(&a);
    dark_columns(&a, &first, &last);
    assert_in_range(first, 8 + 49, 8 + 51);
    assert_in_range(last, 8 + 58, 8 + 60);
    /* Scrolled by half a window, and no new picture yet. */
    annotator_command(&a, "goto 10");
    annotator_keys(&a, "f"); /* 9 to 14 s and a little */
    annotator_screen(&a);
    dark_columns(&a, &first, &last);
    const struct fy_layout layout = fy_app_layout(a.app);
    assert_in_range(first, fy_layout_column(a.app, &layout, 10) - 1, fy_layout_column(a.app, &layout, 10) + 1);
    assert_in_range(last, fy_layout_column(a.app, &layout, 12) - 1, fy_layout_column(a.app, &layout, 12) + 1);
    assert_true(last - first > 30);
    annotator_close(&a);
}

static void pictures_are_asked_for_once_and_for_what_is_shown(void **state)
{
    struct annotator a;
    (void)state;
    annotator_open(&a, NULL, "");
    annotator_resize(&a, 80, 24);
    assert_int_equal(annotator_count(&a, FY_EFFECT_WAVE), 1);
    assert_int_equal(annotator_count(&a, FY_EFFECT_SPECTRUM), 1);
    struct fy_effect asked = annotator_asked(&a, FY_EFFECT_SPECTRUM);
    const struct fy_layout layout = fy_app_layout(a.app);
    assert_int_equal(asked.picture.columns, 2 * layout.width);
    assert_int_equal(asked.picture.rows, 2 * layout.spectrum_rows);
    annotator_forget(&a);
    /* While one is on its way no second one is asked for; the latest window is, afterwards. */
    annotator_keys(&a, ") ) =");
    assert_int_equal(annotator_count(&a, FY_EFFECT_SPECTRUM), 0);
    annotator_send(&a, spectrum(0, 10, 144, 10, 2, 3));
    assert_int_equal(annotator_count(&a, FY_EFFECT_SPECTRUM), 1);
    asked = annotator_asked(&a, FY_EFFECT_SPECTRUM);
    assert_true(asked.picture.from >= a.app->view_from && asked.picture.from <= a.app->view_from);
    annotator_send(&a, spectrum(asked.picture.from, asked.picture.to, asked.picture.columns, asked.picture.rows, 2, 3));
    annotator_forget(&a);
    annotator_keys(&a, "V C-l");
    assert_int_equal(annotator_count(&a, FY_EFFECT_SPECTRUM), 0);
    /* Hidden pictures are not worked for. */
    annotator_keys(&a, "v v v");
    annotator_forget(&a);
    annotator_keys(&a, ")");
    assert_int_equal(a.effects.count, 0);
    annotator_close(&a);
}

static void a_rough_waveform_is_asked_for_again(void **state)
{
    struct annotator a;
    (void)state;
    annotator_open(&a, NULL, "");
    annotator_resize(&a, 80, 24);
    const struct fy_effect asked = annotator_asked(&a, FY_EFFECT_WAVE);
    struct fy_event event = wave(asked.picture.from, asked.picture.to, asked.picture.columns);
    event.wave->rough = true;
    annotator_forget(&a);
    annotator_send(&a, event);
    assert_int_equal(annotator_count(&a, FY_EFFECT_WAVE), 0);
    assert_true(fy_app_wants_tick(a.app));
    annotator_tick(&a, 1000);
    assert_int_equal(annotator_count(&a, FY_EFFECT_WAVE), 1);
    annotator_send(&a, wave(asked.picture.from, asked.picture.to, asked.picture.columns));
    annotator_tick(&a, 2000);
    assert_int_equal(annotator_count(&a, FY_EFFECT_WAVE), 1);
    assert_false(fy_app_wants_tick(a.app));
    annotator_close(&a);
}

static void an_odd_picture_is_no_harm(void **state)
{
    static const struct {
        double from, to;
        size_t columns, rows;
    } odd[] = { { 0, 0, 1, 1 }, { -5, 100, 3, 1 }, { 50, 60, 10, 2 }, { 3, 2, 4, 4 }, { 0, 20, 0, 0 }, { 0, 20, 4, 100 } };
    (void)state;
    for (colours_of_test = 8; colours_of_test <= 256; colours_of_test += 248) {
        struct annotator a;
        open_rich(&a);
        annotator_resize(&a, 80, 40);
        for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
            annotator_send(&a, wave(odd[i].from, odd[i].to, odd[i].columns));
            annotator_send(&a, spectrum(odd[i].from, odd[i].to, odd[i].columns, odd[i].rows, 0, 9));
            annotator_screen(&a);
            assert_canvas_sound(&a.canvas);
        }
        annotator_close(&a);
    }
    colours_of_test = 256;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_size_is_drawn_in_any_mode),
        cmocka_unit_test(few_colours_draw_the_same_shapes),
        cmocka_unit_test(rendering_changes_nothing),
        cmocka_unit_test(a_terminal_that_is_too_small_says_so),
        cmocka_unit_test(the_caret_leaves_room_for_an_input_method),
        cmocka_unit_test(the_caret_stands_behind_what_is_typed),
        cmocka_unit_test(the_caret_stands_right_behind_what_is_made_visible),
        cmocka_unit_test(long_text_scrolls_with_the_caret),
        cmocka_unit_test(a_picture_is_drawn_where_its_times_are_now),
        cmocka_unit_test(pictures_are_asked_for_once_and_for_what_is_shown),
        cmocka_unit_test(a_rough_waveform_is_asked_for_again),
        cmocka_unit_test(an_odd_picture_is_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

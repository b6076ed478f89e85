/* Cells: wide graphemes, marks, clipping, and what must never reach a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/annotator.h"
#include "ui/canvas.h"

static const struct fy_style plain = { FY_DEFAULT_COLOUR, FY_DEFAULT_COLOUR, 0 };
static const struct fy_style red = { 1, FY_DEFAULT_COLOUR, 0 };

static int put(struct fy_canvas *canvas, int row, int column, const char *text)
{
    return fy_canvas_text(canvas, row, column, canvas->columns, red, text, strlen(text));
}

static const char *cell(const struct fy_canvas *canvas, int row, int column)
{
    const struct fy_cell *found = fy_canvas_at(canvas, row, column);
    assert_non_null(found);
    return found->text;
}

static void assert_row(const struct fy_canvas *canvas, int row, const char *expected)
{
    struct fy_buffer out = FY_BUFFER_EMPTY;
    fy_canvas_write(canvas, &out);
    const char *line = fy_buffer_text(&out);
    while (row-- > 0)
        line = strchr(line, '\n') + 1;
    const size_t size = strcspn(line, "\n");
    if (size != strlen(expected) || memcmp(line, expected, size) != 0)
        fail_msg("the row is “%.*s”, not “%s”", (int)size, line, expected);
    fy_buffer_free(&out);
}

static void a_wide_grapheme_takes_two_cells(void **state)
{
    struct fy_canvas canvas = { 0 };
    (void)state;
    fy_canvas_resize(&canvas, 10, 2);
    assert_int_equal(put(&canvas, 0, 1, "阿a婆"), 5);
    assert_string_equal(cell(&canvas, 0, 1), "阿");
    assert_string_equal(cell(&canvas, 0, 2), "");
    assert_string_equal(cell(&canvas, 0, 3), "a");
    assert_string_equal(cell(&canvas, 0, 4), "婆");
    assert_row(&canvas, 0, " 阿a婆");
    assert_canvas_sound(&canvas);
    fy_canvas_free(&canvas);
}

static void a_half_that_is_overwritten_blanks_the_other(void **state)
{
    struct fy_canvas canvas = { 0 };
    (void)state;
    fy_canvas_resize(&canvas, 12, 1);
    for (int column = 0; column < 6; column++) {
        fy_canvas_clear(&canvas);
        put(&canvas, 0, 0, "闲话山");
        put(&canvas, 0, column, "x");
        assert_canvas_sound(&canvas);
        assert_string_equal(cell(&canvas, 0, column), "x");
        assert_string_equal(cell(&canvas, 0, column ^ 1), " ");
        fy_canvas_clear(&canvas);
        put(&canvas, 0, 0, "闲话山");
        put(&canvas, 0, column, "水");
        assert_canvas_sound(&canvas);
        assert_string_equal(cell(&canvas, 0, column), "水");
        fy_canvas_clear(&canvas);
        put(&canvas, 0, 0, "闲话山");
        fy_canvas_fill(&canvas, 0, column, 2, plain, "─");
        assert_canvas_sound(&canvas);
    }
    fy_canvas_free(&canvas);
}

static void marks_stay_with_their_base(void **state)
{
    struct fy_canvas canvas = { 0 };
    (void)state;
    fy_canvas_resize(&canvas, 12, 3);
    assert_int_equal(put(&canvas, 0, 0, "ŋ̍a\u0303\u0304˥"), 3);
    assert_string_equal(cell(&canvas, 0, 0), "ŋ̍");
    assert_string_equal(cell(&canvas, 0, 1), "a\u0303\u0304");
    assert_string_equal(cell(&canvas, 0, 2), "˥");
    /* A mark at the start of the text has nothing to stand on. */
    put(&canvas, 1, 0, "\u0301b");
    assert_string_equal(cell(&canvas, 1, 0), "b");
    assert_canvas_sound(&canvas);
    /* Two flags, a family, Hangul by its letters: each in two cells. */
    assert_int_equal(put(&canvas, 2, 0, "🇨🇳🇭🇰👩\u200D👩\u200D👧\u1112\u1161\u11AB"), 8);
    assert_string_equal(cell(&canvas, 2, 2), "🇭🇰");
    assert_string_equal(cell(&canvas, 2, 4), "👩\u200D👩\u200D👧");
    assert_string_equal(cell(&canvas, 2, 6), "\u1112\u1161\u11AB");
    assert_canvas_sound(&canvas);
    fy_canvas_free(&canvas);
}

static void a_grapheme_of_many_marks_is_cut_at_a_character(void **state)
{
    struct fy_canvas canvas = { 0 };
    char text[256] = "o";
    (void)state;
    for (int i = 0; i < 60; i++)
        strcat(text, "\u0308");
    fy_canvas_resize(&canvas, 4, 1);
    assert_int_equal(put(&canvas, 0, 0, text), 1);
    assert_canvas_sound(&canvas);
    assert_true(strlen(cell(&canvas, 0, 0)) > 20);
    strcpy(text, "👩");
    for (int i = 0; i < 20; i++)
        strcat(text, "\u200D👩");
    put(&canvas, 0, 0, text);
    assert_canvas_sound(&canvas);
    fy_canvas_free(&canvas);
}

static void nothing_is_written_outside(void **state)
{
    struct fy_canvas canvas = { 0 };
    (void)state;
    fy_canvas_resize(&canvas, 5, 2);
    put(&canvas, -1, 0, "abc");
    put(&canvas, 2, 0, "abc");
    put(&canvas, 0, 5, "abc");
    put(&canvas, 1, -20, "abc");
    fy_canvas_fill(&canvas, 1, 3, 100, plain, "─");
    fy_canvas_fill(&canvas, 7, 3, 100, plain, "─");
    fy_canvas_restyle(&canvas, 0, -3, 100, red);
    assert_row(&canvas, 0, "");
    assert_row(&canvas, 1, "   ──");
    assert_null(fy_canvas_at(&canvas, 0, -1));
    assert_null(fy_canvas_at(&canvas, 2, 0));
    fy_canvas_clear(&canvas);
    put(&canvas, 0, -2, "abcd");
    assert_row(&canvas, 0, "cd");
    /* Neither half of a wide one hangs over an edge. */
    put(&canvas, 1, -1, "闲话");
    put(&canvas, 0, 4, "山");
    assert_string_equal(cell(&canvas, 0, 4), " ");
    assert_row(&canvas, 1, " 话");
    assert_canvas_sound(&canvas);
    fy_canvas_free(&canvas);
}

static void text_is_cut_in_whole_graphemes(void **state)
{
    struct fy_canvas canvas = { 0 };
    (void)state;
    fy_canvas_resize(&canvas, 20, 4);
    assert_int_equal(fy_canvas_text(&canvas, 0, 0, 3, plain, "闲话", strlen("闲话")), 2);
    assert_row(&canvas, 0, "闲");
    assert_int_equal(fy_canvas_puts(&canvas, 1, 0, 5, plain, "闲话山水"), 5);
    assert_row(&canvas, 1, "闲话…");
    assert_int_equal(fy_canvas_puts(&canvas, 2, 0, 4, plain, "闲话山水"), 3);
    assert_row(&canvas, 2, "闲…");
    assert_int_equal(fy_canvas_puts(&canvas, 3, 0, 8, plain, "闲话山水"), 8);
    assert_row(&canvas, 3, "闲话山水");
    assert_int_equal(fy_canvas_puts(&canvas, 3, 0, 0, plain, "闲"), 0);
    assert_int_equal(fy_canvas_puts(&canvas, 3, 0, -4, plain, "闲"), 0);
    fy_canvas_free(&canvas);
}

static void what_could_move_a_terminal_is_made_visible(void **state)
{
    struct fy_canvas canvas = { 0 };
    static const char *const bad[] = { "\033[2J\033[H", "\033]0;title\a", "a\tb\rc\nd\be", "\x9b\x33\x31m", "\xC2\x9B[1m",
                                       "\u202Eback\u202C", "\u2066x\u2069", "\xff\xfe", "\x7f", "\u200F\u200E" };
    (void)state;
    fy_canvas_resize(&canvas, 30, 1);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        fy_canvas_clear(&canvas);
        assert_true(fy_canvas_puts(&canvas, 0, 0, 30, plain, bad[i]) >= 0);
        assert_canvas_sound(&canvas);
        fy_canvas_clear(&canvas);
        fy_canvas_puts(&canvas, 0, 0, 3, plain, bad[i]);
        assert_canvas_sound(&canvas);
    }
    fy_canvas_clear(&canvas);
    put(&canvas, 0, 0, "a\033b");
    assert_row(&canvas, 0, "a␛b");
    fy_canvas_free(&canvas);
}

static void written_rows_lose_only_spaces_at_their_end(void **state)
{
    struct fy_canvas canvas = { 0 };
    struct fy_buffer out = FY_BUFFER_EMPTY;
    (void)state;
    fy_canvas_resize(&canvas, 8, 3);
    put(&canvas, 0, 2, "x y");
    put(&canvas, 2, 6, "山");
    fy_canvas_write(&canvas, &out);
    assert_string_equal(fy_buffer_text(&out), "  x y\n\n      山\n");
    fy_buffer_free(&out);
    fy_canvas_resize(&canvas, 0, -3);
    assert_int_equal(canvas.columns, 1);
    assert_int_equal(canvas.rows, 1);
    fy_canvas_free(&canvas);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wide_grapheme_takes_two_cells),
        cmocka_unit_test(a_half_that_is_overwritten_blanks_the_other),
        cmocka_unit_test(marks_stay_with_their_base),
        cmocka_unit_test(a_grapheme_of_many_marks_is_cut_at_a_character),
        cmocka_unit_test(nothing_is_written_outside),
        cmocka_unit_test(text_is_cut_in_whole_graphemes),
        cmocka_unit_test(what_could_move_a_terminal_is_made_visible),
        cmocka_unit_test(written_rows_lose_only_spaces_at_their_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* An annotator without a terminal: a small grid, keys by their names, the effects that came of them, the screen as text.
 * Include after cmocka.h. */
#ifndef TESTS_SUPPORT_ANNOTATOR_H
#define TESTS_SUPPORT_ANNOTATOR_H

#include "support/tiers.h"
#include "ui/internal.h"

#include <fangyin/text.h>
#include <stdlib.h>
#include <string.h>

#define ANNOTATOR_RATE 16000
#define ANNOTATOR_SECONDS 20

struct annotator {
    struct fy_app *app;
    struct fy_dialects *dialects;
    struct fy_markers *markers;
    struct fy_effects effects; /* since the last annotator_forget */
    struct fy_canvas canvas;
    struct fy_buffer screen;
};

#define ANNOTATOR_TEXT "0 你好啊|2 |5 hello there|9 |14 |20 "
#define ANNOTATOR_DIALECT "0 yue-guangzhou|2 |5 |9 |14 |20 "

static inline struct fy_grid *annotator_grid(void)
{
    struct fy_grid *grid = fy_grid_new(0, ANNOTATOR_SECONDS);
    assert_non_null(grid);
    tier_of_words(grid, FY_INTERVAL_TIER, "text", ANNOTATOR_TEXT);
    tier_of_words(grid, FY_INTERVAL_TIER, "dialect", ANNOTATOR_DIALECT);
    return grid;
}

static inline struct fy_app_settings annotator_settings(const struct annotator *a, struct fy_grid *grid)
{
    return (struct fy_app_settings){
        .title = "sample.flac", .frames = ANNOTATOR_SECONDS * ANNOTATOR_RATE, .rate = ANNOTATOR_RATE, .grid = grid,
        .tiers = "text dialect", .dialects = a->dialects, .default_dialect = "", .markers = a->markers, .keymap = fy_keymap_new(),
        .colours = 256, .channels = 2, .listening = fy_listening_usual(), .pause = 0.3, .longest = 15, .padding = 0.2,
    };
}

/* settings (may be NULL) stand for the usual ones; a grid of NULL for the usual one. */
static inline void annotator_open(struct annotator *a, struct fy_grid *grid, const char *default_dialect)
{
    memset(a, 0, sizeof *a);
    a->dialects = fy_dialects_builtin();
    a->markers = fy_markers_new();
    assert_non_null(a->dialects);
    assert_non_null(a->markers);
    struct fy_app_settings settings = annotator_settings(a, grid ? grid : annotator_grid());
    settings.default_dialect = default_dialect ? default_dialect : "";
    a->app = fy_app_new(&settings);
}

static inline void annotator_close(struct annotator *a)
{
    fy_app_free(a->app);
    fy_effects_free(&a->effects);
    fy_canvas_free(&a->canvas);
    fy_buffer_free(&a->screen);
    fy_dialects_free(a->dialects);
    fy_markers_free(a->markers);
}

static inline void annotator_forget(struct annotator *a)
{
    a->effects.count = 0;
}

static inline void annotator_send(struct annotator *a, struct fy_event event)
{
    fy_app_update(a->app, &event, &a->effects);
}

static inline void annotator_key(struct annotator *a, struct fy_key key)
{
    annotator_send(a, (struct fy_event){ .kind = FY_EVENT_KEY, .key = key });
}

/* Names of keys, separated by spaces. */
static inline void annotator_keys(struct annotator *a, const char *names)
{
    for (;;) {
        names += strspn(names, " ");
        const size_t size = strcspn(names, " ");
        struct fy_key key;
        if (size == 0)
            return;
        assert_true(fy_key_read(names, size, &key));
        annotator_key(a, key);
        names += size;
    }
}

/* Each character of a text as the key that types it. */
static inline void annotator_type(struct annotator *a, const char *text)
{
    const size_t size = strlen(text);
    for (size_t at = 0; at < size;) {
        struct fy_key key = { 0, 0 };
        const size_t bytes = fy_utf8_decode(text + at, size - at, &key.code);
        assert_true(bytes > 0);
        annotator_key(a, key);
        at += bytes;
    }
}

/* A command on the prompt line. */
static inline void annotator_command(struct annotator *a, const char *text)
{
    annotator_keys(a, ":");
    annotator_type(a, text);
    annotator_keys(a, "Enter");
}

static inline void annotator_resize(struct annotator *a, int columns, int rows)
{
    annotator_send(a, (struct fy_event){ .kind = FY_EVENT_RESIZE, .resize = { columns, rows } });
}

static inline void annotator_tick(struct annotator *a, uint64_t milliseconds)
{
    annotator_send(a, (struct fy_event){ .kind = FY_EVENT_TICK, .tick = milliseconds });
}

/* The sound stands at that frame, still playing or not. */
static inline void annotator_playhead(struct annotator *a, int64_t frame, bool playing)
{
    annotator_send(a, (struct fy_event){ .kind = FY_EVENT_PLAYHEAD, .playhead = { frame, playing, false, 0 } });
}

/* The n-th effect of a kind, or NULL. */
static inline const struct fy_effect *annotator_effect(const struct annotator *a, enum fy_effect_kind kind, size_t n)
{
    for (size_t i = 0; i < a->effects.count; i++) {
        if (a->effects.items[i].kind == kind && n-- == 0)
            return &a->effects.items[i];
    }
    return NULL;
}

/* The first effect of a kind; the test fails where there is none. */
static inline struct fy_effect annotator_asked(const struct annotator *a, enum fy_effect_kind kind)
{
    const struct fy_effect *found = annotator_effect(a, kind, 0);
    if (!found)
        fail_msg("no effect of kind %d", (int)kind);
    return found ? *found : (struct fy_effect){ .kind = kind };
}

static inline size_t annotator_count(const struct annotator *a, enum fy_effect_kind kind)
{
    size_t count = 0;
    while (annotator_effect(a, kind, count))
        count++;
    return count;
}

/* The screen as text, valid until the next call. */
static inline const char *annotator_screen(struct annotator *a)
{
    fy_app_render(a->app, &a->canvas);
    fy_buffer_clear(&a->screen);
    fy_canvas_write(&a->canvas, &a->screen);
    return fy_buffer_text(&a->screen);
}

static inline const char *annotator_message(const struct annotator *a)
{
    return fy_buffer_text(&a->app->message);
}

static inline const char *annotator_label(const struct annotator *a, const char *tier, size_t index)
{
    const size_t at = fy_grid_find_tier(a->app->grid, tier);
    assert_int_not_equal(at, FY_NONE);
    assert_true(index < fy_tier_size(a->app->grid, at));
    return fy_tier_intervals(a->app->grid, at)[index].text;
}

static inline size_t annotator_size(const struct annotator *a, const char *tier)
{
    const size_t at = fy_grid_find_tier(a->app->grid, tier);
    return at == FY_NONE ? 0 : fy_tier_size(a->app->grid, at);
}

/* Where interval `index` starts, in frames. */
static inline int64_t annotator_start(const struct annotator *a, const char *tier, size_t index)
{
    const size_t at = fy_grid_find_tier(a->app->grid, tier);
    return fy_app_frame(a->app, fy_tier_intervals(a->app->grid, at)[index].xmin);
}

/* A frame at that many milliseconds. */
static inline int64_t annotator_ms(int64_t milliseconds)
{
    return milliseconds * ANNOTATOR_RATE / 1000;
}

static inline void check_played(const struct annotator *a, int64_t from, int64_t to, const char *file, int line)
{
    const struct fy_effect *play = annotator_effect(a, FY_EFFECT_PLAY, 0);
    if (play && play->play.from == from && play->play.to == to && annotator_count(a, FY_EFFECT_PLAY) == 1)
        return;
    print_error("%zu times played; first %lld to %lld, not %lld to %lld\n", annotator_count(a, FY_EFFECT_PLAY),
                play ? (long long)play->play.from : -1, play ? (long long)play->play.to : -1, (long long)from,
                (long long)to);
    _fail(file, line);
}

/* The effect of the one play since the last annotator_forget. */
static inline struct fy_play annotator_play(const struct annotator *a)
{
    assert_int_equal(annotator_count(a, FY_EFFECT_PLAY), 1);
    return annotator_asked(a, FY_EFFECT_PLAY).play;
}

/* Exactly one thing was played since the last annotator_forget: those frames. */
#define assert_played(a, from, to) check_played(a, from, to, __FILE__, __LINE__)

static inline void check_contains(const char *text, const char *part, bool wanted, const char *file, int line)
{
    if ((strstr(text, part) != NULL) == wanted)
        return;
    print_error("“%s” is %s in:\n%s\n", part, wanted ? "missing" : "found", text);
    _fail(file, line);
}

#define assert_contains(text, part) check_contains(text, part, true, __FILE__, __LINE__)
#define assert_lacks(text, part) check_contains(text, part, false, __FILE__, __LINE__)

/* What a terminal relies on: each row's cells add up to the screen's columns, wide graphemes have both halves, and no
 * cell holds anything that could move the terminal's cursor. Returns NULL or what is wrong. */
static inline const char *canvas_fault(const struct fy_canvas *canvas)
{
    for (int row = 0; row < canvas->rows; row++) {
        for (int column = 0; column < canvas->columns; column++) {
            const char *text = fy_canvas_at(canvas, row, column)->text;
            const size_t size = strnlen(text, FY_CELL_TEXT);
            if (size == FY_CELL_TEXT)
                return "a cell without an end";
            if (!fy_text_valid(text, size, NULL))
                return "a cell that is no UTF-8";
            for (size_t at = 0; at < size;) {
                uint32_t code = 0;
                at += fy_utf8_decode(text + at, size - at, &code);
                if (code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x202A && code <= 0x202E) ||
                    (code >= 0x2066 && code <= 0x2069))
                    return "a control character in a cell";
            }
            const int columns = fy_text_columns(text, size);
            if (size == 0)
                return "half a wide grapheme";
            if (columns != 1 && columns != 2)
                return "a cell of neither one nor two columns";
            if (columns == 2) {
                const struct fy_cell *right = fy_canvas_at(canvas, row, ++column);
                if (!right)
                    return "a wide grapheme over the edge";
                if (right->text[0] != '\0')
                    return "a wide grapheme that is written over";
            }
        }
    }
    if (canvas->cursor_row >= canvas->rows || canvas->cursor_column >= canvas->columns || canvas->cursor_column < 0)
        return "a cursor outside";
    return NULL;
}

static inline void check_canvas(const struct fy_canvas *canvas, const char *file, int line)
{
    const char *fault = canvas_fault(canvas);
    if (!fault)
        return;
    struct fy_buffer text = FY_BUFFER_EMPTY;
    fy_canvas_write(canvas, &text);
    print_error("%s on a screen of %dx%d, cursor %d,%d:\n%s\n", fault, canvas->columns, canvas->rows,
                canvas->cursor_row, canvas->cursor_column, fy_buffer_text(&text));
    fy_buffer_free(&text);
    _fail(file, line);
}

#define assert_canvas_sound(canvas) check_canvas(canvas, __FILE__, __LINE__)

/* Set-up and tear-down of tests on the usual grid. */
static inline int annotator_open_usual(void **state)
{
    static struct annotator a;
    annotator_open(&a, NULL, "");
    *state = &a;
    return 0;
}

static inline int annotator_close_usual(void **state)
{
    annotator_close(*state);
    return 0;
}

static inline size_t annotator_undo_count(const struct annotator *a)
{
    return fy_history_undo_count(a->app->history);
}

#endif

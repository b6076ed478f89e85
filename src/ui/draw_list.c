/* The segments around the current one; the current one's text is the line that is written in. */
#include "base/messages.h"
#include "ui/internal.h"

#include <fangyin/number.h>
#include <fangyin/text.h>
#include <stdio.h>
#include <string.h>

#define MOST_LINES 4 /* of the current segment's text on the screen */

struct columns {
    int number, time, length, tag; /* where each starts */
    int text, text_width;
};

static struct columns columns_of(const struct fy_app *app)
{
    struct columns c = { 1, 7, 16, 22, 0, 0 };
    const int tag_width = app->columns >= 100 ? 14 : 10;
    if (app->columns < 60) {
        c.length = -1;
        c.tag = -1;
        c.text = 16;
    } else {
        c.text = c.tag + tag_width;
    }
    c.text_width = app->columns - c.text - 1;
    return c;
}

static bool in_range(const struct fy_app *app, size_t segment)
{
    if (app->range_anchor == FY_NONE)
        return false;
    const size_t low = app->range_anchor < app->segment ? app->range_anchor : app->segment;
    const size_t high = app->range_anchor < app->segment ? app->segment : app->range_anchor;
    return segment >= low && segment <= high;
}

static void head(const struct fy_app *app, struct fy_canvas *canvas, const struct columns *c, int row, size_t segment,
                 bool current)
{
    const struct fy_interval *interval = fy_app_interval(app, segment);
    const bool pause = fy_app_is_pause(app, segment);
    const struct fy_style dim = fy_paint(app, FY_PAINT_DIM);
    const struct fy_style style = fy_paint(app, current ? FY_PAINT_CURRENT : in_range(app, segment) ? FY_PAINT_RANGE
                                           : pause ? FY_PAINT_DIM : FY_PAINT_PLAIN);
    char number[FY_NUMBER_SIZE], text[64];
    if (current || in_range(app, segment))
        fy_canvas_fill(canvas, row, 0, c->text, style, " ");
    if (current)
        fy_canvas_puts(canvas, row, 0, 1, style, "▶");
    snprintf(text, sizeof text, "%5zu", segment + 1);
    fy_canvas_puts(canvas, row, c->number, 5, style, text);
    /* Between number and time: what the checks found. */
    static const struct {
        const char *mark;
        enum fy_paint paint;
    } severities[] = { { "", FY_PAINT_PLAIN }, { ".", FY_PAINT_DIM }, { "*", FY_PAINT_KEY }, { "!", FY_PAINT_BAD } };
    const enum fy_severity severity = fy_app_severity(app, segment);
    fy_canvas_puts(canvas, row, c->number + 5, 1, fy_paint(app, severities[severity].paint), severities[severity].mark);
    snprintf(text, sizeof text, "%8s", fy_time_write(interval->xmin, 2, number));
    fy_canvas_puts(canvas, row, c->time, 8, style, text);
    if (c->length >= 0) {
        snprintf(text, sizeof text, "%4.1fs", interval->xmax - interval->xmin);
        fy_canvas_puts(canvas, row, c->length, 5, current || in_range(app, segment) ? style : dim, text);
    }
    /* The four intents stand before the text, or, where there is no room for tags, before the length. */
    char marks[FY_FLAG_MARKS];
    const int marked = (int)strlen(fy_app_flag_marks(app, segment, marks));
    const struct fy_style mark = fy_paint(app, FY_PAINT_KEY);
    if (marked > 0)
        fy_canvas_puts(canvas, row, c->tag >= 0 ? c->text - 1 - marked : c->text - 1, marked,
                       current || in_range(app, segment) ? style : mark, c->tag >= 0 ? marks : marked > 1 ? "+" : marks);
    if (c->tag >= 0) {
        struct fy_buffer names = FY_BUFFER_EMPTY;
        fy_app_dialect_label(app, fy_app_sister_label(app, "dialect", segment), &names);
        struct fy_style tag = fy_paint(app, FY_PAINT_TAG);
        if (current || in_range(app, segment))
            tag = style;
        const int width = c->text - c->tag - 1 - (marked > 0 ? marked + 1 : 0);
        fy_canvas_puts(canvas, row, c->tag, width, tag, fy_buffer_text(&names));
        fy_buffer_free(&names);
    }
}

static void other_row(const struct fy_app *app, struct fy_canvas *canvas, const struct columns *c, int row,
                      size_t segment)
{
    head(app, canvas, c, row, segment, false);
    const char *text = fy_app_interval(app, segment)->text;
    if (fy_app_is_pause(app, segment))
        fy_canvas_puts(canvas, row, c->text, c->text_width, fy_paint(app, FY_PAINT_DIM), _("– pause –"));
    else if (*text)
        fy_canvas_puts(canvas, row, c->text, c->text_width,
                       fy_paint(app, in_range(app, segment) ? FY_PAINT_RANGE : FY_PAINT_PLAIN), text);
    else
        fy_canvas_puts(canvas, row, c->text, c->text_width, fy_paint(app, FY_PAINT_DIM), "·");
}

/* Columns of text as the canvas shows it: a control character that another program left in a label takes one. */
static int shown_columns(const char *text, size_t size)
{
    int columns = 0;
    for (size_t at = 0; at < size;) {
        const size_t next = fy_grapheme_next(text, size, at);
        int one = fy_grapheme_columns(text + at, next - at);
        if (one == 0) {
            struct fy_buffer visible = FY_BUFFER_EMPTY;
            fy_text_visible(&visible, text + at, next - at);
            one = fy_text_columns(visible.data, visible.size);
            fy_buffer_free(&visible);
        }
        columns += one;
        at = next;
    }
    return columns;
}

/* Bytes of the longest start of text, in whole graphemes, that is shown in `width` columns. */
static size_t fit(const char *text, size_t size, int width)
{
    int used = 0;
    size_t at = 0;
    while (at < size) {
        const size_t next = fy_grapheme_next(text, size, at);
        used += shown_columns(text + at, next - at);
        if (used > width)
            break;
        at = next;
    }
    return at;
}

/* The line broken into rows of the text column; returns how many, at most `most`, and the row and column of the caret.
 * starts[i] is the byte where row i starts. */
static size_t wrap(const struct fy_line *line, int width, size_t *starts, size_t most, size_t *caret_row,
                   int *caret_column)
{
    const char *text = fy_buffer_text(&line->text);
    const size_t size = line->text.size;
    size_t rows = 0, at = 0;
    *caret_row = 0;
    *caret_column = 0;
    for (;;) {
        const size_t fits = fit(text + at, size - at, width);
        if (rows < most)
            starts[rows] = at;
        /* A caret at the end of a full row stands at the start of the next. */
        const bool last = at + fits >= size;
        if (line->caret >= at && (line->caret < at + fits || last)) {
            *caret_row = rows;
            *caret_column = shown_columns(text + at, line->caret - at);
            if (*caret_column >= width) {
                *caret_row = rows + 1;
                *caret_column = 0;
                if (rows + 1 < most)
                    starts[rows + 1] = size;
            }
        }
        rows++;
        if (last || fits == 0)
            break;
        at += fits;
    }
    return *caret_row + 1 > rows ? *caret_row + 1 : rows;
}

/* What is selected of bytes [start, end) of the line, which stand in one row. */
static void selection(const struct fy_app *app, struct fy_canvas *canvas, int row, const struct columns *c, size_t start,
                      size_t end)
{
    const char *text = fy_buffer_text(&app->line.text);
    size_t from, to;
    if (!fy_line_selection(&app->line, &from, &to))
        return;
    from = from > start ? from : start;
    to = to < end ? to : end;
    if (from < to)
        fy_canvas_restyle(canvas, row, c->text + shown_columns(text + start, from - start),
                          shown_columns(text + from, to - from), fy_paint(app, FY_PAINT_RANGE));
}

static void current_rows(const struct fy_app *app, struct fy_canvas *canvas, const struct columns *c, int row, int rows)
{
    size_t starts[256], caret_row;
    int caret_column;
    size_t count = wrap(&app->line, c->text_width, starts, 256, &caret_row, &caret_column);
    count = count < 256 ? count : 256;
    caret_row = caret_row < count ? caret_row : count - 1;
    /* Long text scrolls so that the caret is seen. */
    const size_t first = caret_row >= (size_t)rows ? caret_row - (size_t)rows + 1 : 0;
    const bool editing = app->mode == FY_MODE_EDIT;
    const struct fy_style style = fy_paint(app, editing ? FY_PAINT_EDIT : FY_PAINT_CURRENT);
    head(app, canvas, c, row, app->segment, true);
    for (int i = 0; i < rows; i++) {
        const size_t at = first + (size_t)i;
        fy_canvas_fill(canvas, row + i, c->text, c->text_width, style, " ");
        if (at >= count)
            continue;
        const size_t end = at + 1 < count ? starts[at + 1] : app->line.text.size;
        if (end > starts[at])
            fy_canvas_text(canvas, row + i, c->text, c->text_width, style, fy_buffer_text(&app->line.text) + starts[at],
                           end - starts[at]);
        if (editing)
            selection(app, canvas, row + i, c, starts[at], end);
    }
    if (app->edit_tier != app->tier && app->line.text.size == 0) {
        char name[128];
        snprintf(name, sizeof name, "(%s)", fy_tier_name(app->grid, app->edit_tier));
        fy_canvas_puts(canvas, row, c->text + 1, c->text_width - 1, style, name);
    } else if (!editing && fy_app_is_pause(app, app->segment)) {
        fy_canvas_puts(canvas, row, c->text, c->text_width, style, _("– pause –"));
    }
    if (editing) {
        canvas->cursor_row = row + (int)(caret_row - first);
        canvas->cursor_column = c->text + caret_column;
    }
}

void fy_draw_list(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas)
{
    const size_t count = fy_app_segments(app);
    const struct columns c = columns_of(app);
    const int rows = layout->list_rows;
    if (count == 0) {
        fy_canvas_puts(canvas, layout->list_row, 2, app->columns - 4, fy_paint(app, FY_PAINT_DIM),
                       _("This grid has no interval tier; :add-tier text makes one."));
        return;
    }
    size_t starts[256], caret_row;
    int caret_column;
    size_t lines = app->mode == FY_MODE_PROMPT
                       ? 1
                       : wrap(&app->line, c.text_width, starts, 256, &caret_row, &caret_column);
    lines = lines > MOST_LINES ? MOST_LINES : lines;
    /* The line stays at least three rows above the bottom: an input method opens its window below it. */
    int above = (rows - (int)lines) / 2;
    const int lowest = app->rows - 4 - (int)lines + 1 - layout->list_row;
    above = above > lowest ? lowest : above;
    above = above < 0 ? 0 : above;
    size_t first = app->segment > (size_t)above ? app->segment - (size_t)above : 0;
    if (count - first < (size_t)rows && first > 0) {
        /* Near the end: fill the list as far as the line may go down. */
        const size_t want = count > (size_t)rows ? count - (size_t)rows : 0;
        const size_t deepest = app->segment > (size_t)lowest ? app->segment - (size_t)lowest : 0;
        first = first < want ? first : want > deepest ? want : deepest;
    }
    int row = layout->list_row;
    for (size_t i = first; i < count && row < layout->list_row + rows; i++) {
        if (i == app->segment && app->mode != FY_MODE_PROMPT) {
            const int left = layout->list_row + rows - row;
            current_rows(app, canvas, &c, row, (int)lines < left ? (int)lines : left);
            row += (int)lines;
        } else {
            other_row(app, canvas, &c, row, i);
            row++;
        }
    }
}

#include "ui/canvas.h"

#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <string.h>

static const struct fy_style plain = { FY_DEFAULT_COLOUR, FY_DEFAULT_COLOUR, 0 };

static void cell_set(struct fy_cell *cell, struct fy_style style, const char *text, size_t size)
{
    if (size >= FY_CELL_TEXT) {
        /* A grapheme may carry any number of marks; keep as many whole characters as a cell holds. */
        size = FY_CELL_TEXT - 1;
        while (size > 0 && ((unsigned char)text[size] & 0xC0) == 0x80)
            size--;
    }
    memset(cell->text, 0, sizeof cell->text);
    memcpy(cell->text, text, size);
    cell->style = style;
}

void fy_canvas_resize(struct fy_canvas *canvas, int columns, int rows)
{
    if (columns < 1)
        columns = 1;
    if (rows < 1)
        rows = 1;
    canvas->cells = fy_must_realloc(canvas->cells, (size_t)columns * (size_t)rows * sizeof *canvas->cells);
    canvas->columns = columns;
    canvas->rows = rows;
    fy_canvas_clear(canvas);
}

void fy_canvas_free(struct fy_canvas *canvas)
{
    fy_free(canvas->cells);
    memset(canvas, 0, sizeof *canvas);
}

void fy_canvas_clear(struct fy_canvas *canvas)
{
    const size_t count = (size_t)canvas->columns * (size_t)canvas->rows;
    for (size_t i = 0; i < count; i++)
        cell_set(&canvas->cells[i], plain, " ", 1);
    canvas->cursor_row = -1;
    canvas->cursor_column = 0;
    memset(&canvas->image, 0, sizeof canvas->image);
}

struct fy_cell *fy_canvas_at(const struct fy_canvas *canvas, int row, int column)
{
    if (row < 0 || column < 0 || row >= canvas->rows || column >= canvas->columns)
        return NULL;
    return &canvas->cells[(size_t)row * (size_t)canvas->columns + (size_t)column];
}

/* Before a cell is overwritten: if it is one half of a wide grapheme, the other half becomes a space. */
static void part_wide(struct fy_canvas *canvas, int row, int column)
{
    struct fy_cell *cell = fy_canvas_at(canvas, row, column);
    if (!cell)
        return;
    struct fy_cell *left = fy_canvas_at(canvas, row, column - 1);
    struct fy_cell *right = fy_canvas_at(canvas, row, column + 1);
    if (cell->text[0] == '\0' && left)
        cell_set(left, left->style, " ", 1);
    if (cell->text[0] != '\0' && right && right->text[0] == '\0')
        cell_set(right, right->style, " ", 1);
}

int fy_canvas_text(struct fy_canvas *canvas, int row, int column, int columns, struct fy_style style, const char *text,
                   size_t size)
{
    struct fy_buffer visible = FY_BUFFER_EMPTY;
    fy_text_visible(&visible, text, size);
    text = fy_buffer_text(&visible);
    size = visible.size;
    int used = 0;
    struct fy_cell *last = NULL;
    for (size_t at = 0; at < size;) {
        const size_t next = fy_grapheme_next(text, size, at);
        const int width = fy_grapheme_columns(text + at, next - at);
        if (used + width > columns)
            break;
        if (width == 0) {
            /* A mark without a base joins the cell before, or stands on a space of its own. */
            if (last && strlen(last->text) + (next - at) < FY_CELL_TEXT)
                memcpy(last->text + strlen(last->text), text + at, next - at);
            at = next;
            continue;
        }
        struct fy_cell *cell = fy_canvas_at(canvas, row, column + used);
        if (cell != NULL && fy_canvas_at(canvas, row, column + used + width - 1) != NULL) {
            part_wide(canvas, row, column + used);
            if (width == 2) {
                part_wide(canvas, row, column + used + 1);
                cell_set(cell + 1, style, "", 0);
            }
            cell_set(cell, style, text + at, next - at);
            last = cell;
        }
        used += width;
        at = next;
    }
    fy_buffer_free(&visible);
    return used;
}

int fy_canvas_puts(struct fy_canvas *canvas, int row, int column, int columns, struct fy_style style, const char *text)
{
    const size_t size = strlen(text);
    if (columns <= 0)
        return 0;
    if (fy_text_columns(text, size) <= columns)
        return fy_canvas_text(canvas, row, column, columns, style, text, size);
    int used = 0;
    const size_t fits = fy_text_fit(text, size, columns - 1, &used);
    used = fy_canvas_text(canvas, row, column, columns - 1, style, text, fits);
    return used + fy_canvas_text(canvas, row, column + used, 1, style, "…", strlen("…"));
}

size_t fy_canvas_line(const char *text, size_t size, int columns)
{
    const char *feed = memchr(text, '\n', size);
    const size_t line = feed ? (size_t)(feed - text) : size;
    const size_t fits = fy_text_fit(text, line, columns, NULL);
    if (fits == line)
        return line;
    for (size_t space = fits; space > 0; space--) {
        if (text[space] == ' ')
            return space + 1;
    }
    return fits > 0 ? fits : fy_grapheme_next(text, line, 0);
}

void fy_canvas_fill(struct fy_canvas *canvas, int row, int column, int columns, struct fy_style style,
                    const char *grapheme)
{
    for (int i = 0; i < columns; i++) {
        struct fy_cell *cell = fy_canvas_at(canvas, row, column + i);
        if (!cell)
            continue;
        part_wide(canvas, row, column + i);
        cell_set(cell, style, grapheme, strlen(grapheme));
    }
}

void fy_canvas_restyle(struct fy_canvas *canvas, int row, int column, int columns, struct fy_style style)
{
    for (int i = 0; i < columns; i++) {
        struct fy_cell *cell = fy_canvas_at(canvas, row, column + i);
        if (cell)
            cell->style = style;
    }
}

void fy_canvas_write(const struct fy_canvas *canvas, struct fy_buffer *out)
{
    for (int row = 0; row < canvas->rows; row++) {
        size_t end = out->size;
        for (int column = 0; column < canvas->columns; column++) {
            const struct fy_cell *cell = fy_canvas_at(canvas, row, column);
            if (!cell)
                continue;
            fy_buffer_puts(out, cell->text);
            if (cell->text[0] != '\0' && strcmp(cell->text, " ") != 0)
                end = out->size;
        }
        if (!out->failed)
            out->size = end;
        fy_buffer_putc(out, '\n');
    }
}

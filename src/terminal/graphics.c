#include "terminal/graphics.h"

#include "terminal/kitty.h"
#include "terminal/sixel.h"

#include <stdio.h>
#include <string.h>

#define IMAGE_NUMBER 6613 /* any that other programs on the same screen will not use */

bool fy_graphics_read(const char *name, enum fy_graphics *graphics)
{
    static const char *const names[] = { "auto", "cells", "sixel", "kitty" };
    for (int i = 0; i < 4; i++) {
        if (strcmp(name, names[i]) == 0) {
            *graphics = (enum fy_graphics)i;
            return true;
        }
    }
    return false;
}

const char *fy_graphics_question(void)
{
    /* A cell's size; synchronised output (mode 2026); what kind of terminal it is. */
    return FY_KITTY_QUESTION "\033[16t\033[?2026$p\033[c";
}

/* Primary device attributes: the first says what kind it is (61 and more: a VT of some level, whose other parameters are
 * extensions; below, they mean something else), a 4 among the others is sixel. */
static void device_attributes(struct fy_graphics_answers *answers, const char *reply, size_t size)
{
    unsigned number = 0, first = 0;
    bool any = false;
    for (size_t i = 2; i < size; i++) {
        if (reply[i] >= '0' && reply[i] <= '9') {
            number = number < 10000 ? number * 10 + (unsigned)(reply[i] - '0') : number;
            continue;
        }
        if (!any)
            first = number;
        else if (number == 4 && first >= 61)
            answers->sixel = true;
        any = true;
        number = 0;
    }
    answers->complete = true;
}

void fy_graphics_answer(struct fy_graphics_answers *answers, const char *reply, size_t size)
{
    char text[64];
    int height = 0, width = 0, state = 0;
    const size_t kept = size < sizeof text ? size : sizeof text - 1;
    memcpy(text, reply, kept);
    text[kept] = '\0';
    if (size < 3)
        return;
    if (reply[0] == '_' && strncmp(text, "_Gi=31;OK", 9) == 0)
        answers->kitty = true;
    else if (strncmp(text, "[?", 2) == 0 && reply[size - 1] == 'c')
        device_attributes(answers, reply, size);
    else if (sscanf(text, "[?2026;%d$", &state) == 1 && reply[size - 1] == 'y')
        answers->sync = state == 1 || state == 2;
    else if (sscanf(text, "[6;%d;%dt", &height, &width) == 2 && height > 0 && width > 0 && height < 1000 && width < 1000) {
        answers->cell_height = height;
        answers->cell_width = width;
    }
}

bool fy_graphics_may_ask(const char *term, const char *tmux, const char *sty)
{
    static const char *const not_these[] = { "screen", "tmux", "linux", "vt100", "vt220", "cons25", "eterm" };
    if (!term || (tmux && *tmux) || (sty && *sty))
        return false;
    for (size_t i = 0; i < sizeof not_these / sizeof *not_these; i++) {
        if (strncmp(term, not_these[i], strlen(not_these[i])) == 0)
            return false;
    }
    return true;
}

enum fy_graphics fy_graphics_choose(enum fy_graphics wish, const struct fy_graphics_answers *answers)
{
    if (wish != FY_GRAPHICS_AUTO)
        return wish;
    return answers->kitty ? FY_GRAPHICS_KITTY : answers->sixel ? FY_GRAPHICS_SIXEL : FY_GRAPHICS_CELLS;
}

/* In tiles that begin at a cell. */
static void show_sixel(struct fy_buffer *out, const struct fy_image *image, const struct fy_graphics_place *place)
{
    const int columns = FY_SIXEL_MOST / place->cell_width, rows = FY_SIXEL_MOST / place->cell_height;
    for (int row = 0; row < place->rows; row += rows) {
        for (int column = 0; column < place->columns; column += columns) {
            const int left = column * place->cell_width, top = row * place->cell_height;
            const int wide = place->columns - column < columns ? place->columns - column : columns;
            const int high = place->rows - row < rows ? place->rows - row : rows;
            fy_buffer_printf(out, "\033[%d;%dH", place->row + row + 1, place->column + column + 1);
            fy_sixel_write(out, image, left, top, wide * place->cell_width, high * place->cell_height);
        }
    }
}

void fy_graphics_show(struct fy_buffer *out, enum fy_graphics graphics, bool sync, const struct fy_image *image,
                      const struct fy_graphics_place *place)
{
    fy_buffer_puts(out, sync ? "\033[?2026h\0337" : "\0337");
    if (graphics == FY_GRAPHICS_SIXEL) {
        show_sixel(out, image, place);
    } else if (graphics == FY_GRAPHICS_KITTY) {
        fy_buffer_printf(out, "\033[%d;%dH", place->row + 1, place->column + 1);
        fy_kitty_delete(out, IMAGE_NUMBER);
        fy_kitty_write(out, image, IMAGE_NUMBER, place->columns, place->rows);
    }
    fy_buffer_puts(out, sync ? "\0338\033[?2026l" : "\0338");
}

void fy_graphics_hide(struct fy_buffer *out, enum fy_graphics graphics)
{
    if (graphics == FY_GRAPHICS_KITTY)
        fy_kitty_delete(out, IMAGE_NUMBER);
}

#include "terminal/screen.h"

#include "base/messages.h"
#include "ui/palette.h"

#include <errno.h>
#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <fcntl.h>
#include <ncurses.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#define PAIRS 4096 /* kept by colours; a screen uses some hundreds */
#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

static struct {
    SCREEN *terminal;
    struct fy_canvas shown; /* what the terminal shows */
    int saved_stderr;
    struct {
        int32_t fg, bg;
        int pair;
    } pairs[PAIRS];
    int pair_count;
    bool colours, rgb;
} screen = { .saved_stderr = -1 };

void fy_screen_send(const char *bytes, size_t size)
{
    while (size > 0) {
        const ssize_t wrote = write(STDOUT_FILENO, bytes, size);
        if (wrote < 0 && errno != EINTR && errno != EAGAIN)
            return;
        const size_t done = wrote > 0 ? (size_t)wrote : 0;
        bytes += done;
        size -= done;
    }
}

static void put(const char *bytes)
{
    fy_screen_send(bytes, strlen(bytes));
}

/* The terminal's type with direct colours, where it says that it has them. Those that garble them say so too, but are
 * known by their names. */
static const char *direct_type(const char *type)
{
    static const char *const not_these[] = { "st", "rxvt", "screen", "zutty", "linux", "eterm" };
    const char *says = getenv("COLORTERM");
    if (!says || (strcmp(says, "truecolor") != 0 && strcmp(says, "24bit") != 0) || getenv("STY"))
        return NULL;
    for (size_t i = 0; i < sizeof not_these / sizeof *not_these; i++) {
        if (strncmp(type, not_these[i], strlen(not_these[i])) == 0)
            return NULL;
    }
    return strncmp(type, "tmux", 4) == 0 ? "tmux-direct" : "xterm-direct";
}

bool fy_screen_has_direct(void)
{
    const char *type = getenv("TERM");
    return type && direct_type(type);
}

enum fy_status fy_screen_open(const char *log_path, bool rgb, struct fy_error *error)
{
    const char *type = getenv("TERM");
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return fy_fail(error, FY_UNSUPPORTED, _("The annotator needs a terminal; input or output is none. `fangyin drive` runs without."));
    if (!type || !*type || strcmp(type, "dumb") == 0)
        return fy_fail(error, FY_UNSUPPORTED, _("The terminal's type (TERM) is not set or “dumb”; set it, for example TERM=xterm-256color."));
    const char *direct = rgb ? direct_type(type) : NULL;
    screen.terminal = direct ? newterm(direct, stdout, stdin) : NULL;
    screen.rgb = screen.terminal != NULL;
    if (!screen.terminal)
        screen.terminal = newterm(NULL, stdout, stdin);
    if (!screen.terminal)
        return fy_fail(error, FY_UNSUPPORTED, _("This system knows no terminal of type “%s” (TERM)."), type);
    raw();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    leaveok(stdscr, FALSE);
    screen.colours = start_color() == OK;
    if (screen.colours)
        use_default_colors();
    /* Libraries for sound print what they like; the screen is not the place. */
    screen.saved_stderr = dup(STDERR_FILENO);
    int log = log_path ? open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    if (log < 0)
        log = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (log >= 0) {
        dup2(log, STDERR_FILENO);
        close(log);
    }
    refresh();
    put(PASTE_ON);
    return FY_OK;
}

void fy_screen_close(void)
{
    if (!screen.terminal)
        return;
    put(PASTE_OFF);
    curs_set(1);
    endwin();
    delscreen(screen.terminal);
    screen.terminal = NULL;
    screen.pair_count = 0;
    fy_canvas_free(&screen.shown);
    if (screen.saved_stderr >= 0) {
        dup2(screen.saved_stderr, STDERR_FILENO);
        close(screen.saved_stderr);
        screen.saved_stderr = -1;
    }
}

bool fy_screen_size(int *columns, int *rows)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        return false;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return true;
}

void fy_screen_resize(int columns, int rows)
{
    resizeterm(rows, columns);
}

bool fy_screen_cell(int *width, int *height)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0 || size.ws_xpixel == 0)
        return false;
    *width = size.ws_xpixel / size.ws_col;
    *height = size.ws_ypixel / size.ws_row;
    return *width > 0 && *height > 0;
}

int fy_screen_colours(void)
{
    return screen.colours ? COLORS : 0;
}

bool fy_screen_rgb(void)
{
    return screen.rgb;
}

/* A style's colour as ncurses has it. Where colours are direct, its first eight are the terminal's own: a colour that
 * looks like one of these is made a little brighter. */
static int colour_of(int32_t colour)
{
    if (colour < 0)
        return -1;
    if (!screen.rgb)
        return colour;
    if (colour < 8)
        return colour;
    const int rgb = (int)(colour >= FY_RGB(0) ? (uint32_t)colour & 0xFFFFFF : fy_palette_rgb(colour));
    return rgb > 0 && rgb < 8 ? 8 : rgb;
}

/* Pairs are made as they are needed; where the terminal has too few, its own colours stand. */
static int pair_of(int32_t fg, int32_t bg)
{
    if (!screen.colours || (fg < 0 && bg < 0))
        return 0;
    for (int i = 0; i < screen.pair_count; i++) {
        if (screen.pairs[i].fg == fg && screen.pairs[i].bg == bg)
            return screen.pairs[i].pair;
    }
    const int number = screen.pair_count + 1;
    const int ink = colour_of(fg), paper = colour_of(bg);
    if (screen.pair_count == PAIRS || number >= COLOR_PAIRS || ink >= COLORS || paper >= COLORS ||
        init_extended_pair(number, ink, paper) != OK)
        return 0;
    screen.pairs[screen.pair_count].fg = fg;
    screen.pairs[screen.pair_count].bg = bg;
    screen.pairs[screen.pair_count].pair = number;
    screen.pair_count++;
    return number;
}

static void draw_cell(int row, int column, const struct fy_cell *cell, int width)
{
    wchar_t text[CCHARW_MAX + 1] = { 0 };
    const size_t size = strlen(cell->text);
    size_t count = 0;
    for (size_t at = 0; at < size && count < CCHARW_MAX;) {
        uint32_t code = 0;
        const size_t bytes = fy_utf8_decode(cell->text + at, size - at, &code);
        if (bytes == 0)
            break;
        /* ncurses takes one spacing character and marks; a second spacing one would be refused with the cell. */
        if (count == 0 || wcwidth((wchar_t)code) == 0)
            text[count++] = (wchar_t)code;
        at += bytes;
    }
    /* Where the system's tables give another width, the columns are worth more than the glyph. */
    if (count == 0 || wcwidth(text[0]) != width) {
        wmemset(text, 0, CCHARW_MAX + 1);
        text[0] = width == 2 ? 0x3013 : L'?';
    }
    attr_t attributes = 0;
    attributes |= cell->style.attributes & FY_BOLD ? A_BOLD : 0;
    attributes |= cell->style.attributes & FY_DIM ? A_DIM : 0;
    attributes |= cell->style.attributes & FY_UNDERLINE ? A_UNDERLINE : 0;
    attributes |= cell->style.attributes & FY_REVERSE ? A_REVERSE : 0;
    int pair = pair_of(cell->style.fg, cell->style.bg);
    cchar_t glyph;
    if (setcchar(&glyph, text, attributes, 0, &pair) == OK)
        mvadd_wch(row, column, &glyph);
}

static bool same_row(const struct fy_canvas *canvas, int row)
{
    const size_t start = (size_t)row * (size_t)canvas->columns;
    for (size_t i = start; i < start + (size_t)canvas->columns; i++) {
        const struct fy_cell *a = &canvas->cells[i], *b = &screen.shown.cells[i];
        if (a->style.fg != b->style.fg || a->style.bg != b->style.bg || a->style.attributes != b->style.attributes ||
            strcmp(a->text, b->text) != 0)
            return false;
    }
    return true;
}

bool fy_screen_draw(const struct fy_canvas *canvas, bool afresh)
{
    bool touched = false;
    if (screen.shown.columns != canvas->columns || screen.shown.rows != canvas->rows) {
        fy_canvas_resize(&screen.shown, canvas->columns, canvas->rows);
        afresh = true;
    }
    if (afresh)
        clearok(stdscr, TRUE);
    for (int row = 0; row < canvas->rows; row++) {
        if (!afresh && same_row(canvas, row))
            continue;
        touched = touched || (row >= canvas->image.row && row < canvas->image.row + canvas->image.rows);
        for (int column = 0; column < canvas->columns;) {
            const struct fy_cell *cell = fy_canvas_at(canvas, row, column);
            const struct fy_cell *next = fy_canvas_at(canvas, row, column + 1);
            const int width = next && next->text[0] == '\0' ? 2 : 1;
            draw_cell(row, column, cell, width);
            column += width;
        }
    }
    memcpy(screen.shown.cells, canvas->cells,
           (size_t)canvas->columns * (size_t)canvas->rows * sizeof *canvas->cells);
    curs_set(canvas->cursor_row >= 0 ? 1 : 0);
    if (canvas->cursor_row >= 0)
        move(canvas->cursor_row, canvas->cursor_column);
    refresh();
    return touched;
}

void fy_screen_suspend(void)
{
    put(PASTE_OFF);
    endwin();
    const int log = dup(STDERR_FILENO);
    if (screen.saved_stderr >= 0)
        dup2(screen.saved_stderr, STDERR_FILENO);
    /* The program's own way with that signal leads here. */
    struct sigaction usual = { .sa_handler = SIG_DFL }, ours;
    sigemptyset(&usual.sa_mask);
    sigaction(SIGTSTP, &usual, &ours);
    raise(SIGTSTP);
    sigaction(SIGTSTP, &ours, NULL);
    if (log >= 0) {
        dup2(log, STDERR_FILENO);
        close(log);
    }
    raw();
    refresh();
    put(PASTE_ON);
}

/* A terminal for tests: the real program on a pseudo-terminal, its screen read by libvterm. Every wait has a bound. */
#ifndef FANGYIN_TESTS_TERMINAL_H
#define FANGYIN_TESTS_TERMINAL_H

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

struct terminal {
    int fd;
    pid_t pid;
    int columns, rows;
    VTerm *vterm;
    VTermScreen *screen;
    unsigned long bytes; /* that the program has written */
    bool ended;
};

static inline double terminal_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Start argv on a terminal of that size and type. False where there is no pseudo-terminal. */
static inline bool terminal_start(struct terminal *terminal, int columns, int rows, const char *type,
                                  char *const argv[])
{
    const struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns };
    memset(terminal, 0, sizeof *terminal);
    terminal->columns = columns;
    terminal->rows = rows;
    terminal->pid = forkpty(&terminal->fd, NULL, NULL, &size);
    if (terminal->pid < 0)
        return false;
    if (terminal->pid == 0) {
        setenv("TERM", type, 1);
        execv(argv[0], argv);
        _exit(127);
    }
    terminal->vterm = vterm_new(rows, columns);
    vterm_set_utf8(terminal->vterm, 1);
    terminal->screen = vterm_obtain_screen(terminal->vterm);
    vterm_screen_reset(terminal->screen, 1);
    return true;
}

/* Read what the program writes for up to `seconds`, or until something came if `once`. */
static inline void terminal_pump(struct terminal *terminal, double seconds, bool once)
{
    const double until = terminal_now() + seconds;
    while (!terminal->ended) {
        const double left = until - terminal_now();
        struct pollfd poll_fd = { .fd = terminal->fd, .events = POLLIN };
        if (left < 0 || poll(&poll_fd, 1, (int)(left * 1000) + 1) <= 0)
            return;
        char bytes[65536];
        const ssize_t size = read(terminal->fd, bytes, sizeof bytes);
        if (size <= 0) {
            terminal->ended = size == 0 || errno != EINTR;
            continue;
        }
        terminal->bytes += (unsigned long)size;
        vterm_input_write(terminal->vterm, bytes, (size_t)size);
        if (once)
            return;
    }
}

static inline void terminal_send(struct terminal *terminal, const char *bytes)
{
    size_t size = strlen(bytes);
    while (size > 0) {
        const ssize_t wrote = write(terminal->fd, bytes, size);
        if (wrote <= 0)
            return;
        bytes += wrote;
        size -= (size_t)wrote;
    }
}

/* The screen as UTF-8, a line a row, without trailing spaces. The caller frees it. */
static inline char *terminal_text(const struct terminal *terminal)
{
    char *text = malloc((size_t)terminal->rows * ((size_t)terminal->columns * 24 + 1) + 1), *at = text;
    for (int row = 0; row < terminal->rows; row++) {
        char *end = at;
        for (int column = 0; column < terminal->columns; column++) {
            VTermScreenCell cell;
            vterm_screen_get_cell(terminal->screen, (VTermPos){ row, column }, &cell);
            if (cell.chars[0] == (uint32_t)-1)
                continue;
            if (cell.chars[0] == 0 || cell.chars[0] == ' ') {
                *at++ = ' ';
                continue;
            }
            for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++) {
                const uint32_t c = cell.chars[i];
                if (c < 0x80) {
                    *at++ = (char)c;
                } else if (c < 0x800) {
                    *at++ = (char)(0xC0 | (c >> 6));
                    *at++ = (char)(0x80 | (c & 0x3F));
                } else if (c < 0x10000) {
                    *at++ = (char)(0xE0 | (c >> 12));
                    *at++ = (char)(0x80 | ((c >> 6) & 0x3F));
                    *at++ = (char)(0x80 | (c & 0x3F));
                } else {
                    *at++ = (char)(0xF0 | (c >> 18));
                    *at++ = (char)(0x80 | ((c >> 12) & 0x3F));
                    *at++ = (char)(0x80 | ((c >> 6) & 0x3F));
                    *at++ = (char)(0x80 | (c & 0x3F));
                }
            }
            end = at;
        }
        at = end;
        *at++ = '\n';
    }
    *at = '\0';
    return text;
}

static inline bool terminal_shows(const struct terminal *terminal, const char *wanted)
{
    char *text = terminal_text(terminal);
    const bool found = strstr(text, wanted) != NULL;
    free(text);
    return found;
}

/* Wait until the screen shows `wanted` (or, with `gone`, no longer does). On a time-out the screen is printed. */
static inline bool terminal_wait(struct terminal *terminal, const char *wanted, bool gone, double seconds)
{
    const double until = terminal_now() + seconds;
    while (terminal_shows(terminal, wanted) == gone) {
        if (terminal_now() > until || terminal->ended) {
            char *text = terminal_text(terminal);
            fprintf(stderr, "no %s“%s” on this screen:\n%s", gone ? "end of " : "", wanted, text);
            free(text);
            return false;
        }
        terminal_pump(terminal, 0.1, true);
    }
    return true;
}

static inline void terminal_resize(struct terminal *terminal, int columns, int rows)
{
    const struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns };
    terminal->columns = columns;
    terminal->rows = rows;
    vterm_set_size(terminal->vterm, rows, columns);
    ioctl(terminal->fd, TIOCSWINSZ, &size);
}

/* Where the terminal's cursor stands. */
static inline void terminal_cursor(const struct terminal *terminal, int *row, int *column)
{
    VTermPos place;
    vterm_state_get_cursorpos(vterm_obtain_state(terminal->vterm), &place);
    *row = place.row;
    *column = place.col;
}

/* Wait for the program's end, at most that long, then kill it. Its exit status, 128 + n for a signal. */
static inline int terminal_end(struct terminal *terminal, double seconds)
{
    const double until = terminal_now() + seconds;
    int status = 0;
    pid_t pid;
    while ((pid = waitpid(terminal->pid, &status, WNOHANG)) == 0) {
        if (terminal_now() > until) {
            fprintf(stderr, "the program did not end\n");
            kill(terminal->pid, SIGKILL);
            pid = waitpid(terminal->pid, &status, 0);
            break;
        }
        terminal_pump(terminal, 0.02, true);
        if (terminal->ended)
            usleep(2000);
    }
    terminal_pump(terminal, 0.05, false);
    close(terminal->fd);
    vterm_free(terminal->vterm);
    return pid < 0 ? -1 : WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

#endif

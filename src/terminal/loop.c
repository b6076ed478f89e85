#include "terminal/loop.h"

#include "base/messages.h"
#include "base/monotonic.h"
#include "terminal/key_reader.h"
#include "terminal/pixels.h"
#include "terminal/screen.h"
#include "ui/opening.h"

#include <errno.h>
#include <fangyin/memory.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FRAME_MS 33   /* between two looks at the playhead */
#define TICK_MS 1000
#define QUICK_MS 200  /* what opens faster shows no screen of opening */

static int signal_pipe[2] = { -1, -1 };

static void on_signal(int number)
{
    const int saved = errno;
    const char byte = (char)number;
    const ssize_t wrote = write(signal_pipe[1], &byte, 1);
    (void)wrote;
    errno = saved;
}

static bool catch_signals(void)
{
    static const int numbers[] = { SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP };
    struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
    if (pipe(signal_pipe) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        (void)fcntl(signal_pipe[i], F_SETFL, O_NONBLOCK);
        (void)fcntl(signal_pipe[i], F_SETFD, FD_CLOEXEC);
    }
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sigaction(numbers[i], &action, NULL);
    return true;
}

/* $XDG_CACHE_HOME/fangyin/log, its folder made. NULL where there is no home. */
static const char *log_path(char *path, size_t size)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    int used;
    if (cache && *cache == '/')
        used = snprintf(path, size, "%s", cache);
    else if (home && *home == '/')
        used = snprintf(path, size, "%s/.cache", home);
    else
        return NULL;
    if (used < 0 || (size_t)used + sizeof "/fangyin/log" > size)
        return NULL;
    mkdir(path, 0700);
    strcat(path, "/fangyin");
    mkdir(path, 0700);
    strcat(path, "/log");
    return path;
}

struct loop {
    struct fy_session *session;
    struct fy_key_reader keys;
    struct fy_canvas canvas;
    struct fy_pixels pixels;
    bool afresh, done, ended;
    uint64_t last_tick, last_input;
};

static void look_at_size(struct loop *loop)
{
    int columns, rows;
    loop->afresh = true;
    if (!fy_screen_size(&columns, &rows))
        return;
    fy_screen_resize(columns, rows);
    fy_pixels_resized(&loop->pixels, loop->session);
    fy_session_send(loop->session, &(struct fy_event){ .kind = FY_EVENT_RESIZE, .resize = { columns, rows } });
}

static void look_at_wishes(struct loop *loop)
{
    const struct fy_session_wishes wishes = fy_session_wishes(loop->session);
    loop->done = loop->done || wishes.quit;
    loop->afresh = loop->afresh || wishes.redraw;
    if (wishes.suspend) {
        fy_session_flush(loop->session);
        fy_pixels_forget(&loop->pixels);
        fy_screen_suspend();
        look_at_size(loop);
    }
}

static void send_input(struct loop *loop, bool final)
{
    struct fy_event event = { .kind = FY_EVENT_KEY };
    enum fy_input input;
    while (!loop->done && (input = fy_key_reader_next(&loop->keys, final, &event.key)) != FY_INPUT_NONE) {
        if (input == FY_INPUT_PASTE) {
            const struct fy_event paste = { .kind = FY_EVENT_PASTE,
                                            .paste = { loop->keys.paste.data, loop->keys.paste.size } };
            fy_session_send(loop->session, &paste);
        } else if (input == FY_INPUT_REPLY) {
            fy_pixels_reply(&loop->pixels, loop->session, loop->keys.reply, loop->keys.reply_size);
            loop->keys.expecting = fy_pixels_expecting(&loop->pixels);
        } else {
            fy_session_send(loop->session, &event);
        }
        look_at_wishes(loop);
    }
}

static void read_terminal(struct loop *loop)
{
    char bytes[4096];
    const ssize_t size = read(STDIN_FILENO, bytes, sizeof bytes);
    if (size > 0) {
        fy_key_reader_feed(&loop->keys, bytes, (size_t)size);
        loop->last_input = (uint64_t)fy_monotonic_ms();
        send_input(loop, false);
    } else if (size == 0 || (errno != EINTR && errno != EAGAIN)) {
        loop->ended = true; /* the terminal is gone */
    }
}

static void read_signals(struct loop *loop)
{
    char numbers[32];
    ssize_t size;
    while ((size = read(signal_pipe[0], numbers, sizeof numbers)) > 0) {
        for (ssize_t i = 0; i < size; i++) {
            if (numbers[i] == SIGWINCH)
                look_at_size(loop);
            else if (numbers[i] == SIGTERM || numbers[i] == SIGHUP)
                loop->ended = true;
            else if (numbers[i] == SIGTSTP)
                fy_session_send(loop->session, &(struct fy_event){ .kind = FY_EVENT_SUSPEND });
        }
    }
}

/* Milliseconds until what was typed is known to be all of it; 0: now, -1: nothing waits. */
static int input_due(const struct loop *loop)
{
    const int patience = fy_key_reader_patience(&loop->keys);
    const uint64_t passed = (uint64_t)fy_monotonic_ms() - loop->last_input;
    if (patience < 0)
        return -1;
    return passed >= (uint64_t)patience ? 0 : patience - (int)passed;
}

static int timeout_of(const struct loop *loop)
{
    const int due = input_due(loop);
    int wait = -1;
    if (fy_session_playing(loop->session))
        wait = FRAME_MS;
    else if (fy_app_wants_tick(fy_session_app(loop->session)) || fy_session_waiting(loop->session))
        wait = TICK_MS;
    return wait < 0 || (due >= 0 && due < wait) ? due : wait;
}

static void tick(struct loop *loop)
{
    const uint64_t now = (uint64_t)fy_monotonic_ms();
    if (now - loop->last_tick < TICK_MS)
        return;
    loop->last_tick = now;
    fy_session_watch(loop->session);
    fy_session_send(loop->session, &(struct fy_event){ .kind = FY_EVENT_TICK, .tick = now });
}

static void run(struct loop *loop)
{
    struct pollfd fds[] = { { .fd = STDIN_FILENO, .events = POLLIN },
                            { .fd = fy_session_wake_fd(loop->session), .events = POLLIN },
                            { .fd = signal_pipe[0], .events = POLLIN } };
    while (!loop->done && !loop->ended) {
        fy_app_render(fy_session_app(loop->session), &loop->canvas);
        /* What was under a picture that goes has to be drawn again. */
        loop->afresh = fy_pixels_leave(&loop->pixels, &loop->canvas) || loop->afresh;
        const bool touched = fy_screen_draw(&loop->canvas, loop->afresh);
        loop->afresh = false;
        fy_pixels_show(&loop->pixels, fy_session_app(loop->session), &loop->canvas, touched, poll(fds, 1, 0) > 0);
        const bool playing = fy_session_playing(loop->session);
        const int ready = poll(fds, 3, timeout_of(loop));
        if (ready < 0 && errno != EINTR)
            break;
        if (ready == 0 && input_due(loop) == 0)
            send_input(loop, true);
        if (ready > 0 && (fds[0].revents & (POLLIN | POLLHUP | POLLERR)))
            read_terminal(loop);
        if (playing || (ready > 0 && fds[1].revents))
            fy_session_collect(loop->session);
        if (ready > 0 && fds[2].revents)
            read_signals(loop);
        tick(loop);
        look_at_wishes(loop);
    }
}

/* ---- before there is an app ---- */

struct waiting {
    uint64_t begin, moved; /* when it began; when something was decoded last */
    double decoded, total;
    bool stopping;
};

/* Keys wait for the annotator, but C-c is heard. True if it was. */
static bool read_ahead(struct loop *loop)
{
    char bytes[4096];
    const ssize_t size = read(STDIN_FILENO, bytes, sizeof bytes);
    if (size > 0)
        fy_key_reader_feed(&loop->keys, bytes, (size_t)size);
    else if (size == 0 || (errno != EINTR && errno != EAGAIN))
        loop->ended = true;
    return size > 0 && memchr(bytes, 3, (size_t)size) != NULL;
}

static void show_opening(struct loop *loop, const struct fy_session_options *options, const struct waiting *waiting)
{
    int columns, rows;
    const char *slash = strrchr(options->path, '/');
    const struct fy_opening_view view = {
        .name = slash && slash[1] ? slash + 1 : options->path,
        .decoded = waiting->decoded,
        .total = waiting->total,
        .silent_seconds = (int)(((uint64_t)fy_monotonic_ms() - waiting->moved) / 1000),
        .stopping = waiting->stopping,
    };
    if (!fy_screen_size(&columns, &rows))
        return;
    if (loop->canvas.columns != columns || loop->canvas.rows != rows || !loop->canvas.cells) {
        fy_screen_resize(columns, rows);
        fy_canvas_resize(&loop->canvas, columns, rows);
        loop->afresh = true;
    }
    fy_draw_opening(&view, &loop->canvas);
    fy_screen_draw(&loop->canvas, loop->afresh);
    loop->afresh = false;
}

/* Until all is read; false when somebody does not want to wait. */
static bool wait_for_files(struct loop *loop, const struct fy_session_options *options)
{
    struct pollfd fds[] = { { .fd = STDIN_FILENO, .events = POLLIN },
                            { .fd = fy_session_wake_fd(loop->session), .events = POLLIN },
                            { .fd = signal_pipe[0], .events = POLLIN } };
    struct waiting waiting = { .begin = (uint64_t)fy_monotonic_ms(), .moved = (uint64_t)fy_monotonic_ms() };
    double decoded, total;
    while (!waiting.stopping && !loop->ended && fy_session_opening(loop->session, &decoded, &total)) {
        const uint64_t now = (uint64_t)fy_monotonic_ms();
        waiting.moved = decoded > waiting.decoded ? now : waiting.moved;
        waiting.decoded = decoded;
        waiting.total = total;
        if (now - waiting.begin >= QUICK_MS)
            show_opening(loop, options, &waiting);
        const int ready = poll(fds, 3, QUICK_MS);
        if (ready > 0 && (fds[0].revents & (POLLIN | POLLHUP | POLLERR)))
            waiting.stopping = read_ahead(loop);
        if (ready > 0 && fds[2].revents) {
            char numbers[32];
            const ssize_t size = read(signal_pipe[0], numbers, sizeof numbers);
            for (ssize_t i = 0; i < size; i++)
                waiting.stopping = waiting.stopping || numbers[i] != SIGWINCH;
        }
    }
    if (waiting.stopping)
        show_opening(loop, options, &waiting);
    loop->afresh = true;
    return !waiting.stopping && !loop->ended;
}

/* Only the files that are read by now say that any colour is wished for: the screen is opened again. */
static enum fy_status reopen_in_colour(struct loop *loop, struct fy_session_options *options, struct fy_error *error)
{
    char path[4096];
    if (options->rgb || !fy_session_switched_on(loop->session, "truecolour") || !fy_screen_has_direct())
        return FY_OK;
    fy_screen_close();
    const enum fy_status status = fy_screen_open(log_path(path, sizeof path - 16), true, error);
    options->colours = fy_screen_colours();
    options->rgb = fy_screen_rgb();
    return status;
}

static enum fy_status open_session(struct loop *loop, struct fy_session_options *options, struct fy_error *error)
{
    enum fy_status status = fy_session_begin(&loop->session, options, error);
    if (status != FY_OK)
        return status;
    const bool wanted = wait_for_files(loop, options);
    struct fy_error no_screen = { 0 };
    const enum fy_status reopened = wanted ? reopen_in_colour(loop, options, &no_screen) : FY_OK;
    /* It may have another size by now. */
    (void)fy_screen_size(&options->columns, &options->rows);
    status = fy_session_finish(loop->session, options, error);
    if (status == FY_OK && reopened != FY_OK) {
        (void)fy_session_close(loop->session, NULL);
        *error = no_screen;
        status = reopened;
    }
    if (status == FY_OK && !wanted) {
        (void)fy_session_close(loop->session, NULL);
        status = fy_fail(error, FY_CANCELLED, "%s", fy_status_text(FY_CANCELLED));
    }
    return status;
}

/* No memory: what was typed is in the journal but for the last second, and that cannot be helped. */
static void on_no_memory(void)
{
    fy_screen_close();
    fprintf(stderr, "fangyin: %s\n", _("The system has no more memory. What you typed is in the journal and is offered at the next start."));
    _exit(1);
}

/* Whether pixels are wished for: the command line says so, else fangyin.ini. */
static enum fy_graphics graphics_wish(const struct fy_session_options *options, const struct fy_session *session)
{
    enum fy_graphics graphics = FY_GRAPHICS_AUTO;
    const char *word = options->graphics ? options->graphics : fy_session_view(session, "graphics");
    if (word)
        (void)fy_graphics_read(word, &graphics);
    return graphics;
}

enum fy_status fy_loop_run(struct fy_session_options *options, struct fy_error *error)
{
    char path[4096];
    struct loop loop = { .afresh = true };
    enum fy_status status = fy_screen_open(log_path(path, sizeof path - 16), options->rgb, error);
    if (status != FY_OK)
        return status;
    fy_memory_on_failure(on_no_memory);
    options->colours = fy_screen_colours();
    options->rgb = fy_screen_rgb();
    if (!fy_screen_size(&options->columns, &options->rows)) {
        options->columns = 80;
        options->rows = 24;
    }
    if (options->columns < FY_MINIMUM_COLUMNS || options->rows < FY_MINIMUM_ROWS)
        status = fy_fail(error, FY_UNSUPPORTED, _("The terminal is %dx%d; the annotator needs %dx%d at least. Make the window larger or the type smaller."),
                         options->columns, options->rows, FY_MINIMUM_COLUMNS, FY_MINIMUM_ROWS);
    if (status == FY_OK && !catch_signals())
        status = fy_fail(error, FY_IO, _("No pipe could be made: %s."), strerror(errno));
    if (status == FY_OK)
        status = open_session(&loop, options, error);
    if (status == FY_OK) {
        loop.last_tick = (uint64_t)fy_monotonic_ms();
        fy_pixels_start(&loop.pixels, graphics_wish(options, loop.session), loop.session);
        loop.keys.expecting = fy_pixels_expecting(&loop.pixels);
        send_input(&loop, false); /* typed while it was opening */
        run(&loop);
        fy_pixels_end(&loop.pixels, &loop.keys);
        const bool unsaved = fy_app_unsaved(fy_session_app(loop.session));
        struct fy_error lost = { 0 };
        if (!fy_session_close(loop.session, &lost)) {
            *error = lost;
            status = lost.status;
        } else if (unsaved && loop.ended)
            status = fy_fail(error, FY_IO, _("The program was told to end. What is not saved is in the journal, and is offered at the next start."));
    }
    fy_screen_close();
    fy_canvas_free(&loop.canvas);
    fy_key_reader_free(&loop.keys);
    return status;
}

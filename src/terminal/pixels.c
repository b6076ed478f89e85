#include "terminal/pixels.h"

#include "terminal/screen.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LATE_MS 300

/* Where it is forced on a terminal that does not say: the VT340's own. */
#define USUAL_WIDTH 10
#define USUAL_HEIGHT 20

static bool forced(const struct fy_pixels *pixels)
{
    return pixels->wish == FY_GRAPHICS_SIXEL || pixels->wish == FY_GRAPHICS_KITTY;
}

/* Tell the app, once it is known what the terminal can do. */
static void decide(struct fy_pixels *pixels, struct fy_session *session)
{
    int width = pixels->answers.cell_width, height = pixels->answers.cell_height;
    pixels->graphics = fy_graphics_choose(pixels->wish, &pixels->answers);
    if (width == 0 && !fy_screen_cell(&width, &height)) {
        width = forced(pixels) ? USUAL_WIDTH : 0;
        height = forced(pixels) ? USUAL_HEIGHT : 0;
    }
    if (width == 0 || height == 0)
        pixels->graphics = FY_GRAPHICS_CELLS;
    if (pixels->graphics == FY_GRAPHICS_CELLS)
        width = height = 0;
    pixels->shown = false;
    fy_session_send(session, &(struct fy_event){ .kind = FY_EVENT_GRAPHICS, .graphics = { width, height } });
}

static void ask(struct fy_pixels *pixels)
{
    const char *question = fy_graphics_question();
    pixels->asked = true;
    pixels->answers.complete = false;
    fy_screen_send(question, strlen(question));
}

void fy_pixels_start(struct fy_pixels *pixels, enum fy_graphics wish, struct fy_session *session)
{
    memset(pixels, 0, sizeof *pixels);
    pixels->wish = wish;
    pixels->graphics = FY_GRAPHICS_CELLS;
    if (wish == FY_GRAPHICS_CELLS)
        return;
    if (fy_graphics_may_ask(getenv("TERM"), getenv("TMUX"), getenv("STY")))
        ask(pixels);
    else if (forced(pixels))
        decide(pixels, session);
}

bool fy_pixels_expecting(const struct fy_pixels *pixels)
{
    return pixels->asked && !pixels->answers.complete;
}

void fy_pixels_reply(struct fy_pixels *pixels, struct fy_session *session, const char *reply, size_t size)
{
    if (!fy_pixels_expecting(pixels))
        return;
    fy_graphics_answer(&pixels->answers, reply, size);
    if (pixels->answers.complete)
        decide(pixels, session);
}

void fy_pixels_resized(struct fy_pixels *pixels, struct fy_session *session)
{
    int width, height;
    if (pixels->graphics == FY_GRAPHICS_CELLS)
        return;
    /* The kernel's figures hold for any size; those that were answered only for the letters there were. */
    if (fy_screen_cell(&width, &height)) {
        pixels->answers.cell_width = pixels->answers.cell_height = 0;
        decide(pixels, session);
    }
}

static void hide(struct fy_pixels *pixels)
{
    struct fy_buffer out = FY_BUFFER_EMPTY;
    if (pixels->shown)
        fy_graphics_hide(&out, pixels->graphics);
    fy_screen_send(fy_buffer_text(&out), out.size);
    fy_buffer_free(&out);
    pixels->shown = false;
}

bool fy_pixels_leave(struct fy_pixels *pixels, const struct fy_canvas *canvas)
{
    const bool same = canvas->image.row == pixels->row && canvas->image.rows == pixels->rows &&
                      canvas->image.column == pixels->column && canvas->image.columns == pixels->columns;
    if (!pixels->shown || same)
        return false;
    hide(pixels);
    return true;
}

void fy_pixels_show(struct fy_pixels *pixels, struct fy_app *app, const struct fy_canvas *canvas, bool touched, bool busy)
{
    if (pixels->graphics == FY_GRAPHICS_CELLS || canvas->image.rows == 0)
        return;
    if (pixels->shown && touched)
        pixels->key = ~canvas->image.key;
    if (busy || (pixels->shown && pixels->key == canvas->image.key))
        return;
    const struct fy_image *image = fy_app_image(app);
    if (!image)
        return;
    struct fy_buffer out = FY_BUFFER_EMPTY;
    const struct fy_graphics_place place = {
        canvas->image.row, canvas->image.column, canvas->image.rows, canvas->image.columns,
        image->width / canvas->image.columns, image->height / canvas->image.rows,
    };
    fy_graphics_show(&out, pixels->graphics, pixels->answers.sync, image, &place);
    fy_screen_send(fy_buffer_text(&out), out.size);
    fy_buffer_free(&out);
    pixels->shown = true;
    pixels->key = canvas->image.key;
    pixels->row = canvas->image.row;
    pixels->rows = canvas->image.rows;
    pixels->column = canvas->image.column;
    pixels->columns = canvas->image.columns;
}

void fy_pixels_forget(struct fy_pixels *pixels)
{
    hide(pixels);
}

void fy_pixels_end(struct fy_pixels *pixels, struct fy_key_reader *keys)
{
    hide(pixels);
    char bytes[256];
    struct pollfd fd = { .fd = STDIN_FILENO, .events = POLLIN };
    struct fy_key key;
    while (fy_pixels_expecting(pixels) && poll(&fd, 1, LATE_MS) > 0) {
        const ssize_t size = read(STDIN_FILENO, bytes, sizeof bytes);
        if (size <= 0)
            return;
        fy_key_reader_feed(keys, bytes, (size_t)size);
        for (enum fy_input input; (input = fy_key_reader_next(keys, false, &key)) != FY_INPUT_NONE;) {
            if (input == FY_INPUT_REPLY)
                fy_graphics_answer(&pixels->answers, keys->reply, keys->reply_size);
        }
    }
}

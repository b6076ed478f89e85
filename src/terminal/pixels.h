/* The picture of pixels over the spectrogram's cells: asking the terminal, showing, taking away. */
#ifndef FANGYIN_TERMINAL_PIXELS_H
#define FANGYIN_TERMINAL_PIXELS_H

#include "terminal/graphics.h"
#include "terminal/key_reader.h"
#include "terminal/session.h"

struct fy_pixels {
    enum fy_graphics wish, graphics; /* graphics: what is done now */
    struct fy_graphics_answers answers;
    bool asked;
    bool shown;
    uint64_t key; /* of what is shown, and where */
    int row, column, rows, columns;
};

/* Asks, before the first screen is drawn. With a wish of sixel or kitty what is answered does not matter. */
void fy_pixels_start(struct fy_pixels *pixels, enum fy_graphics wish, struct fy_session *session);
bool fy_pixels_expecting(const struct fy_pixels *pixels); /* answers */
void fy_pixels_reply(struct fy_pixels *pixels, struct fy_session *session, const char *reply, size_t size);
/* The terminal has another size, and perhaps other letters. */
void fy_pixels_resized(struct fy_pixels *pixels, struct fy_session *session);

/* Before the canvas is drawn: true where all of it must be drawn afresh because a picture goes or moves. */
bool fy_pixels_leave(struct fy_pixels *pixels, const struct fy_canvas *canvas);
/* After it: show the picture if it is another one or was `touched`. While keys wait (`busy`) it is left for later. */
void fy_pixels_show(struct fy_pixels *pixels, struct fy_app *app, const struct fy_canvas *canvas, bool touched, bool busy);
/* The screen belongs to somebody else for a while. */
void fy_pixels_forget(struct fy_pixels *pixels);
/* Takes it away and reads, for up to 0.3 s, answers that are still to come: they would be typed into the shell. */
void fy_pixels_end(struct fy_pixels *pixels, struct fy_key_reader *keys);

#endif

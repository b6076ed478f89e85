/* A file read in parts, through a window that advances over it between two items. Only files of which there is nothing
 * to tell are read so: whatever is odd ends it, and the file is read whole, where lines and columns can be told. */
#include <fangyin/textgrid.h>

#include <fangyin/memory.h>

#include <string.h>

#include "formats/encoding.h"
#include "formats/textgrid_reader.h"

struct fy_window {
    const struct fy_parts *parts;
    char *bytes;
    size_t room, least; /* of bytes, as fy_textgrid_read_through says */
    size_t size;        /* bytes in it */
    size_t shown;       /* those of them that may be read: of text, whole characters that were looked through */
    size_t come;        /* bytes that came so far, all in all */
    bool ended;         /* the last byte is in it */
    bool text;
    struct fy_look look;
};

static bool fill(struct fy_window *window)
{
    const struct fy_parts *parts = window->parts;
    while (!window->ended && window->size < window->room) {
        size_t count = 0;
        if (!parts->next(parts->context, window->bytes + window->size, window->room - window->size, &count))
            return false;
        window->ended = count == 0;
        window->size += count;
        window->come += count;
    }
    return true;
}

/* Let the reader see what is in the window from `at` on. */
static enum fy_status show(struct fy_reader *reader, const char *at)
{
    struct fy_window *window = reader->window;
    if (!window->text) {
        window->shown = window->size;
        reader->start = reader->at = (const unsigned char *)at;
        reader->end = (const unsigned char *)window->bytes + window->shown;
        return FY_OK;
    }
    window->shown +=
        fy_look_through(&window->look, window->bytes + window->shown, window->size - window->shown, !window->ended);
    fy_tokens_start(&reader->tokens, at, (size_t)(window->bytes + window->shown - at), window->look.carriage_returns,
                    reader->error);
    return window->look.valid && !window->look.nuls ? FY_OK : FY_UNSUPPORTED;
}

static size_t left_in_sight(const struct fy_reader *reader)
{
    return reader->start ? (size_t)(reader->end - reader->at) : (size_t)(reader->tokens.end - reader->tokens.at);
}

size_t fy_reader_left(const struct fy_reader *reader)
{
    const struct fy_window *window = reader->window;
    const size_t coming = window && window->parts->size > window->come ? window->parts->size - window->come : 0;
    return left_in_sight(reader) + coming;
}

enum fy_status fy_window_advance(struct fy_reader *reader)
{
    struct fy_window *window = reader->window;
    const size_t left = left_in_sight(reader);
    if (left >= window->least || window->ended)
        return FY_OK;
    /* A value that ends where the window does may have been cut off there. */
    if (left == 0 || reader->tokens.remarks > 0 || reader->findings->out->count > 0)
        return FY_UNSUPPORTED;
    const size_t used = window->shown - left;
    window->size -= used;
    window->shown -= used;
    memmove(window->bytes, window->bytes + used, window->size);
    return fill(window) ? show(reader, window->bytes) : FY_UNSUPPORTED;
}

static enum fy_status read_file(struct fy_reader *reader, struct fy_textgrid_style *style)
{
    struct fy_window *window = reader->window;
    if (!fill(window))
        return FY_UNSUPPORTED;
    window->text = !fy_is_binary(window->bytes, window->size);
    const size_t mark = fy_utf8_mark(window->bytes, window->size);
    style->byte_order_mark = mark > 0;
    enum fy_status status = show(reader, window->bytes + mark);
    if (status != FY_OK)
        return status;
    if (!window->text)
        return fy_reader_binary_file(reader);
    const struct fy_tokens *tokens = &reader->tokens;
    const size_t size = (size_t)(tokens->end - tokens->at);
    style->line_end = fy_first_line_end(tokens->at, size);
    return fy_is_chronological(tokens->at, size) ? FY_UNSUPPORTED : fy_reader_text_file(reader);
}

bool fy_textgrid_read_through(const struct fy_parts *parts, size_t room, size_t least, struct fy_grid **grid,
                              struct fy_textgrid_style *style)
{
    struct fy_findings findings = { NULL, 0, 0 };
    struct fy_finding_list list;
    struct fy_window window = { .parts = parts, .bytes = fy_malloc(room), .room = room, .least = least };
    struct fy_reader reader = { .window = &window, .findings = &list, .scratch = FY_BUFFER_EMPTY };
    struct fy_textgrid_style as_read = fy_textgrid_default_style;
    window.look = FY_LOOK_START;
    fy_finding_list_start(&list, &findings);
    const bool plain =
        window.bytes && read_file(&reader, &as_read) == FY_OK && window.ended && findings.count == 0 && !list.failed;
    as_read.form = reader.form;
    if (style)
        *style = plain ? as_read : fy_textgrid_default_style;
    *grid = plain ? reader.grid : NULL;
    if (!plain)
        fy_grid_free(reader.grid);
    fy_findings_free(&findings);
    fy_buffer_free(&reader.scratch);
    fy_free(window.bytes);
    return plain;
}

bool fy_textgrid_read_parts(const struct fy_parts *parts, struct fy_grid **grid, struct fy_textgrid_style *style)
{
    enum { ROOM = 1 << 16 }; /* so little stays in the nearest memory */
    return fy_textgrid_read_through(parts, ROOM, FY_WINDOW_LEAST, grid, style);
}

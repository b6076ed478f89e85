#include "ui/internal.h"

#include <fangyin/text.h>
#include <string.h>

/* What may enter a label: no control characters, no broken bytes; line breaks and tabs become spaces. */
static void clean(struct fy_buffer *out, const char *text, size_t size)
{
    for (size_t at = 0; at < size;) {
        uint32_t code = 0;
        const size_t bytes = fy_utf8_decode(text + at, size - at, &code);
        if (bytes == 0) {
            at++;
            continue;
        }
        if (code == '\n' || code == '\t' || (code == '\r' && !(at + 1 < size && text[at + 1] == '\n')))
            fy_buffer_putc(out, ' ');
        else if (code >= ' ' && code != 0x7F && !(code >= 0x80 && code < 0xA0))
            fy_buffer_append(out, text + at, bytes);
        at += bytes;
    }
}

void fy_line_replace(struct fy_line *line, size_t from, size_t to, const char *text, size_t size)
{
    struct fy_buffer out = FY_BUFFER_EMPTY;
    fy_buffer_append(&out, line->text.data, from);
    fy_buffer_append(&out, text, size);
    fy_buffer_append(&out, line->text.data + to, line->text.size - to);
    fy_buffer_free(&line->text);
    line->text = out;
    line->caret = from + size;
    line->marked = false;
}

bool fy_line_selection(const struct fy_line *line, size_t *from, size_t *to)
{
    if (!line->marked || line->mark == line->caret || line->mark > line->text.size)
        return false;
    *from = line->mark < line->caret ? line->mark : line->caret;
    *to = line->mark < line->caret ? line->caret : line->mark;
    return true;
}

bool fy_line_insert(struct fy_line *line, const char *text, size_t size)
{
    struct fy_buffer cleaned = FY_BUFFER_EMPTY;
    clean(&cleaned, text, size);
    if (cleaned.size > 0)
        fy_line_replace(line, line->caret, line->caret, cleaned.data, cleaned.size);
    const bool changed = cleaned.size > 0;
    fy_buffer_free(&cleaned);
    return changed;
}

void fy_line_set(struct fy_line *line, const char *text)
{
    fy_buffer_clear(&line->text);
    fy_buffer_puts(&line->text, text);
    line->caret = line->text.size;
    line->marked = false;
}

static bool cut_out(struct fy_line *line, size_t from, size_t to, struct fy_buffer *cut)
{
    if (from >= to)
        return false;
    if (cut) {
        fy_buffer_clear(cut);
        fy_buffer_append(cut, line->text.data + from, to - from);
    }
    fy_line_replace(line, from, to, "", 0);
    return true;
}

/* Characters of scripts without spaces are words of their own. */
static bool stands_alone(const char *text, size_t size)
{
    uint32_t code = 0;
    return fy_utf8_decode(text, size, &code) > 0 && code >= 0x2E80;
}

size_t fy_line_word(const struct fy_line *line)
{
    const char *text = fy_buffer_text(&line->text);
    size_t at = line->caret;
    while (at > 0 && text[at - 1] == ' ')
        at--;
    const size_t end = at;
    while (at > 0) {
        const size_t before = fy_grapheme_previous(text, line->text.size, at);
        if (stands_alone(text + before, at - before))
            return at == end ? before : at;
        if (text[before] == ' ')
            break;
        at = before;
    }
    return at;
}

bool fy_line_action(struct fy_line *line, enum fy_action action, struct fy_buffer *cut)
{
    const char *text = fy_buffer_text(&line->text);
    const size_t size = line->text.size, caret = line->caret;
    size_t from, to;
    if ((action == FY_ACTION_DELETE_BACK || action == FY_ACTION_DELETE || action == FY_ACTION_DELETE_WORD) &&
        fy_line_selection(line, &from, &to))
        return cut_out(line, from, to, cut);
    if (action == FY_ACTION_CARET_LEFT)
        line->caret = fy_grapheme_previous(text, size, caret);
    else if (action == FY_ACTION_CARET_RIGHT)
        line->caret = fy_grapheme_next(text, size, caret);
    else if (action == FY_ACTION_CARET_HOME)
        line->caret = 0;
    else if (action == FY_ACTION_CARET_END)
        line->caret = size;
    else if (action == FY_ACTION_DELETE_BACK)
        return cut_out(line, fy_grapheme_previous(text, size, caret), caret, NULL);
    else if (action == FY_ACTION_DELETE)
        return cut_out(line, caret, fy_grapheme_next(text, size, caret), NULL);
    else if (action == FY_ACTION_DELETE_WORD)
        return cut_out(line, fy_line_word(line), caret, cut);
    else if (action == FY_ACTION_DELETE_HOME)
        return cut_out(line, 0, caret, cut);
    else if (action == FY_ACTION_DELETE_END)
        return cut_out(line, caret, size, cut);
    else if (action == FY_ACTION_YANK)
        return fy_line_insert(line, fy_buffer_text(cut), cut->size);
    return false;
}

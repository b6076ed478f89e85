/* Marks inside text, and labels of codes. */
#include <fangyin/markers.h>

#include "base/messages.h"
#include <string.h>

/* ---- labels of codes joined by '+' ---- */

/* Where the code stands in the label, with its reason; NULL where it does not. *size gets its bytes. */
static const char *find_code(const char *label, const char *code, size_t *size)
{
    const size_t length = strlen(code);
    for (;; label += *size + 1) {
        *size = strcspn(label, "+");
        if (*size >= length && strncmp(label, code, length) == 0 && (*size == length || label[length] == ':'))
            return label;
        if (label[*size] == '\0')
            return NULL;
    }
}

static void put_code(struct fy_buffer *out, size_t from, const char *code, size_t size)
{
    if (out->size > from)
        fy_buffer_putc(out, '+');
    fy_buffer_append(out, code, size);
}

enum fy_status fy_flag_change(struct fy_buffer *out, const char *label, const char *code, const char *reason, bool set)
{
    const size_t from = out->size;
    size_t found_size;
    const char *found = find_code(label, code, &found_size);
    struct fy_buffer whole = FY_BUFFER_EMPTY;
    fy_buffer_puts(&whole, code);
    if (reason != NULL && reason[0] != '\0')
        fy_buffer_printf(&whole, ":%s", reason);
    for (const char *at = label; *at != '\0';) {
        const size_t size = strcspn(at, "+");
        if (at != found && size > 0)
            put_code(out, from, at, size);
        else if (at == found && set)
            put_code(out, from, fy_buffer_text(&whole), whole.size);
        at += size + (at[size] == '+');
    }
    if (found == NULL && set)
        put_code(out, from, fy_buffer_text(&whole), whole.size);
    const bool failed = out->failed || whole.failed;
    fy_buffer_free(&whole);
    return failed ? FY_NO_MEMORY : FY_OK;
}

const char *fy_flag_reason(const char *label, const char *code, size_t *size)
{
    size_t whole;
    const char *found = find_code(label, code, &whole);
    const size_t length = strlen(code);
    *size = 0;
    if (found == NULL)
        return NULL;
    if (whole == length)
        return "";
    *size = whole - length - 1;
    return found + length + 1;
}

/* ---- marks inside text ---- */

static bool stands(const char *text, size_t size, size_t at, const char *what)
{
    const size_t length = strlen(what);
    return size - at >= length && memcmp(text + at, what, length) == 0;
}

static size_t find(const char *text, size_t size, size_t from, const char *what)
{
    for (size_t at = from; at < size; at++)
        if (stands(text, size, at, what))
            return at;
    return size;
}

static enum fy_status bad_mark(struct fy_mark_error *bad, size_t start, size_t end, const char *sentence)
{
    if (bad != NULL)
        *bad = (struct fy_mark_error){ start, end, sentence };
    return FY_SYNTAX;
}

static enum fy_status read_guess(const char *text, size_t size, size_t *at, struct fy_mark *mark,
                                 struct fy_mark_error *bad)
{
    const size_t start = *at, close = find(text, size, start + 2, "))"), again = find(text, size, start + 2, "((");
    if (close == size || again < close) {
        *at = start + 2;
        return bad_mark(bad, start, start + 2, _("\"((\" opens a guess that no \"))\" closes."));
    }
    *at = close + 2;
    *mark = (struct fy_mark){ FY_MARK_GUESS, start, close + 2, start + 2, close - start - 2, 0, 0 };
    return FY_OK;
}

static enum fy_status read_choice(const char *text, size_t size, size_t *at, struct fy_mark *mark,
                                  struct fy_mark_error *bad)
{
    const size_t start = *at;
    size_t end = start + 1, parts = 1;
    bool empty = false;
    for (size_t part = end; end < size && text[end] != '}' && text[end] != '{'; end++) {
        if (text[end] != '|')
            continue;
        empty = empty || end == part;
        part = end + 1;
        parts++;
    }
    if (end == size || text[end] == '{') {
        *at = start + 1;
        return bad_mark(bad, start, start + 1, _("\"{\" opens a choice that no \"}\" closes."));
    }
    *at = end + 1;
    if (parts < 2)
        return bad_mark(bad, start, end + 1, _("A choice needs two parts or more, with | between: {a|b}."));
    if (empty || text[end - 1] == '|')
        return bad_mark(bad, start, end + 1, _("A part of this choice is empty."));
    *mark = (struct fy_mark){ FY_MARK_CHOICE, start, end + 1, start + 1, end - start - 1, 0, 0 };
    return FY_OK;
}

static enum fy_status read_language(const char *text, size_t size, size_t *at, struct fy_mark *mark, size_t close,
                                    struct fy_mark_error *bad)
{
    const size_t start = *at, end = find(text, size, close + 1, "</lang>"), again = find(text, size, close + 1, "<lang:");
    *at = close + 1;
    if (end == size || again < end)
        return bad_mark(bad, start, close + 1, _("\"<lang:...>\" begins another language that no \"</lang>\" ends."));
    *at = end + strlen("</lang>");
    const size_t code = start + strlen("<lang:");
    *mark = (struct fy_mark){ FY_MARK_LANGUAGE, start, *at, close + 1, end - close - 1, code, close - code };
    return FY_OK;
}

static enum fy_status read_event(const char *text, size_t size, size_t *at, struct fy_mark *mark,
                                 struct fy_mark_error *bad)
{
    const size_t start = *at;
    size_t close = start + 1;
    while (close < size && text[close] != '>' && text[close] != '<')
        close++;
    if (close == size || text[close] == '<') {
        *at = start + 1;
        return bad_mark(bad, start, start + 1, _("\"<\" opens an event that no \">\" closes."));
    }
    if (stands(text, size, start, "<lang:"))
        return read_language(text, size, at, mark, close, bad);
    *at = close + 1;
    if (stands(text, size, start, "</lang>"))
        return bad_mark(bad, start, close + 1, _("\"</lang>\" ends another language that nothing began."));
    if (close == start + 1)
        return bad_mark(bad, start, close + 1, _("This event has no name."));
    *mark = (struct fy_mark){ FY_MARK_EVENT, start, close + 1, start + 1, close - start - 1, 0, 0 };
    return FY_OK;
}

enum fy_status fy_mark_next(const char *text, size_t size, size_t *at, struct fy_mark *mark, struct fy_mark_error *bad)
{
    for (; *at < size; ++*at) {
        const char byte = text[*at];
        if (byte == '(' && stands(text, size, *at, "(("))
            return read_guess(text, size, at, mark, bad);
        if (byte == '{')
            return read_choice(text, size, at, mark, bad);
        if (byte == '<')
            return read_event(text, size, at, mark, bad);
        const bool closes = byte == ')' && stands(text, size, *at, "))");
        if (!closes && byte != '}' && byte != '>')
            continue;
        const size_t start = *at;
        *at += closes ? 2 : 1;
        return bad_mark(bad, start, *at, byte == ')' ? _("\"))\" closes a guess that nothing opened.")
                                         : byte == '}' ? _("\"}\" closes a choice that nothing opened.")
                                                       : _("\">\" closes an event that nothing opened."));
    }
    return FY_NOT_FOUND;
}

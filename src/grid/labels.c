/* How labels split and join. The scripts of the table are written without spaces between words. */
#include "grid/internal.h"
#include <fangyin/text.h>
#include <stdint.h>

/* Characters beyond ASCII that no space is put beside: scripts without spaces, marks, punctuation, symbols, private use
 * (where dialect characters live). Ascending. Hangul, which does use spaces, is not among them. */
static const struct {
    uint32_t first, last;
} unspaced[] = {
    { 0x0080, 0x00A9 }, /* Latin-1 controls and signs, but for ª */
    { 0x00AB, 0x00B1 }, /* ² and ³ stay */
    { 0x00B4, 0x00B4 }, /* µ stays */
    { 0x00B6, 0x00B8 }, /* ¹ and º stay */
    { 0x00BB, 0x00BB }, /* fractions stay */
    { 0x00BF, 0x00BF },    { 0x00D7, 0x00D7 },
    { 0x00F7, 0x00F7 },    { 0x0300, 0x036F }, /* combining marks that stand alone */
    { 0x0E00, 0x109F },                        /* Thai, Lao, Tibetan, Myanmar */
    { 0x1780, 0x17FF },                        /* Khmer */
    { 0x1950, 0x19FF },                        /* Tai Le, New Tai Lue, Khmer symbols */
    { 0x1A20, 0x1B7F },                        /* Tai Tham, combining marks, Balinese */
    { 0x1DC0, 0x1DFF },                        /* combining marks */
    { 0x2000, 0x206F },                        /* spaces, general punctuation */
    { 0x20A0, 0x20FF },                        /* currency, combining marks for symbols */
    { 0x2190, 0x2BFF },                        /* arrows and symbols */
    { 0x2E00, 0x312F },                        /* punctuation, radicals, kana, bopomofo */
    { 0x3190, 0xA4CF },                        /* Han, kana and bopomofo extensions, Yi */
    { 0xA980, 0xA9FF },                        /* Javanese, Myanmar */
    { 0xAA60, 0xAADF },                        /* Myanmar, Tai Viet */
    { 0xE000, 0xFAFF },                        /* private use, Han for compatibility */
    { 0xFE00, 0xFE6F },                        /* variation selectors, vertical and small forms */
    { 0xFEFF, 0xFF9F },                        /* byte order mark, full-width forms, half-width kana */
    { 0xFFE0, 0xFFFF },                        /* full-width signs */
    { 0x16FE0, 0x18DFF },                      /* Tangut, Khitan */
    { 0x1AFF0, 0x1B2FF },                      /* kana, Nüshu */
    { 0x1F000, 0x10FFFF },                     /* emoji, Han, tags, private use */
};

static bool is_word(uint32_t code)
{
    if (code < 0x80) {
        return (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z');
    }
    for (size_t i = 0; i < sizeof unspaced / sizeof *unspaced && unspaced[i].first <= code; i++) {
        if (code <= unspaced[i].last) {
            return false;
        }
    }
    return true;
}

/* Whether a word of a script with spaces may end, or begin, in this character. */
static bool ends_word(uint32_t code)
{
    return is_word(code) || (code < 0x80 ? code != 0 && strchr(".,;:!?)]}>%\"", (int)code) != NULL
                                         : code == 0x2026 || code == 0x201D || code == 0x00BB); /* … ” » */
}

static bool begins_word(uint32_t code)
{
    return is_word(code) || (code < 0x80 ? code != 0 && strchr("([{<\"", (int)code) != NULL
                                         : code == 0x201C || code == 0x00AB || code == 0x00BF || code == 0x00A1);
}

static bool is_space(uint32_t code)
{
    return (code >= 0x09 && code <= 0x0D) || code == 0x20 || code == 0x85 || code == 0xA0 || code == 0x1680 ||
           (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F ||
           code == 0x3000;
}

/* Whether a whole grapheme is white space: a space that carries a combining mark is not. */
static bool is_space_grapheme(const char *text, size_t size)
{
    for (size_t at = 0; at < size;) {
        uint32_t code = 0;
        size_t bytes = fy_utf8_decode(text + at, size - at, &code);
        if (bytes == 0 || !is_space(code)) {
            return false;
        }
        at += bytes;
    }
    return true;
}

bool fy_label_cut(struct fy_grid *grid, const char *label, size_t cut, const char **left, const char **right)
{
    size_t size = strlen(label), at = 0;
    for (size_t next = 0; at < size && (next = fy_grapheme_next(label, size, at)) <= cut;) {
        at = next;
    }
    size_t end = at, start = at; /* left is [0, end), right is [start, size) */
    while (end > 0) {
        size_t previous = fy_grapheme_previous(label, size, end);
        if (!is_space_grapheme(label + previous, end - previous)) {
            break;
        }
        end = previous;
    }
    while (start < size) {
        size_t next = fy_grapheme_next(label, size, start);
        if (!is_space_grapheme(label + start, next - start)) {
            break;
        }
        start = next;
    }
    *left = end == size ? label : fy_grid_keep(grid, label, end);
    *right = fy_grid_keep(grid, label + start, size - start);
    return *left && *right;
}

static const char *keep_buffer(struct fy_grid *grid, struct fy_buffer *buffer)
{
    const char *kept = buffer->failed ? NULL : fy_grid_keep(grid, buffer->data, buffer->size);
    fy_buffer_free(buffer);
    return kept;
}

const char *fy_label_join(struct fy_grid *grid, const char *left, const char *right)
{
    size_t size = strlen(left);
    if (size == 0 || *right == '\0') {
        return size == 0 ? right : left;
    }
    /* A grapheme's first character says its script, whatever marks follow. */
    size_t last = fy_grapheme_previous(left, size, size);
    uint32_t before = 0, after = 0;
    bool decoded =
        fy_utf8_decode(left + last, size - last, &before) > 0 && fy_utf8_decode(right, strlen(right), &after) > 0;
    struct fy_buffer joined = FY_BUFFER_EMPTY;
    fy_buffer_append(&joined, left, size);
    if (decoded && ends_word(before) && begins_word(after)) {
        fy_buffer_putc(&joined, ' ');
    }
    fy_buffer_puts(&joined, right);
    return keep_buffer(grid, &joined);
}

/* Whether a list of codes joined by '+' has this one. */
static bool has_code(const char *list, const char *code, size_t size)
{
    for (;;) {
        size_t length = strcspn(list, "+");
        if (length == size && memcmp(list, code, size) == 0) {
            return true;
        }
        if (list[length] == '\0') {
            return false;
        }
        list += length + 1;
    }
}

const char *fy_label_join_codes(struct fy_grid *grid, const char *left, const char *right)
{
    if (*left == '\0' || *right == '\0') {
        return *left == '\0' ? right : left;
    }
    if (fy_same_text(left, right)) {
        return left;
    }
    struct fy_buffer joined = FY_BUFFER_EMPTY;
    fy_buffer_puts(&joined, left);
    for (const char *code = right; *code != '\0';) {
        size_t length = strcspn(code, "+");
        if (length > 0 && !joined.failed && !has_code(fy_buffer_text(&joined), code, length)) {
            fy_buffer_putc(&joined, '+');
            fy_buffer_append(&joined, code, length);
        }
        code += length + (code[length] == '+');
    }
    return keep_buffer(grid, &joined);
}

#include "formats/cue_text.h"

#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <string.h>

void fy_cue_text_free(struct fy_cue_text *cue)
{
    fy_free(cue->parts);
    fy_buffer_free(&cue->texts);
    memset(cue, 0, sizeof *cue);
}

bool fy_is_dialect_class(const char *name, size_t size)
{
    static const char *const colours[] = { "white", "lime", "cyan", "red", "yellow", "magenta", "blue", "black" };
    for (size_t i = 0; i < size; i++) {
        const bool alphanumeric = (name[i] >= 'a' && name[i] <= 'z') || (name[i] >= '0' && name[i] <= '9');
        if (!alphanumeric && (i == 0 || (name[i] != '-' && name[i] != '+' && name[i] != '?')))
            return false;
    }
    for (size_t i = 0; i < sizeof colours / sizeof *colours; i++) {
        if (strlen(colours[i]) == size && memcmp(colours[i], name, size) == 0)
            return false;
    }
    return size > 0;
}

/* Append the character that a reference such as "&lt;" or "&#10;" at text stands for; returns its bytes in text, 0
 * where it is none. */
static size_t put_reference(struct fy_buffer *out, const char *text, size_t size)
{
    static const struct {
        const char *name, *character;
    } names[] = { { "&amp;", "&" },
                  { "&lt;", "<" },
                  { "&gt;", ">" },
                  { "&quot;", "\"" },
                  { "&apos;", "'" },
                  { "&nbsp;", "\xC2\xA0" },
                  { "&lrm;", "\xE2\x80\x8E" },
                  { "&rlm;", "\xE2\x80\x8F" } };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const size_t length = strlen(names[i].name);
        if (length <= size && memcmp(names[i].name, text, length) == 0) {
            fy_buffer_puts(out, names[i].character);
            return length;
        }
    }
    if (size < 4 || text[1] != '#')
        return 0;
    const bool hexadecimal = text[2] == 'x' || text[2] == 'X';
    uint32_t code = 0;
    size_t at = hexadecimal ? 3 : 2;
    for (; at < size && text[at] != ';'; at++) {
        const char *digits = "0123456789abcdef";
        const char *digit = strchr(digits, text[at] >= 'A' && text[at] <= 'F' ? text[at] - 'A' + 'a' : text[at]);
        const uint32_t value = digit ? (uint32_t)(digit - digits) : 16;
        if (value >= (hexadecimal ? 16u : 10u) || code > 0x10FFFF)
            return 0;
        code = code * (hexadecimal ? 16 : 10) + value;
    }
    char bytes[4];
    const size_t length = at < size && code != 0 ? fy_utf8_encode(code, bytes) : 0;
    fy_buffer_append(out, bytes, length);
    return length > 0 ? at + 1 : 0;
}

static void put_plain(struct fy_buffer *out, const char *text, size_t size)
{
    for (size_t at = 0; at < size;) {
        const size_t reference = text[at] == '&' ? put_reference(out, text + at, size - at) : 0;
        if (reference == 0)
            fy_buffer_putc(out, text[at]);
        at += reference > 0 ? reference : 1;
    }
}

static struct fy_cue_part *new_part(struct fy_cue_text *cue)
{
    struct fy_cue_part *grown = fy_grow(cue->parts, &cue->capacity, cue->count + 1, sizeof *grown);
    if (!grown) {
        cue->failed = true;
        return NULL;
    }
    cue->parts = grown;
    grown[cue->count] = (struct fy_cue_part){ .text = cue->texts.size };
    return &grown[cue->count++];
}

static struct fy_cue_part *last_part(struct fy_cue_text *cue)
{
    return &cue->parts[cue->count - 1];
}

/* <v.class Name>: what follows is another part, unless nothing was said so far. */
static void open_voice(struct fy_cue_text *cue, const char *tag, size_t size)
{
    const char *blank = memchr(tag, ' ', size);
    const char *tab = memchr(tag, '\t', size);
    blank = tab && (!blank || tab < blank) ? tab : blank;
    const char *end = tag + size;
    cue->lost = cue->lost || (size > 1 && tag[1] == '.');
    if (last_part(cue)->text_size > 0 || last_part(cue)->voice_size > 0) {
        if (!new_part(cue))
            return;
    }
    const size_t start = cue->texts.size;
    if (blank)
        put_plain(&cue->texts, blank + 1, (size_t)(end - blank) - 1);
    last_part(cue)->voice = start;
    last_part(cue)->voice_size = cue->texts.size - start;
    last_part(cue)->text = cue->texts.size;
}

/* <c.wuu-shanghai> at the start of a voice's text; whether it also ends there is not looked at. */
static void open_class(struct fy_cue_text *cue, const char *tag, size_t size)
{
    struct fy_cue_part *part = last_part(cue);
    if (part->text_size > 0 || part->dialect_size > 0 || size < 3 || !fy_is_dialect_class(tag + 2, size - 2)) {
        cue->lost = true;
        return;
    }
    part->dialect = cue->texts.size;
    part->dialect_size = size - 2;
    fy_buffer_append(&cue->texts, tag + 2, size - 2);
    part->text = cue->texts.size;
}

static bool is_tag(const char *tag, size_t size, const char *name)
{
    const size_t length = strlen(name);
    return size >= length && memcmp(tag, name, length) == 0 &&
           (size == length || tag[length] == '.' || tag[length] == ' ' || tag[length] == '\t');
}

void fy_cue_text_read(struct fy_cue_text *cue, const char *text, size_t size)
{
    cue->count = 0;
    cue->lost = false;
    fy_buffer_clear(&cue->texts);
    if (!new_part(cue))
        return;
    for (size_t at = 0; at < size && !cue->failed;) {
        const char *open = memchr(text + at, '<', size - at);
        const size_t plain = open ? (size_t)(open - text) - at : size - at;
        if (plain > 0) {
            put_plain(&cue->texts, text + at, plain);
            last_part(cue)->text_size = cue->texts.size - last_part(cue)->text;
        }
        at += plain;
        if (!open)
            break;
        const char *close = memchr(open, '>', size - at);
        const char *tag = open + 1;
        const size_t tag_size = close ? (size_t)(close - tag) : size - at - 1;
        if (is_tag(tag, tag_size, "v"))
            open_voice(cue, tag, tag_size);
        else if (is_tag(tag, tag_size, "c"))
            open_class(cue, tag, tag_size);
        else if (!is_tag(tag, tag_size, "/v") && !is_tag(tag, tag_size, "/c"))
            cue->lost = true;
        at += 1 + tag_size + (close != NULL);
    }
}

static void put_escaped(struct fy_buffer *out, char byte)
{
    switch (byte) {
    case '&':
        fy_buffer_puts(out, "&amp;");
        break;
    case '<':
        fy_buffer_puts(out, "&lt;");
        break;
    case '>':
        fy_buffer_puts(out, "&gt;");
        break;
    default:
        fy_buffer_putc(out, byte);
    }
}

void fy_put_cue_text(struct fy_buffer *out, const char *text)
{
    for (const char *at = text; *at; at++) {
        const bool alone = at > text && at[1] != '\0' && at[1] != '\n' && at[1] != '\r' && at[-1] != '\n';
        if (*at == '\r')
            fy_buffer_puts(out, "&#13;");
        else if (*at == '\n' && !alone)
            fy_buffer_puts(out, "&#10;");
        else
            put_escaped(out, *at);
    }
}

void fy_put_voice(struct fy_buffer *out, const char *name)
{
    fy_buffer_puts(out, "<v ");
    for (const char *at = name; *at; at++) {
        if (*at == '\n' || *at == '\r')
            fy_buffer_puts(out, *at == '\n' ? "&#10;" : "&#13;");
        else
            put_escaped(out, *at);
    }
    fy_buffer_putc(out, '>');
}

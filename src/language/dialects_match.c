/* Finding dialects by what somebody types: code, pinyin, Chinese or English name. */
#include "language/dialects.h"

#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <string.h>

/* Better ones first. */
enum grade { CODE_WHOLE, NAME_WHOLE, CODE_BEGINS, INITIALS, PINYIN_BEGINS, NAME_BEGINS, WORD_BEGINS, INSIDE, NO };

/* Append without case, width, blanks and hyphens. */
static bool put_key(struct fy_buffer *out, const char *text, size_t size)
{
    struct fy_buffer folded = FY_BUFFER_EMPTY;
    const bool good = fy_text_fold(&folded, text, size) == FY_OK;
    for (size_t i = 0; good && i < folded.size; i++)
        if (strchr(" -'\t", folded.data[i]) == NULL)
            fy_buffer_putc(out, folded.data[i]);
    fy_buffer_free(&folded);
    return good && !out->failed;
}

static bool begins(const char *text, const struct fy_buffer *key)
{
    return strncmp(text, key->data, key->size) == 0;
}

static enum grade by_code(const char *code, const struct fy_buffer *key, struct fy_buffer *room)
{
    fy_buffer_clear(room);
    if (!put_key(room, code, strlen(code)) || !begins(fy_buffer_text(room), key))
        return NO;
    return room->size == key->size ? CODE_WHOLE : CODE_BEGINS;
}

static enum grade by_pinyin(const char *pinyin, const struct fy_buffer *key, struct fy_buffer *room)
{
    fy_buffer_clear(room);
    for (size_t i = 0; pinyin[i] != '\0'; i++)
        if (pinyin[i] != ' ' && (i == 0 || pinyin[i - 1] == ' '))
            fy_buffer_putc(room, pinyin[i]);
    if (!room->failed && begins(fy_buffer_text(room), key))
        return INITIALS;
    fy_buffer_clear(room);
    return put_key(room, pinyin, strlen(pinyin)) && begins(fy_buffer_text(room), key) ? PINYIN_BEGINS : NO;
}

static enum grade by_name(const char *name, const struct fy_buffer *key, struct fy_buffer *room)
{
    fy_buffer_clear(room);
    if (!put_key(room, name, strlen(name)))
        return NO;
    if (begins(fy_buffer_text(room), key))
        return room->size == key->size ? NAME_WHOLE : NAME_BEGINS;
    return strstr(fy_buffer_text(room), key->data) != NULL ? INSIDE : NO;
}

/* At the beginning of any word. */
static enum grade by_words(const char *name, const struct fy_buffer *key, struct fy_buffer *room)
{
    for (const char *at = name; *at != '\0'; at++) {
        if (at > name && strchr(" -(/", at[-1]) == NULL)
            continue;
        fy_buffer_clear(room);
        if (put_key(room, at, strlen(at)) && begins(fy_buffer_text(room), key))
            return at > name ? WORD_BEGINS : room->size == key->size ? NAME_WHOLE : NAME_BEGINS;
    }
    return NO;
}

static enum grade grade(const struct fy_dialect *dialect, const struct fy_buffer *key, struct fy_buffer *room)
{
    const enum grade grades[] = { by_code(dialect->code, key, room), by_pinyin(dialect->pinyin, key, room),
                                  by_name(dialect->name_zh, key, room), by_words(dialect->name_en, key, room) };
    enum grade best = NO;
    for (size_t i = 0; i < sizeof grades / sizeof *grades; i++)
        best = grades[i] < best ? grades[i] : best;
    return best;
}

/* Walk the tree from the top, each node before its children. */
static size_t after(const struct fy_dialects *dialects, size_t at, size_t place[], size_t *depth)
{
    const size_t child = fy_dialects_child(dialects, at, 0);
    if (child != FY_NONE) {
        place[++*depth] = 0;
        return child;
    }
    for (size_t parent = at;; parent = dialects->items[parent].parent) {
        if (*depth == 0)
            return FY_NONE;
        const size_t above = dialects->items[parent].parent, next = fy_dialects_child(dialects, above, ++place[*depth]);
        if (next != FY_NONE)
            return next;
        if (above == FY_NONE)
            return FY_NONE;
        --*depth;
    }
}

size_t fy_dialects_match(const struct fy_dialects *dialects, const char *typed, size_t size, size_t *found, size_t room)
{
    struct fy_buffer key = FY_BUFFER_EMPTY, scratch = FY_BUFFER_EMPTY;
    size_t count = 0, depth = 0;
    size_t *place = fy_calloc(dialects->count + 2, sizeof *place);
    unsigned char *grades = fy_calloc(dialects->count + 1, 1);
    if (place != NULL && grades != NULL && put_key(&key, typed, size)) {
        if (key.size > 0)
            for (size_t i = 0; i < dialects->count; i++)
                grades[i] = (unsigned char)grade(&dialects->items[i], &key, &scratch);
        for (unsigned wanted = CODE_WHOLE; wanted < NO; wanted++) {
            depth = 1;
            place[1] = 0;
            for (size_t at = fy_dialects_child(dialects, FY_NONE, 0); at != FY_NONE && count < room;
                 at = after(dialects, at, place, &depth))
                if (grades[at] == wanted)
                    found[count++] = at;
        }
    }
    fy_free(place);
    fy_free(grades);
    fy_buffer_free(&key);
    fy_buffer_free(&scratch);
    return count;
}

/* ---- pinyin of names ---- */

/* The syllable of a character, from the names of another tree; size 0 where it is not in one. */
static const char *syllable(const struct fy_dialects *known, const char *character, size_t size, size_t *syllable_size)
{
    *syllable_size = 0;
    for (size_t i = 0; i < known->count; i++) {
        const char *name = known->items[i].name_zh, *pinyin = known->items[i].pinyin;
        for (size_t at = 0, next; name[at] != '\0'; at = next) {
            next = fy_grapheme_next(name, strlen(name), at);
            const size_t length = strcspn(pinyin, " ");
            if (next - at == size && memcmp(name + at, character, size) == 0) {
                *syllable_size = length;
                return pinyin;
            }
            pinyin += length + (pinyin[length] == ' ');
        }
    }
    return "";
}

static void put_pinyin(struct fy_buffer *out, const struct fy_dialects *known, const char *name)
{
    const size_t size = strlen(name);
    for (size_t at = 0, next; at < size; at = next) {
        size_t length;
        next = fy_grapheme_next(name, size, at);
        const char *pinyin = syllable(known, name + at, next - at, &length);
        fy_buffer_puts(out, at > 0 ? " " : "");
        fy_buffer_append(out, length > 0 ? pinyin : "?", length > 0 ? length : 1);
    }
    fy_buffer_putc(out, '\0');
}

enum fy_status fy_dialects_add_pinyin(struct fy_dialects *dialects)
{
    struct fy_buffer *derived = &dialects->text.derived;
    struct fy_dialects *known = NULL;
    for (size_t i = 0; i < dialects->count; i++) {
        const struct fy_dialect *dialect = &dialects->items[i];
        if (dialect->pinyin[0] != '\0' || dialect->name_zh[0] == '\0')
            continue;
        if (known == NULL && (known = fy_dialects_builtin()) == NULL)
            return FY_NO_MEMORY;
        put_pinyin(derived, known, dialect->name_zh);
    }
    fy_dialects_free(known);
    if (derived->failed)
        return FY_NO_MEMORY;
    size_t at = 0;
    for (size_t i = 0; i < dialects->count; i++) {
        struct fy_dialect *dialect = &dialects->items[i];
        if (dialect->pinyin[0] != '\0' || dialect->name_zh[0] == '\0')
            continue;
        dialect->pinyin = derived->data + at;
        at += strlen(dialect->pinyin) + 1;
    }
    return FY_OK;
}

/* A text becomes numbers, one for each grapheme, so that comparing two is comparing integers. */
#include "compare/internal.h"

#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <string.h>

enum { FIRST_NAME = 0x110000 }; /* below it, a number is the one character of the grapheme */

struct name {
    size_t start, size; /* in text */
};

struct fy_unit_names {
    struct fy_buffer text, form;
    struct name *items;
    size_t count, capacity;
};

struct fy_unit_names *fy_unit_names_new(void)
{
    return fy_calloc(1, sizeof(struct fy_unit_names));
}

void fy_unit_names_free(struct fy_unit_names *names)
{
    if (!names)
        return;
    fy_buffer_free(&names->text);
    fy_buffer_free(&names->form);
    fy_free(names->items);
    fy_free(names);
}

/* The number of a form of several characters. A text has few different ones. */
static enum fy_status name_of(struct fy_unit_names *names, const char *form, size_t size, uint32_t *code)
{
    for (size_t i = 0; i < names->count; i++) {
        const struct name *name = &names->items[i];
        if (name->size == size && memcmp(names->text.data + name->start, form, size) == 0) {
            *code = FIRST_NAME + (uint32_t)i;
            return FY_OK;
        }
    }
    struct name *grown = fy_grow(names->items, &names->capacity, names->count + 1, sizeof *grown);
    if (!grown)
        return FY_NO_MEMORY;
    names->items = grown;
    grown[names->count] = (struct name){ names->text.size, size };
    fy_buffer_append(&names->text, form, size);
    if (names->text.failed)
        return FY_NO_MEMORY;
    *code = FIRST_NAME + (uint32_t)names->count++;
    return FY_OK;
}

static enum fy_status code_of(struct fy_unit_names *names, const char *grapheme, size_t size, uint32_t *code)
{
    /* Below U+00C0 every character is its own normal form. */
    if (fy_utf8_decode(grapheme, size, code) == size && *code < 0xC0)
        return FY_OK;
    fy_buffer_clear(&names->form);
    const enum fy_status status = fy_text_nfc(&names->form, grapheme, size);
    if (status != FY_OK)
        return status;
    if (fy_utf8_decode(names->form.data, names->form.size, code) == names->form.size)
        return FY_OK;
    return name_of(names, names->form.data, names->form.size, code);
}

static struct fy_unit *next_unit(struct fy_units *units, size_t start, size_t size)
{
    struct fy_unit *grown = fy_grow(units->items, &units->capacity, units->count + 1, sizeof *grown);
    if (!grown)
        return NULL;
    units->items = grown;
    grown[units->count] = (struct fy_unit){ start, size, 0 };
    return &grown[units->count++];
}

enum fy_status fy_units_read(struct fy_units *units, const char *text, size_t size, unsigned flags,
                             struct fy_unit_names *names)
{
    if (!fy_text_valid(text, size, NULL))
        return FY_ENCODING;
    for (size_t at = 0, next; at < size; at = next) {
        next = fy_grapheme_next(text, size, at);
        if ((flags & FY_ALIGN_WITHOUT_SIGNS) && fy_grapheme_is_sign(text + at, next - at))
            continue;
        struct fy_unit *unit = next_unit(units, at, next - at);
        const enum fy_status status = unit ? code_of(names, text + at, next - at, &unit->code) : FY_NO_MEMORY;
        if (status != FY_OK)
            return status;
    }
    return FY_OK;
}

enum fy_status fy_units_of_tokens(struct fy_units *units, const struct fy_buffer *tokens, struct fy_unit_names *names)
{
    for (size_t at = 0, size; at < tokens->size; at += size + 1) {
        size = strlen(tokens->data + at);
        struct fy_unit *unit = next_unit(units, at, size);
        if (!unit)
            return FY_NO_MEMORY;
        if (fy_utf8_decode(tokens->data + at, size, &unit->code) == size)
            continue;
        const enum fy_status status = name_of(names, tokens->data + at, size, &unit->code);
        if (status != FY_OK)
            return status;
    }
    return FY_OK;
}

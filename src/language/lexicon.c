#include "language/lexicon.h"

#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { NOTHING = 0x1FFFFE, ANYTHING = 0x1FFFFF }; /* for a second character */

/* What a text begins with, as a number: its first character and its second. *step gets the bytes of the first. */
static uint64_t beginning(const char *text, size_t size, size_t *step)
{
    uint32_t first = 0xFFFD, second = NOTHING;
    *step = fy_utf8_decode(text, size, &first);
    if (*step == 0)
        *step = 1;
    if (size > *step && fy_utf8_decode(text + *step, size - *step, &second) == 0)
        second = 0xFFFD;
    return (uint64_t)first << 21 | second;
}

static int compare_text(const struct fy_lexicon_key *left, const struct fy_lexicon_key *right)
{
    const int order = strcmp(left->text, right->text);
    return order != 0 ? order : (left->entry > right->entry) - (left->entry < right->entry);
}

static int compare_keys(const void *a, const void *b)
{
    const struct fy_lexicon_key *left = a, *right = b;
    size_t step;
    const uint64_t begin = beginning(left->text, left->size, &step), other = beginning(right->text, right->size, &step);
    if (begin != other)
        return begin < other ? -1 : 1;
    if (left->size != right->size)
        return left->size > right->size ? -1 : 1;
    const int texts = strcmp(left->text, right->text);
    if (texts != 0)
        return texts;
    return left->kind != right->kind ? (int)left->kind - (int)right->kind : compare_text(left, right);
}

static int compare_readings(const void *a, const void *b)
{
    return compare_text(a, b);
}

static size_t add_keys(struct fy_lexicon_key *keys, size_t count, const struct fy_lexicon_string *strings, size_t more,
                       size_t entry, enum fy_lexicon_kind kind)
{
    for (size_t i = 0; i < more; i++)
        if (strings[i].size > 0)
            keys[count++] = (struct fy_lexicon_key){ strings[i].text, strings[i].size, entry, kind };
    return count;
}

/* Append a reading's key and its initials. Their places in reading_text stand in `size` until all are there. */
static enum fy_status add_reading(struct fy_lexicon *lexicon, size_t entry, const struct fy_lexicon_string *reading)
{
    for (int initials = 0; initials < 2; initials++) {
        struct fy_lexicon_key *grown =
            fy_grow(lexicon->readings, &lexicon->reading_capacity, lexicon->reading_count + 1, sizeof *grown);
        if (grown == NULL)
            return FY_NO_MEMORY;
        lexicon->readings = grown;
        const size_t start = lexicon->reading_text.size;
        const enum fy_status status = initials
                                          ? fy_reading_initials(&lexicon->reading_text, reading->text, reading->size)
                                          : fy_reading_key(&lexicon->reading_text, reading->text, reading->size);
        if (status != FY_OK)
            return status;
        fy_buffer_putc(&lexicon->reading_text, '\0');
        grown[lexicon->reading_count++] =
            (struct fy_lexicon_key){ NULL, start, entry, initials ? FY_LEXICON_GLOSS : FY_LEXICON_FORM };
    }
    return lexicon->reading_text.failed ? FY_NO_MEMORY : FY_OK;
}

static enum fy_status index_readings(struct fy_lexicon *lexicon)
{
    for (size_t e = 0; e < lexicon->count; e++)
        for (size_t i = 0; i < lexicon->entries[e].reading_count; i++) {
            const enum fy_status status = add_reading(lexicon, e, &lexicon->entries[e].readings[i]);
            if (status != FY_OK)
                return status;
        }
    for (size_t i = 0; i < lexicon->reading_count; i++) {
        struct fy_lexicon_key *key = &lexicon->readings[i];
        key->text = lexicon->reading_text.data + key->size;
        key->size = strlen(key->text);
    }
    if (lexicon->reading_count > 0)
        qsort(lexicon->readings, lexicon->reading_count, sizeof *lexicon->readings, compare_readings);
    return FY_OK;
}

/* The slot of that beginning, or the free one where it would go. */
static struct fy_lexicon_group *slot_of(const struct fy_lexicon *lexicon, uint64_t begin)
{
    size_t slot = (size_t)(begin * 0x9E3779B97F4A7C15u >> 32) & (lexicon->group_slots - 1);
    while (lexicon->groups[slot].begin != 0 && lexicon->groups[slot].begin != begin)
        slot = (slot + 1) & (lexicon->group_slots - 1);
    return &lexicon->groups[slot];
}

static void add_to_group(const struct fy_lexicon *lexicon, uint64_t begin, size_t key)
{
    struct fy_lexicon_group *group = slot_of(lexicon, begin);
    if (group->begin == 0)
        *group = (struct fy_lexicon_group){ begin, key, 0 };
    group->count++;
}

/* Each key is in two groups; the table is at most half full. */
static enum fy_status group_keys(struct fy_lexicon *lexicon)
{
    lexicon->group_slots = 16;
    while (lexicon->group_slots < lexicon->key_count * 4)
        lexicon->group_slots *= 2;
    lexicon->groups = fy_calloc(lexicon->group_slots, sizeof *lexicon->groups);
    if (lexicon->groups == NULL)
        return FY_NO_MEMORY;
    for (size_t i = 0; i < lexicon->key_count; i++) {
        size_t step;
        const uint64_t begin = beginning(lexicon->keys[i].text, lexicon->keys[i].size, &step);
        add_to_group(lexicon, begin, i);
        add_to_group(lexicon, begin | ANYTHING, i);
    }
    return FY_OK;
}

enum fy_status fy_lexicon_index(struct fy_lexicon *lexicon)
{
    size_t most = 0;
    for (size_t e = 0; e < lexicon->count; e++)
        most += 1 + lexicon->entries[e].variant_count + lexicon->entries[e].gloss_count;
    lexicon->keys = fy_calloc(most + 1, sizeof *lexicon->keys);
    if (lexicon->keys == NULL)
        return FY_NO_MEMORY;
    for (size_t e = 0; e < lexicon->count; e++) {
        const struct fy_lexicon_entry *entry = &lexicon->entries[e];
        size_t count = add_keys(lexicon->keys, lexicon->key_count, &entry->form, 1, e, FY_LEXICON_FORM);
        count = add_keys(lexicon->keys, count, entry->variants, entry->variant_count, e, FY_LEXICON_VARIANT);
        lexicon->key_count = add_keys(lexicon->keys, count, entry->glosses, entry->gloss_count, e, FY_LEXICON_GLOSS);
    }
    qsort(lexicon->keys, lexicon->key_count, sizeof *lexicon->keys, compare_keys);
    const enum fy_status status = group_keys(lexicon);
    return status == FY_OK ? index_readings(lexicon) : status;
}

void fy_lexicon_free(struct fy_lexicon *lexicon)
{
    if (lexicon == NULL)
        return;
    fy_free(lexicon->text);
    fy_free(lexicon->entries);
    fy_free(lexicon->strings);
    fy_free(lexicon->keys);
    fy_free(lexicon->groups);
    fy_free(lexicon->readings);
    fy_buffer_free(&lexicon->reading_text);
    fy_free(lexicon);
}

size_t fy_lexicon_count(const struct fy_lexicon *lexicon)
{
    return lexicon->count;
}

const struct fy_lexicon_entry *fy_lexicon_at(const struct fy_lexicon *lexicon, size_t index)
{
    return &lexicon->entries[index];
}

size_t fy_lexicon_bucket(const struct fy_lexicon *lexicon, const char *text, size_t size, size_t *first)
{
    size_t step;
    *first = 0;
    if (size == 0)
        return 0;
    const struct fy_lexicon_group *group = slot_of(lexicon, beginning(text, size, &step) | ANYTHING);
    *first = group->first;
    return group->count;
}

const struct fy_lexicon_entry *fy_lexicon_find(const struct fy_lexicon *lexicon, const char *text, size_t size,
                                               bool *variant)
{
    size_t step;
    if (size == 0)
        return NULL;
    const struct fy_lexicon_group *group = slot_of(lexicon, beginning(text, size, &step));
    for (size_t i = group->first; i < group->first + group->count; i++) {
        const struct fy_lexicon_key *key = &lexicon->keys[i];
        if (key->kind == FY_LEXICON_GLOSS || key->size != size || memcmp(key->text, text, size) != 0)
            continue;
        if (variant != NULL)
            *variant = key->kind == FY_LEXICON_VARIANT;
        return &lexicon->entries[key->entry];
    }
    return NULL;
}

static bool longest_of(const struct fy_lexicon *lexicon, uint64_t begin, const char *text, size_t size, unsigned kinds,
                       struct fy_lexicon_match *match)
{
    const struct fy_lexicon_group *group = slot_of(lexicon, begin);
    for (size_t i = group->first; i < group->first + group->count; i++) {
        const struct fy_lexicon_key *key = &lexicon->keys[i];
        if ((kinds & (unsigned)key->kind) == 0 || key->size > size || memcmp(key->text, text, key->size) != 0)
            continue;
        *match = (struct fy_lexicon_match){ &lexicon->entries[key->entry], key->kind, key->size };
        return true;
    }
    return false;
}

/* Keys of two characters and more begin with the text's first two; then those of one. */
bool fy_lexicon_longest(const struct fy_lexicon *lexicon, const char *text, size_t size, unsigned kinds,
                        struct fy_lexicon_match *match)
{
    size_t step;
    if (size == 0)
        return false;
    const uint64_t begin = beginning(text, size, &step), alone = (begin & ~(uint64_t)ANYTHING) | NOTHING;
    return (begin != alone && longest_of(lexicon, begin, text, size, kinds, match)) ||
           longest_of(lexicon, alone, text, size, kinds, match);
}

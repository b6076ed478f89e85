#include "language/lexicon.h"

#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of the first character; 1 for what is none. */
static size_t first_size(const char *text, size_t size)
{
    uint32_t code;
    const size_t step = fy_utf8_decode(text, size, &code);
    return step > 0 ? step : 1;
}

/* The first characters compared. */
static int compare_first(const char *a, size_t a_size, const char *b, size_t b_size)
{
    const size_t left = first_size(a, a_size), right = first_size(b, b_size);
    const int order = memcmp(a, b, left < right ? left : right);
    return order != 0 ? order : (left > right) - (left < right);
}

static int compare_text(const struct fy_lexicon_key *left, const struct fy_lexicon_key *right)
{
    const int order = strcmp(left->text, right->text);
    return order != 0 ? order : (left->entry > right->entry) - (left->entry < right->entry);
}

static int compare_keys(const void *a, const void *b)
{
    const struct fy_lexicon_key *left = a, *right = b;
    const int order = compare_first(left->text, left->size, right->text, right->size);
    if (order != 0)
        return order;
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
    return index_readings(lexicon);
}

void fy_lexicon_free(struct fy_lexicon *lexicon)
{
    if (lexicon == NULL)
        return;
    fy_free(lexicon->text);
    fy_free(lexicon->entries);
    fy_free(lexicon->strings);
    fy_free(lexicon->keys);
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
    size_t low = 0, high = lexicon->key_count;
    *first = 0;
    if (size == 0)
        return 0;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (compare_first(lexicon->keys[middle].text, lexicon->keys[middle].size, text, size) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *first = low;
    while (high < lexicon->key_count &&
           compare_first(lexicon->keys[high].text, lexicon->keys[high].size, text, size) == 0)
        high++;
    return high - low;
}

const struct fy_lexicon_entry *fy_lexicon_find(const struct fy_lexicon *lexicon, const char *text, size_t size,
                                               bool *variant)
{
    size_t first;
    const size_t count = fy_lexicon_bucket(lexicon, text, size, &first);
    for (size_t i = first; i < first + count; i++) {
        const struct fy_lexicon_key *key = &lexicon->keys[i];
        if (key->kind == FY_LEXICON_GLOSS || key->size != size || memcmp(key->text, text, size) != 0)
            continue;
        if (variant != NULL)
            *variant = key->kind == FY_LEXICON_VARIANT;
        return &lexicon->entries[key->entry];
    }
    return NULL;
}

bool fy_lexicon_longest(const struct fy_lexicon *lexicon, const char *text, size_t size, unsigned kinds,
                        struct fy_lexicon_match *match)
{
    size_t first;
    const size_t count = fy_lexicon_bucket(lexicon, text, size, &first);
    for (size_t i = first; i < first + count; i++) {
        const struct fy_lexicon_key *key = &lexicon->keys[i];
        if ((kinds & (unsigned)key->kind) == 0 || key->size > size || memcmp(key->text, text, key->size) != 0)
            continue;
        *match = (struct fy_lexicon_match){ &lexicon->entries[key->entry], key->kind, key->size };
        return true;
    }
    return false;
}

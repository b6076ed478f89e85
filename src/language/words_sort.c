/* What was written, in order, so that completion finds beginnings quickly. */
#include "language/words.h"

#include <fangyin/memory.h>
#include <stdlib.h>
#include <string.h>

enum { MUCH_NEW = 2000 /* strings that may be unsorted */ };

/* A string and whose it is, while sorting. */
struct place {
    const char *text;
    uint32_t at;
};

static int compare_places(const void *a, const void *b)
{
    const struct place *left = a, *right = b;
    const int order = strcmp(left->text, right->text);
    return order != 0 ? order : (left->at > right->at) - (left->at < right->at);
}

/* Where a new string belongs among the first `count` that are in order: behind those that are not after it. */
static size_t word_place(const struct fy_words *words, size_t count, const char *text)
{
    size_t low = 0;
    while (low < count) {
        const size_t middle = low + (count - low) / 2;
        if (strcmp(fy_counts_text(&words->words, words->order[middle]), text) <= 0)
            low = middle + 1;
        else
            count = middle;
    }
    return low;
}

/* The new ones are sorted and let in from the end on: what was in order is moved once, and not compared again. */
static enum fy_status sort_words(struct fy_words *words)
{
    const size_t count = words->words.count, fresh = count - words->sorted;
    struct place *places = fy_malloc((fresh + 1) * sizeof *places);
    uint32_t *order = fy_realloc(words->order, (count + 1) * sizeof *order);
    if (order != NULL)
        words->order = order;
    if (places == NULL || order == NULL) {
        fy_free(places);
        return FY_NO_MEMORY;
    }
    for (size_t i = 0; i < fresh; i++)
        places[i] = (struct place){ fy_counts_text(&words->words, words->sorted + i), (uint32_t)(words->sorted + i) };
    qsort(places, fresh, sizeof *places, compare_places);
    size_t end = words->sorted;
    for (size_t i = fresh; i-- > 0;) {
        const size_t low = word_place(words, end, places[i].text);
        memmove(order + low + i + 1, order + low, (end - low) * sizeof *order);
        order[low + i] = places[i].at;
        end = low;
    }
    words->sorted = count;
    fy_free(places);
    return FY_OK;
}

enum fy_status fy_words_key(const struct fy_words *words, size_t reading, struct fy_buffer *key)
{
    const char *text = strchr(fy_counts_text(&words->readings, reading), '\t') + 1;
    return fy_reading_key(key, text, strlen(text));
}

static size_t key_place(const struct fy_words *words, size_t count, const char *text)
{
    size_t low = 0;
    while (low < count) {
        const size_t middle = low + (count - low) / 2;
        if (strcmp(words->key_text.data + words->keys[middle].start, text) <= 0)
            low = middle + 1;
        else
            count = middle;
    }
    return low;
}

/* Append the keys of the new readings to key_text; starts[i] is where the i-th stands. */
static bool add_keys(struct fy_words *words, size_t *starts, size_t fresh)
{
    for (size_t i = 0; i < fresh; i++) {
        starts[i] = words->key_text.size;
        if (fy_words_key(words, words->keyed + i, &words->key_text) != FY_OK)
            return false;
        fy_buffer_putc(&words->key_text, '\0');
    }
    return !words->key_text.failed;
}

static enum fy_status sort_readings(struct fy_words *words)
{
    const size_t count = words->readings.count, fresh = count - words->keyed, before = words->key_text.size;
    struct place *places = fy_malloc((fresh + 1) * sizeof *places);
    size_t *starts = fy_malloc((fresh + 1) * sizeof *starts);
    struct fy_word_reading *keys = fy_realloc(words->keys, (count + 1) * sizeof *keys);
    if (keys != NULL)
        words->keys = keys;
    const bool good = places != NULL && starts != NULL && keys != NULL && add_keys(words, starts, fresh);
    for (size_t i = 0; good && i < fresh; i++)
        places[i] = (struct place){ words->key_text.data + starts[i], (uint32_t)i };
    if (good) {
        qsort(places, fresh, sizeof *places, compare_places);
        size_t end = words->keyed;
        for (size_t i = fresh; i-- > 0;) {
            const size_t low = key_place(words, end, places[i].text), reading = words->keyed + places[i].at;
            memmove(keys + low + i + 1, keys + low, (end - low) * sizeof *keys);
            keys[low + i] = (struct fy_word_reading){ starts[places[i].at], words->readings.items[reading].extra,
                                                      (uint32_t)reading };
            end = low;
        }
        words->key_count = words->keyed = count;
    } else if (words->key_text.failed) {
        fy_buffer_free(&words->key_text);
        words->key_count = words->keyed = 0;
    } else {
        words->key_text.size = before;
    }
    fy_free(places);
    fy_free(starts);
    return good ? FY_OK : FY_NO_MEMORY;
}

enum fy_status fy_words_sort(struct fy_words *words)
{
    enum fy_status status = FY_OK;
    if (words->words.count > words->sorted + MUCH_NEW || words->sorted == 0)
        status = sort_words(words);
    if (status == FY_OK && (words->readings.count > words->keyed + MUCH_NEW || words->keyed == 0))
        status = sort_readings(words);
    return status;
}

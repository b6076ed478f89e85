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

static enum fy_status sort_words(struct fy_words *words)
{
    const size_t count = words->words.count;
    struct place *places = fy_malloc((count + 1) * sizeof *places);
    uint32_t *order = fy_realloc(words->order, (count + 1) * sizeof *order);
    if (order != NULL)
        words->order = order;
    if (places == NULL || order == NULL) {
        fy_free(places);
        return FY_NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++)
        places[i] = (struct place){ fy_counts_text(&words->words, i), (uint32_t)i };
    qsort(places, count, sizeof *places, compare_places);
    for (size_t i = 0; i < count; i++)
        order[i] = places[i].at;
    words->sorted = count;
    fy_free(places);
    return FY_OK;
}

enum fy_status fy_words_key(const struct fy_words *words, size_t reading, struct fy_buffer *key)
{
    const char *text = strchr(fy_counts_text(&words->readings, reading), '\t') + 1;
    return fy_reading_key(key, text, strlen(text));
}

static enum fy_status sort_readings(struct fy_words *words)
{
    const size_t count = words->readings.count;
    struct fy_buffer text = FY_BUFFER_EMPTY;
    struct place *places = fy_malloc((count + 1) * sizeof *places);
    size_t *starts = fy_malloc((count + 1) * sizeof *starts);
    struct fy_word_reading *keys = fy_malloc((count + 1) * sizeof *keys);
    bool good = places != NULL && starts != NULL && keys != NULL;
    for (size_t i = 0; good && i < count; i++) {
        starts[i] = text.size;
        good = fy_words_key(words, i, &text) == FY_OK;
        fy_buffer_putc(&text, '\0');
        good = good && !text.failed;
    }
    if (good) {
        for (size_t i = 0; i < count; i++)
            places[i] = (struct place){ text.data + starts[i], (uint32_t)i };
        qsort(places, count, sizeof *places, compare_places);
        for (size_t i = 0; i < count; i++)
            keys[i] = (struct fy_word_reading){ starts[places[i].at], words->readings.items[places[i].at].extra,
                                                places[i].at };
        fy_free(words->keys);
        fy_buffer_free(&words->key_text);
        words->keys = keys;
        words->key_text = text;
        words->key_count = words->keyed = count;
    } else {
        fy_free(keys);
        fy_buffer_free(&text);
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

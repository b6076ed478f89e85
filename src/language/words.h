/* What was written, as its files see it. */
#ifndef LANGUAGE_WORDS_H
#define LANGUAGE_WORDS_H

#include "language/counts.h"

#include <fangyin/lexicon.h>

/* A reading's key with the word it is of. */
struct fy_word_reading {
    size_t start; /* in key_text */
    uint32_t word, reading;
};

struct fy_words {
    struct fy_counts words;    /* extra: characters */
    struct fy_counts readings; /* "word<tab>reading"; extra: the word */

    uint32_t *best;            /* of each word its most frequent reading, plus 1; 0: none is known */
    size_t best_capacity;

    struct fy_word *list; /* what fy_words_list gave last */

    /* For completion: the first `sorted` words in order of text, and the first `keyed` readings in order of their keys.
     * Newer ones are few and looked through one by one. */
    uint32_t *order;
    size_t sorted;
    struct fy_buffer key_text;
    struct fy_word_reading *keys;
    size_t key_count, keyed;
};

/* Bring the sorted parts up to date where what is new has become much. FY_NO_MEMORY: they stay as they were. */
enum fy_status fy_words_sort(struct fy_words *words);
/* The key of a reading, for those that are not keyed yet. */
enum fy_status fy_words_key(const struct fy_words *words, size_t reading, struct fy_buffer *key);

/* A reading that is among the most frequent of a word, "" if none is known. */
const char *fy_words_reading(const struct fy_words *words, size_t word);

#endif

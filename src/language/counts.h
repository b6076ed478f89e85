/* Strings with counts: a hash table that only grows. */
#ifndef LANGUAGE_COUNTS_H
#define LANGUAGE_COUNTS_H

#include <fangyin/buffer.h>
#include <stdint.h>

struct fy_count {
    size_t start, size; /* in text */
    uint32_t hash;
    uint32_t extra; /* the user's own */
    long count;
};

struct fy_counts {
    struct fy_buffer text; /* the strings, each with a NUL behind */
    struct fy_count *items; /* in the order they came */
    size_t count, capacity;
    uint32_t *slots; /* item + 1, or 0 */
    size_t slot_count; /* a power of two, or 0 */
};

/* The string's item, made with count 0 if it is new. FY_NO_MEMORY, and nothing changed. */
enum fy_status fy_counts_get(struct fy_counts *counts, const char *text, size_t size, size_t *item);
/* The same without making one: FY_NONE for a new one. */
size_t fy_counts_find(const struct fy_counts *counts, const char *text, size_t size);
const char *fy_counts_text(const struct fy_counts *counts, size_t item); /* good until the next new string */
void fy_counts_free(struct fy_counts *counts);

#endif

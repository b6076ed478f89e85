/* Allocation with one place to make it fail, so that tests can walk every out-of-memory path. */
#ifndef FANGYIN_MEMORY_H
#define FANGYIN_MEMORY_H

#include <stddef.h>

/* As malloc, calloc and realloc; NULL when the system has no more, or a test says so. Free with fy_free. */
void *fy_malloc(size_t size);
void *fy_calloc(size_t count, size_t size);
void *fy_realloc(void *old, size_t size);
char *fy_strdup(const char *text);
char *fy_strndup(const char *text, size_t size);
void fy_free(void *memory);

/* Grow an array to hold at least `wanted` elements of `size` bytes, by half again at a time. *capacity counts elements.
 * Returns the new address, or NULL and leaves array and *capacity as they were. */
void *fy_grow(void *array, size_t *capacity, size_t wanted, size_t size);

/* For tests: the allocation after `count` more ones fails, once; a negative count switches this off. One thread only. */
void fy_memory_fail_after(long count);

/* As above, for layers that cannot go on without memory (the annotator, whose typed text is in the journal already):
 * on failure they call the handler, which must not return; without one, abort. */
void *fy_must_malloc(size_t size);
void *fy_must_calloc(size_t count, size_t size);
void *fy_must_realloc(void *old, size_t size);
char *fy_must_strdup(const char *text);
void fy_memory_on_failure(void (*handler)(void));

#endif

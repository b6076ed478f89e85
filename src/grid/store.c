#include "grid/internal.h"
#include <fangyin/memory.h>
#include <stdint.h>

#define FIRST_CHUNK ((size_t)4096)
#define LAST_CHUNK ((size_t)1 << 20)

const char fy_no_text[1] = "";

/* A chunk for at least `wanted` bytes. Chunks double, so that small grids stay small and large ones need few. Text that
 * would fill most of a chunk gets one to itself, behind the one being filled, whose rest stays in use. */
static struct fy_text_chunk *add_chunk(struct fy_text_store *store, size_t wanted)
{
    struct fy_text_chunk *first = store->chunks;
    size_t size = FIRST_CHUNK;
    while (first && size < LAST_CHUNK && size <= first->size) {
        size *= 2;
    }
    bool alone = first && wanted > size / 2;
    if (alone || wanted > size) {
        size = wanted;
    }
    if (size > SIZE_MAX - sizeof(struct fy_text_chunk)) {
        return NULL;
    }
    struct fy_text_chunk *chunk = fy_malloc(sizeof *chunk + size);
    if (!chunk) {
        return NULL;
    }
    chunk->size = size;
    chunk->used = 0;
    if (alone) {
        chunk->next = first->next;
        first->next = chunk;
    } else {
        chunk->next = first;
        store->chunks = chunk;
    }
    return chunk;
}

const char *fy_grid_keep(struct fy_grid *grid, const char *text, size_t size)
{
    if (size == 0) {
        return fy_no_text;
    }
    if (size == SIZE_MAX) {
        return NULL;
    }
    struct fy_text_chunk *chunk = grid->store.chunks;
    if (!chunk || chunk->size - chunk->used <= size) {
        chunk = add_chunk(&grid->store, size + 1);
        if (!chunk) {
            return NULL;
        }
    }
    char *copy = chunk->bytes + chunk->used;
    memcpy(copy, text, size);
    copy[size] = '\0';
    chunk->used += size + 1;
    return copy;
}

/* The pointer to the chunk whose last text this is; NULL if there is none. Large text lies behind the chunk being
 * filled, so what was kept last is near the head of the list. */
static struct fy_text_chunk **chunk_ending_in(struct fy_text_store *store, const char *text)
{
    const char *end = text + strlen(text) + 1;
    for (struct fy_text_chunk **link = &store->chunks; *link; link = &(*link)->next) {
        if ((*link)->bytes + (*link)->used == end) {
            return link;
        }
    }
    return NULL;
}

const char *fy_text_store_supersede(struct fy_text_store *store, const char *old, const char *fresh)
{
    if (old == fy_no_text) {
        return fresh;
    }
    size_t old_size = strlen(old) + 1, fresh_size = strlen(fresh) + 1;
    struct fy_text_chunk **link = fresh != fy_no_text ? chunk_ending_in(store, fresh) : NULL;
    if (link && old + old_size == fresh) {
        char *place = (*link)->bytes + (*link)->used - fresh_size - old_size;
        memmove(place, fresh, fresh_size);
        (*link)->used -= old_size;
        return place;
    }
    link = chunk_ending_in(store, old);
    if (link) {
        struct fy_text_chunk *chunk = *link;
        chunk->used -= old_size;
        if (chunk->used == 0 && chunk != store->chunks) {
            *link = chunk->next;
            fy_free(chunk);
        }
    }
    return fresh;
}

size_t fy_text_store_used(const struct fy_text_store *store)
{
    size_t used = 0;
    for (const struct fy_text_chunk *chunk = store->chunks; chunk; chunk = chunk->next) {
        used += chunk->used;
    }
    return used;
}

void fy_text_store_free(struct fy_text_store *store)
{
    while (store->chunks) {
        struct fy_text_chunk *next = store->chunks->next;
        fy_free(store->chunks);
        store->chunks = next;
    }
}

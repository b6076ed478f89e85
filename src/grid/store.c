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

void fy_text_store_free(struct fy_text_store *store)
{
    while (store->chunks) {
        struct fy_text_chunk *next = store->chunks->next;
        fy_free(store->chunks);
        store->chunks = next;
    }
}

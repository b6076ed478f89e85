#include "language/counts.h"

#include <fangyin/grid.h>
#include <fangyin/memory.h>
#include <string.h>

/* FNV-1a. */
static uint32_t hash_of(const char *text, size_t size)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)text[i]) * 16777619u;
    return hash;
}

/* The slot that has the string, or the empty one where it would go. */
static size_t slot_of(const struct fy_counts *counts, const char *text, size_t size, uint32_t hash)
{
    size_t slot = hash & (counts->slot_count - 1);
    for (; counts->slots[slot] != 0; slot = (slot + 1) & (counts->slot_count - 1)) {
        const struct fy_count *item = &counts->items[counts->slots[slot] - 1];
        if (item->hash == hash && item->size == size && memcmp(counts->text.data + item->start, text, size) == 0)
            break;
    }
    return slot;
}

size_t fy_counts_find(const struct fy_counts *counts, const char *text, size_t size)
{
    if (counts->slot_count == 0)
        return FY_NONE;
    const uint32_t found = counts->slots[slot_of(counts, text, size, hash_of(text, size))];
    return found == 0 ? FY_NONE : found - 1;
}

static bool grow_slots(struct fy_counts *counts)
{
    const size_t wanted = counts->slot_count == 0 ? 256 : counts->slot_count * 2;
    uint32_t *slots = fy_calloc(wanted, sizeof *slots);
    if (slots == NULL)
        return false;
    for (size_t i = 0; i < counts->count; i++) {
        size_t slot = counts->items[i].hash & (wanted - 1);
        while (slots[slot] != 0)
            slot = (slot + 1) & (wanted - 1);
        slots[slot] = (uint32_t)i + 1;
    }
    fy_free(counts->slots);
    counts->slots = slots;
    counts->slot_count = wanted;
    return true;
}

enum fy_status fy_counts_get(struct fy_counts *counts, const char *text, size_t size, size_t *item)
{
    const uint32_t hash = hash_of(text, size);
    if ((counts->count + 1) * 2 > counts->slot_count && !grow_slots(counts))
        return FY_NO_MEMORY;
    const size_t slot = slot_of(counts, text, size, hash);
    if (counts->slots[slot] != 0) {
        *item = counts->slots[slot] - 1;
        return FY_OK;
    }
    struct fy_count *items = fy_grow(counts->items, &counts->capacity, counts->count + 1, sizeof *items);
    if (items == NULL)
        return FY_NO_MEMORY;
    counts->items = items;
    if (!fy_buffer_reserve(&counts->text, size + 1))
        return FY_NO_MEMORY;
    items[counts->count] = (struct fy_count){ counts->text.size, size, hash, 0, 0 };
    fy_buffer_append(&counts->text, text, size);
    fy_buffer_putc(&counts->text, '\0');
    *item = counts->count++;
    counts->slots[slot] = (uint32_t)counts->count;
    return FY_OK;
}

const char *fy_counts_text(const struct fy_counts *counts, size_t item)
{
    return counts->text.data + counts->items[item].start;
}

void fy_counts_free(struct fy_counts *counts)
{
    fy_buffer_free(&counts->text);
    fy_free(counts->items);
    fy_free(counts->slots);
    *counts = (struct fy_counts){ 0 };
}

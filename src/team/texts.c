#include "team/texts.h"

#include <fangyin/memory.h>
#include <string.h>

const char *fy_texts_keep(struct fy_texts *texts, const char *text)
{
    if (text[0] == '\0')
        return "";
    for (size_t i = 0; i < texts->count; i++) {
        if (strcmp(texts->items[i], text) == 0)
            return texts->items[i];
    }
    char **grown = fy_grow(texts->items, &texts->capacity, texts->count + 1, sizeof *grown);
    if (!grown)
        return NULL;
    texts->items = grown;
    grown[texts->count] = fy_strdup(text);
    return grown[texts->count] ? grown[texts->count++] : NULL;
}

void fy_texts_clear(struct fy_texts *texts)
{
    while (texts->count > 0)
        fy_free(texts->items[--texts->count]);
}

void fy_texts_free(struct fy_texts *texts)
{
    fy_texts_clear(texts);
    fy_free(texts->items);
    *texts = (struct fy_texts){ 0 };
}

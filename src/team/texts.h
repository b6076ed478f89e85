/* Copies of texts that live as long as what they belong to, each text once. */
#ifndef FANGYIN_TEAM_TEXTS_H
#define FANGYIN_TEAM_TEXTS_H

#include <stddef.h>

struct fy_texts {
    char **items;
    size_t count, capacity;
};

/* NULL when out of memory; "" needs none. */
const char *fy_texts_keep(struct fy_texts *texts, const char *text);
void fy_texts_clear(struct fy_texts *texts); /* keeps the list's memory */
void fy_texts_free(struct fy_texts *texts);

#endif

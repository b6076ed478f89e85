#include "ui/effect.h"

#include <fangyin/memory.h>

void fy_effects_push(struct fy_effects *effects, struct fy_effect effect)
{
    if (effects->count == effects->capacity) {
        effects->capacity = effects->capacity ? effects->capacity * 2 : 16;
        effects->items = fy_must_realloc(effects->items, effects->capacity * sizeof *effects->items);
    }
    effects->items[effects->count++] = effect;
}

void fy_effects_free(struct fy_effects *effects)
{
    fy_free(effects->items);
    effects->items = NULL;
    effects->count = effects->capacity = 0;
}

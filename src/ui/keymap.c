#include "ui/keymap.h"

#include "base/messages.h"

#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct binding {
    struct fy_key key;
    enum fy_action action;
    unsigned modes;
};

struct fy_keymap {
    struct binding *bindings;
    size_t count, capacity;
};

static void bind(struct fy_keymap *keymap, struct fy_key key, enum fy_action action, unsigned modes)
{
    for (size_t i = 0; i < keymap->count; i++) {
        if (fy_key_equal(keymap->bindings[i].key, key))
            keymap->bindings[i].modes &= ~modes;
    }
    if (keymap->count == keymap->capacity) {
        keymap->capacity = keymap->capacity ? keymap->capacity * 2 : 128;
        keymap->bindings = fy_must_realloc(keymap->bindings, keymap->capacity * sizeof *keymap->bindings);
    }
    keymap->bindings[keymap->count++] = (struct binding){ key, action, modes };
}

/* Walks a list of names; false at its end. */
static bool next_word(const char **list, const char **word, size_t *size)
{
    *list += strspn(*list, " \t");
    *word = *list;
    *size = strcspn(*list, " \t");
    *list += *size;
    return *size > 0;
}

static void bind_list(struct fy_keymap *keymap, enum fy_action action, const char *list, unsigned modes)
{
    const char *word;
    size_t size;
    struct fy_key key;
    while (next_word(&list, &word, &size)) {
        if (fy_key_read(word, size, &key))
            bind(keymap, key, action, modes);
    }
}

struct fy_keymap *fy_keymap_new(void)
{
    struct fy_keymap *keymap = fy_must_calloc(1, sizeof *keymap);
    for (int i = 1; i < FY_ACTION_COUNT; i++) {
        const struct fy_action_info *info = fy_action_info((enum fy_action)i);
        bind_list(keymap, (enum fy_action)i, info->always, FY_IN_BOTH);
        bind_list(keymap, (enum fy_action)i, info->moving, FY_IN_NAVIGATE);
        bind_list(keymap, (enum fy_action)i, info->writing, FY_IN_EDIT);
    }
    return keymap;
}

void fy_keymap_free(struct fy_keymap *keymap)
{
    if (!keymap)
        return;
    fy_free(keymap->bindings);
    fy_free(keymap);
}

enum fy_status fy_keymap_bind(struct fy_keymap *keymap, const char *action, const char *keys, unsigned modes,
                              struct fy_error *error)
{
    const enum fy_action found = fy_action_find(action, strlen(action));
    if (found == FY_ACTION_NONE)
        return fy_fail(error, FY_SYNTAX, _("“%s” is no action; `fangyin keys` lists them"), action);
    const char *list = keys, *word;
    size_t size;
    struct fy_key key;
    while (next_word(&list, &word, &size)) {
        if (!fy_key_read(word, size, &key))
            return fy_fail(error, FY_SYNTAX, _("“%.*s” is no key; write for example Tab, F4, C-s, M-Right or a letter"),
                           (int)size, word);
        if ((modes & FY_IN_EDIT) && fy_key_is_text(key))
            return fy_fail(error, FY_SYNTAX, _("“%.*s” types text while writing and cannot be a command there"),
                           (int)size, word);
    }
    for (size_t i = 0; i < keymap->count; i++) {
        if (keymap->bindings[i].action == found)
            keymap->bindings[i].modes &= ~modes;
    }
    bind_list(keymap, found, keys, modes);
    return FY_OK;
}

enum fy_action fy_keymap_find(const struct fy_keymap *keymap, struct fy_key key, unsigned mode)
{
    if (mode == FY_IN_NAVIGATE && key.modifiers == 0)
        key.code = fy_fullwidth_to_ascii(key.code);
    for (size_t i = keymap->count; i-- > 0;) {
        const struct binding *binding = &keymap->bindings[i];
        if ((binding->modes & mode) && fy_key_equal(binding->key, key))
            return binding->action;
    }
    return FY_ACTION_NONE;
}

const char *fy_keymap_keys(const struct fy_keymap *keymap, enum fy_action action, unsigned modes, char *list,
                           size_t size)
{
    size_t used = 0;
    if (size > 0)
        list[0] = '\0';
    for (size_t i = 0; i < keymap->count; i++) {
        const struct binding *binding = &keymap->bindings[i];
        if (binding->action != action || !(binding->modes & modes))
            continue;
        char name[FY_KEY_NAME];
        fy_key_write(binding->key, name);
        const int wrote = snprintf(list + used, size - used, "%s%s", used ? " " : "", name);
        if (wrote < 0 || (size_t)wrote >= size - used) {
            list[used] = '\0';
            break;
        }
        used += (size_t)wrote;
    }
    return list;
}

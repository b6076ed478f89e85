/* Which key does what in which mode. */
#ifndef FANGYIN_UI_KEYMAP_H
#define FANGYIN_UI_KEYMAP_H

#include "ui/action.h"
#include "ui/key.h"

#include <fangyin/status.h>

struct fy_keymap;

/* The default keys of the action table. */
struct fy_keymap *fy_keymap_new(void);
void fy_keymap_free(struct fy_keymap *keymap);

/* Give an action the keys of a list ("F4 Space"), instead of those it has in these modes. A key it takes from another
 * action is that one's no longer. FY_SYNTAX names what is no action or key. */
enum fy_status fy_keymap_bind(struct fy_keymap *keymap, const char *action, const char *keys, unsigned modes,
                              struct fy_error *error);

/* The action of a key; a full-width form counts as its ASCII one in navigate mode. */
enum fy_action fy_keymap_find(const struct fy_keymap *keymap, struct fy_key key, unsigned mode);

/* The keys of an action in a mode, as a list of names, "" if none. */
const char *fy_keymap_keys(const struct fy_keymap *keymap, enum fy_action action, unsigned modes, char *list,
                           size_t size);

#endif

/* Everything the annotator can be told to do: one table makes the keymap, the help screen, the key file, the manual and
 * the command line. */
#ifndef FANGYIN_UI_ACTION_H
#define FANGYIN_UI_ACTION_H

#include <stddef.h>

enum fy_action {
    FY_ACTION_NONE,
#define ACTION(id, name, always, moving, writing, argument, help) FY_ACTION_##id,
#include "ui/actions.def"
#undef ACTION
    FY_ACTION_COUNT
};

enum fy_mode_bit { FY_IN_NAVIGATE = 1, FY_IN_EDIT = 2, FY_IN_BOTH = 3 };

struct fy_action_info {
    const char *name;     /* in key files and on the command line */
    const char *always;   /* default keys of both modes, separated by spaces */
    const char *moving;   /* default keys of navigate mode alone */
    const char *writing;  /* default keys of edit mode alone */
    const char *argument; /* what it takes on the command line, or "" */
    const char *help;     /* English; translate when shown */
};

const struct fy_action_info *fy_action_info(enum fy_action action);
enum fy_action fy_action_find(const char *name, size_t size); /* FY_ACTION_NONE if there is none */

#endif

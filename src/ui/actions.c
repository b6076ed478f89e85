#include "base/messages.h"
#include "ui/action.h"

#include <string.h>

static const struct fy_action_info table[FY_ACTION_COUNT] = {
    { "", "", "", "", "", "" },
#define ACTION(id, name, always, moving, writing, argument, help) { name, always, moving, writing, argument, help },
#include "ui/actions.def"
#undef ACTION
};

const struct fy_action_info *fy_action_info(enum fy_action action)
{
    return &table[action];
}

enum fy_action fy_action_find(const char *name, size_t size)
{
    for (int i = 1; i < FY_ACTION_COUNT; i++) {
        if (strlen(table[i].name) == size && memcmp(table[i].name, name, size) == 0)
            return (enum fy_action)i;
    }
    return FY_ACTION_NONE;
}

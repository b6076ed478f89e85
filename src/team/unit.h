/* The memory behind a unit's state; unit.c has it, unit_apply.c changes it. */
#ifndef FANGYIN_TEAM_UNIT_H
#define FANGYIN_TEAM_UNIT_H

#include "team/texts.h"

#include <fangyin/team.h>

struct fy_unit_log {
    struct fy_unit unit; /* rev 0 before the first event */
    struct fy_unit_slot *slots;
    size_t slot_capacity;
    struct fy_texts texts;
};

struct fy_unit_slot *fy_unit_add_slot(struct fy_unit_log *log); /* NULL when out of memory */
void fy_unit_remove_slot(struct fy_unit_log *log, size_t slot);

/* The first slot whose claim has run out, or slot_count. */
size_t fy_unit_lapsed(const struct fy_unit *unit, double time);

#endif

/* A task's state as memory: its events change a copy, which replaces it if all went well. */
#ifndef FANGYIN_TEAM_TASK_H
#define FANGYIN_TEAM_TASK_H

#include "team/texts.h"

#include <fangyin/task.h>

struct fy_task_log {
    struct fy_task task; /* rev 0 before the first event */
    struct fy_candidate candidates[FY_CANDIDATES_MOST];
    const char *criteria[FY_CRITERIA_MOST];
    struct fy_judgement *judgements;
    size_t judgement_capacity;
    struct fy_texts texts;
};

#endif

/* Whether the tiers of machines' drafts are shown. */
#ifndef FANGYIN_TERMINAL_DRAFTS_H
#define FANGYIN_TERMINAL_DRAFTS_H

#include <fangyin/grid.h>
#include <fangyin/project.h>
#include <stdbool.h>

/* By [draft] of fangyin.ini: show = yes, unless more than the share `worst` (0.3) of the characters of the drafts in this
 * grid differ from what was written. */
bool fy_drafts_shown(const struct fy_project *project, const struct fy_grid *grid);

#endif

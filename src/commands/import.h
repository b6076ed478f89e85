/* Drafts of machines, read or made. */
#ifndef FANGYIN_COMMANDS_IMPORT_H
#define FANGYIN_COMMANDS_IMPORT_H

#include <fangyin/drafts.h>
#include <fangyin/project.h>
#include <fangyin/recording.h>

/* Let the recogniser of fangyin.ini ([draft] command) hear each written or empty segment of a tier that is no pause, and
 * append what it prints. The command is split at blanks and run without a shell; %s in it becomes the path of a WAV file of
 * the segment (16 kHz, mono, 16 bits), which is behind it where it has no %s. A run that takes longer than [draft] timeout
 * (120 s) is ended, and counts as failed; *failed counts. FY_NOT_FOUND where no command is set or it cannot be started. */
enum fy_status fy_import_recognise(struct fy_hypotheses *hypotheses, const struct fy_project *project,
                                   struct fy_recording *recording, const struct fy_grid *grid, size_t tier, size_t *failed,
                                   struct fy_error *error);

#endif

/* Settings of listening in files: the [listen] sections of fangyin.ini, and what the annotator remembers by itself in
 * $XDG_STATE_HOME/fangyin (~/.local/state/fangyin): listening.ini for the person, recordings/HASH.ini for each recording,
 * HASH being that of its absolute path. Both are ini files of one section:
 *   [listen]  speed = 0.8   volume = 90
 *   [listen]  recording = /FOLDER/rec.flac   gain = auto   channel = left   muted = 16000-32000 48000-50000
 * A file that is not there or cannot be understood changes nothing. */
#ifndef FANGYIN_REMEMBERED_H
#define FANGYIN_REMEMBERED_H

#include <fangyin/listening.h>
#include <fangyin/project.h>

/* What the project's and the user's fangyin.ini say in [listen]; the rest stays as it is. */
void fy_project_listening(const struct fy_project *project, struct fy_listening *listening);

/* What is remembered of the person and of a recording; the rest stays as it is. */
void fy_remembered_read(const char *recording, struct fy_listening *listening);

/* Remember it, each file replaced in one step. FY_NO_ACCESS where no home is known. */
enum fy_status fy_remembered_write(const char *recording, const struct fy_listening *listening, struct fy_error *error);

#endif

#ifndef FANGYIN_TEAM_NAMES_H
#define FANGYIN_TEAM_NAMES_H

#include <fangyin/team.h>

/* The subjects of streams. */
#define SUBJECT_UNIT "unit"
#define SUBJECT_QUESTION "question"
#define SUBJECT_TASK "task"

/* What stands behind "SUBJECT/" in a stream, NULL where it is of another subject. */
const char *fy_stream_name(const char *stream, const char *subject);

#endif

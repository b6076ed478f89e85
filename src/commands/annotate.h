/* The annotator, opened by another command. */
#ifndef FANGYIN_COMMANDS_ANNOTATE_H
#define FANGYIN_COMMANDS_ANNOTATE_H

#include "terminal/desk.h"

/* As `fangyin annotate` with these arguments, for a team (NULL: for nobody). Returns the exit status. */
int fy_annotate_for(const struct fy_desk *desk, int argc, char **argv);

#endif

/* Another program run without a shell, its output read through a pipe. It is ended with us: what it writes breaks off when
 * nobody reads. */
#ifndef FANGYIN_SOUND_PROGRAM_H
#define FANGYIN_SOUND_PROGRAM_H

#include <fangyin/status.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

struct fy_program {
    pid_t pid;
    int output;  /* its standard output; reading gives 0 at the end */
    FILE *words; /* what it says on standard error */
};

/* True if there is a program of that name in $PATH. */
bool fy_program_exists(const char *name);

/* arguments: its name and arguments, then NULL. 0 or an errno value. */
int fy_program_start(struct fy_program *program, const char *const *arguments);
/* Read some of its output: bytes, 0 at the end, -1 on an error, -2 when there was none for `milliseconds`. */
ssize_t fy_program_read(struct fy_program *program, void *bytes, size_t size, int milliseconds);
/* Wait for its end (at once: it is killed first); true if it said that all went well. The last line that it wrote on
 * standard error is put in line. */
bool fy_program_end(struct fy_program *program, bool at_once, char *line, size_t size);

#endif

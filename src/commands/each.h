/* The same work for each of many files, on all cores; what it gives is printed in the order of the files. */
#ifndef FANGYIN_COMMANDS_EACH_H
#define FANGYIN_COMMANDS_EACH_H

#include "commands/walk.h"

#include <fangyin/buffer.h>

enum { FY_EACH_COUNTS = 4 };

/* What one file gave. */
struct fy_each_result {
    struct fy_buffer text;         /* for standard output */
    struct fy_buffer messages;     /* for standard error: whole lines, printed before the text */
    size_t counts[FY_EACH_COUNTS]; /* the command's own; added up over all files */
    double seconds;                /* of sound; where any is told, the bar has hours, speed and time left */
    struct fy_error error;         /* where the file could not be used */
};

struct fy_each {
    const struct fy_command_paths *paths;
    void *context; /* of the command; read by all threads */
    /* What a thread needs for itself: made before its first file, freed after its last. Both NULL where it needs nothing. */
    void *(*begin)(void *context, struct fy_error *error);
    void (*end)(void *mine);
    void (*work)(void *context, void *mine, const char *path, struct fy_each_result *result);
};

/* Do it. counts (may be NULL) gets the sums. On a terminal it shows how far it is. False if a file could not be used, or memory
 * failed; that was printed. Memory grows with what a few files give, not with how many there are. */
bool fy_each_run(const struct fy_each *each, size_t counts[FY_EACH_COUNTS]);

#endif

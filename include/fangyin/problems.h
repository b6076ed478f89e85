/* What was wrong in a file of which the rest is used: a list of errors, each with its place and a sentence. */
#ifndef FANGYIN_PROBLEMS_H
#define FANGYIN_PROBLEMS_H

#include <fangyin/status.h>

enum { FY_PROBLEMS_MOST = 100 }; /* further ones are not kept */

struct fy_problems {
    struct fy_error *items;
    size_t count, capacity;
};

/* Append a problem: its status, place and sentence. Returns FY_OK, or FY_NO_MEMORY; problems may be NULL. */
enum fy_status fy_problems_add(struct fy_problems *problems, enum fy_status status, unsigned line, unsigned column,
                               const char *format, ...) FY_PRINTF(5, 6);
void fy_problems_free(struct fy_problems *problems); /* frees and empties */

#endif

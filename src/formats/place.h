/* Where in a text: lines end with LF, CR or CRLF and count from 1, columns count characters from 1. */
#ifndef FANGYIN_PLACE_H
#define FANGYIN_PLACE_H

#include <stddef.h>

/* A walk through text to ever later places, so that many are found in one pass. Start with { 0, 1, 0 }. */
struct fy_place {
    size_t offset;     /* where the walk is; all before it is counted */
    unsigned line;     /* of offset */
    size_t line_start; /* offset where that line starts */
};

/* Walk on to `offset`, not before the last one; returns its column. place->line is its line. */
unsigned fy_place_find(struct fy_place *place, const char *text, size_t offset);

#endif

/* What speakers said, one after the other or over each other, on its way to tiers.
 *
 *     text      | good morning | hello ... |      the first who speaks; `speaker` says who
 *     speaker   | Ann          | Bo        |
 *     text@Ann        ...        | yes |          who speaks into that of somebody else
 */
#ifndef FANGYIN_TURNS_H
#define FANGYIN_TURNS_H

#include "formats/findings.h"

struct fy_turn {
    double xmin, xmax;    /* seconds, xmin <= xmax */
    size_t text, size;    /* offset in the pool */
    size_t speaker;       /* offset of a NUL-ended name in the pool, or FY_NONE */
    size_t offset, order; /* in the file's text, for findings; of adding */
};

struct fy_turns {
    struct fy_buffer pool;
    struct fy_turn *items;
    size_t count, capacity;
};

#define FY_TURNS_EMPTY              \
    {                               \
        FY_BUFFER_EMPTY, NULL, 0, 0 \
    }

void fy_turns_free(struct fy_turns *turns);
/* Texts are copied; speaker NULL or "": not known. xmin and xmax are exchanged, with a finding, where they must. */
enum fy_status fy_turns_add(struct fy_turns *turns, double xmin, double xmax, const char *text, size_t size,
                            const char *speaker, size_t offset, struct fy_finding_list *findings);
/* The earliest and latest time, where they lie outside. */
void fy_turns_extend(const struct fy_turns *turns, double *xmin, double *xmax);
/* Append the tiers; the grid's domain holds all turns. The speaker tier only if with_speakers, and somebody is known.
 */
enum fy_status fy_turns_append_tiers(struct fy_turns *turns, struct fy_grid *grid, const char *name, bool with_speakers,
                                     struct fy_finding_list *findings);

#endif

/* Texts as units: what align.c gets from units.c and leaves to trace.c. */
#ifndef FANGYIN_COMPARE_INTERNAL_H
#define FANGYIN_COMPARE_INTERNAL_H

#include <fangyin/align.h>
#include <fangyin/buffer.h>
#include <stdint.h>

/* One grapheme: where it stands in its text, and a number that equal graphemes share. */
struct fy_unit {
    size_t start, size;
    uint32_t code;
};

struct fy_units {
    struct fy_unit *items;
    size_t count, capacity;
};

/* Graphemes of more than one character, in normal form C, that were given a number: one list for both texts. */
struct fy_unit_names;

struct fy_unit_names *fy_unit_names_new(void);
void fy_unit_names_free(struct fy_unit_names *names);
enum fy_status fy_units_read(struct fy_units *units, const char *text, size_t size, unsigned flags,
                             struct fy_unit_names *names);

/* The same for tokens that end with a NUL each (<fangyin/normaliser.h>); equal bytes are equal tokens. */
enum fy_status fy_units_of_tokens(struct fy_units *units, const struct fy_buffer *tokens, struct fy_unit_names *names);
/* Counts as fy_align_count has them, of such tokens. */
enum fy_status fy_align_count_tokens(const struct fy_buffer *a, const struct fy_buffer *b,
                                     struct fy_align_counts *counts);

/* The cost of an alignment: edits in the upper half, substitutions in the lower. Of equally many edits, fewer
 * substitutions mean more equal units, because 2 H = |a| + |b| - edits - S. */
typedef uint64_t fy_cost;
#define FY_COST_EDIT ((fy_cost)1 << 32)
#define FY_COST_SUBSTITUTION (FY_COST_EDIT + 1)

/* row[j] = cost of a with the first j units of b, for j up to b_count. With step -1, a and b are the last units and are
 * walked backward. row has b_count + 1 places. */
void fy_cost_row(fy_cost *row, const struct fy_unit *a, size_t a_count, const struct fy_unit *b, size_t b_count,
                 int step);

/* Append the steps of a with b. Tables of at most `cells` moves are walked back directly, larger ones halved first
 * (Hirschberg 1975). steps has room for a_count + b_count more. */
enum fy_status fy_trace(struct fy_alignment *alignment, const struct fy_units *a, const struct fy_units *b,
                        size_t cells);

#endif

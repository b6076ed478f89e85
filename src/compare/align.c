#include "compare/internal.h"

#include <fangyin/memory.h>
#include <math.h>
#include <string.h>

enum { TABLE_CELLS = 1 << 16 };

/* Both texts as units. Free with free_both, also after a failure. */
struct both {
    struct fy_units a, b;
    struct fy_unit_names *names;
};

static enum fy_status read_both(struct both *both, const char *a, size_t a_size, const char *b, size_t b_size,
                                unsigned flags)
{
    *both = (struct both){ .names = fy_unit_names_new() };
    if (!both->names)
        return FY_NO_MEMORY;
    const enum fy_status status = fy_units_read(&both->a, a, a_size, flags, both->names);
    return status == FY_OK ? fy_units_read(&both->b, b, b_size, flags, both->names) : status;
}

static void free_both(struct both *both)
{
    fy_free(both->a.items);
    fy_free(both->b.items);
    fy_unit_names_free(both->names);
}

enum fy_status fy_align(const char *a, size_t a_size, const char *b, size_t b_size, unsigned flags,
                        struct fy_alignment *alignment)
{
    struct both both;
    memset(alignment, 0, sizeof *alignment);
    enum fy_status status = read_both(&both, a, a_size, b, b_size, flags);
    if (status == FY_OK) {
        alignment->steps = fy_malloc((both.a.count + both.b.count + 1) * sizeof *alignment->steps);
        status = alignment->steps ? fy_trace(alignment, &both.a, &both.b, TABLE_CELLS) : FY_NO_MEMORY;
    }
    free_both(&both);
    if (status != FY_OK)
        fy_alignment_free(alignment);
    return status;
}

void fy_alignment_free(struct fy_alignment *alignment)
{
    fy_free(alignment->steps);
    memset(alignment, 0, sizeof *alignment);
}

/* One row, as long as the shorter text; turned round, insertions are deletions. */
static enum fy_status count_both(struct fy_align_counts *counts, const struct both *both)
{
    const struct fy_unit *a = both->a.items, *b = both->b.items;
    size_t a_count = both->a.count, b_count = both->b.count, same = 0;
    for (; a_count > 0 && b_count > 0 && a->code == b->code; a++, b++, a_count--, b_count--)
        same++;
    for (; a_count > 0 && b_count > 0 && a[a_count - 1].code == b[b_count - 1].code; a_count--, b_count--)
        same++;
    const size_t shorter = a_count < b_count ? a_count : b_count;
    fy_cost *row = fy_malloc((shorter + 1) * sizeof *row);
    if (!row)
        return FY_NO_MEMORY;
    if (a_count < b_count)
        fy_cost_row(row, b, b_count, a, a_count, 1);
    else
        fy_cost_row(row, a, a_count, b, b_count, 1);
    const size_t edits = (size_t)(row[shorter] / FY_COST_EDIT);
    counts->substitutions = (size_t)(row[shorter] % FY_COST_EDIT);
    counts->deletions = (edits - counts->substitutions + a_count - b_count) / 2;
    counts->insertions = edits - counts->substitutions - counts->deletions;
    counts->same = same + a_count - counts->substitutions - counts->deletions;
    fy_free(row);
    return FY_OK;
}

enum fy_status fy_align_count(const char *a, size_t a_size, const char *b, size_t b_size, unsigned flags,
                              struct fy_align_counts *counts)
{
    struct both both;
    memset(counts, 0, sizeof *counts);
    enum fy_status status = read_both(&both, a, a_size, b, b_size, flags);
    if (status == FY_OK)
        status = count_both(counts, &both);
    free_both(&both);
    return status;
}

enum fy_status fy_align_count_tokens(const struct fy_buffer *a, const struct fy_buffer *b,
                                     struct fy_align_counts *counts)
{
    struct both both = { .names = fy_unit_names_new() };
    memset(counts, 0, sizeof *counts);
    enum fy_status status = both.names ? fy_units_of_tokens(&both.a, a, both.names) : FY_NO_MEMORY;
    if (status == FY_OK)
        status = fy_units_of_tokens(&both.b, b, both.names);
    if (status == FY_OK)
        status = count_both(counts, &both);
    free_both(&both);
    return status;
}

void fy_align_add(struct fy_align_counts *pool, const struct fy_align_counts *more)
{
    pool->same += more->same;
    pool->substitutions += more->substitutions;
    pool->deletions += more->deletions;
    pool->insertions += more->insertions;
}

size_t fy_align_distance(const struct fy_align_counts *counts)
{
    return counts->substitutions + counts->deletions + counts->insertions;
}

size_t fy_align_reference(const struct fy_align_counts *counts)
{
    return counts->same + counts->substitutions + counts->deletions;
}

double fy_align_error_rate(const struct fy_align_counts *counts)
{
    const size_t reference = fy_align_reference(counts);
    return reference > 0 ? (double)fy_align_distance(counts) / (double)reference : (double)NAN;
}

/* Costs row by row, and the way back through them in memory that grows with the lengths' sum only. */
#include "compare/internal.h"

#include <fangyin/memory.h>
#include <stdbool.h>

void fy_cost_row(fy_cost *row, const struct fy_unit *a, size_t a_count, const struct fy_unit *b, size_t b_count,
                 int step)
{
    for (size_t j = 0; j <= b_count; j++)
        row[j] = j * FY_COST_EDIT;
    for (size_t i = 1; i <= a_count; i++) {
        const uint32_t code = step > 0 ? a[i - 1].code : a[a_count - i].code;
        fy_cost corner = row[0], left = i * FY_COST_EDIT;
        row[0] = left;
        for (size_t j = 1; j <= b_count; j++) {
            const uint32_t other = step > 0 ? b[j - 1].code : b[b_count - j].code;
            const fy_cost through = corner + (code == other ? 0 : FY_COST_SUBSTITUTION);
            const fy_cost beside = (left < row[j] ? left : row[j]) + FY_COST_EDIT;
            corner = row[j];
            left = through < beside ? through : beside;
            row[j] = left;
        }
    }
}

/* A part of both texts that is still to be aligned. */
struct span {
    const struct fy_unit *a, *b;
    size_t a_count, b_count;
};

/* Scratch of one call: two rows of all of b, and a table of moves. */
struct trace {
    struct fy_alignment *alignment;
    fy_cost *forward, *backward;
    unsigned char *moves;
    size_t cells;
    size_t a_end, b_end; /* where the texts' last aligned units end, in bytes */
};

static void add(struct trace *trace, enum fy_align_kind kind, const struct fy_unit *a, const struct fy_unit *b)
{
    struct fy_align_counts *counts = &trace->alignment->counts;
    size_t *const places[] = { [FY_ALIGN_SAME] = &counts->same,
                               [FY_ALIGN_SUBSTITUTION] = &counts->substitutions,
                               [FY_ALIGN_DELETION] = &counts->deletions,
                               [FY_ALIGN_INSERTION] = &counts->insertions };
    struct fy_align_step *step = &trace->alignment->steps[trace->alignment->count++];
    ++*places[kind];
    *step = (struct fy_align_step){ kind, a ? a->start : trace->a_end, a ? a->size : 0, b ? b->start : trace->b_end,
                                    b ? b->size : 0 };
    trace->a_end = step->a_start + step->a_size;
    trace->b_end = step->b_start + step->b_size;
}

static enum fy_align_kind across(uint32_t a, uint32_t b)
{
    return a == b ? FY_ALIGN_SAME : FY_ALIGN_SUBSTITUTION;
}

static void trace_table(struct trace *trace, const struct span *span)
{
    const size_t width = span->b_count + 1;
    fy_cost *row = trace->forward;
    unsigned char *moves = trace->moves;
    for (size_t j = 0; j < width; j++) {
        row[j] = j * FY_COST_EDIT;
        moves[j] = FY_ALIGN_INSERTION;
    }
    for (size_t i = 1; i <= span->a_count; i++) {
        fy_cost corner = row[0];
        row[0] = i * FY_COST_EDIT;
        moves[i * width] = FY_ALIGN_DELETION;
        for (size_t j = 1; j < width; j++) {
            enum fy_align_kind move = across(span->a[i - 1].code, span->b[j - 1].code);
            fy_cost best = corner + (move == FY_ALIGN_SAME ? 0 : FY_COST_SUBSTITUTION);
            corner = row[j];
            if (row[j] + FY_COST_EDIT < best) {
                best = row[j] + FY_COST_EDIT;
                move = FY_ALIGN_DELETION;
            }
            if (row[j - 1] + FY_COST_EDIT < best) {
                best = row[j - 1] + FY_COST_EDIT;
                move = FY_ALIGN_INSERTION;
            }
            row[j] = best;
            moves[i * width + j] = (unsigned char)move;
        }
    }
    /* Back from the end: the moves on the way are put at the end of the table, which that way has left already. */
    size_t first = (span->a_count + 1) * width;
    for (size_t i = span->a_count, j = span->b_count; i > 0 || j > 0;) {
        const unsigned char move = moves[i * width + j];
        i -= move != FY_ALIGN_INSERTION;
        j -= move != FY_ALIGN_DELETION;
        moves[--first] = move;
    }
    const struct fy_unit *a = span->a, *b = span->b;
    for (size_t k = first; k < (span->a_count + 1) * width; k++) {
        const enum fy_align_kind kind = (enum fy_align_kind)moves[k];
        const struct fy_unit *const from = kind == FY_ALIGN_INSERTION ? NULL : a++;
        add(trace, kind, from, kind == FY_ALIGN_DELETION ? NULL : b++);
    }
}

static void trace_span(struct trace *trace, struct span span);

/* Where an optimal way crosses the middle of a: there the costs to and from sum up to the least. */
static void trace_halves(struct trace *trace, const struct span *span)
{
    const size_t middle = span->a_count / 2;
    size_t at = 0;
    fy_cost best = UINT64_MAX;
    fy_cost_row(trace->forward, span->a, middle, span->b, span->b_count, 1);
    fy_cost_row(trace->backward, span->a + middle, span->a_count - middle, span->b, span->b_count, -1);
    for (size_t j = 0; j <= span->b_count; j++) {
        const fy_cost sum = trace->forward[j] + trace->backward[span->b_count - j];
        if (sum < best) {
            best = sum;
            at = j;
        }
    }
    trace_span(trace, (struct span){ span->a, span->b, middle, at });
    trace_span(trace, (struct span){ span->a + middle, span->b + at, span->a_count - middle, span->b_count - at });
}

/* Depth: each halving halves a, so the logarithm of its length. */
static void trace_span(struct trace *trace, struct span span)
{
    size_t tail = 0;
    while (span.a_count > 0 && span.b_count > 0 && span.a->code == span.b->code) {
        add(trace, FY_ALIGN_SAME, span.a++, span.b++);
        span.a_count--;
        span.b_count--;
    }
    while (span.a_count > 0 && span.b_count > 0 && span.a[span.a_count - 1].code == span.b[span.b_count - 1].code) {
        tail++;
        span.a_count--;
        span.b_count--;
    }
    if (span.a_count == 0 || span.b_count == 0) {
        for (size_t i = 0; i < span.a_count; i++)
            add(trace, FY_ALIGN_DELETION, &span.a[i], NULL);
        for (size_t j = 0; j < span.b_count; j++)
            add(trace, FY_ALIGN_INSERTION, NULL, &span.b[j]);
    } else if (span.a_count == 1 || (span.a_count + 1) <= trace->cells / (span.b_count + 1)) {
        trace_table(trace, &span);
    } else {
        trace_halves(trace, &span);
    }
    for (size_t i = 0; i < tail; i++)
        add(trace, FY_ALIGN_SAME, &span.a[span.a_count + i], &span.b[span.b_count + i]);
}

enum fy_status fy_trace(struct fy_alignment *alignment, const struct fy_units *a, const struct fy_units *b,
                        size_t cells)
{
    /* A single unit of a is never halved: its table has two rows. */
    const size_t two_rows = 2 * (b->count + 1);
    struct trace trace = { .alignment = alignment, .cells = cells };
    trace.forward = fy_malloc((b->count + 1) * sizeof *trace.forward);
    trace.backward = fy_malloc((b->count + 1) * sizeof *trace.backward);
    trace.moves = fy_malloc(cells > two_rows ? cells : two_rows);
    const bool ready = trace.forward && trace.backward && trace.moves;
    if (ready)
        trace_span(&trace, (struct span){ a->items, b->items, a->count, b->count });
    fy_free(trace.forward);
    fy_free(trace.backward);
    fy_free(trace.moves);
    return ready ? FY_OK : FY_NO_MEMORY;
}

/* What became of the boundaries of one tier in another version of it. */
#include "compare/merge_internal.h"

#include <fangyin/memory.h>
#include <fangyin/sisters.h>
#include <string.h>

/* The cell of the other version that is this one, as far as seen. */
struct partner {
    size_t cell;
    double score; /* overlap, as intersection over union; 2 more for equal ids; 0: none */
};

static double score_of(const struct fy_spans *base, const char *const *base_ids, size_t i, const struct fy_spans *side,
                       const char *const *side_ids, size_t j)
{
    const double a = base->times[i], b = base->times[i + 1], c = side->times[j], d = side->times[j + 1];
    const double both = (b < d ? b : d) - (a > c ? a : c), either = (b > d ? b : d) - (a < c ? a : c);
    const bool named = base_ids && side_ids && !fy_label_empty(base_ids[i]) && strcmp(base_ids[i], side_ids[j]) == 0;
    if (!(both > 0))
        return 0;
    return both / either >= 0.5 || named ? both / either + (named ? 2 : 0) : 0;
}

static void prefer(struct partner *partner, size_t cell, double score)
{
    if (score > partner->score)
        *partner = (struct partner){ cell, score };
}

static void match_equal_times(const struct fy_spans *base, const struct fy_spans *side, size_t *match)
{
    for (size_t p = 1, q = 1; p < base->count && q < side->count;) {
        if (fy_time_same(base->times[p], side->times[q]))
            match[p++] = q++;
        else if (base->times[p] < side->times[q])
            p++;
        else
            q++;
    }
}

/* Boundaries between two segments whose partners stand side by side, too. */
static void match_between_partners(const struct fy_spans *base, const struct partner *of_base,
                                   const struct partner *of_side, size_t *match)
{
    size_t last = 0;
    for (size_t p = 1, next = 0; p < base->count; p++) {
        if (match[p] != FY_NONE) {
            last = match[p];
            continue;
        }
        for (next = next > p ? next : p + 1; match[next] == FY_NONE;)
            next++;
        const size_t before = of_base[p - 1].cell, q = of_base[p].cell;
        if (of_base[p - 1].score > 0 && of_base[p].score > 0 && q == before + 1 && of_side[before].cell == p - 1 &&
            of_side[q].cell == p && last < q && q < match[next])
            last = match[p] = q;
    }
}

/* As many boundaries between two found ones in both versions: they are the same. */
static void match_equal_counts(const struct fy_spans *base, size_t *match)
{
    for (size_t p = 0, next; p < base->count; p = next) {
        for (next = p + 1; match[next] == FY_NONE;)
            next++;
        if (match[next] - match[p] != next - p)
            continue;
        for (size_t i = p + 1; i < next; i++)
            match[i] = match[p] + (i - p);
    }
}

enum fy_status fy_merge_match(const struct fy_spans *base, const char *const *base_ids, const struct fy_spans *side,
                              const char *const *side_ids, size_t *match)
{
    struct partner *of_base = fy_calloc(base->count + 1, sizeof *of_base);
    struct partner *of_side = fy_calloc(side->count + 1, sizeof *of_side);
    if (of_base && of_side) {
        for (size_t p = 0; p <= base->count; p++)
            match[p] = FY_NONE;
        match[0] = 0;
        match[base->count] = side->count;
        match_equal_times(base, side, match);
        for (size_t i = 0, j = 0; i < base->count && j < side->count;) {
            const double score = score_of(base, base_ids, i, side, side_ids, j);
            prefer(&of_base[i], j, score);
            prefer(&of_side[j], i, score);
            if (base->times[i + 1] <= side->times[j + 1])
                i++;
            else
                j++;
        }
        match_between_partners(base, of_base, of_side, match);
        match_equal_counts(base, match);
    }
    const bool done = of_base && of_side;
    fy_free(of_base);
    fy_free(of_side);
    return done ? FY_OK : FY_NO_MEMORY;
}

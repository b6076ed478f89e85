/* Interval tiers that share their boundaries, merged together. The boundaries that BASE, A and B all have are cuts; what
 * is between two cuts is a piece, some cells on each side:
 *
 *      BASE  |----- 1 -----|----- 2 -----|      cuts: the ends, and 1|2, which B moved;
 *      A     |-- 1 --|- 3 -|----- 2 -----|      pieces: 1, where A split, and 2, where all have one cell
 *      B     |------- 1 -------|--- 2 ---|
 *      gives |-- 1 --|--- 3 ---|--- 2 ---|
 */
#include "compare/merge_internal.h"

#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <math.h>
#include <string.h>

struct cut {
    size_t at[FY_SIDES]; /* its boundary on each side */
    double time;
};

/* Where the cells between a cut and the next come from. */
enum piece { FROM_A, FROM_B, CELL_BY_LABEL /* one cell on all sides */, FROM_A_AGAINST_B };

struct group {
    struct fy_merger *merger;
    const size_t *indexes;
    size_t tiers;
    struct fy_spans spans[FY_SIDES];
    struct cut *cuts;
    enum piece *pieces;
    size_t count; /* pieces; cuts are one more */
};

static const struct fy_united *united(const struct group *group, size_t tier)
{
    return &group->merger->unity.tiers[group->indexes[tier]];
}

/* The label of a cell, NULL for a gap. A tier that a side does not have says nothing there. */
static const char *label(const struct group *group, size_t side, size_t tier, size_t cell)
{
    const size_t item = group->spans[side].items[cell], at = united(group, tier)->at[side];
    if (item == FY_NONE)
        return NULL;
    return at == FY_NONE ? "" : fy_tier_intervals(group->merger->unity.grids[side], at)[item].text;
}

static bool labels_equal(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* ---- spans ---- */

static size_t member_on(const struct group *group, size_t side)
{
    for (size_t t = 0; t < group->tiers; t++) {
        if (united(group, t)->at[side] != FY_NONE)
            return united(group, t)->at[side];
    }
    return FY_NONE;
}

/* Without BASE, that is what A and B have in common: so neither is thought to have removed anything. */
static enum fy_status make_base(struct fy_spans *base, const struct fy_spans *a, const struct fy_spans *b)
{
    const size_t size = a->count < b->count ? a->count : b->count;
    const double a_end = a->times[a->count], b_end = b->times[b->count];
    const double start = a->times[0] > b->times[0] ? a->times[0] : b->times[0], end = a_end < b_end ? a_end : b_end;
    *base = (struct fy_spans){ fy_calloc(size + 2, sizeof *base->times), fy_calloc(size + 2, sizeof *base->items), 0 };
    if (!base->times || !base->items)
        return FY_NO_MEMORY;
    base->times[0] = start;
    for (size_t i = 1, j = 1; i < a->count && j < b->count;) {
        if (!fy_time_same(a->times[i], b->times[j])) {
            *(a->times[i] < b->times[j] ? &i : &j) += 1;
            continue;
        }
        if (start < a->times[i] && a->times[i] < end)
            base->times[++base->count] = a->times[i];
        i++, j++;
    }
    base->times[++base->count] = end;
    return FY_OK;
}

static enum fy_status read_spans(struct group *group)
{
    enum fy_status status = FY_OK;
    for (size_t side = FY_SIDES; status == FY_OK && side-- > 0;) {
        const size_t tier = member_on(group, side);
        status = tier == FY_NONE ? make_base(&group->spans[FY_BASE], &group->spans[FY_A], &group->spans[FY_B])
                                 : fy_spans_read(&group->spans[side], group->merger->unity.grids[side], tier);
    }
    return status;
}

/* ---- cuts ---- */

static const char **read_ids(const struct group *group, size_t side)
{
    const struct fy_spans *spans = &group->spans[side];
    for (size_t t = 0; t < group->tiers; t++) {
        if (!fy_name_is_sister(united(group, t)->name, "id", united(group, t)->name) || united(group, t)->at[side] == FY_NONE)
            continue;
        const char **ids = fy_calloc(spans->count + 1, sizeof *ids);
        for (size_t cell = 0; ids && cell < spans->count; cell++)
            ids[cell] = spans->items[cell] == FY_NONE ? "" : label(group, side, t, cell);
        return ids;
    }
    return NULL;
}

static enum fy_status match_side(const struct group *group, size_t side, size_t *match)
{
    const char **base_ids = read_ids(group, FY_BASE), **ids = read_ids(group, side);
    const enum fy_status status =
        fy_merge_match(&group->spans[FY_BASE], base_ids, &group->spans[side], ids, match);
    fy_free(base_ids);
    fy_free(ids);
    return status;
}

static enum fy_status find_cuts(struct group *group)
{
    const size_t size = group->spans[FY_BASE].count;
    size_t *a = fy_calloc(size + 1, sizeof *a), *b = fy_calloc(size + 1, sizeof *b), count = 0;
    group->cuts = fy_calloc(size + 1, sizeof *group->cuts);
    group->pieces = fy_calloc(size + 1, sizeof *group->pieces);
    enum fy_status status = a && b && group->cuts && group->pieces ? match_side(group, FY_A, a) : FY_NO_MEMORY;
    if (status == FY_OK)
        status = match_side(group, FY_B, b);
    for (size_t p = 0; status == FY_OK && p <= size; p++) {
        if (a[p] != FY_NONE && b[p] != FY_NONE)
            group->cuts[count++] = (struct cut){ { p, a[p], b[p] }, 0 };
    }
    group->count = count - 1;
    fy_free(a);
    fy_free(b);
    return status;
}

static double time_on(const struct group *group, const struct cut *cut, size_t side)
{
    return group->spans[side].times[cut->at[side]];
}

/* What an end gets when nothing is in its way. */
static double bound_of(const struct group *group, size_t cut)
{
    double times[FY_SIDES];
    for (size_t side = 0; side < FY_SIDES; side++)
        times[side] = time_on(group, &group->cuts[cut], side);
    return fy_merge_bound(times, cut > 0);
}

static void time_cuts(struct group *group)
{
    for (size_t i = 1; i < group->count; i++) {
        struct cut *cut = &group->cuts[i];
        const double a = time_on(group, cut, FY_A);
        cut->time = fy_time_same(a, time_on(group, cut, FY_BASE)) ? time_on(group, cut, FY_B) : a;
    }
    group->cuts[0].time = bound_of(group, 0);
    group->cuts[group->count].time = bound_of(group, group->count);
}

/* A's time stands where B has another that is not BASE's. An end that holds both is none. */
static bool cut_in_conflict(const struct group *group, size_t index)
{
    const struct cut *cut = &group->cuts[index];
    const double b = time_on(group, cut, FY_B);
    if ((index == 0 || index == group->count) && fy_time_same(cut->time, bound_of(group, index)))
        return false;
    return !fy_time_same(b, time_on(group, cut, FY_BASE)) && !fy_time_same(b, cut->time);
}

/* ---- pieces ---- */

static size_t cells(const struct group *group, size_t piece, size_t side)
{
    return group->cuts[piece + 1].at[side] - group->cuts[piece].at[side];
}

/* Two sides say the same between two cuts. */
static bool pieces_equal(const struct group *group, size_t piece, size_t x, size_t y)
{
    const size_t count = cells(group, piece, x), first_x = group->cuts[piece].at[x], first_y = group->cuts[piece].at[y];
    if (count != cells(group, piece, y))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && !fy_time_same(group->spans[x].times[first_x + i], group->spans[y].times[first_y + i]))
            return false;
        for (size_t t = 0; t < group->tiers; t++) {
            if (!labels_equal(label(group, x, t, first_x + i), label(group, y, t, first_y + i)))
                return false;
        }
    }
    return true;
}

static enum piece choose(const struct group *group, size_t piece)
{
    if (cells(group, piece, FY_BASE) == 1 && cells(group, piece, FY_A) == 1 && cells(group, piece, FY_B) == 1)
        return CELL_BY_LABEL;
    if (pieces_equal(group, piece, FY_BASE, FY_B) || pieces_equal(group, piece, FY_A, FY_B))
        return FROM_A;
    return pieces_equal(group, piece, FY_BASE, FY_A) ? FROM_B : FROM_A_AGAINST_B;
}

/* The boundaries inside a piece lie between its cuts, and these are in order. */
static bool fits(const struct group *group, size_t piece)
{
    const struct cut *cut = &group->cuts[piece];
    const size_t side = group->pieces[piece] == FROM_B ? FY_B : FY_A, count = cells(group, piece, side);
    const double *times = &group->spans[side].times[cut->at[side]];
    if (!(cut->time < cut[1].time))
        return false;
    return group->pieces[piece] == CELL_BY_LABEL || count < 2 ||
           (cut->time < times[1] && times[count - 1] < cut[1].time);
}

/* A's boundaries are in order: a piece that does not fit gets them, which may make the one before it not fit. A piece is
 * given them once. */
static void make_fit(struct group *group)
{
    for (size_t piece = 0; piece < group->count;) {
        if (fits(group, piece)) {
            piece++;
            continue;
        }
        group->cuts[piece].time = time_on(group, &group->cuts[piece], FY_A);
        group->cuts[piece + 1].time = time_on(group, &group->cuts[piece + 1], FY_A);
        if (group->pieces[piece] == FROM_B)
            group->pieces[piece] = FROM_A_AGAINST_B;
        piece = piece > 0 ? piece - 1 : 0;
    }
}

/* ---- what comes of it ---- */

/* The side that a label of a piece with one cell comes from; *conflict where both changed it. */
static size_t side_of_label(const struct group *group, size_t piece, size_t tier, bool *conflict)
{
    const char *labels[FY_SIDES];
    for (size_t side = 0; side < FY_SIDES; side++)
        labels[side] = label(group, side, tier, group->cuts[piece].at[side]);
    *conflict = false;
    if (labels_equal(labels[FY_BASE], labels[FY_A]))
        return FY_B;
    *conflict = !labels_equal(labels[FY_BASE], labels[FY_B]) && !labels_equal(labels[FY_A], labels[FY_B]);
    return FY_A;
}

static enum fy_status put(const struct group *group, size_t tier, double xmin, double xmax, const char *text)
{
    const struct fy_merger *merger = group->merger;
    if (!text)
        return FY_OK;
    return fy_tier_append_interval(merger->made, merger->made_at[group->indexes[tier]], xmin, xmax, text, strlen(text));
}

static enum fy_status put_piece(const struct group *group, size_t piece, size_t tier)
{
    const struct cut *cut = &group->cuts[piece];
    bool conflict;
    if (group->pieces[piece] == CELL_BY_LABEL) {
        const size_t side = side_of_label(group, piece, tier, &conflict);
        return put(group, tier, cut->time, cut[1].time, label(group, side, tier, cut->at[side]));
    }
    const size_t side = group->pieces[piece] == FROM_B ? FY_B : FY_A, count = cells(group, piece, side);
    const double *times = &group->spans[side].times[cut->at[side]];
    enum fy_status status = FY_OK;
    for (size_t i = 0; status == FY_OK && i < count; i++)
        status = put(group, tier, i == 0 ? cut->time : times[i], i + 1 == count ? cut[1].time : times[i + 1],
                     label(group, side, tier, cut->at[side] + i));
    return status;
}

/* ---- conflicts ---- */

static const size_t order[] = { FY_A, FY_B, FY_BASE };

static void describe_time(struct fy_buffer *text, size_t side, double time)
{
    static const char *const names[] = { " BASE=", " A=", " B=" };
    char number[FY_NUMBER_SIZE];
    fy_number_write(time, number);
    fy_buffer_puts(text, names[side]);
    fy_buffer_puts(text, number);
}

static enum fy_status say_cut(const struct group *group, const struct cut *cut)
{
    struct fy_buffer text = FY_BUFFER_EMPTY;
    const double a = time_on(group, cut, FY_A), b = time_on(group, cut, FY_B);
    fy_buffer_printf(&text, "%s | boundary:", united(group, 0)->name);
    for (size_t i = 0; i < FY_SIDES; i++)
        describe_time(&text, order[i], time_on(group, cut, order[i]));
    return fy_conflict_add(group->merger->merge, united(group, 0)->name, a < b ? a : b, a < b ? b : a, &text);
}

/* All cells of a piece on each side, with their boundaries where there are some: ` A="x" |3.5| "y"`. */
static enum fy_status say_piece(const struct group *group, size_t piece, size_t tier)
{
    const struct cut *cut = &group->cuts[piece];
    struct fy_buffer text = FY_BUFFER_EMPTY;
    fy_buffer_puts(&text, united(group, tier)->name);
    fy_buffer_putc(&text, ':');
    for (size_t i = 0; i < FY_SIDES; i++) {
        const size_t side = order[i], first = cut->at[side];
        const char *shown = label(group, side, tier, first);
        fy_conflict_label(&text, side, shown ? shown : "");
        for (size_t cell = first + 1; cell < cut[1].at[side]; cell++) {
            char number[FY_NUMBER_SIZE];
            fy_number_write(group->spans[side].times[cell], number);
            shown = label(group, side, tier, cell);
            fy_buffer_printf(&text, " |%s| \"", number);
            fy_buffer_puts(&text, shown ? shown : "");
            fy_buffer_putc(&text, '"');
        }
    }
    return fy_conflict_add(group->merger->merge, united(group, tier)->name, cut->time, cut[1].time, &text);
}

/* Whether a tier has anything to say in a conflict about more than one cell. */
static bool concerned(const struct group *group, size_t piece, size_t tier)
{
    bool any = tier == 0;
    for (size_t side = 0; !any && side < FY_SIDES; side++) {
        for (size_t cell = group->cuts[piece].at[side]; !any && cell < group->cuts[piece + 1].at[side]; cell++) {
            const char *text = label(group, side, tier, cell);
            any = text && text[0] != '\0';
        }
    }
    return any;
}

static enum fy_status say_conflicts(const struct group *group)
{
    enum fy_status status = FY_OK;
    for (size_t piece = 0; status == FY_OK && piece < group->count; piece++) {
        if (cut_in_conflict(group, piece))
            status = say_cut(group, &group->cuts[piece]);
        for (size_t t = 0; status == FY_OK && t < group->tiers; t++) {
            bool conflict = false;
            if (group->pieces[piece] == CELL_BY_LABEL)
                (void)side_of_label(group, piece, t, &conflict);
            else
                conflict = group->pieces[piece] == FROM_A_AGAINST_B && concerned(group, piece, t);
            if (conflict)
                status = say_piece(group, piece, t);
        }
    }
    if (status == FY_OK && cut_in_conflict(group, group->count))
        status = say_cut(group, &group->cuts[group->count]);
    return status;
}

enum fy_status fy_merge_group(struct fy_merger *merger, const size_t *indexes, size_t count)
{
    struct group group = { .merger = merger, .indexes = indexes, .tiers = count };
    enum fy_status status = read_spans(&group);
    if (status == FY_OK)
        status = find_cuts(&group);
    if (status == FY_OK) {
        time_cuts(&group);
        for (size_t piece = 0; piece < group.count; piece++)
            group.pieces[piece] = choose(&group, piece);
        make_fit(&group);
    }
    for (size_t t = 0; status == FY_OK && t < count; t++) {
        status = fy_merge_begin_tier(merger, indexes[t], group.cuts[0].time, group.cuts[group.count].time);
        for (size_t piece = 0; status == FY_OK && piece < group.count; piece++)
            status = put_piece(&group, piece, t);
    }
    if (status == FY_OK)
        status = say_conflicts(&group);
    for (size_t side = 0; side < FY_SIDES; side++)
        fy_spans_free(&group.spans[side]);
    fy_free(group.cuts);
    fy_free(group.pieces);
    return status;
}

#include <fangyin/drafts.h>

#include <ctype.h>
#include <fangyin/edit.h>
#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <fangyin/sisters.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool fy_draft_is(const char *tier_name)
{
    const size_t size = strlen("draft");
    return strncmp(tier_name, "draft", size) == 0 &&
           (tier_name[size] == '\0' || tier_name[size] == '.' || tier_name[size] == '@');
}

static void name_of(char *name, size_t size, const char *base, const char *like)
{
    const char *speaker = fy_name_speaker(like);
    snprintf(name, size, "%s%s%s", base, speaker != NULL ? "@" : "", speaker != NULL ? speaker : "");
}

static bool same_speaker(const char *a, const char *b)
{
    const char *x = fy_name_speaker(a), *y = fy_name_speaker(b);
    return x == NULL || y == NULL ? x == y : strcmp(x, y) == 0;
}

/* What a segment gets, of one rank. */
struct slot {
    double from, to;
    struct fy_buffer text;
    double score_sum;
    size_t score_count;
};

struct slots {
    struct slot *items;
    size_t count;
};

static void free_slots(struct slots *slots)
{
    for (size_t i = 0; i < slots->count; i++)
        fy_buffer_free(&slots->items[i].text);
    fy_free(slots->items);
}

static void add_text(struct slot *slot, const struct fy_hypothesis *one)
{
    const char *before = fy_buffer_text(&slot->text);
    if (slot->text.size > 0 && (unsigned char)before[slot->text.size - 1] < 0x80 && (unsigned char)one->text[0] < 0x80)
        fy_buffer_putc(&slot->text, ' ');
    fy_buffer_puts(&slot->text, one->text);
    if (isfinite(one->score)) {
        slot->score_sum += one->score;
        slot->score_count++;
    }
}

/* The slot that shares most time, or FY_NONE. */
static size_t place_of(const struct slots *slots, const struct fy_hypothesis *one)
{
    size_t best = FY_NONE;
    double most = 0;
    for (size_t i = 0; i < slots->count; i++) {
        const double shared = fmin(one->to, slots->items[i].to) - fmax(one->from, slots->items[i].from);
        if (shared > most) {
            most = shared;
            best = i;
        }
    }
    return best;
}

static int by_time(const void *a, const void *b)
{
    const struct fy_hypothesis *const *x = a, *const *y = b;
    return ((*x)->from > (*y)->from) - ((*x)->from < (*y)->from);
}

/* Slots with the tier's times; or, where nothing was cut yet, with the best drafts' own and the gaps between them. */
static bool make_slots(struct slots *slots, const struct fy_grid *grid, size_t tier,
                       const struct fy_hypothesis *const *sorted, size_t count)
{
    const struct fy_interval *intervals = fy_tier_intervals(grid, tier);
    const size_t size = fy_tier_size(grid, tier);
    const bool uncut = size == 1 && fy_label_empty(intervals[0].text);
    slots->items = fy_calloc(size + 2 * count + 2, sizeof *slots->items);
    slots->count = 0;
    if (slots->items == NULL)
        return false;
    for (size_t i = 0; !uncut && i < size; i++)
        slots->items[slots->count++] = (struct slot){ .from = intervals[i].xmin, .to = intervals[i].xmax };
    double at = uncut ? intervals[0].xmin : 0;
    const double end = uncut ? intervals[0].xmax : 0;
    for (size_t i = 0; uncut && i < count; i++) {
        const double from = fmax(sorted[i]->from, at), to = fmin(sorted[i]->to, end);
        if (sorted[i]->rank != 0 || !(to > from))
            continue;
        if (from > at)
            slots->items[slots->count++] = (struct slot){ .from = at, .to = from };
        slots->items[slots->count++] = (struct slot){ .from = from, .to = to };
        at = to;
    }
    if (uncut && end > at)
        slots->items[slots->count++] = (struct slot){ .from = at, .to = end };
    return true;
}

static enum fy_status add_tier(struct fy_grid *grid, const char *name, const struct slots *slots, bool scores,
                               struct fy_error *error)
{
    size_t tier;
    char number[FY_NUMBER_SIZE];
    enum fy_status status = fy_grid_append_tier(grid, FY_INTERVAL_TIER, name, strlen(name), fy_grid_xmin(grid),
                                                fy_grid_xmax(grid), &tier);
    for (size_t i = 0; status == FY_OK && i < slots->count; i++) {
        const struct slot *slot = &slots->items[i];
        const char *text = scores ? number : fy_buffer_text(&slot->text);
        number[0] = '\0';
        if (scores && slot->score_count > 0)
            (void)fy_number_write(slot->score_sum / (double)slot->score_count, number);
        status = slot->text.failed ? FY_NO_MEMORY
                                   : fy_tier_append_interval(grid, tier, slot->from, slot->to, text, strlen(text));
    }
    return status == FY_OK ? status : fy_fail(error, status, "%s", fy_status_text(status));
}

static enum fy_status remove_drafts(struct fy_grid *grid, const char *like, struct fy_error *error)
{
    for (size_t t = fy_grid_tier_count(grid); t-- > 0;) {
        const char *name = fy_tier_name(grid, t);
        if (!fy_draft_is(name) || !same_speaker(name, like))
            continue;
        struct fy_edit edit = { 0 };
        enum fy_status status = fy_edit_remove_tier(&edit, grid, t, error);
        if (status == FY_OK)
            status = fy_edit_apply(&edit, grid, error);
        fy_edit_clear(&edit);
        if (status != FY_OK)
            return status;
    }
    return FY_OK;
}

static enum fy_status put_rank(struct fy_grid *grid, size_t tier, const struct fy_hypothesis *const *sorted, size_t count,
                               size_t rank, const char *like, size_t *outside, struct fy_error *error)
{
    struct slots slots;
    char base[32], name[256];
    size_t texts = 0, scores = 0;
    if (!make_slots(&slots, grid, tier, sorted, count))
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    for (size_t i = 0; i < count; i++) {
        const size_t place = sorted[i]->rank == rank && sorted[i]->text[0] != '\0' ? place_of(&slots, sorted[i]) : FY_NONE;
        if (place != FY_NONE)
            add_text(&slots.items[place], sorted[i]);
        else if (sorted[i]->rank == rank && sorted[i]->text[0] != '\0')
            (*outside)++;
        texts += place != FY_NONE;
        scores += place != FY_NONE && isfinite(sorted[i]->score);
    }
    snprintf(base, sizeof base, rank == 0 ? "draft" : "draft.%zu", rank + 1);
    name_of(name, sizeof name, base, like);
    enum fy_status status = texts > 0 ? add_tier(grid, name, &slots, false, error) : FY_OK;
    name_of(name, sizeof name, "draft.score", like);
    if (status == FY_OK && rank == 0 && scores > 0)
        status = add_tier(grid, name, &slots, true, error);
    free_slots(&slots);
    return status;
}

enum fy_status fy_drafts_put(struct fy_grid *grid, size_t tier, const struct fy_hypothesis *items, size_t count,
                             size_t *outside, struct fy_error *error)
{
    const char *like = fy_tier_name(grid, tier);
    const struct fy_hypothesis **sorted = fy_malloc((count + 1) * sizeof *sorted);
    *outside = 0;
    if (sorted == NULL)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    for (size_t i = 0; i < count; i++)
        sorted[i] = &items[i];
    qsort(sorted, count, sizeof *sorted, by_time);
    enum fy_status status = remove_drafts(grid, like, error);
    /* Tiers that went may have stood before it. */
    tier = fy_grid_find_tier(grid, like);
    for (size_t rank = 0; status == FY_OK && rank < FY_DRAFTS_MOST; rank++)
        status = put_rank(grid, tier, sorted, count, rank, like, outside, error);
    fy_free(sorted);
    return status;
}

/* ---- pairs ---- */

enum fy_status fy_drafts_pairs(const struct fy_grid *grid, size_t tier, fy_draft_visitor *visitor, void *context)
{
    enum fy_status status = FY_OK;
    for (size_t i = 0; status == FY_OK && i < fy_tier_size(grid, tier); i++) {
        const struct fy_interval *span = &fy_tier_intervals(grid, tier)[i];
        const char *score = fy_sister_label(grid, tier, i, "draft.score");
        struct fy_draft_pair pair = { .index = i,
                                      .from = span->xmin,
                                      .to = span->xmax,
                                      .draft = fy_sister_label(grid, tier, i, "draft"),
                                      .final = span->text,
                                      .dialect = fy_sister_label(grid, tier, i, "dialect"),
                                      .score = (double)NAN };
        if (fy_number_read(score, strlen(score), &pair.score) == 0)
            pair.score = (double)NAN;
        if (!fy_label_empty(pair.draft) && !fy_label_empty(pair.final))
            status = visitor(context, &pair);
    }
    return status;
}

struct measuring {
    struct fy_draft_worths *worths;
    const struct fy_comparison *comparison;
};

static struct fy_draft_worth *worth_of(struct fy_draft_worths *worths, const char *dialect)
{
    for (size_t i = 0; i < worths->count; i++) {
        if (strcmp(worths->items[i].dialect, dialect) == 0)
            return &worths->items[i];
    }
    struct fy_draft_worth *grown = fy_grow(worths->items, &worths->capacity, worths->count + 1, sizeof *grown);
    if (grown == NULL)
        return NULL;
    worths->items = grown;
    grown[worths->count] = (struct fy_draft_worth){ .dialect = fy_strdup(dialect) };
    return grown[worths->count].dialect != NULL ? &grown[worths->count++] : NULL;
}

static enum fy_status measure_pair(void *context, const struct fy_draft_pair *pair)
{
    const struct measuring *measuring = context;
    struct fy_align_counts counts;
    struct fy_draft_worth *worth = worth_of(measuring->worths, pair->dialect);
    if (worth == NULL)
        return FY_NO_MEMORY;
    const enum fy_status status =
        fy_error_count(measuring->comparison, FY_TOKEN_CHARACTER, pair->final, pair->draft, &counts);
    if (status == FY_OK) {
        fy_align_add(&worth->counts, &counts);
        worth->segments++;
    }
    return status;
}

enum fy_status fy_drafts_measure(struct fy_draft_worths *worths, const struct fy_comparison *comparison,
                                 const struct fy_grid *grid, size_t tier)
{
    struct measuring measuring = { worths, comparison };
    return fy_drafts_pairs(grid, tier, measure_pair, &measuring);
}

void fy_draft_worths_free(struct fy_draft_worths *worths)
{
    for (size_t i = 0; i < worths->count; i++)
        fy_free(worths->items[i].dialect);
    fy_free(worths->items);
    *worths = (struct fy_draft_worths){ NULL, 0, 0 };
}

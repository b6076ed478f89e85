#include "formats/textgrid_reader.h"
#include "formats/undefined.h"

#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <fangyin/text.h>

#include "base/messages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- findings ---- */

/* What a sentence names: the tier's number with the beginning of its name, as in "2 (text)", and two numbers. */
struct shown {
    char tier[64], a[FY_NUMBER_SIZE], b[FY_NUMBER_SIZE];
};

static struct shown show(const struct fy_reader *reader, double a, double b)
{
    struct shown shown;
    const char *name = fy_tier_name(reader->grid, reader->tier);
    /* A letter may carry many marks: what does not fit is not shown. */
    size_t size = fy_text_fit(name, strlen(name), 20, NULL);
    snprintf(shown.tier, sizeof shown.tier, "%zu (%.*s)", reader->tier + 1, size < 40 ? (int)size : 0, name);
    fy_number_write(a, shown.a);
    fy_number_write(b, shown.b);
    return shown;
}

void fy_reader_check_domain(struct fy_reader *reader, size_t offset)
{
    double xmin = fy_tier_xmin(reader->grid, reader->tier), xmax = fy_tier_xmax(reader->grid, reader->tier);
    reader->xmin = reader->instead = xmin;
    reader->xmax = xmax;
    if (xmin == fy_grid_xmin(reader->grid) && xmax == fy_grid_xmax(reader->grid))
        return;
    struct shown shown = show(reader, xmin, xmax);
    fy_finding_add(reader->findings, offset, false, _("Tier %s lasts from %s to %s s, unlike the TextGrid as a whole."),
                   shown.tier, shown.a, shown.b);
}

static void check_point(struct fy_reader *reader, const struct fy_item *point, const struct fy_item *last)
{
    if (point->xmin < fy_tier_xmin(reader->grid, reader->tier) ||
        point->xmin > fy_tier_xmax(reader->grid, reader->tier)) {
        struct shown shown = show(reader, point->xmin, 0);
        fy_finding_add(reader->findings, point->offset, false, _("Tier %s: the point at %s s lies outside the tier."),
                       shown.tier, shown.a);
    }
    if (last && point->xmin == last->xmin) {
        struct shown shown = show(reader, point->xmin, 0);
        fy_finding_add(reader->findings, point->offset, false,
                       _("Tier %s: two points share the time %s s. Praat would drop this one."), shown.tier, shown.a);
    }
}

/* Whether an interval that follows `last` (NULL: the first) is as it should be: nearly all are. */
static inline bool is_regular(const struct fy_reader *reader, const struct fy_item *item, const struct fy_item *last)
{
    const double xmin = reader->xmin;
    return item->xmin == (last ? last->xmax : xmin) && item->xmin < item->xmax && item->xmin >= xmin &&
           item->xmax <= reader->xmax && (!last || last->xmin < item->xmin);
}

/* What is odd about an interval. */
static void check_interval(struct fy_reader *reader, const struct fy_item *item, const struct fy_item *last)
{
    struct fy_finding_list *findings = reader->findings;
    double xmin = reader->xmin, xmax = reader->xmax;
    if (item->xmin < xmin || item->xmax > xmax) {
        struct shown shown = show(reader, item->xmin, item->xmax);
        fy_finding_add(findings, item->offset, false,
                       _("Tier %s: the interval from %s to %s s is not all inside the tier."), shown.tier, shown.a,
                       shown.b);
    }
    if (last && item->xmin == last->xmin) {
        struct shown shown = show(reader, item->xmin, 0);
        fy_finding_add(findings, item->offset, false,
                       _("Tier %s: two intervals start at %s s. Praat would drop this one."), shown.tier, shown.a);
    }
    if (item->xmin == item->xmax) {
        struct shown shown = show(reader, item->xmin, 0);
        fy_finding_add(findings, item->offset, false, _("Tier %s: the interval at %s s has no duration."), shown.tier,
                       shown.a);
    }
    double before = last ? last->xmax : xmin;
    if (item->xmin > before) {
        struct shown shown = show(reader, before, item->xmin);
        fy_finding_add(findings, item->offset, false,
                       _("Tier %s: there is a gap from %s to %s s before this interval."), shown.tier, shown.a,
                       shown.b);
    } else if (last && item->xmin < before) {
        struct shown shown = show(reader, item->xmin, before < item->xmax ? before : item->xmax);
        fy_finding_add(findings, item->offset, false,
                       _("Tier %s: this interval overlaps with the one before it, from %s to %s s."), shown.tier,
                       shown.a, shown.b);
    }
}

/* ---- items ---- */

/* A defined time, not before `least`, if that is what comes at once; else nothing is read. */
static bool quick_time(struct fy_tokens *tokens, double *time, double least)
{
    const char *before = tokens->at;
    if (!fy_tokens_quick_real(tokens, time))
        return false;
    if (*time >= least && !fy_is_undefined(*time))
        return true;
    tokens->at = before;
    return false;
}

static enum fy_status read_item(struct fy_reader *reader, enum fy_tier_kind kind, struct fy_item *item)
{
    /* As Praat and most others write them. */
    static const char to_next[] = " \n        intervals [", to_xmin[] = "]:\n            xmin = ",
                      to_xmax[] = " \n            xmax = ", to_text[] = " \n            text = ";
    struct fy_tokens *tokens = &reader->tokens;
    if (reader->start)
        return fy_reader_binary_item(reader, kind, item);
    if (kind == FY_INTERVAL_TIER && fy_tokens_skip(tokens, to_next, sizeof to_next - 1)) {
        fy_tokens_skip_index(tokens);
        if (!fy_tokens_skip(tokens, to_xmin, sizeof to_xmin - 1))
            fy_tokens_skip_word(tokens);
    }
    enum fy_status status = FY_OK;
    if (!quick_time(tokens, &item->xmin, -DBL_MAX))
        status = fy_reader_start(reader, reader->instead, &item->xmin);
    if (status != FY_OK)
        return status;
    item->offset = (size_t)(tokens->value - tokens->text);
    item->xmax = item->xmin;
    if (kind == FY_INTERVAL_TIER) {
        fy_tokens_skip(tokens, to_xmax, sizeof to_xmax - 1);
        if (!quick_time(tokens, &item->xmax, item->xmin))
            status = fy_reader_end(reader, item->xmin, &item->xmax);
        if (status != FY_OK)
            return status;
        fy_tokens_skip(tokens, to_text, sizeof to_text - 1);
    }
    return fy_tokens_string(tokens, &item->text);
}

/* Append an item that is not before `last`. */
static enum fy_status place_item(struct fy_reader *reader, enum fy_tier_kind kind, struct fy_item *item,
                                 const struct fy_item *last)
{
    if (kind == FY_POINT_TIER)
        check_point(reader, item, last);
    else if (!is_regular(reader, item, last))
        check_interval(reader, item, last);
    if (item->text.raw) {
        enum fy_status status = fy_reader_clean(reader, &item->text);
        if (status != FY_OK)
            return status;
    }
    if (kind == FY_POINT_TIER)
        return fy_tier_append_point(reader->grid, reader->tier, item->xmin, item->text.text, item->text.size);
    return fy_tier_append_interval(reader->grid, reader->tier, item->xmin, item->xmax, item->text.text,
                                   item->text.size);
}

static int by_start(const void *a, const void *b)
{
    const struct fy_item *x = a, *y = b;
    if (x->xmin != y->xmin)
        return x->xmin < y->xmin ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* Sort the items collected, and say so where that changes anything. */
static void sort_items(struct fy_reader *reader, struct fy_item *items, size_t count)
{
    size_t late = 0, first_late = 0;
    double latest = count > 0 ? items[0].xmin : 0;
    for (size_t i = 1; i < count; i++) {
        if (items[i].xmin >= latest)
            latest = items[i].xmin;
        else if (late++ == 0)
            first_late = items[i].offset;
    }
    if (late == 0)
        return;
    fy_finding_add(reader->findings, first_late, false,
                   fy_message_plural("Tier %s: %lu item stood behind a later one; they were sorted by time.",
                                     "Tier %s: %lu items stood behind later ones; they were sorted by time.",
                                     (unsigned long)late),
                   show(reader, 0, 0).tier, (unsigned long)late);
    qsort(items, count, sizeof *items, by_start);
}

/* Whether a tier's class is what comes next. */
static bool class_comes(struct fy_reader *reader)
{
    struct fy_tokens tokens = reader->tokens;
    struct fy_span class;
    tokens.error = NULL;
    return fy_tokens_peek(&tokens) == FY_TOKEN_STRING && fy_tokens_string(&tokens, &class) == FY_OK &&
           (fy_class_is(&class, "IntervalTier") || fy_class_is(&class, "TextTier"));
}

/* An item that the tier's count says is there. Where the next tier starts instead the count was wrong. */
static enum fy_status counted_item(struct fy_reader *reader, enum fy_tier_kind kind, size_t index, struct fy_item *item,
                                   bool *more)
{
    const char *before = reader->tokens.at;
    enum fy_status status = read_item(reader, kind, item);
    reader->instead = fy_is_undefined(item->xmax) ? item->xmin : item->xmax;
    if (status != FY_SYNTAX || reader->start)
        return status;
    const char *broken = reader->tokens.at;
    reader->tokens.at = before;
    if (!class_comes(reader)) {
        reader->tokens.at = broken;
        return status;
    }
    fy_finding_add(reader->findings, (size_t)(before - reader->tokens.text), false,
                   _("Tier %s has only %lu items, fewer than its size says."), show(reader, 0, 0).tier,
                   (unsigned long)index);
    if (reader->error)
        *reader->error = (struct fy_error){ .status = FY_OK };
    *more = false;
    return FY_OK;
}

/* One more item behind those counted, if there is one. Behind the last tier there may be anything, as in Praat: what is
 * no item is left over (in a Collection the next object begins, but with no number). A count below zero says that nothing
 * of it is wanted, which is told by what is left over. */
static enum fy_status uncounted_item(struct fy_reader *reader, enum fy_tier_kind kind, bool first, struct fy_item *item,
                                     bool *more)
{
    *more = false;
    if (reader->start || (reader->last_tier && reader->below_zero))
        return FY_OK;
    struct fy_tokens before = reader->tokens;
    if (fy_tokens_peek(&reader->tokens) != FY_TOKEN_NUMBER) {
        reader->tokens = before;
        return FY_OK;
    }
    *more = true;
    if (reader->last_tier)
        reader->tokens.error = NULL;
    enum fy_status status = read_item(reader, kind, item);
    reader->tokens.error = before.error;
    if (status == FY_SYNTAX && reader->last_tier) {
        reader->tokens = before;
        *more = false;
        return FY_OK;
    }
    if (status == FY_OK && first)
        fy_finding_add(reader->findings, item->offset, false,
                       _("Tier %s: from here on there are more items than its size says. Praat would drop them."),
                       show(reader, 0, 0).tier);
    return status;
}

/* The item `index` of a tier that says it has `count`; *more is false where there is none. */
static enum fy_status next_item(struct fy_reader *reader, enum fy_tier_kind kind, size_t index, size_t count,
                                struct fy_item *item, bool *more)
{
    if (reader->window) {
        enum fy_status status = fy_window_advance(reader);
        if (status != FY_OK)
            return status;
    }
    if (index < count)
        return counted_item(reader, kind, index, item, more);
    return uncounted_item(reader, kind, index == count, item, more);
}

static enum fy_status read_sorting(struct fy_reader *reader, enum fy_tier_kind kind, size_t count)
{
    size_t read = 0;
    for (bool more = true;; read++) {
        struct fy_item *items = fy_grow(reader->items, &reader->item_capacity, read + 1, sizeof *items);
        if (!items)
            return FY_NO_MEMORY;
        reader->items = items;
        enum fy_status status = next_item(reader, kind, read, count, &items[read], &more);
        if (status != FY_OK)
            return status;
        if (!more)
            break;
        items[read].index = read;
    }
    return fy_reader_place_items(reader, kind, reader->items, read);
}

static enum fy_status read_in_order(struct fy_reader *reader, enum fy_tier_kind kind, size_t count)
{
    struct fy_item two[2], *last = NULL; /* the item being read and the one before, by turns */
    size_t read = 0;
    for (bool more = true;; read++) {
        struct fy_item *item = last == two ? two + 1 : two;
        enum fy_status status = FY_OK;
        if (reader->start && kind == FY_INTERVAL_TIER) {
            struct fy_item *before = last ? last : two + 1;
            status = fy_reader_binary_run(reader, count, before, &read);
            last = read > 0 ? before : NULL;
            item = last == two ? two + 1 : two;
        }
        if (status == FY_OK)
            status = next_item(reader, kind, read, count, item, &more);
        if (status != FY_OK)
            return status;
        if (!more)
            break;
        if (last && item->xmin < last->xmin) {
            reader->unsorted = true;
            return FY_INVALID;
        }
        status = place_item(reader, kind, item, last);
        if (status != FY_OK)
            return status;
        last = item;
    }
    if (kind == FY_INTERVAL_TIER && last)
        fy_reader_check_end(reader, last);
    return FY_OK;
}

void fy_reader_check_end(struct fy_reader *reader, const struct fy_item *last)
{
    double xmax = reader->xmax;
    if (last->xmax >= xmax)
        return;
    struct shown shown = show(reader, last->xmax, xmax);
    fy_finding_add(reader->findings, last->offset, false,
                   _("Tier %s: the last interval ends at %s s, before the tier's end at %s s."), shown.tier, shown.a,
                   shown.b);
}

enum fy_status fy_reader_place_items(struct fy_reader *reader, enum fy_tier_kind kind, struct fy_item *items,
                                     size_t count)
{
    sort_items(reader, items, count);
    enum fy_status status = fy_tier_reserve(reader->grid, reader->tier, count);
    for (size_t i = 0; i < count && status == FY_OK; i++)
        status = place_item(reader, kind, &items[i], i > 0 ? &items[i - 1] : NULL);
    if (status == FY_OK && kind == FY_INTERVAL_TIER && count > 0)
        fy_reader_check_end(reader, &items[count - 1]);
    return status;
}

enum fy_status fy_reader_fill_tier(struct fy_reader *reader, enum fy_tier_kind kind, size_t offset)
{
    if (kind != FY_INTERVAL_TIER || fy_tier_size(reader->grid, reader->tier) > 0)
        return FY_OK;
    double xmin = fy_tier_xmin(reader->grid, reader->tier), xmax = fy_tier_xmax(reader->grid, reader->tier);
    struct shown shown = show(reader, xmin, xmax);
    fy_finding_add(reader->findings, offset, false,
                   _("Tier %s has no intervals. It gets an empty one from %s to %s s, as in Praat."), shown.tier,
                   shown.a, shown.b);
    return fy_tier_append_interval(reader->grid, reader->tier, xmin, xmax, "", 0);
}

/* No more room than what is left of the file could need: an item takes four bytes of text at least ("1 \"\""), ten or
 * eighteen of a binary file. */
static size_t most_items(const struct fy_reader *reader, enum fy_tier_kind kind)
{
    return fy_reader_left(reader) / (!reader->start ? 4 : kind == FY_INTERVAL_TIER ? 18 : 10);
}

enum fy_status fy_reader_items(struct fy_reader *reader, enum fy_tier_kind kind, size_t count, size_t name_offset)
{
    fy_reader_check_domain(reader, name_offset);
    size_t most = most_items(reader, kind);
    enum fy_status status = fy_tier_reserve(reader->grid, reader->tier, count < most ? count : most);
    if (status == FY_OK)
        status = reader->sorting ? read_sorting(reader, kind, count) : read_in_order(reader, kind, count);
    return status == FY_OK ? fy_reader_fill_tier(reader, kind, name_offset) : status;
}

#include "compare/merge_internal.h"

#include <fangyin/memory.h>
#include <stdlib.h>
#include <string.h>

enum fy_status fy_conflict_add(struct fy_merge *merge, const char *tier, double xmin, double xmax,
                               struct fy_buffer *text)
{
    struct fy_conflict *grown =
        text->failed ? NULL : fy_grow(merge->conflicts, &merge->capacity, merge->count + 1, sizeof *grown);
    if (grown) {
        merge->conflicts = grown;
        grown[merge->count] = (struct fy_conflict){ fy_strdup(tier), xmin, xmax, fy_strdup(fy_buffer_text(text)) };
        merge->count++;
    }
    fy_buffer_free(text);
    return grown && grown[merge->count - 1].tier && grown[merge->count - 1].text ? FY_OK : FY_NO_MEMORY;
}

void fy_conflict_label(struct fy_buffer *text, size_t side, const char *label)
{
    static const char *const names[] = { " BASE=\"", " A=\"", " B=\"" };
    if (!label)
        return;
    fy_buffer_puts(text, names[side]);
    fy_buffer_puts(text, label);
    fy_buffer_putc(text, '"');
}

void fy_merge_free(struct fy_merge *merge)
{
    fy_grid_free(merge->grid);
    for (size_t i = 0; i < merge->count; i++) {
        fy_free(merge->conflicts[i].tier);
        fy_free(merge->conflicts[i].text);
    }
    fy_free(merge->conflicts);
    *merge = (struct fy_merge){ 0 };
}

enum fy_status fy_merge_free_name(struct fy_buffer *name, const struct fy_grid *grid, const char *wanted)
{
    fy_buffer_clear(name);
    fy_buffer_puts(name, wanted);
    for (size_t n = 2; !name->failed && fy_grid_find_tier(grid, fy_buffer_text(name)) != FY_NONE; n++) {
        fy_buffer_clear(name);
        fy_buffer_printf(name, "%s-%zu", wanted, n);
    }
    return name->failed ? FY_NO_MEMORY : FY_OK;
}

/* ---- the tier ---- */

struct span {
    double xmin, xmax; /* within the grid */
    const char *text;
    size_t order;
};

static const double shortest = 0.1; /* seconds: a conflict at one time is to be seen too */

static int by_time(const void *x, const void *y)
{
    const struct span *a = x, *b = y;
    if (a->xmin != b->xmin)
        return a->xmin < b->xmin ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

static double within(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

static struct span span_of(const struct fy_conflict *conflict, size_t order, double start, double end)
{
    struct span span = { within(conflict->xmin, start, end), within(conflict->xmax, start, end), conflict->text, order };
    if (!(span.xmin < span.xmax)) {
        span.xmax = within(span.xmin + shortest, start, end);
        span.xmin = within(span.xmax - shortest, start, end);
    }
    return span;
}

/* One interval for conflicts that overlap, a line each. */
static enum fy_status put_spans(struct fy_grid *grid, size_t tier, const struct span *spans, size_t count)
{
    double from = fy_grid_xmin(grid);
    struct fy_buffer text = FY_BUFFER_EMPTY;
    enum fy_status status = FY_OK;
    for (size_t i = 0, next; status == FY_OK && i < count; i = next) {
        double end = spans[i].xmax;
        fy_buffer_clear(&text);
        fy_buffer_puts(&text, spans[i].text);
        for (next = i + 1; next < count && (spans[next].xmin < end || spans[next].xmin <= spans[i].xmin); next++) {
            fy_buffer_putc(&text, '\n');
            fy_buffer_puts(&text, spans[next].text);
            end = spans[next].xmax > end ? spans[next].xmax : end;
        }
        if (text.failed)
            status = FY_NO_MEMORY;
        if (status == FY_OK && from < spans[i].xmin)
            status = fy_tier_append_interval(grid, tier, from, spans[i].xmin, "", 0);
        if (status == FY_OK)
            status = fy_tier_append_interval(grid, tier, spans[i].xmin, end, text.data, text.size);
        from = end;
    }
    if (status == FY_OK && from < fy_grid_xmax(grid))
        status = fy_tier_append_interval(grid, tier, from, fy_grid_xmax(grid), "", 0);
    fy_buffer_free(&text);
    return status;
}

enum fy_status fy_conflicts_to_tier(struct fy_merge *merge)
{
    struct fy_grid *grid = merge->grid;
    const double start = fy_grid_xmin(grid), end = fy_grid_xmax(grid);
    struct fy_buffer name = FY_BUFFER_EMPTY;
    size_t tier = 0;
    if (merge->count == 0)
        return FY_OK;
    struct span *spans = fy_calloc(merge->count, sizeof *spans);
    if (!spans)
        return FY_NO_MEMORY;
    for (size_t i = 0; i < merge->count; i++)
        spans[i] = span_of(&merge->conflicts[i], i, start, end);
    qsort(spans, merge->count, sizeof *spans, by_time);
    enum fy_status status = fy_merge_free_name(&name, grid, "conflict");
    if (status == FY_OK)
        status = fy_grid_append_tier(grid, FY_INTERVAL_TIER, name.data, name.size, start, end, &tier);
    if (status == FY_OK)
        status = put_spans(grid, tier, spans, merge->count);
    fy_buffer_free(&name);
    fy_free(spans);
    return status;
}

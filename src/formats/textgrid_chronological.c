/* Chronological text: the tiers, then all items in the order of time, each with its tier's number. */
#include "formats/textgrid_reader.h"
#include "formats/textgrid_writer.h"
#include "formats/undefined.h"

#include <fangyin/memory.h>
#include <fangyin/number.h>

#include "base/messages.h"

#include <math.h>
#include <string.h>

static const char header[] = "\"Praat chronological TextGrid text file\"";

bool fy_is_chronological(const char *text, size_t size)
{
    return size >= sizeof header - 1 && memcmp(text, header, sizeof header - 1) == 0;
}

/* ---- reading ---- */

struct entry {
    struct fy_item item;
    size_t tier;
};

struct entries {
    struct entry *items;
    size_t count, capacity;
    size_t remarks; /* '!' comments that the writer would not make again ... */
    size_t first_remark;
};

/* '!' comments before a value. */
struct remarks {
    size_t count;
    const char *last, *end;
};

static struct remarks take_remarks(struct fy_tokens *tokens)
{
    struct remarks remarks = { tokens->remarks, tokens->last_remark, tokens->last_remark_end };
    tokens->remarks = 0;
    return remarks;
}

/* A tier's name in a comment: all in one line. */
static char name_byte(char byte)
{
    return byte == '\n' ? ' ' : byte;
}

static bool is_remark(const struct remarks *remarks, const char *start, const char *name, const char *end)
{
    const char *at = remarks->last;
    size_t start_size = strlen(start), name_size = strlen(name), end_size = strlen(end);
    if ((size_t)(remarks->end - at) != start_size + name_size + end_size || memcmp(at, start, start_size) != 0)
        return false;
    at += start_size;
    for (size_t i = 0; i < name_size; i++)
        if (at[i] != name_byte(name[i]))
            return false;
    return memcmp(at + name_size, end, end_size) == 0;
}

/* Count remarks, but for one that says what the writer says, too. */
static void check_remarks(struct fy_reader *reader, struct entries *entries, const struct remarks *remarks,
                          const char *start, const char *name, const char *end)
{
    if (remarks->count == 0 || (remarks->count == 1 && is_remark(remarks, start, name, end)))
        return;
    if (entries->remarks == 0)
        entries->first_remark = (size_t)(remarks->last - reader->tokens.text);
    entries->remarks += remarks->count;
}

static const char of_domain[] = "! Time domain.", of_tiers[] = "! Number of tiers.";

static enum fy_status read_tiers(struct fy_reader *reader, struct entries *entries)
{
    double xmin, xmax;
    size_t count = 0;
    enum fy_status status = fy_reader_domain(reader, 0, &xmin, &xmax);
    if (status == FY_OK)
        status = fy_reader_count(reader, &count);
    if (status != FY_OK)
        return status;
    struct remarks remarks = take_remarks(&reader->tokens);
    check_remarks(reader, entries, &remarks, of_domain, "", "");
    reader->grid = fy_grid_new(xmin, xmax);
    if (!reader->grid)
        return FY_NO_MEMORY;
    for (size_t i = 0; i < count && status == FY_OK; i++) {
        struct fy_span name;
        enum fy_tier_kind kind;
        status = fy_reader_kind(reader, &kind);
        remarks = take_remarks(&reader->tokens);
        check_remarks(reader, entries, &remarks, i == 0 ? of_tiers : "", "", "");
        if (status == FY_OK)
            status = fy_tokens_string(&reader->tokens, &name);
        size_t place = (size_t)(reader->tokens.value - reader->tokens.text);
        if (status == FY_OK)
            status = fy_reader_domain(reader, fy_grid_xmin(reader->grid), &xmin, &xmax);
        if (status == FY_OK)
            status = fy_reader_clean(reader, &name);
        if (status == FY_OK)
            status = fy_grid_append_tier(reader->grid, kind, name.text, name.size, xmin, xmax, &reader->tier);
        if (status == FY_OK)
            fy_reader_check_domain(reader, place);
    }
    return status;
}

static enum fy_status read_entry(struct fy_reader *reader, struct entries *entries)
{
    struct entry *items = fy_grow(entries->items, &entries->capacity, entries->count + 1, sizeof *items);
    struct fy_tokens *tokens = &reader->tokens;
    if (!items)
        return FY_NO_MEMORY;
    entries->items = items;
    struct entry *entry = &items[entries->count];
    int32_t tier;
    enum fy_status status = fy_tokens_integer(tokens, &tier);
    if (status != FY_OK)
        return status;
    size_t tiers = fy_grid_tier_count(reader->grid);
    if (tier < 1 || (size_t)tier > tiers)
        return fy_tokens_fail(tokens, tokens->value, FY_SYNTAX, _("The number of a tier, 1 to %lu, is expected here."),
                              (unsigned long)tiers);
    *entry = (struct entry){ .tier = (size_t)tier - 1 };
    entry->item.offset = (size_t)(tokens->value - tokens->text);
    entry->item.index = entries->count;
    double before = entries->count > 0 ? entry[-1].item.xmin : fy_tier_xmin(reader->grid, entry->tier);
    status = fy_reader_start(reader, before, &entry->item.xmin);
    entry->item.xmax = entry->item.xmin;
    if (status == FY_OK && fy_tier_kind(reader->grid, entry->tier) == FY_INTERVAL_TIER)
        status = fy_reader_end(reader, entry->item.xmin, &entry->item.xmax);
    if (status == FY_OK)
        status = fy_tokens_string(tokens, &entry->item.text);
    if (status == FY_OK)
        entries->count++;
    return status;
}

/* A tier that no entry belongs to stays empty, here alone, as in Praat. */
static void check_empty(struct fy_reader *reader)
{
    if (fy_tier_kind(reader->grid, reader->tier) == FY_INTERVAL_TIER && fy_tier_size(reader->grid, reader->tier) == 0)
        fy_finding_add(reader->findings, 0, false, _("Tier %lu has no intervals."), (unsigned long)reader->tier + 1);
}

/* Put each tier's entries into the grid: `sorted` holds them tier by tier. */
static enum fy_status place_entries(struct fy_reader *reader, struct fy_item *sorted, const size_t *ends)
{
    enum fy_status status = FY_OK;
    for (size_t tier = 0; tier < fy_grid_tier_count(reader->grid) && status == FY_OK; tier++) {
        struct fy_item *items = sorted + (tier > 0 ? ends[tier - 1] : 0);
        size_t count = ends[tier] - (tier > 0 ? ends[tier - 1] : 0);
        reader->tier = tier;
        reader->xmin = fy_tier_xmin(reader->grid, tier);
        reader->xmax = fy_tier_xmax(reader->grid, tier);
        enum fy_tier_kind kind = fy_tier_kind(reader->grid, tier);
        status = fy_reader_place_items(reader, kind, items, count);
        if (status == FY_OK)
            check_empty(reader);
    }
    return status;
}

static enum fy_status sort_by_tier(struct fy_reader *reader, const struct entries *entries)
{
    size_t tiers = fy_grid_tier_count(reader->grid);
    size_t *ends = fy_calloc(tiers + 1, sizeof *ends);
    struct fy_item *sorted = fy_malloc(entries->count * sizeof *sorted);
    enum fy_status status = ends && sorted ? FY_OK : FY_NO_MEMORY;
    if (status == FY_OK) {
        for (size_t i = 0; i < entries->count; i++)
            ends[entries->items[i].tier + 1]++;
        for (size_t tier = 0; tier < tiers; tier++)
            ends[tier + 1] += ends[tier];
        /* ends[tier] is where the tier's items start, and comes to be where they end. */
        for (size_t i = 0; i < entries->count; i++)
            sorted[ends[entries->items[i].tier]++] = entries->items[i].item;
        status = place_entries(reader, sorted, ends);
    }
    fy_free(sorted);
    fy_free(ends);
    return status;
}

enum fy_status fy_reader_chronological_file(struct fy_reader *reader)
{
    struct fy_tokens *tokens = &reader->tokens;
    struct entries entries = { .items = NULL };
    reader->form = FY_TEXTGRID_CHRONOLOGICAL;
    tokens->at = tokens->text + sizeof header - 1;
    enum fy_status status = read_tiers(reader, &entries);
    while (status == FY_OK) {
        bool more = fy_tokens_peek(tokens) != FY_TOKEN_END;
        struct remarks remarks = take_remarks(tokens);
        if (more)
            status = read_entry(reader, &entries);
        if (status == FY_OK && more)
            check_remarks(reader, &entries, &remarks, "! ",
                          fy_tier_name(reader->grid, entries.items[entries.count - 1].tier), ":");
        else if (status == FY_OK)
            check_remarks(reader, &entries, &remarks, fy_grid_tier_count(reader->grid) == 0 ? of_tiers : "", "", "");
        if (!more)
            break;
        remarks = take_remarks(tokens);
        check_remarks(reader, &entries, &remarks, "", "", "");
    }
    if (status == FY_OK)
        status = sort_by_tier(reader, &entries);
    if (status == FY_OK && entries.remarks > 0)
        fy_finding_add(reader->findings, entries.first_remark, true,
                       fy_message_plural("%lu remark (after '!') is not kept when the file is saved.",
                                         "%lu remarks (after '!') are not kept when the file is saved; the first is "
                                         "here.",
                                         (unsigned long)entries.remarks),
                       (unsigned long)entries.remarks);
    fy_free(entries.items);
    return status;
}

/* ---- writing ---- */

/* The tiers that still have items, as a heap: the one whose next item comes first is at [0]. */
struct merge {
    const struct fy_grid *grid;
    size_t *tiers, *next; /* a heap of tiers; each tier's next item */
    size_t count;
};

static double next_start(const struct merge *merge, size_t tier)
{
    size_t index = merge->next[tier];
    return fy_tier_kind(merge->grid, tier) == FY_INTERVAL_TIER ? fy_tier_intervals(merge->grid, tier)[index].xmin
                                                               : fy_tier_points(merge->grid, tier)[index].time;
}

static bool is_before(const struct merge *merge, size_t a, size_t b)
{
    double x = next_start(merge, a), y = next_start(merge, b);
    return x != y ? x < y : a < b;
}

static void sink(struct merge *merge, size_t place)
{
    for (;;) {
        size_t least = place;
        for (size_t child = 2 * place + 1; child <= 2 * place + 2 && child < merge->count; child++)
            if (is_before(merge, merge->tiers[child], merge->tiers[least]))
                least = child;
        if (least == place)
            return;
        size_t tier = merge->tiers[place];
        merge->tiers[place] = merge->tiers[least];
        merge->tiers[least] = tier;
        place = least;
    }
}

static void put_time(struct fy_buffer *out, double time, const char *after)
{
    char text[FY_NUMBER_SIZE];
    fy_buffer_append(out, text, fy_number_write(fy_is_undefined(time) ? (double)NAN : time, text));
    fy_buffer_puts(out, after);
}

static void put_text(struct fy_buffer *out, const char *text)
{
    fy_buffer_putc(out, '"');
    for (const char *quote; (quote = strchr(text, '"')) != NULL; text = quote + 1) {
        fy_buffer_append(out, text, (size_t)(quote + 1 - text));
        fy_buffer_putc(out, '"');
    }
    fy_buffer_puts(out, text);
    fy_buffer_putc(out, '"');
}

static void put_item(struct fy_buffer *out, const struct fy_grid *grid, size_t tier, size_t index)
{
    fy_buffer_puts(out, "\n\n! ");
    for (const char *name = fy_tier_name(grid, tier); *name; name++)
        fy_buffer_putc(out, name_byte(*name));
    fy_buffer_printf(out, ":\n%zu ", tier + 1);
    if (fy_tier_kind(grid, tier) == FY_INTERVAL_TIER) {
        const struct fy_interval *interval = fy_tier_intervals(grid, tier) + index;
        put_time(out, interval->xmin, " ");
        put_time(out, interval->xmax, "\n");
        put_text(out, interval->text);
    } else {
        const struct fy_point *point = fy_tier_points(grid, tier) + index;
        put_time(out, point->time, " \n");
        put_text(out, point->mark);
    }
}

void fy_chronological_write(struct fy_buffer *out, const struct fy_grid *grid)
{
    size_t tiers = fy_grid_tier_count(grid);
    struct merge merge = { .grid = grid, .tiers = fy_calloc(tiers, sizeof *merge.tiers) };
    merge.next = fy_calloc(tiers, sizeof *merge.next);
    fy_buffer_printf(out, "%s\n", header);
    put_time(out, fy_grid_xmin(grid), " ");
    put_time(out, fy_grid_xmax(grid), "   ");
    fy_buffer_printf(out, "%s\n%zu   %s", of_domain, tiers, of_tiers);
    for (size_t tier = 0; tier < tiers; tier++) {
        fy_buffer_puts(out, fy_tier_kind(grid, tier) == FY_INTERVAL_TIER ? "\n\"IntervalTier\" " : "\n\"TextTier\" ");
        put_text(out, fy_tier_name(grid, tier));
        fy_buffer_putc(out, ' ');
        put_time(out, fy_tier_xmin(grid, tier), " ");
        put_time(out, fy_tier_xmax(grid, tier), "");
    }
    if (!merge.tiers || !merge.next) {
        out->failed = true;
    } else {
        for (size_t tier = 0; tier < tiers; tier++)
            if (fy_tier_size(grid, tier) > 0)
                merge.tiers[merge.count++] = tier;
        for (size_t place = merge.count / 2; place-- > 0;)
            sink(&merge, place);
    }
    while (merge.count > 0 && !out->failed) {
        size_t tier = merge.tiers[0];
        put_item(out, grid, tier, merge.next[tier]++);
        if (merge.next[tier] == fy_tier_size(grid, tier))
            merge.tiers[0] = merge.tiers[--merge.count];
        sink(&merge, 0);
    }
    fy_free(merge.tiers);
    fy_free(merge.next);
}

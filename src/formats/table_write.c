/* Writing tables. A text tier and those of its sisters that have the same spans share rows; every other tier has rows
 * of its own. An empty interval is a row only where reading would not make it again from the gap. */
#include "base/messages.h"
#include "formats/clock.h"
#include "formats/formats.h"
#include "formats/table.h"
#include "formats/tier_names.h"

#include <fangyin/memory.h>
#include <string.h>

enum { MOST_SISTERS = 16 };

struct writing {
    struct fy_buffer *out;
    const struct fy_named_grid *named;
    const struct fy_grid *grid;
    const char *asked; /* the tier that alone is written, with its sisters; or NULL */
    char mark;
    bool with_recording;
    const char *columns[MOST_SISTERS]; /* bases of the sisters that the header has */
    size_t column_count;
    struct fy_tier_names *names;
    size_t *primary_of; /* for each tier that is a column: the tier whose rows it shares; else FY_NONE */
    size_t changed;     /* fields that the format cannot hold as they are */
    double first, last; /* the times that reading will find */
};

static bool has_label(const struct fy_grid *grid, size_t tier)
{
    for (size_t i = 0; i < fy_tier_size(grid, tier); i++) {
        if (fy_tier_intervals(grid, tier)[i].text[0])
            return true;
    }
    return false;
}

static bool same_spans(const struct fy_grid *grid, size_t a, size_t b)
{
    const size_t size = fy_tier_size(grid, a);
    const struct fy_interval *x = fy_tier_intervals(grid, a), *y = fy_tier_intervals(grid, b);
    if (fy_tier_size(grid, b) != size)
        return false;
    for (size_t i = 0; i < size; i++) {
        if (x[i].xmin != y[i].xmin || x[i].xmax != y[i].xmax)
            return false;
    }
    return true;
}

/* Which sisters share the rows of a text tier. Those the header has no column for do not, unless it is still open. */
static void find_columns(struct writing *writing, bool open)
{
    const struct fy_grid *grid = writing->grid;
    for (size_t tier = 0; tier < fy_grid_tier_count(grid); tier++)
        writing->primary_of[tier] = FY_NONE;
    for (const char *const *base = fy_table_sisters; *base; base++) {
        size_t column = 0;
        bool used = false;
        while (column < writing->column_count && strcmp(writing->columns[column], *base) != 0)
            column++;
        if (column == writing->column_count && (!open || column == MOST_SISTERS))
            continue;
        for (size_t text = 0; text < fy_grid_tier_count(grid); text++) {
            const char *name = fy_tier_name(grid, text);
            if (fy_tier_names_sister(writing->names, "text", name) != text)
                continue;
            const size_t sister = fy_tier_names_sister(writing->names, *base, name);
            if (sister == FY_NONE || !has_label(grid, sister) || !same_spans(grid, text, sister))
                continue;
            writing->primary_of[sister] = text;
            used = true;
        }
        if (used && column == writing->column_count)
            writing->columns[writing->column_count++] = *base;
    }
}

/* The columns of a header that was written before. */
static enum fy_status read_columns(struct writing *writing)
{
    struct fy_record record = { .count = 0 };
    struct fy_slice rest = { fy_buffer_text(writing->out), writing->out->size };
    const bool read = fy_record_next(&record, &rest, writing->mark);
    for (size_t i = 0; read && i < record.count; i++) {
        const struct fy_slice name = fy_record_field(&record, i);
        writing->with_recording = writing->with_recording || fy_slice_is(name, "recording");
        for (const char *const *base = fy_table_sisters; *base; base++) {
            if (fy_slice_is(name, *base) && writing->column_count < MOST_SISTERS)
                writing->columns[writing->column_count++] = *base;
        }
    }
    fy_record_free(&record);
    return read ? FY_OK : FY_NO_MEMORY;
}

static void put_field(struct writing *writing, const char *text, size_t size)
{
    struct fy_buffer *out = writing->out;
    bool special = size > 0 && (text[0] == ' ' || text[size - 1] == ' '), breaks = false;
    for (size_t i = 0; i < size; i++) {
        breaks = breaks || text[i] == '\n' || text[i] == '\r' || text[i] == '\t';
        special = special || breaks || text[i] == '"' || text[i] == ',';
    }
    if (writing->mark == '\t') {
        for (size_t i = 0; i < size; i++)
            fy_buffer_putc(out, text[i] == '\t' || text[i] == '\n' || text[i] == '\r' ? ' ' : text[i]);
        writing->changed += breaks;
    } else if (!special) {
        fy_buffer_append(out, text, size);
    } else {
        fy_buffer_putc(out, '"');
        for (size_t i = 0; i < size; i++) {
            if (text[i] == '"')
                fy_buffer_putc(out, '"');
            fy_buffer_putc(out, text[i]);
        }
        fy_buffer_putc(out, '"');
    }
}

static void put_header(struct writing *writing)
{
    static const char *const names[] = { "start", "end", "tier", "speaker", "text" };
    if (writing->with_recording)
        fy_buffer_printf(writing->out, "recording%c", writing->mark);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (i > 0)
            fy_buffer_putc(writing->out, writing->mark);
        fy_buffer_puts(writing->out, names[i]);
    }
    for (size_t i = 0; i < writing->column_count; i++)
        fy_buffer_printf(writing->out, "%c%s", writing->mark, writing->columns[i]);
    fy_buffer_putc(writing->out, '\n');
}

/* Everything of a row before its label. end NaN: none. */
static void put_row_start(struct writing *writing, size_t tier, double start, bool point, double end)
{
    struct fy_buffer *out = writing->out;
    const char *name = fy_tier_name(writing->grid, tier), *speaker = fy_name_speaker(name);
    if (speaker && (speaker == name + 1 || !*speaker))
        speaker = NULL;
    if (writing->with_recording) {
        put_field(writing, writing->named->name, strlen(writing->named->name));
        fy_buffer_putc(out, writing->mark);
    }
    fy_put_seconds(out, start, 3);
    fy_buffer_putc(out, writing->mark);
    if (!point)
        fy_put_seconds(out, end, 3);
    fy_buffer_putc(out, writing->mark);
    put_field(writing, name, speaker ? (size_t)(speaker - name) - 1 : strlen(name));
    fy_buffer_putc(out, writing->mark);
    put_field(writing, speaker ? speaker : "", speaker ? strlen(speaker) : 0);
    fy_buffer_putc(out, writing->mark);
    writing->first = start < writing->first ? start : writing->first;
    writing->last = end > writing->last ? end : writing->last;
}

/* The sisters of a tier that share its rows, by column. */
static size_t gather_sisters(const struct writing *writing, size_t tier, size_t sisters[MOST_SISTERS])
{
    size_t any = 0;
    for (size_t i = 0; i < writing->column_count; i++) {
        const size_t sister =
            fy_tier_names_sister(writing->names, writing->columns[i], fy_tier_name(writing->grid, tier));
        sisters[i] = sister != FY_NONE && writing->primary_of[sister] == tier ? sister : FY_NONE;
        any += sisters[i] != FY_NONE;
    }
    return any;
}

static bool is_full(const struct writing *writing, size_t tier, size_t index, const size_t *sisters)
{
    bool full = fy_tier_intervals(writing->grid, tier)[index].text[0] != '\0';
    for (size_t i = 0; i < writing->column_count && !full; i++)
        full = sisters[i] != FY_NONE && fy_tier_intervals(writing->grid, sisters[i])[index].text[0] != '\0';
    return full;
}

/* True if reading makes this interval from the gap between its neighbours. */
static bool is_gap(const struct writing *writing, size_t tier, size_t index, const size_t *sisters)
{
    const struct fy_interval *at = fy_tier_intervals(writing->grid, tier) + index;
    const size_t size = fy_tier_size(writing->grid, tier);
    if (is_full(writing, tier, index, sisters) || index + 1 == size || at->xmin == at->xmax)
        return false;
    if (at[1].xmin != at->xmax || !is_full(writing, tier, index + 1, sisters))
        return false;
    if (index == 0)
        return at->xmin == 0 && fy_grid_xmin(writing->grid) == 0;
    return at[-1].xmax == at->xmin && is_full(writing, tier, index - 1, sisters);
}

static void put_tier(struct writing *writing, size_t tier)
{
    const struct fy_grid *grid = writing->grid;
    size_t sisters[MOST_SISTERS];
    const bool points = fy_tier_kind(grid, tier) == FY_POINT_TIER;
    (void)gather_sisters(writing, tier, sisters);
    for (size_t i = 0; i < fy_tier_size(grid, tier); i++) {
        if (!points && is_gap(writing, tier, i, sisters))
            continue;
        const char *label = points ? fy_tier_points(grid, tier)[i].mark : fy_tier_intervals(grid, tier)[i].text;
        const double start = points ? fy_tier_points(grid, tier)[i].time : fy_tier_intervals(grid, tier)[i].xmin;
        put_row_start(writing, tier, start, points, points ? start : fy_tier_intervals(grid, tier)[i].xmax);
        put_field(writing, label, strlen(label));
        for (size_t c = 0; c < writing->column_count; c++) {
            const char *tag = points || sisters[c] == FY_NONE ? "" : fy_tier_intervals(grid, sisters[c])[i].text;
            fy_buffer_putc(writing->out, writing->mark);
            put_field(writing, tag, strlen(tag));
        }
        fy_buffer_putc(writing->out, '\n');
    }
}

static bool is_asked(const struct writing *writing, size_t tier)
{
    const char *name = fy_tier_name(writing->grid, tier);
    const size_t primary = writing->primary_of[tier] == FY_NONE ? tier : writing->primary_of[tier];
    const char *whose = fy_tier_name(writing->grid, primary);
    if (!writing->asked || strcmp(name, writing->asked) == 0 || strcmp(whose, writing->asked) == 0)
        return true;
    return !fy_name_speaker(writing->asked) && fy_name_is_sister(whose, writing->asked, whose);
}

static enum fy_status lose(const struct writing *writing, struct fy_losses *losses)
{
    const struct fy_grid *grid = writing->grid;
    size_t empty = 0, doubled = 0, order = 0, nameless = 0, elsewhere = 0, reached = 0;
    for (size_t tier = 0; tier < fy_grid_tier_count(grid); tier++) {
        const char *name = fy_tier_name(grid, tier);
        if (!is_asked(writing, tier))
            continue;
        empty += fy_tier_size(grid, tier) == 0;
        nameless += name[0] == '\0';
        elsewhere += fy_tier_xmin(grid, tier) != fy_grid_xmin(grid) || fy_tier_xmax(grid, tier) != fy_grid_xmax(grid);
        doubled += fy_tier_names_find(writing->names, fy_tier_kind(grid, tier), name) != tier;
        /* Reading makes a tier where its rows begin, and a column's tier with the rows it is a column of. */
        const size_t place = writing->primary_of[tier] == FY_NONE ? tier : writing->primary_of[tier];
        order += place < reached;
        reached = place > reached ? place : reached;
    }
    const bool ends = writing->first != fy_grid_xmin(grid) || writing->last != fy_grid_xmax(grid);
    const struct {
        size_t items;
        const char *sentence;
    } told[] = {
        { empty, _("tiers without anything in them have no place in a table") },
        { doubled, _("tiers of the same name become one in a table") },
        { nameless, _("tiers without a name get one from a table") },
        { order, _("tiers whose place among the tiers changes in a table") },
        { elsewhere + ends, _("starts and ends of tiers or of the recording have no place in a table") },
        { writing->changed, _("fields whose tabs and line breaks became spaces, as TSV has none") },
    };
    enum fy_status status = FY_OK;
    for (size_t i = 0; i < sizeof told / sizeof *told && status == FY_OK; i++)
        status = fy_losses_add(losses, told[i].sentence, told[i].items);
    return status;
}

enum fy_status fy_table_write(struct fy_buffer *out, const struct fy_named_grid *grid, bool first, char mark,
                              const struct fy_format_options *options, struct fy_losses *losses, struct fy_error *error)
{
    struct writing writing = { .out = out, .named = grid, .grid = grid->grid, .mark = mark };
    const size_t tiers = fy_grid_tier_count(grid->grid);
    enum fy_status status = FY_OK;
    size_t written = 0;
    writing.asked = options ? options->tier : NULL;
    writing.with_recording = first && grid->name[0];
    writing.primary_of = fy_calloc(tiers + 1, sizeof *writing.primary_of);
    writing.names = fy_tier_names_new(grid->grid);
    if (!writing.primary_of || !writing.names) {
        fy_free(writing.primary_of);
        fy_free(writing.names);
        return fy_written(out, FY_NO_MEMORY, error);
    }
    if (!first)
        status = read_columns(&writing);
    find_columns(&writing, first);
    if (first)
        put_header(&writing);
    for (size_t tier = 0; tier < tiers && status == FY_OK; tier++) {
        if (!is_asked(&writing, tier))
            continue;
        written++;
        if (writing.primary_of[tier] == FY_NONE)
            put_tier(&writing, tier);
    }
    if (status == FY_OK && writing.asked && written == 0) {
        fy_free(writing.primary_of);
        fy_free(writing.names);
        return fy_fail(error, FY_NOT_FOUND, _("There is no tier %s."), writing.asked);
    }
    if (status == FY_OK)
        status = lose(&writing, losses);
    fy_free(writing.primary_of);
    fy_free(writing.names);
    return fy_written(out, status, error);
}

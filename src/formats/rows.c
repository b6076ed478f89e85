#include "formats/rows.h"

#include "base/messages.h"
#include "formats/formats.h"

#include <fangyin/memory.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void fy_rows_free(struct fy_rows *rows)
{
    fy_free(rows->items);
    fy_free(rows->tiers);
    fy_free(rows->recordings);
    fy_free(rows->slots);
    fy_buffer_free(&rows->texts);
    *rows = (struct fy_rows)FY_ROWS_EMPTY;
}

/* FNV-1a. */
static uint64_t hash(uint64_t value, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        value = (value ^ (unsigned char)bytes[i]) * 0x100000001B3u;
    return value;
}

static uint64_t hash_name(size_t recording, enum fy_tier_kind kind, const char *name, size_t size)
{
    const char start[2] = { (char)kind, recording == FY_NONE };
    return hash(hash(hash(0xCBF29CE484222325u, start, 2), (const char *)&recording, sizeof recording), name, size);
}

/* A slot's key: FY_NONE as the recording of a recording's own name. */
static void slot_key(const struct fy_rows *rows, size_t slot, size_t *recording, enum fy_tier_kind *kind, size_t *name,
                     size_t *size)
{
    const size_t index = (slot - 1) / 2;
    const bool is_tier = (slot - 1) % 2 == 0;
    *recording = is_tier ? rows->tiers[index].recording : FY_NONE;
    *kind = is_tier ? rows->tiers[index].kind : FY_INTERVAL_TIER;
    *name = is_tier ? rows->tiers[index].name : rows->recordings[index].name;
    *size = is_tier ? rows->tiers[index].name_size : rows->recordings[index].name_size;
}

/* The slot where that name is, or belongs. */
static size_t *find_slot(struct fy_rows *rows, size_t recording, enum fy_tier_kind kind, const char *name, size_t size)
{
    size_t at = (size_t)hash_name(recording, kind, name, size) & (rows->slot_count - 1);
    for (;; at = (at + 1) & (rows->slot_count - 1)) {
        size_t other, text, length;
        enum fy_tier_kind other_kind;
        if (rows->slots[at] == 0)
            return &rows->slots[at];
        slot_key(rows, rows->slots[at], &other, &other_kind, &text, &length);
        if (other == recording && other_kind == kind && length == size &&
            (size == 0 || memcmp(rows->texts.data + text, name, size) == 0))
            return &rows->slots[at];
    }
}

/* Keep at least half of the slots free. */
static bool make_room(struct fy_rows *rows)
{
    if (2 * (rows->slots_used + 1) <= rows->slot_count)
        return true;
    struct fy_rows grown = *rows;
    grown.slot_count = rows->slot_count ? 2 * rows->slot_count : 64;
    grown.slots = fy_calloc(grown.slot_count, sizeof *grown.slots);
    if (!grown.slots) {
        rows->failed = true;
        return false;
    }
    for (size_t i = 0; i < rows->slot_count; i++) {
        size_t recording, name, size;
        enum fy_tier_kind kind;
        if (rows->slots[i] == 0)
            continue;
        slot_key(rows, rows->slots[i], &recording, &kind, &name, &size);
        *find_slot(&grown, recording, kind, rows->texts.data + name, size) = rows->slots[i];
    }
    fy_free(rows->slots);
    *rows = grown;
    return true;
}

static size_t keep(struct fy_rows *rows, const char *text, size_t size)
{
    const size_t at = rows->texts.size;
    /* A byte in front makes sure that there is memory to point into. */
    if (at == 0)
        fy_buffer_putc(&rows->texts, '\0');
    const size_t start = rows->texts.size;
    fy_buffer_append(&rows->texts, text, size);
    rows->failed = rows->failed || rows->texts.failed;
    return start;
}

size_t fy_rows_recording(struct fy_rows *rows, const char *name, size_t size)
{
    if (rows->failed || !make_room(rows))
        return 0;
    size_t *slot = find_slot(rows, FY_NONE, FY_INTERVAL_TIER, name, size);
    if (*slot)
        return (*slot - 1) / 2;
    struct fy_row_recording *grown =
        fy_grow(rows->recordings, &rows->recording_capacity, rows->recording_count + 1, sizeof *grown);
    if (!grown) {
        rows->failed = true;
        return 0;
    }
    rows->recordings = grown;
    grown[rows->recording_count] = (struct fy_row_recording){ keep(rows, name, size), size, 0 };
    *slot = 2 * rows->recording_count + 2;
    rows->slots_used++;
    return rows->recording_count++;
}

void fy_rows_duration(struct fy_rows *rows, size_t recording, double seconds)
{
    if (!rows->failed && seconds > rows->recordings[recording].duration)
        rows->recordings[recording].duration = seconds;
}

size_t fy_rows_tier(struct fy_rows *rows, size_t recording, enum fy_tier_kind kind, const char *base,
                    struct fy_slice speaker)
{
    if (rows->failed || !make_room(rows))
        return 0;
    const size_t kept = rows->texts.size, name = keep(rows, base, strlen(base));
    if (speaker.size > 0) {
        fy_buffer_putc(&rows->texts, '@');
        fy_buffer_append(&rows->texts, speaker.text, speaker.size);
    }
    if (rows->failed || rows->texts.failed) {
        rows->failed = true;
        return 0;
    }
    const size_t size = rows->texts.size - name;
    size_t *slot = find_slot(rows, recording, kind, rows->texts.data + name, size);
    if (*slot) {
        rows->texts.size = kept > 0 ? kept : 1;
        return (*slot - 1) / 2;
    }
    struct fy_row_tier *grown = fy_grow(rows->tiers, &rows->tier_capacity, rows->tier_count + 1, sizeof *grown);
    if (!grown) {
        rows->failed = true;
        return 0;
    }
    rows->tiers = grown;
    grown[rows->tier_count] = (struct fy_row_tier){ recording, kind, name, size };
    *slot = 2 * rows->tier_count + 1;
    rows->slots_used++;
    return rows->tier_count++;
}

void fy_rows_add(struct fy_rows *rows, struct fy_lines *lines, size_t tier, double start, double end,
                 struct fy_slice text, const char *where)
{
    if (rows->failed)
        return;
    if (end < start) {
        fy_lines_find(lines, where, true, _("This ends before it starts; its start was taken as its end too."));
        end = start;
    }
    struct fy_row *grown = fy_grow(rows->items, &rows->capacity, rows->count + 1, sizeof *grown);
    if (!grown) {
        rows->failed = true;
        return;
    }
    rows->items = grown;
    grown[rows->count] = (struct fy_row){
        start, end, tier, keep(rows, text.text, text.size), text.size, (size_t)(where - lines->text), rows->count
    };
    rows->count++;
}

static int by_tier_and_start(const void *a, const void *b)
{
    const struct fy_row *x = a, *y = b;
    if (x->tier != y->tier)
        return x->tier < y->tier ? -1 : 1;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

/* One tier's rows, sorted. */
static enum fy_status fill_tier(struct fy_grid *grid, const struct fy_rows *rows, struct fy_lines *lines,
                                const struct fy_row_tier *tier, const struct fy_row *row, size_t count)
{
    const double xmin = fy_grid_xmin(grid), xmax = fy_grid_xmax(grid);
    const char *texts = rows->texts.data;
    size_t index;
    enum fy_status status =
        fy_grid_append_tier(grid, tier->kind, texts + tier->name, tier->name_size, xmin, xmax, &index);
    double reached = xmin;
    size_t latest = 0; /* place in the file of what came so far */
    for (size_t i = 0; i < count && status == FY_OK; i++, row++) {
        if (row->order < latest)
            fy_finding_add(&lines->findings, row->offset, false,
                           _("This stands before what starts earlier; they were put in the order of time."));
        latest = row->order > latest ? row->order : latest;
        if (tier->kind == FY_POINT_TIER) {
            status = fy_tier_append_point(grid, index, row->start, texts + row->text, row->size);
            continue;
        }
        if (row->start > reached)
            status = fy_tier_append_interval(grid, index, reached, row->start, "", 0);
        else if (row->start < reached)
            fy_finding_add(&lines->findings, row->offset, false,
                           _("This starts before the one before it on its tier ends; both were kept."));
        if (status == FY_OK)
            status = fy_tier_append_interval(grid, index, row->start, row->end, texts + row->text, row->size);
        reached = row->end > reached ? row->end : reached;
    }
    if (status == FY_OK && tier->kind == FY_INTERVAL_TIER && (reached < xmax || count == 0))
        status = fy_tier_append_interval(grid, index, reached, xmax, "", 0);
    return status;
}

/* Start and end of each recording, as its rows say. */
static void find_domains(const struct fy_rows *rows, double duration, double *domains)
{
    for (size_t i = 0; i < rows->recording_count; i++) {
        domains[2 * i] = 0;
        domains[2 * i + 1] = rows->recordings[i].duration > duration ? rows->recordings[i].duration : duration;
    }
    for (size_t i = 0; i < rows->count; i++) {
        double *domain = domains + 2 * rows->tiers[rows->items[i].tier].recording;
        if (rows->items[i].start < domain[0])
            domain[0] = rows->items[i].start;
        if (rows->items[i].end > domain[1])
            domain[1] = rows->items[i].end;
    }
}

static enum fy_status build(struct fy_rows *rows, struct fy_lines *lines, double *domains,
                            const struct fy_format_options *options, struct fy_named_grids *grids)
{
    const size_t first = grids->count;
    enum fy_status status = FY_OK;
    struct fy_buffer name = FY_BUFFER_EMPTY;
    if (rows->count > 1)
        qsort(rows->items, rows->count, sizeof *rows->items, by_tier_and_start);
    find_domains(rows, options ? options->duration : 0, domains);
    for (size_t i = 0; i < rows->recording_count && status == FY_OK; i++) {
        struct fy_grid *grid = fy_grid_new(domains[2 * i], domains[2 * i + 1]);
        fy_buffer_clear(&name);
        fy_buffer_append(&name, rows->texts.data + rows->recordings[i].name, rows->recordings[i].name_size);
        status = grid && !name.failed ? fy_named_grids_add(grids, fy_buffer_text(&name), grid) : FY_NO_MEMORY;
        if (status != FY_OK)
            fy_grid_free(grid);
    }
    const struct fy_row *row = rows->items;
    for (size_t tier = 0; tier < rows->tier_count && status == FY_OK; tier++) {
        const struct fy_row *end = row;
        while (end < rows->items + rows->count && end->tier == tier)
            end++;
        status = fill_tier(grids->items[first + rows->tiers[tier].recording].grid, rows, lines, &rows->tiers[tier], row,
                           (size_t)(end - row));
        row = end;
    }
    if (status != FY_OK)
        fy_named_grids_cut(grids, first);
    fy_buffer_free(&name);
    return status;
}

enum fy_status fy_rows_finish(struct fy_rows *rows, struct fy_lines *lines, const struct fy_format_options *options,
                              struct fy_named_grids *grids)
{
    enum fy_status status = FY_NO_MEMORY;
    double *domains = rows->failed ? NULL : fy_calloc(rows->recording_count + 1, 2 * sizeof *domains);
    if (domains)
        status = build(rows, lines, domains, options, grids);
    fy_free(domains);
    if (status != FY_OK)
        (void)fy_fail(lines->error, status, "%s", fy_status_text(status));
    return status;
}

enum fy_status fy_read_rows(const struct fy_stream *stream, const struct fy_format_options *options,
                            struct fy_named_grids *grids, struct fy_findings *findings, struct fy_error *error,
                            enum fy_status (*fill)(struct fy_lines *lines, struct fy_rows *rows,
                                                   const struct fy_format_options *options))
{
    struct fy_rows rows = FY_ROWS_EMPTY;
    const size_t before = grids->count;
    struct fy_lines *lines = fy_malloc(sizeof *lines);
    if (!lines)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    enum fy_status status = fy_lines_start(lines, stream, options, findings, error);
    if (status == FY_OK)
        status = fill(lines, &rows, options);
    if (rows.failed)
        status = FY_NO_MEMORY;
    if (status == FY_OK && rows.count == 0)
        fy_lines_find(lines, lines->text, false, _("Nothing is annotated in this file."));
    if (status == FY_OK)
        status = fy_rows_finish(&rows, lines, options, grids);
    status = fy_lines_finish(lines, status);
    if (status != FY_OK)
        fy_named_grids_cut(grids, before);
    fy_lines_free(lines);
    fy_rows_free(&rows);
    fy_free(lines);
    return status;
}

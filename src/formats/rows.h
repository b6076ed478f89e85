/* What a list of labelled times is read into: rows in the file's order, of many recordings and tiers, that become
 * grids.
 *
 * A grid starts at 0 (or its first row, if that is earlier) and ends with its last row or the duration that is known.
 * Rows are put in the order of their starts. The interval tiers' gaps are filled with empty intervals; overlaps stay.
 */
#ifndef FANGYIN_FORMATS_ROWS_H
#define FANGYIN_FORMATS_ROWS_H

#include "formats/lines.h"

struct fy_row {
    double start, end; /* seconds; equal for a point */
    size_t tier;       /* index into tiers */
    size_t text, size; /* the label, in texts */
    size_t offset;     /* of the row in the file */
    size_t order;      /* among all rows */
};

struct fy_row_tier {
    size_t recording;
    enum fy_tier_kind kind;
    size_t name, name_size; /* in texts */
};

struct fy_row_recording {
    size_t name, name_size; /* in texts */
    double duration;        /* as far as is known apart from the rows */
};

struct fy_rows {
    struct fy_row *items;
    size_t count, capacity;
    struct fy_row_tier *tiers;
    size_t tier_count, tier_capacity;
    struct fy_row_recording *recordings;
    size_t recording_count, recording_capacity;
    size_t *slots; /* names -> tiers and recordings: 2 index + 1 or + 2, 0 for none */
    size_t slot_count, slots_used;
    struct fy_buffer texts;
    bool failed; /* an allocation failed; what is added is of no account */
};

#define FY_ROWS_EMPTY \
    {                 \
        .items = NULL \
    }

void fy_rows_free(struct fy_rows *rows);

/* The recording of that name, made where there is none. */
size_t fy_rows_recording(struct fy_rows *rows, const char *name, size_t size);
/* It lasts at least so long. */
void fy_rows_duration(struct fy_rows *rows, size_t recording, double seconds);
/* The tier "base@speaker", or "base" where the speaker is empty, made where there is none. */
size_t fy_rows_tier(struct fy_rows *rows, size_t recording, enum fy_tier_kind kind, const char *base,
                    struct fy_slice speaker);
/* Add a row. A row that ends before it starts gets its start as its end, and a finding. */
void fy_rows_add(struct fy_rows *rows, struct fy_lines *lines, size_t tier, double start, double end,
                 struct fy_slice text, const char *where);

/* The grids, in the order their recordings came, appended. On failure none is. */
enum fy_status fy_rows_finish(struct fy_rows *rows, struct fy_lines *lines, const struct fy_format_options *options,
                              struct fy_named_grids *grids);

/* Read one stream by a function that fills rows: what the readers of line formats have in common. */
enum fy_status fy_read_rows(const struct fy_stream *stream, const struct fy_format_options *options,
                            struct fy_named_grids *grids, struct fy_findings *findings, struct fy_error *error,
                            enum fy_status (*fill)(struct fy_lines *lines, struct fy_rows *rows,
                                                   const struct fy_format_options *options));

#endif

/* CSV and TSV: a row for each segment or point, columns found by the header's names. Reading and writing share these.
 */
#ifndef FANGYIN_FORMATS_TABLE_H
#define FANGYIN_FORMATS_TABLE_H

#include "formats/lines.h"

enum fy_role {
    FY_ROLE_SISTER, /* a column of its own tier: a label of "NAME@SPEAKER" over the row's span */
    FY_ROLE_RECORDING,
    FY_ROLE_START,
    FY_ROLE_END,
    FY_ROLE_DURATION,
    FY_ROLE_TIER,
    FY_ROLE_SPEAKER,
    FY_ROLE_TEXT
};

/* The sister tiers that a table may have as columns, in their order; ends with NULL. */
extern const char *const fy_table_sisters[];

/* One row's fields. */
struct fy_record {
    struct fy_buffer texts;
    struct fy_field {
        size_t text, size;
        const char *where; /* where it starts in the file */
    } * fields;
    size_t count, capacity;
    bool failed; /* an allocation failed */
    bool open;   /* a quote that nothing closes */
};
struct fy_slice fy_record_field(const struct fy_record *record, size_t index); /* empty beyond the last */
void fy_record_free(struct fy_record *record);

/* Cut the next record off the front of rest; false at the end. With '\t' as the mark quotes mean nothing. */
bool fy_record_next(struct fy_record *record, struct fy_slice *rest, char mark);

/* What a column's name means. */
enum fy_role fy_column_role(struct fy_slice name);

enum fy_status fy_table_write(struct fy_buffer *out, const struct fy_named_grid *grid, bool first, char mark,
                              const struct fy_format_options *options, struct fy_losses *losses,
                              struct fy_error *error);

#endif

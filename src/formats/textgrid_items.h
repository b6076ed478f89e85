/* The parts of the TextGrid reader that its files share: the state of one reading, and reading a tier's items. */
#ifndef FANGYIN_TEXTGRID_ITEMS_H
#define FANGYIN_TEXTGRID_ITEMS_H

#include <fangyin/grid.h>

#include "formats/findings.h"
#include "formats/tokens.h"

/* An interval or a point (xmin == xmax) as it stands in the file. */
struct fy_item {
    double xmin, xmax; /* seconds */
    struct fy_span text;
    size_t offset; /* of its first value in the text */
    size_t index;  /* among the tier's items, in the file's order */
};

struct fy_reader {
    struct fy_tokens tokens;
    struct fy_finding_list *findings;
    struct fy_grid *grid; /* what was read so far; NULL before the domain is known */
    size_t tier;          /* the tier being read */
    enum fy_textgrid_form form;
    bool unsorted; /* items out of order were met: all must be read again with `sorting` */
    bool sorting;  /* collect a tier's items and sort them before they are appended */
    struct fy_item *items;
    size_t item_capacity;
    struct fy_buffer scratch; /* text being cleaned */
    char shown[64];
};

/* Read `count` items of the tier just appended; name_offset is where its name stands. */
enum fy_status fy_reader_items(struct fy_reader *reader, enum fy_tier_kind kind, size_t count, size_t name_offset);

/* A time, or a start and an end. FY_SYNTAX where they are undefined or the end lies before the start. */
enum fy_status fy_reader_time(struct fy_reader *reader, double *time);
enum fy_status fy_reader_span(struct fy_reader *reader, double *xmin, double *xmax);
enum fy_status fy_reader_fail_order(const struct fy_reader *reader, double xmin, double xmax);

/* Make a raw span point to its text in the scratch buffer, until the next call. */
enum fy_status fy_reader_text(struct fy_reader *reader, struct fy_span *span);

/* The start of a span, for a sentence; valid until the next call. */
const char *fy_reader_shown(struct fy_reader *reader, const struct fy_span *span);

#endif

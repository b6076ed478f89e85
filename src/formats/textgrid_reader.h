/* What the files that read TextGrids share: the state of one reading. */
#ifndef FANGYIN_TEXTGRID_READER_H
#define FANGYIN_TEXTGRID_READER_H

#include <fangyin/grid.h>

#include "formats/findings.h"
#include "formats/textgrid_collection.h"
#include "formats/tokens.h"

/* An interval or a point (xmin == xmax) as it stands in the file. */
struct fy_item {
    double xmin, xmax; /* seconds */
    struct fy_span text;
    size_t offset; /* of its first value in the file */
    size_t index;  /* among the tier's items, in the file's order */
};

struct fy_window;

struct fy_reader {
    struct fy_tokens tokens;  /* of a text file */
    struct fy_window *window; /* what a file that is read in parts is seen through; NULL: all of it is there */
    /* Of a binary file: all of it, and what is read next. `start` is NULL in text. */
    const unsigned char *start, *at, *end;
    struct fy_error *error; /* may be NULL */
    struct fy_finding_list *findings;
    struct fy_grid *grid; /* what was read so far; NULL before the domain is known */
    size_t tier;          /* the tier being read */
    double xmin, xmax;    /* of that tier */
    double instead;       /* what an undefined start is read as: where the item before it ends */
    bool below_zero;      /* the last count read was */
    bool last_tier;       /* of its grid */
    enum fy_textgrid_form form;
    struct fy_textgrid_collection *collection; /* that the grid is in; NULL: none */
    bool unsorted;                             /* items out of order were met: all must be read again with `sorting` */
    bool sorting;                              /* collect a tier's items and sort them before they are appended */
    struct fy_item *items;
    size_t item_capacity;
    struct fy_buffer scratch; /* text being cleaned */
    char shown[64];
};

/* ---- textgrid_text.c, textgrid_chronological.c, textgrid_binary.c: a whole file into reader->grid ---- */

enum fy_status fy_reader_text_file(struct fy_reader *reader);
bool fy_is_chronological(const char *text, size_t size);
enum fy_status fy_reader_chronological_file(struct fy_reader *reader);
bool fy_is_binary(const char *bytes, size_t size);
enum fy_status fy_reader_binary_file(struct fy_reader *reader);

/* The end of a file: what follows the last value, and remarks that no grid keeps. */
void fy_reader_leftovers(struct fy_reader *reader);

/* Of a binary file: an item of the tier being read. FY_SYNTAX with its byte. */
enum fy_status fy_reader_binary_item(struct fy_reader *reader, enum fy_tier_kind kind, struct fy_item *item);

/* ---- textgrid_binary_run.c ---- */

/* Append the intervals that come next as long as each is whole, defined, of some duration and starts where the one
 * before it ends. *read counts the tier's items so far, up to `count`; *last is the one before, and then the last one
 * read. */
enum fy_status fy_reader_binary_run(struct fy_reader *reader, size_t count, struct fy_item *last, size_t *read);

/* ---- textgrid_read.c ---- */

enum fy_line_end fy_first_line_end(const char *text, size_t size);

/* ---- textgrid_parts.c: a file read in parts ---- */

enum { FY_WINDOW_LEAST = 1 << 13 }; /* bytes in sight that suffice for an item: hardly any is larger */

/* fy_textgrid_read_parts through a window of `room` bytes, of which more are asked for when fewer than `least` are left
 * before an item. */
bool fy_textgrid_read_through(const struct fy_parts *parts, size_t room, size_t least, struct fy_grid **grid,
                              struct fy_textgrid_style *style);
/* Where there is a window: see to it that the next item lies in it. FY_UNSUPPORTED: the file is to be read whole. */
enum fy_status fy_window_advance(struct fy_reader *reader);
/* The bytes of the file that were not read yet. */
size_t fy_reader_left(const struct fy_reader *reader);

/* ---- textgrid_values.c: values of text ---- */

bool fy_span_is(const struct fy_span *span, const char *text);
/* Whether a span names this class of Praat's: alone, or with a blank and a version that is not above 0. */
bool fy_class_is(const struct fy_span *span, const char *class);
/* The start of a span, for a sentence; valid until the next call. */
const char *fy_reader_shown(struct fy_reader *reader, const struct fy_span *span);
/* Make a raw span point to its text in the scratch buffer, until the next call. */
enum fy_status fy_reader_clean(struct fy_reader *reader, struct fy_span *span);

/* A start; an end; both. FY_SYNTAX where the end lies before the start. An undefined end becomes FY_UNDEFINED_END, an
 * undefined start `instead`: both are findings. (Of two items whose start is undefined Praat drops one.) */
enum fy_status fy_reader_start(struct fy_reader *reader, double instead, double *time);
enum fy_status fy_reader_end(struct fy_reader *reader, double start, double *end);
enum fy_status fy_reader_domain(struct fy_reader *reader, double instead, double *xmin, double *xmax);
enum fy_status fy_reader_count(struct fy_reader *reader, size_t *count);
/* The class of a tier. */
enum fy_status fy_reader_kind(struct fy_reader *reader, enum fy_tier_kind *kind);
/* Say that an end is undefined, or a start. */
void fy_reader_note_undefined(struct fy_reader *reader, size_t offset);
void fy_reader_note_start(struct fy_reader *reader, size_t offset, double instead);

/* ---- textgrid_items.c: what becomes of items ---- */

/* Read `count` items of the tier just appended; name_offset is where its name stands. */
enum fy_status fy_reader_items(struct fy_reader *reader, enum fy_tier_kind kind, size_t count, size_t name_offset);
/* Append items collected in the file's order to the tier being read, sorted by time. */
enum fy_status fy_reader_place_items(struct fy_reader *reader, enum fy_tier_kind kind, struct fy_item *items,
                                     size_t count);
/* An interval tier that was left without items gets an empty one. */
enum fy_status fy_reader_fill_tier(struct fy_reader *reader, enum fy_tier_kind kind, size_t offset);
/* Findings about a tier as a whole: before its items come (which start here), and after them. */
void fy_reader_check_domain(struct fy_reader *reader, size_t name_offset);
void fy_reader_check_end(struct fy_reader *reader, const struct fy_item *last);

#endif

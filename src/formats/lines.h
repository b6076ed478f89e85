/* A text file read by lines: decoded, with findings and errors that know their place. */
#ifndef FANGYIN_FORMATS_LINES_H
#define FANGYIN_FORMATS_LINES_H

#include "formats/encoding.h"

#include <fangyin/format.h>

struct fy_slice {
    const char *text; /* UTF-8 without NUL, inside the file's text */
    size_t size;
};

struct fy_lines {
    struct fy_decoded decoded;
    const char *text, *end; /* all of it */
    const char *next;       /* where the next line starts; NULL behind the last */
    struct fy_slice line;   /* the current one, without its end */
    struct fy_error *error;
    struct fy_finding_list findings;
    /* Lines that hold what a grid has no place for, told as one finding each kind at the end. */
    struct {
        const char *sentence;
        size_t count, first;
    } kinds[8];
};

/* Decode; what decoding changed becomes findings. Also after a failure fy_lines_free is due. */
enum fy_status fy_lines_start(struct fy_lines *lines, const struct fy_stream *stream,
                              const struct fy_format_options *options, struct fy_findings *findings,
                              struct fy_error *error);
/* Put the findings in order. Returns status, or FY_NO_MEMORY. Findings are emptied where status is a failure. */
enum fy_status fy_lines_finish(struct fy_lines *lines, enum fy_status status);
void fy_lines_free(struct fy_lines *lines);

/* Go on to the next line, ended by LF, CR, CR LF or the end of the text. False behind the last. */
bool fy_lines_next(struct fy_lines *lines);
/* What the next line will be, without going on; false behind the last. */
bool fy_lines_peek(const struct fy_lines *lines, struct fy_slice *line);

/* A finding or an error at a place inside the text. */
void fy_lines_find(struct fy_lines *lines, const char *where, bool lost, const char *sentence);
enum fy_status fy_lines_fail(struct fy_lines *lines, const char *where, enum fy_status status, const char *sentence);
/* Count one more line of a kind that loses something, for one finding in all. The sentence stays good until the end. */
void fy_lines_count(struct fy_lines *lines, const char *where, const char *sentence);

/* ---- slices ---- */

/* Without ASCII blanks at both ends. */
struct fy_slice fy_slice_trim(struct fy_slice slice);
bool fy_slice_is(struct fy_slice slice, const char *text);
bool fy_slice_begins(struct fy_slice slice, const char *text);
/* Cut off the next field, parted by ASCII blanks; empty at the end. */
struct fy_slice fy_slice_field(struct fy_slice *rest);
/* The whole slice as a finite number, with a point or a comma. */
bool fy_slice_number(struct fy_slice slice, double *value);

/* ---- probing ---- */

enum { FY_PROBE_SIZE = 2048 };
/* The first bytes of a stream as text (what is UTF-16 becomes ASCII with '?' for the rest), cut at a line's end where
 * there is one; then fy_slice_line takes its lines. */
struct fy_slice fy_probe_head(const struct fy_stream *stream, char head[FY_PROBE_SIZE]);
bool fy_slice_line(struct fy_slice *rest, struct fy_slice *line);

#endif

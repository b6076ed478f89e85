/* Praat TextGrid files: bytes to grids and back. Nothing here opens a file. The reader is Praat's tokenizer, so long
 * and short text and any mixture of the two read alike; what Praat would drop silently is kept and reported. */
#ifndef FANGYIN_TEXTGRID_H
#define FANGYIN_TEXTGRID_H

#include <fangyin/buffer.h>
#include <fangyin/grid.h>
#include <stdbool.h>

enum fy_textgrid_form { FY_TEXTGRID_LONG, FY_TEXTGRID_SHORT };
enum fy_text_encoding { FY_UTF8, FY_UTF16BE, FY_UTF16LE };
enum fy_line_end { FY_LF, FY_CRLF, FY_CR };

/* How a file was written, so that saving keeps it. */
struct fy_textgrid_style {
    enum fy_textgrid_form form;
    enum fy_text_encoding encoding;
    bool byte_order_mark; /* UTF-16 always has one when written */
    enum fy_line_end line_end;
};

/* What a new grid gets: long text, UTF-8 without mark, LF. */
extern const struct fy_textgrid_style fy_textgrid_default_style;

/* Things worth telling that did not stop the reading: gaps, overlaps, order, items outside the domain, bytes replaced.
 * An array owned by the caller, freed with fy_findings_free. */
struct fy_finding {
    unsigned line, column;
    bool lost; /* something in the file is not in the grid: writing it back would lose it */
    char sentence[200];
};
struct fy_findings {
    struct fy_finding *items;
    size_t count, capacity;
};
void fy_findings_free(struct fy_findings *findings);
bool fy_findings_lost(const struct fy_findings *findings); /* any that lost something */

/* Read a TextGrid. On success *grid is the caller's; style and findings (either may be NULL) are filled. At most
 * 1,000 findings are kept, in the order of the text, then one that says how many more.
 *
 * Line ends in labels become LF, and so do FF, NEL, LS and PS in UTF-16, as in Praat. Items out of order are sorted by
 * start, equal starts keeping their order; an interval tier without intervals gets an empty one. FY_SYNTAX, with line and
 * column: what Praat's tokenizer refuses too, and times that are undefined, for which a grid has no place. FY_ENCODING:
 * no UTF-8 or UTF-16. FY_UNSUPPORTED: binary and chronological TextGrids, Collections, other Praat objects. On failure
 * *grid is NULL and findings are empty. */
enum fy_status fy_textgrid_read(const char *bytes, size_t size, struct fy_grid **grid, struct fy_textgrid_style *style,
                                struct fy_findings *findings, struct fy_error *error);

/* Append the grid as a file, the long and short text byte for byte as Praat writes them. FY_NO_MEMORY is the only
 * failure. */
enum fy_status fy_textgrid_write(struct fy_buffer *out, const struct fy_grid *grid,
                                 const struct fy_textgrid_style *style);

#endif

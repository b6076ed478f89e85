/* Praat TextGrid files: bytes to grids and back. Nothing here opens a file. The reader is Praat's tokenizer, so long
 * and short text and any mixture of the two read alike; what Praat would drop silently is kept and reported. */
#ifndef FANGYIN_TEXTGRID_H
#define FANGYIN_TEXTGRID_H

#include <fangyin/buffer.h>
#include <fangyin/grid.h>
#include <stdbool.h>

enum fy_textgrid_form { FY_TEXTGRID_LONG, FY_TEXTGRID_SHORT, FY_TEXTGRID_BINARY, FY_TEXTGRID_CHRONOLOGICAL };
enum fy_text_encoding { FY_UTF8, FY_UTF16BE, FY_UTF16LE };
enum fy_line_end { FY_LF, FY_CRLF, FY_CR };

/* The other objects of a Praat Collection that a TextGrid was read from. */
struct fy_textgrid_collection;

/* How a file was written, so that saving keeps it. Binary files have no encoding, mark or line ends. */
struct fy_textgrid_style {
    enum fy_textgrid_form form;
    enum fy_text_encoding encoding; /* a file in an encoding that is no Unicode is saved as UTF-8 */
    bool byte_order_mark;           /* UTF-16 always has one when written, chronological UTF-8 never */
    enum fy_line_end line_end;
    struct fy_textgrid_collection *within; /* NULL: a TextGrid alone. Owned by whom fy_textgrid_read gave it to */
};
/* Free what a style owns. For those that fy_textgrid_read and fy_textgrid_read_as filled. */
void fy_textgrid_style_clear(struct fy_textgrid_style *style);

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

/* Read a TextGrid: long, short (or a mixture), binary or chronological; alone, or the first of a Praat Collection; or
 * an IntervalTier or TextTier alone, which becomes a TextGrid of one tier, "text". On success *grid is the caller's;
 * style (fy_textgrid_style_clear) and findings, either of which may be NULL, are filled. At most 1,000 findings are
 * kept, in the order of the file, then one that says how many more. Those of a binary file have line and column 0.
 *
 * `encoding`: the name of a text file's encoding as iconv knows it. NULL: UTF-8, UTF-16 or UTF-32; or, by a guess that
 * is a finding, GB18030, Windows-1252, ISO 8859-1 or MacRoman. In a file that is UTF-8 but for a few bytes those are
 * read alone.
 *
 * A Collection's other objects are kept in style->within; without a style they are left out, and counted as lost.
 *
 * Line ends in labels become LF, and so do FF, NEL, LS and PS in UTF-16, as in Praat. Items out of order are sorted by
 * start, equal starts keeping their order; an interval tier without intervals gets an empty one. Items beyond a tier's
 * size are kept. An undefined end ("--undefined--") becomes DBL_MAX and is undefined again when written; an undefined
 * start of a TextGrid becomes 0, of a tier that of the TextGrid.
 *
 * FY_SYNTAX, with line and column, or for binary files with the byte in the sentence: what Praat refuses too, and items
 * with an undefined start; FY_ENCODING: half a character in a binary label. FY_UNSUPPORTED: other Praat objects, and encodings
 * of unknown name. On failure *grid is NULL, the style the default and findings are empty. */
enum fy_status fy_textgrid_read_as(const char *bytes, size_t size, const char *encoding, struct fy_grid **grid,
                                   struct fy_textgrid_style *style, struct fy_findings *findings,
                                   struct fy_error *error);
enum fy_status fy_textgrid_read(const char *bytes, size_t size, struct fy_grid **grid, struct fy_textgrid_style *style,
                                struct fy_findings *findings, struct fy_error *error);

/* The bytes of a file as they are asked for: so they are never all in memory. */
struct fy_parts {
    /* Put the next bytes, `room` at most, to `to`: *count is 0 behind the last. False: they could not be had. */
    bool (*next)(void *context, char *to, size_t room, size_t *count);
    void *context;
    size_t size; /* of all, as far as is known: no more room is made than so many bytes could need */
};
/* The same for a file of which there is nothing to tell, as nearly all are: one TextGrid in UTF-8, long or short, or
 * binary, without findings. Quicker, in memory for the grid alone. False, and *grid NULL, for any other, which is to be
 * read whole. style may be NULL. */
bool fy_textgrid_read_parts(const struct fy_parts *parts, struct fy_grid **grid, struct fy_textgrid_style *style);

/* Append the grid as a file, byte for byte as Praat writes it; within its Collection where the style has one and the
 * form is one of those it can have: all forms for TextGrids only, else text for text and binary for binary.
 * FY_NO_MEMORY; FY_UNSUPPORTED for a binary file that cannot hold a label of more than 65,534 characters. error may be
 * NULL. */
enum fy_status fy_textgrid_write_checked(struct fy_buffer *out, const struct fy_grid *grid,
                                         const struct fy_textgrid_style *style, struct fy_error *error);
enum fy_status fy_textgrid_write(struct fy_buffer *out, const struct fy_grid *grid,
                                 const struct fy_textgrid_style *style);
/* Whether a file is a TextGrid by its name, a path: it ends in ".TextGrid", in any case. */
bool fy_textgrid_named(const char *path);
/* Whether writing in that style leaves out other objects of the Collection that the grid was in. */
bool fy_textgrid_style_leaves_out(const struct fy_textgrid_style *style);

#endif

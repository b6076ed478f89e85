/* Tables as text: UTF-8 with or without BOM, tabs, one header line that names the columns, lines ending in LF, CR LF or
 * CR. Blanks around a field and empty lines do not count; fields missing at the end of a line are empty. */
#ifndef LANGUAGE_TSV_H
#define LANGUAGE_TSV_H

#include <fangyin/grid.h>
#include <fangyin/problems.h>

/* One field of a line, cut out of the text: a NUL ends it. */
struct fy_tsv_field {
    const char *text;
    unsigned column; /* characters before it in its line, plus 1 */
};

enum { FY_TSV_MOST = 64 }; /* columns that are kept */

struct fy_tsv {
    char *text; /* the file with a NUL at its end; fields are cut inside it */
    char *at;   /* rest of it */
    unsigned line;
    size_t columns; /* the header line names; at most FY_TSV_MOST are kept */
    struct fy_tsv_field header[FY_TSV_MOST];
    struct fy_tsv_field fields[FY_TSV_MOST]; /* of the line that was read last */
};

/* Begin: copies the bytes and reads the header line, which must name the first `needed` of `names`, and none of `names`
 * twice. places[i] gets the column of names[i], or FY_NONE. FY_SYNTAX and FY_ENCODING, told as the last problem;
 * FY_NO_MEMORY. The text is the caller's (fy_free), also after a failure; strings in fields point into it. */
enum fy_status fy_tsv_open(struct fy_tsv *tsv, const char *bytes, size_t size, const char *const *names, size_t count,
                           size_t needed, size_t *places, struct fy_problems *problems);

/* Read the next line that is not empty. FY_NOT_FOUND at the end; FY_SYNTAX, told, for a filled field beyond the
 * columns: the line's other fields are there all the same. */
enum fy_status fy_tsv_next(struct fy_tsv *tsv, struct fy_problems *problems);

/* Read all lines, calling `row` for each, also for those that were told to have fields too many. Another status than
 * FY_OK of `row` ends it. FY_OK at the end. */
enum fy_status fy_tsv_each(struct fy_tsv *tsv, struct fy_problems *problems, enum fy_status (*row)(void *context),
                           void *context);

/* The field in that column of the line; an empty one for FY_NONE. */
struct fy_tsv_field fy_tsv_field(const struct fy_tsv *tsv, size_t place);

#endif

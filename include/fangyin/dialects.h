/* The dialect tree: codes, names, parents, keys. Built in, or from a project's dialects.tsv: UTF-8 with or without BOM,
 * tabs, one header line, lines ending in LF, CR LF or CR. Columns by name: code, parent, name_zh, name_en, and hotkey,
 * which may be missing; others are ignored here. A parent that is empty or "-" means the top. Blanks around a field and
 * empty lines do not count; fields missing at the end of a line are empty. */
#ifndef FANGYIN_DIALECTS_H
#define FANGYIN_DIALECTS_H

#include <fangyin/grid.h>
#include <fangyin/status.h>

struct fy_dialect {
    const char *code;    /* [a-z0-9][a-z0-9-]{0,23} */
    const char *name_zh; /* never NULL; may be "" */
    const char *name_en;
    char hotkey;   /* '1'..'9', 'a'..'z', or 0: its key among its siblings */
    size_t parent; /* index, FY_NONE at the top */
};

struct fy_dialects; /* immutable after reading; any thread may read it */

/* The built-in tree. NULL when out of memory. */
struct fy_dialects *fy_dialects_builtin(void);

/* Read a dialects.tsv. Parents may stand after their children. With line and column: FY_SYNTAX for no header line, a
 * missing or double column, a filled field beyond the columns, a bad, missing or double code, an unknown parent, a cycle,
 * a key that is none or that a sibling has, a NUL byte; FY_ENCODING for what is no UTF-8. *dialects is NULL then. */
enum fy_status fy_dialects_read(const char *bytes, size_t size, struct fy_dialects **dialects, struct fy_error *error);
void fy_dialects_free(struct fy_dialects *dialects);

size_t fy_dialects_count(const struct fy_dialects *dialects);
const struct fy_dialect *fy_dialects_at(const struct fy_dialects *dialects, size_t index);
size_t fy_dialects_find(const struct fy_dialects *dialects, const char *code, size_t code_size); /* or FY_NONE */

/* The n-th child of `parent` (FY_NONE: the n-th top node), in the order of the file, or FY_NONE. O(1). */
size_t fy_dialects_child(const struct fy_dialects *dialects, size_t parent, size_t n);

/* True if a label is legal: a code, codes joined by '+', each perhaps followed by '?'; or empty. */
bool fy_dialects_label_valid(const struct fy_dialects *dialects, const char *label);

#endif

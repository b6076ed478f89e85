/* The dialect tree: codes, names, parents, keys. Built in, or from a project's dialects.tsv (UTF-8, tabs, one header
 * line; columns by name: code, parent, name_zh, name_en, hotkey; others are ignored here). */
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

/* Read a dialects.tsv. Parents may stand after their children. FY_SYNTAX, with line and column: a missing column, a bad
 * or double code, an unknown parent, a cycle. */
enum fy_status fy_dialects_read(const char *bytes, size_t size, struct fy_dialects **dialects, struct fy_error *error);
void fy_dialects_free(struct fy_dialects *dialects);

size_t fy_dialects_count(const struct fy_dialects *dialects);
const struct fy_dialect *fy_dialects_at(const struct fy_dialects *dialects, size_t index);
size_t fy_dialects_find(const struct fy_dialects *dialects, const char *code, size_t code_size); /* or FY_NONE */

/* The n-th child of `parent` (FY_NONE: the n-th top node), in the order of the file, or FY_NONE. */
size_t fy_dialects_child(const struct fy_dialects *dialects, size_t parent, size_t n);

/* True if a label is legal: a code, codes joined by '+', each perhaps followed by '?'; or empty. */
bool fy_dialects_label_valid(const struct fy_dialects *dialects, const char *label);

#endif

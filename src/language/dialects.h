/* What the reader and the built-in table share: rows that become a tree. */
#ifndef LANGUAGE_DIALECTS_H
#define LANGUAGE_DIALECTS_H

#include <fangyin/dialects.h>

struct fy_dialect_row {
    const char *code, *parent; /* parent "" at the top */
    const char *name_zh, *name_en;
    char hotkey;   /* or 0 */
    unsigned line; /* where it stands, for errors; 0 for none */
    unsigned code_column, parent_column, hotkey_column;
};

/* Make a tree of rows whose codes are well-formed. The strings must outlive it; *text (may be NULL), the memory that
 * holds them, goes over to the tree on success and *text becomes NULL. FY_SYNTAX: a double code, an unknown parent, a
 * cycle, two siblings with one key. */
enum fy_status fy_dialects_build(const struct fy_dialect_row *rows, size_t count, char **text,
                                 struct fy_dialects **dialects, struct fy_error *error);

#endif

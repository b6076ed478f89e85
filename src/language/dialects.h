/* What the files of the dialect tree share: rows that become a tree. */
#ifndef LANGUAGE_DIALECTS_H
#define LANGUAGE_DIALECTS_H

#include <fangyin/dialects.h>

struct fy_dialect_row {
    struct fy_dialect dialect; /* but `parent` and `instead`, which are codes here */
    const char *parent;        /* "" at the top */
    const char *instead;       /* "" for none */
    const char *const *maps;   /* a value for each target */
    unsigned line;             /* where it stands, for problems */
    unsigned code_column, parent_column, hotkey_column, status_column;
};

/* What holds the strings of a tree. */
struct fy_dialect_text {
    char *text;
    const char **targets; /* names, without "map." */
    size_t target_count;
    const char **maps;        /* of all rows */
    struct fy_buffer derived; /* pinyin that the table did not have */
};

struct fy_dialects {
    struct fy_dialect_text text;
    struct fy_dialect *items;
    size_t count;
    const char *const **maps; /* [count] a value for each target */
    size_t *by_code;          /* [count] indices in order of code */
    size_t *children;         /* [count] indices grouped by parent, in the order of the file within a group */
    size_t *starts; /* [count + 2] group of the top nodes: starts[0] .. starts[1]; of node i: starts[i+1] .. starts[i+2] */
};

/* Make a tree of rows whose codes are well-formed. Takes over what *text owns on success and empties it. Rows with a double
 * code are left out, those with an unknown parent or in a circle stand at the top, double keys are taken away; each is told.
 * FY_NO_MEMORY is the only failure. */
enum fy_status fy_dialects_build(struct fy_dialect_row *rows, size_t count, struct fy_dialect_text *text,
                                 struct fy_dialects **dialects, struct fy_problems *problems);

/* Fill in the pinyin of names where the table has none, as far as the built-in tree knows their characters. */
enum fy_status fy_dialects_add_pinyin(struct fy_dialects *dialects);

#endif

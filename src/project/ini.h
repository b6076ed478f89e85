/* Ini files: sections, keys, values, in UTF-8. */
#ifndef FANGYIN_PROJECT_INI_H
#define FANGYIN_PROJECT_INI_H

#include <fangyin/status.h>
#include <stddef.h>

struct fy_ini_entry {
    char *section; /* in normal form C, as file names stand in it */
    char *key;
    char *value; /* "" where nothing follows the '=' */
    unsigned line, column; /* of the value */
    unsigned source; /* which of the files read: 0, 1 ... */
};

/* What one or more files hold, in order, and what was wrong with them. */
struct fy_ini {
    struct fy_ini_entry *entries;
    size_t count, capacity;
    struct fy_error *warnings;
    size_t warning_count, warning_capacity;
    unsigned sources;
};

/* Add what a file holds. Lines that are no ini give warnings (100 at most); FY_NO_MEMORY is the only failure. */
enum fy_status fy_ini_read(struct fy_ini *ini, const char *file, const char *bytes, size_t size);
/* Line and column are 0 where they do not apply. */
enum fy_status fy_ini_warn(struct fy_ini *ini, const char *file, unsigned line, unsigned column, const char *sentence);
void fy_ini_free(struct fy_ini *ini);

/* The last entry of that section (in normal form C) and key, or NULL. */
const struct fy_ini_entry *fy_ini_find(const struct fy_ini *ini, const char *section, const char *key);

#endif

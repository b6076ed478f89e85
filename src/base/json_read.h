/* JSON read whole, for looking values up. Numbers are doubles. What is asked of a value that it is not, or of NULL, is
 * answered with "nothing", so that a reader looks at the end of a path only. */
#ifndef FANGYIN_JSON_READ_H
#define FANGYIN_JSON_READ_H

#include <fangyin/status.h>
#include <stdbool.h>
#include <stddef.h>

struct fy_json; /* a value; all of a document live until its root is freed */

/* Parse one document. FY_SYNTAX with line and column, FY_NO_MEMORY. Nesting is bounded. *root is NULL then. */
enum fy_status fy_json_read(const char *text, size_t size, struct fy_json **root, struct fy_error *error);
void fy_json_free(struct fy_json *root);

bool fy_json_is_object(const struct fy_json *value);
bool fy_json_is_array(const struct fy_json *value);
bool fy_json_is_true(const struct fy_json *value);

/* The member of that name, or NULL. */
const struct fy_json *fy_json_get(const struct fy_json *object, const char *name);
/* Elements of an array, members of an object, 0 otherwise; the n-th element of an array, or NULL. */
size_t fy_json_size(const struct fy_json *value);
const struct fy_json *fy_json_at(const struct fy_json *array, size_t n);

/* The members of an object, in the order of the text: start with NULL; NULL after the last. */
const char *fy_json_next(const struct fy_json *object, const char *name);

/* A text without NUL bytes, UTF-8, or NULL. */
const char *fy_json_text_of(const struct fy_json *value);
/* False, and *number as it was, where it is no number. */
bool fy_json_number_of(const struct fy_json *value, double *number);

#endif

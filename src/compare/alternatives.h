/* The ways to read a text with alternatives, "{a|b}c": "ac" and "bc". */
#ifndef FANGYIN_COMPARE_ALTERNATIVES_H
#define FANGYIN_COMPARE_ALTERNATIVES_H

#include <fangyin/buffer.h>

/* How many there are, at most `most`; 1 for a text without. */
size_t fy_alternative_count(const char *text, size_t most);
/* Append the n-th. The first takes the first of each; an alternative may be empty. Braces without a bar stay as they
 * are. */
void fy_alternative_put(struct fy_buffer *out, const char *text, size_t n);

#endif

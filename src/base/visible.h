/* What is shown in place of text that a terminal must not get. */
#ifndef FANGYIN_VISIBLE_H
#define FANGYIN_VISIBLE_H

#include <stddef.h>

/* One step over text[0..size), size > 0: *shown, *shown_size is what to print (it may point into text) and the bytes of
 * text it stands for are returned. */
size_t fy_visible_step(const char *text, size_t size, const char **shown, size_t *shown_size);

#endif

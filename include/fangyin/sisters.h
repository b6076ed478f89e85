/* Segments: an interval of the primary tier, and what its sister tiers say over the same span. */
#ifndef FANGYIN_SISTERS_H
#define FANGYIN_SISTERS_H

#include <fangyin/grid.h>

/* The label that the sister tier `base` of the same speaker ("dialect@B" for "text@B") has at the middle of interval
 * `index` of an interval tier; "" where there is no such interval tier or interval. The grid owns it. */
const char *fy_sister_label(const struct fy_grid *grid, size_t tier, size_t index, const char *base);

/* True if a label holds nothing but blanks. */
bool fy_label_empty(const char *label);

/* True if `code` is one of the codes that '+' joins in a label ("ask+invalid:noise"), or is before a ':' in one. */
bool fy_label_has_code(const char *label, const char *code);

#endif

/* What of a grid stands where in an ELAN document, before it is written.
 *
 * A "text" tier is alignable. A sister of it whose intervals have the spans of text intervals hangs below it, each
 * annotation referring to the text's; other tiers are alignable themselves. Points last a millisecond, in tiers of the
 * type FY_EAF_POINT_TYPE. Only intervals that say something are annotations, and those that a sister's refer to. */
#ifndef FANGYIN_EAF_PLAN_H
#define FANGYIN_EAF_PLAN_H

#include "formats/eaf.h"

/* Linguistic types: the sisters' in their order, and those below. FY_EAF_TYPE_TEXT is alignable, the other sisters' are
 * of tiers that hang below a text. */
enum {
    FY_EAF_TYPE_TEXT = 0,
    FY_EAF_DIALECT = 1,
    FY_EAF_TYPE_ALIGNED = FY_EAF_SISTERS,
    FY_EAF_TYPE_DIALECT_ALIGNED,
    FY_EAF_TYPE_POINT,
    FY_EAF_TYPES
};
const char *fy_eaf_type_name(size_t type);
bool fy_eaf_type_is_child(size_t type);

struct fy_eaf_plan_item { /* an interval or a point */
    size_t number;        /* of its annotation, from 1; 0: it has none */
    size_t parent;        /* index in the tier above, in a tier that hangs below one */
    size_t slots[2];      /* indices, in others */
    double ms[2];
};

struct fy_eaf_plan_tier {
    bool written;
    size_t parent; /* tier of the grid, or FY_NONE */
    size_t type;
    char *name; /* where it is not the grid's */
    struct fy_eaf_plan_item *items;
};

struct fy_eaf_plan_slot {
    double ms; /* whole, from 0 */
    size_t tier, item;
    int side;
};

struct fy_eaf_plan {
    struct fy_eaf_plan_tier *tiers; /* as many as the grid has */
    size_t count;
    struct fy_eaf_plan_slot *slots; /* by time */
    size_t slot_count, annotations;
    double origin; /* ms: what the grid's times have more than the document's; 0 or less */
};

/* Only `tier` and its sisters, or all for NULL. FY_NOT_FOUND: there is none; FY_UNSUPPORTED: times that ELAN has no
 * room for. Also after a failure fy_eaf_plan_free is due. */
enum fy_status fy_eaf_plan_make(struct fy_eaf_plan *plan, const struct fy_grid *grid, const char *tier,
                                struct fy_losses *losses, struct fy_error *error);
void fy_eaf_plan_free(struct fy_eaf_plan *plan);
const char *fy_eaf_plan_name(const struct fy_eaf_plan *plan, const struct fy_grid *grid, size_t tier);

#endif

/* A Praat Collection that a TextGrid was read from: the objects around it, kept as they are. */
#ifndef FANGYIN_TEXTGRID_COLLECTION_H
#define FANGYIN_TEXTGRID_COLLECTION_H

#include "formats/findings.h"

/* A TextGrid, or what stands between two of them. */
struct fy_object {
    bool is_grid;
    char *name;           /* of a TextGrid */
    struct fy_grid *grid; /* NULL: not here, the document itself */
    size_t number;        /* of a TextGrid: which object it is, from 1 */
    struct fy_buffer raw; /* others, as in the file: whole lines of text (LF, words and all), or binary */
};

struct fy_textgrid_collection {
    struct fy_object *objects;
    size_t count, capacity;
    size_t size; /* objects there are by the file: several may be in one `raw` */
    bool binary; /* raw bytes are binary */
};

struct fy_textgrid_collection *fy_collection_new(bool binary);
void fy_collection_free(struct fy_textgrid_collection *collection);
/* The new last object, zeroed; NULL: no memory. */
struct fy_object *fy_collection_add(struct fy_textgrid_collection *collection);
size_t fy_collection_grids(const struct fy_textgrid_collection *collection);
/* True for a single TextGrid, which Praat saves alone. */
bool fy_collection_is_one(const struct fy_textgrid_collection *collection);
bool fy_collection_has_others(const struct fy_textgrid_collection *collection);
/* What becomes of the objects beside the first TextGrid: they are left out; kept, for saving; or the other TextGrids
 * are taken too, and the rest is left out. */
enum fy_others { FY_OTHERS_LEFT, FY_OTHERS_KEPT, FY_OTHERS_TAKEN };
/* Say which TextGrid was taken and what else there is. */
void fy_collection_report(struct fy_textgrid_collection *collection, struct fy_finding_list *findings,
                          enum fy_others others);

/* fy_textgrid_read_as, for a caller who makes something else of style->within. */
enum fy_status fy_textgrid_read_others(const char *bytes, size_t size, const char *encoding, enum fy_others others,
                                       struct fy_grid **grid, struct fy_textgrid_style *style,
                                       struct fy_findings *findings, struct fy_error *error);

#endif

/* What the files of this layer share: the inside of a grid, and the pieces that edits are applied with. */
#ifndef FANGYIN_GRID_INTERNAL_H
#define FANGYIN_GRID_INTERNAL_H

#include <fangyin/edit.h>
#include <fangyin/grid.h>
#include <string.h>

/* One stretch of the text store. Full ones stay in the list until the grid goes. */
struct fy_text_chunk {
    struct fy_text_chunk *next;
    size_t size, used; /* bytes of `bytes` */
    char bytes[];
};

/* NUL-ended strings one behind the other, so that a label costs its bytes. Only fy_text_store_supersede takes back. */
struct fy_text_store {
    struct fy_text_chunk *chunks; /* the first is the one being filled */
};

struct fy_tier {
    enum fy_tier_kind kind;
    const char *name; /* in the grid's store */
    double xmin, xmax;
    size_t size, capacity;         /* items of the array that the kind has; the other is NULL */
    struct fy_interval *intervals; /* sorted by xmin */
    struct fy_point *points;       /* sorted by time */
};

struct fy_grid {
    double xmin, xmax;
    struct fy_tier *tiers;
    size_t tier_count, tier_capacity;
    struct fy_text_store store;
};

/* ---- store.c ---- */

extern const char fy_no_text[1]; /* the one empty label */
void fy_text_store_free(struct fy_text_store *store);
/* `fresh`, the last text kept, takes the place of `old`, which nobody refers to any more. If `old` was kept just before
 * it, its bytes are used again. Returns where `fresh` is now. */
const char *fy_text_store_supersede(struct fy_text_store *store, const char *old, const char *fresh);
/* Bytes of text in the store, with their NULs. */
size_t fy_text_store_used(const struct fy_text_store *store);

/* ---- grid.c, build.c ---- */

/* fy_tier_index_at, for a tier at hand. */
size_t fy_tier_search(const struct fy_tier *tier, double time);
/* Room for `count` items in all. A tier never gives room back: so undoing a removal needs no memory. */
enum fy_status fy_tier_make_room(struct fy_tier *tier, size_t count);
enum fy_status fy_grid_make_room(struct fy_grid *grid, size_t tier_count);
void fy_tier_free_items(struct fy_tier *tier);
/* True for items that the appending functions would take: finite, in order. */
bool fy_intervals_in_order(const struct fy_interval *intervals, size_t count);
bool fy_points_in_order(const struct fy_point *points, size_t count);
/* The same times, bit for bit, and texts. */
bool fy_intervals_equal(const struct fy_interval *a, const struct fy_interval *b, size_t count);
bool fy_points_equal(const struct fy_point *a, const struct fy_point *b, size_t count);

/* ---- names.c ---- */

/* True for tiers whose labels are codes (dialect, speaker, emotion, content, status, flag), of any speaker. */
bool fy_name_is_closed_list(const char *name);

/* ---- labels.c ---- */

/* Cut at the last grapheme boundary at or before byte `cut`; white space at the cut goes. False: no memory. */
bool fy_label_cut(struct fy_grid *grid, const char *label, size_t cut, const char **left, const char **right);
/* Two labels as one, without losing a letter. NULL: no memory. */
const char *fy_label_join(struct fy_grid *grid, const char *left, const char *right);
/* The same for codes: those of `left`, then those of `right` that are new, joined by '+'. */
const char *fy_label_join_codes(struct fy_grid *grid, const char *left, const char *right);

/* ---- applying, by kind of edit; each checks everything before it changes anything ---- */

/* Tiers taken out of a grid while a step may still have to be taken back: putting them back needs no memory. Last in,
 * first out. */
struct fy_spare_tiers {
    struct fy_tier *tiers;
    size_t count, capacity;
    bool returning; /* the step is being taken back: added tiers come from here */
};
void fy_spare_tiers_clear(struct fy_spare_tiers *spares); /* frees the tiers in it */

/* fy_edit_apply that keeps removed tiers in `spares` (may be NULL). */
enum fy_status fy_edit_apply_sparing(const struct fy_edit *edit, struct fy_grid *grid, struct fy_spare_tiers *spares,
                                     struct fy_error *error);
enum fy_status fy_boundary_apply(const struct fy_edit *edit, struct fy_grid *grid, struct fy_error *error);
enum fy_status fy_label_apply(const struct fy_edit *edit, struct fy_grid *grid, struct fy_error *error);
enum fy_status fy_point_apply(const struct fy_edit *edit, struct fy_grid *grid, struct fy_error *error);
enum fy_status fy_tier_edit_apply(const struct fy_edit *edit, struct fy_grid *grid, struct fy_spare_tiers *spares,
                                  struct fy_error *error);

/* The inverse, sharing what the edit owns: not to be cleared, good as long as the edit. */
struct fy_edit fy_edit_reversed(const struct fy_edit *edit);

/* ---- edit.c: what makers and appliers ask alike ---- */

/* That tier, if there is one and it is of that kind; NULL and a sentence otherwise. */
struct fy_tier *fy_edit_tier(const struct fy_grid *grid, size_t tier, enum fy_tier_kind kind, struct fy_error *error);
/* FY_OK for text a grid can hold: UTF-8 without NUL. */
enum fy_status fy_edit_check_text(const char *text, size_t size, struct fy_error *error);
/* fy_grid_keep for text that passed, with `same` given back where it says just that. */
enum fy_status fy_edit_keep(struct fy_grid *grid, const char *text, size_t size, const char *same, const char **kept,
                            struct fy_error *error);
enum fy_status fy_edit_no_memory(struct fy_error *error);
enum fy_status fy_edit_no_such_tier(const struct fy_grid *grid, size_t tier, struct fy_error *error);
/* With own arrays, the texts shared. NULL: no memory. An edit frees it with all it owns. */
struct fy_tier_content *fy_tier_content_copy(const struct fy_tier_content *content);

/* Times are compared as bits: -0 and 0 are two times, so that an edit and its inverse give the same bits. */
static inline bool fy_same_time(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static inline bool fy_same_text(const char *a, const char *b)
{
    return a == b || strcmp(a, b) == 0;
}

#endif

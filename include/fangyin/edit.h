/* An edit is a value with an inverse. Undo, the journal and (later) merging all handle these same values.
 *
 * An edit names what was there before and what is there after, so applying checks that the document is what the edit
 * expects, and fy_edit_invert only swaps the two sides. Applying an edit and then its inverse gives the same grid.
 *
 * A boundary is the common end of two neighbouring intervals. A boundary edit covers it in a tier and in every sister
 * tier that has the same spans there (to move it: the same boundary); each such tier is one part, in ascending order.
 * Other sisters are left alone. Insert and remove are each other's inverse:
 *
 *      |------ merged ------|      insert ->      |--- left ---|--- right ---|
 *      a                    b      <- remove      a          time            b
 *
 * An edit takes hold of a place by its time, compared as bits; one of a label or mark by its index, where the item must
 * begin at that time (in a grid that was read, several may). Where that is not enough - the two sides do not touch,
 * one of them is empty, or another interval reaches over the place - the place is broken and the edit is refused.
 * Broken places elsewhere do not matter.
 *
 * All text in an edit belongs to the grid it was made for (fy_grid_keep); an edit is good for that grid only. Every
 * maker and applier costs what the edit covers, plus log n to find it, plus moving the tail of an array. */
#ifndef FANGYIN_EDIT_H
#define FANGYIN_EDIT_H

#include <fangyin/buffer.h>
#include <fangyin/grid.h>

enum fy_edit_kind {
    FY_EDIT_INSERT_BOUNDARY, /* time, parts */
    FY_EDIT_REMOVE_BOUNDARY, /* time, parts */
    FY_EDIT_MOVE_BOUNDARY,   /* time -> to, parts (tier only) */
    FY_EDIT_SET_LABEL,       /* tier, index, time: its xmin; before -> after */
    FY_EDIT_INSERT_POINT,    /* tier, time, after: the mark */
    FY_EDIT_REMOVE_POINT,    /* tier, time, before: the mark */
    FY_EDIT_MOVE_POINT,      /* tier, time -> to; before: the mark */
    FY_EDIT_SET_MARK,        /* tier, index, time: its own; before -> after */
    FY_EDIT_ADD_TIER,        /* tier: its place, content */
    FY_EDIT_REMOVE_TIER,     /* tier: its place, content */
    FY_EDIT_RENAME_TIER,     /* tier; before -> after */
};

struct fy_edit_part {
    size_t tier;
    const char *merged, *left, *right;
};

/* A tier's whole content, for adding and removing tiers. */
struct fy_tier_content {
    enum fy_tier_kind kind;
    const char *name;
    double xmin, xmax;
    size_t size;
    struct fy_interval *intervals; /* size of them, or NULL for a point tier */
    struct fy_point *points;       /* size of them, or NULL for an interval tier */
};

struct fy_edit {
    enum fy_edit_kind kind;
    size_t tier;
    size_t index;
    double time, to; /* seconds */
    const char *before, *after;
    size_t part_count;
    struct fy_edit_part *parts;      /* owned by the edit */
    struct fy_tier_content *content; /* owned by the edit, texts by the grid */
};

/* Frees what the edit owns. */
void fy_edit_clear(struct fy_edit *edit);

/* ---- making edits; none changes the grid (but for kept text). FY_INVALID with a sentence where it cannot be; *edit is
 * then empty. Text must be UTF-8 without NUL ---- */

/* A boundary at `time` inside an interval of `tier`; the label is cut at byte `cut` (clamped): left and right of it.
 * The cut moves back to a grapheme boundary, and white space at it goes. In sister tiers with the same interval text
 * stays left. A closed-list label (dialect, speaker, emotion, content, status, flag) is a code that cannot be cut: it
 * is kept on both sides, also in `tier` itself. */
enum fy_status fy_edit_insert_boundary(struct fy_edit *edit, struct fy_grid *grid, size_t tier, double time, size_t cut,
                                       struct fy_error *error);

/* Remove the boundary between intervals `index` and `index + 1`. Labels are joined, with one space where the left one
 * ends and the right one begins in a letter or digit of a script that uses spaces (also "." ")" and such before, "("
 * and such after); nothing is dropped. Equal closed-list labels stay one, different ones are joined by '+', each code
 * once. */
enum fy_status fy_edit_remove_boundary(struct fy_edit *edit, struct fy_grid *grid, size_t tier, size_t index,
                                       struct fy_error *error);

/* Move that boundary to `to`, which must lie strictly between its neighbours in every tier it takes along. */
enum fy_status fy_edit_move_boundary(struct fy_edit *edit, struct fy_grid *grid, size_t tier, size_t index, double to,
                                     struct fy_error *error);

enum fy_status fy_edit_set_label(struct fy_edit *edit, struct fy_grid *grid, size_t tier, size_t index,
                                 const char *text, size_t size, struct fy_error *error);

/* A point is known by its time. Points may pass each other, but not share a time; of several at one time (in a grid
 * that was read) the last can be moved or removed. */
enum fy_status fy_edit_insert_point(struct fy_edit *edit, struct fy_grid *grid, size_t tier, double time,
                                    const char *mark, size_t size, struct fy_error *error);
enum fy_status fy_edit_remove_point(struct fy_edit *edit, struct fy_grid *grid, size_t tier, size_t index,
                                    struct fy_error *error);
enum fy_status fy_edit_move_point(struct fy_edit *edit, struct fy_grid *grid, size_t tier, size_t index, double to,
                                  struct fy_error *error);
enum fy_status fy_edit_set_mark(struct fy_edit *edit, struct fy_grid *grid, size_t tier, size_t index, const char *mark,
                                size_t size, struct fy_error *error);

/* A new tier at place `tier` (0..count). `like` is an interval tier whose boundaries it gets, with empty labels, or
 * FY_NONE for one empty interval over the domain; a point tier starts without points. Names that exist already are
 * refused. */
enum fy_status fy_edit_add_tier(struct fy_edit *edit, struct fy_grid *grid, size_t tier, enum fy_tier_kind kind,
                                const char *name, size_t like, struct fy_error *error);
/* The same with any content, whose times and texts are copied. */
enum fy_status fy_edit_add_tier_content(struct fy_edit *edit, struct fy_grid *grid, size_t tier,
                                        const struct fy_tier_content *content, struct fy_error *error);
enum fy_status fy_edit_remove_tier(struct fy_edit *edit, struct fy_grid *grid, size_t tier, struct fy_error *error);
enum fy_status fy_edit_rename_tier(struct fy_edit *edit, struct fy_grid *grid, size_t tier, const char *name,
                                   struct fy_error *error);

/* ---- applying ---- */

/* Apply; FY_INVALID and no change where the grid is not what the edit expects (its "before" side). Safe with any edit
 * that fy_edit_read made. Two tiers of one name and two points at one time are accepted here: such documents exist, and
 * the inverse of repairing one must apply. */
enum fy_status fy_edit_apply(const struct fy_edit *edit, struct fy_grid *grid, struct fy_error *error);

/* The inverse, a deep copy of what an edit owns. */
enum fy_status fy_edit_invert(struct fy_edit *inverse, const struct fy_edit *edit);

/* ---- as a line of text, for the journal ---- */

/* Append one line (without line end): words separated by tabs; text escaped (\t \n \r \\). Times round-trip exactly.
 * The words of each kind are listed in grid/edit_line.c. */
void fy_edit_write(struct fy_buffer *out, const struct fy_edit *edit);
/* Read such a line for that grid. FY_SYNTAX with a column otherwise. Only the form is checked here; takes no more
 * memory than a few times `size`. */
enum fy_status fy_edit_read(struct fy_edit *edit, struct fy_grid *grid, const char *line, size_t size,
                            struct fy_error *error);

#endif

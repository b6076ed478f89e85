/* The document: a TextGrid's tiers in memory.
 *
 * A grid is a time domain and an ordered list of tiers. An interval tier holds intervals sorted by xmin; a point tier
 * holds points sorted by time. A grid we make is contiguous: each interval starts where the one before ends, the first
 * and last touch the domain. A grid that was read may break that (gaps, overlaps, other domains); it is kept as it is,
 * and the edits of edit.h refuse only where they would need what is broken.
 *
 * Text (labels, marks, names) is immutable and owned by the grid until fy_grid_free, also when nothing shows it any
 * more: edits and the history refer to it without copying. So a pointer to text stays good for the grid's life, but for
 * a label being typed: fy_history_type may move it, and it is gone once further typing of the same step replaces it.
 * Whoever keeps a pointer to a label over a call of fy_history_type copies the label instead.
 *
 * Times are seconds as doubles, exactly the doubles that were read. A grid is used by one thread at a time. */
#ifndef FANGYIN_GRID_H
#define FANGYIN_GRID_H

#include <fangyin/status.h>
#include <stdbool.h>
#include <stddef.h>

#define FY_NONE ((size_t)-1) /* "no such index" */

enum fy_tier_kind { FY_INTERVAL_TIER, FY_POINT_TIER };

struct fy_interval {
    double xmin, xmax; /* seconds */
    const char *text;  /* UTF-8, never NULL */
};

struct fy_point {
    double time;      /* seconds */
    const char *mark; /* UTF-8, never NULL */
};

struct fy_grid;

/* A new grid without tiers. NULL when out of memory. The caller frees it. */
struct fy_grid *fy_grid_new(double xmin, double xmax);
void fy_grid_free(struct fy_grid *grid);

double fy_grid_xmin(const struct fy_grid *grid);
double fy_grid_xmax(const struct fy_grid *grid);

/* Copy text (UTF-8 without NUL, which the caller sees to) into the grid's store. A static "" for size 0; NULL when out
 * of memory. */
const char *fy_grid_keep(struct fy_grid *grid, const char *text, size_t size);

/* ---- reading; tier < fy_grid_tier_count, index < fy_tier_size ---- */

size_t fy_grid_tier_count(const struct fy_grid *grid);
/* The first tier of that name, or FY_NONE. */
size_t fy_grid_find_tier(const struct fy_grid *grid, const char *name);

enum fy_tier_kind fy_tier_kind(const struct fy_grid *grid, size_t tier);
const char *fy_tier_name(const struct fy_grid *grid, size_t tier);
double fy_tier_xmin(const struct fy_grid *grid, size_t tier);
double fy_tier_xmax(const struct fy_grid *grid, size_t tier);
size_t fy_tier_size(const struct fy_grid *grid, size_t tier); /* intervals or points */

/* Arrays of fy_tier_size elements; NULL for the other kind. Valid until the tier changes. */
const struct fy_interval *fy_tier_intervals(const struct fy_grid *grid, size_t tier);
const struct fy_point *fy_tier_points(const struct fy_grid *grid, size_t tier);

/* The last interval with xmin <= time (that is the one holding time, on a contiguous tier), FY_NONE before the first.
 * For a point tier: the last point at or before time. O(log n). */
size_t fy_tier_index_at(const struct fy_grid *grid, size_t tier, double time);

/* ---- building, for readers: raw, without undo, invariants not enforced but order kept ---- */

/* Append a tier; *index (may be NULL) is its place. An interval tier starts with no interval. FY_INVALID when xmin or
 * xmax is not finite. */
enum fy_status fy_grid_append_tier(struct fy_grid *grid, enum fy_tier_kind kind, const char *name, size_t name_size,
                                   double xmin, double xmax, size_t *index);
/* Make room for `count` items in all, at once (optional). */
enum fy_status fy_tier_reserve(struct fy_grid *grid, size_t tier, size_t count);
/* Append in order of time; FY_INVALID when xmin (time) is smaller than the last one's, or xmin > xmax, or not finite.
 */
enum fy_status fy_tier_append_interval(struct fy_grid *grid, size_t tier, double xmin, double xmax, const char *text,
                                       size_t text_size);
enum fy_status fy_tier_append_point(struct fy_grid *grid, size_t tier, double time, const char *mark, size_t mark_size);

/* ---- relations ---- */

/* Tiers that belong to one speaker share a suffix: "text@B" and "dialect@B" are sisters; "text" and "dialect" too. */

/* The part of a tier's name after the first '@', or NULL. */
const char *fy_name_speaker(const char *name);
/* True if `name` is `base` with the same speaker suffix as `like`: ("dialect@B", "dialect", "text@B"). */
bool fy_name_is_sister(const char *name, const char *base, const char *like);
/* True if the name without its speaker is one of ours: text, dialect, std, rom, ipa, tone, speaker, event, emotion,
 * content, note, status, flag, id. */
bool fy_name_is_known(const char *name);
/* True if both tiers are interval tiers of known names and of one speaker; or the same tier. A tier of another name
 * counts as known if it has as many intervals as the speaker's first "text" tier (so does one that was made with its
 * boundaries), or, where a speaker has no "text" tier, if it is the speaker's first of another name. */
bool fy_tiers_are_sisters(const struct fy_grid *grid, size_t a, size_t b);

/* True if two grids have the same domain, tiers, times (bit for bit) and texts. */
bool fy_grid_equal(const struct fy_grid *a, const struct fy_grid *b);

#endif

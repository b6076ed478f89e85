/* An ELAN document between its XML and a grid: what was read, then linked, then given times.
 *
 *     <TIME_SLOT> ts1 ts2 ...          <- TIME_SLOT_REF1, 2 --  alignable annotation
 *                                                                 ^ ANNOTATION_REF
 *                                                               reference annotation (a child of its)
 *
 * Texts are offsets of NUL-ended strings in `pool`; FY_NONE: there is none. Times are milliseconds of the document,
 * to which `origin` is added for those of the recording. */
#ifndef FANGYIN_EAF_H
#define FANGYIN_EAF_H

#include "formats/findings.h"

#include <fangyin/format.h>

#define FY_EAF_POINT_TYPE "fangyin-point" /* linguistic type of a tier that is a point tier in a grid */
#define FY_EAF_DOMAIN "fangyin:domain"    /* property that has a grid's xmin and xmax in seconds */

struct fy_eaf_slot {
    size_t id;
    double ms; /* NAN while it has no time */
};

enum fy_eaf_constraint {
    FY_EAF_FREE,
    FY_EAF_TIME_SUBDIVISION,
    FY_EAF_SUBDIVISION,
    FY_EAF_ASSOCIATION,
    FY_EAF_INCLUDED
};

struct fy_eaf_type {
    size_t id, vocabulary_id;
    size_t vocabulary; /* index */
    enum fy_eaf_constraint constraint;
};

struct fy_eaf_entry {  /* of a controlled vocabulary */
    size_t vocabulary; /* index */
    size_t id, value;
};

struct fy_eaf_tier {
    size_t id, participant, type_id, parent_id;
    size_t offset;       /* in the file's text */
    size_t type, parent; /* indices, FY_NONE where there is none */
    size_t depth;        /* tiers above it */
    size_t first, count; /* its annotations */
};

struct fy_eaf_annotation {
    size_t id, value, entry; /* entry: CVE_REF */
    size_t reference[2];     /* texts: both slots, or the parent and the annotation before */
    size_t target[2];        /* what they refer to: indices of slots, or of annotations */
    size_t tier, offset, depth;
    double begin, end; /* ms, once known */
    bool alignable;
};

#define FY_EAF_LIST(type)       \
    struct {                    \
        type *items;            \
        size_t count, capacity; \
    }

struct fy_eaf {
    struct fy_buffer pool;
    FY_EAF_LIST(struct fy_eaf_slot) slots;
    FY_EAF_LIST(struct fy_eaf_type) types;
    FY_EAF_LIST(size_t) vocabularies; /* their names */
    FY_EAF_LIST(struct fy_eaf_entry) entries;
    FY_EAF_LIST(struct fy_eaf_tier) tiers;
    FY_EAF_LIST(struct fy_eaf_annotation) annotations;
    double unit;       /* milliseconds of one unit of the document's times */
    double origin;     /* ms */
    double xmin, xmax; /* seconds, as FY_EAF_DOMAIN has them; NAN: not there */
    size_t media;      /* the recording's URL */
    double duration;   /* seconds, as the caller says; 0: not known */
    size_t cuts;       /* made in associated tiers so far */

    const char *text; /* the file, for places */
    struct fy_finding_list *findings;
    struct fy_error *error;
};

static inline const char *fy_eaf_text(const struct fy_eaf *eaf, size_t text)
{
    return text == FY_NONE ? "" : eaf->pool.data + text;
}

/* eaf_parse.c: XML into an empty document. */
enum fy_status fy_eaf_parse(struct fy_eaf *eaf, const char *text, size_t size);
void fy_eaf_free(struct fy_eaf *eaf);
/* Fail at a place of the file. */
enum fy_status fy_eaf_fail(struct fy_eaf *eaf, size_t offset, enum fy_status status, const char *format, ...)
    FY_PRINTF(4, 5);

/* eaf_link.c: who refers to whom. FY_SYNTAX where something refers to what is not there, or to itself in a circle. */
enum fy_status fy_eaf_link(struct fy_eaf *eaf);

/* eaf_times.c: a begin and an end for every annotation, begin <= end. */
enum fy_status fy_eaf_time(struct fy_eaf *eaf);

/* eaf_grid.c: a timed document as a grid; the recording's name is appended to name. */
enum fy_status fy_eaf_grid(struct fy_eaf *eaf, struct fy_grid **grid);
enum fy_status fy_eaf_name(const struct fy_eaf *eaf, struct fy_buffer *name);

bool fy_eaf_is_media_ending(const char *ending);

/* eaf_write.c */
/* Which of the tiers that sisters may be (text, dialect, ...) a name or what stands before its '@' is: an index of
 * fy_eaf_sister_names, 0 the text; or FY_NONE. */
size_t fy_eaf_sister_kind(const char *name);
enum { FY_EAF_SISTERS = 14 };
extern const char *const fy_eaf_sister_names[FY_EAF_SISTERS];
enum fy_status fy_eaf_write(struct fy_buffer *out, size_t part, const struct fy_named_grid *grid, bool first,
                            const struct fy_format_options *options, struct fy_losses *losses, struct fy_error *error);

#endif

/* What a grid says as a list of segments, for formats that hold no tiers; and what such a list leaves out. */
#ifndef FANGYIN_FORMATS_SEGMENTS_H
#define FANGYIN_FORMATS_SEGMENTS_H

#include "formats/tier_names.h"

#include <fangyin/format.h>

struct fy_segment {
    double start, end;   /* seconds; equal for a point */
    const char *text;    /* of the primary tier; the grid owns all texts */
    const char *speaker; /* the label of the speaker tier, else the tier's own "@" part, else "" */
    size_t tier, index;  /* where it is in the grid */
    bool point;
    const struct fy_tier_names *names; /* of the grid */
};

struct fy_segments {
    struct fy_segment *items; /* by start, then by tier */
    size_t count, capacity;
    struct fy_tier_names *names;
};

/* What a format can hold beside time and text. */
struct fy_segments_wish {
    const char *format;         /* its name in sentences: "SRT" */
    const char *const *sisters; /* bases of sister tiers whose labels it writes with the segment; ends with NULL */
    const char *const
        *primary; /* bases of tiers taken where no tier is asked for, the first that there is; NULL: "text" */
    bool speakers, points;
    bool no_text;      /* labels of the primary tier are not written */
    bool milliseconds; /* times are whole milliseconds */
};

/* The segments with text (and points, where they are held). Primary tiers are options->tier with every speaker's
 * ("text", "text@A"), or the first of wish->primary that there is, or the first interval tier that has labels. All that
 * stays behind is counted in losses. FY_NOT_FOUND when there is no tier of the name asked for. */
enum fy_status fy_segments_take(struct fy_segments *segments, const struct fy_grid *grid,
                                const struct fy_format_options *options, const struct fy_segments_wish *wish,
                                struct fy_losses *losses, struct fy_error *error);
void fy_segments_free(struct fy_segments *segments);

/* The segment's label in its sister tier of that base, "" where there is none. */
const char *fy_segment_sister(const struct fy_grid *grid, const struct fy_segment *segment, const char *base);

/* Append text on one line: tabs, line breaks and carriage returns become a space. Returns how many there were. */
size_t fy_put_line(struct fy_buffer *out, const char *text);

/* Append a word: all ASCII blanks and control characters become '_', and so does nothing at all. Returns whether it
 * differs from the name. */
bool fy_put_word(struct fy_buffer *out, const char *name);

#endif

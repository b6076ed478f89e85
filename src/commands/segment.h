/* Recordings cut into segments to write in, without a person. */
#ifndef FANGYIN_COMMANDS_SEGMENT_H
#define FANGYIN_COMMANDS_SEGMENT_H

#include <fangyin/grid.h>
#include <fangyin/recording.h>
#include <fangyin/silences.h>
#include <stdbool.h>

/* What a command line asked for; a negative number: what the project says, or the usual. */
struct fy_segment_options {
    const char *tier;                          /* "text" */
    double pause, longest, shortest, padding; /* seconds */
    bool praat;                                /* Praat's silences in place of the adaptive energy */
    bool fill;                                 /* cut what is empty of a grid that holds something */
};

/* The pieces of one recording. */
struct fy_segment_plan {
    double rate;
    int64_t frames;
    struct fy_stretch *speech; /* as the method found it */
    size_t speech_count;
    float *levels; /* the energy of each 10 ms */
    size_t level_count;
};

/* Listen to a whole recording, streaming: memory grows by 400 bytes for a second. The caller frees the plan, also after a
 * failure. */
enum fy_status fy_segment_listen(struct fy_segment_plan *plan, struct fy_recording *recording, bool praat,
                                 struct fy_error *error);
void fy_segment_plan_free(struct fy_segment_plan *plan);

/* Cut [from, to), in frames: at pauses, then short pieces are joined to a near neighbour, boundaries move to where it is
 * quietest beside them, and speech without a pause that is longer than allowed is cut where it is quietest; *inside counts
 * those cuts. *cuts is the caller's (fy_free). */
enum fy_status fy_segment_cut(const struct fy_segment_plan *plan, int64_t from, int64_t to,
                              const struct fy_segment_options *options, struct fy_cut **cuts, size_t *count,
                              size_t *inside);

/* Put the pieces of one empty interval into the tier and its sisters; pauses are named in the sister "event". */
enum fy_status fy_segment_write(struct fy_grid *grid, size_t tier, const struct fy_cut *cuts, size_t count, double rate,
                                struct fy_error *error);
/* True if nothing is said of that interval: neither by its label nor by a sister's over any part of it. */
bool fy_segment_is_empty(const struct fy_grid *grid, size_t tier, size_t index);

#endif

/* Training sets: segments chosen out of annotated recordings, their sound cut, written as a recogniser's tools read
 * them. Every segment that is left out is counted with its reason.
 *
 * Two steps. fy_dataset_part does one recording: it writes FOLDER/parts/NAME.jsonl, all that is to be known of each
 * segment, and the clips into FOLDER/clips/NAME/. Parts are independent of each other, so that threads, processes and
 * machines may share them out; one whose grid, recording and options are as they were is left as it is. fy_dataset_join
 * makes the lists, the splits and the report of all parts: the same bytes whoever made the parts. Files appear by being
 * renamed.
 *
 * Speakers: the label of the segment's `speaker` tier is a name that means the same person everywhere, as is the suffix
 * of a tier ("text@B") where speakers.tsv has that id. Another suffix names somebody of that recording only, and
 * without one the recording stands for its speaker.
 *
 * Names become ASCII (normal form C; letters and digits stay, other ASCII is '_', other characters are "u" and their
 * number in hexadecimal): the same name gives the same id in every set. Where two different ones would share an id,
 * both get a hash of the whole name (recordings: of the path) behind it. */
#ifndef FANGYIN_DATASET_H
#define FANGYIN_DATASET_H

#include <fangyin/grid.h>
#include <fangyin/project.h>
#include <stdbool.h>
#include <stdint.h>

enum fy_left_out {
#define REASON(id, name, text) FY_LEFT_##id,
#include <fangyin/left_out.h>
    FY_LEFT_COUNT
};
const char *fy_left_out_name(enum fy_left_out reason); /* "too-short" */
const char *fy_left_out_text(enum fy_left_out reason); /* plain words, translated; static */

/* What is heard that a trainer should know of; a segment may have several. */
enum fy_sound_flag {
    FY_SOUND_CLIPPING = 1, /* three samples or more in a row at full scale */
    FY_SOUND_DC = 2,       /* the mean is above 1 % of full scale */
    FY_SOUND_SILENT = 4,   /* nothing but zeros */
    FY_SOUND_LENGTH = 8,   /* the file is not as long as its header says, or damaged otherwise */
    FY_SOUND_UPSAMPLED =
        16 /* nothing above 4 kHz though the rate is higher: telephone speech written at another rate */
};

enum fy_marker_rule {
    FY_MARKERS_STRIP,  /* events and brackets go; a guess, the first of several choices, foreign words stay */
    FY_MARKERS_KEEP,   /* as they are written */
    FY_MARKERS_MAP,    /* an event becomes the target's own (see fy_target), else as STRIP */
    FY_MARKERS_EXCLUDE /* a segment that has one is left out */
};

enum fy_private_rule { FY_PRIVATE_LEAVE_OUT, FY_PRIVATE_SILENCE, FY_PRIVATE_TONE };

enum fy_status_rule {
    FY_STATUS_DEFAULT, /* ACCEPTED where the project has a team's record, DONE elsewhere */
    FY_STATUS_ANY,
    FY_STATUS_DONE,
    FY_STATUS_ACCEPTED
};

struct fy_dataset_options {
    const char *target;    /* fy_target: its name */
    const char *folder;    /* where the set is made */
    const char *tier;      /* whose intervals are the segments: "text" (also "text@A" ...), or "text@A" alone */
    const char *text_tier; /* where the words come from: text, std, rom ... */
    enum fy_status_rule
        status;          /* of the `status` tier: DONE takes accepted too. A grid without that tier is taken whole */
    const char *dialect; /* it and what is below it in the tree; NULL: all */
    const char *level;   /* dialects become the node above them of that level (区 ...); NULL: as they are */
    const char *speaker; /* NULL: all */
    double shortest, longest; /* seconds; below 0: the target's */
    enum fy_marker_rule markers;
    enum fy_private_rule privacy;
    bool without_consent; /* take also whom no consent is recorded of */
    int channel;          /* from 0; -1: none was named, so that recordings of several are left out; -2: their mean */
    int rate;             /* of clips, Hz; 0: the recording's */
    bool cut;             /* clips also for targets that could do without, where they take them */
    const char *prompt;   /* for targets that ask for one; NULL: theirs */
};

/* A target format, as people are told of it. */
struct fy_target_info {
    const char *name;
    const char *help;         /* English; translate when shown; so is cannot */
    const char *cannot;       /* what it has no place for */
    double shortest, longest; /* seconds; longest 0: no limit known */
    int tokens;               /* most characters, 0: no limit */
    bool clips;               /* sound is cut into files of its own */
    const char *map;          /* the dialect tree's column with its tags, NULL where it takes any code */
    const char *fallback;     /* its tag for what has none */
};
const struct fy_target_info *fy_target_at(size_t n);           /* NULL past the last */
const struct fy_target_info *fy_target_find(const char *name); /* or NULL */

/* One recording's part. `recording` and `grid_path` are files. Without a grid (NULL) it only looks: result->fresh tells
 * that the part must be made. A recording that cannot be used is a part too (and the error is returned), so that the
 * report tells of it. Any thread, each with a project and grid of its own. */
struct fy_dataset_part_result {
    bool fresh; /* was made now, or must be */
    size_t segments, chosen;
    double seconds; /* of those chosen */
};
enum fy_status fy_dataset_part(const struct fy_dataset_options *options, const struct fy_project *project,
                               const char *recording, const char *grid_path, const struct fy_grid *grid,
                               struct fy_dataset_part_result *result, struct fy_error *error);
/* Forget parts that are of none of these recordings (paths as given to fy_dataset_part), with their clips. */
enum fy_status fy_dataset_keep_only(const char *folder, char *const *recordings, size_t count, struct fy_error *error);

struct fy_split_options {
    bool split;        /* else one set */
    unsigned parts[3]; /* of train, dev and test, in any unit: 80, 10, 10 */
    const char *seed;
    bool same_text;   /* segments of the same words stay together: read speech */
    bool allow_small; /* a dialect with too few speakers goes to train */
};

/* What was joined. Arrays end with a NULL name; fy_dataset_summary_free. */
struct fy_dataset_sum {
    char *name;
    double seconds;
    size_t segments;
};
struct fy_dataset_summary {
    size_t recordings, speakers, segments, unusable;
    double seconds;
    size_t left_out[FY_LEFT_COUNT];
    size_t flags[5];       /* segments with each enum fy_sound_flag */
    size_t without_status; /* chosen segments of grids that have no `status` tier */
    struct fy_dataset_sum *splits, *dialects, *people, *fallbacks; /* fallbacks: chosen segments by dialect */
    char **files;                                                  /* paths; ends with NULL */
};
/* Dialects are those of the project of the first recording. FY_INVALID with a sentence where a dialect has too few
 * speakers, or parts were made with other options; FY_NOT_FOUND where there is no part. */
enum fy_status fy_dataset_join(const struct fy_dataset_options *options, const struct fy_split_options *split,
                               struct fy_dataset_summary *summary, struct fy_error *error);
void fy_dataset_summary_free(struct fy_dataset_summary *summary);

#endif

/* Training sets: segments chosen out of annotated recordings, written as a recogniser's tools read them. Takes grids
 * and facts, gives the content of files; opens no file itself. Every segment that is left out is counted with its
 * reason.
 *
 * Speakers: the label of the segment's `speaker` tier is a name that means the same person everywhere. Without one, the
 * tier's own suffix ("text@B") names somebody of that recording only, and without that the recording stands for its
 * speaker.
 *
 * Names become ASCII (normal form C; letters and digits stay, other ASCII is '_', other characters are "u" and their
 * number in hexadecimal): the same name gives the same id in every set. Where two different ones would share an id,
 * both get a hash of the whole name (recordings: of the path) behind it. */
#ifndef FANGYIN_DATASET_H
#define FANGYIN_DATASET_H

#include <fangyin/buffer.h>
#include <fangyin/grid.h>
#include <stdbool.h>
#include <stdint.h>

struct fy_dataset; /* the segments chosen so far; used by one thread at a time */

/* What is chosen: segments with text, that are no pause (`event` tier "pause"), not flagged or given the status
 * "invalid", inside the recording, and long enough. */
struct fy_dataset_selection {
    const char *tier; /* "text": also that of each speaker, "text@A"; "text@A": that one */
    double shortest;  /* seconds */
};

/* What has to be known of a recording. */
struct fy_dataset_recording {
    const char *name; /* of the file, without folder and extension */
    const char *path; /* absolute */
    int64_t frames;
    int rate; /* Hz */
    int channels;
    bool pcm16; /* a WAV file of 16 bit samples */
};

enum fy_left_out {
    FY_LEFT_EMPTY,   /* no text */
    FY_LEFT_PAUSE,   /* the event tier says "pause" */
    FY_LEFT_INVALID, /* flagged "invalid", or its status */
    FY_LEFT_OUTSIDE, /* more than half a second of it is before or behind the recording, or all of it */
    FY_LEFT_SHORT,   /* shorter than the selection's shortest */
    FY_LEFT_DOUBLE,  /* a second one of the same speaker and span */
    FY_LEFT_WORDS,   /* holds words that the format keeps for itself */
    FY_LEFT_COUNT
};
/* A few plain words for a reason (translated; static storage). */
const char *fy_left_out_text(enum fy_left_out reason);

struct fy_dataset_counts {
    size_t recordings; /* that have a chosen segment */
    size_t speakers;
    size_t segments; /* chosen */
    double seconds;  /* of them */
    size_t left_out[FY_LEFT_COUNT];
};

/* One file of a set. */
struct fy_dataset_file {
    const char *name; /* inside the set's folder; static */
    struct fy_buffer content;
};

#define FY_DATASET_FILES 8
struct fy_dataset_files {
    struct fy_dataset_file items[FY_DATASET_FILES];
    size_t count;
};

/* NULL when out of memory. Copies the selection. */
struct fy_dataset *fy_dataset_new(const struct fy_dataset_selection *selection);
void fy_dataset_free(struct fy_dataset *dataset);

/* Choose from one recording's grid; all that is needed of both is copied. On failure nothing of it is in the set:
 * FY_NOT_FOUND where it has no interval tier of that name, FY_UNSUPPORTED for a path with a line break, FY_INVALID for
 * a rate that is not positive. */
enum fy_status fy_dataset_add(struct fy_dataset *dataset, const struct fy_dataset_recording *recording,
                              const struct fy_grid *grid, struct fy_error *error);

/* The formats there are: the n-th one's name and what it is (translated), NULL past the last. */
const char *fy_dataset_format(size_t n, const char **help);

/* Make the files of a format. May leave out more segments; the counts are complete from then on. FY_UNSUPPORTED for a
 * format that is none. The caller frees the files, which are empty after a failure. */
enum fy_status fy_dataset_write(struct fy_dataset *dataset, const char *format, struct fy_dataset_files *files,
                                struct fy_error *error);
void fy_dataset_files_free(struct fy_dataset_files *files);

const struct fy_dataset_counts *fy_dataset_counts(const struct fy_dataset *dataset);

#endif

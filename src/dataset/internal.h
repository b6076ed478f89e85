#ifndef FANGYIN_DATASET_INTERNAL_H
#define FANGYIN_DATASET_INTERNAL_H

#include "base/digest.h"
#include "base/json_read.h"
#include "base/json_write.h"

#include <fangyin/buffer.h>
#include <fangyin/dataset.h>
#include <fangyin/lexicon.h>
#include <limits.h>
#include <stdio.h>

/* ---- text.c ---- */

/* Append text as one line: blanks of every kind become single spaces, none at the ends; what shows nothing and breaks
 * tools (byte order marks, zero-width spaces, direction marks, controls) is dropped. FY_ENCODING where it is no UTF-8.
 */
enum fy_status fy_text_line(struct fy_buffer *out, const char *text);
/* Append a name in [A-Za-z0-9_], never empty: "x" where there is nothing. */
enum fy_status fy_ascii_name(struct fy_buffer *out, const char *name);
/* The same as a string of one's own, NULL when out of memory. */
char *fy_line_of(const char *text);

/* ---- choose.c, marks.c: one segment of a grid ---- */

/* Whose words a segment holds. */
enum fy_speaker_scope {
    FY_SPEAKER_EVERYWHERE, /* named by a label, or in speakers.tsv */
    FY_SPEAKER_HERE,       /* named by the tier's suffix: somebody of this recording */
    FY_SPEAKER_NONE        /* not named: the recording stands for its speaker */
};

/* The recording that is being done. */
struct fy_unit {
    const struct fy_dataset_options *options;
    const struct fy_target *target;
    const struct fy_project *project;
    const struct fy_grid *grid;
    const char *name; /* the recording's file name */
    int64_t frames;
    int rate, channels;
};

struct fy_segment {
    size_t tier, index;
    int64_t start, end;             /* microseconds from the recording's start; 0 <= start < end <= its length */
    char *text, *std, *rom, *draft; /* lines, "" where there is none */
    char *speaker;
    enum fy_speaker_scope scope;
    char gender;         /* 'f', 'm', 'x', or 0 */
    const char *label;   /* the dialect as it is written; the grid's or the project's */
    const char *dialect; /* its first code, rolled up; "" */
    char event[32];      /* the first one's code, "" */
    const char *emotion;
    bool has_status;
};
void fy_segment_free(struct fy_segment *segment);

/* *reason is FY_LEFT_COUNT for a segment that is chosen. */
enum fy_status fy_segment_choose(const struct fy_unit *unit, size_t tier, size_t index, struct fy_segment *segment,
                                 enum fy_left_out *reason);
/* Whether a tier is one whose intervals are segments. */
bool fy_tier_is_chosen(const struct fy_dataset_options *options, const struct fy_grid *grid, size_t tier);

/* A text with its marks treated by the rule, as a line. *event gets the first event's code, *marked whether there was a
 * mark. */
enum fy_status fy_marks_apply(enum fy_marker_rule rule, const char *text, struct fy_buffer *out, char event[32],
                              bool *marked);

/* ---- clip.c ---- */

struct fy_recording;
struct fy_blank {
    int64_t start, end; /* microseconds of the recording */
};
struct fy_clip {
    const char *path;   /* where it is written; NULL: only looked at */
    int64_t start, end; /* microseconds */
    int channel, rate;
    const struct fy_blank *blanks;
    size_t blank_count;
    bool tone; /* blanks are a tone, else silence */
    /* What comes back. */
    char digest[FY_DIGEST_SIZE]; /* of its samples as 16 bit, little endian */
    unsigned flags;
    int64_t samples;
};
enum fy_status fy_clip_cut(struct fy_recording *recording, struct fy_clip *clip, struct fy_error *error);

/* ---- parts.c: names of parts; the lines of one ---- */

/* "ascii_name-0123abcd" of a recording's path. */
enum fy_status fy_part_name(const char *recording, struct fy_buffer *name);

/* ---- join: what is kept of each segment while lists are made; the rest stays in the part ---- */

struct fy_utterance {
    size_t recording;
    int64_t start, end;
    char *speaker;
    enum fy_speaker_scope scope;
    char *speaker_id; /* these two are made by fy_ids_assign */
    char *id;         /* SPEAKER-RECORDING-START-END, in milliseconds; the recording once where it is in SPEAKER */
    char *dialect;
    char gender;
    unsigned char flags, split;
    bool has_status;
    uint64_t sound, words; /* the first 64 bits of the digests of its samples and its text */
    long line;             /* byte of the part where its line begins */
    size_t component;
};
void fy_utterance_free(struct fy_utterance *utterance);

struct fy_source {
    char *name, *path, *part; /* part: the file */
    char *id;                 /* made by fy_ids_assign */
    int64_t frames;
    int rate, channels, channel;
    bool pcm16;
    bool used; /* an utterance of the split that is being written is of it */
};

struct fy_dataset {
    const struct fy_dataset_options *options;
    const struct fy_split_options *split;
    const struct fy_project *project;
    const struct fy_target *target;
    struct fy_source *sources;
    size_t source_count, source_capacity;
    struct fy_utterance *utterances;
    size_t count, capacity;
    struct fy_dataset_summary *summary;
    struct fy_buffer left_out; /* left-out.tsv */
};

/* Give sources, speakers and utterances their ids, and sort the utterances by id, bytes as unsigned numbers. */
enum fy_status fy_ids_assign(struct fy_dataset *dataset, struct fy_error *error);
void fy_left_out_tell(struct fy_dataset *dataset, const struct fy_source *source, int64_t start, int64_t end,
                      enum fy_left_out reason);
/* Take out the utterances that keep() refuses, each with its reason. */
void fy_dataset_sieve(struct fy_dataset *dataset,
                      enum fy_left_out (*keep)(void *context, struct fy_utterance *utterance), void *context);

extern const char *const fy_split_names[3];
/* Give each utterance its split, by DIR/splits.tsv and then by chance; writes that file anew. */
enum fy_status fy_splits_assign(struct fy_dataset *dataset, struct fy_error *error);

/* A line of a part with what the join found out, as targets get it. Strings are never NULL. */
struct fy_row {
    const struct fy_utterance *utterance;
    const struct fy_source *source;
    const char *split;
    const char *text, *std, *rom, *draft, *label, *dialect, *event, *emotion;
    const char *clip;      /* absolute, ASCII below the set's folder; "" where none was cut */
    const char *clip_here; /* below the set's folder */
    int64_t samples;       /* of the clip */
    int rate;
    double start, seconds;
    const char *tag;                  /* the target's name for the dialect */
    const char *language;             /* ISO 639-3 or "und" */
    const struct fy_json *words;      /* array of [start, duration, text], times in seconds; may be NULL */
    const char *dialect_name;         /* in Chinese; "方言" where none is known */
    const struct fy_lexicon *lexicon; /* or NULL */
    const struct fy_dataset_options *options;
    bool first, new_speaker; /* of the split; another than that of the row before */
};

enum { FY_TARGET_FILES = 8 };

/* What a target that is given whole recordings does with those of several channels. */
enum fy_target_channels {
    FY_CHANNELS_ANY,  /* can be told one, or to mix them; or gets clips */
    FY_CHANNELS_ONE,  /* can be told one */
    FY_CHANNELS_NONE, /* cannot be told: gets clips, or such a recording is left out */
};

struct fy_target {
    struct fy_target_info info;
    const char *files[FY_TARGET_FILES]; /* of each split, below its folder; ends with NULL. "*.gz" is compressed */
    const char *const *reserved;        /* texts that hold one of these are left out; may be NULL */
    const char *needs;                  /* "std", "draft", "words", NULL: what a segment must have besides text */
    const char *folder;                 /* what the one split is called where nothing is split, NULL: no folder */
    enum fy_target_channels channels;
    bool can_cut;      /* takes clips too where they are wished */
    int sort_by;       /* lines of a recording are sorted by this field, from 1; 0: they are not */
    bool link_clips;   /* clips stand beside the lists, named by id */
    bool shards;       /* clips and texts go into tar files */
    bool by_recording; /* rows come by recording and time instead of by id */
    void (*begin)(struct fy_buffer *out, const struct fy_dataset *dataset); /* may be NULL; so may the next two */
    void (*row)(struct fy_buffer *out, const struct fy_row *row);
    void (*source)(struct fy_buffer *out, const struct fy_source *source);
    void (*end)(struct fy_buffer *out, const struct fy_dataset *dataset);
};
const struct fy_target *fy_target_of(const char *name);
bool fy_target_cuts(const struct fy_target *target, const struct fy_dataset_options *options);

enum fy_status fy_dataset_write(struct fy_dataset *dataset, struct fy_error *error);
enum fy_status fy_report_write(struct fy_dataset *dataset, struct fy_error *error);
/* FY_OK, or a sentence with the path. */
enum fy_status fy_make_folders(const char *path, struct fy_error *error);
/* A new file in place of an old one, at once. */
enum fy_status fy_put_file(const char *path, const void *bytes, size_t size, struct fy_error *error);

/* ---- shards.c: the tar files of a split, below its folder; `list` gets a line for each, with its absolute path ---- */
struct fy_shards;
enum fy_status fy_shards_new(struct fy_shards **shards, const char *folder, const char *absolute, struct fy_error *error);
enum fy_status fy_shards_put(struct fy_shards *shards, struct fy_buffer *list, const struct fy_row *row, struct fy_error *error);
/* keep false: the last one is dropped. NULL is fine. */
enum fy_status fy_shards_free(struct fy_shards *shards, bool keep, struct fy_error *error);

/* ---- targets ---- */
extern const struct fy_target fy_target_kaldi, fy_target_wenet, fy_target_wenet_shards, fy_target_funasr, fy_target_nemo, fy_target_lhotse,
    fy_target_audiofolder, fy_target_swift, fy_target_qwen3asr, fy_target_nano, fy_target_whisper, fy_target_to_std,
    fy_target_to_dialect, fy_target_correct, fy_target_pairs, fy_target_swift_pairs, fy_target_ctm, fy_target_stm,
    fy_target_rttm, fy_target_commonvoice;

#endif

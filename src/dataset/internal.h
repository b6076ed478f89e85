#ifndef FANGYIN_DATASET_INTERNAL_H
#define FANGYIN_DATASET_INTERNAL_H

#include <fangyin/dataset.h>

/* Whose words a segment holds. */
enum fy_speaker_scope {
    FY_SPEAKER_EVERYWHERE, /* named by a label */
    FY_SPEAKER_HERE,       /* named by the tier's suffix: somebody of this recording */
    FY_SPEAKER_NONE        /* not named: the recording stands for its speaker */
};

/* A segment that was chosen. Owned by the set, as all it points to. */
struct fy_utterance {
    size_t recording;
    int64_t start, end; /* microseconds from the recording's start; 0 <= start < end <= its length */
    char *text;         /* one line, normal form C, words parted by one space */
    char *speaker;      /* as it is written, "" without one */
    enum fy_speaker_scope scope;
    char *speaker_id; /* these two are made by fy_ids_assign */
    char *id;         /* SPEAKER-RECORDING-START-END, in milliseconds; the recording once where it is in SPEAKER */
};

struct fy_source {
    char *name, *path;
    char *id; /* made by fy_ids_assign */
    int channels;
    bool pcm16;
    bool used; /* an utterance is of it; known once the ids are */
};

struct fy_dataset {
    struct fy_dataset_selection selection;
    char *tier;
    struct fy_source *sources;
    size_t source_count, source_capacity;
    struct fy_utterance *utterances;
    size_t count, capacity;
    struct fy_dataset_counts counts;
};

/* Append text as one line: blanks of every kind become single spaces, none at the ends; what shows nothing and breaks
 * tools (byte order marks, zero-width spaces, direction marks, controls) is dropped. FY_ENCODING where it is no UTF-8.
 */
enum fy_status fy_text_line(struct fy_buffer *out, const char *text);

/* Append a name in [A-Za-z0-9_], never empty: "x" where there is nothing. */
enum fy_status fy_ascii_name(struct fy_buffer *out, const char *name);

/* Give sources, speakers and utterances their ids, and sort the utterances by id, bytes as unsigned numbers. */
enum fy_status fy_ids_assign(struct fy_dataset *dataset, struct fy_error *error);

/* Free what an utterance holds. */
void fy_utterance_free(struct fy_utterance *utterance);

/* A format. write gets utterances with unique ids in order, and fills files; on failure the caller frees them. */
struct fy_dataset_writer {
    const char *name, *help;
    const char *const *reserved; /* texts that hold one of these are left out; ends with NULL */
    enum fy_status (*write)(const struct fy_dataset *dataset, struct fy_dataset_files *files, struct fy_error *error);
};

extern const struct fy_dataset_writer fy_dataset_kaldi;

#endif

/* Annotation formats: named byte streams to named grids and back. One table; one file for each format. Nothing here opens
 * a file. */
#ifndef FANGYIN_FORMAT_H
#define FANGYIN_FORMAT_H

#include <fangyin/buffer.h>
#include <fangyin/grid.h>
#include <fangyin/textgrid.h>

/* A file's content with the name it has on disk (without folder). Most formats are one stream; Kaldi's are "segments",
 * "text", and perhaps "utt2spk". */
struct fy_stream {
    const char *name;
    const char *bytes;
    size_t size;
};

/* A grid with the name of the recording it belongs to, "" where the format does not say. One CTM, STM or RTTM file may
 * speak of many recordings. */
struct fy_named_grid {
    char *name; /* fy_free */
    struct fy_grid *grid;
};
struct fy_named_grids {
    struct fy_named_grid *items;
    size_t count, capacity;
};
/* Frees the names, the grids and the array. */
void fy_named_grids_free(struct fy_named_grids *grids);
/* Append; takes over the grid on success, copies the name. */
enum fy_status fy_named_grids_add(struct fy_named_grids *grids, const char *name, struct fy_grid *grid);

struct fy_format_options {
    const char *tier;     /* write only this tier and its sisters; NULL: what the format can hold (reading: the tier's name
                             where the format has none; NULL: "text") */
    const char *encoding; /* reading: an iconv name to force; NULL: find out */
    double duration;      /* seconds; reading: the end of a grid whose format does not say, 0: its last item's end */
    struct fy_textgrid_style style; /* writing TextGrids */
};

/* What writing could not carry: one entry a kind of loss, with how many items it touched. Never silent. */
struct fy_loss {
    char sentence[160]; /* "tags of the dialect tier have no place in SRT" */
    size_t items;
};
struct fy_losses {
    struct fy_loss *items;
    size_t count, capacity;
};
void fy_losses_free(struct fy_losses *losses);
/* Count `items` more under that sentence (a translated one). FY_NO_MEMORY is the only failure. losses may be NULL. */
enum fy_status fy_losses_add(struct fy_losses *losses, const char *sentence, size_t items);

enum fy_format_ability { FY_FORMAT_READS = 1, FY_FORMAT_WRITES = 2, FY_FORMAT_MANY = 4 /* recordings in one file */ };

struct fy_format {
    const char *name;       /* "eaf": on the command line */
    const char *extensions; /* "eaf" or "srt"; several separated by spaces; the first is written */
    const char *help;       /* English; translate when shown: what it is */
    unsigned abilities;     /* enum fy_format_ability */

    /* How sure the format is that this is its own, 0 (no) to 100, from the first bytes: 90 and more where nothing else
     * begins so. The name counts only for formats whose files have fixed names (Kaldi), and for TextGrids. */
    int (*probe)(const struct fy_stream *stream);

    /* Read streams into grids (appended). What is odd but kept, and what was lost, are findings. FY_SYNTAX and FY_ENCODING
     * with line and column. */
    enum fy_status (*read)(const struct fy_stream *streams, size_t count, const struct fy_format_options *options,
                           struct fy_named_grids *grids, struct fy_findings *findings, struct fy_error *error);

    /* Append one recording's grid to a file's text. The first grid of a file comes with `first`. A format of several
     * files (Kaldi) writes stream `part`, of which there are `parts` with the names in part_names; others have one. */
    enum fy_status (*write)(struct fy_buffer *out, size_t part, const struct fy_named_grid *grid, bool first,
                            const struct fy_format_options *options, struct fy_losses *losses, struct fy_error *error);
    size_t parts;
    const char *const *part_names; /* NULL for one file */

    /* Bring a file's text to its end once all grids are in it: sort lines, close what is open. NULL where there is nothing
     * to do. */
    enum fy_status (*finish)(struct fy_buffer *out, size_t part, struct fy_error *error);
};

/* The table, in the order of the help. Constant: any thread may use it, and the formats' functions too. */
size_t fy_format_count(void);
const struct fy_format *fy_format_at(size_t index);
const struct fy_format *fy_format_find(const char *name);
/* The surest format of a stream that can be read, by its content and, among equals or where no content tells, by its
 * extension; NULL when none is. For writing, by the extension alone, pass bytes NULL: a format that can be written. */
const struct fy_format *fy_format_guess(const struct fy_stream *stream);

#endif

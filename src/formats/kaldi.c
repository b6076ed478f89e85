/* Kaldi's lists of segments: "segments", "text" and, perhaps, "utt2spk"; rules of utils/validate_data_dir.sh.
 *
 *      segments   utterance recording start end
 *      text       utterance what was said
 *      utt2spk    utterance speaker
 *
 * Each is sorted by the bytes of the utterance's name, which starts with the speaker's. Names of utterances are the
 * tier "id". Without segments an utterance is a whole recording, whose length utt2dur or reco2dur must tell. */
#include "base/messages.h"
#include "formats/clock.h"
#include "formats/formats.h"
#include "formats/rows.h"
#include "formats/segments.h"

#include <fangyin/memory.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum part { SEGMENTS, TEXT, UTT2SPK, PARTS, UTT2DUR = PARTS, RECO2DUR, STREAMS };
static const char *const names[STREAMS] = { "segments", "text", "utt2spk", "utt2dur", "reco2dur" };

static size_t find_name(const char *name)
{
    for (size_t i = 0; i < STREAMS; i++) {
        if (strcmp(name, names[i]) == 0)
            return i;
    }
    return STREAMS;
}

static int probe(const struct fy_stream *stream)
{
    const size_t which = find_name(stream->name);
    return which == SEGMENTS ? 95 : which < STREAMS ? 85 : 0;
}

/* ---- reading ---- */

/* A line of one of the lists: what stands behind the first word. */
struct entry {
    struct fy_slice key, value;
    size_t order;
};

struct list {
    struct fy_lines *lines; /* NULL: there is no such file */
    struct fy_findings findings;
    struct entry *items; /* by key */
    size_t count, capacity;
};

static int compare_slices(struct fy_slice a, struct fy_slice b)
{
    const int order = memcmp(a.text, b.text, a.size < b.size ? a.size : b.size);
    return order != 0 ? order : a.size < b.size ? -1 : a.size > b.size;
}

static int by_key(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    const int order = compare_slices(x->key, y->key);
    return order != 0 ? order : x->order < y->order ? -1 : x->order > y->order;
}

static int by_key_alone(const void *a, const void *b)
{
    return compare_slices(((const struct entry *)a)->key, ((const struct entry *)b)->key);
}

static const struct entry *look_up(const struct list *list, struct fy_slice key)
{
    const struct entry wanted = { .key = key };
    return list->count > 0 ? bsearch(&wanted, list->items, list->count, sizeof wanted, by_key_alone) : NULL;
}

static enum fy_status read_list(struct list *list, const struct fy_stream *stream,
                                const struct fy_format_options *options, struct fy_error *error)
{
    list->lines = fy_malloc(sizeof *list->lines);
    if (!list->lines)
        return FY_NO_MEMORY;
    enum fy_status status = fy_lines_start(list->lines, stream, options, &list->findings, error);
    while (status == FY_OK && fy_lines_next(list->lines)) {
        struct fy_slice rest = list->lines->line;
        const struct fy_slice key = fy_slice_field(&rest);
        if (key.size == 0)
            continue;
        struct entry *grown = fy_grow(list->items, &list->capacity, list->count + 1, sizeof *grown);
        if (!grown)
            return FY_NO_MEMORY;
        list->items = grown;
        /* One blank parts the key from the text. */
        if (rest.size > 0)
            rest = (struct fy_slice){ rest.text + 1, rest.size - 1 };
        grown[list->count] = (struct entry){ key, rest, list->count };
        list->count++;
    }
    if (list->count > 1)
        qsort(list->items, list->count, sizeof *list->items, by_key);
    for (size_t i = 1; i < list->count; i++) {
        if (by_key_alone(&list->items[i - 1], &list->items[i]) == 0)
            fy_lines_find(list->lines, list->items[i].key.text, true,
                          _("There is another line of that name; this one may not count."));
    }
    return status;
}

struct reading {
    struct list lists[STREAMS];
    const struct fy_stream *streams[STREAMS];
    struct fy_rows rows;
    const struct fy_format_options *options;
};

static void add_utterance(struct reading *reading, struct fy_lines *lines, struct fy_slice name,
                          struct fy_slice recording_name, double start, double end, const struct entry *text)
{
    struct fy_rows *rows = &reading->rows;
    const struct entry *speaker = look_up(&reading->lists[UTT2SPK], name);
    const struct fy_slice who = speaker ? fy_slice_trim(speaker->value) : (struct fy_slice){ "", 0 };
    const struct fy_slice said = text ? text->value : (struct fy_slice){ "", 0 };
    const size_t recording = fy_rows_recording(rows, recording_name.text, recording_name.size);
    const char *base = reading->options && reading->options->tier ? reading->options->tier : "text";
    if (!text)
        fy_lines_find(lines, name.text, false, _("The file text says nothing of this utterance."));
    if (reading->lists[UTT2SPK].lines && !speaker)
        fy_lines_find(lines, name.text, false, _("The file utt2spk says nothing of this utterance."));
    fy_rows_add(rows, lines, fy_rows_tier(rows, recording, FY_INTERVAL_TIER, base, who), start, end, said, name.text);
    fy_rows_add(rows, lines, fy_rows_tier(rows, recording, FY_INTERVAL_TIER, "id", who), start, end, name, name.text);
}

/* Texts that no utterance of segments takes. */
static void find_strays(struct reading *reading)
{
    const struct list *text = &reading->lists[TEXT];
    for (size_t i = 0; i < text->count; i++) {
        if (!look_up(&reading->lists[SEGMENTS], text->items[i].key))
            fy_lines_find(text->lines, text->items[i].key.text, true,
                          _("The file segments says nothing of this utterance; its text was left out."));
    }
}

static enum fy_status read_segments(struct reading *reading)
{
    struct list *list = &reading->lists[SEGMENTS];
    for (size_t i = 0; i < list->count; i++) {
        struct fy_slice rest = list->items[i].value;
        const struct fy_slice recording = fy_slice_field(&rest), from = fy_slice_field(&rest),
                              to = fy_slice_field(&rest);
        double start, end;
        if (!fy_slice_number(from, &start) || !fy_slice_number(to, &end))
            return fy_lines_fail(list->lines, list->items[i].key.text, FY_SYNTAX,
                                 _("A line of segments is an utterance, a recording, its start and its end; this is "
                                   "not."));
        if (fy_slice_trim(rest).size > 0)
            fy_lines_count(list->lines, rest.text, _("Channels have no place in a grid."));
        add_utterance(reading, list->lines, list->items[i].key, recording, start, end,
                      look_up(&reading->lists[TEXT], list->items[i].key));
    }
    find_strays(reading);
    return FY_OK;
}

/* Utterances that are whole recordings. */
static enum fy_status read_texts(struct reading *reading)
{
    struct list *list = &reading->lists[TEXT];
    for (size_t i = 0; i < list->count; i++) {
        const struct entry *length = look_up(&reading->lists[UTT2DUR], list->items[i].key);
        double seconds = reading->options ? reading->options->duration : 0;
        if (!length)
            length = look_up(&reading->lists[RECO2DUR], list->items[i].key);
        if (length && !fy_slice_number(fy_slice_trim(length->value), &seconds))
            seconds = 0;
        if (!(seconds > 0))
            return fy_lines_fail(list->lines, list->items[i].key.text, FY_UNSUPPORTED,
                                 _("Nothing says when this was spoken: there is no file segments beside, and no "
                                   "utt2dur or reco2dur with its length."));
        add_utterance(reading, list->lines, list->items[i].key, list->items[i].key, 0, seconds, &list->items[i]);
    }
    return FY_OK;
}

static enum fy_status add_durations(struct reading *reading)
{
    const struct list *list = &reading->lists[RECO2DUR];
    for (size_t i = 0; i < reading->rows.recording_count && !reading->rows.failed; i++) {
        const struct fy_row_recording *recording = &reading->rows.recordings[i];
        const struct fy_slice name = { reading->rows.texts.data + recording->name, recording->name_size };
        const struct entry *length = look_up(list, name);
        double seconds;
        if (length && fy_slice_number(fy_slice_trim(length->value), &seconds))
            fy_rows_duration(&reading->rows, i, seconds);
    }
    return FY_OK;
}

/* The findings of all streams, each with the name of its file where there are several. */
static enum fy_status gather(struct reading *reading, struct fy_findings *findings)
{
    for (size_t i = 0; i < STREAMS && findings; i++) {
        const struct fy_findings *from = &reading->lists[i].findings;
        for (size_t n = 0; n < from->count; n++) {
            struct fy_finding *grown =
                fy_grow(findings->items, &findings->capacity, findings->count + 1, sizeof *grown);
            if (!grown)
                return FY_NO_MEMORY;
            findings->items = grown;
            grown[findings->count] = from->items[n];
            snprintf(grown[findings->count].sentence, sizeof grown->sentence, "%s: %.180s", names[i],
                     from->items[n].sentence);
            findings->count++;
        }
    }
    return FY_OK;
}

static enum fy_status read_all(struct reading *reading, struct fy_named_grids *grids, struct fy_error *error)
{
    enum fy_status status = FY_OK;
    for (size_t i = 0; i < STREAMS && status == FY_OK; i++) {
        if (reading->streams[i])
            status = read_list(&reading->lists[i], reading->streams[i], reading->options, error);
        if (status != FY_OK)
            return status == FY_NO_MEMORY ? status : fy_error_in_file(error, names[i]);
    }
    const enum part main_list = reading->lists[SEGMENTS].lines ? SEGMENTS : TEXT;
    struct fy_lines *lines = reading->lists[main_list].lines;
    if (!lines)
        return fy_fail(error, FY_SYNTAX, _("Kaldi's files segments and text are needed; neither is here."));
    status = main_list == SEGMENTS ? read_segments(reading) : read_texts(reading);
    if (status == FY_OK)
        status = add_durations(reading);
    if (status == FY_OK)
        status = fy_rows_finish(&reading->rows, lines, reading->options, grids);
    for (size_t i = 0; i < STREAMS; i++) {
        if (status == FY_OK && reading->lists[i].lines)
            status = fy_lines_finish(reading->lists[i].lines, status);
    }
    return status == FY_OK || status == FY_NO_MEMORY ? status : fy_error_in_file(error, names[main_list]);
}

static enum fy_status read(const struct fy_stream *streams, size_t count, const struct fy_format_options *options,
                           struct fy_named_grids *grids, struct fy_findings *findings, struct fy_error *error)
{
    const size_t before = grids->count;
    struct reading reading = { .options = options };
    for (size_t i = 0; i < count; i++) {
        const size_t which = find_name(streams[i].name);
        if (which < STREAMS)
            reading.streams[which] = &streams[i];
    }
    if (findings)
        findings->count = 0;
    enum fy_status status = read_all(&reading, grids, error);
    if (status == FY_OK)
        status = gather(&reading, findings);
    if (status == FY_NO_MEMORY)
        (void)fy_fail(error, status, "%s", fy_status_text(status));
    if (status != FY_OK) {
        fy_named_grids_cut(grids, before);
        if (findings)
            fy_findings_free(findings);
    }
    for (size_t i = 0; i < STREAMS; i++) {
        if (reading.lists[i].lines)
            fy_lines_free(reading.lists[i].lines);
        fy_free(reading.lists[i].lines);
        fy_free(reading.lists[i].items);
        fy_findings_free(&reading.lists[i].findings);
    }
    fy_rows_free(&reading.rows);
    return status;
}

/* ---- writing ---- */

/* A name as part of an utterance's: what sorts before '-' would part the order of utterances from that of speakers. */
static bool put_name(struct fy_buffer *out, const char *name)
{
    bool differs = name[0] == '\0';
    if (differs)
        fy_buffer_putc(out, '_');
    for (; *name; name++) {
        const unsigned char byte = (unsigned char)*name;
        const bool bad = byte < '-' || byte == 0x7F;
        differs = differs || bad;
        fy_buffer_putc(out, bad ? '_' : *name);
    }
    return differs;
}

/* The utterance: its name of the tier "id" where that starts with the speaker's, else speaker-recording-start-end. */
static void put_utterance(struct fy_buffer *out, const struct fy_named_grid *grid, const struct fy_segment *segment,
                          const char *speaker, bool *own_name)
{
    const char *id = fy_segment_sister(grid->grid, segment, "id");
    const size_t size = strlen(speaker);
    *own_name = strncmp(id, speaker, size) == 0 && (id[size] == '\0' || id[size] == '-' || id[size] == '_');
    for (const char *at = id; *at && *own_name; at++)
        *own_name = (unsigned char)*at > ' ' && *at != 0x7F;
    if (*own_name) {
        fy_buffer_puts(out, id);
        return;
    }
    fy_buffer_printf(out, "%s-", speaker);
    (void)put_name(out, grid->name[0] ? grid->name : "recording");
    fy_buffer_printf(out, "-%07lld-%07lld", llround(segment->start * 1000), llround(segment->end * 1000));
}

/* Blanks of all kinds are one space to Kaldi, and some of them an error. */
static bool put_text(struct fy_buffer *out, const char *text)
{
    static const char *const blanks[] = { " ", "\t", "\n", "\r", "\v", "\f", "\xC2\xA0", "\xE3\x80\x80", "\xC2\x85" };
    const char *start = text;
    bool differs = false, pending = false, any = false;
    while (*text) {
        size_t size = 0;
        for (size_t i = 0; i < sizeof blanks / sizeof *blanks && size == 0; i++) {
            if (strncmp(text, blanks[i], strlen(blanks[i])) == 0)
                size = strlen(blanks[i]);
        }
        if (size > 0) {
            differs = differs || *text != ' ' || pending || text == start;
            pending = true;
            text += size;
            continue;
        }
        if (pending && any)
            fy_buffer_putc(out, ' ');
        pending = false;
        any = true;
        fy_buffer_putc(out, *text++);
    }
    return differs || pending;
}

static enum fy_status write(struct fy_buffer *out, size_t part, const struct fy_named_grid *grid, bool first,
                            const struct fy_format_options *options, struct fy_losses *losses, struct fy_error *error)
{
    static const char *const sisters[] = { "id", NULL };
    const struct fy_segments_wish wish = { .format = "Kaldi", .sisters = sisters, .speakers = true };
    const char *recording = grid->name[0] ? grid->name : "recording";
    struct fy_segments segments;
    size_t blanks = 0, changed = 0, renamed = 0, unnamed = 0;
    (void)first;
    if (part > 0)
        losses = NULL;
    enum fy_status status = fy_segments_take(&segments, grid->grid, options, &wish, losses, error);
    if (status != FY_OK)
        return status;
    struct fy_buffer speaker = FY_BUFFER_EMPTY, word = FY_BUFFER_EMPTY;
    changed += put_name(&word, recording);
    for (size_t i = 0; i < segments.count; i++) {
        const struct fy_segment *segment = &segments.items[i];
        bool own_name = false;
        fy_buffer_clear(&speaker);
        changed += put_name(&speaker, segment->speaker[0] ? segment->speaker : recording) && segment->speaker[0];
        unnamed += segment->speaker[0] == '\0';
        put_utterance(out, grid, segment, fy_buffer_text(&speaker), &own_name);
        renamed += !own_name && fy_segment_sister(grid->grid, segment, "id")[0] != '\0';
        fy_buffer_putc(out, ' ');
        if (part == SEGMENTS) {
            fy_buffer_puts(out, fy_buffer_text(&word));
            fy_buffer_putc(out, ' ');
            fy_put_seconds(out, segment->start, 3);
            fy_buffer_putc(out, ' ');
            fy_put_seconds(out, segment->end, 3);
        } else if (part == TEXT) {
            blanks += put_text(out, segment->text);
        } else {
            fy_buffer_puts(out, fy_buffer_text(&speaker));
        }
        fy_buffer_putc(out, '\n');
        if (part == SEGMENTS) {
            const size_t size = word.size;
            blanks += put_text(&word, segment->text);
            word.failed = word.failed || speaker.failed;
            if (!word.failed) {
                word.size = size;
                word.data[size] = '\0';
            }
        }
    }
    out->failed = out->failed || word.failed || speaker.failed;
    fy_buffer_free(&speaker);
    fy_buffer_free(&word);
    fy_segments_free(&segments);
    const struct {
        size_t items;
        const char *sentence;
    } told[] = {
        { blanks, _("texts with blanks other than one space between words, which Kaldi cannot have") },
        { changed, _("names of recordings and speakers that were changed, as Kaldi's order would break on them") },
        { renamed, _("names of segments that do not start with the speaker, as Kaldi wants them to") },
        { unnamed, _("segments of nobody, to whom Kaldi gives the recording's name") },
    };
    for (size_t i = 0; i < sizeof told / sizeof *told && status == FY_OK; i++)
        status = fy_losses_add(losses, told[i].sentence, told[i].items);
    return fy_written(out, status, error);
}

static int by_bytes(const void *a, const void *b)
{
    return compare_slices(*(const struct fy_slice *)a, *(const struct fy_slice *)b);
}

/* Sort the lines by their first word: a space sorts before all that is in a name. */
static enum fy_status finish(struct fy_buffer *out, size_t part, struct fy_error *error)
{
    struct fy_slice rest = { fy_buffer_text(out), out->size }, line, *lines = NULL;
    struct fy_buffer sorted = FY_BUFFER_EMPTY;
    size_t count = 0, capacity = 0;
    bool failed = false;
    (void)part;
    while (!failed && fy_slice_line(&rest, &line)) {
        struct fy_slice *grown = fy_grow(lines, &capacity, count + 1, sizeof *grown);
        failed = !grown;
        if (grown) {
            lines = grown;
            lines[count++] = line;
        }
    }
    if (count > 1)
        qsort(lines, count, sizeof *lines, by_bytes);
    for (size_t i = 0; i < count && !failed; i++) {
        fy_buffer_append(&sorted, lines[i].text, lines[i].size);
        fy_buffer_putc(&sorted, '\n');
    }
    fy_free(lines);
    if (failed || sorted.failed) {
        fy_buffer_free(&sorted);
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    }
    fy_buffer_free(out);
    *out = sorted;
    return FY_OK;
}

const struct fy_format fy_format_kaldi = {
    .name = "kaldi",
    .extensions = "",
    .help = N_("Kaldi's segments, text and utt2spk, in a folder"),
    .abilities = FY_FORMAT_READS | FY_FORMAT_WRITES | FY_FORMAT_MANY,
    .probe = probe,
    .read = read,
    .write = write,
    .parts = PARTS,
    .part_names = names,
    .finish = finish,
};

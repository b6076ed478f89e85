/* NIST's STM: a segment a line, of many recordings; SCTK doc/infmts.htm.
 *
 *      rec01 1 speaker 12.340 15.780 <o,f0,wuu-shanghai> what was said
 *
 * Labels that ;; LABEL lines declare behind ;; CATEGORY "1" "Dialect" are the dialect; sclite gives a table for each.
 * Other labels are a tier "label", a channel that is not 1 a tier "channel". Lines starting with ;; are remarks. */
#include "base/messages.h"
#include "formats/clock.h"
#include "formats/formats.h"
#include "formats/rows.h"
#include "formats/segments.h"

#include <string.h>

#define NOBODY "unknown"

struct utterance {
    struct fy_slice recording, channel, speaker, labels, text;
    bool has_labels;
    double start, end;
};

static bool parse(struct fy_slice line, struct utterance *utterance)
{
    memset(utterance, 0, sizeof *utterance);
    utterance->recording = fy_slice_field(&line);
    utterance->channel = fy_slice_field(&line);
    utterance->speaker = fy_slice_field(&line);
    const struct fy_slice start = fy_slice_field(&line), end = fy_slice_field(&line);
    if (!fy_slice_number(start, &utterance->start) || !fy_slice_number(end, &utterance->end))
        return false;
    utterance->text = fy_slice_trim(line);
    const char *close =
        fy_slice_begins(utterance->text, "<") ? memchr(utterance->text.text, '>', utterance->text.size) : NULL;
    if (close) {
        utterance->has_labels = true;
        utterance->labels = (struct fy_slice){ utterance->text.text + 1, (size_t)(close - utterance->text.text) - 1 };
        utterance->text.size -= utterance->labels.size + 2;
        utterance->text.text = close + 1;
        utterance->text = fy_slice_trim(utterance->text);
    }
    return true;
}

static bool is_remark(struct fy_slice line)
{
    return fy_slice_trim(line).size == 0 || fy_slice_begins(line, ";;");
}

static int probe(const struct fy_stream *stream)
{
    char head[FY_PROBE_SIZE];
    struct fy_slice rest = fy_probe_head(stream, head), line;
    struct utterance utterance;
    size_t good = 0, bad = 0;
    while (fy_slice_line(&rest, &line)) {
        if (is_remark(line))
            continue;
        if (parse(line, &utterance))
            good++;
        else
            bad++;
    }
    return good > bad ? 65 : good > 0 ? 20 : 0;
}

/* ---- reading ---- */

enum { MOST_DIALECTS = 1000 }; /* what more labels a file declares are no dialects: every label is looked up in them */

/* The dialects declared so far: their names, each between line breaks. */
struct dialects {
    struct fy_buffer names;
    size_t count;
    bool declaring; /* the last category was the dialect */
};

/* The next "..." of a remark. */
static bool quoted(struct fy_slice *rest, struct fy_slice *inside)
{
    const char *end = rest->text + rest->size, *open = memchr(rest->text, '"', rest->size);
    const char *close = open ? memchr(open + 1, '"', (size_t)(end - open) - 1) : NULL;
    if (!close)
        return false;
    *inside = (struct fy_slice){ open + 1, (size_t)(close - open) - 1 };
    *rest = (struct fy_slice){ close + 1, (size_t)(end - close) - 1 };
    return true;
}

static bool is_dialect(const struct dialects *dialects, struct fy_slice label)
{
    const char *at = fy_buffer_text(&dialects->names);
    while (*at) {
        const size_t size = strcspn(at + 1, "\n");
        if (size == label.size && memcmp(at + 1, label.text, size) == 0)
            return true;
        at += size + 2;
    }
    return false;
}

static void read_remark(struct dialects *dialects, struct fy_slice line)
{
    struct fy_slice name, title;
    (void)fy_slice_field(&line);
    const struct fy_slice word = fy_slice_field(&line);
    if (fy_slice_is(word, "CATEGORY") && quoted(&line, &name) && quoted(&line, &title)) {
        dialects->declaring = fy_slice_is(title, "Dialect");
    } else if (fy_slice_is(word, "LABEL") && dialects->declaring && quoted(&line, &name) &&
               dialects->count < MOST_DIALECTS && !is_dialect(dialects, name)) {
        dialects->count++;
        fy_buffer_putc(&dialects->names, '\n');
        fy_buffer_append(&dialects->names, name.text, name.size);
        fy_buffer_putc(&dialects->names, '\n');
    }
}

struct reading {
    struct fy_lines *lines;
    struct fy_rows *rows;
    struct dialects dialects;
    struct fy_buffer others; /* labels that are no dialect */
};

static void add_sister(struct reading *reading, const struct utterance *utterance, size_t recording, const char *base,
                       struct fy_slice speaker, struct fy_slice label)
{
    const size_t tier = fy_rows_tier(reading->rows, recording, FY_INTERVAL_TIER, base, speaker);
    fy_rows_add(reading->rows, reading->lines, tier, utterance->start, utterance->end, label, label.text);
}

/* Labels, without "O", which stands for all there is. */
static void add_labels(struct reading *reading, const struct utterance *utterance, size_t recording,
                       struct fy_slice speaker)
{
    struct fy_slice rest = utterance->labels, dialect = { NULL, 0 };
    fy_buffer_clear(&reading->others);
    for (size_t n = 0; n == 0 || rest.size > 0; n++) {
        const char *comma = memchr(rest.text, ',', rest.size);
        struct fy_slice label = { rest.text, comma ? (size_t)(comma - rest.text) : rest.size };
        const size_t used = label.size + (comma != NULL);
        rest = (struct fy_slice){ rest.text + used, rest.size - used };
        label = fy_slice_trim(label);
        if (!dialect.text && is_dialect(&reading->dialects, label)) {
            dialect = label;
            continue;
        }
        if (reading->others.size > 0)
            fy_buffer_putc(&reading->others, ',');
        fy_buffer_append(&reading->others, label.text, label.size);
    }
    const struct fy_slice others = { fy_buffer_text(&reading->others), reading->others.size };
    if (dialect.text)
        add_sister(reading, utterance, recording, "dialect", speaker, dialect);
    if (others.size > 0 && !fy_slice_is(others, "O") && !fy_slice_is(others, "o")) {
        const size_t tier = fy_rows_tier(reading->rows, recording, FY_INTERVAL_TIER, "label", speaker);
        fy_rows_add(reading->rows, reading->lines, tier, utterance->start, utterance->end, others,
                    utterance->labels.text);
    }
}

static enum fy_status read_lines(struct reading *reading, const char *base)
{
    struct fy_lines *lines = reading->lines;
    struct fy_rows *rows = reading->rows;
    const char *first_bad = NULL;
    while (fy_lines_next(lines)) {
        struct utterance utterance;
        if (is_remark(lines->line)) {
            read_remark(&reading->dialects, lines->line);
            continue;
        }
        if (!parse(lines->line, &utterance)) {
            first_bad = first_bad ? first_bad : lines->line.text;
            fy_lines_find(lines, lines->line.text, true,
                          _("This is no recording, channel, speaker, start and end; the line was left out."));
            continue;
        }
        const size_t recording = fy_rows_recording(rows, utterance.recording.text, utterance.recording.size);
        struct fy_slice speaker = utterance.speaker;
        if (fy_slice_is(speaker, NOBODY))
            speaker.size = 0;
        fy_rows_add(rows, lines, fy_rows_tier(rows, recording, FY_INTERVAL_TIER, base, speaker), utterance.start,
                    utterance.end, utterance.text, lines->line.text);
        if (utterance.has_labels)
            add_labels(reading, &utterance, recording, speaker);
        if (!fy_slice_is(utterance.channel, "1"))
            add_sister(reading, &utterance, recording, "channel", speaker, utterance.channel);
    }
    if (rows->count == 0)
        return fy_lines_fail(lines, first_bad ? first_bad : lines->text, FY_SYNTAX,
                             _("No line here is a recording, channel, speaker, start, end and text."));
    return FY_OK;
}

static enum fy_status read_file(struct fy_lines *lines, struct fy_rows *rows, const struct fy_format_options *options)
{
    struct reading reading = { .lines = lines, .rows = rows };
    enum fy_status status = read_lines(&reading, options && options->tier ? options->tier : "text");
    if (reading.dialects.names.failed || reading.others.failed)
        status = FY_NO_MEMORY;
    fy_buffer_free(&reading.dialects.names);
    fy_buffer_free(&reading.others);
    return status;
}

static enum fy_status read(const struct fy_stream *streams, size_t count, const struct fy_format_options *options,
                           struct fy_named_grids *grids, struct fy_findings *findings, struct fy_error *error)
{
    (void)count;
    return fy_read_rows(streams, options, grids, findings, error, read_file);
}

/* ---- writing ---- */

static bool is_label(const char *label, bool many)
{
    return label[0] && label[strcspn(label, many ? " \t\n\r<>\"" : " \t\n\r<>\",")] == '\0' && strcmp(label, "O") != 0;
}

/* Declare a dialect that no line of `out` declares yet. */
static void declare(struct fy_buffer *out, const char *dialect)
{
    struct fy_buffer line = FY_BUFFER_EMPTY;
    fy_buffer_printf(&line, ";; LABEL \"%s\" \"%s\" \"\"\n", dialect, dialect);
    if (!strstr(fy_buffer_text(out), fy_buffer_text(&line)))
        fy_buffer_printf(out, ";; CATEGORY \"1\" \"Dialect\" \"\"\n%s", fy_buffer_text(&line));
    out->failed = out->failed || line.failed;
    fy_buffer_free(&line);
}

struct changes {
    size_t labels, blanks, names, nobody;
};

static void put_segment(struct fy_buffer *out, const struct fy_grid *grid, const struct fy_segment *segment,
                        const char *recording, struct changes *changes)
{
    const char *dialect = fy_segment_sister(grid, segment, "dialect");
    const char *labels = fy_segment_sister(grid, segment, "label");
    const char *channel = fy_segment_sister(grid, segment, "channel");
    changes->labels += dialect[0] && !is_label(dialect, false);
    changes->labels += labels[0] && !is_label(labels, true);
    (void)fy_put_word(out, recording);
    fy_buffer_putc(out, ' ');
    changes->names += fy_put_word(out, channel[0] ? channel : "1");
    fy_buffer_putc(out, ' ');
    changes->names += fy_put_word(out, segment->speaker[0] ? segment->speaker : NOBODY);
    changes->nobody += strcmp(segment->speaker, NOBODY) == 0;
    fy_buffer_putc(out, ' ');
    fy_put_seconds(out, segment->start, 3);
    fy_buffer_putc(out, ' ');
    fy_put_seconds(out, segment->end, 3);
    fy_buffer_printf(out, " <%s", is_label(labels, true) ? labels : "O");
    if (is_label(dialect, false))
        fy_buffer_printf(out, ",%s", dialect);
    fy_buffer_puts(out, "> ");
    const struct fy_slice text = { segment->text, strlen(segment->text) }, trimmed = fy_slice_trim(text);
    changes->blanks += (fy_put_line(out, segment->text) > 0) || trimmed.size != text.size;
    fy_buffer_putc(out, '\n');
}

static enum fy_status write(struct fy_buffer *out, size_t part, const struct fy_named_grid *grid, bool first,
                            const struct fy_format_options *options, struct fy_losses *losses, struct fy_error *error)
{
    static const char *const sisters[] = { "dialect", "label", "channel", NULL };
    const struct fy_segments_wish wish = { .format = "STM", .sisters = sisters, .speakers = true };
    const char *name = grid->name[0] ? grid->name : "recording";
    struct fy_segments segments;
    struct changes changes = { 0 };
    (void)part;
    enum fy_status status = fy_segments_take(&segments, grid->grid, options, &wish, losses, error);
    if (status != FY_OK)
        return status;
    if (first)
        fy_buffer_puts(out, ";; CATEGORY \"0\" \"\" \"\"\n;; LABEL \"O\" \"Overall\" \"Overall\"\n");
    while (strncmp(name, ";;", 2) == 0) {
        name += 2;
        changes.names++;
    }
    struct fy_buffer word = FY_BUFFER_EMPTY;
    changes.names += fy_put_word(&word, name);
    fy_buffer_free(&word);
    const char *last = "";
    for (size_t i = 0; i < segments.count; i++) {
        const char *dialect = fy_segment_sister(grid->grid, &segments.items[i], "dialect");
        if (is_label(dialect, false) && strcmp(dialect, last) != 0)
            declare(out, last = dialect);
    }
    for (size_t i = 0; i < segments.count; i++)
        put_segment(out, grid->grid, &segments.items[i], name, &changes);
    fy_segments_free(&segments);
    const struct {
        size_t items;
        const char *sentence;
    } told[] = {
        { changes.labels, _("labels that STM cannot have: with blanks, commas, quotes or brackets") },
        { changes.blanks, _("texts whose tabs, line breaks and outer blanks were lost, as STM has none") },
        { changes.names, _("names of recordings and speakers that were changed, as STM has no blanks in them") },
        { changes.nobody, _("segments of a speaker named unknown, which is no speaker in STM") },
    };
    for (size_t i = 0; i < sizeof told / sizeof *told && status == FY_OK; i++)
        status = fy_losses_add(losses, told[i].sentence, told[i].items);
    return fy_written(out, status, error);
}

const struct fy_format fy_format_stm = {
    .name = "stm",
    .extensions = "stm",
    .help = N_("NIST's segments with speakers and labels"),
    .abilities = FY_FORMAT_READS | FY_FORMAT_WRITES | FY_FORMAT_MANY,
    .probe = probe,
    .read = read,
    .write = write,
    .parts = 1,
};

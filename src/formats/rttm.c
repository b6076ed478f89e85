/* NIST's RTTM: who speaks when, of many recordings.
 *
 *      SPEAKER rec01 1 12.340 3.440 <NA> <NA> speaker <NA> <NA>
 *      LEXEME  rec01 1 12.340 0.210 word lex  speaker 0.98 <NA>
 *
 * A SPEAKER is a segment of the tier "speaker@SPEAKER" with the name as its label. Other kinds of lines get a tier
 * named after the kind, labelled with the word or the subkind; those without a duration are points. A channel that is
 * not 1 is a tier "channel". Lines starting with ;; are remarks. */
#include "base/messages.h"
#include "formats/clock.h"
#include "formats/formats.h"
#include "formats/rows.h"
#include "formats/segments.h"

#include <string.h>

static const char *const kinds[] = {
    "SPEAKER", "LEXEME", "NON-LEX", "NON-SPEECH", "SEGMENT", "NOSCORE", "NO_RT_METADATA",
    "FILLER",  "EDIT",   "IP",      "SU",         "CB",      "A/P",     "SPKR-INFO"
};
static const char *const tiers[] = {
    "speaker", "lexeme", "non-lex", "non-speech", "segment", "noscore", "no_rt_metadata",
    "filler",  "edit",   "ip",      "su",         "cb",      "a/p",     NULL
};
enum { KINDS = sizeof kinds / sizeof *kinds };

struct record {
    size_t kind;
    struct fy_slice recording, channel, word, subkind, speaker, confidence, more;
    bool timed, lasts;
    double start, duration;
};

static bool is_na(struct fy_slice slice)
{
    return slice.size == 0 || fy_slice_is(slice, "<NA>");
}

static size_t find_kind(struct fy_slice word)
{
    for (size_t i = 0; i < KINDS; i++) {
        if (fy_slice_is(word, kinds[i]))
            return i;
    }
    return FY_NONE;
}

/* False where times are no numbers or fields are missing. */
static bool parse(struct fy_slice line, struct record *record)
{
    record->kind = find_kind(fy_slice_field(&line));
    if (record->kind == FY_NONE)
        return false;
    record->recording = fy_slice_field(&line);
    record->channel = fy_slice_field(&line);
    const struct fy_slice start = fy_slice_field(&line), duration = fy_slice_field(&line);
    record->word = fy_slice_field(&line);
    record->subkind = fy_slice_field(&line);
    record->speaker = fy_slice_field(&line);
    record->confidence = fy_slice_field(&line);
    record->more = fy_slice_trim(line);
    record->timed = !is_na(start);
    record->lasts = !is_na(duration);
    if (record->speaker.size == 0 || (record->timed && !fy_slice_number(start, &record->start)))
        return false;
    return !record->lasts || (fy_slice_number(duration, &record->duration) && record->duration >= 0);
}

static bool is_remark(struct fy_slice line)
{
    return fy_slice_trim(line).size == 0 || fy_slice_begins(fy_slice_trim(line), ";;");
}

static int probe(const struct fy_stream *stream)
{
    char head[FY_PROBE_SIZE];
    struct fy_slice rest = fy_probe_head(stream, head), line;
    while (fy_slice_line(&rest, &line)) {
        struct fy_slice at = line;
        if (!is_remark(line)) {
            const bool known = find_kind(fy_slice_field(&at)) != FY_NONE;
            (void)fy_slice_field(&at);
            return known && fy_slice_field(&at).size > 0 && fy_slice_field(&at).size > 0 ? 90 : 0;
        }
    }
    return 0;
}

static void read_record(struct fy_lines *lines, struct fy_rows *rows, const struct record *record, size_t recording)
{
    struct fy_slice speaker = record->speaker, label = is_na(record->word) ? record->subkind : record->word;
    if (is_na(speaker))
        speaker.size = 0;
    if (is_na(label))
        label.size = 0;
    const bool turn = record->kind == 0;
    if (turn)
        label = record->speaker;
    const double end = record->lasts ? fy_time_sum(record->start, record->duration) : record->start;
    const size_t tier =
        fy_rows_tier(rows, recording, record->lasts ? FY_INTERVAL_TIER : FY_POINT_TIER, tiers[record->kind], speaker);
    fy_rows_add(rows, lines, tier, record->start, end, label, lines->line.text);
    if (turn && !fy_slice_is(record->channel, "1"))
        fy_rows_add(rows, lines, fy_rows_tier(rows, recording, FY_INTERVAL_TIER, "channel", speaker), record->start,
                    end, record->channel, record->channel.text);
    if (!is_na(record->confidence) || !is_na(record->more))
        fy_lines_count(lines, lines->line.text, _("Confidence has no place in a grid."));
    if (turn ? !is_na(record->word) || !is_na(record->subkind) : !is_na(record->word) && !is_na(record->subkind))
        fy_lines_count(lines, lines->line.text, _("The second label of a line has no place in a grid."));
}

static enum fy_status read_lines(struct fy_lines *lines, struct fy_rows *rows, const struct fy_format_options *options)
{
    const char *first_bad = NULL;
    (void)options;
    while (fy_lines_next(lines)) {
        struct record record = { .kind = FY_NONE };
        if (is_remark(lines->line))
            continue;
        if (!parse(lines->line, &record)) {
            first_bad = first_bad ? first_bad : lines->line.text;
            fy_lines_find(lines, lines->line.text, true,
                          _("This is no kind, recording, channel, start, duration, word, subkind and speaker; the line "
                            "was left out."));
        } else if (!record.timed || !tiers[record.kind]) {
            fy_lines_count(lines, lines->line.text, _("What a file tells of its speakers has no place in a grid."));
        } else {
            read_record(lines, rows, &record, fy_rows_recording(rows, record.recording.text, record.recording.size));
        }
    }
    if (rows->count == 0)
        return fy_lines_fail(lines, first_bad ? first_bad : lines->text, FY_SYNTAX,
                             _("No line here says who speaks when: SPEAKER, recording, channel, start, duration ..."));
    return FY_OK;
}

static enum fy_status read(const struct fy_stream *streams, size_t count, const struct fy_format_options *options,
                           struct fy_named_grids *grids, struct fy_findings *findings, struct fy_error *error)
{
    (void)count;
    return fy_read_rows(streams, options, grids, findings, error, read_lines);
}

static enum fy_status write(struct fy_buffer *out, size_t part, const struct fy_named_grid *grid, bool first,
                            const struct fy_format_options *options, struct fy_losses *losses, struct fy_error *error)
{
    static const char *const primary[] = { "text", "speaker", NULL }, *const sisters[] = { "channel", NULL };
    const struct fy_segments_wish wish = {
        .format = "RTTM", .sisters = sisters, .primary = primary, .speakers = true, .no_text = true
    };
    const char *name = grid->name[0] ? grid->name : "recording";
    struct fy_segments segments;
    size_t changed = 0, unnamed = 0, off = 0;
    (void)part;
    (void)first;
    enum fy_status status = fy_segments_take(&segments, grid->grid, options, &wish, losses, error);
    if (status != FY_OK)
        return status;
    for (size_t i = 0; i < segments.count; i++) {
        const struct fy_segment *segment = &segments.items[i];
        const char *channel = fy_segment_sister(grid->grid, segment, "channel");
        fy_buffer_puts(out, "SPEAKER ");
        changed += i == 0 && fy_put_word(out, name);
        if (i > 0)
            (void)fy_put_word(out, name);
        fy_buffer_putc(out, ' ');
        changed += fy_put_word(out, channel[0] ? channel : "1");
        fy_buffer_putc(out, ' ');
        fy_put_seconds(out, segment->start, 3);
        fy_buffer_putc(out, ' ');
        off += !fy_put_duration(out, segment->start, segment->end, 3);
        fy_buffer_puts(out, " <NA> <NA> ");
        changed += fy_put_word(out, segment->speaker[0] ? segment->speaker : "unknown");
        unnamed += segment->speaker[0] == '\0';
        fy_buffer_puts(out, " <NA> <NA>\n");
    }
    fy_segments_free(&segments);
    status = fy_losses_add(
        losses, _("names of recordings and speakers that were changed, as RTTM has no blanks in them"), changed);
    if (status == FY_OK)
        status = fy_losses_add(losses, _("segments of nobody, who is called unknown in RTTM"), unnamed);
    if (status == FY_OK)
        status =
            fy_losses_add(losses, _("segments whose end is off by its last bit, as RTTM has start and duration"), off);
    return fy_written(out, status, error);
}

const struct fy_format fy_format_rttm = {
    .name = "rttm",
    .extensions = "rttm",
    .help = N_("NIST's who speaks when, without text"),
    .abilities = FY_FORMAT_READS | FY_FORMAT_WRITES | FY_FORMAT_MANY,
    .probe = probe,
    .read = read,
    .write = write,
    .parts = 1,
};

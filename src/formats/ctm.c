/* NIST's CTM: a word a line, of many recordings; SCTK doc/infmts.htm.
 *
 *      rec01 1 12.340 0.210 word [confidence [kind [speaker]]]
 *
 * Channel 1 is the tier itself, any other one "text@CHANNEL". Lines starting with ;; are remarks; an alternation's
 * marks have '*' for their times. */
#include "base/messages.h"
#include "formats/clock.h"
#include "formats/formats.h"
#include "formats/rows.h"
#include "formats/segments.h"

#include <fangyin/text.h>
#include <math.h>
#include <string.h>

struct word {
    struct fy_slice recording, channel, text, rest;
    double start, duration;
};

static bool parse(struct fy_slice line, struct word *word)
{
    word->recording = fy_slice_field(&line);
    word->channel = fy_slice_field(&line);
    const struct fy_slice start = fy_slice_field(&line), duration = fy_slice_field(&line);
    word->text = fy_slice_field(&line);
    word->rest = fy_slice_trim(line);
    return word->text.size > 0 && fy_slice_number(start, &word->start) && fy_slice_number(duration, &word->duration) &&
           word->duration >= 0;
}

static bool is_remark(struct fy_slice line)
{
    return fy_slice_trim(line).size == 0 || fy_slice_begins(line, ";;");
}

static bool is_alternation(struct fy_slice line)
{
    (void)fy_slice_field(&line);
    (void)fy_slice_field(&line);
    return fy_slice_is(fy_slice_field(&line), "*") && fy_slice_is(fy_slice_field(&line), "*");
}

static int probe(const struct fy_stream *stream)
{
    char head[FY_PROBE_SIZE];
    struct fy_slice rest = fy_probe_head(stream, head), line;
    struct word word;
    size_t good = 0, bad = 0;
    while (fy_slice_line(&rest, &line)) {
        if (is_remark(line) || is_alternation(line))
            continue;
        if (parse(line, &word))
            good++;
        else
            bad++;
    }
    return good > bad ? 65 : good > 0 ? 20 : 0;
}

static enum fy_status read_words(struct fy_lines *lines, struct fy_rows *rows, const struct fy_format_options *options)
{
    const char *base = options && options->tier ? options->tier : "text", *first_bad = NULL;
    const struct fy_slice nobody = { "", 0 };
    while (fy_lines_next(lines)) {
        struct word word;
        if (is_remark(lines->line))
            continue;
        if (is_alternation(lines->line)) {
            fy_lines_count(lines, lines->line.text, _("Marks of alternations have no place in a grid."));
            continue;
        }
        if (!parse(lines->line, &word)) {
            first_bad = first_bad ? first_bad : lines->line.text;
            fy_lines_find(lines, lines->line.text, true,
                          _("This is no recording, channel, start, duration and word; the line was left out."));
            continue;
        }
        if (word.rest.size > 0)
            fy_lines_count(lines, word.rest.text, _("Confidence and kind of a word have no place in a grid."));
        const size_t recording = fy_rows_recording(rows, word.recording.text, word.recording.size);
        const size_t tier = fy_rows_tier(rows, recording, FY_INTERVAL_TIER, base,
                                         fy_slice_is(word.channel, "1") ? nobody : word.channel);
        fy_rows_add(rows, lines, tier, word.start, fy_time_sum(word.start, word.duration), word.text, lines->line.text);
    }
    if (rows->count == 0)
        return fy_lines_fail(lines, first_bad ? first_bad : lines->text, FY_SYNTAX,
                             _("No line here is a recording, channel, start, duration and word."));
    return FY_OK;
}

static enum fy_status read(const struct fy_stream *streams, size_t count, const struct fy_format_options *options,
                           struct fy_named_grids *grids, struct fy_findings *findings, struct fy_error *error)
{
    (void)count;
    return fy_read_rows(streams, options, grids, findings, error, read_words);
}

/* The next word of a text; false where there is none. */
static bool next_word(const char **text, struct fy_slice *word)
{
    *text += strspn(*text, " \t\n\r\v\f");
    *word = (struct fy_slice){ *text, strcspn(*text, " \t\n\r\v\f") };
    *text += word->size;
    return word->size > 0;
}

/* The words share the segment's time by their characters. Returns how many ends are off by their last bit. */
static size_t put_words(struct fy_buffer *out, const struct fy_segment *segment, const char *recording)
{
    const char *text = segment->text;
    const double length = segment->end - segment->start;
    struct fy_slice word;
    size_t all = 0, done = 0, off = 0;
    while (next_word(&text, &word))
        all += fy_grapheme_count(word.text, word.size);
    text = segment->text;
    while (next_word(&text, &word)) {
        const size_t size = fy_grapheme_count(word.text, word.size);
        const double from =
            done == 0 ? segment->start : round((segment->start + length * (double)done / (double)all) * 1e3) / 1e3;
        done += size;
        const double to =
            done == all ? segment->end : round((segment->start + length * (double)done / (double)all) * 1e3) / 1e3;
        (void)fy_put_word(out, recording);
        fy_buffer_putc(out, ' ');
        if (segment->speaker[0])
            (void)fy_put_word(out, segment->speaker);
        else
            fy_buffer_putc(out, '1');
        fy_buffer_putc(out, ' ');
        fy_put_seconds(out, from, 3);
        fy_buffer_putc(out, ' ');
        off += !fy_put_duration(out, from, to > from ? to : from, 3);
        fy_buffer_putc(out, ' ');
        fy_buffer_append(out, word.text, word.size);
        fy_buffer_putc(out, '\n');
    }
    return off;
}

struct changes {
    size_t shared, blanks, names, remarks, none, numbered, off;
};

static void look(const struct fy_segment *segment, struct changes *changes)
{
    const char *text = segment->text;
    struct fy_slice word;
    size_t words = 0, joined = 0;
    while (next_word(&text, &word)) {
        words++;
        joined += word.size;
    }
    changes->none += words == 0;
    changes->shared += words > 1;
    /* One blank between words is what reading them as a sentence gives back. */
    changes->blanks += words > 0 && joined + words - 1 != strlen(segment->text);
    changes->numbered += strcmp(segment->speaker, "1") == 0;
    struct fy_buffer name = FY_BUFFER_EMPTY;
    changes->names += segment->speaker[0] && fy_put_word(&name, segment->speaker);
    fy_buffer_free(&name);
}

static enum fy_status write(struct fy_buffer *out, size_t part, const struct fy_named_grid *grid, bool first,
                            const struct fy_format_options *options, struct fy_losses *losses, struct fy_error *error)
{
    const struct fy_segments_wish wish = { .format = "CTM", .speakers = true };
    const char *name = grid->name[0] ? grid->name : "recording";
    struct fy_segments segments;
    struct changes changes = { 0 };
    (void)part;
    (void)first;
    enum fy_status status = fy_segments_take(&segments, grid->grid, options, &wish, losses, error);
    if (status != FY_OK)
        return status;
    changes.remarks = strncmp(name, ";;", 2) == 0;
    struct fy_buffer word = FY_BUFFER_EMPTY;
    changes.names = fy_put_word(&word, name);
    fy_buffer_free(&word);
    for (size_t i = 0; i < segments.count; i++) {
        look(&segments.items[i], &changes);
        changes.off += put_words(out, &segments.items[i], changes.remarks ? name + 2 : name);
    }
    fy_segments_free(&segments);
    const struct {
        size_t items;
        const char *sentence;
    } told[] = {
        { changes.shared, _("segments of several words, whose times are only a guess by length, as CTM times words") },
        { changes.none, _("segments of blanks alone have no place in CTM") },
        { changes.blanks, _("texts with blanks other than one space between words, which CTM does not tell apart") },
        { changes.names + changes.remarks,
          _("names of recordings and speakers that were changed, as CTM has no blanks in them") },
        { changes.off, _("words whose end is off by its last bit, as CTM has start and duration") },
        { changes.numbered, _("segments of a speaker named 1, which is no speaker in CTM") },
    };
    for (size_t i = 0; i < sizeof told / sizeof *told && status == FY_OK; i++)
        status = fy_losses_add(losses, told[i].sentence, told[i].items);
    return fy_written(out, status, error);
}

const struct fy_format fy_format_ctm = {
    .name = "ctm",
    .extensions = "ctm",
    .help = N_("NIST's words with their times"),
    .abilities = FY_FORMAT_READS | FY_FORMAT_WRITES | FY_FORMAT_MANY,
    .probe = probe,
    .read = read,
    .write = write,
    .parts = 1,
};

/* WebVTT captions. Who speaks is a voice, the dialect a class around a voice's text:
 *
 *      00:00:12.340 --> 00:00:15.780
 *      <v Ahmed><c.wuu-shanghai>text</c>
 *
 * Times are milliseconds. Line breaks that would end a cue are written as character references. */
#include "base/messages.h"
#include "formats/clock.h"
#include "formats/cue_text.h"
#include "formats/formats.h"
#include "formats/rows.h"
#include "formats/segments.h"

#include <fangyin/memory.h>
#include <string.h>

static bool is_signature(struct fy_slice line)
{
    return fy_slice_begins(line, "WEBVTT") && (line.size == 6 || line.text[6] == ' ' || line.text[6] == '\t');
}

static bool has_arrow(struct fy_slice line)
{
    for (size_t i = 0; i + 3 <= line.size; i++) {
        if (memcmp(line.text + i, "-->", 3) == 0)
            return true;
    }
    return false;
}

static int probe(const struct fy_stream *stream)
{
    char head[FY_PROBE_SIZE];
    struct fy_slice rest = fy_probe_head(stream, head), line;
    double start, end;
    if (!fy_slice_line(&rest, &line))
        return 0;
    /* Without the first line it is told from SRT by the point in its times. */
    return is_signature(line) ? 100 : memchr(line.text, '.', line.size) && fy_slice_span(&line, &start, &end) ? 75 : 0;
}

/* A line that begins a block which is no cue, or goes on with the header. */
static bool starts_remark(struct fy_slice line)
{
    static const char *const words[] = { "NOTE", "STYLE", "REGION" };
    line = fy_slice_field(&line);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (fy_slice_is(line, words[i]))
            return true;
    }
    return false;
}

/* Skip lines up to an empty one, or one that stands before or is a cue's times. */
static void skip_block(struct fy_lines *lines)
{
    struct fy_slice next;
    while (fy_lines_peek(lines, &next) && next.size > 0 && !has_arrow(next))
        (void)fy_lines_next(lines);
}

struct reading {
    struct fy_lines *lines;
    struct fy_rows *rows;
    const struct fy_format_options *options;
    size_t recording;
    struct fy_buffer text; /* of the cue, as it stands in the file */
    struct fy_cue_text cue;
};

static void add_cue(struct reading *reading, double start, double end, const char *where)
{
    const char *base = reading->options && reading->options->tier ? reading->options->tier : "text";
    struct fy_cue_text *cue = &reading->cue;
    fy_cue_text_read(cue, fy_buffer_text(&reading->text), reading->text.size);
    if (cue->lost)
        fy_lines_count(reading->lines, where, _("Times and looks inside a cue's text have no place in a grid."));
    for (size_t i = 0; i < cue->count; i++) {
        const struct fy_cue_part *part = &cue->parts[i];
        const struct fy_slice voice = { fy_buffer_text(&cue->texts) + part->voice, part->voice_size };
        const struct fy_slice text = { fy_buffer_text(&cue->texts) + part->text, part->text_size };
        fy_rows_add(reading->rows, reading->lines,
                    fy_rows_tier(reading->rows, reading->recording, FY_INTERVAL_TIER, base, voice), start, end, text,
                    where);
        if (part->dialect_size > 0)
            fy_rows_add(reading->rows, reading->lines,
                        fy_rows_tier(reading->rows, reading->recording, FY_INTERVAL_TIER, "dialect", voice), start, end,
                        (struct fy_slice){ fy_buffer_text(&cue->texts) + part->dialect, part->dialect_size }, where);
    }
}

/* The current line has the arrow. */
static void read_cue(struct reading *reading)
{
    struct fy_lines *lines = reading->lines;
    const char *where = lines->line.text;
    struct fy_slice rest = lines->line, next;
    double start = 0, end = 0;
    const bool good = fy_slice_span(&rest, &start, &end);
    if (!good)
        fy_lines_find(lines, where, true,
                      _("These are no two times, as 00:00:12.340 --> 00:00:15.780; the cue was left out."));
    else if (fy_slice_trim(rest).size > 0)
        fy_lines_count(lines, where, _("Where a cue is shown has no place in a grid."));
    fy_buffer_clear(&reading->text);
    for (size_t i = 0; fy_lines_peek(lines, &next) && next.size > 0 && !has_arrow(next) && fy_lines_next(lines); i++) {
        if (i > 0)
            fy_buffer_putc(&reading->text, '\n');
        fy_buffer_append(&reading->text, lines->line.text, lines->line.size);
    }
    if (good)
        add_cue(reading, start, end, where);
}

static void read_blocks(struct reading *reading)
{
    struct fy_lines *lines = reading->lines;
    while (fy_lines_next(lines)) {
        struct fy_slice next;
        if (has_arrow(lines->line)) {
            read_cue(reading);
        } else if (starts_remark(lines->line)) {
            fy_lines_count(lines, lines->line.text, _("Notes, styles and regions have no place in a grid."));
            skip_block(lines);
        } else if (lines->line.size > 0 && !(fy_lines_peek(lines, &next) && has_arrow(next))) {
            fy_lines_find(lines, lines->line.text, true, _("This block has no times; it was left out."));
            skip_block(lines);
        }
    }
}

static enum fy_status read_file(struct fy_lines *lines, struct fy_rows *rows, const struct fy_format_options *options)
{
    struct reading reading = { .lines = lines, .rows = rows, .options = options };
    struct fy_slice line;
    reading.recording = fy_rows_recording(rows, "", 0);
    if (fy_lines_peek(lines, &line) && is_signature(line)) {
        (void)fy_lines_next(lines);
        while (fy_lines_peek(lines, &line) && line.size > 0 && !has_arrow(line) && fy_lines_next(lines))
            fy_lines_count(lines, line.text, _("What stands in the header has no place in a grid."));
    } else if (fy_lines_peek(lines, &line)) {
        const char *at = line.text;
        bool any = false;
        struct fy_slice rest = { at, (size_t)(lines->end - at) };
        while (!any && fy_slice_line(&rest, &line))
            any = has_arrow(line);
        if (!any)
            return fy_lines_fail(lines, at, FY_SYNTAX, _("A WebVTT file starts with a line WEBVTT; this does not."));
        fy_lines_find(lines, at, false, _("A WebVTT file starts with a line WEBVTT; this does not."));
    } else {
        return fy_lines_fail(lines, lines->text, FY_SYNTAX,
                             _("This file is empty; a WebVTT file starts with a line WEBVTT."));
    }
    /* A file without cues still is a grid with that tier. */
    const struct fy_slice nobody = { "", 0 };
    read_blocks(&reading);
    if (rows->count == 0)
        (void)fy_rows_tier(rows, reading.recording, FY_INTERVAL_TIER, options && options->tier ? options->tier : "text",
                           nobody);
    const bool failed = reading.text.failed || reading.cue.failed || reading.cue.texts.failed;
    fy_buffer_free(&reading.text);
    fy_cue_text_free(&reading.cue);
    return failed ? FY_NO_MEMORY : FY_OK;
}

static enum fy_status read(const struct fy_stream *streams, size_t count, const struct fy_format_options *options,
                           struct fy_named_grids *grids, struct fy_findings *findings, struct fy_error *error)
{
    (void)count;
    return fy_read_rows(streams, options, grids, findings, error, read_file);
}

static enum fy_status write(struct fy_buffer *out, size_t part, const struct fy_named_grid *grid, bool first,
                            const struct fy_format_options *options, struct fy_losses *losses, struct fy_error *error)
{
    static const char *const sisters[] = { "dialect", NULL };
    const struct fy_segments_wish wish = {
        .format = "WebVTT", .sisters = sisters, .speakers = true, .milliseconds = true
    };
    struct fy_segments segments;
    size_t dialects = 0;
    (void)part;
    enum fy_status status = fy_segments_take(&segments, grid->grid, options, &wish, losses, error);
    if (status != FY_OK)
        return status;
    if (first)
        fy_buffer_puts(out, "WEBVTT\n\n");
    for (size_t i = 0; i < segments.count; i++) {
        const struct fy_segment *segment = &segments.items[i];
        const char *dialect = fy_segment_sister(grid->grid, segment, "dialect");
        const bool tagged = fy_is_dialect_class(dialect, strlen(dialect));
        dialects += dialect[0] && !tagged;
        fy_put_clock(out, segment->start, '.');
        fy_buffer_puts(out, " --> ");
        fy_put_clock(out, segment->end, '.');
        fy_buffer_putc(out, '\n');
        if (segment->speaker[0])
            fy_put_voice(out, segment->speaker);
        if (tagged)
            fy_buffer_printf(out, "<c.%s>", dialect);
        fy_put_cue_text(out, segment->text);
        fy_buffer_puts(out, tagged ? "</c>\n\n" : "\n\n");
    }
    fy_segments_free(&segments);
    status = fy_losses_add(losses, _("tags of the dialect tier that cannot be a class of WebVTT"), dialects);
    return fy_written(out, status, error);
}

const struct fy_format fy_format_vtt = {
    .name = "vtt",
    .extensions = "vtt",
    .help = N_("WebVTT captions"),
    .abilities = FY_FORMAT_READS | FY_FORMAT_WRITES,
    .probe = probe,
    .read = read,
    .write = write,
    .parts = 1,
};

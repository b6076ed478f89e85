/* SubRip subtitles. A cue is a number, a line of two times, lines of text, and an empty line:
 *
 *      1
 *      00:00:12,340 --> 00:00:15,780
 *      text
 *
 * The text is taken as it stands: players disagree about tags in it. There is no place for who speaks. */
#include "base/messages.h"
#include "formats/clock.h"
#include "formats/formats.h"
#include "formats/rows.h"
#include "formats/segments.h"

#include <string.h>

static bool is_count(struct fy_slice line)
{
    line = fy_slice_trim(line);
    for (size_t i = 0; i < line.size; i++) {
        if (line.text[i] < '0' || line.text[i] > '9')
            return false;
    }
    return line.size > 0;
}

static bool is_span(struct fy_slice line)
{
    double start, end;
    return fy_slice_span(&line, &start, &end);
}

static int probe(const struct fy_stream *stream)
{
    char head[FY_PROBE_SIZE];
    struct fy_slice rest = fy_probe_head(stream, head), line = { "", 0 };
    while (fy_slice_trim(line).size == 0) {
        if (!fy_slice_line(&rest, &line))
            return 0;
    }
    if (is_span(line))
        return 70;
    return is_count(line) && fy_slice_line(&rest, &line) && is_span(line) ? 90 : 0;
}

/* The cue being read. */
struct cue {
    struct fy_buffer text;
    const char *where; /* NULL: none is open */
    double start, end;
};

static void close_cue(struct cue *cue, struct fy_lines *lines, struct fy_rows *rows, size_t tier)
{
    if (cue->where)
        fy_rows_add(rows, lines, tier, cue->start, cue->end,
                    (struct fy_slice){ fy_buffer_text(&cue->text), cue->text.size }, cue->where);
    cue->where = NULL;
    fy_buffer_clear(&cue->text);
}

/* Does a cue start with the current line? Goes on to the line with the times if so. */
static bool starts_cue(struct fy_lines *lines)
{
    struct fy_slice next;
    if (is_span(lines->line))
        return true;
    return is_count(lines->line) && fy_lines_peek(lines, &next) && is_span(next) && fy_lines_next(lines);
}

static void open_cue(struct cue *cue, struct fy_lines *lines)
{
    struct fy_slice rest = lines->line;
    (void)fy_slice_span(&rest, &cue->start, &cue->end);
    cue->where = lines->line.text;
    if (fy_slice_trim(rest).size > 0)
        fy_lines_count(lines, cue->where, _("What stands behind a cue's times has no place in a grid."));
}

static enum fy_status read_cues(struct fy_lines *lines, struct fy_rows *rows, const struct fy_format_options *options)
{
    const struct fy_slice nobody = { "", 0 };
    const size_t tier = fy_rows_tier(rows, fy_rows_recording(rows, "", 0), FY_INTERVAL_TIER,
                                     options && options->tier ? options->tier : "text", nobody);
    struct cue cue = { FY_BUFFER_EMPTY, NULL, 0, 0 };
    size_t blanks = 0; /* empty lines before the current one */
    size_t inside = 0; /* lines of the cue's text */
    bool any = false;
    while (fy_lines_next(lines)) {
        if (starts_cue(lines)) {
            if (cue.where && blanks == 0)
                fy_lines_find(lines, lines->line.text, false, _("There is no empty line before this cue."));
            close_cue(&cue, lines, rows, tier);
            open_cue(&cue, lines);
            any = true;
            blanks = inside = 0;
            continue;
        }
        struct fy_slice next;
        if (lines->line.size == 0) {
            blanks++;
        } else if (!any) {
            fy_buffer_free(&cue.text);
            return fy_lines_fail(lines, lines->line.text, FY_SYNTAX,
                                 _("A cue starts with a number and two times, as 00:00:12,340 --> 00:00:15,780; this "
                                   "does not."));
        } else if (blanks > 0 && is_count(lines->line) && fy_lines_peek(lines, &next) && next.size > 0) {
            fy_lines_find(lines, lines->line.text, true, _("This cue has no times; it was left out."));
            close_cue(&cue, lines, rows, tier);
            while (fy_lines_peek(lines, &next) && next.size > 0 && !is_span(next))
                (void)fy_lines_next(lines);
        } else if (!cue.where) {
            fy_lines_find(lines, lines->line.text, true, _("This text belongs to no cue; it was left out."));
        } else {
            if (inside > 0 && blanks > 0)
                fy_lines_find(lines, lines->line.text, false,
                              _("An empty line inside a cue's text; what is behind it was kept with it."));
            for (size_t i = 0; i < blanks + (inside > 0); i++)
                fy_buffer_putc(&cue.text, '\n');
            fy_buffer_append(&cue.text, lines->line.text, lines->line.size);
            blanks = 0;
            inside++;
        }
    }
    close_cue(&cue, lines, rows, tier);
    const bool failed = cue.text.failed;
    fy_buffer_free(&cue.text);
    return failed ? FY_NO_MEMORY : FY_OK;
}

static enum fy_status read(const struct fy_stream *streams, size_t count, const struct fy_format_options *options,
                           struct fy_named_grids *grids, struct fy_findings *findings, struct fy_error *error)
{
    (void)count;
    return fy_read_rows(streams, options, grids, findings, error, read_cues);
}

struct changes {
    size_t empty_lines, times; /* texts so changed */
};

/* A cue's text, line by line: empty lines would end it, and a line of times would start another. */
static void put_text(struct fy_buffer *out, const char *text, struct changes *changes)
{
    bool empty = false, times = false;
    for (const char *at = text;;) {
        const size_t size = strcspn(at, "\r\n");
        const struct fy_slice line = { at, size };
        if (size == 0) {
            empty = true;
        } else if (is_span(line)) {
            const char *arrow = strstr(at, "-->");
            fy_buffer_append(out, at, (size_t)(arrow - at));
            fy_buffer_puts(out, "->");
            fy_buffer_append(out, arrow + 3, size - (size_t)(arrow - at) - 3);
            fy_buffer_putc(out, '\n');
            times = true;
        } else {
            fy_buffer_append(out, at, size);
            fy_buffer_putc(out, '\n');
        }
        if (at[size] == '\0')
            break;
        at += size + 1;
    }
    changes->empty_lines += empty;
    changes->times += times;
}

static enum fy_status write(struct fy_buffer *out, size_t part, const struct fy_named_grid *grid, bool first,
                            const struct fy_format_options *options, struct fy_losses *losses, struct fy_error *error)
{
    const struct fy_segments_wish wish = { .format = "SRT", .milliseconds = true };
    struct fy_segments segments;
    struct changes changes = { 0, 0 };
    (void)part;
    (void)first;
    enum fy_status status = fy_segments_take(&segments, grid->grid, options, &wish, losses, error);
    if (status != FY_OK)
        return status;
    for (size_t i = 0; i < segments.count; i++) {
        fy_buffer_printf(out, "%zu\n", i + 1);
        fy_put_clock(out, segments.items[i].start, ',');
        fy_buffer_puts(out, " --> ");
        fy_put_clock(out, segments.items[i].end, ',');
        fy_buffer_putc(out, '\n');
        put_text(out, segments.items[i].text, &changes);
        fy_buffer_putc(out, '\n');
    }
    fy_segments_free(&segments);
    status = fy_losses_add(losses, _("texts whose empty lines were left out, as they would end a cue of SRT"),
                           changes.empty_lines);
    if (status == FY_OK)
        status =
            fy_losses_add(losses, _("texts with a line that SRT would take for times: --> became ->"), changes.times);
    return fy_written(out, status, error);
}

const struct fy_format fy_format_srt = {
    .name = "srt",
    .extensions = "srt",
    .help = N_("SubRip subtitles"),
    .abilities = FY_FORMAT_READS | FY_FORMAT_WRITES,
    .probe = probe,
    .read = read,
    .write = write,
    .parts = 1,
};

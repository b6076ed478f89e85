/* Audacity's label tracks: start, tab, end, tab, label; a line each, seconds. A label whose end is its start, or is
 * missing, is a point. A line that starts with a backslash tells the label above it a range of frequencies. */
#include "base/messages.h"
#include "formats/clock.h"
#include "formats/formats.h"
#include "formats/rows.h"
#include "formats/segments.h"

#include <string.h>

/* Cut a number and the tab (or blanks) behind it off the front. */
static bool cut_number(struct fy_slice *rest, double *value)
{
    struct fy_slice at = *rest;
    if (!fy_slice_number(fy_slice_field(&at), value))
        return false;
    while (at.size > 0 && at.text[0] == ' ')
        at = (struct fy_slice){ at.text + 1, at.size - 1 };
    if (at.size > 0 && at.text[0] == '\t')
        at = (struct fy_slice){ at.text + 1, at.size - 1 };
    *rest = at;
    return true;
}

/* A label's line: true with its parts. Without a tab behind the start nothing tells an end from a label of digits. */
static bool parse(struct fy_slice line, double *start, double *end, struct fy_slice *label)
{
    *label = line;
    if (!cut_number(label, start))
        return false;
    *end = *start;
    (void)cut_number(label, end);
    return true;
}

static int probe(const struct fy_stream *stream)
{
    char head[FY_PROBE_SIZE];
    struct fy_slice rest = fy_probe_head(stream, head), line, label;
    double start, end;
    int good = 0;
    while (fy_slice_line(&rest, &line)) {
        if (fy_slice_trim(line).size == 0 || fy_slice_begins(line, "\\"))
            continue;
        struct fy_slice at = line;
        if (!memchr(line.text, '\t', line.size) || !parse(line, &start, &end, &label) || !cut_number(&at, &start) ||
            !cut_number(&at, &end))
            return 0;
        good++;
    }
    return good > 0 ? 80 : 0;
}

static enum fy_status read_labels(struct fy_lines *lines, struct fy_rows *rows, const struct fy_format_options *options)
{
    const struct fy_slice nobody = { "", 0 };
    const size_t recording = fy_rows_recording(rows, "", 0);
    while (fy_lines_next(lines)) {
        double start, end;
        struct fy_slice label;
        if (fy_slice_trim(lines->line).size == 0)
            continue;
        if (fy_slice_begins(lines->line, "\\")) {
            fy_lines_count(lines, lines->line.text, _("Ranges of frequencies have no place in a grid."));
            continue;
        }
        if (!parse(lines->line, &start, &end, &label))
            return fy_lines_fail(lines, lines->line.text, FY_SYNTAX,
                                 _("A label of Audacity starts with its time in seconds; this line does not."));
        const bool point = start == end;
        const size_t tier = fy_rows_tier(rows, recording, point ? FY_POINT_TIER : FY_INTERVAL_TIER,
                                         point                      ? "points"
                                         : options && options->tier ? options->tier
                                                                    : "text",
                                         nobody);
        fy_rows_add(rows, lines, tier, start, end, label, lines->line.text);
    }
    return FY_OK;
}

static enum fy_status read(const struct fy_stream *streams, size_t count, const struct fy_format_options *options,
                           struct fy_named_grids *grids, struct fy_findings *findings, struct fy_error *error)
{
    (void)count;
    return fy_read_rows(streams, options, grids, findings, error, read_labels);
}

static enum fy_status write(struct fy_buffer *out, size_t part, const struct fy_named_grid *grid, bool first,
                            const struct fy_format_options *options, struct fy_losses *losses, struct fy_error *error)
{
    const struct fy_segments_wish wish = { .format = "Audacity", .points = true };
    struct fy_segments segments;
    size_t breaks = 0;
    (void)part;
    (void)first;
    enum fy_status status = fy_segments_take(&segments, grid->grid, options, &wish, losses, error);
    if (status != FY_OK)
        return status;
    for (size_t i = 0; i < segments.count; i++) {
        const struct fy_segment *segment = &segments.items[i];
        fy_put_seconds(out, segment->start, 6);
        fy_buffer_putc(out, '\t');
        fy_put_seconds(out, segment->end, 6);
        fy_buffer_putc(out, '\t');
        breaks += fy_put_line(out, segment->text) > 0;
        fy_buffer_putc(out, '\n');
    }
    fy_segments_free(&segments);
    status = fy_losses_add(losses, _("labels whose tabs and line breaks became spaces, as Audacity has none"), breaks);
    return fy_written(out, status, error);
}

const struct fy_format fy_format_audacity = {
    .name = "audacity",
    .extensions = "txt lab",
    .help = N_("Audacity's label track"),
    .abilities = FY_FORMAT_READS | FY_FORMAT_WRITES,
    .probe = probe,
    .read = read,
    .write = write,
    .parts = 1,
};

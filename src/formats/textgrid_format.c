/* TextGrids in the table of formats. */
#include "base/messages.h"
#include "formats/formats.h"
#include "formats/textgrid_collection.h"

#include <string.h>
#include <strings.h>

enum { REACH = 80 }; /* bytes in which Praat looks for the kind of file, in UTF-16 too */

bool fy_textgrid_named(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot && dot != path && dot[-1] != '/' && strcasecmp(dot, ".TextGrid") == 0;
}

/* True if `wanted` is in bytes, each of its characters `width` bytes from the last. */
static bool holds(const char *bytes, size_t size, const char *wanted, size_t width)
{
    size_t length = strlen(wanted);
    for (size_t at = 0; at + (length - 1) * width < size; at++) {
        size_t same = 0;
        while (same < length && bytes[at + same * width] == wanted[same])
            same++;
        if (same == length)
            return true;
    }
    return false;
}

static int probe(const struct fy_stream *stream)
{
    size_t size = stream->size < REACH ? stream->size : REACH;
    static const char *const marks[] = { "ooTextFile", "ooBinaryFile", "\"Praat chronological" };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        for (size_t width = 1; width <= 4; width *= 2)
            if (holds(stream->bytes, width == 4 ? stream->size < 240 ? stream->size : 240 : size, marks[i], width))
                return 95;
    /* Damaged at its beginning it is still no list of words and times, which any text may look like. */
    return fy_textgrid_named(stream->name) ? 70 : 0;
}

/* The other TextGrids of a Collection become grids of their own. */
static enum fy_status add_members(struct fy_textgrid_collection *within, struct fy_grid *grid,
                                  struct fy_named_grids *grids)
{
    for (size_t i = 0; i < within->count; i++) {
        struct fy_object *object = &within->objects[i];
        if (!object->is_grid)
            continue;
        bool first = !object->grid;
        enum fy_status status = fy_named_grids_add(grids, object->name, first ? grid : object->grid);
        if (status != FY_OK)
            return status;
        object->grid = NULL;
    }
    return FY_OK;
}

static enum fy_status read_textgrid(const struct fy_stream *streams, size_t count,
                                    const struct fy_format_options *options, struct fy_named_grids *grids,
                                    struct fy_findings *findings, struct fy_error *error)
{
    if (count != 1)
        return fy_fail(error, FY_INVALID, _("A TextGrid is one file."));
    struct fy_grid *grid;
    struct fy_textgrid_style style;
    size_t before = grids->count;
    enum fy_status status =
        fy_textgrid_read_others(streams[0].bytes, streams[0].size, options ? options->encoding : NULL, FY_OTHERS_TAKEN,
                                &grid, &style, findings, error);
    if (status != FY_OK)
        return status;
    if (style.within)
        status = add_members(style.within, grid, grids);
    else
        status = fy_named_grids_add(grids, "", grid);
    if (status != FY_OK) {
        if (grids->count == before)
            fy_grid_free(grid);
        fy_fail(error, status, "%s", fy_status_text(status));
    }
    fy_textgrid_style_clear(&style);
    return status;
}

/* FF, NEL, LS or PS, which reading takes for a line end in UTF-16, as Praat does. */
static bool has_line_separator(const char *text)
{
    static const char *const separators[] = { "\f", "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9" };
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++)
        if (strstr(text, separators[i]))
            return true;
    return false;
}

static enum fy_status note_line_separators(const struct fy_grid *grid, struct fy_losses *losses)
{
    size_t touched = 0;
    for (size_t tier = 0; tier < fy_grid_tier_count(grid); tier++) {
        const struct fy_interval *intervals = fy_tier_intervals(grid, tier);
        const struct fy_point *points = fy_tier_points(grid, tier);
        touched += has_line_separator(fy_tier_name(grid, tier));
        for (size_t i = 0; i < fy_tier_size(grid, tier); i++)
            touched += has_line_separator(intervals ? intervals[i].text : points[i].mark);
    }
    if (touched == 0)
        return FY_OK;
    return fy_losses_add(losses, _("form feeds and line separators are line ends when UTF-16 is read"), touched);
}

static enum fy_status write_textgrid(struct fy_buffer *out, size_t part, const struct fy_named_grid *grid, bool first,
                                     const struct fy_format_options *options, struct fy_losses *losses,
                                     struct fy_error *error)
{
    (void)part;
    if (!first)
        return fy_fail(error, FY_UNSUPPORTED, _("A TextGrid holds one recording; write one file for each."));
    const struct fy_textgrid_style *style = options ? &options->style : &fy_textgrid_default_style;
    const bool utf16 = style->form != FY_TEXTGRID_BINARY && style->encoding != FY_UTF8;
    if (utf16 && losses && note_line_separators(grid->grid, losses) != FY_OK)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    return fy_textgrid_write_checked(out, grid->grid, style, error);
}

const struct fy_format fy_format_textgrid = {
    .name = "textgrid",
    .extensions = "TextGrid textgrid Collection",
    .help = N_("Praat TextGrid: all tiers; long, short, binary or chronological"),
    .abilities = FY_FORMAT_READS | FY_FORMAT_WRITES,
    .probe = probe,
    .read = read_textgrid,
    .write = write_textgrid,
    .parts = 1,
};

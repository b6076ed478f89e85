#include "commands/grids.h"

#include "base/messages.h"
#include "commands/commands.h"

#include <fangyin/format.h>
#include <fangyin/number.h>
#include <fangyin/text.h>
#include <string.h>

void fy_command_print(FILE *out, const char *text)
{
    struct fy_buffer visible = FY_BUFFER_EMPTY;
    fy_text_visible(&visible, text, strlen(text));
    fputs(fy_buffer_text(&visible), out);
    fy_buffer_free(&visible);
}

void fy_command_print_number(FILE *out, double value)
{
    char text[FY_NUMBER_SIZE];
    fy_number_write(value, text);
    fputs(text, out);
}

bool fy_command_print_line(struct fy_buffer *line)
{
    const bool whole = !line->failed;
    fwrite(fy_buffer_text(line), 1, line->size, stdout);
    putchar('\n');
    fy_buffer_free(line);
    return whole;
}

void fy_command_print_findings(const char *path, const struct fy_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct fy_finding *finding = &findings->items[i];
        fy_command_print(stderr, path);
        if (finding->line > 0)
            fprintf(stderr, ":%u:%u", finding->line, finding->column);
        fputs(": ", stderr);
        fy_command_print(stderr, finding->sentence);
        fputc('\n', stderr);
    }
}

const char *fy_command_name_in(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* The format of what is no TextGrid, NULL for TextGrids and for what nothing is known of. */
static const struct fy_format *other_format(const char *path, const struct fy_buffer *bytes)
{
    const char *name = fy_command_name_in(path);
    const struct fy_format *format = fy_format_guess(&(struct fy_stream){ name, fy_buffer_text(bytes), bytes->size });
    return format && strcmp(format->name, "textgrid") != 0 && (format->abilities & FY_FORMAT_READS) ? format : NULL;
}

static enum fy_status read_format(const struct fy_format *format, const char *path, const struct fy_buffer *bytes,
                                  struct fy_named_grids *grids, struct fy_findings *findings, struct fy_error *error)
{
    const struct fy_stream stream = { fy_command_name_in(path), fy_buffer_text(bytes), bytes->size };
    const struct fy_format_options options = { .style = fy_textgrid_default_style };
    const enum fy_status status = format->read(&stream, 1, &options, grids, findings, error);
    if (status == FY_OK && grids->count == 0)
        return fy_fail(error, FY_UNSUPPORTED, _("This file speaks of no recording."));
    return status;
}

/* A TextGrid says nothing of its recording. */
static enum fy_status add_grid(struct fy_named_grids *grids, struct fy_grid *grid, struct fy_error *error)
{
    if (fy_named_grids_add(grids, "", grid) == FY_OK)
        return FY_OK;
    fy_grid_free(grid);
    return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
}

enum fy_status fy_command_read_each(const char *path, struct fy_named_grids *grids, const char **format,
                                    struct fy_findings *findings, struct fy_error *error)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    struct fy_grid *grid;
    *grids = (struct fy_named_grids){ 0 };
    *format = "textgrid";
    *findings = (struct fy_findings){ NULL, 0, 0 };
    if (fy_textgrid_named(path)) {
        const enum fy_status status = fy_textgrid_file_read(path, &grid, NULL, findings, error);
        return status == FY_OK ? add_grid(grids, grid, error) : status;
    }
    enum fy_status status = fy_file_read(path, &bytes, error);
    const struct fy_format *other = status == FY_OK ? other_format(path, &bytes) : NULL;
    if (other) {
        *format = other->name;
        status = read_format(other, path, &bytes, grids, findings, error);
    } else if (status == FY_OK) {
        status = fy_textgrid_read(fy_buffer_text(&bytes), bytes.size, &grid, NULL, findings, error);
        status = status == FY_OK ? add_grid(grids, grid, error) : status;
    }
    if (status != FY_OK)
        status = fy_error_in_file(error, path);
    fy_buffer_free(&bytes);
    return status;
}

enum fy_status fy_command_read_any(const char *path, struct fy_grid **grid, const char **format,
                                   struct fy_findings *findings, struct fy_error *error)
{
    struct fy_named_grids grids;
    *grid = NULL;
    enum fy_status status = fy_command_read_each(path, &grids, format, findings, error);
    if (status == FY_OK && grids.count > 1) {
        (void)fy_fail(error, FY_UNSUPPORTED,
                      _("This file speaks of %zu recordings, where one was expected; `fangyin convert` makes a grid of "
                        "each."),
                      grids.count);
        status = fy_error_in_file(error, path);
    } else if (status == FY_OK) {
        *grid = grids.items[0].grid;
        grids.items[0].grid = NULL;
    }
    fy_named_grids_free(&grids);
    return status;
}

enum fy_status fy_command_read_grid(const char *path, struct fy_grid **grid, struct fy_error *error)
{
    struct fy_findings findings;
    const char *format;
    const enum fy_status status = fy_command_read_any(path, grid, &format, &findings, error);
    fy_command_print_findings(path, &findings);
    fy_findings_free(&findings);
    return status;
}

enum fy_status fy_command_open_grid(struct fy_command_grid *opened, const char *path, struct fy_error *error)
{
    *opened = (struct fy_command_grid){ 0 };
    enum fy_status status = fy_grid_file_open(&opened->file, path, &opened->grid, &opened->findings, error);
    if (status == FY_OK && !opened->grid)
        status = fy_fail(error, FY_NOT_FOUND, "%s", fy_status_text(FY_NOT_FOUND));
    return status == FY_OK ? status : fy_error_in_file(error, path);
}

void fy_command_close_grid(struct fy_command_grid *opened)
{
    fy_grid_file_close(opened->file);
    fy_grid_free(opened->grid);
    fy_findings_free(&opened->findings);
    *opened = (struct fy_command_grid){ 0 };
}

struct fy_interval fy_command_item(const struct fy_grid *grid, size_t tier, size_t index)
{
    if (fy_tier_kind(grid, tier) == FY_INTERVAL_TIER)
        return fy_tier_intervals(grid, tier)[index];
    const struct fy_point *point = &fy_tier_points(grid, tier)[index];
    return (struct fy_interval){ point->time, point->time, point->mark };
}

bool fy_command_tier_wanted(const char *name, const char *wanted)
{
    const size_t size = wanted ? strlen(wanted) : 0;
    return !wanted || (strncmp(name, wanted, size) == 0 &&
                       (name[size] == '\0' || (name[size] == '@' && !fy_name_speaker(wanted))));
}

/* What several subcommands do with grids. */
#ifndef FANGYIN_COMMANDS_GRIDS_H
#define FANGYIN_COMMANDS_GRIDS_H

#include <fangyin/files.h>
#include <fangyin/format.h>
#include <fangyin/grid.h>
#include <stdbool.h>
#include <stdio.h>

/* Read a grid; what the reader found worth telling is printed on stderr. The caller frees the grid. */
enum fy_status fy_command_read_grid(const char *path, struct fy_grid **grid, struct fy_error *error);

/* The same without printing; the findings are the caller's. *format is the name of the format (<fangyin/format.h>), static:
 * a TextGrid is one whatever its name, other formats are known by their content or extension. FY_UNSUPPORTED where the
 * file is about several recordings. Any thread. */
enum fy_status fy_command_read_any(const char *path, struct fy_grid **grid, const char **format,
                                   struct fy_findings *findings, struct fy_error *error);

/* The same of a file that may be about several recordings: a grid for each, one at least. The caller frees them, and the
 * findings, also after a failure. */
enum fy_status fy_command_read_each(const char *path, struct fy_named_grids *grids, const char **format,
                                    struct fy_findings *findings, struct fy_error *error);

/* The part of a path after its last slash; points into it. */
const char *fy_command_name_in(const char *path);

/* A TextGrid that may be written back in its own form. */
struct fy_command_grid {
    struct fy_grid_file *file;
    struct fy_grid *grid;
    struct fy_findings findings;
};
/* Open a file that exists; prints nothing. Close it also after a failure. */
enum fy_status fy_command_open_grid(struct fy_command_grid *opened, const char *path, struct fy_error *error);
void fy_command_close_grid(struct fy_command_grid *opened);

/* "FILE:LINE:COLUMN: sentence" for each, on stderr. */
void fy_command_print_findings(const char *path, const struct fy_findings *findings);

/* Interval or point `index` of a tier; a point's xmin and xmax are its time. */
struct fy_interval fy_command_item(const struct fy_grid *grid, size_t tier, size_t index);

/* Text from files or the command line, with what a terminal must not get made visible, on stdout or stderr. */
void fy_command_print(FILE *out, const char *text);
/* A number as fy_number_write. */
void fy_command_print_number(FILE *out, double value);
/* What is in the buffer and a line end, on stdout; the buffer is empty afterwards. False if memory had failed it. */
bool fy_command_print_line(struct fy_buffer *line);

/* "text" names the tiers of all speakers, "text@A" that of one; NULL names all tiers. */
bool fy_command_tier_wanted(const char *name, const char *wanted);

#endif

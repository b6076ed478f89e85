/* Makes a training set out of annotated recordings. What was left out, and why, goes to stderr as a table; what was
 * written goes to stdout, a fact a line:
 *      file        PATH                        one for each
 *      recordings  COUNT                       then the same of speakers and segments
 *      seconds     SUM                         of the segments */
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/grids.h"

#include <errno.h>
#include <fangyin/dataset.h>
#include <fangyin/files.h>
#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <fangyin/project.h>
#include <fangyin/recording.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char usage[] = "export --to FORMAT [--tier NAME] [--shortest SECONDS] -o FOLDER RECORDING|GRID|FOLDER...";

struct export
{
    struct fy_dataset *dataset;
    char **grids; /* those looked at, so that none is taken twice */
    size_t grid_count, grid_capacity;
    size_t without_grid, unreadable; /* recordings */
};

/* A WAV file of 16 bit samples, by its first bytes. */
static bool is_pcm16(const char *path)
{
    unsigned char head[46] = { 0 };
    FILE *file = fopen(path, "rb");
    const bool whole = file && fread(head, 1, sizeof head, file) == sizeof head;
    if (file)
        fclose(file);
    const unsigned format = head[20] | (unsigned)head[21] << 8, kind = head[44] | (unsigned)head[45] << 8;
    return whole && memcmp(head, "RIFF", 4) == 0 && memcmp(head + 8, "WAVEfmt ", 8) == 0 && head[34] == 16 &&
           (format == 1 || (format == 0xFFFE && kind == 1));
}

/* True, and remembered, if the grid was not looked at before. */
static bool is_new(struct export *export, const char *grid)
{
    char *path = realpath(grid, NULL);
    for (size_t i = 0; path && i < export->grid_count; i++) {
        if (strcmp(export->grids[i], path) == 0) {
            free(path);
            return false;
        }
    }
    char **grown = path ? fy_grow(export->grids, &export->grid_capacity, export->grid_count + 1, sizeof *grown) : NULL;
    if (grown) {
        export->grids = grown;
        grown[export->grid_count++] = path;
    } else {
        free(path);
    }
    return true;
}

static char *stem_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
    return dot && dot > name ? fy_strndup(name, (size_t)(dot - name)) : fy_strdup(name);
}

static enum fy_status add(struct export *export, const char *path, const struct fy_grid *grid, struct fy_error *error)
{
    struct fy_recording *recording = NULL;
    const enum fy_status opened = fy_command_open_recording(&recording, path, error);
    if (opened != FY_OK)
        return opened;
    char *whole = realpath(path, NULL), *name = stem_of(path);
    enum fy_status status = FY_NO_MEMORY;
    if (whole && name) {
        const struct fy_dataset_recording facts = { .name = name,
                                                    .path = whole,
                                                    .frames = fy_recording_frames(recording),
                                                    .rate = fy_recording_rate(recording),
                                                    .channels = fy_recording_channels(recording),
                                                    .pcm16 = is_pcm16(path) };
        status = fy_dataset_add(export->dataset, &facts, grid, error);
    } else {
        (void)fy_fail(error, status, "%s", fy_status_text(status));
    }
    free(whole);
    fy_free(name);
    fy_recording_close(recording);
    return status == FY_OK ? FY_OK : fy_error_in_file(error, path);
}

/* One recording with its grid; of several forms of one recording the best counts. */
static void add_recording(struct export *export, const char *recording)
{
    char grid_path[PATH_MAX], best[PATH_MAX];
    struct fy_error error = { 0 };
    struct fy_grid *grid = NULL;
    enum fy_status status = fy_project_grid_path(recording, grid_path, sizeof grid_path, &error);
    if (status == FY_OK && access(grid_path, F_OK) != 0) {
        export->without_grid++;
        return;
    }
    if (status == FY_OK && !is_new(export, grid_path))
        return;
    if (status == FY_OK)
        status = fy_project_recording_path(grid_path, 0, best, sizeof best, &error);
    if (status == FY_OK)
        status = fy_command_read_grid(grid_path, &grid, &error);
    if (status == FY_OK)
        status = add(export, best, grid, &error);
    if (status != FY_OK) {
        export->unreadable++;
        (void)fy_command_error(&error);
    }
    fy_grid_free(grid);
}

static void add_path(struct export *export, const char *path)
{
    char recording[PATH_MAX];
    struct fy_error error = { 0 };
    struct stat info;
    const bool folder = stat(path, &info) == 0 && S_ISDIR(info.st_mode);
    for (size_t n = 0; n == 0 || folder; n++) {
        const enum fy_status status = fy_project_recording_path(path, n, recording, sizeof recording, &error);
        if (status == FY_NOT_FOUND && n > 0)
            return;
        if (status != FY_OK) {
            export->unreadable++;
            (void)fy_command_error(&error);
            return;
        }
        add_recording(export, recording);
    }
}

static void print_row(size_t count, const char *what)
{
    if (count > 0)
        fprintf(stderr, "%8zu  %s\n", count, what);
}

static void print_table(const struct export *export)
{
    const struct fy_dataset_counts *counts = fy_dataset_counts(export->dataset);
    size_t all = counts->segments;
    for (int reason = 0; reason < FY_LEFT_COUNT; reason++)
        all += counts->left_out[reason];
    print_row(all, _("segments looked at"));
    for (int reason = 0; reason < FY_LEFT_COUNT; reason++) {
        if (counts->left_out[reason] > 0)
            fprintf(stderr, "%8zu  %s: %s\n", counts->left_out[reason], _("left out"),
                    fy_left_out_text((enum fy_left_out)reason));
    }
    print_row(counts->segments, _("segments chosen"));
    print_row(export->without_grid, _("recordings without a grid"));
    print_row(export->unreadable, _("recordings that could not be used; the reasons stand above"));
}

static enum fy_status write_files(const struct fy_dataset_files *files, const char *folder, struct fy_error *error)
{
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        (void)fy_fail(error, FY_IO, _("This folder could not be made: %s."), strerror(errno));
        return fy_error_in_file(error, folder);
    }
    for (size_t i = 0; i < files->count; i++) {
        const struct fy_dataset_file *file = &files->items[i];
        char path[PATH_MAX];
        if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, file->name) >= sizeof path)
            return fy_fail(error, FY_INVALID, _("The path of this folder is too long."));
        const enum fy_status status = fy_file_replace(path, fy_buffer_text(&file->content), file->content.size, error);
        if (status != FY_OK)
            return status;
        printf("file\t%s\n", path);
    }
    return FY_OK;
}

static int finish(struct export *export, const char *format, const char *folder)
{
    struct fy_dataset_files files;
    struct fy_error error = { 0 };
    enum fy_status status = fy_dataset_write(export->dataset, format, &files, &error);
    if (status != FY_OK)
        return fy_command_error(&error);
    const struct fy_dataset_counts *counts = fy_dataset_counts(export->dataset);
    print_table(export);
    if (counts->segments > 0) {
        status = write_files(&files, folder, &error);
    }
    fy_dataset_files_free(&files);
    if (status != FY_OK) {
        (void)fy_command_error(&error);
        return 1;
    }
    if (counts->segments == 0) {
        fputs(_("fangyin: No segment was chosen, so nothing was written.\n"), stderr);
        return export->unreadable > 0 ? 2 : 1;
    }
    printf("recordings\t%zu\nspeakers\t%zu\nsegments\t%zu\nseconds\t%.3f\n", counts->recordings, counts->speakers,
           counts->segments, counts->seconds);
    return export->unreadable > 0 ? 2 : 0;
}

static bool is_format(const char *name)
{
    const char *known, *help;
    for (size_t n = 0; (known = fy_dataset_format(n, &help)) != NULL; n++) {
        if (strcmp(known, name) == 0)
            return true;
    }
    fprintf(stderr, _("fangyin: There is no format \"%s\". Formats:\n"), name);
    for (size_t n = 0; (known = fy_dataset_format(n, &help)) != NULL; n++)
        fprintf(stderr, "  %-10s %s\n", known, help);
    return false;
}

int fy_command_export(int argc, char **argv)
{
    static const struct option options[] = { { "to", required_argument, NULL, 'f' },
                                             { "tier", required_argument, NULL, 't' },
                                             { "shortest", required_argument, NULL, 's' },
                                             { "output", required_argument, NULL, 'o' },
                                             { NULL, 0, NULL, 0 } };
    struct fy_dataset_selection selection = { .tier = "text", .shortest = 0.1 };
    const char *format = NULL, *folder = NULL;
    for (int option; (option = getopt_long(argc, argv, "o:", options, NULL)) != -1;) {
        if (option == 'f')
            format = optarg;
        else if (option == 't')
            selection.tier = optarg;
        else if (option == 'o')
            folder = optarg;
        else if (option != 's' || !fy_time_read(optarg, &selection.shortest))
            return fy_command_usage(usage);
    }
    if (!format || !folder || optind == argc)
        return fy_command_usage(usage);
    if (!is_format(format))
        return 2;
    struct export export = { .dataset = fy_dataset_new(&selection) };
    if (!export.dataset) {
        struct fy_error error;
        (void)fy_fail(&error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
        return fy_command_error(&error);
    }
    for (int i = optind; i < argc; i++)
        add_path(&export, argv[i]);
    const int result = finish(&export, format, folder);
    fy_dataset_free(export.dataset);
    for (size_t i = 0; i < export.grid_count; i++)
        free(export.grids[i]);
    fy_free(export.grids);
    return result;
}

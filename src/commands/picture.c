/* Draws a stretch of a recording for paper and report. */
#include "base/messages.h"
#include "commands/commands.h"

#include <fangyin/files.h>
#include <fangyin/number.h>
#include <fangyin/picture.h>
#include <fangyin/project.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_TIERS 64

static const char usage[] = "picture FILE [GRID] -o OUT.png|.svg|.pdf [--from TIME] [--to TIME] [--width PIXELS]\n"
                            "                       [--tiers NAME,NAME...] [--language TAG]";

/* A call taken apart; what was not said is NULL. */
struct call {
    const char *file, *grid, *out, *from, *to, *width, *language;
    char *tiers;
};

static bool parse(struct call *call, int argc, char **argv)
{
    static const struct option options[] = {
        { "output", required_argument, NULL, 'o' }, { "from", required_argument, NULL, 'f' },
        { "to", required_argument, NULL, 't' },     { "width", required_argument, NULL, 'w' },
        { "tiers", required_argument, NULL, 'n' },  { "language", required_argument, NULL, 'l' },
        { NULL, 0, NULL, 0 },
    };

    *call = (struct call){ .file = NULL };
    for (int option; (option = getopt_long(argc, argv, "o:", options, NULL)) != -1;) {
        switch (option) {
        case 'o': call->out = optarg; break;
        case 'f': call->from = optarg; break;
        case 't': call->to = optarg; break;
        case 'w': call->width = optarg; break;
        case 'n': call->tiers = optarg; break;
        case 'l': call->language = optarg; break;
        default: return false;
        }
    }
    if (argc - optind < 1 || argc - optind > 2 || call->out == NULL)
        return false;
    call->file = argv[optind];
    call->grid = argv[optind + 1];
    return true;
}

/* Times may be given as 62.5 or 1:02.5. Without an end, 10 s from the start on or to the end of the recording. */
static bool read_settings(struct fy_picture_settings *settings, const struct call *call, double end)
{
    const double first = settings->to - settings->from;

    if (call->from != NULL && !fy_time_read(call->from, &settings->from))
        return false;
    settings->to = settings->from + first < end ? settings->from + first : end;
    if (call->to != NULL && !fy_time_read(call->to, &settings->to))
        return false;
    if (call->width != NULL) {
        char *rest;
        const long width = strtol(call->width, &rest, 10);
        if (*rest != '\0' || width <= 0 || width > INT_MAX)
            return false;
        settings->width = (int)width;
    }
    settings->language = call->language;
    return true;
}

/* Cuts the list at its commas. */
static size_t split(char *list, const char *names[MOST_TIERS])
{
    size_t count = 0;

    for (char *at = list; at != NULL && count < MOST_TIERS;) {
        names[count++] = at;
        at = strchr(at, ',');
        if (at != NULL)
            *at++ = '\0';
    }
    return count;
}

/* The grid that is named, or that belongs to the recording; *grid stays NULL where there is none of those. */
static enum fy_status open_grid(struct fy_grid **grid, const struct call *call, const char *recording, struct fy_error *error)
{
    struct fy_grid_file *file = NULL;
    char path[PATH_MAX];
    enum fy_status status = FY_OK;

    *grid = NULL;
    if (call->grid == NULL && (status = fy_project_grid_path(recording, path, sizeof path, error)) != FY_OK)
        return status;
    const char *const name = call->grid != NULL ? call->grid : path;
    status = fy_grid_file_open(&file, name, grid, NULL, error);
    if (status != FY_OK)
        return status;
    fy_grid_file_close(file);
    if (*grid == NULL && call->grid != NULL) {
        (void)fy_fail(error, FY_NOT_FOUND, "%s", _("There is no such grid."));
        return fy_error_in_file(error, name);
    }
    return FY_OK;
}

static int draw(struct call *call, struct fy_recording *recording, const char *path)
{
    struct fy_error error = { 0 };
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    struct fy_grid *grid = NULL;
    const char *names[MOST_TIERS];
    size_t missing = 0;
    struct fy_picture_settings settings = fy_picture_defaults(recording);

    if (!read_settings(&settings, call, (double)fy_recording_frames(recording) / fy_recording_rate(recording)))
        return fy_command_usage(usage);
    settings.tiers = names;
    settings.tier_count = split(call->tiers, names);
    enum fy_status status = fy_picture_form_of(call->out, &settings.form, &error);
    if (status == FY_OK)
        status = open_grid(&grid, call, path, &error);
    if (status == FY_OK)
        status = fy_picture_draw(&bytes, recording, grid, &settings, &missing, &error);
    if (status == FY_OK)
        status = fy_file_replace(call->out, fy_buffer_text(&bytes), bytes.size, &error);
    if (status == FY_OK && missing > 0)
        fprintf(stderr,
                fy_message_plural("%zu letter is drawn as a box: no font for it is installed. Debian's fonts-noto-cjk has most Han characters, fonts-hanazono rare ones.\n",
                                  "%zu letters are drawn as boxes: no font for them is installed. Debian's fonts-noto-cjk has most Han characters, fonts-hanazono rare ones.\n",
                                  missing),
                missing);
    fy_buffer_free(&bytes);
    fy_grid_free(grid);
    return status == FY_OK ? 0 : fy_command_error(&error);
}

int fy_command_picture(int argc, char **argv)
{
    struct call call;
    struct fy_error error = { 0 };
    struct fy_recording *recording;
    char path[PATH_MAX];

    if (!parse(&call, argc, argv))
        return fy_command_usage(usage);
    if (fy_project_recording_path(call.file, 0, path, sizeof path, &error) != FY_OK ||
        fy_command_open_recording(&recording, path, &error) != FY_OK)
        return fy_command_error(&error);
    const int result = draw(&call, recording, path);
    fy_recording_close(recording);
    return result;
}

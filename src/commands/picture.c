/* Draws a stretch of a recording for paper and report. */
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/measure_tone.h"

#include <fangyin/files.h>
#include <fangyin/memory.h>
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
                            "                       [--tiers NAME,NAME...] [--show PART,PART...] [--channel N]\n"
                            "                       [--highest HZ] [--range DB] [--language TAG]\n"
                            "       fangyin picture --tone --by TIER PATH... -o OUT.png|.svg|.pdf [--points N] [--speaker NAME]";

/* A call taken apart; what was not said is NULL. */
struct call {
    const char *file, *grid, *out, *from, *to, *width, *language, *channel, *highest, *range, *by, *points, *speaker;
    char *tiers, *show;
    bool tone;
};

static bool parse(struct call *call, int argc, char **argv)
{
    static const struct option options[] = {
        { "output", required_argument, NULL, 'o' }, { "from", required_argument, NULL, 'f' },
        { "to", required_argument, NULL, 't' },     { "width", required_argument, NULL, 'w' },
        { "tiers", required_argument, NULL, 'n' },  { "language", required_argument, NULL, 'l' },
        { "show", required_argument, NULL, 's' },   { "channel", required_argument, NULL, 'c' },
        { "highest", required_argument, NULL, 'h' }, { "range", required_argument, NULL, 'r' },
        { "tone", no_argument, NULL, 'T' },         { "by", required_argument, NULL, 'b' },
        { "points", required_argument, NULL, 'p' }, { "speaker", required_argument, NULL, 'S' },
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
        case 's': call->show = optarg; break;
        case 'c': call->channel = optarg; break;
        case 'h': call->highest = optarg; break;
        case 'r': call->range = optarg; break;
        case 'T': call->tone = true; break;
        case 'b': call->by = optarg; break;
        case 'p': call->points = optarg; break;
        case 'S': call->speaker = optarg; break;
        default: return false;
        }
    }
    if (argc - optind < 1 || (argc - optind > 2 && !call->tone) || call->out == NULL || call->tone != (call->by != NULL))
        return false;
    call->file = argv[optind];
    call->grid = argv[optind + 1];
    return true;
}

/* A number within bounds; false where it is none. */
static bool read_number(const char *text, double least, double most, double *value)
{
    char *rest;
    const double number = strtod(text, &rest);
    if (*text == '\0' || *rest != '\0' || !(number >= least && number <= most))
        return false;
    *value = number;
    return true;
}

/* What the picture is made of, by name; an unknown one is refused with all there are. */
static enum fy_status read_parts(struct fy_picture_settings *settings, char *list, struct fy_error *error)
{
    const struct {
        const char *name;
        bool *shown;
    } parts[] = { { "waveform", &settings->wave },       { "spectrogram", &settings->spectrum },
                  { "pitch", &settings->pitch },         { "intensity", &settings->intensity },
                  { "formants", &settings->formants } };
    const size_t count = sizeof parts / sizeof *parts;
    for (size_t i = 0; i < count; i++)
        *parts[i].shown = false;
    for (char *name = strtok(list, ", "); name != NULL; name = strtok(NULL, ", ")) {
        size_t i = 0;
        while (i < count && strcmp(parts[i].name, name) != 0)
            i++;
        if (i == count)
            return fy_fail(error, FY_INVALID,
                           _("A picture has no part \"%.40s\": waveform, spectrogram, pitch, intensity and formants there are; tiers are chosen by --tiers."),
                           name);
        *parts[i].shown = true;
    }
    return FY_OK;
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
    double channel = settings->channel + 1;
    if ((call->channel != NULL && !read_number(call->channel, 1, 1024, &channel)) ||
        (call->highest != NULL && !read_number(call->highest, 100, 100000, &settings->highest_frequency)) ||
        (call->range != NULL && !read_number(call->range, 10, 150, &settings->dynamic_range)))
        return false;
    settings->channel = (int)channel - 1;
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

static void tell_missing(size_t missing)
{
    if (missing > 0)
        fprintf(stderr,
                fy_message_plural("%zu letter is drawn as a box: no font for it is installed. Debian's fonts-noto-cjk has most Han characters, fonts-hanazono rare ones.\n",
                                  "%zu letters are drawn as boxes: no font for them is installed. Debian's fonts-noto-cjk has most Han characters, fonts-hanazono rare ones.\n",
                                  missing),
                missing);
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
    if (status == FY_OK && call->show != NULL)
        status = read_parts(&settings, call->show, &error);
    if (status == FY_OK)
        status = open_grid(&grid, call, path, &error);
    if (status == FY_OK)
        status = fy_picture_draw(&bytes, recording, grid, &settings, &missing, &error);
    if (status == FY_OK)
        status = fy_file_replace(call->out, fy_buffer_text(&bytes), bytes.size, &error);
    if (status == FY_OK)
        tell_missing(missing);
    fy_buffer_free(&bytes);
    fy_grid_free(grid);
    return status == FY_OK ? 0 : fy_command_error(&error);
}

/* ---- the tones of dialects ---- */

static enum fy_status draw_table(struct fy_buffer *bytes, const struct fy_page *page, const struct fy_tone_table *table,
                                 size_t points, size_t *missing, struct fy_error *error)
{
    struct fy_tone_line *lines = fy_must_calloc(table->count + 1, sizeof *lines);
    for (size_t i = 0; i < table->count; i++) {
        const struct fy_tone_category *const category = &table->items[i];
        lines[i] = (struct fy_tone_line){ .dialect = category->dialect, .tone = category->tone, .count = category->used,
                                          .means = category->means, .deviations = category->deviations };
        snprintf(lines[i].chao, sizeof lines[i].chao, "%s", category->chao);
    }
    const enum fy_status status = fy_picture_tones(bytes, page, lines, table->count, points, missing, error);
    fy_free(lines);
    return status;
}

static int draw_tones(const struct call *call, char *const *paths, int count)
{
    struct fy_measure measure = fy_measure_unsaid();
    struct fy_syllables syllables = { .points = measure.points };
    struct fy_tone_table table;
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    struct fy_error error = { 0 };
    struct fy_page page = { .width = 1200, .language = call->language };
    double points = (double)measure.points, width = page.width;
    size_t missing = 0;
    if ((call->points != NULL && !read_number(call->points, 2, 1000, &points)) ||
        (call->width != NULL && !read_number(call->width, FY_PICTURE_NARROWEST, FY_PICTURE_WIDEST, &width)))
        return fy_command_usage(usage);
    if (fy_picture_form_of(call->out, &page.form, &error) != FY_OK)
        return fy_command_error(&error);
    measure.by = call->by;
    measure.speaker = call->speaker;
    page.width = (int)width;
    syllables.points = measure.points = (size_t)points;
    const int gathered = fy_syllables_collect(&syllables, &measure, paths, count);
    fy_syllables_table(&syllables, &table);
    enum fy_status status = draw_table(&bytes, &page, &table, syllables.points, &missing, &error);
    if (status == FY_OK)
        status = fy_file_replace(call->out, fy_buffer_text(&bytes), bytes.size, &error);
    if (status == FY_OK)
        tell_missing(missing);
    fy_buffer_free(&bytes);
    fy_tone_table_free(&table);
    fy_syllables_free(&syllables);
    const int drawn = status == FY_OK ? 0 : fy_command_error(&error);
    return drawn > gathered ? drawn : gathered;
}

int fy_command_picture(int argc, char **argv)
{
    struct call call;
    struct fy_error error = { 0 };
    struct fy_recording *recording;
    char path[PATH_MAX];

    if (!parse(&call, argc, argv))
        return fy_command_usage(usage);
    if (call.tone)
        return draw_tones(&call, argv + optind, argc - optind);
    if (fy_project_recording_path(call.file, 0, path, sizeof path, &error) != FY_OK ||
        fy_command_open_recording(&recording, path, &error) != FY_OK)
        return fy_command_error(&error);
    const int result = draw(&call, recording, path);
    fy_recording_close(recording);
    return result;
}

/* Says what recordings and grids hold: one fact a line, its fields parted by tabs.
 *      FILE  FORMAT  RATE Hz  CHANNELS  SECONDS                    a recording
 *      FILE  TextGrid  FORM ENCODING  FROM  TO  RECORDING          a grid (of another format: no FORM; of one that names
 *                                                                  no recording: none), and for each tier
 *      (empty)  KIND  NAME  ITEMS  LABELLED  SECONDS               what is labelled, and how long that is (intervals)
 * Findings go to stderr. With --json an object a line, the first of a file with the findings in it. */
#include "base/json_write.h"
#include "commands/commands.h"
#include "commands/grids.h"
#include "commands/walk.h"

#include <fangyin/format.h>
#include <fangyin/recording.h>
#include <fangyin/sisters.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char usage[] = "info [--json] FILE|FOLDER...";

/* What is labelled in a tier. */
struct labelled {
    size_t items;
    double seconds; /* to a microsecond */
};

static struct labelled count_labelled(const struct fy_grid *grid, size_t tier)
{
    struct labelled labelled = { 0, 0 };
    for (size_t i = 0; i < fy_tier_size(grid, tier); i++) {
        const struct fy_interval item = fy_command_item(grid, tier, i);
        if (fy_label_empty(item.text))
            continue;
        labelled.items++;
        labelled.seconds += item.xmax - item.xmin;
    }
    labelled.seconds = round(labelled.seconds * 1e6) / 1e6;
    return labelled;
}

static const char *form_name(const struct fy_textgrid_style *style)
{
    static const char *const names[] = { [FY_TEXTGRID_LONG] = "long", [FY_TEXTGRID_SHORT] = "short",
                                         [FY_TEXTGRID_BINARY] = "binary", [FY_TEXTGRID_CHRONOLOGICAL] = "chronological" };
    return names[style->form];
}

static const char *encoding_name(const struct fy_textgrid_style *style)
{
    static const char *const names[] = { [FY_UTF8] = "UTF-8", [FY_UTF16BE] = "UTF-16BE", [FY_UTF16LE] = "UTF-16LE" };
    return names[style->encoding];
}

/* style is NULL for other formats than TextGrid; recording is "" where the format does not name it. */
static void print_grid(const char *path, const char *recording, const struct fy_grid *grid, const char *format,
                       const struct fy_textgrid_style *style)
{
    fy_command_print(stdout, path);
    if (style && style->form == FY_TEXTGRID_BINARY)
        printf("\tTextGrid\t%s\t", form_name(style));
    else if (style)
        printf("\tTextGrid\t%s %s\t", form_name(style), encoding_name(style));
    else
        printf("\t%s\t\t", format);
    fy_command_print_number(stdout, fy_grid_xmin(grid));
    putchar('\t');
    fy_command_print_number(stdout, fy_grid_xmax(grid));
    if (*recording)
        putchar('\t');
    fy_command_print(stdout, recording);
    putchar('\n');
    for (size_t tier = 0; tier < fy_grid_tier_count(grid); tier++) {
        const bool intervals = fy_tier_kind(grid, tier) == FY_INTERVAL_TIER;
        const struct labelled labelled = count_labelled(grid, tier);
        printf("\t%s\t", intervals ? "intervals" : "points");
        fy_command_print(stdout, fy_tier_name(grid, tier));
        printf("\t%zu\t%zu\t", fy_tier_size(grid, tier), labelled.items);
        if (intervals)
            printf("%.3f", labelled.seconds);
        putchar('\n');
    }
}

static void write_findings(struct fy_json_writer *json, const struct fy_findings *findings)
{
    fy_json_array(json, "findings");
    for (size_t i = 0; i < findings->count; i++) {
        const struct fy_finding *finding = &findings->items[i];
        fy_json_object(json, NULL);
        fy_json_count(json, "line", finding->line);
        fy_json_count(json, "column", finding->column);
        fy_json_bool(json, "lost", finding->lost);
        fy_json_text(json, "sentence", finding->sentence);
        fy_json_object_end(json);
    }
    fy_json_array_end(json);
}

static void write_grid(struct fy_json_writer *json, const char *recording, const struct fy_grid *grid, const char *format,
                       const struct fy_textgrid_style *style)
{
    fy_json_text(json, "format", style ? "TextGrid" : format);
    if (*recording)
        fy_json_text(json, "recording", recording);
    if (style)
        fy_json_text(json, "form", form_name(style));
    if (style && style->form != FY_TEXTGRID_BINARY)
        fy_json_text(json, "encoding", encoding_name(style));
    fy_json_number(json, "from", fy_grid_xmin(grid));
    fy_json_number(json, "to", fy_grid_xmax(grid));
    fy_json_array(json, "tiers");
    for (size_t tier = 0; tier < fy_grid_tier_count(grid); tier++) {
        const bool intervals = fy_tier_kind(grid, tier) == FY_INTERVAL_TIER;
        const struct labelled labelled = count_labelled(grid, tier);
        fy_json_object(json, NULL);
        fy_json_text(json, "kind", intervals ? "intervals" : "points");
        fy_json_text(json, "name", fy_tier_name(grid, tier));
        fy_json_number(json, "from", fy_tier_xmin(grid, tier));
        fy_json_number(json, "to", fy_tier_xmax(grid, tier));
        fy_json_count(json, "items", fy_tier_size(grid, tier));
        fy_json_count(json, "labelled", labelled.items);
        if (intervals)
            fy_json_number(json, "seconds", labelled.seconds);
        fy_json_object_end(json);
    }
    fy_json_array_end(json);
}

static enum fy_status textgrid_info(const char *path, struct fy_json_writer *json, struct fy_error *error)
{
    struct fy_grid *grid;
    struct fy_textgrid_style style;
    struct fy_findings findings;
    const enum fy_status status = fy_textgrid_file_read(path, &grid, &style, &findings, error);
    if (status != FY_OK)
        return status;
    if (json) {
        write_grid(json, "", grid, "TextGrid", &style);
        write_findings(json, &findings);
    } else {
        print_grid(path, "", grid, "TextGrid", &style);
        fy_command_print_findings(path, &findings);
    }
    fy_findings_free(&findings);
    fy_textgrid_style_clear(&style);
    fy_grid_free(grid);
    return status;
}

static void begin_object(struct fy_json_writer *json, const char *path)
{
    fy_json_object(json, NULL);
    fy_json_text(json, "file", path);
}

static void next_object(struct fy_json_writer *json, const char *path)
{
    fy_json_object_end(json);
    fy_buffer_putc(json->out, '\n');
    json->comma = false;
    begin_object(json, path);
}

/* A file in another format of annotations: of each recording that it is about. */
static enum fy_status other_info(const char *path, struct fy_json_writer *json, struct fy_error *error)
{
    struct fy_named_grids grids;
    struct fy_findings findings;
    const char *format;
    const enum fy_status status = fy_command_read_each(path, &grids, &format, &findings, error);
    for (size_t i = 0; status == FY_OK && i < grids.count; i++) {
        const struct fy_named_grid *one = &grids.items[i];
        if (!json) {
            print_grid(path, one->name, one->grid, format, NULL);
            continue;
        }
        if (i > 0)
            next_object(json, path);
        write_grid(json, one->name, one->grid, format, NULL);
        write_findings(json, i == 0 ? &findings : &(struct fy_findings){ NULL, 0, 0 });
    }
    if (status == FY_OK && !json)
        fy_command_print_findings(path, &findings);
    fy_findings_free(&findings);
    fy_named_grids_free(&grids);
    return status;
}

static enum fy_status recording_info(const char *path, struct fy_json_writer *json, struct fy_error *error)
{
    struct fy_recording *recording;
    const enum fy_status status = fy_command_open_recording(&recording, path, error);
    if (status != FY_OK)
        return status;
    const double seconds = (double)fy_recording_frames(recording) / fy_recording_rate(recording);
    const char *warning = fy_recording_warning(recording);
    if (json) {
        fy_json_text(json, "format", fy_recording_format(recording));
        fy_json_count(json, "rate", (size_t)fy_recording_rate(recording));
        fy_json_count(json, "channels", (size_t)fy_recording_channels(recording));
        fy_json_number(json, "seconds", seconds);
        if (warning)
            fy_json_text(json, "warning", warning);
    } else {
        fy_command_print(stdout, path);
        printf("\t%s\t%d Hz\t%d\t", fy_recording_format(recording), fy_recording_rate(recording),
               fy_recording_channels(recording));
        fy_command_print_number(stdout, seconds);
        putchar('\n');
        if (warning) {
            fy_command_print(stderr, path);
            fprintf(stderr, ": %s\n", warning);
        }
    }
    fy_recording_close(recording);
    return FY_OK;
}

/* What a file is by its name is tried first: libraries for sound have remarks of their own on what is none. */
static enum fy_status any_info(const char *path, struct fy_json_writer *json, struct fy_error *error)
{
    struct fy_error other = { 0 };
    if (fy_textgrid_named(path))
        return textgrid_info(path, json, error);
    const bool named = fy_format_guess(&(struct fy_stream){ .name = fy_command_name_in(path) }) != NULL;
    const enum fy_status first = (named ? other_info : recording_info)(path, json, error);
    if (first == FY_OK || first == FY_NOT_FOUND || first == FY_NO_ACCESS ||
        (named ? recording_info : other_info)(path, json, &other) != FY_OK)
        return first;
    *error = (struct fy_error){ 0 };
    return FY_OK;
}

static int info(const char *path, bool as_json)
{
    struct fy_error error = { 0 };
    struct fy_buffer text = FY_BUFFER_EMPTY;
    struct fy_json_writer json = { .out = &text };
    begin_object(&json, path);
    struct fy_json_writer *out = as_json ? &json : NULL;
    const enum fy_status status = any_info(path, out, &error);
    fy_json_object_end(&json);
    if (status == FY_OK && as_json && !fy_command_print_line(&text))
        (void)fy_fail(&error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    fy_buffer_free(&text);
    fflush(stdout);
    return error.status == FY_OK ? 0 : fy_command_error(&error);
}

int fy_command_info(int argc, char **argv)
{
    static const struct option options[] = { { "json", no_argument, NULL, 'j' }, { NULL, 0, NULL, 0 } };
    struct fy_command_paths paths;
    bool as_json = false;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option != 'j')
            return fy_command_usage(usage);
        as_json = true;
    }
    if (optind == argc)
        return fy_command_usage(usage);
    fy_command_walk(&paths, argv + optind, argc - optind);
    int result = paths.failed ? 2 : paths.count == 0 ? 1 : 0;
    for (size_t i = 0; i < paths.count; i++) {
        const int one = info(paths.items[i], as_json);
        result = one > result ? one : result;
    }
    fy_command_paths_free(&paths);
    return result;
}

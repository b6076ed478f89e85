/* Says what a recording or a grid holds: one fact a line, tab-separated. */
#include "base/messages.h"
#include "commands/commands.h"

#include <fangyin/files.h>
#include <fangyin/number.h>
#include <fangyin/recording.h>
#include <fangyin/text.h>
#include <stdio.h>
#include <string.h>

static const char usage[] = "info FILE...";

static void print_text(const char *text)
{
    struct fy_buffer visible = FY_BUFFER_EMPTY;
    fy_text_visible(&visible, text, strlen(text));
    fputs(fy_buffer_text(&visible), stdout);
    fy_buffer_free(&visible);
}

static void print_grid(const char *path, const struct fy_grid *grid, const struct fy_textgrid_style *style,
                       const struct fy_findings *findings)
{
    static const char *const forms[] = { [FY_TEXTGRID_LONG] = "long",
                                         [FY_TEXTGRID_SHORT] = "short",
                                         [FY_TEXTGRID_BINARY] = "binary",
                                         [FY_TEXTGRID_CHRONOLOGICAL] = "chronological" };
    static const char *const encodings[] = { [FY_UTF8] = "UTF-8", [FY_UTF16BE] = "UTF-16BE", [FY_UTF16LE] = "UTF-16LE" };
    char from[FY_NUMBER_SIZE], to[FY_NUMBER_SIZE];
    fy_number_write(fy_grid_xmin(grid), from);
    fy_number_write(fy_grid_xmax(grid), to);
    printf("%s\tTextGrid\t%s%s%s\t%s\t%s\n", path, forms[style->form],
           style->form == FY_TEXTGRID_BINARY ? "" : " ",
           style->form == FY_TEXTGRID_BINARY ? "" : encodings[style->encoding], from, to);
    for (size_t tier = 0; tier < fy_grid_tier_count(grid); tier++) {
        const bool intervals = fy_tier_kind(grid, tier) == FY_INTERVAL_TIER;
        size_t labelled = 0;
        for (size_t i = 0; i < fy_tier_size(grid, tier); i++)
            labelled += (intervals ? fy_tier_intervals(grid, tier)[i].text : fy_tier_points(grid, tier)[i].mark)[0] != '\0';
        printf("\t%s\t", intervals ? "intervals" : "points");
        print_text(fy_tier_name(grid, tier));
        printf("\t%zu\t%zu\n", fy_tier_size(grid, tier), labelled);
    }
    for (size_t i = 0; i < findings->count; i++)
        fprintf(stderr, "%s:%u:%u: %s\n", path, findings->items[i].line, findings->items[i].column,
                findings->items[i].sentence);
}

static int info(const char *path)
{
    struct fy_error error = { 0 };
    struct fy_recording *recording = NULL;
    const char *dot = strrchr(path, '.');
    if (!dot || strcmp(dot, ".TextGrid") != 0) {
        if (fy_recording_open(&recording, path, &error) != FY_OK)
            return fy_command_error(&error);
        char length[FY_NUMBER_SIZE];
        fy_number_write((double)fy_recording_frames(recording) / fy_recording_rate(recording), length);
        printf("%s\t%s\t%d Hz\t%d\t%s\n", path, fy_recording_format(recording), fy_recording_rate(recording),
               fy_recording_channels(recording), length);
        if (fy_recording_warning(recording))
            fprintf(stderr, "%s: %s\n", path, fy_recording_warning(recording));
        fy_recording_close(recording);
        return 0;
    }
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    struct fy_findings findings = { NULL, 0, 0 };
    struct fy_textgrid_style style = fy_textgrid_default_style;
    struct fy_grid *grid = NULL;
    enum fy_status status = fy_file_read(path, &bytes, &error);
    if (status == FY_OK)
        status = fy_textgrid_read(fy_buffer_text(&bytes), bytes.size, &grid, &style, &findings, &error);
    if (status == FY_OK)
        print_grid(path, grid, &style, &findings);
    else
        (void)fy_error_in_file(&error, path);
    fy_textgrid_style_clear(&style);
    fy_grid_free(grid);
    fy_findings_free(&findings);
    fy_buffer_free(&bytes);
    return status == FY_OK ? 0 : fy_command_error(&error);
}

int fy_command_info(int argc, char **argv)
{
    int result = 0;
    if (argc < 2)
        return fy_command_usage(usage);
    for (int i = 1; i < argc; i++) {
        const int one = info(argv[i]);
        result = one > result ? one : result;
    }
    return result;
}

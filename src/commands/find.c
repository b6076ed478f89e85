/* Looks for a pattern in the labels of many grids, on all cores. Prints a label a line, fields parted by tabs:
 *      FILE  TIER  FROM  TO  LABEL  RECORDING      a point has no TO; RECORDING only from formats that name it
 * With --json an object a line: file, recording, tier, kind, from, to, label. */
#include "base/json_write.h"
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/each.h"
#include "commands/grids.h"
#include "commands/pattern.h"

#include <fangyin/number.h>
#include <fangyin/project.h>
#include <fangyin/text.h>
#include <getopt.h>
#include <string.h>

static const char usage[] = "find [--fixed] [--fold] [--tier NAME] [--json] PATTERN FILE|FOLDER...";

enum { LABELS }; /* of the counts */

struct search {
    const char *pattern, *tier;
    unsigned flags;
    bool json;
    const struct fy_lexicon *lexicon; /* whose variants do not matter; or NULL */
};

static void put_text(struct fy_buffer *out, const char *text)
{
    fy_text_visible(out, text, strlen(text));
    fy_buffer_putc(out, '\t');
}

static void put_number(struct fy_buffer *out, double value)
{
    char text[FY_NUMBER_SIZE];
    fy_number_write(value, text);
    fy_buffer_puts(out, text);
    fy_buffer_putc(out, '\t');
}

static void put_label(const struct search *search, struct fy_buffer *out, const char *path,
                      const struct fy_named_grid *named, size_t tier, const struct fy_interval *item)
{
    const struct fy_grid *grid = named->grid;
    const bool interval = fy_tier_kind(grid, tier) == FY_INTERVAL_TIER;
    if (search->json) {
        struct fy_json_writer json = { .out = out };
        fy_json_object(&json, NULL);
        fy_json_text(&json, "file", path);
        if (*named->name)
            fy_json_text(&json, "recording", named->name);
        fy_json_text(&json, "tier", fy_tier_name(grid, tier));
        fy_json_text(&json, "kind", interval ? "interval" : "point");
        fy_json_number(&json, "from", item->xmin);
        if (interval)
            fy_json_number(&json, "to", item->xmax);
        fy_json_text(&json, "label", item->text);
        fy_json_object_end(&json);
    } else {
        put_text(out, path);
        put_text(out, fy_tier_name(grid, tier));
        put_number(out, item->xmin);
        if (interval)
            put_number(out, item->xmax);
        else
            fy_buffer_putc(out, '\t');
        fy_text_visible(out, item->text, strlen(item->text));
        if (*named->name)
            fy_buffer_putc(out, '\t');
        fy_text_visible(out, named->name, strlen(named->name));
    }
    fy_buffer_putc(out, '\n');
}

static enum fy_status search_grid(const struct search *search, struct fy_pattern *pattern, const char *path,
                                  const struct fy_named_grid *named, struct fy_each_result *result)
{
    const struct fy_grid *grid = named->grid;
    struct fy_match matches[FY_PATTERN_GROUPS];
    for (size_t tier = 0; tier < fy_grid_tier_count(grid); tier++) {
        if (!fy_command_tier_wanted(fy_tier_name(grid, tier), search->tier))
            continue;
        for (size_t i = 0; i < fy_tier_size(grid, tier); i++) {
            const struct fy_interval item = fy_command_item(grid, tier, i);
            enum fy_status status = fy_pattern_look_in(pattern, item.text);
            if (status == FY_OK)
                status = fy_pattern_next(pattern, matches);
            if (status == FY_NOT_FOUND)
                continue;
            if (status != FY_OK)
                return fy_fail(&result->error, status, "%s", fy_status_text(status));
            put_label(search, &result->text, path, named, tier, &item);
            result->counts[LABELS]++;
        }
    }
    return result->text.failed ? fy_fail(&result->error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY)) : FY_OK;
}

static void search_file(void *context, void *mine, const char *path, struct fy_each_result *result)
{
    const struct search *search = context;
    struct fy_named_grids grids;
    struct fy_findings findings;
    const char *format;
    enum fy_status status = fy_command_read_each(path, &grids, &format, &findings, &result->error);
    for (size_t i = 0; status == FY_OK && i < grids.count; i++) {
        status = search_grid(search, mine, path, &grids.items[i], result);
        if (status != FY_OK)
            (void)fy_error_in_file(&result->error, path);
    }
    fy_findings_free(&findings);
    fy_named_grids_free(&grids);
}

static void *open_pattern(void *context, struct fy_error *error)
{
    const struct search *search = context;
    struct fy_pattern *pattern;
    (void)fy_pattern_open_with(&pattern, search->pattern, search->flags, search->lexicon, error);
    return pattern;
}

static void close_pattern(void *mine)
{
    fy_pattern_close(mine);
}

static int find(struct search *search, char **arguments, int count)
{
    struct fy_error error = { 0 };
    struct fy_command_paths paths;
    struct fy_project *project = NULL;
    size_t counts[FY_EACH_COUNTS];
    if ((search->flags & FY_PATTERN_VARIANTS) && fy_project_open(&project, arguments[0], &error) == FY_OK)
        search->lexicon = fy_project_lexicon(project);
    struct fy_pattern *pattern = open_pattern(search, &error);
    if (pattern == NULL) {
        if (project != NULL)
            fy_project_close(project);
        return fy_command_error(&error);
    }
    fy_pattern_close(pattern);
    fy_command_walk(&paths, arguments, count);
    const struct fy_each each = {
        .paths = &paths, .context = search, .begin = open_pattern, .end = close_pattern, .work = search_file
    };
    const bool good = fy_each_run(&each, counts) && !paths.failed;
    fy_command_paths_free(&paths);
    if (project != NULL)
        fy_project_close(project);
    return good ? counts[LABELS] == 0 : 2;
}

int fy_command_find(int argc, char **argv)
{
    static const struct option options[] = { { "fixed", no_argument, NULL, 'F' },
                                             { "fold", no_argument, NULL, 'i' },
                                             { "tier", required_argument, NULL, 't' },
                                             { "json", no_argument, NULL, 'j' },
                                             { NULL, 0, NULL, 0 } };
    struct search search = { 0 };
    for (int option; (option = getopt_long(argc, argv, "Fit:", options, NULL)) != -1;) {
        if (option == 'F')
            search.flags |= FY_PATTERN_FIXED;
        else if (option == 'i')
            search.flags |= FY_PATTERN_FOLD | FY_PATTERN_VARIANTS;
        else if (option == 't')
            search.tier = optarg;
        else if (option == 'j')
            search.json = true;
        else
            return fy_command_usage(usage);
    }
    if (argc - optind < 2)
        return fy_command_usage(usage);
    search.pattern = argv[optind];
    return find(&search, argv + optind + 1, argc - optind - 1);
}

/* Replaces what matches a pattern in the labels of many grids. Prints a label a line, fields parted by tabs:
 *      FILE  TIER  FROM  TO  LABEL  NEW-LABEL         a point has no TO
 * Nothing is written without --write. A grid whose edits somebody has not saved yet is left alone. --undo takes the
 * last
 * --write back, and prints the files it put back, one a line. */
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/grids.h"
#include "commands/pattern.h"
#include "commands/replace_undo.h"
#include "commands/walk.h"

#include <fangyin/edit.h>
#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const char usage[] = "replace [--fixed] [--fold] [--tier NAME] [--write] PATTERN REPLACEMENT FILE|FOLDER...\n"
                            "       fangyin replace --undo FILE|FOLDER...";

struct replacer {
    struct fy_pattern *pattern;
    const char *replacement, *tier;
    bool write;
    size_t matches, labels, files; /* done or, in a preview, to be done */
};

static void print_change(const char *path, const struct fy_grid *grid, size_t tier, const struct fy_interval *item,
                         const char *label)
{
    fy_command_print(stdout, path);
    putchar('\t');
    fy_command_print(stdout, fy_tier_name(grid, tier));
    putchar('\t');
    fy_command_print_number(stdout, item->xmin);
    putchar('\t');
    if (fy_tier_kind(grid, tier) == FY_INTERVAL_TIER)
        fy_command_print_number(stdout, item->xmax);
    putchar('\t');
    fy_command_print(stdout, item->text);
    putchar('\t');
    fy_command_print(stdout, label);
    putchar('\n');
}

static enum fy_status set_label(struct fy_grid *grid, size_t tier, size_t index, const struct fy_buffer *label,
                                struct fy_error *error)
{
    struct fy_edit edit;
    const char *text = fy_buffer_text(label);
    enum fy_status status = fy_tier_kind(grid, tier) == FY_INTERVAL_TIER
                                ? fy_edit_set_label(&edit, grid, tier, index, text, label->size, error)
                                : fy_edit_set_mark(&edit, grid, tier, index, text, label->size, error);
    if (status == FY_OK)
        status = fy_edit_apply(&edit, grid, error);
    fy_edit_clear(&edit);
    return status;
}

/* Tell what is to be replaced (`print`), or replace it. */
static enum fy_status replace_in_grid(const struct replacer *replacer, const char *path, struct fy_grid *grid,
                                      bool print, size_t *matches, size_t *labels, struct fy_error *error)
{
    struct fy_buffer label = FY_BUFFER_EMPTY;
    enum fy_status status = FY_OK;
    *matches = *labels = 0;
    for (size_t tier = 0; status == FY_OK && tier < fy_grid_tier_count(grid); tier++) {
        if (!fy_command_tier_wanted(fy_tier_name(grid, tier), replacer->tier))
            continue;
        for (size_t i = 0; status == FY_OK && i < fy_tier_size(grid, tier); i++) {
            const struct fy_interval item = fy_command_item(grid, tier, i);
            size_t count;
            fy_buffer_clear(&label);
            status = fy_pattern_replace(replacer->pattern, item.text, replacer->replacement, &label, &count);
            if (status != FY_OK) {
                (void)fy_fail(error, status, "%s", fy_status_text(status));
            } else if (count > 0 && strcmp(item.text, fy_buffer_text(&label)) != 0) {
                if (print)
                    print_change(path, grid, tier, &item, fy_buffer_text(&label));
                else
                    status = set_label(grid, tier, i, &label, error);
                *matches += count;
                *labels += 1;
            }
        }
    }
    fy_buffer_free(&label);
    return status;
}

static enum fy_status replace_in_file(struct replacer *replacer, const char *path, bool *replaced,
                                      struct fy_error *error)
{
    struct fy_command_grid opened;
    size_t matches = 0, labels = 0;
    enum fy_status status = fy_command_open_grid(&opened, path, error);
    if (status == FY_OK)
        fy_command_print_findings(path, &opened.findings);
    if (status == FY_OK && replacer->write)
        status = fy_replace_check_no_journal(opened.file, error);
    if (status == FY_OK)
        status = replace_in_grid(replacer, path, opened.grid, true, &matches, &labels, error);
    if (status == FY_OK && replacer->write && labels > 0) {
        status = replace_in_grid(replacer, path, opened.grid, false, &matches, &labels, error);
        if (status == FY_OK)
            status = fy_replace_save(opened.file, opened.grid, error);
    }
    fy_command_close_grid(&opened);
    if (status != FY_OK)
        return fy_error_in_file(error, path);
    replacer->matches += matches;
    replacer->labels += labels;
    replacer->files += labels > 0;
    *replaced = labels > 0;
    return FY_OK;
}

static int replace(struct replacer *replacer, const char *pattern, unsigned flags, char **arguments, int count)
{
    struct fy_error error = { 0 };
    struct fy_command_paths paths;
    if (fy_pattern_check_replacement(replacer->replacement, flags, &error) != FY_OK ||
        fy_pattern_open(&replacer->pattern, pattern, flags, &error) != FY_OK)
        return fy_command_error(&error);
    fy_command_walk(&paths, arguments, count);
    bool failed = paths.failed, *kept = fy_must_calloc(paths.count + 1, sizeof *kept); /* copies that stay */
    for (size_t i = 0; i < paths.count; i++) {
        if (replace_in_file(replacer, paths.items[i], &kept[i], &error) == FY_OK)
            continue;
        failed = kept[i] = true;
        fflush(stdout);
        (void)fy_command_error(&error);
        error = (struct fy_error){ 0 };
    }
    for (size_t i = 0; i < paths.count && replacer->write && replacer->files > 0; i++)
        if (!kept[i])
            fy_replace_forget(paths.items[i]);
    fy_free(kept);
    fy_command_paths_free(&paths);
    fy_pattern_close(replacer->pattern);
    fflush(stdout);
    fprintf(stderr,
            replacer->write
                ? _("fangyin: %zu matches in %zu labels of %zu files were replaced.\n")
                : _("fangyin: %zu matches in %zu labels of %zu files would be replaced; --write does it.\n"),
            replacer->matches, replacer->labels, replacer->files);
    return failed ? 2 : replacer->labels == 0;
}

static int undo(char **arguments, int count)
{
    struct fy_command_paths paths;
    size_t files = 0;
    fy_command_walk(&paths, arguments, count);
    bool failed = paths.failed;
    for (size_t i = 0; i < paths.count; i++) {
        struct fy_error error = { 0 };
        const enum fy_status status = fy_replace_undo(paths.items[i], &error);
        if (status == FY_OK) {
            fy_command_print(stdout, paths.items[i]);
            putchar('\n');
            files++;
        } else if (status != FY_NOT_FOUND) {
            failed = true;
            fflush(stdout);
            (void)fy_error_in_file(&error, paths.items[i]);
            (void)fy_command_error(&error);
        }
    }
    fy_command_paths_free(&paths);
    fflush(stdout);
    fprintf(stderr, _("fangyin: %zu files were put back as they were before the last replace --write.\n"), files);
    return failed ? 2 : files == 0;
}

int fy_command_replace(int argc, char **argv)
{
    static const struct option options[] = {
        { "fixed", no_argument, NULL, 'F' },      { "fold", no_argument, NULL, 'i' },
        { "tier", required_argument, NULL, 't' }, { "undo", no_argument, NULL, 'u' },
        { "write", no_argument, NULL, 'w' },      { NULL, 0, NULL, 0 }
    };
    struct replacer replacer = { 0 };
    unsigned flags = 0;
    bool undoing = false;
    for (int option; (option = getopt_long(argc, argv, "Fit:w", options, NULL)) != -1;) {
        if (option == 'F')
            flags |= FY_PATTERN_FIXED;
        else if (option == 'i')
            flags |= FY_PATTERN_FOLD;
        else if (option == 't')
            replacer.tier = optarg;
        else if (option == 'w')
            replacer.write = true;
        else if (option == 'u')
            undoing = true;
        else
            return fy_command_usage(usage);
    }
    if (undoing && (flags != 0 || replacer.tier || replacer.write || optind == argc))
        return fy_command_usage(usage);
    if (undoing)
        return undo(argv + optind, argc - optind);
    if (argc - optind < 3)
        return fy_command_usage(usage);
    replacer.replacement = argv[optind + 1];
    return replace(&replacer, argv[optind], flags, argv + optind + 2, argc - optind - 2);
}

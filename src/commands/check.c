/* Checks many grids by their projects' conventions, on all cores. Prints a finding a line, fields parted by tabs:
 *      FILE  TIER  FROM  TO  SEVERITY  RULE  SENTENCE  FIX
 * With --json an object a line. */
#include "commands/check.h"

#include "base/json_write.h"
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/each.h"
#include "commands/grids.h"

#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <fangyin/project.h>
#include <fangyin/text.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const char usage[] = "check [--fix] [--json] [--profile NAME] [--no-sound] FILE|FOLDER...\n"
                            "       fangyin check --rules";

enum { ERRORS, WARNINGS, NOTES, FIXES };

struct checking {
    bool json, fix, silent;
    const struct fy_convention *convention; /* NULL: the projects' own */
};

/* A thread's project and checks, which are those of the folder it was in last. */
struct folder {
    char *path;
    struct fy_project *project;
    struct fy_checks *checks;
};

static void leave_folder(struct folder *folder)
{
    fy_checks_free(folder->checks);
    if (folder->project != NULL)
        fy_project_close(folder->project);
    fy_free(folder->path);
    *folder = (struct folder){ NULL, NULL, NULL };
}

static void *begin(void *context, struct fy_error *error)
{
    (void)context;
    struct folder *folder = fy_calloc(1, sizeof *folder);
    if (folder == NULL)
        (void)fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    return folder;
}

static void end(void *mine)
{
    if (mine != NULL)
        leave_folder(mine);
    fy_free(mine);
}

static enum fy_status enter_folder(const struct checking *checking, struct folder *folder, const char *path,
                                   struct fy_error *error)
{
    const char *slash = strrchr(path, '/');
    const size_t size = slash == NULL ? 0 : (size_t)(slash - path) + 1;
    if (folder->path != NULL && strlen(folder->path) == size && strncmp(folder->path, path, size) == 0)
        return FY_OK;
    leave_folder(folder);
    enum fy_status status = fy_project_open(&folder->project, path, error);
    if (status != FY_OK)
        return status;
    folder->checks = fy_project_checks(folder->project, checking->convention);
    folder->path = folder->checks == NULL ? NULL : fy_strndup(path, size);
    if (folder->path != NULL)
        return FY_OK;
    leave_folder(folder);
    return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
}

/* ---- printing ---- */

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

static void put_json(struct fy_buffer *out, const char *path, const struct fy_grid *grid,
                     const struct fy_check_finding *finding)
{
    struct fy_json_writer json = { .out = out };
    fy_json_object(&json, NULL);
    fy_json_text(&json, "file", path);
    fy_json_text(&json, "tier", fy_tier_name(grid, finding->tier));
    fy_json_number(&json, "from", finding->from);
    fy_json_number(&json, "to", finding->to);
    fy_json_text(&json, "severity", fy_severity_name(finding->severity));
    fy_json_text(&json, "rule", fy_rule_info(finding->rule)->name);
    fy_json_text(&json, "sentence", finding->sentence);
    fy_json_count(&json, "start", finding->start);
    fy_json_count(&json, "end", finding->end);
    if (finding->fix == FY_FIX_TEXT)
        fy_json_text(&json, "fix", finding->text);
    else if (finding->fix == FY_FIX_BOUNDARY)
        fy_json_number(&json, "move_to", finding->to_time);
    if (finding->fix != FY_FIX_NONE)
        fy_json_bool(&json, "safe", finding->safe);
    fy_json_object_end(&json);
}

static void put_line(struct fy_buffer *out, const char *path, const struct fy_grid *grid,
                     const struct fy_check_finding *finding)
{
    put_text(out, path);
    put_text(out, fy_tier_name(grid, finding->tier));
    put_number(out, finding->from);
    put_number(out, finding->to);
    put_text(out, fy_severity_name(finding->severity));
    put_text(out, fy_rule_info(finding->rule)->name);
    put_text(out, finding->sentence);
    if (finding->fix == FY_FIX_TEXT)
        fy_text_visible(out, finding->text, strlen(finding->text));
}

static void put_findings(const struct checking *checking, const char *path, const struct fy_grid *grid,
                         const struct fy_check_findings *findings, struct fy_each_result *result)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct fy_check_finding *finding = &findings->items[i];
        if (checking->json)
            put_json(&result->text, path, grid, finding);
        else
            put_line(&result->text, path, grid, finding);
        fy_buffer_putc(&result->text, '\n');
        result->counts[finding->severity == FY_SEVERITY_ERROR     ? ERRORS
                       : finding->severity == FY_SEVERITY_WARNING ? WARNINGS
                                                                  : NOTES]++;
    }
}

/* ---- checking ---- */

static enum fy_status check_grid(const struct checking *checking, const struct fy_checks *checks, const char *path,
                                 const struct fy_grid *grid, struct fy_each_result *result)
{
    struct fy_check_levels levels = { NULL, 0, 0 };
    struct fy_check_findings findings = { NULL, 0, 0 };
    /* Without its recording a grid is checked all the same. */
    if (!checking->silent && fy_checks_want_sound(checks))
        (void)fy_check_levels_of_grid(&levels, path, NULL);
    enum fy_status status = fy_checks_grid(checks, grid, fy_check_levels_listen, &levels, &findings);
    if (status == FY_OK)
        put_findings(checking, path, grid, &findings, result);
    else
        (void)fy_fail(&result->error, status, "%s", fy_status_text(status));
    fy_check_findings_free(&findings);
    fy_check_levels_free(&levels);
    return status;
}

static void check_file(void *context, void *mine, const char *path, struct fy_each_result *result)
{
    const struct checking *checking = context;
    struct folder *folder = mine;
    struct fy_grid *grid = NULL;
    struct fy_findings findings = { NULL, 0, 0 };
    const char *format;
    enum fy_status status = enter_folder(checking, folder, path, &result->error);
    if (status == FY_OK)
        status = fy_command_read_any(path, &grid, &format, &findings, &result->error);
    if (status == FY_OK && checking->fix && strcmp(format, "textgrid") == 0) {
        status = fy_check_fix_file(folder->checks, path, &result->counts[FIXES], &result->error);
        if (status == FY_OK && result->counts[FIXES] > 0) {
            fy_grid_free(grid);
            fy_findings_free(&findings);
            status = fy_command_read_any(path, &grid, &format, &findings, &result->error);
        }
    }
    if (status == FY_OK)
        status = check_grid(checking, folder->checks, path, grid, result);
    if (status != FY_OK)
        (void)fy_error_in_file(&result->error, path);
    fy_findings_free(&findings);
    fy_grid_free(grid);
}

/* What is wrong in a project's own files is told once. */
static void print_warnings(const char *path)
{
    struct fy_project *project;
    if (fy_project_open(&project, path, NULL) != FY_OK)
        return;
    for (size_t i = 0; i < fy_project_warning_count(project); i++)
        (void)fy_command_error(fy_project_warning(project, i));
    fy_project_close(project);
}

static int check(const struct checking *checking, char **arguments, int count)
{
    struct fy_command_paths paths;
    size_t counts[FY_EACH_COUNTS];
    struct checking context = *checking;
    if (strcmp(arguments[0], "-") != 0)
        print_warnings(arguments[0]);
    fy_command_walk(&paths, arguments, count);
    const struct fy_each each = { .paths = &paths, .context = &context, .begin = begin, .end = end, .work = check_file };
    const bool good = fy_each_run(&each, counts) && !paths.failed;
    fflush(stdout);
    if (checking->fix)
        fprintf(stderr, fy_message_plural("fangyin: %zu fix was made.\n", "fangyin: %zu fixes were made.\n", counts[FIXES]),
                counts[FIXES]);
    fprintf(stderr, _("fangyin: %zu errors, %zu warnings, %zu notes in %zu files.\n"), counts[ERRORS], counts[WARNINGS],
            counts[NOTES], paths.count);
    fy_command_paths_free(&paths);
    return !good ? 2 : counts[ERRORS] > 0;
}

/* ---- the tables ---- */

static int print_rules(void)
{
    printf("%s\n", _("Profiles"));
    for (size_t p = 0; p < FY_PROFILE_COUNT; p++)
        printf("  %-16s %s\n", fy_profile_name((enum fy_profile)p), _(fy_profile_help((enum fy_profile)p)));
    printf("\n%-17s %-8s %-13s %-8s %-8s %-4s\n", _("Rules"), "plain", "dialectology", "ldc", "vendor", "--fix");
    for (size_t r = 0; r < FY_RULE_COUNT; r++) {
        const struct fy_rule_info *rule = fy_rule_info((enum fy_rule)r);
        printf("  %-15s %-8s %-13s %-8s %-8s %-4s %s\n", rule->name, fy_severity_name(rule->severity[FY_PROFILE_PLAIN]),
               fy_severity_name(rule->severity[FY_PROFILE_DIALECTOLOGY]), fy_severity_name(rule->severity[FY_PROFILE_LDC]),
               fy_severity_name(rule->severity[FY_PROFILE_VENDOR]), rule->fixes ? "fix" : "-", _(rule->help));
    }
    printf("\n%s\n", _("Limits"));
    for (size_t l = 0; l < FY_LIMIT_COUNT; l++) {
        const struct fy_limit_info *limit = fy_limit_info((enum fy_limit)l);
        printf("  %-15s %-8g %-13g %-8g %-8g %-4s %s\n", limit->name, limit->value[FY_PROFILE_PLAIN],
               limit->value[FY_PROFILE_DIALECTOLOGY], limit->value[FY_PROFILE_LDC], limit->value[FY_PROFILE_VENDOR], "-",
               _(limit->help));
    }
    return 0;
}

int fy_command_check(int argc, char **argv)
{
    static const struct option options[] = { { "fix", no_argument, NULL, 'f' },     { "json", no_argument, NULL, 'j' },
                                             { "rules", no_argument, NULL, 'r' },   { "profile", required_argument, NULL, 'p' },
                                             { "no-sound", no_argument, NULL, 's' }, { NULL, 0, NULL, 0 } };
    struct checking checking = { .json = false };
    struct fy_convention convention;
    struct fy_error error = { 0 };
    bool rules = false;
    for (int option; (option = getopt_long(argc, argv, "fjp:", options, NULL)) != -1;) {
        if (option == 'f') {
            checking.fix = true;
        } else if (option == 'j') {
            checking.json = true;
        } else if (option == 'r') {
            rules = true;
        } else if (option == 's') {
            checking.silent = true;
        } else if (option == 'p') {
            if (fy_convention_set(&convention, "profile", optarg, &error) != FY_OK)
                return fy_command_error(&error);
            checking.convention = &convention;
        } else {
            return fy_command_usage(usage);
        }
    }
    if (rules && optind == argc)
        return print_rules();
    if (rules || optind == argc)
        return fy_command_usage(usage);
    return check(&checking, argv + optind, argc - optind);
}

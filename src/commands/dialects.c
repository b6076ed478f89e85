/* Lists the dialect tree of a project, or the built-in one; finds dialects by what somebody types; checks a dialects.tsv. */
#include "base/json_write.h"
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/grids.h"

#include <fangyin/files.h>
#include <fangyin/project.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const char usage[] = "dialects [--json] [FOLDER]\n"
                            "       fangyin dialects find WORD [FOLDER]\n"
                            "       fangyin dialects check FILE...\n"
                            "       fangyin dialects --table";

static void print_dialect(const struct fy_dialect *dialect, int depth)
{
    printf("%*s%c %s\t", depth * 2, "", dialect->hotkey ? dialect->hotkey : ' ', dialect->code);
    fy_command_print(stdout, dialect->name_zh);
    putchar('\t');
    fy_command_print(stdout, dialect->name_en);
    putchar('\n');
}

static void print_json(const struct fy_dialects *dialects, size_t index)
{
    const struct fy_dialect *dialect = fy_dialects_at(dialects, index);
    struct fy_buffer line = FY_BUFFER_EMPTY;
    struct fy_json_writer json = { .out = &line };
    const char key[2] = { dialect->hotkey, '\0' };
    fy_json_object(&json, NULL);
    fy_json_text(&json, "code", dialect->code);
    fy_json_text(&json, "parent", dialect->parent == FY_NONE ? "" : fy_dialects_at(dialects, dialect->parent)->code);
    fy_json_text(&json, "name_zh", dialect->name_zh);
    fy_json_text(&json, "name_en", dialect->name_en);
    fy_json_text(&json, "hotkey", key);
    fy_json_text(&json, "level", dialect->level);
    fy_json_text(&json, "bcp47", dialect->bcp47);
    fy_json_text(&json, "glottocode", dialect->glottocode);
    fy_json_text(&json, "status", dialect->status);
    fy_json_text(&json, "tones", dialect->tones);
    fy_json_object(&json, "map");
    for (size_t t = 0; t < fy_dialects_target_count(dialects); t++)
        fy_json_text(&json, fy_dialects_target(dialects, t),
                     fy_dialects_map(dialects, index, fy_dialects_target(dialects, t)));
    fy_json_object_end(&json);
    fy_json_text(&json, "note", dialect->note);
    fy_json_object_end(&json);
    (void)fy_command_print_line(&line);
}

static void list(const struct fy_dialects *dialects, size_t parent, int depth, bool json)
{
    for (size_t n = 0;; n++) {
        const size_t at = fy_dialects_child(dialects, parent, n);
        if (at == FY_NONE)
            return;
        if (json)
            print_json(dialects, at);
        else
            print_dialect(fy_dialects_at(dialects, at), depth);
        list(dialects, at, depth + 1, json);
    }
}

static int find(const struct fy_dialects *dialects, const char *word)
{
    enum { MOST = 100 };
    size_t found[MOST];
    const size_t count = fy_dialects_match(dialects, word, strlen(word), found, MOST);
    for (size_t i = 0; i < count; i++)
        print_dialect(fy_dialects_at(dialects, found[i]), 0);
    return count == 0;
}

static int with_project(const char *path, const char *word, bool json)
{
    struct fy_project *project = NULL;
    struct fy_error error = { 0 };
    if (fy_project_open(&project, path, &error) != FY_OK)
        return fy_command_error(&error);
    for (size_t i = 0; i < fy_project_warning_count(project); i++)
        (void)fy_command_error(fy_project_warning(project, i));
    int status = 0;
    if (word != NULL)
        status = find(fy_project_dialects(project), word);
    else
        list(fy_project_dialects(project), FY_NONE, 0, json);
    fy_project_close(project);
    return status;
}

/* Tell all that is wrong in a dialects.tsv. 1 if anything is, 2 if it cannot be read. */
static int check(const char *path)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    struct fy_problems problems = { NULL, 0, 0 };
    struct fy_dialects *dialects = NULL;
    struct fy_error error = { 0 };
    if (fy_file_read(path, &bytes, &error) != FY_OK) {
        (void)fy_error_in_file(&error, path);
        fy_buffer_free(&bytes);
        return fy_command_error(&error);
    }
    (void)fy_dialects_read_some(fy_buffer_text(&bytes), bytes.size, &dialects, &problems);
    for (size_t i = 0; i < problems.count; i++) {
        (void)fy_error_in_file(&problems.items[i], path);
        (void)fy_command_error(&problems.items[i]);
    }
    const int status = problems.count > 0 || dialects == NULL;
    fy_dialects_free(dialects);
    fy_problems_free(&problems);
    fy_buffer_free(&bytes);
    return status;
}

static int check_all(char **paths, int count)
{
    int worst = 0;
    for (int i = 0; i < count; i++) {
        const int status = check(paths[i]);
        worst = status > worst ? status : worst;
    }
    return worst;
}

static int print_table(void)
{
    size_t size;
    const char *text = fy_dialects_builtin_text(&size);
    fwrite(text, 1, size, stdout);
    return 0;
}

int fy_command_dialects(int argc, char **argv)
{
    static const struct option options[] = { { "json", no_argument, NULL, 'j' },
                                             { "table", no_argument, NULL, 't' },
                                             { NULL, 0, NULL, 0 } };
    bool json = false, table = false;
    for (int option; (option = getopt_long(argc, argv, "j", options, NULL)) != -1;) {
        if (option == 'j')
            json = true;
        else if (option == 't')
            table = true;
        else
            return fy_command_usage(usage);
    }
    char **rest = argv + optind;
    const int count = argc - optind;
    if (table)
        return count == 0 && !json ? print_table() : fy_command_usage(usage);
    if (count >= 2 && strcmp(rest[0], "check") == 0 && !json)
        return check_all(rest + 1, count - 1);
    if (count >= 2 && count <= 3 && strcmp(rest[0], "find") == 0 && !json)
        return with_project(count == 3 ? rest[2] : ".", rest[1], false);
    return count <= 1 ? with_project(count == 1 ? rest[0] : ".", NULL, json) : fy_command_usage(usage);
}

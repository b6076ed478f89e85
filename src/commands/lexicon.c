/* Drafts a lexicon.tsv from grids: what returns in the text tiers, with how often, and its reading where a romanised tier has
 * as many syllables as characters. What the project's lexicon has already keeps what it says of it. */
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/grids.h"
#include "commands/walk.h"

#include <fangyin/project.h>
#include <fangyin/sisters.h>
#include <fangyin/text.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] = "lexicon build [--least N] [--tier NAME] [--reading TIER] FILE|FOLDER...";

struct builder {
    const char *tier, *reading;
    unsigned long least;
    struct fy_words *words;
};

static enum fy_status read_tier(const struct builder *builder, const struct fy_grid *grid, size_t tier)
{
    enum fy_status status = FY_OK;
    for (size_t i = 0; i < fy_tier_size(grid, tier) && status == FY_OK; i++) {
        const char *text = fy_tier_intervals(grid, tier)[i].text;
        const char *reading = builder->reading != NULL ? fy_sister_label(grid, tier, i, builder->reading)
                                                       : fy_sister_label(grid, tier, i, "rom");
        if (builder->reading == NULL && reading[0] == '\0')
            reading = fy_sister_label(grid, tier, i, "ipa");
        status = fy_words_add(builder->words, text, strlen(text), reading, 1);
    }
    return status;
}

static enum fy_status read_file(const struct builder *builder, const char *path, struct fy_error *error)
{
    struct fy_grid *grid;
    enum fy_status status = fy_command_read_grid(path, &grid, error);
    for (size_t t = 0; status == FY_OK && t < fy_grid_tier_count(grid); t++)
        if (fy_tier_kind(grid, t) == FY_INTERVAL_TIER && fy_command_tier_wanted(fy_tier_name(grid, t), builder->tier))
            status = read_tier(builder, grid, t);
    if (status == FY_NO_MEMORY)
        (void)fy_fail(error, status, "%s", fy_status_text(status));
    fy_grid_free(grid);
    return status;
}

static void print_strings(const struct fy_lexicon_string *strings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            putchar('/');
        fy_command_print(stdout, strings[i].text);
    }
    putchar('\t');
}

static void print_word(const struct fy_word *word, const struct fy_lexicon_entry *entry)
{
    static const char *const provenances[] = { "", "本字", "同音借字", "□" };
    fy_command_print(stdout, word->text);
    putchar('\t');
    if (entry != NULL) {
        print_strings(entry->variants, entry->variant_count);
        if (entry->reading_count > 0) {
            print_strings(entry->readings, entry->reading_count);
        } else {
            fy_command_print(stdout, word->reading);
            putchar('\t');
        }
        print_strings(entry->glosses, entry->gloss_count);
        fy_command_print(stdout, entry->note);
    } else {
        putchar('\t');
        fy_command_print(stdout, word->reading);
        fputs("\t\t", stdout);
    }
    printf("\t%s\t%lu\n", entry != NULL ? provenances[entry->provenance] : "", word->count);
}

/* A variant of a word is none of its own. */
static int print_list(const struct builder *builder, const struct fy_lexicon *lexicon)
{
    const struct fy_word *list;
    size_t count, printed = 0;
    struct fy_error error = { 0 };
    const enum fy_status status = fy_words_list(builder->words, builder->least, &list, &count);
    if (status != FY_OK) {
        (void)fy_fail(&error, status, "%s", fy_status_text(status));
        return fy_command_error(&error);
    }
    puts("form\tvariants\treading\tgloss\tnote\tprovenance\tcount");
    for (size_t i = 0; i < count; i++) {
        bool variant = false;
        const struct fy_lexicon_entry *entry =
            lexicon == NULL ? NULL : fy_lexicon_find(lexicon, list[i].text, list[i].size, &variant);
        if (variant)
            continue;
        print_word(&list[i], entry);
        printed++;
    }
    fflush(stdout);
    fprintf(stderr, _("fangyin: %zu words.\n"), printed);
    return printed == 0;
}

static int build(struct builder *builder, char **arguments, int count)
{
    struct fy_command_paths paths;
    struct fy_project *project = NULL;
    struct fy_error error = { 0 };
    fy_command_walk(&paths, arguments, count);
    bool failed = paths.failed;
    builder->words = fy_words_new();
    if (builder->words == NULL || fy_project_open(&project, paths.count > 0 ? paths.items[0] : ".", &error) != FY_OK) {
        (void)fy_fail(&error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
        (void)fy_command_error(&error);
        failed = true;
        paths.count = 0;
    }
    for (size_t i = 0; i < paths.count; i++)
        if (read_file(builder, paths.items[i], &error) != FY_OK) {
            (void)fy_error_in_file(&error, paths.items[i]);
            (void)fy_command_error(&error);
            failed = true;
        }
    int exit_status = 2;
    if (project != NULL)
        exit_status = print_list(builder, fy_project_lexicon(project));
    if (project != NULL)
        fy_project_close(project);
    fy_words_free(builder->words);
    fy_command_paths_free(&paths);
    return failed ? 2 : exit_status;
}

int fy_command_lexicon(int argc, char **argv)
{
    static const struct option options[] = { { "least", required_argument, NULL, 'n' },
                                             { "tier", required_argument, NULL, 't' },
                                             { "reading", required_argument, NULL, 'r' },
                                             { NULL, 0, NULL, 0 } };
    struct builder builder = { .tier = "text", .least = 2 };
    for (int option; (option = getopt_long(argc, argv, "n:t:r:", options, NULL)) != -1;) {
        if (option == 't') {
            builder.tier = optarg;
        } else if (option == 'r') {
            builder.reading = optarg;
        } else if (option == 'n' && strspn(optarg, "0123456789") == strlen(optarg) && optarg[0] != '\0') {
            builder.least = strtoul(optarg, NULL, 10);
        } else {
            return fy_command_usage(usage);
        }
    }
    if (argc - optind < 2 || strcmp(argv[optind], "build") != 0)
        return fy_command_usage(usage);
    return build(&builder, argv + optind + 1, argc - optind - 1);
}

/* The table of subcommands. */
#include "base/messages.h"
#include "base/own_path.h"
#include "commands/commands.h"
#include "terminal/device_child.h"

#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *help;
} commands[] = {
    { "annotate", fy_command_annotate, N_("open a recording and write down what is said (the default)") },
    { "drive", fy_command_drive, N_("run the annotator on a script of keys, without a terminal") },
    { "info", fy_command_info, N_("say what a recording or a grid holds") },
    { "keys", fy_command_keys, N_("list the keys; --ini as a part of fangyin.ini") },
    { "convert", fy_command_convert, N_("convert annotation files: TextGrid, subtitles, tables and more") },
    { "measure", fy_command_measure, N_("measure pitch, formants, tone and more; prints a table") },
    { "picture", fy_command_picture, N_("draw waveform, spectrogram and tiers as PNG, SVG or PDF") },
    { "team", fy_command_team, N_("share recordings out among people, and keep the record of it") },
    { "rank", fy_command_rank, N_("judge candidate answers: order, scores, one's own") },
    { "find", fy_command_find, N_("look for text or a pattern in the labels of many grids") },
    { "replace", fy_command_replace, N_("replace text or a pattern in labels; shows it first") },
    { "diff", fy_command_diff, N_("say what is different between two grids") },
    { "merge", fy_command_merge, N_("merge two people's versions of a grid; git can call it") },
    { "agree", fy_command_agree, N_("compare two people's grids: text, tags, boundaries") },
    { "segment", fy_command_segment, N_("cut recordings at their pauses into segments to write in") },
    { "dedupe", fy_command_dedupe, N_("find recordings or segments that hold the same speech") },
    { "import", fy_command_import, N_("take in drafts of speech recognisers, or let one make them") },
    { "export", fy_command_export, N_("make a training set out of annotated recordings") },
    { "check", fy_command_check, N_("check grids against the conventions; --fix mends what is safe") },
    { "lexicon", fy_command_lexicon, N_("draft a word list from what was written") },
    { "dialects", fy_command_dialects, N_("list the dialect tree, or check one") },
};

static int help(FILE *out)
{
    fprintf(out, _("Fangyin 方音 %s: annotate dialect speech in the terminal.\n\nUsage: fangyin RECORDING\n       fangyin COMMAND ...\n\n"),
            FY_VERSION);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        fprintf(out, "  %-10s %s\n", commands[i].name, _(commands[i].help));
    fputs(_("\n`man fangyin` has the rest; ? in the annotator lists the keys.\n"), out);
    return out == stderr ? 2 : 0;
}

/* Translations beside the program, when it runs where it was built; `path` has room for PATH_MAX bytes. */
static const char *own_messages(char *path)
{
    static const char folder[] = "/locale";
    struct stat status;
    const char *self = fy_own_path();
    char *slash = self && realpath(self, path) ? strrchr(path, '/') : NULL;
    if (!slash || (size_t)(slash - path) + sizeof folder > PATH_MAX)
        return NULL;
    memcpy(slash, folder, sizeof folder);
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode) ? path : NULL;
}

static bool asks_for_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0)
            return true;
    }
    return false;
}

/* argv[0] is the subcommand's name. */
static int run_command(int (*run)(int argc, char **argv), int argc, char **argv)
{
    return asks_for_help(argc, argv) ? fy_command_help(run, argv[0]) : run(argc, argv);
}

int main(int argc, char **argv)
{
    char path[PATH_MAX];
    /* A file that grows past the system's limit is an error of writing, told as one, not an end. */
    signal(SIGXFSZ, SIG_IGN);
    fy_messages_start(own_messages(path));
    if (argc < 2)
        return help(stderr);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0)
        return help(stdout);
    if (strcmp(argv[1], "--version") == 0) {
        printf("fangyin %s\n", FY_VERSION);
        return 0;
    }
    if (argc == 2 && strcmp(argv[1], FY_CHILD_COMMAND) == 0)
        return fy_device_process();
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(argv[1], commands[i].name) == 0)
            return run_command(commands[i].run, argc - 1, argv + 1);
    }
    return run_command(fy_command_annotate, argc, argv);
}

/* Candidate answers judged, and what follows from it: the call, the export, the report. */
#include "commands/rank.h"
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/grids.h"

#include <fangyin/memory.h>
#include <fangyin/preferences.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] = "rank FILE [--as NAME] [--author]\n"
                            "       fangyin rank --team FOLDER [--as NAME] [--author] [--all] [--store ADDRESS]\n"
                            "       fangyin rank --export pairs|list|sft [--form trl|swift] FILE | --team FOLDER\n"
                            "       fangyin rank --report FILE | --team FOLDER";

/* ---- export ---- */

static int find_name(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0)
            return (int)i;
    }
    return -1;
}

int rank_export(const struct rank_desk *desk, const char *what, const char *form, const char *folder)
{
    static const char *const kinds[] = { "pairs", "list", "sft" }, *const forms[] = { "trl", "swift" };
    const int kind = find_name(what, kinds, 3), reader = form ? find_name(form, forms, 2) : FY_PREFERENCE_TRL;
    struct fy_buffer lines = FY_BUFFER_EMPTY;
    struct fy_preference_sums sums = { 0 };
    struct fy_error error = { 0 };
    enum fy_status status = FY_OK;
    if (kind < 0 || reader < 0)
        return fy_command_usage(usage);
    for (size_t i = 0; status == FY_OK && i < desk->count; i++) {
        status = fy_preferences_write(fy_task_of(desk->items[i].log), (enum fy_preference_data)kind,
                                      (enum fy_preference_form)reader, folder, &lines, &sums);
        fwrite(fy_buffer_text(&lines), 1, lines.size, stdout);
        fy_buffer_clear(&lines);
    }
    fy_buffer_free(&lines);
    if (status != FY_OK) {
        (void)team_no_memory(&error);
        return fy_command_error(&error);
    }
    if (sums.sound > 0)
        fprintf(stderr,
                _("fangyin: %zu tasks with sound were left out: this form has no place for it; --form swift "
                  "has one.\n"),
                sums.sound);
    return 0;
}

/* ---- report ---- */

static void print_share(const char *name, size_t part, size_t whole)
{
    printf("%s\t%zu\t%zu\t", name, part, whole);
    if (whole > 0)
        printf("%.4f\n", (double)part / (double)whole);
    else
        puts("-");
}

int rank_report(const struct rank_desk *desk)
{
    struct fy_task_tally tally = { 0 };
    for (size_t i = 0; i < desk->count; i++)
        fy_task_tally_add(&tally, fy_task_of(desk->items[i].log));
    printf("tasks\t%zu\n", desk->count);
    printf("judgements\t%zu\n", tally.judgements);
    printf("cannot_judge\t%zu\n", tally.cannot_judge);
    printf("none_right\t%zu\n", tally.none_right);
    printf("repeats\t%zu\n", tally.repeats);
    print_share("repeat_same", tally.repeat_same, tally.repeat_pairs);
    print_share("shown_first_wins", tally.first, tally.pairs);
    print_share("judges_agree", tally.shared_same, tally.shared_pairs);
    return 0;
}

/* ---- in a team ---- */

static int carry_out(struct rank_desk *desk, const struct team_options *options, const char *folder)
{
    if (options->report)
        return rank_report(desk);
    if (options->export)
        return rank_export(desk, options->export, options->form, folder);
    return options->author ? rank_author(desk) : rank_judge(desk);
}

int team_rank(const struct team_call *call)
{
    struct rank_desk desk;
    struct fy_error error = { 0 };
    const bool named = fy_team_person_name_valid(call->person);
    if (!named && !call->options.report && !call->options.export) {
        fprintf(stderr, "fangyin: %s\n", _("Say who you are: --as NAME."));
        return 2;
    }
    const enum fy_status status = rank_open_team(&desk, call, &error);
    const int result = status == FY_OK ? carry_out(&desk, &call->options, call->whole) : team_told(&error);
    rank_close(&desk);
    return result;
}

static enum fy_status add_task(void *context, const char *id, const char *data, struct fy_error *error)
{
    const struct team_call *call = context;
    const struct fy_task_act act = { id, "add", call->person, data, call->now };
    struct fy_task_log *log = fy_task_log_new();
    enum fy_status status = log ? fy_task_load(call->store, id, log, error) : team_no_memory(error);
    if (status == FY_NOT_FOUND)
        status = fy_task_do(call->store, &act, log, error);
    fy_task_log_free(log);
    return status;
}

int team_tasks(const struct team_call *call)
{
    struct fy_error error = { 0 };
    enum fy_status status = fy_people_check(call->people, call->person, "add", "", &error);
    if (status == FY_OK)
        status = rank_read_tasks(call->rest[0], add_task, (void *)(uintptr_t)call, &error);
    return status == FY_OK ? 0 : team_told(&error);
}

/* ---- the call ---- */

/* `rank --team FOLDER ...` is `team rank ... FOLDER`. */
static int in_team(int argc, char **argv, int at)
{
    static char team[] = "team", rank[] = "rank";
    char **words = fy_calloc((size_t)argc + 3, sizeof *words);
    int count = 0;
    if (!words)
        return 2;
    words[count++] = team;
    words[count++] = rank;
    for (int i = 1; i < argc; i++) {
        if (i != at)
            words[count++] = argv[i];
    }
    optind = 0;
    const int result = fy_command_team(count, words);
    fy_free(words);
    return result;
}

static bool parse(int argc, char **argv, struct team_options *options)
{
    static const struct option known[] = {
        { "as", required_argument, NULL, 'a' },   { "author", no_argument, NULL, 'w' },
        { "report", no_argument, NULL, 'r' },     { "export", required_argument, NULL, 'e' },
        { "form", required_argument, NULL, 'f' }, { NULL, 0, NULL, 0 },
    };
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        switch (option) {
        case 'a':
            options->person = optarg;
            break;
        case 'w':
            options->author = true;
            break;
        case 'r':
            options->report = true;
            break;
        case 'e':
            options->export = optarg;
            break;
        case 'f':
            options->form = optarg;
            break;
        default:
            return false;
        }
    }
    return optind + 1 == argc;
}

int fy_command_rank(int argc, char **argv)
{
    struct team_options options = { 0 };
    struct rank_desk desk = { 0 };
    struct fy_error error = { 0 };
    char whole[PATH_MAX];
    for (int i = 1; i + 1 < argc; i++) {
        if (strcmp(argv[i], "--team") == 0)
            return in_team(argc, argv, i);
    }
    if (!parse(argc, argv, &options))
        return fy_command_usage(usage);
    const char *user = getenv("USER"), *person = options.person ? options.person : user ? user : "";
    const char *path = argv[optind];
    if (!fy_team_person_name_valid(person) && !options.report && !options.export) {
        fprintf(stderr, "fangyin: %s\n", _("Say who you are: --as NAME."));
        return 2;
    }
    enum fy_status status = rank_open_file(&desk, path, person, &error);
    /* Relative paths of sound are from the file's folder on. */
    if (status == FY_OK && realpath(path, whole) != NULL)
        *strrchr(whole, '/') = '\0';
    const int result = status == FY_OK ? carry_out(&desk, &options, whole) : fy_command_error(&error);
    rank_close(&desk);
    return result;
}

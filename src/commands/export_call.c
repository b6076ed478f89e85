/* The arguments of `export`. */
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/export.h"
#include "commands/grids.h"

#include <fangyin/number.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "export --to FORMAT -o FOLDER [--text-tier NAME] [--tier NAME] [--status any|done|accepted] [--dialect CODE]\n"
    "  [--dialect-level LEVEL] [--speaker ID] [--shortest SECONDS] [--longest SECONDS] [--markers "
    "strip|keep|map|exclude]\n"
    "  [--private leave-out|silence|tone] [--without-consent] [--channel N|mix] [--rate HZ] [--clips] [--prompt TEXT]\n"
    "  [--split TRAIN,DEV,TEST [--seed TEXT] [--same-text] [--allow-small]] [--shard I/N] RECORDING|GRID|FOLDER|-...\n"
    "export --to FORMAT -o FOLDER --join [options as above]\n"
    "export --list";

enum {
    TO = 256,
    TIER,
    TEXT_TIER,
    STATUS,
    DIALECT,
    LEVEL,
    SPEAKER,
    SHORTEST,
    LONGEST,
    MARKERS,
    PRIVATE,
    WITHOUT_CONSENT,
    CHANNEL,
    RATE,
    CLIPS,
    PROMPT,
    SPLIT,
    SEED,
    SAME_TEXT,
    ALLOW_SMALL,
    SHARD,
    JOIN,
    LIST
};

static const struct option long_options[] = {
    { "to", required_argument, NULL, TO },
    { "output", required_argument, NULL, 'o' },
    { "tier", required_argument, NULL, TIER },
    { "text-tier", required_argument, NULL, TEXT_TIER },
    { "status", required_argument, NULL, STATUS },
    { "dialect", required_argument, NULL, DIALECT },
    { "dialect-level", required_argument, NULL, LEVEL },
    { "speaker", required_argument, NULL, SPEAKER },
    { "shortest", required_argument, NULL, SHORTEST },
    { "longest", required_argument, NULL, LONGEST },
    { "markers", required_argument, NULL, MARKERS },
    { "private", required_argument, NULL, PRIVATE },
    { "without-consent", no_argument, NULL, WITHOUT_CONSENT },
    { "channel", required_argument, NULL, CHANNEL },
    { "rate", required_argument, NULL, RATE },
    { "clips", no_argument, NULL, CLIPS },
    { "prompt", required_argument, NULL, PROMPT },
    { "split", required_argument, NULL, SPLIT },
    { "seed", required_argument, NULL, SEED },
    { "same-text", no_argument, NULL, SAME_TEXT },
    { "allow-small", no_argument, NULL, ALLOW_SMALL },
    { "shard", required_argument, NULL, SHARD },
    { "join", no_argument, NULL, JOIN },
    { "list", no_argument, NULL, LIST },
    { NULL, 0, NULL, 0 },
};

/* The place of a word among others, which end with NULL; -1. */
static int place_of(const char *word, const char *const *words)
{
    for (int i = 0; words[i]; i++) {
        if (strcmp(words[i], word) == 0)
            return i;
    }
    return -1;
}

static bool read_number(const char *text, long least, long most, long *number)
{
    char *end;
    *number = strtol(text, &end, 10);
    return end > text && *end == '\0' && *number >= least && *number <= most;
}

static bool read_channel(const char *text, int *channel)
{
    long number;
    if (strcmp(text, "mix") == 0) {
        *channel = -2;
        return true;
    }
    if (!read_number(text, 1, 1024, &number))
        return false;
    *channel = (int)number - 1;
    return true;
}

static bool read_split(const char *text, struct fy_split_options *split)
{
    int used = 0;
    split->split = true;
    return sscanf(text, "%5u,%5u,%5u%n", &split->parts[0], &split->parts[1], &split->parts[2], &used) == 3 &&
           text[used] == '\0' && split->parts[0] > 0;
}

static bool read_shard(const char *text, struct fy_export_call *call)
{
    int used = 0;
    return sscanf(text, "%9zu/%9zu%n", &call->shard, &call->shards, &used) == 2 && text[used] == '\0' &&
           call->shard >= 1 && call->shard <= call->shards;
}

static bool read_choice(int option, const char *text, struct fy_dataset_options *options)
{
    static const char *const statuses[] = { "", "any", "done", "accepted", NULL },
                             *const markers[] = { "strip", "keep", "map", "exclude", NULL },
                             *const privacies[] = { "leave-out", "silence", "tone", NULL };
    const int place = place_of(text, option == STATUS ? statuses : option == MARKERS ? markers : privacies);
    if (option == STATUS)
        options->status = (enum fy_status_rule)place;
    else if (option == MARKERS)
        options->markers = (enum fy_marker_rule)place;
    else
        options->privacy = (enum fy_private_rule)place;
    return place >= (option == STATUS);
}

static bool read_flag(int option, struct fy_export_call *call)
{
    bool *const flags[] = { [WITHOUT_CONSENT - TO] = &call->options.without_consent,
                            [CLIPS - TO] = &call->options.cut,
                            [SAME_TEXT - TO] = &call->split.same_text,
                            [ALLOW_SMALL - TO] = &call->split.allow_small,
                            [JOIN - TO] = &call->join,
                            [LIST - TO] = &call->list };
    if (option < TO || !flags[option - TO])
        return false;
    *flags[option - TO] = true;
    return true;
}

static bool read_text(int option, const char *text, struct fy_export_call *call)
{
    struct fy_dataset_options *options = &call->options;
    const char **const texts[] = { [TO - TO] = &options->target,           [TIER - TO] = &options->tier,
                                   [TEXT_TIER - TO] = &options->text_tier, [DIALECT - TO] = &options->dialect,
                                   [LEVEL - TO] = &options->level,         [SPEAKER - TO] = &options->speaker,
                                   [PROMPT - TO] = &options->prompt,       [SEED - TO] = &call->split.seed };
    if (option < TO || (size_t)(option - TO) >= sizeof texts / sizeof *texts || !texts[option - TO])
        return false;
    *texts[option - TO] = text;
    return true;
}

static bool read_option(int option, const char *text, struct fy_export_call *call)
{
    struct fy_dataset_options *options = &call->options;
    long number;
    if (read_text(option, text, call) || read_flag(option, call))
        return true;
    switch (option) {
    case 'o':
        options->folder = text;
        return true;
    case STATUS:
    case MARKERS:
    case PRIVATE:
        return read_choice(option, text, options);
    case SHORTEST:
        return fy_time_read(text, &options->shortest);
    case LONGEST:
        return fy_time_read(text, &options->longest);
    case CHANNEL:
        return read_channel(text, &options->channel);
    case RATE:
        if (!read_number(text, 0, 768000, &number))
            return false;
        options->rate = (int)number;
        return true;
    case SPLIT:
        return read_split(text, &call->split);
    case SHARD:
        return read_shard(text, call);
    default:
        return false;
    }
}

bool fy_export_read_call(int argc, char **argv, struct fy_export_call *call, int *result)
{
    *call = (struct fy_export_call){
        .options = { .tier = "text", .text_tier = "text", .shortest = -1, .longest = -1, .channel = -1, .rate = 16000 },
        .split = { .parts = { 80, 10, 10 }, .seed = "" }
    };
    for (int option; (option = getopt_long(argc, argv, "o:", long_options, NULL)) != -1;) {
        if (!read_option(option, optarg, call)) {
            *result = fy_command_usage(usage);
            return false;
        }
    }
    if (call->list)
        return true;
    if (!call->options.target || !call->options.folder || (optind == argc) != call->join ||
        (call->join && call->shards > 0)) {
        *result = fy_command_usage(usage);
        return false;
    }
    if (fy_target_find(call->options.target))
        return true;
    fputs("fangyin: ", stderr);
    fprintf(stderr, _("There is no format \"%.100s\"."), call->options.target);
    fputs(" fangyin export --list\n", stderr);
    *result = 2;
    return false;
}

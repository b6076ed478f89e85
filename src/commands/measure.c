/* Measures a recording and prints what it finds as a table. */
#include "commands/measure.h"

#include "base/messages.h"
#include "commands/commands.h"
#include <fangyin/number.h>
#include <getopt.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "measure spectrogram|pitch|intensity|formant|silences|tone FILE [--from TIME] [--to TIME]\n"
    "                       [--channel N] [--step SECONDS] [--json]\n"
    "  spectrogram          [--window SECONDS] [--highest HZ] [--frequency-step HZ] [--power]\n"
    "  pitch                [--floor HZ] [--ceiling HZ] [--filtered]\n"
    "  intensity            [--floor HZ]\n"
    "  formant              [--formants N] [--ceiling HZ] [--window SECONDS] [--emphasis HZ]\n"
    "  silences             [--praat [--floor HZ] [--threshold DB] [--silent SECONDS] [--sounding SECONDS]]\n"
    "  tone                 [--by TIER FILE|FOLDER... [--points N] [--each [--hertz] | --ranges] [--speaker NAME]]\n"
    "                       [--floor HZ] [--ceiling HZ] [--filtered]";

enum { MOST_POINTS = 1000 };

/* An option with a number, and where it goes. */
struct numeric {
    const char *name;
    size_t place;
};

static const struct numeric numerics[] = {
    { "step", offsetof(struct fy_measure, step) },
    { "window", offsetof(struct fy_measure, window) },
    { "highest", offsetof(struct fy_measure, highest) },
    { "frequency-step", offsetof(struct fy_measure, frequency_step) },
    { "floor", offsetof(struct fy_measure, floor) },
    { "ceiling", offsetof(struct fy_measure, ceiling) },
    { "formants", offsetof(struct fy_measure, formants) },
    { "emphasis", offsetof(struct fy_measure, emphasis) },
    { "threshold", offsetof(struct fy_measure, threshold) },
    { "silent", offsetof(struct fy_measure, silent) },
    { "sounding", offsetof(struct fy_measure, sounding) },
};

enum { NUMERICS = sizeof numerics / sizeof *numerics };

static const struct option options[] = {
    { "step", required_argument, NULL, 0 },
    { "window", required_argument, NULL, 1 },
    { "highest", required_argument, NULL, 2 },
    { "frequency-step", required_argument, NULL, 3 },
    { "floor", required_argument, NULL, 4 },
    { "ceiling", required_argument, NULL, 5 },
    { "formants", required_argument, NULL, 6 },
    { "emphasis", required_argument, NULL, 7 },
    { "threshold", required_argument, NULL, 8 },
    { "silent", required_argument, NULL, 9 },
    { "sounding", required_argument, NULL, 10 },
    { "from", required_argument, NULL, 'f' },
    { "to", required_argument, NULL, 't' },
    { "channel", required_argument, NULL, 'c' },
    { "points", required_argument, NULL, 'n' },
    { "by", required_argument, NULL, 'b' },
    { "speaker", required_argument, NULL, 's' },
    { "json", no_argument, NULL, 'j' },
    { "power", no_argument, NULL, 'p' },
    { "filtered", no_argument, NULL, 'l' },
    { "praat", no_argument, NULL, 'P' },
    { "each", no_argument, NULL, 'e' },
    { "hertz", no_argument, NULL, 'h' },
    { "ranges", no_argument, NULL, 'r' },
    { NULL, 0, NULL, 0 },
};

static bool read_number(const char *text, double *value)
{
    const size_t size = strlen(text);
    return size > 0 && fy_number_read(text, size, value) == size && isfinite(*value);
}

static bool read_whole(const char *text, long lowest, long highest, long *value)
{
    char *rest;
    *value = strtol(text, &rest, 10);
    return rest != text && *rest == '\0' && *value >= lowest && *value <= highest;
}

static bool read_option(struct fy_measure *measure, int option)
{
    long whole;
    double number;
    if (option >= 0 && option < NUMERICS) {
        if (!read_number(optarg, &number))
            return false;
        memcpy((char *)measure + numerics[option].place, &number, sizeof number);
        return true;
    }
    switch (option) {
    case 'f':
        return fy_time_read(optarg, &measure->from);
    case 't':
        return fy_time_read(optarg, &measure->to);
    case 'c':
        if (!read_whole(optarg, 1, 4096, &whole))
            return false;
        measure->channel = (int)whole - 1;
        return true;
    case 'n':
        if (!read_whole(optarg, 1, MOST_POINTS, &whole))
            return false;
        measure->points = (size_t)whole;
        return true;
    case 'b':
        measure->by = optarg;
        return true;
    case 's':
        measure->speaker = optarg;
        return true;
    case 'j':
        return measure->json = true;
    case 'p':
        return measure->power = true;
    case 'l':
        return measure->filtered = true;
    case 'P':
        return measure->praat = true;
    case 'e':
        return measure->each = true;
    case 'h':
        return measure->hertz = true;
    case 'r':
        return measure->ranges = true;
    default:
        return false;
    }
}

struct fy_measure fy_measure_unsaid(void)
{
    struct fy_measure measure = { .from = (double)NAN, .to = (double)NAN, .channel = -1, .points = 10 };
    const double unsaid = (double)NAN;
    for (size_t i = 0; i < NUMERICS; i++)
        memcpy((char *)&measure + numerics[i].place, &unsaid, sizeof unsaid);
    return measure;
}

int fy_command_measure(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(const struct fy_measure *measure, const char *path);
    } measures[] = {
        { "spectrogram", fy_measure_spectrogram }, { "pitch", fy_measure_pitch },
        { "intensity", fy_measure_intensity },     { "formant", fy_measure_formant },
        { "silences", fy_measure_silences },
    };
    struct fy_measure measure = fy_measure_unsaid();

    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;)
        if (!read_option(&measure, option))
            return fy_command_usage(usage);
    if (argc - optind < 2)
        return fy_command_usage(usage);
    const char *const name = argv[optind++];
    if (strcmp(name, "tone") == 0)
        return fy_measure_tone(&measure, argv + optind, argc - optind);
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++)
        if (strcmp(measures[i].name, name) == 0 && argc - optind == 1)
            return measures[i].run(&measure, argv[optind]);
    return fy_command_usage(usage);
}

/* The figures of `fangyin team report --quality`, measured once and printed in more than one way. */
#ifndef FANGYIN_COMMANDS_TEAM_FIGURES_H
#define FANGYIN_COMMANDS_TEAM_FIGURES_H

#include "commands/team_quality.h"

#include <fangyin/reliability.h>

/* What somebody's sentences are held against; each is a line of its own. */
enum team_score_kind {
    TEAM_SCORE_GOLD,   /* the known answer */
    TEAM_SCORE_REPEAT, /* what the same person wrote the first time */
    TEAM_SCORE_COUNT
};

/* Sentences held against others. What is not known is NaN, here and below. */
struct team_score {
    size_t right, sentences; /* without sentences the score does not exist */
    double share, low, high; /* right ones, 0 to 1, and the 95 % interval of it */
    double error_rate;       /* of mixed tokens */
};

struct team_person_figures {
    const char *person; /* of the submissions that were measured */
    struct team_score scores[TEAM_SCORE_COUNT];
    size_t units;
    double hours;            /* of recording */
    double real_time_factor; /* seconds of work per second of recording */
};

/* Pairs of people on one unit. */
struct team_pair_figures {
    size_t pairs, tokens;
    double agreement;              /* 0 to 1: 1 less the mixed error rate */
    struct fy_alpha nominal, tree; /* of how they tagged the dialect; tree: with nearness in the dialect tree */
};

/* Whose native dialects have the same top in the tree, and another. */
enum team_regions { TEAM_WITHIN, TEAM_BETWEEN, TEAM_REGIONS_COUNT };

struct team_figures {
    struct team_person_figures *people;
    size_t count, capacity;
    struct team_pair_figures pairs[TEAM_REGIONS_COUNT];
};

/* team_quality_print.c: lines of fields parted by tabs, or one JSON object. */
void team_quality_print(const struct team_figures *figures);
enum fy_status team_quality_print_json(const struct team_figures *figures, struct fy_error *error);

#endif

/* The syllables that `fangyin measure tone` measures, gathered from all recordings. */
#ifndef FANGYIN_COMMANDS_MEASURE_TONE_H
#define FANGYIN_COMMANDS_MEASURE_TONE_H

#include "commands/measure.h"

#include <fangyin/tone.h>

struct fy_syllable {
    char *file;
    char *tone, *dialect; /* labels */
    size_t speaker;
    double from, to, start, end; /* s: the interval, and its voiced part */
    double *curve;               /* [points]: Hz, then T; NULL where too little is voiced */
};

struct fy_tone_voice {
    char *name;
    struct fy_tone_speaker *pitch;
    struct fy_tone_range range;
    bool ranged;
};

struct fy_syllables {
    struct fy_syllable *items;
    size_t count, capacity, points;
    struct fy_tone_voice *voices;
    size_t voice_count, voice_capacity;
};

void fy_syllables_free(struct fy_syllables *syllables);

/* Add the labelled intervals of the tiers named `measure->by` of one recording's grid. FY_NOT_FOUND where it has no
 * grid, or the grid no such tier. */
enum fy_status fy_syllables_gather(struct fy_syllables *syllables, const struct fy_measure *measure,
                                   const char *recording, struct fy_error *error);

/* The same of all that the paths name (recordings, grids, folders); then curves can be related to the speakers' ranges. A
 * speaker without one, and what failed, is told. Returns the exit status. */
int fy_syllables_collect(struct fy_syllables *syllables, const struct fy_measure *measure, char *const *paths, int count);

/* One dialect's syllables of one tone. */
struct fy_tone_category {
    const char *dialect, *tone; /* the syllables' own */
    size_t count, used;         /* used: measured, of a speaker whose range is known */
    double duration;            /* s: mean of what is voiced; NaN without */
    char chao[4];
    double *means, *deviations; /* [points] of T; sample deviation (n - 1), NaN of fewer than two */
};
struct fy_tone_table {
    struct fy_tone_category *items;
    size_t count;
};
/* In order of dialect and tone; the syllables are put into that order, too. */
void fy_syllables_table(struct fy_syllables *syllables, struct fy_tone_table *table);
void fy_tone_table_free(struct fy_tone_table *table);

/* The records. */
void fy_syllables_print_each(const struct fy_syllables *syllables, const struct fy_measure *measure,
                             struct fy_measure_rows *rows);
void fy_syllables_print_ranges(const struct fy_syllables *syllables, struct fy_measure_rows *rows);
void fy_syllables_print_table(const struct fy_tone_table *table, size_t points, struct fy_measure_rows *rows);
/* The T value of one of a syllable's points; NaN where it has none. */
double fy_syllable_value(const struct fy_syllables *syllables, const struct fy_syllable *syllable, size_t point);

#endif

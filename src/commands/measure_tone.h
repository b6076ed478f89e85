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

/* The records. */
void fy_syllables_print_each(const struct fy_syllables *syllables, const struct fy_measure *measure,
                             struct fy_measure_rows *rows);
void fy_syllables_print_ranges(const struct fy_syllables *syllables, struct fy_measure_rows *rows);
/* One for each dialect and tone: mean and standard deviation of each point. */
void fy_syllables_print_table(struct fy_syllables *syllables, struct fy_measure_rows *rows);

#endif

#include "commands/measure_tone.h"

#include <fangyin/memory.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "T3", "sd3". */
static void print_point(struct fy_measure_rows *rows, const char *what, size_t point, double value, int decimals)
{
    char name[32];
    snprintf(name, sizeof name, "%s%zu", what, point + 1);
    fy_rows_number(rows, name, value, decimals);
}

static double t_value(const struct fy_syllables *syllables, const struct fy_syllable *syllable, size_t point)
{
    const struct fy_tone_voice *const voice = &syllables->voices[syllable->speaker];
    if (syllable->curve == NULL || !voice->ranged)
        return (double)NAN;
    return fy_tone_value(&voice->range, syllable->curve[point]);
}

void fy_syllables_print_ranges(const struct fy_syllables *syllables, struct fy_measure_rows *rows)
{
    for (size_t i = 0; i < syllables->voice_count; i++) {
        const struct fy_tone_voice *const voice = &syllables->voices[i];
        fy_rows_text(rows, "speaker", voice->name);
        fy_rows_number(rows, "frames", (double)fy_tone_speaker_count(voice->pitch), 0);
        fy_rows_number(rows, "lowest", voice->ranged ? voice->range.lowest : (double)NAN, 2);
        fy_rows_number(rows, "highest", voice->ranged ? voice->range.highest : (double)NAN, 2);
        fy_rows_end_line(rows);
    }
}

void fy_syllables_print_each(const struct fy_syllables *syllables, const struct fy_measure *measure,
                             struct fy_measure_rows *rows)
{
    double *const values = fy_must_malloc(syllables->points * sizeof *values);
    for (size_t i = 0; i < syllables->count; i++) {
        const struct fy_syllable *const syllable = &syllables->items[i];
        const bool voiced = syllable->curve != NULL;
        char chao[4];
        for (size_t k = 0; k < syllables->points; k++)
            values[k] = t_value(syllables, syllable, k);
        fy_tone_chao(values, syllables->points, chao);
        fy_rows_text(rows, "file", syllable->file);
        fy_rows_text(rows, "speaker", syllables->voices[syllable->speaker].name);
        fy_rows_text(rows, "dialect", syllable->dialect);
        fy_rows_text(rows, "tone", syllable->tone);
        fy_rows_number(rows, "from", syllable->from, 6);
        fy_rows_number(rows, "to", syllable->to, 6);
        fy_rows_number(rows, "start", voiced ? syllable->start : (double)NAN, 6);
        fy_rows_number(rows, "end", voiced ? syllable->end : (double)NAN, 6);
        fy_rows_text(rows, "chao", chao);
        for (size_t k = 0; k < syllables->points; k++)
            print_point(rows, measure->hertz ? "Hz" : "T", k,
                        !measure->hertz ? values[k] : (voiced ? syllable->curve[k] : (double)NAN), 3);
        fy_rows_end_line(rows);
    }
    fy_free(values);
}

static int by_category(const void *a, const void *b)
{
    const struct fy_syllable *const x = a, *const y = b;
    const int dialects = strcmp(x->dialect, y->dialect);
    return dialects != 0 ? dialects : strcmp(x->tone, y->tone);
}

/* Mean and standard deviation (of a sample: n - 1) of one point over items[0 .. count). */
static size_t spread(const struct fy_syllables *syllables, const struct fy_syllable *items, size_t count, size_t point,
                     double *mean, double *deviation)
{
    double sum = 0.0, squares = 0.0;
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        const double value = t_value(syllables, &items[i], point);
        if (isnan(value))
            continue;
        used++;
        /* Welford's: no difference of large sums. */
        const double off = value - sum;
        sum += off / (double)used;
        squares += off * (value - sum);
    }
    *mean = used > 0 ? sum : (double)NAN;
    *deviation = used > 1 ? sqrt(squares / (double)(used - 1)) : (double)NAN;
    return used;
}

static void print_category(const struct fy_syllables *syllables, const struct fy_syllable *items, size_t count,
                           double *means, double *deviations, struct fy_measure_rows *rows)
{
    char chao[4];
    size_t used = 0;
    double duration = 0.0;
    for (size_t k = 0; k < syllables->points; k++)
        used = spread(syllables, items, count, k, &means[k], &deviations[k]);
    for (size_t i = 0; i < count; i++)
        duration += items[i].curve != NULL ? items[i].end - items[i].start : 0.0;
    size_t voiced = 0;
    for (size_t i = 0; i < count; i++)
        voiced += items[i].curve != NULL;
    fy_tone_chao(means, syllables->points, chao);
    fy_rows_text(rows, "dialect", items->dialect);
    fy_rows_text(rows, "tone", items->tone);
    fy_rows_number(rows, "syllables", (double)count, 0);
    fy_rows_number(rows, "measured", (double)used, 0);
    fy_rows_number(rows, "duration", voiced > 0 ? duration / (double)voiced : (double)NAN, 4);
    fy_rows_text(rows, "chao", chao);
    for (size_t k = 0; k < syllables->points; k++)
        print_point(rows, "T", k, means[k], 3);
    for (size_t k = 0; k < syllables->points; k++)
        print_point(rows, "sd", k, deviations[k], 3);
    fy_rows_end_line(rows);
}

void fy_syllables_print_table(struct fy_syllables *syllables, struct fy_measure_rows *rows)
{
    double *const values = fy_must_malloc(2 * syllables->points * sizeof *values);
    if (syllables->count > 0)
        qsort(syllables->items, syllables->count, sizeof *syllables->items, by_category);
    for (size_t first = 0, end; first < syllables->count; first = end) {
        for (end = first + 1; end < syllables->count; end++)
            if (by_category(&syllables->items[first], &syllables->items[end]) != 0)
                break;
        print_category(syllables, syllables->items + first, end - first, values, values + syllables->points, rows);
    }
    fy_free(values);
}

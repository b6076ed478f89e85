#include "commands/measure_tone.h"

#include <fangyin/memory.h>
#include <math.h>
#include <stdio.h>

/* "T3", "sd3". */
static void print_point(struct fy_measure_rows *rows, const char *what, size_t point, double value, int decimals)
{
    char name[32];
    snprintf(name, sizeof name, "%s%zu", what, point + 1);
    fy_rows_number(rows, name, value, decimals);
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
            values[k] = fy_syllable_value(syllables, syllable, k);
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

void fy_syllables_print_table(const struct fy_tone_table *table, size_t points, struct fy_measure_rows *rows)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct fy_tone_category *const category = &table->items[i];
        fy_rows_text(rows, "dialect", category->dialect);
        fy_rows_text(rows, "tone", category->tone);
        fy_rows_number(rows, "syllables", (double)category->count, 0);
        fy_rows_number(rows, "measured", (double)category->used, 0);
        fy_rows_number(rows, "duration", category->duration, 4);
        fy_rows_text(rows, "chao", category->chao);
        for (size_t k = 0; k < points; k++)
            print_point(rows, "T", k, category->means[k], 3);
        for (size_t k = 0; k < points; k++)
            print_point(rows, "sd", k, category->deviations[k], 3);
        fy_rows_end_line(rows);
    }
}

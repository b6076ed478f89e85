/* Syllables by dialect and tone: the table that dialectologists make. */
#include "commands/measure_tone.h"

#include <fangyin/memory.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

double fy_syllable_value(const struct fy_syllables *syllables, const struct fy_syllable *syllable, size_t point)
{
    const struct fy_tone_voice *const voice = &syllables->voices[syllable->speaker];
    if (syllable->curve == NULL || !voice->ranged)
        return (double)NAN;
    return fy_tone_value(&voice->range, syllable->curve[point]);
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
        const double value = fy_syllable_value(syllables, &items[i], point);
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

static struct fy_tone_category category_of(const struct fy_syllables *syllables, const struct fy_syllable *items, size_t count)
{
    const size_t points = syllables->points;
    struct fy_tone_category category = { .dialect = items->dialect, .tone = items->tone, .count = count };
    size_t voiced = 0;
    double duration = 0.0;
    category.means = fy_must_malloc(2 * points * sizeof *category.means);
    category.deviations = category.means + points;
    for (size_t k = 0; k < points; k++)
        category.used = spread(syllables, items, count, k, &category.means[k], &category.deviations[k]);
    for (size_t i = 0; i < count; i++) {
        voiced += items[i].curve != NULL;
        duration += items[i].curve != NULL ? items[i].end - items[i].start : 0.0;
    }
    category.duration = voiced > 0 ? duration / (double)voiced : (double)NAN;
    fy_tone_chao(category.means, points, category.chao);
    return category;
}

void fy_syllables_table(struct fy_syllables *syllables, struct fy_tone_table *table)
{
    *table = (struct fy_tone_table){ .items = fy_must_malloc((syllables->count + 1) * sizeof *table->items) };
    if (syllables->count > 0)
        qsort(syllables->items, syllables->count, sizeof *syllables->items, by_category);
    for (size_t first = 0, end; first < syllables->count; first = end) {
        for (end = first + 1; end < syllables->count; end++)
            if (by_category(&syllables->items[first], &syllables->items[end]) != 0)
                break;
        table->items[table->count++] = category_of(syllables, syllables->items + first, end - first);
    }
}

void fy_tone_table_free(struct fy_tone_table *table)
{
    for (size_t i = 0; i < table->count; i++)
        fy_free(table->items[i].means);
    fy_free(table->items);
}

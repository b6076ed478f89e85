/* Formants against Praat's "To Formant (burg)" on all speech of the corpus and on made vowels. Medians of F1 to F3 over
 * the voiced, loud frames of each sound within 2 %; and frame by frame, how many agree within 0.5 %. */
#include <fangyin/formant.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/near.h"
#include "support/praat.h"

struct tally {
    size_t frames, counts, values, close, sounds;
    double worst_median;
};

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_size);
    return values[count / 2];
}

static void compare(void *context, const struct praat_sound *sound)
{
    struct tally *const tally = context;
    struct fy_formant_settings settings = fy_formant_usual(sound->rate);
    settings.samples = sound->sound.count;
    FILE *const file = praat_open(sound, ".formant", 3);
    struct fy_formant *formant;
    if (file == NULL)
        return;
    if (strncmp(sound->name, "lhotse__mono_c0", 15) == 0) {
        /* A ramp that counts samples, no speech: what is predicted of it is a matter of rounding. */
        fclose(file);
        return;
    }
    assert_int_equal(fy_formant_new(&formant, &settings, NULL), FY_OK);
    const struct fy_frames frames = fy_formant_frames(formant, sound->sound.count);
    const size_t count = (size_t)frames.count;
    (void)praat_number(file);
    (void)praat_number(file);
    const int64_t praats = (int64_t)praat_number(file);
    if (frames.count == 0) {
        /* Praat makes one frame, all of the sound, where it is shorter than the window. */
        assert_int_equal(praats, 1);
        fclose(file);
        fy_formant_free(formant);
        return;
    }
    assert_int_equal(frames.count, praats);
    assert_near(frames.step, praat_number(file), 1e-12);
    assert_near(frames.first, praat_number(file), 1e-9);
    (void)praat_number(file);
    struct fy_formant_frame *const ours = calloc(count + 1, sizeof *ours);
    double *const his = calloc(3 * count + 1, sizeof *his), *const loudness = calloc(count + 1, sizeof *loudness);
    double *const values = calloc(2 * count + 1, sizeof *values);
    assert_true(ours != NULL && his != NULL && loudness != NULL && values != NULL);
    fy_formant_run(formant, &sound->sound, &frames, 0, frames.count, ours);
    double loudest = 0.0;
    for (size_t i = 0; i < count; i++) {
        loudness[i] = praat_number(file);
        loudest = fmax(loudest, loudness[i]);
        const int found = (int)praat_number(file);
        tally->frames++;
        tally->counts += found == ours[i].count;
        for (int k = 0; k < found; k++) {
            const double frequency = praat_number(file);
            (void)praat_number(file);
            if (k < 3)
                his[3 * i + (size_t)k] = frequency;
            if (k < ours[i].count) {
                tally->values++;
                tally->close += fabs((double)ours[i].frequency[k] / frequency - 1.0) < 0.005;
            }
        }
    }
    for (size_t k = 0; k < 3; k++) {
        size_t used = 0;
        for (size_t i = 0; i < count; i++)
            if (loudness[i] > 0.01 * loudest && his[3 * i + k] > 0.0 && ours[i].count > (int)k) {
                values[used] = his[3 * i + k];
                values[count + used++] = (double)ours[i].frequency[k];
            }
        if (used < 10)
            continue;
        const double theirs = median(values, used), mine = median(values + count, used);
        tally->worst_median = fmax(tally->worst_median, fabs(mine / theirs - 1.0));
    }
    tally->sounds++;
    fclose(file);
    free(values);
    free(loudness);
    free(his);
    free(ours);
    fy_formant_free(formant);
}

static void formants_agree_with_praat(void **state)
{
    struct praat_script script;
    struct tally tally = { .frames = 0 };
    (void)state;
    praat_begin(&script, "    nocheck To Formant (burg): 0, 5, 5500, 0.025, 50\n"
                         "    if numberOfSelected (\"Formant\") = 1\n"
                         "      Save as short text file: out$ + \".formant\"\n"
                         "    endif\n");
    static const double vowels[][3] = { { 300, 2300, 3000 }, { 800, 1200, 2500 }, { 350, 700, 2400 } };
    for (size_t i = 0; i < 3; i++) {
        char make[1024];
        snprintf(make, sizeof make,
                 "nocheck Create KlattGrid from vowel: \"vowel\", 0.8, %zu, %g, 60, %g, 90, %g, 120, 4000, 0.05, 1000\n"
                 "grid = selected (\"KlattGrid\")\nTo Sound\nsound = selected (\"Sound\")\nselectObject: grid\nRemove\n"
                 "selectObject: sound",
                 110 + 40 * i, vowels[i][0], vowels[i][1], vowels[i][2]);
        praat_add(&script, make);
    }
    praat_add_corpus(&script, "corpus/audio", ".wav");
    praat_add_corpus(&script, "corpus/audio", ".flac");
    praat_end(&script, compare, &tally);
    print_message(
        "  %zu sounds, %zu frames: as many formants in %.2f %%, within 0.5 %% of Praat's %.2f %% of %zu; medians "
        "within %.3f %%\n",
        tally.sounds, tally.frames, 100.0 * (double)tally.counts / (double)tally.frames,
        100.0 * (double)tally.close / (double)tally.values, tally.values, 100.0 * tally.worst_median);
    assert_true(tally.sounds >= 3);
    assert_true(tally.worst_median <= 0.02);
    assert_true((double)tally.close >= 0.99 * (double)tally.values);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(formants_agree_with_praat) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

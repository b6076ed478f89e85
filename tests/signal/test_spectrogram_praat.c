/* Spectrograms against Praat's "To Spectrogram" on all speech of the corpus and on made sounds, mono and of several
 * channels, at their own sampling rates and at others: what Praat's editor would show (70 dB below the loudest) agrees
 * within 0.01 dB, and the frames lie where Praat's do. */
#include <fangyin/spectrogram.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/near.h"
#include "support/praat.h"

struct tally {
    double window, step, highest;
    size_t sounds, many_channels, shown;
    double worst;
};

/* Praat's matrix: bins by frames. */
static double *read_matrix(FILE *file, const struct fy_spectrogram *ours, const struct fy_frames *frames)
{
    const size_t bins = fy_spectrogram_bins(ours), count = (size_t)frames->count;
    assert_int_equal(frames->count, (int64_t)praat_number(file));
    assert_near(frames->step, praat_number(file), 1e-12);
    assert_near(frames->first, praat_number(file), 1e-9);
    (void)praat_number(file); /* lowest and highest frequency */
    (void)praat_number(file);
    assert_int_equal(bins, (size_t)praat_number(file));
    assert_near(fy_spectrogram_step(ours), praat_number(file), 1e-9);
    assert_near(fy_spectrogram_first(ours), praat_number(file), 1e-9);
    double *const powers = calloc(bins * count + 1, sizeof *powers);
    assert_non_null(powers);
    for (size_t i = 0; i < bins * count; i++)
        powers[i] = praat_number(file);
    return powers;
}

static void compare(void *context, const struct praat_sound *sound)
{
    struct tally *const tally = context;
    const struct fy_spectrogram_settings settings = { sound->rate, tally->window, tally->highest, 20.0 };
    FILE *const file = praat_open(sound, ".spectrogram", 3);
    struct fy_spectrogram *ours;
    if (file == NULL)
        return;
    assert_int_equal(fy_spectrogram_new(&ours, &settings, NULL), FY_OK);
    const struct fy_frames frames = fy_spectrogram_frames(ours, sound->sound.count, tally->step);
    const size_t bins = fy_spectrogram_bins(ours), count = (size_t)frames.count;
    (void)praat_number(file);
    (void)praat_number(file);
    double *const his = read_matrix(file, ours, &frames);
    float *const mine = calloc(bins * count + 1, sizeof *mine);
    assert_non_null(mine);
    fy_spectrogram_run(ours, &sound->sound, &frames, 0, frames.count, mine);
    double loudest = -1e9;
    for (size_t b = 0; b < bins; b++)
        for (size_t f = 0; f < count; f++)
            loudest = fmax(loudest, fy_spectrogram_db(his[b * count + f], fy_spectrogram_first(ours) +
                                                                              (double)b * fy_spectrogram_step(ours)));
    for (size_t b = 0; b < bins; b++)
        for (size_t f = 0; f < count; f++) {
            const double hz = fy_spectrogram_first(ours) + (double)b * fy_spectrogram_step(ours);
            const double praats = fy_spectrogram_db(his[b * count + f], hz);
            const double db = fy_spectrogram_db((double)mine[f * bins + b], hz);
            if (fmax(praats, db) < loudest - 70.0)
                continue;
            tally->shown++;
            tally->worst = fmax(tally->worst, fabs(praats - db));
        }
    tally->sounds++;
    tally->many_channels += sound->sound.channel_count > 1;
    fclose(file);
    free(mine);
    free(his);
    fy_spectrogram_free(ours);
}

static void ask(double window, double step, double highest)
{
    struct praat_script script;
    struct tally tally = { .window = window, .step = step, .highest = highest };
    char body[512];
    snprintf(body, sizeof body,
             "    nocheck To Spectrogram: %g, %g, %g, 20, \"Gaussian\"\n"
             "    if numberOfSelected (\"Spectrogram\") = 1\n"
             "      Save as short text file: out$ + \".spectrogram\"\n"
             "    endif\n",
             window, highest, step);
    praat_begin(&script, body);
    static const int rates[] = { 8000, 16000, 44100, 96000 };
    for (size_t i = 0; i < 4; i++) {
        char make[512];
        snprintf(make, sizeof make,
                 "Create Sound from formula: \"made\", %zu, 0, 0.7, %d, \"0.4 * sin (2*pi*440*x*row) * (x > 0.1)"
                 " + 0.2 * sin (2*pi*(300*x + 1500*x^2)) + 0.002 * sin (123456 * x^3)\"",
                 1 + i % 3, rates[i]);
        praat_add(&script, make);
    }
    praat_add_corpus(&script, "corpus/audio", ".wav");
    praat_add_corpus(&script, "corpus/audio", ".flac");
    praat_end(&script, compare, &tally);
    print_message("  window %g s, up to %g Hz: %zu sounds, %zu of several channels; %zu cells shown, largest "
                  "difference %.2g dB\n",
                  window, highest, tally.sounds, tally.many_channels, tally.shown, tally.worst);
    assert_true(tally.sounds >= 4 && tally.many_channels >= 2 && tally.shown > 4000);
    assert_true(tally.worst <= 0.01);
}

static void wide_band_agrees_with_praat(void **state)
{
    (void)state;
    ask(0.005, 0.015, 5000.0);
}

static void narrow_band_agrees_with_praat(void **state)
{
    (void)state;
    ask(0.03, 0.04, 5000.0);
}

static void other_windows_and_frequencies_agree_with_praat(void **state)
{
    (void)state;
    ask(0.002, 0.03, 12000.0);
    ask(0.011, 0.05, 3000.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wide_band_agrees_with_praat),
        cmocka_unit_test(narrow_band_agrees_with_praat),
        cmocka_unit_test(other_windows_and_frequencies_agree_with_praat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

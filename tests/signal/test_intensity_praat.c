/* Intensity against Praat's "To Intensity", within 0.001 dB, on all speech of the corpus and on made sounds. */
#include <fangyin/intensity.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/near.h"
#include "support/praat.h"

struct tally {
    size_t frames;
    double worst;
    int keep_mean;
};

static void compare(void *context, const struct praat_sound *sound)
{
    struct tally *const tally = context;
    const struct fy_intensity_settings settings = { sound->rate, 100.0, 0.0, tally->keep_mean };
    FILE *const file = praat_open(sound, ".intensity", 3);
    struct fy_intensity *intensity;
    if (file == NULL)
        return;
    assert_int_equal(fy_intensity_new(&intensity, &settings, NULL), FY_OK);
    const struct fy_frames frames = fy_intensity_frames(intensity, sound->sound.count);
    (void)praat_number(file);
    (void)praat_number(file);
    assert_int_equal(frames.count, (int64_t)praat_number(file));
    assert_near(frames.step, praat_number(file), 1e-12);
    assert_near(frames.first, praat_number(file), 1e-9);
    for (int i = 0; i < 5; i++)
        (void)praat_number(file);
    float *const db = calloc((size_t)frames.count, sizeof *db);
    assert_non_null(db);
    fy_intensity_run(intensity, &sound->sound, &frames, 0, frames.count, db);
    for (int64_t i = 0; i < frames.count; i++) {
        const double his = praat_number(file);
        if (fabs((double)db[i] - his) > 0.001)
            print_message("%s frame %ld: Praat %g dB, ours %g dB\n", sound->name, (long)i, his, (double)db[i]);
        tally->worst = fmax(tally->worst, fabs((double)db[i] - his));
    }
    tally->frames += (size_t)frames.count;
    fclose(file);
    free(db);
    fy_intensity_free(intensity);
}

static void ask(const char *body, int keep_mean)
{
    struct praat_script script;
    struct tally tally = { .keep_mean = keep_mean };
    praat_begin(&script, body);
    praat_add(&script,
              "Create Sound from formula: \"tone\", 1, 0, 2, 16000, \"(x < 1.2) * 0.3 * sin (2*pi*440*x) + 0.2\"");
    praat_add(&script, "Create Sound from formula: \"stereo\", 2, 0, 1, 44100, \"0.1 * row * sin (2*pi*220*x) * x^4\"");
    praat_add_corpus(&script, "corpus/audio", ".wav");
    praat_add_corpus(&script, "corpus/audio", ".flac");
    praat_end(&script, compare, &tally);
    print_message("  %zu frames, largest difference %.2g dB\n", tally.frames, tally.worst);
    assert_true(tally.frames > 200);
    assert_true(tally.worst <= 0.001);
}

static void intensity_agrees_with_praat(void **state)
{
    (void)state;
    ask("    nocheck To Intensity: 100, 0, \"yes\"\n"
        "    if numberOfSelected (\"Intensity\") = 1\n"
        "      Save as short text file: out$ + \".intensity\"\n"
        "    endif\n",
        0);
}

static void the_mean_may_be_kept(void **state)
{
    (void)state;
    ask("    nocheck To Intensity: 100, 0, \"no\"\n"
        "    if numberOfSelected (\"Intensity\") = 1\n"
        "      Save as short text file: out$ + \".intensity\"\n"
        "    endif\n",
        1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intensity_agrees_with_praat),
        cmocka_unit_test(the_mean_may_be_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

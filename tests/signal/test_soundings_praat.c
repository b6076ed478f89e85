/* Silences against Praat's "To TextGrid (silences)" on all speech of the corpus and on made sounds: the same intervals,
 * boundaries equal. */
#include <fangyin/soundings.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/near.h"
#include "support/praat.h"

struct tally {
    size_t sounds, intervals;
};

static void compare(void *context, const struct praat_sound *sound)
{
    struct tally *const tally = context;
    const struct fy_soundings_settings settings =
        fy_soundings_usual(sound->rate, sound->sound.channel_count, sound->sound.count);
    FILE *const file = praat_open(sound, ".silences", 0);
    struct fy_soundings *soundings;
    const struct fy_sounding *intervals;
    size_t count;
    if (file == NULL)
        return;
    assert_int_equal(fy_soundings_new(&soundings, &settings, NULL), FY_OK);
    /* In uneven pieces. */
    for (int64_t at = 0; at < sound->sound.count; at += 1713) {
        const float *rows[PRAAT_MOST_CHANNELS];
        for (size_t c = 0; c < sound->sound.channel_count; c++)
            rows[c] = sound->rows[c] + at;
        const int64_t left = sound->sound.count - at;
        const struct fy_sound piece = { rows, sound->sound.channel_count, at, left < 1713 ? left : 1713 };
        fy_soundings_feed(soundings, &piece);
    }
    assert_int_equal(fy_soundings_finish(soundings, &intervals, &count), FY_OK);
    const size_t his = (size_t)praat_number(file);
    if (count != his)
        print_error("%s: %zu intervals, Praat has %zu\n", sound->name, count, his);
    assert_int_equal(count, his);
    for (size_t i = 0; i < count; i++) {
        assert_near(intervals[i].from, praat_number(file), 1e-6);
        assert_near(intervals[i].to, praat_number(file), 1e-6);
        assert_int_equal(intervals[i].sounding, (int)praat_number(file));
    }
    tally->sounds++;
    tally->intervals += count;
    fclose(file);
    fy_soundings_free(soundings);
}

static void silences_agree_with_praat(void **state)
{
    struct praat_script script;
    struct tally tally = { 0, 0 };
    (void)state;
    praat_begin(&script, "    nocheck To TextGrid (silences): 100, 0, -25, 0.1, 0.1, \"0\", \"1\"\n"
                         "    if numberOfSelected (\"TextGrid\") = 1\n"
                         "      n = Get number of intervals: 1\n"
                         "      writeFileLine: out$ + \".silences\", n\n"
                         "      for i to n\n"
                         "        begin = Get start time of interval: 1, i\n"
                         "        finish = Get end time of interval: 1, i\n"
                         "        label$ = Get label of interval: 1, i\n"
                         "        appendFileLine: out$ + \".silences\", begin, \" \", finish, \" \", label$\n"
                         "      endfor\n"
                         "    endif\n");
    praat_add(
        &script,
        "Create Sound from formula: \"words\", 1, 0, 9, 16000, \"(sin (2*pi*0.8*x) > 0.3) * 0.3 * sin (2*pi*300*x)"
        " + 0.001 * sin (12345 * x^3)\"");
    praat_add(&script, "Create Sound from formula: \"stereo\", 2, 0, 5, 44100, \"(x * row > 2) * (x < 3 + row) * 0.2"
                       " * sin (2*pi*220*x) + 0.0005 * sin (9999 * x^2)\"");
    praat_add(&script, "Create Sound from formula: \"none\", 1, 0, 3, 8000, \"0.1 * sin (2*pi*200*x)\"");
    praat_add_corpus(&script, "corpus/audio", ".wav");
    praat_add_corpus(&script, "corpus/audio", ".flac");
    praat_end(&script, compare, &tally);
    print_message("  %zu sounds, %zu intervals, all equal\n", tally.sounds, tally.intervals);
    assert_true(tally.sounds >= 3 && tally.intervals >= 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(silences_agree_with_praat) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Real voices at half the speed keep their pitch. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <fangyin/recording.h>
#include <fangyin/reel.h>

#include "support/shared.h"
#include "support/voice.h"

/* How far a pitch is, in semitones, from the nearest one that the file has in the 25 ms that were stretched into the window
 * it was measured in; a tone may rise by more than a semitone in these. Less than 0: there is no voice. */
static double nearest(double hertz, const float *file, int64_t at, size_t width, double rate)
{
    double best = -1;
    for (int k = -2; k <= 2; k++) {
        const double there = voice_pitch(file + at + k * (int64_t)width / 8 - (int64_t)width / 2, width, rate);
        if (there > 0 && (best < 0 || voice_semitones(hertz, there) < best))
            best = voice_semitones(hertz, there);
    }
    return best;
}

static void the_pitch_of_speech_is_kept_at_half_the_speed(void **state)
{
    (void)state;
    char path[1024];
    struct fy_recording *recording;
    struct fy_reel *reel;
    if (!shared_path(path, sizeof path, "corpus/audio/cosyvoice__zero_shot_prompt.wav")) {
        print_message("%s is absent\n", path);
        skip();
    }
    assert_int_equal(fy_recording_open(&recording, path, NULL), FY_OK);
    const int64_t frames = fy_recording_frames(recording);
    const int rate = fy_recording_rate(recording);
    const size_t width = (size_t)rate / 20, room = (size_t)frames * 3;
    float *file = calloc((size_t)frames, sizeof *file), *heard = calloc(room, sizeof *heard);
    assert_true(file && heard);
    fy_recording_read_mono(recording, 0, -1, file, (size_t)frames);
    assert_int_equal(fy_reel_new(&reel, recording, NULL), FY_OK);
    struct fy_play play = { .to = frames, .times = 1, .hearing = fy_hearing_plain() };
    play.hearing.speed = 0.5;
    assert_int_equal(fy_reel_start(reel, &play, (unsigned)rate, 1), FY_OK);
    size_t count = 0, all = 0, near = 0, step = (size_t)rate / 100;
    while (!fy_reel_ended(reel) && count < room) {
        /* The map is asked while it is fresh. */
        const size_t got = fy_reel_read(reel, heard + count, room - count < step ? room - count : step);
        if (got == 0)
            fy_reel_wait(reel, 1);
        count += got;
        if (got == 0 || count < width)
            continue;
        const int64_t at = fy_reel_position(reel, (int64_t)(count - width / 2));
        if (at < (int64_t)width || at + (int64_t)width > frames)
            continue;
        const double here = voice_pitch(heard + count - width, width, rate);
        const double off = here > 0 ? nearest(here, file, at, width, rate) : -1;
        if (off < 0 || off > 7)
            continue; /* no voice in one of them, or an octave taken for another by the measure */
        all++;
        near += off < 0.5;
    }
    print_message("# %zu of %zu places are within half a semitone\n", near, all);
    assert_true(all > 100);
    assert_true(near >= all * 95 / 100);
    fy_reel_free(reel);
    free(file);
    free(heard);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(the_pitch_of_speech_is_kept_at_half_the_speed) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <fangyin/memory.h>
#include <fangyin/peaks.h>

#include "support/near.h"
#include "support/scratch.h"
#include "support/sound_files.h"

#include <pthread.h>

enum { BLOCK = 256, COLUMNS = 300 };

/* A stereo file that is mostly quiet, with single loud samples in either channel, and what it holds. */
static int64_t length;
static float *samples;
static struct fy_recording *recording;

static void open_file(int64_t frames, int channels)
{
    struct fy_error error = { 0 };
    length = frames;
    samples = sound_values(0, frames, channels);
    assert_non_null(samples);
    for (int64_t i = 0; i < frames * channels; i++)
        if (i % 997 != 0)
            samples[i] /= 64;
    assert_true(
        sound_write_values(scratch_path("a.wav"), SF_FORMAT_WAV | SF_FORMAT_FLOAT, 16000, channels, samples, frames));
    if (fy_recording_open(&recording, scratch_path("a.wav"), &error) != FY_OK)
        fail_msg("%s", error.sentence);
}

static int close_file(void **state)
{
    fy_recording_close(recording);
    recording = NULL;
    free(samples);
    samples = NULL;
    return scratch_remove(state);
}

static int64_t clipped(int64_t value)
{
    return value < 0 ? 0 : value > length ? length : value;
}

/* Extremes of frames [from, to) by looking at each. */
static void extremes(int64_t from, int64_t to, int channels, double *low, double *high)
{
    from = clipped(from);
    to = clipped(to);
    *low = *high = from < to ? (double)samples[from * channels] : 0;
    for (int64_t i = from * channels; i < to * channels; i++) {
        *low = fmin(*low, (double)samples[i]);
        *high = fmax(*high, (double)samples[i]);
    }
}

static void check_column(int64_t from, int64_t to, int channels, float minimum, float maximum)
{
    double low, high;
    const int64_t first = clipped(from), last = clipped(to);
    if (first >= last) {
        assert_true(minimum == 0.0f && maximum == 0.0f);
        return;
    }
    extremes(first / BLOCK * BLOCK, (last + BLOCK - 1) / BLOCK * BLOCK, channels, &low, &high);
    assert_near((double)minimum, floor(low * 32767) / 32767, 1e-7);
    assert_near((double)maximum, ceil(high * 32767) / 32767, 1e-7);
}

static void check_query(const struct fy_peaks *peaks, int64_t from, int64_t to, int64_t columns, int channels)
{
    float minimum[COLUMNS], maximum[COLUMNS];
    assert_true(fy_peaks_query(peaks, from, to, (size_t)columns, minimum, maximum));
    for (int64_t c = 0; c < columns; c++) {
        const int64_t begin = from + (to - from) * c / columns, end = from + (to - from) * (c + 1) / columns;
        check_column(begin, end > begin ? end : begin + 1, channels, minimum[c], maximum[c]);
    }
}

static struct fy_peaks *built(int64_t step)
{
    struct fy_peaks *peaks;
    bool done = false;
    assert_int_equal(fy_peaks_new(&peaks, length), FY_OK);
    for (int rounds = 0; !done; rounds++) {
        assert_true(rounds < 1000000);
        assert_int_equal(fy_peaks_build(peaks, recording, step, &done), FY_OK);
    }
    return peaks;
}

static void every_scale_agrees_with_the_samples(void **state)
{
    (void)state;
    open_file(300001, 2);
    struct fy_peaks *peaks = built(10000);
    uint64_t random = 12345;
    for (int i = 0; i < 400; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        const int64_t from = (int64_t)(random >> 33) % 320000 - 10000;
        random = random * 6364136223846793005u + 1442695040888963407u;
        const int64_t span = (int64_t)(random >> 33) % (i % 3 == 0 ? 400000 : 3000) + 1;
        check_query(peaks, from, from + span, 1 + i % COLUMNS, 2);
    }
    check_query(peaks, 0, 300001, 1, 2);
    check_query(peaks, 0, 256 * 1024, 256, 2);
    check_query(peaks, -500, 500000, 7, 2);
    fy_peaks_free(peaks);
}

static void the_steps_of_building_do_not_matter(void **state)
{
    (void)state;
    open_file(70000, 1);
    static const int64_t steps[] = { 1, 255, 257, 16384, 16385, 1000000 };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct fy_peaks *peaks = built(steps[i]);
        check_query(peaks, 0, 70000, 200, 1);
        fy_peaks_free(peaks);
    }
}

static void channels_of_opposite_phase_do_not_vanish(void **state)
{
    (void)state;
    float values[2 * 1000];
    for (int i = 0; i < 2000; i++)
        values[i] = i % 2 ? -0.5f : 0.5f;
    struct fy_error error = { 0 };
    struct fy_peaks *peaks;
    float minimum, maximum;
    bool done;
    assert_true(sound_write_values(scratch_path("a.wav"), SF_FORMAT_WAV | SF_FORMAT_FLOAT, 16000, 2, values, 1000));
    assert_int_equal(fy_recording_open(&recording, scratch_path("a.wav"), &error), FY_OK);
    assert_int_equal(fy_peaks_new(&peaks, 1000), FY_OK);
    assert_int_equal(fy_peaks_build(peaks, recording, 1000, &done), FY_OK);
    assert_true(done);
    assert_true(fy_peaks_query(peaks, 0, 1000, 1, &minimum, &maximum));
    assert_near((double)minimum, -0.5, 1e-4);
    assert_near((double)maximum, 0.5, 1e-4);
    assert_int_equal(fy_peaks_read(recording, 0, 1000, 1, true, &minimum, &maximum), FY_OK);
    assert_true(minimum == -0.5f && maximum == 0.5f);
    fy_peaks_free(peaks);
}

static void what_is_not_built_yet_is_not_answered(void **state)
{
    (void)state;
    open_file(100000, 1);
    struct fy_peaks *peaks;
    bool done = true;
    float minimum[3] = { 9, 9, 9 }, maximum[3] = { 9, 9, 9 };
    assert_int_equal(fy_peaks_new(&peaks, length), FY_OK);
    assert_false(fy_peaks_query(peaks, 0, 10, 3, minimum, maximum));
    assert_int_equal(fy_peaks_build(peaks, recording, 30000, &done), FY_OK);
    assert_false(done);
    assert_false(fy_peaks_query(peaks, 0, 50000, 3, minimum, maximum));
    assert_false(fy_peaks_query(peaks, 99000, 200000, 3, minimum, maximum));
    assert_true(minimum[0] == 9.0f && maximum[2] == 9.0f);
    check_query(peaks, 0, 30000, 3, 1);
    check_query(peaks, -5000, 30000, 20, 1);
    check_query(peaks, 100000, 200000, 3, 1);
    fy_peaks_free(peaks);
}

static void reading_the_file_agrees_with_the_samples(void **state)
{
    (void)state;
    open_file(50021, 2);
    static const int64_t ranges[][3] = { { 0, 50021, 10 },    { -700, 60000, 300 }, { 100, 110, 100 },
                                         { 1000, 1300, 299 }, { 49990, 50100, 20 }, { 0, 50021, 1 },
                                         { 12345, 34567, 77 } };
    float minimum[COLUMNS], maximum[COLUMNS];
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        const int64_t from = ranges[i][0], to = ranges[i][1], columns = ranges[i][2];
        assert_int_equal(fy_peaks_read(recording, from, to, (size_t)columns, true, minimum, maximum), FY_OK);
        for (int64_t c = 0; c < columns; c++) {
            const int64_t begin = from + (to - from) * c / columns, end = from + (to - from) * (c + 1) / columns;
            double low, high;
            extremes(begin, end > begin ? end : begin + 1, 2, &low, &high);
            assert_near((double)minimum[c], low, 0);
            assert_near((double)maximum[c], high, 0);
        }
    }
}

static void a_sample_of_a_long_column_lies_within_it(void **state)
{
    (void)state;
    open_file(50000, 1);
    float minimum[2], maximum[2];
    assert_int_equal(fy_peaks_read(recording, 0, 50000, 2, false, minimum, maximum), FY_OK);
    for (int64_t c = 0; c < 2; c++) {
        double low, high;
        extremes(c * 25000, (c + 1) * 25000, 1, &low, &high);
        assert_true((double)minimum[c] >= low && minimum[c] < 0.0f);
        assert_true((double)maximum[c] <= high && maximum[c] > 0.0f);
    }
}

static void no_column_or_no_frame_is_refused(void **state)
{
    (void)state;
    open_file(1000, 1);
    struct fy_peaks *peaks = built(1000);
    float minimum, maximum;
    assert_false(fy_peaks_query(peaks, 10, 10, 1, &minimum, &maximum));
    assert_false(fy_peaks_query(peaks, 0, 10, 0, &minimum, &maximum));
    assert_int_equal(fy_peaks_read(recording, 10, 10, 1, true, &minimum, &maximum), FY_INVALID);
    fy_peaks_free(peaks);
    assert_int_equal(fy_peaks_new(&peaks, -1), FY_INVALID);
    assert_int_equal(fy_peaks_new(&peaks, 0), FY_OK);
    bool done = false;
    assert_int_equal(fy_peaks_build(peaks, recording, 100, &done), FY_OK);
    assert_true(done);
    assert_true(fy_peaks_query(peaks, 0, 10, 1, &minimum, &maximum));
    assert_true(minimum == 0.0f && maximum == 0.0f);
    fy_peaks_free(peaks);
}

static void *build_all(void *peaks)
{
    bool done = false;
    while (!done && fy_peaks_build(peaks, recording, 5000, &done) == FY_OK)
        continue;
    return NULL;
}

static void others_may_ask_while_one_builds(void **state)
{
    (void)state;
    open_file(1000000, 1);
    struct fy_peaks *peaks;
    pthread_t builder;
    float minimum[8], maximum[8];
    assert_int_equal(fy_peaks_new(&peaks, length), FY_OK);
    assert_int_equal(pthread_create(&builder, NULL, build_all, peaks), 0);
    for (int64_t to = 10000; to <= length;)
        if (fy_peaks_query(peaks, 0, to, 8, minimum, maximum)) {
            for (int64_t c = 0; c < 8; c++)
                check_column(to * c / 8, to * (c + 1) / 8, 1, minimum[c], maximum[c]);
            to += 90000;
        }
    pthread_join(builder, NULL);
    check_query(peaks, 0, length, 100, 1);
    fy_peaks_free(peaks);
}

static void want_of_memory_is_survived(void **state)
{
    (void)state;
    open_file(100000, 1);
    struct fy_peaks *peaks = NULL;
    long n = 0;
    for (;; n++) {
        fy_memory_fail_after(n);
        const enum fy_status status = fy_peaks_new(&peaks, length);
        fy_memory_fail_after(-1);
        if (status == FY_OK)
            break;
        assert_int_equal(status, FY_NO_MEMORY);
        assert_null(peaks);
    }
    assert_true(n >= 2);
    bool done = false;
    float minimum, maximum;
    fy_memory_fail_after(0);
    assert_int_equal(fy_peaks_build(peaks, recording, 1000, &done), FY_NO_MEMORY);
    fy_memory_fail_after(0);
    assert_int_equal(fy_peaks_read(recording, 0, 10, 1, true, &minimum, &maximum), FY_NO_MEMORY);
    fy_memory_fail_after(-1);
    assert_int_equal(fy_peaks_build(peaks, recording, length, &done), FY_OK);
    check_query(peaks, 0, length, 10, 1);
    fy_peaks_free(peaks);
}

#define with_file(test) cmocka_unit_test_setup_teardown(test, scratch_make, close_file)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_file(every_scale_agrees_with_the_samples),
        with_file(the_steps_of_building_do_not_matter),
        with_file(channels_of_opposite_phase_do_not_vanish),
        with_file(what_is_not_built_yet_is_not_answered),
        with_file(reading_the_file_agrees_with_the_samples),
        with_file(a_sample_of_a_long_column_lies_within_it),
        with_file(no_column_or_no_frame_is_refused),
        with_file(others_may_ask_while_one_builds),
        with_file(want_of_memory_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Peaks of long recordings: built where somebody looks first, kept for the next time, and never those of another file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <fangyin/peaks.h>

#include "support/scratch.h"
#include "support/sound_files.h"

#include <utime.h>

enum { RATE = 16000, FRAMES = 6000000, COLUMNS = 400 };

static struct fy_recording *recording;

static void write_file(const char *name, int64_t shift)
{
    float *values = sound_values(shift, FRAMES, 1);
    assert_non_null(values);
    assert_true(sound_write_values(scratch_path(name), SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, values, FRAMES));
    free(values);
}

static int make(void **state)
{
    struct fy_error error;
    if (scratch_make(state) != 0)
        return -1;
    setenv("XDG_CACHE_HOME", scratch_path("cache"), 1);
    write_file("a.wav", 0);
    return fy_recording_open(&recording, scratch_path("a.wav"), &error) == FY_OK ? 0 : -1;
}

static int cleanup(void **state)
{
    fy_recording_close(recording);
    return scratch_remove(state);
}

static struct fy_peaks *new_peaks(void)
{
    struct fy_peaks *peaks;
    assert_int_equal(fy_peaks_new(&peaks, FRAMES), FY_OK);
    return peaks;
}

static void build(struct fy_peaks *peaks)
{
    bool done = false;
    while (!done)
        assert_int_equal(fy_peaks_build(peaks, recording, 1 << 20, &done), FY_OK);
}

static void check_same(const struct fy_peaks *a, const struct fy_peaks *b)
{
    static const int64_t ranges[][2] = { { 0, FRAMES }, { 100, 5000000 }, { 4194303, 4194305 }, { 5900000, FRAMES + 9 } };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        float low[2][COLUMNS], high[2][COLUMNS];
        assert_true(fy_peaks_query(a, ranges[i][0], ranges[i][1], COLUMNS, low[0], high[0]));
        assert_true(fy_peaks_query(b, ranges[i][0], ranges[i][1], COLUMNS, low[1], high[1]));
        assert_memory_equal(low[0], low[1], sizeof low[0]);
        assert_memory_equal(high[0], high[1], sizeof high[0]);
    }
}

static void what_is_looked_at_comes_first(void **state)
{
    (void)state;
    float low, high;
    bool done = true;
    struct fy_peaks *peaks = new_peaks(), *usual = new_peaks();
    fy_peaks_want(peaks, 5000000);
    fy_peaks_want(peaks, -1);
    fy_peaks_want(peaks, FRAMES);
    assert_int_equal(fy_peaks_build(peaks, recording, 1000000, &done), FY_OK);
    assert_false(done);
    assert_true(fy_peaks_query(peaks, 4200000, 5100000, 1, &low, &high));
    assert_false(fy_peaks_query(peaks, 0, 100, 1, &low, &high));
    assert_false(fy_peaks_query(peaks, 4100000, 4300000, 1, &low, &high));
    fy_peaks_want(peaks, 0);
    build(peaks);
    build(usual);
    check_same(peaks, usual);
    fy_peaks_free(peaks);
    fy_peaks_free(usual);
}

static void they_are_there_the_next_time_under_any_name(void **state)
{
    (void)state;
    struct fy_peaks *peaks = new_peaks(), *later = new_peaks();
    assert_false(fy_peaks_load(peaks, scratch_path("a.wav")));
    build(peaks);
    fy_peaks_keep(peaks, scratch_path("a.wav"));
    assert_int_equal(rename(scratch_path("a.wav"), scratch_path("b.wav")), 0);
    assert_true(fy_peaks_load(later, scratch_path("b.wav")));
    check_same(peaks, later);
    fy_peaks_free(peaks);
    fy_peaks_free(later);
}

static void another_content_has_others(void **state)
{
    (void)state;
    struct fy_peaks *peaks = new_peaks();
    struct stat info;
    build(peaks);
    fy_peaks_keep(peaks, scratch_path("a.wav"));
    assert_true(fy_peaks_load(peaks, scratch_path("a.wav")));
    assert_int_equal(stat(scratch_path("a.wav"), &info), 0);
    /* As long, and of the same time. */
    write_file("b.wav", 7);
    assert_int_equal(utime(scratch_path("b.wav"), &(struct utimbuf){ info.st_atime, info.st_mtime }), 0);
    assert_false(fy_peaks_load(peaks, scratch_path("b.wav")));
    /* Changed in the middle since. */
    assert_int_equal(utime(scratch_path("a.wav"), &(struct utimbuf){ info.st_atime, info.st_mtime + 5 }), 0);
    assert_false(fy_peaks_load(peaks, scratch_path("a.wav")));
    fy_peaks_free(peaks);
}

static void damage_counts_as_nothing(void **state)
{
    (void)state;
    static const char *const damages[] = { "truncate -s 1000", "truncate -s +4", "truncate -s 0",
                                           "printf x | dd conv=notrunc bs=1 seek=50000 status=none of=",
                                           "printf x | dd conv=notrunc bs=1 seek=14 status=none of=" };
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        char command[4096];
        struct fy_peaks *peaks = new_peaks(), *later = new_peaks();
        build(peaks);
        fy_peaks_keep(peaks, scratch_path("a.wav"));
        snprintf(command, sizeof command, "for f in '%s'/*.peaks; do %s%s\"$f\"; done",
                 scratch_path("cache/fangyin/recordings"), damages[i], strchr(damages[i], '=') ? "" : " ");
        assert_int_equal(system(command), 0);
        assert_false(fy_peaks_load(later, scratch_path("a.wav")));
        float low, high;
        assert_false(fy_peaks_query(later, 0, 100, 1, &low, &high));
        fy_peaks_free(peaks);
        fy_peaks_free(later);
    }
}

static void what_could_not_be_read_is_not_kept(void **state)
{
    (void)state;
    struct fy_peaks *peaks = new_peaks();
    assert_int_equal(truncate(scratch_path("a.wav"), 2000000), 0);
    build(peaks);
    fy_peaks_keep(peaks, scratch_path("a.wav"));
    assert_false(fy_peaks_load(peaks, scratch_path("a.wav")));
    fy_peaks_free(peaks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_looked_at_comes_first, make, cleanup),
        cmocka_unit_test_setup_teardown(they_are_there_the_next_time_under_any_name, make, cleanup),
        cmocka_unit_test_setup_teardown(another_content_has_others, make, cleanup),
        cmocka_unit_test_setup_teardown(damage_counts_as_nothing, make, cleanup),
        cmocka_unit_test_setup_teardown(what_could_not_be_read_is_not_kept, make, cleanup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

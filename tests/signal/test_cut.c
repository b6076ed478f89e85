/* Speech turned into segments and pauses. Frames are milliseconds here: the sampling rate is 1000. */
#include <fangyin/memory.h>
#include <fangyin/silences.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct fy_cut_settings usual = { 1000.0, 0.5, 15.0, 0.2 };

static void expect(const struct fy_stretch *speech, size_t speech_count, int64_t from, int64_t to,
                   const struct fy_cut_settings *settings, const struct fy_cut *expected, size_t expected_count)
{
    struct fy_cut *cuts;
    size_t count;
    assert_int_equal(fy_cut_at_pauses(speech, speech_count, from, to, settings, &cuts, &count), FY_OK);
    for (size_t i = 0; i < count && i < expected_count; i++) {
        if (cuts[i].from == expected[i].from && cuts[i].to == expected[i].to && cuts[i].speech == expected[i].speech)
            continue;
        print_error("cut %zu: %lld .. %lld (%d), expected %lld .. %lld (%d)\n", i, (long long)cuts[i].from,
                    (long long)cuts[i].to, cuts[i].speech, (long long)expected[i].from, (long long)expected[i].to,
                    expected[i].speech);
        fail();
    }
    assert_int_equal(count, expected_count);
    fy_free(cuts);
}

#define N(array) (sizeof(array) / sizeof *(array))

static void padding_goes_to_the_speech(void **state)
{
    (void)state;
    static const struct fy_stretch speech[] = { { 2000, 3000 }, { 5000, 6000 } };
    static const struct fy_cut cuts[] = {
        { 0, 1800, 0 }, { 1800, 3200, 1 }, { 3200, 4800, 0 }, { 4800, 6200, 1 }, { 6200, 9000, 0 },
    };
    expect(speech, N(speech), 0, 9000, &usual, cuts, N(cuts));
}

static void no_speech_is_one_pause(void **state)
{
    (void)state;
    static const struct fy_cut cuts[] = { { 100, 9000, 0 } };
    static const struct fy_stretch outside[] = { { 0, 100 }, { 9000, 9500 } };
    expect(NULL, 0, 100, 9000, &usual, cuts, 1);
    expect(outside, 2, 100, 9000, &usual, cuts, 1);
    expect(outside, 2, 100, 100, &usual, NULL, 0);
}

static void close_speech_is_one_segment(void **state)
{
    (void)state;
    static const struct fy_stretch speech[] = { { 1000, 2000 }, { 2499, 3000 }, { 3500, 4000 } };
    /* 499 ms are bridged, 500 ms part; 100 ms of silence would remain, which is no pause to write in. */
    static const struct fy_cut cuts[] = {
        { 0, 800, 0 }, { 800, 3250, 1 }, { 3250, 4200, 1 }, { 4200, 6000, 0 },
    };
    expect(speech, N(speech), 0, 6000, &usual, cuts, N(cuts));
}

static void a_pause_no_longer_than_the_padding_is_a_boundary(void **state)
{
    (void)state;
    static const struct fy_cut_settings settings = { 1000.0, 0.3, 15.0, 0.25 };
    static const struct fy_stretch speech[] = { { 500, 2000 }, { 2751, 3000 }, { 3750, 4000 }, { 4401, 5000 } };
    static const struct fy_cut cuts[] = {
        { 0, 2250, 1 }, { 2250, 2501, 0 }, { 2501, 3375, 1 }, { 3375, 4200, 1 }, { 4200, 5500, 1 },
    };
    expect(speech, N(speech), 0, 5500, &settings, cuts, N(cuts));
}

static void edges_keep_a_pause_only_beyond_twice_the_padding(void **state)
{
    (void)state;
    static const struct fy_stretch speech[] = { { 1400, 2000 } };
    static const struct fy_cut all[] = { { 1000, 2400, 1 } };
    static const struct fy_cut both[] = { { 999, 1200, 0 }, { 1200, 2200, 1 }, { 2200, 2401, 0 } };
    expect(speech, 1, 1000, 2400, &usual, all, 1);
    expect(speech, 1, 999, 2401, &usual, both, 3);
}

static void the_range_clips_the_speech(void **state)
{
    (void)state;
    static const struct fy_stretch speech[] = { { 0, 1000 }, { 1500, 4000 }, { 6000, 8000 }, { 9000, 9900 } };
    static const struct fy_cut cuts[] = { { 2000, 4200, 1 }, { 4200, 5800, 0 }, { 5800, 7000, 1 } };
    expect(speech, N(speech), 2000, 7000, &usual, cuts, N(cuts));
}

static void long_segments_are_cut_at_their_longest_pause(void **state)
{
    (void)state;
    static const struct fy_cut_settings settings = { 1000.0, 0.5, 6.0, 0.1 };
    static const struct fy_stretch speech[] = { { 1000, 2000 }, { 2150, 4000 }, { 4400, 7000 }, { 7200, 8000 } };
    static const struct fy_cut cuts[] = {
        { 0, 900, 0 }, { 900, 4100, 1 }, { 4100, 4300, 0 }, { 4300, 8100, 1 }, { 8100, 10000, 0 },
    };
    expect(speech, N(speech), 0, 10000, &settings, cuts, N(cuts));

    /* Equal pauses: the one in the middle. */
    static const struct fy_stretch even[] = { { 1000, 2900 }, { 3000, 4900 }, { 5000, 6900 }, { 7000, 8900 } };
    static const struct fy_cut halves[] = { { 0, 900, 0 }, { 900, 4950, 1 }, { 4950, 9000, 1 }, { 9000, 10000, 0 } };
    expect(even, N(even), 0, 10000, &settings, halves, N(halves));
}

static void unbroken_speech_is_never_cut(void **state)
{
    (void)state;
    static const struct fy_stretch speech[] = { { 1000, 50000 }, { 50100, 51000 } };
    static const struct fy_cut cuts[] = { { 0, 800, 0 }, { 800, 50050, 1 }, { 50050, 51200, 1 }, { 51200, 60000, 0 } };
    expect(speech, N(speech), 0, 60000, &usual, cuts, N(cuts));
}

static void speech_that_overlaps_is_joined(void **state)
{
    (void)state;
    static const struct fy_cut_settings settings = { 1000.0, 0.0, 0.0, 0.0 };
    static const struct fy_stretch speech[] = { { 100, 500 }, { 300, 400 }, { 500, 600 }, { 700, 700 }, { 800, 900 } };
    static const struct fy_cut cuts[] = {
        { 0, 100, 0 }, { 100, 600, 1 }, { 600, 800, 0 }, { 800, 900, 1 }, { 900, 1000, 0 },
    };
    expect(speech, N(speech), 0, 1000, &settings, cuts, N(cuts));
}

static void wrong_arguments_are_refused(void **state)
{
    (void)state;
    static const struct fy_stretch fine[] = { { 0, 10 } }, backward[] = { { 10, 0 } },
                                   unsorted[] = { { 500, 600 }, { 100, 200 } };
    static const struct fy_cut_settings bad[] = {
        { 0.0, 0.5, 15.0, 0.2 },
        { (double)NAN, 0.5, 15.0, 0.2 },
        { 1000.0, -0.5, 15.0, 0.2 },
        { 1000.0, 0.5, (double)NAN, 0.2 },
        { 1000.0, 0.5, 15.0, -1.0 },
    };
    struct fy_cut *cuts;
    size_t count;
    for (size_t i = 0; i < N(bad); i++)
        assert_int_equal(fy_cut_at_pauses(fine, 1, 0, 100, &bad[i], &cuts, &count), FY_INVALID);
    assert_int_equal(fy_cut_at_pauses(backward, 1, 0, 100, &usual, &cuts, &count), FY_INVALID);
    assert_int_equal(fy_cut_at_pauses(unsorted, 2, 0, 1000, &usual, &cuts, &count), FY_INVALID);
    assert_int_equal(fy_cut_at_pauses(fine, 1, 100, 0, &usual, &cuts, &count), FY_INVALID);
    assert_int_equal(fy_cut_at_pauses(fine, 1, -5, 100, &usual, &cuts, &count), FY_INVALID);
    assert_null(cuts);
    assert_int_equal(count, 0);

    static const struct fy_cut_settings endless = { 1000.0, (double)INFINITY, (double)INFINITY, (double)INFINITY };
    static const struct fy_cut whole[] = { { 0, 100, 1 } };
    expect(fine, 1, 0, 100, &endless, whole, 1);
}

static void out_of_memory_gives_nothing(void **state)
{
    (void)state;
    static const struct fy_stretch speech[] = { { 2000, 3000 } };
    for (long n = 0; n < 4; n++) {
        struct fy_cut *cuts;
        size_t count;
        fy_memory_fail_after(n);
        const enum fy_status status = fy_cut_at_pauses(speech, 1, 0, 9000, &usual, &cuts, &count);
        fy_memory_fail_after(-1);
        assert_int_equal(status, n < 3 ? FY_NO_MEMORY : FY_OK);
        assert_true((cuts == NULL) == (n < 3));
        fy_free(cuts);
    }
}

/* ---- what holds for any speech ---- */

static uint64_t seed;

static int64_t below(int64_t limit)
{
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (int64_t)((seed >> 33) % (uint64_t)limit);
}

/* Every frame of speech inside the range lies in one speech cut, and that cut holds it whole. */
static void check_held(const struct fy_stretch *speech, size_t speech_count, int64_t from, int64_t to,
                       const struct fy_cut *cuts, size_t count)
{
    size_t c = 0;
    for (size_t i = 0; i < speech_count; i++) {
        const int64_t start = speech[i].from > from ? speech[i].from : from, end = speech[i].to < to ? speech[i].to : to;
        if (start >= end)
            continue;
        while (c < count && cuts[c].to <= start)
            c++;
        assert_true(c < count && cuts[c].speech == 1 && cuts[c].from <= start && end <= cuts[c].to);
    }
}

static void check_cuts(const struct fy_stretch *speech, size_t speech_count, int64_t from, int64_t to,
                       const struct fy_cut_settings *settings, const struct fy_cut *cuts, size_t count)
{
    assert_true(count > 0 && cuts[0].from == from && cuts[count - 1].to == to);
    for (size_t i = 0; i < count; i++) {
        assert_true(cuts[i].from < cuts[i].to);
        assert_true(i == 0 || cuts[i].from == cuts[i - 1].to);
        assert_true(i == 0 || cuts[i].speech || cuts[i - 1].speech); /* no two pauses in a row */
        if (!cuts[i].speech)
            continue;
        size_t inside = 0;
        int64_t first = INT64_MAX, last = INT64_MIN;
        for (size_t k = 0; k < speech_count; k++)
            if (speech[k].from < cuts[i].to && speech[k].to > cuts[i].from) {
                inside++;
                first = speech[k].from < first ? speech[k].from : first;
                last = speech[k].to > last ? speech[k].to : last;
            }
        assert_true(inside > 0);
        const int64_t padding = (int64_t)(settings->padding * 1000.0 + 0.5);
        const int64_t longest = (int64_t)(settings->longest * 1000.0 + 0.5);
        const bool at_edge = i == 0 || i + 1 == count;
        assert_true(2 * (first - cuts[i].from) <= (at_edge ? 4 : 3) * padding + 1); /* an odd gap parts unevenly */
        assert_true(2 * (cuts[i].to - last) <= (at_edge ? 4 : 3) * padding);
        const int64_t clipped = (last < to ? last : to) - (first > from ? first : from);
        assert_true(inside == 1 || clipped + 3 * padding <= longest);
    }
    check_held(speech, speech_count, from, to, cuts, count);
}

static void any_speech_is_covered(void **state)
{
    (void)state;
    for (seed = 1; seed < 400000; seed += 977) {
        const uint64_t start = seed;
        struct fy_stretch speech[60];
        const size_t speech_count = (size_t)below(60);
        int64_t at = 0;
        for (size_t i = 0; i < speech_count; i++) {
            speech[i].from = at + 1 + below(1500);
            speech[i].to = at = speech[i].from + 1 + below(4000);
        }
        const int64_t from = below(3000), to = from + 1 + below(at + 5000);
        const struct fy_cut_settings settings = { 1000.0, (double)below(1000) / 1000.0,
                                                  (double)(2000 + below(20000)) / 1000.0, (double)below(500) / 1000.0 };
        struct fy_cut *cuts;
        size_t count;
        assert_int_equal(fy_cut_at_pauses(speech, speech_count, from, to, &settings, &cuts, &count), FY_OK);
        check_cuts(speech, speech_count, from, to, &settings, cuts, count);
        fy_free(cuts);
        seed = start;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(padding_goes_to_the_speech),
        cmocka_unit_test(no_speech_is_one_pause),
        cmocka_unit_test(close_speech_is_one_segment),
        cmocka_unit_test(a_pause_no_longer_than_the_padding_is_a_boundary),
        cmocka_unit_test(edges_keep_a_pause_only_beyond_twice_the_padding),
        cmocka_unit_test(the_range_clips_the_speech),
        cmocka_unit_test(long_segments_are_cut_at_their_longest_pause),
        cmocka_unit_test(unbroken_speech_is_never_cut),
        cmocka_unit_test(speech_that_overlaps_is_joined),
        cmocka_unit_test(wrong_arguments_are_refused),
        cmocka_unit_test(out_of_memory_gives_nothing),
        cmocka_unit_test(any_speech_is_covered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

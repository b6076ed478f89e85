#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fangyin/fingerprint.h>
#include <fangyin/memory.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846
enum { RATE = 16000, CLIPS = 40 };

static uint32_t seed;
static double chance(void)
{
    seed = seed * 1664525U + 1013904223U;
    return (double)(seed >> 8) / (1 << 24);
}

/* A "sentence": syllables of a tenth to a quarter of a second, each with a pitch and three formants of its own. */
static float *sentence(uint32_t number, size_t count, double rate)
{
    float *samples = calloc(count + 1, sizeof *samples);
    double phase = 0, pitch = 0, formants[3] = { 0 }, left = 0, length = 1;
    seed = number * 7919U + 13U;
    for (size_t i = 0; i < count; i++) {
        if (left <= 0) {
            length = left = 0.1 + 0.15 * chance();
            pitch = 90 + 130 * chance();
            for (int f = 0; f < 3; f++)
                formants[f] = 300 + 700 * f + 600 * chance();
        }
        left -= 1 / rate;
        phase += 2 * PI * pitch * (1 + 0.1 * left) / rate;
        double value = 0;
        for (int h = 1; h * pitch < 3500; h++) {
            double gain = 0.02;
            for (int f = 0; f < 3; f++)
                gain += exp(-pow((h * pitch - formants[f]) / 120, 2));
            value += gain * sin(h * phase);
        }
        samples[i] = (float)(0.05 * value * sqrt(sin(PI * fmin(fmax(left / length, 0), 1))));
    }
    return samples;
}

static struct fy_fingerprint print_of(const float *samples, size_t count, double rate)
{
    struct fy_fingerprint made;
    assert_int_equal(fy_fingerprint_make(samples, count, rate, &made), FY_OK);
    return made;
}

static double distance_of(const float *a, size_t a_count, const float *b, size_t b_count, double b_rate, double *shift)
{
    struct fy_fingerprint one = print_of(a, a_count, RATE), two = print_of(b, b_count, b_rate);
    const double distance = fy_fingerprint_distance(&one, &two, shift);
    fy_fingerprint_clear(&one);
    fy_fingerprint_clear(&two);
    return distance;
}

static void test_changes(void **state)
{
    enum { COUNT = 3 * RATE };
    double shift;
    float *clip = sentence(1, COUNT, RATE), *changed = malloc(COUNT * sizeof *changed);
    (void)state;
    assert_true(distance_of(clip, COUNT, clip, COUNT, RATE, &shift) == 0 && shift == 0);
    for (size_t i = 0; i < COUNT; i++)
        changed[i] = clip[i] * 0.5F;
    assert_true(distance_of(clip, COUNT, changed, COUNT, RATE, NULL) < 0.02);
    /* Trimmed, not by whole frames. */
    assert_true(distance_of(clip, COUNT, clip + 4907, COUNT - 2 * 4907, RATE, &shift) < 0.15);
    assert_true(fabs(shift - 4907.0 / RATE) < FY_FINGERPRINT_STEP);
    seed = 5;
    for (size_t i = 0; i < COUNT; i++)
        changed[i] = clip[i] + (float)((chance() - 0.5) * 0.01);
    assert_true(distance_of(clip, COUNT, changed, COUNT, RATE, NULL) < FY_FINGERPRINT_SAME);
    for (size_t i = 0; i < COUNT; i++)
        changed[i] = roundf(clip[i] * 127) / 127;
    assert_true(distance_of(clip, COUNT, changed, COUNT, RATE, NULL) < FY_FINGERPRINT_SAME);
    /* Half the rate, by the mean of two samples. */
    for (size_t i = 0; i < COUNT / 2; i++)
        changed[i] = (clip[2 * i] + clip[2 * i + 1]) / 2;
    assert_true(distance_of(clip, COUNT, changed, COUNT / 2, RATE / 2, NULL) < 0.1);
    free(clip);
    free(changed);
}

static void test_nothing_alike(void **state)
{
    float nothing[RATE] = { 0 };
    float *clip = sentence(1, 2 * RATE, RATE), *other = sentence(2, 2 * RATE, RATE);
    struct fy_fingerprint made;
    (void)state;
    assert_true(distance_of(clip, 2 * RATE, other, 2 * RATE, RATE, NULL) > 0.35);
    assert_true(distance_of(clip, 2 * RATE, nothing, RATE, RATE, NULL) >= 1);
    assert_true(distance_of(nothing, RATE, nothing, RATE, RATE, NULL) >= 1);
    assert_true(distance_of(clip, 2 * RATE, clip, 100, RATE, NULL) >= 1);
    for (size_t i = 0; i < RATE; i++)
        clip[i] = i % 3 ? NAN : INFINITY;
    made = print_of(clip, RATE, RATE);
    fy_fingerprint_clear(&made);
    assert_int_equal(fy_fingerprint_make(clip, RATE, 3999, &made), FY_INVALID);
    assert_int_equal(fy_fingerprint_make(clip, RATE, (double)NAN, &made), FY_INVALID);
    assert_null(made.words);
    free(clip);
    free(other);
}

struct seen {
    size_t count, last;
};

static void see(void *context, size_t earlier, double distance, double shift)
{
    struct seen *seen = context;
    assert_true(distance <= FY_FINGERPRINT_SAME && isfinite(shift));
    seen->count++;
    seen->last = earlier;
}

static void test_index(void **state)
{
    struct fy_fingerprint_index *index = fy_fingerprint_index_new();
    struct seen seen = { 0, 0 };
    (void)state;
    for (uint32_t i = 0; i < CLIPS; i++) {
        const size_t count = RATE * 2 + i * 1000;
        float *clip = sentence(100 + i, count, RATE);
        struct fy_fingerprint made = print_of(clip, count, RATE);
        assert_int_equal(fy_fingerprint_index_add(index, &made, see, &seen), FY_OK);
        assert_null(made.words);
        free(clip);
    }
    assert_int_equal(seen.count, 0);
    for (uint32_t i = 0; i < CLIPS; i++) {
        const size_t count = RATE * 2 + i * 1000;
        float *clip = sentence(100 + i, count, RATE);
        seed = i;
        for (size_t s = 0; s < count; s++)
            clip[s] = 0.6F * clip[s] + (float)((chance() - 0.5) * 0.002);
        struct fy_fingerprint made = print_of(clip + 3000, count - 3000, RATE);
        seen.count = 0;
        assert_int_equal(fy_fingerprint_index_add(index, &made, see, &seen), FY_OK);
        assert_int_equal(seen.count, 1);
        assert_int_equal(seen.last, i);
        free(clip);
    }
    fy_fingerprint_index_free(index);
    fy_fingerprint_index_free(NULL);
}

/* Whatever fails for want of memory can be done again, and gives the same. */
static void test_no_memory(void **state)
{
    float *clip = sentence(9, RATE, RATE);
    struct fy_fingerprint_index *index = fy_fingerprint_index_new();
    struct fy_fingerprint first = print_of(clip, RATE, RATE);
    struct seen seen = { 0, 0 };
    (void)state;
    assert_int_equal(fy_fingerprint_index_add(index, &first, see, &seen), FY_OK);
    for (long fail = 0;; fail++) {
        struct fy_fingerprint made;
        fy_memory_fail_after(fail);
        enum fy_status status = fy_fingerprint_make(clip, RATE, RATE, &made);
        if (status != FY_OK)
            assert_null(made.words);
        else
            status = fy_fingerprint_index_add(index, &made, see, &seen);
        fy_memory_fail_after(-1);
        assert_null(made.words);
        if (status == FY_OK)
            break;
        assert_int_equal(status, FY_NO_MEMORY);
    }
    seen.count = 0;
    first = print_of(clip, RATE, RATE);
    assert_int_equal(fy_fingerprint_index_add(index, &first, see, &seen), FY_OK);
    assert_int_equal(seen.count, 2);
    fy_fingerprint_index_free(index);
    free(clip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_changes),
        cmocka_unit_test(test_nothing_alike),
        cmocka_unit_test(test_index),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

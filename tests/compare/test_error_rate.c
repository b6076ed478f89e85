/* Error rates: published figures, alternatives and variants, want of a reference. */
#include <fangyin/error_rate.h>
#include <fangyin/memory.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define N(array) (sizeof(array) / sizeof *(array))

static struct fy_align_counts count(const struct fy_comparison *comparison, enum fy_token token, const char *reference,
                                    const char *text)
{
    struct fy_align_counts counts;
    assert_int_equal(fy_error_count(comparison, token, reference, text, &counts), FY_OK);
    return counts;
}

static size_t distance(const struct fy_comparison *comparison, const char *reference, const char *text)
{
    const struct fy_align_counts counts = count(comparison, FY_TOKEN_CHARACTER, reference, text);
    return fy_align_distance(&counts);
}

/* The example in the documentation of torchmetrics' CharErrorRate and WordErrorRate: 0.3415 and 0.5. */
static void published_rates_are_found(void **state)
{
    (void)state;
    static const char *const references[] = { "this is the reference", "there is another one" };
    static const char *const texts[] = { "this is the prediction", "there is an other sample" };
    const struct fy_comparison characters = { .normaliser = fy_normaliser_find("jiwer-cer") };
    const struct fy_comparison words = { .normaliser = fy_normaliser_find("nfc-1") };
    struct fy_align_counts cer = { 0 }, wer = { 0 };
    for (size_t i = 0; i < N(texts); i++) {
        struct fy_align_counts one = count(&characters, FY_TOKEN_CHARACTER, references[i], texts[i]);
        fy_align_add(&cer, &one);
        one = count(&words, FY_TOKEN_WORD, references[i], texts[i]);
        fy_align_add(&wer, &one);
    }
    assert_int_equal(fy_align_reference(&cer), 41);
    assert_true(fabs(fy_align_error_rate(&cer) - 0.3415) < 5e-5);
    assert_true(fabs(fy_align_error_rate(&wer) - 0.5) < 1e-12);
}

/* Pooled: 1 of 2 and 0 of 8 are 0.1, not 0.25. */
static void sums_are_pooled(void **state)
{
    (void)state;
    const struct fy_comparison strict = { .normaliser = fy_normaliser_find("cer-zh-1") };
    struct fy_error_sums sums = { 0 };
    assert_int_equal(fy_error_add(&sums, &strict, "好伐", "好吧"), FY_OK);
    assert_int_equal(fy_error_add(&sums, &strict, "侬今朝饭吃过了伐", "侬今朝饭，吃过了伐？"), FY_OK);
    assert_int_equal(fy_error_add(&sums, &strict, "……", "啊"), FY_OK);
    assert_true(fabs(fy_align_error_rate(&sums.counts[FY_TOKEN_CHARACTER]) - 0.2) < 1e-12);
    assert_int_equal(sums.texts, 3);
    assert_int_equal(sums.wrong, 2);
    assert_int_equal(sums.empty_reference, 1);
}

static void alternatives_are_let_through_where_tolerant(void **state)
{
    (void)state;
    const struct fy_comparison strict = { .normaliser = fy_normaliser_find("cer-zh-1") };
    const struct fy_comparison tolerant = { fy_normaliser_find("cer-zh-1"), true, NULL, NULL };
    assert_int_equal(distance(&strict, "{侬|农}好", "农好"), 1);
    assert_int_equal(distance(&tolerant, "{侬|农}好", "农好"), 0);
    assert_int_equal(distance(&tolerant, "农好", "{侬|农}好"), 0);
    assert_int_equal(distance(&tolerant, "{一|二|三}{四|五}", "三五"), 0);
    assert_int_equal(distance(&tolerant, "{啊|}好", "好"), 0);
    assert_int_equal(distance(&strict, "{侬}好", "侬好"), 0); /* no alternatives: signs */
    assert_int_equal(distance(&tolerant, "{侬|农", "侬农"), 0);
    /* Far more readings than are tried. */
    assert_int_equal(distance(&tolerant, "{a|b}{a|b}{a|b}{a|b}{a|b}{a|b}{a|b}", "bbbbaaa"), 0);
    assert_int_equal(distance(&tolerant, "{a|b}{a|b}{a|b}{a|b}{a|b}{a|b}{a|b}", "aaaaaab"), 1);
    const struct fy_comparison other = { fy_normaliser_find("sclite-char"), true, NULL, NULL };
    assert_int_equal(distance(&other, "{侬|农}", "侬"), 4);
}

/* 喫 is a variant of 吃. */
static enum fy_status fold(void *context, const char *text, size_t size, struct fy_buffer *out)
{
    ++*(size_t *)context;
    for (size_t at = 0; at < size; at++) {
        const bool variant = size - at >= 3 && memcmp(text + at, "喫", 3) == 0;
        fy_buffer_append(out, variant ? "吃" : text + at, variant ? 3 : 1);
        at += variant ? 2 : 0;
    }
    return out->failed ? FY_NO_MEMORY : FY_OK;
}

static void variants_are_let_through_where_tolerant(void **state)
{
    (void)state;
    size_t calls = 0;
    const struct fy_comparison strict = { fy_normaliser_find("cer-zh-1"), false, fold, &calls };
    const struct fy_comparison tolerant = { fy_normaliser_find("cer-zh-1"), true, fold, &calls };
    assert_int_equal(distance(&strict, "饭吃过", "饭喫过"), 1);
    assert_int_equal(calls, 0);
    assert_int_equal(distance(&tolerant, "饭吃过", "饭喫过"), 0);
    assert_int_equal(calls, 2);
}

static void want_of_memory_is_told(void **state)
{
    (void)state;
    size_t calls = 0;
    const struct fy_comparison tolerant = { fy_normaliser_find("cer-zh-1"), true, fold, &calls };
    for (long n = 0;; n++) {
        struct fy_align_counts counts;
        fy_memory_fail_after(n);
        const enum fy_status status =
            fy_error_count(&tolerant, FY_TOKEN_MIXED, "{侬|农}饭wifi喫过", "农饭吃wlan", &counts);
        fy_memory_fail_after(-1);
        if (status == FY_OK) {
            assert_int_equal(fy_align_distance(&counts), 2);
            assert_true(n > 5);
            break;
        }
        assert_int_equal(status, FY_NO_MEMORY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_rates_are_found),
        cmocka_unit_test(sums_are_pooled),
        cmocka_unit_test(alternatives_are_let_through_where_tolerant),
        cmocka_unit_test(variants_are_let_through_where_tolerant),
        cmocka_unit_test(want_of_memory_is_told),
    };
    return cmocka_run_group_tests_name("error rate", tests, NULL, NULL);
}

/* What is looked at, when a batch passes, and how sure a share is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/near.h"

#include <fangyin/quality.h>
#include <math.h>
#include <string.h>

enum { MOST = 1000 };
static struct fy_sample_item items[MOST];

/* Units handed in one after the other from that number on. */
static void begin_with(size_t number)
{
    memset(items, 0, sizeof items);
    for (size_t i = 0; i < MOST; i++)
        items[i].number = number + i;
}

static size_t chosen(size_t count, enum fy_sample_reason reason)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += items[i].reason == reason;
    return found;
}

static void beginners_are_looked_at_whole(void **state)
{
    (void)state;
    begin_with(0);
    fy_sample_choose(items, 45, &fy_sample_default, 1);
    assert_int_equal(chosen(45, FY_SAMPLE_FIRST), 45);
    begin_with(40);
    fy_sample_choose(items, 500, &fy_sample_default, 1);
    assert_int_equal(chosen(500, FY_SAMPLE_FIRST), 10);
    assert_int_equal(chosen(500, FY_SAMPLE_RANDOM), 49); /* a tenth of 490 */
}

static void of_the_others_a_tenth_or_twenty(void **state)
{
    (void)state;
    begin_with(1000);
    fy_sample_choose(items, 100, &fy_sample_default, 7);
    assert_int_equal(chosen(100, FY_SAMPLE_RANDOM), 20);
    fy_sample_choose(items, 12, &fy_sample_default, 7);
    assert_int_equal(chosen(12, FY_SAMPLE_RANDOM), 12);
    fy_sample_choose(items, 1000, &fy_sample_default, 7);
    assert_int_equal(chosen(1000, FY_SAMPLE_RANDOM), 100);
}

static void what_is_doubtful_is_looked_at_beside(void **state)
{
    (void)state;
    begin_with(1000);
    items[3].invalid = items[700].invalid = true;
    items[3].warned = items[5].warned = true;
    fy_sample_choose(items, 1000, &fy_sample_default, 7);
    assert_int_equal(items[3].reason, FY_SAMPLE_INVALID);
    assert_int_equal(items[5].reason, FY_SAMPLE_CHECKS);
    assert_int_equal(chosen(1000, FY_SAMPLE_INVALID), 2);
    assert_int_equal(chosen(1000, FY_SAMPLE_RANDOM), 100);
}

static void what_checks_warn_of_takes_no_place_of_the_random_ones(void **state)
{
    (void)state;
    begin_with(45);
    for (size_t i = 0; i < 200; i++)
        items[i].warned = i % 2 == 0;
    fy_sample_choose(items, 200, &fy_sample_default, 7);
    assert_int_equal(chosen(200, FY_SAMPLE_FIRST), 5); /* 3 of them warned of */
    assert_int_equal(chosen(200, FY_SAMPLE_CHECKS), 97);
    assert_int_equal(chosen(200, FY_SAMPLE_RANDOM), 20); /* of 98 */
    for (size_t i = 0; i < 200; i++)
        assert_true(!items[i].warned || items[i].reason != FY_SAMPLE_NOT);
    assert_string_equal(fy_sample_reason_name(FY_SAMPLE_CHECKS), "checks");
}

static void a_seed_gives_its_choice_and_every_unit_has_its_chance(void **state)
{
    size_t times[100] = { 0 }, same = 0;
    enum fy_sample_reason first[100];
    (void)state;
    begin_with(1000);
    for (uint64_t seed = 0; seed < 2000; seed++) {
        fy_sample_choose(items, 100, &fy_sample_default, seed * 1000003);
        for (size_t i = 0; i < 100; i++)
            times[i] += items[i].reason == FY_SAMPLE_RANDOM;
    }
    /* 2000 times one in five: 400, standard deviation 18 */
    for (size_t i = 0; i < 100; i++)
        assert_in_range(times[i], 310, 490);
    fy_sample_choose(items, 100, &fy_sample_default, fy_sample_seed("batch 1/ann"));
    for (size_t i = 0; i < 100; i++)
        first[i] = items[i].reason;
    fy_sample_choose(items, 100, &fy_sample_default, fy_sample_seed("batch 1/ann"));
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(items[i].reason, first[i]);
    fy_sample_choose(items, 100, &fy_sample_default, fy_sample_seed("batch 2/ann"));
    for (size_t i = 0; i < 100; i++)
        same += items[i].reason == first[i];
    assert_in_range(same, 40, 99);
}

static void the_acceptance_number_follows_from_the_limit(void **state)
{
    (void)state;
    /* Binomial tables: P(X <= 2 | 20, 0.1) = 0.6769, P(X <= 3 | 10, 0.3) = 0.6496. */
    assert_near(fy_binomial_at_most(2, 20, 0.1), 0.6769, 5e-5);
    assert_near(fy_binomial_at_most(3, 10, 0.3), 0.6496, 5e-5);
    assert_near(fy_binomial_at_most(20, 20, 0.1), 1, 0);
    assert_near(fy_binomial_at_most(0, 20, 1), 0, 0);
    /* 100 at 3 %: P(X <= 5) = 0.9192, P(X <= 6) = 0.9688 */
    const struct fy_acceptance plan = fy_acceptance_plan(100, 0.03);
    assert_int_equal(plan.most, 6);
    assert_near(plan.passes, 0.9688, 5e-5);
    assert_near(fy_binomial_at_most(6, 100, plan.consumer), 0.1, 1e-9);
    assert_int_equal(fy_acceptance_plan(0, 0.03).most, 0);
    assert_int_equal(fy_acceptance_plan(100, 0).most, 0);
}

static void a_share_has_an_interval(void **state)
{
    (void)state;
    /* Newcombe 1998, table I, method 3: 81/263, 15/148, 0/20, 1/29. */
    const struct {
        size_t part, whole;
        double low, high;
    } known[] = {
        { 81, 263, 0.2553, 0.3662 }, { 15, 148, 0.0624, 0.1605 }, { 0, 20, 0, 0.1611 }, { 1, 29, 0.0061, 0.1718 }
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const struct fy_interval_of_share interval = fy_wilson(known[i].part, known[i].whole);
        assert_near(interval.low, known[i].low, 5.1e-5);
        assert_near(interval.high, known[i].high, 5.1e-5);
    }
    assert_near(fy_wilson(20, 20).high, 1, 0);
    assert_near(fy_wilson(0, 0).high, 1, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(beginners_are_looked_at_whole),
        cmocka_unit_test(of_the_others_a_tenth_or_twenty),
        cmocka_unit_test(what_is_doubtful_is_looked_at_beside),
        cmocka_unit_test(what_checks_warn_of_takes_no_place_of_the_random_ones),
        cmocka_unit_test(a_seed_gives_its_choice_and_every_unit_has_its_chance),
        cmocka_unit_test(the_acceptance_number_follows_from_the_limit),
        cmocka_unit_test(a_share_has_an_interval),
    };
    return cmocka_run_group_tests_name("quality", tests, NULL, NULL);
}

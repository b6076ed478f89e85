/* Segments of two grids are paired, tags and boundaries compared, and what has no partner is counted. */
#include <fangyin/agreement.h>
#include <fangyin/memory.h>
#include <fangyin/pairs.h>
#include <fangyin/sisters.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/near.h"

#define N(array) (sizeof(array) / sizeof *(array))

struct part {
    double xmin, xmax;
    const char *text;
};

static size_t add_tier(struct fy_grid *grid, const char *name, const struct part *parts, size_t count)
{
    size_t tier;
    assert_int_equal(fy_grid_append_tier(grid, FY_INTERVAL_TIER, name, strlen(name), 0, 10, &tier), FY_OK);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(
            fy_tier_append_interval(grid, tier, parts[i].xmin, parts[i].xmax, parts[i].text, strlen(parts[i].text)),
            FY_OK);
    return tier;
}

static struct fy_grid *grid_of(const struct part *parts, size_t count)
{
    struct fy_grid *grid = fy_grid_new(0, 10);
    assert_int_equal(add_tier(grid, "text", parts, count), 0);
    return grid;
}

static const struct part first_words[] = { { 0, 1, "" },       { 1, 3, "早晨" }, { 3, 4, "" },
                                           { 4, 6, "去邊度" }, { 6, 8, "街市" }, { 8, 10, "" } };
static const struct part second_words[] = { { 0, 1.1, "" },     { 1.1, 3, "早晨呀" }, { 3, 4, "" },   { 4, 6.1, "" },
                                            { 6.1, 6.9, "街" }, { 6.9, 7.5, "市" },   { 7.5, 10, "" } };

static void check_pair(const struct fy_pairs *pairs, size_t at, size_t a, size_t b, bool by_name)
{
    assert_true(at < pairs->count);
    assert_int_equal(pairs->items[at].a, a);
    assert_int_equal(pairs->items[at].b, b);
    assert_int_equal(pairs->items[at].by_name, by_name);
}

static void segments_are_paired_by_time(void **state)
{
    (void)state;
    struct fy_grid *a = grid_of(first_words, N(first_words)), *b = grid_of(second_words, N(second_words));
    struct fy_pairs pairs;
    assert_int_equal(fy_pairs_find(a, 0, b, 0, &pairs), FY_OK);
    assert_int_equal(pairs.count, 2);
    check_pair(&pairs, 0, 1, 1, false);
    check_pair(&pairs, 1, 3, 3, false); /* there is nothing written in b, which is a difference */
    assert_near(pairs.items[0].overlap, 1.9 / 2, 1e-12);
    assert_near(pairs.items[1].overlap, 2 / 2.1, 1e-12);
    assert_int_equal(pairs.only_a, 1); /* 6-8 is cut in two in b, neither half of which is half of it */
    assert_int_equal(pairs.only_b, 2);
    fy_pairs_free(&pairs);

    assert_int_equal(fy_pairs_find(a, 0, a, 0, &pairs), FY_OK);
    assert_int_equal(pairs.count, 3);
    for (size_t i = 0; i < pairs.count; i++)
        assert_true(pairs.items[i].a == pairs.items[i].b && pairs.items[i].overlap == 1);
    assert_int_equal(pairs.only_a + pairs.only_b, 0);
    fy_pairs_free(&pairs);
    fy_grid_free(a);
    fy_grid_free(b);
}

static void a_half_is_enough_and_less_is_not(void **state)
{
    (void)state;
    static const struct part whole[] = { { 0, 2, "街市" }, { 4, 6, "街市" } };
    static const struct part halves[] = { { 0, 1, "街" }, { 1, 2, "市" }, { 4, 4.99, "街" } };
    struct fy_grid *a = grid_of(whole, N(whole)), *b = grid_of(halves, N(halves));
    struct fy_pairs pairs;
    assert_int_equal(fy_pairs_find(a, 0, b, 0, &pairs), FY_OK);
    assert_int_equal(pairs.count, 1);
    check_pair(&pairs, 0, 0, 0, false);
    assert_int_equal(pairs.only_a, 1);
    assert_int_equal(pairs.only_b, 2);
    fy_pairs_free(&pairs);
    fy_grid_free(a);
    fy_grid_free(b);
}

static void names_come_first(void **state)
{
    (void)state;
    static const struct part a_words[] = { { 0, 4, "一" }, { 4, 6, "二" }, { 6, 8, "三" }, { 8, 10, "四" } };
    static const struct part a_names[] = { { 0, 4, "s1" }, { 4, 6, "s2" }, { 6, 8, "s3" }, { 8, 10, "s3" } };
    /* s1 shrank to a quarter; s2 is elsewhere; s3 is two segments in a. */
    static const struct part b_words[] = {
        { 0, 1, "一" }, { 1, 4, "新" }, { 4, 6, "貳" }, { 6, 8, "三" }, { 8, 10, "二" }
    };
    static const struct part b_names[] = {
        { 0, 1, "s1" }, { 1, 4, "" }, { 4, 6, "s9" }, { 6, 8, "s3" }, { 8, 10, "s2" }
    };
    struct fy_grid *a = grid_of(a_words, N(a_words)), *b = grid_of(b_words, N(b_words));
    add_tier(a, "id", a_names, N(a_names));
    add_tier(b, "id", b_names, N(b_names));
    struct fy_pairs pairs;
    assert_int_equal(fy_pairs_find(a, 0, b, 0, &pairs), FY_OK);
    assert_int_equal(pairs.count, 4);
    check_pair(&pairs, 0, 0, 0, true);
    check_pair(&pairs, 1, 1, 2, false);
    check_pair(&pairs, 2, 2, 3, false);
    check_pair(&pairs, 3, 3, 4, false);
    assert_int_equal(pairs.only_a, 0);
    assert_int_equal(pairs.only_b, 1);
    fy_pairs_free(&pairs);
    fy_grid_free(a);
    fy_grid_free(b);
}

static void point_tiers_have_no_segments(void **state)
{
    (void)state;
    struct fy_grid *grid = grid_of(first_words, N(first_words));
    struct fy_pairs pairs;
    double *times;
    size_t count;
    assert_int_equal(fy_grid_append_tier(grid, FY_POINT_TIER, "mark", 4, 0, 10, NULL), FY_OK);
    assert_int_equal(fy_pairs_find(grid, 0, grid, 1, &pairs), FY_INVALID);
    assert_int_equal(fy_pairs_find(grid, 1, grid, 0, &pairs), FY_INVALID);
    assert_int_equal(fy_boundaries(grid, 1, &times, &count), FY_INVALID);
    fy_grid_free(grid);
}

static void sisters_answer_for_a_segment(void **state)
{
    (void)state;
    static const struct part tags[] = { { 0, 5, "yue" }, { 6, 10, "wu-sh" } };
    struct fy_grid *grid = grid_of(first_words, N(first_words));
    add_tier(grid, "dialect", tags, N(tags));
    assert_string_equal(fy_sister_label(grid, 0, 1, "dialect"), "yue");
    assert_string_equal(fy_sister_label(grid, 0, 3, "dialect"), "yue");
    assert_string_equal(fy_sister_label(grid, 0, 4, "dialect"), "wu-sh");
    assert_string_equal(fy_sister_label(grid, 0, 4, "flag"), "");
    /* One speaker's tags say nothing about another. */
    const size_t other = add_tier(grid, "text@B", (const struct part[]){ { 0, 5, "好" }, { 5.2, 5.4, "啊" } }, 2);
    assert_string_equal(fy_sister_label(grid, other, 0, "dialect"), "");
    add_tier(grid, "dialect@B", tags, N(tags));
    assert_string_equal(fy_sister_label(grid, other, 0, "dialect"), "yue");
    assert_string_equal(fy_sister_label(grid, other, 1, "dialect"), ""); /* in the gap */
    fy_grid_free(grid);

    assert_true(fy_label_empty("") && fy_label_empty(" \t\n\u3000\u00A0"));
    assert_false(fy_label_empty(" 。"));
    assert_true(fy_label_has_code("invalid", "invalid"));
    assert_true(fy_label_has_code("ask+invalid:noise", "invalid"));
    assert_true(fy_label_has_code("invalid:noise+ask", "ask"));
    assert_false(fy_label_has_code("invalidated", "invalid"));
    assert_false(fy_label_has_code("note:invalid", "invalid"));
    assert_false(fy_label_has_code("", "invalid"));
}

static void tags_are_counted(void **state)
{
    (void)state;
    static const char *const tags_of[][2] = { { "yue", "yue" }, { "yue", "hak" }, { "", "yue" },
                                              { "hak", " " },   { NULL, NULL },   { NULL, "yue" } };
    struct fy_tag_agreement tags = { 0 };
    for (size_t i = 0; i < N(tags_of); i++)
        fy_tags_add(&tags, tags_of[i][0], tags_of[i][1]);
    assert_int_equal(tags.both, 2);
    assert_int_equal(tags.same, 1);
    assert_int_equal(tags.only_a, 1);
    assert_int_equal(tags.only_b, 2);
}

static void boundaries_are_matched_nearest_first(void **state)
{
    (void)state;
    struct fy_grid *grid = grid_of(second_words, N(second_words));
    double *times;
    size_t count;
    assert_int_equal(fy_boundaries(grid, 0, &times, &count), FY_OK);
    static const double inside[] = { 1.1, 3, 4, 6.1, 6.9, 7.5 };
    assert_int_equal(count, N(inside));
    assert_memory_equal(times, inside, sizeof inside);
    fy_free(times);
    fy_grid_free(grid);

    struct fy_boundary_agreement agreement;
    struct fy_shifts shifts = { 0 };
    assert_true(isnan(fy_shifts_mean(&shifts)) && isnan(fy_shifts_median(&shifts)));
    static const double a[] = { 0.1, 1.0, 2.0, 5.0 }, b[] = { 0.15, 0.97, 1.04, 2.06, 8.0 };
    assert_int_equal(fy_boundaries_match(a, N(a), b, N(b), 0.05, &agreement, NULL), FY_OK);
    assert_int_equal(agreement.matched, 2); /* 0.1 - 0.15, to the edge; 1.0 - 0.97 and not 1.04 */
    assert_near(agreement.distance, 0.08, 1e-12);
    assert_int_equal(agreement.a_count, 4);
    assert_int_equal(agreement.b_count, 5);
    assert_int_equal(fy_boundaries_match(a, N(a), b, N(b), 0.1, &agreement, &shifts), FY_OK);
    assert_int_equal(agreement.matched, 3);
    assert_int_equal(shifts.count, 3); /* 0.05, -0.03, 0.06 */
    assert_near(fy_shifts_mean(&shifts), 0.14 / 3, 1e-12);
    assert_near(fy_shifts_median(&shifts), 0.05, 1e-12);
    shifts.count = 2; /* the smallest two of them */
    assert_near(fy_shifts_median(&shifts), 0.04, 1e-12);
    fy_shifts_free(&shifts);
    assert_int_equal(fy_boundaries_match(a, 0, b, N(b), 0.1, &agreement, NULL), FY_OK);
    assert_int_equal(agreement.matched, 0);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct fy_grid *a = grid_of(first_words, N(first_words)), *b = grid_of(second_words, N(second_words));
    add_tier(a, "id", (const struct part[]){ { 1, 3, "s1" } }, 1);
    add_tier(b, "id", (const struct part[]){ { 1.1, 3, "s1" } }, 1);
    enum fy_status status;
    long failures = 0;
    do {
        struct fy_pairs pairs;
        fy_memory_fail_after(failures++);
        status = fy_pairs_find(a, 0, b, 0, &pairs);
        fy_memory_fail_after(-1);
        assert_true(status == FY_NO_MEMORY ? pairs.items == NULL && pairs.count == 0 : status == FY_OK);
        fy_pairs_free(&pairs);
    } while (status != FY_OK);
    assert_true(failures > 7);
    failures = 0;
    do {
        struct fy_boundary_agreement agreement;
        struct fy_shifts shifts = { 0 };
        double *times;
        size_t count;
        fy_memory_fail_after(failures++);
        status = fy_boundaries(a, 0, &times, &count);
        if (status == FY_OK)
            status = fy_boundaries_match(times, count, times, count, 0.1, &agreement, &shifts);
        fy_memory_fail_after(-1);
        fy_shifts_free(&shifts);
        fy_free(times);
    } while (status != FY_OK);
    assert_int_equal(failures, 5);
    fy_grid_free(a);
    fy_grid_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(segments_are_paired_by_time),
        cmocka_unit_test(a_half_is_enough_and_less_is_not),
        cmocka_unit_test(names_come_first),
        cmocka_unit_test(point_tiers_have_no_segments),
        cmocka_unit_test(sisters_answer_for_a_segment),
        cmocka_unit_test(tags_are_counted),
        cmocka_unit_test(boundaries_are_matched_nearest_first),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Kappa and alpha on published examples, and where they are undefined. */
#include <fangyin/memory.h>
#include <fangyin/reliability.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define MOST 256

static void check_near(double value, double expected, double tolerance)
{
    if (fabs(value - expected) <= tolerance)
        return;
    print_error("%.6f is not %.6f\n", value, expected);
    fail();
}

/* A person's labels as letters, '.' where nothing was said. */
static struct fy_ratings rate(const char *const *people, size_t count, const char *labels[MOST])
{
    static const char *const letters[] = { "a", "b", "c", "d", "e" };
    const size_t items = strlen(people[0]);
    for (size_t p = 0; p < count; p++) {
        assert_int_equal(strlen(people[p]), items);
        for (size_t i = 0; i < items; i++)
            labels[i * count + p] = people[p][i] == '.' ? NULL : letters[people[p][i] - 'a'];
    }
    return (struct fy_ratings){ labels, items, count };
}

/* cells[row * categories + column]: how often the first said row and the second column. */
static struct fy_kappa kappa_of(const size_t *cells, size_t categories)
{
    static const char *const letters[] = { "a", "b", "c" };
    const char *labels[MOST];
    struct fy_ratings ratings = { labels, 0, 2 };
    struct fy_kappa kappa;
    for (size_t cell = 0; cell < categories * categories; cell++) {
        for (size_t n = 0; n < cells[cell]; n++) {
            labels[2 * ratings.items] = letters[cell / categories];
            labels[2 * ratings.items++ + 1] = letters[cell % categories];
        }
    }
    assert_int_equal(fy_kappa(&ratings, 0, 1, &kappa), FY_OK);
    return kappa;
}

static void published_kappas_are_found(void **state)
{
    (void)state;
    /* Two doctors, 20 patients: easycalculation.com, "Cohen's Kappa Index". */
    struct fy_kappa kappa = kappa_of((const size_t[]){ 12, 2, 4, 2 }, 2);
    check_near(kappa.observed, 0.7, 1e-12);
    check_near(kappa.expected, 0.62, 1e-12);
    check_near(kappa.value, 0.21, 0.005);
    /* Three categories: P. Bonnardel, "The Kappa coefficient" (Kappa.exe), po 0.770, pe 0.336, kappa 0.654. */
    kappa = kappa_of((const size_t[]){ 25, 3, 5, 6, 32, 8, 1, 0, 20 }, 3);
    check_near(kappa.observed, 0.770, 0.0005);
    check_near(kappa.expected, 0.336, 0.0005);
    check_near(kappa.value, 0.654, 0.0005);
    assert_int_equal(kappa.n, 100);
    assert_int_equal(kappa.categories, 3);
}

/* Krippendorff, "Computing Krippendorff's Alpha-Reliability": A, B and C. */
static void published_alphas_are_found(void **state)
{
    (void)state;
    static const char *const binary[] = { "abaaaaaaba", "bbbaabaaaa" };
    static const char *const nominal[] = { "aabbdcccedda", "babbbccceddd" };
    static const char *const missing[] = { "abccbadab...", "abccbbdabe.c", ".cccbcdbbea.", "abccbddabea." };
    const char *labels[MOST];
    struct fy_alpha alpha;
    struct fy_ratings ratings = rate(binary, 2, labels);
    assert_int_equal(fy_alpha(&ratings, NULL, NULL, &alpha), FY_OK);
    check_near(alpha.value, 0.095, 0.0005);
    ratings = rate(nominal, 2, labels);
    assert_int_equal(fy_alpha(&ratings, NULL, NULL, &alpha), FY_OK);
    check_near(alpha.value, 0.692, 0.0005);
    ratings = rate(missing, 4, labels);
    assert_int_equal(fy_alpha(&ratings, NULL, NULL, &alpha), FY_OK);
    check_near(alpha.value, 0.743, 0.0005);
    assert_int_equal(alpha.n, 40);
    assert_int_equal(alpha.items, 11);
    assert_int_equal(alpha.categories, 5);
}

static void one_category_gives_no_figure(void **state)
{
    (void)state;
    static const char *const same[] = { "aaaa", "aaaa" };
    static const char *const none[] = { "a.", ".b" };
    const char *labels[MOST];
    struct fy_kappa kappa;
    struct fy_alpha alpha;
    struct fy_ratings ratings = rate(same, 2, labels);
    assert_int_equal(fy_kappa(&ratings, 0, 1, &kappa), FY_OK);
    assert_int_equal(fy_alpha(&ratings, NULL, NULL, &alpha), FY_OK);
    assert_true(isnan(kappa.value) && isnan(alpha.value));
    assert_int_equal(kappa.n, 4);
    assert_int_equal(alpha.categories, 1);
    check_near(kappa.observed, 1, 0);
    check_near(alpha.observed, 0, 0);
    ratings = rate(none, 2, labels);
    assert_int_equal(fy_kappa(&ratings, 0, 1, &kappa), FY_OK);
    assert_int_equal(fy_alpha(&ratings, NULL, NULL, &alpha), FY_OK);
    assert_true(isnan(kappa.value) && isnan(alpha.value));
    assert_int_equal(kappa.n + alpha.n + alpha.items, 0);
    ratings.items = 0;
    assert_int_equal(fy_kappa(&ratings, 0, 1, &kappa), FY_OK);
    assert_true(isnan(kappa.observed));
}

static struct fy_dialects *tree(void)
{
    static const char table[] = "code\tparent\tname_zh\tname_en\n"
                                "wu\t-\t\t\nwu-sh\twu\t\t\nwu-sz\twu\t\t\nwu-sh-pd\twu-sh\t\t\n"
                                "min\t-\t\t\nmin-cz\tmin\t\t\n";
    struct fy_dialects *dialects = NULL;
    struct fy_error error;
    assert_int_equal(fy_dialects_read(table, strlen(table), &dialects, &error), FY_OK);
    return dialects;
}

static void near_dialects_differ_less(void **state)
{
    (void)state;
    struct fy_dialects *dialects = tree();
    check_near(fy_dialect_difference(dialects, "wu-sh", "wu-sh"), 0, 0);
    check_near(fy_dialect_difference(dialects, "wu-sh", "wu-sh?"), 0, 0);
    check_near(fy_dialect_difference(dialects, "wu-sh", "wu-sz"), 4. / 9, 1e-12);
    check_near(fy_dialect_difference(dialects, "wu-sh", "wu"), 4. / 9, 1e-12);
    check_near(fy_dialect_difference(dialects, "wu-sh", "wu-sh-pd"), 1. / 9, 1e-12);
    check_near(fy_dialect_difference(dialects, "wu-sh", "min-cz"), 1, 0);
    check_near(fy_dialect_difference(dialects, "wu-sh", "nowhere"), 1, 0);
    /* wu-sh has itself in the other, min-cz has nothing near: (0 + 0 + 1) / 3. */
    check_near(fy_dialect_difference(dialects, "wu-sh", "wu-sh+min-cz"), 1. / 3, 1e-12);
    check_near(fy_dialect_difference(dialects, "wu-sh+min-cz", "min-cz+wu-sh"), 0, 0);
    check_near(fy_dialect_difference(dialects, "", "+"), 0, 0);
    fy_dialects_free(dialects);
}

/* Two people who only mix up neighbours agree more by the tree than by names. */
static void the_tree_forgives_neighbours(void **state)
{
    (void)state;
    const char *labels[] = { "wu-sh", "wu-sz", "wu-sh", "wu-sh", "min-cz", "min-cz", "wu-sz", "wu-sh" };
    const struct fy_ratings ratings = { labels, 4, 2 };
    struct fy_dialects *dialects = tree();
    struct fy_alpha nominal, by_tree;
    assert_int_equal(fy_alpha(&ratings, NULL, NULL, &nominal), FY_OK);
    assert_int_equal(fy_alpha(&ratings, fy_dialect_difference, dialects, &by_tree), FY_OK);
    /* Coincidences sh-sh 2, sh-sz 4, cz-cz 2; n = 8 with 4, 2 and 2 labels. */
    check_near(nominal.value, 1 - (4. / 8) / (2 * (4. * 2 + 4 * 2 + 2 * 2) / 56), 1e-12);
    check_near(by_tree.value, 1 - (4. / 8 * 4 / 9) / (2 * (4. * 2 * 4 / 9 + 4 * 2 + 2 * 2) / 56), 1e-12);
    assert_true(by_tree.value > nominal.value);
    fy_dialects_free(dialects);
}

static void want_of_memory_is_told(void **state)
{
    (void)state;
    static const char *const people[] = { "aab", "abb" };
    const char *labels[MOST];
    const struct fy_ratings ratings = rate(people, 2, labels);
    for (long n = 0; n < 3; n++) {
        struct fy_kappa kappa;
        struct fy_alpha alpha;
        fy_memory_fail_after(n);
        assert_int_equal(fy_kappa(&ratings, 0, 1, &kappa), FY_NO_MEMORY);
        fy_memory_fail_after(n);
        assert_int_equal(fy_alpha(&ratings, NULL, NULL, &alpha), FY_NO_MEMORY);
        fy_memory_fail_after(-1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_kappas_are_found),   cmocka_unit_test(published_alphas_are_found),
        cmocka_unit_test(one_category_gives_no_figure), cmocka_unit_test(near_dialects_differ_less),
        cmocka_unit_test(the_tree_forgives_neighbours), cmocka_unit_test(want_of_memory_is_told),
    };
    return cmocka_run_group_tests_name("reliability", tests, NULL, NULL);
}

/* Alignment of texts: known cases, the laws of a distance on random texts, tables cut into halves, want of memory. */
#include "compare/internal.h"

#include <fangyin/align.h>
#include <fangyin/memory.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define N(array) (sizeof(array) / sizeof *(array))

static struct fy_align_counts count(const char *a, const char *b, unsigned flags)
{
    struct fy_align_counts counts;
    assert_int_equal(fy_align_count(a, strlen(a), b, strlen(b), flags, &counts), FY_OK);
    return counts;
}

static void check_counts(const struct fy_align_counts *counts, size_t same, size_t s, size_t d, size_t i)
{
    assert_int_equal(counts->same, same);
    assert_int_equal(counts->substitutions, s);
    assert_int_equal(counts->deletions, d);
    assert_int_equal(counts->insertions, i);
}

static void known_texts_have_known_counts(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        unsigned flags;
        size_t same, s, d, i;
    } cases[] = {
        { "", "", 0, 0, 0, 0, 0 },
        { "", "阿", 0, 0, 0, 0, 1 },
        { "阿婆", "", 0, 0, 0, 2, 0 },
        { "早晨阿婆", "早晨阿婆", 0, 4, 0, 0, 0 },
        { "侬饭吃过了伐", "农饭切过了", 0, 3, 2, 1, 0 },
        { "kitten", "sitting", 0, 4, 2, 0, 1 },
        /* Two replacements would do, but a deletion and an insertion keep a unit. */
        { "ab", "bc", 0, 1, 0, 1, 1 },
        /* One grapheme, whether it is composed or not. */
        { "Ta\u0301i", "Tái", 0, 3, 0, 0, 0 },
        { "o\u0324\u0301", "o\u0301\u0324", 0, 1, 0, 0, 0 },
        { "pe\u030Dh", "peh", 0, 2, 1, 0, 0 },
        { "㗎\U0002A6D6", "㗎\U0002A6D7", 0, 1, 1, 0, 0 },
        { "早晨，阿婆！", "早晨阿婆", 0, 4, 0, 2, 0 },
        { "早晨，阿婆！", " 早晨\u3000阿婆", FY_ALIGN_WITHOUT_SIGNS, 4, 0, 0, 0 },
        { "……", "，", FY_ALIGN_WITHOUT_SIGNS, 0, 0, 0, 0 },
    };
    for (size_t i = 0; i < N(cases); i++) {
        const struct fy_align_counts counts = count(cases[i].a, cases[i].b, cases[i].flags);
        check_counts(&counts, cases[i].same, cases[i].s, cases[i].d, cases[i].i);
        const struct fy_align_counts back = count(cases[i].b, cases[i].a, cases[i].flags);
        check_counts(&back, cases[i].same, cases[i].s, cases[i].i, cases[i].d);
    }
}

static void steps_name_the_bytes(void **state)
{
    (void)state;
    static const char a[] = "侬，饭吃了伐", b[] = "农饭吃过了";
    struct fy_alignment alignment;
    assert_int_equal(fy_align(a, strlen(a), b, strlen(b), FY_ALIGN_WITHOUT_SIGNS, &alignment), FY_OK);
    static const struct fy_align_step steps[] = {
        { FY_ALIGN_SUBSTITUTION, 0, 3, 0, 3 }, { FY_ALIGN_SAME, 6, 3, 3, 3 },   { FY_ALIGN_SAME, 9, 3, 6, 3 },
        { FY_ALIGN_INSERTION, 12, 0, 9, 3 },   { FY_ALIGN_SAME, 12, 3, 12, 3 }, { FY_ALIGN_DELETION, 15, 3, 15, 0 },
    };
    check_counts(&alignment.counts, 3, 1, 1, 1);
    assert_int_equal(alignment.count, N(steps));
    for (size_t i = 0; i < N(steps); i++) {
        assert_int_equal(alignment.steps[i].kind, steps[i].kind);
        assert_int_equal(alignment.steps[i].a_start, steps[i].a_start);
        assert_int_equal(alignment.steps[i].a_size, steps[i].a_size);
        assert_int_equal(alignment.steps[i].b_start, steps[i].b_start);
        assert_int_equal(alignment.steps[i].b_size, steps[i].b_size);
    }
    fy_alignment_free(&alignment);
}

static void rates_are_pooled(void **state)
{
    (void)state;
    struct fy_align_counts pool = { 0 }, one = count("一二三四五六七八九", "一二三四五六七八九", 0);
    assert_true(fy_align_error_rate(&pool) != fy_align_error_rate(&pool)); /* no reference: NaN */
    fy_align_add(&pool, &one);
    one = count("十", "百千", 0);
    assert_true(fy_align_error_rate(&one) == 2.0);
    fy_align_add(&pool, &one);
    assert_int_equal(fy_align_reference(&pool), 10);
    assert_int_equal(fy_align_distance(&pool), 2);
    assert_true(fy_align_error_rate(&pool) == 0.2);
}

static void bytes_that_are_no_text_are_refused(void **state)
{
    (void)state;
    struct fy_align_counts counts;
    struct fy_alignment alignment;
    assert_int_equal(fy_align_count("a\xFF", 2, "a", 1, 0, &counts), FY_ENCODING);
    assert_int_equal(fy_align("a", 1, "\xC3", 1, 0, &alignment), FY_ENCODING);
    assert_null(alignment.steps);
}

/* ---- random texts of few letters, so that they share much ---- */

static uint32_t seed = 20240611;

static uint32_t draw(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 16) % below;
}

static const char *draw_text(char *text, size_t most)
{
    static const char *const letters[] = { "阿", "b", "e\u0301", "，", "㗎" };
    size_t units = draw((uint32_t)most + 1);
    for (text[0] = '\0'; units > 0; units--)
        strcat(text, letters[draw(N(letters))]);
    return text;
}

static size_t distance(const char *a, const char *b)
{
    const struct fy_align_counts counts = count(a, b, 0);
    return fy_align_distance(&counts);
}

static void the_distance_is_one(void **state)
{
    (void)state;
    char a[64], b[64], c[64];
    for (int round = 0; round < 3000; round++) {
        draw_text(a, 9);
        draw_text(b, 9);
        draw_text(c, 9);
        const size_t ab = distance(a, b);
        assert_int_equal(distance(a, a), 0);
        assert_int_equal(ab, distance(b, a));
        assert_true((ab == 0) == (strcmp(a, b) == 0));
        assert_true(distance(a, c) <= ab + distance(b, c));
    }
}

/* The definition, without any table. */
static size_t by_definition(const struct fy_unit *a, size_t a_count, const struct fy_unit *b, size_t b_count)
{
    if (a_count == 0 || b_count == 0)
        return a_count + b_count;
    size_t best = by_definition(a + 1, a_count - 1, b + 1, b_count - 1) + (a->code != b->code);
    const size_t without_a = by_definition(a + 1, a_count - 1, b, b_count) + 1;
    const size_t without_b = by_definition(a, a_count, b + 1, b_count - 1) + 1;
    best = without_a < best ? without_a : best;
    return without_b < best ? without_b : best;
}

/* Steps lead through both texts, name equal and unequal units rightly, and are counted rightly. */
static void check_steps(const struct fy_alignment *alignment, const struct fy_units *a, const struct fy_units *b)
{
    size_t i = 0, j = 0;
    struct fy_align_counts seen = { 0 };
    for (size_t k = 0; k < alignment->count; k++) {
        const struct fy_align_step *step = &alignment->steps[k];
        if (step->kind == FY_ALIGN_SAME || step->kind == FY_ALIGN_SUBSTITUTION)
            assert_true((a->items[i].code == b->items[j].code) == (step->kind == FY_ALIGN_SAME));
        if (step->kind != FY_ALIGN_INSERTION)
            assert_int_equal(step->a_start, a->items[i++].start);
        if (step->kind != FY_ALIGN_DELETION)
            assert_int_equal(step->b_start, b->items[j++].start);
        seen.same += step->kind == FY_ALIGN_SAME;
        seen.substitutions += step->kind == FY_ALIGN_SUBSTITUTION;
        seen.deletions += step->kind == FY_ALIGN_DELETION;
        seen.insertions += step->kind == FY_ALIGN_INSERTION;
    }
    assert_int_equal(i, a->count);
    assert_int_equal(j, b->count);
    assert_memory_equal(&seen, &alignment->counts, sizeof seen);
}

static void check_tables_of(const char *text_a, const char *text_b, size_t cells, bool define)
{
    struct fy_unit_names *names = fy_unit_names_new();
    struct fy_units a = { 0 }, b = { 0 };
    assert_int_equal(fy_units_read(&a, text_a, strlen(text_a), 0, names), FY_OK);
    assert_int_equal(fy_units_read(&b, text_b, strlen(text_b), 0, names), FY_OK);
    struct fy_alignment alignment = { .steps = malloc((a.count + b.count + 1) * sizeof *alignment.steps) };
    assert_int_equal(fy_trace(&alignment, &a, &b, cells), FY_OK);
    check_steps(&alignment, &a, &b);
    const struct fy_align_counts counts = count(text_a, text_b, 0);
    assert_memory_equal(&counts, &alignment.counts, sizeof counts);
    if (define)
        assert_int_equal(by_definition(a.items, a.count, b.items, b.count), fy_align_distance(&counts));
    free(alignment.steps);
    fy_free(a.items);
    fy_free(b.items);
    fy_unit_names_free(names);
}

static void tables_and_halves_agree(void **state)
{
    (void)state;
    char a[256], b[256];
    for (int round = 0; round < 2000; round++) {
        const bool small = round % 4 == 0;
        draw_text(a, small ? 6 : 40);
        draw_text(b, small ? 6 : 40);
        check_tables_of(a, b, 0, small);
        check_tables_of(a, b, 30, small);
        check_tables_of(a, b, 4096, small);
    }
}

static void long_texts_are_no_trouble(void **state)
{
    (void)state;
    enum { UNITS = 10000 };
    char *a = malloc(UNITS + 1), *b = malloc(UNITS + 1);
    for (size_t i = 0; i < UNITS; i++) {
        a[i] = (char)('a' + draw(26));
        b[i] = draw(10) == 0 ? (char)('a' + draw(26)) : a[i];
    }
    a[0] = a[UNITS - 1] = 'x';
    b[0] = b[UNITS - 1] = 'y';
    struct fy_alignment alignment;
    struct fy_align_counts counts;
    assert_int_equal(fy_align(a, UNITS, b, UNITS, 0, &alignment), FY_OK);
    assert_int_equal(fy_align_count(a, UNITS, b, UNITS, 0, &counts), FY_OK);
    assert_memory_equal(&counts, &alignment.counts, sizeof counts);
    size_t different = 0;
    for (size_t i = 0; i < UNITS; i++)
        different += a[i] != b[i];
    assert_true(fy_align_distance(&counts) <= different && fy_align_distance(&counts) > different / 2);
    fy_alignment_free(&alignment);
    free(a);
    free(b);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    static const char a[] = "阿e\u030D婆o\u030D去", b[] = "阿伯o\u030D去邊";
    long failures = 0;
    for (;; failures++) {
        struct fy_alignment alignment;
        fy_memory_fail_after(failures);
        const enum fy_status status = fy_align(a, strlen(a), b, strlen(b), 0, &alignment);
        fy_memory_fail_after(-1);
        if (status == FY_OK) {
            fy_alignment_free(&alignment);
            break;
        }
        assert_int_equal(status, FY_NO_MEMORY);
        assert_null(alignment.steps);
        assert_int_equal(alignment.count, 0);
    }
    assert_true(failures > 6);
    for (failures = 0;; failures++) {
        struct fy_align_counts counts;
        fy_memory_fail_after(failures);
        const enum fy_status status = fy_align_count(a, strlen(a), b, strlen(b), 0, &counts);
        fy_memory_fail_after(-1);
        if (status == FY_OK)
            break;
        assert_int_equal(status, FY_NO_MEMORY);
        check_counts(&counts, 0, 0, 0, 0);
    }
    assert_true(failures > 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_texts_have_known_counts),
        cmocka_unit_test(steps_name_the_bytes),
        cmocka_unit_test(rates_are_pooled),
        cmocka_unit_test(bytes_that_are_no_text_are_refused),
        cmocka_unit_test(the_distance_is_one),
        cmocka_unit_test(tables_and_halves_agree),
        cmocka_unit_test(long_texts_are_no_trouble),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

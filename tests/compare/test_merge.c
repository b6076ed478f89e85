/* Three-way merges: what one person changed comes through, what both changed is a conflict, nothing is lost. */
#include <fangyin/diff.h>
#include <fangyin/memory.h>
#include <fangyin/merge.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/grids.h"

static const double five[] = { 0, 2, 4, 6, 8 };

static struct fy_grid *make_grid(const double *times, const char *const *text, const char *const *dialect, size_t count)
{
    struct fy_grid *grid = fy_grid_new(times[0], times[count]);
    assert_non_null(grid);
    make_tier(grid, "text", times, text, count);
    if (dialect)
        make_tier(grid, "dialect", times, dialect, count);
    return grid;
}

static struct fy_grid *street(void)
{
    return make_grid(five, (const char *const[]){ "早晨", "去邊度", "街市", "" },
                     (const char *const[]){ "yue", "yue", "yue", "" }, 4);
}

static void change_label(struct fy_grid *grid, size_t tier, size_t index, const char *text)
{
    struct fy_edit edit;
    assert_int_equal(fy_edit_set_label(&edit, grid, tier, index, text, strlen(text), NULL), FY_OK);
    assert_int_equal(fy_edit_apply(&edit, grid, NULL), FY_OK);
    fy_edit_clear(&edit);
}

static void move(struct fy_grid *grid, size_t index, double to)
{
    struct fy_edit edit;
    assert_int_equal(fy_edit_move_boundary(&edit, grid, 0, index, to, NULL), FY_OK);
    assert_int_equal(fy_edit_apply(&edit, grid, NULL), FY_OK);
    fy_edit_clear(&edit);
}

static void split(struct fy_grid *grid, double time, size_t cut)
{
    struct fy_edit edit;
    assert_int_equal(fy_edit_insert_boundary(&edit, grid, 0, time, cut, NULL), FY_OK);
    assert_int_equal(fy_edit_apply(&edit, grid, NULL), FY_OK);
    fy_edit_clear(&edit);
}

static void join(struct fy_grid *grid, size_t index)
{
    struct fy_edit edit;
    assert_int_equal(fy_edit_remove_boundary(&edit, grid, 0, index, NULL), FY_OK);
    assert_int_equal(fy_edit_apply(&edit, grid, NULL), FY_OK);
    fy_edit_clear(&edit);
}

/* The starts of a tier's intervals: "0 2 4 6 ". */
static const char *starts_of(const struct fy_grid *grid, size_t tier)
{
    static char text[400];
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < fy_tier_size(grid, tier); i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%g ", fy_tier_intervals(grid, tier)[i].xmin);
    return text;
}

static void merge_and_free(struct fy_grid *base, struct fy_grid *a, struct fy_grid *b, struct fy_merge *merge)
{
    assert_int_equal(fy_merge(base, a, b, merge), FY_OK);
    fy_grid_free(base);
    fy_grid_free(a);
    fy_grid_free(b);
}

static void changes_of_both_come_through(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_merge merge;
    change_label(a, 0, 0, "早晨呀");
    move(a, 1, 4.3);   /* the end of 去邊度 */
    change_label(b, 0, 1, "你去邊度");
    change_label(b, 1, 2, "yue-gz");
    split(b, 7, 0);
    merge_and_free(base, a, b, &merge);
    assert_int_equal(merge.count, 0);
    assert_int_equal(fy_grid_tier_count(merge.grid), 2);
    assert_string_equal(labels_of(merge.grid, 0), "|早晨呀|你去邊度|街市|||");
    assert_string_equal(labels_of(merge.grid, 1), "|yue|yue|yue-gz|||");
    assert_string_equal(starts_of(merge.grid, 0), "0 2 4.3 6 7 ");
    assert_string_equal(starts_of(merge.grid, 1), "0 2 4.3 6 7 ");
    check_sound(merge.grid);
    fy_merge_free(&merge);
}

static void a_split_and_a_moved_end_go_together(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_merge merge;
    split(a, 3, strlen("去"));
    move(b, 1, 4.5);
    change_label(b, 0, 2, "街市呀");
    merge_and_free(base, a, b, &merge);
    assert_int_equal(merge.count, 0);
    assert_string_equal(labels_of(merge.grid, 0), "|早晨|去|邊度|街市呀||");
    assert_string_equal(starts_of(merge.grid, 1), "0 2 3 4.5 6 ");
    fy_merge_free(&merge);
}

static void two_texts_for_one_segment_conflict(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_merge merge;
    change_label(a, 0, 1, "去邊");
    change_label(b, 0, 1, "去哪");
    change_label(b, 1, 1, "cmn");
    merge_and_free(base, a, b, &merge);
    assert_int_equal(merge.count, 1);
    assert_string_equal(merge.conflicts[0].tier, "text");
    assert_true(merge.conflicts[0].xmin == 2 && merge.conflicts[0].xmax == 4);
    assert_string_equal(merge.conflicts[0].text, "text: A=\"去邊\" B=\"去哪\" BASE=\"去邊度\"");
    assert_string_equal(labels_of(merge.grid, 0), "|早晨|去邊|街市||");
    assert_string_equal(labels_of(merge.grid, 1), "|yue|cmn|yue||");
    assert_string_equal(fy_tier_name(merge.grid, 2), "conflict");
    assert_string_equal(labels_of(merge.grid, 2), "||text: A=\"去邊\" B=\"去哪\" BASE=\"去邊度\"||");
    check_sound(merge.grid);
    fy_merge_free(&merge);
}

static void the_same_change_of_both_is_none(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_merge merge;
    change_label(a, 0, 1, "去哪");
    change_label(b, 0, 1, "去哪");
    split(a, 5, strlen("街"));
    split(b, 5, strlen("街"));
    merge_and_free(base, a, b, &merge);
    assert_int_equal(merge.count, 0);
    assert_string_equal(labels_of(merge.grid, 0), "|早晨|去哪|街|市||");
    fy_merge_free(&merge);
}

static void a_split_against_a_new_text_conflicts(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_merge merge;
    split(a, 3, strlen("去"));
    change_label(b, 0, 1, "去哪");
    merge_and_free(base, a, b, &merge);
    assert_int_equal(merge.count, 2);
    assert_string_equal(merge.conflicts[0].text, "text: A=\"去\" |3| \"邊度\" B=\"去哪\" BASE=\"去邊度\"");
    assert_string_equal(merge.conflicts[1].text, "dialect: A=\"yue\" |3| \"yue\" B=\"yue\" BASE=\"yue\"");
    assert_string_equal(labels_of(merge.grid, 0), "|早晨|去|邊度|街市||");
    assert_int_equal(fy_tier_size(merge.grid, 2), 3); /* both in one interval, a line each */
    assert_non_null(strchr(fy_tier_intervals(merge.grid, 2)[1].text, '\n'));
    fy_merge_free(&merge);
}

static void a_joined_segment_keeps_what_the_other_did_elsewhere(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_merge merge;
    join(a, 0);
    change_label(b, 0, 2, "街市呀");
    move(b, 1, 4.5);
    merge_and_free(base, a, b, &merge);
    assert_int_equal(merge.count, 0);
    assert_string_equal(labels_of(merge.grid, 0), "|早晨去邊度|街市呀||");
    assert_string_equal(starts_of(merge.grid, 1), "0 4.5 6 ");
    fy_merge_free(&merge);
}

static void a_boundary_moved_far_is_still_that_boundary(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_merge merge;
    move(a, 0, 3.5); /* what is left of 去邊度 overlaps what it was by a quarter */
    change_label(b, 0, 1, "去哪");
    merge_and_free(base, a, b, &merge);
    assert_int_equal(merge.count, 0);
    assert_string_equal(labels_of(merge.grid, 0), "|早晨|去哪|街市||");
    assert_string_equal(starts_of(merge.grid, 0), "0 3.5 4 6 ");
    fy_merge_free(&merge);
}

static void a_boundary_moved_to_two_places_conflicts(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_merge merge;
    move(a, 1, 4.25);
    move(b, 1, 4.5);
    change_label(b, 0, 1, "去哪");
    merge_and_free(base, a, b, &merge);
    assert_int_equal(merge.count, 1);
    assert_string_equal(merge.conflicts[0].text, "text | boundary: A=4.25 B=4.5 BASE=4");
    assert_true(merge.conflicts[0].xmin == 4.25 && merge.conflicts[0].xmax == 4.5);
    assert_string_equal(starts_of(merge.grid, 0), "0 2 4.25 6 ");
    assert_string_equal(labels_of(merge.grid, 0), "|早晨|去哪|街市||");
    fy_merge_free(&merge);
}

static void boundaries_never_pass_each_other(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_merge merge;
    split(a, 3.8, strlen("去邊")); /* a new boundary at 3.8 ... */
    move(b, 1, 3.5);               /* ... and the end of that segment moved before it */
    merge_and_free(base, a, b, &merge);
    assert_int_equal(merge.count, 1);
    assert_string_equal(merge.conflicts[0].text, "text | boundary: A=4 B=3.5 BASE=4");
    assert_string_equal(starts_of(merge.grid, 0), "0 2 3.8 4 6 ");
    check_sound(merge.grid);
    fy_merge_free(&merge);
}

static void a_new_tier_gets_the_others_boundaries(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_merge merge;
    make_tier(a, "std", five, (const char *const[]){ "早上好", "去哪儿", "", "" }, 4);
    split(b, 5, strlen("街"));
    make_tier(b, "rom", (const double[]){ 0, 2, 4, 5, 6, 8 }, (const char *const[]){ "", "", "gaai1", "si5", "" }, 5);
    merge_and_free(base, a, b, &merge);
    assert_int_equal(merge.count, 0);
    assert_int_equal(fy_grid_tier_count(merge.grid), 4);
    assert_string_equal(fy_tier_name(merge.grid, 2), "rom");
    assert_string_equal(labels_of(merge.grid, 2), "|||gaai1|si5||");
    assert_string_equal(fy_tier_name(merge.grid, 3), "std");
    assert_string_equal(labels_of(merge.grid, 3), "|早上好|去哪儿||||");
    assert_string_equal(starts_of(merge.grid, 3), "0 2 4 5 6 ");
    fy_merge_free(&merge);
}

static void what_a_removed_and_b_changed_is_kept(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_edit edit;
    struct fy_merge merge;
    assert_int_equal(fy_edit_remove_tier(&edit, a, 1, NULL), FY_OK);
    assert_int_equal(fy_edit_apply(&edit, a, NULL), FY_OK);
    fy_edit_clear(&edit);
    assert_int_equal(fy_merge(base, a, b, &merge), FY_OK);
    assert_int_equal(merge.count, 0);
    assert_true(fy_grid_equal(merge.grid, a));
    fy_merge_free(&merge);
    change_label(b, 1, 0, "cmn");
    merge_and_free(base, a, b, &merge);
    assert_int_equal(merge.count, 1);
    assert_string_equal(merge.conflicts[0].text, "dialect | tier: A removed it, B changed it");
    assert_string_equal(labels_of(merge.grid, 1), "|cmn|yue|yue||");
    assert_int_equal(fy_grid_tier_count(merge.grid), 3);
    fy_merge_free(&merge);
}

static struct fy_grid *bells(const double *times, const char *const *marks, size_t count)
{
    struct fy_grid *grid = fy_grid_new(0, 8);
    size_t tier;
    assert_int_equal(fy_grid_append_tier(grid, FY_POINT_TIER, "bell", 4, 0, 8, &tier), FY_OK);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(fy_tier_append_point(grid, tier, times[i], marks[i], strlen(marks[i])), FY_OK);
    return grid;
}

static void points_are_merged_by_time(void **state)
{
    (void)state;
    struct fy_merge merge;
    /* A takes the first away, changes the third and adds one; B changes the second and the third. */
    merge_and_free(bells((const double[]){ 1, 2, 3, 8 }, (const char *const[]){ "叮", "噹", "咚", "完" }, 4),
                   bells((const double[]){ 2, 3, 5, 8 }, (const char *const[]){ "噹", "咚咚", "新", "完" }, 4),
                   bells((const double[]){ 1, 2, 3, 8 }, (const char *const[]){ "叮", "噹噹", "冬", "完" }, 4), &merge);
    assert_int_equal(merge.count, 1);
    assert_string_equal(merge.conflicts[0].text, "bell: A=\"咚咚\" B=\"冬\" BASE=\"咚\"");
    assert_string_equal(labels_of(merge.grid, 0), "|噹噹|咚咚|新|完|");
    check_sound(merge.grid);
    fy_merge_free(&merge);
    /* What A took away and B changed stays; the conflict at the very end has an interval. */
    merge_and_free(bells((const double[]){ 8 }, (const char *const[]){ "完" }, 1), bells(NULL, NULL, 0),
                   bells((const double[]){ 8 }, (const char *const[]){ "終" }, 1), &merge);
    assert_string_equal(labels_of(merge.grid, 0), "|終|");
    assert_string_equal(labels_of(merge.grid, 1), "||bell: B=\"終\" BASE=\"完\"|");
    check_sound(merge.grid);
    fy_merge_free(&merge);
}

static void without_a_base_both_added(void **state)
{
    (void)state;
    struct fy_grid *a = street(), *b = street();
    struct fy_merge merge;
    change_label(b, 0, 3, "落雨");
    split(a, 5, strlen("街"));
    make_tier(a, "words", five, (const char *const[]){ "w", "x", "y", "z" }, 4);
    merge_and_free(NULL, a, b, &merge);
    /* 街 | 市 and 街市 cannot both be; 落雨 is B's alone. */
    assert_int_equal(merge.count, 2);
    assert_string_equal(labels_of(merge.grid, 0), "|早晨|去邊度|街|市|落雨|");
    assert_string_equal(labels_of(merge.grid, 2), "|w|x|y|z|");
    fy_merge_free(&merge);
}

static void overlapping_intervals_are_kept_whole(void **state)
{
    (void)state;
    struct fy_grid *grids[3];
    struct fy_merge merge;
    static const char *const last[] = { "三", "叁", "參" };
    for (size_t i = 0; i < 3; i++) {
        grids[i] = fy_grid_new(0, 8);
        assert_int_equal(fy_grid_append_tier(grids[i], FY_INTERVAL_TIER, "text", 4, 0, 8, NULL), FY_OK);
        put_interval(grids[i], 0, 0, 3, "一");
        put_interval(grids[i], 0, 2, 5, "二");
        put_interval(grids[i], 0, 5, 8, last[i]);
    }
    merge_and_free(grids[0], grids[1], grids[2], &merge);
    assert_int_equal(merge.count, 1);
    assert_string_equal(merge.conflicts[0].text, "text | tier: A and B changed it; B's is \"text (B)\"");
    assert_string_equal(labels_of(merge.grid, 0), "|一|二|叁|");
    assert_string_equal(fy_tier_name(merge.grid, 1), "text (B)");
    assert_string_equal(labels_of(merge.grid, 1), "|一|二|參|");
    fy_merge_free(&merge);
}

static void gaps_stay_gaps(void **state)
{
    (void)state;
    struct fy_grid *grids[3];
    struct fy_merge merge;
    for (size_t i = 0; i < 3; i++) {
        grids[i] = fy_grid_new(0, 8);
        assert_int_equal(fy_grid_append_tier(grids[i], FY_INTERVAL_TIER, "words", 5, 0, 8, NULL), FY_OK);
        put_interval(grids[i], 0, 1, 3, i == 1 ? "壹" : "一");
        put_interval(grids[i], 0, 4, 6, i == 2 ? "貳" : "二");
        if (i == 2)
            put_interval(grids[i], 0, 6, 8, "三");
    }
    merge_and_free(grids[0], grids[1], grids[2], &merge);
    assert_int_equal(merge.count, 0);
    assert_string_equal(labels_of(merge.grid, 0), "|壹|貳|三|");
    assert_string_equal(starts_of(merge.grid, 0), "1 4 6 ");
    fy_merge_free(&merge);
}

static void segments_are_known_by_their_ids(void **state)
{
    (void)state;
    /* In A both boundaries moved so far that no segment overlaps itself by half, and one was added before them. */
    static const double base_times[] = { 0, 1, 2, 10 }, a_times[] = { 0, 0.5, 1.9, 7, 10 };
    static const char *const ids[] = { "s1", "s2", "s3" }, *const a_ids[] = { "s0", "s1", "s2", "s3" };
    struct fy_grid *base = make_grid(base_times, (const char *const[]){ "一", "二", "三" }, NULL, 3);
    struct fy_grid *a = make_grid(a_times, (const char *const[]){ "零", "一", "二", "三" }, NULL, 4);
    struct fy_grid *b = make_grid(base_times, (const char *const[]){ "一", "貳", "三" }, NULL, 3);
    struct fy_merge merge;
    make_tier(base, "id", base_times, ids, 3);
    make_tier(a, "id", a_times, a_ids, 4);
    make_tier(b, "id", base_times, ids, 3);
    merge_and_free(base, a, b, &merge);
    assert_int_equal(merge.count, 0);
    assert_string_equal(labels_of(merge.grid, 0), "|零|一|貳|三|");
    assert_string_equal(starts_of(merge.grid, 0), "0 0.5 1.9 7 ");
    fy_merge_free(&merge);
}

static void an_older_conflict_tier_is_left_alone(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_merge merge;
    make_tier(a, "conflict", (const double[]){ 0, 8 }, (const char *const[]){ "to be settled" }, 1);
    change_label(a, 0, 1, "去邊");
    change_label(b, 0, 1, "去哪");
    merge_and_free(base, a, b, &merge);
    assert_string_equal(labels_of(merge.grid, fy_grid_find_tier(merge.grid, "conflict")), "|to be settled|");
    assert_int_equal(fy_tier_size(merge.grid, fy_grid_find_tier(merge.grid, "conflict-2")), 3);
    fy_merge_free(&merge);
}

/* ---- any edits ---- */

enum { ROUNDS = 3000 };

static unsigned next_label;

static void random_label(char *text, size_t size, const char *who)
{
    snprintf(text, size, "%s%u", who, next_label++);
}

/* One edit of a kind an annotator makes, if it can be made there. */
static void edit_somewhere(struct fy_grid *grid, const char *who, uint64_t *random)
{
    struct fy_edit edit = { 0 };
    char text[32];
    const size_t tier = random_below(random, fy_grid_tier_count(grid)), size = fy_tier_size(grid, tier);
    const size_t index = size > 0 ? random_below(random, size) : 0;
    enum fy_status status = FY_INVALID;
    random_label(text, sizeof text, who);
    if (fy_tier_kind(grid, tier) == FY_POINT_TIER) {
        const uint32_t kind = next_random(random) % 4;
        if (kind == 0)
            status = fy_edit_insert_point(&edit, grid, tier, (double)random_below(random, 32) / 4, text, strlen(text), NULL);
        else if (size > 0 && kind == 1)
            status = fy_edit_remove_point(&edit, grid, tier, index, NULL);
        else if (size > 0)
            status = fy_edit_set_mark(&edit, grid, tier, index, text, strlen(text), NULL);
    } else {
        const struct fy_interval *interval = &fy_tier_intervals(grid, tier)[index];
        const double inside = interval->xmin + (interval->xmax - interval->xmin) * (1 + (double)random_below(random, 3)) / 4;
        switch (next_random(random) % 10) {
        case 0:
        case 1:
            status = fy_edit_insert_boundary(&edit, grid, tier, inside, random_below(random, 4), NULL);
            break;
        case 2:
            status = index + 1 < size ? fy_edit_remove_boundary(&edit, grid, tier, index, NULL) : FY_INVALID;
            break;
        case 3:
        case 4:
            status = index + 1 < size ? fy_edit_move_boundary(&edit, grid, tier, index, inside, NULL) : FY_INVALID;
            break;
        case 5:
            if (random_below(random, 8) == 0)
                status = fy_edit_add_tier(&edit, grid, random_below(random, fy_grid_tier_count(grid) + 1), FY_INTERVAL_TIER,
                                          random_below(random, 2) ? "std" : "rom", tier, NULL);
            else if (random_below(random, 8) == 0 && fy_grid_tier_count(grid) > 1)
                status = fy_edit_remove_tier(&edit, grid, tier, NULL);
            break;
        default:
            status = fy_edit_set_label(&edit, grid, tier, index, text, strlen(text), NULL);
            break;
        }
    }
    if (status == FY_OK)
        assert_int_equal(fy_edit_apply(&edit, grid, NULL), FY_OK);
    fy_edit_clear(&edit);
}

static struct fy_grid *random_base(uint64_t *random)
{
    struct fy_grid *grid = street();
    static const double thirds[] = { 0, 3, 5, 8 };
    if (random_below(random, 2))
        make_tier(grid, "id", five, (const char *const[]){ "s1", "s2", "s3", "s4" }, 4);
    make_tier(grid, "words", thirds, (const char *const[]){ "", "x", "y" }, 3);
    assert_int_equal(fy_grid_append_tier(grid, FY_POINT_TIER, "bell", 4, 0, 8, NULL), FY_OK);
    for (size_t i = random_below(random, 4); i > 0; i--)
        edit_somewhere(grid, "o", random);
    return grid;
}

static bool has_label(const struct fy_grid *grid, const char *label, bool whole)
{
    for (size_t t = 0; t < fy_grid_tier_count(grid); t++) {
        for (size_t i = 0; i < fy_tier_size(grid, t); i++) {
            const char *text = fy_tier_kind(grid, t) == FY_INTERVAL_TIER ? fy_tier_intervals(grid, t)[i].text
                                                                         : fy_tier_points(grid, t)[i].mark;
            if (strcmp(text, label) == 0 || (!whole && strncmp(fy_tier_name(grid, t), "conflict", 8) == 0 && strstr(text, label)))
                return true;
        }
    }
    return false;
}

static void check_nothing_lost(const struct fy_merge *merge, const struct fy_grid *base, const struct fy_grid *side)
{
    for (size_t t = 0; t < fy_grid_tier_count(side); t++) {
        for (size_t i = 0; i < fy_tier_size(side, t); i++) {
            const char *text = fy_tier_kind(side, t) == FY_INTERVAL_TIER ? fy_tier_intervals(side, t)[i].text
                                                                         : fy_tier_points(side, t)[i].mark;
            if (!has_label(base, text, true) && !has_label(merge->grid, text, merge->count == 0))
                fail_msg("%s of tier %s is lost", text, fy_tier_name(side, t));
        }
    }
}

/* The merge is the open grid and edits, which can be undone. */
static void check_edits_lead_to(const struct fy_grid *from, const struct fy_grid *to)
{
    struct fy_grid *grid = copy_grid(from);
    struct fy_history *history = fy_history_new(grid);
    struct fy_error error = { 0 };
    assert_non_null(history);
    if (fy_diff_apply(history, grid, to, 0, &error) != FY_OK)
        fail_msg("%s", error.sentence);
    assert_true(fy_grid_equal(grid, to));
    assert_int_equal(fy_history_undo_count(history), !fy_grid_equal(from, to));
    if (fy_history_undo_count(history) > 0)
        assert_int_equal(fy_history_undo(history, NULL, &error), FY_OK);
    assert_true(fy_grid_equal(grid, from));
    fy_history_free(history);
    fy_grid_free(grid);
}

static void check_gives(const struct fy_grid *base, const struct fy_grid *a, const struct fy_grid *b,
                        const struct fy_grid *expected)
{
    struct fy_merge merge;
    assert_int_equal(fy_merge(base, a, b, &merge), FY_OK);
    assert_int_equal(merge.count, 0);
    assert_true(fy_grid_equal(merge.grid, expected));
    fy_merge_free(&merge);
}

static void any_edits_merge_by_the_laws(void **state)
{
    (void)state;
    uint64_t random = 20;
    size_t clean = 0, conflicts = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct fy_grid *base = random_base(&random), *a = copy_grid(base), *b = copy_grid(base);
        struct fy_merge one, other;
        for (size_t i = random_below(&random, 6); i > 0; i--)
            edit_somewhere(a, "a", &random);
        for (size_t i = random_below(&random, 6); i > 0; i--)
            edit_somewhere(b, "b", &random);
        check_gives(base, a, base, a);
        check_gives(base, base, a, a);
        check_gives(base, a, a, a);
        check_gives(NULL, a, a, a);
        assert_int_equal(fy_merge(base, a, b, &one), FY_OK);
        assert_int_equal(fy_merge(base, b, a, &other), FY_OK);
        assert_int_equal(one.count == 0, other.count == 0);
        if (one.count == 0) {
            assert_true(fy_grid_equal(one.grid, other.grid));
            clean++;
        } else {
            conflicts++;
        }
        check_sound(one.grid);
        check_edits_lead_to(base, one.grid);
        check_edits_lead_to(a, one.grid);
        check_nothing_lost(&one, base, a);
        check_nothing_lost(&one, base, b);
        fy_merge_free(&one);
        fy_merge_free(&other);
        fy_grid_free(base);
        fy_grid_free(a);
        fy_grid_free(b);
    }
    /* Both kinds were tried. */
    assert_true(clean > ROUNDS / 10 && conflicts > ROUNDS / 10);
}

static void edits_change_no_domain_and_stop_without_memory(void **state)
{
    (void)state;
    struct fy_grid *grid = street(), *before = street(), *target = street(), *longer = fy_grid_new(0, 9);
    struct fy_history *history = fy_history_new(grid);
    struct fy_error error = { 0 };
    enum fy_status status = FY_NO_MEMORY;
    assert_int_equal(fy_diff_apply(history, grid, longer, 0, &error), FY_INVALID);
    change_label(target, 0, 1, "去哪");
    split(target, 5, 0);
    make_tier(target, "std", five, (const char *const[]){ "早上好", "去哪儿", "", "" }, 4);
    for (long count = 0; status != FY_OK; count++) {
        assert_true(fy_grid_equal(grid, before));
        fy_memory_fail_after(count);
        status = fy_diff_apply(history, grid, target, 0, &error);
        fy_memory_fail_after(-1);
    }
    assert_true(fy_grid_equal(grid, target));
    fy_history_free(history);
    fy_grid_free(grid);
    fy_grid_free(before);
    fy_grid_free(target);
    fy_grid_free(longer);
}

static void every_want_of_memory_is_told(void **state)
{
    (void)state;
    struct fy_grid *base = street(), *a = street(), *b = street();
    struct fy_merge merge;
    enum fy_status status = FY_NO_MEMORY;
    change_label(a, 0, 1, "去邊");
    change_label(b, 0, 1, "去哪");
    make_tier(b, "std", five, (const char *const[]){ "早上好", "去哪儿", "", "" }, 4);
    long count = 0;
    for (; status != FY_OK; count++) {
        fy_memory_fail_after(count);
        status = fy_merge(base, a, b, &merge);
        fy_memory_fail_after(-1);
        if (status != FY_OK) {
            assert_int_equal(status, FY_NO_MEMORY);
            assert_null(merge.grid);
            assert_int_equal(merge.count, 0);
        }
    }
    assert_true(count > 20);
    assert_int_equal(merge.count, 1);
    fy_merge_free(&merge);
    fy_grid_free(base);
    fy_grid_free(a);
    fy_grid_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_of_both_come_through),
        cmocka_unit_test(a_split_and_a_moved_end_go_together),
        cmocka_unit_test(two_texts_for_one_segment_conflict),
        cmocka_unit_test(the_same_change_of_both_is_none),
        cmocka_unit_test(a_split_against_a_new_text_conflicts),
        cmocka_unit_test(a_joined_segment_keeps_what_the_other_did_elsewhere),
        cmocka_unit_test(a_boundary_moved_far_is_still_that_boundary),
        cmocka_unit_test(a_boundary_moved_to_two_places_conflicts),
        cmocka_unit_test(boundaries_never_pass_each_other),
        cmocka_unit_test(a_new_tier_gets_the_others_boundaries),
        cmocka_unit_test(what_a_removed_and_b_changed_is_kept),
        cmocka_unit_test(points_are_merged_by_time),
        cmocka_unit_test(without_a_base_both_added),
        cmocka_unit_test(overlapping_intervals_are_kept_whole),
        cmocka_unit_test(gaps_stay_gaps),
        cmocka_unit_test(segments_are_known_by_their_ids),
        cmocka_unit_test(an_older_conflict_tier_is_left_alone),
        cmocka_unit_test(any_edits_merge_by_the_laws),
        cmocka_unit_test(edits_change_no_domain_and_stop_without_memory),
        cmocka_unit_test(every_want_of_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Boundaries: splitting, joining and moving, in a tier and its sisters, and where they are refused. */
#include <fangyin/edit.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/grids.h"
#include <math.h>

static const double times[] = { 0, 1, 2, 4 };

static struct fy_grid *sample(void)
{
    struct fy_grid *grid = fy_grid_new(0, 4);
    make_tier(grid, "text", times, (const char *const[]){ "今朝 天氣", "hello there", "好" }, 3);
    make_tier(grid, "dialect", times, (const char *const[]){ "wu", "wu+en", "" }, 3);
    make_tier(grid, "std", times, (const char *const[]){ "今天天气", "hello", "好" }, 3);
    make_tier(grid, "words", (const double[]){ 0, 1, 2, 3, 4 }, (const char *const[]){ "x", "y", "z", "w" }, 4);
    make_tier(grid, "text@B", times, (const char *const[]){ "p", "q", "r" }, 3);
    return grid;
}

static void insert(struct fy_grid *grid, size_t tier, double time, size_t cut)
{
    struct fy_edit edit;
    assert_int_equal(fy_edit_insert_boundary(&edit, grid, tier, time, cut, NULL), FY_OK);
    apply_both_ways(grid, &edit);
}

static void remove_at(struct fy_grid *grid, size_t tier, size_t index)
{
    struct fy_edit edit;
    assert_int_equal(fy_edit_remove_boundary(&edit, grid, tier, index, NULL), FY_OK);
    apply_both_ways(grid, &edit);
}

static void test_split_takes_sisters_along(void **state)
{
    (void)state;
    struct fy_grid *grid = sample();
    insert(grid, 0, 0.5, strlen("今朝 "));
    assert_string_equal(labels_of(grid, 0), "|今朝|天氣|hello there|好|");
    assert_string_equal(labels_of(grid, 1), "|wu|wu|wu+en||");
    assert_string_equal(labels_of(grid, 2), "|今天天气||hello|好|");
    assert_string_equal(labels_of(grid, 3), "|x|y|z|w|");
    assert_string_equal(labels_of(grid, 4), "|p|q|r|");
    assert_true(fy_tier_intervals(grid, 2)[1].xmin == 0.5);
    insert(grid, 3, 0.5, 99);
    assert_string_equal(labels_of(grid, 3), "|x||y|z|w|");
    insert(grid, 1, 1.5, 1); /* a code is not cut */
    assert_string_equal(labels_of(grid, 1), "|wu|wu|wu+en|wu+en||");
    assert_string_equal(labels_of(grid, 0), "|今朝|天氣|hello there||好|");
    check_sound(grid);
    fy_grid_free(grid);
}

static void test_split_leaves_other_spans_alone(void **state)
{
    (void)state;
    struct fy_grid *grid = fy_grid_new(0, 4);
    make_tier(grid, "text", times, (const char *const[]){ "a b", "c", "d" }, 3);
    make_tier(grid, "std", (const double[]){ 0, 1.5, 4 }, (const char *const[]){ "e", "f" }, 2);
    insert(grid, 0, 0.5, 1);
    assert_string_equal(labels_of(grid, 1), "|e|f|");
    remove_at(grid, 0, 0);
    assert_string_equal(labels_of(grid, 1), "|e|f|");
    fy_grid_free(grid);
}

static void check_cut(const char *label, size_t cut, const char *expected)
{
    struct fy_grid *grid = fy_grid_new(0, 1);
    make_tier(grid, "text", (const double[]){ 0, 1 }, &label, 1);
    insert(grid, 0, 0.25, cut);
    assert_string_equal(labels_of(grid, 0), expected);
    fy_grid_free(grid);
}

static void test_where_labels_are_cut(void **state)
{
    (void)state;
    check_cut("ab", 0, "||ab|");
    check_cut("ab", 2, "|ab||");
    check_cut("ab", (size_t)-1, "|ab||");
    check_cut("", 5, "|||");
    check_cut("one two", 3, "|one|two|");
    check_cut("one  \t two", 4, "|one|two|");
    check_cut("一\u3000二", 3, "|一|二|"); /* ideographic space */
    check_cut("   ", 1, "|||");
    check_cut(" a", 2, "| a||");     /* white space elsewhere stays */
    check_cut("天氣", 1, "||天氣|"); /* inside a character */
    check_cut("天氣", 4, "|天|氣|");
    check_cut("a\u0301b", 1, "||a\u0301b|"); /* inside a grapheme */
    check_cut("a\u0301b", 3, "|a\u0301|b|");
    check_cut("a \u0301b", 1, "|a| \u0301b|"); /* a space that carries a mark is no white space */
}

static void check_join(const char *name, const char *left, const char *right, const char *expected)
{
    struct fy_grid *grid = fy_grid_new(0, 2);
    make_tier(grid, name, (const double[]){ 0, 1, 2 }, (const char *const[]){ left, right }, 2);
    remove_at(grid, 0, 0);
    assert_int_equal(fy_tier_size(grid, 0), 1);
    assert_string_equal(fy_tier_intervals(grid, 0)[0].text, expected);
    fy_grid_free(grid);
}

static void test_joined_text(void **state)
{
    (void)state;
    check_join("text", "one", "two", "one two");
    check_join("text", "one", "", "one");
    check_join("text", "", "two", "two");
    check_join("text", "", "", "");
    check_join("text", "one ", "two", "one two");
    check_join("text", "one", " two", "one two");
    check_join("text", " ", " ", "  ");
    check_join("text", "今朝", "天氣", "今朝天氣");
    check_join("text", "今朝", "okay", "今朝okay");
    check_join("text", "okay", "今朝", "okay今朝");
    check_join("text", "\U00020BB7", "\U00030EDD", "\U00020BB7\U00030EDD");
    check_join("text", "ひらがな", "カタカナ", "ひらがなカタカナ");
    check_join("text", "한국", "말", "한국 말");
    check_join("text", "один", "два", "один два");
    check_join("text", "ไทย", "ไทย", "ไทยไทย");
    check_join("text", "end.", "Next", "end. Next");
    check_join("text", "well,", "(so", "well, (so");
    check_join("text", "好。", "Next", "好。Next");
    check_join("text", "wo-", "rd", "wo-rd");
    check_join("rom", "nei5", "hou2", "nei5 hou2");
    check_join("rom", "ta\u0302i", "ua\u0302", "ta\u0302i ua\u0302");
    check_join("rom", "ta\u0302", "a", "ta\u0302 a");
    check_join("ipa", "pa˥", "ma˧", "pa˥ ma˧");
    check_join("tone", "⁵⁵", "³³", "⁵⁵ ³³");
    check_join("text", "字\u0323", "字", "字\u0323字");
    check_join("text", "a", "\u0301b", "a\u0301b");
}

static void test_joined_codes(void **state)
{
    (void)state;
    check_join("dialect", "wu", "wu", "wu");
    check_join("dialect", "wu", "", "wu");
    check_join("dialect", "", "wu", "wu");
    check_join("dialect", "wu", "min", "wu+min");
    check_join("dialect", "wu", "wu-sh", "wu+wu-sh");
    check_join("dialect", "wu+min", "min+yue", "wu+min+yue");
    check_join("dialect", "min", "min+yue", "min+yue");
    check_join("flag@B", "ask", "unsure", "ask+unsure");
    check_join("event", "laugh", "noise", "laugh noise");
}

/* A tier of a name of its own that has the text's boundaries goes where they go; one with other intervals does not. */
static void test_an_own_tier_follows_the_text(void **state)
{
    (void)state;
    struct fy_grid *grid = fy_grid_new(0, 4);
    const char *const labels[] = { "a", "b", "c" };
    struct fy_edit edit;
    make_tier(grid, "words", (const double[]){ 0, 1, 4 }, labels, 2);
    make_tier(grid, "text", times, labels, 3);
    assert_int_equal(fy_edit_add_tier(&edit, grid, 2, FY_INTERVAL_TIER, "gloss", 1, NULL), FY_OK);
    assert_int_equal(fy_edit_apply(&edit, grid, NULL), FY_OK);
    fy_edit_clear(&edit);
    make_tier(grid, "gloss@B", times, labels, 3); /* of another speaker, who has no text */

    assert_int_equal(fy_edit_insert_boundary(&edit, grid, 1, 1.5, 1, NULL), FY_OK);
    apply_both_ways(grid, &edit);
    assert_string_equal(labels_of(grid, 1), "|a|b||c|");
    assert_string_equal(labels_of(grid, 2), "|||||");
    assert_string_equal(labels_of(grid, 0), "|a|b|");
    assert_string_equal(labels_of(grid, 3), "|a|b|c|");
    assert_int_equal(fy_edit_remove_boundary(&edit, grid, 2, 0, NULL), FY_OK);
    apply_both_ways(grid, &edit);
    assert_string_equal(labels_of(grid, 1), "|a b||c|");
    assert_string_equal(labels_of(grid, 2), "||||");
    assert_int_equal(fy_tier_size(grid, 0), 2);
    assert_int_equal(fy_tier_size(grid, 3), 3);
    fy_grid_free(grid);
}

static void test_join_takes_sisters_along(void **state)
{
    (void)state;
    struct fy_grid *grid = sample();
    remove_at(grid, 2, 0);
    assert_string_equal(labels_of(grid, 0), "|今朝 天氣hello there|好|");
    assert_string_equal(labels_of(grid, 1), "|wu+en||");
    assert_string_equal(labels_of(grid, 2), "|今天天气hello|好|");
    assert_string_equal(labels_of(grid, 3), "|x|y|z|w|");
    assert_string_equal(labels_of(grid, 4), "|p|q|r|");
    check_sound(grid);
    fy_grid_free(grid);
}

static void test_moving(void **state)
{
    (void)state;
    struct fy_grid *grid = sample();
    struct fy_edit edit;
    struct fy_error error = { 0 };
    assert_int_equal(fy_edit_move_boundary(&edit, grid, 0, 0, 1.75, &error), FY_OK);
    assert_int_equal(edit.part_count, 3);
    apply_both_ways(grid, &edit);
    for (size_t t = 0; t < 3; t++) {
        assert_true(fy_tier_intervals(grid, t)[0].xmax == 1.75 && fy_tier_intervals(grid, t)[1].xmin == 1.75);
    }
    assert_true(fy_tier_intervals(grid, 4)[0].xmax == 1);
    const double refused[] = { 0, -1, 2, 3, (double)NAN, HUGE_VAL };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        error.sentence[0] = '\0';
        assert_int_equal(fy_edit_move_boundary(&edit, grid, 0, 0, refused[i], &error), FY_INVALID);
        assert_non_null(strstr(error.sentence, "\"text\""));
    }
    fy_grid_free(grid);
}

static void test_moving_stops_at_a_sisters_neighbour(void **state)
{
    (void)state;
    struct fy_grid *grid = fy_grid_new(0, 4);
    struct fy_edit edit;
    struct fy_error error = { 0 };
    make_tier(grid, "text", (const double[]){ 0, 2, 4 }, (const char *const[]){ "a", "b" }, 2);
    make_tier(grid, "tone", (const double[]){ 0, 1, 2, 3, 4 }, (const char *const[]){ "1", "2", "3", "4" }, 4);
    make_tier(grid, "std", (const double[]){ 0, 2.5, 4 }, (const char *const[]){ "c", "d" }, 2);
    assert_int_equal(fy_edit_move_boundary(&edit, grid, 0, 0, 3, &error), FY_INVALID);
    assert_non_null(strstr(error.sentence, "\"tone\""));
    assert_int_equal(fy_edit_move_boundary(&edit, grid, 0, 0, 1, &error), FY_INVALID);
    assert_int_equal(fy_edit_move_boundary(&edit, grid, 0, 0, 2.9, &error), FY_OK);
    apply_both_ways(grid, &edit);
    assert_true(fy_tier_intervals(grid, 1)[2].xmin == 2.9);
    assert_true(fy_tier_intervals(grid, 2)[1].xmin == 2.5);
    check_sound(grid);
    fy_grid_free(grid);
}

static void test_refused_places(void **state)
{
    (void)state;
    struct fy_grid *grid = sample();
    struct fy_edit edit;
    struct fy_error error = { 0 };
    const double refused[] = { 0, 1, 4, -1, 5, (double)NAN, HUGE_VAL };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        assert_int_equal(fy_edit_insert_boundary(&edit, grid, 0, refused[i], 0, &error), FY_INVALID);
        assert_true(error.sentence[0] != '\0');
    }
    assert_int_equal(fy_edit_insert_boundary(&edit, grid, 9, 0.5, 0, &error), FY_INVALID);
    assert_int_equal(fy_edit_insert_boundary(&edit, grid, FY_NONE, 0.5, 0, NULL), FY_INVALID);
    assert_int_equal(fy_edit_remove_boundary(&edit, grid, 0, 2, &error), FY_INVALID);
    assert_int_equal(fy_edit_remove_boundary(&edit, grid, 0, FY_NONE, &error), FY_INVALID);
    assert_int_equal(fy_edit_move_boundary(&edit, grid, 0, FY_NONE - 1, 1, &error), FY_INVALID);
    assert_int_equal(fy_grid_append_tier(grid, FY_POINT_TIER, "p", 1, 0, 4, NULL), FY_OK);
    assert_int_equal(fy_edit_remove_boundary(&edit, grid, 5, 0, &error), FY_INVALID);
    assert_non_null(strstr(error.sentence, "\"p\""));
    fy_grid_free(grid);
}

static void test_broken_places(void **state)
{
    (void)state;
    struct fy_grid *grid = fy_grid_new(0, 20);
    struct fy_edit edit;
    struct fy_error error = { 0 };
    assert_int_equal(fy_grid_append_tier(grid, FY_INTERVAL_TIER, "text", 4, 0, 20, NULL), FY_OK);
    put_interval(grid, 0, 0, 1, "a");  /* 0 */
    put_interval(grid, 0, 2, 3, "b");  /* 1: a gap before it */
    put_interval(grid, 0, 3, 5, "c");  /* 2 */
    put_interval(grid, 0, 4, 6, "d");  /* 3: overlaps 2 */
    put_interval(grid, 0, 6, 6, "e");  /* 4: empty */
    put_interval(grid, 0, 6, 7, "f");  /* 5 */
    put_interval(grid, 0, 7, 12, "g"); /* 6 */
    put_interval(grid, 0, 8, 9, "h");  /* 7: inside 6 */
    put_interval(grid, 0, 9, 10, "i"); /* 8 */
    const size_t broken[] = { 0, 2, 3, 4, 6, 7 };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        assert_int_equal(fy_edit_remove_boundary(&edit, grid, 0, broken[i], &error), FY_INVALID);
        assert_non_null(strstr(error.sentence, "\"text\""));
        assert_int_equal(fy_edit_move_boundary(&edit, grid, 0, broken[i], 8.5, &error), FY_INVALID);
    }
    assert_int_equal(fy_edit_insert_boundary(&edit, grid, 0, 1.5, 0, &error), FY_INVALID); /* in the gap */
    assert_int_equal(fy_edit_insert_boundary(&edit, grid, 0, 4.5, 0, &error), FY_INVALID); /* in two */
    assert_int_equal(fy_edit_insert_boundary(&edit, grid, 0, 6, 0, &error), FY_INVALID);
    assert_int_equal(fy_edit_move_boundary(&edit, grid, 0, 1, 4, &error), FY_INVALID); /* onto the overlap */
    assert_int_equal(fy_edit_move_boundary(&edit, grid, 0, 5, 8, &error), FY_INVALID); /* past one inside */
    assert_int_equal(fy_edit_move_boundary(&edit, grid, 0, 5, 7.5, &error), FY_OK);
    apply_both_ways(grid, &edit);
    assert_int_equal(fy_edit_move_boundary(&edit, grid, 0, 1, 3.5, &error), FY_OK);
    apply_both_ways(grid, &edit);
    insert(grid, 0, 3.75, 0);
    insert(grid, 0, 2.5, 0);
    insert(grid, 0, 0.5, 0);
    remove_at(grid, 0, 0);
    remove_at(grid, 0, 1);
    fy_grid_free(grid);
}

/* A boundary moved under an interval that reaches far could not be found again. */
static void test_moving_under_an_overlap(void **state)
{
    (void)state;
    struct fy_grid *grid = fy_grid_new(0, 5);
    struct fy_edit edit;
    assert_int_equal(fy_grid_append_tier(grid, FY_INTERVAL_TIER, "text", 4, 0, 5, NULL), FY_OK);
    put_interval(grid, 0, 0, 2.5, "a");
    put_interval(grid, 0, 2, 3, "b");
    put_interval(grid, 0, 3, 5, "c");
    assert_int_equal(fy_edit_move_boundary(&edit, grid, 0, 1, 2.25, NULL), FY_INVALID);
    assert_int_equal(fy_edit_move_boundary(&edit, grid, 0, 1, 2.5, NULL), FY_OK);
    apply_both_ways(grid, &edit);
    fy_grid_free(grid);
}

static void test_zero_has_one_sign(void **state)
{
    (void)state;
    struct fy_grid *grid = fy_grid_new(-1, 1);
    struct fy_edit edit;
    make_tier(grid, "text", (const double[]){ -1, 1 }, (const char *const[]){ "ab" }, 1);
    insert(grid, 0, -0.0, 1);
    assert_false(signbit(fy_tier_intervals(grid, 0)[1].xmin));
    assert_int_equal(fy_edit_move_boundary(&edit, grid, 0, 0, -0.0, NULL), FY_OK);
    assert_false(signbit(edit.to));
    fy_edit_clear(&edit);
    fy_grid_free(grid);

    grid = fy_grid_new(-1, 1);
    assert_int_equal(fy_grid_append_tier(grid, FY_INTERVAL_TIER, "text", 4, -1, 1, NULL), FY_OK);
    put_interval(grid, 0, -1, 0.0, "a");
    put_interval(grid, 0, -0.0, 1, "b");
    assert_int_equal(fy_edit_remove_boundary(&edit, grid, 0, 0, NULL), FY_INVALID);
    fy_grid_free(grid);
}

/* An edit is refused as a whole where one of its parts does not fit. */
static void test_applying_checks_first(void **state)
{
    (void)state;
    struct fy_grid *grid = sample(), *before = copy_grid(grid);
    struct fy_edit edit;
    struct fy_error error = { 0 };
    assert_int_equal(fy_edit_insert_boundary(&edit, grid, 0, 0.5, 3, &error), FY_OK);
    struct fy_edit_part good[3];
    memcpy(good, edit.parts, sizeof good);
#define REFUSED(change)                                                   \
    do {                                                                  \
        change;                                                           \
        assert_int_equal(fy_edit_apply(&edit, grid, &error), FY_INVALID); \
        assert_true(fy_grid_equal(grid, before));                         \
        memcpy(edit.parts, good, sizeof good);                            \
        edit.time = 0.5;                                                  \
        edit.part_count = 3;                                              \
        edit.kind = FY_EDIT_INSERT_BOUNDARY;                              \
    } while (0)
    REFUSED(edit.parts[2].tier = 1);
    REFUSED(edit.parts[2].tier = 0);
    REFUSED(edit.parts[2].tier = 99);
    REFUSED(edit.parts[2].tier = FY_NONE);
    REFUSED(edit.parts[2].merged = "other");
    REFUSED(edit.parts[2].right = NULL);
    REFUSED(edit.part_count = 0);
    REFUSED(edit.part_count = FY_NONE);
    REFUSED(edit.time = (double)NAN);
    REFUSED(edit.time = 1);
    REFUSED(edit.time = 3);
    REFUSED(edit.kind = FY_EDIT_REMOVE_BOUNDARY);
    REFUSED(edit.kind = FY_EDIT_MOVE_BOUNDARY);
    REFUSED(edit.kind = FY_EDIT_SET_LABEL);
    REFUSED(edit.kind = FY_EDIT_ADD_TIER);
    REFUSED(edit.kind = FY_EDIT_REMOVE_TIER);
    REFUSED(edit.kind = (enum fy_edit_kind)99);
    assert_int_equal(fy_edit_apply(&edit, grid, &error), FY_OK);
    assert_int_equal(fy_edit_apply(&edit, grid, &error), FY_INVALID);
    fy_edit_clear(&edit);
    fy_grid_free(grid);
    fy_grid_free(before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_split_takes_sisters_along),
        cmocka_unit_test(test_split_leaves_other_spans_alone),
        cmocka_unit_test(test_where_labels_are_cut),
        cmocka_unit_test(test_joined_text),
        cmocka_unit_test(test_joined_codes),
        cmocka_unit_test(test_an_own_tier_follows_the_text),
        cmocka_unit_test(test_join_takes_sisters_along),
        cmocka_unit_test(test_moving),
        cmocka_unit_test(test_moving_stops_at_a_sisters_neighbour),
        cmocka_unit_test(test_refused_places),
        cmocka_unit_test(test_broken_places),
        cmocka_unit_test(test_moving_under_an_overlap),
        cmocka_unit_test(test_zero_has_one_sign),
        cmocka_unit_test(test_applying_checks_first),
    };
    return cmocka_run_group_tests_name("boundaries", tests, NULL, NULL);
}

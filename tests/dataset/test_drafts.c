#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fangyin/drafts.h>
#include <fangyin/sisters.h>
#include <math.h>
#include <string.h>

static void add(struct fy_grid *grid, const char *name, const char *const *texts, size_t count)
{
    size_t tier;
    assert_int_equal(fy_grid_append_tier(grid, FY_INTERVAL_TIER, name, strlen(name), 0, (double)count, &tier), FY_OK);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(
            fy_tier_append_interval(grid, tier, (double)i, (double)i + 1, texts[i], strlen(texts[i])), FY_OK);
}

static struct fy_grid *three(void)
{
    static const char *const texts[] = { "侬好", "", "今朝落雨" }, *const dialects[] = { "wu-sh", "", "wu-sz" };
    struct fy_grid *grid = fy_grid_new(0, 3);
    assert_non_null(grid);
    add(grid, "text@B", texts, 3);
    add(grid, "dialect@B", dialects, 3);
    return grid;
}

static const char *label(const struct fy_grid *grid, const char *tier, size_t index)
{
    const size_t t = fy_grid_find_tier(grid, tier);
    return t == FY_NONE || index >= fy_tier_size(grid, t) ? "(none)" : fy_tier_intervals(grid, t)[index].text;
}

static void test_put(void **state)
{
    struct fy_grid *grid = three(), *before = three();
    size_t outside;
    const struct fy_hypothesis items[] = {
        { 2.5, 2.9, "落雨", 0.6, 0 }, { 2.0, 2.5, "今天", 0.8, 0 }, { 0.1, 0.9, "你好", -3, 0 },
        { 0.1, 0.9, "侬好", -4, 1 },  { 8, 9, "later", 1, 0 },      { 1.2, 1.5, "ok", (double)NAN, 0 },
        { 1.5, 1.9, "yes", (double)NAN, 0 },
    };
    (void)state;
    /* Twice: the second time takes the place of the first. */
    for (int i = 0; i < 2; i++)
        assert_int_equal(fy_drafts_put(grid, 0, items, 7, &outside, NULL), FY_OK);
    assert_int_equal(outside, 1);
    assert_int_equal(fy_grid_tier_count(grid), 5);
    assert_string_equal(label(grid, "draft@B", 0), "你好");
    assert_string_equal(label(grid, "draft@B", 1), "ok yes");
    assert_string_equal(label(grid, "draft@B", 2), "今天落雨");
    assert_string_equal(label(grid, "draft.2@B", 0), "侬好");
    assert_string_equal(label(grid, "draft.2@B", 2), "");
    assert_string_equal(label(grid, "draft.score@B", 0), "-3");
    assert_string_equal(label(grid, "draft.score@B", 1), "");
    /* People's tiers are what they were. */
    for (size_t t = 0; t < 2; t++) {
        for (size_t i = 0; i < 3; i++) {
            assert_string_equal(fy_tier_intervals(grid, t)[i].text, fy_tier_intervals(before, t)[i].text);
            assert_true(fy_tier_intervals(grid, t)[i].xmin >= (double)i && fy_tier_intervals(grid, t)[i].xmin <= (double)i);
        }
    }
    fy_grid_free(grid);
    fy_grid_free(before);
}

static void test_uncut(void **state)
{
    static const char *const empty[] = { "" };
    struct fy_grid *grid = fy_grid_new(0, 1);
    size_t outside;
    const struct fy_hypothesis items[] = { { 0.5, 0.7, "b", (double)NAN, 0 }, { 0.1, 0.3, "a", (double)NAN, 0 } };
    (void)state;
    add(grid, "text", empty, 1);
    assert_int_equal(fy_drafts_put(grid, 0, items, 2, &outside, NULL), FY_OK);
    assert_int_equal(outside, 0);
    assert_int_equal(fy_tier_size(grid, fy_grid_find_tier(grid, "draft")), 5);
    assert_string_equal(label(grid, "draft", 1), "a");
    assert_string_equal(label(grid, "draft", 3), "b");
    assert_int_equal(fy_tier_size(grid, 0), 1);
    fy_grid_free(grid);
}

struct pairs {
    size_t count;
    struct fy_draft_pair last;
};

static enum fy_status see(void *context, const struct fy_draft_pair *pair)
{
    struct pairs *pairs = context;
    pairs->count++;
    pairs->last = *pair;
    return FY_OK;
}

static void test_pairs(void **state)
{
    struct fy_grid *grid = three();
    struct fy_draft_worths worths = { 0 };
    const struct fy_comparison comparison = { .normaliser = fy_normaliser_at(0) };
    struct pairs pairs = { 0 };
    size_t outside;
    const struct fy_hypothesis items[] = { { 0, 1, "你好", 1, 0 }, { 1, 2, "x", 1, 0 }, { 2, 3, "今天落雨", 0.25, 0 } };
    (void)state;
    assert_int_equal(fy_drafts_put(grid, 0, items, 3, &outside, NULL), FY_OK);
    assert_int_equal(fy_drafts_pairs(grid, 0, see, &pairs), FY_OK);
    assert_int_equal(pairs.count, 2);
    assert_string_equal(pairs.last.draft, "今天落雨");
    assert_string_equal(pairs.last.final, "今朝落雨");
    assert_string_equal(pairs.last.dialect, "wu-sz");
    assert_true(pairs.last.score >= 0.25 && pairs.last.score <= 0.25);
    assert_int_equal(fy_drafts_measure(&worths, &comparison, grid, 0), FY_OK);
    assert_int_equal(worths.count, 2);
    assert_true(fabs(fy_align_error_rate(&worths.items[0].counts) - 0.5) < 1e-9);
    assert_true(fabs(fy_align_error_rate(&worths.items[1].counts) - 0.25) < 1e-9);
    fy_draft_worths_free(&worths);
    fy_grid_free(grid);
}

static void test_names(void **state)
{
    (void)state;
    assert_true(fy_draft_is("draft") && fy_draft_is("draft.2") && fy_draft_is("draft.score@B") && fy_draft_is("draft@B"));
    assert_false(fy_draft_is("drafts") || fy_draft_is("text") || fy_draft_is("my draft"));
}

static void test_read(void **state)
{
    static const char good[] = "{\"start\":0,\"end\":1.5,\"text\":\"a\",\"score\":-2,\"nbest\":[{\"text\":\"a\",\"score\":-2},"
                               "{\"text\":\"b\",\"score\":-5},\"c\"]}\r\n\n{\"from\":2,\"to\":3,\"nbest\":[\"侬\"]}";
    static const char *const bad[] = { "{\"start\":0,\"end\":1}", "{\"start\":2,\"end\":1,\"text\":\"a\"}",
                                       "{\"text\":\"a\"}", "\n{", "[]", "{\"start\":\"0\",\"end\":1,\"text\":\"a\"}" };
    struct fy_hypotheses read = { 0 };
    struct fy_error error = { 0 };
    (void)state;
    assert_int_equal(fy_hypotheses_read(&read, good, strlen(good), &error), FY_OK);
    assert_int_equal(read.count, 4);
    assert_string_equal(read.items[1].text, "b");
    assert_int_equal(read.items[1].rank, 1);
    assert_true(read.items[1].score < -4.9 && isnan(read.items[2].score));
    assert_int_equal(read.items[2].rank, 2);
    assert_string_equal(read.items[3].text, "侬");
    assert_int_equal(read.items[3].rank, 0);
    fy_hypotheses_free(&read);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(fy_hypotheses_read(&read, bad[i], strlen(bad[i]), &error), FY_SYNTAX);
        assert_int_equal(error.line, bad[i][0] == '\n' ? 2 : 1);
        fy_hypotheses_free(&read);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_put), cmocka_unit_test(test_uncut),
                                        cmocka_unit_test(test_pairs), cmocka_unit_test(test_names),
                                        cmocka_unit_test(test_read) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Thousands of edits in an order that looks random, the same in every run: what must hold whatever was done. */
#include <fangyin/history.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/grids.h"

static const char *const texts[] = {
    "",
    "天",
    "今朝天氣交關好",
    "hello",
    "one two three",
    "a\u0301\u0323e\u0301",
    "ta\u0302i gi\u0302",
    "\U00020BB7\U00030EDD",
    "好 okay 好",
    " spaces  around ",
    "tab\tand\nline\\end",
    "한국말",
    "pa˥˧ ma",
    "👩‍👩‍👧‍👦 family",
    "[laugh]",
    "\u3000全角\u3000",
    "x",
};
static const char *const codes[] = { "", "wu", "wu-sh", "min", "wu+min", "wu?" };
static const char *const names[] = { "note", "flag", "emotion", "words", "tone@B", "std@B", "id", "gesture", "ipa" };

#define ANY(list, seed) ((list)[random_below((seed), sizeof(list) / sizeof *(list))])
#define CORE_COUNT 3 /* text, dialect, std: share their boundaries from first to last */
static const char *const core[CORE_COUNT] = { "text", "dialect", "std" };

static struct fy_grid *sample(uint64_t *seed)
{
    struct fy_grid *grid = fy_grid_new(0, 60);
    static const char *const tier_names[] = { "text", "dialect", "std", "words", "text@B", "dialect@B" };
    for (size_t t = 0; t < 6; t++) {
        double times[14];
        const char *labels[13];
        for (size_t i = 0; i < 14; i++) {
            times[i] = i == 13 ? 60 : t < 3 ? (double)i * 1.1 : (double)i * (t == 3 ? 3.3 : 2.2);
            labels[i % 13] = t % 3 == 1 ? ANY(codes, seed) : ANY(texts, seed);
        }
        make_tier(grid, tier_names[t], times, labels, 13);
    }
    assert_int_equal(fy_grid_append_tier(grid, FY_POINT_TIER, "tones", 5, 0, 60, NULL), FY_OK);
    for (size_t i = 0; i < 10; i++) {
        assert_int_equal(fy_tier_append_point(grid, 6, (double)i * 5.05, "x", 1), FY_OK);
    }
    return grid;
}

static size_t tier_of_kind(const struct fy_grid *grid, enum fy_tier_kind kind, uint64_t *seed)
{
    for (;;) {
        size_t tier = random_below(seed, fy_grid_tier_count(grid));
        if (fy_tier_kind(grid, tier) == kind && (kind == FY_INTERVAL_TIER || fy_tier_size(grid, tier) > 0)) {
            return tier;
        }
        if (kind == FY_POINT_TIER && random_below(seed, 50) == 0) {
            return tier; /* perhaps there is none: refused */
        }
    }
}

static bool is_core(const struct fy_grid *grid, size_t tier)
{
    for (size_t c = 0; c < CORE_COUNT; c++) {
        if (strcmp(fy_tier_name(grid, tier), core[c]) == 0) {
            return true;
        }
    }
    return false;
}

/* A time in that interval or, seldom, a little outside; often on a coarse net, so that tiers meet. */
static double time_near(const struct fy_interval *interval, uint64_t *seed)
{
    double span = interval->xmax - interval->xmin;
    double time = interval->xmin - 0.1 * span + 1.2 * span * random_part(seed);
    return random_below(seed, 2) == 0 ? (double)(int)(time * 10) / 10 : time;
}

static enum fy_status make_boundary_edit(struct fy_edit *edit, struct fy_grid *grid, enum fy_edit_kind kind,
                                         uint64_t *seed)
{
    size_t tier = tier_of_kind(grid, FY_INTERVAL_TIER, seed);
    size_t index = random_below(seed, fy_tier_size(grid, tier));
    const struct fy_interval *interval = &fy_tier_intervals(grid, tier)[index];
    if (kind == FY_EDIT_REMOVE_BOUNDARY) {
        return fy_edit_remove_boundary(edit, grid, tier, index, NULL);
    }
    double time = time_near(interval, seed);
    if (kind == FY_EDIT_MOVE_BOUNDARY) {
        return fy_edit_move_boundary(edit, grid, tier, index, time, NULL);
    }
    return fy_edit_insert_boundary(edit, grid, tier, time, random_below(seed, 30), NULL);
}

static enum fy_status make_tier_edit(struct fy_edit *edit, struct fy_grid *grid, enum fy_edit_kind kind, uint64_t *seed)
{
    size_t count = fy_grid_tier_count(grid), tier = random_below(seed, count);
    if (kind == FY_EDIT_ADD_TIER) {
        enum fy_tier_kind tier_kind = random_below(seed, 3) == 0 ? FY_POINT_TIER : FY_INTERVAL_TIER;
        size_t like = random_below(seed, 2) == 0 ? FY_NONE : tier;
        return fy_edit_add_tier(edit, grid, random_below(seed, count + 1), tier_kind, ANY(names, seed), like, NULL);
    }
    if (is_core(grid, tier)) {
        *edit = (struct fy_edit){ 0 };
        return FY_INVALID;
    }
    return kind == FY_EDIT_REMOVE_TIER ? fy_edit_remove_tier(edit, grid, tier, NULL)
                                       : fy_edit_rename_tier(edit, grid, tier, ANY(names, seed), NULL);
}

static enum fy_status make_point_edit(struct fy_edit *edit, struct fy_grid *grid, enum fy_edit_kind kind,
                                      uint64_t *seed)
{
    size_t tier = tier_of_kind(grid, FY_POINT_TIER, seed), size = fy_tier_size(grid, tier);
    size_t index = size > 0 ? random_below(seed, size) : 0;
    double time = (double)random_below(seed, 1201) / 20;
    const char *mark = ANY(texts, seed);
    if (kind == FY_EDIT_INSERT_POINT) {
        return fy_edit_insert_point(edit, grid, tier, time, mark, strlen(mark), NULL);
    }
    if (kind == FY_EDIT_MOVE_POINT) {
        return fy_edit_move_point(edit, grid, tier, index, time, NULL);
    }
    return kind == FY_EDIT_REMOVE_POINT ? fy_edit_remove_point(edit, grid, tier, index, NULL)
                                        : fy_edit_set_mark(edit, grid, tier, index, mark, strlen(mark), NULL);
}

/* An edit of a random kind, or a refusal. */
static enum fy_status make_edit(struct fy_edit *edit, struct fy_grid *grid, uint64_t *seed)
{
    static const enum fy_edit_kind kinds[] = {
        FY_EDIT_INSERT_BOUNDARY, FY_EDIT_INSERT_BOUNDARY, FY_EDIT_INSERT_BOUNDARY, FY_EDIT_REMOVE_BOUNDARY,
        FY_EDIT_REMOVE_BOUNDARY, FY_EDIT_MOVE_BOUNDARY,   FY_EDIT_MOVE_BOUNDARY,   FY_EDIT_SET_LABEL,
        FY_EDIT_SET_LABEL,       FY_EDIT_INSERT_POINT,    FY_EDIT_REMOVE_POINT,    FY_EDIT_MOVE_POINT,
        FY_EDIT_SET_MARK,
    };
    static const enum fy_edit_kind tier_kinds[] = { FY_EDIT_ADD_TIER, FY_EDIT_REMOVE_TIER, FY_EDIT_RENAME_TIER };
    enum fy_edit_kind kind = random_below(seed, 20) == 0 ? ANY(tier_kinds, seed) : ANY(kinds, seed);
    if (kind <= FY_EDIT_MOVE_BOUNDARY) {
        return make_boundary_edit(edit, grid, kind, seed);
    }
    if (kind >= FY_EDIT_ADD_TIER) {
        return make_tier_edit(edit, grid, kind, seed);
    }
    if (kind != FY_EDIT_SET_LABEL) {
        return make_point_edit(edit, grid, kind, seed);
    }
    size_t tier = tier_of_kind(grid, FY_INTERVAL_TIER, seed);
    const char *text = ANY(texts, seed);
    return fy_edit_set_label(edit, grid, tier, random_below(seed, fy_tier_size(grid, tier)), text, strlen(text), NULL);
}

/* text without blanks and line breaks. */
static void squeeze(struct fy_buffer *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strncmp(text, "\u3000", 3) == 0) {
            text += 2;
        } else if (*text != ' ' && *text != '\t' && *text != '\n') {
            fy_buffer_putc(out, *text);
        }
    }
}

/* Splitting and joining lose and add nothing but white space, in tiers that hold text. */
static void check_no_text_lost(const struct fy_edit *edit, const struct fy_grid *grid)
{
    for (size_t i = 0; edit->kind <= FY_EDIT_REMOVE_BOUNDARY && i < edit->part_count; i++) {
        const struct fy_edit_part *part = &edit->parts[i];
        const char *name = fy_tier_name(grid, part->tier);
        if (strncmp(name, "dialect", 7) == 0 || strcmp(name, "flag") == 0 || strcmp(name, "emotion") == 0) {
            continue;
        }
        struct fy_buffer merged = FY_BUFFER_EMPTY, sides = FY_BUFFER_EMPTY;
        squeeze(&merged, part->merged);
        squeeze(&sides, part->left);
        squeeze(&sides, part->right);
        assert_string_equal(fy_buffer_text(&merged), fy_buffer_text(&sides));
        fy_buffer_free(&merged);
        fy_buffer_free(&sides);
    }
}

static void check_line(const struct fy_edit *edit, struct fy_grid *grid)
{
    struct fy_buffer line = FY_BUFFER_EMPTY, again = FY_BUFFER_EMPTY;
    struct fy_edit copy;
    fy_edit_write(&line, edit);
    assert_int_equal(fy_edit_read(&copy, grid, line.data, line.size, NULL), FY_OK);
    fy_edit_write(&again, &copy);
    assert_string_equal(fy_buffer_text(&line), fy_buffer_text(&again));
    fy_edit_clear(&copy);
    fy_buffer_free(&line);
    fy_buffer_free(&again);
}

static void check_inverse(const struct fy_edit *edit, struct fy_grid *grid)
{
    struct fy_grid *before = copy_grid(grid);
    struct fy_edit inverse;
    assert_int_equal(fy_edit_invert(&inverse, edit), FY_OK);
    assert_int_equal(fy_edit_apply(edit, grid, NULL), FY_OK);
    check_sound(grid);
    assert_int_equal(fy_edit_apply(&inverse, grid, NULL), FY_OK);
    assert_true(fy_grid_equal(grid, before));
    fy_edit_clear(&inverse);
    fy_grid_free(before);
}

static void check_core_shares_boundaries(const struct fy_grid *grid)
{
    size_t text = fy_grid_find_tier(grid, core[0]), size = fy_tier_size(grid, text);
    for (size_t c = 1; c < CORE_COUNT; c++) {
        size_t other = fy_grid_find_tier(grid, core[c]);
        assert_int_equal(fy_tier_size(grid, other), size);
        for (size_t i = 0; i < size; i++) {
            assert_memory_equal(&fy_tier_intervals(grid, text)[i].xmin, &fy_tier_intervals(grid, other)[i].xmin,
                                2 * sizeof(double));
        }
    }
}

static void write_journal(void *context, const struct fy_edit *edit)
{
    fy_edit_write(context, edit);
    fy_buffer_putc(context, '\n');
}

static void replay(struct fy_grid *grid, const struct fy_buffer *journal)
{
    const char *line = journal->data, *end = journal->data + journal->size;
    while (line < end) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        assert_non_null(stop);
        struct fy_edit edit;
        assert_int_equal(fy_edit_read(&edit, grid, line, (size_t)(stop - line), NULL), FY_OK);
        assert_int_equal(fy_edit_apply(&edit, grid, NULL), FY_OK);
        fy_edit_clear(&edit);
        line = stop + 1;
    }
}

static void wander(struct fy_history *history, uint64_t *seed)
{
    bool back = random_below(seed, 2) == 0;
    for (size_t n = random_below(seed, 12); n > 0; n--) {
        enum fy_status status = back ? fy_history_undo(history, NULL, NULL) : fy_history_redo(history, NULL, NULL);
        assert_true(status == FY_OK || status == FY_NOT_FOUND);
    }
}

static void run(uint64_t seed, size_t rounds)
{
    struct fy_grid *grid = sample(&seed), *original = copy_grid(grid), *replayed = copy_grid(grid);
    struct fy_history *history = fy_history_new(grid);
    struct fy_buffer journal = FY_BUFFER_EMPTY;
    size_t made[FY_EDIT_RENAME_TIER + 1] = { 0 }, refused = 0;
    bool open = false;
    fy_history_listen(history, write_journal, &journal);
    for (size_t round = 0; round < rounds; round++) {
        struct fy_edit edit;
        size_t act = random_below(&seed, 100);
        if (act < 6 && !open) {
            fy_history_begin(history, (double)round);
            open = true;
        } else if (act < 20 && open) {
            (act < 8 ? fy_history_cancel : fy_history_end)(history);
            open = false;
        } else if (act < 10 && !open) {
            wander(history, &seed);
        } else if (act < 20) {
            size_t tier = fy_grid_find_tier(grid, "text");
            size_t index = random_below(&seed, fy_tier_size(grid, tier));
            const char *text = ANY(texts, &seed);
            for (size_t n = 0; n <= strlen(text); n++) { /* not always whole characters: those are refused */
                enum fy_status status = fy_history_type(history, tier, index, text, n, 0, NULL);
                assert_true(status == FY_OK || status == FY_INVALID);
            }
        }
        if (make_edit(&edit, grid, &seed) != FY_OK) {
            refused++;
            continue;
        }
        made[edit.kind]++;
        check_no_text_lost(&edit, grid);
        check_line(&edit, grid);
        check_inverse(&edit, grid);
        assert_int_equal(fy_history_do(history, &edit, NULL), FY_OK);
        check_sound(grid);
        check_core_shares_boundaries(grid);
    }
    if (open) {
        fy_history_end(history);
    }
    for (size_t k = 0; k <= FY_EDIT_RENAME_TIER; k++) {
        assert_true(made[k] > rounds / 500);
    }
    assert_true(refused > rounds / 50 && refused < rounds / 2);

    replay(replayed, &journal);
    assert_true(fy_grid_equal(replayed, grid));
    while (fy_history_redo_count(history) > 0) {
        assert_int_equal(fy_history_redo(history, NULL, NULL), FY_OK);
    }
    struct fy_grid *final = copy_grid(grid);
    unsigned long revision = fy_history_revision(history);
    assert_true(fy_history_undo_count(history) > rounds / 20);
    while (fy_history_undo_count(history) > 0) {
        assert_int_equal(fy_history_undo(history, NULL, NULL), FY_OK);
    }
    assert_true(fy_grid_equal(grid, original));
    assert_int_equal(fy_history_revision(history), 0);
    while (fy_history_redo_count(history) > 0) {
        assert_int_equal(fy_history_redo(history, NULL, NULL), FY_OK);
    }
    assert_true(fy_grid_equal(grid, final));
    assert_int_equal(fy_history_revision(history), revision);
    fy_buffer_free(&journal);
    fy_history_free(history);
    fy_grid_free(grid);
    fy_grid_free(original);
    fy_grid_free(replayed);
    fy_grid_free(final);
}

static void test_one_long_session(void **state)
{
    (void)state;
    run(1, 4000);
}

static void test_several_sessions(void **state)
{
    (void)state;
    for (uint64_t seed = 2; seed < 6; seed++) {
        run(seed, 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_long_session),
        cmocka_unit_test(test_several_sessions),
    };
    return cmocka_run_group_tests_name("random edits", tests, NULL, NULL);
}

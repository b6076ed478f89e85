/* In a team: what becomes of a unit, what goes back, versions side by side, an expert's answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/annotator.h"
#include "support/near.h"

static struct fy_app_team team;
static struct annotator annotator;

/* With two versions of the text: the second has other words in segment 3, and other times. */
static void open_as(enum fy_team_role role, bool versions)
{
    struct annotator *a = &annotator;
    struct fy_grid *grid = annotator_grid();
    memset(a, 0, sizeof *a);
    a->dialects = fy_dialects_builtin();
    a->markers = fy_markers_new();
    if (versions) {
        tier_of_words(grid, FY_INTERVAL_TIER, "text@v1", ANNOTATOR_TEXT);
        tier_of_words(grid, FY_INTERVAL_TIER, "text@v2", "0 你好啊|2 |5.5 hullo there|9.5 |14 |20 ");
    }
    team.role = role;
    team.unit = "u1";
    team.dialect = "yue";
    team.note = "";
    team.to = team.to > 0 ? team.to : ANNOTATOR_SECONDS;
    struct fy_app_settings settings = annotator_settings(a, grid);
    settings.team = &team;
    a->app = fy_app_new(&settings);
    annotator_resize(a, 80, 24);
}

static int begin(void **state)
{
    (void)state;
    team = (struct fy_app_team){ .question = "", .guess = "" };
    return 0;
}

static int end(void **state)
{
    (void)state;
    annotator_close(&annotator);
    return 0;
}

static const char *verdict(void)
{
    const struct fy_app_verdict *said = fy_app_verdict_of(annotator.app);
    return said ? said->what : "";
}

static void work_that_is_done_is_handed_in(void **state)
{
    (void)state;
    open_as(FY_TEAM_TRANSCRIBES, false);
    annotator_keys(&annotator, "F10 Esc");
    assert_string_equal(verdict(), "");
    assert_int_equal(annotator_count(&annotator, FY_EFFECT_QUIT), 0);
    annotator_keys(&annotator, "F10 Tab Enter");
    assert_string_equal(verdict(), "submit");
    assert_int_equal(annotator_count(&annotator, FY_EFFECT_QUIT), 1);
    /* Leaving otherwise hands nothing in. */
    annotator_keys(&annotator, "Q");
    assert_string_equal(verdict(), "");
    annotator_keys(&annotator, "F10 Right Enter");
    assert_string_equal(verdict(), "release");
}

static void what_could_not_be_saved_is_not_handed_in(void **state)
{
    (void)state;
    open_as(FY_TEAM_TRANSCRIBES, false);
    annotator_keys(&annotator, "i x Esc F10 Enter");
    assert_int_equal(annotator_count(&annotator, FY_EFFECT_SAVE), 1);
    assert_int_equal(annotator_count(&annotator, FY_EFFECT_QUIT), 0);
    annotator_send(&annotator, (struct fy_event){ .kind = FY_EVENT_SAVE_FAILED, .message = { "the disk is full" } });
    annotator_keys(&annotator, "l");
    assert_int_equal(annotator_count(&annotator, FY_EFFECT_QUIT), 1);
    assert_string_equal(verdict(), "");
}

static void what_goes_back_needs_a_reason(void **state)
{
    (void)state;
    open_as(FY_TEAM_REVIEWS, false);
    assert_int_equal(annotator.app->segment, 0);
    annotator_keys(&annotator, "j M-< j j M-<");
    assert_string_equal(annotator_label(&annotator, "flag", 1), "return");
    annotator_keys(&annotator, "F10 Enter");
    assert_true(annotator.app->message_bad);
    assert_string_equal(verdict(), "");
    annotator_type(&annotator, "spelling");
    annotator_keys(&annotator, "Enter");
    assert_string_equal(verdict(), "return");
    assert_string_equal(fy_app_verdict_of(annotator.app)->text, "spelling");
    assert_string_equal(fy_app_verdict_of(annotator.app)->segments, "2 4");
}

static void what_is_to_go_back_is_not_accepted_with_corrections(void **state)
{
    (void)state;
    open_as(FY_TEAM_REVIEWS, false);
    annotator_keys(&annotator, "M-< F10 Left Enter");
    assert_true(annotator.app->message_bad);
    assert_string_equal(verdict(), "");
    annotator_keys(&annotator, "Esc M-< F10 Enter");
    assert_string_equal(verdict(), "fix minor");
}

static void what_came_back_is_marked_by_its_place(void **state)
{
    (void)state;
    static const size_t numbers[] = { 3, 99 };
    char marks[FY_FLAG_MARKS];
    team.returned = numbers;
    team.returned_count = 2;
    open_as(FY_TEAM_TRANSCRIBES, false);
    assert_int_equal(annotator.app->segment, 2);
    assert_string_equal(fy_app_flag_marks(annotator.app, 2, marks), "<");
    annotator_command(&annotator, "split 1");
    assert_string_equal(fy_app_flag_marks(annotator.app, 2, marks), "");
    assert_string_equal(fy_app_flag_marks(annotator.app, 3, marks), "<");
    assert_int_equal(fy_grid_find_tier(annotator.app->grid, "flag"), FY_NONE);
    annotator_command(&annotator, "goto #1");
    annotator_command(&annotator, "next-flag");
    assert_int_equal(annotator.app->segment, 3);
}

static void a_units_stretch_is_where_work_begins(void **state)
{
    (void)state;
    team.from = 9;
    open_as(FY_TEAM_TRANSCRIBES, false);
    assert_int_equal(annotator.app->segment, 3);
    annotator_close(&annotator);
    open_as(FY_TEAM_REVIEWS, false);
    assert_int_equal(annotator.app->segment, 3);
}

static void texts_and_times_of_versions_are_taken(void **state)
{
    (void)state;
    open_as(FY_TEAM_SETTLES, true);
    annotator_keys(&annotator, "~");
    assert_int_equal(annotator.app->segment, 1); /* another end */
    annotator_keys(&annotator, "~");
    assert_int_equal(annotator.app->segment, 2);
    annotator_keys(&annotator, "\\");
    assert_string_equal(annotator_label(&annotator, "text", 2), "hullo there");
    annotator_keys(&annotator, "M-|");
    const struct fy_interval *interval = fy_app_interval(annotator.app, 2);
    assert_near(interval->xmin, 5.5, 1e-9);
    assert_near(interval->xmax, 9.5, 1e-9);
    assert_near(fy_tier_intervals(annotator.app->grid, fy_grid_find_tier(annotator.app->grid, "dialect"))[2].xmin, 5.5,
                1e-9);
    assert_near(fy_tier_intervals(annotator.app->grid, fy_grid_find_tier(annotator.app->grid, "text@v1"))[2].xmin, 5,
                1e-9);
    annotator_keys(&annotator, "M-|");
    assert_near(fy_app_interval(annotator.app, 2)->xmin, 5, 1e-9);
    assert_near(fy_app_interval(annotator.app, 2)->xmax, 9, 1e-9);
    annotator_keys(&annotator, "u u");
    assert_near(fy_app_interval(annotator.app, 2)->xmin, 5, 1e-9);
    annotator_keys(&annotator, "F10 Enter");
    assert_string_equal(verdict(), "resolve");
}

static void an_expert_hears_the_question_and_answers(void **state)
{
    (void)state;
    team.question = "word? hello · I think hullo — An";
    team.guess = "hullo";
    team.from = 5.5;
    team.to = 6;
    open_as(FY_TEAM_ANSWERS, false);
    assert_int_equal(annotator.app->segment, 2);
    assert_true(annotator.app->mark == annotator_ms(5500) && annotator.app->mark_end == annotator_ms(6000));
    assert_non_null(strstr(annotator_screen(&annotator), "word? hello"));
    annotator_keys(&annotator, "C-x C-u Enter");
    assert_true(annotator.app->message_bad);
    annotator_type(&annotator, "哈囉");
    annotator_keys(&annotator, "Tab");
    annotator_type(&annotator, "haa1 lou3");
    annotator_keys(&annotator, "Enter");
    assert_string_equal(verdict(), "answer");
    assert_string_equal(fy_app_verdict_of(annotator.app)->text, "哈囉");
    assert_string_equal(fy_app_verdict_of(annotator.app)->reading, "haa1 lou3");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(work_that_is_done_is_handed_in),        TEST(what_could_not_be_saved_is_not_handed_in),
        TEST(what_goes_back_needs_a_reason),         TEST(what_is_to_go_back_is_not_accepted_with_corrections),
        TEST(what_came_back_is_marked_by_its_place), TEST(a_units_stretch_is_where_work_begins),
        TEST(texts_and_times_of_versions_are_taken), TEST(an_expert_hears_the_question_and_answers),
    };
    return cmocka_run_group_tests_name("team", tests, NULL, NULL);
}

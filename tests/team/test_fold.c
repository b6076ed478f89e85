#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "team/events.h"

#include <fangyin/memory.h>
#include <math.h>

static int make_team(void **state)
{
    *state = fy_team_new();
    return *state == NULL ? -1 : 0;
}

static int free_team(void **state)
{
    fy_team_free(*state);
    return 0;
}

static void a_unit_lives_from_add_to_submit(void **state)
{
    struct fy_team *team = *state;

    assert_int_equal(fold(team, added("b")), FY_OK);
    const struct fy_team_unit *unit = fy_team_unit_find(team, "b");
    assert_non_null(unit);
    assert_int_equal(unit->state, FY_TEAM_FREE);
    assert_string_equal(unit->recording, "rec.flac");
    assert_string_equal(unit->person, "");
    assert_true(unit->to > 9.99 && unit->to < 10.01);

    assert_int_equal(fold(team, event_of(FY_TEAM_CLAIM, "b", 2, 110, "ann")), FY_OK);
    unit = fy_team_unit_find(team, "b");
    assert_int_equal(unit->state, FY_TEAM_CLAIMED);
    assert_string_equal(unit->person, "ann");
    assert_true(unit->until > 159.9 && unit->until < 160.1);

    assert_int_equal(fold(team, event_of(FY_TEAM_RELEASE, "b", 3, 120, "ann")), FY_OK);
    assert_int_equal(fy_team_unit_find(team, "b")->state, FY_TEAM_FREE);
    assert_string_equal(fy_team_unit_find(team, "b")->person, "");

    assert_int_equal(fold(team, event_of(FY_TEAM_CLAIM, "b", 4, 130, "bob")), FY_OK);
    assert_int_equal(fold(team, event_of(FY_TEAM_SUBMIT, "b", 5, 140, "bob")), FY_OK);
    unit = fy_team_unit_find(team, "b");
    assert_int_equal(unit->state, FY_TEAM_SUBMITTED);
    assert_string_equal(unit->person, "bob");
    assert_int_equal(unit->rev, 5);
    assert_false(fy_team_unit_claimable(unit, 1e9));
}

static void units_are_sorted(void **state)
{
    struct fy_team *team = *state;
    const char *const names[] = { "m", "z", "a", "十", "b" }, *const sorted[] = { "a", "b", "m", "z", "十" };

    for (size_t i = 0; i < 5; i++)
        assert_int_equal(fold(team, added(names[i])), FY_OK);
    assert_int_equal(fy_team_unit_count(team), 5);
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(fy_team_unit_at(team, i)->name, sorted[i]);
        assert_ptr_equal(fy_team_unit_find(team, sorted[i]), fy_team_unit_at(team, i));
    }
    assert_null(fy_team_unit_find(team, "c"));
}

static void who_holds_it_keeps_it(void **state)
{
    struct fy_team *team = *state;
    struct fy_error error;
    const struct fy_team_event late = event_of(FY_TEAM_CLAIM, "u", 3, 159, "bob");

    assert_int_equal(fold(team, added("u")), FY_OK);
    assert_int_equal(fold(team, event_of(FY_TEAM_CLAIM, "u", 2, 110, "ann")), FY_OK);
    assert_int_equal(fy_team_fold(team, &late, &error), FY_INVALID);
    assert_non_null(strstr(error.sentence, "held by ann"));
    assert_int_equal(fold(team, event_of(FY_TEAM_SUBMIT, "u", 3, 120, "bob")), FY_INVALID);
    assert_int_equal(fold(team, event_of(FY_TEAM_RELEASE, "u", 3, 120, "bob")), FY_INVALID);
    assert_int_equal(fy_team_unit_find(team, "u")->rev, 2);
    assert_string_equal(fy_team_unit_find(team, "u")->person, "ann");
    /* Who holds a unit may make the claim longer. */
    assert_int_equal(fold(team, event_of(FY_TEAM_CLAIM, "u", 3, 150, "ann")), FY_OK);
    assert_false(fy_team_unit_claimable(fy_team_unit_find(team, "u"), 199));
}

static void a_claim_runs_out(void **state)
{
    struct fy_team *team = *state;

    assert_int_equal(fold(team, added("u")), FY_OK);
    assert_int_equal(fold(team, added("v")), FY_OK);
    assert_int_equal(fold(team, event_of(FY_TEAM_CLAIM, "u", 2, 110, "ann")), FY_OK);
    assert_int_equal(fold(team, event_of(FY_TEAM_CLAIM, "v", 2, 110, "ann")), FY_OK);
    assert_false(fy_team_unit_claimable(fy_team_unit_find(team, "u"), 159.5));
    assert_true(fy_team_unit_claimable(fy_team_unit_find(team, "u"), 160));
    assert_int_equal(fold(team, event_of(FY_TEAM_CLAIM, "u", 3, 160, "bob")), FY_OK);
    assert_int_equal(fold(team, event_of(FY_TEAM_SUBMIT, "u", 4, 170, "ann")), FY_INVALID);
    /* Nobody took this one meanwhile: the work counts. */
    assert_int_equal(fold(team, event_of(FY_TEAM_SUBMIT, "v", 3, 999, "ann")), FY_OK);
}

static void revs_follow_each_other(void **state)
{
    struct fy_team *team = *state;
    struct fy_team_event second = added("w");

    second.rev = 2;
    assert_int_equal(fold(team, second), FY_INVALID);
    assert_int_equal(fy_team_unit_count(team), 0);
    assert_int_equal(fold(team, added("u")), FY_OK);
    assert_int_equal(fold(team, added("u")), FY_INVALID);
    second = added("u");
    second.rev = 2;
    assert_int_equal(fold(team, second), FY_INVALID);
    assert_int_equal(fold(team, event_of(FY_TEAM_CLAIM, "u", 3, 110, "ann")), FY_INVALID);
    assert_int_equal(fold(team, event_of(FY_TEAM_CLAIM, "u", 1, 110, "ann")), FY_INVALID);
    assert_int_equal(fold(team, event_of(FY_TEAM_CLAIM, "nothing", 1, 110, "ann")), FY_INVALID);
    assert_int_equal(fold(team, event_of(FY_TEAM_SUBMIT, "u", 2, 110, "ann")), FY_INVALID);
    assert_int_equal(fy_team_unit_find(team, "u")->rev, 1);
}

static void what_makes_no_sense_is_refused(void **state)
{
    struct fy_team *team = *state;
    struct fy_team_event event = added("u");

    event.to = 0;
    assert_int_equal(fold(team, event), FY_INVALID);
    event = added("u");
    event.to = (double)NAN;
    assert_int_equal(fold(team, event), FY_INVALID);
    event = added("u");
    event.recording = "";
    assert_int_equal(fold(team, event), FY_INVALID);
    event = added("u");
    event.recording = "a\nb.wav";
    assert_int_equal(fold(team, event), FY_INVALID);
    assert_int_equal(fold(team, added("a/b")), FY_INVALID);
    event = added("u");
    event.person = "ann.lee";
    assert_int_equal(fold(team, event), FY_INVALID);
    assert_int_equal(fold(team, added("u")), FY_OK);
    event = event_of(FY_TEAM_CLAIM, "u", 2, 110, "ann");
    event.until = 110;
    assert_int_equal(fold(team, event), FY_INVALID);
    event.until = (double)INFINITY;
    assert_int_equal(fold(team, event), FY_INVALID);
}

static void names(void **state)
{
    char longest[102];

    (void)state;
    memset(longest, 'x', sizeof longest);
    longest[101] = '\0';
    assert_false(fy_team_unit_name_valid(longest));
    longest[100] = '\0';
    assert_true(fy_team_unit_name_valid(longest));
    assert_true(fy_team_unit_name_valid("录音 1.a"));
    assert_false(fy_team_unit_name_valid(""));
    assert_false(fy_team_unit_name_valid(".."));
    assert_false(fy_team_unit_name_valid("a/b"));
    assert_false(fy_team_unit_name_valid("a\tb"));
    assert_false(fy_team_unit_name_valid("a "));
    assert_false(fy_team_unit_name_valid("\xff"));
    assert_true(fy_team_person_name_valid("阿明"));
    assert_false(fy_team_person_name_valid("a.b"));
    for (int kind = 0; kind < FY_TEAM_EVENT_COUNT; kind++) {
        enum fy_team_event_kind found = FY_TEAM_EVENT_COUNT;
        assert_true(fy_team_event_kind_of(fy_team_event_name((enum fy_team_event_kind)kind), &found));
        assert_int_equal(found, kind);
    }
    enum fy_team_event_kind found;
    assert_false(fy_team_event_kind_of("adds", &found));
}

static void without_memory_nothing_changes(void **state)
{
    struct fy_team *team = *state;
    const struct fy_team_event steps[] = { added("u"), event_of(FY_TEAM_CLAIM, "u", 2, 110, "ann"),
                                           event_of(FY_TEAM_SUBMIT, "u", 3, 120, "ann") };

    for (size_t step = 0; step < 3; step++) {
        int failures = 0;
        enum fy_status status = FY_NO_MEMORY;
        for (long after = 0; status == FY_NO_MEMORY && after < 10; after++) {
            const struct fy_team_unit *unit = fy_team_unit_find(team, "u");
            const int64_t rev = unit == NULL ? 0 : unit->rev;
            assert_int_equal(rev, step);
            fy_memory_fail_after(after);
            status = fy_team_fold(team, &steps[step], NULL);
            fy_memory_fail_after(-1);
            failures += status == FY_NO_MEMORY;
        }
        assert_int_equal(status, FY_OK);
        assert_true(failures > 0);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_team, free_team)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_unit_lives_from_add_to_submit),
        TEST(units_are_sorted),
        TEST(who_holds_it_keeps_it),
        TEST(a_claim_runs_out),
        TEST(revs_follow_each_other),
        TEST(what_makes_no_sense_is_refused),
        TEST(names),
        TEST(without_memory_nothing_changes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

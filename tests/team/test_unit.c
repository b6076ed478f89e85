/* A unit's life by its events. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "team/events.h"

#include <fangyin/memory.h>
#include <math.h>

static struct tale tale;

static int begin(void **state)
{
    (void)state;
    tale = (struct tale){ fy_unit_log_new(), 100 };
    return tale.log ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    fy_unit_log_free(tale.log);
    return 0;
}

static void one_person_and_a_reviewer(void **state)
{
    (void)state;
    assert_null(unit_of(&tale));
    refused(&tale, "ann", "claim", CLAIM, "There is no");
    tell(&tale, "lead", "add", ADD_DATA, FY_UNIT_OPEN);
    refused(&tale, "lead", "add", ADD_DATA, "already");
    tell(&tale, "ann", "claim", CLAIM, FY_UNIT_BUSY);
    refused(&tale, "bob", "claim", CLAIM, "held by ann");
    refused(&tale, "bob", "claim", REVIEW, "cannot follow");
    tell(&tale, "ann", "claim", "{\"until\":2000}", FY_UNIT_BUSY);
    assert_true(unit_of(&tale)->slots[0].until > 1999 && unit_of(&tale)->slot_count == 1);
    refused(&tale, "ann", "submit", "{}", "content");
    tell(&tale, "ann", "submit", "{\"content\":\"h1\"}", FY_UNIT_SUBMITTED);
    refused(&tale, "ann", "submit", "{\"content\":\"h1\"}", "already");
    refused(&tale, "ann", "claim", CLAIM, "already");
    refused(&tale, "ann", "accept", "", "somebody else");
    refused(&tale, "ann", "claim", REVIEW, "somebody else");
    tell(&tale, "bob", "claim", REVIEW, FY_UNIT_REVIEW);
    assert_string_equal(unit_of(&tale)->holder, "bob");
    refused(&tale, "eve", "accept", "", "held by bob");
    tell(&tale, "bob", "accept", "", FY_UNIT_ACCEPTED);
    assert_string_equal(unit_of(&tale)->author, "ann");
    assert_string_equal(unit_of(&tale)->result, "h1");
    assert_string_equal(unit_of(&tale)->verdict, "accept");
    assert_string_equal(unit_of(&tale)->holder, "");
    refused(&tale, "lead", "freeze", "", "batch");
    tell(&tale, "lead", "freeze", "{\"batch\":\"b1\"}", FY_UNIT_FROZEN);
    refused(&tale, "lead", "reopen", "{\"reason\":\"x\"}", "frozen");
    refused(&tale, "cid", "submit", "{\"content\":\"h2\"}", "frozen");
}

static void what_is_for_one_person_waits_for_them(void **state)
{
    (void)state;
    tell(&tale, "lead", "add",
         "{\"recording\":\"rec.flac\",\"from\":0,\"to\":10,\"only\":\"ann\",\"gold\":\"h0\",\"unreviewed\":true}", FY_UNIT_BUSY);
    assert_string_equal(unit_of(&tale)->only, "ann");
    tale.now = 1e8; /* years later */
    refused(&tale, "bob", "claim", "{\"until\":200000000}", "held by ann");
    tell(&tale, "ann", "claim", "{\"until\":100001000}", FY_UNIT_BUSY);
    tell(&tale, "ann", "release", "", FY_UNIT_BUSY);
    tale.now = 2e8;
    refused(&tale, "bob", "claim", "{\"until\":300000000}", "held by ann");
    refused(&tale, "bob", "submit", "{\"content\":\"h1\"}", "held by ann");
    tell(&tale, "ann", "claim", "{\"until\":200001000}", FY_UNIT_BUSY);
    tell(&tale, "ann", "submit", "{\"content\":\"h1\"}", FY_UNIT_ACCEPTED);
    assert_string_equal(unit_of(&tale)->reviewer, "");
}

static void nobody_is_reserved_under_an_impossible_name(void **state)
{
    (void)state;
    assert_int_equal(tell_status(&tale, "lead", "add",
                                 "{\"recording\":\"rec.flac\",\"from\":0,\"to\":10,\"only\":\"a.b\"}"),
                     FY_INVALID);
    assert_null(unit_of(&tale));
}

static void what_is_returned_twice_is_settled(void **state)
{
    (void)state;
    tell(&tale, "lead", "add", ADD_DATA, FY_UNIT_OPEN);
    tell(&tale, "ann", "claim", CLAIM, FY_UNIT_BUSY);
    tell(&tale, "ann", "submit", "{\"content\":\"h1\"}", FY_UNIT_SUBMITTED);
    refused(&tale, "bob", "return", "", "reason");
    tell(&tale, "bob", "return", "{\"reason\":\"spelling\",\"segments\":[\"s0001\"]}", FY_UNIT_RETURNED);
    refused(&tale, "cid", "claim", CLAIM, "cannot follow");
    tell(&tale, "ann", "claim", CLAIM, FY_UNIT_BUSY);
    /* Giving it up now leaves it returned: what was handed in is not forgotten. */
    tell(&tale, "ann", "release", "", FY_UNIT_RETURNED);
    tell(&tale, "ann", "submit", "{\"content\":\"h2\"}", FY_UNIT_SUBMITTED);
    tell(&tale, "bob", "return", "{\"reason\":\"spelling\"}", FY_UNIT_CONFLICT);
    assert_int_equal(unit_of(&tale)->returns, 2);
    refused(&tale, "ann", "claim", SETTLE, "somebody else");
    tell(&tale, "dan", "claim", SETTLE, FY_UNIT_SETTLING);
    tell(&tale, "dan", "release", "", FY_UNIT_CONFLICT);
    refused(&tale, "dan", "resolve", "", "content");
    tell(&tale, "dan", "resolve", "{\"content\":\"h3\"}", FY_UNIT_ACCEPTED);
    assert_string_equal(unit_of(&tale)->author, "");
    assert_string_equal(unit_of(&tale)->result, "h3");
    tell(&tale, "lead", "reopen", "{\"reason\":\"policy\"}", FY_UNIT_RETURNED);
    assert_int_equal(unit_of(&tale)->returns, 0);
}

#define TWO "{\"recording\":\"r\",\"from\":0,\"to\":1,\"wanted\":2,\"most\":3,\"threshold\":0.8}"

static void several_people_are_measured(void **state)
{
    (void)state;
    tell(&tale, "lead", "add", TWO, FY_UNIT_OPEN);
    tell(&tale, "ann", "claim", CLAIM, FY_UNIT_OPEN);
    tell(&tale, "bob", "claim", CLAIM, FY_UNIT_BUSY);
    refused(&tale, "cid", "claim", CLAIM, "held");
    tell(&tale, "bob", "submit", "{\"content\":\"hb\"}", FY_UNIT_BUSY);
    refused(&tale, "eve", "measure", "{\"agreement\":1}", "cannot follow");
    tell(&tale, "ann", "submit", "{\"content\":\"ha\"}", FY_UNIT_SUBMITTED);
    refused(&tale, "eve", "measure", "{}", "agreement");
    /* They disagree: one more. */
    tell(&tale, "eve", "measure", "{\"agreement\":0.5}", FY_UNIT_OPEN);
    assert_int_equal(unit_of(&tale)->wanted, 3);
    tell(&tale, "cid", "claim", CLAIM, FY_UNIT_BUSY);
    tell(&tale, "cid", "submit", "{\"content\":\"hc\"}", FY_UNIT_SUBMITTED);
    assert_true(isnan(unit_of(&tale)->agreement));
    /* Still, and no more are to be asked. */
    tell(&tale, "eve", "measure", "{\"agreement\":0.6}", FY_UNIT_CONFLICT);
    refused(&tale, "cid", "resolve", "{\"content\":\"hc\"}", "somebody else");
    tell(&tale, "dan", "resolve", "{\"content\":\"hb\",\"person\":\"bob\"}", FY_UNIT_ACCEPTED);
    assert_string_equal(unit_of(&tale)->author, "bob");
}

static void who_agree_need_no_reviewer_where_none_is_wanted(void **state)
{
    (void)state;
    tell(&tale, "lead", "add",
         "{\"recording\":\"r\",\"from\":0,\"to\":1,\"wanted\":2,\"threshold\":0.8,\"unreviewed\":true}", FY_UNIT_OPEN);
    tell(&tale, "ann", "claim", CLAIM, FY_UNIT_OPEN);
    tell(&tale, "bob", "claim", CLAIM, FY_UNIT_BUSY);
    tell(&tale, "bob", "submit", "{\"content\":\"hb\"}", FY_UNIT_BUSY);
    tell(&tale, "ann", "submit", "{\"content\":\"ha\"}", FY_UNIT_SUBMITTED);
    tell(&tale, "ann", "measure", "{\"agreement\":0.8}", FY_UNIT_ACCEPTED);
    assert_string_equal(unit_of(&tale)->author, "bob"); /* the earliest */
    assert_string_equal(unit_of(&tale)->verdict, "measure");
}

static void a_claim_that_ran_out_is_anybodys_and_late_work_is_kept(void **state)
{
    (void)state;
    tell(&tale, "lead", "add", ADD_DATA, FY_UNIT_OPEN);
    tell(&tale, "ann", "claim", "{\"until\":105}", FY_UNIT_BUSY);
    tale.now = 105;
    tell(&tale, "bob", "claim", "{\"until\":200}", FY_UNIT_BUSY);
    assert_int_equal(unit_of(&tale)->slot_count, 1);
    assert_string_equal(unit_of(&tale)->slots[0].person, "bob");
    /* Ann was offline, and hands in all the same: two versions of a unit that wanted one. */
    tell(&tale, "ann", "submit", "{\"content\":\"ha\"}", FY_UNIT_BUSY);
    tell(&tale, "bob", "submit", "{\"content\":\"hb\"}", FY_UNIT_SUBMITTED);
    tell(&tale, "rev", "accept", "{\"person\":\"bob\"}", FY_UNIT_ACCEPTED);
    assert_string_equal(unit_of(&tale)->result, "hb");
    /* Later still: what was accepted becomes a question. */
    tell(&tale, "cid", "submit", "{\"content\":\"hc\"}", FY_UNIT_CONFLICT);
    assert_int_equal(unit_of(&tale)->slot_count, 3);
}

static void who_holds_a_claim_that_ran_out_may_still_hand_in(void **state)
{
    (void)state;
    tell(&tale, "lead", "add", ADD_DATA, FY_UNIT_OPEN);
    tell(&tale, "ann", "claim", "{\"until\":105}", FY_UNIT_BUSY);
    tale.now = 900;
    tell(&tale, "ann", "submit", "{\"content\":\"ha\"}", FY_UNIT_SUBMITTED);
    assert_int_equal(unit_of(&tale)->slot_count, 1);
}

static void nothing_to_transcribe_and_passing_on(void **state)
{
    (void)state;
    tell(&tale, "lead", "add", ADD_DATA, FY_UNIT_OPEN);
    refused(&tale, "ann", "invalid", "{\"reason\":\"noise\"}", "cannot follow");
    tell(&tale, "ann", "claim", CLAIM, FY_UNIT_BUSY);
    tell(&tale, "ann", "invalid", "{\"reason\":\"noise\"}", FY_UNIT_INVALID);
    tell(&tale, "lead", "reopen", "{\"reason\":\"there is speech\"}", FY_UNIT_BUSY);
    tell(&tale, "ann", "submit", "{\"content\":\"ha\"}", FY_UNIT_SUBMITTED);
    refused(&tale, "bob", "pass", "", "expert");
    tell(&tale, "bob", "pass", "{\"expert\":\"wu-sh\"}", FY_UNIT_SUBMITTED);
    assert_string_equal(unit_of(&tale)->expert, "wu-sh");
    tell(&tale, "dan", "fix", "{\"content\":\"hd\",\"severity\":\"minor\"}", FY_UNIT_ACCEPTED);
    assert_string_equal(unit_of(&tale)->author, "ann");
    assert_string_equal(unit_of(&tale)->result, "hd");
    assert_string_equal(unit_of(&tale)->reviewer, "dan");
}

static void damaged_events_are_refused(void **state)
{
    (void)state;
    refused(&tale, "lead", "add", "[1]", "damaged");
    refused(&tale, "lead", "add", "{", "damaged");
    refused(&tale, "lead", "add", "{\"recording\":\"a\\nb\",\"from\":0,\"to\":1}", "UTF-8");
    refused(&tale, "lead", "add", "{\"recording\":\"a\",\"from\":1,\"to\":1}", "stretch");
    refused(&tale, "lead", "add", "{\"recording\":\"a\",\"from\":0,\"to\":1,\"wanted\":0}", "people");
    refused(&tale, "a/b", "add", ADD_DATA, "name");
    const struct fy_team_event bad[] = {
        event_of("add", "unit/..", 1, 1, "lead", ADD_DATA),
        event_of("add", "question/u", 1, 1, "lead", ADD_DATA),
        event_of("add", "unit/u", 2, 1, "lead", ADD_DATA),
        event_of("add", "unit/u", 1, (double)NAN, "lead", ADD_DATA),
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(fy_unit_apply(tale.log, &bad[i], &error), FY_INVALID);
    const struct fy_team_event unknown = event_of("sing", "unit/u", 1, 1, "lead", "");
    assert_int_equal(fy_unit_apply(tale.log, &unknown, &error), FY_UNSUPPORTED);
    tell(&tale, "lead", "add", ADD_DATA, FY_UNIT_OPEN);
    refused(&tale, "ann", "claim", "{\"until\":1}", "last some time");
    refused(&tale, "ann", "claim", "{\"until\":1000,\"as\":\"king\"}", "cannot follow");
    refused(&tale, "ann", "release", "", "does not hold");
}

static void names_fit_into_file_names(void **state)
{
    (void)state;
    assert_true(fy_team_unit_name_valid("訪談 1.a") && fy_team_person_name_valid("阿明"));
    assert_false(fy_team_unit_name_valid("") || fy_team_unit_name_valid(".a") || fy_team_unit_name_valid("a/b"));
    assert_false(fy_team_unit_name_valid("a\x1b[31m") || fy_team_unit_name_valid(" a") ||
                 fy_team_unit_name_valid("a\xFF"));
    assert_false(fy_team_person_name_valid("a.b") || fy_team_person_name_valid(""));
}

/* Each allocation of a whole life fails in turn: the event is refused whole, and taken when it is told again. */
static void want_of_memory_changes_nothing(void **state)
{
    (void)state;
    static const char *const life[][3] = {
        { "lead", "add", ADD_DATA },
        { "ann", "claim", CLAIM },
        { "ann", "submit", "{\"content\":\"h1\"}" },
        { "bob", "pass", "{\"expert\":\"wu\"}" },
        { "bob", "fix", "{\"content\":\"h2\"}" },
        { "cid", "submit", "{\"content\":\"h3\"}" },
        { "dan", "resolve", "{\"content\":\"h4\",\"person\":\"cid\"}" },
    };
    for (size_t i = 0; i < sizeof life / sizeof *life; i++) {
        enum fy_status status = FY_NO_MEMORY;
        for (long n = 0; status == FY_NO_MEMORY; n++) {
            const int64_t rev = unit_of(&tale) ? unit_of(&tale)->rev : 0;
            fy_memory_fail_after(n);
            status = tell_status(&tale, life[i][0], life[i][1], life[i][2]);
            fy_memory_fail_after(-1);
            assert_int_equal(unit_of(&tale) ? unit_of(&tale)->rev : 0, status == FY_OK ? rev + 1 : rev);
        }
        assert_int_equal(status, FY_OK);
    }
    assert_string_equal(unit_of(&tale)->author, "cid");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_person_and_a_reviewer),
        TEST(what_is_for_one_person_waits_for_them),
        TEST(nobody_is_reserved_under_an_impossible_name),
        TEST(what_is_returned_twice_is_settled),
        TEST(several_people_are_measured),
        TEST(who_agree_need_no_reviewer_where_none_is_wanted),
        TEST(a_claim_that_ran_out_is_anybodys_and_late_work_is_kept),
        TEST(who_holds_a_claim_that_ran_out_may_still_hand_in),
        TEST(nothing_to_transcribe_and_passing_on),
        TEST(damaged_events_are_refused),
        TEST(names_fit_into_file_names),
        TEST(want_of_memory_changes_nothing),
    };
    return cmocka_run_group_tests_name("unit", tests, NULL, NULL);
}

/* Questions: their life, and whom they go to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "team/stores.h"

#include <fangyin/memory.h>
#include <fangyin/question.h>

/* ---- life ---- */

static struct fy_question_log *question_log;
static double now;

static int begin(void **state)
{
    (void)state;
    now = 100;
    question_log = fy_question_log_new();
    return question_log ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    fy_question_log_free(question_log);
    return 0;
}

static const struct fy_question *question(void)
{
    return fy_question_of(question_log);
}

static enum fy_status ask_status(const char *person, const char *kind, const char *data)
{
    const struct fy_team_event event =
        event_of(kind, "question/q1", question() ? question()->rev + 1 : 1, ++now, person, data);
    return fy_question_apply(question_log, &event, &error);
}

static void check_goes(const char *person, const char *kind, const char *data, enum fy_question_state state, int line)
{
    const enum fy_status status = ask_status(person, kind, data);
    if (status == FY_OK && question()->state == state)
        return;
    print_error("%s by %s: %s\n", kind, person, status == FY_OK ? "another state" : error.sentence);
    _fail(__FILE__, line);
}
#define goes(person, kind, data, state) check_goes(person, kind, data, state, __LINE__)

static void check_stays(const char *person, const char *kind, const char *data, const char *part, int line)
{
    const int64_t before = question() ? question()->rev : 0;
    error.sentence[0] = '\0';
    const enum fy_status status = ask_status(person, kind, data);
    if (status == FY_INVALID && strstr(error.sentence, part) && (question() ? question()->rev : 0) == before)
        return;
    print_error("%s by %s: status %d, %s\n", kind, person, status, error.sentence);
    _fail(__FILE__, line);
}
#define stays(person, kind, data, part) check_stays(person, kind, data, part, __LINE__)

#define ASK                                                                                                      \
    "{\"unit\":\"u\",\"from\":1,\"to\":2,\"type\":\"word\",\"dialect\":\"wu-sh\",\"level\":4,\"guess\":\"侬\"," \
    "\"alternatives\":[\"农\",\"依\"],\"due\":500}"

static void a_question_becomes_a_precedent(void **state)
{
    (void)state;
    stays("ann", "answer", "{\"text\":\"x\"}", "There is no");
    stays("ann", "ask", "{\"unit\":\"u\",\"from\":1,\"to\":2,\"type\":\"song\"}", "type");
    stays("ann", "ask", "{\"unit\":\"u\",\"from\":1,\"to\":0,\"type\":\"word\"}", "stretch");
    stays("ann", "ask", "{\"from\":1,\"to\":2,\"type\":\"word\"}", "unit");
    goes("ann", "ask", ASK, FY_QUESTION_OPEN);
    assert_string_equal(question()->alternatives, "农\n依");
    stays("ann", "ask", ASK, "already");
    stays("ann", "claim", "{\"until\":900}", "somebody else");
    stays("ann", "answer", "{\"text\":\"农\"}", "somebody else");
    goes("eve", "claim", "{\"until\":200}", FY_QUESTION_CLAIMED);
    stays("dan", "answer", "{\"text\":\"农\"}", "held by eve");
    goes("eve", "release", "", FY_QUESTION_OPEN);
    goes("eve", "claim", "{\"until\":120}", FY_QUESTION_CLAIMED);
    now = 130;
    goes("dan", "claim", "{\"until\":900}", FY_QUESTION_CLAIMED);
    stays("dan", "answer", "{}", "text");
    goes("dan", "answer", "{\"text\":\"侬\",\"reading\":\"nong6\",\"dialect\":\"wu-sh\"}", FY_QUESTION_ANSWERED);
    assert_string_equal(question()->answered_by, "dan");
    assert_string_equal(question()->reading, "nong6");
    stays("ann", "dispute", "", "reason");
    goes("ann", "dispute", "{\"reason\":\"not here\"}", FY_QUESTION_OPEN);
    goes("dan", "answer", "{\"text\":\"侬\"}", FY_QUESTION_ANSWERED);
    goes("ann", "accept", "", FY_QUESTION_ACCEPTED);
    goes("dan", "precedent", "", FY_QUESTION_PRECEDENT);
    assert_string_equal(question()->scope, "wu-sh");
    goes("ann", "apply", "{\"count\":14}", FY_QUESTION_PRECEDENT);
    assert_int_equal(question()->applied, 14);
    stays("ann", "withdraw", "", "cannot follow");
}

static void a_question_nobody_answers_is_unresolved(void **state)
{
    (void)state;
    goes("ann", "ask", ASK, FY_QUESTION_OPEN);
    stays("lead", "widen", "{\"level\":3}", "dialect");
    goes("lead", "widen", "{\"dialect\":\"wu\",\"level\":4}", FY_QUESTION_OPEN);
    assert_string_equal(question()->about, "wu-sh");
    goes("lead", "widen", "{\"dialect\":\"\",\"level\":0}", FY_QUESTION_UNRESOLVED);
    goes("eve", "answer", "{\"text\":\"late\"}", FY_QUESTION_ANSWERED);
}

static void a_question_may_be_taken_back(void **state)
{
    (void)state;
    goes("ann", "ask", ASK, FY_QUESTION_OPEN);
    stays("bob", "withdraw", "", "cannot follow");
    goes("ann", "withdraw", "", FY_QUESTION_WITHDRAWN);
    stays("eve", "answer", "{\"text\":\"x\"}", "cannot follow");
}

static void want_of_memory_changes_nothing(void **state)
{
    (void)state;
    static const char *const life[][3] = { { "ann", "ask", ASK },
                                           { "eve", "claim", "{\"until\":900}" },
                                           { "eve", "answer", "{\"text\":\"侬\",\"reading\":\"nong6\"}" } };
    for (size_t i = 0; i < 3; i++) {
        enum fy_status status = FY_NO_MEMORY;
        for (long n = 0; status == FY_NO_MEMORY; n++) {
            fy_memory_fail_after(n);
            status = ask_status(life[i][0], life[i][1], life[i][2]);
            fy_memory_fail_after(-1);
            assert_int_equal(question() ? question()->rev : 0, status == FY_OK ? (int)i + 1 : (int)i);
        }
        assert_int_equal(status, FY_OK);
    }
}

/* ---- people and routing ---- */

static const char tree_text[] =
    "code\tparent\tname_zh\tname_en\n"
    "wu\t-\t\t\nwu-n\twu\t\t\nwu-sh\twu-n\t\t\nwu-sz\twu-n\t\t\nwu-wz\twu\t\t\nyue\t-\t\t\n";
static const char people_text[] = "id\tname\tnative\tothers\troles\tactive\n"
                                  "ann\t安\twu-sh\t\ttranscriber\tyes\n"
                                  "wz\t\twu-wz\twu-sh:5\texpert\t\n"
                                  "sz\t\twu-sz\twu-sh:4\texpert\t\n"
                                  "sh1\t\twu-sh\t\texpert transcriber\t\n"
                                  "sh2\t\twu-sh yue\t\texpert\t\n"
                                  "old\t\twu-sh\t\texpert\tno\n"
                                  "gz\t\tyue\twu:2\treviewer\t\n";

struct world {
    struct fy_dialects *dialects;
    struct fy_people *people;
};

static struct world world_make(void)
{
    struct world world = { NULL, NULL };
    struct fy_problems problems = { 0 };
    assert_int_equal(fy_dialects_read(tree_text, strlen(tree_text), &world.dialects, &error), FY_OK);
    assert_int_equal(fy_people_read(people_text, strlen(people_text), world.dialects, &world.people, &problems), FY_OK);
    assert_int_equal(problems.count, 0);
    return world;
}

static void world_free(struct world *world)
{
    fy_people_free(world->people);
    fy_dialects_free(world->dialects);
}

static void levels_follow_the_tree(void **state)
{
    (void)state;
    struct world world = world_make();
    const struct fy_person *gz = fy_people_find(world.people, "gz"), *ann = fy_people_find(world.people, "ann");
    assert_int_equal(fy_person_level(ann, world.dialects, "wu-sh"), 5);
    assert_int_equal(fy_person_level(ann, world.dialects, "wu"), 5); /* she knows a part of it */
    assert_int_equal(fy_person_level(ann, world.dialects, "wu-sz"), 0);
    assert_int_equal(fy_person_level(gz, world.dialects, "wu-sz"), 2);
    assert_int_equal(fy_person_level(gz, world.dialects, "nowhere"), 0);
    assert_int_equal(fy_person_nearness(ann, world.dialects, "wu-sh"), 3);
    assert_int_equal(fy_person_nearness(ann, world.dialects, "wu-sz"), 2);
    assert_int_equal(fy_person_nearness(ann, world.dialects, "wu-wz"), 1);
    assert_int_equal(fy_person_nearness(gz, world.dialects, "wu-wz"), 0);
    world_free(&world);
}

static const char *routed(const struct world *world, const size_t *held)
{
    const size_t to = fy_question_route(question(), world->people, world->dialects, held);
    return to == FY_NONE ? "nobody" : fy_people_at(world->people, to)->id;
}

static void the_nearest_and_least_burdened_is_asked(void **state)
{
    (void)state;
    struct world world = world_make();
    const char *dialect;
    int level;
    goes("sh1", "ask", ASK, FY_QUESTION_OPEN);
    /* Not the author, not who left; ann is native too and comes before sh2. */
    assert_string_equal(routed(&world, (const size_t[7]){ 0 }), "ann");
    assert_string_equal(routed(&world, (const size_t[7]){ [0] = 3, [4] = 1 }), "sh2");
    assert_true(fy_question_widened(question(), world.dialects, &dialect, &level));
    assert_string_equal(dialect, "wu-n");
    assert_int_equal(level, 4);
    goes("lead", "widen", "{\"dialect\":\"wu-n\",\"level\":4}", FY_QUESTION_OPEN);
    assert_string_equal(routed(&world, (const size_t[7]){ 0 }), "ann");
    goes("lead", "widen", "{\"dialect\":\"wu\",\"level\":1}", FY_QUESTION_OPEN);
    assert_true(fy_question_widened(question(), world.dialects, &dialect, &level));
    assert_int_equal(level, 0);
    assert_string_equal(dialect, "");
    goes("lead", "widen", "{\"dialect\":\"\",\"level\":0}", FY_QUESTION_UNRESOLVED);
    assert_string_equal(routed(&world, (const size_t[7]){ 0 }), "nobody");
    assert_false(fy_question_widened(question(), world.dialects, &dialect, &level));
    world_free(&world);
}

static void one_person_may_be_asked(void **state)
{
    (void)state;
    struct world world = world_make();
    const char *dialect;
    int level;
    goes("ann", "ask", "{\"unit\":\"u\",\"from\":1,\"to\":1,\"type\":\"who\",\"dialect\":\"wu-sh\",\"person\":\"gz\"}",
         FY_QUESTION_OPEN);
    assert_string_equal(routed(&world, (const size_t[7]){ 0 }), "gz");
    assert_true(fy_question_widened(question(), world.dialects, &dialect, &level));
    assert_string_equal(dialect, "wu-sh");
    world_free(&world);
}

static void people_that_are_wrong_are_told_with_their_place(void **state)
{
    (void)state;
    static const char text[] = "id\tnative\tothers\troles\tactive\n"
                               "a/b\t\t\t\t\n"
                               "ann\txx\twu-sh:9 wu-sh\tking\tmaybe\n"
                               "ann\t\t\t\t\n"
                               "bob\twu-sh\t\t\t\n";
    struct world world = world_make();
    struct fy_people *people;
    struct fy_problems problems = { 0 };
    assert_int_equal(fy_people_read(text, strlen(text), world.dialects, &people, &problems), FY_OK);
    assert_int_equal(problems.count, 7);
    assert_int_equal(problems.items[0].line, 2);
    assert_int_equal(problems.items[1].line, 3);
    assert_int_equal(problems.items[1].column, 5);
    assert_int_equal(problems.items[6].line, 4);
    assert_int_equal(fy_people_count(people), 2);
    assert_int_equal(fy_people_find(people, "ann")->roles, FY_ROLE_TRANSCRIBER);
    assert_true(fy_people_find(people, "ann")->active);
    fy_people_free(people);
    fy_problems_free(&problems);
    assert_int_equal(fy_people_read("x\ny\n", 4, NULL, &people, &problems), FY_SYNTAX);
    assert_null(people);
    fy_problems_free(&problems);
    world_free(&world);
}

static void who_lacks_the_role_is_told(void **state)
{
    (void)state;
    struct world world = world_make();
    assert_int_equal(fy_people_check(world.people, "ann", "submit", "", &error), FY_OK);
    assert_int_equal(fy_people_check(world.people, "ann", "accept", "", &error), FY_NO_ACCESS);
    assert_non_null(strstr(error.sentence, "role"));
    assert_int_equal(fy_people_check(world.people, "ann", "claim", "review", &error), FY_NO_ACCESS);
    assert_int_equal(fy_people_check(world.people, "gz", "claim", "review", &error), FY_OK);
    assert_int_equal(fy_people_check(world.people, "ann", "ask", "", &error), FY_OK);
    assert_int_equal(fy_people_check(world.people, "old", "ask", "", &error), FY_NO_ACCESS);
    assert_int_equal(fy_people_check(world.people, "who", "ask", "", &error), FY_NO_ACCESS);
    assert_int_equal(fy_people_check(NULL, "who", "freeze", "", &error), FY_OK);
    world_free(&world);
}

/* ---- in a store ---- */

static enum fy_status note_head(void *context, const struct fy_team_head *head, struct fy_error *unused)
{
    (void)unused;
    fy_buffer_printf(context, "%s %s %s;", head->stream, head->state, head->person);
    return FY_OK;
}

static void questions_are_kept_and_found(void **state)
{
    (void)state;
    assert_int_equal(scratch_make(NULL), 0);
    struct fy_team_store *store = created();
    struct fy_buffer heads = FY_BUFFER_EMPTY;
    const struct fy_question_act acts[] = {
        { "q1", "ask", "ann", ASK, 1 },
        { "q2", "ask", "ann", "{\"unit\":\"u\",\"from\":1,\"to\":2,\"type\":\"word\",\"dialect\":\"yue\"}", 2 },
        { "q1", "answer", "dan", "{\"text\":\"侬\"}", 3 },
    };
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(fy_question_do(store, &acts[i], NULL, &error), FY_OK);
    assert_int_equal(fy_question_do(store, &acts[0], NULL, &error), FY_INVALID);
    assert_int_equal(fy_question_load(store, "q1", question_log, &error), FY_OK);
    assert_string_equal(question()->answer, "侬");
    assert_int_equal(fy_question_load(store, "q9", question_log, &error), FY_NOT_FOUND);
    const struct fy_team_query query = { .subject = "question", .state = "open" };
    assert_int_equal(store->heads(store, &query, note_head, &heads, &error), FY_OK);
    assert_string_equal(fy_buffer_text(&heads), "question/q2 open ann;");
    fy_buffer_free(&heads);
    fy_team_store_close(store);
    scratch_remove(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest pure[] = {
        TEST(a_question_becomes_a_precedent), TEST(a_question_nobody_answers_is_unresolved),
        TEST(a_question_may_be_taken_back),   TEST(want_of_memory_changes_nothing),
        TEST(levels_follow_the_tree),         TEST(the_nearest_and_least_burdened_is_asked),
        TEST(one_person_may_be_asked),        TEST(people_that_are_wrong_are_told_with_their_place),
        TEST(who_lacks_the_role_is_told),
    };
    const struct CMUnitTest stored[] = { TEST(questions_are_kept_and_found) };
    const int failed = cmocka_run_group_tests_name("question", pure, NULL, NULL);
    return failed + run_on_both(stored, 1, "question");
}

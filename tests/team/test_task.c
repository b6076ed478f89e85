/* Tasks: their life, the order in which candidates are shown, and what judgements say together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "team/stores.h"

#include <fangyin/memory.h>
#include <fangyin/task.h>

#define ADD                                                                                                                      \
    "{\"prompt\":\"译成上海话：你吃了吗\",\"seed\":7,\"criteria\":[\"accuracy\"],\"wanted\":2,\"dialect\":\"wu-sh\","  \
    "\"candidates\":[{\"id\":\"a\",\"text\":\"侬饭吃过了伐\",\"source\":\"m1\"},{\"id\":\"b\",\"text\":\"你吃了吗\"}," \
    "{\"id\":\"c\",\"text\":\"侬吃饭了吗\"}]}"
#define AUTHOR "{\"kind\":\"author\",\"prompt\":\"菜场\"}"

static struct fy_task_log *task_log;
static double now;

static int begin(void **state)
{
    (void)state;
    now = 100;
    task_log = fy_task_log_new();
    return task_log ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    fy_task_log_free(task_log);
    return 0;
}

static const struct fy_task *task(void)
{
    return fy_task_of(task_log);
}

static enum fy_status task_status(const char *person, const char *kind, const char *data)
{
    const struct fy_team_event event = event_of(kind, "task/t1", task() ? task()->rev + 1 : 1, ++now, person, data);
    return fy_task_apply(task_log, &event, &error);
}

static void check_goes(const char *person, const char *kind, const char *data, enum fy_task_state state, int line)
{
    const enum fy_status status = task_status(person, kind, data);
    if (status == FY_OK && task()->state == state)
        return;
    print_error("%s by %s: %s\n", kind, person, status == FY_OK ? "another state" : error.sentence);
    _fail(__FILE__, line);
}
#define goes(person, kind, data, state) check_goes(person, kind, data, state, __LINE__)

static void check_stays(const char *person, const char *kind, const char *data, const char *part, int line)
{
    const int64_t before = task() ? task()->rev : 0;
    error.sentence[0] = '\0';
    const enum fy_status status = task_status(person, kind, data);
    if (status == FY_INVALID && strstr(error.sentence, part) && (task() ? task()->rev : 0) == before)
        return;
    print_error("%s by %s: status %d, %s\n", kind, person, status, error.sentence);
    _fail(__FILE__, line);
}
#define stays(person, kind, data, part) check_stays(person, kind, data, part, __LINE__)

static void what_is_no_task_is_refused(void **state)
{
    (void)state;
    stays("ann", "rank", "{\"none_right\":true}", "begin");
    stays("ann", "add", "{\"candidates\":[]}", "prompt");
    stays("ann", "add", "{\"prompt\":\"p\"}", "two candidates");
    stays("ann", "add", "{\"prompt\":\"p\",\"kind\":\"song\"}", "kind");
    stays("ann", "add",
          "{\"prompt\":\"p\",\"candidates\":[{\"id\":\"a\",\"text\":\"x\"},{\"id\":\"a\",\"text\":\"y\"}]}",
          "called \"a\"");
    stays("ann", "add", "{\"prompt\":\"p\",\"candidates\":[{\"id\":\"a\"},{\"id\":\"b\",\"text\":\"y\"}]}", "audio");
    stays("ann", "add", "{\"prompt\":\"p\",\"candidates\":[1,2,3,4,5,6,7,8,9,10]}", "at most 9");
    stays("ann", "add", "{\"prompt\":\"p\",\"criteria\":[\"\"]}", "criteria");
    goes("ann", "add", ADD, FY_TASK_OPEN);
    stays("ann", "add", ADD, "once");
}

static void judges_rank_score_and_answer(void **state)
{
    (void)state;
    goes("lead", "add", ADD, FY_TASK_OPEN);
    stays("ann", "rank", "{}", "ranks");
    stays("ann", "rank", "{\"ranks\":{\"a\":1,\"b\":2}}", "ranks");
    stays("ann", "rank", "{\"none_right\":true,\"cannot_judge\":true}", "ranks");
    stays("ann", "rank", "{\"none_right\":true,\"reasons\":[\"taste\"]}", "reasons");
    stays("ann", "rank", "{\"none_right\":true,\"confidence\":4}", "confidence");
    stays("ann", "rank", "{\"scores\":{\"a\":{\"accuracy\":6}}}", "scores");
    stays("ann", "rank", "{\"verdict\":\"perhaps\"}", "verdict");
    stays("ann", "rank", "{\"repeat\":true,\"none_right\":true}", "repeat");
    stays("ann", "write", "{\"prompt\":\"p\",\"answer\":\"a\"}", "cannot follow");
    goes("ann", "rank", "{\"cannot_judge\":true,\"question\":\"q1\"}", FY_TASK_OPEN);
    goes("bob", "rank", "{\"ranks\":{\"a\":1,\"b\":3,\"c\":2},\"confidence\":3,\"reasons\":[\"standardised\"]}",
         FY_TASK_OPEN);
    assert_int_equal(task()->judgements[1].ranks[1], 3);
    assert_int_equal(task()->judgements[1].reasons, 2);
    assert_string_equal(fy_task_target(task()), "侬饭吃过了伐");
    /* Another word replaces the first. */
    goes("bob", "rank", "{\"ranks\":{\"a\":1,\"b\":2,\"c\":2},\"scores\":{\"a\":{\"accuracy\":5}}}", FY_TASK_OPEN);
    assert_int_equal(task()->judgement_count, 2);
    assert_null(fy_task_target(task()));
    assert_int_equal(task()->judgements[1].scores[0][0], 5);
    goes("cat", "rank", "{\"none_right\":true,\"own\":\"侬饭切过伐\"}", FY_TASK_DONE);
    assert_string_equal(fy_task_target(task()), "侬饭切过伐");
    assert_int_equal(fy_task_preference(task(), 0, 1), 1);
    assert_int_equal(fy_task_preference(task(), 1, 2), 0);
    goes("dan", "rank", "{\"ranks\":{\"a\":3,\"b\":1,\"c\":2}}", FY_TASK_DONE);
    assert_int_equal(fy_task_preference(task(), 0, 1), 0);
    assert_int_equal(fy_task_preference(task(), 2, 1), -1);
}

static void repeats_and_judges_are_compared(void **state)
{
    struct fy_task_tally tally = { 0 };
    size_t order[FY_CANDIDATES_MOST];
    (void)state;
    goes("lead", "add", ADD, FY_TASK_OPEN);
    goes("bob", "rank", "{\"ranks\":{\"a\":1,\"b\":3,\"c\":2}}", FY_TASK_OPEN);
    goes("bob", "rank", "{\"ranks\":{\"a\":1,\"b\":3,\"c\":3},\"repeat\":true}", FY_TASK_OPEN);
    goes("cat", "rank", "{\"ranks\":{\"a\":2,\"b\":3,\"c\":1}}", FY_TASK_DONE);
    fy_task_tally_add(&tally, task());
    assert_int_equal(tally.judgements, 2);
    assert_int_equal(tally.repeats, 1);
    assert_int_equal(tally.repeat_pairs, 3);
    assert_int_equal(tally.repeat_same, 2); /* b and c: apart, then a tie */
    assert_int_equal(tally.shared_pairs, 3);
    assert_int_equal(tally.shared_same, 2); /* a and c: turned round */
    assert_int_equal(tally.pairs, 3 + 2 + 3);
    /* Who is best is shown first: three pairs of three are won by the first. */
    fy_task_log_clear(task_log);
    tally = (struct fy_task_tally){ 0 };
    goes("lead", "add", ADD, FY_TASK_OPEN);
    fy_task_order(task(), "eve", false, order);
    char ranks[100];
    const char *const ids[] = { "a", "b", "c" };
    snprintf(ranks, sizeof ranks, "{\"ranks\":{\"%s\":1,\"%s\":2,\"%s\":3}}", ids[order[0]], ids[order[1]],
             ids[order[2]]);
    goes("eve", "rank", ranks, FY_TASK_OPEN);
    fy_task_tally_add(&tally, task());
    assert_int_equal(tally.first, 3);
}

static void the_order_follows_from_seed_and_person(void **state)
{
    size_t first[FY_CANDIDATES_MOST], again[FY_CANDIDATES_MOST], seen[3] = { 0 }, repeats = 0;
    char name[20];
    (void)state;
    goes("lead", "add", ADD, FY_TASK_OPEN);
    for (int i = 0; i < 600; i++) {
        snprintf(name, sizeof name, "p%d", i);
        fy_task_order(task(), name, false, first);
        fy_task_order(task(), name, true, again);
        for (size_t k = 0; k < 3; k++)
            assert_int_equal(first[k], again[2 - k]);
        assert_int_equal(first[0] + first[1] + first[2], 3);
        seen[first[0]]++;
        repeats += fy_task_is_repeated(task(), name);
    }
    /* Each is first about as often: 200, within five standard deviations (11.5). Repeats: 30, of 5.3. */
    for (size_t k = 0; k < 3; k++)
        assert_in_range(seen[k], 142, 258);
    assert_in_range(repeats, 4, 57);
}

static void a_claim_is_checked(void **state)
{
    (void)state;
    goes("lead", "add", "{\"kind\":\"check\",\"prompt\":\"上海话有入声\"}", FY_TASK_OPEN);
    stays("ann", "rank", "{\"none_right\":true}", "verdict");
    goes("ann", "rank", "{\"verdict\":\"true\",\"source\":\"上海市区方言志\"}", FY_TASK_DONE);
    assert_string_equal(task()->judgements[0].source, "上海市区方言志");
}

static void what_is_written_is_reviewed(void **state)
{
    (void)state;
    goes("lead", "add", AUTHOR, FY_TASK_OPEN);
    stays("ann", "rank", "{\"none_right\":true}", "cannot follow");
    stays("ann", "write", "{\"prompt\":\"p\"}", "answer");
    goes("ann", "write", "{\"prompt\":\"买菜哪能讲\",\"answer\":\"买小菜\"}", FY_TASK_WRITTEN);
    stays("bob", "write", "{\"prompt\":\"p\",\"answer\":\"a\"}", "cannot follow");
    stays("ann", "accept", "", "somebody else");
    stays("bob", "return", "", "reason");
    goes("bob", "return", "{\"reason\":\"unclear\"}", FY_TASK_RETURNED);
    assert_null(fy_task_target(task()));
    stays("bob", "accept", "", "cannot follow");
    goes("ann", "write", "{\"prompt\":\"买菜上海话哪能讲\",\"answer\":\"买小菜\"}", FY_TASK_WRITTEN);
    goes("bob", "fix", "{\"prompt\":\"买菜用上海话哪能讲\",\"answer\":\"买小菜\"}", FY_TASK_ACCEPTED);
    assert_string_equal(fy_task_target(task()), "买小菜");
    assert_string_equal(task()->prompt, "买菜用上海话哪能讲");
    stays("ann", "write", "{\"prompt\":\"p\",\"answer\":\"a\"}", "cannot follow");
}

static void every_failed_allocation_leaves_the_task_whole(void **state)
{
    (void)state;
    goes("lead", "add", ADD, FY_TASK_OPEN);
    enum fy_status status = FY_NO_MEMORY;
    for (long n = 0; status == FY_NO_MEMORY && n < 1000; n++) {
        fy_memory_fail_after(n);
        status = task_status("bob", "rank", "{\"ranks\":{\"a\":1,\"b\":3,\"c\":2},\"own\":\"x y\"}");
        fy_memory_fail_after(-1);
        if (status == FY_NO_MEMORY) {
            assert_int_equal(task()->rev, 1);
            assert_int_equal(task()->judgement_count, 0);
        }
    }
    assert_int_equal(status, FY_OK);
}

/* ---- in a store ---- */

static enum fy_status do_task(struct fy_team_store *store, const char *person, const char *kind, const char *data)
{
    const struct fy_task_act act = { "t1", kind, person, data, ++now };
    return fy_task_do(store, &act, task_log, &error);
}

static enum fy_status count_head(void *context, const struct fy_team_head *head, struct fy_error *failure)
{
    (void)failure;
    *(size_t *)context += strcmp(head->stream, "task/t1") == 0;
    return FY_OK;
}

static size_t heads_of(struct fy_team_store *store, const struct fy_team_query *query)
{
    size_t count = 0;
    assert_int_equal(store->heads(store, query, count_head, &count, &error), FY_OK);
    return count;
}

static void a_store_keeps_tasks(void **state)
{
    (void)state;
    assert_int_equal(scratch_make(NULL), 0);
    struct fy_team_store *store = created();
    assert_int_equal(fy_task_load(store, "t1", task_log, &error), FY_NOT_FOUND);
    assert_int_equal(do_task(store, "ann", "rank", "{\"none_right\":true}"), FY_NOT_FOUND);
    assert_int_equal(do_task(store, "lead", "add", ADD), FY_OK);
    assert_int_equal(do_task(store, "lead", "add", ADD), FY_INVALID);
    assert_int_equal(do_task(store, "ann", "rank", "{\"none_right\":true,\"own\":\"'; drop table\"}"), FY_OK);
    assert_int_equal(do_task(store, "bob", "rank", "{\"cannot_judge\":true}"), FY_OK);
    fy_task_log_clear(task_log);
    assert_int_equal(fy_task_load(store, "t1", task_log, &error), FY_OK);
    assert_int_equal(task()->judgement_count, 2);
    assert_string_equal(fy_task_target(task()), "'; drop table");
    const struct fy_team_query ann = { .subject = "task", .state = "open", .without = "ann" };
    const struct fy_team_query cat = { .subject = "task", .state = "open", .without = "cat", .dialect = "wu-sh" };
    assert_int_equal(heads_of(store, &ann), 0);
    assert_int_equal(heads_of(store, &cat), 1);
    assert_int_equal(do_task(store, "cat", "rank", "{\"ranks\":{\"a\":1,\"b\":1,\"c\":1}}"), FY_OK);
    assert_int_equal(heads_of(store, &(struct fy_team_query){ .subject = "task", .state = "done" }), 1);
    /* Somebody to whom it comes once more has still to do something. */
    char name[20] = "";
    for (int i = 0; i < 1000 && !fy_task_is_repeated(task(), name); i++)
        snprintf(name, sizeof name, "q%d", i);
    assert_int_equal(do_task(store, name, "rank", "{\"ranks\":{\"a\":1,\"b\":2,\"c\":3}}"), FY_OK);
    const struct fy_team_query again = { .subject = "task", .active = name };
    assert_int_equal(heads_of(store, &again), 1);
    assert_int_equal(do_task(store, name, "rank", "{\"ranks\":{\"a\":1,\"b\":2,\"c\":3},\"repeat\":true}"), FY_OK);
    assert_int_equal(heads_of(store, &again), 0);
    fy_team_store_close(store);
    scratch_remove(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_no_task_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(judges_rank_score_and_answer, begin, end),
        cmocka_unit_test_setup_teardown(repeats_and_judges_are_compared, begin, end),
        cmocka_unit_test_setup_teardown(the_order_follows_from_seed_and_person, begin, end),
        cmocka_unit_test_setup_teardown(a_claim_is_checked, begin, end),
        cmocka_unit_test_setup_teardown(what_is_written_is_reviewed, begin, end),
        cmocka_unit_test_setup_teardown(every_failed_allocation_leaves_the_task_whole, begin, end),
    };
    const struct CMUnitTest stored[] = { cmocka_unit_test_setup_teardown(a_store_keeps_tasks, begin, end) };
    int failed = cmocka_run_group_tests_name("task", tests, NULL, NULL);
    failed += run_on_both(stored, 1, "task store");
    return failed;
}

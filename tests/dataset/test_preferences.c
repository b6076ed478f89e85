/* Judgements as training data: what is a pair, and what never is. */
#include <fangyin/preferences.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct fy_task_log *made(const char *const *events, size_t count)
{
    static const char *const people[] = { "lead", "ann", "bob", "cat", "dan" };
    struct fy_task_log *log = fy_task_log_new();
    struct fy_error error = { 0 };
    for (size_t i = 0; i < count; i++) {
        const struct fy_team_event event = { "task/t", (int64_t)i + 1, i == 0 ? "add" : "rank", (double)i, people[i],
                                             "",       events[i] };
        const enum fy_status status = fy_task_apply(log, &event, &error);
        if (status != FY_OK)
            print_error("%s\n", error.sentence);
        assert_int_equal(status, FY_OK);
    }
    return log;
}

static void written(const char *const *events, size_t count, enum fy_preference_data what, const char *expected,
                    size_t ties)
{
    struct fy_task_log *log = made(events, count);
    struct fy_buffer lines = FY_BUFFER_EMPTY;
    struct fy_preference_sums sums = { 0 };
    assert_int_equal(fy_preferences_write(fy_task_of(log), what, FY_PREFERENCE_SWIFT, "", &lines, &sums), FY_OK);
    assert_string_equal(fy_buffer_text(&lines), expected);
    assert_int_equal(sums.ties, ties);
    fy_buffer_free(&lines);
    fy_task_log_free(log);
}
#define N(array) (sizeof(array) / sizeof *(array))

#define ADD                                                                                           \
    "{\"prompt\":\"p\",\"candidates\":[{\"id\":\"a\",\"text\":\"x\"},{\"id\":\"b\",\"text\":\"y\"},{" \
    "\"id\":\"c\",\"text\":\"x\"}]}"
#define PAIR(chosen, rejected)                                                                           \
    "{\"messages\":[{\"role\":\"user\",\"content\":\"p\"},{\"role\":\"assistant\",\"content\":\"" chosen \
    "\"}],\"rejected_response\":\"" rejected "\"}\n"

static void ties_and_equal_texts_are_no_pairs(void **state)
{
    (void)state;
    const char *const events[] = { ADD, "{\"ranks\":{\"a\":1,\"b\":1,\"c\":2}}" };
    written(events, N(events), FY_PREFERENCE_PAIRS, PAIR("y", "x"), 2); /* a = b; a before c, of the same text */
}

static void most_judges_decide(void **state)
{
    (void)state;
    const char *const events[] = { ADD, "{\"ranks\":{\"a\":1,\"b\":2,\"c\":2}}",
                                   "{\"ranks\":{\"a\":1,\"b\":2,\"c\":2}}", "{\"ranks\":{\"a\":2,\"b\":1,\"c\":2}}",
                                   "{\"cannot_judge\":true}" };
    /* a before b 2 : 1, b before c 1 : 0, a and c are the same text */
    written(events, N(events), FY_PREFERENCE_PAIRS, PAIR("x", "y") PAIR("y", "x"), 1);
    const char *const split[] = { ADD, "{\"ranks\":{\"a\":1,\"b\":2,\"c\":2}}",
                                  "{\"ranks\":{\"a\":2,\"b\":1,\"c\":1}}" };
    written(split, N(split), FY_PREFERENCE_PAIRS, "", 3);
}

static void an_own_answer_is_before_all_where_none_is_right(void **state)
{
    (void)state;
    const char *const events[] = { ADD, "{\"none_right\":true,\"own\":\"y\"}" };
    written(events, N(events), FY_PREFERENCE_PAIRS, PAIR("y", "x") PAIR("y", "x"), 4);
    const char *const outvoted[] = { ADD, "{\"none_right\":true,\"own\":\"z\"}",
                                     "{\"ranks\":{\"a\":1,\"b\":2,\"c\":1}}" };
    written(outvoted, N(outvoted), FY_PREFERENCE_PAIRS, PAIR("x", "y") PAIR("x", "y"), 1);
}

static void a_target_wants_a_sure_judge_or_an_own_answer(void **state)
{
    (void)state;
    const char *const unsure[] = { ADD, "{\"ranks\":{\"a\":2,\"b\":1,\"c\":2},\"confidence\":2}" };
    written(unsure, N(unsure), FY_PREFERENCE_SFT, "", 0);
    const char *const sure[] = { ADD, "{\"ranks\":{\"a\":2,\"b\":1,\"c\":2},\"confidence\":3}" };
    written(sure, N(sure), FY_PREFERENCE_SFT,
            "{\"messages\":[{\"role\":\"user\",\"content\":\"p\"},{\"role\":\"assistant\",\"content\":\"y\"}]}\n", 0);
}

static void sound_needs_a_form_with_a_place_for_it(void **state)
{
    (void)state;
    const char *const events[] = {
        "{\"prompt\":\"p\",\"audio\":\"s.wav\",\"candidates\":[{\"id\":\"a\",\"text\":\"x\"},{"
        "\"id\":\"b\",\"text\":\"y\"}]}",
        "{\"ranks\":{\"a\":1,\"b\":2}}"
    };
    struct fy_task_log *log = made(events, N(events));
    struct fy_buffer lines = FY_BUFFER_EMPTY;
    struct fy_preference_sums sums = { 0 };
    assert_int_equal(fy_preferences_write(fy_task_of(log), FY_PREFERENCE_PAIRS, FY_PREFERENCE_TRL, "", &lines, &sums),
                     FY_OK);
    assert_int_equal(lines.size, 0);
    assert_int_equal(sums.sound, 1);
    assert_int_equal(
        fy_preferences_write(fy_task_of(log), FY_PREFERENCE_PAIRS, FY_PREFERENCE_SWIFT, "/data", &lines, &sums), FY_OK);
    assert_string_equal(
        fy_buffer_text(&lines),
        "{\"messages\":[{\"role\":\"user\",\"content\":\"<audio>p\"},{\"role\":\"assistant\",\"content\":"
        "\"x\"}],\"audios\":[\"/data/s.wav\"],\"rejected_response\":\"y\"}\n");
    fy_buffer_free(&lines);
    fy_task_log_free(log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ties_and_equal_texts_are_no_pairs),
        cmocka_unit_test(most_judges_decide),
        cmocka_unit_test(an_own_answer_is_before_all_where_none_is_right),
        cmocka_unit_test(a_target_wants_a_sure_judge_or_an_own_answer),
        cmocka_unit_test(sound_needs_a_form_with_a_place_for_it),
    };
    return cmocka_run_group_tests_name("preferences", tests, NULL, NULL);
}

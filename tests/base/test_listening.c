/* Settings of listening as text: what is taken, what is refused with a sentence and changes nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <fangyin/listening.h>

static struct fy_listening taken(const char *key, const char *value)
{
    struct fy_listening l = fy_listening_usual();
    const char *expected = fy_listening_take(&l, key, value);
    if (expected)
        fail_msg("%s = %s: %s", key, value, expected);
    return l;
}

static void what_is_right_is_taken(void **state)
{
    (void)state;
    assert_false(taken("autoplay", "no").autoplay);
    assert_false(taken("autoplay-commit", "off").autoplay_commit);
    assert_true(taken("play-moved", "yes").play_moved);
    assert_false(taken("fade", "no").fade);
    assert_true(taken("back-step", "0").back_step <= 0);
    assert_true(taken("back-step", "5").back_step >= 5);
    assert_true(taken("loop-gap", "1.25").loop_gap >= 1.25);
    assert_int_equal(taken("loop-count", "3").loop_count, 3);
    assert_true(taken("reaction", "0.15").reaction <= 0.15);
    assert_true(taken("around", "0.1").around <= 0.1);
    assert_int_equal(taken("speed", "0.25").speed, 25);
    assert_int_equal(taken("speed", "2").speed, 200);
    assert_int_equal(taken("speed", "0.72").speed, 70);
    assert_int_equal(taken("speed", "0.73").speed, 75);
    assert_int_equal(taken("volume", "0").volume, 0);
    assert_int_equal(taken("gain", "-12").gain, -12);
    assert_true(taken("gain", "auto").level);
    assert_int_equal(taken("channel", "mixed").channel, FY_CHANNELS_MIXED);
    assert_int_equal(taken("channel", "all").channel, FY_CHANNELS_ALL);
    assert_int_equal(taken("channel", "right").channel, 1);
    assert_int_equal(taken("channel", "7").channel, 6);
    const struct fy_listening l = taken("muted", "0-16000  32000-32001");
    assert_int_equal(l.muted_count, 2);
    assert_int_equal(l.muted[1].from, 32000);
    assert_int_equal(l.muted[1].to, 32001);
    assert_int_equal(taken("muted", "").muted_count, 0);
}

static void what_is_wrong_changes_nothing(void **state)
{
    static const char *const wrong[][3] = {
        { "autoplay", "maybe", "yes" },     { "autoplay", "", "yes" },         { "back-step", "5.01", "0 to 5" },
        { "back-step", "-1", "0 to 5" },    { "back-step", "1 s", "0 to 5" },  { "loop-gap", "long", "seconds" },
        { "loop-gap", "61", "seconds" },    { "loop-count", "-1", "rounds" },  { "loop-count", "1000", "rounds" },
        { "reaction", "2.5", "0 to 2" },    { "speed", "0.2", "0.25" },        { "speed", "2.1", "0.25" },
        { "speed", "fast", "0.25" },        { "speed", "nan", "0.25" },        { "volume", "201", "200" },
        { "volume", "-1", "200" },          { "gain", "31", "auto" },          { "gain", "loud", "auto" },
        { "channel", "0", "left" },         { "channel", "both", "left" },     { "muted", "5", "16000" },
        { "muted", "5-4", "16000" },        { "muted", "5-9 8-12", "16000" },  { "muted", "a-b", "16000" },
        { "muted", "1-1e99", "16000" },     { "around", "6", "seconds" },      { "speeed", "1", "back-step" },
        { "", "", "back-step" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct fy_listening l = fy_listening_usual(), before = l;
        memset(&l, 0, sizeof l);
        memset(&before, 0, sizeof before);
        const char *expected = fy_listening_take(&l, wrong[i][0], wrong[i][1]);
        if (!expected)
            fail_msg("%s = %s was taken", wrong[i][0], wrong[i][1]);
        else if (!strstr(expected, wrong[i][2]))
            fail_msg("%s = %s: %s", wrong[i][0], wrong[i][1], expected);
        assert_memory_equal(&l, &before, sizeof l);
    }
}

/* One stretch more than there is room for. */
static void too_much_that_is_muted_is_refused(void **state)
{
    struct fy_listening l = fy_listening_usual();
    char text[1024] = "";
    (void)state;
    for (int i = 0; i < FY_MUTED_MOST; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%d-%d ", i * 10, i * 10 + 5);
    assert_null(fy_listening_take(&l, "muted", text));
    assert_int_equal(l.muted_count, FY_MUTED_MOST);
    snprintf(text + strlen(text), sizeof text - strlen(text), "900-905");
    assert_non_null(fy_listening_take(&l, "muted", text));
    assert_int_equal(l.muted_count, FY_MUTED_MOST);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_right_is_taken),
        cmocka_unit_test(what_is_wrong_changes_nothing),
        cmocka_unit_test(too_much_that_is_muted_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

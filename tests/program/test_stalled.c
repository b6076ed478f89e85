/* A disk or network that does not answer never freezes the screen, and nothing that was typed is lost. */
#include "program/annotator.h"

static struct terminal terminal;
static char recording[1024];

static int prepare(void **state)
{
    char library[1024];
    const char *build = getenv("BUILD");
    if (scratch_make(state) != 0 || mkdir(scratch_path("far"), 0700) != 0)
        return -1;
    snprintf(recording, sizeof recording, "%s", scratch_path("far/guanhua.flac"));
    snprintf(library, sizeof library, "%s/tests/support/stall.so", build ? build : "build");
    unsetenv("ALSA_CONFIG_PATH");
    setenv("XDG_STATE_HOME", scratch_path("state"), 1);
    setenv("STALL_FOLDER", scratch_path("far/"), 1);
    setenv("STALL_FLAG", scratch_path("stalled"), 1);
    char *whole = realpath(library, NULL);
    setenv("STALL_LIBRARY", whole ? whole : "", 1);
    free(whole);
    return copy_file("samples/guanhua.flac", recording) &&
                   scratch_write("far/fangyin.ini", "[project]\ntiers = text dialect\ndialect = cmn-bj\n")
               ? 0
               : -1;
}

static int cleanup(void **state)
{
    unlink(scratch_path("stalled"));
    return scratch_remove(state);
}

static void stall(void)
{
    assert_true(scratch_write("stalled", ""));
}

static void answer(void)
{
    assert_int_equal(unlink(scratch_path("stalled")), 0);
}

/* Only the program is slowed down, not this one. */
static void start(void)
{
    char preload[1100], link_order[] = "ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0", env[] = "/usr/bin/env";
    snprintf(preload, sizeof preload, "LD_PRELOAD=%s", getenv("STALL_LIBRARY"));
    char *argv[] = { env, preload, link_order, strdup(program()), recording, NULL };
    assert_true(terminal_start(&terminal, 100, 30, "xterm-256color", argv));
    free(argv[3]);
}

static void wait_for(const char *text)
{
    if (!terminal_wait(&terminal, text, false, WAIT)) {
        char *screen = terminal_text(&terminal);
        fail_msg("\"%s\" did not come:\n%s", text, screen);
    }
}

static bool is_labelled(const char *path, const char *text)
{
    static struct label labels[50];
    const size_t count = read_labels(path, labels, 50);
    for (size_t i = 0; i < count; i++)
        if (strcmp(labels[i].text, text) == 0)
            return true;
    return false;
}

static void opening_shows_itself_and_can_be_left(void **state)
{
    (void)state;
    stall();
    start();
    wait_for("opening guanhua.flac");
    wait_for("No answer for");
    terminal_send(&terminal, "\003");
    wait_for("has still not answered");
    (void)terminal_end(&terminal, WAIT);
}

static void what_is_typed_while_opening_is_not_lost(void **state)
{
    (void)state;
    stall();
    start();
    wait_for("opening guanhua.flac");
    terminal_send(&terminal, "iabc");
    wait_for("No answer for");
    answer();
    wait_for("abc");
    terminal_send(&terminal, "d\023");
    wait_for("saved:");
    terminal_send(&terminal, "\021");
    assert_int_equal(terminal_end(&terminal, WAIT), 0);
    assert_true(is_labelled(scratch_path("far/guanhua.TextGrid"), "abcd"));
}

static void writing_and_saving_go_on_while_the_disk_is_away(void **state)
{
    (void)state;
    start();
    wait_for("guanhua.flac");
    wait_for("1/1");
    terminal_send(&terminal, "i");
    wait_for("F9 tag");
    stall();
    terminal_send(&terminal, "before");
    wait_for("before");
    wait_for("does not answer");
    wait_for("NO JOURNAL");
    terminal_send(&terminal, "\023");
    wait_for("saving ...");
    terminal_send(&terminal, " after");
    wait_for("before after");
    answer();
    wait_for("saved:");
    wait_for("not saved"); /* what came after saving began */
    terminal_send(&terminal, "\021");
    assert_int_equal(terminal_end(&terminal, WAIT), 0);
    assert_true(is_labelled(scratch_path("far/guanhua.TextGrid"), "before after"));
    assert_false(scratch_exists("far/guanhua.TextGrid.journal"));
}

static void moving_and_writing_go_on_without_the_recording(void **state)
{
    (void)state;
    start();
    wait_for("1/1");
    stall();
    terminal_send(&terminal, ":goto 20\r");
    wait_for("The recording does not answer");
    terminal_send(&terminal, "i");
    wait_for("F9 tag");
    terminal_send(&terminal, "still here");
    wait_for("still here");
    answer();
    wait_for("answers again");
    terminal_send(&terminal, "\021");
    assert_int_equal(terminal_end(&terminal, WAIT), 0);
    assert_true(is_labelled(scratch_path("far/guanhua.TextGrid"), "still here"));
}

static void leaving_works_and_brings_the_work_to_safety(void **state)
{
    (void)state;
    start();
    wait_for("1/1");
    terminal_send(&terminal, "i");
    wait_for("F9 tag");
    stall();
    terminal_send(&terminal, "kept");
    wait_for("kept");
    terminal_send(&terminal, "\021");
    wait_for("leave now");
    terminal_send(&terminal, "l");
    wait_for("All you wrote is in");
    assert_int_equal(terminal_end(&terminal, WAIT), 2);
    assert_true(is_labelled(scratch_path("state/fangyin/rescued/guanhua.mine.TextGrid"), "kept"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(opening_shows_itself_and_can_be_left, prepare, cleanup),
        cmocka_unit_test_setup_teardown(what_is_typed_while_opening_is_not_lost, prepare, cleanup),
        cmocka_unit_test_setup_teardown(writing_and_saving_go_on_while_the_disk_is_away, prepare, cleanup),
        cmocka_unit_test_setup_teardown(moving_and_writing_go_on_without_the_recording, prepare, cleanup),
        cmocka_unit_test_setup_teardown(leaving_works_and_brings_the_work_to_safety, prepare, cleanup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

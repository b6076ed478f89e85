/* The running annotator on the samples: what happens around the writing. */
#include "program/annotator.h"

static struct terminal terminal;
static char recording[1024];

static void open_sample(int columns, int rows, const char *type)
{
    char *argv[] = { strdup(program()), recording, NULL };
    assert_true(terminal_start(&terminal, columns, rows, type, argv));
    free(argv[0]);
}

/* Write in the current segment, and leave it: an escape is one only when nothing follows at once. */
static void write_label(const char *text)
{
    terminal_send(&terminal, "i");
    assert_true(terminal_wait(&terminal, "F9 tag", false, WAIT));
    terminal_send(&terminal, text);
    terminal_send(&terminal, "\033");
    assert_true(terminal_wait(&terminal, "F9 tag", true, WAIT));
}

static void save(void)
{
    terminal_send(&terminal, "\023");
    assert_true(terminal_wait(&terminal, "saved:", false, WAIT));
}

static int prepare(void **state)
{
    if (scratch_make(state) != 0)
        return -1;
    snprintf(recording, sizeof recording, "%s", scratch_path("guanhua.flac"));
    unsetenv("ALSA_CONFIG_PATH");
    return copy_file("samples/guanhua.flac", recording) &&
                   scratch_write("fangyin.ini", "[project]\ntiers = text dialect\ndialect = cmn-bj\n[listen]\nfade = no\n")
               ? 0
               : -1;
}

static void plays_exactly_a_segment_and_the_window(void **state)
{
    (void)state;
    if (!capture_sound(4 * 64000)) {
        print_message("no " ALSA_CONFIG ": sound cannot be captured\n");
        skip();
    }
    open_sample(80, 24, "xterm-256color");
    assert_true(terminal_wait(&terminal, "guanhua.flac", false, WAIT));
    assert_true(capture_begun());
    terminal_send(&terminal, ":split 1.5\r");
    assert_true(terminal_wait(&terminal, "2/2", false, WAIT));
    terminal_send(&terminal, ":split 2.25\r");
    assert_true(terminal_wait(&terminal, "3/3", false, WAIT));
    terminal_send(&terminal, ":goto #2\r");
    assert_true(terminal_wait(&terminal, "2/3", false, WAIT));
    terminal_send(&terminal, "\t");
    /* At the end of the segment the playhead stands on its last boundary. */
    assert_true(terminal_wait(&terminal, " 0:02.250/", false, WAIT));
    assert_true(was_captured(recording, 24000, 12000));
    terminal_send(&terminal, "W");
    assert_true(terminal_wait(&terminal, " 0:10.000/", false, WAIT));
    terminal_send(&terminal, "Q");
    assert_int_equal(terminal_end(&terminal, WAIT), 0);
    assert_true(was_captured(recording, 0, 160000));
}

static void works_without_a_device(void **state)
{
    (void)state;
    /* A configuration whose device is not there, also where there is a sound card. */
    char path[2048];
    scratch_write("none.conf", "pcm.!default { type hw card 77 }\n");
    snprintf(path, sizeof path, "%s:%s", ALSA_CONFIG, scratch_path("none.conf"));
    setenv("ALSA_CONFIG_PATH", path, 1);
    open_sample(80, 24, "xterm-256color");
    assert_true(terminal_wait(&terminal, "no sound", false, WAIT));
    write_label("好");
    save();
    terminal_send(&terminal, "Q");
    assert_int_equal(terminal_end(&terminal, WAIT), 0);
    struct label labels[8];
    assert_int_equal(read_labels(scratch_path("guanhua.TextGrid"), labels, 8), 2);
    assert_string_equal(labels[0].text, "好");
    assert_string_equal(labels[1].text, "cmn-bj");
}

static void a_kill_loses_nothing(void **state)
{
    (void)state;
    open_sample(80, 24, "xterm-256color");
    assert_true(terminal_wait(&terminal, "guanhua.flac", false, WAIT));
    terminal_send(&terminal, ":split 3\r");
    assert_true(terminal_wait(&terminal, "2/2", false, WAIT));
    terminal_send(&terminal, "\r");
    assert_true(terminal_wait(&terminal, "F9 tag", false, WAIT));
    terminal_send(&terminal, "今天天气好");
    assert_true(terminal_wait(&terminal, "今天天气好", false, WAIT));
    /* Typing is on disk within a second. */
    terminal_pump(&terminal, 2.2, false);
    kill(terminal.pid, SIGKILL);
    assert_int_equal(terminal_end(&terminal, WAIT), 128 + SIGKILL);
    assert_false(scratch_exists("guanhua.TextGrid"));

    open_sample(80, 24, "xterm-256color");
    assert_true(terminal_wait(&terminal, "Unsaved work was found", false, WAIT));
    terminal_send(&terminal, "r");
    assert_true(terminal_wait(&terminal, "今天天气好", false, WAIT));
    terminal_send(&terminal, "Q");
    assert_int_equal(terminal_end(&terminal, WAIT), 0);
    struct label labels[8];
    assert_int_equal(read_labels(scratch_path("guanhua.TextGrid"), labels, 8), 4);
    assert_string_equal(labels[1].text, "今天天气好");
    assert_true(labels[1].from == 3);

    open_sample(80, 24, "xterm-256color");
    assert_true(terminal_wait(&terminal, "今天天气好", false, WAIT));
    assert_false(terminal_shows(&terminal, "Unsaved"));
    terminal_send(&terminal, "Q");
    assert_int_equal(terminal_end(&terminal, WAIT), 0);
}

static void told_to_end_keeps_the_journal(void **state)
{
    (void)state;
    open_sample(80, 24, "xterm-256color");
    assert_true(terminal_wait(&terminal, "guanhua.flac", false, WAIT));
    terminal_send(&terminal, "\r晚上");
    assert_true(terminal_wait(&terminal, "晚上", false, WAIT));
    kill(terminal.pid, SIGTERM);
    assert_true(terminal_wait(&terminal, "told to end", false, WAIT));
    assert_int_equal(terminal_end(&terminal, WAIT), 2);
    open_sample(80, 24, "xterm-256color");
    assert_true(terminal_wait(&terminal, "Unsaved work was found", false, WAIT));
    terminal_send(&terminal, "r");
    assert_true(terminal_wait(&terminal, "晚上", false, WAIT));
    kill(terminal.pid, SIGKILL);
    (void)terminal_end(&terminal, WAIT);
}

static void asks_when_the_file_changed(void **state)
{
    (void)state;
    open_sample(80, 24, "xterm-256color");
    assert_true(terminal_wait(&terminal, "guanhua.flac", false, WAIT));
    write_label("我的");
    save();
    /* Somebody else saves another label meanwhile. */
    char *text = strdup(scratch_read("guanhua.TextGrid"));
    char *label = strstr(text, "我的");
    assert_non_null(label);
    memcpy(label, "他的", strlen("他的"));
    scratch_write("guanhua.TextGrid", text);
    write_label("好");
    terminal_send(&terminal, "\023");
    assert_true(terminal_wait(&terminal, "changed on disk", false, WAIT));
    /* Theirs, and mine back by undo. */
    terminal_send(&terminal, "t");
    assert_true(terminal_wait(&terminal, "他的", false, WAIT));
    terminal_send(&terminal, "u");
    assert_true(terminal_wait(&terminal, "我的好", false, WAIT));
    save();
    assert_non_null(strstr(scratch_read("guanhua.TextGrid"), "我的好"));
    /* Once more: mine goes beside, and work goes on there, also over a kill. */
    scratch_write("guanhua.TextGrid", text);
    write_label("啊");
    terminal_send(&terminal, "\023");
    assert_true(terminal_wait(&terminal, "changed on disk", false, WAIT));
    terminal_send(&terminal, "b");
    assert_true(terminal_wait(&terminal, "→ guanhua.mine.TextGrid", false, WAIT));
    assert_non_null(strstr(scratch_read("guanhua.TextGrid"), "他的"));
    assert_non_null(strstr(scratch_read("guanhua.mine.TextGrid"), "我的好啊"));
    write_label("呀");
    terminal_pump(&terminal, 2.2, false);
    kill(terminal.pid, SIGKILL);
    (void)terminal_end(&terminal, WAIT);
    char *argv[] = { strdup(program()), strdup("annotate"), strdup("--grid"),
                     strdup(scratch_path("guanhua.mine.TextGrid")), recording, NULL };
    assert_true(terminal_start(&terminal, 80, 24, "xterm-256color", argv));
    assert_true(terminal_wait(&terminal, "Unsaved work was found", false, WAIT));
    terminal_send(&terminal, "r");
    assert_true(terminal_wait(&terminal, "我的好啊呀", false, WAIT));
    terminal_send(&terminal, "Q");
    assert_int_equal(terminal_end(&terminal, WAIT), 0);
    for (int i = 0; i < 4; i++)
        free(argv[i]);
    free(text);
}

static void a_second_window_is_refused(void **state)
{
    (void)state;
    struct terminal second;
    open_sample(80, 24, "xterm-256color");
    assert_true(terminal_wait(&terminal, "? keys", false, WAIT));
    char *argv[] = { strdup(program()), recording, NULL };
    assert_true(terminal_start(&second, 80, 24, "xterm-256color", argv));
    assert_true(terminal_wait(&second, "being edited in another window", false, WAIT));
    assert_int_equal(terminal_end(&second, WAIT), 2);
    terminal_send(&terminal, "Q");
    assert_int_equal(terminal_end(&terminal, WAIT), 0);
    /* After a kill nothing stands in the way. */
    open_sample(80, 24, "xterm-256color");
    assert_true(terminal_wait(&terminal, "? keys", false, WAIT));
    kill(terminal.pid, SIGKILL);
    (void)terminal_end(&terminal, WAIT);
    open_sample(80, 24, "xterm-256color");
    assert_true(terminal_wait(&terminal, "? keys", false, WAIT));
    terminal_send(&terminal, "Q");
    assert_int_equal(terminal_end(&terminal, WAIT), 0);
    free(argv[0]);
}

/* A journal that cannot be written for a while: said, tried again, and whole in the end. */
static void a_journal_that_fails_is_made_up_for(void **state)
{
    (void)state;
    open_sample(80, 24, "xterm-256color");
    assert_true(terminal_wait(&terminal, "? keys", false, WAIT));
    /* A folder in its place stands for a full disk, also where root runs this. */
    assert_int_equal(mkdir(scratch_path("guanhua.TextGrid.journal"), 0700), 0);
    write_label("一二三");
    assert_true(terminal_wait(&terminal, "NO JOURNAL", false, WAIT));
    assert_true(terminal_wait(&terminal, "Save now", false, WAIT));
    assert_int_equal(rmdir(scratch_path("guanhua.TextGrid.journal")), 0);
    assert_true(terminal_wait(&terminal, "NO JOURNAL", true, WAIT));
    write_label("四五六");
    terminal_pump(&terminal, 2.2, false);
    kill(terminal.pid, SIGKILL);
    (void)terminal_end(&terminal, WAIT);
    open_sample(80, 24, "xterm-256color");
    assert_true(terminal_wait(&terminal, "Unsaved work was found", false, WAIT));
    terminal_send(&terminal, "r");
    assert_true(terminal_wait(&terminal, "一二三四五六", false, WAIT));
    /* And saving works without one. */
    terminal_send(&terminal, "Q");
    assert_int_equal(terminal_end(&terminal, WAIT), 0);
    open_sample(80, 24, "xterm-256color");
    assert_true(terminal_wait(&terminal, "? keys", false, WAIT));
    assert_int_equal(mkdir(scratch_path("guanhua.TextGrid.journal"), 0700), 0);
    write_label("七");
    assert_true(terminal_wait(&terminal, "NO JOURNAL", false, WAIT));
    save();
    assert_non_null(strstr(scratch_read("guanhua.TextGrid"), "一二三四五六七"));
    terminal_send(&terminal, "Q");
    assert_int_equal(terminal_end(&terminal, WAIT), 0);
}

/* Only a screen painted in this size has its hints there. */
static bool hints_in_last_row(void)
{
    char *text = terminal_text(&terminal), *hints = strstr(text, " Tab hear");
    int rows = 0;
    for (const char *at = text; hints && at < hints; at++)
        rows += *at == '\n';
    free(text);
    return hints && rows == terminal.rows - 1;
}

static void follows_the_size(void **state)
{
    (void)state;
    static const int sizes[][2] = { { 200, 50 }, { 40, 12 }, { 400, 100 }, { 20, 5 }, { 80, 24 } };
    open_sample(80, 24, "xterm-256color");
    assert_true(terminal_wait(&terminal, "? keys", false, WAIT));
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        terminal_resize(&terminal, sizes[i][0], sizes[i][1]);
        char corner[64];
        if (sizes[i][0] == 20)
            snprintf(corner, sizeof corner, "20x5 is too small");
        else
            snprintf(corner, sizeof corner, " 方音  guan");
        assert_true(terminal_wait(&terminal, corner, false, WAIT));
        for (const double until = terminal_now() + WAIT; sizes[i][0] != 20 && !hints_in_last_row();) {
            assert_true(terminal_now() < until);
            terminal_pump(&terminal, 0.1, true);
        }
        char *text = terminal_text(&terminal);
        assert_memory_equal(text, corner, strlen(corner));
        free(text);
    }
    terminal_send(&terminal, "Q");
    assert_int_equal(terminal_end(&terminal, WAIT), 0);
}

static void pastes_and_text_never_move_the_terminal(void **state)
{
    (void)state;
    open_sample(80, 24, "xterm-256color");
    assert_true(terminal_wait(&terminal, "? keys", false, WAIT));
    write_label("\033[200~一\n二\033[31m三\007\033[201~");
    assert_true(terminal_wait(&terminal, "一 二[31m三", false, WAIT));
    save();
    terminal_send(&terminal, "Q");
    assert_int_equal(terminal_end(&terminal, WAIT), 0);
    struct label labels[8];
    assert_int_equal(read_labels(scratch_path("guanhua.TextGrid"), labels, 8), 2);
    assert_string_equal(labels[0].text, "一 二[31m三");
}

/* In the file on disk, and on the next first row: speed for the person, what is muted for the recording. */
static void how_one_listened_is_remembered(void **state)
{
    (void)state;
    setenv("XDG_STATE_HOME", scratch_path("state"), 1);
    open_sample(80, 24, "xterm-256color");
    assert_true(terminal_wait(&terminal, "? keys", false, WAIT));
    terminal_send(&terminal, ":speed 0.85\r");
    assert_true(terminal_wait(&terminal, "×0.85", false, WAIT));
    terminal_send(&terminal, "X");
    assert_true(terminal_wait(&terminal, "xxxxxx", false, WAIT));
    /* At once: it is not the next second that keeps it. */
    terminal_send(&terminal, "Q");
    assert_int_equal(terminal_end(&terminal, WAIT), 0);
    assert_non_null(strstr(scratch_read("state/fangyin/listening.ini"), "speed = 0.85"));
    open_sample(80, 24, "xterm-256color");
    assert_true(terminal_wait(&terminal, "×0.85", false, WAIT));
    assert_true(terminal_wait(&terminal, "xxxxxx", false, WAIT));
    terminal_send(&terminal, "Q");
    assert_int_equal(terminal_end(&terminal, WAIT), 0);
}

static void few_colours_do(void **state)
{
    (void)state;
    open_sample(80, 24, "xterm");
    assert_true(terminal_wait(&terminal, "? keys", false, WAIT));
    assert_true(terminal_wait(&terminal, "⣿", false, WAIT));
    terminal_send(&terminal, "Q");
    assert_int_equal(terminal_end(&terminal, WAIT), 0);
}

/* Its letters are 256 or 512: neither dots nor quarters are among them. */
static void the_console_has_pictures_of_ascii(void **state)
{
    (void)state;
    open_sample(80, 24, "linux");
    assert_true(terminal_wait(&terminal, "? keys", false, WAIT));
    assert_true(terminal_wait(&terminal, "||||||||", false, WAIT));
    assert_true(terminal_wait(&terminal, "*#", false, WAIT));
    assert_false(terminal_shows(&terminal, "⣀"));
    terminal_send(&terminal, "Q");
    assert_int_equal(terminal_end(&terminal, WAIT), 0);
}

/* As a terminal with sixels answers it; the picture comes, the answers are not typed, and a popup takes it away. */
static void pixels_are_shown_where_the_terminal_says_so(void **state)
{
    (void)state;
    open_sample(80, 24, "xterm-256color");
    assert_true(terminal_wait(&terminal, "? keys", false, WAIT));
    const unsigned long before = terminal.bytes;
    terminal_send(&terminal, "\033[6;20;10t\033[?2026;0$y\033[?62;4;22c");
    const double until = terminal_now() + WAIT;
    /* A picture of 720 by 200 pixels and more is many times what cells are. */
    while (terminal.bytes - before < 30000 && terminal_now() < until)
        terminal_pump(&terminal, 0.1, true);
    assert_true(terminal.bytes - before >= 30000);
    assert_false(terminal_shows(&terminal, "does nothing here"));
    terminal_send(&terminal, "?");
    assert_true(terminal_wait(&terminal, "hear this segment", false, WAIT));
    terminal_send(&terminal, "\033");
    assert_true(terminal_wait(&terminal, "hear this segment", true, WAIT));
    terminal_send(&terminal, "Q");
    assert_int_equal(terminal_end(&terminal, WAIT), 0);
}

/* A sentence, and exit status 2: nothing to go on with. */
static void refuses(const char *sentence)
{
    open_sample(80, 24, "xterm-256color");
    assert_true(terminal_wait(&terminal, sentence, false, WAIT));
    assert_int_equal(terminal_end(&terminal, WAIT), 2);
}

static void bad_input_is_said(void **state)
{
    (void)state;
    scratch_write("guanhua.flac", "");
    refuses("guanhua.flac");
    scratch_write("guanhua.flac", "this is no sound\n");
    refuses("guanhua.flac");
    unlink(recording);
    refuses("guanhua.flac");
    assert_int_equal(prepare(state), 0);
    scratch_write("guanhua.TextGrid", "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0\nxmax = \"x\"\n");
    refuses("guanhua.TextGrid:5");
    assert_non_null(strstr(scratch_read("guanhua.TextGrid"), "xmax = \"x\""));
    unlink(scratch_path("guanhua.TextGrid"));
    open_sample(20, 5, "xterm-256color");
    /* The sentence is longer than this screen. */
    assert_int_equal(terminal_end(&terminal, WAIT), 2);
    char command[2048];
    snprintf(command, sizeof command, "'%s' '%s' </dev/null >'%s' 2>&1", program(), recording, scratch_path("out"));
    const int status = system(command);
    assert_int_equal(WEXITSTATUS(status), 2);
    assert_non_null(strstr(scratch_read("out"), "needs a terminal"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(plays_exactly_a_segment_and_the_window, prepare, scratch_remove),
        cmocka_unit_test_setup_teardown(works_without_a_device, prepare, scratch_remove),
        cmocka_unit_test_setup_teardown(a_kill_loses_nothing, prepare, scratch_remove),
        cmocka_unit_test_setup_teardown(told_to_end_keeps_the_journal, prepare, scratch_remove),
        cmocka_unit_test_setup_teardown(asks_when_the_file_changed, prepare, scratch_remove),
        cmocka_unit_test_setup_teardown(a_second_window_is_refused, prepare, scratch_remove),
        cmocka_unit_test_setup_teardown(a_journal_that_fails_is_made_up_for, prepare, scratch_remove),
        cmocka_unit_test_setup_teardown(follows_the_size, prepare, scratch_remove),
        cmocka_unit_test_setup_teardown(pastes_and_text_never_move_the_terminal, prepare, scratch_remove),
        cmocka_unit_test_setup_teardown(how_one_listened_is_remembered, prepare, scratch_remove),
        cmocka_unit_test_setup_teardown(few_colours_do, prepare, scratch_remove),
        cmocka_unit_test_setup_teardown(the_console_has_pictures_of_ascii, prepare, scratch_remove),
        cmocka_unit_test_setup_teardown(pixels_are_shown_where_the_terminal_says_so, prepare, scratch_remove),
        cmocka_unit_test_setup_teardown(bad_input_is_said, prepare, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

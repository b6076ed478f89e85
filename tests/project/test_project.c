#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/scratch.h"

#include <fangyin/buffer.h>
#include <fangyin/memory.h>
#include <fangyin/project.h>
#include <fangyin/remembered.h>

/* A scratch folder with the user's own settings apart from the machine's. */
static int make(void **state)
{
    if (scratch_make(state) != 0)
        return -1;
    setenv("XDG_CONFIG_HOME", scratch_path("config"), 1);
    return mkdir(scratch_path("config"), 0700) != 0 || mkdir(scratch_path("config/fangyin"), 0700) != 0 ||
           mkdir(scratch_path("speech"), 0700) != 0 || mkdir(scratch_path("speech/day"), 0700) != 0;
}

static struct fy_project *open_project(const char *path)
{
    struct fy_project *project;
    struct fy_error error = { 0 };

    assert_int_equal(fy_project_open(&project, scratch_path(path), &error), FY_OK);
    return project;
}

/* The project of an ini file with that content. */
static struct fy_project *project_of(const char *ini)
{
    assert_true(scratch_write("speech/fangyin.ini", ini));
    return open_project("speech/day/rec.wav");
}

static void is_found_upward(void **state)
{
    (void)state;
    struct fy_project *project = project_of("[project]\nname = Songjiang\n");
    char expected[1024], *real = realpath(scratch_path("speech"), NULL);

    snprintf(expected, sizeof expected, "%s", real);
    free(real);
    assert_string_equal(fy_project_folder(project), expected);
    assert_string_equal(fy_project_name(project), "Songjiang");
    fy_project_close(project);

    assert_true(scratch_write("speech/day/fangyin.ini", "[project]\nname = nearer\n"));
    project = open_project("speech/day");
    assert_string_equal(fy_project_name(project), "nearer");
    fy_project_close(project);
}

static void without_one_there_are_defaults(void **state)
{
    (void)state;
    struct fy_project *project = open_project("speech/day/rec.wav");

    assert_null(fy_project_folder(project));
    assert_string_equal(fy_project_name(project), "");
    assert_null(fy_project_value(project, "project", "tiers"));
    assert_string_equal(fy_project_dialect(project, "rec.wav"), "");
    assert_true(fy_project_number(project, "segment", "pause", 0.5) == 0.5);
    assert_true(fy_dialects_count(fy_project_dialects(project)) > 0);
    assert_int_equal(fy_project_warning_count(project), 0);
    fy_project_close(project);

    project = open_project("no/such/folder/rec.wav");
    assert_null(fy_project_folder(project));
    fy_project_close(project);
}

static void project_overrides_the_users_own(void **state)
{
    (void)state;
    assert_true(scratch_write("config/fangyin/fangyin.ini", "[segment]\npause = 0.3\nlongest = 9\n"));
    struct fy_project *project = project_of("[segment]\npause = 0.75\n");

    assert_true(fy_project_number(project, "segment", "pause", 0) == 0.75);
    assert_true(fy_project_number(project, "segment", "longest", 0) == 9);
    fy_project_close(project);
}

static void lines_as_people_write_them(void **state)
{
    (void)state;
    struct fy_project *project = project_of("\xEF\xBB\xBF# a remark\r\n"
                                            "; another\r\n"
                                            "[project]\r\n"
                                            "  tiers = text dialect std   ; behind\r\n"
                                            "\tname=方言 調查\r\n"
                                            "empty =\r\n"
                                            "[ keys ]\r\n"
                                            "zoom = = :");

    assert_string_equal(fy_project_value(project, "project", "tiers"), "text dialect std");
    assert_string_equal(fy_project_value(project, "project", "name"), "方言 調查");
    assert_string_equal(fy_project_value(project, "project", "empty"), "");
    assert_string_equal(fy_project_value(project, "keys", "zoom"), "= :");
    assert_int_equal(fy_project_warning_count(project), 0);
    fy_project_close(project);
}

static void long_lines_are_not_cut(void **state)
{
    (void)state;
    char name[241], value[3001];
    struct fy_buffer ini = FY_BUFFER_EMPTY;

    for (size_t i = 0; i + 3 <= sizeof name - 1; i += 3)
        memcpy(name + i, "錄", 3);
    name[sizeof name - 1] = '\0';
    memset(value, 'v', sizeof value - 1);
    value[sizeof value - 1] = '\0';
    /* Around the size of libinih's own buffer, each length once. */
    fy_buffer_puts(&ini, "[lengths]\n");
    for (int length = 180; length < 220; length++)
        fy_buffer_printf(&ini, "k%d = %.*s ; remark\n", length, length, value);
    fy_buffer_printf(&ini, "[recording %s.wav]\ndialect = wu\nremark = %s\n", name, value);
    struct fy_project *project = project_of(fy_buffer_text(&ini));

    for (int length = 180; length < 220; length++) {
        char key[8];
        snprintf(key, sizeof key, "k%d", length);
        assert_int_equal(strlen(fy_project_value(project, "lengths", key)), length);
    }
    fy_buffer_clear(&ini);
    fy_buffer_printf(&ini, "recording %s.wav", name);
    assert_string_equal(fy_project_value(project, fy_buffer_text(&ini), "remark"), value);
    fy_buffer_clear(&ini);
    fy_buffer_printf(&ini, "some/folder/%s.wav", name);
    assert_string_equal(fy_project_dialect(project, fy_buffer_text(&ini)), "wu");
    fy_buffer_free(&ini);
    fy_project_close(project);
}

static void wrong_values_of_listening_are_told_with_their_place(void **state)
{
    (void)state;
    struct fy_project *project = project_of("[listen]\n"
                                            "  autoplay =  perhaps\n"
                                            "back-step = 2\n"
                                            "speeed = 1\n"
                                            "[keys]\n"
                                            "听 = F7\n");
    struct fy_listening listening = fy_listening_usual();
    struct fy_error error = { .status = FY_SYNTAX };

    assert_int_equal(fy_project_warning_count(project), 2);
    assert_int_equal(fy_project_warning(project, 0)->line, 2);
    assert_int_equal(fy_project_warning(project, 0)->column, 15);
    assert_non_null(strstr(fy_project_warning(project, 0)->sentence, "yes"));
    assert_int_equal(fy_project_warning(project, 1)->line, 4);
    assert_non_null(strstr(fy_project_warning(project, 1)->sentence, "speed"));
    fy_project_listening(project, &listening);
    assert_true(listening.autoplay);
    assert_true(listening.back_step >= 2);
    /* The place of any value, for those who find it wrong later; columns count characters. */
    assert_int_equal(fy_project_blame(project, "keys", "听", &error), FY_SYNTAX);
    assert_int_equal(error.line, 6);
    assert_int_equal(error.column, 5);
    assert_non_null(strstr(error.file, "speech/fangyin.ini"));
    fy_project_close(project);
}

static void bad_lines_warn_and_the_rest_counts(void **state)
{
    (void)state;
    struct fy_project *project = project_of("stray = 1\n"
                                            "[project]\n"
                                            "no equals sign here\n"
                                            "name = \xFF\xFE\n"
                                            "[segment\n"
                                            "pause = 1\n"
                                            "[segment]\n"
                                            "pause = short\n"
                                            "longest = 10\n"
                                            "longest = 12\n"
                                            "[recording a[1].wav]\n"
                                            "dialect = martian\n");
    static const unsigned lines[] = { 1, 3, 4, 5, 6, 10, 8, 12 };

    assert_int_equal(fy_project_warning_count(project), sizeof lines / sizeof *lines);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        const struct fy_error *warning = fy_project_warning(project, i);
        assert_int_equal(warning->line, lines[i]);
        assert_non_null(strstr(warning->file, "speech/fangyin.ini"));
        assert_true(warning->sentence[0] != '\0');
    }
    /* A value has a place of its own in its line. */
    assert_int_equal(fy_project_warning(project, 6)->column, 9);
    assert_true(fy_project_number(project, "segment", "pause", 0.5) == 0.5);
    assert_true(fy_project_number(project, "segment", "longest", 0) == 12);
    assert_string_equal(fy_project_dialect(project, "a[1].wav"), "martian");
    fy_project_close(project);
}

static void utf16_is_told(void **state)
{
    (void)state;
    assert_true(scratch_write_bytes("speech/fangyin.ini", "\xFF\xFE[\0p\0]\0\n\0", 10));
    struct fy_project *project = open_project("speech");

    assert_int_equal(fy_project_warning_count(project), 1);
    assert_non_null(strstr(fy_project_warning(project, 0)->sentence, "UTF-8"));
    fy_project_close(project);
}

static void decomposed_names_match(void **state)
{
    (void)state;
    struct fy_project *project = project_of("[project]\ndialect = wu\n[recording tâi.wav]\ndialect = yue\n");

    assert_string_equal(fy_project_dialect(project, "x/ta\xCC\x82i.wav"), "yue");
    assert_string_equal(fy_project_dialect(project, "x/tai.wav"), "wu");
    fy_project_close(project);
}

static void note_key(void *context, const char *key, const char *value)
{
    fy_buffer_printf(context, "%s=%s;", key, value);
}

static void each_key_once_with_the_value_that_counts(void **state)
{
    (void)state;
    struct fy_buffer seen = FY_BUFFER_EMPTY;

    assert_true(scratch_write("config/fangyin/fangyin.ini", "[keys]\nplay = F1\nsave = Ctrl-S\n"));
    struct fy_project *project = project_of("[keys]\nundo = u\nplay = F4 p\n[keys.edit]\nundo = Ctrl-Z\n");
    fy_project_each(project, "keys", note_key, &seen);
    assert_string_equal(fy_buffer_text(&seen), "save=Ctrl-S;undo=u;play=F4 p;");
    fy_buffer_free(&seen);
    fy_project_close(project);
}

static void own_dialect_tree(void **state)
{
    (void)state;
    const char *tree = "code\tparent\tname_zh\tname_en\thotkey\nhill\t\t山話\tHill speech\t1\n";

    assert_true(scratch_write("speech/dialects.tsv", tree));
    struct fy_project *project = project_of("[project]\ndialect = hill\n");
    assert_int_equal(fy_dialects_count(fy_project_dialects(project)), 1);
    assert_int_equal(fy_project_warning_count(project), 0);
    fy_project_close(project);

    assert_true(scratch_write("speech/day/tree.tsv", tree));
    project = project_of("[project]\ndialects = day/tree.tsv\n");
    assert_int_equal(fy_dialects_count(fy_project_dialects(project)), 1);
    fy_project_close(project);

    project = project_of("[project]\ndialects = missing.tsv\n");
    assert_true(fy_dialects_count(fy_project_dialects(project)) > 1);
    assert_int_equal(fy_project_warning_count(project), 1);
    assert_non_null(strstr(fy_project_warning(project, 0)->file, "missing.tsv"));
    fy_project_close(project);

    assert_true(scratch_write("speech/dialects.tsv", "code\tname\nx\n"));
    project = project_of("");
    assert_true(fy_dialects_count(fy_project_dialects(project)) > 1);
    assert_int_equal(fy_project_warning_count(project), 1);
    assert_true(fy_project_warning(project, 0)->line > 0);
    fy_project_close(project);
}

static void survives_want_of_memory(void **state)
{
    (void)state;
    struct fy_error error;
    long count = 0;

    assert_true(scratch_write("config/fangyin/fangyin.ini", "[keys]\nplay = F1\n"));
    assert_true(scratch_write("speech/fangyin.ini", "[project]\nname = n\nbad\n[recording r.wav]\ndialect = wu\n"));
    for (enum fy_status status = FY_NO_MEMORY; status != FY_OK; count++) {
        struct fy_project *project = NULL;
        assert_true(count < 10000);
        fy_memory_fail_after(count);
        status = fy_project_open(&project, scratch_path("speech/day/r.wav"), &error);
        fy_memory_fail_after(-1);
        if (status == FY_OK) {
            fy_project_close(project);
        } else {
            assert_int_equal(status, FY_NO_MEMORY);
            assert_null(project);
        }
    }
    assert_true(count > 20);
}

static const char *grid_path(const char *recording)
{
    static char path[1024];

    assert_int_equal(fy_project_grid_path(recording, path, sizeof path, NULL), FY_OK);
    return path;
}

static void grid_beside_the_recording(void **state)
{
    (void)state;
    char small[8];

    assert_string_equal(grid_path("a/rec.flac"), "a/rec.TextGrid");
    assert_string_equal(grid_path("a.b/rec.2.wav"), "a.b/rec.2.TextGrid");
    assert_string_equal(grid_path("a.b/rec"), "a.b/rec.TextGrid");
    assert_string_equal(grid_path("rec.TextGrid"), "rec.TextGrid");
    assert_true(scratch_write("speech/old.textgrid", ""));
    assert_string_equal(grid_path(scratch_path("speech/old.wav")), scratch_path("speech/old.textgrid"));
    assert_int_equal(fy_project_grid_path("rec.wav", small, sizeof small, NULL), FY_INVALID);
}

static enum fy_status recording(const char *name, size_t n, char *path)
{
    return fy_project_recording_path(scratch_path(name), n, path, 1024, NULL);
}

static void recordings_of_paths(void **state)
{
    (void)state;
    char path[1024];
    static const char *const files[] = { "speech/b.wav", "speech/a.FLAC",        "speech/c.mp3",     "speech/c.wav",
                                         "speech/._b.wav", "speech/a.TextGrid", "speech/notes.txt", "speech/x.TextGrid" };

    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        assert_true(scratch_write(files[i], ""));
    static const char *const in_order[] = { "speech/a.FLAC", "speech/b.wav", "speech/c.mp3", "speech/c.wav" };
    for (size_t n = 0; n < 4; n++) {
        assert_int_equal(recording("speech", n, path), FY_OK);
        assert_string_equal(path, scratch_path(in_order[n]));
    }
    assert_int_equal(recording("speech", 4, path), FY_NOT_FOUND);
    assert_int_equal(recording("speech/day", 0, path), FY_NOT_FOUND);
    assert_int_equal(recording("speech/a.TextGrid", 0, path), FY_OK);
    assert_string_equal(path, scratch_path("speech/a.FLAC"));
    assert_int_equal(recording("speech/c.TextGrid", 0, path), FY_OK);
    assert_string_equal(path, scratch_path("speech/c.wav"));
    assert_int_equal(recording("speech/x.TextGrid", 0, path), FY_NOT_FOUND);
    assert_int_equal(recording("speech/b.wav", 0, path), FY_OK);
    assert_string_equal(path, scratch_path("speech/b.wav"));
    assert_int_equal(recording("speech/b.wav", 1, path), FY_NOT_FOUND);
    assert_int_equal(recording("speech/gone.wav", 0, path), FY_NOT_FOUND);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, scratch_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(is_found_upward),
        TEST(without_one_there_are_defaults),
        TEST(project_overrides_the_users_own),
        TEST(lines_as_people_write_them),
        TEST(long_lines_are_not_cut),
        TEST(bad_lines_warn_and_the_rest_counts),
        TEST(wrong_values_of_listening_are_told_with_their_place),
        TEST(utf16_is_told),
        TEST(decomposed_names_match),
        TEST(each_key_once_with_the_value_that_counts),
        TEST(own_dialect_tree),
        TEST(survives_want_of_memory),
        TEST(grid_beside_the_recording),
        TEST(recordings_of_paths),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What the annotator remembers: for the person and for each recording, in files of their own; whatever is wrong with them
 * changes nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/scratch.h"

#include <fangyin/remembered.h>

static int make(void **state)
{
    if (scratch_make(state) != 0)
        return -1;
    setenv("XDG_STATE_HOME", scratch_path("state"), 1);
    return scratch_write("a.wav", "") && scratch_write("b.wav", "") ? 0 : -1;
}

static struct fy_listening remembered(const char *recording)
{
    struct fy_listening l = fy_listening_usual();
    fy_remembered_read(recording, &l);
    return l;
}

static struct fy_listening something(void)
{
    struct fy_listening l = fy_listening_usual();
    l.speed = 85;
    l.volume = 120;
    l.level = true;
    l.channel = 1;
    l.muted[0] = (struct fy_muted){ 0, 16000 };
    l.muted[1] = (struct fy_muted){ 9000000000, 9000000001 };
    l.muted_count = 2;
    return l;
}

static void comes_back(void **state)
{
    const struct fy_listening l = something();
    struct fy_error error = { 0 };
    (void)state;
    assert_int_equal(remembered(scratch_path("a.wav")).speed, 100);
    assert_int_equal(fy_remembered_write(scratch_path("a.wav"), &l, &error), FY_OK);
    const struct fy_listening back = remembered(scratch_path("a.wav"));
    assert_int_equal(back.speed, 85);
    assert_int_equal(back.volume, 120);
    assert_true(back.level);
    assert_int_equal(back.channel, 1);
    assert_int_equal(back.muted_count, 2);
    assert_int_equal(back.muted[1].from, 9000000000);
    /* Habits are for fangyin.ini to say. */
    assert_true(back.autoplay);
}

static void the_persons_is_for_all_recordings_the_recordings_is_not(void **state)
{
    const struct fy_listening l = something();
    (void)state;
    assert_int_equal(fy_remembered_write(scratch_path("a.wav"), &l, NULL), FY_OK);
    const struct fy_listening other = remembered(scratch_path("b.wav"));
    assert_int_equal(other.speed, 85);
    assert_int_equal(other.volume, 120);
    assert_false(other.level);
    assert_int_equal(other.channel, FY_CHANNELS_ALL);
    assert_int_equal(other.muted_count, 0);
}

/* By whatever path a recording is named. */
static void a_recording_is_known_by_its_place(void **state)
{
    const struct fy_listening l = something();
    char here[1024];
    (void)state;
    assert_int_equal(fy_remembered_write(scratch_path("a.wav"), &l, NULL), FY_OK);
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(scratch_folder), 0);
    assert_int_equal(remembered("./a.wav").channel, 1);
    assert_int_equal(chdir(here), 0);
}

static void what_is_undone_is_remembered_as_such(void **state)
{
    struct fy_listening l = something();
    (void)state;
    assert_int_equal(fy_remembered_write(scratch_path("a.wav"), &l, NULL), FY_OK);
    l = fy_listening_usual();
    l.gain = -4;
    assert_int_equal(fy_remembered_write(scratch_path("a.wav"), &l, NULL), FY_OK);
    const struct fy_listening back = remembered(scratch_path("a.wav"));
    assert_int_equal(back.muted_count, 0);
    assert_int_equal(back.channel, FY_CHANNELS_ALL);
    assert_false(back.level);
    assert_int_equal(back.gain, -4);
}

static void spoilt_files_change_nothing(void **state)
{
    (void)state;
    assert_int_equal(mkdir(scratch_path("state"), 0700), 0);
    assert_int_equal(mkdir(scratch_path("state/fangyin"), 0700), 0);
    assert_true(scratch_write("state/fangyin/listening.ini", "\xFF\xFE[listen\nspeed = 9\n[listen]\nspeed = 7\nvolume"));
    assert_int_equal(remembered(scratch_path("a.wav")).speed, 100);
    assert_true(scratch_write("state/fangyin/listening.ini", "[listen]\nspeed = fast\nvolume = 40\n\x01"));
    assert_int_equal(remembered(scratch_path("a.wav")).speed, 100);
    assert_int_equal(remembered(scratch_path("a.wav")).volume, 40);
}

static void without_a_place_it_says_so_and_does_no_harm(void **state)
{
    const struct fy_listening l = something();
    struct fy_error error = { 0 };
    const char *home = getenv("HOME");
    char kept[1024];
    (void)state;
    snprintf(kept, sizeof kept, "%s", home ? home : "");
    /* A file stands where the folder should be. */
    assert_true(scratch_write("state", "x"));
    assert_int_not_equal(fy_remembered_write(scratch_path("a.wav"), &l, &error), FY_OK);
    assert_true(error.sentence[0] != '\0');
    unsetenv("XDG_STATE_HOME");
    unsetenv("HOME");
    assert_int_equal(fy_remembered_write(scratch_path("a.wav"), &l, &error), FY_NO_ACCESS);
    assert_int_equal(remembered(scratch_path("a.wav")).speed, 100);
    setenv("HOME", kept, 1);
}

#define fresh(test) cmocka_unit_test_setup_teardown(test, make, scratch_remove)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        fresh(comes_back),
        fresh(the_persons_is_for_all_recordings_the_recordings_is_not),
        fresh(a_recording_is_known_by_its_place),
        fresh(what_is_undone_is_remembered_as_such),
        fresh(spoilt_files_change_nothing),
        fresh(without_a_place_it_says_so_and_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

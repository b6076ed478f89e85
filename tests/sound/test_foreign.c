/* Recordings that libsndfile does not read: decoded by ffmpeg into the cache, once, or refused with what to install. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <fangyin/recording.h>

#include "support/impulses.h"
#include "support/scratch.h"
#include "support/sound_files.h"

#include <sys/wait.h>

enum { RATE = 16000 };

static char usual_path[4096];

static int make(void **state)
{
    const int made = scratch_make(state);
    setenv("XDG_CACHE_HOME", scratch_path("cache"), 1);
    setenv("PATH", usual_path, 1);
    return made;
}

static void make_m4a(const char *name)
{
    char command[4096];
    float *samples = impulses_make(RATE);
    if (system("ffmpeg -version >/dev/null 2>&1") != 0) {
        free(samples);
        print_message("ffmpeg is absent\n");
        skip();
    }
    assert_true(sound_write_values(scratch_path("in.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, samples,
                                   (int64_t)IMPULSE_SECONDS * RATE));
    free(samples);
    snprintf(command, sizeof command, "ffmpeg -nostdin -v error -y -i '%s' -c:a aac '%s'", scratch_path("in.wav"),
             scratch_path(name));
    assert_int_equal(system(command), 0);
}

static enum fy_status status_of(const char *name, struct fy_error *error)
{
    struct fy_recording *recording;
    const enum fy_status status = fy_recording_open(&recording, scratch_path(name), error);
    fy_recording_close(recording);
    return status;
}

static int cached_files(void)
{
    int count = -2;
    DIR *stream = opendir(scratch_path("cache/fangyin/recordings"));
    if (!stream)
        return 0;
    while (readdir(stream))
        count++;
    closedir(stream);
    return count;
}

static void it_is_decoded_once_whatever_it_is_called(void **state)
{
    (void)state;
    struct fy_error error = { 0 };
    struct fy_recording *recording;
    make_m4a("-odd: 录音 \"a\" %1 $x.m4a");
    assert_int_equal(fy_recording_open(&recording, scratch_path("-odd: 录音 \"a\" %1 $x.m4a"), &error), FY_OK);
    assert_string_equal(fy_recording_format(recording), "MP4, AAC");
    assert_null(fy_recording_warning(recording));
    assert_int_equal(fy_recording_frames(recording), IMPULSE_SECONDS * RATE);
    assert_int_equal(loudest_frame(recording, 0, RATE), impulse_frame(0, RATE));
    fy_recording_close(recording);
    assert_int_equal(cached_files(), 1);
    /* Without ffmpeg now, and under another name: it is in the cache. */
    setenv("PATH", "/nowhere", 1);
    assert_int_equal(rename(scratch_path("-odd: 录音 \"a\" %1 $x.m4a"), scratch_path("b.m4a")), 0);
    assert_int_equal(status_of("b.m4a", &error), FY_OK);
}

static void without_ffmpeg_it_is_said_what_to_install(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
        const char *name;
    } files[] = {
        { "\0\0\0\x20" "ftypM4A \0\0\0\0", 16, "M4A" },     { "#!AMR\n\x3c\x91\x17\x16\xbe", 11, "AMR" },
        { "\x30\x26\xB2\x75\x8E\x66\xCF\x11", 8, "WMA" },   { "\x1A\x45\xDF\xA3\x01\0\0\0", 8, "Matroska" },
        { "\xFF\xF1\x50\x80\x02\x1F\xFC\xDE\x02", 9, "AAC" },
    };
    setenv("PATH", "/nowhere", 1);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct fy_error error = { 0 };
        assert_true(scratch_write_bytes("a", files[i].bytes, files[i].size));
        assert_int_equal(status_of("a", &error), FY_UNSUPPORTED);
        if (!strstr(error.sentence, files[i].name) || !strstr(error.sentence, "install ffmpeg"))
            fail_msg("%s: %s", files[i].name, error.sentence);
        assert_string_equal(error.file, scratch_path("a"));
    }
}

static void damage_and_disguise_are_refused_in_words(void **state)
{
    (void)state;
    struct fy_error error = { 0 };
    make_m4a("a.m4a");
    /* A phone that lost its power: no index. */
    assert_int_equal(truncate(scratch_path("a.m4a"), 3000), 0);
    assert_int_equal(status_of("a.m4a", &error), FY_SYNTAX);
    assert_non_null(strstr(error.sentence, "never finished"));
    /* Lists that would make ffmpeg read other files. */
    assert_true(scratch_write("b.mp4", "#EXTM3U\n#EXTINF:9,\nin.wav\n"));
    assert_int_equal(status_of("b.mp4", &error), FY_SYNTAX);
    assert_true(scratch_write("c.m4a", "ffconcat version 1.0\nfile in.wav\n"));
    assert_int_equal(status_of("c.m4a", &error), FY_SYNTAX);
    assert_non_null(strstr(error.sentence, "no sound file"));
    assert_int_equal(cached_files(), 0);
}

static void what_is_damaged_in_the_cache_is_made_anew(void **state)
{
    (void)state;
    struct fy_error error = { 0 };
    make_m4a("a.m4a");
    assert_int_equal(status_of("a.m4a", &error), FY_OK);
    char command[4096];
    snprintf(command, sizeof command, "for f in '%s'/*.flac; do echo x >\"$f\"; done",
             scratch_path("cache/fangyin/recordings"));
    assert_int_equal(system(command), 0);
    (void)status_of("a.m4a", &error);
    assert_int_equal(status_of("a.m4a", &error), FY_OK);
}

static bool stop_soon(void *context, double done, double total)
{
    (void)total;
    return ++*(int *)context < 2 && done < 1e9;
}

static void it_can_be_stopped_and_leaves_nothing(void **state)
{
    (void)state;
    struct fy_error error = { 0 };
    struct fy_recording *recording;
    int calls = 0;
    const struct fy_recording_watch watch = { stop_soon, &calls };
    make_m4a("a.m4a");
    assert_int_equal(fy_recording_open_watched(&recording, scratch_path("a.m4a"), &watch, &error), FY_CANCELLED);
    assert_null(recording);
    assert_int_equal(cached_files(), 0);
}

static void several_programs_at_once_get_the_same(void **state)
{
    (void)state;
    enum { PROGRAMS = 4 };
    pid_t children[PROGRAMS];
    make_m4a("a.m4a");
    for (int i = 0; i < PROGRAMS; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            struct fy_recording *recording;
            struct fy_error error;
            if (fy_recording_open(&recording, scratch_path("a.m4a"), &error) != FY_OK)
                _exit(1);
            _exit(fy_recording_frames(recording) == (int64_t)IMPULSE_SECONDS * RATE &&
                          loudest_frame(recording, 0, RATE) == impulse_frame(0, RATE)
                      ? 0
                      : 2);
        }
    }
    for (int i = 0; i < PROGRAMS; i++) {
        int status = -1;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    assert_int_equal(cached_files(), 1);
}

int main(void)
{
    snprintf(usual_path, sizeof usual_path, "%s", getenv("PATH"));
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_is_decoded_once_whatever_it_is_called, make, scratch_remove),
        cmocka_unit_test_setup_teardown(without_ffmpeg_it_is_said_what_to_install, make, scratch_remove),
        cmocka_unit_test_setup_teardown(damage_and_disguise_are_refused_in_words, make, scratch_remove),
        cmocka_unit_test_setup_teardown(what_is_damaged_in_the_cache_is_made_anew, make, scratch_remove),
        cmocka_unit_test_setup_teardown(it_can_be_stopped_and_leaves_nothing, make, scratch_remove),
        cmocka_unit_test_setup_teardown(several_programs_at_once_get_the_same, make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

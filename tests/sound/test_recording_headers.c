/* WAV files whose header is wrong open with what is there, and say so; Ogg files of several recordings do not pass for
 * one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <fangyin/recording.h>

#include "support/scratch.h"
#include "support/sound_files.h"

enum { FRAMES = 40000, RATE = 16000 };

/* A WAV of that many frames; bytes[at..) become `patch` when it is not NULL, and `behind` is put after the end. */
static void make_wav(const char *patch, size_t size, long at, const char *behind, size_t behind_size)
{
    assert_true(sound_write(scratch_path("a.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, FRAMES));
    FILE *file = fopen(scratch_path("a.wav"), "r+b");
    assert_non_null(file);
    if (patch) {
        assert_int_equal(fseek(file, at, SEEK_SET), 0);
        assert_int_equal(fwrite(patch, 1, size, file), size);
    }
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    assert_int_equal(fwrite(behind, 1, behind_size, file), behind_size);
    assert_int_equal(fclose(file), 0);
}

static void check(int64_t frames, const char *words)
{
    struct fy_recording *recording;
    struct fy_error error = { 0 };
    float read[64];
    if (fy_recording_open(&recording, scratch_path("a.wav"), &error) != FY_OK)
        fail_msg("%s", error.sentence);
    assert_int_equal(fy_recording_frames(recording), frames);
    if (words)
        assert_non_null(strstr(fy_recording_warning(recording), words));
    else
        assert_null(fy_recording_warning(recording));
    for (int64_t from = frames - 64; from > 0; from -= 9973) {
        assert_int_equal(fy_recording_read(recording, from, read, 64), 64);
        for (int i = 0; i < 64; i++)
            assert_true(read[i] == sound_value(from + i, 0));
    }
    fy_recording_close(recording);
}

static void a_size_that_was_never_filled_in_is_told(void **state)
{
    (void)state;
    make_wav(NULL, 0, 0, "", 0);
    check(FRAMES, NULL);
    make_wav("\xFF\xFF\xFF\xFF", 4, 40, "", 0);
    check(FRAMES, "does not say how long");
    make_wav("\0\0\0\0", 4, 40, "", 0);
    check(FRAMES, "does not say how long");
    /* What was right when the header was last written. */
    make_wav("\x00\x20\0\0", 4, 40, "", 0);
    check(FRAMES, "does not say how long");
}

static void a_size_of_another_chunk_that_is_wrong_is_passed_over(void **state)
{
    (void)state;
    static const char list[] = "LIST\xFF\xFF\xFF\xFFINFOISFT\x06\0\0\0no\0\0\0\0";
    make_wav(NULL, 0, 0, "", 0);
    char head[36];
    FILE *in = fopen(scratch_path("a.wav"), "rb"), *out = fopen(scratch_path("b.wav"), "wb");
    assert_non_null(in);
    assert_non_null(out);
    assert_int_equal(fread(head, 1, sizeof head, in), sizeof head);
    assert_int_equal(fwrite(head, 1, sizeof head, out), sizeof head);
    assert_int_equal(fwrite(list, 1, sizeof list - 1, out), sizeof list - 1);
    for (int byte; (byte = fgetc(in)) != EOF;)
        fputc(byte, out);
    fclose(in);
    fclose(out);
    assert_int_equal(rename(scratch_path("b.wav"), scratch_path("a.wav")), 0);
    check(FRAMES, "header is damaged");
    make_wav("\xFF\xFF\xFF\xFF", 4, 16, "", 0);
    check(FRAMES, "header is damaged");
}

static void remarks_behind_the_sound_are_no_sound(void **state)
{
    (void)state;
    static const char list[] = "LIST\x0C\0\0\0INFOICMT\0\0\0\0";
    make_wav(NULL, 0, 0, list, sizeof list - 1);
    check(FRAMES, NULL);
    make_wav(NULL, 0, 0, "TAGjunk of another program", 26);
    check(FRAMES, NULL);
    assert_true(sound_write(scratch_path("a.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, 0));
    FILE *file = fopen(scratch_path("a.wav"), "ab");
    assert_non_null(file);
    fwrite(list, 1, sizeof list - 1, file);
    fclose(file);
    check(0, NULL);
}

static void several_recordings_in_one_ogg_are_all_read_or_told(void **state)
{
    (void)state;
    char command[4096];
    struct fy_recording *recording;
    struct fy_error error = { 0 };
    setenv("XDG_CACHE_HOME", scratch_folder, 1);
    assert_true(sound_write(scratch_path("a.ogg"), SF_FORMAT_OGG | SF_FORMAT_VORBIS, RATE, 1, FRAMES));
    snprintf(command, sizeof command, "cat '%s' '%s' >'%s'", scratch_path("a.ogg"), scratch_path("a.ogg"),
             scratch_path("b.ogg"));
    assert_int_equal(system(command), 0);
    const bool ffmpeg = system("ffmpeg -version >/dev/null 2>&1") == 0;
    char *path = strdup(getenv("PATH"));
    setenv("PATH", "/nowhere", 1);
    assert_int_equal(fy_recording_open(&recording, scratch_path("b.ogg"), &error), FY_OK);
    assert_int_equal(fy_recording_frames(recording), FRAMES);
    assert_non_null(strstr(fy_recording_warning(recording), "only the first"));
    fy_recording_close(recording);
    setenv("PATH", path, 1);
    free(path);
    if (!ffmpeg) {
        print_message("ffmpeg is absent\n");
        return;
    }
    assert_int_equal(fy_recording_open(&recording, scratch_path("b.ogg"), &error), FY_OK);
    assert_true(fy_recording_frames(recording) >= 2 * FRAMES);
    fy_recording_close(recording);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_size_that_was_never_filled_in_is_told, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(a_size_of_another_chunk_that_is_wrong_is_passed_over, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(remarks_behind_the_sound_are_no_sound, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(several_recordings_in_one_ogg_are_all_read_or_told, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

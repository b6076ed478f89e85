#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <fangyin/memory.h>
#include <fangyin/recording.h>

#include "support/near.h"
#include "support/scratch.h"
#include "support/sound_files.h"

#include <fcntl.h>
#include <sys/stat.h>

static struct fy_recording *opened(const char *name)
{
    struct fy_recording *recording;
    struct fy_error error = { 0 };
    if (fy_recording_open(&recording, scratch_path(name), &error) != FY_OK)
        fail_msg("%s: %s", name, error.sentence);
    return recording;
}

static void written(const char *name, int format, int rate, int channels, int64_t frames)
{
    assert_true(sound_write(scratch_path(name), format, rate, channels, frames));
}

static void cut(const char *name, double part)
{
    struct stat info;
    assert_int_equal(stat(scratch_path(name), &info), 0);
    assert_int_equal(truncate(scratch_path(name), (off_t)((double)info.st_size * part)), 0);
}

static void check_exact(struct fy_recording *recording, int64_t from, size_t count)
{
    const int channels = fy_recording_channels(recording);
    float *read = calloc(count * (size_t)channels + 1, sizeof *read);
    assert_int_equal(fy_recording_read(recording, from, read, count), count);
    for (size_t i = 0; i < count * (size_t)channels; i++)
        if (read[i] != sound_value(from + (int64_t)i / channels, (int)i % channels))
            fail_msg("frame %lld differs", (long long)from + (long long)i / channels);
    free(read);
}

static void lossless_files_read_exactly_anywhere(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int format, channels, rate;
        const char *words;
    } files[] = {
        { "a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, 16000, "WAV, 16 bit" },
        { "b.wav", SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, 2, 44100, "WAV, 24 bit" },
        { "c.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 3, 48000, "WAV, 32 bit float" },
        { "d.wav", SF_FORMAT_RF64 | SF_FORMAT_DOUBLE, 1, 8000, "RF64, 64 bit float" },
        { "e.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 2, 22050, "FLAC, 16 bit" },
        { "f.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 1, 11025, "AIFF, 16 bit" },
        { "g.w64", SF_FORMAT_W64 | SF_FORMAT_PCM_32, 12, 16000, "Wave64, 32 bit" },
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        written(files[i].name, files[i].format, files[i].rate, files[i].channels, 20001);
        struct fy_recording *recording = opened(files[i].name);
        assert_int_equal(fy_recording_frames(recording), 20001);
        assert_int_equal(fy_recording_rate(recording), files[i].rate);
        assert_int_equal(fy_recording_channels(recording), files[i].channels);
        assert_string_equal(fy_recording_format(recording), files[i].words);
        assert_null(fy_recording_warning(recording));
        check_exact(recording, 0, 100);
        check_exact(recording, 100, 5000);
        check_exact(recording, 19901, 100);
        check_exact(recording, 7, 1);
        check_exact(recording, 0, 20001);
        check_exact(recording, 13579, 4321);
        fy_recording_close(recording);
    }
}

static void what_is_outside_is_not_read(void **state)
{
    (void)state;
    written("a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 16000, 1, 5000);
    struct fy_recording *recording = opened("a.flac");
    float read[300];
    assert_int_equal(fy_recording_read(recording, 5000, read, 1), 0);
    assert_int_equal(fy_recording_read(recording, -1, read, 1), 0);
    assert_int_equal(fy_recording_read(recording, INT64_MAX, read, 300), 0);
    assert_int_equal(fy_recording_read(recording, 10, read, 0), 0);
    assert_int_equal(fy_recording_read(recording, 4900, read, 300), 100);
    assert_true(read[99] == sound_value(4999, 0));
    check_exact(recording, 0, 5000);
    fy_recording_close(recording);
}

static void mono_is_the_mean_or_one_channel_in_silence(void **state)
{
    (void)state;
    written("a.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 16000, 3, 10000);
    struct fy_recording *recording = opened("a.wav");
    static float read[10400];
    fy_recording_read_mono(recording, -200, -1, read, 10400);
    for (int i = 0; i < 10400; i++) {
        const int64_t frame = i - 200;
        const bool inside = frame >= 0 && frame < 10000;
        const double mean =
            ((double)sound_value(frame, 0) + (double)sound_value(frame, 1) + (double)sound_value(frame, 2)) / 3;
        assert_near((double)read[i], inside ? mean : 0, inside ? 1e-6 : 0);
    }
    fy_recording_read_mono(recording, 5000, 2, read, 6000);
    for (int i = 0; i < 6000; i++)
        assert_true(read[i] == (i < 5000 ? sound_value(5000 + i, 2) : 0.0f));
    memset(read, 1, sizeof read);
    fy_recording_read_mono(recording, INT64_MIN, 0, read, 100);
    fy_recording_read_mono(recording, INT64_MAX, 0, read + 100, 100);
    for (int i = 0; i < 200; i++)
        assert_true(read[i] == 0.0f);
    fy_recording_close(recording);
}

static void one_channel_reads_like_the_file(void **state)
{
    (void)state;
    written("a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 16000, 1, 9000);
    struct fy_recording *recording = opened("a.flac");
    static float read[9100];
    fy_recording_read_mono(recording, -50, -1, read, 9100);
    for (int i = 0; i < 9100; i++)
        assert_true(read[i] == (i < 50 || i >= 9050 ? 0.0f : sound_value(i - 50, 0)));
    fy_recording_close(recording);
}

static void impossible_samples_are_silence(void **state)
{
    (void)state;
    float values[] = { 0.5f, NAN, -0.25f, INFINITY, -INFINITY, 2.0f, -NAN, 0.125f };
    const float expected[] = { 0.5f, 0, -0.25f, 0, 0, 2.0f, 0, 0.125f };
    assert_true(sound_write_values(scratch_path("a.wav"), SF_FORMAT_WAV | SF_FORMAT_FLOAT, 8000, 1, values, 8));
    struct fy_recording *recording = opened("a.wav");
    float read[8];
    assert_int_equal(fy_recording_read(recording, 0, read, 8), 8);
    for (int i = 0; i < 8; i++)
        assert_true(read[i] == expected[i]);
    fy_recording_close(recording);
}

static void lossy_files_read_alike_from_anywhere(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int format, rate;
        const char *words;
    } files[] = {
        { "a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 16000, "Ogg, Vorbis" },
        { "a.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 16000, "MP3" },
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        static float tone[50000];
        for (int k = 0; k < 50000; k++)
            tone[k] = 0.5f * sinf(0.1f * (float)k) * sinf(0.0003f * (float)k);
        assert_true(sound_write_values(scratch_path(files[i].name), files[i].format, files[i].rate, 1, tone, 50000));
        struct fy_recording *recording = opened(files[i].name);
        assert_int_equal(fy_recording_frames(recording), 50000);
        assert_string_equal(fy_recording_format(recording), files[i].words);
        assert_null(fy_recording_warning(recording));
        static float whole[50000], part[3000];
        assert_int_equal(fy_recording_read(recording, 0, whole, 50000), 50000);
        for (int64_t from = 46999; from > 0; from -= 9001) {
            assert_int_equal(fy_recording_read(recording, from, part, 3000), 3000);
            for (int k = 0; k < 3000; k++) {
                assert_near((double)part[k], (double)whole[from + k], 1e-3);
                assert_near((double)part[k], (double)tone[from + k], 0.05);
            }
        }
        fy_recording_close(recording);
    }
}

/* `status`, and a sentence with `words` in it about that file. */
static void check_refused(const char *name, enum fy_status status, const char *words)
{
    struct fy_recording *recording;
    struct fy_error error = { 0 };
    assert_int_equal(fy_recording_open(&recording, scratch_path(name), &error), status);
    assert_null(recording);
    assert_int_equal(error.status, status);
    assert_string_equal(error.file, scratch_path(name));
    if (strstr(error.sentence, words) == NULL)
        fail_msg("%s: \"%s\" does not say \"%s\"", name, error.sentence, words);
}

static void what_is_no_recording_is_named(void **state)
{
    (void)state;
    check_refused("missing.wav", FY_NOT_FOUND, "no such file");
    check_refused("missing/missing.wav", FY_NOT_FOUND, "no such file");
    assert_int_equal(mkdir(scratch_path("folder.wav"), 0700), 0);
    check_refused("folder.wav", FY_INVALID, "folder");
    scratch_write("empty.wav", "");
    check_refused("empty.wav", FY_SYNTAX, "empty");
    scratch_write("letter.wav", "Dear reader, this was renamed by accident and holds no sound at all.\n");
    check_refused("letter.wav", FY_SYNTAX, "no sound file");
    scratch_write_bytes("phone.wav",
                        "\0\0\0\x20"
                        "ftypM4A \0\0\2\0isomiso2",
                        24);
    check_refused("phone.wav", system("ffmpeg -version >/dev/null 2>&1") == 0 ? FY_SYNTAX : FY_UNSUPPORTED, "M4A");
    assert_int_equal(mkfifo(scratch_path("pipe.wav"), 0600), 0);
    check_refused("pipe.wav", FY_UNSUPPORTED, "no ordinary file");
    written("head.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 16000, 1, 100);
    assert_int_equal(truncate(scratch_path("head.wav"), 20), 0);
    check_refused("head.wav", FY_SYNTAX, "damaged");
    written("head.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 16000, 1, 9000);
    cut("head.flac", 0.02);
    check_refused("head.flac", FY_SYNTAX, "damaged");
}

static void a_file_that_may_not_be_read_says_so(void **state)
{
    (void)state;
    if (geteuid() == 0) {
        print_message("root may read everything\n");
        skip();
    }
    written("secret.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 16000, 1, 100);
    assert_int_equal(chmod(scratch_path("secret.wav"), 0), 0);
    check_refused("secret.wav", FY_NO_ACCESS, "may not");
}

static void a_header_that_promises_too_much_is_warned_of(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int format;
    } files[] = {
        { "a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16 },
        { "a.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16 },
        { "a.au", SF_FORMAT_AU | SF_FORMAT_PCM_16 },
        { "a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16 },
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        written(files[i].name, files[i].format, 16000, 1, 16000 * 10);
        cut(files[i].name, 0.5);
        struct fy_recording *recording = opened(files[i].name);
        const int64_t frames = fy_recording_frames(recording);
        assert_in_range(frames, 16000 * 4, 16000 * 5);
        const char *warning = fy_recording_warning(recording);
        assert_non_null(warning);
        assert_non_null(strstr(warning, "promises 0:10.0 of sound"));
        check_exact(recording, frames - 1000, 1000);
        check_exact(recording, 0, 3000);
        float more[10];
        assert_int_equal(fy_recording_read(recording, frames, more, 10), 0);
        check_exact(recording, 16000, 3000);
        fy_recording_close(recording);
    }
    /* So little is missing that it makes no difference in thousandths of a second. */
    written("short.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 96000, 1, 30);
    cut("short.wav", 0.885);
    struct fy_recording *recording = opened("short.wav");
    assert_non_null(strstr(fy_recording_warning(recording), "promises 30 samples, but only"));
    fy_recording_close(recording);
}

static void a_file_without_seeking_still_reads_anywhere(void **state)
{
    (void)state;
    written("a.wav", SF_FORMAT_WAV | SF_FORMAT_GSM610, 8000, 1, 16000);
    struct fy_recording *recording = opened("a.wav");
    static float whole[16000], part[700];
    assert_int_equal(fy_recording_read(recording, 0, whole, 16000), 16000);
    assert_true(whole[200] != 0.0f || whole[201] != 0.0f);
    for (int64_t from = 15300; from > 0; from -= 2777) {
        assert_int_equal(fy_recording_read(recording, from, part, 700), 700);
        assert_memory_equal(part, whole + from, sizeof part);
    }
    fy_recording_close(recording);
}

static void damage_in_the_middle_spoils_only_itself(void **state)
{
    (void)state;
    struct stat info;
    static const char junk[3000] = { 1, 2, 3, 4, 5, 6, 7 };
    written("a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 16000, 1, 160000);
    assert_int_equal(stat(scratch_path("a.flac"), &info), 0);
    FILE *file = fopen(scratch_path("a.flac"), "r+b");
    assert_non_null(file);
    fseek(file, (long)info.st_size / 2, SEEK_SET);
    assert_int_equal(fwrite(junk, 1, sizeof junk, file), sizeof junk);
    fclose(file);
    struct fy_recording *recording = opened("a.flac");
    assert_int_equal(fy_recording_frames(recording), 160000);
    check_exact(recording, 120000, 5000);
    static float read[20000];
    fy_recording_read(recording, 70000, read, 20000);
    check_exact(recording, 0, 60000);
    check_exact(recording, 159000, 1000);
    fy_recording_close(recording);
}

static void an_unfinished_stream_gives_what_it_has(void **state)
{
    (void)state;
    written("a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 16000, 1, 16000 * 10);
    cut("a.ogg", 0.5);
    struct fy_recording *recording = opened("a.ogg");
    const int64_t frames = fy_recording_frames(recording);
    assert_in_range(frames, 16000 * 4, 16000 * 6);
    assert_non_null(fy_recording_warning(recording));
    float more[20];
    assert_int_equal(fy_recording_read(recording, frames - 10, more, 20), 10);
    assert_int_equal(fy_recording_read(recording, 0, more, 20), 20);
    fy_recording_close(recording);
}

static void a_recording_of_no_frames_opens(void **state)
{
    (void)state;
    written("a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 16000, 1, 0);
    struct fy_recording *recording = opened("a.wav");
    float read[4] = { 1, 1, 1, 1 };
    assert_int_equal(fy_recording_frames(recording), 0);
    assert_int_equal(fy_recording_read(recording, 0, read, 4), 0);
    fy_recording_read_mono(recording, 0, -1, read, 4);
    assert_true(read[0] == 0.0f && read[3] == 0.0f);
    fy_recording_close(recording);
}

static void a_file_that_vanishes_reads_as_nothing(void **state)
{
    (void)state;
    written("a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 16000, 1, 160000);
    struct fy_recording *recording = opened("a.flac");
    cut("a.flac", 0.3);
    unlink(scratch_path("a.flac"));
    float read[100];
    assert_int_equal(fy_recording_read(recording, 150000, read, 100), 0);
    assert_int_equal(fy_recording_read(recording, 10, read, 100), 0);
    fy_recording_read_mono(recording, 10, -1, read, 100);
    assert_true(read[0] == 0.0f && read[99] == 0.0f);
    fy_recording_close(recording);
}

static void want_of_memory_is_survived(void **state)
{
    (void)state;
    written("a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 16000, 2, 1000);
    struct fy_recording *recording = NULL;
    int failures = 0;
    for (long n = 0;; n++, failures++) {
        struct fy_error error = { 0 };
        fy_memory_fail_after(n);
        const enum fy_status status = fy_recording_open(&recording, scratch_path("a.flac"), &error);
        fy_memory_fail_after(-1);
        if (status == FY_OK)
            break;
        assert_int_equal(status, FY_NO_MEMORY);
        assert_null(recording);
        assert_true(error.sentence[0] != '\0');
    }
    assert_true(failures >= 3);
    fy_recording_close(recording);
}

#define with_folder(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_folder(lossless_files_read_exactly_anywhere),
        with_folder(what_is_outside_is_not_read),
        with_folder(mono_is_the_mean_or_one_channel_in_silence),
        with_folder(one_channel_reads_like_the_file),
        with_folder(impossible_samples_are_silence),
        with_folder(lossy_files_read_alike_from_anywhere),
        with_folder(what_is_no_recording_is_named),
        with_folder(a_file_that_may_not_be_read_says_so),
        with_folder(a_header_that_promises_too_much_is_warned_of),
        with_folder(a_file_without_seeking_still_reads_anywhere),
        with_folder(damage_in_the_middle_spoils_only_itself),
        with_folder(an_unfinished_stream_gives_what_it_has),
        with_folder(a_recording_of_no_frames_opens),
        with_folder(a_file_that_vanishes_reads_as_nothing),
        with_folder(want_of_memory_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

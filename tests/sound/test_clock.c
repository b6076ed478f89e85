/* Frame 0 is where the sound began before it was coded, and each frame is found again, read from the start or after a
 * seek. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <fangyin/recording.h>

#include "support/impulses.h"
#include "support/scratch.h"
#include "support/sound_files.h"

static void write_impulses(const char *name, int format, int rate)
{
    float *samples = impulses_make(rate);
    assert_non_null(samples);
    if (!sound_write_values(scratch_path(name), format, rate, 1, samples, (int64_t)IMPULSE_SECONDS * rate))
        fail_msg("%s: this libsndfile cannot write it", name);
    free(samples);
}

static struct fy_recording *opened(const char *name)
{
    struct fy_recording *recording;
    struct fy_error error = { 0 };
    if (fy_recording_open(&recording, scratch_path(name), &error) != FY_OK)
        fail_msg("%s: %s", name, error.sentence);
    return recording;
}

/* `late`: frames that the coding put before the sound, and nothing tells of. */
static void check_impulses(const char *name, int rate, int64_t least_frames, int64_t late)
{
    static const int order[] = { 4, 0, 2, 1, 3, 3, 0 };
    const size_t around = (size_t)rate / 5;
    struct fy_recording *recording = opened(name);
    assert_int_equal(fy_recording_rate(recording), rate);
    if (fy_recording_frames(recording) < least_frames)
        fail_msg("%s: only %lld frames", name, (long long)fy_recording_frames(recording));
    /* From the start, in order. */
    for (int i = 0; i < IMPULSES; i++) {
        const int64_t frame = impulse_frame(i, rate) + late, found = loudest_frame(recording, frame - (int64_t)around, 2 * around);
        if (found != frame)
            fail_msg("%s: impulse %d is at %lld, not %lld", name, i, (long long)found, (long long)frame);
    }
    /* Each by a seek of its own, from several frames. */
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        for (int64_t before = 1; before < 4000; before = before * 3 + 1) {
            const int64_t frame = impulse_frame(order[i], rate) + late;
            (void)loudest_frame(recording, impulse_frame((order[i] + 2) % IMPULSES, rate), 10);
            const int64_t found = loudest_frame(recording, frame - before, 4000);
            if (found != frame)
                fail_msg("%s: after a seek to %lld before it, impulse %d is at %lld, not %lld", name,
                         (long long)before, order[i], (long long)found, (long long)frame);
        }
    }
    fy_recording_close(recording);
}

static void what_libsndfile_writes_is_in_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int format, rate;
    } files[] = {
        { "a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 16000 },   { "b.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100 },
        { "c.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 44100 },   { "d.opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 48000 },
        { "e.opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 16000 },    { "f.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44100 },
        { "g.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 16000 }, { "h.w64", SF_FORMAT_W64 | SF_FORMAT_PCM_24, 8000 },
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        write_impulses(files[i].name, files[i].format, files[i].rate);
        check_impulses(files[i].name, files[i].rate, (int64_t)IMPULSE_SECONDS * files[i].rate, 0);
    }
}

/* Without its first block, which says how long it is and where the sound begins: as long as its blocks are, at whatever
 * bit rates, with the coder's and the decoder's delay before the sound, as players have it. */
static void an_mp3_that_does_not_say_its_length_is_counted(void **state)
{
    (void)state;
    enum { DELAY = 576 + 529 };
    static const int rates[] = { 44100, 16000 };
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        static unsigned char bytes[1 << 20];
        float *samples = impulses_make(rates[i]);
        assert_non_null(samples);
        /* Loud noise at first, so that the first bit rates are no measure of the others. */
        for (int frame = 0; frame < rates[i] / 5; frame++)
            samples[frame] = sound_value(frame, 0) / 5;
        assert_true(sound_write_values(scratch_path("a.mp3"), SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, rates[i], 1,
                                       samples, (int64_t)IMPULSE_SECONDS * rates[i]));
        free(samples);
        FILE *file = fopen(scratch_path("a.mp3"), "rb");
        assert_non_null(file);
        const size_t size = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        size_t second = 40;
        while (second < size && memcmp(bytes + second, bytes, 2) != 0)
            second++;
        assert_true(size > second + 1000 && bytes[0] == 0xFF);
        assert_true(scratch_write_bytes("b.mp3", (const char *)bytes + second, size - second));
        check_impulses("b.mp3", rates[i], (int64_t)IMPULSE_SECONDS * rates[i] + DELAY, DELAY);
        struct fy_recording *recording = opened("b.mp3");
        assert_null(fy_recording_warning(recording));
        assert_true(fy_recording_frames(recording) < (int64_t)IMPULSE_SECONDS * rates[i] + 5 * 1152);
        fy_recording_close(recording);
        /* Behind a tag and junk, and with a tag at the end. */
        file = fopen(scratch_path("c.mp3"), "wb");
        assert_non_null(file);
        fwrite("ID3\3\0\0\0\0\1\0", 1, 10, file);
        fwrite(bytes + size / 2, 1, 128, file);
        fwrite("junk", 1, 4, file);
        fwrite(bytes + second, 1, size - second, file);
        fprintf(file, "TAG%125s", "");
        fclose(file);
        check_impulses("c.mp3", rates[i], (int64_t)IMPULSE_SECONDS * rates[i] + DELAY, DELAY);
    }
}

/* ---- what ffmpeg writes ---- */

static bool ffmpeg_writes(const char *options, const char *name)
{
    char command[4096];
    snprintf(command, sizeof command, "ffmpeg -nostdin -v error -y -i '%s' %s '%s' 2>'%s'", scratch_path("in.wav"), options,
             scratch_path(name), scratch_path("words"));
    return system(command) == 0;
}

static void what_ffmpeg_writes_is_in_its_place(void **state)
{
    (void)state;
    enum { RATE = 48000, AAC = 1024 };
    static const struct {
        const char *name, *options;
    } files[] = {
        { "a.m4a", "-c:a aac -b:a 96k" },
        { "b.mp4", "-f lavfi -i color=c=black:s=64x64:r=25:d=12 -map 1 -map 0 -c:a aac -b:a 96k" },
        { "c.mka", "-c:a libopus -b:a 64k" },
        { "d.webm", "-c:a libopus -b:a 64k" },
        { "e.mka", "-c:a flac" },
        { "f.m4a", "-c:a alac" },
        { "g.mp3", "-c:a libmp3lame -b:a 64k" },
        { "h.mp3", "-c:a libmp3lame -q:a 4" },
        { "i.opus", "-c:a libopus" },
        { "j.ogg", "-c:a libvorbis" },
        { "k.mov", "-c:a pcm_s24le" },
    };
    if (system("ffmpeg -version >/dev/null 2>&1") != 0) {
        print_message("ffmpeg is absent\n");
        skip();
    }
    write_impulses("in.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE);
    int checked = 0;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        if (!ffmpeg_writes(files[i].options, files[i].name)) {
            print_message("this ffmpeg cannot write %s\n", files[i].name);
            continue;
        }
        check_impulses(files[i].name, RATE, (int64_t)IMPULSE_SECONDS * RATE, 0);
        checked++;
    }
    assert_true(checked > 0);
}

/* A video whose sound begins half a second after its picture. */
static void sound_that_begins_late_stays_late(void **state)
{
    (void)state;
    enum { RATE = 48000 };
    static const char *const names[] = { "late.mp4", "late.mkv", "late.ts" };
    if (system("ffmpeg -version >/dev/null 2>&1") != 0) {
        print_message("ffmpeg is absent\n");
        skip();
    }
    write_impulses("in.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char command[4096];
        snprintf(command, sizeof command,
                 "ffmpeg -nostdin -v error -y -f lavfi -i color=c=black:s=64x64:r=25:d=13 -itsoffset 0.5 -i '%s' -map 0 "
                 "-map 1 -c:v mpeg4 -c:a ac3 -b:a 192k '%s' 2>'%s'",
                 scratch_path("in.wav"), scratch_path(names[i]), scratch_path("words"));
        if (system(command) != 0)
            fail_msg("%s: %s", names[i], scratch_read("words"));
        struct fy_recording *recording = opened(names[i]);
        for (int k = 0; k < IMPULSES; k++) {
            const int64_t frame = impulse_frame(k, RATE) + RATE / 2;
            const int64_t found = loudest_frame(recording, frame - 4800, 9600);
            /* AC-3's encoder adds 256 frames that no container tells of; times are whole milliseconds in Matroska. */
            if (llabs(found - frame - 256) > 300)
                fail_msg("%s: impulse %d is at %lld, not near %lld", names[i], k, (long long)found, (long long)frame);
        }
        fy_recording_close(recording);
    }
}

static int make(void **state)
{
    const int made = scratch_make(state);
    setenv("XDG_CACHE_HOME", scratch_folder, 1);
    return made;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_libsndfile_writes_is_in_its_place, make, scratch_remove),
        cmocka_unit_test_setup_teardown(an_mp3_that_does_not_say_its_length_is_counted, make, scratch_remove),
        cmocka_unit_test_setup_teardown(what_ffmpeg_writes_is_in_its_place, make, scratch_remove),
        cmocka_unit_test_setup_teardown(sound_that_begins_late_stays_late, make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
